"""The ledger in one worker: it follows the changelog, and decides where this worker is the writer.

One worker of a desk is the writer and another one its standby; the group's assignor chooses both, and both keep a store
on disk. The standby reads the changelog on and on. A worker that becomes the writer begins a term: it reads to the end,
writes a mark with the next number, and reads up to that mark. What an earlier writer still sends lies behind the mark
with an older number, and everyone passes it over. So a writer that was paused for longer than its session cannot change
what its successor knows.

At every rebalance what the broker has not acknowledged is dropped, and a new term begins: its events come again.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from enum import Enum
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from streams import metrics
from streams.brokers.batches import Unreadable
from streams.brokers.check import connected
from streams.brokers.client import Broker
from streams.brokers.reader import FETCH, ISOLATION, log_end_offsets, offset_ranges, read_ranges
from streams.errors import BrokerError, CopydeskError
from streams.runtime.changelog import MARK, checksum, kept_record, mark, read_mark, read_trailer
from streams.runtime.state import State, state_of
from streams.runtime.store import Layered, Place, open_store
from streams.runtime.unreadable import Unreadables
from streams.runtime.window import OutdatedError, Output
from streams.settings import Settings
from streams.sources.table import read_sources
from streams.stories.owned import authority_of
from streams.stories.record import NewerFormatError
from streams.topology import CLEAN, LEDGER, changelog

log = logging.getLogger(__name__)

#: The loop is held by so many records or texts at once: some milliseconds.
_SLICE = 100
_FETCH_MS = 200
#: Seconds between two writes of what is settled, and before another attempt after a failure of the broker.
_TICK, _PAUSE = 1.0, 2.0
#: Seconds after which a load says in the log how far it is.
_SAY_EVERY = 10.0


class Role(Enum):
    """What this worker is to the ledger."""

    NONE = "none"
    STANDBY = "standby"
    WRITER = "writer"


class Keeper:
    """Keeps this worker's ledger. `send` hands a record to the producer.

    Raises SettingsError for a COPYDESK_OWNS or a COPYDESK_SOURCES that cannot be read.

    `state` is what is known; None where this worker has no part in it, or has not read it yet. It decides only while
    `ready`.
    """

    def __init__(
        self,
        settings: Settings,
        broker: Broker | str,
        send: Callable[[Output], Awaitable[Awaitable[Any]]],
        unreadable: Unreadables | None = None,
    ) -> None:
        self._settings, self._broker, self._send = settings, broker, send
        self.sources = read_sources(settings.sources)
        self._authority = authority_of(settings.owns, self.sources)
        self._unreadable = unreadable or Unreadables(broker)
        self._place = TopicPartition(changelog(settings.app_id, LEDGER).name, 0)
        self._asked = asyncio.Event()  # the role was told anew
        self._writing = asyncio.Event()
        self.role = Role.NONE
        self.state: State | None = None
        #: Records of the changelog that are read, and how many there are, since the ledger began to come back.
        self.progress = (0, 0)

    @property
    def ready(self) -> bool:
        """Whether this worker decides: it is the writer, and knows all that its predecessors knew."""
        return self._writing.is_set()

    async def writing(self) -> None:
        """Returns when this worker decides."""
        await self._writing.wait()

    def assign(self, role: Role) -> None:
        """Takes the group's word after a rebalance. What the broker has not acknowledged is dropped."""
        self._writing.clear()
        if self.state is not None:
            self.state.drop()
        if role is not self.role:
            log.info("this worker is now the ledger's %s", role.value)
        self.role = role
        for name in metrics.ROLES:
            metrics.ledger_role.labels(name).set(name == role.value)
        self._asked.set()

    def problem(self) -> str | None:
        """Why no decisions are made although this worker is the writer; None when all is well."""
        if self.role is not Role.WRITER or self.ready:
            return None
        if batch := self.waits_at:
            return f"the ledger does not come back: {batch}"
        done, total = self.progress
        return f"the ledger comes back: {done} of {total} records are read"

    def loading(self) -> tuple[int, int] | None:
        """How many records of the ledger are read, and of how many, while it comes back; else None."""
        comes_back = self.role is Role.WRITER and not self.ready and not self.waits_at
        return self.progress if comes_back else None

    @property
    def waits_at(self) -> Unreadable | None:
        """The batch of the changelog in front of which it waits, because it cannot be read."""
        return self._unreadable.waiting.get(self._place)

    async def run(self) -> None:
        """Until cancelled. Raises StoreError for a disk, CopydeskError for a changelog that cannot be used."""
        try:
            while True:
                _end_if_cancelled()
                try:
                    await asyncio.wait_for(self._asked.wait(), _TICK)
                except TimeoutError:
                    if self.state is not None:
                        self.state.flush()
                    continue
                self._asked.clear()
                try:
                    await self._take_up()
                except (KafkaError, BrokerError, OSError) as error:
                    log.warning("the ledger's changelog cannot be read: %s; it is tried again", error)
                    await asyncio.sleep(_PAUSE)
                    self._asked.set()
        finally:
            self._close()

    def _close(self) -> None:
        self._writing.clear()
        self._unreadable.past(self._place)
        if self.state is not None:
            self.state.drop()
            self.state.close()
            self.state = None

    async def _take_up(self) -> None:
        """Does what the role asks for, until another one is told; for a writer that is ready there is no more to do."""
        if self.role is Role.NONE:
            self._close()
            return
        async with self._changelog() as consumer:
            if self.state is None:
                self.state = await self._opened(consumer)
            consumer.seek(self._place, self.state.place.offset)
            end = (await log_end_offsets(self._broker, [self._place]))[self._place]
            await self._read_to(consumer, self.state, end)
            if not self.state.indexed:
                await self._load(self.state)
            if self.role is Role.WRITER:
                await self._begin_term(consumer, self.state)
            while self.role is Role.STANDBY and not self._asked.is_set():
                await self._read_some(consumer, self.state)

    async def _begin_term(self, consumer: AIOKafkaConsumer, state: State) -> None:
        while not self._asked.is_set():
            term = state.place.term + 1
            try:
                written = await (await self._send(mark(self._settings.app_id, term)))
                # Behind the mark nothing of an earlier term counts; up to it, all does.
                await self._read_to(consumer, state, written.offset + 1)
                await self._check_decided(state)
                if state.place.term != term or self._asked.is_set():
                    continue
                for change in state.begin(term):
                    await (await self._send(kept_record(self._settings.app_id, change)))
            except OutdatedError:
                return  # another rebalance has begun: the group will say who is the writer
            # Each of these waits is one in which it may have begun. What was dropped then is to be read first.
            if not self._asked.is_set():
                self._writing.set()
                log.info("the ledger is here, with %d texts: term %d begins", len(state), term)
            return

    async def _check_decided(self, state: State) -> None:
        """Forgets which events were decided, where these were another topic's of that name."""
        if state.place.decided is None:
            return
        offset, sign = state.place.decided
        begin, end = (await offset_ranges(self._broker, [CLEAN.name])).get((CLEAN.name, 0), (0, 0))
        same = offset < begin
        if begin <= offset < end:
            ranges = {(CLEAN.name, 0): (offset, offset + 1)}
            same = all(
                [
                    checksum(record.key, record.value) == sign
                    async for record in read_ranges(self._broker, ranges)
                ]
            )
        if not same:
            log.warning("%s is not the topic that was decided on: all of it is decided on", CLEAN.name)
            state.forget_decided()

    async def _read_to(self, consumer: AIOKafkaConsumer, state: State, end: int) -> None:
        begun = said = time.monotonic()
        first = state.place.offset
        while not self._asked.is_set():
            position = await consumer.position(self._place)
            self.progress = (position - first, max(end, position) - first)
            metrics.ledger_behind.set(max(0, end - position))
            if position >= end:
                break
            if time.monotonic() - said > _SAY_EVERY:
                said = time.monotonic()
                log.warning("the ledger comes back: %d of %d records are read", *self.progress)
            await self._read_some(consumer, state)
        if (took := time.monotonic() - begun) > 1:
            log.info("%d records of the ledger were read in %.1f s", self.progress[0], took)

    async def _read_some(self, consumer: AIOKafkaConsumer, state: State) -> None:
        batches = await consumer.getmany(self._place, timeout_ms=_FETCH_MS, max_records=_SLICE)
        for record in batches.get(self._place, ()):
            if isinstance(record, Unreadable) and not self._unreadable.skipped(record):
                await self._wait_at(record, consumer, state)
                return
            self._unreadable.past(self._place)
            if not isinstance(record, Unreadable):
                self._apply(state, record)
        # Offsets without a record: what compaction took out, or a transaction's mark.
        position = await consumer.position(self._place)
        if position > state.place.offset:
            state.move(replace(state.place, offset=position))
        await asyncio.sleep(0)

    async def _wait_at(self, batch: Unreadable, consumer: AIOKafkaConsumer, state: State) -> None:
        """Reads up to a batch and no further: what is remembered of its stories would be lost without a word."""
        state.move(replace(state.place, offset=batch.first))
        consumer.seek(self._place, batch.first)
        self._unreadable.wait(batch)
        await asyncio.sleep(_PAUSE)

    def _apply(self, state: State, record: Any) -> None:
        at = f"{record.topic}/{record.partition}/{record.offset}"
        term = state.place.term
        try:
            if record.key == MARK:
                term = max(term, read_mark(record.value))
                state.end_term(replace(self._after(state, record), term=term))
            else:
                place = self._after(state, record)
                state.apply(record.key.decode(), record.value, read_trailer(record), place)
        except NewerFormatError as error:
            raise CopydeskError(f"{error} ({at})") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            # Not ours: whoever wrote it there has changed nothing that the desk knows.
            log.error("%s is no record of the ledger, and is passed over: %s", at, error)

    def _after(self, state: State, record: Any) -> Place:
        return replace(
            state.place, offset=record.offset + 1, last=(record.offset, checksum(record.key, record.value))
        )

    async def _load(self, state: State) -> None:
        begun = time.monotonic()
        for _ in state.load():
            if self._asked.is_set() and self.role is Role.NONE:
                return
            await asyncio.sleep(0)
        if (took := time.monotonic() - begun) > 1:
            log.info("%d texts were put into the index in %.1f s", len(state), took)

    @asynccontextmanager
    async def _changelog(self) -> AsyncIterator[AIOKafkaConsumer]:
        async with connected(
            self._broker,
            AIOKafkaConsumer,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_partition_fetch_bytes=FETCH,
            fetch_max_bytes=FETCH,
            isolation_level=ISOLATION,
        ) as consumer:
            consumer.assign([self._place])
            yield consumer

    async def _opened(self, consumer: AIOKafkaConsumer) -> State:
        """The state of the store on this disk; an empty one, where that is not of this changelog or too old for it."""
        cluster = await self._cluster()
        folder = self._settings.data / self._settings.app_id
        base = open_store(folder)
        if doubt := await self._doubt(consumer, base.place, cluster):
            log.warning("the ledger in %s %s: it is read anew from %s", base.folder, doubt, self._place.topic)
            base.clear()
        store = Layered(base)
        store.place = replace(store.place, cluster=cluster)
        return state_of(self._settings, store, self._authority)

    async def _doubt(self, consumer: AIOKafkaConsumer, place: Place, cluster: str) -> str | None:
        """Why a store cannot be gone on with; None if it can. The changelog is the truth, the store only a copy."""
        if not place.offset:
            return None
        if place.cluster != cluster:
            return "is that of another Kafka"
        begin = (await consumer.beginning_offsets([self._place]))[self._place]
        end = (await log_end_offsets(self._broker, [self._place]))[self._place]
        if place.offset > end or (place.last is not None and place.last[0] >= end):
            return f"knows the changelog up to {place.offset}, which ends at {end}"
        if place.offset < begin:
            return f"knows the changelog up to {place.offset}, which begins at {begin}"
        if place.last is not None and not await self._is_there(consumer, *place.last):
            return "knows another changelog of that name"
        return None

    async def _is_there(self, consumer: AIOKafkaConsumer, offset: int, sign: int) -> bool:
        """Whether that record is in the changelog; compaction may have taken it out, which is no doubt."""
        consumer.seek(self._place, offset)
        for _ in range(10):
            records = (await consumer.getmany(self._place, timeout_ms=_FETCH_MS, max_records=1)).get(
                self._place
            )
            if records:
                found = records[0]
                if isinstance(found, Unreadable):
                    return True
                return bool(found.offset != offset or checksum(found.key, found.value) == sign)
        return True

    async def _cluster(self) -> str:
        async with connected(self._broker, AIOKafkaAdminClient) as admin:
            return str((await admin.describe_cluster()).get("cluster_id") or "")


def _end_if_cancelled() -> None:
    """Raises CancelledError once more: a consumer of aiokafka that is about to stop takes it for its own."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
