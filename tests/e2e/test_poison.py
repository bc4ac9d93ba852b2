"""Poison between good copy: it ends where it belongs, and nothing else suffers."""

from __future__ import annotations

import asyncio
import os
import signal
import urllib.request
from functools import cache
from itertools import chain, zip_longest
from pathlib import Path

import pytest

from streams.brokers.embedded import EmbeddedBroker
from streams.events.raw_event import RawEvent
from streams.kinds import Disposition, Reason
from tests.e2e import poison
from tests.e2e.desk import Desk, running_desk
from tests.e2e.poison import html_event
from tests.e2e.wire import story, text_of
from tests.machine import patience

FINE = "enriched"


@cache
def poisons() -> dict[str, tuple[RawEvent, set[str]]]:
    """Poison by its name, and the ends that are right for it. Some depend on how fast the machine is."""
    made: tuple[tuple[RawEvent, set[str]], ...] = (
        (html_event("endless-1", poison.endless()), {Reason.DEADLINE}),
        (html_event("attributes", poison.attributes()), {Reason.DEADLINE, FINE}),
        (html_event("seven-megabytes", poison.many_paragraphs()), {Reason.DEADLINE, Reason.OUT_OF_MEMORY, Reason.TOO_LARGE}),
        (html_event("nested", poison.nested()), {Reason.DEADLINE, Reason.NO_ARTICLE, FINE}),
        (html_event("endless-2", poison.endless().replace(b"A page", b"B page")), {Reason.DEADLINE}),
        (html_event("breaks", poison.breaks()), {Reason.DEADLINE, Reason.OUT_OF_MEMORY, FINE}),
        (html_event("half-of-utf-16", b"\xff\xfe" + "<p>Half a".encode("utf-16-le")[:-1]), {Reason.NO_ARTICLE}),
        (html_event("broken-iso-2022", b"\x1b$B" + b"\xff\x1b$" * 900, "text/html; charset=iso-2022-jp"), {Reason.BINARY, Reason.NO_ARTICLE, FINE}),
        (html_event("surrogates", poison.page(b"<p>\xed\xa0\x80\xed\xb0\x80" + text_of(9001).encode() + b"</p>")), {FINE}),
        (html_event("nul", poison.page(b"<p>\x00" + text_of(9002).encode() + b"\x00</p>")), {FINE}),
        (html_event("nul-only", b"\x00" * 100_000), {Reason.BINARY, Reason.EMPTY}),
    )  # fmt: skip
    return {event.name: (event, ends) for event, ends in made}


def good(numbers: range) -> list[RawEvent]:
    """Every other one a page, which takes the same way as the poison."""
    return [
        html_event(f"good-{number}", poison.page(f"<p>{text_of(number)}</p>".encode())) if number % 2 else story(number)
        for number in numbers
    ]  # fmt: skip


def interleaved(copy: list[RawEvent]) -> list[RawEvent]:
    step = len(copy) // len(poisons())
    parts = [copy[at : at + step] for at in range(0, len(copy), step)]
    pairs = zip_longest(parts, (event for event, _ in poisons().values()))
    return list(chain.from_iterable([*(part or []), *([event] if event else [])] for part, event in pairs))


def not_enriched(desk: Desk, events: list[RawEvent]) -> dict[str, str]:
    ends = {event.name: desk.end(event.name).outcome for event in events}
    return {name: f"{end.disposition} {end.reason}" for name, end in ends.items() if end.disposition != FINE}


async def healthy(desk: Desk) -> bool:
    url = (await desk.worker.ready()).replace("/metrics", "/healthz")
    return bool(await asyncio.to_thread(lambda: urllib.request.urlopen(url, timeout=10).status) == 200)


@pytest.mark.timeout(300)
async def test_poison_ends_dead_and_good_copy_enriched(real_kafka: str, tmp_path: Path) -> None:
    copy = good(range(66))
    async with running_desk(real_kafka, tmp_path, COPYDESK_DEADLINE_SECONDS=f"{patience(2):.1f}") as desk:
        await desk.send(interleaved(copy))
        await desk.complete()
        assert desk.account.adds_up()
        assert not_enriched(desk, copy) == {}
        for name, (event, ends) in poisons().items():
            end = desk.end(name)
            assert (end.outcome.reason or str(end.outcome.disposition)) in ends, name
            if end.outcome.disposition is Disposition.DEAD:
                assert (end.value, end.key) == (event.value, event.key)
                assert dict(event.headers).items() <= end.headers.items()
        # The worker is as it was.
        after = good(range(300, 320))
        await desk.send(after)
        await desk.complete()
        assert not_enriched(desk, after) == {}
        metrics = await desk.metrics()
        assert metrics['copydesk_pool_kills_total{reason="deadline"}'] >= 2
        assert metrics['copydesk_pool_kills_total{reason="process_died"}'] == 0
        assert metrics["copydesk_pool_busy"] == 0
        assert await healthy(desk)
        assert desk.worker.stop() == 0


async def test_pool_processes_killed_from_outside_cost_nothing(
    embedded: EmbeddedBroker, tmp_path: Path
) -> None:
    copy = good(range(1, 300, 2))  # pages
    async with running_desk(embedded.address, tmp_path) as desk:
        assert desk.worker.process is not None
        (server,) = children(desk.worker.process.pid)
        sending = asyncio.ensure_future(desk.send(copy))
        for wanted, victims in ((10, "one"), (30, "both"), (50, "server")):
            await desk.until(lambda wanted=wanted: len(desk.ends) > wanted)  # type: ignore[misc]
            processes = children(server)
            for pid in {"one": processes[:1], "both": processes, "server": [server]}[victims]:
                os.kill(pid, signal.SIGKILL)
        await sending
        await desk.complete()
        assert not_enriched(desk, copy) == {}
        assert desk.account.adds_up()
        assert await healthy(desk)


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
