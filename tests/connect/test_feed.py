from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiokafka import errors

from streams import metrics, series
from streams.connect import desk as desks
from streams.connect import feed as module
from streams.connect import news, pages, polling, schedule
from streams.connect import sender as sending
from streams.connect.connection import Given
from streams.connect.desk import Desk
from streams.connect.feed import Feed, build
from streams.connect.options import Options
from streams.connect.outgoing import Manners
from streams.connect.polled import recall
from streams.errors import SourcesError
from streams.settings import Settings
from tests.connect.desks import Producer, running
from tests.connect.feeds import QUAY, item, rss
from tests.connect.sites import HERE, Site, site
from tests.waiting import until

#: Polls follow one another at once.
QUICK = Feed("post", (), HERE, least=0.005, most=0.01)


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(schedule, "_FIRST", 0.01)
    yield


@asynccontextmanager
async def fed(
    data: Path, pages: dict[str, Any]
) -> AsyncIterator[tuple[Site, Producer, Desk, list[str | None]]]:
    """A server, and a feed that runs with its /feed."""
    async with site(pages) as server, running(replace(QUICK, urls=(server.url("/feed"),)), data) as run:
        yield server, *run


def with_etag(body: Callable[[], bytes]) -> Any:
    """An answer with an ETag, or 304 for who has it."""

    async def answer(request: web.Request) -> web.Response:
        etag = f'"{hash(body()) & 0xFFFF}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304)
        return web.Response(
            body=body(), headers={"ETag": etag, "Last-Modified": "Fri, 20 Nov 2026 06:12:00 GMT"}
        )

    return answer


def sent(into: Producer) -> list[str]:
    """Which entries were sent, by their titles' numbers."""
    return [value.partition(b"<title>Quay ")[2].partition(b" ")[0].decode() for value in into.values]


async def polled(server: Site, times: int = 2, path: str = "/feed") -> None:
    """Returns when it was asked so often more, the last time to the end."""
    before = server.of(path)
    await until(lambda: server.of(path) > before + times)


async def test_each_entry_goes_out_once_the_oldest_first(tmp_path: Path) -> None:
    items = [item(3), item(1), item(2)]
    async with site({"/feed": with_etag(lambda: rss(*items))}) as server:
        feed = replace(QUICK, urls=(server.url("/feed"),))
        async with running(feed, tmp_path) as (into, _, told):
            await until(lambda: sent(into) == ["1", "2", "3"])
            items.insert(0, item(4))
            await until(lambda: sent(into) == ["1", "2", "3", "4"])
            await polled(server)
            assert told[-1] is None
        assert sent(into) == ["1", "2", "3", "4"]
        assert into.topics == ["articles.raw"] * 4
        headers = dict(into.taken[0].headers)
        assert headers["ce_source"] == b"post"
        assert headers["ce_time"] == b"2026-11-20T06:01:00+00:00"
        assert headers["content-type"] == b"application/rss+xml; charset=utf-8"
        assert server.requests[-1].headers["If-Modified-Since"] == "Fri, 20 Nov 2026 06:12:00 GMT"


async def test_what_was_sent_is_known_after_a_restart_and_so_is_the_etag(tmp_path: Path) -> None:
    items = [item(1)]
    async with site({"/feed": with_etag(lambda: rss(*items))}) as server:
        feed = replace(QUICK, urls=(server.url("/feed"),))
        async with running(feed, tmp_path) as (into, _, _told):
            await until(lambda: sent(into) == ["1"])
            await polled(server)
        asked = len(server.requests)
        async with running(feed, tmp_path) as (into, _, _told):
            await polled(server)
            assert server.requests[asked + 1].headers["If-None-Match"]  # behind robots.txt
            items.append(item(2))
            await until(lambda: sent(into) == ["2"])


async def test_after_a_restart_it_is_asked_when_it_is_due(tmp_path: Path) -> None:
    async with site({"/feed": rss(item(1))}) as server:
        feed = replace(QUICK, urls=(server.url("/feed"),), least=3600.0, most=7200.0)
        for _ in range(2):
            async with running(feed, tmp_path) as (_into, desk, _told):
                await until(lambda: recall(desk, feed.urls[0]).due > time.time() + 3000)
        assert server.of("/feed") == 1


