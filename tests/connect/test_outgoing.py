from __future__ import annotations

import asyncio
import gzip
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from streams import __version__
from streams.connect import outgoing as module
from streams.connect.hosts import LaterError
from streams.connect.outgoing import ForbiddenError, Manners, Outgoing
from streams.connect.robots import Rules
from streams.connect.state import State
from streams.errors import ConnectError
from tests.connect.sites import HERE, names, site
from tests.waiting import until


@pytest.fixture
async def client() -> AsyncIterator[Outgoing]:
    made = Outgoing(contact="desk@quay.example")
    yield made
    await made.close()


def redirect(to: str, status: int = 302) -> Any:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, headers={"Location": to})

    return answer


async def test_an_answer_and_who_asked(client: Outgoing) -> None:
    async with site({"/feed": b"<rss/>"}) as server:
        answer = await client.get(server.url("/feed"), HERE, headers={"If-None-Match": '"a"'})
        assert (answer.status, answer.body, answer.content_type) == (200, b"<rss/>", "application/xml")
        assert server.asked == ["/robots.txt", "/feed"]
        sent = server.requests[1].headers
        assert sent["User-Agent"] == f"copydesk/{__version__} (+desk@quay.example)"
        assert sent["If-None-Match"] == '"a"'
        assert (await client.get(server.url("/none"), HERE)).status == 404
        assert server.of("/robots.txt") == 1
        await client.get(server.url("/feed"), replace(HERE, contact="https://quay.example/bot"))
        assert server.requests[-1].headers["User-Agent"].endswith(" (+https://quay.example/bot)")


@pytest.mark.parametrize(
    ("statuses", "moved"), [([301, 308], "/end"), ([302], None), ([301, 302, 301], "/1"), ([303, 307], None)]
)
async def test_redirects_are_followed_and_those_for_good_are_told(
    client: Outgoing, statuses: list[int], moved: str | None
) -> None:
    async with site({"/end": b"<rss/>"}) as server:
        for number, status in enumerate(statuses):
            last = number == len(statuses) - 1
            server.pages[f"/{number}"] = redirect("/end" if last else f"/{number + 1}", status)
        answer = await client.get(server.url("/0"), HERE)
        assert (answer.status, answer.url) == (200, server.url("/end"))
        assert answer.moved == (server.url(moved) if moved else None)


async def test_too_many_redirects_and_those_that_lead_nowhere(client: Outgoing) -> None:
    async with site(
        {"/loop": redirect("/loop"), "/none": redirect(""), "/odd": redirect("http://[::1")}
    ) as server:
        with pytest.raises(ConnectError, match="more than 5 redirects"):
            await client.get(server.url("/loop"), HERE)
        assert server.of("/loop") == 6
        for path in ("/none", "/odd"):
            with pytest.raises(ConnectError, match="leads nowhere"):
                await client.get(server.url(path), HERE)


