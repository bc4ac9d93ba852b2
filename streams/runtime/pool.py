"""The killable pool: work on a document in a process with a deadline and a memory cap.

A page can keep a parser busy for minutes, take all memory or crash the interpreter, and size caps do not help; so
that work runs in processes of their own, and what dies there is a refusal of that document alone. The processes
share nothing, neither a lock nor a pipe: what happens to one of them holds up no other.
"""

from __future__ import annotations

import asyncio
import logging
import os
import pickle
import time
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from streams import metrics
from streams.article import Dropped
from streams.errors import PoolError
from streams.kinds import Reason
from streams.runtime.paces import SHORT
from streams.runtime.pool_process import DeadlineError, Overdue, Process, ProcessDiedError, Server
from streams.runtime.pool_server import Kind, frame
from streams.runtime.turns import Rank, Turns

log = logging.getLogger(__name__)

T = TypeVar("T")

#: A process that dies is not always the document's fault: somebody may have killed it. Such work is tried again.
ATTEMPTS = 2
#: And how often when they died before they had read it, in their sleep.
UNREAD = 20
#: The pauses before a process that did not start is started again, in seconds. After them the pool is broken.
PAUSES = (0.1, 0.3, 1.0, 3.0)
#: The longest that a start may take, in seconds: the first one loads all libraries.
START_SECONDS = 60.0
#: How much less of a busy machine is given to the process for second looks, as for `nice`.
NICENESS = 10


class HurriedError(Exception):
    """A document was given the short deadline only, and missed it."""


class SetApartError(Exception):
    """While a document waited for a process its source was set apart from the others."""


class Owner(NamedTuple):
    """For whom the work is done, and in which rank."""

    rank: Rank
    source: str


