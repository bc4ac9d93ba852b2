"""`copydesk connect` as a process beside a desk, and what comes in by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path

import orjson
from aiohttp import web

from streams.cli.processes import WorkerProcess
from streams.topology import DUPLICATES, ENRICHED
from tests.connect.feeds import rss
from tests.connect.sites import Site, site
from tests.e2e.desk import Desk


@asynccontextmanager
async def connecting(
    desk: Desk, sources: str, name: str = "connect", **environment: str
) -> AsyncIterator[WorkerProcess]:
    """`copydesk connect` with that sources.toml, ready. Its memory is in the desk's folder, over restarts too."""
    file = desk.folder / "sources.toml"
    file.write_text(sources)
    settings = {
        **desk.environment,
        "COPYDESK_SOURCES": str(file),
        "COPYDESK_CONNECT_PORT": "0",
        **environment,
    }
    with WorkerProcess(
        desk.broker, desk.folder / f"{name}.log", environment=settings, command=("connect",)
    ) as process:
        await process.ready()
        yield process


def published(desk: Desk) -> Counter[str]:
    """How often each headline was published: on articles.enriched, as usable."""
    return _headlines(desk, ENRICHED.name)


def repeated(desk: Desk) -> Counter[str]:
    """How often each came again and was told as a repeat."""
    return _headlines(desk, DUPLICATES.name)


def _headlines(desk: Desk, topic: str) -> Counter[str]:
    found = Counter[str]()
    for ends in list(desk.ends.values()):
        for end in ends:
            if end.topic == topic and "pubstatus" not in end.headers:
                headlines = orjson.loads(end.value)["item"].get("headlines", [])
                found[headlines[0]["value"] if headlines else ""] += 1
    return found


def page_of(number: int, text: str) -> bytes:
    """A page with one article."""
    paragraphs = "".join(f"<p>{each}</p>" for each in text.split("\n\n"))
    title = f"Story number {number}"
    return (
        f"<html lang='en'><head><title>{title}</title></head><body><article><h1>{title}</h1>{paragraphs}</article>"
        "</body></html>"
    ).encode()


def drop(folder: Path, name: str, value: bytes) -> None:
    """Puts a file as an SFTP server does that renames at the end."""
    hidden = folder / f".{name}.upload"
    hidden.write_bytes(value)
    hidden.rename(folder / name)


@dataclass
class Feed:
    """A feed on a real server, with an ETag. `polls` is how often it was asked for, `gave` how often it had news."""

    site: Site
    items: list[str] = field(default_factory=list)
    polls: int = 0
    gave: int = 0

    @property
    def url(self) -> str:
        return self.site.url("/feed")

    def put(self, number: int, text: str, *, page: bool = False) -> None:
        """One more entry, with its whole text, or with a page that has it."""
        path = f"/news/{number}-story"
        if page:
            self.site.pages[path] = page_of(number, text).decode()
        paragraphs = "".join(f"<p>{each}</p>" for each in text.split("\n\n"))
        body = (
            f"<description>{number}</description>"
            if page
            else f"<content:encoded><![CDATA[{paragraphs}]]></content:encoded>"
        )
        self.items.append(
            f"<item><title>Story number {number}</title><link>{self.site.url(path)}</link>"
            f'<guid isPermaLink="false">n{number}</guid><pubDate>{format_datetime(datetime.now(UTC))}</pubDate>'
            f"{body}</item>"
        )

    async def answer(self, request: web.Request) -> web.Response:
        """The feed, or 304."""
        self.polls += 1
        body = rss(*self.items)
        etag = f'"{sha256(body).hexdigest()}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304)
        self.gave += 1
        return web.Response(body=body, content_type="application/rss+xml", headers={"ETag": etag})


@asynccontextmanager
async def feed() -> AsyncIterator[Feed]:
    """A feed without entries, on this machine."""
    async with site() as server:
        made = Feed(server)
        server.pages["/feed"] = made.answer
        yield made
