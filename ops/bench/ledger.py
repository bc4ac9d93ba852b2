"""What the one writer of the ledger can do, and how it comes back.

Run: `.venv/bin/python ops/bench/ledger.py [COUNT] [--kafka] [--templated COUNT] [--index COUNT]`. COUNT made-up
articles (5,000 characters in the mean, no two alike, one in twenty a newer version) go through the writer as a
worker's loop takes them: from the bytes on articles.clean to the records for the changelog and the next topic,
acknowledged and on the disk. Then the ledger is opened again from its disk, and with `--kafka` a worker is started on a
real Kafka that holds nothing but the changelog. `--templated` measures as many articles of which half is a template,
beside distinct ones; `--index` the index of sketches alone, with so many texts.

Printed are decisions a second of one core, the longest of them, bytes of memory an article, and seconds to come back.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import sys
import tempfile
import time
from array import array
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import sketches  # beside this file
from aiokafka import AIOKafkaProducer

from streams.article import Article, Credits, Fingerprint, Origin, Revision
from streams.brokers.embedded import free_port
from streams.brokers.jars import resolve_jars
from streams.brokers.kafka import KafkaServer
from streams.brokers.topics import ensure_topics
from streams.copies.sketch import sketch_of
from streams.enrich.changes_words import reads
from streams.events import codec
from streams.kinds import Format
from streams.runtime.desk import Desk
from streams.runtime.keeper import Keeper, Role
from streams.runtime.state import State
from streams.runtime.store import Layered, open_store
from streams.settings import Settings, settings
from streams.topology import LEDGER, all_topics

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.e2e.desk import running_desk
from tests.e2e.memory import rss_mib, worker_memory
from tests.waiting import when

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
CHARACTERS = 5000
_AGAIN = 20  # one article in so many is a newer version of an earlier one
_WORDS = 20_000


class Writer:
    """Made-up articles, the same at each run."""

    def __init__(self, seed: int = 1) -> None:
        self._random = np.random.default_rng(seed)
        letters = np.array(list("eeeeaaaatttooiinnsshhrrdlucmwfgypbvk"))
        lengths = self._random.integers(2, 11, _WORDS)
        self._words = np.array(["".join(self._random.choice(letters, n)) for n in lengths])
        weights = 1 / np.arange(10, _WORDS + 10)
        self._shares = np.cumsum(weights / weights.sum())

    def text(self, characters: int, random: np.random.Generator | None = None) -> tuple[str, ...]:
        """Paragraphs of so many characters, about 40 words each."""
        count = max(8, characters // 6)
        numbers = (random or self._random).random(count)
        drawn = np.minimum(np.searchsorted(self._shares, numbers), _WORDS - 1)
        words = self._words[drawn].tolist()
        return tuple(" ".join(words[at : at + 40]).capitalize() + "." for at in range(0, count, 40))

    def article(self, number: int) -> Article:
        """An article; an earlier one with a paragraph more, if its turn has come."""
        of = number
        more: tuple[str, ...] = ()
        if number % _AGAIN == _AGAIN - 1:
            of = int(self._random.integers(max(0, number - 5000), number))
            more = self.text(250)
        own = np.random.default_rng(of)
        length = int(np.clip(own.lognormal(8.35, 0.6), 300, 40_000))
        return made(number, of, number + 1, (*self.text(length, own), *more))

    def templated(self, number: int, template: tuple[str, ...]) -> Article:
        """An article of which half is the template: like all others of it, and a copy of none."""
        return made(number, number, number + 1, (*template, *self.text(CHARACTERS // 2)))


def made(number: int, of: int, version: int, paragraphs: tuple[str, ...]) -> Article:
    """The article as clean lets it go."""
    headline = f"Story {of} of the day {paragraphs[0][:40]}"
    return Article(
        uri=f"https://paper-{of % 300}.example/2026/11/21/section/{of}-story-of-the-day",
        origin=Origin("articles.raw", number % 8, number // 8, NOON + timedelta(seconds=number // 50)),
        source=f"paper-{of % 300}",
        format=Format.HTML,
        paragraphs=paragraphs,
        headline=headline,
        revision=Revision(str(version), NOON + timedelta(seconds=number // 50)),
        credits=Credits("By Our Own Correspondent"),
        url=f"https://paper-{of % 300}.example/2026/11/21/section/{of}-story-of-the-day",
        language="en",
        fingerprint=Fingerprint(
            sketch_of(headline, "\n\n".join(paragraphs)).pack(), reads(headline, paragraphs)
        ),
    )


def events(articles: Iterator[Article]) -> Iterator[Any]:
    """The records of articles.clean, as Faust hands them over."""
    for number, article in enumerate(articles):
        value = codec.encode(article, codec.CLEAN)
        message = SimpleNamespace(
            topic="articles.clean",
            partition=0,
            offset=number,
            key=b"",
            value=value,
            headers=[],
            timestamp=0.0,
        )
        yield SimpleNamespace(message=message)


class Bench:
    """A desk with a ledger on disk, whose broker acknowledges everything at once."""

    def __init__(self, folder: Path, texts: int) -> None:
        self.settings = Settings(app_id="bench", data=folder, index_texts=max(1000, texts))
        self.keeper = Keeper(self.settings, "127.0.0.1:1", None)  # type: ignore[arg-type]  # nothing is sent
        self.open()
        self.desk = Desk(None, self.keeper, self.settings)  # type: ignore[arg-type]  # no pool is needed
        self.offset = 0

    def open(self) -> float:
        """Opens the ledger from the disk; the seconds that took."""
        began = time.perf_counter()
        store = Layered(open_store(self.settings.data / "bench"))
        window = timedelta(hours=self.settings.dedupe_hours)
        state = State(
            store, threshold=self.settings.near_threshold, window=window, texts=self.settings.index_texts
        )
        for _ in state.load():
            pass
        state.begin(store.place.term + 1)
        self.keeper.state, self.keeper.role = state, Role.WRITER
        self.keeper._writing.set()
        return time.perf_counter() - began

    async def decide(self, event: Any) -> list[Any]:
        """One decision, from the event's bytes to what is on the disk; its records for the changelog."""
        work = await self.desk.decide(event)
        kept = [output for output in work.outputs if output.topic.endswith(f"-{LEDGER}")]
        answers = [SimpleNamespace(offset=self.offset + number) for number in range(len(work.outputs))]
        self.offset += len(kept)
        if work.kept:
            work.kept(answers)
        if work.done:
            work.done()
        return kept


