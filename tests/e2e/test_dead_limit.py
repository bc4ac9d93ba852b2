"""When every article fails, the worker stops; started again with the cause mended, it finishes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import orjson

from streams.brokers.reader import read_topic
from streams.events.raw_event import RawEvent, binary_event
from streams.history.dispositions import read_disposition
from tests.articles import NOON
from tests.cli.run import copydesk
from tests.e2e.desk import Desk, running_desk
from tests.e2e.wire import story

JUNK, GOOD = 400, 40


def junk(count: int, sources: int = 4) -> Iterator[RawEvent]:
    """Documents that no stage can read, of several feeds."""
    for number in range(count):
        yield binary_event(
            f"junk {number}",
            b"\x89PNG\r\n\x1a\n" + number.to_bytes(4) * 50,
            source=f"feed-{number % sources}",
            subject=f"https://junk.example/{number}",
            time=NOON,
            content_type=None,
        )


async def dead_places(desk: Desk) -> list[tuple[str, int, int]]:
    """What lies on articles.dead, by its raw event."""
    letters = read_topic(desk.broker, "articles.dead", from_beginning=True, follow=False)
    found = [read_disposition(record) async for record in letters]
    return [outcome.place for outcome in found if outcome]


async def test_when_all_fails_the_worker_stops_and_the_rest_waits(real_kafka: str, tmp_path: Path) -> None:
    async with running_desk(real_kafka, tmp_path, COPYDESK_PARTITIONS="4") as desk:
        await desk.send([*junk(JUNK), *(story(number) for number in range(GOOD))])
        process = desk.worker.process
        assert process is not None
        assert await asyncio.to_thread(process.wait, 60) == 3
        said = desk.worker.last_words()
        assert "clean stopped: 101 of the last" in said
        assert "for binary (the last: articles.raw/" in said
        assert "raise COPYDESK_DEAD_LIMIT" in said
        assert "Traceback" not in said

        # Bounded. A letter that the broker had and whose event was not yet acknowledged comes a second time, and is known
        # by its place: at least once is what is promised.
        first = await dead_places(desk)
        # (What waited for the event before it in its partition had not been written yet: how much that is, none can say.)
        assert 0 < len(first) <= 100
        account = await asyncio.to_thread(copydesk, "account", "--json", broker=real_kafka)
        told = orjson.loads(account.out)
        assert account.code == 1
        assert (told["received"], told["twice"]) == (JUNK + GOOD, [])
        assert told["dispositions"]["dead"] == len(first)
        assert len(told["missing"]) == JUNK + GOOD - sum(told["dispositions"].values())

    async with running_desk(
        real_kafka, tmp_path, COPYDESK_PARTITIONS="4", COPYDESK_DEAD_LIMIT="1000"
    ) as desk:
        account = await asyncio.to_thread(copydesk, "account", "--json", "--wait", "60", broker=real_kafka)
        told = orjson.loads(account.out)
        assert account.code == 0, told
        assert (told["missing"], told["twice"]) == ([], [])
        assert {kind: count for kind, count in told["dispositions"].items() if count} == {
            "enriched": GOOD,
            "dead": JUNK,
        }
        assert len(set(await dead_places(desk))) == JUNK


async def test_one_feed_of_junk_does_not_stop_the_wire(real_kafka: str, tmp_path: Path) -> None:
    async with running_desk(real_kafka, tmp_path, COPYDESK_PARTITIONS="1") as desk:
        await desk.send(
            [*(story(n) for n in range(20)), *junk(150, sources=1), *(story(n) for n in range(20, 40))]
        )
        await desk.complete()
        assert desk.account.dispositions()["dead"] == 150
        assert desk.account.dispositions()["enriched"] == 40
