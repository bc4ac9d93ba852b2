"""The raw events of a range, each read once, in the order in which they are asked for.

They are asked for in the order of articles.clean, which follows that of each partition but for what overtook. So each
partition is read on to what is asked for, and what lies before it waits for its turn.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from streams.brokers.batches import Unreadable
from streams.brokers.client import Broker
from streams.brokers.reader import read_ranges
from streams.history.dispositions import Place, place_of
from streams.runtime.dead_letters import header_list

#: Bytes of the raw events that wait for their turn. What is over that is read once more when its turn comes.
_MOST_WAITING = 128 * 1024 * 1024
#: What is known of a raw event of the range: that articles.clean has it, and that it had its first turn.
ON_CLEAN, SEEN = 1, 2


@dataclass(frozen=True, slots=True)
class Message:
    """A record as the agents take it; `timestamp` in seconds."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes]]
    timestamp: float


def message_of(record: Any) -> Message:
    """A record of aiokafka as the agents take it."""
    return Message(
        *(record.topic, record.partition, record.offset, record.key, record.value),
        header_list(record.headers),
        max(0, record.timestamp) / 1000,
    )


@dataclass(slots=True)
class _Lane:
    """A partition: its records from `at` on are still to come."""

    records: AsyncGenerator[Any, None]
    at: int


class Raws:
    """Reads `ranges`. `marks` says of each offset of them whether articles.clean has it (ON_CLEAN, SEEN)."""

    def __init__(
        self,
        broker: Broker | str,
        ranges: Mapping[tuple[str, int], tuple[int, int]],
        marks: Mapping[tuple[str, int], bytearray],
        most_waiting: int = _MOST_WAITING,
    ) -> None:
        self._broker, self._ranges, self._marks = broker, ranges, marks
        self._lanes: dict[tuple[str, int], _Lane] = {}
        self._waiting: OrderedDict[Place, Message] = OrderedDict()
        self._size, self._most = 0, most_waiting
        #: How many raw events stand in batches that cannot be read.
        self.unreadable = 0

    async def get(self, place: Place) -> tuple[list[Message], Message | None]:
        """The raw event at `place`, None where it is gone; and those before it that never reached clean."""
        lane = self._lane(place[:2])
        strays: list[Message] = []
        found = self._taken(place)
        while found is None and lane.at <= place[2]:
            message = await self._next(place[:2], lane)
            if message is None:
                break
            if message.offset == place[2]:
                found = message
            elif self._is_stray(message):
                strays.append(message)
            else:
                self._wait(message)
        return strays, found or await self._once_more(place)

    async def rest(self) -> AsyncIterator[Message]:
        """Those that never reached clean, behind all that was asked for."""
        for place in self._ranges:
            lane = self._lane(place)
            while (message := await self._next(place, lane)) is not None:
                if self._is_stray(message):
                    yield message

    async def close(self) -> None:
        """Ends the reading."""
        for lane in self._lanes.values():
            await lane.records.aclose()

    def _lane(self, place: tuple[str, int]) -> _Lane:
        if place not in self._lanes:
            first, end = self._ranges[place]
            records = read_ranges(self._broker, {place: (first, end)}, unreadable=self._count)
            self._lanes[place] = _Lane(records, first)
        return self._lanes[place]

    async def _next(self, place: tuple[str, int], lane: _Lane) -> Message | None:
        record = await anext(lane.records, None)
        if record is None:
            lane.at = self._ranges[place][1]
            return None
        lane.at = record.offset + 1
        return message_of(record)

    def _is_stray(self, message: Message) -> bool:
        place = message.topic, message.partition
        return not self._marks[place][message.offset - self._ranges[place][0]]

    def _wait(self, message: Message) -> None:
        self._waiting[place_of(message)] = message
        self._size += len(message.value or b"")
        while self._size > self._most:
            _, gone = self._waiting.popitem(last=False)
            self._size -= len(gone.value or b"")

    def _taken(self, place: Place) -> Message | None:
        message = self._waiting.pop(place, None)
        self._size -= len(message.value or b"") if message else 0
        return message

    async def _once_more(self, place: Place) -> Message | None:
        ranges = {place[:2]: (place[2], place[2] + 1)}
        found = [record async for record in read_ranges(self._broker, ranges, unreadable=lambda _: None)]
        return message_of(found[0]) if found else None

    def _count(self, batch: Unreadable) -> None:
        self.unreadable += batch.last - batch.first + 1
