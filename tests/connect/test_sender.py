from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from aiokafka import errors

from streams.connect import sender as module
from streams.connect.files import LARGEST
from streams.connect.sender import RecordRefusedError, Sender
from streams.errors import BrokerError, ConnectError, FeedError
from streams.events.raw_event import RawEvent
from streams.topology import BACKFILL
from tests.connect.desks import Producer


def event(value: bytes) -> RawEvent:
    return RawEvent(value.decode()[:20], value, b"key", (("ce_id", b"1"),))


def sender(producer: Producer) -> Sender:
    return Sender(producer)


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(module, "BACKOFF", (0.0, 0.01))
    yield


async def test_all_go_to_the_topic_in_their_order() -> None:
    producer = Producer()
    await sender(producer).send([event(b"a"), event(b"b")], BACKFILL)
    assert producer.values == [b"a", b"b"]
    assert producer.topics == ["articles.backfill"] * 2


async def test_from_the_first_that_failed_on_they_are_sent_again() -> None:
    """What came after it goes after it once more: an older version must not be the last of its uri."""
    producer = Producer([None, errors.NotLeaderForPartitionError(), None])
    under = sender(producer)
    await under.send([event(b"a"), event(b"b"), event(b"c")])
    assert producer.values == [b"a", b"c", b"b", b"c"]
    assert under.away is None


async def test_while_the_broker_is_gone_it_is_known_and_tried_again() -> None:
    producer = Producer([errors.KafkaConnectionError()] * 10_000)
    under = sender(producer)
    with pytest.raises(BrokerError, match="does not take events now"):
        await under.send([event(b"a")], seconds=0.2)
    assert [under.away is None] == [False]
    producer.fails.clear()
    await under.send([event(b"a")])
    assert under.away is None
    assert producer.values == [b"a"]


class Silent(Producer):
    """Refuses the first record, and never answers to those behind it."""

    async def send(self, topic: str, value: bytes, key: bytes, headers: Any) -> asyncio.Future[Any]:
        end = await super().send(topic, value, key, headers)
        self.holds = asyncio.Event()
        return end


async def test_when_the_time_is_over_what_the_broker_said_last_is_told() -> None:
    producer = Silent([errors.KafkaConnectionError()])
    with pytest.raises(BrokerError, match=r"does not take events now \(KafkaConnectionError\)"):
        await sender(producer).send([event(b"a")], seconds=0.05)
    assert producer.tries == 2


async def test_what_is_not_acknowledged_in_time_is_said() -> None:
    producer = Producer()
    producer.holds = asyncio.Event()
    with pytest.raises(BrokerError, match=r"not acknowledged within 0\.05 s"):
        await sender(producer).send([event(b"a")], seconds=0.05)


async def test_a_right_that_is_missing_is_no_reason_to_try_for_ever() -> None:
    with pytest.raises(ConnectError, match=r"articles\.raw does not take events"):
        await sender(Producer([errors.TopicAuthorizationFailedError()])).send([event(b"a")])


async def test_one_that_is_too_large_is_refused_before_any_is_sent() -> None:
    producer = Producer()
    with pytest.raises(FeedError, match="a record holds"):
        await sender(producer).send([event(b"a"), event(b"x" * LARGEST)])
    assert producer.tries == 0


async def test_a_record_that_is_never_taken_says_nothing_of_the_broker() -> None:
    producer = Producer([None, errors.MessageSizeTooLargeError(), None])
    under = sender(producer)
    with pytest.raises(
        RecordRefusedError, match=r"b: articles\.raw does not take a record of \d+ bytes"
    ) as refused:
        await under.send([event(b"a"), event(b"b"), event(b"c")])
    assert [each.value for each in refused.value.left] == [b"c"]
    assert under.away is None
