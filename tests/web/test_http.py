from __future__ import annotations

import asyncio
import json
import re
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from streams.brokers.embedded import HOST, free_port
from streams.errors import CopydeskError
from streams.kinds import Stage
from streams.runtime.health import Health, Seen
from streams.web import http as limits
from streams.web.access import POLICY
from streams.web.http import Http
from streams.web.live import CLIENTS, Live
from tests.waiting import until


@dataclass
class Server:
    """The server on a port of its own, and the health that it tells."""

    health: Health
    http: Http
    now: list[float] = field(default_factory=lambda: [0.0])

    async def get(self, path: str) -> tuple[int, str, str]:
        """Status, content type and text."""
        async with aiohttp.ClientSession() as session, session.get(self.http.address + path) as response:
            return response.status, response.headers["Content-Type"], await response.text()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    now = [0.0]
    health = Health(60, clock=lambda: now[0])
    http = Http(HOST, 0, health)
    await http.start()
    yield Server(health, http, now)
    await http.stop()


def get_stuck(server: Server) -> str:
    """A partition that stands still for 61 s; the sentence on it."""
    for server.now[0] in (0.0, 61.0):
        found = server.health.look({("articles.raw", 3): Seen(committed=5, end=9)})
        server.health.conclude(found)
    assert server.health.stuck
    return server.health.stuck


async def test_the_metrics_are_an_exposition_that_prometheus_reads(server: Server) -> None:
    status, content_type, text = await server.get("/metrics")
    assert status == 200
    assert content_type.startswith("text/plain; version=")
    assert "charset=utf-8" in content_type
    families = {family.name: family for family in text_string_to_metric_families(text)}
    assert families["copydesk_received"].type == "counter"
    stages = {sample.labels["stage"] for sample in families["copydesk_window_events"].samples}
    assert stages == {str(stage) for stage in Stage}
    assert families["copydesk_pool_busy"].type == "gauge"
    assert all(family.documentation for family in families.values())


async def test_every_name_is_ours_and_well_formed(server: Server) -> None:
    _, _, text = await server.get("/metrics")
    for family in text_string_to_metric_families(text):
        assert re.fullmatch(r"copydesk_[a-z_]+", family.name)


async def test_a_healthy_worker(server: Server) -> None:
    status, content_type, text = await server.get("/healthz")
    assert status == 200
    assert content_type.startswith("application/json")
    assert json.loads(text) == {"healthy": True, "problem": None, "starting": None, "unreadable": []}


async def test_a_worker_that_stands_still(server: Server) -> None:
    sentence = get_stuck(server)
    status, content_type, text = await server.get("/healthz")
    assert status == 503
    assert content_type.startswith("application/json")
    assert json.loads(text) == {"healthy": False, "problem": sentence, "starting": None, "unreadable": []}
    assert sentence.startswith("articles.raw/3: 4 events behind")


async def test_a_broker_that_does_not_answer(server: Server) -> None:
    server.health.silent("no connection")
    status, _, text = await server.get("/healthz")
    assert status == 503
    assert json.loads(text)["problem"] == "broker unreachable: no connection"


async def test_it_turns_green_again(server: Server) -> None:
    get_stuck(server)
    server.health.conclude(server.health.look({("articles.raw", 3): Seen(committed=9, end=9)}))
    assert (await server.get("/healthz"))[0] == 200


async def test_there_is_nothing_else(server: Server) -> None:
    assert (await server.get("/"))[0] == (await server.get("/events"))[0] == 404
    async with aiohttp.ClientSession() as session, session.post(server.http.address + "/healthz") as response:
        assert response.status == 405


async def test_a_port_that_is_taken_is_said_to_be() -> None:
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        taken = f"port {port} for metrics is taken: set COPYDESK"
        with pytest.raises(CopydeskError, match=f"{taken}_METRICS_PORT"):
            await Http(HOST, port, Health(60)).start()
        with pytest.raises(CopydeskError, match=f"{taken}_CONNECT_PORT"):
            await Http(HOST, port, Health(60), setting="COPYDESK_CONNECT_PORT").start()


async def test_where_no_port_is_asked_for_a_free_one_is_taken(caplog: pytest.LogCaptureFixture) -> None:
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        http = Http(HOST, port, Health(60), asked=False)
        await http.start()
        assert http.address != f"http://{HOST}:{port}"
        async with aiohttp.ClientSession() as session, session.get(http.address + "/healthz") as response:
            assert response.status == 200
        await http.stop()
    assert f"port {port} is taken" in caplog.text
    usual = Http(HOST, port, Health(60), asked=False)
    await usual.start()
    assert usual.address == f"http://{HOST}:{port}"
    await usual.stop()


async def test_a_stopped_server_gives_its_port_back(server: Server) -> None:
    port = int(server.http.address.rpartition(":")[2])
    await server.http.stop()
    again = Http(HOST, port, Health(60))
    await again.start()
    assert again.address == server.http.address
    await again.stop()


