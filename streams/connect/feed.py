"""Feeds: RSS, Atom and JSON Feed by url. Each entry that is new or was edited becomes a raw event of its own.

With `fetch` the page of an entry goes out in its place, where the feed has not the whole text and the page can be had.
With `callback` the hub of a feed that has one is asked to tell of news (`websub`).
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from streams.article import Dropped
from streams.connect.addresses import shown
from streams.connect.connection import Connection, Given
from streams.connect.desk import Desk
from streams.connect.entries import Entries, Found, oldest_first
from streams.connect.feed_parts import parts_of
from streams.connect.manners import backlog_from, manners_from, pauses_from, read_aside, urls_from
from streams.connect.news import forget_old, news_of, note_present
from streams.connect.outgoing import Answer, Manners
from streams.connect.pages import NoPageError, Pages
from streams.connect.polled import Polled
from streams.connect.polling import Polling, Problems, Took, together
from streams.connect.websub import RARELY, Callbacks, Subscription
from streams.errors import ConnectError, FeedError
from streams.events.raw_event import RawEvent
from streams.intake import dates
from streams.settings import Settings

log = logging.getLogger(__name__)

#: How often what is gone for long is looked for, in seconds.
_SWEEP = 3600.0
#: Characters of the addresses of a hub and its topic together.
_LONGEST = 4_000
#: What an entry takes in a feed, roughly, in bytes.
_BYTES = 500
#: A page that is no feed may name one.
_ALTERNATE = re.compile(
    rb"<link\b[^<>]{0,500}type=[\"']application/(?:rss|atom)\+xml[\"'][^<>]{0,500}>", re.IGNORECASE
)
#: One link of a header Link (RFC 8288), as hubs are told.
_LINK = re.compile(r"<([^<>]{1,2000})>[^,<>]{0,500}?;\s*rel\s*=\s*\"?([\w\s:/.#-]{1,200})\"?", re.IGNORECASE)
_HREF = re.compile(rb"href=[\"']([^\"'<>\s]{1,500})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Feed:
    """The connection. `least` and `most` bound the pause between two polls, in seconds.

    `backlog` is how many entries of the first poll go out, the newest; None: all. `pages` is how many pages are
    fetched within an hour at most. `callback` is the public address of the server on which hubs call.
    """

    source: str
    urls: tuple[str, ...]
    manners: Manners
    least: float = 60.0
    most: float = 1800.0
    backlog: int | None = None
    fetch: bool = False
    pages: int = 600
    callback: str | None = None
    callbacks: Callbacks | None = None
    kind: str = "feed"

    async def run(self, desk: Desk) -> None:
        """Asks for all its urls until it is cancelled."""
        await read_aside(dates.warm, 0)  # else the first date would hold up the loop
        taking = _Taking(self, desk)
        problems = Problems(desk, len(self.urls))
        works = []
        for url in self.urls:
            take = partial(taking.take, url)
            poll = Polling(desk, url, self.manners, take, problems, least=self.least, most=self.most)
            taking.polls[url] = poll
            works.append(poll.run())
        async with AsyncExitStack() as stack:
            if self.callbacks is not None and await _listens(self.callbacks, stack, desk):
                works += [each.run() for each in taking.subscribe(self.callbacks, stack)]
            await together(works)


class _Taking:
    """What is done with the answers, one after the other: urls of one source may hold the same entries."""

    def __init__(self, feed: Feed, desk: Desk) -> None:
        self._feed, self._desk = feed, desk
        self._turn = asyncio.Lock()
        self._pages = Pages(desk.outgoing, feed.manners, feed.source, feed.pages)
        self._swept = time.monotonic()
        self.polls: dict[str, Polling] = {}
        self._subscriptions: dict[str, Subscription] = {}

    def subscribe(self, callbacks: Callbacks, stack: AsyncExitStack) -> Sequence[Subscription]:
        """The subscriptions of all urls, which end with `stack`. They wait until a hub is known."""
        for url, poll in self.polls.items():
            made = Subscription(
                self._desk, url, self._feed.manners, self._feed.callback or "", partial(self._hear, url)
            )
            self._subscriptions[url] = made
            callbacks.put(made)
            stack.callback(callbacks.drop, made)
            poll.rarely = partial(_rarely, made)
        return list(self._subscriptions.values())

    async def take(self, url: str, answer: Answer, polled: Polled) -> Took:
        """Sends what is new in it, the oldest first. Raises ConnectError where it is no feed."""
        entries = await read_aside(lambda: _read(answer), len(answer.body))
        if isinstance(entries, Dropped):
            raise ConnectError(f"{shown(answer.url)} gives no feed ({entries.detail}){_named(answer.body)}")
        async with self._turn:
            took = await self._take(entries, polled)
        if (subscription := self._subscriptions.get(url)) is not None:
            hub, topic = hub_of(answer, entries)
            if hub:
                subscription.discovered(hub, topic)
            if took.news and polled.read and not self.polls[url].told:
                subscription.missed()
        return took

    async def _hear(self, url: str, body: bytes, content_type: str | None) -> None:
        """What a hub sent. Pages take longer than it waits, and without a body there is only the feed to look at."""
        poll = self.polls[url]
        if not body or self._feed.fetch or not poll.polled.read:
            poll.poke()
            return
        entries = await read_aside(lambda: _parsed(body, content_type, url), len(body))
        if isinstance(entries, Dropped):
            raise ConnectError(f"what the hub of {shown(url)} sent is no feed ({entries.detail})")
        async with self._turn:
            await self._take(entries, poll.polled)

    async def _take(self, entries: Entries, polled: Polled) -> Took:
        now = datetime.now(UTC)
        found = [*entries.withdrawn, *entries.found]
        if not polled.read and self._feed.backlog is not None:
            # Noted at once: a crash must not make news of them.
            backlog = self._feed.backlog
            older = await read_aside(lambda: _older(entries, backlog, now), len(entries.found) * _BYTES)
            self._desk.note(each.key for each in older)
        news = news_of(self._desk, found, polled.read)
        ordered = await read_aside(lambda: oldest_first(news, entries, now), len(news) * _BYTES)
        for each in ordered:
            await self._send(each, entries, now)
        note_present(self._desk, found)
        if time.monotonic() - self._swept >= _SWEEP:
            self._swept = time.monotonic()
            forget_old(self._desk, {url: poll.polled.read for url, poll in self.polls.items()})
        return Took(bool(news), entries.parts.hints.seconds)

    async def _send(self, found: Found, entries: Entries, now: datetime) -> None:
        try:
            await self._desk.keep([await self._event(found, entries, now)])
        except FeedError as error:
            self._desk.refused(str(error))
        self._desk.note([found.key])

    async def _is_whole(self, found: Found, entries: Entries) -> bool:
        """Whether the feed has the whole text of the entry: it is read as the desk would, beside the loop."""
        return await read_aside(lambda: entries.is_whole(found), 0)

    async def _event(self, found: Found, entries: Entries, now: datetime) -> RawEvent:
        """The page of an entry where it is wanted and can be had, else the entry."""
        if self._feed.fetch and found.number >= 0 and found.link and not await self._is_whole(found, entries):
            try:
                return await self._pages.event(found.link, entries.time(found, now))
            except NoPageError as why:
                self._desk.refused(f"{why}; the entry of the feed goes out instead")
        return entries.event(found, self._feed.source, now)


def build(given: Sequence[Given], known: Settings) -> Sequence[Connection]:
    """The feeds of sources.toml. Raises SourcesError."""
    made: list[Feed] = []
    callbacks: Callbacks | None = None
    for each in given:
        options = each.options
        callback = options.text("callback").rstrip("/") if options.has("callback") else None
        if callback is not None and not callback.startswith(("https://", "http://")):
            options.refuse("callback", "must be the public address of this server: https://desk.example")
        if callback is not None:
            callbacks = callbacks or Callbacks(known)  # one for all: it is one server
        manners = manners_from(options)
        least, most = pauses_from(options)
        feed = Feed(
            each.source,
            urls_from(options, manners.guard),
            manners,
            least=least,
            most=most,
            backlog=backlog_from(options, "all"),
            fetch=options.flag("fetch", False),
            pages=int(options.number("pages", 600, 0, 100_000)),
            callback=callback,
            callbacks=callbacks if callback else None,
        )
        options.done()
        made.append(feed)
    return made


def _read(answer: Answer) -> Entries | Dropped:
    return _parsed(answer.body, answer.content_type, answer.url)


def _parsed(body: bytes, content_type: str | None, address: str) -> Entries | Dropped:
    parts = parts_of(body, content_type, address)
    return parts if isinstance(parts, Dropped) else Entries(parts)


async def _listens(callbacks: Callbacks, stack: AsyncExitStack, desk: Desk) -> bool:
    """Whether hubs can call. If the port is taken, the feed is polled as without a hub."""
    try:
        await stack.enter_async_context(callbacks.shared.listening())
    except ConnectError as error:
        log.warning("%s: hubs cannot call: %s", desk.source, error)
        return False
    return True


def _rarely(subscription: Subscription) -> float:
    return RARELY if subscription.counts else 0.0


def hub_of(answer: Answer, entries: Entries) -> tuple[str | None, str]:
    """The hub of a feed and the name by which it knows the feed: by the headers, else by the feed."""
    named: dict[str, str] = {}
    for header in answer.headers.getall("Link", ()):
        for target, relations in _LINK.findall(header):
            for relation in relations.lower().split():
                named.setdefault(relation, target.strip())
    hints = entries.parts.hints
    hub = named.get("hub") or next(iter(hints.hubs), None)
    topic = named.get("self") or hints.itself or answer.url
    if hub is not None and not (hub.isascii() and topic.isascii() and len(hub) + len(topic) < _LONGEST):
        hub = None
    return hub, topic


def _older(entries: Entries, backlog: int, now: datetime) -> list[Found]:
    """All but the newest of the entries."""
    in_order = oldest_first(entries.found, entries, now)
    return in_order[: max(0, len(in_order) - backlog)]


def _named(body: bytes) -> str:
    """The feed that a page names as its own, for people who wrote the address of the page."""
    link = _ALTERNATE.search(body[:200_000])
    href = _HREF.search(link[0]) if link else None
    return f"; the page names {shown(href[1].decode('utf-8', 'replace'))} as its feed" if href else ""
