"""What CarefulConsumer mends in Faust's consumer. How it does with a broker, test_restart and test_watch show."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest
from faust.types import TP

from streams.engine.consumer import CarefulConsumer

STREAM, CHANGELOG = TP("articles.clean", 7), TP("copydesk-ledger-changelog", 7)


@pytest.fixture
def consumer() -> CarefulConsumer:
    """A consumer with nothing behind it, whose partitions are all paused."""
    made = CarefulConsumer.__new__(CarefulConsumer)
    made._held = set()
    made._changed = 0
    made.app = cast(Any, SimpleNamespace(tables=SimpleNamespace(changelog_topics={CHANGELOG.topic})))
    made._active_partitions, made._paused_partitions = set(), {STREAM, CHANGELOG}
    made.can_resume_flow, made.suspend_flow = asyncio.Event(), asyncio.Event()
    return made


def active(consumer: CarefulConsumer) -> set[TP]:
    return set(consumer._get_active_partitions())


async def test_no_event_comes_between_the_seek_and_the_emptying_of_the_queues(
    consumer: CarefulConsumer,
) -> None:
    """In the order in which Faust's recovery goes about it."""
    consumer.resume_partitions({STREAM})
    assert active(consumer) == set()
    # Here Faust seeks, and empties the queues.
    consumer.resume_flow()
    assert active(consumer) == {STREAM}


async def test_what_is_paused_again_before_the_flow_is_resumed_stays_so(consumer: CarefulConsumer) -> None:
    consumer.resume_partitions({STREAM, CHANGELOG})
    consumer.pause_partitions({CHANGELOG})
    consumer.resume_flow()
    assert active(consumer) == {STREAM}
    consumer.pause_partitions({STREAM})
    consumer.resume_flow()
    assert active(consumer) == set()


async def test_the_fetcher_is_asked_for_what_was_active_when_it_was_asked(consumer: CarefulConsumer) -> None:
    """An empty set means all partitions to it, and what it gives of those that are paused is lost."""
    asked: list[Any] = []

    async def getmany(partitions: Any, _: float) -> dict[TP, list[Any]]:
        asked.append(partitions)
        consumer.pause_partitions({CHANGELOG})
        return {}

    consumer._thread = cast(Any, SimpleNamespace(getmany=getmany))
    consumer.resume_partitions({CHANGELOG})
    consumer.resume_flow()
    await consumer._getmany(consumer._get_active_partitions(), 1.0)
    assert asked == [{CHANGELOG}]


@pytest.mark.parametrize(("generation", "flowing"), [(1, True), (2, False)])
async def test_an_event_of_another_generation_or_in_a_rebalance_is_not_acknowledged(
    consumer: CarefulConsumer, generation: int, flowing: bool
) -> None:
    flow = SimpleNamespace(is_active=lambda: flowing)
    consumer.app = cast(Any, SimpleNamespace(consumer_generation_id=2, flow_control=flow))
    message = SimpleNamespace(generation_id=generation, acked=False)
    assert consumer.ack(message) is False
    assert message.acked is False


@pytest.mark.parametrize(("read", "back"), [(357, 357), (None, 360), (400, 360)])
async def test_what_was_asked_before_a_rebalance_and_comes_after_it_comes_again(
    consumer: CarefulConsumer, read: int | None, back: int
) -> None:
    """Faust would throw it away, and the partition would stand still: the answer lies behind the seek."""
    sought: list[Any] = []
    records = {STREAM: [SimpleNamespace(offset=360), SimpleNamespace(offset=361)], CHANGELOG: ["kept"]}

    async def getmany(*_: Any) -> Any:
        consumer.pause_partitions({STREAM})
        consumer.resume_partitions({STREAM})
        consumer.resume_flow()
        return records

    async def seek_wait(places: Any) -> None:
        sought.append(places)

    consumer._thread = cast(
        Any, SimpleNamespace(getmany=getmany, seek_wait=seek_wait, assignment=lambda: {STREAM, CHANGELOG})
    )
    consumer._read_offset = {STREAM: read}
    assert await consumer._getmany({STREAM}, 1.0) == {CHANGELOG: ["kept"]}
    assert sought == [{STREAM: back}]


async def test_what_comes_in_a_quiet_time_is_given_on(consumer: CarefulConsumer) -> None:
    async def getmany(*_: Any) -> Any:
        return {STREAM: [SimpleNamespace(offset=360)]}

    consumer._thread = cast(Any, SimpleNamespace(getmany=getmany))
    assert list(await consumer._getmany({STREAM}, 1.0)) == [STREAM]
