"""Workers that are killed and frozen again and again, on a real Kafka, and what readers have in the end.

Run: `.venv/bin/python ops/bench/kills.py [KILLS] [FREEZES] [SECONDS]`, by default 100 kills with -9 and 10 freezes
(SIGSTOP) of 20 seconds. Two workers; stories, versions, copies, slow pages and kills flow all the time. Printed are the
raw events without an end and with two, the killed stories that are usable with readers, the older versions that are
last, and the decisions that differ from those of an undisturbed run. The exit code is 1 unless all of these are none.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from streams.brokers.embedded import free_port
from streams.brokers.jars import resolve_jars
from streams.brokers.kafka import KafkaServer
from streams.cli.processes import WorkerProcess
from streams.events.raw_event import RawEvent
from streams.history.account import Range, audit
from streams.settings import settings

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.e2e.desk import Desk, running_desk
from tests.e2e.verdicts import undisturbed, verdicts_of
from tests.e2e.wire import kill, wire

#: Raw events that are in work at most; less, and a killed worker would have nothing to lose.
IN_WORK = 150
#: One story in so many is killed.
KILLED = 12
SESSION = "6"


def mixed() -> Iterator[RawEvent]:
    """The wire of the tests without an end, and kills of what it has told."""
    draw = random.Random(7)
    for number, event in enumerate(wire(10_000_000, slow_share=0.005)):
        yield event
        if number > 100 and number % KILLED == 0:
            yield kill(draw.randrange(number - 100, number))


class Load:
    """Keeps raw events in work until it is told that it is enough."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._events, self._enough = desk, mixed(), asyncio.Event()
        self.sent: list[RawEvent] = []

    async def run(self) -> None:
        """Sends, until `enough`."""
        while not self._enough.is_set():
            if self._desk.account.open < IN_WORK:
                batch = [next(self._events) for _ in range(40)]
                self.sent += batch
                await self._desk.send(batch)
            await asyncio.sleep(0.05)

    def enough(self) -> None:
        """Ends it after the batch that is being sent."""
        self._enough.set()


async def moved(desk: Desk, count: int) -> None:
    """Returns when so many more raw events have come to their end."""
    wanted = desk.ended + count
    await desk.until(lambda: desk.ended >= wanted, 180)


async def disturb(desk: Desk, workers: list[WorkerProcess], kills: int, freezes: int, seconds: float) -> None:
    """Kills and freezes the workers in turns that are drawn."""
    draw = random.Random(11)
    turns = ["kill"] * kills + ["freeze"] * freezes
    draw.shuffle(turns)
    begun = time.monotonic()
    for number, turn in enumerate(turns, start=1):
        worker = draw.choice(workers)
        await worker.ready()
        await moved(desk, draw.randrange(20, 60))
        if turn == "kill":
            worker.kill()
            worker.start()
        else:
            assert worker.process is not None
            worker.process.send_signal(signal.SIGSTOP)
            await asyncio.sleep(seconds)
            worker.process.send_signal(signal.SIGCONT)
            await moved(desk, 100)
        if number % 10 == 0:
            print(
                f"{number} of {len(turns)} in {time.monotonic() - begun:.0f} s, {desk.ended} ends", flush=True
            )


def same(event: str, got: tuple[str, str | None], right: tuple[str, str | None]) -> bool:
    """Whether an event was decided as it should be. A kill has an event for each copy, of which any comes first."""
    return got[0] == right[0] if event.endswith(" killed") else got == right


async def main(kills: int, freezes: int, seconds: float) -> int:
    """Disturbs, counts and prints."""
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        server = stack.enter_context(
            KafkaServer(free_port(), folder / "kafka", resolve_jars(settings().data))
        )
        quiet = {"COPYDESK_SESSION_SECONDS": SESSION, "COPYDESK_LOG_LEVEL": "warning"}
        async with running_desk(server.address, folder, **quiet) as desk:
            second = WorkerProcess(desk.broker, folder / "second.log", environment=desk.environment)
            workers = [desk.worker, stack.enter_context(second)]
            load = Load(desk)
            loading = asyncio.ensure_future(load.run())
            try:
                await disturb(desk, workers, kills, freezes, seconds)
            finally:
                load.enough()
                await loading
            await desk.complete()
            found = await audit(desk.broker, Range())
            right, got = undisturbed(load.sent), verdicts_of(desk)
            differ = sorted(event for event in got if not same(event, got[event], right[event]))
            told = sum(len(ends) > 1 for ends in desk.ends.values())
        print(f"{kills} kills, {freezes} freezes of {seconds:g} s: {len(load.sent)} raw events")
        print(f"{len(found.missing)} without an end, {len(found.twice)} with two, {told} told again")
        print(
            f"{len(found.readers.killed)} killed and usable with readers, {len(found.readers.older)} older last"
        )
        print(f"{len(differ)} decided otherwise than in an undisturbed run")
        for event in differ[:20]:
            print(f"    {event}: {got[event]}, not {right[event]}")
        bad = (found.missing, found.twice, found.readers.killed, found.readers.older, differ)
        return 1 if any(bad) else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("kills", nargs="?", type=int, default=100)
    parser.add_argument("freezes", nargs="?", type=int, default=10)
    parser.add_argument("seconds", nargs="?", type=float, default=20)
    known = parser.parse_args()
    sys.exit(asyncio.run(main(known.kills, known.freezes, known.seconds)))
