from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from streams.brokers.embedded import EmbeddedBroker
from streams.runtime import fenced
from streams.runtime.fenced import FencedError, FencedProducer
from streams.runtime.lease import Lease, Standing
from streams.topology import CLEAN, UNIQUE
from tests.clock import Clock
from tests.machine import patience
from tests.topics import make_topics
from tests.waiting import until

TOPIC = CLEAN.name


class Desk:
    """A fenced producer on a real broker; its lease is of ten seconds on a clock of the test's own."""

    def __init__(self, broker: str) -> None:
        self.broker, self.clock = broker, Clock()
        self.lease = Lease(10, self.clock)
        self.linger = 0.0
        self.producer = FencedProducer(self.lease, lambda: self.linger, bootstrap_servers=broker)

    async def write(self, value: str, generation: int = 1, topic: str = TOPIC) -> asyncio.Future[Any]:
        sent: asyncio.Future[Any] = await self.producer.write(
            generation, topic, value=value.encode(), partition=0
        )
        return sent

    async def written(self) -> list[str]:
        """What stands in the topic."""
        place = TopicPartition(TOPIC, 0)
        async with AIOKafkaConsumer(bootstrap_servers=self.broker, auto_offset_reset="earliest") as consumer:
            consumer.assign([place])
            end = (await consumer.end_offsets([place]))[place]
            found: list[str] = []
            while await consumer.position(place) < end:
                found += [
                    record.value.decode()
                    for record in (await consumer.getmany(timeout_ms=100)).get(place, ())
                ]
            return found


@pytest.fixture
async def desk(embedded: EmbeddedBroker) -> AsyncIterator[Desk]:
    await make_topics(embedded.address)
    running = Desk(embedded.address)
    await running.producer.start()
    yield running
    await running.producer.stop()


async def test_what_is_under_the_lease_goes_out(desk: Desk) -> None:
    desk.lease.renew(1, desk.clock.now)
    await (await desk.write("a"))
    assert await desk.written() == ["a"]


async def test_what_lies_in_the_buffer_when_the_lease_is_over_waits_and_goes_out_if_nobody_else_had_it(
    desk: Desk,
) -> None:
    sent = [await desk.write("a"), await desk.write("b")]
    await asyncio.wait(sent, timeout=0.2)
    assert not any(each.done() for each in sent)
    assert await desk.written() == []
    desk.lease.renew(1, desk.clock.now)
    await asyncio.gather(*sent)
    assert await desk.written() == ["a", "b"]


async def test_what_lies_in_the_buffer_is_never_written_when_another_generation_has_begun(desk: Desk) -> None:
    desk.lease.renew(1, desk.clock.now)
    desk.clock.now += 20  # it is stopped here, and another worker takes over
    stale = [await desk.write("a"), await desk.write("b")]
    desk.lease.renew(2, desk.clock.now)
    for each in stale:
        with pytest.raises(FencedError):
            await each
    with pytest.raises(FencedError):
        await (await desk.write("c"))
    await (await desk.write("d", generation=2))
    assert await desk.written() == ["d"]


async def test_records_of_two_generations_share_no_batch(desk: Desk) -> None:
    stale = await desk.write("a")
    fresh = asyncio.ensure_future(desk.write("b", generation=2))  # waits for the batch of the first to go
    await asyncio.wait([fresh], timeout=0.1)
    desk.lease.renew(2, desk.clock.now)
    with pytest.raises(FencedError):
        await stale
    await (await fresh)
    assert await desk.written() == ["b"]


async def test_what_lingers_goes_along_with_what_is_due(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each partition has a batch of its own; those of one broker are one request."""
    requests: list[int] = []
    create = fenced._Handler.create_request

    def counted(handler: Any) -> Any:
        requests.append(len(handler._batches))
        return create(handler)

    monkeypatch.setattr(fenced._Handler, "create_request", counted)
    desk.lease.renew(1, desk.clock.now)
    desk.linger = 600.0
    waiting = await desk.write("a")
    await asyncio.wait([waiting], timeout=0.05)
    assert not waiting.done()
    desk.linger = 0.0
    async with asyncio.timeout(patience(10)):
        await asyncio.gather(waiting, await desk.write("b", topic=UNIQUE.name))
    assert requests == [2]


async def test_the_lease_is_asked_once_more_at_the_socket(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker is stopped between the question and the write."""
    stopped = asyncio.Event()

    async def may_write(*_: object) -> bool:
        if stopped.is_set():
            return desk.lease.standing(1) is Standing.HELD
        stopped.set()
        desk.clock.now += 20
        return True

    desk.lease.renew(1, desk.clock.now)
    monkeypatch.setattr(fenced._Sender, "_may_write", may_write)
    sent = await desk.write("a")
    with pytest.raises(FencedError):
        await sent
    assert await desk.written() == []


async def test_an_end_does_not_wait_for_what_may_not_be_written(embedded: EmbeddedBroker) -> None:
    await make_topics(embedded.address)
    desk = Desk(embedded.address)
    await desk.producer.start()
    sent = await desk.write("a")
    await asyncio.wait_for(desk.producer.stop(), 5)
    with pytest.raises(FencedError):
        await sent


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="only Linux can give up what it has sent")
async def test_the_kernel_gives_up_what_does_not_reach_the_broker_within_the_lease(desk: Desk) -> None:
    desk.lease.renew(1, desk.clock.now)
    await (await desk.write("a"))
    connections = list(desk.producer.client._conns.values())
    assert connections
    for connection in connections:
        option = connection._writer.get_extra_info("socket").getsockopt(
            socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT
        )
        assert option == 5000


async def test_a_batch_that_fails_holds_up_no_later_one(desk: Desk) -> None:
    desk.lease.renew(2, desk.clock.now)
    with pytest.raises(FencedError):
        await (await desk.write("a"))
    await until(lambda: not desk.producer._sender._muted_partitions)
    assert not desk.producer._sender._in_flight
    await (await desk.write("b", generation=2))
