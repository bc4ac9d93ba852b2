"""The pool's side of its processes: the server that forks them, and the line to each."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from typing import NamedTuple, Protocol, Self

from streams.runtime.alarm import Alarm
from streams.runtime.kept_waiting import KeptWaiting
from streams.runtime.pool_server import ASKED, HEADER, REPORT, ROOMY, USUAL, Kind

#: Signals that go to a whole group (Ctrl-C, the end of a service): the worker decides when the pool ends.
GROUP_SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
#: Blocked while a server begins. It lets ASKED in when it can answer; before, that would end it, or be lost: what a
#: fork of Python is sent before its first line, Python forgets.
BEGINNING = GROUP_SIGNALS | {ASKED}
#: The server as a program, for `python -m`.
PROGRAM = "streams.runtime.pool_server"
#: How long the server may take to tell how a process ended, in seconds.
_REPORT_SECONDS = 2.0


class ProcessDiedError(Exception):
    """A process ended without an answer. `exit_code` is negative for a signal, None if nobody can tell.

    `began` is False when it had not read its job: then the job is not what it died of.
    """

    def __init__(self, exit_code: int | None = None, *, began: bool = True) -> None:
        super().__init__("exit code unknown" if exit_code is None else f"exit code {exit_code}")
        self.exit_code, self.began = exit_code, began


class DeadlineError(Exception):
    """A process did not answer in time, and was killed."""


class Child(Protocol):
    """A process that we started, as subprocess.Popen has it."""

    pid: int

    def kill(self) -> None:
        """kill -9; nothing where its end is known."""

    def wait(self) -> int:
        """Returns its exit code when it has ended."""


class Overdue(NamedTuple):
    """`tell` is called when work has taken so many `seconds` and goes on."""

    seconds: float
    tell: Callable[[], None]


class Server(asyncio.Protocol):
    """The process that forks the others, and our end of the socket to it; `alive` until it ends or is stopped.

    It is of use once attach() was called in the event loop.
    """

    def __init__(self, ours: socket.socket, process: Child) -> None:
        ours.setblocking(False)
        self._socket, self._process = ours, process
        self._ends: dict[int, asyncio.Future[int | None]] = {}
        self._reports = b""
        self._transport: asyncio.Transport | None = None
        self.alive = True

    @classmethod
    def start(cls, memory_mb: int) -> Self:
        """Returns at once; the first process that it forks shows when it is warm."""
        ours, theirs = socket.socketpair()
        # The mask is inherited, by the server and by all that it forks.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, BEGINNING)
        try:
            process = subprocess.Popen(
                [
                    *(sys.executable, "-m", PROGRAM),
                    *(str(theirs.fileno()), str(os.getpid()), str(memory_mb)),
                ],
                stdin=subprocess.DEVNULL,
                stdout=2,  # what a library prints must not come between the lines of ours
                pass_fds=[theirs.fileno()],
                env=_environment(),
            )
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            theirs.close()
        return cls(ours, process)

    async def attach(self) -> None:
        """From now on it is heard in the running event loop; nothing where it is already."""
        loop = asyncio.get_running_loop()
        if self._transport is None and self.alive:
            self._transport, _ = await loop.create_connection(lambda: self, sock=self._socket)

    async def fork(self, lost: Callable[[Process], None], *, roomy: bool = False) -> Process:
        """A new process, ready for work; `lost` is called when it has ended. Raises ProcessDiedError.

        A `roomy` one may have ROOMIER times the memory of others.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            ours.setblocking(False)
            process = Process(self, lost)
            await asyncio.get_running_loop().create_connection(lambda: process, sock=ours)
            with contextlib.suppress(OSError):  # without a server the line ends, as `theirs` is closed
                socket.send_fds(self._socket, [ROOMY if roomy else USUAL], [theirs.fileno()])
        await process.ready()
        return process

    def watch(self, pid: int) -> asyncio.Future[int | None]:
        """The future exit code of a process that was forked just now; None if this server ends before it tells."""
        end = self._ends[pid] = asyncio.get_running_loop().create_future()
        if not self.alive:
            end.set_result(None)
        return end

    def data_received(self, data: bytes) -> None:
        self._reports += data
        while len(self._reports) >= REPORT.size:
            pid, code = REPORT.unpack_from(self._reports)
            self._reports = self._reports[REPORT.size :]
            if (end := self._ends.pop(pid, None)) and not end.done():
                end.set_result(code)

    def connection_lost(self, _: Exception | None) -> None:
        self.stop()
        for end in self._ends.values():
            if not end.done():
                end.set_result(None)
        self._ends.clear()

    def stop(self) -> None:
        """Ends it at once, and with it, on Linux, all that it forked."""
        self.alive = False
        self._process.kill()
        self._process.wait()
        if self._transport:
            self._transport.abort()
        else:
            self._socket.close()


