"""Sitemaps: each page that is new, or was modified by what its sitemap says, is fetched and sent as it came.

A sitemap has no text; of what it says of a page only the time fits into the envelope of a raw event.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus

from streams.article import Dropped
from streams.connect.addresses import shown
from streams.connect.connection import Connection, Given
from streams.connect.desk import Desk
from streams.connect.entries import Found, short_digest
from streams.connect.manners import backlog_from, digest_of, manners_from, pauses_from, read_aside, urls_from
from streams.connect.news import forget_old, news_of, note_present
from streams.connect.outgoing import LARGEST_FEED, Answer, Manners
from streams.connect.pages import NoPageError, Pages
from streams.connect.polled import Polled, recall, remember
from streams.connect.polling import Polling, Problems, Took, together
from streams.connect.sitemap_document import Listed, Sitemap, read_sitemap
from streams.errors import ConnectError, FeedError
from streams.intake import dates
from streams.intake.calendar.moment import has_zone, plain
from streams.intake.identity import normalise_url
from streams.settings import Settings

#: A page is fetched again no sooner than this after it was, in seconds: some sitemaps are always "modified".
AGAIN_AFTER = 600.0
#: A page that cannot be had now is tried in so many polls.
_TRIES = 3
#: What a page takes in a sitemap, roughly, in bytes.
_BYTES = 200
_SWEEP = 3600.0


@dataclass(frozen=True, slots=True)
class Sitemaps:
    """The connection: sitemaps whose pages are fetched. Its fields are as those of `Feed`."""

    source: str
    urls: tuple[str, ...]
    manners: Manners
    least: float = 60.0
    most: float = 1800.0
    backlog: int | None = 100
    pages: int = 600
    kind: str = "sitemap"

    async def run(self, desk: Desk) -> None:
        """Asks for all its sitemaps until it is cancelled."""
        await read_aside(dates.warm, 0)  # else the first date would hold up the loop
        taking = _Taking(self, desk)
        problems = Problems(desk, len(self.urls))
        taking.polls = {
            url: Polling(desk, url, self.manners, taking.take, problems, least=self.least, most=self.most)
            for url in self.urls
        }
        await together(each.run() for each in taking.polls.values())


class _Taking:
    """What is done with the answers."""

    def __init__(self, of: Sitemaps, desk: Desk) -> None:
        self._of, self._desk = of, desk
        self._turn = asyncio.Lock()
        self._pages = Pages(desk.outgoing, of.manners, of.source, of.pages)
        self._tries: dict[str, int] = {}
        self._failing: dict[str, str] = {}
        self._swept = time.monotonic()
        self.polls: dict[str, Polling] = {}

    async def take(self, answer: Answer, polled: Polled) -> Took:
        """Fetches what is new in a sitemap, or in those of an index. Raises ConnectError where it is none."""
        sitemap = await _read(answer)
        pages, read = list(sitemap.pages), {}
        for each in sitemap.sitemaps:
            found, known = await self._of_index(each)
            pages += found
            if known is not None:
                read[each.url] = known
        news, left = await self._take(pages, polled.read)
        for url, known in read.items():
            # With what is left in it, it is read again.
            remember(
                self._desk, url, replace(known, etag=None, modified=None, digest=None) if left else known
            )
        # An index may be unchanged when what it lists is not.
        return Took(news, unless_new=not left and not sitemap.sitemaps)

    async def _of_index(self, listed: Listed) -> tuple[Sequence[Listed], Polled | None]:
        """The pages of a sitemap that an index lists, if they can have changed, and what is then known of it."""
        before = recall(self._desk, listed.url)
        if before.said_at == listed.modified and "T" in (listed.modified or "") and before.digest:
            return (), None
        try:
            answer = await self._desk.outgoing.get(
                listed.url, self._of.manners, limit=LARGEST_FEED, headers=before.conditions()
            )
            if answer.status not in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
                raise ConnectError(f"{shown(listed.url)} answers {answer.status}")
            digest = await digest_of(answer.body)
            if answer.status == HTTPStatus.NOT_MODIFIED or digest == before.digest:
                return (), None
            sitemap = await _read(answer)
        except ConnectError as error:
            if self._failing.get(listed.url) != str(error):
                self._failing[listed.url] = str(error)
                self._desk.refused(str(error))
            return (), None
        self._failing.pop(listed.url, None)
        return sitemap.pages, replace(before.answered(answer, digest), said_at=listed.modified)

    async def _take(self, pages: Sequence[Listed], read: float) -> tuple[bool, bool]:
        """Fetches those that are new, the newest first; whether there were any, and whether some are left."""
        now = datetime.now(UTC)
        dated = await read_aside(lambda: _newest_first(pages, now), len(pages) * _BYTES)
        if not read and self._of.backlog is not None:
            self._desk.note(found.key for found, _ in dated[self._of.backlog :])
        times = {found.key: at for found, at in dated}
        news = news_of(self._desk, [found for found, _ in dated], read)
        left = 0
        for each in news:
            left += not await self._sent(each, times[each.key])
        new = {each.key for each in news}
        note_present(self._desk, [found for found, _ in dated if found.key not in new])
        if time.monotonic() - self._swept >= _SWEEP:
            self._swept = time.monotonic()
            forget_old(self._desk, {url: poll.polled.read for url, poll in self.polls.items()})
        return bool(news), bool(left)

    async def _sent(self, page: Found, at: datetime) -> bool:
        """Fetches a page and sends it; whether it is done with."""
        async with self._turn:  # sitemaps of one source may list the same page
            if not self._desk.unseen([page.key]):
                return True
            noted = self._desk.noted_below(page.who).values()
            if self._pages.wait or any(time.time() - each < AGAIN_AFTER for each in noted):
                return False
            try:
                await self._desk.keep([await self._pages.event(page.name, at)])
            except NoPageError as why:
                self._tries[page.key] = self._tries.get(page.key, 0) + 1
                if why.again and self._tries[page.key] < _TRIES:
                    return False
                self._desk.refused(str(why))
            except FeedError as error:
                self._desk.refused(str(error))
            self._tries.pop(page.key, None)
            self._desk.note([page.key])
            return True


def build(given: Sequence[Given], known: Settings) -> Sequence[Connection]:
    """The sitemaps of sources.toml. Raises SourcesError."""
    made: list[Sitemaps] = []
    for each in given:
        options = each.options
        manners = manners_from(options)
        least, most = pauses_from(options)
        sitemap = Sitemaps(
            each.source,
            urls_from(options, manners.guard),
            manners,
            least=least,
            most=most,
            backlog=backlog_from(options, 100),
            pages=int(options.number("pages", 600, 1, 100_000)),
        )
        options.done()
        made.append(sitemap)
    return made


async def _read(answer: Answer) -> Sitemap:
    sitemap = await read_aside(
        lambda: read_sitemap(answer.body, answer.content_type, answer.url), len(answer.body)
    )
    if isinstance(sitemap, Dropped):
        raise ConnectError(f"{shown(answer.url)} gives no sitemap ({sitemap.detail})")
    return sitemap


def _newest_first(pages: Sequence[Listed], now: datetime) -> list[tuple[Found, datetime]]:
    """The pages with their times, the newest first."""
    dated = [(_found(number, each), _time(each, now)) for number, each in enumerate(pages)]
    return sorted(dated, key=lambda one: one[1], reverse=True)


def _found(number: int, page: Listed) -> Found:
    """A page as what is known of entries is: the same by its address, unchanged by its times."""
    who = short_digest(normalise_url(page.url) or page.url)
    return Found(number, f"{who}/{short_digest(page.modified or page.published or '')}", page.url)


def _time(page: Listed, now: datetime) -> datetime:
    """The later of its times, as far as they are plain and not ahead; else now."""
    plainly = [
        plain(moment)
        for each in (page.modified, page.published)
        if each and (moment := dates.parse(each)) is not None and has_zone(moment) and moment <= now
    ]
    return max(plainly, default=now)