async def test_a_redirect_to_what_is_refused_is_refused(
    client: Outgoing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first host is allowed; where it sends us is not, whether by address or by name."""
    names(monkeypatch, inside_example="10.0.0.7", metadata_example="169.254.169.254")
    async with site() as server, site({"/secret": "secret"}) as other:
        only = replace(HERE, robots=False)
        for to, why in {
            "http://127.0.0.2:8080/secret": "127.0.0.2 is refused: this machine",
            f"http://[::ffff:10.0.0.1]:{other.port}/secret": "a private address",
            f"http://inside.example:{other.port}/secret": "inside.example is refused: it is 10.0.0.7",
            f"http://metadata.example:{other.port}/secret": "link-local",
            "ftp://127.0.0.1/secret": "no http or https",
            f"http://reader:word@127.0.0.1:{other.port}/": "a user or a password",
            "http://news.example:22/": "no port of web servers",
        }.items():
            server.pages["/feed"] = redirect(to)
            with pytest.raises(ConnectError) as refused:
                await client.get(server.url("/feed"), only)
            assert why in str(refused.value)
            assert "word@" not in str(refused.value)
        assert other.asked == []


async def test_without_leave_this_machine_is_not_asked(client: Outgoing) -> None:
    async with site({"/feed": b"<rss/>"}) as server:
        for host in ("127.0.0.1", "localhost"):
            with pytest.raises(ConnectError, match="is refused"):
                await client.get(server.url("/feed", host), Manners(delay=0.0))
        assert server.asked == []


async def test_robots_txt_is_obeyed_also_behind_a_redirect(
    client: Outgoing, monkeypatch: pytest.MonkeyPatch
) -> None:
    names(monkeypatch)
    async with site({"/robots.txt": "user-agent: copydesk\ndisallow: /private"}) as server, site() as other:
        server.pages["/private/feed"] = other.pages["/feed"] = b"<rss/>"
        other.pages["/moved"] = redirect(server.url("/private/feed", "news.example"))
        with pytest.raises(ForbiddenError, match=r"robots.txt of news.example does not allow it"):
            await client.get(server.url("/private/feed", "news.example"), HERE)
        with pytest.raises(ForbiddenError):
            await client.get(other.url("/moved", "other.example"), HERE)
        assert server.asked == ["/robots.txt"]
        answer = await client.get(server.url("/private/feed", "news.example"), replace(HERE, robots=False))
        assert answer.status == 200


async def test_a_robots_txt_is_read_beside_the_loop(
    client: Outgoing, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[int] = []

    def read(status: int, body: bytes) -> Rules:
        threads.append(threading.get_ident())
        return Rules()

    monkeypatch.setattr(module, "read_rules", read)
    async with site({"/robots.txt": "user-agent: *\n", "/feed": b"<rss/>"}) as server:
        await client.get(server.url("/feed"), HERE)
    assert len(threads) == 1
    assert threads != [threading.get_ident()]


async def test_a_robots_txt_that_cannot_be_known_means_later(client: Outgoing) -> None:
    async with site({"/robots.txt": 500, "/feed": b"<rss/>"}) as server:
        with pytest.raises(
            ConnectError, match=r"robots.txt of 127.0.0.1 is answered with 500; it is asked later"
        ):
            await client.get(server.url("/feed"), HERE)
        server.pages["/robots.txt"] = redirect("/r.txt")
        server.pages["/r.txt"] = "user-agent: *\ndisallow: /feed\n" + "#" * 3_000_000
        with pytest.raises(ForbiddenError):
            await client.get(server.url("/feed"), HERE)
        assert "/feed" not in server.asked


@pytest.mark.parametrize("status", [429, 503])
async def test_retry_after_is_obeyed_also_by_the_next_process(tmp_path: Path, status: int) -> None:
    async def busy(_: web.Request) -> web.Response:
        return web.Response(status=status, headers={"Retry-After": "300"})

    state = State(tmp_path)
    async with site({"/feed": busy, "/other": b"<rss/>"}) as server:
        for path in ("/feed", "/other", "/feed"):
            client = Outgoing(state)
            with pytest.raises(LaterError, match=r"asked later, in (300|299) s"):
                await client.get(server.url(path), replace(HERE, robots=False))
            await client.close()
        assert server.asked == ["/feed"]
    state.close()


async def test_what_is_packed_is_unpacked_up_to_the_limit(client: Outgoing) -> None:
    async def packed(request: web.Request) -> web.Response:
        assert "gzip" in request.headers["Accept-Encoding"]
        body = gzip.compress(b"\0" * int(request.query["size"]))
        return web.Response(body=body, headers={"Content-Encoding": "gzip"})

    async with site({"/feed": packed}) as server:
        answer = await client.get(server.url("/feed?size=1000"), HERE)
        assert answer.body == b"\0" * 1000
        with pytest.raises(ConnectError, match="/feed\\?…: the body has more than 1 MB"):
            await client.get(server.url("/feed?size=20000000"), HERE, limit=1 << 20)


async def test_what_is_too_large_is_refused_with_a_length_and_without(client: Outgoing) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while True:
                await response.write(b"x" * 65536)
        except ConnectionResetError:
            return response

    async with site({"/said": b"x" * 2_000_000, "/endless": endless}) as server:
        with pytest.raises(ConnectError, match="has 2000000 bytes"):
            await client.get(server.url("/said"), HERE, limit=1 << 20)
        with pytest.raises(ConnectError, match="more than 6 MB"):
            await client.get(server.url("/endless"), HERE, limit=6 << 20)


async def test_a_slow_answer_ends_in_time_and_holds_up_no_other_host(
    client: Outgoing, monkeypatch: pytest.MonkeyPatch
) -> None:
    names(monkeypatch)
    begun = asyncio.Event()

    async def slow(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while True:  # there is always a byte, and never an end
                await response.write(b"<")
                begun.set()
                await asyncio.sleep(0.05)
        except ConnectionResetError:
            return response

    async with site({"/slow": slow, "/feed": b"<rss/>"}) as server:
        asking = asyncio.create_task(client.get(server.url("/slow", "slow.example"), HERE, seconds=0.5))
        await begun.wait()
        assert (await client.get(server.url("/feed", "news.example"), HERE)).status == 200
        assert not asking.done()
        with pytest.raises(ConnectError, match=r"slow.example.* has not answered in time"):
            async with asyncio.timeout(10):
                await asking


async def test_what_cannot_be_reached_is_said_in_one_sentence(
    client: Outgoing, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b"<rss>")
        assert request.transport is not None
        request.transport.close()
        return response

    async with site({"/breaks": breaks}) as server:
        with pytest.raises(ConnectError, match="/breaks cannot be reached or read"):
            await client.get(server.url("/breaks"), HERE)
        port = server.port
    with pytest.raises(ConnectError, match="cannot be reached or read"):
        await client.get(f"http://127.0.0.1:{port}/feed", HERE)
    with pytest.raises(ConnectError, match=r"cannot be reached or read|its TLS"):
        await client.get(f"https://127.0.0.1:{port}/feed", HERE)


async def test_large_answers_are_read_a_few_at_a_time(
    client: Outgoing, monkeypatch: pytest.MonkeyPatch
) -> None:
    names(monkeypatch)
    monkeypatch.setattr(module, "_LARGE", 1000)

    async def large(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"x" * 2000)
        await response.write(b"x" * 2000)
        return response

    async with site({"/large": large}) as server:
        async with client._large, client._large, client._large:
            asking = [
                asyncio.create_task(client.get(server.url("/large", f"{name}.example"), HERE))
                for name in "ab"
            ]
            await until(lambda: server.of("/large") == 2)
            assert not any(task.done() for task in asking)
        assert [len((await task).body) for task in asking] == [4000, 4000]
