from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from streams import metrics, series
from streams.connect import runner as module
from streams.connect.desk import Desk
from streams.connect.runner import Runner, Standing
from streams.errors import ConnectError
from tests.connect.desks import desk_for
from tests.waiting import until


class Scripted:
    kind = "feed"

    def __init__(self, source: str, turn: Callable[[Desk], Awaitable[None]]) -> None:
        self.source, self.turn, self.turns = source, turn, 0

    async def run(self, desk: Desk) -> None:
        self.turns += 1
        await self.turn(desk)


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(module, "FIRST", 0.01)
    monkeypatch.setattr(module, "LONGEST", 0.02)
    yield


async def for_ever(desk: Desk) -> None:
    desk.reached()
    await asyncio.Event().wait()


async def refuses(_: Desk) -> None:
    raise ConnectError("https://quay.example/feed does not answer")


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (ConnectError("it does not answer"), "it does not answer"),
        (OSError(28, "No space left on device"), "quay feed: .*No space left"),
        (ValueError("never thought of"), "quay feed: a fault of copydesk"),
    ],
)
async def test_one_that_fails_is_begun_anew_and_holds_up_no_other(
    tmp_path: Path, error: Exception, says: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)

    async def fails(_: Desk) -> None:
        raise error

    failing, other = Scripted("quay", fails), Scripted("mole", for_ever)
    heard: list[Standing] = []
    with desk_for("quay", "feed", tmp_path) as (desk, _):
        runner = Runner([failing, other], lambda each: desk.of(each.source), heard.append)
        running = asyncio.create_task(runner.run())
        await until(lambda: failing.turns > 3)
        assert other.turns == 1
        assert [each.source for each in heard] == ["quay"]
        assert runner.standings[0].problem is not None
        assert re.match(says, runner.standings[0].problem)
        assert runner.standings[1].problem is None
        running.cancel()


async def test_it_is_well_again_when_its_source_is_reached(tmp_path: Path) -> None:
    async def once(desk: Desk) -> None:
        if connection.turns < 3:
            await refuses(desk)
        await for_ever(desk)

    connection = Scripted("well-quay", once)
    series.list_sources(["well-quay"])
    labels = {"source": "well-quay", "kind": "feed"}
    problems: list[str | None] = []
    with desk_for("well-quay", "feed", tmp_path) as (desk, _):
        runner = Runner([connection], lambda _: desk, lambda standing: problems.append(standing.problem))
        running = asyncio.create_task(runner.run())
        await until(lambda: connection.turns == 3)
        await until(lambda: len(problems) == 2)
        assert problems == ["https://quay.example/feed does not answer", None]
        assert metrics.REGISTRY.get_sample_value("copydesk_connect_failures_total", labels) == 2
        assert metrics.REGISTRY.get_sample_value("copydesk_connect_failing", labels) == 0
        running.cancel()


async def test_since_when_it_fails_is_told_whatever_it_says_meanwhile(tmp_path: Path) -> None:
    async def turn(desk: Desk) -> None:
        if connection.turns < 4:
            raise ConnectError(f"attempt {connection.turns} was in vain")
        await for_ever(desk)

    def heard(standing: Standing) -> None:
        name = "copydesk_connect_failing_since_timestamp_seconds"
        labels = {"source": "sick-quay", "kind": "feed"}
        told.append((standing.problem, standing.since, metrics.REGISTRY.get_sample_value(name, labels)))

    connection = Scripted("sick-quay", turn)
    series.list_sources(["sick-quay"])
    told: list[tuple[str | None, float, float | None]] = []
    with desk_for("sick-quay", "feed", tmp_path) as (desk, _):
        running = asyncio.create_task(Runner([connection], lambda _: desk, heard).run())
        await until(lambda: len(told) == 4)
        began = told[0][1]
        assert [since for _, _, since in told] == [began, began, began, 0]
        assert told[2][1] > began
        running.cancel()


async def test_one_that_has_no_more_to_bring_ends(tmp_path: Path) -> None:
    async def once(_: Desk) -> None:
        return

    with desk_for("quay", "feed", tmp_path) as (desk, _):
        await asyncio.wait_for(Runner([Scripted("quay", once)], lambda _: desk).run(), 10)


async def test_a_part_of_it_that_fails_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    told: list[str | None] = []

    async def turn(desk: Desk) -> None:
        desk.failing("one of two feeds is gone")
        desk.failing("one of two feeds is gone")
        desk.reached()
        await for_ever(desk)

    with desk_for("quay", "feed", tmp_path) as (desk, _):
        connection = Scripted("quay", turn)
        runner = Runner([connection], lambda _: desk, lambda standing: told.append(standing.problem))
        running = asyncio.create_task(runner.run())
        await until(lambda: len(told) == 2)
        assert told == ["one of two feeds is gone", None]
        assert (connection.turns, runner.standings[0].failures) == (1, 2)
        running.cancel()


async def test_one_that_a_library_cancels_is_begun_anew(tmp_path: Path) -> None:
    async def cancels(_: Desk) -> None:
        if connection.turns == 1:
            raise asyncio.CancelledError
        await for_ever(_)

    connection = Scripted("quay", cancels)
    with desk_for("quay", "feed", tmp_path) as (desk, _):
        running = asyncio.create_task(Runner([connection], lambda _: desk).run())
        await until(lambda: connection.turns == 2)
        assert not running.done()
        running.cancel()
