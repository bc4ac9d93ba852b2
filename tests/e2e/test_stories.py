"""The stories: a process that is killed in the midst of its work, and what the wire has of one that fails."""

from __future__ import annotations

import asyncio
import random
import time
import urllib.request
from functools import partial
from operator import lt
from pathlib import Path
from typing import Any

import orjson
from aiokafka import AIOKafkaProducer

from streams.brokers.embedded import EmbeddedBroker
from streams.brokers.reader import offset_ranges, read_ranges
from streams.brokers.topics import ensure_topics
from streams.cli.processes import WorkerProcess
from streams.runtime.story_desk import Record, StoryDesk
from streams.runtime.story_journal import Turn
from streams.runtime.story_reader import in_order
from streams.topology import FOLLOWER, STORIES, all_topics, journal
from tests.e2e.desk import running_desk
from tests.e2e.wire import story
from tests.machine import patience
from tests.topics import read, writing
from tests.waiting import until, when
from tests.web.records import copied, published

ARTICLES, SUBJECTS = 240, 16
_WORDS = (
    "ferry",
    "quay",
    "crane",
    "tunnel",
    "rockfall",
    "regulator",
    "strike",
    "vaccine",
    "barge",
    "bridge",
    "mine",
)
_NAMES = (
    "Halden",
    "Vermeer",
    "Okafor",
    "Lindqvist",
    "Moreau",
    "Tanaka",
    "Daugava",
    "Bergen",
    "Kisumu",
    "Pecs",
)

Told = tuple[bytes, bytes, bytes]


async def publish(producer: AIOKafkaProducer) -> None:
    """A day of articles on some subjects, with copies, a second apart."""
    begun = int(time.time() * 1000) - 3_600_000
    for number in range(ARTICLES):
        subject = random.Random(number % SUBJECTS)
        words, names = subject.sample(_WORDS, 4), subject.sample(_NAMES, 3)
        headline = f"{names[0]} {words[0]} {words[1]} {number % 3}"
        text = (f"{names[0]} and {names[1]} spoke of the {' and the '.join(words)} in {names[2]} today.",)
        record = published(
            f"urn:{number}", number, headline=headline, paragraphs=text, source=f"wire-{number % 7}"
        )
        if number % 10 == 9:
            record = copied(f"urn:{number}", number, of=f"urn:{number - 9}")
        await producer.send(
            *(record.topic, record.value, record.key, 0),
            timestamp_ms=begun + 1000 * number,
            headers=record.headers,
        )


class Stories(WorkerProcess):
    """`copydesk stories --serve` of a desk."""

    def __init__(self, broker: str, folder: Path, app: str) -> None:
        environment = {
            "COPYDESK_DATA": str(folder / app),
            "COPYDESK_APP_ID": app,
            "COPYDESK_PARTITIONS": "1",
            "COPYDESK_LOG_LEVEL": "info",
            "COPYDESK_SESSION_SECONDS": f"{patience(6):.0f}",
        }
        super().__init__(
            broker, folder / f"{app}.log", environment=environment, command=("stories", "--serve")
        )

    async def done(self) -> None:
        """Returns when it runs, and nothing waits."""
        url = await self.ready()

        async def metrics() -> dict[str, float]:
            self.check()
            text = await asyncio.to_thread(lambda: urllib.request.urlopen(url, timeout=10).read().decode())
            lines = (line.split(" ") for line in text.splitlines() if line.startswith("copydesk_stories"))
            return {line[0]: float(line[1]) for line in lines}

        await when(
            metrics,
            lambda seen: (
                seen["copydesk_stories_progress_timestamp_seconds"] > 0
                and seen["copydesk_stories_active"] == 1
                and seen["copydesk_stories_behind_records"] == 0
            ),
            still=60,
        )


async def end_of(broker: str) -> int:
    return (await offset_ranges(broker, [STORIES.name]))[STORIES.name, 0][1]


async def told(broker: str, since: int) -> list[Told]:
    """The records on `stories` from an offset on: key, value, id."""
    ranges = {(STORIES.name, 0): (since, await end_of(broker))}
    return [
        (record.key, record.value, dict(record.headers)["ce_id"])
        async for record in read_ranges(broker, ranges)
    ]


async def undisturbed(broker: str, app: str) -> list[Told]:
    """What the turns of the journal tell when nobody dies: one desk takes them all."""
    lying = {
        (each.topic, each.partition, each.offset): Record(
            *(each.topic, each.partition, each.offset, each.timestamp, each.key, each.value)
        )
        for topic in FOLLOWER.reads
        for each in await read(broker, topic.name)
    }
    desk, found = StoryDesk(), []
    for entry in await read(broker, journal(app).name):
        if not entry.key.startswith(b"turn/"):
            continue
        value = orjson.loads(entry.value)
        taken = {(topic, number): range(first, end) for topic, number, first, end in value["taken"]}
        waiting = {place: [lying[*place, offset] for offset in each] for place, each in taken.items()}
        turn = Turn(0, 0, value["turn"], {}, value["caught_up"], entry.timestamp)
        found += desk.take(in_order(waiting), turn).outputs
    return [(each.key or b"", each.value or b"", dict(each.headers)["ce_id"]) for each in found]


async def test_kill_9_changes_no_story_and_counts_nothing_twice(real_kafka: str, tmp_path: Path) -> None:
    await ensure_topics(real_kafka, all_topics("killed"), 1, 1)
    async with writing(real_kafka) as producer:
        await publish(producer)
    with Stories(real_kafka, tmp_path, "killed") as process:
        for part in (1, 2):

            async def so_far() -> int:
                process.check()
                return await end_of(real_kafka)

            await when(so_far, partial(lt, part * ARTICLES / 4), still=60, every=0.01)
            process.kill()
            process.start()
        await process.done()
        assert "stand still" not in process.log.read_text()
    found, expected = await told(real_kafka, 0), await undisturbed(real_kafka, "killed")
    assert any("into" in orjson.loads(value) for _, value, _ in expected), "some stories became one"
    assert max(orjson.loads(value).get("articles", 0) for _, value, _ in expected) > 3
    assert {key: value for key, value, _ in found} == {key: value for key, value, _ in expected}
    assert set(found) == set(expected), "what was told again is the same, to the byte"
    assert len(expected) >= ARTICLES, "no article is missing"


async def test_the_wire_goes_on_without_the_stories(embedded: EmbeddedBroker, tmp_path: Path) -> None:
    async with running_desk(
        embedded.address, tmp_path, module="tests.e2e.storyless_worker", COPYDESK_PARTITIONS="2"
    ) as desk:
        await desk.send(story(number) for number in range(20))
        await desk.complete()
        seen = await when(desk.metrics, lambda seen: seen["copydesk_stories_failures_total"] > 0)
        assert seen["copydesk_stories_active"] == 0
        health = (await desk.worker.ready()).replace("/metrics", "/healthz")
        answer: Any = await asyncio.to_thread(lambda: orjson.loads(urllib.request.urlopen(health).read()))
        assert answer["healthy"]
        assert "the stories stand still, by a fault of copydesk" in desk.worker.log.read_text()
        assert desk.worker.stop() == 0
    await until(lambda: desk.worker.process is not None and desk.worker.process.poll() is not None)
