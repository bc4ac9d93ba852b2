"""Topics that change under workers that run, on a real Apache Kafka: more partitions, many first starts, a deletion."""

from __future__ import annotations

import asyncio
import contextlib
import json
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions, NewTopic

from streams.brokers.topics import ensure_topics
from streams.cli.processes import WorkerProcess
from streams.topology import RAW, UNIQUE, all_topics
from tests.e2e.desk import Desk, running_desk
from tests.e2e.wire import story
from tests.waiting import when


@asynccontextmanager
async def administering(broker: str) -> AsyncIterator[AIOKafkaAdminClient]:
    client = AIOKafkaAdminClient(bootstrap_servers=broker)
    await client.start()
    try:
        yield client
    finally:
        await client.close()


async def health(desk: Desk) -> tuple[int, str | None]:
    """What /healthz says: the status, and the problem."""
    url = (await desk.worker.ready()).replace("/metrics", "/healthz")

    def ask() -> tuple[int, Any]:
        try:
            with urllib.request.urlopen(url, timeout=10) as response:
                return response.status, json.load(response)["problem"]
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)["problem"]

    return await asyncio.to_thread(ask)


async def test_partitions_that_come_later_are_read_and_their_lag_is_known(
    real_kafka: str, tmp_path: Path
) -> None:
    async with running_desk(real_kafka, tmp_path, COPYDESK_PARTITIONS="8") as desk:
        await desk.send(story(number) for number in range(20))
        await desk.complete()
        async with administering(real_kafka) as admin:
            await admin.create_partitions({name: NewPartitions(12) for name in (RAW.name, UNIQUE.name)})
        # Before the worker knows of them, as any producer would.
        await desk.send(story(number) for number in range(100, 160))
        used = {place[1] for place in desk.names}
        assert len(used & {8, 9, 10, 11}) == 4, f"the stories lie on {sorted(used)}: nothing is proven"
        await desk.complete()

        def are_12(found: dict[str, float]) -> bool:
            return all(
                len([name for name in found if f'topic="{topic}"' in name]) == 12
                for topic in (RAW.name, UNIQUE.name)
            )

        await desk.lags_when(are_12)
        await desk.committed()
        assert (await health(desk)) == (200, None)
        # A worker that starts now need not be told of them.
        assert await asyncio.to_thread(desk.worker.stop) == 0
        desk.worker.start()
        await desk.send(story(number) for number in range(200, 220))
        await desk.complete()
        assert desk.account.adds_up()


async def test_workers_that_start_at_once_on_an_empty_kafka_all_work(real_kafka: str, tmp_path: Path) -> None:
    with contextlib.ExitStack() as stack:
        workers = [
            stack.enter_context(
                WorkerProcess(
                    real_kafka,
                    tmp_path / f"worker-{number}.log",
                    environment={"COPYDESK_DATA": str(tmp_path / str(number)), "COPYDESK_PROCESSES": "1"},
                )
            )
            for number in range(3)
        ]
        await asyncio.gather(*(worker.ready() for worker in workers))
        for worker in workers:
            worker.check()
        states = await ensure_topics(real_kafka, all_topics("copydesk"), 8, 1, create=False)
        assert {each.state for each in states} == {"there"}


@pytest.mark.parametrize("comes_back", [False, True], ids=["gone", "made anew with one partition"])
async def test_a_topic_that_is_deleted_under_a_worker_is_said(
    real_kafka: str, tmp_path: Path, comes_back: bool
) -> None:
    async with running_desk(real_kafka, tmp_path, COPYDESK_PARTITIONS="3") as desk:
        await desk.send([story(1)])
        await desk.complete()
        await desk.committed()
        async with administering(real_kafka) as admin:
            await admin.delete_topics([RAW.name])
            if comes_back:
                await admin.create_topics([NewTopic(RAW.name, 1, 1)])
        status, problem = await when(lambda: health(desk), lambda found: found[1] is not None, 60)
        said = "has 1 of 3 partitions: it was deleted" if comes_back else "is gone, and what it held"
        assert status == 503
        assert problem is not None
        assert f"topic articles.raw {said}" in problem
        assert problem in desk.worker.log.read_text()


async def test_a_feed_whose_topic_does_not_take_the_broker_s_time_is_warned_of(
    real_kafka: str, tmp_path: Path
) -> None:
    async with administering(real_kafka) as admin:
        own = {name: value for name, value in RAW.all_configs().items() if "timestamp" not in name}
        await admin.create_topics([NewTopic(RAW.name, 2, 1, topic_configs=own)])
    async with running_desk(real_kafka, tmp_path, COPYDESK_PARTITIONS="2") as desk:
        await desk.send([story(1)])
        await desk.complete()
        assert (
            "WARNING streams.brokers.topics: topic articles.raw differs: message.timestamp.type=CreateTime, not LogAppendTime; "
            "`copydesk topics --apply` mends it"
        ) in desk.worker.log.read_text()
