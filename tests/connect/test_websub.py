"""A hub on a real server: it asks back, tells of news, and lies."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from aiohttp import web
from multidict import CIMultiDict, CIMultiDictProxy

from streams import metrics, series
from streams.brokers.embedded import free_port
from streams.connect import feed as feeds
from streams.connect import websub
from streams.connect.connection import Given
from streams.connect.connections import connections_of
from streams.connect.desk import Desk
from streams.connect.entries import Entries
from streams.connect.feed import Feed, build, hub_of
from streams.connect.options import Options
from streams.connect.outgoing import Answer
from streams.connect.polled import recall
from streams.errors import SourcesError
from streams.settings import Settings
from streams.sources.table import SourceTable
from tests.connect.desks import Producer, desk_for
from tests.connect.feeds import item, rss
from tests.connect.sites import HERE, Site, site
from tests.waiting import until


@pytest.fixture(autouse=True)
def _told_a_secret(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The hub of the tests has no TLS, and is told the secret all the same."""
    monkeypatch.setattr(websub, "keeps_secrets", lambda _: True)
    yield


@dataclass
class Hub:
    """A hub, and the feed that names it. `forms` is what was asked of it."""

    site: Site
    port: int
    desk: Desk
    into: Producer
    items: list[str]
    forms: list[dict[str, str]] = field(default_factory=list)

    @property
    def form(self) -> dict[str, str]:
        return self.forms[-1]

    async def asks_back(self, **changes: str) -> tuple[int, str]:
        """Whether the subscription is wanted."""
        said = {
            "hub.mode": self.form["hub.mode"],
            "hub.topic": self.form["hub.topic"],
            "hub.challenge": "c4711",
            "hub.lease_seconds": "86400",
            **changes,
        }
        return await self._send("GET", f"{self.form['hub.callback']}?{urlencode(said)}")

    async def rests(self) -> None:
        """Returns when the feed is polled only rarely."""
        url = self.site.url("/feed")
        await until(lambda: recall(self.desk, url).due > time.time() + websub.RARELY / 2)

    async def tells(self, body: bytes, signature: str | None = None, **headers: str) -> int:
        """News, signed if nothing else is said."""
        good = "sha256=" + hmac.new(self.form["hub.secret"].encode(), body, hashlib.sha256).hexdigest()
        signed = {"X-Hub-Signature": good if signature is None else signature, **headers}
        return (await self._send("POST", self.form["hub.callback"], data=body, headers=signed))[0]

    async def _send(self, method: str, url: str, **more: Any) -> tuple[int, str]:
        async with aiohttp.ClientSession() as session, session.request(method, url, **more) as answer:
            return answer.status, await answer.text()

    @property
    def sent(self) -> list[str]:
        return [value.partition(b"<title>Quay ")[2].partition(b" ")[0].decode() for value in self.into.values]


def links(server: Site) -> str:
    return f'<atom:link rel="hub" href="{server.url("/hub")}"/><atom:link rel="self" href="{server.url("/topic")}"/>'


@asynccontextmanager
async def subscribed(data: Path, **changes: Any) -> AsyncIterator[Hub]:
    """A feed that runs, and its hub, which was asked to tell of news. What `changes` says is that of the feed."""
    port = free_port()
    async with site() as server:
        items = [item(1, link=server.url("/1"))]
        table: dict[str, Any] = {
            "url": server.url("/feed"),
            "callback": f"http://127.0.0.1:{port}/",
            "allow_private": ["127.0.0.1"],
            "robots": False,
            "delay": 0,
        }
        given = Given("post", Options("sources.toml: source 'post'", "feed", table))
        (made,) = build([given], Settings(ingest_port=port))
        assert isinstance(made, Feed)
        feed = replace(made, **{"least": 0.005, "most": 0.01, **changes})
        with desk_for("post", "feed", data) as (desk, into):
            hub = Hub(server, port, desk, into, items)

            async def asked(request: web.Request) -> web.Response:
                hub.forms.append({key: str(value) for key, value in (await request.post()).items()})
                return web.Response(status=202)

            async def answer(_: web.Request) -> web.Response:
                return web.Response(body=rss(*items, head=links(server)), content_type="application/rss+xml")

            server.pages.update({"/hub": asked, "/feed": answer})
            task = asyncio.create_task(feed.run(desk))
            try:
                await until(lambda: hub.forms)
                yield hub
                if task.done():
                    task.result()
            finally:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
                await desk.outgoing.close()


