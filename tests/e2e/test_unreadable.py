"""Batches that nobody can read, on a real Kafka whose disk has lost them: told, waited at, and skipped by a word."""

from __future__ import annotations

import asyncio
import json
import urllib.request
from pathlib import Path
from typing import Any

import orjson

from streams.brokers.kafka import KafkaServer
from streams.brokers.topics import ensure_topics
from streams.topology import CLEAN, RAW, all_topics
from tests.cli.run import Ran, copydesk
from tests.e2e.desk import Desk, running_desk
from tests.e2e.wire import story
from tests.segments import broken_payload, damage, flip, unknown_codec
from tests.topics import read, writing
from tests.waiting import until, when

LEDGER = "copydesk-ledger"


async def put(broker: str, topic: str, partition: int, values: list[bytes], codec: str | None) -> None:
    """Writes `values` as one batch."""
    async with writing(broker, compression_type=codec, linger_ms=200) as producer:
        sent = [await producer.send(topic, value, key=b"k", partition=partition) for value in values]
        places = await asyncio.gather(*sent)
    assert [place.offset - places[0].offset for place in places] == list(range(len(values)))


async def run(broker: str, *arguments: str) -> Ran:
    return await asyncio.to_thread(copydesk, *arguments, broker=broker)


async def health(desk: Desk) -> Any:
    url = (await desk.worker.ready()).replace("/metrics", "/healthz")
    return json.loads(await asyncio.to_thread(lambda: urllib.request.urlopen(url, timeout=10).read()))


async def test_a_worker_waits_at_each_and_goes_on_by_a_word(
    real_kafka: str, kafka_server: KafkaServer, tmp_path: Path
) -> None:
    """In articles.raw, in articles.clean and in the topic of the ledger."""
    broker = real_kafka
    await ensure_topics(broker, all_topics("copydesk"), 2, 1)
    copy = [story(number).value for number in range(100)]
    await put(broker, RAW.name, 0, copy[:2], "zstd")
    await put(broker, RAW.name, 0, copy[2:5], "snappy")  # 2 to 4
    await put(broker, RAW.name, 0, copy[5:6], "lz4")
    await put(broker, RAW.name, 1, copy[6:8], "gzip")
    await put(broker, CLEAN.name, 0, [b"x" * 200] * 3, None)
    await put(broker, LEDGER, 0, [b"x" * 200] * 2, "gzip")
    kafka_server.stop()
    damage(kafka_server, RAW.name, 0, 2, broken_payload)
    damage(kafka_server, CLEAN.name, 0, 0, flip)
    damage(kafka_server, LEDGER, 0, 0, unknown_codec)
    kafka_server.start()
    raw, clean, ledger = (
        "articles.raw/0/2 to 4 cannot be read: its snappy data is damaged",
        "articles.clean/0/0 to 2 cannot be read: its checksum is wrong",
        "copydesk-ledger/0/0 to 1 cannot be read: it is compressed in a way that is not known here (codec 7)",
    )
    settings = {"COPYDESK_PARTITIONS": "2", "COPYDESK_STUCK_SECONDS": "5"}
    async with running_desk(broker, tmp_path, **settings) as desk:
        # Raw copy is cleaned, but for what lies behind the batch; nothing is decided.
        said = await when(lambda: health(desk), lambda told: len(told["unreadable"]) == 2, still=60)
        assert sorted(line.partition(". ")[0] for line in said["unreadable"])[1] == ledger
        assert any(line.startswith(raw) for line in said["unreadable"])
        assert ledger in said["starting"]
        assert all("`copydesk skip " in line for line in said["unreadable"])
        await until(lambda: raw in desk.worker.log.read_text())
        assert (await desk.metrics())["copydesk_unreadable_partitions"] == 2
        skipped = await run(broker, "skip", f"{LEDGER}/0/1", "--yes")
        assert skipped.code == 0, skipped.err
        assert ledger in skipped.out
        # Now decisions could be made, and what is to be decided cannot be read.
        said = await when(
            lambda: health(desk), lambda told: any(clean in line for line in told["unreadable"]), still=60
        )
        assert said["starting"] is None
        skipped = await run(broker, "skip", f"{CLEAN.name}/0/0", "--yes", "--by", "night desk")
        assert skipped.code == 0, skipped.err
        # The others go on: all but what is lost, and the one behind it.
        await desk.until(lambda: len(desk.ends) == 4)
        ran, *shown = await asyncio.gather(
            run(broker, "account", "--json"),
            run(broker, "tail", RAW.name, "--from-beginning", "--no-follow"),
            run(broker, "trace", "Story number 7"),
        )
        told = orjson.loads(ran.out)
        lost = [f"articles.raw/0/{offset}" for offset in (2, 3, 4, 5)]
        assert (ran.code, told["received"], told["missing"]) == (1, 8, lost)
        assert [line[: len(raw)] for line in told["unreadable"]] == [raw]
        assert all(raw in each.err for each in (ran, *shown))
        assert [each.code for each in shown] == [0, 0]
        # It waits, for longer than a worker may stand still; it is not what stands still.
        assert desk.worker.process is not None
        desk.worker.check()
        skipped = await run(broker, "skip", f"{RAW.name}/0/3", "--yes", "--by", "night desk")
        assert skipped.code == 0, skipped.err
        assert skipped.out.startswith(raw)
        await desk.until(lambda: len(desk.ends) == 6)
        said = await when(lambda: health(desk), lambda told: not told["unreadable"])
        assert said["problem"] is None
        await desk.committed()
        ran, again, _ = await asyncio.gather(
            run(broker, "account", "--json"),
            run(broker, "skip", f"{RAW.name}/0/2", "--yes"),
            check_letters(broker),
        )
        told = orjson.loads(ran.out)
        assert (ran.code, told["missing"], told["dispositions"]["dead"]) == (0, [], 3), told
        assert (again.code, "It is skipped already" in again.out) == (0, True)
    refusals = {
        f"{RAW.name}/0/1": "articles.raw/0/1 can be read: there is nothing to skip",
        f"{RAW.name}/0/999": "articles.raw/0 has the offsets 0 to ",
        "articles.dead/0/0": "no worker waits at articles.dead",
    }
    refused = await asyncio.gather(*(run(broker, "skip", place, "--yes") for place in refusals))
    for ran, why in zip(refused, refusals.values(), strict=True):
        assert (ran.code, why in ran.err) == (1, True), ran


async def check_letters(broker: str) -> None:
    letters = {
        headers["dead-topic"]: headers
        for record in await read(broker, "articles.dead")
        if (headers := {name: value.decode() for name, value in record.headers})
    }
    assert letters.keys() == {RAW.name, CLEAN.name, LEDGER}
    raw = letters[RAW.name]
    assert (raw["dead-partition"], raw["dead-offset"], raw["dead-last-offset"]) == ("0", "2", "4")
    assert (raw["dead-reason"], raw["dead-by"], raw["dead-stage"]) == ("unreadable", "night desk", "clean")
    assert (letters[CLEAN.name]["dead-stage"], "@" in letters[LEDGER]["dead-by"]) == ("decide", True)
    assert len(raw["dead-sha256"]) == 64
    listed = await run(broker, "dead", "--json")
    assert {orjson.loads(line)["reason"] for line in listed.out.splitlines()} == {"unreadable"}