@pytest.mark.parametrize(
    ("head", "header", "due"),
    [
        ("", "", 300.0),
        ("<ttl>20</ttl>", "", 1200.0),
        ("<ttl>20</ttl>", "max-age=3000", 3000.0),
        ("<ttl>2000</ttl>", "", 5000.0),
        ("<ttl>1</ttl>", "max-age=1", 300.0),
    ],
)
async def test_it_is_asked_no_sooner_than_it_asks_for(
    tmp_path: Path, head: str, header: str, due: float
) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=rss(item(1), head=head), headers={"Cache-Control": header})

    async with site({"/feed": answer}) as server:
        feed = replace(QUICK, urls=(server.url("/feed"),), least=100.0, most=5000.0)
        async with running(feed, tmp_path) as (_into, desk, _told):
            await until(lambda: recall(desk, feed.urls[0]).due)
            left = recall(desk, feed.urls[0]).due - time.time()
            assert 0.9 * due - 30 < left <= due


async def test_the_oftener_it_has_news_the_sooner_it_is_asked(tmp_path: Path) -> None:
    items = [item(1)]
    async with site({"/feed": with_etag(lambda: rss(*items))}) as server:
        feed = replace(QUICK, urls=(server.url("/feed"),), least=0.005, most=1.0)
        async with running(feed, tmp_path) as (into, desk, _told):
            await until(lambda: recall(desk, feed.urls[0]).interval == 1.0)
            items.append(item(2))
            await until(lambda: len(into.taken) == 2)
            await until(lambda: recall(desk, feed.urls[0]).interval < 1.0)


async def test_a_server_without_etags_is_read_only_when_its_bytes_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[int] = []
    read = module._read

    def reading(answer: Any) -> Any:
        reads.append(threading.get_ident())
        return read(answer)

    monkeypatch.setattr(module, "_read", reading)
    async with fed(tmp_path, {"/feed": rss(item(1))}) as (server, into, _, _told):
        await until(lambda: sent(into) == ["1"])
        await polled(server, 5)
    assert len(reads) == 1
    assert reads[0] != threading.get_ident()  # beside the loop


async def test_an_edit_goes_out_and_what_is_no_edit_does_not(tmp_path: Path) -> None:
    items = [item(1)]
    async with fed(tmp_path, {"/feed": with_etag(lambda: rss(*items))}) as (server, into, _, _told):
        await until(lambda: len(into.taken) == 1)
        items[0] = item(1, link="https://post.example/news/quay-1-shut?utm_source=rss", pubDate="soon")
        await polled(server)
        assert len(into.taken) == 1
        items[0] = item(1, QUAY.replace("eleven", "twelve"))
        await until(lambda: len(into.taken) == 2)
        assert b"twelve" in into.values[1]
        assert into.taken[0].key == into.taken[1].key


@pytest.mark.parametrize(("away", "again"), [(2 * news.BACK_AFTER, 3), (60.0, 2)])
async def test_what_is_put_back_goes_out_but_not_what_two_servers_show_in_turn(
    tmp_path: Path, away: float, again: int
) -> None:
    items = [item(1)]
    async with fed(tmp_path, {"/feed": with_etag(lambda: rss(*items))}) as (server, into, desk, _told):
        await until(lambda: len(into.taken) == 1)
        await polled(server)
        desk._state.database.execute("UPDATE seen SET at = at - ?", (away,))
        items[0] = item(1, QUAY.replace("eleven", "twelve"))
        await until(lambda: len(into.taken) == 2)
        items[0] = item(1)
        await polled(server, 4)
        assert len(into.taken) == again


async def test_an_entry_that_comes_back_unchanged_is_not_sent_again(tmp_path: Path) -> None:
    items = [item(1), item(2)]
    async with fed(tmp_path, {"/feed": with_etag(lambda: rss(*items))}) as (server, into, desk, _told):
        await until(lambda: len(into.taken) == 2)
        items.pop(0)
        await polled(server)
        desk._state.database.execute("UPDATE seen SET at = at - 86400")
        items.append(item(1))
        await polled(server)
        assert len(into.taken) == 2


