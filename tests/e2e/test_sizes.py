"""Whatever its size, on a real Kafka: a letter all the same, never retried for ever, and never the end of the desk."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

import pytest
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from streams.brokers.topics import ensure_topics, read_configs
from streams.topology import CLEAN, ENRICHED, RAW, Topic, all_topics
from tests.cli.run import copydesk
from tests.e2e.desk import Desk, running_desk
from tests.e2e.wire import story
from tests.topics import read, writing
from tests.waiting import until, when


async def narrow(broker: str, topic: str, most: int) -> None:
    """Lets the topic take no batch of more than `most` bytes."""
    await ensure_topics(broker, all_topics("copydesk"), 1, 1)
    admin = AIOKafkaAdminClient(bootstrap_servers=broker)
    await admin.start()
    try:
        configs = {"max.message.bytes": str(most)}
        await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic, configs)])
        # Kafka answers before each of its parts knows of it.
        await when(
            lambda: read_configs(admin, [topic]),
            lambda found: found[topic]["max.message.bytes"].value == str(most),
        )
    finally:
        await admin.close()


async def forget(broker: str, place: TopicPartition, before: int) -> None:
    """What retention does in its time."""
    admin = AIOKafkaAdminClient(bootstrap_servers=broker)
    await admin.start()
    try:
        await admin.delete_records({place: RecordsToDelete(before_offset=before)})
    finally:
        await admin.close()


async def letters(desk: Desk) -> list[dict[str, str]]:
    records = await read(desk.broker, "articles.dead")
    return [{name: value.decode() for name, value in record.headers} for record in records]


async def test_what_cannot_be_written_back_is_a_letter_and_redrive_finds_the_whole(
    real_kafka: str, tmp_path: Path
) -> None:
    broker, page = real_kafka, b"<p>word</p>\n" * (20 * 2**20 // 12)
    async with running_desk(broker, tmp_path, COPYDESK_PARTITIONS="1") as desk:
        async with writing(broker, compression_type="gzip") as producer:
            producer._max_request_size = 2 * len(page)
            headers = [("ce_source", b"dump"), ("content-type", b"text/html")]
            await producer.send_and_wait(RAW.name, page, key=b"page", headers=headers)
        await desk.send([story(1)])
        await desk.until(lambda: len(desk.ends) == 2)
        (letter,) = await letters(desk)
        assert (letter["dead-reason"], letter["ce_source"]) == ("too_large", "dump")
        assert letter["dead-size"] == str(len(page))
        assert letter["dead-sha256"] == hashlib.sha256(page).hexdigest()
        ran = await asyncio.to_thread(copydesk, "redrive", "--yes", broker=broker)
        assert "1 sent back." in ran.out, ran
        await desk.until(lambda: len(desk.ends) == 3)
        first, second = await letters(desk)
        assert (second["dead-attempts"], second["dead-offset"]) == ("2", "2")
        assert (second["dead-sha256"], second["dead-size"]) == (first["dead-sha256"], first["dead-size"])
        await desk.committed()
        await forget(broker, TopicPartition(RAW.name, 0), 3)
        ran = await asyncio.to_thread(copydesk, "redrive", "--yes", broker=broker)
        assert "1 stay, too large for a letter, and gone from the topic on which they died" in ran.out, ran


@pytest.mark.parametrize(
    ("topic", "died"), [(CLEAN, ("clean", RAW.name)), (ENRICHED, ("enrich", "articles.unique"))]
)
async def test_what_a_topic_does_not_take_is_a_letter(
    real_kafka: str, tmp_path: Path, topic: Topic, died: tuple[str, str]
) -> None:
    await narrow(real_kafka, topic.name, 1000)
    async with running_desk(real_kafka, tmp_path, COPYDESK_PARTITIONS="1") as desk:
        assert f"topic {topic.name} differs: max.message.bytes=1000, not " in desk.worker.log.read_text()
        await desk.send([story(1)])
        await desk.complete()
        (letter,) = await letters(desk)
        assert (letter["dead-stage"], letter["dead-topic"], letter["dead-reason"]) == (*died, "too_large")
        assert letter["dead-detail"].startswith(f"{topic.name} does not take what came of it, ")
        (record,) = await read(desk.broker, "articles.dead")
        assert topic is not CLEAN or record.value == story(1).value
        assert desk.account.dispositions()["dead"] == 1
        metrics = await desk.metrics()
        assert metrics['copydesk_dispositions_total{kind="dead",reason="too_large"}'] == 1
        assert metrics['copydesk_dispositions_total{kind="enriched",reason=""}'] == 0


async def test_a_ledger_that_cannot_be_written_ends_the_worker_with_a_sentence(
    real_kafka: str, tmp_path: Path
) -> None:
    await narrow(real_kafka, "copydesk-ledger", 300)  # the mark of a term is taken
    async with running_desk(real_kafka, tmp_path, COPYDESK_PARTITIONS="1") as desk:
        await desk.send([story(1)])
        process = desk.worker.process
        assert process is not None
        await until(lambda: process.poll() is not None, 60)
        assert process.returncode == 1
        assert "copydesk: copydesk-ledger does not take a record of " in desk.worker.last_words()
        assert "raise its max.message.bytes to 16777216" in desk.worker.last_words()