async def test_a_hub_is_asked_confirmed_and_tells_of_news(tmp_path: Path) -> None:
    async with subscribed(tmp_path) as hub:
        assert hub.form["hub.mode"] == "subscribe"
        assert hub.form["hub.topic"] == hub.site.url("/topic")
        assert hub.form["hub.callback"].startswith(f"http://127.0.0.1:{hub.port}/websub/")
        assert len(hub.form["hub.secret"]) == 64
        assert await hub.asks_back() == (200, "c4711")
        await hub.rests()
        polls = hub.site.of("/feed")
        news = rss(item(2), item(1))
        assert await hub.tells(news) == 202
        assert hub.sent == ["1", "2"]
        assert await hub.tells(news) == 202
        assert hub.sent == ["1", "2"]
        assert hub.site.of("/feed") == polls
        assert hub.forms == [hub.form]


async def test_what_is_not_signed_is_not_believed(tmp_path: Path) -> None:
    labels = {
        "source": series.OTHER,
        "kind": "feed",
    }  # a name that is listed stays so for all tests behind this one
    before = metrics.REGISTRY.get_sample_value("copydesk_connect_refused_total", labels) or 0
    async with subscribed(tmp_path) as hub:
        await hub.asks_back()
        for signature in ("", "sha256=", "sha256=" + "0" * 64, "md5=" + "0" * 32, "sha1=ü"):
            assert await hub.tells(rss(item(2)), signature) == 202
        assert hub.sent == ["1"]
        assert metrics.REGISTRY.get_sample_value("copydesk_connect_refused_total", labels) == before + 5
        body = rss(item(3))
        old = "sha1=" + hmac.new(hub.form["hub.secret"].encode(), body, hashlib.sha1).hexdigest()
        assert await hub.tells(body, old) == 202
        assert hub.sent == ["1", "3"]


@pytest.mark.parametrize(
    "changes", [{"hub.topic": "https://other.example/"}, {"hub.mode": "unsubscribe"}, {"hub.challenge": ""}]
)
async def test_what_was_not_asked_for_is_not_confirmed(tmp_path: Path, changes: dict[str, str]) -> None:
    async with subscribed(tmp_path) as hub:
        assert (await hub.asks_back(**changes))[0] == 404
        assert (await hub.asks_back())[0] == 200
        assert (await hub.asks_back())[0] == 404  # once for each time that it was asked
        hub.forms.append({**hub.form, "hub.callback": hub.form["hub.callback"] + "0"})
        assert (await hub.asks_back())[0] == 404


async def test_a_subscription_is_known_after_a_restart(tmp_path: Path) -> None:
    async with subscribed(tmp_path) as hub:
        await hub.asks_back()
        url = hub.site.url("/feed")
    with desk_for("post", "feed", tmp_path) as (desk, _):
        again = websub.Subscription(desk, url, HERE, "https://desk.example", lambda *_: asyncio.sleep(0))
        assert again.counts
        assert again.agreed.secret == hub.form["hub.secret"]


async def test_it_is_asked_again_when_most_of_the_lease_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websub, "_RENEWED_AT", 0.0)
    async with subscribed(tmp_path) as hub:
        await hub.asks_back()
        await until(lambda: len(hub.forms) == 2)
        assert hub.forms[0] == hub.forms[1]


async def test_a_hub_that_refuses_or_forgets_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websub, "_AGAIN", 0.01)
    monkeypatch.setattr(feeds, "RARELY", 1.0)
    async with subscribed(tmp_path) as hub:
        assert (await hub.asks_back(**{"hub.mode": "denied", "hub.reason": "not for you"}))[0] == 200
        await until(lambda: len(hub.forms) > 2)
        assert (await hub.asks_back())[0] == 200
        hub.items.insert(0, item(2))  # the hub does not tell
        await until(lambda: hub.sent == ["1", "2"])
        polls, began = hub.site.of("/feed"), time.monotonic()
        await until(lambda: hub.site.of("/feed") > polls + 20)
        assert time.monotonic() - began < 15  # and not a second each


async def test_a_hub_without_tls_only_lets_the_feed_be_polled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websub, "keeps_secrets", lambda hub: hub.startswith("https://"))
    async with subscribed(tmp_path) as hub:
        assert "hub.secret" not in hub.form
        await hub.asks_back()
        await hub.rests()
        hub.items.insert(0, item(2))
        hub.forms[-1]["hub.secret"] = "whatever"
        assert await hub.tells(rss(item(9))) == 202
        await until(lambda: hub.sent == ["1", "2"])


async def test_where_pages_are_fetched_the_hub_does_not_wait_for_them(tmp_path: Path) -> None:
    async with subscribed(tmp_path, fetch=True) as hub:
        await hub.asks_back()
        hub.items.insert(0, item(2, link=hub.site.url("/2")))
        assert await hub.tells(rss(item(9))) == 202
        await until(lambda: hub.site.of("/2"))
        await hub.rests()  # it has told: there is no need to poll more often


