"""How a worker comes up behind a backlog, on a real Kafka: when the first is out, how fast, in how much memory.

Run: `.venv/bin/python ops/bench/backlog.py [--articles 20000] [--pages 4000]`. First so many ninjs items of 700 words
wait while no worker runs, then so many pages of 60 kB. Printed are the seconds from the worker's word that it is ready
to the first end; every five seconds how far each stage is, and the memory; and at last articles a second. A worker that
ends by itself ends this program.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from streams.brokers.embedded import free_port
from streams.brokers.jars import resolve_jars
from streams.brokers.kafka import KafkaServer
from streams.events.raw_event import RawEvent, binary_event
from streams.settings import settings
from streams.topology import AGENTS

sys.path.insert(0, str(Path(__file__).parents[2]))

from ops.bench.throughput import item, text
from tests.articles import NOON
from tests.e2e.desk import Desk, running_desk
from tests.e2e.memory import worker_memory

#: Seconds between two lines.
_EVERY = 5.0


def page(number: int) -> RawEvent:
    """A page of 60 kB: an article of 700 words among menus and teasers. Of ten sources."""
    source = f"bench-{number % 10}.example"
    url = f"https://{source}/2026/11/21/story-{number}.html"
    # Other texts than those of the items, whose copies they would be.
    words = text(1_000_000 + number, 700)
    body = "".join(f"<p>{paragraph}</p>" for paragraph in words.split("\n\n"))
    menu = "".join(f'<li><a href="/section/{n}" class="nav__link">Section {n}</a></li>' for n in range(100))
    html = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bench {number} of the day</title>'
        f'<link rel="canonical" href="{url}"></head><body><header><ul>{menu}</ul></header><main><article>'
        f"<h1>Bench {number} of the day</h1><div class='text'>{body}</div></article></main><footer>"
    )
    html += f"<ul>{menu}</ul><script>{'x=1;' * ((60_000 - len(html) - 6_000) // 4)}</script></footer></body></html>"
    return binary_event(url, html.encode(), source=source, subject=url, time=NOON, content_type="text/html")


def stages(metrics: dict[str, float]) -> str:
    """How many events each stage has passed on, and how many wait in front of it."""
    said = []
    for agent in AGENTS:
        passed = metrics[f'copydesk_processed_total{{outcome="passed",stage="{agent.stage}"}}']
        lag = sum(
            value
            for name, value in metrics.items()
            if name.startswith("copydesk_consumer_lag_events") and f'topic="{agent.reads.name}"' in name
        )
        said.append(f"{agent.stage} {passed:.0f} (+{lag:.0f})")
    return ", ".join(said)


async def work_off(desk: Desk, what: str, events: Iterator[RawEvent]) -> None:
    """Lets `events` wait, starts the worker, and tells how it gets on."""
    if await asyncio.to_thread(desk.worker.stop) != 0:
        raise SystemExit(desk.worker.last_words())
    already, waiting = desk.ended, len(desk.names)
    await desk.send(events)
    waiting = len(desk.names) - waiting
    desk.worker.start()
    await desk.worker.ready()
    assert desk.worker.process is not None
    began = said = time.monotonic()
    first = None
    most = least = 0.0
    while desk.account.open:
        desk.worker.check()
        now = time.monotonic()
        if first is None and desk.ended > already:
            first = now - began
            print(f"{what}: {waiting} wait; the first is out after {first:.1f} s")
        if now - said > _EVERY:
            said = now
            memory = worker_memory(desk.worker.process.pid)["worker"]
            most, least = max(most, memory), min(least or memory, memory)
            print(f"  {now - began:4.0f} s: {stages(await desk.metrics())}; {memory:.0f} MiB")
        await asyncio.sleep(0.05)
    seconds = time.monotonic() - began
    print(
        f"{what}: {waiting} in {seconds:.1f} s, {waiting / seconds:.0f} a second; {least:.0f} to {most:.0f} MiB"
    )


async def main(articles: int, pages: int) -> None:
    """Measures and prints."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with KafkaServer(free_port(), folder / "kafka", resolve_jars(settings().data)) as server:
            async with running_desk(server.address, folder) as desk:
                kinds: tuple[tuple[str, Callable[[int], RawEvent], int], ...] = (
                    ("articles", lambda number: item(number, 700), articles),
                    ("pages", page, pages),
                )
                for what, make, count in kinds:
                    if count:
                        await work_off(desk, what, (make(100 + number) for number in range(count)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--pages", type=int, default=4_000)
    known = parser.parse_args()
    asyncio.run(main(known.articles, known.pages))
