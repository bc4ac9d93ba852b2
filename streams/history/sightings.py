"""What one record tells of a story: a value without Kafka, small enough to keep many.

And what can be known of a record from its headers alone: most records are about other stories, and are not decoded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson

from streams.article import Article
from streams.brokers.reader import time_of
from streams.events import order
from streams.events.codec import read_event
from streams.events.order import Order
from streams.found import NOTHING_FOUND
from streams.history.dead_letters import (
    DeadLetter,
    Headers,
    headers_of,
    read_dead_letter,
    redriven_from,
    source_and_subject,
)
from streams.history.dispositions import Place, as_text, parse_part, parse_place, place_of
from streams.intake.identity import uri_for
from streams.kinds import Disposition
from streams.sent import NOTHING_SENT
from streams.stories.authority import DESK
from streams.stories.outcome import Notice, NoticeKind
from streams.stories.story import raw_of
from streams.topology import (
    BACKFILL,
    CLEAN,
    DEAD,
    DUPLICATES,
    ENRICHED,
    NOTICES,
    RAW,
    UNIQUE,
    WITHHELD,
    is_raw,
)
from streams.verdict import Change, Verdict

#: The topics in the order in which an article meets them: of two records of the same moment the first of them is first.
WAY = (RAW, BACKFILL, CLEAN, WITHHELD, DUPLICATES, UNIQUE, ENRICHED, DEAD, NOTICES)
#: The topics whose articles have a verdict.
JUDGED = frozenset({UNIQUE.name, DUPLICATES.name, WITHHELD.name, ENRICHED.name})

_UNDECIDED = Verdict(Disposition.ENRICHED)
_ORDER = {topic.name: number for number, topic in enumerate(WAY)}


@dataclass(frozen=True, slots=True)
class Sighting:
    """One record. `raw` is the raw event's article: topic/partition/offset, and #part where there are several.

    One of these is there: `article`, shortened as its path needs it; `death`; `notice`; `lifted`, a tombstone on
    articles.withheld. A raw event has none of them.
    """

    place: Place
    time: datetime  # the record's
    raw: str
    uri: str | None = None
    event: str = ""  # its ce_id
    source: str = ""
    subject: str = ""
    article: Article | None = None
    furniture: int = 0  # lines that clean took out
    death: DeadLetter | None = None
    notice: Notice | Order | None = None  # what the editors were told, or what one of them ordered
    lifted: bool = False
    redriven_from: str | None = None  # the dead letter's place

    @property
    def topic(self) -> str:
        """Where it lies."""
        return self.place[0]

    @property
    def at(self) -> str:
        """Its place as topic/partition/offset."""
        return as_text(self.place)

    @property
    def document(self) -> str:
        """The raw event, whichever of its articles this is."""
        return document_of(self.raw)

    @property
    def verdict(self) -> Verdict:
        """What decide decided; before it has, that the article goes on."""
        return (self.article and self.article.verdict) or _UNDECIDED

    @property
    def status_only(self) -> bool:
        """Whether it only says that an article is canceled or withdrawn, and so has none of its text."""
        if self.article is None or self.topic not in (UNIQUE.name, ENRICHED.name):
            return False
        return self.article.pub_status != "usable"

    @property
    def own(self) -> str | None:
        """The uri of the article that the raw event itself is; None if that cannot be told from this record.

        A kill's raw event is the cause of what is told of many articles.
        """
        if not self.status_only:
            return self.uri if self.topic not in (DEAD.name, NOTICES.name) else None
        kill = self.verdict.kill
        return kill.uri if kill and kill.raw == self.raw else None


def order_of(sighting: Sighting) -> tuple[datetime, int, int, int]:
    """By time; of the same moment in the order of the topics, and in that of a partition."""
    return sighting.time, _ORDER[sighting.topic], *sighting.place[1:]


def document_of(raw: str) -> str:
    """The raw event's place without the number of one of its articles."""
    return raw.partition("#")[0]


def _slim(article: Article) -> Article:
    """The article without what its path does not tell: of the text the first 80 characters are left."""
    verdict = article.verdict
    if verdict:
        verdict = replace(verdict, changes=tuple(Change(each.kind) for each in verdict.changes))
    return replace(
        article,
        headline=article.headline[:300] if article.headline else None,
        paragraphs=tuple(paragraph[:80] for paragraph in article.paragraphs[:1]),
        cleaning=replace(article.cleaning, removed=()),
        forms=(),
        media=(),
        related=(),
        sent=NOTHING_SENT,
        headlines=(),
        credits=replace(article.credits, hops=()),
        found=NOTHING_FOUND,
        extensions={name: replace(each, values={}) for name, each in article.extensions.items()},
        standfirst=None,
        verdict=verdict,
    )


