"""Whatever producers compress with, on a real Kafka: it reaches its end, and every command reads it."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from pathlib import Path

import orjson
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from streams.brokers.topics import ensure_topics
from streams.events.raw_event import RawEvent
from streams.topology import RAW, all_topics
from tests.cli.run import Ran, copydesk
from tests.e2e.desk import running_desk
from tests.e2e.wire import story
from tests.topics import read, writing

CODECS = (None, "gzip", "snappy", "lz4", "zstd")
#: Of the copy that is repeated, and the most that a batch may hold, in MiB.
BOMB, MOST = 150, 64


async def put(broker: str, event: RawEvent, codec: str | None, partition: int = 0) -> None:
    async with writing(broker, compression_type=codec) as producer:
        await producer.send_and_wait(
            RAW.name, event.value, key=event.key, headers=list(event.headers), partition=partition
        )


async def compress_in(broker: str, topics: list[str], codec: str) -> None:
    """Has the broker compress these topics, whatever producers do."""
    admin = AIOKafkaAdminClient(bootstrap_servers=broker)
    await admin.start()
    try:
        configs = {"compression.type": codec, "max.message.bytes": str(16 * 2**20)}
        await admin.alter_configs(
            [ConfigResource(ConfigResourceType.TOPIC, each, configs) for each in topics]
        )
    finally:
        await admin.close()


def embargoed(number: int) -> RawEvent:
    event = story(number)
    item = orjson.loads(event.value) | {"embargoed": "2099-01-01T00:00:00Z"}
    return replace(event, value=orjson.dumps(item))


def junk(source: str) -> RawEvent:
    """What is no text, and dies."""
    value, headers = b"\0\1\2" * 40, (("ce_source", source.encode()),)
    return RawEvent("junk", value, source.encode(), headers)


async def run(broker: str, *arguments: str) -> Ran:
    ran = await asyncio.to_thread(copydesk, *arguments, broker=broker)
    assert ran.code == 0, ran
    return ran


async def test_every_codec_reaches_its_end_and_every_command_reads_it(
    real_kafka: str, tmp_path: Path
) -> None:
    broker = real_kafka
    topics = all_topics("copydesk")
    await ensure_topics(broker, topics, 1, 1)
    # What the desk writes is compressed, too: by zstd here and there, by the broker.
    await compress_in(broker, [topic.name for topic in topics if topic is not RAW], "zstd")
    async with running_desk(broker, tmp_path, COPYDESK_PARTITIONS="1") as desk:
        for number, codec in enumerate(CODECS):
            await put(broker, story(number), codec)
            await put(broker, embargoed(100 + number), codec)
            await put(broker, junk(f"junk-{codec}"), codec)
        await desk.until(lambda: len(desk.ends) == 3 * len(CODECS))
        account, tail, held, dead, trace = await asyncio.gather(
            run(broker, "account", "--json"),
            run(broker, "tail", RAW.name, "--from-beginning", "--no-follow"),
            run(broker, "held", "--json"),
            run(broker, "dead", "--json"),
            run(broker, "trace", "urn:test:story-4"),
        )
        ends = orjson.loads(account.out)["dispositions"]
        assert ends | {"enriched": 5, "withheld": 5, "dead": 5} == ends
        assert [len(each.out.splitlines()) for each in (tail, held, dead)] == [15, 5, 5]
        assert "readers have" in trace.out.lower()
        assert "5 sent back." in (await run(broker, "redrive", "--yes")).out
        await desk.until(lambda: len(desk.ends) == 4 * len(CODECS))


def memory(pid: int) -> int:
    """The most memory that the process has had so far, in MiB."""
    (line,) = re.findall(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(line) // 1024


async def test_a_batch_that_holds_far_more_than_it_weighs_takes_no_memory(
    real_kafka: str, tmp_path: Path
) -> None:
    broker = real_kafka
    async with running_desk(broker, tmp_path, COPYDESK_PARTITIONS="1") as desk:
        await put(broker, story(0), None)
        await desk.until(lambda: len(desk.ends) == 1)
        assert desk.worker.process is not None
        before = memory(desk.worker.process.pid)
        async with writing(broker, compression_type="gzip") as producer:
            producer._max_request_size = 2 * BOMB * 2**20
            producer._message_accumulator._batch_size = 2 * BOMB * 2**20
            await producer.send_and_wait(RAW.name, b"<p>word</p>\n" * (BOMB * 2**20 // 12), key=b"bomb")
        await put(broker, story(1), "zstd")
        await desk.until(lambda: len(desk.ends) == 3)
        assert memory(desk.worker.process.pid) - before < MOST + 50
        (letter,) = await read(broker, "articles.dead")
        headers = {name: value.decode() for name, value in letter.headers}
        assert (headers["dead-reason"], headers["dead-offset"], headers["dead-last-offset"]) == (
            "too_large",
            "1",
            "1",
        )
        assert (letter.value, "dead-by" in headers) == (b"", False)
        told = orjson.loads((await run(broker, "account", "--json")).out)
        assert (told["received"], told["dispositions"]["dead"]) == (3, 1)
        assert (await desk.metrics())['copydesk_dead_letters_total{reason="too_large",stage="clean"}'] == 1
        ran = await asyncio.to_thread(copydesk, "skip", f"{RAW.name}/0/1", "--yes", broker=broker)
        assert (ran.code, "workers go past it by themselves" in ran.err) == (1, True)
