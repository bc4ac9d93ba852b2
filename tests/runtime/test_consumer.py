"""What CarefulConsumer mends in Faust's consumer. How it does with a broker, test_restart and test_watch show."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiokafka.errors import IllegalStateError
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread
from faust.types import TP

from streams.brokers.batches import Unreadable
from streams.runtime.consumer import MOST_RECORDS, CarefulConsumer, _Thread
from streams.runtime.unreadable import Unreadables, batch_of

STREAM, CHANGELOG = TP("articles.clean", 7), TP("copydesk-ledger-changelog", 7)


@pytest.fixture
def consumer() -> CarefulConsumer:
    """A consumer with nothing behind it, whose partitions are all paused."""
    made = CarefulConsumer.__new__(CarefulConsumer)
    made._held = set()
    made._changed = 0
    made._room = lambda _: 99
    made._order = ("articles.unique", "articles.clean", "articles.raw")
    made.unreadable = Unreadables("127.0.0.1:1")
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


def lost(first: int, last: int, *, too_large: bool = False) -> Unreadable:
    return Unreadable(STREAM.topic, 7, first, last, "damaged", 9, "hash", first, 0, too_large)


class Fetching:
    """aiokafka's consumer: what it gives, and what it was told."""

    def __init__(self, *records: Any) -> None:
        self.records, self.told = list(records), list[Any]()
        self.ours = {STREAM}

    def assignment(self) -> set[TP]:
        return self.ours

    def seek(self, place: Any, offset: int) -> None:
        self.told.append(("seek", tuple(place), offset))

    def pause(self, place: Any) -> None:
        self.told.append(("pause", tuple(place)))

    def resume(self, place: Any) -> None:
        self.told.append(("resume", tuple(place)))


