from __future__ import annotations

import gzip
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from streams.connect import pages, schedule
from streams.connect import sitemap as module
from streams.connect.connection import Given
from streams.connect.desk import Desk
from streams.connect.options import Options
from streams.connect.sitemap import Sitemaps, build
from streams.errors import SourcesError
from streams.settings import Settings
from tests.connect.desks import Producer, running
from tests.connect.sites import HERE, Site, site
from tests.waiting import until

QUICK = Sitemaps("post", (), HERE, least=0.005, most=0.01)


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(schedule, "_FIRST", 0.01)
    monkeypatch.setattr(pages, "_RETRIES", ())
    yield


def page(number: int, text: str = "The quay is shut.") -> str:
    return f"<html><h1>Quay {number}</h1><p>{text}</p></html>"


def urlset(server: Site, *listed: tuple[int, str | None]) -> bytes:
    urls = "".join(
        f"<url><loc>{server.url(f'/{number}')}</loc>" + (f"<lastmod>{at}</lastmod>" if at else "") + "</url>"
        for number, at in listed
    )
    return f"<urlset>{urls}</urlset>".encode()


@asynccontextmanager
async def mapped(
    server: Site, data: Path, *paths: str, **changes: Any
) -> AsyncIterator[tuple[Producer, Desk, list[str | None]]]:
    """The pages of the sitemaps at these paths are fetched; what is sent, the desk, what was told."""
    of = replace(QUICK, urls=tuple(map(server.url, paths or ("/map",))), **changes)
    async with running(of, data) as run:
        yield run


async def polled(server: Site, path: str = "/map") -> None:
    before = server.of(path)
    await until(lambda: server.of(path) > before + 2)


def sent(into: Producer) -> list[str]:
    return [value.partition(b"<h1>Quay ")[2].partition(b"<")[0].decode() for value in into.values]


def at(hour: int) -> str:
    return f"2026-11-20T{hour:02}:00:00Z"


async def test_each_page_is_fetched_once_the_newest_first(tmp_path: Path) -> None:
    async with site({f"/{number}": page(number) for number in (1, 2, 3)}) as server:
        server.pages["/map"] = urlset(server, (1, at(6)), (2, at(7)))
        async with mapped(server, tmp_path) as (into, _, told):
            await until(lambda: sent(into) == ["2", "1"])
            server.pages["/map"] = urlset(server, (1, at(6)), (2, at(7)), (3, at(8)))
            await until(lambda: sent(into) == ["2", "1", "3"])
            await polled(server)
            assert told[-1] is None
        async with mapped(server, tmp_path) as (into, _, _told):
            await polled(server)
            assert into.values == []
        assert [server.of(f"/{number}") for number in (1, 2, 3)] == [1, 1, 1]
        headers = dict(server.requests[-1].headers)
        assert headers["User-Agent"].startswith("copydesk/")


async def test_what_is_handed_on_of_a_page(tmp_path: Path) -> None:
    async with site({"/1": page(1)}) as server:
        server.pages["/map"] = urlset(server, (1, at(6)))
        async with mapped(server, tmp_path) as (into, _, _told):
            await until(lambda: into.taken)
            headers = {key: value.decode() for key, value in into.taken[0].headers}
            assert headers["ce_subject"] == server.url("/1")
            assert headers["ce_time"] == "2026-11-20T06:00:00+00:00"
            assert headers["content-type"] == "text/html; charset=utf-8"
            assert headers["ce_httpstatus"] == "200"


async def test_a_page_that_was_modified_is_fetched_again_but_not_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with site({"/1": page(1)}) as server:
        server.pages["/map"] = urlset(server, (1, at(6)))
        async with mapped(server, tmp_path) as (into, desk, _told):
            await until(lambda: len(into.taken) == 1)
            server.pages["/1"] = page(1, "It is open again.")
            server.pages["/map"] = urlset(server, (1, at(7)))
            await polled(server)
            assert server.of("/1") == 1
            desk._state.database.execute("UPDATE seen SET at = at - ?", (module.AGAIN_AFTER,))
            await until(lambda: len(into.taken) == 2)
            assert b"open again" in into.values[1]
            await polled(server)
            assert server.of("/1") == 2


