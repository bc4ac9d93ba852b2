"""A topic read from a cursor on, without a group: Kafka is the store, and nothing is kept here.

A reader takes what he can take: no record waits for him in memory, but for what one fetch has brought.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError, OffsetOutOfRangeError

from streams.brokers.check import stop
from streams.brokers.client import Broker, connection
from streams.brokers.reach import reach
from streams.brokers.reader import ISOLATION, log_end_offsets, offset_ranges
from streams.errors import BrokerError, TopicsError
from streams.web.api.cursor import encode

#: Where to begin: at the first record that is there, behind the last one, at a time, or at the offsets of a cursor.
Start = str | datetime | Sequence[int]
EARLIEST, NOW = "earliest", "now"
#: So much is fetched at a time, in bytes, over all partitions and of one of them; a larger batch comes alone.
_FETCH, _FETCH_OF_ONE = 2 * 1024 * 1024, 512 * 1024
#: Records that are taken at a time.
BATCH = 100
#: How often it is looked whether the topic has more partitions by now, and how long the end may take, in seconds.
_LOOKS, _ENDS = 30.0, 5.0


class GoneError(Exception):
    """Kafka does not keep any more what comes next, or never had it. The text says which, in one sentence."""


class GrownError(Exception):
    """The topic has more partitions than the reader knows: he is to open it anew at his offsets."""


@dataclass
class Feed:
    """An open topic. `offsets` are what comes next, by partition."""

    topic: str
    consumer: AIOKafkaConsumer
    offsets: list[int]
    ends: list[int]  # where they ended when it was opened
    not_before: datetime | None = None  # what is older than this is not meant
    _looked: float = 0.0

    @property
    def cursor(self) -> str:
        """The cursor behind what was taken last."""
        return encode(self.topic, self.offsets)

    async def take(self, seconds: float) -> list[Any]:
        """What comes next, at most BATCH records, as soon as there is something; nothing after so many seconds.

        Among them may be `Unreadable`. The offsets do not move by it: see `done` and `passed`. Raises GoneError,
        GrownError, BrokerError.
        """
        await self._look()
        try:
            batches = await self.consumer.getmany(timeout_ms=round(seconds * 1000), max_records=BATCH)
        except OffsetOutOfRangeError as error:
            raise GoneError("Kafka does not keep what comes next any more: it was read too slowly") from error
        except KafkaError as error:
            raise BrokerError(f"the topic cannot be read: {error}") from error
        if not batches and (why := reach.problem()):
            raise BrokerError(why)  # aiokafka would wait in silence, and he would take that for no news
        return [record for records in batches.values() for record in records]

    def done(self, record: Any) -> None:
        """Moves the offsets behind a record."""
        self.offsets[record.partition] = record.offset + 1

    async def passed(self) -> None:
        """Moves the offsets behind all that was taken, also past what is no record (a transaction's marker)."""
        for place in self.consumer.assignment():
            self.offsets[place.partition] = await self.consumer.position(place)

    def is_behind(self) -> bool:
        """Whether there is more to take at once, as far as the broker has said by now."""
        said = {each.partition: self.consumer.last_stable_offset(each) for each in self.consumer.assignment()}
        return any(
            offset < max(self.ends[number], said.get(number) or 0)
            for number, offset in enumerate(self.offsets)
        )

    async def _look(self) -> None:
        if time.monotonic() - self._looked < _LOOKS:
            return
        self._looked = time.monotonic()
        if len(await _partitions(self.consumer, self.topic)) > len(self.offsets):
            raise GrownError


@asynccontextmanager
async def open_feed(broker: Broker | str, topic: str, start: Start) -> AsyncIterator[Feed]:
    """The topic, read from `start` on.

    Raises GoneError for offsets that Kafka does not keep any more, or never had; BrokerError, TopicsError.
    """
    consumer = AIOKafkaConsumer(
        **connection(broker),
        auto_offset_reset="none",
        enable_auto_commit=False,
        max_partition_fetch_bytes=_FETCH_OF_ONE,
        fetch_max_bytes=_FETCH,
        isolation_level=ISOLATION,
    )
    try:
        try:
            await consumer.start()
            places = await _partitions(consumer, topic)
            consumer.assign(places)
            offsets, ends = await _offsets(consumer, broker, places, start)
        except (KafkaError, OSError) as error:
            raise BrokerError(f"no broker answers ({error})") from error
        for place, offset in zip(places, offsets, strict=True):
            consumer.seek(place, offset)
        not_before = start if isinstance(start, datetime) else None
        yield Feed(topic, consumer, offsets, ends, not_before, time.monotonic())
    finally:
        with suppress(TimeoutError):
            async with asyncio.timeout(_ENDS):
                await stop(consumer)


async def _partitions(consumer: AIOKafkaConsumer, topic: str) -> list[TopicPartition]:
    cluster = await consumer._client.fetch_all_metadata()
    found = sorted(cluster.partitions_for_topic(topic) or ())
    if not found:
        raise TopicsError(f"there is no topic {topic}: `copydesk topics` creates it")
    return [TopicPartition(topic, number) for number in found]


async def _offsets(
    consumer: AIOKafkaConsumer, broker: Broker | str, places: list[TopicPartition], start: Start
) -> tuple[list[int], list[int]]:
    """Where each partition is read from, and where it ends now. Raises GoneError."""
    topic = places[0].topic
    if start == NOW:
        now = await log_end_offsets(broker, places)
        return [now[place] for place in places], [now[place] for place in places]
    begins, listed = await consumer.beginning_offsets(places), await consumer.end_offsets(places)
    first, ends = [begins[place] for place in places], [listed[place] for place in places]
    if isinstance(start, datetime):
        ranges = await offset_ranges(broker, [topic], start)
        return [ranges[topic, place.partition][0] for place in places], ends
    if start == EARLIEST:
        return first, ends
    assert not isinstance(start, str)
    if len(start) > len(places):
        raise GoneError("the cursor is that of a topic with more partitions: it was made anew since")
    # Partitions that came since then are read from their beginning: all of them is news.
    offsets = [*start, *[0] * (len(places) - len(start))]
    if any(offset < begin for offset, begin in zip(offsets, first, strict=True)):
        raise GoneError("the cursor is older than what Kafka keeps: what came in between is lost to it")
    if any(offset > end for offset, end in zip(offsets, ends, strict=True)):
        right = await log_end_offsets(broker, places)  # dearer, and right on the embedded broker, too
        ends = [right[place] for place in places]
    if any(offset > end for offset, end in zip(offsets, ends, strict=True)):
        raise GoneError("the cursor is ahead of what the topic holds: it was made anew since")
    return offsets, ends