class Process(asyncio.Protocol):
    """A forked process, and the line to it. It has one job at a time; `alive` while it can be given another.

    `died` says, once it has ended, that nobody here wanted it to.
    """

    def __init__(self, server: Server, lost: Callable[[Process], None]) -> None:
        self._server, self._lost = server, lost
        self._buffer = bytearray()
        self._answer: asyncio.Future[tuple[Kind, bytes]] = asyncio.get_running_loop().create_future()
        self._end: asyncio.Future[int | None] | None = None
        self._transport: asyncio.Transport | None = None
        self._waited: KeptWaiting | None = None
        self.pid = 0
        self.alive = True
        self.died = False

    async def ready(self) -> None:
        """Returns when the process has said that it is there. Raises ProcessDiedError."""
        try:
            _, body = await self._answer
        except asyncio.CancelledError:
            self.kill()
            raise
        self.pid = pickle.loads(body)
        if self.alive:  # else nobody would close it
            self._waited = KeptWaiting(self.pid)
        self._end = self._server.watch(self.pid)

    async def work(self, job: bytes, deadline: float, overdue: Overdue | None = None) -> tuple[Kind, bytes]:
        """The answer to `job`, a frame. Raises ProcessDiedError; DeadlineError after `deadline` seconds.

        `overdue` is called once it has taken its seconds. What the system keeps the process waiting for a processor
        counts in neither, see `Alarm`. A process whose answer nobody waits for is killed.
        """
        assert self._transport is not None
        self._answer = asyncio.get_running_loop().create_future()
        if not self.alive:
            raise ProcessDiedError(await self._exit_code(), began=False)
        self._transport.write(job)
        alarms = [Alarm(deadline, self._kept_waiting, self._expire)]
        if overdue is not None:
            alarms.append(Alarm(overdue.seconds, self._kept_waiting, overdue.tell))
        try:
            kind, body = await self._answer
        except ProcessDiedError as error:
            raise ProcessDiedError(await self._exit_code(), began=error.began) from None
        except BaseException:
            self.kill()
            raise
        finally:
            for alarm in alarms:
                alarm.cancel()
        if kind is Kind.OUT_OF_MEMORY:
            self.kill()
        return kind, body

    def _expire(self) -> None:
        if not self._answer.done():
            self._answer.set_exception(DeadlineError())

    def _kept_waiting(self) -> float:
        return self._waited.seconds() if self._waited is not None else 0.0

    async def _exit_code(self) -> int | None:
        if self._end is not None:
            await asyncio.wait({self._end}, timeout=_REPORT_SECONDS)
        return self._end.result() if self._end and self._end.done() else None

    def kill(self) -> None:
        """kill -9, whatever it does; `lost` is called when it has ended."""
        self.alive = False
        # Once its end is reported its number may be another's.
        if self._end is not None and not self._end.done():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
        if self._transport:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if len(self._buffer) < HEADER.size:
            return
        size, kind = HEADER.unpack_from(self._buffer)
        if len(self._buffer) < HEADER.size + size:
            return
        answer = bytes(memoryview(self._buffer)[HEADER.size : HEADER.size + size])
        self._buffer.clear()
        if not self._answer.done():
            self._answer.set_result((Kind(kind), answer))

    def connection_lost(self, error: Exception | None) -> None:
        self.died = self.alive
        self.kill()
        if self._waited is not None:
            self._waited.close()
        if not self._answer.done():
            # The kernel tells whether what was sent was read: it resets a line with unread bytes on it.
            self._answer.set_exception(ProcessDiedError(began=error is None))
        self._lost(self)


def _environment() -> dict[str, str]:
    # One numeric thread for each process; and what can be imported here can be imported there.
    path = os.pathsep.join(filter(None, sys.path))
    return os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONPATH": path}