@pytest.mark.parametrize(("backlog", "first"), [(None, ["3", "2", "1"]), (1, ["3"]), (0, [])])
async def test_how_many_of_the_first_poll_are_fetched(
    tmp_path: Path, backlog: int | None, first: list[str]
) -> None:
    async with site({f"/{number}": page(number) for number in (1, 2, 3, 4)}) as server:
        listed = [(number, at(number)) for number in (1, 2, 3)]
        server.pages["/map"] = urlset(server, *listed)
        async with mapped(server, tmp_path, backlog=backlog) as (into, _, _told):
            await until(lambda: sent(into) == first)
            await polled(server)
            server.pages["/map"] = urlset(server, *listed, (4, at(9)))
            await until(lambda: sent(into) == [*first, "4"])


async def test_the_sitemaps_of_an_index(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with site({f"/{number}": page(number) for number in (1, 2, 3)}) as server:
        server.pages["/map"] = (
            f"<sitemapindex><sitemap><loc>{server.url('/a')}</loc><lastmod>{at(6)}</lastmod></sitemap>"
            f"<sitemap><loc>/b.gz</loc></sitemap><sitemap><loc>/gone</loc></sitemap></sitemapindex>"
        ).encode()
        server.pages["/a"] = urlset(server, (1, at(6)))
        server.pages["/b.gz"] = gzip.compress(urlset(server, (2, at(6))))
        async with mapped(server, tmp_path) as (into, _, told):
            await until(lambda: sorted(sent(into)) == ["1", "2"])
            server.pages["/b.gz"] = gzip.compress(urlset(server, (2, at(6)), (3, at(7))))
            await until(lambda: sorted(sent(into)) == ["1", "2", "3"])
            await polled(server)
            assert server.of("/a") == 1  # its time says that it is as it was
            assert told[-1] is None
            assert caplog.text.count("/gone answers 404") == 1


async def test_a_page_that_cannot_be_had_now_is_tried_again_and_then_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    answers: list[int] = [500, 500]

    async def fails(_: web.Request) -> web.Response:
        return (
            web.Response(status=answers.pop())
            if answers
            else web.Response(text=page(1), content_type="text/html")
        )

    async with site({"/1": fails, "/2": 500, "/3": 404}) as server:
        server.pages["/map"] = urlset(server, (1, None), (2, None), (3, None))
        async with mapped(server, tmp_path) as (into, _, _told):
            await until(lambda: sent(into) == ["1"])
            await until(lambda: "/2 answers 500" in caplog.text)
            await polled(server)
            assert (server.of("/1"), server.of("/2"), server.of("/3")) == (3, 3, 1)
            assert caplog.text.count("/3 answers 404") == 1


async def test_only_so_many_pages_within_an_hour_and_the_others_are_not_lost(tmp_path: Path) -> None:
    async with site({f"/{number}": page(number) for number in (1, 2, 3)}) as server:
        server.pages["/map"] = urlset(server, *((number, at(number)) for number in (1, 2, 3)))
        async with mapped(server, tmp_path, pages=2) as (into, _, _told):
            await polled(server)
            assert sent(into) == ["3", "2"]
        async with mapped(server, tmp_path) as (into, _, _told):
            await until(lambda: sent(into) == ["1"])


async def test_two_sitemaps_with_the_same_page(tmp_path: Path) -> None:
    async with site({"/1": page(1)}) as server:
        server.pages["/map"] = server.pages["/other"] = urlset(server, (1, at(6)))
        async with mapped(server, tmp_path, "/map", "/other") as (into, _, _told):
            await polled(server)
            await polled(server, "/other")
            assert sent(into) == ["1"]


@pytest.mark.parametrize(
    ("answer", "says"), [("<p>Sign in</p>", "gives no sitemap"), (404, "/map answers 404")]
)
async def test_what_is_no_sitemap_is_said(tmp_path: Path, answer: Any, says: str) -> None:
    async with site({"/map": answer}) as server, mapped(server, tmp_path) as (_into, _, told):
        await until(lambda: told)
        assert says in str(told[-1])


def test_what_sources_toml_says_of_it() -> None:
    def given(**table: object) -> Given:
        return Given("post", Options("sources.toml: source 'post'", "sitemap", table))

    (made,) = build([given(url="https://post.example/news.xml", backlog="none", pages=60)], Settings())
    assert isinstance(made, Sitemaps)
    assert (made.urls, made.backlog, made.pages) == (("https://post.example/news.xml",), 0, 60)
    (made,) = build([given(url="https://post.example/news.xml")], Settings())
    assert isinstance(made, Sitemaps)
    assert made.backlog == 100
    with pytest.raises(SourcesError, match=r"sitemap.fetch is unknown"):
        build([given(url="https://post.example/news.xml", fetch=True)], Settings())
