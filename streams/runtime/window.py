"""The ordered window: work on many events at once, outputs and acknowledgements in the order they came.

Faust acknowledges an event when its agent asks for the next, and with concurrency above one it commits past events
that are still in work. So every agent runs once, without Faust's own acknowledgements; each event's work starts
as a task; each partition has a lane, in which outputs go out in the order of the events, and an event is
acknowledged when the broker has acknowledged all of its outputs and every event before it in the lane is done.
A slow event delays its own partition only. The window's limit is the back-pressure.

What is to be remembered of an event is written when readers have what came of it, and what was not remembered is done
again. The other way round, a worker that dies in between would have to tell again what it no longer decides.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterable, Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from streams.article import Dropped

log = logging.getLogger(__name__)

#: What the framing of a batch and its record, and that of a header, come to at most, in bytes.
_PER_RECORD, _PER_HEADER = 61 + 41, 10
#: Outputs on their way to the broker in one lane before the next ones wait.
_IN_FLIGHT = 64


@dataclass(frozen=True, slots=True)
class Output:
    """A record to be written: `headers` in order; `partition` None lets the key decide; value None: a tombstone.

    `instead` makes the record that is written in its place where the broker will never take it, for a reason.
    """

    topic: str
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes]] = field(default_factory=list)
    partition: int | None = None
    instead: Callable[[Dropped], Output] | None = field(default=None, repr=False, compare=False)

    @property
    def size(self) -> int:
        """The bytes that it takes in a batch of its own, and a few more."""
        named = sum(len(name) * 4 + len(value) + _PER_HEADER for name, value in self.headers)
        return len(self.key or b"") + len(self.value or b"") + named + _PER_RECORD


@dataclass(frozen=True, slots=True)
class Work:
    """What became of an event: the records to write, and what to do when the broker has them.

    `then` are written when the broker has `outputs` of this event and of all before it in its lane, and before `then`
    of a later one. `kept` is told the broker's answers to `then`, in their order, before `done` is called.
    `ahead`: the outputs may overtake those of the events before it (in a FairWindow).
    """

    outputs: tuple[Output, ...]
    done: Callable[[], None] | None = None
    then: tuple[Output, ...] = ()
    kept: Callable[[list[Any]], None] | None = None
    ahead: bool = False


class Message(Protocol):
    """The record behind an event, as far as the window needs it."""

    topic: str
    partition: int
    offset: int
    generation_id: int  # of the consumer group, when it was taken


class Event(Protocol):
    """A Faust event, as far as the window needs it."""

    message: Any

    def ack(self) -> bool:
        """Marks the event's offset as safe to commit."""


class OutdatedError(Exception):
    """An output was not written, for its event is of a generation that is over: it comes again, here or elsewhere."""


#: Hands a record of an event of that generation to the producer; what is returned ends when the broker has it, or
#: raises OutdatedError.
Send = Callable[[Output, int], Awaitable[Awaitable[Any]]]
#: Does an event's work. What it raises ends the worker: that event and those after it stay unacknowledged.
Worker = Callable[[Any], Awaitable[Work]]