@pytest.mark.parametrize(("backlog", "first"), [(0, []), (2, ["2", "3"]), (None, ["1", "2", "3"])])
async def test_how_much_of_the_first_poll_goes_out(
    tmp_path: Path, backlog: int | None, first: list[str]
) -> None:
    items = [item(3), item(2), item(1)]
    async with site({"/feed": with_etag(lambda: rss(*items))}) as server:
        feed = replace(QUICK, urls=(server.url("/feed"),), backlog=backlog)
        async with running(feed, tmp_path) as (into, _, _told):
            await polled(server)
            assert sent(into) == first
            items.insert(0, item(4))
            await until(lambda: sent(into) == [*first, "4"])


async def test_what_was_taken_back_is_sent_once(tmp_path: Path) -> None:
    items = [item(1)]
    async with fed(tmp_path, {"/feed": with_etag(lambda: rss(*items))}) as (server, into, _, _told):
        await until(lambda: len(into.taken) == 1)
        items.append('<at:deleted-entry ref="n1" when="2026-11-20T10:00:00Z"/>')
        items[0] = item(2)
        await until(lambda: len(into.taken) == 3)
        await polled(server)
        assert [b"deleted-entry" in value for value in into.values].count(True) == 1
        assert len(into.taken) == 3


async def test_where_it_has_moved_for_good_is_remembered_until_that_fails(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)

    async def moved(_: web.Request) -> web.Response:
        return web.Response(status=301, headers={"Location": "/new"})

    async with site({"/feed": moved, "/new": with_etag(lambda: rss(item(1)))}) as server:
        feed = replace(QUICK, urls=(server.url("/feed"),))
        async with running(feed, tmp_path) as (into, _, _told):
            await polled(server, path="/new")
        async with running(feed, tmp_path) as (into, _, _told):
            await polled(server, path="/new")
            assert server.of("/feed") == 1
            server.pages["/feed"] = with_etag(lambda: rss(item(2)))
            server.pages["/new"] = 404
            await until(lambda: sent(into) == ["2"])


async def test_410_ends_it_and_is_said(tmp_path: Path) -> None:
    async with site({"/feed": 410, "/other": rss(item(1))}) as server:
        feed = replace(QUICK, urls=(server.url("/feed"), server.url("/other")))
        async with running(feed, tmp_path) as (into, _, told):
            await polled(server, path="/other")
            assert server.of("/feed") == 1
            assert "answers 410 Gone, and is not asked again" in str(told[-1])
            assert "(so it is with 1 of 2 urls)" in str(told[-1])
            assert sent(into) == ["1"]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (404, "/feed answers 404"),
        (500, "/feed answers 500"),
        ("<p>Sign in</p>", "gives no feed"),
        (
            '<html><link rel="alternate" type="application/rss+xml" href="/rss?key=1">',
            "the page names /rss?… as its feed",
        ),
        (b"<rss", "gives no feed"),
        (b"", "gives no feed"),
    ],
)
async def test_what_cannot_be_read_is_said_and_tried_again(tmp_path: Path, answer: Any, says: str) -> None:
    async with fed(tmp_path, {"/feed": answer}) as (server, into, _, told):
        await until(lambda: told)
        assert says in str(told[-1])
        server.pages["/feed"] = rss(item(1))
        await until(lambda: told[-1] is None)
        assert sent(into) == ["1"]


async def test_a_feed_without_entries_is_well(tmp_path: Path) -> None:
    async with fed(tmp_path, {"/feed": rss()}) as (_server, into, _, told):
        await until(lambda: told)
        assert told[0] is None
        assert into.values == []


