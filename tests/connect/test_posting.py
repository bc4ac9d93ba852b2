"""One webhook to a real HTTP server."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from aiohttp import web

from streams.connect import addresses
from streams.connect.addresses import PRIVATE, Guard
from streams.connect.posting import Answer, Meaning, answer_of, posting
from streams.connect.signature import secret_of, signed
from streams.connect.subscriptions import Subscription
from streams.errors import SubscriptionsError
from streams.events.filters import Filter
from streams.topology import ENRICHED
from tests.connect.test_signature import SECRET

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
KEY = secret_of(SECRET)


@dataclass
class Subscriber:
    """A subscriber's server: what it got, and what it answers: a status, or nothing for so long."""

    url: str = ""
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answer: Callable[[web.Request, bytes], int] = lambda _, __: 204
    headers: dict[str, str] = field(default_factory=dict)
    holds: asyncio.Event | None = None
    most: int = 0  # so many are answered before it holds
    open: int = 0  # requests that wait

    async def handle(self, request: web.Request) -> web.Response:
        body = await request.read()
        if self.holds is not None and len(self.got) >= self.most:
            self.open += 1
            try:
                await self.holds.wait()
            finally:
                self.open -= 1
        self.got.append((dict(request.headers), body))
        return web.Response(status=self.answer(request, body), headers=self.headers, text="x" * 100_000)


@asynccontextmanager
async def subscriber() -> AsyncIterator[Subscriber]:
    """A server on a port of its own."""
    told = Subscriber()
    app = web.Application()
    app.router.add_post("/hooks", told.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    told.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hooks"
    yield told
    if told.holds is not None:
        told.holds.set()
    await runner.cleanup()


def subscription(url: str, **more: object) -> Subscription:
    usual = Subscription("radio", url, lambda: (KEY,), (ENRICHED,), Filter(), guard=Guard(PRIVATE))
    return replace(usual, **more)  # type: ignore[arg-type]


async def post(asked: Subscription, body: bytes = b"{}") -> Answer:
    async with posting(asked, lambda: NOW) as poster:
        return await poster.post("id-1", body)


async def test_it_is_signed_and_says_what_it_is() -> None:
    async with subscriber() as told:
        assert (await post(subscription(told.url), b'{"a":1}')).meaning is Meaning.TAKEN
        ((headers, body),) = told.got
    assert body == b'{"a":1}'
    assert headers["Content-Type"] == "application/cloudevents+json; charset=utf-8"
    assert headers["User-Agent"].startswith("copydesk/")
    expected = signed("id-1", int(NOW.timestamp()), body, [KEY])
    assert {name: headers[name] for name in expected} == expected


async def test_a_redirect_is_not_followed() -> None:
    async with subscriber() as told:
        told.answer, told.headers = (lambda _, __: 302), {"Location": told.url}
        answer = await post(subscription(told.url))
        assert len(told.got) == 1
    assert (answer.meaning, answer.words) == (
        Meaning.DOWN,
        "it answers 302, and redirects are not followed: name the new url",
    )


async def test_who_does_not_answer_is_down() -> None:
    async with subscriber() as told:
        told.holds = asyncio.Event()
        answer = await post(subscription(told.url, timeout=0.1))
    assert (answer.meaning, answer.words) == (Meaning.DOWN, "no answer within 0.1 s")
    assert (await post(subscription(told.url))).meaning is Meaning.DOWN


async def test_nothing_goes_to_an_address_within(monkeypatch: pytest.MonkeyPatch) -> None:
    async with subscriber() as told:
        answer = await post(subscription(told.url, guard=Guard()))
        assert answer.meaning is Meaning.DOWN
        assert "127.0.0.1 is refused: this machine (loopback)" in answer.words
        # A name that leads there is found out, too, whatever it led to when it was first looked at.
        port = int(told.url.split(":")[2].partition("/")[0])
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
        monkeypatch.setattr(addresses, "_addresses", lambda *_: found)
        answer = await post(subscription(told.url.replace("127.0.0.1", "hooks.example"), guard=Guard()))
        assert "hooks.example is refused: it is 127.0.0.1" in answer.words
        assert told.got == []


async def test_a_secret_that_cannot_be_read_is_said() -> None:
    def keys() -> tuple[bytes, ...]:
        raise SubscriptionsError("secret_file: /run/secret cannot be read: No such file or directory")

    assert "cannot be read" in (await post(subscription("http://127.0.0.1:8080/x", keys=keys))).words


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        *((status, Meaning.TAKEN) for status in (200, 202, 204)),
        *((status, Meaning.DOWN) for status in (301, 307, 408, 425, 429, 500, 502, 503)),
        *((status, Meaning.REFUSED) for status in (400, 401, 404, 413, 422)),
        (410, Meaning.OFF),
    ],
)
def test_what_a_status_means(status: int, meaning: Meaning) -> None:
    assert answer_of(status, None, NOW).meaning is meaning


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        (format_datetime(NOW + timedelta(minutes=5), usegmt=True), 300.0),
        (format_datetime(NOW - timedelta(minutes=5), usegmt=True), 0.0),
        ("99999999999999", 86400.0),
        ("soon", 0.0),
        ("-5", 0.0),
        (None, 0.0),
    ],
)
def test_when_to_come_again(header: str | None, seconds: float) -> None:
    assert answer_of(503, header, NOW).after == seconds
