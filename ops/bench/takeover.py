"""How long nothing is decided when the writer is killed and a standby is there, on a real Kafka.

Run: `.venv/bin/python ops/bench/takeover.py [TIMES]`. Two workers with the default session; articles flow; the
writer is killed with -9 TIMES times. Printed are the seconds from each kill to the next end of an article that was sent
after it, and whether anything was lost or told again.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from streams.brokers.embedded import free_port
from streams.brokers.jars import resolve_jars
from streams.brokers.kafka import KafkaServer
from streams.cli.processes import WorkerProcess
from streams.settings import settings

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.e2e.desk import running_desk
from tests.e2e.wire import story
from tests.waiting import when


async def is_role(worker: WorkerProcess, role: str) -> bool:
    """Whether this worker is that to the ledger."""
    url = await worker.ready()
    text = await asyncio.to_thread(lambda: urllib.request.urlopen(url, timeout=10).read().decode())
    return f'copydesk_ledger_role{{role="{role}"}} 1.0' in text


async def main(times: int) -> None:
    """Measures and prints."""
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        server = stack.enter_context(
            KafkaServer(free_port(), folder / "kafka", resolve_jars(settings().data))
        )
        async with running_desk(server.address, folder, COPYDESK_SESSION_SECONDS="10") as desk:
            log = folder / "second.log"
            second = WorkerProcess(desk.broker, log, environment=desk.environment)
            workers = [desk.worker, stack.enter_context(second)]
            number, took = 0, []
            for _ in range(times):
                for worker in workers:
                    await worker.ready()
                writer, standby = workers if await is_role(workers[0], "writer") else workers[::-1]
                await when(lambda standby=standby: is_role(standby, "standby"), bool, 60)
                await desk.send([story(number + each) for each in range(200)])
                writer.kill()
                killed = time.monotonic()
                ended = desk.ended
                await desk.send([story(number + 200)])
                name_of = f"urn:test:story-{number + 200} v1"
                await desk.until(
                    lambda name_of=name_of: any(desk.names.get(place) == name_of for place in desk.ends)
                )
                took.append(time.monotonic() - killed)
                assert desk.ended > ended
                await desk.complete()
                number += 1000
                writer.start()
            twice = sum(len(ends) > 1 for ends in desk.ends.values())
            print(f"seconds to the next decision: {', '.join(f'{each:.1f}' for each in took)}")
            print(f"{len(desk.names)} sent, {desk.account.open} without an end, {twice} told again")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("times", nargs="?", type=int, default=5)
    asyncio.run(main(parser.parse_args().times))
