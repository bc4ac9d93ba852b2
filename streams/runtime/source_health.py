"""The sources' health in one worker: hears of each article, keeps and publishes what was learnt, sets the gauges.

It listens in decide, where every article of the desk passes in one order, whatever the number of workers. (On
articles.raw the feeder's key spreads a source over all of them.) What is learnt is of a source in a language. A worker
that takes over a partition of articles.clean takes it over from the same partition of sources.health. What was learnt
since it was last published, five minutes at most, is not there.

Silence is judged only up to where this worker has come: one that is behind says nothing of the sources.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from streams import metrics, series
from streams.article import Article
from streams.brokers.client import Broker
from streams.brokers.reader import offset_ranges, read_ranges
from streams.errors import CopydeskError
from streams.events import source_connection as connection
from streams.events import source_health as event
from streams.kinds import Stage
from streams.runtime import measure
from streams.runtime.health import Place
from streams.runtime.window import OutdatedError, Output
from streams.sources.book import Book, Health, Source, Who
from streams.sources.drift import Trait, traits_of
from streams.topology import SOURCES

log = logging.getLogger(__name__)

#: It is looked at so often, in seconds.
TICK = 10.0
#: What was learnt of a source is published at each change of its health, and so often while it is heard.
KEPT_EVERY = timedelta(minutes=5)
#: Of a source that was heard fewer times nothing is published.
WORTH = 30
#: Articles that are remembered while what was learnt before is on its way.
_EARLY = 1000


@dataclass(frozen=True, slots=True)
class _Told:
    """What was published last of a source: its state, how many articles it had, and when."""

    state: tuple[bool, frozenset[Trait]]
    articles: int
    at: datetime


class Sources:
    """What this worker knows of the sources. `send` hands a record to the producer; `now` is the clock."""

    def __init__(
        self,
        broker: Broker | str,
        send: Callable[[Output], Awaitable[Awaitable[object]]],
        now: Callable[[], datetime],
    ) -> None:
        self._broker, self._send, self._now = broker, send, now
        self._books: dict[int, Book] = {}
        self._early: deque[tuple[int, Article]] = deque(maxlen=_EARLY)
        self._told: dict[tuple[int, Who], _Told] = {}
        self._newest: datetime | None = None

    def heard(self, partition: int, article: Article) -> None:
        """An article came in `partition` of articles.clean. It neither waits nor fails."""
        book = self._books.get(partition)
        if book is None:
            self._early.append((partition, article))
            return
        measure.heard(article.source, Stage.DECIDE)
        at = min(article.origin.timestamp, self._now())
        self._newest = max(at, self._newest or at)
        book.heard(Who(article.source, article.language), traits_of(article), at)

    async def run(
        self, partitions: Callable[[], set[int] | None], lags: Callable[[], Mapping[Place, int]]
    ) -> None:
        """Until cancelled. `partitions` are this worker's of articles.clean, None while they change hands.

        `lags` tells how many records of each of its partitions are not done; nothing where that is not known.
        """
        while True:
            mine = partitions()
            try:
                if mine is not None:
                    await self.take_over(mine)
                    known = lags()
                    gone = self.look(caught_up=bool(known) and not any(known.values()))
                    if partitions() == mine:
                        await self.publish(gone)
            except CopydeskError as error:
                log.warning("the health of the sources is not kept: %s", error)
            except OutdatedError:
                log.info("a rebalance has begun: the health of the sources is published by who decides then")
            except Exception:
                # News goes out without it, too.
                log.exception("the health of the sources is not kept")
            await asyncio.sleep(TICK)

    async def take_over(self, mine: set[int]) -> None:
        """Drops the partitions that are not `mine`, and reads what was learnt in those that are new.

        Raises BrokerError or TopicsError; what is new is then still new.
        """
        for number in self._books.keys() - mine:
            del self._books[number]
        self._told = {place: told for place, told in self._told.items() if place[0] in mine}
        new = mine - self._books.keys()
        if not new:
            return
        books = {number: Book() for number in new}
        ranges = await offset_ranges(self._broker, [SOURCES.name])
        ranges = {place: each for place, each in ranges.items() if place[1] in new}
        kept: dict[tuple[int, bytes], bytes | None] = {}
        async for record in read_ranges(self._broker, ranges):
            if not connection.is_key(record.key):
                kept[record.partition, record.key] = record.value
        for (number, _), value in kept.items():
            self._take_back(number, books[number], value)
        for book in books.values():
            book.resume(self._now())
        self._books |= books
        early, self._early = self._early, deque(maxlen=_EARLY)
        for number, article in early:
            if number in self._books:
                self.heard(number, article)

    def _take_back(self, number: int, book: Book, value: bytes | None) -> None:
        if value is None:
            return
        try:
            who, source = event.decode(value)
        except ValueError as error:
            log.warning("what was learnt of a source cannot be read, and is learnt again: %s", error)
            return
        book.put(who, source)
        self._told[number, who] = _Told(_state(source.health()), source.articles, source.rhythm.until)

    def look(self, *, caught_up: bool) -> list[tuple[int, Who]]:
        """Judges the sources and sets the gauges; those that are gone for good.

        `caught_up`: every article that has come was heard. Otherwise time has come only as far as the articles.
        """
        until = self._now() if caught_up else self._newest
        gone = []
        for number, book in self._books.items():
            if until is not None:
                book.tell(until)
            gone += [place for place in self._told if place[0] == number and book.get(place[1]) is None]
        _show(source_health for book in self._books.values() for source_health in _healths(book))
        return gone

    async def publish(self, gone: Iterable[tuple[int, Who]] = ()) -> None:
        """Sends what has changed, and returns when the broker has it. What is `gone` is taken from the topic."""
        sent: list[Awaitable[object]] = []
        for number, who in gone:
            del self._told[number, who]
            sent.append(await self._send(Output(SOURCES.name, event.key_of(who), None, partition=number)))
        for number, book in self._books.items():
            for who, source in list(book):
                if self._is_due(number, who, source):
                    sent.append(await self._send(self._record(number, who, source)))
        await asyncio.gather(*sent)

    def _is_due(self, number: int, who: Who, source: Source) -> bool:
        told, state = self._told.get((number, who)), _state(source.health())
        if source.articles < WORTH:
            return False
        if told is None or told.state != state:
            return True
        return source.articles > told.articles and self._now() - told.at >= KEPT_EVERY

    def _record(self, number: int, who: Who, source: Source) -> Output:
        now = self._now()
        self._told[number, who] = _Told(_state(source.health()), source.articles, now)
        value = event.encode(who, source)
        headers = event.headers_of(who, value, now)
        return Output(SOURCES.name, event.key_of(who), value, headers, partition=number)


def _state(health: Health) -> tuple[bool, frozenset[Trait]]:
    return health.silent, frozenset(each.what for each in health.drifted)


def _healths(book: Book) -> Iterable[tuple[str, Health]]:
    return ((who.source, source.health()) for who, source in book)


def _show(healths: Iterable[tuple[str, Health]]) -> None:
    """Sets the gauges: a label of several, of languages or of "other", is as the worst of them."""
    last = dict.fromkeys(series.source_labels(), 0.0)
    silent = dict.fromkeys(last, False)
    drifted: set[tuple[str, Trait]] = set()
    for source, health in healths:
        label = series.source_label(source)
        if health.last is not None:
            last[label] = max(last[label], health.last.timestamp())
        silent[label] |= health.silent
        drifted |= {(label, each.what) for each in health.drifted}
    for label in last:
        metrics.source_last.labels(label).set(last[label])
        metrics.source_silent.labels(label).set(silent[label])
        for trait in Trait:
            metrics.source_drifted.labels(label, trait).set((label, trait) in drifted)
