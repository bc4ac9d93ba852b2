"""The shipped scrape config and rules, shortened, in a real Prometheus on a real worker: they fit together.

What the alerts do in their own time is in test_alerts.py.
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from tests.ops.live import ever_fired, fires, is_quiet, watched_desk

DOWN = ("CopydeskDown", "page")
#: It fires after four seconds (two minutes, shortened) and is over with the next scrape; the rest is a busy machine's.
IN_TIME = 20.0


async def test_a_worker_is_up_then_down_and_up_again(real_kafka: str, tmp_path: Path) -> None:
    async with watched_desk(real_kafka, tmp_path) as (desk, watcher):
        (up,) = watcher.ask("up")
        assert up["metric"]["job"] == "copydesk"
        assert watcher.ask("copydesk_build_info")
        # Until the first scrape, which may take its time, no worker answers.
        await is_quiet(watcher, IN_TIME)

        began = time.monotonic()
        assert await asyncio.to_thread(desk.worker.stop) == 0
        await fires(watcher, DOWN, IN_TIME)
        assert [alert["annotations"]["summary"] for alert in watcher.alerts()] == ["No worker answers"]

        desk.worker.start()
        await desk.worker.ready()
        await is_quiet(watcher, IN_TIME)
        assert ever_fired(watcher, time.monotonic() - began) == {DOWN}
