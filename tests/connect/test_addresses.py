from __future__ import annotations

import socket
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from streams.connect import addresses
from streams.connect.addresses import AddressRefused, Guard, check_url, connector, guard_of

PUBLIC = [
    "8.8.8.8",
    "2606:4700::1111",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
    "172.15.0.1",
    "172.32.0.1",
    "100.128.0.1",
]
REFUSED = {
    "127.0.0.1": "loopback",
    "127.255.255.254": "loopback",
    "::1": "loopback",
    "0.0.0.0": "unspecified",
    "::": "unspecified",
    "10.0.0.1": "private",
    "172.16.0.1": "private",
    "192.168.1.1": "private",
    "100.64.0.1": "private",
    "fd00::1": "private",
    "169.254.169.254": "link-local",
    "fe80::1%eth0": "link-local",
    "224.0.0.1": "multicast",
    "239.1.1.1": "multicast",
    "ff02::1": "multicast",
    "::ffff:127.0.0.1": "loopback",
    "::ffff:10.0.0.1": "private",
    "64:ff9b::7f00:1": "loopback",
    "64:ff9b::a9fe:a9fe": "link-local",
    "64:ff9b:1::1": "no public",
    "2002:7f00:1::1": "loopback",
    "::7f00:1": "loopback",
    "fec0::1": "no public",
    "240.0.0.1": "no public",
    "255.255.255.255": "no public",
    "192.0.2.1": "no public",
    "2001:db8::1": "no public",
    "2001::1": "no public",  # Teredo
    "not an address": "no address",
}


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_allowed(address: str) -> None:
    assert Guard().refusal(address) is None


@pytest.mark.parametrize("address", REFUSED)
def test_any_other_is_refused(address: str) -> None:
    assert REFUSED[address] in (Guard().refusal(address) or "")


def test_what_the_operator_allows() -> None:
    anything = guard_of(True)
    for address in ("127.0.0.1", "::1", "10.0.0.1", "100.64.0.1", "fd00::1", "::ffff:10.0.0.1"):
        assert anything.refusal(address) is None
    for address in ("169.254.169.254", "0.0.0.0", "224.0.0.1", "fe80::1"):
        assert anything.refusal(address)
    some = guard_of(["10.1.0.0/16", "fd00::7"])
    assert some.refusal("10.1.2.3") is None
    assert some.refusal("fd00::7") is None
    for address in ("10.2.0.1", "127.0.0.1", "fd00::8"):
        assert some.refusal(address)
    assert guard_of(False) == Guard()
    with pytest.raises(ValueError, match="nowhere"):
        guard_of(["nowhere"])


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://news.example/feed", "no http or https"),
        ("file:///etc/passwd", "no http or https"),
        ("/feed", "no http or https"),
        ("http://", "no url|names no host"),
        ("http://[::1", "no url"),
        ("http://reader:secret@news.example/feed", "a user or a password"),
        ("http://news.example:25/", "no port of web servers"),
        ("http://news.example:0/", "no port of web servers"),
        ("http://127.0.0.1/", "loopback"),
        ("http://[::1]:8080/", "loopback"),
        ("http://[::ffff:169.254.169.254]/", "link-local"),
    ],
)
def test_a_url_that_is_refused_before_anything_is_resolved(url: str, why: str) -> None:
    with pytest.raises(AddressRefused, match=why) as refused:
        check_url(url, Guard())
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "url", ["https://news.example/feed?x=1", "http://news.example:8080/", "https://[2606:4700::1111]/"]
)
def test_a_url_that_may_be_asked_for(url: str) -> None:
    assert str(check_url(url, Guard())) == url


@pytest.fixture
async def greeter() -> Any:
    async def hello(_: web.Request) -> web.Response:
        return web.Response(text="hello")

    app = web.Application()
    app.router.add_get("/", hello)
    async with TestServer(app) as started:
        yield started


def answers(monkeypatch: pytest.MonkeyPatch, *given: str) -> list[str]:
    """Names resolve to these; the names that were asked for."""
    asked: list[str] = []

    def resolve(host: str, port: int, _: int) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in given]

    monkeypatch.setattr(addresses, "_addresses", resolve)
    return asked


async def get(guard: Guard, url: str) -> str:
    async with aiohttp.ClientSession(connector=connector(guard)) as session, session.get(url) as answer:
        return await answer.text()


async def test_a_name_that_leads_inside_is_refused(
    greeter: TestServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(monkeypatch, "127.0.0.1")
    with pytest.raises(aiohttp.ClientConnectorError) as error:
        await get(Guard(), f"http://news.example:{greeter.port}/")
    assert "news.example is refused: it is 127.0.0.1, this machine (loopback)" in str(
        addresses.refused(error.value)
    )
    assert addresses.refused(ValueError()) is None
    assert await get(guard_of(["127.0.0.1"]), f"http://news.example:{greeter.port}/") == "hello"


async def test_of_several_addresses_only_the_allowed_are_connected_to(
    greeter: TestServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(monkeypatch, "10.0.0.1", "127.0.0.1")
    assert await get(guard_of(["127.0.0.1"]), f"http://news.example:{greeter.port}/") == "hello"


async def test_a_name_is_resolved_once_and_what_it_was_then_is_connected_to(
    greeter: TestServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second answer, for an address inside, is never asked for."""
    asked = answers(monkeypatch, "127.0.0.1")
    async with aiohttp.ClientSession(connector=connector(guard_of(True), force_close=True)) as session:
        for _ in range(3):
            async with session.get(f"http://news.example:{greeter.port}/") as answer:
                assert await answer.text() == "hello"
    assert asked == ["news.example"]


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::ffff:127.0.0.1]", "2130706433", "127.1", "0x7f000001", "localhost"]
)
async def test_however_an_address_is_written_no_connection_is_made(greeter: TestServer, host: str) -> None:
    with pytest.raises(aiohttp.ClientError):
        await get(Guard(), f"http://{host}:{greeter.port}/")


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("https://news.example/feed?key=secret#x", "https://news.example/feed?…"),
        ("https://reader:secret@news.example/feed", "https://…@news.example/feed"),
        ("https://news.example/@reader", "https://news.example/@reader"),
    ],
)
def test_what_may_be_a_secret_is_not_shown(url: str, text: str) -> None:
    assert addresses.shown(url) == text
