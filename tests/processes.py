"""What a test starts is ended when the test ends, whatever happened in it, and a test that left something fails."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any
from weakref import WeakSet

import pytest

from streams.brokers.guard import guard
from streams.cli.processes import WorkerProcess
from tests.forked import Forked, Forker, Line

#: How long a worker gets to end when we were killed, in seconds.
_GRACE = 30.0
_started: WeakSet[subprocess.Popen[Any]] = WeakSet()
_shared: list[Callable[[], object]] = []
_workers: list[WorkerProcess] = []
_init = subprocess.Popen.__init__
_start = WorkerProcess.start
_launch = WorkerProcess.launch
#: The line to the process that forks workers and commands, once there is one.
_lines: list[Line] = []
#: The variable with the address of the one that the whole run has.
_FORKER = "FORKER"


def _noted(self: subprocess.Popen[Any], *args: Any, **kwargs: Any) -> None:
    _init(self, *args, **kwargs)
    _started.add(self)
    # Of a run that is killed, kill -9 included, nothing stays; not even what a test has stopped with SIGSTOP.
    guard.watch(self)


def _kept(self: WorkerProcess) -> None:
    if self not in _workers:
        _workers.append(self)
    _start(self)


def _launched(self: WorkerProcess, command: list[str], environment: Mapping[str, str] | None = None) -> None:
    """A worker is a fork of one process that has loaded what each of them loads."""
    if "PROGRAMS" in os.environ or environment is None:
        _launch(self, command, environment)
        return
    with self.log.open("ab") as out:
        self.process = fork(command[2:], environment, out.fileno(), grace=_GRACE)


def fork(
    command: Sequence[str],
    environment: Mapping[str, str],
    out: int,
    error: int | None = None,
    given: int | None = None,
    grace: float = 0.0,
) -> Forked:
    """`python -m COMMAND` as a fork of what is loaded, see tests/forked.py; it is known as what Popen starts is."""
    process = line().start(command[0], command[1:], environment, out, error, given)
    _started.add(process)
    guard.watch(process, grace)
    return process


def line() -> Line:
    """The line to the process that forks: the one of the whole run, or one of ours."""
    if not _lines and _FORKER in os.environ:
        _lines.append(Line.to(os.environ[_FORKER]))
    elif not _lines:
        start_forker()
    return _lines[0]


def forker() -> str:
    """The address of the process that forks, for programs that ask it themselves; empty where there shall be none."""
    if "PROGRAMS" in os.environ:
        return ""
    if _FORKER not in os.environ:
        share_forker()
    return os.environ[_FORKER]


def start_forker() -> str:
    """Starts the process that forks, for us and all that we start; its address."""
    forker = Forker()
    _lines.append(forker)
    _shared.append(lambda: forker.process)
    return forker.address


def share_forker() -> None:
    """Starts the process that forks, for us and all processes of tests that we start."""
    os.environ[_FORKER] = start_forker()


def end_what_is_shared() -> None:
    """Ends the process that forks, if we have started one: with the last test."""
    while _lines:
        _lines.pop().stop()


def install() -> None:
    """From now on, every process that this one starts is known, and is ended by Ctrl-C."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # So is what a shell starts in its background, and all that this starts would ignore it, too.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    subprocess.Popen.__init__ = _noted  # type: ignore[method-assign]
    WorkerProcess.start = _kept  # type: ignore[method-assign]
    WorkerProcess.launch = _launched  # type: ignore[method-assign, assignment]


@contextlib.contextmanager
def shared(process: Callable[[], object]) -> Generator[None]:
    """Within it, what `process` returns (the Popen of a broker, say, that several tests use) outlives each test."""
    _shared.append(process)
    try:
        yield
    finally:
        _shared.remove(process)


def end_what_is_left() -> list[str]:
    """Ends each process that is neither shared nor waited for; the commands of those that still ran."""
    kept = [process() for process in _shared]
    left = [each for each in list(_started) if each.returncode is None and each not in kept]
    running = [each for each in left if each.poll() is None]
    for each in running:
        _kill(each)
    for each in left:
        _started.discard(each)
    return [_command(each) for each in running]


def _kill(process: subprocess.Popen[Any]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        # What has a group of its own may have started others in it.
        if os.getpgid(process.pid) == process.pid:
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
    process.wait()


def _command(process: subprocess.Popen[Any]) -> str:
    args = process.args
    return args if isinstance(args, str) else " ".join(map(str, args))[:300]  # type: ignore[arg-type]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, pytest.TestReport]:
    """With a test that fails goes what each worker that it started has logged, and where those stand that still run."""
    report: pytest.TestReport = yield
    if report.failed:
        for worker in list(_workers):
            report.sections.append((f"the worker's log, {worker.log}", _says(worker)))
    if report.when == "teardown":
        _workers.clear()
    return report


def _says(worker: WorkerProcess) -> str:
    log = worker.log.read_text(errors="replace") if worker.log.exists() else ""
    stands = ""
    if worker.process is not None and worker.process.poll() is None:
        worker.process.send_signal(signal.SIGUSR1)
        deadline = time.monotonic() + 5  # it may be one that does not answer
        while not stands.endswith("\nend\n") and time.monotonic() < deadline:
            time.sleep(0.05)  # a poll with a deadline
            stands = worker.log.read_text(errors="replace")[len(log) :]
    code = worker.process and worker.process.poll()
    return f"{log[-6000:]}\n{stands}\nexit code: {code}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None]:
    """After the fixtures of a test have ended what they started."""
    try:
        yield
    finally:
        left = end_what_is_left()
    if left:
        pytest.fail(f"{item.nodeid} left running: {left}", pytrace=False)
