"""How long the stories and kills of other feeds take while one feed sends pages that never end, on a real Kafka.

Run: `.venv/bin/python ops/bench/slow_feed.py [--pages 150] [--others 46] [--processes 2]`. The pages lie on all
partitions; most of the others are texts, some are pages, and each tenth is the kill of a story. Right after the pages
the others are sent, one each tenth of a second. Printed are the seconds from sending until readers have each, and how
the pages ended. The deadline is the usual one, 5 seconds, unless COPYDESK_DEADLINE_SECONDS says otherwise.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

from streams.brokers.embedded import free_port
from streams.brokers.jars import resolve_jars
from streams.brokers.kafka import KafkaServer
from streams.events.raw_event import RawEvent
from streams.settings import settings

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.e2e import poison
from tests.e2e.desk import Desk, running_desk
from tests.e2e.wire import kill, slow_page, story


def endless(number: int) -> RawEvent:
    """A page of the slow feed."""
    page = poison.endless().replace(b"A page", b"Page %d" % number)
    return replace(poison.html_event(f"endless-{number}", page), key=f"endless-{number}".encode())


def others(count: int) -> list[RawEvent]:
    """Stories of other feeds: texts, pages, and kills of those before them."""
    events = []
    for number in range(count):
        if number % 10 == 9:
            events.append(kill(number - 2))
        elif number % 4 == 3:
            events.append(slow_page(900_000 + number, 0.02))
        else:
            events.append(story(number))
    return events


def spread(seconds: list[float]) -> str:
    """The median, the 95th percentile and the longest."""
    ordered = sorted(seconds)
    at = [ordered[min(len(ordered) - 1, round(share * len(ordered)))] for share in (0.5, 0.95)]
    return f"p50 {at[0]:.2f} s, p95 {at[1]:.2f} s, longest {ordered[-1]:.2f} s"


async def measure(desk: Desk, pages: int, events: list[RawEvent]) -> None:
    """Sends the pages, then the others, and prints how long each of these took."""
    await desk.send([story(800_000)])
    await desk.complete()
    began = time.monotonic()
    await desk.send(endless(number) for number in range(pages))
    took: dict[str, float] = {}
    sent: dict[str, float] = {}

    async def look() -> None:
        while True:
            for place in list(desk.ends):
                name = desk.names.get(place)
                if name in sent and name not in took:
                    took[name] = time.monotonic() - sent[name]
            await asyncio.sleep(0.01)

    looking = asyncio.ensure_future(look())
    for event in events:
        sent[event.name] = time.monotonic()
        await desk.send([event])
        await asyncio.sleep(0.1)
    await desk.until(lambda: len(took) == len(events))
    looking.cancel()
    metrics = await desk.metrics()
    print(f"{len(events)} of others: {spread(list(took.values()))}")
    print(
        f"  the slowest: {sorted(((round(each, 2), name) for name, each in took.items()), reverse=True)[:5]}"
    )
    parked, slow = metrics["copydesk_window_parked_events"], metrics['copydesk_source_slow{source="other"}']
    print(f"  then {parked:.0f} pages wait for others of their source; it is known to be slow: {slow == 1}")
    await desk.complete(300)
    ends = Counter(
        str(each[0].outcome.reason) for place, each in desk.ends.items() if "endless" in desk.names[place]
    )
    print(f"{pages} endless pages have ended after {time.monotonic() - began:.0f} s: {dict(ends)}")


async def main(pages: int, count: int, processes: int) -> None:
    """Measures and prints."""
    deadline = os.environ.get("COPYDESK_DEADLINE_SECONDS", "5")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with KafkaServer(free_port(), folder / "kafka", resolve_jars(settings().data)) as server:
            async with running_desk(
                server.address,
                folder,
                COPYDESK_DEADLINE_SECONDS=deadline,
                COPYDESK_PROCESSES=str(processes),
            ) as desk:
                await measure(desk, pages, others(count))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=150)
    parser.add_argument("--others", type=int, default=46)
    parser.add_argument("--processes", type=int, default=2)
    known = parser.parse_args()
    asyncio.run(main(known.pages, known.others, known.processes))
