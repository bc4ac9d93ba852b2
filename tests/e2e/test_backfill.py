"""The live wire overtakes history, which never starves, and both are decided in one order."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from streams.brokers.embedded import EmbeddedBroker
from streams.history.account import Range, audit
from streams.topology import BACKFILL
from tests.e2e.desk import Desk, running_desk
from tests.e2e.topics import listening
from tests.e2e.wire import kill, story

LIVE, OLD = 180, 180


def ended_of(desk: Desk, topic: str) -> int:
    return sum(place[0] == topic for place in desk.ends)


@pytest.mark.timeout(300)
async def test_the_live_wire_overtakes_history_and_what_it_leaves_over_is_used(
    embedded: EmbeddedBroker, tmp_path: Path
) -> None:
    async with running_desk(embedded.address, tmp_path, COPYDESK_PARTITIONS="2") as desk:
        # All waits when the worker starts, history first.
        assert await asyncio.to_thread(desk.worker.stop) == 0
        await desk.send((story(number) for number in range(OLD)), BACKFILL)
        await desk.send(story(1000 + number) for number in range(LIVE))
        desk.worker.start()
        await desk.until(lambda: ended_of(desk, "articles.raw") == LIVE)
        # One in twenty is its part; then what little was begun before the first live one came.
        assert LIVE / 20 * 0.5 <= ended_of(desk, BACKFILL.name) <= LIVE / 20 + 80
        await desk.complete()
        metrics = await desk.metrics()
        assert metrics["copydesk_backfill_received_total"] == OLD
        assert metrics["copydesk_freshness_seconds_count"] + metrics["copydesk_backfill_total"] == LIVE + OLD
        account = await audit(embedded.address, Range())
        assert account.adds_up()
        assert account.count == LIVE + OLD
        # Both partitions of it are known, and nothing waits in any.
        await desk.lags_when(
            lambda found: sum(BACKFILL.name in name for name in found) == 2 and not any(found.values())
        )


async def test_a_kill_on_the_live_wire_reaches_what_comes_from_history(
    embedded: EmbeddedBroker, tmp_path: Path
) -> None:
    async with running_desk(embedded.address, tmp_path) as desk, listening(embedded.address) as topics:
        await desk.send([story(1), story(2)], BACKFILL)
        await desk.complete()
        await desk.send([kill(1), kill(3)])
        await desk.complete()
        await desk.send([story(3)], BACKFILL)
        await desk.complete()
        await topics.caught_up()
        assert topics.statuses("urn:test:story-1") == [("usable", "new"), ("canceled", "kill")]
        assert topics.statuses("urn:test:story-2") == [("usable", "new")]
        assert ("usable", "new") not in topics.statuses("urn:test:story-3")
