"""A worker that stops in silence is noticed: /healthz turns red, and it ends so that a supervisor starts another."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer

from streams.brokers.embedded import EmbeddedBroker
from streams.cli.processes import WorkerProcess
from streams.events.raw_event import RawEvent
from streams.topology import RAW, RAWS, UNIQUE
from tests.e2e.desk import Desk, running_desk
from tests.e2e.wire import story
from tests.machine import patience
from tests.waiting import until

STUCK_SECONDS = 5.0
FROZEN = "tests.e2e.frozen_worker"


@dataclass
class Answers:
    """What /healthz answered, each answer once, in their order."""

    seen: list[tuple[int, str | None]] = field(default_factory=list)

    async def ask(self, url: str) -> None:
        while True:
            answer = await asyncio.to_thread(_ask, url)
            if answer and answer not in self.seen[-1:]:
                self.seen.append(answer)
            await asyncio.sleep(0.05)

    @property
    def problems(self) -> list[str]:
        return [problem for status, problem in self.seen if problem and status == 503]


def _ask(url: str) -> tuple[int, str | None] | None:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return response.status, json.load(response)["problem"]
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)["problem"]
    except OSError:
        return None


@asynccontextmanager
async def asked(desk: Desk) -> AsyncIterator[Answers]:
    answers = Answers()
    url = (await desk.worker.ready()).replace("/metrics", "/healthz")
    asking = asyncio.ensure_future(answers.ask(url))
    try:
        yield answers
    finally:
        asking.cancel()


def environment(part: str, marker: Path) -> dict[str, str]:
    return {
        "FROZEN": part,
        "FROZEN_FROM": str(marker),
        "COPYDESK_STUCK_SECONDS": str(STUCK_SECONDS),
        "COPYDESK_DEADLINE_SECONDS": "1",
        "COPYDESK_LOG_LEVEL": "warning",
    }


def ended(worker: WorkerProcess) -> bool:
    return worker.process is not None and worker.process.poll() is not None


@pytest.mark.parametrize("part", ["window", "agent", "fetcher", "end"])
async def test_a_frozen_worker_is_noticed_and_ends_with_4(real_kafka: str, tmp_path: Path, part: str) -> None:
    marker = tmp_path / "frozen"
    module, settings = "tests.e2e.frozen_worker", environment(part, marker)
    async with (
        running_desk(real_kafka, tmp_path, module=module, **settings) as desk,
        asked(desk) as answers,
    ):
        await desk.send(story(number) for number in range(50))
        await desk.complete()
        await asyncio.to_thread(marker.touch)
        await desk.send(story(number) for number in range(100, 150))
        await until(lambda: ended(desk.worker), 60, moves=lambda: len(answers.seen))
        assert desk.worker.process is not None
        assert desk.worker.process.returncode == 4
        assert answers.seen[0] == (200, None)
        assert answers.problems
        assert answers.problems[0].startswith("articles.")
        assert "events behind" in answers.problems[0]
        # Which of several partitions it names, the last look decides, of which nobody may have heard.
        said = [line for line in desk.worker.last_words().splitlines() if line.startswith("copydesk: ")]
        assert said[-1].startswith("copydesk: articles.")
        assert "events behind" in said[-1]
        assert said[-1].endswith("makes no progress and ends; a new one goes on where it stopped")
        # The one that a supervisor starts goes on.
        await asyncio.to_thread(marker.unlink)
        desk.worker.start()
        await desk.complete()
        assert desk.account.adds_up()


async def test_a_worker_that_acknowledges_is_not_ended_and_what_it_leaves_behind_is_said(
    real_kafka: str, tmp_path: Path
) -> None:
    marker = tmp_path / "frozen"
    settings = environment("partition", marker) | {
        "COPYDESK_PARTITIONS": "2",
        "COPYDESK_STUCK_SECONDS": f"{patience(2):.1f}",
    }
    async with running_desk(real_kafka, tmp_path, module=FROZEN, **settings) as desk, asked(desk) as answers:
        await desk.send([story(1)])
        await desk.complete()
        await asyncio.to_thread(marker.touch)
        number = 100
        began = time.monotonic()
        # The partition that works goes on all the while.
        while not answers.problems or time.monotonic() < began + 5 * patience(2):
            await desk.send(story(number + each) for each in range(10))
            number += 10
            desk.worker.check()
            await asyncio.sleep(patience(0.1))
        assert all("articles.raw/0" in problem for problem in answers.problems)
        await asyncio.to_thread(marker.unlink)
        await desk.complete()
        await until(lambda: answers.seen[-1] == (200, None))
        desk.worker.check()


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("rebalance", "a rebalance has not gone on for "),
        ("ledger", "the return of the ledger has not gone on for "),
    ],
)
async def test_what_does_not_come_to_work_is_noticed(
    real_kafka: str, tmp_path: Path, part: str, said: str
) -> None:
    """The worker has its place in the group, and answers; but it does not come to work, and nobody would be told."""
    marker = tmp_path / "frozen"
    await asyncio.to_thread(marker.touch)
    settings = environment(part, marker) | {"COPYDESK_DATA": str(tmp_path / "data")}
    with WorkerProcess(real_kafka, tmp_path / "worker.log", environment=settings, module=FROZEN) as worker:
        await until(lambda: ended(worker), 60)
        assert worker.process is not None
        assert worker.process.returncode == 4
        assert f"copydesk: {said}" in worker.last_words()


async def test_a_sigterm_is_obeyed_by_a_worker_that_cannot_end(real_kafka: str, tmp_path: Path) -> None:
    settings = environment("stop", tmp_path / "frozen")
    async with running_desk(real_kafka, tmp_path, module=FROZEN, **settings) as desk:
        assert await asyncio.to_thread(desk.worker.stop) == 1
        assert "copydesk: the worker did not end within 1 s" in desk.worker.last_words()


@pytest.mark.parametrize(
    ("part", "code", "reached"),
    [
        ("ledger", 0, "this worker is now the ledger's writer"),
        ("rebalance_stop", 1, "Executing _on_partitions_assigned"),
    ],
)
async def test_a_sigterm_is_obeyed_by_a_worker_that_starts(
    real_kafka: str, tmp_path: Path, part: str, code: int, reached: str
) -> None:
    """In a start that never comes to its end, and where Faust cannot end it either."""
    marker = tmp_path / "frozen"
    await asyncio.to_thread(marker.touch)
    settings = environment(part, marker) | {
        "COPYDESK_DATA": str(tmp_path / "data"),
        "COPYDESK_STUCK_SECONDS": "600",
        "COPYDESK_LOG_LEVEL": "info",
    }
    with WorkerProcess(real_kafka, tmp_path / "worker.log", environment=settings, module=FROZEN) as worker:
        await until(lambda: reached in worker.log.read_text(), 60)
        assert await asyncio.to_thread(worker.stop) == code


async def test_a_worker_says_where_it_stands(real_kafka: str, tmp_path: Path) -> None:
    async with running_desk(real_kafka, tmp_path) as desk:
        assert desk.worker.process is not None
        await desk.send([story(0)])
        await desk.complete()
        desk.worker.process.send_signal(signal.SIGUSR1)
        said = desk.worker.log.read_text
        await until(lambda: "copydesk: where process" in said() and "AIOKafkaConsumer" in said())
        # The tasks of both loops, down to what they wait for; and it goes on.
        assert "window.py" in said()
        assert "fetcher.py" in said()
        await desk.send([story(1)])
        await desk.complete()


async def test_a_broker_that_is_silent_is_a_problem_and_no_reason_to_end(
    embedded: EmbeddedBroker, tmp_path: Path
) -> None:
    settings = {"COPYDESK_STUCK_SECONDS": str(STUCK_SECONDS)}
    async with running_desk(embedded.address, tmp_path, **settings) as desk, asked(desk) as answers:
        await desk.send([story(1)])
        await desk.complete()
        os.kill(embedded.pid, signal.SIGSTOP)  # it takes connections, and does not answer
        try:
            await until(lambda: answers.problems, 60)
            began = time.monotonic()
            await until(lambda: time.monotonic() > began + 2 * STUCK_SECONDS or ended(desk.worker))
        finally:
            os.kill(embedded.pid, signal.SIGCONT)
        assert all(problem.startswith("broker unreachable since ") for problem in answers.problems)
        assert not ended(desk.worker)
        await desk.send([story(2)])
        await desk.complete()
        await until(lambda: answers.seen[-1] == (200, None))


async def test_the_marks_of_transactions_are_no_lag_to_despair_of(real_kafka: str, tmp_path: Path) -> None:
    """Behind the last record of a transaction lies a mark, which no consumer is given, nor commits."""
    settings = {"COPYDESK_STUCK_SECONDS": f"{patience(2):.1f}", "COPYDESK_PARTITIONS": "2"}
    async with running_desk(real_kafka, tmp_path, **settings) as desk, asked(desk) as answers:
        await send_in_transactions(real_kafka, [story(number) for number in range(6)])
        await desk.until(lambda: len(desk.ends) == 6)
        await desk.lags_when(lambda found: 1 <= sum(found.values()) <= 2)
        # They are looked at before it would be stuck, and known for what they are from then on.
        await desk.lags_when(lambda found: bool(found) and not any(found.values()))
        assert answers.seen == [(200, None)]
        assert not ended(desk.worker)


async def send_in_transactions(broker: str, events: list[RawEvent]) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=broker, transactional_id="feeder")
    await producer.start()
    try:
        for event in events:
            async with producer.transaction():
                await producer.send(RAW.name, event.value, key=event.key, headers=list(event.headers))
    finally:
        await producer.stop()


async def test_the_lag_of_each_partition_is_exported(real_kafka: str, tmp_path: Path) -> None:
    marker = tmp_path / "frozen"
    settings = environment("fetcher", marker) | {
        "COPYDESK_STUCK_SECONDS": f"{patience(30):.0f}",
        "COPYDESK_PARTITIONS": "2",
    }
    async with running_desk(real_kafka, tmp_path, module=FROZEN, **settings) as desk:
        await desk.send(story(number) for number in range(20))
        await desk.complete()
        shown = await desk.lags_when(lambda found: bool(found) and not any(found.values()))
        places = [
            ("0", "articles.clean"),
            *((number, topic.name) for number in "01" for topic in (*RAWS, UNIQUE)),
        ]
        names = (f'copydesk_consumer_lag_events{{partition="{n}",topic="{topic}"}}' for n, topic in places)
        assert sorted(shown) == sorted(names)
        await asyncio.to_thread(marker.touch)
        await desk.send(story(number) for number in range(100, 140))
        await desk.lags_when(lambda found: sum(found.values()) >= 30)
