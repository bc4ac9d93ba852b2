"""The workers that tests start, as forks of one process that has loaded what a worker loads.

A worker takes some three seconds of CPU to load its libraries, rules and models, and the tests start more than a hundred.
So one process for each that runs tests loads them once, and a worker is a fork of it, which goes on as `python -m` does:
with the environment, arguments, session and output that it was started with. It is to a program of its own what the
pool's first server is (streams/runtime/pool_fork.py). tests/cli/test_standing.py and tests/cli/test_demo.py start such
programs; with PROGRAMS in the environment, all tests do.

    python -m tests.forked SOCKET LOADED
"""

from __future__ import annotations

import gc
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
from pathlib import Path
from typing import Any

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


class Forker:
    """The process that has everything loaded, or nothing, unless `loaded`. It ends when `stop` is called, or we end."""

    def __init__(self, *, loaded: bool = True) -> None:
        self._asks, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        # What the test at hand has set is none of the others' business.
        usual = {name: value for name, value in os.environ.items() if not name.startswith("COPYDESK_")}
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.forked", str(theirs.fileno()), "loaded" * loaded],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env=usual | {"PYTHONUNBUFFERED": "1", "OPENBLAS_NUM_THREADS": "1"},
                cwd=Path(__file__).parents[1],
                start_new_session=True,
            )

    def start(
        self, module: str, arguments: Sequence[str], environment: Mapping[str, str], out: int
    ) -> Forked:
        """`python -m MODULE ARGUMENTS` with its output to the descriptor `out`."""
        ours, theirs = socket.socketpair()
        asked = json.dumps([module, list(arguments), dict(environment), str(Path.cwd())]).encode()
        with theirs:
            socket.send_fds(self._asks, [asked], [out, theirs.fileno()])
        return Forked([sys.executable, "-m", module, *arguments], ours)

    def stop(self) -> None:
        """Ends it, and with it what it forked."""
        self._asks.close()
        self.process.wait()


def main(descriptor: int, *, loaded: bool) -> None:
    """Forks whom it is asked for until nobody can ask any more. In a fork, `main` is what the fork becomes."""
    if loaded:
        _load()
    asks = socket.socket(fileno=descriptor)
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake)
    answers: dict[int, socket.socket] = {}
    while True:
        readable, _, _ = select.select([asks.fileno(), woken], [], [])
        if woken in readable:
            os.read(woken, 4096)
            _tell_ends(answers)
        if asks.fileno() not in readable:
            continue
        asked, descriptors, _, _ = socket.recv_fds(asks, _LARGEST, 2)
        if not asked:
            return
        out, answer = descriptors[0], socket.socket(fileno=descriptors[1])
        own, pid = os.getpid(), os.fork()
        if pid == 0:
            for each in (asks, answer, *answers.values()):
                each.close()
            os.close(woken)
            os.close(wake)
            _become(own, out, *json.loads(asked))
            return
        os.close(out)
        answer.send(_NUMBER.pack(pid))
        answers[pid] = answer


def _load() -> None:
    import streams.cli.worker
    import streams.worker  # noqa: F401 - loaded here, it need not be loaded in each fork
    from streams.runtime import whole
    from streams.settings import settings

    whole.warm()
    settings.cache_clear()
    gc.freeze()


def _tell_ends(answers: dict[int, socket.socket]) -> None:
    while answers:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        with answers.pop(pid) as answer:
            answer.send(_NUMBER.pack(os.waitstatus_to_exitcode(status)))


def _become(
    parent: int, out: int, module: str, arguments: list[str], environment: dict[str, str], folder: str
) -> None:
    """Goes on as `python -m MODULE ARGUMENTS` in a session of its own."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    os.dup2(out, 1)
    os.dup2(out, 2)
    os.close(out)
    end_with_parent()
    if os.getppid() != parent:
        return
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), loaded=bool(sys.argv[2]))
