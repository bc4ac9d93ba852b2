"""What the member that has the stories does: it takes over from the journal, and goes on turn by turn.

A turn is written to the journal before anything of it is told. Who takes over tells the last turn again, for nobody
knows how much of it was told: the same records, byte for byte, with the same ids.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

from aiokafka import AIOKafkaConsumer, TopicPartition

from streams import metrics
from streams.article import Dropped
from streams.brokers.check import connected
from streams.brokers.client import Broker
from streams.brokers.reader import FETCH, FETCH_OF_ONE, ISOLATION, log_end_offsets, offset_ranges, read_ranges
from streams.errors import CopydeskError
from streams.runtime import story_desk
from streams.runtime.health import Place
from streams.runtime.sender import OutputSender
from streams.runtime.story_desk import Record, Taken, kinds_of
from streams.runtime.story_journal import Journal, Snapshot, Turn
from streams.runtime.story_reader import StoryReader
from streams.runtime.window import OutdatedError, Output
from streams.topology import FOLLOWER, journal

log = logging.getLogger(__name__)
T = TypeVar("T")


class Aside(Protocol):
    """Where the stories are kept and worked on, aside from the loop: a Pool of one process, or a thread."""

    async def run(self, function: Callable[..., T], *arguments: Any) -> T | Dropped:
        """`function(*arguments)` there; Dropped when it does not come back, or raises something."""


class LostError(CopydeskError):
    """What is aside did not answer, or its process died: the stories must come back from the journal."""


class MorePartitionsError(CopydeskError):
    """A topic has more partitions than when the work began: it must begin anew."""


@dataclass(frozen=True, slots=True)
class Paces:
    """How much, and how often, in seconds.

    `turn`: records of one turn, at most. `pause`: after a turn of fewer, for a turn has its price however few they are.
    `idle`: without records there is a turn so often, in which stories grow old.
    `snapshot`: between two snapshots, at least. It comes when `articles` were taken since the last one, or half as many
    as there are stories, for it has them all; so many are taken again at a start. `turns`: nor are there more of them
    after a snapshot. `look`: between two looks for new partitions.
    `niceness`: how much less of a busy machine the process of the stories is given, as for `nice`.
    """

    turn: int = 50
    pause: float = 0.5
    idle: float = 30.0
    snapshot: float = 120.0
    articles: int = 1000
    turns: int = 5000
    look: float = 60.0
    niceness: int = 10


class StoryWork:
    """The work under one generation of the group; its stories are kept `aside`."""

    def __init__(
        self,
        app_id: str,
        broker: Broker | str,
        sender: OutputSender,
        generation: int,
        aside: Aside,
        paces: Paces,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._broker, self._sender, self._generation = broker, sender, generation
        self._aside, self._paces, self._seconds = aside, paces, seconds
        self._journal, self._topic = Journal(app_id), journal(app_id).name
        self._desk = ""  # its name
        self._fresh = self._stories = 0  # articles that the snapshot does not have, and stories
        #: How many records wait to be taken; None: that is not known yet.
        self.behind: int | None = None

    async def run(self, ready: Callable[[], None]) -> None:
        """Until cancelled. `ready` is called when all that was told before is known again.

        Raises OutdatedError when another member has the stories, LostError when they are lost, MorePartitionsError,
        and what a broker may.
        """
        await self._take_over()
        began = await self._restored()
        async with self._source(began) as reader:
            await self._repeat(reader)
            # Before the first turn: until then the metric of a new worker would say that nothing waits.
            self._note_behind(reader)
            ready()
            await self._go_on(reader)

    async def _take_over(self) -> None:
        """Reads the journal up to the mark of a new term: what an older one still writes lies behind it."""
        ranges = await offset_ranges(self._broker, [self._topic])
        async for record in read_ranges(self._broker, ranges):
            self._journal.apply(record)
        term, place = self._journal.term + 1, (self._topic, 0)
        written = await self._write(self._journal.mark(term))
        async for record in read_ranges(self._broker, {place: (ranges[place][1], written.offset + 1)}):
            self._journal.apply(record)
        if self._journal.term != term:
            raise OutdatedError(f"another one has begun the term {self._journal.term}")

    async def _restored(self) -> dict[Place, int]:
        """Loads the snapshot; the offsets that it stands at. Of one that cannot be read, none."""
        snapshot = self._journal.snapshot
        began = dict(snapshot.offsets)
        await self._begin()
        if snapshot.state is not None:
            try:
                await self._ask(story_desk.load, snapshot.state)
            except LostError as error:
                log.warning("the snapshot of the stories cannot be read: all is read anew (%s)", error)
                await self._begin()
                began = {}
                self._journal.turns.clear()
        self._journal.forget_state()
        return began

    async def _begin(self) -> None:
        self._desk = secrets.token_hex(4)
        await self._ask(story_desk.begin, self._paces.niceness)

    async def _ask(self, function: Callable[..., T], *arguments: Any) -> T:
        """What a function of story_desk says of this work's desk. Raises LostError."""
        answer = await self._aside.run(function, self._desk, *arguments)
        if isinstance(answer, Dropped):
            raise LostError(f"{function.__name__}: {answer.detail}")
        return answer

    @asynccontextmanager
    async def _source(self, began: dict[Place, int]) -> AsyncIterator[StoryReader]:
        ranges = await offset_ranges(self._broker, [topic.name for topic in FOLLOWER.reads])
        offsets = {place: began.get(place, first) for place, (first, _) in ranges.items()}
        partitions = [TopicPartition(*place) for place in offsets]
        ends = await log_end_offsets(self._broker, partitions)
        async with connected(
            self._broker,
            AIOKafkaConsumer,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            # Small bites: of each partition one lies here.
            max_partition_fetch_bytes=FETCH_OF_ONE,
            fetch_max_bytes=FETCH,
            isolation_level=ISOLATION,
        ) as consumer:
            consumer.assign(partitions)
            for place, offset in offsets.items():
                consumer.seek(TopicPartition(*place), offset)
            known = {(each.topic, each.partition): end for each, end in ends.items()}
            yield StoryReader(consumer, offsets, known)

    async def _repeat(self, reader: StoryReader) -> None:
        """Takes the turns again that came after the snapshot, and tells the last one again."""
        turns = list(self._journal.turns)
        for turn in turns:
            records = await reader.again(turn.taken)
            taken = await self._through(records, turn)
            if turn is turns[-1]:
                await self._tell(taken.outputs)
        if len(turns) > 1:
            log.info("%d turns of the stories were taken again", len(turns))

    async def _go_on(self, reader: StoryReader) -> None:
        taken = saved = looked = self._seconds()
        while True:
            before = dict(reader.offsets)
            records = await reader.turn(self._paces.turn)
            now = self._seconds()
            if records or now - taken >= self._paces.idle:
                taken = now
                await self._take(records, before, reader)
            if now - saved >= self._paces.snapshot and self._is_due():
                await self._save(reader)
                saved = self._seconds()
            if now - looked >= self._paces.look:
                looked = now
                await self._look_for_more(reader)
            if len(records) < self._paces.turn:
                await asyncio.sleep(self._paces.pause)
            self._note_behind(reader)

    def _note_behind(self, reader: StoryReader) -> None:
        self.behind = reader.behind()
        metrics.stories_behind.set(self.behind)

    def _is_due(self) -> bool:
        """Whether there is so much after the last snapshot that another one is worth it."""
        enough = max(self._paces.articles, self._stories / 2)
        return self._fresh >= enough or len(self._journal.turns) >= self._paces.turns

    async def _take(self, records: Sequence[Any], before: dict[Place, int], reader: StoryReader) -> None:
        """One turn: into the journal, through the clusters, out to readers."""
        moved = {place: (before[place], end) for place, end in reader.offsets.items() if end > before[place]}
        kept = self._journal
        turn = Turn(kept.term, kept.snapshot.number, kept.next_turn, moved, caught_up=not reader.behind())
        written = await self._write(kept.turn(turn))
        turn = replace(turn, at=written.timestamp)
        kept.took(turn)
        taken = await self._through(records, turn)
        await self._tell(taken.outputs)
        for outcome, count in taken.outcomes.items():
            metrics.stories_taken.labels(outcome).inc(count)
        metrics.stories_progress.set_to_current_time()

    async def _through(self, records: Sequence[Any], turn: Turn) -> Taken:
        slim = [
            Record(each.topic, each.partition, each.offset, each.timestamp, each.key, each.value)
            for each in records
        ]
        taken = await self._ask(story_desk.take, slim, turn)
        self._fresh += len(records)
        self._stories = taken.stories
        metrics.stories_known.set(taken.stories)
        return taken

    async def _save(self, reader: StoryReader) -> None:
        kept = self._journal
        state = await self._ask(story_desk.dump)
        snapshot = Snapshot(kept.snapshot.number + 1, kept.next_turn - 1, dict(reader.offsets), state)
        for output in kept.snapshot_of(snapshot):
            await self._write(output)
        kept.kept(snapshot)
        self._fresh = 0
        metrics.stories_snapshot_bytes.set(len(state))

    async def _look_for_more(self, reader: StoryReader) -> None:
        ranges = await offset_ranges(self._broker, [topic.name for topic in FOLLOWER.reads])
        if ranges.keys() - reader.offsets.keys():
            raise MorePartitionsError("a topic has more partitions: the stories begin again with them")

    async def _tell(self, outputs: Sequence[Output]) -> None:
        """Sends `outputs` in their order; returns when the broker has them all."""
        sent = [await self._sender.send(output, self._generation) for output in outputs]
        for kind, each in zip(kinds_of(outputs), sent, strict=True):
            await each
            metrics.stories_told.labels(kind).inc()

    async def _write(self, output: Output) -> Any:
        return await (await self._sender.send(output, self._generation))
