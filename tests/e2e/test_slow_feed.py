"""One feed whose pages never end: the others do not notice, and the feed comes back by itself."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from streams.events.raw_event import RawEvent
from streams.kinds import Disposition, Reason
from tests.e2e import poison
from tests.e2e.desk import Desk, running_desk
from tests.e2e.test_watch import asked
from tests.e2e.topics import listening
from tests.e2e.wire import kill, slow_page, story, text_of
from tests.machine import patience
from tests.waiting import when

SLOW, PAGES = "poison.example", 14
SHOWN = 'copydesk_source_slow{source="poison.example"}'


def endless(number: int) -> RawEvent:
    page = poison.endless().replace(b"A page", b"Page %d" % number)
    return replace(poison.html_event(f"endless-{number}", page), key=f"endless-{number}".encode())


def quick(number: int) -> RawEvent:
    return poison.html_event(f"quick-{number}", poison.page(f"<p>{text_of(7000 + number)}</p>".encode()))


def open_pages(desk: Desk) -> int:
    return sum(name.startswith("endless") and place not in desk.ends for place, name in desk.names.items())


@pytest.mark.timeout(300)
async def test_a_feed_whose_pages_never_end_holds_up_nobody_and_comes_back(
    real_kafka: str, tmp_path: Path
) -> None:
    settings = {
        "COPYDESK_DEADLINE_SECONDS": f"{patience(1):.1f}",
        "COPYDESK_PARTITIONS": "2",
        "COPYDESK_PROCESSES": "1",  # with more of them it is easier
        "COPYDESK_SOURCES": SLOW,
        "COPYDESK_STUCK_SECONDS": f"{patience(3):.1f}",
    }
    async with (
        running_desk(real_kafka, tmp_path, **settings) as desk,
        listening(real_kafka) as topics,
        asked(desk) as answers,
    ):
        before = [story(1), story(2, source=SLOW)]
        await desk.send(before)
        await desk.complete()
        await desk.send(endless(number) for number in range(PAGES))
        others = [*(story(number) for number in range(10, 20)), slow_page(30, 0.02), kill(1)]
        # A kill of its own source, too.
        others += [kill(2, source=SLOW)]
        await desk.send(others)
        names = {event.name for event in others}
        await desk.until(lambda: names <= {desk.names[place] for place in desk.ends if place in desk.names})
        # Before, they waited for nearly all of the pages.
        assert open_pages(desk) > PAGES / 2
        await topics.caught_up()
        for number in (1, 2):
            assert topics.statuses(f"urn:test:story-{number}")[-1] == ("canceled", "kill")

        await desk.complete(120)
        assert {desk.end(f"endless-{number}").outcome.reason for number in range(PAGES)} == {Reason.DEADLINE}
        assert desk.account.adds_up()
        assert (await desk.metrics())[SHOWN] == 1
        # Something was acknowledged all the while, although an endless page stood at the head of each partition.
        assert answers.seen == [(200, None)]

        # It is well again: its pages are read, and it is told so.
        await desk.send(quick(number) for number in range(12))
        await desk.complete()
        ends = [desk.end(f"quick-{number}").outcome.disposition for number in range(12)]
        # One may have met the deadline all the same, on a machine that is busy with other things.
        assert ends.count(Disposition.ENRICHED) >= 10
        await when(desk.metrics, lambda found: found[SHOWN] == 0)
        assert (await desk.metrics())["copydesk_window_parked_events"] == 0
        await desk.committed()
        assert await asyncio.to_thread(desk.worker.stop) == 0