def raw_of_record(record: Any, headers: Headers) -> str | None:
    """The raw event's article that a record is about: topic/partition/offset, and #part where there are several.

    From the headers alone, but for events of ours that have none. None for a notice.
    """
    if is_raw(record.topic):
        return as_text(place_of(record))
    if holds_raw_event(record, headers):
        place = "/".join(headers.get(f"dead-{part}", "") for part in ("topic", "partition", "offset"))
        return _with_part(place, headers.get("dead-part"))
    if record.topic == WITHHELD.name:
        return (record.key or b"").decode("utf-8", "replace") or None
    return _with_part(headers["raw"], headers.get("part")) if "raw" in headers else None


def holds_raw_event(record: Any, headers: Headers) -> bool:
    """Whether the value is a raw event's, as a feeder sent it: on its own topics, or as a dead letter of clean."""
    return is_raw(record.topic) or (record.topic == DEAD.name and is_raw(headers.get("dead-topic", "")))


def _with_part(place: str, part: str | None) -> str:
    try:
        number, count = parse_part(part.encode() if part is not None else None)
    except ValueError:
        return place
    return f"{place}#{number}" if count > 1 else place


def subject_names(record: Any, headers: Headers) -> Iterator[str]:
    """The names under which a raw event, or a dead letter of one, may be looked for: its subject, and as a uri."""
    source, subject = source_and_subject(record, headers)
    if subject:
        yield subject
        yield uri_for(source=source or "unknown", subject=subject)
        yield uri_for(source=source or "unknown", own=subject)


@dataclass(frozen=True, slots=True)
class Glance:
    """What an event of ours says of who the article is. `urls` as they stand there."""

    uri: str
    headline: str
    source: str
    aliases: tuple[str, ...]
    urls: tuple[str, ...]
    status_only: bool
    kills: str | None  # the uri of the kill that this raw event itself is
    ends: str | None  # the disposition


def glance(record: Any, raw: str | None) -> Glance:
    """A look into the value. Raises ValueError for one that is no event of ours with an article."""
    try:
        event = orjson.loads(record.value)
        item, desk = event["item"], event["desk"]
        kill = (desk.get("verdict") or {}).get("kill")
        addresses = [each["value"] for each in item.get("altIds", ()) if each.get("role") == "url"]
        return Glance(
            uri=item["uri"],
            headline=item["headlines"][0]["value"] if item.get("headlines") else "",
            source=desk["source"],
            aliases=tuple(desk.get("aliases", ())),
            urls=tuple(url for url in (item["uri"], desk.get("url"), *addresses) if url),
            status_only=item.get("pubStatus") != "usable",
            kills=kill["uri"] if kill and kill["raw"] == raw else None,
            ends=(desk.get("verdict") or {}).get("disposition"),
        )
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise ValueError(f"not an event of copydesk: {error!r}") from error


def sighting_of(record: Any) -> Sighting | None:
    """What the record tells; None for one that copydesk did not write."""
    try:
        return _sighting(record)
    except ValueError:
        return None


def _sighting(record: Any) -> Sighting:
    headers = headers_of(record)
    back = redriven_from(record.headers)
    raw = raw_of_record(record, headers) or ""
    seen = Sighting(place_of(record), time_of(record), raw, redriven_from=as_text(back) if back else None)
    if is_raw(record.topic):
        source, subject = source_and_subject(record, headers)
        return replace(seen, source=source, subject=subject)
    if record.topic == NOTICES.name:
        event = headers.get("ce_id", "")
        if headers.get("ce_type") == order.TYPE:
            ordered = order.decode(record.value)
            return replace(seen, raw=ordered.raw, uri=ordered.uri, event=event, source=DESK, notice=ordered)
        notice = _notice(record)
        return replace(seen, raw=notice.raw, uri=notice.uri, event=event, source=notice.source, notice=notice)
    if record.topic == DEAD.name:
        if not raw:
            raise ValueError("a dead letter that names no raw event")
        letter = read_dead_letter(record)
        return replace(
            seen,
            time=letter.at,
            uri=headers.get("ce_subject") if not is_raw(letter.origin[0]) else None,
            source=letter.source,
            subject=letter.subject,
            death=letter,
            redriven_from=None,  # its letter tells; the event that was redriven is another record
        )
    if record.value is None:
        return replace(seen, lifted=True, redriven_from=None)
    article = read_event(orjson.loads(record.value))
    return replace(
        seen,
        raw=raw_of(article.origin),
        uri=article.uri,
        event=headers.get("ce_id", ""),
        source=article.source,
        article=_slim(article),
        furniture=len(article.cleaning.removed),
    )


def _notice(record: Any) -> Notice:
    try:
        event = orjson.loads(record.value)
        notice = Notice(
            NoticeKind(event["kind"]),
            event["uri"],
            event["source"],
            event["raw"],
            datetime.fromisoformat(event["at"]),
            event.get("headline"),
            event.get("of"),
            event.get("words"),
        )
        parse_place(document_of(notice.raw).encode())
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a notice of copydesk: {error!r}") from error
    return notice
