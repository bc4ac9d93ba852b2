"""The workers and commands that tests start, as forks of one process that has loaded what a worker loads.

A worker takes some three seconds of CPU to load its libraries, rules and models, a command up to one, and the tests
start more than a hundred of each. So one process for the whole run loads them once, when it is first asked, and what is
started is a fork of it, which goes on as `python -m` does: with the environment, arguments, session, input and output
that it was started with. It ends as that does, but takes apart nothing of what is loaded. It is to a program of its own
what the pool's first server is (streams/runtime/pool_fork.py). tests/cli/test_standing.py and tests/cli/test_demo.py
start such programs; with PROGRAMS in the environment, all tests do.

    python -m tests.forked OWNER DOOR LOADED
"""

from __future__ import annotations

import atexit
import contextlib
import faulthandler
import gc
import inspect
import json
import os
import runpy
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn
from uuid import uuid4

from streams.brokers.embedded import end_with_parent

_NUMBER = struct.Struct("i")
#: Bytes of what is asked for, at most: arguments and an environment.
_LARGEST = 200_000


class Forked(subprocess.Popen[bytes]):
    """A process that is a child of the one that forks. Its parent says how it ended."""

    def __init__(self, command: Sequence[str], answers: socket.socket) -> None:
        self.args = list(command)
        self.stdin = self.stdout = self.stderr = None
        self.returncode: int | Any = None
        self._answers, self._lock = answers, threading.Lock()
        told = answers.recv(_NUMBER.size)
        self._child_created = bool(told)  # what Popen.__del__ looks at
        if not told:
            answers.close()
            raise RuntimeError("who forks the workers of tests has ended; what it said stands in stderr")
        self.pid = _NUMBER.unpack(told)[0]

    def poll(self) -> int | None:
        return self._end(0.0)

    def wait(self, timeout: float | None = None) -> int:
        code = self._end(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(self.args, timeout or 0.0)
        return code

    def _internal_poll(self, *_: object, **__: object) -> int | None:
        return self._end(0.0)

    def _end(self, timeout: float | None) -> int | None:
        with self._lock:
            if self.returncode is None and select.select([self._answers], [], [], timeout)[0]:
                told = self._answers.recv(_NUMBER.size)
                self.returncode = _NUMBER.unpack(told)[0] if told else -signal.SIGKILL
                self._answers.close()
            return self.returncode


class Line:
    """A line to the process that forks. Several threads may ask on one."""

    def __init__(self, asks: socket.socket) -> None:
        self._asks = asks

    @classmethod
    def to(cls, address: str) -> Line:
        """A line of our own to the process that another one has started; `address` is its Forker's."""
        asks = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        asks.connect(f"\0{address}")
        return cls(asks)

    def start(
        self,
        module: str,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        out: int,
        error: int | None = None,
        given: int | None = None,
    ) -> Forked:
        """`python -m MODULE ARGUMENTS`, its output to the descriptor `out`.

        Its errors go to `error`, or there, too; its input is `given`, or empty.
        """
        ours, theirs = socket.socketpair()
        asked = json.dumps([module, list(arguments), dict(environment), str(Path.cwd())]).encode()
        nothing = os.open(os.devnull, os.O_RDONLY)
        try:
            usual = [nothing if given is None else given, out, out if error is None else error]
            socket.send_fds(self._asks, [asked], [*usual, theirs.fileno()])
        finally:
            os.close(nothing)
            theirs.close()
        return Forked([sys.executable, "-m", module, *arguments], ours)

    def stop(self) -> None:
        """From here nothing is asked any more."""
        self._asks.close()


class Forker(Line):
    """The process that loads everything when it is first asked, or nothing, unless `loaded`; and our line to it.

    It ends when `stop` is called, or we end. `address` is where others ask.
    """

    def __init__(self, *, loaded: bool = True) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        super().__init__(ours)
        self.address = f"copydesk-tests-{uuid4().hex}"
        # What the test at hand has set is none of the others' business.
        usual = {name: value for name, value in os.environ.items() if not name.startswith("COPYDESK_")}
        with theirs, socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as door:
            door.bind(f"\0{self.address}")
            door.listen()
            passed = [theirs.fileno(), door.fileno()]
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.forked", *map(str, passed), "loaded" * loaded],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,  # a terminal, of which what is forked would keep some marks, or none
                pass_fds=passed,
                env=usual | {"PYTHONUNBUFFERED": "1", "OPENBLAS_NUM_THREADS": "1"},
                cwd=Path(__file__).parents[1],
                start_new_session=True,
            )

    def stop(self) -> None:
        """Ends it, and with it what it forked."""
        super().stop()
        self.process.wait()


