"""The end topics for the page: a consumer of all of them without a group, and where it begins to read each."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, TopicPartition

from streams.brokers.check import stop
from streams.brokers.client import Broker, connection
from streams.brokers.reader import FETCH, FETCH_OF_ONE, ISOLATION, log_end_offsets
from streams.topology import DEAD, DUPLICATES, ENRICHED, SOURCES, STORIES, WITHHELD

#: How much is read of what is there already, in records of a topic, over all of its partitions.
BACK = {ENRICHED.name: 400, DUPLICATES.name: 400, WITHHELD.name: 1000, DEAD.name: 100, STORIES.name: 800}
#: Of articles.enriched as far back as this is read, in seconds, up to so many records: see HOUR in figures.py.
HOUR, HOUR_RECORDS = 3600, 6000
#: The longest that the end of a consumer may take, in seconds.
_ENDS = 10.0


@asynccontextmanager
async def end_topics(broker: Broker | str) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer of every partition of them, in no group, with small bites: a dead letter may be large."""
    consumer = AIOKafkaConsumer(
        **connection(broker),
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        max_partition_fetch_bytes=FETCH_OF_ONE,
        fetch_max_bytes=FETCH,
        isolation_level=ISOLATION,
    )
    try:
        await consumer.start()
        cluster = await consumer._client.fetch_all_metadata()
        consumer.assign(
            [
                TopicPartition(topic, number)
                for topic in (*BACK, SOURCES.name)
                for number in sorted(cluster.partitions_for_topic(topic) or ())
            ]
        )
        yield consumer
    finally:
        with suppress(TimeoutError):
            async with asyncio.timeout(_ENDS):
                await stop(consumer)


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where a partition is read from, `end` where it ended then. What is older than `texts` is read without its text.

    `whole`: nothing of what was asked for was left out in front of it. `hour`: where the last hour begins, if that is
    before `start`; see earlier.py.
    """

    start: int
    texts: int
    end: int
    whole: bool
    hour: int | None = None


async def beginnings(
    consumer: AIOKafkaConsumer, broker: Broker | str, now: float
) -> dict[TopicPartition, Beginning]:
    """Where to begin to read the partitions of this consumer. `now` is in seconds since 1970."""
    ends = await log_end_offsets(broker, consumer.assignment())
    hour_ago = round((now - HOUR) * 1000)
    asked = [place for place in ends if place.topic in (ENRICHED.name, DUPLICATES.name)]
    found = await consumer.offsets_for_times(dict.fromkeys(asked, hour_ago)) if asked else {}
    hours = {place: each.offset if each else ends[place] for place, each in found.items()}
    return from_offsets(ends, hours)


def from_offsets(
    ends: Mapping[TopicPartition, int], hours: Mapping[TopicPartition, int]
) -> dict[TopicPartition, Beginning]:
    """The same of partitions that end there; `hours` are the offsets of an hour ago of articles.enriched and
    articles.duplicates.

    Of sources.health nothing is read from here: see live.py.
    """
    partitions = Counter(place.topic for place in ends)
    made = {}
    for place, end in ends.items():
        if place.topic == SOURCES.name:
            made[place] = Beginning(end, end, end, whole=True)
            continue
        usual = max(0, end - max(5, BACK[place.topic] // partitions[place.topic]))
        start = usual
        if place in hours and place.topic == ENRICHED.name:
            most = max(0, end - max(5, HOUR_RECORDS // partitions[place.topic]))
            start = max(most, min(usual, hours[place]))
        whole = start == 0 or place.topic not in (ENRICHED.name, DEAD.name) or start <= hours.get(place, -1)
        hour = hours.get(place, start)
        made[place] = Beginning(start, usual, end, whole, hour if 0 <= hour < start else None)
    return made