class Pool:
    """Processes that work on documents. `deadline` in seconds, `memory_mb` MiB of address space for each.

    Sources take turns, and one process is always lent for a short time only: what never ends holds up nobody.

    `roomy`: its processes keep something, and may have four times `memory_mb`.

    `server` is one that was started before, as streams.runtime.pool_fork does; it ends with the pool.

    It belongs to the event loop in which ready() was called.
    """

    def __init__(
        self,
        processes: int,
        deadline: float,
        memory_mb: int,
        beside: Pool | None = None,
        server: Server | None = None,
        *,
        roomy: bool = False,
    ) -> None:
        self._roomy = roomy
        # The process of the stories has no document in work, and figures of its own.
        self._counts = 0 if roomy else 1
        self._size, self._deadline, self._memory_mb = processes, deadline, memory_mb
        self._beside = beside  # the pool whose server forks the processes
        self._hurried: Pool | None = None  # for what is in a hurry apart from the others, ...
        self._second: Pool | None = None  # ... and for second looks
        self._server = server  # a new one where it is not alive
        self._one_server = asyncio.Lock()
        self._processes: set[Process] = set()
        self._idle: list[Process] = []
        self._waiting: Turns[Owner, asyncio.Future[Process]] = Turns(lambda owner: owner.rank, cost=0.001)
        self._lent = (
            0  # how many processes have a document that may take the full deadline, and is not to come first
        )
        self._starting: set[asyncio.Task[None]] = set()
        self._ended: asyncio.Future[PoolError] | None = None

    def begin(self) -> None:
        """Starts the processes."""
        self._ended = asyncio.get_running_loop().create_future()
        for _ in range(self._size):
            self._start_one()

    async def ready(self) -> None:
        """Starts the processes; returns when they are there and warm. Raises PoolError when they do not start."""
        self.begin()
        assert self._ended is not None
        while self._starting and not self._ended.done():
            await asyncio.wait(self._starting)
        if self._ended.done():
            raise self._ended.result()

    @property
    def idle(self) -> bool:
        """Whether a process has nothing to do, and nobody waits for one."""
        return bool(self._idle) and not len(self._waiting)

    @property
    def waiting_apart(self) -> int:
        """How many wait for the process of run_apart() that gives the full deadline."""
        return 0 if self._second is None else len(self._second._waiting)

    async def run_apart(
        self,
        function: Callable[..., T],
        *arguments: Any,
        rank: Rank = Rank.LIVE,
        source: str = "",
        hurry: bool = False,
    ) -> T | Dropped:
        """As run(), in one process beside the others, which takes what they leave of the machine.

        What is in a hurry has a process of its own, for it waits for no full deadline; and one like the others: on a
        busy machine it would miss the short deadline for want of a processor.
        """
        if hurry:
            self._hurried = self._hurried or self._one_beside(self._deadline)
            return await self._hurried.run(function, *arguments, rank=rank, source=source, hurry=True)
        self._second = self._second or self._one_beside(self._deadline)
        return await self._second.run(_unhurried, function, *arguments, rank=rank, source=source)

    def _one_beside(self, deadline: float) -> Pool:
        """A pool of one process, which the same server forks."""
        pool = Pool(1, deadline, self._memory_mb, beside=self)
        pool.begin()
        return pool

    async def run(
        self,
        function: Callable[..., T],
        *arguments: Any,
        rank: Rank = Rank.LIVE,
        source: str = "",
        hurry: bool = False,
        may_hurry: bool = False,
        overdue: Callable[[], None] | None = None,
        apart: Callable[[], bool] = lambda: False,
    ) -> T | Dropped:
        """`function(*arguments)` in a process; Dropped when it does not come back. Both sides are pickled.

        The last stage has to go first, or in a burst each article would wait at the end for all that came after it to
        be begun. Sources of one rank take turns.

        The deadline counts from the start of the work, in seconds. With `hurry` it is the short one; with `may_hurry`
        it is so where all other processes have work already that may take longer. Raises HurriedError when a short one
        is missed, and PoolError when the pool has ended. Where the work may go on behind the short deadline, `overdue`
        is called when that is over. Raises SetApartError where `apart` says so when it is its turn.
        """
        owner = Owner(rank, source)
        try:
            job = frame(Kind.JOB, (function, arguments))
        except Exception as error:
            log.exception("%r and what it is called with cannot be pickled", function)
            return _fault(error)
        attempts = unread = 0
        while attempts < ATTEMPTS and unread < UNREAD:
            try:
                kind, body = await self._work(job, owner, hurry, may_hurry, overdue, apart)
            except DeadlineError:
                return self._refused(
                    Reason.DEADLINE, f"no end after {self._deadline:g} s; its process was killed"
                )
            except HurriedError:
                metrics.pool_kills.labels(Reason.DEADLINE).inc(self._counts)
                raise
            except ProcessDiedError as error:
                attempts += error.began
                unread += not error.began
                log.warning("a pool process died (%s), attempt %d", error, attempts)
                died = Dropped(Reason.PROCESS_DIED, f"{error}, {attempts} attempts")
            else:
                if kind is Kind.OUT_OF_MEMORY:
                    return self._refused(Reason.OUT_OF_MEMORY, f"it wanted more than {self._memory_mb} MiB")
                return await _opened(function, kind, body)
        return died

    def _refused(self, reason: Reason, detail: str) -> Dropped:
        metrics.pool_kills.labels(reason).inc(self._counts)
        return Dropped(reason, detail)

    async def _work(
        self,
        job: bytes,
        owner: Owner,
        hurry: bool,
        may_hurry: bool,
        overdue: Callable[[], None] | None,
        apart: Callable[[], bool],
    ) -> tuple[Kind, bytes]:
        process = await self._free(owner)
        if apart():
            self._offer(process)
            raise SetApartError
        # One process at least is always lent for a short time only: nobody waits longer for the end of another's page.
        hurry = hurry or (may_hurry and self._lent >= self._size - 1)
        lent = not hurry and owner.rank is not Rank.FIRST
        metrics.pool_busy.inc(self._counts)
        self._lent += lent
        began = time.monotonic()
        short = self._deadline * SHORT
        telling = Overdue(short, overdue) if overdue is not None and not hurry else None
        try:
            return await process.work(job, short if hurry else self._deadline, telling)
        except DeadlineError:
            if hurry:
                raise HurriedError from None
            raise
        finally:
            metrics.pool_busy.dec(self._counts)
            self._lent -= lent
            # Sources share the time, not the number of documents: a page that never ends is one of many like it.
            self._waiting.charge(owner, time.monotonic() - began)
            self._offer(process)

    async def _free(self, owner: Owner) -> Process:
        """A process with nothing to do; those that died in their sleep are passed over."""
        assert self._ended is not None, "ready() was not called"
        while not self._ended.done():
            while self._idle:
                process = self._idle.pop()
                if process.alive:
                    return process
            waiter: asyncio.Future[Process] = asyncio.get_running_loop().create_future()
            self._waiting.put(owner, waiter)
            try:
                process = await waiter
            except asyncio.CancelledError:
                if waiter.done() and not waiter.cancelled() and not waiter.exception():
                    self._offer(waiter.result())
                raise
            if process.alive:
                return process
        raise self._ended.result()

    def _offer(self, process: Process) -> None:
        """Gives a process to who waits first, or keeps it."""
        if not process.alive:
            return
        while (waiter := self._waiting.next()) is not None:
            if not waiter.done():
                waiter.set_result(process)
                return
        self._idle.append(process)

    def close(self) -> None:
        """Ends all processes, whatever they are doing, and with PoolError all that wait for them."""
        self._end(PoolError("the pool is closed"))
        if self._server:  # one that was started before there was a pool, and this one never began
            self._server.stop()

    def _end(self, why: PoolError) -> None:
        if self._ended is None or self._ended.done():
            return
        self._ended.set_result(why)
        for pool in (self._hurried, self._second):
            if pool is not None:
                pool._end(why)
        for waiter in self._waiting.clear():
            if not waiter.done():
                waiter.set_exception(why)
        for task in self._starting:
            task.cancel()
        for process in self._processes:
            process.kill()
        if self._server:
            self._server.stop()

    def _start_one(self) -> None:
        task = asyncio.ensure_future(self._start())
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)

    async def _start(self) -> None:
        for pause in (*PAUSES, None):
            try:
                async with asyncio.timeout(START_SECONDS):
                    process = await (await (self._beside or self)._running_server()).fork(
                        self._lost, roomy=self._roomy
                    )
            except (ProcessDiedError, OSError) as error:
                log.warning("a pool process did not start (%s)", error)
                if isinstance(error, TimeoutError) and self._server:
                    self._server.stop()
            else:
                self._processes.add(process)
                self._offer(process)
                return
            if pause is not None:
                await asyncio.sleep(pause)
        self._end(
            PoolError("no process for the work on pages can be started: is there memory left? See the log")
        )

    async def _running_server(self) -> Server:
        async with self._one_server:
            if self._server is None or not self._server.alive:
                # Where the kernel did not end them with their server, they are ended here.
                for process in self._processes:
                    process.kill()
                self._server = Server.start(self._memory_mb)
            await self._server.attach()
            return self._server

    def _lost(self, process: Process) -> None:
        """A process has ended: another one takes its place, at once."""
        if process.died:
            metrics.pool_kills.labels(Reason.PROCESS_DIED).inc(self._counts)
        # One that never came to work is started again by the task that waits for it.
        if process in self._processes:
            self._processes.remove(process)
            if self._ended is not None and not self._ended.done():
                self._start_one()


def _unhurried(function: Callable[..., T], *arguments: Any) -> T:
    """In the process for second looks: it takes what the others leave."""
    nice = os.getpriority(os.PRIO_PROCESS, 0)
    if nice < NICENESS:
        os.setpriority(os.PRIO_PROCESS, 0, NICENESS)
    return function(*arguments)


async def _opened(function: Callable[..., T], kind: Kind, body: bytes) -> T | Dropped:
    try:
        value = pickle.loads(body)
        if kind is Kind.MANY:
            values: list[Any] = []
            for piece in value:
                values += pickle.loads(piece)
                await asyncio.sleep(0)
            value = tuple(values)
    except Exception as error:
        log.exception("what came from %r cannot be unpickled", function)
        return _fault(error)
    if kind is Kind.FAILED:
        what, traceback = value
        log.error("%s failed: %s", function.__qualname__, traceback)
        return Dropped(Reason.INTERNAL_ERROR, what)
    result: T = value
    return result


def _fault(error: Exception) -> Dropped:
    return Dropped(Reason.INTERNAL_ERROR, f"{type(error).__name__}: {error}"[:1000])
