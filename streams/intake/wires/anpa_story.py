"""One story of an ANPA 1312 transmission -> Article."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from streams.article import Article, Dropped, RawArticle
from streams.clean.normalise import normalise_byline
from streams.intake import dates
from streams.intake.identity import source_for
from streams.intake.wires.anpa_header import Header, Trailer, read_header
from streams.intake.wires.anpa_text import Copy, read_copy
from streams.intake.wires.identity import identify
from streams.intake.wires.slugs import is_message, take_of
from streams.intake.wires.transmission import Story
from streams.kinds import Format, Reason

#: A text much shorter than its header says was cut, or miscounted: the share that is not worth a word.
_COUNTS = 0.7
#: Fewer words than this are not counted: agencies differ in what a word is.
_FEWEST = 40


def read_story(story: Story, raw: RawArticle, repairs: tuple[str, ...]) -> Article | Dropped:
    """The article in a story; NO_ARTICLE if there is no copy, and the slug is no message. `repairs` are the bytes'."""
    header = read_header(story.header)
    text = "\n".join((*header.rest, story.text))
    copy = read_copy(text, header.keyword, tabular=header.tabular, framed=story.framed)
    if copy.header:
        header = replace(read_header("\n".join(copy.header)), rest=())
    layout, trailer = copy.layout, copy.trailer
    slugline = layout.slugline or header.keyword
    paragraphs, headline = layout.paragraphs, layout.headline
    if not paragraphs and not headline:
        if not slugline or not is_message(slugline):
            return Dropped(Reason.NO_ARTICLE, f"no copy under the slug {slugline or 'that is missing'}"[:200])
        headline = slugline
    source = source_for(raw.source, None, trailer.agency if trailer else None)
    version_created, wire_time, late = dates.settle(trailer.time if trailer else None, raw)
    day = _day(header, trailer, wire_time or raw.origin.timestamp)
    content = "\n".join((headline or "", *paragraphs))
    identity = identify(source, slugline, day, header.number, raw.subject, content)
    take, takes = take_of(slugline or "")
    return Article(
        uri=identity.uri,
        origin=raw.origin,
        source=source,
        format=Format.ANPA,
        paragraphs=paragraphs,
        headline=headline,
        version_created=version_created,
        urgency=_codes()["urgency"].get(header.priority),
        byline=normalise_byline(layout.byline or "") or None,
        slugline=slugline,
        ed_note="\n".join(copy.notes) or None,
        standfirst=copy.standfirst,
        subjects=_subjects(header),
        info_sources=(trailer.agency,) if trailer else (),
        aliases=identity.aliases,
        take=take,
        takes=takes,
        removed=layout.removed,
        repairs=repairs + _damage(story, header, copy) + late,
        wire_time=wire_time,
    )


def _day(header: Header, trailer: Trailer | None, sent: datetime) -> str:
    """The story's day: the header's date in the year nearest to when it was sent, else the trailer's, else that day."""
    if header.month_day:
        month, day = header.month_day
        near = dates.parse(trailer.day) if trailer else None
        near = near or sent
        for year in sorted((near.year, near.year - 1, near.year + 1), key=lambda year: abs(year - near.year)):
            try:
                moment = datetime(year, month, day, tzinfo=UTC)
            except ValueError:
                break
            if abs(moment - near) <= timedelta(days=183):
                return moment.date().isoformat()
    return trailer.day if trailer else sent.date().isoformat()


def _subjects(header: Header) -> tuple[tuple[str | None, str | None], ...]:
    name = _codes()["category"].get(header.category)
    return ((name, None),) if name else ()


def _damage(story: Story, header: Header, copy: Copy) -> tuple[str, ...]:
    """What the line did to the story: its header, its end, and words that the header counted and are not there."""
    found: list[str] = []
    if not header.number or not header.priority:
        found.append("header")
    if not story.ended and copy.trailer is None:
        found.append("truncated")
    words = sum(len(paragraph.split()) for paragraph in copy.layout.paragraphs)
    # The slug counts words; what the header's last number counts differs from agency to agency.
    match = re.search(r",\s?(\d{2,5})$", copy.layout.slugline or "")
    if match and int(match[1]) >= _FEWEST and words < _COUNTS * int(match[1]):
        found.append(f"words:{int(match[1])}->{words}")
    return tuple(found)


@cache
def _codes() -> dict[str, Any]:
    return tomllib.loads((files("streams") / "data" / "wires" / "anpa.toml").read_text(encoding="utf-8"))
