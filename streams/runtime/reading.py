"""Reading a raw event: the articles in it, cleaned in the loop or in the pool, at the pace of its source."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from streams.article import Dropped, Origin, RawArticle
from streams.events.cloudevents import is_structured, read_raw
from streams.intake.reader import INLINE_BYTES
from streams.intake.sniff import sniff_bytes
from streams.intake.wrapped import foreign
from streams.kinds import Reason
from streams.lazily import TooMuchAtOnceError, making_at_most
from streams.runtime import measure
from streams.runtime.dead_letters import header_list, source_of
from streams.runtime.feeds import Feed, feed_of, feed_of_raw
from streams.runtime.framing import SchemaTypes
from streams.runtime.paces import Paces
from streams.runtime.pool import HurriedError, Pool, SetApartError
from streams.runtime.turns import Rank
from streams.runtime.whole import Event, Parts, clean_document
from streams.runtime.window import Output
from streams.sources.table import SourceTable

#: The most that the key and the headers of a raw event may take, in bytes: they go on from event to event.
MOST_BESIDE = 256 * 1024
#: Smaller documents are cleaned sooner than they are handed to a process, in bytes.
WORTH_A_PROCESS = 1_500
#: So often everybody else gets on by a step before the next document is cleaned in the loop. To take one record from
#: Kafka are some steps; with a single one for each document the stages behind would wait for all that is in work.
TURNS = 16
#: The seconds of CPU after which the loop makes no more patterns for a document before everybody else had a turn. The
#: longest takes some thirty milliseconds by itself.
MAKING = 0.005
#: So many documents wait for another look at most, where those before them had it in vain.
SECOND_LOOKS = 10
#: What a dead letter says that got the short deadline alone.
TOO_SLOW = (
    "no end after a tenth of the deadline; the {}s of {!r} keep hitting it, and of the last ones that missed it so "
    "none was read with all of it either: redrive it when they are well"
)


class Reading:
    """Reads raw events of at most `max_bytes`; `now` is the clock, `paces` is what each source has shown so far.

    The clock goes along into the pool.

    `sources` is what is configured of them. It goes with each raw event into the pool. `schemas` says what the schemas
    are written in whose ids raw events carry; None: no registry is known.
    """

    def __init__(
        self,
        pool: Pool,
        max_bytes: int,
        now: Callable[[], datetime],
        sources: SourceTable = SourceTable(),  # noqa: B008 - it is immutable
        schemas: SchemaTypes | None = None,
    ) -> None:
        self._pool, self._max_bytes, self._now, self._sources = pool, max_bytes, now, sources
        self.paces = Paces(measure.paced)
        self._schemas = schemas
        self._here = asyncio.Lock()

    def is_aside(self, message: Any) -> bool:
        """Whether its source is slow while most of the others are not, and so waits for them."""
        return self.paces.alone(feed_of(message))

    async def read(self, message: Any, step_aside: Callable[[], None]) -> Parts | Dropped:
        """The articles in a raw event as records, counted as received whatever comes of it."""
        raw = await self._opened(message)
        if isinstance(raw, RawArticle) and len(raw.value) > self._max_bytes:
            raw = Dropped(Reason.TOO_LARGE, f"{len(raw.value)} bytes; at most {self._max_bytes}")
        elif (size := _beside(message)) > MOST_BESIDE:
            raw = Dropped(Reason.TOO_LARGE, f"{size} bytes of key and headers; at most {MOST_BESIDE}")
        parts: Parts | Dropped = ()
        try:
            if isinstance(raw, Dropped):
                parts = raw
            else:
                raw = self._sources.configured(raw)
                feed = feed_of_raw(raw)
                parts = (
                    await self._read_apart(raw, feed, step_aside)
                    if self._goes_apart(raw, feed)
                    else await self._read_here(raw, feed)
                )
        finally:
            found = () if isinstance(parts, Dropped) else parts
            articles = (part.counted for part in found if isinstance(part, Event))
            measure.received(raw, articles, source_of(message.topic, message.headers), self._now())
        return parts

    async def _opened(self, message: Any) -> RawArticle | Dropped:
        """The raw event. One whose document lies in JSON is opened in the pool where that takes long."""
        opened = (message.value, header_list(message.headers), _origin_of(message, self._now()))
        if self._schemas is not None and (refused := await self._foreign(message.value or b"")):
            return refused
        if len(message.value or b"") > INLINE_BYTES and is_structured(opened[1]):
            return await self._pool.run(read_raw, *opened)
        return read_raw(*opened)

    async def _foreign(self, value: bytes) -> Dropped | None:
        """Why a value with the id of a schema cannot be read; None for all others, and where the registry is silent."""
        assert self._schemas is not None
        known = await self._schemas.of(value)
        if known is None or known[1] == "JSON":
            return None
        if sniff_bytes(value) is not None:
            return None  # wire copy may begin with a line filled with NULs, which reads like an id, too
        return Dropped(Reason.UNKNOWN_FORMAT, foreign(known[1].capitalize(), known[0]))

    async def _read_here(self, raw: RawArticle, feed: Feed) -> Parts:
        """In the loop itself: one after the other, so that the stages behind go on between two of them."""
        async with self._here:
            self.paces.heard(feed)
            while True:
                for _ in range(TURNS):
                    await asyncio.sleep(0)
                # The first documents of a language are begun several times: what they need was made by then.
                with contextlib.suppress(TooMuchAtOnceError), making_at_most(MAKING):
                    return clean_document(raw, self._now)

    async def _read_apart(
        self, raw: RawArticle, feed: Feed, step_aside: Callable[[], None]
    ) -> Parts | Dropped:
        """In the pool, at the pace of its source (see paces.py)."""
        source = "" if feed.history else feed.source
        try:
            parts = await self._first_look(raw, feed, source)
            self.paces.in_time(feed)
        except HurriedError:
            self.paces.late(feed)
            if self.paces.hopeless(feed) and self._pool.waiting_apart >= SECOND_LOOKS:
                self.paces.missed(feed)
                return Dropped(Reason.DEADLINE, TOO_SLOW.format(feed.kind, feed.source))
            step_aside()
            parts = await self._pool.run_apart(clean_document, raw, self._now, source=source)
            self.paces.looked(feed, vain=_endless(parts))
        (self.paces.missed if _endless(parts) else self.paces.ended)(feed)
        return parts

    async def _first_look(self, raw: RawArticle, feed: Feed, source: str) -> Parts | Dropped:
        """With the short deadline where others would wait for it. Raises HurriedError."""
        # Many of a source may wait for a process by the time at which the first of them turns out to have no end.
        if not self.paces.apart(feed):
            rank = Rank.LAST if feed.history or self.paces.waits(feed) else Rank.LIVE
            with self.paces.reading(feed) as overdue, contextlib.suppress(SetApartError):
                return await self._pool.run(
                    clean_document,
                    raw,
                    self._now,
                    rank=rank,
                    source=source,
                    hurry=self.paces.slow(feed),
                    may_hurry=True,
                    overdue=overdue,
                    apart=lambda: self.paces.apart(feed),
                )
        rank = Rank.LAST if feed.history else Rank.LIVE
        return await self._pool.run_apart(
            clean_document, raw, self._now, rank=rank, source=source, hurry=True
        )

    def _goes_apart(self, raw: RawArticle, feed: Feed) -> bool:
        """Whether a document is cleaned in the pool: where it must be, and where a process has nothing to do.

        So other cores are used, and the loop that decides is kept free; and a text never waits behind slow pages.
        """
        return feed.heavy or (len(raw.value) > WORTH_A_PROCESS and self._pool.idle)


def _beside(message: Any) -> int:
    """The bytes of the key and the headers of a record."""
    return Output(message.topic, message.key, None, header_list(message.headers)).size


def _endless(parts: Parts | Dropped) -> bool:
    return isinstance(parts, Dropped) and parts.reason is Reason.DEADLINE


def _origin_of(message: Any, now: datetime) -> Origin:
    return Origin(message.topic, message.partition, message.offset, time_of(message, now))


def time_of(message: Any, now: datetime) -> datetime:
    """When the broker took a record; never later than now, for not every topic is stamped by its broker."""
    seconds = min(max(0.0, message.timestamp or 0.0), now.timestamp())
    return datetime.fromtimestamp(seconds, UTC)