async def test_a_host_that_wants_to_be_asked_later_is_asked_then(tmp_path: Path) -> None:
    async def busy(_: web.Request) -> web.Response:
        return web.Response(status=429, headers={"Retry-After": "500"})

    async with site({"/feed": busy}) as server:
        feed = replace(QUICK, urls=(server.url("/feed"),), manners=replace(HERE, robots=False))
        for _ in range(2):
            async with running(feed, tmp_path) as (_into, desk, told):
                await until(lambda: 490 < recall(desk, feed.urls[0]).due - time.time() <= 500)
                assert not told or "wants to be asked later" in str(told[-1])
        assert server.of("/feed") == 1


async def test_urls_of_one_source_share_what_was_sent(tmp_path: Path) -> None:
    async with site({"/a": rss(item(1), item(2)), "/b": rss(item(2), item(3))}) as server:
        feed = replace(QUICK, urls=(server.url("/a"), server.url("/b")))
        async with running(feed, tmp_path) as (into, _, _told):
            await polled(server, path="/a")
            await polled(server, path="/b")
            assert sorted(sent(into)) == ["1", "2", "3"]


async def test_an_entry_that_no_record_holds_is_refused_and_the_others_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "LARGEST", 100_000)
    series.list_sources(["large-post"])
    items = [item(1), item(2, "x" * 100_000), item(3)]
    async with site({"/feed": with_etag(lambda: rss(*items))}) as server:
        feed = replace(QUICK, source="large-post", urls=(server.url("/feed"),))
        async with running(feed, tmp_path) as (into, _, _told):
            await until(lambda: sent(into) == ["1", "3"])
            items.append(item(4))
            await until(lambda: sent(into) == ["1", "3", "4"])
    labels = {"source": "large-post", "kind": "feed"}
    assert metrics.REGISTRY.get_sample_value("copydesk_connect_refused_total", labels) == 1


async def test_what_is_gone_for_thirty_days_is_forgotten_and_what_is_there_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_SWEEP", 0.0)
    items = [item(1), item(2)]
    async with fed(tmp_path, {"/feed": with_etag(lambda: rss(*items))}) as (server, into, desk, _told):
        await until(lambda: len(into.taken) == 2)
        desk._state.database.execute("UPDATE seen SET at = at - ?", (31 * 86400,))
        items.pop()
        items.append(item(3))
        await until(lambda: len(into.taken) == 3)
        await until(lambda: desk._state.database.execute("SELECT COUNT(*) FROM seen").fetchone()[0] == 2)
        await polled(server)
        items.append(item(2))
        await until(lambda: len(into.taken) == 4)
        assert sent(into)[-1] == "2"


