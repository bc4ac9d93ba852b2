"""A worker that is killed and started again goes on, and nothing is lost."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import orjson

from streams.article import Disposition
from streams.engine.account import Place
from streams.engine.broker import EmbeddedBroker
from tests.e2e.desk import Desk, End, running_desk
from tests.e2e.wire import slow_page, story, wire
from tests.waiting import until

TIMES = ("stages",)


def stable(end: End) -> Any:
    """An event without its times: those of a repeat are others."""
    event = orjson.loads(end.value)
    for name in TIMES:
        event["desk"].pop(name)
    return event


def check_repeats(desk: Desk) -> int:
    """Repeats of an event have its id and say the same; their number."""
    repeated = 0
    for ends in desk.ends.values():
        first, *others = ends
        for other in others:
            repeated += 1
            assert other.topic == first.topic
            assert other.headers["ce_id"] == first.headers["ce_id"]
            assert stable(other) == stable(first)
    return repeated


def clusters(desk: Desk) -> dict[str, str]:
    """Each copy's uri, and the one it copies."""
    found = {}
    for ends in desk.ends.values():
        event = ends[0].outcome.event
        assert event is not None
        if event["desk"]["verdict"]["disposition"] == Disposition.DUPLICATE:
            found[event["item"]["uri"]] = event["desk"]["verdict"]["of"]
    return found


def ended(desk: Desk) -> set[Place]:
    return desk.account.received & desk.account.ends.keys()


async def test_kill_9_in_mid_stream_loses_nothing(embedded: EmbeddedBroker, tmp_path: Path) -> None:
    async with running_desk(embedded.address, tmp_path, COPYDESK_PROCESSES="2") as desk:
        await desk.send(wire(400, slow_weight=9000))
        await until(lambda: len(ended(desk)) > 100, 60)
        desk.worker.kill()
        assert desk.account.missing, "it was done before it was killed: nothing is proven"
        desk.worker.start()
        await desk.complete(90)
        assert desk.account.adds_up()
        check_repeats(desk)


async def test_the_memory_of_a_killed_worker_comes_back(embedded: EmbeddedBroker, tmp_path: Path) -> None:
    async with running_desk(embedded.address, tmp_path) as desk:
        await desk.send([story(1), story(2), slow_page(3, 10)])
        await desk.complete()
        desk.worker.kill()
        desk.worker.start()
        await desk.send([story(1, uri="urn:test:copy", changed=1), story(2), story(2, version=7, changed=3)])
        await desk.complete()
        assert desk.end("urn:test:copy v1").outcome.disposition is Disposition.DUPLICATE
        assert clusters(desk) == {"urn:test:copy": "urn:test:story-1"}
        by_place = [(desk.names[place], ends[0].outcome.disposition) for place, ends in desk.ends.items()]
        assert sorted(kind for name, kind in by_place if name == "urn:test:story-2 v1") == ["enriched", "repeat"]
        assert desk.end("urn:test:story-2 v7").outcome.disposition is Disposition.ENRICHED


async def test_sigterm_finishes_what_is_in_the_window(embedded: EmbeddedBroker, tmp_path: Path) -> None:
    async with running_desk(embedded.address, tmp_path) as desk:
        await desk.send(wire(500, slow_weight=9000))
        await until(lambda: len(ended(desk)) > 60, 60)
        assert await asyncio.to_thread(desk.worker.stop) == 0
        assert desk.account.missing, "it was done before it was stopped: nothing is proven"
        desk.worker.start()
        await desk.complete(60)
        # All was acknowledged and committed before the end: nothing is done twice.
        assert check_repeats(desk) == 0
