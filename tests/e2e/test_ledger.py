"""One writer and one ledger, on a real Kafka: any language, any order, and a standby that takes over."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
import urllib.request
from collections.abc import AsyncIterator
from itertools import permutations
from pathlib import Path
from typing import Any

import orjson
import pytest
from aiokafka import AIOKafkaProducer

from streams.brokers.embedded import EmbeddedBroker
from streams.brokers.topics import ensure_topics
from streams.cli.processes import WorkerProcess
from streams.events.raw_event import RawEvent, binary_event
from streams.kinds import Disposition
from streams.stories.record import FORMAT
from streams.topology import all_topics
from tests.articles import NOON
from tests.e2e.desk import Desk, running_desk
from tests.e2e.topics import listening
from tests.e2e.wire import NINJS, story, text_of
from tests.machine import patience
from tests.waiting import until, when

#: Plain German words, so that the language is recognised.
_GERMAN = [
    "der",
    "die",
    "das",
    "und",
    "oder",
    "nicht",
    "mit",
    "seinem",
    "ihrer",
    "über",
    "unter",
    "nach",
    "vor",
    "gegen",
    "zwischen",
    "wurde",
    "wird",
    "haben",
    "hatte",
    "sagte",
    "Rat",
    "Hafen",
    "Brücke",
    "Fluss",
    "Morgen",
    "Abend",
    "Wetter",
    "Preis",
    "Schule",
    "Bericht",
    "Straße",
    "Regierung",
    "Menschen",
    "große",
    "kleine",
    "neue",
    "alte",
    "schnell",
    "langsam",
    "gestern",
    "heute",
    "morgen",
    "bereits",
    "jedoch",
    "während",
    "damit",
    "deshalb",
    "Arbeiter",
    "Stadt",
    "Winter",
    "Sommer",
    "Garten",
]


def told(uri: str, version: int) -> RawEvent:
    """A version of a story: a flash in no language, the text in German, then in English; 4 is its kill."""
    item: dict[str, Any] = {
        "uri": uri,
        "type": "text",
        "version": str(version),
        "versionCreated": NOON.replace(minute=version).isoformat(),
    }
    number = int(uri.rpartition(":")[2])
    draw = random.Random(number)
    if version == 1:
        item |= {"headline": f"Eil: {number}", "body_text": f"Eil: {number}"}
    elif version == 2:
        words = " ".join(draw.choice(_GERMAN) for _ in range(80))
        item |= {"headline": f"Der Rat und die Brücke {number}", "body_text": f"{words.capitalize()}."}
    elif version == 3:
        item |= {"headline": f"Council and bridge {number}", "body_text": text_of(number)}
    else:
        item |= {"pubStatus": "canceled", "edNote": "Kill."}
    return binary_event(
        f"{uri} v{version}", orjson.dumps(item), source="wire", subject=uri, time=NOON, content_type=NINJS
    )


@pytest.fixture
async def desk(real_kafka: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with running_desk(real_kafka, tmp_path) as running:
        yield running


async def test_a_story_is_one_whatever_the_language_and_the_order_of_its_versions(desk: Desk) -> None:
    orders = list(permutations((1, 2, 3)))
    async with listening(desk.broker) as topics:
        for step in range(3):
            await desk.send([told(f"urn:order:{''.join(map(str, order))}", order[step]) for order in orders])
            await desk.complete()
        for order in orders:
            uri = f"urn:order:{''.join(map(str, order))}"
            # The listener may be behind the desk: what comes last is what counts.
            await until(
                lambda uri=uri: (  # type: ignore[misc]
                    (read := topics.enriched(uri)) and read[-1].event["item"]["version"] == "3"
                )
            )
            found = {version: desk.end(f"{uri} v{version}").outcome.disposition for version in (1, 2, 3)}
            newest = 0
            for version in order:
                right = Disposition.ENRICHED if version > newest else Disposition.STALE
                assert found[version] is right, (order, version)
                newest = max(newest, version)
            assert topics.enriched(uri)[-1].event["item"]["version"] == "3"
        languages = {topics.enriched("urn:order:123")[n].event["item"].get("language") for n in range(3)}
        assert {"de", "en"} < languages
        # A kill, of which no language can be said, reaches each of them.
        await desk.send([told(f"urn:order:{''.join(map(str, order))}", 4) for order in orders])
        await desk.complete()
        for order in orders:
            uri = f"urn:order:{''.join(map(str, order))}"
            await until(lambda uri=uri: topics.statuses(uri)[-1:] == [("canceled", "kill")])  # type: ignore[misc]


async def roles(worker: WorkerProcess) -> set[str]:
    """What this worker is to the ledger."""
    url = await worker.ready()
    text = await asyncio.to_thread(lambda: urllib.request.urlopen(url, timeout=10).read().decode())
    return {role for role in ("writer", "standby") if f'copydesk_ledger_role{{role="{role}"}} 1.0' in text}


async def test_the_writer_stays_and_its_standby_takes_its_place_when_it_is_killed(desk: Desk) -> None:
    with contextlib.ExitStack() as stack:
        assert await when(lambda: roles(desk.worker), lambda found: found, 60) == {"writer"}
        workers = [desk.worker]
        for name in ("second", "third"):
            worker = stack.enter_context(
                WorkerProcess(desk.broker, desk.folder / f"{name}.log", environment=desk.environment)
            )
            await worker.ready()
            workers.append(worker)
        # Others that join move nothing, and one of them stands by.
        standby = await when(lambda: _who(workers, "standby"), lambda found: len(found) == 1, 60)
        assert await _who(workers, "writer") == [workers[0]]
        await desk.send([story(number) for number in range(100)])
        await desk.complete()
        desk.worker.kill()
        killed = time.monotonic()
        await desk.send([story(number) for number in range(100, 130)])
        await desk.complete(patience(60))
        took = time.monotonic() - killed
        left = workers[1:]
        assert await _who(left, "writer") == standby
        # The session, a rebalance, and little more; nothing of the changelog had to be read again.
        assert took < float(desk.environment["COPYDESK_SESSION_SECONDS"]) + patience(8), took
        ends = [desk.end(f"urn:test:story-{number} v1").outcome.disposition for number in range(130)]
        assert set(ends) == {Disposition.ENRICHED}
        assert desk.account.adds_up()


async def _who(workers: list[WorkerProcess], role: str) -> list[WorkerProcess]:
    return [worker for worker in workers if role in await roles(worker)]


async def test_a_ledger_that_a_newer_version_has_written_to_ends_a_worker_with_a_sentence(
    embedded: EmbeddedBroker, tmp_path: Path
) -> None:
    broker = embedded.address
    await ensure_topics(broker, all_topics("copydesk"), 2, 1)
    async with AIOKafkaProducer(bootstrap_servers=broker) as producer:
        await producer.send_and_wait("copydesk-ledger", bytes([FORMAT + 1]) + b"\0" * 40, b"urn:a:1", 0)
    settings = {"COPYDESK_DATA": str(tmp_path / "data"), "COPYDESK_PARTITIONS": "2"}
    with WorkerProcess(broker, tmp_path / "worker.log", environment=settings) as worker:
        await until(lambda: worker.process is not None and worker.process.poll() is not None, 60)
        assert worker.process is not None
        assert worker.process.returncode == 1
        said = worker.last_words().splitlines()[-1]
        assert said.startswith(f"copydesk: the ledger holds records of format {FORMAT + 1}, and this version")
        assert said.endswith("run that one (copydesk-ledger/0/0)")
