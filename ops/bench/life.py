"""How fast a kill reaches every copy, and how late an embargo is released, also when its worker was killed meanwhile.

On a real Kafka. Run: `.venv/bin/python ops/bench/life.py [KILLS]`
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from streams.brokers.embedded import free_port
from streams.brokers.jars import resolve_jars
from streams.brokers.kafka import KafkaServer
from streams.settings import settings

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.e2e.desk import Desk, running_desk
from tests.e2e.test_life import item
from tests.e2e.topics import Listener, listening
from tests.waiting import until

#: Syndicated copies of each story that is killed.
_COPIES = 4


async def main(kills: int) -> None:
    """Prints the times of `kills` kills, and of two embargoes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with KafkaServer(free_port(), folder / "kafka", resolve_jars(settings().data)) as server:
            async with running_desk(server.address, folder) as desk, listening(server.address) as topics:
                times = [await _kill(desk, topics, number) for number in range(kills)]
                print(
                    f"kill to the last of {1 + _COPIES} cancellations on articles.enriched: median "
                    f"{statistics.median(times):.3f} s, worst of {kills} {max(times):.3f} s"
                )
                late = await _embargo(desk, topics, "urn:bench:embargo", 6, crash=False)
                print(f"embargo released {late:.3f} s after its time")
                late = await _embargo(desk, topics, "urn:bench:crash", 25, crash=True)
                print(
                    f"embargo released {late:.3f} s after its time, its worker killed and restarted while it held"
                )


async def _kill(desk: Desk, topics: Listener, number: int) -> float:
    """Seconds from the broker's time of the kill to that of the last cancellation."""
    uri = f"urn:bench:{number}"
    uris = [uri, *(f"urn:bench:{number}:copy-{copy}" for copy in range(_COPIES))]
    await desk.send([item(uri, 5000 + number)])
    await desk.complete()
    await desk.send([item(each, 5000 + number, source=each) for each in uris[1:]])
    await desk.complete()
    await desk.send([item(uri, None, version=2, pubStatus="canceled")])
    await until(
        lambda: all(topics.statuses(each)[-1:] == [("canceled", "kill")] for each in uris), every=0.01
    )
    last = max(topics.enriched(each)[-1].at for each in uris)
    cause = topics.enriched(uri)[-1].event["desk"]["raw"]["timestamp"]
    return last - datetime.fromisoformat(cause).timestamp()


async def _embargo(desk: Desk, topics: Listener, uri: str, seconds: float, *, crash: bool) -> float:
    """Seconds from the embargo's end to the event on articles.enriched."""
    end = datetime.now(UTC) + timedelta(seconds=seconds)
    await desk.send([item(uri, 7000 + int(seconds), embargoedUntil=end.isoformat())])
    await desk.complete()
    if crash:
        await desk.committed()
        desk.worker.kill()
        desk.worker.start()
        await desk.worker.ready()
    await until(lambda: bool(topics.enriched(uri)), 60, every=0.01)
    return topics.enriched(uri)[0].at - end.timestamp()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("kills", nargs="?", type=int, default=20)
    asyncio.run(main(parser.parse_args().kills))
