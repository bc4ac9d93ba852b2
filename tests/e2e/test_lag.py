"""The lag is what the broker tells: it goes on rising while a consumer stands still, and believes all is well."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

import pytest

from tests.e2e.desk import running_desk
from tests.e2e.test_watch import FROZEN, environment
from tests.e2e.wire import story
from tests.machine import patience

#: How many articles are sent at a time, and how often.
BATCH, TIMES = 10, 3


def on_raw(found: dict[str, float]) -> float:
    return sum(lag for name, lag in found.items() if 'topic="articles.raw"' in name)


def is_at_least(least: float, found: dict[str, float]) -> bool:
    return on_raw(found) >= least


@pytest.mark.parametrize("part", ["agent", "window"])
async def test_it_rises_while_a_part_of_the_consumer_is_frozen(
    real_kafka: str, tmp_path: Path, part: str
) -> None:
    marker = tmp_path / "frozen"
    settings = environment(part, marker) | {
        "COPYDESK_STUCK_SECONDS": f"{patience(20):.0f}",
        "COPYDESK_PARTITIONS": "1",
    }
    async with running_desk(real_kafka, tmp_path, module=FROZEN, **settings) as desk:
        await desk.send(story(number) for number in range(BATCH))
        await desk.complete()
        await desk.lags_when(lambda found: bool(found) and not any(found.values()))
        await asyncio.to_thread(marker.touch)
        shown = [0.0]
        for time in range(1, TIMES + 1):
            await desk.send(story(100 * time + number) for number in range(BATCH))
            least = BATCH * time - 1
            shown.append(on_raw(await desk.lags_when(partial(is_at_least, least))))
        assert shown == sorted(set(shown))
        assert shown[-1] <= BATCH * TIMES
