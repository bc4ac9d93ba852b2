"""The alerts, as shipped but for their windows, in a real Prometheus that scrapes a real worker: the right one fires
within its time, and no other does.
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from streams.engine.broker import EmbeddedBroker
from tests.e2e.wire import story
from tests.ops.live import all_seeds, ever_fired, fires, is_quiet, watched_desk
from tests.ops.prometheus import FACTOR
from tests.waiting import until

#: Each waits for several alerts, one after the other, on what may be a busy machine.
pytestmark = pytest.mark.timeout(300)

DOWN = ("CopydeskDown", "page")
SILENT = ("CopydeskWireSilent", "page")
STUCK = ("CopydeskStuck", "page")

#: How long after the cause an alert fires at the latest, in seconds of a Prometheus that is not shortened.
IN_TIME = {DOWN: 180.0, SILENT: 960.0, STUCK: 720.0}
#: What a busy machine may add, and what is not shortened: the time that a look, a scrape and a rule itself take.
SLACK = 8.0


def shortly(seconds: float) -> float:
    return seconds / FACTOR


async def passed(seconds: float) -> None:
    """Returns after some time, for what must not happen in it."""
    end = time.monotonic() + seconds
    await until(lambda: time.monotonic() > end, seconds + 30, every=0.2)


async def test_a_day_then_silence_then_no_worker_then_a_worker_again(
    embedded: EmbeddedBroker, tmp_path: Path
) -> None:
    async with watched_desk(embedded.address, tmp_path) as (desk, watcher):
        began = time.monotonic()
        await desk.send(all_seeds())
        await desk.complete()
        assert not watcher.firing()

        await fires(watcher, SILENT, shortly(IN_TIME[SILENT]) + SLACK)
        assert ever_fired(watcher, time.monotonic() - began) == {SILENT}

        await desk.send([story(1)])
        await is_quiet(watcher, shortly(60) + SLACK)

        stopped = time.monotonic()
        assert await asyncio.to_thread(desk.worker.stop) == 0
        await fires(watcher, DOWN, shortly(IN_TIME[DOWN]) + SLACK)
        # Nor does any other while it is down, in the time in which each would have.
        await passed(shortly(IN_TIME[SILENT]))
        assert watcher.firing() == {DOWN}
        assert ever_fired(watcher, time.monotonic() - stopped) == {DOWN}
        texts = [alert["annotations"] for alert in watcher.alerts()]
        assert [each["summary"] for each in texts] == ["No worker answers"]

        desk.worker.start()
        await desk.worker.ready()
        await desk.send([story(2)])
        await is_quiet(watcher, shortly(60) + SLACK)


async def test_a_worker_that_takes_nothing_more_is_stuck_and_the_wire_is_not_blamed(
    embedded: EmbeddedBroker, tmp_path: Path
) -> None:
    marker = tmp_path / "frozen"
    # It would end itself, which is another matter; and it looks at the broker every five seconds.
    settings = {"FROZEN": "fetcher", "FROZEN_FROM": str(marker), "COPYDESK_STUCK_SECONDS": "600"}
    async with watched_desk(embedded.address, tmp_path, module="tests.e2e.frozen_worker", **settings) as (
        desk,
        watcher,
    ):
        await desk.send(story(number) for number in range(20))
        await desk.complete()
        began = time.monotonic()
        await asyncio.to_thread(marker.touch)
        for number in range(
            100, 120
        ):  # each a batch of its own: the embedded broker tells where the last begins
            await desk.send([story(number)])
        await fires(watcher, STUCK, 5.0 + shortly(IN_TIME[STUCK]) + SLACK)
        await passed(shortly(IN_TIME[SILENT]))
        assert ever_fired(watcher, time.monotonic() - began) == {STUCK}
        assert "clean" in {alert["labels"]["stage"] for alert in watcher.alerts()}
