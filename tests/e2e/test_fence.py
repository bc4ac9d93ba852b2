"""A worker that was stopped for longer than its session writes nothing of what it had in work, on a real Kafka."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import orjson
import pytest
from aiokafka.admin import AIOKafkaAdminClient

from streams.brokers.check import connected
from streams.cli.processes import WorkerProcess
from tests.cli.run import copydesk
from tests.e2e.desk import Desk, running_desk
from tests.e2e.topics import listening
from tests.e2e.wire import kill, story
from tests.waiting import when

COUNT = 120


async def members(broker: str) -> int:
    """How many workers the group has. Their logs need not tell: the libraries are quiet for a while."""
    async with connected(broker, AIOKafkaAdminClient) as admin:
        (answer,) = await admin.describe_consumer_groups(["copydesk"])
        (group,) = answer.to_object()["groups"]
        return len(group["members"])


@pytest.fixture
async def desk(real_kafka: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with running_desk(real_kafka, tmp_path) as running:
        yield running


async def test_what_a_frozen_worker_had_in_work_stays_unwritten_when_it_wakes(desk: Desk) -> None:
    with contextlib.ExitStack() as stack:
        second = stack.enter_context(
            WorkerProcess(desk.broker, desk.folder / "second.log", environment=desk.environment)
        )
        await second.ready()
        async with listening(desk.broker) as topics:
            await desk.send([story(number) for number in range(COUNT)])
            # In the midst of it, with outputs in its buffers and on their way.
            await desk.until(lambda: desk.ended > COUNT // 6)
            frozen = desk.worker.process
            assert frozen is not None
            frozen.send_signal(signal.SIGSTOP)
            stack.callback(frozen.send_signal, signal.SIGCONT)
            assert desk.account.open, "all is done before it was frozen: nothing is proven"
            await desk.complete()
            await desk.send([kill(number) for number in range(COUNT)])
            await desk.complete()
            await topics.caught_up()
            before = len(topics.told)
            assert await members(desk.broker) == 1
            frozen.send_signal(signal.SIGCONT)
            await when(lambda: members(desk.broker), lambda found: found == 2, 60)
            # It is a member again, and works: what it then writes lies behind all that it may have held.
            await desk.send([story(number) for number in range(COUNT, COUNT + 20)])
            await desk.complete()
            await topics.caught_up()
        late = [told for told in topics.told[before:] if int(told.key.rpartition("-")[2]) < COUNT]
        assert late == []
        for number in range(COUNT):
            assert topics.statuses(f"urn:test:story-{number}")[-1] == ("canceled", "kill")
    ran = await asyncio.to_thread(copydesk, "account", "--json", broker=desk.broker)
    told = orjson.loads(ran.out)
    assert (told["missing"], told["twice"], told["killed_yet_usable"]) == ([], [], [])
    assert ran.code == 0
