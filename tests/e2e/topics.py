"""Everything that copydesk writes for others, read from the topics in its order."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiokafka import AIOKafkaConsumer

from streams.brokers.reader import log_end_offsets, reader
from streams.runtime.dead_letters import header_list
from streams.topology import DUPLICATES, ENRICHED, NOTICES, WITHHELD
from tests.waiting import until, when


@dataclass(frozen=True, slots=True)
class Told:
    """A record: `event` None is a tombstone; `at` is the broker's time, in seconds since 1970."""

    topic: str
    key: str
    event: Any
    headers: dict[str, str]
    at: float


@dataclass
class Listener:
    """What was told so far."""

    broker: str
    told: list[Told] = field(default_factory=list)
    consumer: AIOKafkaConsumer | None = None

    async def caught_up(self) -> None:
        """Returns when all that stands on the topics now has been heard; that a raw event has ended, others know first."""
        await until(lambda: self.consumer is not None)
        assert self.consumer is not None
        ends = await log_end_offsets(self.broker, self.consumer.assignment())

        async def behind() -> list[Any]:
            assert self.consumer is not None
            return [place for place, end in ends.items() if await self.consumer.position(place) < end]

        await when(behind, lambda places: not places)

    def on(self, topic: str, uri: str | None = None) -> list[Told]:
        """What was told on a topic, of one uri if it is given."""
        return [each for each in self.told if each.topic == topic and (uri is None or _uri(each) == uri)]

    def enriched(self, uri: str) -> list[Told]:
        """What readers of articles.enriched were told of a uri."""
        return self.on(ENRICHED.name, uri)

    def statuses(self, uri: str) -> list[tuple[str, str]]:
        """The pubStatus and the signal of each of these."""
        return [
            (each.event["item"]["pubStatus"], each.event["desk"]["verdict"]["signal"])
            for each in self.enriched(uri)
        ]


def _uri(told: Told) -> str | None:
    if told.event is None:
        return None
    event: dict[str, Any] = told.event
    uri = event["item"]["uri"] if "item" in event else event["uri"]
    return str(uri)


@contextlib.asynccontextmanager
async def listening(broker: str) -> AsyncIterator[Listener]:
    """A listener to what readers and editors are told."""
    listener = Listener(broker)

    async def listen() -> None:
        topics = [ENRICHED.name, DUPLICATES.name, WITHHELD.name, NOTICES.name]
        async with reader(broker, topics, from_beginning=True) as consumer:
            listener.consumer = consumer
            async for record in consumer:
                headers = {name: value.decode() for name, value in header_list(record.headers)}
                event = None if record.value is None else orjson.loads(record.value)
                key = (record.key or b"").decode()
                listener.told.append(Told(record.topic, key, event, headers, record.timestamp / 1000))

    task = asyncio.ensure_future(listen())
    try:
        yield listener
        if task.done():
            task.result()
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
