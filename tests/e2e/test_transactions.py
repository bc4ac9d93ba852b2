"""Producers with transactions, on a real Kafka: what was aborted is not there, what is open is not there yet."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import orjson
from aiokafka import AIOKafkaProducer

from streams.events.raw_event import RawEvent
from streams.topology import RAW
from tests.cli.run import copydesk
from tests.e2e.desk import running_desk
from tests.e2e.test_watch import asked, ended
from tests.e2e.wire import story
from tests.machine import patience
from tests.topics import read, writing
from tests.waiting import until


@asynccontextmanager
async def transactions(broker: str, name: str) -> AsyncIterator[AIOKafkaProducer]:
    producer = AIOKafkaProducer(bootstrap_servers=broker, transactional_id=name)
    await producer.start()
    try:
        yield producer
    finally:
        await producer.stop()


async def put(producer: AIOKafkaProducer, events: Iterable[RawEvent]) -> None:
    """All on one partition."""
    for event in events:
        await producer.send_and_wait(
            RAW.name, event.value, key=event.key, headers=list(event.headers), partition=0
        )


async def test_aborted_committed_and_open(real_kafka: str, tmp_path: Path) -> None:
    broker, stuck = real_kafka, patience(2)
    settings = {"COPYDESK_STUCK_SECONDS": f"{stuck:.1f}", "COPYDESK_PARTITIONS": "2"}
    async with (
        running_desk(broker, tmp_path, **settings) as desk,
        asked(desk) as answers,
        transactions(broker, "first") as first,
        transactions(broker, "second") as second,
    ):
        await first.begin_transaction()
        await put(first, [story(number) for number in range(3)])
        await first.abort_transaction()
        await first.begin_transaction()
        await put(first, [story(number) for number in range(10, 12)])
        await first.commit_transaction()
        await desk.until(lambda: len(desk.ends) == 2)
        # What was aborted at the end of a partition is nothing to wait for either.
        await first.begin_transaction()
        await put(first, [story(3)])
        await first.abort_transaction()
        await second.begin_transaction()
        await put(second, [story(20)])
        async with writing(broker) as plain:
            await put(plain, [story(30)])  # behind it
        # For longer than a worker may stand still, it has nothing to do.
        await desk.lags_when(lambda found: bool(found) and not any(found.values()))
        began = time.monotonic()
        await until(lambda: time.monotonic() > began + 2 * stuck or ended(desk.worker))
        assert not any((await desk.lags()).values())
        assert answers.seen == [(200, None)]
        assert len(desk.ends) == 2
        ran = await asyncio.to_thread(copydesk, "account", "--json", broker=broker)
        assert (ran.code, orjson.loads(ran.out)["received"]) == (0, 2), ran
        assert len(await read(broker, RAW.name)) == 2
        await second.commit_transaction()
        await desk.until(lambda: len(desk.ends) == 4)
        await desk.lags_when(lambda found: bool(found) and not any(found.values()))
        subjects = {end[0].headers["ce_subject"] for end in desk.ends.values()}
        assert subjects == {f"urn:test:story-{number}".encode() for number in (10, 11, 20, 30)}
        assert answers.seen == [(200, None)]
