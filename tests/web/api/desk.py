"""A server of the API on a broker, and a client of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import orjson

from streams.brokers.embedded import HOST
from streams.history.known_of import known_of
from streams.history.versions import compare_versions
from streams.runtime.bearer import Tokens
from streams.runtime.health import Health
from streams.runtime.loop_share import LoopShare
from streams.web.api.service import Api
from streams.web.http import Http
from tests.topics import write_records
from tests.web.records import Record

TOKEN = "a-token-of-the-tests"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@dataclass
class Answer:
    """Status, headers and body of an answer."""

    status: int
    headers: Any
    body: bytes

    @property
    def json(self) -> Any:
        """The body."""
        return orjson.loads(self.body)

    @property
    def uris(self) -> list[str]:
        """The subjects of the events on a page."""
        return [each["subject"] for each in self.json["events"]]


@dataclass
class ApiDesk:
    """What a test asks and writes."""

    address: str
    broker: str
    session: aiohttp.ClientSession
    tokens: Path

    async def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """An answer, with the token unless another Authorization is given."""
        given = BEARER | {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.session.request(method, self.address + path, headers=given) as response:
            return Answer(response.status, response.headers, await response.read())

    async def write(self, *records: Record) -> None:
        """Writes records, one after the other."""
        await write_records(self.broker, *records)

    async def now(self, name: str = "articles") -> str:
        """The cursor behind what there is."""
        return str((await self.get(f"/v1/{name}?after=now")).json["cursor"])

    @asynccontextmanager
    async def stream(self, path: str, **headers: str) -> AsyncIterator[Events]:
        """A stream that is open."""
        given = (
            BEARER | {"Accept": "text/event-stream"} | {k.replace("_", "-"): v for k, v in headers.items()}
        )
        async with self.session.get(self.address + path, headers=given) as response:
            assert response.status == 200, await response.text()
            assert response.headers["Content-Type"] == "text/event-stream"
            yield Events(response)


@dataclass
class Event:
    """An event of a stream; without data a sign of life."""

    id: str
    name: str
    data: Any


class Events:
    """Reads a stream."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response

    async def next(self, seconds: float = 20) -> Event | None:
        """The next event; None when the stream has ended."""
        fields: dict[str, str] = {}
        async with asyncio.timeout(seconds):
            while line := (await self._response.content.readline()).decode():
                name, _, value = line.rstrip("\n").partition(": ")
                if name:
                    fields[name] = value
                elif "id" in fields or "data" in fields:
                    data = orjson.loads(fields["data"]) if "data" in fields else None
                    return Event(fields.get("id", ""), fields.get("event", ""), data)
                else:
                    fields = {}
        return None


@asynccontextmanager
async def serving(broker: str, folder: Path, **options: Any) -> AsyncIterator[ApiDesk]:
    """A server on a port of its own. `options` are those of Api."""
    tokens = folder / "tokens"
    tokens.write_text(f"# readers\nreader = {TOKEN}\n")
    share = LoopShare()
    compare = partial(compare_versions, broker, share=share)
    api = Api(
        broker,
        Tokens(tokens),
        partial(known_of, broker, share=share),
        share,
        **{"compare": compare, **options},
    )
    http = Http(HOST, 0, Health(60), api=api)
    await http.start()
    try:
        async with aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0), read_bufsize=2**22
        ) as session:
            yield ApiDesk(http.address, broker, session, tokens)
    finally:
        await http.stop()
