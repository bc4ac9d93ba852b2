"""Sources that push, for tests: the server listens, the broker is a list."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import jsonschema_rs
from aiohttp import ClientResponse

from streams.connect.connection import Given
from streams.connect.http import Push, build
from streams.connect.ingest.openapi import document
from streams.connect.options import Options
from streams.errors import ConnectError
from streams.settings import Settings
from tests.connect.desks import Producer, desk_for
from tests.machine import patience as in_time

TOKENS = {"quay": "quay-token-0123456789", "mole": "mole-token-0123456789"}
#: Superdesk's secret token of the source mole.
KEY = "a shared secret"


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    told: Any = None


@dataclass
class Pushing:
    """Who listens. `into` is what the broker has."""

    address: str
    into: Producer
    folder: Path
    session: aiohttp.ClientSession
    connections: dict[str, Push] = field(default_factory=dict)

    @property
    def place(self) -> tuple[str, int]:
        """Host and port."""
        host, _, port = self.address.partition("://")[2].rpartition(":")
        return host, int(port)

    async def post(
        self,
        body: Any,
        content_type: str | None = None,
        path: str = "/ingest/quay",
        token: str | None = "quay",
        **headers: str,
    ) -> Answer:
        """Posts as the source of that token. Of headers `_` stands for `-`."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if content_type:
            given["Content-Type"] = content_type
        if token:
            given["Authorization"] = f"Bearer {TOKENS.get(token, token)}"
        skip = () if content_type else ("Content-Type",)
        async with self.session.post(
            self.address + path, data=body, headers=given, skip_auto_headers=skip
        ) as got:
            return await _answer("post", path, got)

    async def get(self, path: str, method: str = "GET") -> Answer:
        """Asks for something, without a token."""
        async with self.session.request(method, self.address + path) as got:
            return await _answer(method.lower(), path, got)


async def _answer(method: str, path: str, got: ClientResponse) -> Answer:
    body = await got.read()
    told = await got.json(content_type=None) if "json" in got.content_type and body else None
    answer = Answer(got.status, got.headers, body, told)
    _check(method, path.partition("?")[0], answer)
    return answer


#: What any server may answer, and no document need say.
_ALWAYS = (404, 405, 500)


def _check(method: str, path: str, answer: Answer) -> None:
    """Each answer is as the OpenAPI document says."""
    for template, item in document()["paths"].items():
        pattern = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(template))
        if method not in item or not re.fullmatch(pattern, path) or answer.status in _ALWAYS:
            continue
        told = item[method]["responses"][str(answer.status)]
        (media, content), *_ = told["content"].items()
        assert answer.headers["Content-Type"].partition(";")[0] == media
        assert ("Retry-After" in answer.headers) == ("Retry-After" in told.get("headers", {}))
        schema = content["schema"] | {"components": document()["components"]}
        assert jsonschema_rs.is_valid(schema, answer.told), answer.told


@asynccontextmanager
async def pushing(
    folder: Path,
    producer: Producer | None = None,
    options: Mapping[str, Any] | None = None,
    patience: float = 10.0,
    **settings: Any,
) -> AsyncIterator[Pushing]:
    """The sources quay and mole, each with a token; mole signs, too. `options` are those of quay."""
    into = producer or Producer()
    in_time(1)  # how fast the machine is, is found here, and not while a request waits
    given = []
    for source, token in TOKENS.items():
        (folder / f"{source}.token").write_text(f"# of {source}\n{token}\n")
        table: dict[str, Any] = {"token_file": str(folder / f"{source}.token")}
        if source == "mole":
            (folder / "mole.key").write_text(f"{KEY}\n")
            table["signature_file"] = str(folder / "mole.key")
        else:
            table |= options or {}
        given.append(Given(source, Options(f"sources.toml: source {source!r}", "http", table)))
    made = build(given, Settings(**settings))
    connections = {each.source: each for each in made if isinstance(each, Push)}
    shared = connections["quay"].shared
    shared.server.port = 0
    shared.service.patience = patience
    async with AsyncExitStack() as stack:
        desk, _ = stack.enter_context(desk_for("quay", "http", folder / "data", into))
        running = [asyncio.create_task(each.run(desk.of(each.source))) for each in connections.values()]
        try:
            while not all(each.door.desk for each in connections.values()):
                await asyncio.sleep(0)
                for task in running:
                    if task.done():
                        task.result()
            session = await stack.enter_async_context(aiohttp.ClientSession(auto_decompress=False))
            yield Pushing(shared.server.address, into, folder, session, connections)
        finally:
            for task in running:
                task.cancel()
            for task in running:
                with suppress(asyncio.CancelledError, ConnectError):
                    await task
