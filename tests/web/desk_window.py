"""The live page on a server that is told what there is, without a broker, and a tab that shows it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from streams.brokers.embedded import HOST
from streams.runtime.health import Health
from streams.web.entry import entry_of
from streams.web.http import Http
from streams.web.live import Live
from streams.web.told import Published
from streams.web.wire import Story, Wire
from tests.web.browser import Page
from tests.web.records import NOON, Record, known, published


class Told(Live):
    """A page's feed that reads nothing: a test tells it. `time` is its clock, `left` the worker's lag."""

    def __init__(self, health: Health) -> None:
        super().__init__(f"{HOST}:1", health, lag=lambda: self.left, now=lambda: self.time)
        self.time = NOON.timestamp() + 10
        self.left: float | None = 0.0
        self._ready = True

    async def _read_on(self) -> None:
        await asyncio.Event().wait()

    def tell(self, *records: Record) -> None:
        """These records come."""
        self._take(iter(records))
        self.look()

    def look(self) -> None:
        """What is told once a second and seldom, now."""
        self._tell_figures()
        self._tell_seldom()


@dataclass
class Window:
    """A tab on the page of such a server."""

    page: Page
    live: Told
    health: Health
    http: Http
    url: str = field(init=False)

    def __post_init__(self) -> None:
        self.url = self.http.address + "/"

    async def open(self, query: str = "") -> None:
        """Opens the page and waits until it has what there is."""
        await self.page.go(self.url + query)
        await self.page.until("document.getElementById('state').dataset.link === 'open'")
        await self.page.until("document.getElementById('sources-said').textContent !== 'Not known.'")

    async def lines(self) -> list[str]:
        """The headlines that are seen on the wire."""
        found: list[str] = await self.page.run(LINES)
        return found

    async def text(self, selector: str) -> str:
        """What is seen of it."""
        return str(await self.page.run(f"document.querySelector({selector!r}).innerText"))

    async def keys(self, keys: Iterable[str]) -> None:
        """Presses letters, one after the other."""
        for each in keys:
            await self.page.press(each, ord(each.upper()), each)


#: How far it was looked back, in milliseconds since 1970.
BACK = round((NOON - timedelta(days=2)).timestamp() * 1000)


def old(uri: str, days: int, headline: str) -> dict[str, Any]:
    """An entry of so many days ago."""
    now = known(published(headline=headline))
    assert isinstance(now, Published)
    return entry_of(Wire(), Story(uri, (NOON - timedelta(days=days)).timestamp(), now))


#: An expression: the headlines that are seen.
LINES = (
    "[...document.querySelectorAll('#wire > li')].filter(each => each.checkVisibility())"
    ".map(each => each.querySelector('.headline').innerText.split('Open')[0].trim())"
)


@asynccontextmanager
async def opened(page: Page, *records: Record) -> AsyncIterator[Window]:
    """A window on a server that knows these records. The tab is as a new one."""
    health = Health(60)
    live = Told(health)
    http = Http(HOST, 0, health, live)
    await http.start()
    try:
        live.tell(*records)
        page.events.clear()
        await page.size(1280, 900)
        await page.scheme("light")
        await page.call("Input.dispatchMouseEvent", type="mouseMoved", x=1, y=1)
        window = Window(page, live, health, http)
        await window.open()
        yield window
        await page.go("about:blank")
    finally:
        await http.stop()
