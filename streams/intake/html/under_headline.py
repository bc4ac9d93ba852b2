"""A very short article beside whose teasers there is more text than in itself.

Prose votes for its container (container.py), and where the article has two sentences the teasers have most votes. Where
what was found stands in teasers, the lines under the headline are the article: what shares a block with it that holds
no teaser, and what follows up to the first of these.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Final

from lxml.html import Element, HtmlElement

from streams.blocks import Block
from streams.intake.html.blocks import article_blocks
from streams.intake.html.container import weight
from streams.intake.html.elements import elements_of
from streams.intake.html.head import within
from streams.intake.html.line import comparable
from streams.intake.html.line_dates import dates_in
from streams.intake.html.names import is_furniture
from streams.intake.html.near import LONGEST_LINE
from streams.intake.html.not_article_teasers import teaser_blocks, teaser_texts
from streams.intake.html.own import below_headline
from streams.intake.html.short import reads_as_prose
from streams.intake.html.yearless import read_without_year

#: The share of what was found that stands in teasers, at least, and how many of these there are.
_IN_TEASERS, _TEASERS = 0.4, 3
#: Characters of what was found, at most: more is a text. Characters of the lines, at least.
_LONGEST, _SHORTEST = 3_000, 40
#: Elements that are looked at behind the one with the headline, and characters by which a text is known in a teaser.
_FOLLOWING, _OPENING = 20, 80
_PICTURES = frozenset(("figure", "figcaption", "video", "audio"))
_SECOND = 10  # headings of the second level that are asked
_ELEMENTS = 100  # of them that are asked for a date
#: Whether a day has a date, and not which, is asked: any year does.
_SOME_DAY: Final = datetime(2026, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines under a headline; `dated` if a date stands among them, as under that of an article."""

    blocks: list[Block]
    dated: bool
    parts: tuple[HtmlElement, ...] = ()  # the elements that they stand in


def lines_under_headline(
    found: Sequence[Block], tree: HtmlElement, title: str | None, base: str | None = None
) -> Lines | None:
    """The lines under the headline where `found` are teasers beside it; None where nothing shows that they are.

    `title` is the headline, as the page's metadata give it; `base` the url against which links are read.
    """
    if not title or not found or sum(weight(block.text) for block in found) > _LONGEST:
        return None
    headline = _headline(tree, comparable(title))
    if headline is None or not _are_teasers(found, tree):
        return None
    around = {up for block in teaser_blocks(tree) for up in (block, *block.iterancestors())}
    if headline in around:
        return None
    parts = _parts(headline, around)
    blocks = [
        block for part in parts for block in article_blocks(part, 0, base=base, skip=is_furniture).blocks
    ]
    below = below_headline(blocks)
    if sum(weight(block.text) for block in below if reads_as_prose(block.text)) < _SHORTEST:
        return None
    return Lines(below, any(map(_is_dated, parts)), tuple(parts))


def container_of(parts: Sequence[HtmlElement]) -> HtmlElement:
    """The elements together in one, for their pictures, without the furniture that has any.

    They are taken out of the tree: it is of no use to others afterwards.
    """
    whole = Element("div")
    whole.extend(parts)
    for picture in [*whole.iter("img", "video", "audio")]:
        up = picture.getparent()
        while up is not None and up is not whole:
            if up.tag not in _PICTURES and is_furniture(up) and up.find(".//h1") is None:
                up.drop_tree()
                break
            up = up.getparent()
    return whole


def _parts(headline: HtmlElement, around: Set[HtmlElement]) -> list[HtmlElement]:
    """The largest element with the headline and without a teaser, and what follows it up to the first teaser."""
    area = headline
    while (parent := area.getparent()) is not None and parent not in around and parent.tag != "body":
        area = parent
    parts = [area]
    for following in islice(area.itersiblings(), _FOLLOWING):
        if following in around:
            break
        if following.tag == "time" or not is_furniture(following):
            parts.append(following)
    return parts


def _is_dated(part: HtmlElement) -> bool:
    """Whether a <time> or a short line with a date stands in an element; it may be in what is furniture by its name."""
    return any(
        each.tag == "time"
        or (each.text and _is_date(each.text))
        or (each.tag == "br" and _is_date(each.tail or ""))
        for each in islice(part.iter(), _ELEMENTS)
    )


def _is_date(line: str) -> bool:
    return len(line) <= LONGEST_LINE and bool(
        dates_in(line) or read_without_year(" ".join(line.split()), _SOME_DAY)
    )


def _headline(tree: HtmlElement, title: str) -> HtmlElement | None:
    """The h1 that prints the title, or where the page has none the h2, if there is one and it leads nowhere."""
    for heading in elements_of(tree).headings or islice(tree.iter("h2"), _SECOND):
        words = comparable(within(heading))
        if words and (words == title or title.startswith(words) or words.startswith(title)):
            return None if heading.find(".//a[@href]") is not None else heading
    return None


def _are_teasers(found: Sequence[Block], tree: HtmlElement) -> bool:
    texts = teaser_texts(tree)
    if len(texts) < _TEASERS:
        return False
    known = "\n".join(texts)
    inside = sum(len(block.text) for block in found if " ".join(block.text.split())[:_OPENING] in known)
    return inside >= _IN_TEASERS * sum(len(block.text) for block in found)
