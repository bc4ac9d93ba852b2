"""Documents that are bad for whoever reads them, through a desk with a worker on a real Kafka: nothing may suffer.

Run: `.venv/bin/python ops/bench/fuzz.py [--count 10000] [--seed 1] [--light] [--only NUMBER]`. The inputs are those of
tests/hostile.py. It fails (exit code 1) when the worker ended or stalled, when an answer of /healthz took longer than
200 ms or was not 200, when a step of the worker's loop took more than 50 ms of CPU, when anything died of a fault of
copydesk, or when an input has no end, or two. What is drawn depends on the seed and the number alone, so that a failure
can be run again. On a machine that does more than this, --patience N allows N times as long for an answer.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from streams.brokers.embedded import free_port
from streams.brokers.jars import resolve_jars
from streams.brokers.kafka import KafkaServer
from streams.events.raw_event import RawEvent
from streams.history.dispositions import Disposed
from streams.runtime.dead_limit import OURS
from streams.settings import settings

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.e2e.desk import Desk, running_desk
from tests.hostile import Fuzz

#: An answer of /healthz may take so long, and a step of the loop so much CPU, in seconds.
ANSWER, STEP = 0.2, 0.05
#: Inputs that are sent together; the next ones wait until these have their end.
_TOGETHER = 100
#: Before the first of them, so many seconds of /healthz tell what this machine takes for an answer anyway.
_IDLE = 5.0


@dataclass
class Polls:
    """The answers of /healthz."""

    took: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    async def run(self, url: str) -> None:
        """Asks again and again, until cancelled."""
        while True:
            await asyncio.to_thread(self._ask, url)
            await asyncio.sleep(0.05)

    def _ask(self, url: str) -> None:
        began = time.perf_counter()
        try:
            with urllib.request.urlopen(url, timeout=20) as answer:
                answer.read()
        except urllib.error.HTTPError as error:
            self.wrong.append(f"{error.code}: {error.read(300).decode('utf-8', 'replace')}")
        except OSError as error:
            self.wrong.append(str(error))
        self.took.append(time.perf_counter() - began)

    def __str__(self) -> str:
        return (
            f"{len(self.took)} answers, p50 {self.at(0.5):.0f} ms, p99 {self.at(0.99):.0f} ms, "
            f"the longest {self.at(1):.0f} ms"
        )

    def at(self, share: float) -> float:
        """The answer below which that share of them took, in milliseconds."""
        return 1000 * sorted(self.took)[min(len(self.took) - 1, int(share * len(self.took)))]


def faults(desk: Desk) -> list[str]:
    """What died of a fault of copydesk: the names of the inputs, with the reason and its detail."""
    found = []
    for place, ends in desk.ends.items():
        for end in ends:
            if end.outcome.reason in OURS:
                detail = end.headers.get("dead-detail", b"").decode()[:300]
                found.append(f"{desk.names.get(place, place)}: {end.outcome.reason}: {detail}")
    return found


def held(path: Path) -> list[dict[str, object]]:
    """The steps of the loop that took long, the longest first."""
    lines = path.read_text().splitlines() if path.exists() else []
    return sorted(map(json.loads, lines), key=lambda line: -float(line["seconds"]))


async def run(known: argparse.Namespace, folder: Path, broker: str) -> list[str]:
    """Sends the inputs; what is wrong."""
    fuzz = Fuzz(known.seed, heavy=not known.light)
    numbers = [known.only] if known.only is not None else range(known.count)
    events: Iterator[RawEvent] = map(fuzz.event, numbers)
    environment = {
        "HELD_FILE": str(folder / "held"),
        "HELD_SECONDS": str(STEP),
        "COPYDESK_DEADLINE_SECONDS": str(known.deadline),
        # Nearly all of it dies, of many sources: that is no reason to stop here.
        "COPYDESK_DEAD_LIMIT": "1000000",
    }
    polls, began = Polls(), time.monotonic()
    async with running_desk(broker, folder, module="tests.e2e.watched_worker", **environment) as desk:
        url = (await desk.worker.ready()).replace("/metrics", "/healthz")
        # What it imported at its start held nobody up.
        (folder / "held").write_text("")
        polling = asyncio.ensure_future(polls.run(url))
        wrong: list[str] = []
        try:
            await asyncio.sleep(_IDLE)
            idle = Polls(list(polls.took))
            print(f"/healthz of an idle worker: {idle}")
            polls.took.clear()
            while some := list(islice(events, _TOGETHER)):
                await desk.send(some)
                await desk.complete(known.patience * 120)
                if known.verbose:
                    print(f"{desk.ended} done, {len(faults(desk))} faults", flush=True)
        except (AssertionError, Exception) as error:  # noqa: BLE001 - what is wrong is told with the rest
            wrong.append(f"{type(error).__name__}: {str(error)[:2000]}")
        finally:
            polling.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await polling
        seconds = time.monotonic() - began
        alive = desk.worker.process is not None and desk.worker.process.poll() is None
        if not alive:
            wrong.append(f"the worker ended: {desk.worker.last_words()}")
        metrics = await desk.metrics() if alive else {}
        if alive and (code := await asyncio.to_thread(desk.worker.stop)):
            wrong.append(f"the worker ended with {code}: {desk.worker.last_words()}")
    tell(desk, polls, metrics, seconds)
    wrong += faults(desk)
    if twice := desk.account.twice:
        wrong.append(f"with two ends: {[desk.names[place] for place in twice[:20]]}")
    if slow := [took for took in polls.took if took > ANSWER * known.patience]:
        wrong.append(
            f"{len(slow)} answers of /healthz took longer than {ANSWER * known.patience:g} s, one {max(slow):.2f}"
        )
    wrong += [f"/healthz: {each}" for each in polls.wrong[:5]]
    return wrong + [f"the loop was held: {json.dumps(step)}" for step in held(folder / "held")[:20]]


def tell(desk: Desk, polls: Polls, metrics: dict[str, float], seconds: float) -> None:
    """Prints what came of it."""
    ends: Counter[str] = Counter()
    for each in desk.ends.values():
        ends.update(_end_of(end.outcome) for end in each)
    print(f"{desk.ended} inputs in {seconds:.0f} s")
    print("  ".join(f"{kind} {count}" for kind, count in ends.most_common()))
    missed = {name: int(value) for name, value in metrics.items() if "not_enriched_total" in name and value}
    print(f"published as they are: {missed or 'none'}")
    print(f"/healthz: {polls}")


def _end_of(outcome: Disposed) -> str:
    return str(outcome.reason or outcome.disposition)


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="this input alone")
    parser.add_argument("--light", action="store_true", help="no deadly pages, nothing large")
    parser.add_argument("--deadline", type=float, default=5.0, help="COPYDESK_DEADLINE_SECONDS")
    parser.add_argument("--patience", type=float, default=1.0)
    parser.add_argument("--verbose", action="store_true")
    known = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with KafkaServer(free_port(), folder / "kafka", resolve_jars(settings().data)) as server:
            wrong = asyncio.run(run(known, folder, server.address))
    for each in wrong:
        print(f"WRONG {each}")
    print(f"seed {known.seed}: {'nothing is wrong' if not wrong else f'{len(wrong)} things are wrong'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
