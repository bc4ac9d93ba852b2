"""What a worker does at a batch that it cannot read: it waits there, says so, and goes past it when it is told to.

`copydesk skip` writes the batch's letter to articles.dead: that is the word to go past it. No worker need be stopped
for that. What waits meanwhile is the one partition; the others go on, and the batch is tried again: another replica
may have it whole. A batch that only holds too much is not waited at: who reads it gets its letter.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

from aiokafka.errors import KafkaError

from streams import metrics
from streams.brokers.batches import Unreadable
from streams.brokers.client import Broker
from streams.brokers.reader import offset_ranges, read_ranges
from streams.errors import BrokerError, TopicsError
from streams.runtime.dead_letters import DEAD_BY, DEAD_LAST, DEAD_SHA256, header_list
from streams.topology import DEAD

log = logging.getLogger(__name__)

#: Seconds between two looks for a word, and between two attempts to read the batch.
LOOK_EVERY, TRY_EVERY = 3.0, 30.0

#: Topic and partition.
Place = tuple[str, int]


class Unreadables:
    """The batches at which this worker waits. It is asked in the threads of several consumers.

    `clock` gives seconds.
    """

    def __init__(self, broker: Broker | str, clock: Callable[[], float] = time.monotonic) -> None:
        self._broker, self._clock = broker, clock
        self._waiting: dict[Place, tuple[Unreadable, float]] = {}  # and when it was tried last
        self._said: set[tuple[str, str]] = set()  # place and hash of those that the log has told
        self._skipped: dict[tuple[str, int, str], tuple[int, int]] = {}  # by partition and hash: the offsets
        self._read: dict[Place, int] = {}  # how far articles.dead is read

    @property
    def waiting(self) -> Mapping[Place, Unreadable]:
        """Those of now, by their partition."""
        return {place: batch for place, (batch, _) in list(self._waiting.items())}

    def sentences(self) -> list[str]:
        """What is wrong and what is to be done, a sentence for each."""
        return [sentence(batch) for batch in self.waiting.values()]

    def skipped(self, batch: Unreadable) -> bool:
        """Whether an operator has let `batch` be passed over."""
        first, last = self._skipped.get((batch.topic, batch.partition, batch.sha256), (0, -1))
        return first <= batch.first and batch.last <= last

    def wait(self, batch: Unreadable) -> None:
        """Its partition waits there from now on."""
        self._waiting[batch.topic, batch.partition] = (batch, self._clock())
        metrics.unreadable_partitions.set(len(self._waiting))
        if (batch.place, batch.sha256) not in self._said:
            self._said.add((batch.place, batch.sha256))
            log.error("%s", sentence(batch))

    def past(self, place: Place) -> None:
        """The partition no longer waits: it went on, or is not ours any more."""
        if self._waiting.pop(place, None) is not None:
            metrics.unreadable_partitions.set(len(self._waiting))

    def again(self, place: Place) -> bool:
        """Whether the partition is to try again: it may go past the batch now, or it has waited for long."""
        batch, tried = self._waiting[place]
        return self.skipped(batch) or self._clock() - tried >= TRY_EVERY

    def try_all(self) -> None:
        """Whoever waits tries again at once: after a rebalance, records in front of the batch come once more."""
        for place, (batch, _) in list(self._waiting.items()):
            self._waiting[place] = (batch, -TRY_EVERY)

    async def watch(self) -> None:
        """Looks for words to go on, until cancelled: as long as anything waits."""
        while True:
            if self._waiting:
                try:
                    await self.look()
                except (KafkaError, BrokerError, TopicsError, OSError) as error:
                    log.warning("%s cannot be read for words to skip: %s", DEAD.name, error)
            await asyncio.sleep(LOOK_EVERY)

    async def look(self) -> None:
        """Reads what has come to articles.dead since the last look; at first all of it."""
        there = await offset_ranges(self._broker, [DEAD.name])
        ranges = {place: (max(first, self._read.get(place, 0)), end) for place, (first, end) in there.items()}
        async for record in read_ranges(self._broker, ranges):
            self._take(record)
        self._read = {place: end for place, (_, end) in ranges.items()}

    def _take(self, record: Any) -> None:
        headers = {name: value.decode("utf-8", "replace") for name, value in header_list(record.headers)}
        if DEAD_BY not in headers:
            return
        try:
            partition, first = int(headers["dead-partition"]), int(headers["dead-offset"])
            key = headers["dead-topic"], partition, headers[DEAD_SHA256]
            last = int(headers[DEAD_LAST])
        except (KeyError, ValueError):
            return
        known = self._skipped.get(key, (first, last))
        self._skipped[key] = (min(first, known[0]), max(last, known[1]))
        log.warning(
            "%s/%d: %s lets the offsets %d to %d be passed over", *key[:2], headers[DEAD_BY], first, last
        )


def sentence(batch: Unreadable) -> str:
    """What is wrong, and what an operator may do."""
    return (
        f"{batch}. Its partition waits there; the others go on. `copydesk skip {batch.place}` lets the workers go past "
        "it, and notes it on articles.dead"
    )


def batch_of(message: Any) -> Unreadable | None:
    """The batch that a message stands for; None for one that is a record."""
    found: Unreadable | None = getattr(message, "batch", None)
    return found
