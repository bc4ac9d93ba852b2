"""`copydesk trace` on what a real worker has done with seeds, and with a story that is held and one that is killed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest

from streams.connect.files import read_file
from streams.events.raw_event import RawEvent
from streams.history.dispositions import as_text
from streams.history.path import Path as StoryPath
from streams.history.trace import Answer, trace_story
from tests.cli.run import Ran, copydesk
from tests.e2e.desk import Desk, running_desk
from tests.e2e.test_life import item
from tests.e2e.topics import listening
from tests.waiting import until

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
ORIGINAL = "tidewater-wire/0640-halden-vermeer.json"
DUPLICATE = "southern-ledger/0705-halden-to-buy-vermeer.html"
SMELTER = "tidewater-wire/0840-australia-smelter.json"
CORRECTED = "tidewater-wire/1302-australia-smelter-corrected.json"
EMPTY = "capital-lens/0709-untitled.html"
HALDEN = "urn:newsml:tidewater.example:20261121:HALDEN-VERMEER"
HELD, KILLED, COPY = "urn:trace:held", "urn:trace:killed", "urn:trace:copy"


def seed(name: str) -> RawEvent:
    (event,) = read_file(SEEDS / name, datetime.now(UTC))
    assert isinstance(event, RawEvent)
    return event


@pytest.fixture
async def desk(real_kafka: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with running_desk(real_kafka, tmp_path, COPYDESK_PARTITIONS="2") as running:
        yield running


async def send(desk: Desk, *events: RawEvent) -> None:
    """One after the other: their order is sure although they lie in several partitions."""
    for event in events:
        await desk.send([event])
        await desk.complete()


async def explain(
    desk: Desk, asked: str, since: datetime | None = None, until: datetime | None = None
) -> StoryPath:
    answer = await trace_story(desk.broker, asked, since, until)
    assert answer.path is not None, answer
    return answer.path


def steps(path: StoryPath) -> list[tuple[str, str]]:
    return [(step.stage, step.kind) for step in path.steps]


async def test_why_did_i_not_get_this_story(desk: Desk) -> None:
    began = datetime.now(UTC)
    then = began + timedelta(hours=2)
    kill = item(KILLED, None, version=2, pubStatus="canceled", edNote="Kill: the source withdrew it.")
    async with listening(desk.broker) as topics:
        await send(desk, *map(seed, (ORIGINAL, DUPLICATE, SMELTER, CORRECTED, EMPTY)))
        await send(desk, item(HELD, 951, embargoedUntil=then.isoformat()))
        await send(desk, item(KILLED, 950), item(COPY, 950, source="paper"), kill)
        await until(lambda: topics.statuses(COPY)[-1:] == [("canceled", "kill")])
    await check_an_enriched_article_and_its_duplicate(desk)
    await check_a_correction(desk)
    await check_a_dead_letter(desk)
    await check_what_is_held_and_what_was_killed(desk, then)
    await check_times(desk, began)
    await check_the_command(desk)


async def check_an_enriched_article_and_its_duplicate(desk: Desk) -> None:
    path = await explain(desk, HALDEN)
    assert steps(path) == [
        ("wire", "received"),
        ("clean", "read"),
        ("decide", "passed"),
        ("enrich", "published"),
    ]
    assert path.steps[-1].words == "published, version 1: new"
    assert (path.readers.state, path.missing) == ("published", ())
    place = as_text(desk.end(str(SEEDS / DUPLICATE)).outcome.place)
    for asked in (place, "halden swoops on dutch carrier"):
        path = await explain(desk, asked)
        assert steps(path) == [("wire", "received"), ("clean", "read"), ("decide", "duplicate")]
        assert path.steps[-1].words.startswith(f"copies {HALDEN} (0.")
        assert path.original is not None
        assert (path.original.uri, path.original.readers.state) == (HALDEN, "published")
        assert path.readers.state == "nothing"


async def check_a_correction(desk: Desk) -> None:
    path = await explain(desk, "CORRECTED-Perth smelter")
    assert [(each.name, each.kind) for each in path.versions] == [
        ("version 1", "published"),
        ("version 2", "published"),
    ]
    assert ", superseded by version 2 at " in path.versions[0].words
    assert "correction, supersedes version 1 (headline, 3 numbers)" in path.readers.words


async def check_a_dead_letter(desk: Desk) -> None:
    for asked in (EMPTY, as_text(desk.end(str(SEEDS / EMPTY)).outcome.place)):
        path = await explain(desk, asked)
        assert steps(path) == [("wire", "received"), ("clean", "dead")]
        assert path.steps[-1].words.endswith("; `copydesk redrive --reason empty` puts it back")
        assert "is dead: empty" in path.readers.words


async def check_what_is_held_and_what_was_killed(desk: Desk, then: datetime) -> None:
    path = await explain(desk, HELD)
    assert steps(path)[-1] == ("decide", "withheld")
    assert f"{then:%H:%M:%S} (embargo)" in path.readers.words
    path = await explain(desk, COPY)
    assert steps(path)[2] == ("decide", "duplicate")
    assert steps(path)[-2:] == [("decide", "canceled"), ("enrich", "canceled")]
    assert f"killed by the kill of {KILLED} (articles.raw/" in path.readers.words
    assert path.readers.words.endswith(': "Kill: the source withdrew it."')
    path = await explain(desk, KILLED)
    assert path.readers.state == "canceled"
    assert ", canceled at " in path.versions[0].words


async def check_times(desk: Desk, began: datetime) -> None:
    hour = timedelta(hours=1)
    assert (await explain(desk, HALDEN, since=began - hour, until=began + hour)).readers.state == "published"
    assert await trace_story(desk.broker, HALDEN, since=began + hour) == Answer(None)
    assert await trace_story(desk.broker, HALDEN, until=began - hour) == Answer(None)


async def check_the_command(desk: Desk) -> None:
    async def run(*arguments: str) -> Ran:
        return await asyncio.to_thread(copydesk, "trace", *arguments, broker=desk.broker)

    ran = await run(HALDEN)
    assert (ran.code, ran.err.strip()) == (0, "")
    assert ran.out.splitlines()[-1].startswith("Readers have version 1 since ")
    ran = await run("Halden", "--json")
    assert ran.code == 0
    assert len(orjson.loads(ran.out)["found"]) == 2
    ran = await run("nobody has written of this")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.strip().startswith("copydesk: no story is found under 'nobody has written of this'")
