"""The stages once more, in the order that the steps have, on the clock of that day.

The agents' own work (streams.runtime.desk) is done here without Kafka: what clean gives is decided in its turn, and
what decide gives is enriched. The ledger is one of its own, and nothing of it is written anywhere. The clock of the
decisions is the broker's, by which each article came to be decided: an embargo ends where it ended then.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson

from streams.history.dispositions import Place, parse_part, parse_place
from streams.history.replay.order import Again, Rest, Step
from streams.history.replay.raws import Message
from streams.runtime.desk import Desk, utc_now
from streams.runtime.pool import Pool
from streams.runtime.state import State
from streams.runtime.window import Output, Work
from streams.settings import Settings
from streams.sources.table import SourceTable
from streams.topology import CLEAN, DEAD, NOTICES, UNIQUE, WITHHELD, is_raw

#: Steps that are taken up before the first of them is done: what is cleaned meanwhile, and what waits for that.
_AHEAD, _STEPS = 16, 256
#: Articles that are being enriched.
_BEHIND = 32
#: No part of a raw event has a higher number.
_ALL = 1 << 62
#: Nothing is too much for it: that most of a day dies is what a replay is to show.
_NO_LIMIT = {"dead_limit": 1 << 40, "dead_share": 0.999999}

Emit = Callable[[Output], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class _Event:
    """What the agents take: a record."""

    message: Message


@dataclass(frozen=True, slots=True)
class _Release:
    """What the clock lets out."""

    due: Any


@dataclass(frozen=True, slots=True)
class _Answer:
    """The broker's answer to what is to be remembered, of which there is no broker here."""

    offset: int


@dataclass(slots=True)
class _Ledger:
    """The ledger of the replay, which is always ready."""

    sources: SourceTable
    state: State | None
    ready: bool = True


@dataclass(slots=True)
class _Clock:
    """The time of the decisions; it never goes back."""

    now: datetime = field(default_factory=lambda: datetime.fromtimestamp(0, UTC))

    def __call__(self) -> datetime:
        return self.now

    def reach(self, moment: datetime) -> None:
        self.now = max(self.now, moment)


class Rerun:
    """Does the steps. `mine` says whether a raw event is in the range; `emit` takes what is told of those.

    `state` is its ledger, empty at first, and is changed. The pool belongs to the running event loop.
    """

    def __init__(
        self,
        settings: Settings,
        pool: Pool,
        state: State,
        sources: SourceTable,
        mine: Callable[[Place], bool],
        emit: Emit,
    ) -> None:
        settings = settings.model_copy(update=_NO_LIMIT)
        self._state, self._mine, self._emit = state, mine, emit
        self._clock = _Clock()
        ledger = _Ledger(sources, state)
        # What is read ahead came later than the clock of the decisions has it.
        self._texts = Desk(pool, ledger, settings, utc_now)
        self._decisions = Desk(pool, ledger, settings, self._clock)
        self._left: dict[tuple[str, int], deque[tuple[int, Output]]] = {}  # by partition: not decided yet
        self._enriching: deque[asyncio.Task[Work]] = deque()
        self._written = 0
        #: Turns that are done.
        self.done = 0

    async def run(self, steps: AsyncIterator[Step], until: datetime) -> None:
        """Does all of `steps`, and then what the clock lets out up to `until`. Raises what emit() and the pool do."""
        for _ in self._state.load():
            pass
        self._state.begin(1)
        ahead: deque[tuple[Step, asyncio.Task[Work] | None]] = deque()
        cleaning = 0
        try:
            async for step in steps:
                task = None
                if isinstance(step, Again) and step.raw is not None:
                    task = asyncio.create_task(self._texts.clean(_Event(step.raw)))
                    cleaning += 1
                ahead.append((step, task))
                while cleaning > _AHEAD or len(ahead) > _STEPS:
                    cleaning -= ahead[0][1] is not None
                    await self._do(*ahead.popleft())
            while ahead:
                await self._do(*ahead.popleft())
            await self._lift(until)
            while self._enriching:
                await self._enriched()
        finally:
            for task in (*(task for _, task in ahead if task), *self._enriching):
                task.cancel()

    async def _do(self, step: Step, cleaning: asyncio.Task[Work] | None) -> None:
        self.done += 1
        if isinstance(step, Rest):
            for lane in list(self._left):
                await self._decide_left(lane, _ALL, -1)
        elif isinstance(step, Again):
            await self._again(step, cleaning)
        else:
            await self._decide(step.message)
        if not self.done % 64:
            await asyncio.sleep(0)  # nothing else of a turn need wait, and a signal is to be heard

    async def _again(self, step: Again, cleaning: asyncio.Task[Work] | None) -> None:
        lane = step.place[:2]
        await self._lift(datetime.fromtimestamp(step.at, UTC))
        if cleaning is not None:
            # Of the document before it in its partition nothing may come later.
            await self._decide_left(lane, _ALL, -1)
            work = await cleaning
            self._left[lane] = deque()
            for output in work.outputs:
                if output.topic == CLEAN.name:
                    self._left[lane].append((_part_of(output), output))
                else:
                    await self._emit(output)
        await self._decide_left(lane, _ALL if step.part is None else step.part, step.offset)

    async def _decide_left(self, lane: tuple[str, int], upto: int, offset: int) -> None:
        left = self._left.get(lane, deque())
        while left and left[0][0] <= upto:
            _, output = left.popleft()
            at = self._clock.now.timestamp()
            await self._decide(Message(CLEAN.name, 0, offset, output.key, output.value, output.headers, at))

    async def _decide(self, message: Message) -> None:
        await self._lift(datetime.fromtimestamp(message.timestamp, UTC))
        await self._take(await self._decisions.decide(_Event(message)))

    async def _lift(self, moment: datetime) -> None:
        """Lets out what is due up to that moment, each at its time; then it is that moment."""
        while (due := self._state.next_due()) is not None and due.at <= moment:
            self._clock.reach(due.at)
            await self._take(await self._decisions.release(_Release(due)))
        self._clock.reach(moment)

    async def _take(self, work: Work) -> None:
        """Tells what comes of a decision, and remembers it."""
        for output in work.outputs:
            if not _is_of(output, self._mine):
                continue
            if output.topic != UNIQUE.name:
                await self._emit(output)
                continue
            message = Message(UNIQUE.name, 0, -1, output.key, output.value, output.headers, 0.0)
            self._enriching.append(asyncio.create_task(self._texts.enrich(_Event(message))))
            if len(self._enriching) > _BEHIND:
                await self._enriched()
        if work.kept:
            answers = [_Answer(self._written + number) for number in range(len(work.then))]
            self._written += len(answers)
            work.kept(answers)

    async def _enriched(self) -> None:
        work = await self._enriching[0]
        self._enriching.popleft()
        for output in work.outputs:
            await self._emit(output)


def _part_of(output: Output) -> int:
    return parse_part(dict(output.headers).get("part"))[0]


def _is_of(output: Output, mine: Callable[[Place], bool]) -> bool:
    """Whether what is told is of a raw event that is `mine`."""
    headers = dict(output.headers)
    if "raw" in headers:
        return mine(parse_place(headers["raw"]))
    if output.topic == NOTICES.name and output.value:
        named = str(orjson.loads(output.value)["raw"]).encode()
    elif output.topic == WITHHELD.name and output.key:
        named = output.key
    elif output.topic == DEAD.name and is_raw(headers["dead-topic"].decode()):
        return mine(
            (headers["dead-topic"].decode(), int(headers["dead-partition"]), int(headers["dead-offset"]))
        )
    else:
        return False
    return mine(parse_place(named.partition(b"#")[0]))
