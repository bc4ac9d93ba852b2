"""How long a worker takes to come back when dedupe remembers many articles, on a real Kafka.

Run: `.venv/bin/python ops/bench/recovery.py [COUNT]`. The changelogs are written directly, as COUNT articles would
have left them; then a worker is started, and with empty changelogs another one, to compare.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from aiokafka import AIOKafkaProducer

from streams.article import Article, Origin, Verdict
from streams.brokers.embedded import free_port
from streams.brokers.jars import resolve_jars
from streams.brokers.kafka import KafkaServer
from streams.brokers.topics import ensure_topics
from streams.copies.fingerprint import Fingerprint, fingerprint
from streams.kinds import Disposition, Format
from streams.settings import settings
from streams.stories.pack import dump
from streams.stories.story import Story, card_of, version_of
from streams.topology import FINGERPRINTS, LEDGER, all_topics, changelog

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.e2e.desk import running_desk
from tests.e2e.memory import worker_memory
from tests.e2e.wire import text_of

_PARTITIONS = 8


async def fill(broker: str, app: str, count: int) -> None:
    """Writes `count` articles into the changelogs of `app`."""
    await ensure_topics(broker, all_topics(app), _PARTITIONS, 1)
    now = datetime.now(UTC)
    signature = fingerprint(None, text_of(1), now).signature
    assert signature is not None
    async with AIOKafkaProducer(bootstrap_servers=broker, linger_ms=20) as producer:
        for number in range(count):
            uri, partition = f"urn:bench:{number}", number % _PARTITIONS
            key = f"{partition}|{uri}".encode()
            entry = dump(_story(uri, number, now))
            varied = Fingerprint(number, signature ^ (number * 2654435761 % 2**32), now)
            await producer.send(changelog(app, LEDGER).name, entry, key, partition)
            await producer.send(changelog(app, FINGERPRINTS).name, varied.pack(), key, partition)


def _story(uri: str, number: int, now: datetime) -> Story:
    """A story of one version, as the desk keeps it, with a text of its own."""
    article = Article(
        uri=uri,
        origin=Origin("articles.raw", 0, number, now),
        source="bench",
        format=Format.NINJS,
        headline=f"Story {number}",
        paragraphs=tuple(text_of(number).split("\n\n")),
        language="en",
        verdict=Verdict(Disposition.ENRICHED),
    )
    version = version_of(article, Verdict(Disposition.ENRICHED))
    return Story(uri, now, (version,), card_of(article), (article,))


async def main(count: int) -> None:
    """Measures both starts."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with KafkaServer(free_port(), folder / "kafka", resolve_jars(settings().data)) as server:
            await fill(server.address, "full", count)
            await fill(server.address, "empty", 0)
            for app in ("empty", "full"):
                began = time.monotonic()
                async with running_desk(server.address, folder, COPYDESK_APP_ID=app) as desk:
                    seconds = time.monotonic() - began
                    assert desk.worker.process is not None
                    memory = worker_memory(desk.worker.process.pid)["worker"]
                    known = (await desk.metrics())["copydesk_index_articles"]
                    print(f"{known:.0f} articles known: ready after {seconds:.1f} s, worker {memory:.0f} MiB")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
