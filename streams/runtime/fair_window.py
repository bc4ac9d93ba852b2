"""The window of clean: work on many events at once, in which no feed can take the place of all others.

What needs an order are the events of one key, which is the uri: the versions of a story. So a key in a partition is a
lane, in which outputs go out in the order of the events; where there is none, a source's pages and its texts are two. A
slow event delays its own lane only. Beyond that who came first is kept as far as it costs little: an event waits for
the one before it in its partition, but for `patience` seconds at most. What only says something of another article (a
kill) waits for nothing else: it overtakes the pages in work, those of its own source and its own story, too.

**Slots.** `limit` events are in work at most, and of one source no more than a share of them. What comes beyond that is
parked: its bytes lie in a file, and the events behind it in its partition, which may be others', are taken. Of sources
that are read in time as many may be parked as the window has slots; of slow ones PARKED. Then nothing more is fetched.

**Acknowledgement.** Events are done in any order, and acknowledged in that of their partition: Kafka knows one offset
of a partition, and what lies before it counts as done. Faust would commit past an event at the head that is still in
work (it looks for gaps only behind the first acknowledged one), so none is acknowledged before its turn. After a crash
what was done behind a gap comes again, and is known as a repeat.

**History** (articles.backfill) comes after all that is live: it is begun while the live wire leaves the desk next to
idle, and else with one event to nineteen live ones.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter, deque
from collections.abc import AsyncIterable, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from streams.runtime.feeds import Feed
from streams.runtime.spool import Slip, Spool
from streams.runtime.turns import LAST_EVERY, Rank, Turns
from streams.runtime.window import Event, Send, Work, answers

#: The most events of slow sources that are parked; each takes some two kB of memory beside its bytes in the file.
PARKED = 10_000
#: The live wire leaves something over when no more of its events than so many are in work or wait.
QUIET = 4

Place = tuple[str, int]


#: Does an event's work; the second argument is to be called when the events behind it need not wait any longer.
FairWorker = Callable[[Any, Callable[[], None]], Awaitable[Work]]


#: A partition, and a key or a feed in it.
_Lane = tuple[Place, bytes | Feed]


@dataclass(slots=True, eq=False)
class _Taken:
    """An event from its arrival on. `out` is set when its outputs are sent, or it has `left` the order of its lane."""

    event: Any
    feed: Feed
    place: Place
    worker: FairWorker
    epoch: int
    slip: Slip | None = None
    done: bool = False
    counts: bool = False  # it is done in the generation in which it was taken
    out: asyncio.Event = field(default_factory=asyncio.Event)
    sent: asyncio.Event = field(default_factory=asyncio.Event)
    left: bool = False
    before: _Taken | None = None  # in its lane
    neighbour: _Taken | None = None  # in its partition

    @property
    def lane(self) -> _Lane:
        """What its outputs keep their order in."""
        key = self.event.message.key
        return (self.place, self.feed if key is None else key)

    def go(self) -> None:
        """Its outputs are sent, or never will be."""
        self.out.set()
        self.sent.set()

    def leave_lane(self) -> None:
        """Those behind it wait for those before it, and for it no longer."""
        self.left = True
        self.out.set()

    async def turn(self) -> None:
        """Returns when all before it in its lane are out; those that have left it are passed over."""
        while (before := self._before()) is not None:
            await before.out.wait()

    def _before(self) -> _Taken | None:
        before = self.before
        while before is not None and before.out.is_set():
            before = before.before if before.left else None
        self.before = before  # what is passed over is not held in memory
        return before

    @property
    def last_of_lane(self) -> bool:
        """Whether nobody who comes behind it would have to wait."""
        return self.out.is_set() and (not self.left or self._before() is None)


class FairWindow:
    """The window of one agent, whose run() may be called for several streams at once.

    `feed_of` says whose an event is, `slow` whether a feed is; `patience`, in seconds: see above. `behind` says
    whether the stages that come next have so much to do that history must wait.
    """

    def __init__(
        self,
        limit: int,
        send: Send,
        *,
        feed_of: Callable[[Any], Feed],
        spool: Spool,
        patience: float = 0.0,
        slow: Callable[[Feed], bool] = lambda _: False,
        behind: Callable[[], bool] = lambda: False,
        occupancy: Callable[[int], None] = lambda _: None,
        outdated: Callable[[Any], bool] = lambda _: False,
        failed: Callable[[BaseException], None] = lambda _: None,
    ) -> None:
        self._limit, self._send, self._feed_of, self._spool = limit, send, feed_of, spool
        self._patience, self._slow, self._behind = patience, slow, behind
        self._occupancy, self._outdated, self._tell_failed = occupancy, outdated, failed
        self.failure: BaseException | None = None
        self.acknowledged = 0  # events that the broker has all outputs of: health looks at whether it grows
        self._done_of: Counter[Place] = Counter()
        self._parked: Turns[Feed, _Taken] = Turns(self._rank)
        self._working: Counter[Feed] = Counter()
        self._inside = 0
        self._inside_of: Counter[Place] = Counter()
        self._orders: dict[Place, deque[_Taken]] = {}
        self._lanes: dict[_Lane, _Taken] = {}  # the last of each
        self._last: dict[Place, _Taken] = {}  # the last of each partition
        self._tasks: dict[
            asyncio.Task[None], asyncio.Event | None
        ] = {}  # what is set when its outputs are sent
        self._epoch = 0  # how many rebalances there were
        self._credit = 0.0  # how many events of history the live wire owes it
        self._closed = False
        self._changed = asyncio.Event()

    @property
    def inside(self) -> int:
        """How many events are in work now."""
        return self._inside

    @property
    def parked(self) -> int:
        """How many events wait for those of their source."""
        return len(self._parked)

    @property
    def full(self) -> bool:
        """Whether nothing of the live wire is taken now."""
        return self.room() <= 0

    def inside_of(self, place: Place) -> int:
        """How many events of one partition, (topic, number), were taken and are not done."""
        return self._inside_of[place]

    def done_of(self, place: Place) -> int:
        """How many events of one partition are done, in the order of their ends; they may not be acknowledged yet."""
        return self._done_of[place]

    def room(self, *, history: bool = False) -> int:
        """How many more events may be fetched for it."""
        waiting = self._parked.owners()
        old = sum(count for feed, count in waiting.items() if feed.history)
        if history:
            return 2 * self._history_share - old
        in_time = sum(count for feed, count in waiting.items() if not feed.history and not self._slow(feed))
        if in_time >= self._limit or len(self._parked) - old >= PARKED or self._spool.full:
            return 0
        return self._limit - self._inside

    def close(self) -> None:
        """Takes no more events; what is in work goes on to its end, and what is parked comes again."""
        self._closed = True
        self._forget_parked()

    def forget(self) -> None:
        """A rebalance has come: what was taken before it comes again, and is not gone on with."""
        self._forget_parked()
        self._epoch += 1
        self._cancel(every=False)
        self._orders.clear()
        self._lanes.clear()
        self._last.clear()
        self._inside_of.clear()
        self._done_of.clear()
        self._changed.set()

    def _forget_parked(self) -> None:
        for taken in self._parked.clear():
            self._inside_of[taken.place] -= 1
            if taken.slip is not None:
                self._spool.drop(taken.slip)

    async def drained(self) -> None:
        """Returns when nothing is inside. Of a window that has failed: when the broker has what was sent."""
        while (self._inside or self._parked) and not self.failure:
            self._changed.clear()
            await self._changed.wait()
        await self.settled()

    async def settled(self) -> None:
        """Returns when the broker has what was sent, or was being sent, so far."""
        # What stands in a lane behind these has sent nothing yet.
        await asyncio.gather(*(gone.wait() for gone in self._tasks.values() if gone is not None))

    async def run(self, events: AsyncIterable[Any], worker: FairWorker) -> None:
        """Works through `events` until they end or the task is cancelled. Raises what could not be handled."""
        if self.failure:
            raise self.failure
        try:
            async for event in events:
                await self._may_take()
                self._take(event, worker)
            await self.drained()
            if self.failure:
                raise self.failure
        except Exception as error:
            self._fail(error)
            await self.settled()
            raise
        finally:
            self._cancel(every=True)

    async def _may_take(self) -> None:
        """Whoever fetches asks for room(): this waits only when more was fetched than that."""
        if self._closed:
            await asyncio.Event().wait()
        while not self.failure and len(self._parked) >= PARKED + 2 * self._limit:
            self._changed.clear()
            await self._changed.wait()
        if self.failure:
            raise self.failure

    def _take(self, event: Any, worker: FairWorker) -> None:
        if self._outdated(event):
            return
        place = (event.message.topic, event.message.partition)
        taken = _Taken(event, self._feed_of(event), place, worker, self._epoch)
        self._orders.setdefault(place, deque()).append(taken)
        self._inside_of[place] += 1
        if self._parked.count(taken.feed) or not self._may_begin(taken.feed):
            self._park(taken)
            self.admit()
        else:
            self._begin(taken)

    def _park(self, taken: _Taken) -> None:
        value = taken.event.message.value
        if value and (slip := self._spool.put(value)) is not None:
            taken.slip = slip
            _set_value(taken.event, None)
        self._parked.put(taken.feed, taken)

    def _rank(self, feed: Feed) -> Rank:
        return Rank.LAST if feed.history or self._slow(feed) else Rank.LIVE

    @property
    def _history_share(self) -> int:
        return max(1, self._limit // 8)

    def _may_begin(self, feed: Feed) -> bool:
        """Whether there is a slot for an event of `feed`, and its share of them is not used up."""
        if self._inside >= self._limit or self._closed:
            return False
        if feed.history:
            return self._used(lambda each: each.history) < self._history_share and self._history_may()
        if not feed.heavy:
            return self._working[feed] < max(1, self._limit // 2)
        if self._slow(feed):
            share = self._used(lambda each: each.heavy and not each.history and self._slow(each))
        else:
            share = self._working[feed]
        # Of pages a few for each process are enough; a quarter of the slots is left to what is read in a moment.
        pages = self._used(lambda each: each.heavy)
        return share < max(1, self._limit // 4) and pages < max(1, self._limit * 3 // 4)

    def _history_may(self) -> bool:
        if self._credit >= 1:
            return True
        old = sum(count for feed, count in self._parked.owners().items() if feed.history)
        old += self._used(lambda each: each.history)
        return self._inside + len(self._parked) - old <= QUIET and not self._behind()

    def _used(self, which: Callable[[Feed], bool]) -> int:
        return sum(count for feed, count in self._working.items() if which(feed))

    def admit(self) -> None:
        """Begins what may begin now of what is parked."""
        while not self._closed and not self.failure:
            taken = self._parked.next(self._may_begin)
            if taken is None:
                return
            self._begin(taken)

    def _begin(self, taken: _Taken) -> None:
        if taken.slip is not None:
            try:
                _set_value(taken.event, self._spool.take(taken.slip))
            except OSError as error:
                self._fail(error)
                return
        if taken.feed.history and self._credit >= 1:
            self._credit -= 1
        lane = taken.lane
        taken.before, self._lanes[lane] = self._lanes.get(lane), taken
        if self._rank(taken.feed) is not Rank.LAST:
            taken.neighbour, self._last[taken.place] = self._last.get(taken.place), taken
        self._working[taken.feed] += 1
        self._inside += 1
        self._occupancy(self._inside)
        task = asyncio.ensure_future(self._work_off(taken))
        self._tasks[task] = None
        task.add_done_callback(self._tasks.pop)

    async def _work_off(self, taken: _Taken) -> None:
        try:
            work = await taken.worker(taken.event, taken.leave_lane)
            if work.ahead:
                taken.left = True
            if not taken.left:
                await taken.turn()
            await self._give_way(taken)
            counts = await self._let_go(taken, work)
        except asyncio.CancelledError:
            if taken.epoch == self._epoch:
                raise
            self._leave(taken, Work(()), counts=False)  # its slot is wanted by what comes again
        except BaseException as error:  # noqa: BLE001 - told as `failure`, which ends the worker
            self._fail(error)
        else:
            self._leave(taken, work, counts=counts)

    async def _give_way(self, taken: _Taken) -> None:
        """Returns when the event before it in its partition is out, or has had long enough."""
        before, taken.neighbour = taken.neighbour, None
        if before is not None and not before.sent.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._patience):
                    await before.sent.wait()

    async def _let_go(self, taken: _Taken, work: Work) -> bool:
        """Sends the outputs; whether the broker has them, and the event counts as done."""
        if self._outdated(taken.event):
            taken.go()
            return False
        task = asyncio.current_task()
        assert task is not None
        gone = self._tasks[task] = asyncio.Event()
        generation = taken.event.message.generation_id
        try:
            sent = [await self._send(output, generation) for output in work.outputs]
            # Handed over, in their order: those behind it may be.
            taken.go()
            told = await answers(sent)
        finally:
            self._tasks[task] = None
            gone.set()
        return told is not None and not self._outdated(taken.event)

    def _leave(self, taken: _Taken, work: Work, *, counts: bool) -> None:
        self._inside -= 1
        self._occupancy(self._inside)
        self._working[taken.feed] -= 1
        if not self._working[taken.feed]:
            del self._working[taken.feed]
        if taken.epoch == self._epoch:
            self._settle(taken, counts)
        if counts:
            self.acknowledged += 1
            if work.done:
                work.done()
            if not taken.feed.history:
                self._credit = min(LAST_EVERY, self._credit + 1 / (LAST_EVERY - 1))
        self._changed.set()
        self.admit()

    def _settle(self, taken: _Taken, counts: bool) -> None:
        """Acknowledges it if all before it in its partition are done, and those behind it that have waited for it."""
        taken.done, taken.counts = True, counts
        _set_value(taken.event, None)  # it may have to wait for its turn, and its bytes are of no more use
        self._inside_of[taken.place] -= 1
        self._done_of[taken.place] += counts
        lane = taken.lane
        if self._lanes.get(lane) is taken and taken.last_of_lane:
            del self._lanes[lane]
        if self._last.get(taken.place) is taken:
            del self._last[taken.place]
        order = self._orders[taken.place]
        # One that was done too late for its generation stays at the head: nothing behind it may be committed.
        while order and order[0].done and order[0].counts:
            order.popleft().event.ack()

    def _fail(self, error: BaseException) -> None:
        if self.failure is None:
            self.failure = error
            self._cancel(every=False)
            self._changed.set()
            self._tell_failed(error)

    def _cancel(self, *, every: bool) -> None:
        """Ends the work that has sent nothing yet, or all of it."""
        for task, sending in list(self._tasks.items()):
            if (every or sending is None) and task is not asyncio.current_task():
                task.cancel()


def _set_value(event: Event, value: bytes | None) -> None:
    event.message.value = value
    if hasattr(event, "value"):
        event.value = value