async def test_what_a_hub_tells_while_the_feed_is_asked_for_is_not_forgotten(tmp_path: Path) -> None:
    async with subscribed(tmp_path, fetch=True) as hub:
        await hub.asks_back()
        await hub.rests()
        before, new, asked, go = rss(*hub.items), hub.site.pages["/feed"], asyncio.Event(), asyncio.Event()

        async def slow(_: web.Request) -> web.Response:
            asked.set()
            await go.wait()
            hub.site.pages["/feed"] = new
            return web.Response(body=before, content_type="application/rss+xml")

        hub.site.pages["/feed"] = slow
        assert await hub.tells(rss(item(9))) == 202
        await asked.wait()
        hub.items.insert(0, item(2, link=hub.site.url("/2")))
        assert await hub.tells(rss(item(9))) == 202
        go.set()
        await until(lambda: hub.site.of("/2"))


async def test_what_a_poll_finds_while_the_hub_tells_of_it_was_not_missed(tmp_path: Path) -> None:
    async with subscribed(tmp_path, fetch=True) as hub:
        await until(lambda: hub.site.of("/feed") > 1)  # what it finds now is news
        answer, asked, go = hub.site.pages["/feed"], asyncio.Event(), asyncio.Event()

        async def slow(request: web.Request) -> web.StreamResponse:
            asked.set()
            await go.wait()
            hub.site.pages["/feed"] = answer
            found: web.Response = await answer(request)
            return found

        hub.site.pages["/feed"] = slow
        await asked.wait()
        await hub.asks_back()
        hub.items.insert(0, item(2, link=hub.site.url("/2")))
        assert await hub.tells(rss(item(9))) == 202
        go.set()
        await until(lambda: hub.site.of("/2"))
        await hub.rests()


async def test_where_sources_push_there_is_one_server(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("quay-token-0123456789")
    port = free_port()
    table = SourceTable(
        connections={
            "quay": {"http": {"token_file": str(tmp_path / "token")}},
            "post": {"feed": {"url": "https://post.example/feed", "callback": "https://desk.example/"}},
            "mole": {"feed": {"url": "https://mole.example/feed"}},
        }
    )
    push, post, mole = connections_of(table, Settings(ingest_port=port))
    assert isinstance(post, Feed)
    assert isinstance(mole, Feed)
    assert post.callbacks is not None
    assert post.callbacks.shared is push.shared  # type: ignore[attr-defined]
    assert push.shared.service.websub == post.callbacks.answer  # type: ignore[attr-defined]
    assert (post.callback, mole.callbacks) == ("https://desk.example", None)


async def test_where_the_port_is_taken_the_feed_is_polled(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with site({"/feed": rss(item(1))}) as server:
        table = {"url": server.url("/feed"), "callback": "https://desk.example", "allow_private": True}
        given = Given("post", Options("sources.toml: source 'post'", "feed", table))
        (feed,) = build([given], Settings(ingest_port=server.port))
        with desk_for("post", "feed", tmp_path) as (desk, into):
            task = asyncio.create_task(feed.run(desk))
            await until(lambda: into.taken)
            assert "hubs cannot call" in caplog.text
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await desk.outgoing.close()


def test_a_callback_is_an_address() -> None:
    table = {"url": "https://post.example/feed", "callback": "desk.example"}
    with pytest.raises(SourcesError, match=r"callback must be the public address of this server"):
        build([Given("post", Options("sources.toml: source 'post'", "feed", table))], Settings())


@pytest.mark.parametrize(
    ("header", "hub", "topic"),
    [
        (
            '<https://hub.example/>; rel="hub", <https://post.example/all>; rel="self"',
            "https://hub.example/",
            "https://post.example/all",
        ),
        ("<https://hub.example/>; rel=hub", "https://hub.example/", "https://post.example/in-feed"),
        ("", "https://hub.example/in-feed", "https://post.example/in-feed"),
    ],
)
def test_where_the_hub_is_named(header: str, hub: str, topic: str) -> None:
    head = '<atom:link rel="hub" href="https://hub.example/in-feed"/><atom:link rel="self" href="https://post.example/in-feed"/>'
    headers = CIMultiDictProxy(CIMultiDict({"Link": header} if header else {}))
    answer = Answer(200, "https://post.example/feed", headers, rss(item(1), head=head))
    entries = feeds._read(answer)
    assert isinstance(entries, Entries)
    assert hub_of(answer, entries) == (hub, topic)
