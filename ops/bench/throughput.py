"""How many articles a worker takes a second, from articles.raw to their end, on a real Kafka.

Run: `.venv/bin/python ops/bench/throughput.py [COUNT]`. The broker, the worker and this program share the machine.
"""

from __future__ import annotations

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

from tests.e2e.desk import running_desk
from tests.e2e.wire import story


async def main(count: int) -> None:
    """Feeds `count` ninjs items of 90 words and waits for their ends."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with KafkaServer(free_port(), folder / "kafka", resolve_jars(settings().data)) as server:
            async with running_desk(server.address, folder) as desk:
                await desk.send([story(number) for number in range(50)])
                await desk.complete()
                began = time.monotonic()
                await desk.send(story(number) for number in range(100, 100 + count))
                await desk.complete(count / 10)
                seconds = time.monotonic() - began
                print(f"{count} articles in {seconds:.1f} s: {count / seconds:.0f} a second")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000))
