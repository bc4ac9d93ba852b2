from __future__ import annotations

import asyncio
import math
import time
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import (
    InvalidTopicError,
    KafkaError,
    KafkaTimeoutError,
    MessageSizeTooLargeError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
)
from aiokafka.structs import RecordMetadata

from streams import metrics
from streams.article import Dropped
from streams.brokers.failures import PATIENCE
from streams.errors import BrokerError, RefusedError
from streams.runtime import sender as sender_module
from streams.runtime.fenced import FencedError
from streams.runtime.lease import Lease
from streams.runtime.sender import OutputSender
from streams.runtime.window import OutdatedError, Output

OUTPUT = Output("t", b"k", b"x", [("h", b"v")], 3)


class Producer:
    """Refuses the first `faults` attempts, half of them at once, half of them later."""

    def __init__(self, faults: int, error: type[Exception] = KafkaTimeoutError) -> None:
        self.faults, self.error = faults, error
        self.sent: list[tuple[Any, ...]] = []

    async def write(self, generation: int, topic: str, **record: Any) -> asyncio.Future[str]:
        self.sent.append((generation, topic, *record.values()))
        future: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        if len(self.sent) > self.faults:
            future.set_result("taken")
        elif len(self.sent) % 2:
            future.set_exception(self.error())
        else:
            raise self.error
        return future


