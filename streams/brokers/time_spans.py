"""Stretches of topics by time: less to read where only a part of the day is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from aiokafka import TopicPartition

from streams.brokers.client import Broker
from streams.brokers.reader import reader
from streams.brokers.spans import Spans

#: The times of records are those of their writers' clocks, and need not rise from one to the next.
_MARGIN = timedelta(minutes=1)


async def between(
    broker: Broker | str, spans: Spans, since: datetime | None = None, until: datetime | None = None
) -> dict[tuple[str, int], tuple[int, int]]:
    """What of `spans` can hold records from `since` on and before `until`, with a minute more at either end.

    So a reader still looks at each record's time. Raises BrokerError, TopicsError.
    """
    found = dict(spans)
    if (since is None and until is None) or not found:
        return found
    async with reader(broker, sorted({topic for topic, _ in found}), from_beginning=True) as consumer:

        async def offsets(time: datetime) -> Mapping[TopicPartition, tuple[int, int] | None]:
            moment = max(0, int(time.timestamp() * 1000))
            there: Mapping[TopicPartition, tuple[int, int] | None] = await consumer.offsets_for_times(
                {TopicPartition(*place): moment for place in found}
            )
            return there

        if since is not None:
            for place, at in (await offsets(since - _MARGIN)).items():
                begin, end = found[place.topic, place.partition]
                found[place.topic, place.partition] = (max(begin, at[0]) if _is(at) and at else end, end)
        if until is not None:
            for place, at in (await offsets(until + _MARGIN)).items():
                begin, end = found[place.topic, place.partition]
                found[place.topic, place.partition] = (begin, min(end, at[0]) if _is(at) and at else end)
    return {place: (begin, max(begin, end)) for place, (begin, end) in found.items()}


def _is(at: tuple[int, int] | None) -> bool:
    """Whether there is a record of that time or later; the embedded broker says no with a time of -1."""
    return at is not None and at[1] >= 0