class Window:
    """The window of one agent. `limit` events are in it at most; more wait in Kafka."""

    def __init__(
        self,
        limit: int,
        send: Send,
        *,
        occupancy: Callable[[int], None] = lambda _: None,
        outdated: Callable[[Any], bool] = lambda _: False,
        failed: Callable[[BaseException], None] = lambda _: None,
    ) -> None:
        self._slots = asyncio.Semaphore(limit)
        self._limit = limit
        self._send = send
        self._occupancy = occupancy
        # Events taken before a rebalance come again, here or elsewhere: they are neither answered nor acknowledged.
        self._outdated = outdated
        # Told at once: run() itself would notice only when the next event comes, and there may be none.
        self._tell_failed = failed
        self.failure: BaseException | None = None
        self._lanes: dict[tuple[str, int], _Lane] = {}
        self._inside = 0
        self.acknowledged = 0
        self._closed = False
        self._left = asyncio.Event()
        self._failed: asyncio.Future[None] | None = None

    # acknowledged counts the events that left with an acknowledgement: health looks at whether it grows.

    @property
    def inside(self) -> int:
        """How many events are in the window now."""
        return self._inside

    @property
    def full(self) -> bool:
        """Whether there is no room for another event."""
        return self._inside >= self._limit

    def inside_of(self, place: tuple[str, int]) -> int:
        """How many events of one partition, (topic, number), are in the window now."""
        lane = self._lanes.get(place)
        return lane.inside if lane else 0

    def done_of(self, place: tuple[str, int]) -> int:
        """How many events of one partition were done before their turn: none, here they are done in their order."""
        return 0

    def close(self) -> None:
        """Takes no more events; what is inside goes on to its end."""
        self._closed = True

    async def drained(self) -> None:
        """Returns when nothing is inside. Does so only while the agent runs.

        Of a window that has failed: when the broker has what was sent. Nothing more goes out there.
        """
        while self._inside and not self.failure:
            self._left.clear()
            await self._left.wait()
        await self.settled()

    async def run(self, events: AsyncIterable[Any], worker: Worker) -> None:
        """Works through `events` until they end or the task is cancelled. Raises what a lane could not handle.

        A window that has failed takes nothing more: what came next would overtake the events that were in work.
        """
        if self.failure:
            raise self.failure
        self._failed = asyncio.get_running_loop().create_future()
        try:
            async for event in events:
                await self._slot()
                work = asyncio.ensure_future(worker(event))
                work.add_done_callback(self._check)
                self._lane(event).put(event, work)
            for lane in list(self._lanes.values()):
                await lane.drained()
            if self.failure:
                raise self.failure
        except Exception as error:
            self._fail(error)
            await self.settled()
            raise
        finally:
            for lane in self._lanes.values():
                lane.cancel()
            self._lanes.clear()
            if self._failed.done():
                self._failed.exception()  # it is told as `failure`: asyncio need not complain that nobody asked

    async def inject(self, event: Any, worker: Worker) -> None:
        """Puts an event of our own into the lane of its partition, behind what is there. Only while run() runs."""
        if self._failed is None or self.failure:
            return
        await self._slot()
        work = asyncio.ensure_future(worker(event))
        work.add_done_callback(self._check)
        self._lane(event).put(event, work)

    async def _slot(self) -> None:
        if self._closed:
            await asyncio.Event().wait()
        assert self._failed is not None
        if not self._failed.done() and not self._slots.locked():
            await self._slots.acquire()  # it is there, and nothing is waited for
            self._count(+1)
            return
        acquire = asyncio.ensure_future(self._slots.acquire())
        try:
            waited: set[asyncio.Future[Any]] = {acquire, self._failed}
            await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
            if self._failed.done():
                self._failed.result()
        except BaseException:
            acquire.cancel()
            raise
        self._count(+1)

    def _count(self, change: int) -> None:
        self._inside += change
        self._occupancy(self._inside)

    def _finish(self, acknowledged: bool) -> None:
        self.acknowledged += acknowledged
        self._slots.release()
        self._count(-1)
        self._left.set()

    def _lane(self, event: Event) -> _Lane:
        place = (event.message.topic, event.message.partition)
        lane = self._lanes.get(place)
        if lane is None:
            lane = self._lanes[place] = _Lane(self._send, self._finish, self._fail, self._outdated)
        return lane

    def _check(self, work: asyncio.Future[Work]) -> None:
        if not work.cancelled() and (error := work.exception()):
            self._fail(error)

    def _fail(self, error: BaseException) -> None:
        if self.failure is None:
            self.failure = error
            for lane in self._lanes.values():
                lane.halt()
            self._left.set()
            self._tell_failed(error)
        if self._failed is not None and not self._failed.done():
            self._failed.set_exception(error)

    async def settled(self) -> None:
        """Returns when the broker has what was sent so far."""
        await asyncio.gather(*(lane.settled() for lane in self._lanes.values()))


_Answers = list[Awaitable[Any]]