async def test_a_server_that_was_not_started_can_be_stopped() -> None:
    await Http(HOST, 0, Health(60)).stop()


@pytest.fixture
async def paged() -> AsyncIterator[Server]:
    """A server with the live page; there is no broker behind it."""
    health = Health(60)
    live = Live(f"{HOST}:{free_port()}", health)
    server = Server(health, Http(HOST, 0, health, live))
    await server.http.start()
    yield server
    await server.http.stop()


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/", "text/html"),
        ("/page.css", "text/css"),
        ("/page.js", "text/javascript"),
        ("/nodes.js", "text/javascript"),
    ],
)
async def test_the_page_and_its_files_are_locked_up(paged: Server, path: str, content_type: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(paged.http.address + path) as response:
        assert response.status == 200
        assert response.headers["Content-Type"] == f"{content_type}; charset=utf-8"
        assert response.headers["Content-Security-Policy"] == POLICY
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert await response.text()


@pytest.mark.parametrize("path", ["/", "/page.js", "/events", "/search", "/search/further"])
async def test_another_name_for_this_worker_is_refused(paged: Server, path: str) -> None:
    headers = {"Host": "evil.example:9464"}
    async with (
        aiohttp.ClientSession() as session,
        session.get(paged.http.address + path, headers=headers) as response,
    ):
        assert response.status == 403
        assert "not known by that name" in await response.text()


@pytest.mark.parametrize("path", ["/events", "/search", "/search/further"])
async def test_another_sites_page_gets_no_news(paged: Server, path: str) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    async with (
        aiohttp.ClientSession() as session,
        session.get(paged.http.address + path, headers=headers) as response,
    ):
        assert response.status == 403


@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ("text=quay", 200, {"keys": []}),
        ("topic=sport", 400, "no IPTC Media Topic"),
        ("text=" + "x" * 4000, 400, "too long"),
    ],
)
async def test_the_page_asks_what_fits_its_filter(
    paged: Server, query: str, status: int, told: object
) -> None:
    url = f"{paged.http.address}/search?{query}"
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        assert response.status == status
        assert response.headers["Cache-Control"] == "no-store"
        answer = await response.json()
    assert answer == told if status == 200 else str(told) in answer["problem"]


@pytest.mark.parametrize(
    ("query", "told"), [("topic=sport", "no IPTC Media Topic"), ("text=" + "x" * 4000, "too long")]
)
async def test_what_cannot_be_looked_for_is_said(paged: Server, query: str, told: str) -> None:
    url = f"{paged.http.address}/search/further?{query}"
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        assert response.status == 400
        assert told in (await response.json())["problem"]


async def test_a_broker_that_is_gone_is_said_to_who_looks_further_back(paged: Server) -> None:
    url = f"{paged.http.address}/search/further?text=quay"
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        assert response.headers["Cache-Control"] == "no-store"
        (line,) = (await response.text()).splitlines()
    assert "no broker answers" in json.loads(line)["problem"]


async def test_events_are_a_stream_with_signs_of_life(paged: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BEATS", 0.05)
    async with aiohttp.ClientSession() as session, session.get(paged.http.address + "/events") as response:
        assert response.headers["Content-Type"] == "text/event-stream"
        assert response.headers["Cache-Control"] == "no-store"
        told = b""
        async with asyncio.timeout(10):
            while b": beat" not in told:
                told += await response.content.readline()
    assert told.startswith(b"retry: 2000\n\nevent: figures\ndata: {")


async def test_there_are_only_so_many_pages_and_a_closed_one_makes_room(paged: Server) -> None:
    url = paged.http.address + "/events"
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:
        open_pages = [await session.get(url) for _ in range(CLIENTS)]
        assert [each.status for each in open_pages] == [200] * CLIENTS
        async with session.get(url) as refused:
            assert (refused.status, refused.headers["Retry-After"]) == (503, "10")
        open_pages.pop().close()
        live = paged.http._live
        assert live is not None
        await until(lambda: not live.full, 5)
        async with session.get(url) as response:
            assert response.status == 200
        for each in open_pages:
            each.close()


async def test_a_page_that_does_not_read_is_dropped(paged: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SLOW", 0.2)
    live = paged.http._live
    assert live is not None
    host, port = paged.http.address.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port), limit=1)
    writer.write(f"GET /events HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
    await writer.drain()
    await until(lambda: live._clients)

    def full() -> bool:
        for client in list(live._clients):
            client.put(b"x" * 1_000_000)
        return not live._clients

    await until(full, 20)
    writer.close()


async def test_stopping_does_not_wait_for_the_pages(paged: Server) -> None:
    async with aiohttp.ClientSession() as session:
        response = await session.get(paged.http.address + "/events")
        async with asyncio.timeout(5):
            await paged.http.stop()
            await response.content.read()
        response.close()
