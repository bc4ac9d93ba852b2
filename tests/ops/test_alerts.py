"""The alerts as they are shipped, on what a real worker exposes: the right one fires in its time, and no other does.

The states are real, their length is not: see tests/ops/timeline.py.
"""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

from streams.brokers.embedded import HOST, free_port
from streams.kinds import Stage
from streams.topology import AGENTS
from tests.e2e.desk import Desk, running_desk
from tests.e2e.wire import story
from tests.machine import patience
from tests.ops.exposition import Exposition, scrape
from tests.ops.live import all_seeds
from tests.ops.timeline import LATER, Fires, TimeLine
from tests.waiting import when

MINUTE = 60

DOWN = '{alertname="CopydeskDown", job="copydesk", severity="page"}'
SILENT = '{alertname="CopydeskWireSilent", job="copydesk", severity="page"}'
STUCK = {
    stage: f'{{alertname="CopydeskStuck", job="copydesk", severity="page", stage="{stage}"}}'
    for stage in Stage
}

#: Seconds from the first scrape that shows the cause to the alert.
AFTER = {DOWN: 2 * MINUTE, SILENT: 15 * MINUTE, **dict.fromkeys(STUCK.values(), 10 * MINUTE)}
#: How long after the cause an alert fires at the latest, in seconds, whatever the moment of the cause.
IN_TIME = {DOWN: 180, SILENT: 960, **dict.fromkeys(STUCK.values(), 720)}

#: A frozen worker ends itself after this; the watch looks at the lag every five seconds.
STUCK_SECONDS = 30
#: Of the seeds, one is embargoed until 2099.
FAR_EMBARGOES = 1


def settings(port: int) -> dict[str, str]:
    """The port stays when the worker is started again, as it does in a container."""
    return {
        "COPYDESK_METRICS_PORT": str(port),
        "COPYDESK_PARTITIONS": "2",
        "COPYDESK_STUCK_SECONDS": f"{patience(STUCK_SECONDS):.0f}",
        # Of the seeds, one is deadly, and what comes behind it waits so long for each attempt.
        "COPYDESK_DEADLINE_SECONDS": "2",
    }


def done(found: Exposition) -> float:
    """How many raw events the worker is done with, as far as articles.clean or articles.dead."""
    return sum(found.of("copydesk_processed_total", stage="clean"))


def waiting(found: Exposition) -> dict[Stage, float]:
    """How many events wait for each stage."""
    return {
        agent.stage: sum(found.of("copydesk_consumer_lag_events", topic=agent.reads.name)) for agent in AGENTS
    }


def is_idle(found: Exposition) -> bool:
    """Whether nothing is to be done: the watch has looked, no event waits, and no embargo ends soon."""
    lags, embargoes = (
        found.of("copydesk_consumer_lag_events"),
        found.of("copydesk_held_articles", until="embargo"),
    )
    stories = sum(found.of("copydesk_stories_active")) == 1 and not any(
        found.of("copydesk_stories_behind_records")
    )
    return bool(lags) and not any(lags) and sum(embargoes) <= FAR_EMBARGOES and stories


async def after(desk: Desk, url: str, events: int) -> Exposition:
    """What is exposed when all that was sent has its end, this worker is done with `events` of it, and idle."""
    await desk.complete()
    return await when(partial(scrape, url), lambda found: done(found) >= events and is_idle(found))


async def test_a_day_then_silence_then_no_worker_then_a_worker_again(real_kafka: str, tmp_path: Path) -> None:
    port = free_port()
    line, day = TimeLine(f"{HOST}:{port}"), all_seeds()
    async with running_desk(real_kafka, tmp_path, **settings(port)) as desk:
        url = await desk.worker.ready()
        line.add(await scrape(url), minutes=5)
        await desk.send(day)
        await desk.until(lambda: desk.ended > len(day) / 2)
        line.add(await scrape(url), minutes=1)
        silent = line.add(await after(desk, url, len(day)), minutes=30)

        await desk.send([story(1)])
        # Nine minutes, so that the last event is long ago when the worker ends: the wire is not blamed for that either.
        heard = line.add(await after(desk, url, len(day) + 1), minutes=9)

        assert await asyncio.to_thread(desk.worker.stop) == 0
        down = line.add(await scrape(url), minutes=30)

        desk.worker.start()
        assert await desk.worker.ready() == url
        up = line.add(await scrape(url), minutes=1)
        await desk.send([story(2)])
        line.add(await after(desk, url, 1), minutes=14)

    line.judge(
        tmp_path,
        [Fires(SILENT, silent + AFTER[SILENT], heard), Fires(DOWN, down + AFTER[DOWN], up)],
    )


async def test_a_worker_that_takes_nothing_more_is_stuck_and_the_wire_is_not_blamed(
    real_kafka: str, tmp_path: Path
) -> None:
    port, marker = free_port(), tmp_path / "frozen"
    line = TimeLine(f"{HOST}:{port}")
    environment = settings(port) | {"FROZEN": "fetcher", "FROZEN_FROM": str(marker)}
    async with running_desk(real_kafka, tmp_path, module="tests.e2e.frozen_worker", **environment) as desk:
        url = await desk.worker.ready()
        line.add(await scrape(url), minutes=5)
        await desk.send(story(number) for number in range(20))
        line.add(await after(desk, url, 20), minutes=1)
        await asyncio.to_thread(marker.touch)
        for number in range(100, 120):
            # One by one: what is being fetched when it freezes goes on.
            await desk.send([story(number)])
        # It would end itself after STUCK_SECONDS, which is another matter: here it stands for half an hour.
        frozen = await when(partial(scrape, url), lambda found: waiting(found)[Stage.CLEAN] >= 10)
        stuck = line.add(frozen, minutes=30)

    # The one that was being fetched when it froze went on, and may wait for the next stage.
    stages = [stage for stage, events in waiting(frozen).items() if events]
    line.judge(tmp_path, [Fires(STUCK[stage], stuck + AFTER[STUCK[stage]]) for stage in stages])


def test_a_real_prometheus_is_in_time_even_where_it_is_later_than_the_time_line() -> None:
    for alert, most in IN_TIME.items():
        assert AFTER[alert] + LATER <= most, alert