async def fetched(consumer: CarefulConsumer, kafka: Fetching, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    async def fetch(*_: Any, **__: Any) -> dict[TP, list[Any]]:
        return {STREAM: kafka.records} if kafka.records else {}

    monkeypatch.setattr(_Thread.__mro__[1], "_fetch_records", fetch)
    thread = _Thread.__new__(_Thread)
    thread.consumer = cast(Any, consumer)
    found = await thread._fetch_records(kafka)
    assert all(found.values())  # a partition without records is none to Faust
    return list(found.get(STREAM, []))


def record(offset: int) -> Any:
    return SimpleNamespace(offset=offset)


async def test_a_partition_waits_in_front_of_what_cannot_be_read(
    consumer: CarefulConsumer, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, behind = record(3), record(7)
    kafka = Fetching(before, lost(4, 6), behind)
    assert await fetched(consumer, kafka, monkeypatch) == [before]
    assert kafka.told == [("seek", STREAM, 4), ("pause", STREAM)]
    assert consumer.unreadable.waiting == {STREAM: lost(4, 6)}
    # Nothing is asked while it waits.
    kafka = Fetching()
    assert (await fetched(consumer, kafka, monkeypatch), kafka.told) == ([], [])
    # It is tried again, and in vain.
    consumer.unreadable.try_all()
    kafka = Fetching(lost(4, 6), behind)
    assert await fetched(consumer, kafka, monkeypatch) == []
    assert kafka.told == [("resume", STREAM), ("seek", STREAM, 4), ("pause", STREAM)]
    # Another replica has it whole.
    consumer.unreadable.try_all()
    kafka = Fetching(record(4), behind)
    assert [each.offset for each in await fetched(consumer, kafka, monkeypatch)] == [4, 7]
    assert kafka.told == [("resume", STREAM)]
    assert consumer.unreadable.waiting == {}


async def test_it_goes_past_what_is_skipped_and_what_only_holds_too_much(
    consumer: CarefulConsumer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fetched(consumer, Fetching(lost(4, 6)), monkeypatch)
    consumer.unreadable._skipped["articles.clean", 7, "hash"] = (3, 6)
    kafka = Fetching(lost(4, 6), record(7), lost(8, 9, too_large=True))
    assert await fetched(consumer, kafka, monkeypatch) == kafka.records
    assert kafka.told == [("resume", STREAM)]
    assert consumer.unreadable.waiting == {}


async def test_a_partition_that_is_no_longer_ours_does_not_wait(
    consumer: CarefulConsumer, monkeypatch: pytest.MonkeyPatch
) -> None:
    consumer.unreadable.wait(replace(lost(4, 6), topic="copydesk-ledger"))  # another consumer's
    await fetched(consumer, Fetching(lost(4, 6)), monkeypatch)
    kafka = Fetching()
    kafka.ours = set()
    await fetched(consumer, kafka, monkeypatch)
    assert list(consumer.unreadable.waiting) == [("copydesk-ledger", 7)]
    assert kafka.told == []


async def test_what_is_sought_again_is_tried_again(consumer: CarefulConsumer) -> None:
    """After a rebalance, records that lie in front of the batch come once more."""
    consumer.unreadable.wait(lost(4, 6))
    assert not consumer.unreadable.again(STREAM)
    sought_by(consumer, {STREAM: 2})
    await consumer.perform_seek()
    assert consumer.unreadable.again(STREAM)


def test_a_batch_that_is_passed_over_is_a_message_of_its_last_offset(consumer: CarefulConsumer) -> None:
    consumer.app = cast(Any, SimpleNamespace(consumer_generation_id=5))
    message = consumer._to_message(STREAM, lost(4, 6))
    assert batch_of(message) == lost(4, 6)
    assert (message.offset, message.value, message.generation_id, message.tp) == (6, None, 5, STREAM)


class Thread:
    """The consumer's thread, with what the group has committed; notes where it was made to begin."""

    def __init__(self, committed: dict[TP, int | None]) -> None:
        self.committed = committed
        self.began_anew: list[TP] = []
        self.failure: Exception | None = None

    async def seek_to_committed(self) -> dict[TP, int | None]:
        if self.failure:
            raise self.failure
        return self.committed

    async def seek_to_beginning(self, *partitions: TP) -> None:
        self.began_anew += partitions


def sought_by(consumer: CarefulConsumer, committed: dict[TP, int | None]) -> Thread:
    thread = Thread(committed)
    consumer._thread = cast(Any, thread)
    consumer._read_offset, consumer._committed_offset = {STREAM: 400, CHANGELOG: 12}, {}
    return thread


@pytest.mark.parametrize("nothing", [None, 0, -1])
async def test_a_partition_of_which_nothing_is_committed_begins_with_its_first_record(
    consumer: CarefulConsumer, nothing: int | None
) -> None:
    """Left where it is, it would pass what a rebalance took out of work, and the next commit with it."""
    other = TP("articles.raw", 3)
    thread = sought_by(consumer, {STREAM: nothing, other: 357, CHANGELOG: None})
    await consumer.perform_seek()
    # A changelog is never committed, and goes on where it is read.
    assert thread.began_anew == [STREAM]
    assert consumer._read_offset == {STREAM: None, other: 357, CHANGELOG: None}
    assert consumer._committed_offset == {other: 357}


@pytest.mark.parametrize("failure", [IllegalStateError("not assigned"), AssertionError("none"), None])
@pytest.mark.parametrize(("committed", "read", "anew"), [(357, 357, []), (None, None, [STREAM])])
async def test_what_was_asked_before_a_rebalance_and_comes_after_it_comes_again(
    consumer: CarefulConsumer,
    committed: int | None,
    read: int | None,
    anew: list[TP],
    failure: Exception | None,
) -> None:
    """Faust would throw it away, and the partition would stand still: the answer lies behind the seek."""
    thread = sought_by(consumer, {STREAM: committed})
    thread.failure = failure  # yet another rebalance, which seeks by itself
    records = {STREAM: [SimpleNamespace(offset=360), SimpleNamespace(offset=361)], CHANGELOG: ["kept"]}

    async def getmany(*_: Any) -> Any:
        consumer.pause_partitions({STREAM})
        consumer.resume_partitions({STREAM})
        consumer.resume_flow()
        return records

    thread.getmany = getmany  # type: ignore[attr-defined]
    assert await consumer._getmany({STREAM}, 1.0) == {CHANGELOG: ["kept"]}
    assert (consumer._read_offset[STREAM], thread.began_anew) == ((400, []) if failure else (read, anew))


async def test_what_comes_in_a_quiet_time_is_given_on(consumer: CarefulConsumer) -> None:
    async def getmany(*_: Any) -> Any:
        return {STREAM: [SimpleNamespace(offset=360)]}

    consumer._thread = cast(Any, SimpleNamespace(getmany=getmany))
    assert list(await consumer._getmany({STREAM}, 1.0)) == [STREAM]


async def test_a_stream_without_room_is_not_asked_for_and_the_others_are(consumer: CarefulConsumer) -> None:
    """One loop fetches for all: while it waited at a full stream, the rest of the desk would stand still."""
    asked: list[Any] = []

    async def getmany(partitions: Any, timeout: float) -> dict[TP, list[Any]]:  # noqa: ASYNC109
        asked.append((partitions, timeout))
        return {}

    consumer._thread = cast(Any, SimpleNamespace(getmany=getmany))
    raw = TP("articles.raw", 0)
    consumer._room = lambda topic: 0 if topic == raw.topic else 99
    await consumer._getmany({raw, STREAM, CHANGELOG}, 1.0)
    assert asked.pop() == ({STREAM, CHANGELOG}, 0.05)
    # None at all would mean all of them.
    assert await consumer._getmany({raw}, 1.0) == {}
    assert asked == []
    consumer._room = lambda _: 99
    await consumer._getmany({raw, STREAM}, 1.0)
    assert asked == [({raw, STREAM}, 1.0)]


UNIQUE, RAW = TP("articles.unique", 2), TP("articles.raw", 1)


def thread_of(consumer: CarefulConsumer, read_ahead: dict[TP, int]) -> tuple[_Thread, list[Any]]:
    """A thread that has read so many records ahead of each partition, and what it was asked for."""
    thread = _Thread.__new__(_Thread)
    thread.consumer = consumer
    asked: list[Any] = []

    async def fetch(_: Any, partitions: set[TP], *, timeout: float, max_records: int | None) -> dict[TP, int]:  # noqa: ASYNC109
        asked.append((partitions, timeout, max_records))
        return {tp: min(read_ahead[tp], max_records or 9999) for tp in partitions if read_ahead.get(tp)}

    async def call_thread(function: Any, *arguments: Any) -> Any:
        return await function(*arguments)

    thread._consumer = cast(Any, SimpleNamespace())
    thread._fetch_records = fetch  # type: ignore[method-assign, assignment]
    thread.call_thread = call_thread  # type: ignore[method-assign, assignment]
    return thread, asked


async def test_the_end_of_the_pipe_is_asked_for_first_and_each_topic_as_far_as_it_has_room(
    consumer: CarefulConsumer,
) -> None:
    """One answer for all would be filled by who has most waiting, which is the raw events."""
    rooms = {"articles.unique": 3, "articles.clean": 999, "articles.raw": 7}
    consumer._room = lambda topic: rooms[topic]
    thread, asked = thread_of(consumer, {RAW: 5000, UNIQUE: 5000})
    found = await thread.getmany({RAW, STREAM, UNIQUE}, 1.0)
    assert asked == [({UNIQUE}, 0, 3), ({STREAM}, 0, MOST_RECORDS), ({RAW}, 0, 7)]
    assert list(found.items()) == [(UNIQUE, 3), (RAW, 7)]


async def test_where_nothing_is_read_ahead_the_first_to_come_is_taken(consumer: CarefulConsumer) -> None:
    rooms = {"articles.unique": 3, "articles.raw": 7}
    consumer._room = lambda topic: rooms[topic]
    thread, asked = thread_of(consumer, {})
    assert await thread.getmany({RAW, UNIQUE}, 1.0) == {}
    assert asked[-1] == ({RAW, UNIQUE}, 1.0, 3)


async def test_of_changelogs_as_many_as_there_are_are_given(consumer: CarefulConsumer) -> None:
    thread, asked = thread_of(consumer, {CHANGELOG: 100_000})
    assert await thread.getmany({CHANGELOG}, 1.0) == {CHANGELOG: 9999}
    assert asked == [({CHANGELOG}, 0, None)]


async def test_little_is_read_ahead(consumer: CarefulConsumer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A partition of pages would otherwise fill 16 MB of memory, and each of them."""
    made = SimpleNamespace(_client=None)
    monkeypatch.setattr(AIOKafkaConsumerThread, "_create_worker_consumer", lambda *_: made)
    consumer.lease = cast(Any, SimpleNamespace(watch=lambda _: None))
    thread, _ = thread_of(consumer, {})
    thread._create_worker_consumer(None)
    assert made._max_partition_fetch_bytes * 8 <= made._fetch_max_bytes <= 16 * 1024 * 1024


async def test_a_partition_without_a_position_does_not_end_the_worker(consumer: CarefulConsumer) -> None:
    """As it is in the moment after a rebalance, and so when a worker wakes that had been stopped."""

    def fails(*_: object) -> None:
        raise AssertionError

    consumer.resume_partitions({STREAM})
    consumer.resume_flow()
    consumer._thread = cast(Any, SimpleNamespace(verify_event_path=fails))
    await consumer.verify_all_partitions_active()
