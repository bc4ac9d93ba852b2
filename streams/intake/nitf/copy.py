"""The text of a NITF body as an article has it: nothing in it twice, and its dateline where it is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from streams.article import Removed
from streams.intake.html.metadata import clean_byline, comparable
from streams.intake.nitf.body import NitfBody, in_sentences
from streams.intake.text import read_byline

_DASH: Final = re.compile(r"(?:--|[-–—:])$")
_OPENING: Final = 3  # paragraphs in which the headline or the byline may be repeated


@dataclass(frozen=True, slots=True)
class Copy:
    """The text as it goes on, and what was taken out of it because it stands elsewhere."""

    paragraphs: tuple[str, ...]
    standfirst: str | None = None
    byline: str | None = None
    removed: tuple[Removed, ...] = ()
    partial: bool = False


def copy_of(body: NitfBody) -> Copy:
    """The text of a body without the headline and the byline that it repeats. An abstract alone is a partial text."""
    if not body.paragraphs:
        partial = (body.standfirst,) if body.standfirst else ()
        return Copy(partial, body.subheadline, body.byline, partial=bool(partial))
    byline = body.byline
    kept: list[str] = []
    removed: list[Removed] = []
    for index, paragraph in enumerate(body.whole_text):
        rule = None
        if index < _OPENING and len(paragraph) <= 300:
            if body.headline and comparable(paragraph) == comparable(body.headline):
                rule = "headline"
            elif (line := read_byline(paragraph)) and (not byline or comparable(line) == comparable(byline)):
                rule, byline = "byline", byline or clean_byline(line)
        if rule is None:
            kept.append(paragraph)
        else:
            removed.append(Removed(rule, index, paragraph))
    standfirst = in_sentences([*filter(None, (body.subheadline, body.standfirst))])
    return Copy(_with_dateline(kept, body.dateline), standfirst, byline, tuple(removed))


def _with_dateline(paragraphs: list[str], dateline: str | None) -> tuple[str, ...]:
    """A dateline that ends in its dash is the beginning of the first paragraph, and stands there on the page."""
    if not (dateline and paragraphs and _DASH.search(dateline)):
        return tuple(paragraphs)
    words = dateline.split()[0].casefold()
    if paragraphs[0].casefold().startswith(words):
        return tuple(paragraphs)
    return (f"{dateline} {paragraphs[0]}", *paragraphs[1:])


def headline_in(title: str | None) -> str | None:
    """The title, if it reads as a headline and not as a slug."""
    return title if title and title.count(" ") >= 2 and not title.isupper() else None
