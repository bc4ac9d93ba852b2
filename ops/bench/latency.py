"""How long an article takes from articles.raw to articles.enriched, on a real Kafka.

Run: `.venv/bin/python ops/bench/latency.py [RATE] [SECONDS] [--kind words90 | words700] [--unfenced]`. Articles are
sent one by one at RATE a second, evenly; the time of each is that from the broker's acknowledgement of the raw event
to the arrival of the enriched one at a reader in this program. Printed are percentiles in milliseconds. Half of what
throughput.py measures on a machine is half load.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from aiokafka import AIOKafkaProducer

from streams.brokers.embedded import free_port
from streams.brokers.jars import resolve_jars
from streams.brokers.kafka import KafkaServer
from streams.brokers.reader import reader
from streams.settings import settings
from streams.topology import ENRICHED, RAW

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parent))

from throughput import item

from tests.e2e.desk import running_desk
from tests.waiting import until

_WORDS = {"words90": 90, "words700": 700}
#: Articles before those that are measured: what is loaded with the first is no matter of the fence.
_WARM = 30


async def measure(broker: str, rate: float, seconds: float, words: int) -> list[float]:
    """The seconds that each article took."""
    sent: dict[str, float] = {}
    took: dict[str, float] = {}

    async def listen() -> None:
        async with reader(broker, [ENRICHED.name], from_beginning=False) as consumer:
            listening.set()
            async for record in consumer:
                took[record.key.decode()] = time.perf_counter()

    async def send(number: int) -> None:
        event = item(number, words)
        headers = list(event.headers)
        await producer.send_and_wait(RAW.name, event.value, key=event.key, headers=headers)
        sent[event.name] = time.perf_counter()

    listening = asyncio.Event()
    listener = asyncio.ensure_future(listen())
    await listening.wait()
    async with AIOKafkaProducer(bootstrap_servers=broker) as producer:
        begun, sending = time.perf_counter(), set()
        for number in range(_WARM + int(rate * seconds)):
            await asyncio.sleep(max(0.0, begun + number / rate - time.perf_counter()))
            sending.add(asyncio.ensure_future(send(1_000_000 + number)))
        await asyncio.gather(*sending)
        await until(lambda: sent.keys() <= took.keys(), 60, moves=lambda: len(took))
    listener.cancel()
    return [took[name] - sent[name] for name in list(sent)[_WARM:]]


async def main(rate: float, seconds: float, kind: str, module: str) -> None:
    """Measures and prints."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with KafkaServer(free_port(), folder / "kafka", resolve_jars(settings().data)) as server:
            quiet = {"COPYDESK_LOG_LEVEL": "warning"}
            async with running_desk(server.address, folder, module=module, **quiet):
                took = await measure(server.address, rate, seconds, _WORDS[kind])
    found = np.percentile(np.array(took) * 1000, [50, 90, 99, 100])
    fence = "without the fence" if module != "streams" else "with the fence"
    print(f"{kind}, {rate:g} a second, {len(took)} articles, {fence}:", end="")
    print(" p50 {:.0f}, p90 {:.0f}, p99 {:.0f}, longest {:.0f} ms".format(*found))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rate", nargs="?", type=float, default=80)
    parser.add_argument("seconds", nargs="?", type=float, default=60)
    parser.add_argument("--kind", choices=_WORDS, default="words700")
    parser.add_argument("--unfenced", action="store_true")
    known = parser.parse_args()
    worker = "tests.e2e.unfenced_worker" if known.unfenced else "streams"
    asyncio.run(main(known.rate, known.seconds, known.kind, worker))