class _Lane:
    """One partition's events, in their order: their work is awaited, then what readers get is on the broker, then what
    is remembered of it, and then the event is acknowledged. Each part has its own events at a time.
    """

    def __init__(
        self,
        send: Send,
        leave: Callable[[bool], None],
        fail: Callable[[BaseException], None],
        outdated: Callable[[Any], bool],
    ) -> None:
        self._send, self._leave, self._fail, self._outdated = send, leave, fail, outdated
        self.inside = 0
        self._working: asyncio.Queue[tuple[Event, asyncio.Future[Work]]] = asyncio.Queue()
        self._sent: asyncio.Queue[tuple[Event, Work, _Answers]] = asyncio.Queue(_IN_FLIGHT)
        self._remembered: asyncio.Queue[tuple[Event, Work, _Answers | None]] = asyncio.Queue(_IN_FLIGHT)
        self._sending = asyncio.Lock()  # held while the outputs of one event are handed over
        self._unfinished: deque[asyncio.Future[Work]] = deque()
        parts = (self._send_all, self._remember_all, self._ack_all)
        self._tasks = [asyncio.ensure_future(self._guard(part)) for part in parts]

    def put(self, event: Event, work: asyncio.Future[Work]) -> None:
        self.inside += 1
        self._unfinished.append(work)
        self._working.put_nowait((event, work))

    async def drained(self) -> None:
        """Returns when every event is acknowledged, or the lane has failed."""
        joined = asyncio.ensure_future(self._join())
        await asyncio.wait({joined, *self._tasks}, return_when=asyncio.FIRST_COMPLETED)
        joined.cancel()

    async def _join(self) -> None:
        await self._working.join()
        await self._sent.join()
        await self._remembered.join()

    def halt(self) -> None:
        """Sends nothing more; what was sent is still acknowledged."""
        self._tasks[0].cancel()

    async def settled(self) -> None:
        """Returns when what was sent, or is being sent, is acknowledged and remembered, or cannot be."""
        joined = asyncio.ensure_future(self._settled())
        await asyncio.wait({joined, *self._tasks[1:]}, return_when=asyncio.FIRST_COMPLETED)
        joined.cancel()

    async def _settled(self) -> None:
        # Of an event that is half handed over the rest follows: where all is suspended, nothing comes after it.
        async with self._sending:
            pass
        await self._sent.join()
        await self._remembered.join()

    def cancel(self) -> None:
        unfinished: list[asyncio.Future[Any]] = [*self._tasks, *self._unfinished]
        for task in unfinished:
            task.cancel()

    async def _guard(self, part: Callable[[], Awaitable[None]]) -> None:
        try:
            await part()
        except asyncio.CancelledError:
            raise
        except BaseException as error:  # noqa: BLE001 - handed to the agent, which ends the worker
            self._fail(error)

    def _finish(self, acknowledged: bool) -> None:
        self.inside -= 1
        self._leave(acknowledged)

    async def _send_all(self) -> None:
        while True:
            event, working = await self._working.get()
            work = await working
            self._unfinished.popleft()
            async with self._sending:
                if self._outdated(event):
                    self._finish(False)
                else:
                    await self._sent.put((event, work, await self._hand_over(event, work.outputs)))
            self._working.task_done()

    async def _remember_all(self) -> None:
        while True:
            event, work, outputs = await self._sent.get()
            # A rebalance may have begun meanwhile, and waits for this: readers have the outputs, so that is remembered.
            told = await answers(outputs)
            then = None if told is None else await self._hand_over(event, work.then)
            await self._remembered.put((event, work, then))
            self._sent.task_done()

    async def _ack_all(self) -> None:
        while True:
            event, work, then = await self._remembered.get()
            told = None if then is None else await answers(then)
            current = told is not None and not self._outdated(event)
            if told is not None and work.kept:
                work.kept(told)
            if current:
                event.ack()
            # What is remembered is not done again: it counts now or never.
            if work.done and (current or (told and work.then)):
                work.done()
            self._finish(current)
            self._remembered.task_done()

    async def _hand_over(self, event: Event, outputs: Iterable[Output]) -> _Answers:
        return [await self._send(output, event.message.generation_id) for output in outputs]


async def answers(sent: _Answers) -> list[Any] | None:
    """What the broker has answered; None where something of it was not written any more."""
    if len(sent) == 1:  # as nearly always: no task need be made of it
        try:
            return [await sent[0]]
        except OutdatedError:
            return None
    found = await asyncio.gather(*sent, return_exceptions=True)
    for error in found:
        if isinstance(error, BaseException) and not isinstance(error, OutdatedError):
            raise error
    return None if any(isinstance(each, OutdatedError) for each in found) else list(found)
