"""Raw events onto the topic: in their order, each acknowledged by the broker before it counts as sent."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from streams.brokers.check import check
from streams.brokers.client import Broker, connection
from streams.errors import BrokerError
from streams.events.raw_event import RawEvent
from streams.topology import MAX_MESSAGE_BYTES, RAW

#: Events on their way at once.
_IN_FLIGHT = 200


async def send_events(
    broker: Broker | str,
    events: AsyncIterable[RawEvent],
    sent: Callable[[RawEvent, Any], None] = lambda *_: None,
) -> int:
    """Sends `events` to articles.raw; `sent` gets each with its place (topic, partition, offset). Their number.

    Raises BrokerError when the broker does not answer or does not take one.
    """
    await check(broker)
    producer = AIOKafkaProducer(
        **connection(broker), acks="all", linger_ms=5, max_request_size=MAX_MESSAGE_BYTES
    )
    try:
        await producer.start()
    except (KafkaError, OSError) as error:
        await producer.stop()
        raise BrokerError(f"no broker answers at {broker} ({error}); is it running?") from error
    waiting: deque[tuple[RawEvent, asyncio.Future[Any]]] = deque()
    count = 0
    try:
        async for event in events:
            waiting.append(
                (
                    event,
                    await producer.send(RAW.name, event.value, key=event.key, headers=list(event.headers)),
                )
            )
            if len(waiting) >= _IN_FLIGHT:
                count += await _acknowledged(waiting, sent)
        while waiting:
            count += await _acknowledged(waiting, sent)
    except KafkaError as error:
        raise BrokerError(f"{broker} did not take an event after {count}: {error}") from error
    finally:
        await producer.stop()
    return count


async def _acknowledged(
    waiting: deque[tuple[RawEvent, asyncio.Future[Any]]], sent: Callable[[RawEvent, Any], None]
) -> int:
    event, future = waiting.popleft()
    sent(event, await future)
    return 1


async def each(events: Iterable[RawEvent]) -> AsyncIterator[RawEvent]:
    """Events that are there already, one after the other."""
    for event in events:
        yield event
