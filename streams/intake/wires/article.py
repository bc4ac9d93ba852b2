"""The article that both old wires, ANPA 1312 and IPTC 7901, make of a story's header, copy and trailer.

The wires give no lasting id: only a number that is used again each day, and the slug.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from streams.article import (
    Article,
    Cleaning,
    Credits,
    Dropped,
    Header,
    Naming,
    RawArticle,
    Removed,
    Revision,
    Take,
)
from streams.blocks import Block
from streams.clean.normalise import normalise_byline
from streams.intake import dates
from streams.intake.columns import formed
from streams.intake.identity import content_of, source_for, uri_for
from streams.intake.text import Layout
from streams.intake.wires.prefixes import Prefixed, without_prefixes
from streams.intake.wires.slugs import is_message, slug_key, take_of
from streams.kinds import Format, Reason
from streams.sent import Concept, Sent

#: A text is cut, or was miscounted, if it has less than this share of the words that were counted.
_COUNTS = 0.7
#: Fewer words than this are not counted: agencies differ in what a word is.
_FEWEST = 40


@dataclass(frozen=True, slots=True)
class Trailer:
    """When a story was sent, and by whom."""

    day: str  # "2026-11-21", where it was sent
    time: datetime | None  # None if the zone is not known
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """What the header, the copy and the trailer of one story say; absent parts are None or empty."""

    format: Format
    layout: Layout
    slugline: str | None
    number: str | None  # the transmission's, "a0123"
    sender: str | None  # names the source if the envelope names none
    agency: str | None
    trailer: Trailer | None
    month_day: tuple[int, int] | None = None  # the story's day, without a year
    urgency: int | None = None
    subject: str | None = None
    notes: tuple[str, ...] = ()  # lines to editors
    standfirst: str | None = None
    repairs: tuple[str, ...] = ()
    prefixes: Prefixed = field(
        default_factory=lambda: Prefixed(())
    )  # on lines of their own, above the headline
    rows: tuple[Block, ...] = ()  # those of the paragraphs that are rows of tables, as they were
    category: str | None = None  # the code that `subject` is the name of


@dataclass(frozen=True, slots=True)
class Identity:
    """A story's uri, and the other uris by which a message may mean it."""

    uri: str
    aliases: tuple[str, ...]


def to_article(parts: Parts, raw: RawArticle) -> Article | Dropped:
    """The article of a story; NO_ARTICLE if there is no copy, and the slug is no message such as a kill."""
    slugline, layout, trailer = parts.slugline, parts.layout, parts.trailer
    paragraphs, forms = formed(layout.paragraphs, parts.rows)
    prefixed = without_prefixes((layout.headline,)) if layout.headline else Prefixed(())
    headline = prefixed.lines[0] if prefixed.lines else None
    prefixes = (*parts.prefixes.prefixes, *prefixed.prefixes)
    if not paragraphs and not headline:
        if not slugline or not is_message(slugline):
            return Dropped(Reason.NO_ARTICLE, f"no copy under the slug {slugline or 'that is missing'}"[:200])
        headline = slugline
    source = source_for(raw.source, None, parts.sender)
    version_created, wire_time, late = dates.settle(trailer.time if trailer else None, raw)
    day = _day(parts, wire_time or raw.origin.timestamp)
    content = content_of(headline, paragraphs)
    identity = identify(source, slugline, day, parts.number, raw.subject, content)
    take, takes = take_of(slugline or "")
    return Article(
        uri=identity.uri,
        origin=raw.origin,
        source=source,
        format=parts.format,
        paragraphs=paragraphs,
        forms=forms,
        headline=headline,
        signal=parts.prefixes.signal or prefixed.signal,
        revision=Revision(version_created=version_created, wire_time=wire_time),
        header=Header(urgency=parts.urgency, slugline=slugline, ed_note="\n".join(parts.notes) or None),
        credits=Credits(
            byline=normalise_byline(layout.byline or "") or None,
            info_sources=(parts.agency,) if parts.agency else (),
        ),
        standfirst=parts.standfirst,
        sent=Sent(
            subjects=(Concept(parts.subject, literal=parts.category),) if parts.subject else (),
            extra={"prefix": prefixes} if prefixes else {},
        ),
        naming=Naming(aliases=identity.aliases),
        take=Take(number=take, of=takes),
        cleaning=Cleaning(
            removed=(*layout.removed, *(Removed("prefix", 0, each) for each in prefixes)),
            repairs=parts.repairs + late,
        ),
    )


def identify(
    source: str, slugline: str | None, day: str, number: str | None, subject: str | None, content: str
) -> Identity:
    """The identity of what was sent: its number on its day, and its slug. The same number sent again is the same.

    `day` is "2026-11-21"; `number` the transmission's, "a0123". Without a number the text tells two items of a slug
    apart; without a slug and a number the envelope's subject or the text makes the uri. Versions, takes and kills of a
    story have numbers of their own, and are joined by the slug (stories/names.py), which may be a section's or stand on
    all alerts: it names no item. The alias is the number on its day.
    """
    key = slug_key(slugline or "")
    by_number = uri_for(source=source, own=f"{day}.{number.lower()}") if number else None
    if key:
        which = (
            number.lower() if number else hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()[:8]
        )
        uri = uri_for(source=source, own=f"{day}.{which}.{key}")
    else:
        uri = by_number or uri_for(source=source, subject=subject, content=content)
    return Identity(uri, (by_number,) if by_number and by_number != uri else ())


def damage(*, header: bool, ended: bool, counted: int | None, words: int) -> tuple[str, ...]:
    """What the line did to a story, as repairs.

    `header` and `ended` tell that the header is whole and that the end arrived. `counted` is how many words the wire
    counted, `words` how many there are.
    """
    found = [name for name, whole in (("header", header), ("truncated", ended)) if not whole]
    if counted and counted >= _FEWEST and words < _COUNTS * counted:
        found.append(f"words:{counted}->{words}")
    return tuple(found)


def _day(parts: Parts, sent: datetime) -> str:
    """The story's day: the header's date in the year nearest to when it was sent, else the trailer's, else that day."""
    trailer = parts.trailer
    if parts.month_day:
        month, day = parts.month_day
        near = (dates.parse(trailer.day) if trailer else None) or sent
        for year in sorted((near.year, near.year - 1, near.year + 1), key=lambda year: abs(year - near.year)):
            try:
                moment = datetime(year, month, day, tzinfo=UTC)
            except ValueError:
                break
            if abs(moment - near) <= timedelta(days=183):
                return moment.date().isoformat()
    return trailer.day if trailer else sent.date().isoformat()
