"""Nothing lost, on a real Apache Kafka: kills, stops, rebalances and a broker that goes away, in mid-stream."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import orjson
import pytest

from streams.engine.kafka_server import KafkaServer
from streams.engine.worker_process import WorkerProcess
from streams.kinds import Disposition
from tests.cli.run import copydesk
from tests.e2e.desk import Desk, running_desk
from tests.e2e.verdicts import check_repeats, undisturbed, verdicts_of
from tests.e2e.wire import story, wire
from tests.waiting import until


async def check(desk: Desk, since: datetime, **made: int) -> None:
    """One end each, also by `copydesk account`, the verdicts of an undisturbed run, and recognisable repeats."""
    assert desk.account.adds_up()
    ran = await asyncio.to_thread(
        copydesk, "account", "--json", "--since", since.isoformat(), broker=desk.broker
    )
    told = orjson.loads(ran.out)
    assert (ran.code, told["missing"], told["twice"]) == (0, [], [])
    assert (told["received"], told["dispositions"]) == (made["count"], desk.account.dispositions())
    check_repeats(desk)
    right = undisturbed(wire(**made))
    got = verdicts_of(desk)
    assert {name: got[name] for name in got if got[name] != right[name]} == {}


@pytest.fixture
async def desk(real_kafka: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with running_desk(real_kafka, tmp_path) as running:
        yield running


async def another(desk: Desk, stack: contextlib.ExitStack) -> WorkerProcess:
    """One more worker."""
    log = desk.folder / "another.log"
    worker = stack.enter_context(WorkerProcess(desk.broker, log, environment=desk.environment))
    await worker.ready()
    return worker


async def progress(desk: Desk, share: float) -> None:
    """Returns when that share of the raw events has its end."""
    wanted = share * len(desk.names)
    await until(lambda: desk.ended >= wanted, 120)
    assert desk.account.open, "all is done before it was disturbed: nothing is proven"


async def test_kill_9_in_mid_stream_with_a_latency_tail(desk: Desk) -> None:
    since, made = datetime.now(UTC), {"count": 600, "first": 10_000, "slow_weight": 11_000}
    await desk.send(wire(**made))
    for share in (0.2, 0.6):
        await progress(desk, share)
        desk.worker.kill()
        desk.worker.start()
    await desk.complete(120)
    await check(desk, since, **made)


async def test_workers_join_die_and_leave_while_articles_flow(desk: Desk) -> None:
    since, made = datetime.now(UTC), {"count": 5000, "first": 20_000}
    day = wire(**made)
    with contextlib.ExitStack() as stack:
        await desk.send(islice(day, 1500))
        await progress(desk, 0.1)
        second = await another(desk, stack)
        third = await another(desk, stack)
        await desk.send(islice(day, 1500))
        await progress(desk, 0.6)
        second.kill()
        await desk.send(day)
        await progress(desk, 0.7)
        assert await asyncio.to_thread(third.stop) == 0
        second.start()
        await desk.complete(200)
    await check(desk, since, **made)


@pytest.mark.parametrize("stop", [KafkaServer.stop, KafkaServer.kill], ids=["stopped", "killed"])
async def test_a_broker_that_goes_and_comes_back(
    desk: Desk, kafka_server: KafkaServer, stop: Callable[[KafkaServer], None]
) -> None:
    since = datetime.now(UTC)
    made = {"count": 800, "first": 30_000 if stop is KafkaServer.stop else 40_000}
    await desk.send(wire(**made))
    await progress(desk, 0.3)
    # In this thread: the kernel ends the broker when the thread that started it ends.
    stop(kafka_server)
    kafka_server.start()
    await desk.complete(150)
    desk.worker.check()
    await check(desk, since, **made)


async def test_the_state_comes_back_from_the_changelogs(desk: Desk) -> None:
    await desk.send([story(number) for number in range(50_000, 50_200)])
    await desk.complete()
    await desk.committed()
    desk.worker.kill()
    desk.worker.start()
    await desk.send([story(50_007, uri="urn:test:late-copy", changed=1), story(50_008, version=2, changed=4)])
    await desk.send([story(50_009)])
    await desk.complete()
    ends = {desk.names[place]: ends[-1].outcome for place, ends in desk.ends.items() if place in desk.names}
    assert ends["urn:test:late-copy v1"].disposition is Disposition.DUPLICATE
    assert ends["urn:test:story-50008 v2"].disposition is Disposition.ENRICHED
    assert ends["urn:test:story-50009 v1"].disposition is Disposition.REPEAT