def main(descriptor: int, listening: int, *, loaded: bool) -> None:
    """Forks whom it is asked for until its owner can ask no more. In a fork, `main` is what the fork becomes."""
    owner, door = socket.socket(fileno=descriptor), socket.socket(fileno=listening)
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake)
    askers, answers = [owner], dict[int, socket.socket]()
    while True:
        waited: list[int | socket.socket] = [woken, door, *askers]
        readable, _, _ = select.select(waited, [], [])
        if woken in readable:
            os.read(woken, 4096)
            _tell_ends(answers)
        if door in readable:
            askers.append(door.accept()[0])
        for asks in [each for each in askers if each in readable]:
            asked, descriptors, _, _ = socket.recv_fds(asks, _LARGEST, 4)
            if not asked:
                asks.close()
                askers.remove(asks)
                if asks is owner:
                    return
                continue
            if loaded:
                _load()
                loaded = False  # once
            *usual, last = descriptors
            answer = socket.socket(fileno=last)
            own, pid = os.getpid(), os.fork()
            if pid == 0:
                for each in (door, answer, *askers, *answers.values()):
                    each.close()
                os.close(woken)
                os.close(wake)
                _become(own, usual, *json.loads(asked))
                return
            for given in usual:
                os.close(given)
            answers[pid] = answer
            _tell(answer, pid)


def _load() -> None:
    import faust
    from faust import transport

    import streams.worker  # noqa: F401 - loaded here, it need not be loaded in each fork
    from streams.cli import COMMANDS
    from streams.runtime import whole
    from streams.settings import settings

    for name in COMMANDS:
        import_module(f"streams.cli.{name}")
    # Faust loads its parts, and looks for packages that extend it, when it is first asked. Where an agent stands in the
    # sources it learns from the file of each module that there is: half of a worker's start, if not known beforehand.
    for name in ("App", "Worker"):
        getattr(faust, name)
    transport.by_url("aiokafka://")
    inspect.getmodule(inspect.currentframe())

    whole.warm()
    settings.cache_clear()
    gc.freeze()


def _tell_ends(answers: dict[int, socket.socket]) -> None:
    while answers:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        with answers.pop(pid) as answer:
            _tell(answer, os.waitstatus_to_exitcode(status))


def _tell(answer: socket.socket, number: int) -> None:
    with contextlib.suppress(OSError):  # who has asked may be gone; the others are not
        answer.send(_NUMBER.pack(number))


def _become(
    parent: int,
    descriptors: list[int],
    module: str,
    arguments: list[str],
    environment: dict[str, str],
    folder: str,
) -> None:
    """Goes on as `python -m MODULE ARGUMENTS` in a session of its own."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    for usual, given in enumerate(descriptors):
        os.dup2(given, usual)
    for given in descriptors:
        os.close(given)
    end_with_parent()
    if os.getppid() != parent:
        return
    os.environ.clear()
    os.environ.update(environment)
    if environment.get("PYTHONFAULTHANDLER"):
        faulthandler.enable()
    os.chdir(folder)
    sys.argv = [module, *arguments]
    code: object = None
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as asked:
        code = asked.code
    except BaseException as error:  # noqa: BLE001 - as Python does with whatever a program has not caught
        sys.excepthook(type(error), error, error.__traceback__)
        code = -signal.SIGINT if isinstance(error, KeyboardInterrupt) else 1
    _leave(code)


def _leave(code: object) -> NoReturn:
    """Ends as Python does, but takes apart nothing that is still referred to.

    To do so is to write into all that was loaded, which so far is shared: it costs a tenth of a second of a processor,
    more than most commands do.
    """
    if not isinstance(code, int | None):
        print(code, file=sys.stderr)
        code = 1
    threading._shutdown()  # type: ignore[attr-defined] # waits for threads
    atexit._run_exitfuncs()
    gc.collect()  # what nobody refers to may have something to say
    try:
        for each in (sys.stdout, sys.stderr):
            if not each.closed:
                each.flush()
    except OSError:
        code = 120
    if code == -signal.SIGINT:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.raise_signal(signal.SIGINT)
    os._exit(code or 0)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), loaded=bool(sys.argv[3]))
