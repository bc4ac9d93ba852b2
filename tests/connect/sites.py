"""Web servers for tests: real ones, on this machine, under whatever names a test gives them."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from streams.connect import addresses
from streams.connect.addresses import guard_of
from streams.connect.outgoing import Manners

#: The tests' own server is on loopback: without this it would be refused.
HERE = Manners(guard=guard_of(["127.0.0.1"]), delay=0.0)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Site:
    """What a server answers by path: a text, bytes, a status, a response, or a function of the request.

    `asked` are the paths in the order in which they were asked for, `requests` the requests themselves.
    """

    pages: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    requests: list[web.Request] = field(default_factory=list)
    port: int = 0

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        self.requests.append(request)
        given = self.pages.get(request.path, 404)
        if callable(given):
            given = await given(request)
        if isinstance(given, int):
            return web.Response(status=given)
        if isinstance(given, str):
            return web.Response(text=given, content_type="text/html")
        if isinstance(given, bytes):
            return web.Response(body=given, content_type="application/xml")
        assert isinstance(given, web.StreamResponse)
        return given

    def of(self, path: str) -> int:
        """How often a path was asked for."""
        return self.asked.count(path)


@asynccontextmanager
async def site(pages: dict[str, Any] | None = None) -> AsyncIterator[Site]:
    made = Site(pages or {})
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", made.answer)
    async with TestServer(app, host="127.0.0.1") as server:
        made.port = server.port or 0
        yield made


def names(monkeypatch: pytest.MonkeyPatch, **given: str) -> list[str]:
    """Names resolve to these addresses, `_` standing for a dot, and any other to 127.0.0.1; the names asked for."""
    asked: list[str] = []
    known = {name.replace("_", "."): address for name, address in given.items()}

    def resolve(host: str, port: int, _: int) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (known.get(host, "127.0.0.1"), port))]

    monkeypatch.setattr(addresses, "_addresses", resolve)
    return asked
