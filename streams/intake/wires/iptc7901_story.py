"""One message of an IPTC 7901 transmission -> Article."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache
from importlib.resources import files

from streams.article import Article, Dropped, RawArticle
from streams.clean.normalise import normalise_byline
from streams.intake import dates
from streams.intake.identity import source_for
from streams.intake.wires.identity import identify
from streams.intake.wires.iptc7901_header import Header, read_header
from streams.intake.wires.iptc7901_text import Copy, is_sort, read_copy
from streams.intake.wires.slugs import is_message, slug_key, take_of
from streams.intake.wires.transmission import Story
from streams.kinds import Format, Reason

#: The share of the header's words below which it is worth a word that some are missing.
_COUNTS = 0.7
#: Fewer words than this are not counted: agencies differ in what a word is.
_FEWEST = 40
#: Lines of keywords; what else stands above the STX is copy.
_MOST_KEYWORDS = 6


def read_story(story: Story, raw: RawArticle, repairs: tuple[str, ...]) -> Article | Dropped:
    """The article in a message; NO_ARTICLE if there is no copy, and the slug says nothing. `repairs` are the bytes'."""
    header = read_header(story.header)
    header, ran_in = _keywords_only(header)
    copy = read_copy("\n".join((*ran_in, story.text)), framed=story.framed)
    if copy.header:
        header, _ = _keywords_only(read_header(copy.header))
    layout = copy.layout
    slugline = " ".join(header.keywords) or layout.slugline
    paragraphs, headline = layout.paragraphs, layout.headline
    if not paragraphs and not headline:
        if not slugline or not is_message(slugline):
            return Dropped(Reason.NO_ARTICLE, f"no copy under the slug {slugline or 'that is missing'}"[:200])
        headline = slugline
    source = source_for(raw.source, None, header.agency or (header.number or "").rstrip("0123456789") or None)
    trailer = copy.trailer
    version_created, wire_time, late = dates.settle(trailer.time if trailer else None, raw)
    day = trailer.day if trailer else (wire_time or raw.origin.timestamp).date().isoformat()
    identity = identify(
        source, slugline, day, header.number, raw.subject, "\n".join((headline or "", *paragraphs))
    )
    take, takes = take_of(slugline or "")
    name = _categories().get(header.category or "")
    return Article(
        uri=identity.uri,
        origin=raw.origin,
        source=source,
        format=Format.IPTC7901,
        paragraphs=paragraphs,
        headline=headline,
        version_created=version_created,
        urgency=header.priority,
        byline=normalise_byline(layout.byline or "") or None,
        slugline=slugline,
        ed_note="\n".join(copy.notes) or None,
        subjects=((name, None),) if name else (),
        info_sources=(header.agency,) if header.agency else (),
        aliases=identity.aliases,
        take=take,
        takes=takes,
        removed=layout.removed,
        repairs=repairs + _damage(story, header, copy) + late,
        wire_time=wire_time,
    )


def _keywords_only(header: Header) -> tuple[Header, tuple[str, ...]]:
    """The header with keywords that can be some, and the lines of copy that a late STX left above itself."""
    end = 0
    for line in header.keywords[:_MOST_KEYWORDS]:
        # The first line is the slug; those below tell the sort of copy, unless a headline got there.
        if len(line) > 100 or (end and "/" not in line and not is_sort(line) and slug_key(line)):
            break
        end += 1
    return replace(header, keywords=header.keywords[:end]), header.keywords[end:]


def _damage(story: Story, header: Header, copy: Copy) -> tuple[str, ...]:
    """What the line did to the message: its header, its end, and words that the header counted and are not there."""
    found: list[str] = []
    if not header.number:
        found.append("header")
    if not story.ended and copy.trailer is None:
        found.append("truncated")
    copied = (copy.layout.headline or "", *copy.layout.paragraphs, *copy.notes)
    words = sum(len(text.split()) for text in copied)
    if header.words and header.words >= _FEWEST and words < _COUNTS * header.words:
        found.append(f"words:{header.words}->{words}")
    return tuple(found)


@cache
def _categories() -> dict[str, str]:
    path = files("streams") / "data" / "wires" / "iptc7901.toml"
    found: dict[str, str] = tomllib.loads(path.read_text(encoding="utf-8"))["category"]
    return found
