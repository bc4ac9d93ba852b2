"""No state of the page has a violation of axe-core's rules."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from streams.brokers.embedded import EmbeddedBroker
from streams.brokers.topics import ensure_topics
from streams.history.known_of import known_of
from streams.kinds import Signal
from streams.runtime.loop_share import LoopShare
from streams.topology import all_topics
from tests.topics import write_records
from tests.web.axe import axe_core, violations
from tests.web.browser import Page, browsing, chromium
from tests.web.desk_window import BACK, Window, old, opened
from tests.web.records import (
    NOON,
    canceled,
    copied,
    died,
    held,
    published,
    record_of_connection,
    record_of_health,
    together,
)
from tests.web.test_desk_page import looking

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def axe() -> str:
    chromium()
    return axe_core()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium_tab(axe: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Page]:
    async with browsing(tmp_path_factory.mktemp("chromium")) as page:
        yield page


@pytest_asyncio.fixture(loop_scope="module")
async def window(chromium_tab: Page) -> AsyncIterator[Window]:
    async with opened(
        chromium_tab,
        published("urn:a", 1, headline="Dam at risk", urgency=1, url="https://wire.example/1"),
        copied("urn:copy", 2, of="urn:a"),
        published("urn:b", 3, headline="Deich in Gefahr", language="de-CH", source="bote", seconds=3.0),
        published(
            "urn:c", 4, Signal.CORRECTION, 4.0, headline="הסכר", language="he", changes=[("number", "1", "2")]
        ),
        published("urn:k", 6, headline="A forged letter"),
        canceled("urn:k", 7),
        held("urn:h", 5),
        died(),
        together("urn:a", "urn:b"),
        record_of_health("stille-post", silent=True, last=NOON - timedelta(hours=3), every=20),
        record_of_connection("harbour-post", "feed", "https://harbour.example answers 503"),
    ) as window:
        yield window


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_wire(window: Window, axe: str, scheme: str) -> None:
    page, live = window.page, window.live
    await page.scheme(scheme)
    await page.run("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert await violations(page, axe) == []
    # A line has the keyboard, and more waits.
    await window.keys("j")
    live.tell(published("urn:d", 8, headline="Dull day", seconds=8.0))
    await page.until("document.getElementById('new').checkVisibility()")
    assert await violations(page, axe) == []
    await window.keys("g")
    await page.press("?", 191, "?")
    assert await violations(page, axe) == []
    await page.size(360, 740, phone=True)
    assert await violations(page, axe) == []
    await page.press("Escape", 27, "")
    assert await violations(page, axe) == []


async def test_a_filter_and_a_worker_that_is_not_well(window: Window, axe: str) -> None:
    page, live, health = window.page, window.live, window.health
    await window.open("?source=bote")
    await page.until("document.getElementById('filtered').textContent !== ''")
    assert await violations(page, axe) == []
    live.left, live.time = 3.0, NOON.timestamp() + 185
    live.tell(published("urn:late", 20, seconds=183.0))
    await page.until("document.getElementById('state').dataset.state === 'behind'")
    assert await violations(page, axe) == []
    health.reach = lambda: "broker unreachable since 06:00:00 UTC: one:9092 (Connection refused)"
    live.look()
    await page.until("document.getElementById('state').dataset.state === 'no-broker'")
    for scheme in ("light", "dark"):
        await page.scheme(scheme)
        assert await violations(page, axe) == []
    await page.run("document.getElementById('enter').click()")
    assert await violations(page, axe) == []


async def test_what_was_found_further_back(window: Window, axe: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def found(*_: object) -> AsyncGenerator[dict[str, Any]]:
        yield {"entry": old("urn:old", 1, "Dam is built")}
        yield {"back": BACK, "records": 3, "end": "beginning"}

    monkeypatch.setattr(window.live.further, "begin", found)
    page = window.page
    await window.open("?text=dam")
    await page.until("document.getElementById('look').checkVisibility()")
    await page.run("document.getElementById('look').click()")
    await page.until("document.getElementById('earlier-said').innerText.includes('1 of 3')")
    for scheme in ("light", "dark"):
        await page.scheme(scheme)
        assert await violations(page, axe) == []
    await page.size(360, 740, phone=True)
    assert await violations(page, axe) == []


async def test_what_an_editor_sees(
    chromium_tab: Page, axe: str, embedded: EmbeddedBroker, tmp_path: Path
) -> None:
    broker = embedded.address
    await ensure_topics(broker, all_topics("desk"), 1, 1)
    await write_records(
        broker,
        published("urn:a", 1, headline="Dam at risk"),
        published("urn:a", 2, Signal.CORRECTION, 3.0, headline="Dam safe", version="2"),
        copied("urn:copy", 3, of="urn:a"),
        died(),
    )
    async with looking(chromium_tab, broker, tmp_path, partial(known_of, broker, share=LoopShare())) as look:
        page = look.page
        await page.until("document.querySelector('#wire > li') !== null")
        await look.sign_in()
        await page.until("document.querySelector('#waits li') !== null")
        assert await violations(page, axe) == []
        await page.run("document.querySelector('#wire .open').click()")
        await page.until("document.getElementById('article-body').innerText.includes('Trace')")
        for scheme in ("light", "dark"):
            await page.scheme(scheme)
            assert await violations(page, axe) == []
        await look.click("#article-kill")
        await page.until("document.querySelector('#send').textContent.startsWith('Kill it and')")
        assert await violations(page, axe) == []
