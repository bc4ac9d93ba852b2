"""What an editor does on the page, in a real Chromium, and what a stranger cannot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from streams.brokers.embedded import HOST, EmbeddedBroker, free_port
from streams.brokers.topics import ensure_topics
from streams.errors import NoTextError
from streams.history.known_of import known_of
from streams.runtime.bearer import Tokens
from streams.runtime.health import Health
from streams.runtime.loop_share import LoopShare
from streams.topology import all_topics
from streams.web.api.editing import Editing
from streams.web.api.service import Api, LookUp
from streams.web.http import Http
from streams.web.live import Live
from tests.topics import write_records
from tests.web.api.test_editing import EDITOR, URI, Desk
from tests.web.browser import Page, browsing
from tests.web.records import canceled, copied, published

pytestmark = pytest.mark.asyncio(loop_scope="module")

ATTACK = "<img src=x onerror=\"window.hacked='img'\">"
COPIES = (("harbour-paper", "urn:test:harbour", 0.91), ("radio", "urn:test:radio", 1.0))


class Held(Desk):
    """Holds one article until it is released or killed."""

    def __init__(self) -> None:
        super().__init__()
        self.looked = asyncio.Event()
        self.looked.set()

    async def held(self) -> list[dict[str, Any]]:
        (waits,) = await super().held()
        about = {"headline": f"Dam at risk {ATTACK}", "words": "not before the minister rises"}
        return [] if self.orders else [waits | about]

    async def held_article(self, raw: str) -> dict[str, Any]:
        if self.orders:
            raise NoTextError(f"nothing that came as {raw} is held")
        return await super().held_article(raw)

    async def kill(self, uri: str, note: str, by: str, *, remember: bool) -> dict[str, Any]:
        told = await super().kill(uri, note, by, remember=True)
        assert told is not None
        return told | {"canceled": [uri, *(copy for _, copy, _ in COPIES)]}

    async def known(self, uri: str) -> dict[str, Any]:
        """An article with two copies; of what is held no headline of a copy is told."""
        await self.looked.wait()
        copies = [
            {"uri": copy, "source": source, "share": share, "headline": None, "language": "en"}
            for source, copy, share in COPIES
        ]
        return {
            "uri": uri,
            "readers": {"state": "nothing", "words": "readers have nothing of it"},
            **dict.fromkeys(("event", "original", "story")),
            **{each: [] for each in ("versions", "trace", "missing")},
            "repeats": 0,
            "copies": copies,
            "looked": {"whole": True, "since": None, "words": "all"},
        }


@dataclass
class Look:
    """A browser on the page of a server whose editors are known."""

    page: Page
    desk: Held
    url: str
    tokens: Path

    async def sign_in(self, token: str = EDITOR) -> None:
        """As an editor does, by the keyboard."""
        await self.page.run("document.getElementById('enter').click()")
        assert await self.page.run("document.activeElement.id") == "token"
        await self.page.call("Input.insertText", text=token)
        await self.page.press("Enter")

    async def click(self, selector: str) -> None:
        """Presses the button when it is there and can be pressed."""
        await self.page.until(f"document.querySelector({selector!r})?.checkVisibility()")
        await self.page.until(f"!document.querySelector({selector!r}).disabled")
        button = f"document.querySelector({selector!r})"
        await self.page.run(f"({button}.focus(), {button}.click())")

    async def text(self, selector: str) -> str:
        """What is seen of it."""
        return str(await self.page.run(f"document.querySelector({selector!r}).innerText"))


@asynccontextmanager
async def looking(
    page: Page, broker: str, folder: Path, look_up: LookUp | None = None
) -> AsyncIterator[Look]:
    """The page of a server on this broker. The tab is as a new one: what it keeps, it keeps for another address."""
    tokens = folder / "editors"
    tokens.write_text(f"anna = {EDITOR}\n")
    desk = Held()
    health = Health(60)
    live = Live(broker, health)
    api = Api(
        broker, None, look_up or desk.known, LoopShare(), editing=Editing(Tokens(tokens), desk, live.uri_of)
    )
    http = Http(HOST, 0, health, live, api)
    await http.start()
    try:
        page.events.clear()
        await page.go(http.address + "/")
        await page.until("document.getElementById('state').dataset.link === 'open'")
        yield Look(page, desk, http.address + "/", tokens)
        await page.go("about:blank")
    finally:
        await http.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium_tab(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Page]:
    async with browsing(tmp_path_factory.mktemp("chromium")) as page:
        yield page


@pytest_asyncio.fixture(loop_scope="module")
async def look(chromium_tab: Page, tmp_path: Path) -> AsyncIterator[Look]:
    # Nobody answers at this broker's address, and what editors do needs none here.
    async with looking(chromium_tab, f"{HOST}:{free_port()}", tmp_path) as look:
        yield look


async def test_a_stranger_sees_and_orders_nothing(look: Look) -> None:
    page = look.page
    seen = "[...document.querySelectorAll('button')].filter(each => each.checkVisibility()).map(each => each.textContent)"
    assert await page.run(seen) == ["Pause", "Keys", "Sign in"]
    ask = "fetch('/v1/orders', {method: 'POST', body: '{}', headers: {'Content-Type': 'application/json'}}).then(a => a.status)"
    assert await page.run(ask) == 401
    assert await page.run("fetch('/v1/held').then(answer => answer.status)") == 401
    await look.sign_in("a-token-of-nobody")
    await page.until(
        "document.getElementById('refused').textContent === 'This is not the token of an editor.'"
    )
    assert await page.run("[document.activeElement.id, sessionStorage.length]") == ["token", 0]
    assert not await page.run("document.getElementById('desk').checkVisibility()")


async def test_an_editor_releases_what_waits(look: Look) -> None:
    page = look.page
    await look.sign_in()
    await page.until("document.querySelector('#waits li') !== null")
    waits = await look.text("#waits li")
    for words in (ATTACK, "held", "embargo", "before the minister rises", "quay", URI):
        assert words in waits
    assert await page.run("document.activeElement.id") == "desk-name"
    await look.click("#waits .release")
    assert "Release this article?" in await look.text("#order")
    assert look.desk.orders == [], "it is asked first"
    assert await page.run("document.activeElement.id") == "back"
    await look.click("#send")
    await page.until("document.getElementById('order-said').innerText === 'Released.'")
    assert look.desk.orders == [("release", URI, "anna")]
    await page.press("Enter")  # on Close, which has the focus
    await page.until("!document.getElementById('order').open && !document.querySelector('#waits li')")
    assert await look.text("#none") == "Nothing waits."
    assert await page.run("document.activeElement.id") == "desk-name"
    assert await page.run("typeof window.hacked") == "undefined"
    assert page.complaints() == []


async def test_an_editor_reads_what_waits_before_he_lets_it_out(look: Look) -> None:
    page = look.page
    await look.sign_in()
    await look.click("#waits .read")
    await page.until("document.querySelector('#article .text') !== null")
    opened = await look.text("#article")
    for words in ("Ferries stay in port", "The dam leaks.", "held", "embargo", "quay", URI):
        assert words in opened
    # And what it would change of what readers have.
    await page.until("document.querySelector('#article .diff del') !== null")
    assert "What letting it out would change" in await look.text("#article")
    changed = "[...document.querySelectorAll('#article .diff del, #article .diff ins')].slice(-2).map(each => each.innerText)"
    old, new = await page.run(changed)
    assert "holds" in old and "leaks" in new
    # What readers have of it is one step away, and leads back.
    await look.click("#article-body .leads")
    await page.until("document.getElementById('article-body').innerText.includes('readers have nothing')")
    assert "The dam leaks." not in await page.run("document.documentElement.outerHTML")
    await look.click('[aria-label="Read what is held"]')
    await page.until("document.querySelector('#article .text') !== null")
    await look.click("#article-back")
    await look.click("#article-back")
    await page.until("document.querySelector('#article .text') !== null")
    assert not await page.run("document.getElementById('article-back').checkVisibility()")
    await look.click("#article-release")
    await look.click("#send")
    await page.until("document.getElementById('order-said').innerText === 'Released.'")
    assert look.desk.orders == [("release", URI, "anna")]
    # Behind the order it stands no longer.
    await page.press("Enter")
    await page.until("document.getElementById('article-body').innerText.includes('is held')")
    assert "The dam leaks." not in await page.run("document.documentElement.outerHTML")
    assert not await page.run("document.getElementById('article-release').checkVisibility()")
    await page.press("Escape", 27, "")
    assert page.complaints() == []


async def test_an_editor_opens_by_its_uri_what_the_page_does_not_have(look: Look) -> None:
    page = look.page

    async def typed(words: str) -> None:
        await page.run(
            "(document.getElementById('text').value = '', document.getElementById('text').focus())"
        )
        await page.call("Input.insertText", text=words)
        await page.press("Enter")

    await typed("urn:test:old")
    assert not await page.run("document.getElementById('article').open"), "a stranger opens nothing"
    await look.sign_in()
    await page.until("document.querySelector('#waits li') !== null")
    await typed("two words")
    assert not await page.run("document.getElementById('article').open")
    await typed("urn:test:old")
    await page.until("document.getElementById('article-body').innerText.includes('urn:test:old')")
    await look.click("#article-kill")
    await page.until("document.querySelector('#send').textContent === 'Kill it and 2 copies'")
    await page.press("Escape", 27, "")
    await page.press("Escape", 27, "")
    await page.run("for (const each of document.querySelectorAll('dialog[open]')) each.close()")
    await page.run("document.getElementById('clear').click()")
    assert page.complaints() == []


async def test_an_editor_kills_after_he_has_seen_what_falls(look: Look) -> None:
    page = look.page
    await look.sign_in()
    look.desk.looked.clear()
    await look.click("#waits .kill")
    assert await look.text("#order-said") == "Looking for its copies."
    assert await page.run("document.getElementById('send').disabled"), "not before it is seen what falls"
    look.desk.looked.set()
    await page.until("document.querySelector('#send').textContent === 'Kill it and 2 copies'")
    told = await look.text("#order")
    for source, uri, share in COPIES:
        assert f"{source} {share * 100:.0f} % of it is this text {uri}" in told
    await look.click("#send")
    assert look.desk.orders == [], "not without a note"
    assert await page.run("document.activeElement.id") == "note"
    await page.press("Escape", 27, "")
    await page.until("!document.getElementById('order').open")
    assert await page.run("document.activeElement.className") == "kill"
    await look.click("#waits .kill")
    await page.call("Input.insertText", text="The letter is forged.")
    await look.click("#send")
    await page.until("document.querySelectorAll('#order-said li').length === 3")
    assert look.desk.orders == [("kill", URI, "The letter is forged.", "anna")]
    assert "urn:test:radio" in await look.text("#order-said")
    assert page.complaints() == []


async def test_a_problem_is_said_and_nothing_is_lost(look: Look) -> None:
    page = look.page
    await look.sign_in()
    await look.click("#waits .release")
    look.desk.answers = False
    await page.run("document.getElementById('back').click()")
    await look.click("#waits .kill")
    await page.call("Input.insertText", text="Forged.")
    await look.click("#send")
    await page.until(
        "document.getElementById('order-said').innerText.startsWith('No worker has answered yet.')"
    )
    # What a token may no longer do, the page no longer shows.
    await page.run("document.getElementById('back').click()")
    look.tokens.write_text("bert = another-token-of-an-editor\n")
    await page.run("document.dispatchEvent(new Event('visibilitychange'))")
    await page.until("!document.getElementById('desk').checkVisibility()")
    assert "no longer" in await look.text("#refused")


async def test_the_token_is_kept_for_the_tab_alone(look: Look) -> None:
    page = look.page
    await look.sign_in()
    await page.until("document.querySelector('#waits li') !== null")
    await page.go(look.url)
    await page.until("document.querySelector('#waits li') !== null")
    assert not [url for url in page.requested() if EDITOR in url]
    assert await page.run("document.cookie + location.hash + location.search + localStorage.length") == "0"
    await look.click("#leave")
    assert await page.run("[sessionStorage.length, document.querySelectorAll('#waits li').length]") == [0, 0]
    assert "Dam at risk" not in await page.run("document.documentElement.outerHTML")


async def test_an_editor_opens_an_article_and_kills_it(
    chromium_tab: Page, embedded: EmbeddedBroker, tmp_path: Path
) -> None:
    broker = embedded.address
    await ensure_topics(broker, all_topics("desk"), 1, 1)
    told = ("The dam holds.", f"It may not. {ATTACK}")
    await write_records(
        broker,
        published(URI, headline="Dam at risk", paragraphs=told),
        copied("urn:test:harbour", of=URI, headline="Dam in danger"),
        published("urn:test:other", 7, headline="Ferries stay in port"),
    )
    async with looking(chromium_tab, broker, tmp_path, partial(known_of, broker, share=LoopShare())) as look:
        page = look.page
        row = "[...document.querySelectorAll('#wire > li')].find(each => each.innerText.includes('Dam at risk'))"
        await page.until(f"{row} !== undefined")
        # A stranger opens nothing, and finds no uri.
        await page.run(f"{row}.querySelector('.open').click()")
        await page.run(f"{row}.click()")
        assert await page.run("[document.getElementById('article').open, document.querySelector('#wire .open').checkVisibility()]") == [False, False]  # fmt: skip
        assert URI not in await page.run("document.documentElement.outerHTML")
        key = await page.run(f"{row}.dataset.key")
        assert await page.run(f"fetch('/v1/wire/{key}').then(answer => answer.status)") == 401
        await look.sign_in()
        await page.until(f"{row}.querySelector('.open').checkVisibility()")
        await page.run(f"{row}.querySelector('.open').focus()")
        await page.press("Enter")
        await page.until("document.querySelector('#article .text') !== null")
        opened = await look.text("#article")
        for words in (
            "Dam at risk",
            *told,
            URI,
            "readers have",
            "Versions",
            "Dam in danger",
            "91 %",
            "Trace",
        ):
            assert words in opened
        await look.click("#article-kill")
        await page.until("document.querySelector('#send').textContent === 'Kill it and 1 copy'")
        assert "Dam in danger" in await look.text("#order")
        await page.call("Input.insertText", text="Forged.")
        await look.click("#send")
        await page.until("document.getElementById('order-said').innerText.startsWith('Killed.')")
        assert look.desk.orders == [("kill", URI, "Forged.", "anna")]
        await write_records(broker, canceled(URI))
        await page.press("Enter")  # on Close
        await page.until("document.getElementById('article-body').innerText.includes('canceled')")
        assert not await page.run("document.getElementById('article-kill').checkVisibility()")
        assert "The dam holds" not in await page.run("document.documentElement.outerHTML")
        await page.press("Escape", 27, "")
        await page.until("!document.getElementById('article').open")
        await page.until("document.activeElement.className === 'open'")
        # It is emptied by the event of its closing, which comes a moment after it.
        await page.until("!document.getElementById('article').textContent.includes('urn:')")
        assert await page.run("typeof window.hacked") == "undefined"
        assert page.complaints() == []
