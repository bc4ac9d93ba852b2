"""Records onto topics: in their order, each acknowledged by the broker before it counts as sent."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any, Generic, TypeVar

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from streams.brokers.check import connected
from streams.brokers.client import Broker
from streams.errors import BrokerError
from streams.events.raw_event import RawEvent
from streams.topology import MAX_MESSAGE_BYTES, RAW, Topic

#: Records on their way at once.
_IN_FLIGHT = 200

Sent = TypeVar("Sent")


@asynccontextmanager
async def producing(broker: Broker | str, **options: Any) -> AsyncIterator[AIOKafkaProducer]:
    """A producer for which a record is sent when all replicas have it; `options` are aiokafka's.

    Raises BrokerError when no broker answers.
    """
    settings = {"acks": "all", "max_request_size": MAX_MESSAGE_BYTES, **options}
    async with connected(broker, AIOKafkaProducer, **settings) as producer:
        yield producer


class InFlight(Generic[Sent]):
    """What is on its way to the broker. `count` are acknowledged; `sent` gets each of these, with its metadata."""

    def __init__(self, sent: Callable[[Sent, Any], None]) -> None:
        self._sent = sent
        self._waiting: deque[tuple[Sent, asyncio.Future[Any]]] = deque()
        self.count = 0

    async def add(self, what: Sent, future: asyncio.Future[Any]) -> None:
        """Takes up what the producer has taken; waits while too much is on its way. Raises KafkaError."""
        self._waiting.append((what, future))
        if len(self._waiting) >= _IN_FLIGHT:
            await self._first()

    async def all(self) -> None:
        """Returns when all are acknowledged. Raises KafkaError for the first that is not."""
        while self._waiting:
            await self._first()

    async def rest(self) -> None:
        """After one failed: counts those behind it that the broker took all the same."""
        while self._waiting:
            try:
                await self._first()
            except KafkaError:
                self._waiting.popleft()

    async def _first(self) -> None:
        what, future = self._waiting[0]
        metadata = await future
        self._waiting.popleft()
        self.count += 1
        self._sent(what, metadata)


async def send_events(
    broker: Broker | str,
    events: AsyncIterable[RawEvent],
    sent: Callable[[RawEvent, Any], None] = lambda *_: None,
    to: Topic = RAW,
) -> int:
    """Sends `events` to articles.raw, or another topic. Returns their number.

    `sent` gets each with its topic, partition and offset.

    Raises BrokerError when the broker does not answer or does not take one.
    """
    in_flight = InFlight(sent)
    async with producing(broker, linger_ms=5) as producer:
        try:
            async for event in events:
                future = await producer.send(to.name, event.value, key=event.key, headers=list(event.headers))
                await in_flight.add(event, future)
            await in_flight.all()
        except KafkaError as error:
            raise BrokerError(f"{broker} did not take an event after {in_flight.count}: {error}") from error
    return in_flight.count


async def each(events: Iterable[RawEvent]) -> AsyncIterator[RawEvent]:
    """Events that are there already, one after the other."""
    for event in events:
        yield event
