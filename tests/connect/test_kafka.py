"""Copy from somebody else's topic, on a real Kafka."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions, NewTopic, RecordsToDelete
from aiokafka.errors import MessageSizeTooLargeError

from streams import metrics
from streams.brokers.client import Broker
from streams.brokers.embedded import EmbeddedBroker
from streams.brokers.reader import read_topic
from streams.cli.processes import WorkerProcess
from streams.connect import kafka as module
from streams.connect.connection import Given
from streams.connect.kafka import KafkaTopics, build
from streams.connect.kafka_mapping import RecordMapping
from streams.connect.options import Options
from streams.errors import ConnectError, SourcesError
from streams.settings import Settings
from streams.topology import RAW
from tests.connect.desks import Producer, behind, desk_for
from tests.waiting import until, when

TOPIC = "theirs"


@asynccontextmanager
async def admin(address: str) -> AsyncIterator[AIOKafkaAdminClient]:
    client = AIOKafkaAdminClient(bootstrap_servers=address)
    await client.start()
    try:
        yield client
    finally:
        await client.close()


@pytest.fixture
async def kafka(real_kafka: str) -> str:
    """A Kafka that has the topic."""
    async with admin(real_kafka) as client:
        await client.create_topics([NewTopic(TOPIC, 3, 1)])
    return real_kafka


async def write(address: str, values: Iterable[bytes | None], **options: Any) -> None:
    """Writes records, each with its own value as the key, in one batch for each partition."""
    producer = AIOKafkaProducer(bootstrap_servers=address, linger_ms=20, **options)
    await producer.start()
    try:
        await asyncio.gather(*[await producer.send(TOPIC, each, key=each or b"gone") for each in values])
    finally:
        await producer.stop()


def topics(address: str, **changes: Any) -> KafkaTopics:
    given: dict[str, Any] = {
        "topics": (TOPIC,),
        "group": "desk-connect-quay",
        "mapping": RecordMapping("quay"),
        "start": "earliest",
    }
    return KafkaTopics("quay", Broker(address), **(given | changes))


@asynccontextmanager
async def running(
    reads: KafkaTopics, folder: Path, producer: Producer | None = None
) -> AsyncIterator[Producer]:
    with desk_for("quay", "kafka", folder, producer) as (desk, into):
        task = asyncio.create_task(reads.run(desk))
        try:
            yield into
            if task.done():
                task.result()
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError, ConnectError):
                await task


async def committed(address: str, group: str = "desk-connect-quay") -> int:
    """The sum of the offsets that the group has committed there."""
    async with admin(address) as client:
        found = await client.list_consumer_group_offsets(group)
        return sum(at.offset for place, at in found.items() if place.topic == TOPIC and at.offset > 0)


def numbers(first: int, last: int) -> list[bytes]:
    return [b"story %d" % each for each in range(first, last)]


async def test_all_goes_out_once_over_a_restart_and_offsets_follow_the_acknowledgement(
    kafka: str, tmp_path: Path
) -> None:
    await write(kafka, numbers(0, 50))
    holding = Producer()
    holding.holds = asyncio.Event()
    async with running(topics(kafka), tmp_path, holding) as into:
        await until(lambda: into.tries == 50)
        await until(lambda: behind("other", "kafka") == 50)
    assert await committed(kafka) == 0  # our broker has acknowledged nothing
    async with running(topics(kafka), tmp_path) as into:
        await until(lambda: len(into.taken) == 50)
        await until(lambda: behind("other", "kafka") == 0)
        await when(lambda: committed(kafka), lambda offset: offset == 50)
        event = into.taken[0]
        assert event.key == event.value  # the key stays the key
        assert dict(event.headers)["ce_source"] == b"quay"
    async with running(topics(kafka), tmp_path) as into:
        await write(kafka, numbers(50, 60))
        await until(lambda: len(into.taken) == 10)
        assert sorted(into.values) == numbers(50, 60)


async def test_what_comes_before_the_assignment_is_through_is_behind_too(
    kafka: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks, came = AIOKafkaConsumer.committed, asyncio.Event()

    async def late(self: AIOKafkaConsumer, place: TopicPartition) -> Any:
        found = await asks(self, place)
        await came.wait()
        return found

    monkeypatch.setattr(AIOKafkaConsumer, "committed", late)
    await write(kafka, numbers(0, 50))
    holding = Producer()
    holding.holds = asyncio.Event()
    async with running(topics(kafka), tmp_path, holding) as into:
        try:
            await until(lambda: into.tries == 50)
            await until(lambda: behind("other", "kafka") == 50)
        finally:
            came.set()  # the consumer does not end before that
    came.clear()
    async with running(topics(kafka), tmp_path) as into:
        await when(lambda: committed(kafka), lambda offset: offset == 50)
        came.set()  # what was committed is old by now: what was sent meanwhile is not behind
        await write(kafka, numbers(50, 51))
        await until(lambda: len(into.taken) == 51)
        await until(lambda: behind("other", "kafka") == 0)


@pytest.mark.parametrize("codec", ["gzip", "snappy", "lz4", "zstd"])
async def test_every_codec_is_read(kafka: str, tmp_path: Path, codec: str) -> None:
    await write(kafka, numbers(0, 30), compression_type=codec)
    async with running(topics(kafka), tmp_path) as into:
        await until(lambda: sorted(into.values) == sorted(numbers(0, 30)))


async def test_latest_begins_where_the_topic_ends_and_then_reads_all(kafka: str, tmp_path: Path) -> None:
    await write(kafka, numbers(0, 9))
    latest = topics(kafka, start="latest")
    async with running(latest, tmp_path) as into:
        await when(lambda: committed(kafka), lambda offset: offset == 9)  # before anything was read
        await write(kafka, [b"new"])
        await until(lambda: into.values == [b"new"])
    await write(kafka, [b"while it was away"])
    async with admin(kafka) as client:
        await client.create_partitions({TOPIC: NewPartitions(total_count=6)})
    await write(kafka, numbers(10, 40))
    async with running(latest, tmp_path / "another machine") as into:  # which remembers nothing
        await until(lambda: len(into.taken) == 31)
        assert set(into.values) == {b"while it was away", *numbers(10, 40)}


async def test_what_a_transaction_has_not_committed_is_not_read(kafka: str, tmp_path: Path) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=kafka, transactional_id="theirs")
    await producer.start()
    with suppress(ValueError):
        async with producer.transaction():
            await producer.send_and_wait(TOPIC, b"aborted", key=b"k")
            raise ValueError
    async with producer.transaction():
        await producer.send_and_wait(TOPIC, b"committed", key=b"k")
    await producer.stop()
    async with running(topics(kafka), tmp_path) as into:
        await until(lambda: into.values)
        assert into.values == [b"committed"]


async def test_what_is_no_raw_event_is_counted_and_passed_over(
    kafka: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    count = metrics.connect_refused.labels("other", "kafka")
    before = count._value.get()

    def told() -> list[str]:
        return [each.getMessage() for each in caplog.records if each.name.startswith("streams.connect")]

    async with running(topics(kafka), tmp_path) as into:
        await write(kafka, [None, b"right"])
        await when(lambda: committed(kafka), lambda offset: offset == 2)
        assert told() == []  # of tombstones there are many, and they mean no harm
        await write(kafka, [b"", b"next"])
        await when(lambda: committed(kafka), lambda offset: offset == 4)
        assert sorted(into.values) == [b"next", b"right"]
    assert count._value.get() - before == 2
    assert len(told()) == 1
    assert "the record has no value; it is passed over" in told()[0]


async def test_one_that_our_broker_never_takes_keeps_no_other(kafka: str, tmp_path: Path) -> None:
    await write(kafka, numbers(0, 4))
    async with running(topics(kafka), tmp_path, Producer([None, MessageSizeTooLargeError()])) as into:
        await when(lambda: committed(kafka), lambda offset: offset == 4)
        assert len(set(into.values)) >= 3


async def test_a_rebalance_loses_nothing_and_repeats_nothing(kafka: str, tmp_path: Path) -> None:
    written = 0

    async def some() -> None:
        nonlocal written
        await write(kafka, numbers(written, written + 20))
        written += 20

    async with running(topics(kafka), tmp_path / "one") as one:
        await some()
        await until(lambda: one.taken)
        async with running(topics(kafka), tmp_path / "two") as two:
            while not two.taken:  # in the midst of it the one hands over to the other
                await some()
            await some()
        last = written
        await some()
        await until(lambda: {*one.values, *two.values} == set(numbers(0, written)))
        assert set(numbers(last, written)) <= set(one.values)
        assert len(one.taken) + len(two.taken) == written


class _Slow(Producer):
    """Acknowledges nothing until it is released."""

    def __init__(self) -> None:
        super().__init__()
        self.release = asyncio.Event()

    async def send(self, *args: Any, **kwargs: Any) -> asyncio.Future[Any]:
        end = await super().send(*args, **kwargs)

        async def later() -> Any:
            await self.release.wait()
            return await end

        return asyncio.ensure_future(later())


async def test_what_is_on_its_way_is_committed_before_others_take_over(
    kafka: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "aiokafka.consumer.group_coordinator")
    slow = _Slow()
    await write(kafka, numbers(0, 30))
    async with running(topics(kafka, session=20.0), tmp_path / "one", slow) as one:
        await until(lambda: len(one.taken) == 30)
        async with running(topics(kafka, session=20.0), tmp_path / "two") as two:
            await until(lambda: "Revoking previously assigned partitions frozenset" in caplog.text)
            slow.release.set()
            await when(lambda: committed(kafka), lambda offset: offset == 30)
            await write(kafka, numbers(30, 90))
            await until(lambda: len(one.taken) + len(two.taken) >= 90)
            assert two.taken
            assert set(two.values).isdisjoint(numbers(0, 30))


async def test_kill_9_loses_nothing_and_repeats_what_was_on_its_way(kafka: str, tmp_path: Path) -> None:
    many = 8000
    await write(kafka, numbers(0, many))
    (tmp_path / "sources.toml").write_text(
        f'[[source]]\nname = "quay"\n[source.kafka]\nbrokers = "{kafka}"\ntopics = "{TOPIC}"\nstart = "earliest"\n'
    )
    environment = {
        "COPYDESK_SOURCES": str(tmp_path / "sources.toml"),
        "COPYDESK_DATA": str(tmp_path / "data"),
        "COPYDESK_CONNECT_PORT": "0",
        "COPYDESK_SESSION_SECONDS": "6",  # what the first had is given to the second after it
    }

    async def came(least: int) -> None:
        seen = 0
        async for _ in read_topic(kafka, RAW.name, from_beginning=True, follow=True):
            seen += 1
            if seen == least:
                return

    async def all_came() -> list[Any]:
        return [each async for each in read_topic(kafka, RAW.name, from_beginning=True, follow=False)]

    def connect() -> WorkerProcess:
        return WorkerProcess(kafka, tmp_path / "log", environment=environment, command=("connect",))

    with connect() as first:
        await first.ready()
        await came(300)
        first.kill()
    assert len(await all_came()) < many, "all was sent before it was killed: nothing is proven"
    with connect() as second:
        await second.ready()
        await when(lambda: committed(kafka, "copydesk-connect-quay"), lambda offset: offset == many)
        raw = await all_came()
    assert {record.value for record in raw} == set(numbers(0, many))
    ids = {dict(record.headers)["ce_id"] for record in raw}
    assert len(ids) == many  # a repeat can be known
    assert len(raw) - many <= module._TOGETHER


async def test_a_cluster_that_goes_away_is_said_and_let_go(
    embedded: EmbeddedBroker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_QUIET", 0.2)
    monkeypatch.setattr(module, "_ANSWERS", 1.0)
    async with admin(embedded.address) as client:
        await client.create_topics([NewTopic(TOPIC, 1, 1)])
    await write(embedded.address, [b"before"])
    with desk_for("quay", "kafka", tmp_path) as (desk, into):
        reading = asyncio.create_task(topics(embedded.address).run(desk))
        await until(lambda: into.values == [b"before"])
        embedded.stop()
        with pytest.raises(
            ConnectError, match=r"has not (answered|committed)|does not give its records|no broker answers"
        ):
            await reading


async def test_a_topic_that_is_not_there_is_said(kafka: str, tmp_path: Path) -> None:
    with (
        desk_for("quay", "kafka", tmp_path) as (desk, _),
        pytest.raises(ConnectError, match="has no topic nowhere, or lets nobody of this login see it"),
    ):
        await topics(kafka, topics=(TOPIC, "nowhere")).run(desk)


async def test_records_that_were_deleted_unread_are_told(
    kafka: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await write(kafka, numbers(0, 30))
    async with running(topics(kafka), tmp_path) as into:
        await until(lambda: len(into.taken) == 30)
        await when(lambda: committed(kafka), lambda offset: offset == 30)
    await write(kafka, numbers(30, 60))
    async with admin(kafka) as client:
        await client.delete_records(
            {TopicPartition(TOPIC, each): RecordsToDelete(before_offset=-1) for each in range(3)}
        )
    async with running(topics(kafka), tmp_path) as into:
        await until(lambda: "were deleted unread" in caplog.text)
        await write(kafka, [b"next"])
        await until(lambda: into.values == [b"next"])


async def test_a_cluster_that_is_gone_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        desk_for("quay", "kafka", tmp_path) as (desk, _),
        pytest.raises(ConnectError, match=r"no broker answers at 127\.0\.0\.1:9"),
    ):
        await topics("127.0.0.1:9").run(desk)


def given(source: str = "quay", **table: Any) -> Given:
    return Given(
        source,
        Options(
            f"sources.toml: source {source!r}", "kafka", {"brokers": "theirs:9092", "topics": "wire"} | table
        ),
    )


def test_what_sources_toml_says_of_it() -> None:
    (made,) = build([given(topics=["a", "b"], start="earliest", headers={"ce_subject": "x-url"})], Settings())
    assert made == KafkaTopics(
        "quay",
        Broker("theirs:9092", {"security_protocol": "PLAINTEXT"}),
        ("a", "b"),
        "copydesk-connect-quay",
        RecordMapping("quay", {"ce_subject": "x-url"}),
        "earliest",
    )


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"topics": []}, r"kafka\.topics lists none"),
        ({"start": "now"}, r"kafka\.start is 'now'; it may be latest, earliest"),
        ({"brokers": "ours:9092", "topics": "articles.raw"}, r"it would come round for ever"),
        ({"brokers": "x:1,ours:9092", "group": "copydesk"}, r"kafka\.group is copydesk, that of the workers"),
        ({"offset": 3}, r"kafka\.offset is unknown; known are brokers, security, topics, group"),
    ],
)
def test_what_is_wrong_in_it_is_said(table: dict[str, Any], says: str) -> None:
    with pytest.raises(SourcesError, match=says):
        build([given(**table)], Settings(broker="ours:9092"))


def test_two_sources_do_not_share_a_group() -> None:
    with pytest.raises(SourcesError, match=r"kafka\.group is that of quay"):
        build([given(group="g"), given("mole", group="g", topics="other")], Settings())
    assert len(build([given(group="g"), given("mole", group="g", brokers="elsewhere:9092")], Settings())) == 2
