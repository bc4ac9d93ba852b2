"""The memory of a worker over a long run, on a real Kafka: it must not grow with what has passed.

Run: `.venv/bin/python ops/bench/soak.py [COUNT]`, by default 200,000 small articles. The window is half a
minute, so that it is full before the first tenth has passed, and what is older is forgotten all the time. Printed is
the memory of the worker and of its pool after each tenth.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from streams.brokers.embedded import free_port
from streams.brokers.jars import resolve_jars
from streams.brokers.kafka import KafkaServer
from streams.settings import settings

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.e2e.desk import Desk, running_desk
from tests.e2e.memory import worker_memory
from tests.e2e.wire import story
from tests.waiting import until

_MARKS = 10
#: So many are fed at a time, the next ones when all of these have their ends.
_FED = 1000


async def main(count: int) -> None:
    """Feeds `count` small articles, and prints the memory after each tenth of them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with KafkaServer(free_port(), folder / "kafka", resolve_jars(settings().data)) as server:
            async with running_desk(server.address, folder, COPYDESK_DEDUPE_HOURS="0.008") as desk:
                await _soak(desk, count)


async def _soak(desk: Desk, count: int) -> None:
    assert desk.worker.process is not None
    pid, began = desk.worker.process.pid, time.monotonic()
    step = count // _MARKS
    for mark in range(1, _MARKS + 1):
        for first in range((mark - 1) * step, mark * step, _FED):
            await desk.send(story(number) for number in range(first, min(first + _FED, mark * step)))
            await until(lambda: not desk.account.open, step, every=0.05)
        memory, metrics = worker_memory(pid), await desk.metrics()
        print(
            f"{mark * step} articles, {time.monotonic() - began:.0f} s: "
            f"worker {memory['worker']:.0f} MiB, pool {memory['pool']:.0f} MiB, "
            f"{metrics['copydesk_index_articles']:.0f} in the index",
            flush=True,
        )
        # What ended is not needed any more: this program's own memory is not the subject.
        desk.ends.clear()
    print("adds up" if desk.account.adds_up() else "does not add up")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("count", nargs="?", type=int, default=200_000)
    asyncio.run(main(parser.parse_args().count))