async def run(
    bench: Bench, articles: Iterator[Article], producer: AIOKafkaProducer | None = None
) -> np.ndarray:
    """Decides on all of them; the CPU seconds of each decision in the worker's loop."""
    took = array("d")
    for event in events(articles):
        began = time.thread_time()
        kept = await bench.decide(event)
        took.append(time.thread_time() - began)
        for output in kept if producer else ():
            await producer.send(output.topic, output.value, output.key, 0, headers=output.headers)
    return np.frombuffer(took)


def told(took: np.ndarray) -> str:
    """The figures of a run."""
    p50, p99, p999 = (np.percentile(took, share) * 1000 for share in (50, 99, 99.9))
    return (
        f"{len(took) / took.sum():.0f} decisions a second of one core; {p50:.2f} ms in the median, p99 {p99:.2f}, "
        f"p99.9 {p999:.2f}, longest {took.max() * 1000:.0f} ms"
    )


async def distinct(folder: Path, count: int, broker: str | None) -> None:
    """The main figures; the changelog goes to `broker`, if there is one."""
    bench, writer = Bench(folder, count), Writer()
    await run(bench, (writer.article(number) for number in range(2000)))
    gc.collect()
    before = rss_mib(os.getpid())
    articles = (writer.article(number) for number in range(2000, 2000 + count))
    if broker:
        async with AIOKafkaProducer(
            bootstrap_servers=broker, linger_ms=20, max_batch_size=1 << 20
        ) as producer:
            took = await run(bench, articles, producer)
    else:
        took = await run(bench, articles)
    grown = rss_mib(os.getpid()) - before
    state = bench.keeper.state
    assert state is not None
    print(f"{count} articles, {len(state)} texts: {told(took)}")
    disk = on_disk(folder)
    print(
        f"memory {grown * 1024 * 1024 / count:.0f} bytes an article, disk {disk / count:.0f} bytes an article"
    )
    state.close()
    print(f"ready from its own disk after {bench.open():.1f} s")
    bench.keeper.state.close()  # type: ignore[union-attr]


def on_disk(folder: Path) -> int:
    """The bytes of all files below."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


async def templated(folder: Path, count: int) -> None:
    """Articles of one template, beside as many distinct ones."""
    figures = {}
    for kind in ("distinct", "templated"):
        bench, writer = Bench(folder / kind, count), Writer(2)
        template = writer.text(CHARACTERS // 2)
        make = writer.article if kind == "distinct" else partial(writer.templated, template=template)
        took = await run(bench, (make(number) for number in range(count)))
        figures[kind] = took.mean()
        assert bench.keeper.state is not None
        print(f"{count} {kind}: {told(took)}; {len(bench.keeper.state)} texts")
        bench.keeper.state.close()
    print(
        f"templated copy takes {figures['templated'] / figures['distinct']:.2f} times as long as distinct copy"
    )


async def from_changelog(server: KafkaServer, folder: Path) -> None:
    """A worker that has nothing but the changelog."""
    began = time.monotonic()
    async with running_desk(server.address, folder, COPYDESK_APP_ID="bench") as desk:
        await when(desk.metrics, lambda found: found["copydesk_index_articles"], 300)
        seconds = time.monotonic() - began
        assert desk.worker.process is not None
        memory = worker_memory(desk.worker.process.pid)["worker"]
        known = (await desk.metrics())["copydesk_index_articles"]
        print(f"from the changelog alone: {known:.0f} texts after {seconds:.1f} s, worker {memory:.0f} MiB")


async def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("count", nargs="?", type=int, default=100_000)
    parser.add_argument("--kafka", action="store_true")
    parser.add_argument("--templated", type=int, metavar="COUNT")
    parser.add_argument("--index", type=int, metavar="COUNT")
    known = parser.parse_args()
    if known.index:
        sketches.index(known.index)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if known.templated:
            await templated(folder, known.templated)
        elif known.kafka:
            with KafkaServer(free_port(), folder / "kafka", resolve_jars(settings().data)) as server:
                await ensure_topics(server.address, all_topics("bench"), 8, 1)
                await distinct(folder / "own", known.count, server.address)
                await from_changelog(server, folder)
        else:
            await distinct(folder, known.count, None)


if __name__ == "__main__":
    asyncio.run(main())
