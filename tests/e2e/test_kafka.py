"""Nothing lost, on a real Apache Kafka: kills, stops, rebalances and a broker that goes away, in mid-stream."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import orjson
import pytest

from streams.brokers.kafka import KafkaServer
from streams.cli.processes import WorkerProcess
from streams.events.raw_event import RawEvent
from streams.kinds import Disposition
from tests.cli.run import copydesk
from tests.e2e.desk import Desk, running_desk
from tests.e2e.verdicts import check_repeats, undisturbed, verdicts_of
from tests.e2e.wire import story, wire


async def check(desk: Desk, since: datetime, events: list[RawEvent]) -> None:
    """One end each, also by `copydesk account`, the verdicts of an undisturbed run, and recognisable repeats."""
    assert desk.account.adds_up()
    ran = await asyncio.to_thread(
        copydesk, "account", "--json", "--since", since.isoformat(), broker=desk.broker
    )
    told = orjson.loads(ran.out)
    assert (ran.code, told["missing"], told["twice"]) == (0, [], [])
    assert (told["received"], told["dispositions"]) == (len(events), desk.account.dispositions())
    check_repeats(desk)
    right = undisturbed(events)
    got = verdicts_of(desk)
    assert {name: got[name] for name in got if got[name] != right[name]} == {}


@pytest.fixture
async def desk(real_kafka: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with running_desk(real_kafka, tmp_path) as running:
        yield running


async def another(desk: Desk, stack: contextlib.ExitStack, name: str) -> WorkerProcess:
    """One more worker."""
    log = desk.folder / f"{name}.log"
    worker = stack.enter_context(WorkerProcess(desk.broker, log, environment=desk.environment))
    await worker.ready()
    return worker


@contextlib.asynccontextmanager
async def flowing(desk: Desk, events: Iterator[RawEvent]) -> AsyncIterator[list[RawEvent]]:
    """Within it there is always something to do, however fast the machine is; what was sent so far."""
    sent: list[RawEvent] = []
    enough = asyncio.Event()

    async def feed() -> None:
        while not enough.is_set():
            if desk.account.open < 40:
                batch = list(islice(events, 40))
                assert batch, "all was sent: nothing flows any more"
                sent.extend(batch)
                await desk.send(batch)
            await asyncio.sleep(0.02)  # a poll, until it is enough

    feeding = asyncio.ensure_future(feed())
    try:
        yield sent
    finally:
        # Not cancelled: in the midst of a batch nobody would know what of it was sent.
        enough.set()
        await feeding


async def more(desk: Desk, count: int) -> None:
    """Returns when so many more raw events have come to their end."""
    wanted = desk.ended + count
    await desk.until(lambda: desk.ended >= wanted)


async def progress(desk: Desk, share: float) -> None:
    """Returns when that share of the raw events has its end."""
    wanted = share * len(desk.names)
    await desk.until(lambda: desk.ended >= wanted)
    assert desk.account.open, "all is done before it was disturbed: nothing is proven"


async def test_kill_9_in_mid_stream_with_a_latency_tail(desk: Desk) -> None:
    since, events = datetime.now(UTC), list(wire(200, first=10_000, slow_seconds=0.4))
    await desk.send(events)
    for share in (0.2, 0.6):
        await progress(desk, share)
        desk.worker.kill()
        desk.worker.start()
    await desk.complete()
    await check(desk, since, events)


async def test_workers_join_die_and_leave_while_articles_flow(desk: Desk) -> None:
    since = datetime.now(UTC)
    with contextlib.ExitStack() as stack:
        async with flowing(desk, wire(20_000, first=20_000)) as sent:
            second = await another(desk, stack, "second")
            third = await another(desk, stack, "third")
            await more(desk, 40)
            second.kill()
            await more(desk, 40)
            assert await asyncio.to_thread(third.stop) == 0
            second.start()
            await second.ready()
            await more(desk, 40)
        await desk.complete()
        second.check()
    await check(desk, since, sent)


@pytest.mark.parametrize("stop", [KafkaServer.stop, KafkaServer.kill], ids=["stopped", "killed"])
async def test_a_broker_that_goes_and_comes_back(
    desk: Desk, kafka_server: KafkaServer, stop: Callable[[KafkaServer], None]
) -> None:
    since = datetime.now(UTC)
    events = list(wire(140, first=30_000 if stop is KafkaServer.stop else 40_000))
    await desk.send(events)
    await progress(desk, 0.3)
    # In this thread: the kernel ends the broker when the thread that started it ends.
    stop(kafka_server)
    kafka_server.start()
    await desk.complete()
    desk.worker.check()
    await check(desk, since, events)


async def test_the_state_comes_back_from_the_changelogs(desk: Desk) -> None:
    await desk.send([story(number) for number in range(50_000, 50_100)])
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