class Desk:
    """A sender whose group is in `generation`."""

    def __init__(self, producer: Any) -> None:
        self.generation = 7
        self.producer = producer
        self.sender = OutputSender("127.0.0.1:1", Lease(10), lambda: self.generation)
        self.sender._producer = self.producer


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that were made, none of which takes any time."""
    made: list[float] = []

    async def pause(seconds: float) -> None:
        made.append(seconds)

    monkeypatch.setattr(sender_module, "asyncio", SimpleNamespace(sleep=pause))
    return made


async def test_an_output_that_the_broker_refuses_is_sent_again_as_it_is(pauses: list[float]) -> None:
    desk = Desk(Producer(faults=4))
    assert await (await desk.sender.send(OUTPUT, 7)) == "taken"
    assert desk.producer.sent == [(7, "t", b"k", b"x", 3, [("h", b"v")])] * 5


async def test_the_pauses_between_two_attempts_grow_and_the_last_is_repeated(pauses: list[float]) -> None:
    desk = Desk(Producer(faults=7))
    await (await desk.sender.send(OUTPUT))
    assert pauses == [0.1, 0.3, 1.0, 3.0, 10.0, 10.0, 10.0]


@pytest.mark.parametrize("error", [FencedError, KafkaTimeoutError])
async def test_what_fails_in_a_generation_that_is_over_is_not_sent_again(
    pauses: list[float], error: type[Exception]
) -> None:
    desk = Desk(Producer(faults=9, error=error))
    delivered = await desk.sender.send(OUTPUT, 7)
    desk.generation = 8
    with pytest.raises(OutdatedError):
        await delivered
    assert len(desk.producer.sent) == 1


async def test_what_was_fenced_with_others_is_sent_again_in_its_own_generation(pauses: list[float]) -> None:
    desk = Desk(Producer(faults=3, error=FencedError))
    assert await (await desk.sender.send(OUTPUT, 7)) == "taken"
    assert len(desk.producer.sent) == 4


async def test_a_broker_that_is_not_there_is_told() -> None:
    sender = OutputSender("127.0.0.1:1", Lease(10), lambda: 1)
    with pytest.raises(BrokerError, match=r"no broker answers at 127\.0\.0\.1:1"):
        await sender.start()
    await sender.stop()


async def test_the_broker_s_time_in_an_answer_is_compared_with_ours() -> None:
    desk = Desk(Producer(faults=0))
    stamp = int((time.time() - 30) * 1000)
    answer = RecordMetadata("t", 3, TopicPartition("t", 3), 7, stamp, 1, 0)

    async def write(*_: Any, **__: Any) -> asyncio.Future[RecordMetadata]:
        future: asyncio.Future[RecordMetadata] = asyncio.get_running_loop().create_future()
        future.set_result(answer)
        return future

    desk.producer.write = write
    assert await (await desk.sender.send(OUTPUT, 7)) is answer
    offset = metrics.REGISTRY.get_sample_value("copydesk_clock_offset_seconds")
    assert offset == pytest.approx(30, abs=2)


def letter(dropped: Dropped) -> Output:
    return Output("articles.dead", b"k", f"{dropped.reason}: {dropped.detail}".encode())


SIZE = OUTPUT.size


async def test_what_will_never_be_taken_becomes_a_dead_letter(pauses: list[float]) -> None:
    for faults in (1, 2):  # as the answer of the broker, and by the producer itself
        desk = Desk(Producer(faults, MessageSizeTooLargeError))
        if faults == 2:
            desk.producer.sent.append(())
        assert await (await desk.sender.send(replace(OUTPUT, instead=letter), 7)) == "taken"
        topics = [record[1] for record in desk.producer.sent if record]
        assert topics == ["t", "articles.dead"]
        said = f"too_large: t does not take what came of it, {SIZE} bytes: MessageSizeTooLargeError"
        assert desk.producer.sent[-1][3] == said.encode()
    assert pauses == []


@pytest.mark.parametrize(
    ("error", "instead"),
    [
        (MessageSizeTooLargeError, None),  # a record of the ledger, a dead letter
        (TopicAuthorizationFailedError, letter),  # all events would end in the bin
        (InvalidTopicError, letter),
    ],
)
async def test_where_nothing_can_stand_for_it_that_is_said(
    pauses: list[float], error: type[KafkaError], instead: Any
) -> None:
    desk = Desk(Producer(9, error))
    with pytest.raises(
        RefusedError, match=rf"^t does not take a record of {SIZE} bytes \({error.__name__}\)"
    ):
        await (await desk.sender.send(replace(OUTPUT, instead=instead), 7))
    assert len(desk.producer.sent) == 1


async def test_a_letter_that_is_not_taken_either_is_cut_and_then_that_is_said(pauses: list[float]) -> None:
    cut = Output("articles.dead", None, b"the first bytes")
    whole = replace(OUTPUT, topic="articles.dead", instead=lambda _: cut)
    desk = Desk(Producer(9, MessageSizeTooLargeError))
    with pytest.raises(RefusedError, match=r"articles\.dead"):
        await (await desk.sender.send(replace(OUTPUT, instead=lambda _: whole), 7))
    assert [record[1:4:2] for record in desk.producer.sent] == [
        ("t", b"x"),
        ("articles.dead", b"x"),
        ("articles.dead", b"the first bytes"),
    ]


async def test_what_is_doubtful_is_tried_for_a_while(pauses: list[float]) -> None:
    """A topic that is just being made is not there at first."""
    now = [0.0]
    desk = Desk(Producer(3, UnknownTopicOrPartitionError))
    desk.sender._seconds = lambda: now[0]
    assert await (await desk.sender.send(OUTPUT, 7)) == "taken"
    desk = Desk(Producer(99, UnknownTopicOrPartitionError))

    def clock() -> float:
        now[0] += 9.0
        return now[0]

    desk.sender._seconds = clock
    with pytest.raises(RefusedError, match="`copydesk topics` makes it anew"):
        await (await desk.sender.send(replace(OUTPUT, instead=letter), 7))
    assert len(desk.producer.sent) == math.ceil(PATIENCE / 9)


async def test_records_wait_longer_for_others_while_events_wait_for_their_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[Any] = []

    class Started:
        def __init__(self, _: Lease, linger: Any, **__: Any) -> None:
            made.append(linger)

        async def start(self) -> None:
            pass

    monkeypatch.setattr(sender_module, "FencedProducer", Started)
    waiting = 0
    await OutputSender("127.0.0.1:1", Lease(10), lambda: 1, busy=lambda: waiting > 0).start()
    (linger,) = made
    assert linger() == sender_module.LINGER
    waiting = 1
    assert linger() == sender_module.BUSY_LINGER
