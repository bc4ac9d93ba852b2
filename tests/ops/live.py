"""A desk that a real Prometheus watches: a worker on the embedded broker, scraped with the shipped rules, shortened."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from streams.brokers.embedded import HOST, free_port
from streams.cli.demo_day import seeds, timed_seeds
from streams.events.raw_event import RawEvent
from tests.e2e.desk import Desk, running_desk
from tests.ops.prometheus import Prometheus, programs
from tests.waiting import until

SEEDS = Path(__file__).parents[2] / "seeds"


def all_seeds() -> list[RawEvent]:
    """The made-up day, as if it were sent now, and with an embargo that ends in two seconds."""
    now = datetime.now(UTC)
    return [*seeds(SEEDS, now), *timed_seeds(SEEDS, now, now + timedelta(seconds=2))]


@contextlib.asynccontextmanager
async def watched_desk(
    broker: str,
    folder: Path,
    *,
    module: str = "streams",
    connect: list[str] | None = None,
    **environment: str,
) -> AsyncIterator[tuple[Desk, Prometheus]]:
    """A worker that is ready and a Prometheus that has seen it. The port stays when the worker is started again.

    `connect` are host:port of each `copydesk connect` that is scraped, too.
    """
    programs()  # before anything is started: without them the test is skipped
    port = free_port()
    settings = {
        "COPYDESK_METRICS_PORT": str(port),
        "COPYDESK_PARTITIONS": "2",
        # The usual one. While a deadly page is given more time, all that comes behind it is late, and alerts say so.
        "COPYDESK_DEADLINE_SECONDS": "5",
        **environment,
    }
    async with running_desk(broker, folder, module=module, **settings) as desk:
        with Prometheus(folder / "prometheus", [f"{HOST}:{port}"], connect=connect or []) as watcher:
            await until(lambda: watcher.ask("up == 1"), every=0.2)
            yield desk, watcher


async def fires(watcher: Prometheus, alert: tuple[str, str], seconds: float) -> None:
    """Returns when `alert` (its name and severity) fires; fails the test when it does not within `seconds`."""
    await _when(watcher, lambda: alert in watcher.firing(), seconds, alert)


async def is_quiet(watcher: Prometheus, seconds: float) -> None:
    """Returns when no alert fires any more; fails the test when one still does after `seconds`."""
    await _when(watcher, lambda: not watcher.firing(), seconds, "quiet")


async def _when(watcher: Prometheus, condition: Callable[[], object], seconds: float, what: Any) -> None:
    try:
        await until(condition, seconds, every=0.2)
    except AssertionError as error:
        raise AssertionError(f"{what}: not within {seconds:g} s; {watcher.alerts()}") from error


def ever_fired(watcher: Prometheus, seconds: float) -> set[tuple[str, str]]:
    """Name and severity of each alert that fired in the last `seconds`, if only for one evaluation."""
    found = watcher.ask(f'count_over_time(ALERTS{{alertstate="firing"}}[{round(1000 * seconds)}ms])')
    return {(each["metric"]["alertname"], each["metric"]["severity"]) for each in found}
