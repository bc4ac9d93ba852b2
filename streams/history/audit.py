"""The account of a range of raw events, taken from a broker: what came in, and what became of each."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from streams.brokers.client import Broker
from streams.brokers.log_ends import true_ends
from streams.brokers.reader import reader
from streams.brokers.spans import PATIENCE, RECORDS, Progress, read_spans, whole
from streams.errors import BrokerError, TopicsError
from streams.history.account import Account
from streams.history.outcome import ENDS, end_of
from streams.topology import RAW

_POLL_MS = 250


@dataclass(frozen=True, slots=True)
class Range:
    """Which raw events are meant: everything, or less. Offsets and times: the first from it on, up to the second.

    Times are those of the records on articles.raw.
    """

    partition: int | None = None
    from_offset: int | None = None
    to_offset: int | None = None
    since: datetime | None = None
    until: datetime | None = None

    def span(self, begin: int, end: int) -> tuple[int, int]:
        """The offsets that are meant, of those from `begin` up to `end` that there are."""
        return (
            max(begin, self.from_offset or 0),
            end if self.to_offset is None else min(end, self.to_offset),
        )

    def holds(self, timestamp: int) -> bool:
        """Whether a record of that time is meant, in milliseconds since 1970."""
        since = self.since is None or timestamp >= self.since.timestamp() * 1000
        return since and (self.until is None or timestamp < self.until.timestamp() * 1000)


@dataclass
class Audit:
    """What was found. `foreign` counts records on the end topics that copydesk did not write."""

    account: Account = field(default_factory=Account)
    foreign: int = 0


async def audit(
    broker: Broker | str,
    chosen: Range,
    wait: float = 0.0,
    progress: Progress = lambda *_: None,
    clock: Callable[[], float] = time.monotonic,
) -> Audit:
    """Counts the raw events that are there now, by reading them: offsets may have gaps, and old records have gone.

    The ends are those that are there after that; with `wait` those that come within so many seconds, as long as
    raw events are not complete. Raises BrokerError, TopicsError.
    """
    found = Audit()
    spans = await whole(broker, [RAW.name])
    if chosen.partition is not None and (RAW.name, chosen.partition) not in spans:
        raise TopicsError(f"{RAW.name} has the partitions 0 to {len(spans) - 1}, not {chosen.partition}")
    spans = {
        place: chosen.span(*span)
        for place, span in spans.items()
        if chosen.partition is None or place[1] == chosen.partition
    }
    async for record in read_spans(broker, spans, progress):
        if chosen.holds(record.timestamp):
            found.account.receive((record.topic, record.partition, record.offset))
    await _read_ends(broker, found, wait, progress, clock)
    return found


async def _read_ends(
    broker: Broker | str, found: Audit, wait: float, progress: Progress, clock: Callable[[], float]
) -> None:
    async with reader(broker, [topic.name for topic in ENDS], from_beginning=True) as consumer:
        places = list(consumer.assignment())
        begins, ends = await consumer.beginning_offsets(places), await true_ends(broker, places)
        total = sum(ends.values()) - sum(begins.values())
        deadline, moved, done = clock() + wait, clock(), 0
        while True:
            reached = {place: await consumer.position(place) for place in places}
            now = sum(min(reached[place], ends[place]) - begins[place] for place in places)
            if now > done:
                done, moved = now, clock()
                progress(done, total)
            if done < total:
                if clock() - moved > PATIENCE:
                    raise BrokerError(f"{broker} has given nothing for {PATIENCE:g} s: is it running?")
            elif not found.account.open or clock() >= deadline:
                return
            for records in (await consumer.getmany(timeout_ms=_POLL_MS, max_records=RECORDS)).values():
                for record in records:
                    _end(found, record)


def _end(found: Audit, record: Any) -> None:
    try:
        outcome = end_of(record)
    except ValueError:
        found.foreign += 1
        return
    if outcome:
        found.account.end(outcome)