async def test_a_feed_that_never_changes_keeps_what_it_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It answers 304 for two months; then one entry is new, and the others are not."""
    monkeypatch.setattr(polling, "_STILL_THERE", 0.0)
    items = [item(1)]
    async with fed(tmp_path, {"/feed": with_etag(lambda: rss(*items))}) as (server, into, desk, _told):
        await polled(server)
        long_ago = time.time() - 1000
        desk._state.database.execute("UPDATE seen SET at = ?", (long_ago,))
        await until(
            lambda: desk._state.database.execute("SELECT MIN(at) FROM seen").fetchone()[0] > long_ago + 900
        )
        desk.forget(datetime.now(UTC) - timedelta(seconds=100))
        items.append(item(2))
        await until(lambda: len(into.taken) == 2)
        await polled(server)
        assert sent(into) == ["1", "2"]


async def test_while_the_broker_is_gone_entries_wait_on_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    monkeypatch.setattr(desks, "_PATIENCE", 0.01)
    monkeypatch.setattr(sending, "BACKOFF", (0.01,))
    gone = Producer([errors.KafkaConnectionError()] * 10_000)
    async with site({"/feed": rss(item(1), item(2))}) as server:
        feed = replace(QUICK, urls=(server.url("/feed"),))
        async with running(feed, tmp_path, gone) as (_into, desk, _told):
            await until(lambda: desk._waiting.of("post") > 0)
            await polled(server, 3)
        server.pages["/feed"] = rss()
        async with running(feed, tmp_path) as (into, desk, _told):
            sending_on = asyncio.create_task(desk.send_waiting())
            await until(lambda: sent(into) == ["1", "2"])
            sending_on.cancel()


async def test_headers_that_are_no_text_are_no_matter(tmp_path: Path) -> None:
    head = (
        b'HTTP/1.1 200 OK\r\nETag: "\xff\xfe"\r\nLast-Modified: \xe9t\xe9\r\nCache-Control: \xff\r\n'
        b'Link: <http://hub.example/\xff>; rel="hub"\r\nContent-Type: text/html; charset=\xff\r\n'
        b"Connection: close\r\nContent-Length: "
    )

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.readuntil(b"\r\n\r\n")
        sent_back = body if b"/feed" in asked else PAGE.encode()
        writer.write(head + str(len(sent_back)).encode() + b"\r\n\r\n" + sent_back)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    body = rss(item(1, link=f"http://127.0.0.1:{port}/1"), item(2, link=f"http://127.0.0.1:{port}/2"))
    feed = replace(
        QUICK, urls=(f"http://127.0.0.1:{port}/feed",), fetch=True, manners=replace(HERE, robots=False)
    )
    async with server, running(feed, tmp_path) as (into, desk, told):
        await until(lambda: len(into.taken) == 2)
        await until(lambda: told)
        assert told[-1] is None
        assert dict(into.taken[0].headers)["content-type"] == b"text/html; charset=?"
        assert recall(desk, feed.urls[0]).etag is None


PAGE = f"<html><body><h1>Quay shut</h1><p>{QUAY}</p></body></html>"


def page_item(server: Site, number: int = 1, path: str = "/1", **more: Any) -> str:
    return item(number, link=server.url(path), **more)


async def test_the_page_goes_out_in_place_of_its_entry(tmp_path: Path) -> None:
    async with site({"/1": PAGE}) as server:
        server.pages["/feed"] = rss(page_item(server))
        feed = replace(QUICK, urls=(server.url("/feed"),), fetch=True)
        async with running(feed, tmp_path) as (into, _, _told):
            await polled(server)
            assert into.values == [PAGE.encode()]
            headers = dict(into.taken[0].headers)
            assert headers["ce_subject"].decode() == server.url("/1")
            assert headers["content-type"] == b"text/html; charset=utf-8"
            assert headers["ce_httpstatus"] == b"200"
            assert headers["ce_time"] == b"2026-11-20T06:01:00+00:00"
            assert server.of("/1") == 1


async def test_a_whole_text_in_the_feed_needs_no_page(tmp_path: Path) -> None:
    async with site({"/1": PAGE}) as server:
        whole = f"<content:encoded><![CDATA[<p>{QUAY}</p>]]></content:encoded>"
        server.pages["/feed"] = rss(page_item(server, more=whole))
        async with running(replace(QUICK, urls=(server.url("/feed"),), fetch=True), tmp_path) as (
            into,
            _,
            _told,
        ):
            await until(lambda: sent(into) == ["1"])
            assert server.of("/1") == 0


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (404, "answers 404"),
        (403, "answers 403"),
        (b"%PDF-", "is not a page: its content type is application/xml"),
        (302, "which is for those who have logged in"),
        (301, "10.0.0.1 is refused: a private address"),
        (500, "answers 500"),
    ],
)
async def test_where_no_page_can_be_had_the_entry_goes_out(
    tmp_path: Path, answer: Any, says: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "_RETRIES", (0.01, 0.01))

    async def leads(_: web.Request) -> web.Response:
        to = "/login?from=1" if answer == 302 else "http://10.0.0.1/"
        return web.Response(status=answer, headers={"Location": to})

    async with site({"/1": leads if answer in (301, 302) else answer, "/login": PAGE, "/2": PAGE}) as server:
        server.pages["/feed"] = rss(page_item(server), page_item(server, 2, "/2"))
        async with running(replace(QUICK, urls=(server.url("/feed"),), fetch=True), tmp_path) as (
            into,
            _,
            _told,
        ):
            await until(lambda: len(into.taken) == 2)
            assert sent(into)[0] == "1"
            assert into.values[1] == PAGE.encode()
            assert says in caplog.text
            assert "the entry of the feed goes out instead" in caplog.text
            assert server.of("/1") == (3 if answer == 500 else 1)


async def test_a_page_that_fails_at_first_is_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "_RETRIES", (0.01, 0.01))
    answers: list[Any] = [500, 502]

    async def fails(_: web.Request) -> web.Response:
        return (
            web.Response(status=answers.pop(0))
            if answers
            else web.Response(text=PAGE, content_type="text/html")
        )

    async with site({"/1": fails}) as server:
        server.pages["/feed"] = rss(page_item(server))
        async with running(replace(QUICK, urls=(server.url("/feed"),), fetch=True), tmp_path) as (
            into,
            _,
            _told,
        ):
            await until(lambda: into.values == [PAGE.encode()])


async def test_only_so_many_pages_within_an_hour(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with site({f"/{number}": PAGE for number in (1, 2, 3)}) as server:
        server.pages["/feed"] = rss(*(page_item(server, number, f"/{number}") for number in (1, 2, 3)))
        feed = replace(QUICK, urls=(server.url("/feed"),), fetch=True, pages=2)
        async with running(feed, tmp_path) as (into, _, _told):
            await until(lambda: len(into.taken) == 3)
            assert [value == PAGE.encode() for value in into.values] == [True, True, False]
            assert "2 pages were fetched within the last hour" in caplog.text


async def test_what_robots_txt_keeps_for_itself_is_not_fetched(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with site({"/robots.txt": "user-agent: *\ndisallow: /1", "/1": PAGE}) as server:
        server.pages["/feed"] = rss(page_item(server))
        async with running(replace(QUICK, urls=(server.url("/feed"),), fetch=True), tmp_path) as (
            into,
            _,
            _told,
        ):
            await until(lambda: sent(into) == ["1"])
            assert server.of("/1") == 0
            assert "robots.txt of 127.0.0.1 does not allow it" in caplog.text


def given(**table: object) -> Given:
    return Given("post", Options("sources.toml: source 'post'", "feed", table))


def test_what_sources_toml_says_of_it() -> None:
    (feed,) = build([given(url="https://post.example/feed")], Settings())
    assert feed == Feed("post", ("https://post.example/feed",), Manners())
    (feed,) = build(
        [
            given(
                url=["https://post.example/a", "https://10.0.0.1/b"],
                least=5,
                most=60,
                backlog=10,
                fetch=True,
                pages=100,
                delay=3,
                robots=False,
                contact="desk@post.example",
                allow_private=["10.0.0.0/8"],
            )
        ],
        Settings(),
    )
    assert isinstance(feed, Feed)
    assert (feed.least, feed.most, feed.backlog, feed.fetch, feed.pages) == (5.0, 60.0, 10, True, 100)
    assert (feed.manners.delay, feed.manners.robots, feed.manners.contact) == (
        3.0,
        False,
        "desk@post.example",
    )
    (feed,) = build([given(url="https://post.example/feed", backlog="none")], Settings())
    assert isinstance(feed, Feed)
    assert feed.backlog == 0


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({}, r"\[source.feed\] needs url"),
        ({"url": []}, "feed.url lists none"),
        ({"url": "post.example/feed"}, "no http or https url"),
        ({"url": "http://127.0.0.1/feed"}, "is refused: this machine"),
        ({"url": "https://me:word@post.example/feed"}, "a user or a password"),
        (
            {"url": "https://post.example/", "backlog": "some"},
            "backlog must be a whole number up to 100000, or 'all'",
        ),
        ({"url": "https://post.example/", "backlog": -1}, "backlog must be"),
        ({"url": "https://post.example/", "backlog": True}, "backlog must be"),
        ({"url": "https://post.example/", "least": 600, "most": 60}, "least is more than most"),
        (
            {"url": "https://post.example/", "allow_private": ["here"]},
            "allow_private must be true, false or a list",
        ),
        ({"url": "https://post.example/", "evry": 1}, "evry is unknown"),
    ],
)
def test_what_it_may_not_say(table: dict[str, Any], says: str) -> None:
    with pytest.raises(SourcesError, match=says) as refused:
        build([given(**table)], Settings())
    assert "word@" not in str(refused.value)
