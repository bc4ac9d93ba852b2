"""What a worker has learnt of its sources is on sources.health, and with the next worker again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from streams.brokers.reader import offset_ranges, read_ranges
from streams.runtime.source_health import WORTH
from streams.topology import SOURCES
from tests.e2e.desk import Desk, running_desk
from tests.e2e.wire import story
from tests.waiting import when

SHOWN = 'copydesk_source_last_timestamp_seconds{source="test-wire"}'


async def shown(desk: Desk) -> float:
    """When the source was heard last, once the worker shows it."""

    async def ask() -> float:
        return (await desk.metrics())[SHOWN]

    return await when(ask, bool, 60)


async def told(broker: str) -> list[Any]:
    """The records on sources.health, once there are some."""

    async def ask() -> list[Any]:
        ranges = await offset_ranges(broker, [SOURCES.name])
        return [record async for record in read_ranges(broker, ranges)]

    return await when(ask, bool)


async def test_what_was_learnt_outlives_the_worker(real_kafka: str, tmp_path: Path) -> None:
    settings = {"COPYDESK_SOURCES": "test-wire, capital-lens", "COPYDESK_PARTITIONS": "2"}
    async with running_desk(real_kafka, tmp_path, **settings) as desk:
        await desk.send(story(number) for number in range(WORTH))
        await desk.complete()
        at = await shown(desk)
        (record,) = await told(real_kafka)
        assert record.key == b"test-wire|en"
        event = orjson.loads(record.value)
        assert (event["articles"], event["silent"], event["drifted"]) == (WORTH, False, [])
        await desk.committed()
        desk.worker.kill()
        desk.worker.start()
        # The topic says when it was written, the gauge when it was heard; a worker that had learnt nothing says neither.
        assert await shown(desk) == pytest.approx(at, abs=1)
