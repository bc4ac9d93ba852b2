"""Posts that answer one another: those of a thread, or of the comments to an article, without the article.

A post is found from a label that all of them have, such as "Reply" (data/not_article/posts.toml): it is the largest
element with one of these. The same walk counts the prices that stand alone, as in a shop.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Final

from lxml.html import HtmlElement

from streams.blocks import Block, BlockKind
from streams.datafiles import read_toml
from streams.intake.html.container import weight
from streams.intake.html.names import is_furniture
from streams.intake.html.short import reads_as_prose

#: Characters of a label, at most; posts, at least; labels and posts that are looked at.
_LABEL, _FEWEST, _MOST_LABELS, _MOST_POSTS = 40, 3, 60, 60
#: Characters of a price.
_PRICE_TAG: Final = 20
#: Characters of a post by which its paragraphs are known.
_MOST_TEXT: Final = 4_000
#: Characters of a paragraph above the first post that is the article's which they are about, at least.
_PROSE: Final = 60
#: Characters by which a line is known in a post; the share of the lines that stand in posts at least, and of these in
#: one post at most.
_KNOWN: Final = 80
_MOSTLY: Final = 0.6
_DIGITS: Final = re.compile(r"[\d\W_]+")
#: What labels and prices stand in, and characters of their text, white space included.
_HOLDER_NAMES: Final = "a button span div li td p b strong i em small ins bdi"
_HOLDERS: Final = tuple(_HOLDER_NAMES.split())
_RAW: Final = 120
_CURRENCY: Final = (
    r"(?:[€£$¥￥₩₹₽₴₺₫₪฿元円원]|zł|kr\.?|Kč|Ft|lei|Rp\.?|R\$|CHF|EUR|USD|GBP"
    r"|TL|руб\.?|грн|лв\.?|ден|ریال|تومان|درهم|ر\.س)"
)
_AMOUNT: Final = r"\d[\d.,'’\s\u066b\u066c]{0,14}(?:,-|,–)?"
_PRICE: Final = re.compile(
    rf"\W{{0,3}}(?:{_CURRENCY}\s?{_AMOUNT}|{_AMOUNT}\s?{_CURRENCY})\W{{0,3}}$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Lines:
    """What the short lines of a page show: the texts of posts, the label that all have, and prices that stand alone."""

    posts: tuple[str, ...] = ()
    label: str = ""
    prices: int = 0
    comments: tuple[str, ...] = ()  # the texts of posts that stand below an article


def read_lines(body: HtmlElement) -> Lines:
    """The posts below an element, apart those with an article above them, and its prices. The tree is not changed."""
    found, prices = _found(body)
    comments: tuple[str, ...] = ()
    for label, elements in found.items():
        posts = _posts(elements, body)
        if len(posts) < _FEWEST:
            continue
        if not _has_text_above(posts[0], body):
            return Lines(tuple(map(_text, posts)), label, prices)
        comments = comments or tuple(map(_text, posts))
    return Lines(prices=prices, comments=comments)


def _found(body: HtmlElement) -> tuple[dict[str, list[HtmlElement]], int]:
    """(the elements of each label that posts have, the commonest first; how many prices stand alone)."""
    labels = _labels()
    found: dict[str, list[HtmlElement]] = {}
    prices = 0
    for element in body.iter(*_HOLDERS):
        text = element.text
        if text is None or len(text) > _RAW or text.isspace():
            continue
        line = text.strip().casefold()
        if len(line) > _LABEL:
            continue
        if not labels.isdisjoint(line.split()) or line in labels:
            found.setdefault(_DIGITS.sub(" ", line).strip(), []).append(element)
        elif len(line) <= _PRICE_TAG and not line.isalpha() and _PRICE.match(line):
            prices += 1
    known = sorted(
        (each for each in found if len(found[each]) >= _FEWEST), key=lambda each: -len(found[each])
    )
    return {label: found[label][:_MOST_POSTS] for label in known[:_MOST_LABELS]}, prices


def without_comments(blocks: Sequence[Block], comments: Sequence[str]) -> list[Block]:
    """The blocks above readers' comments, of which an extractor may have taken some; else all of them.

    `comments`: their texts (`Lines.comments`).
    """
    if not comments:
        return list(blocks)
    places = places_in_posts([block.text for block in blocks], comments)
    first = next((at for at, place in enumerate(places) if place is not None), len(blocks))
    if not are_spread([len(block.text) for block in blocks[first:]], places[first:], least=2):
        return list(blocks)
    while first and blocks[first - 1].kind is BlockKind.HEADING:
        first -= 1
    prose = sum(len(block.text) for block in blocks[:first] if reads_as_prose(block.text))
    return list(blocks[:first] if prose >= _PROSE else blocks)


def places_in_posts(lines: Sequence[str], posts: Sequence[str]) -> list[int | None]:
    """For each line the post that it stands in; None for one that stands in none."""
    known = "\n".join(posts)
    found: list[int | None] = []
    for line in lines:
        at = known.find(" ".join(line.split())[:_KNOWN])
        found.append(None if at < 0 else known.count("\n", 0, at))
    return found


def are_spread(sizes: Sequence[int], places: Sequence[int | None], least: int = _FEWEST) -> bool:
    """Whether lines of these sizes stand mostly in posts, in `least` at least: what stands in one may be an article."""
    held: Counter[int] = Counter()
    for size, place in zip(sizes, places, strict=True):
        if place is not None:
            held[place] += size
    inside = held.total()
    return len(held) >= least and inside >= _MOSTLY * sum(sizes) and max(held.values()) <= _MOSTLY * inside


@cache
def _labels() -> frozenset[str]:
    return frozenset(read_toml("not_article/posts.toml")["labels"])


def _posts(labels: list[HtmlElement], body: HtmlElement) -> list[HtmlElement]:
    """The largest element around each label that has no other in it."""
    within: Counter[HtmlElement] = Counter()
    for label in dict.fromkeys(labels):
        within.update([label, *label.iterancestors()])
    posts: dict[HtmlElement, None] = {}
    for label in dict.fromkeys(labels):
        post = label
        while (around := post.getparent()) is not None and within[around] == 1 and around is not body:
            post = around
        posts.setdefault(post)
    return list(posts)


def _has_text_above(post: HtmlElement, body: HtmlElement) -> bool:
    """Whether prose stands above the first post: the article that the others comment on, or what a thread asks."""
    around = {post, *post.iterancestors()}
    for element in body.iter():
        if element is post:
            return False
        if not isinstance(element.tag, str) or element in around:
            continue
        pieces = (element.text, element.tail)
        if any(
            piece and len(piece) >= _PROSE // 2 and weight(" ".join(piece.split())) >= _PROSE
            for piece in pieces
        ):
            above = [element, *element.iterancestors()]
            if not any(is_furniture(each) for each in above if each is not body):
                return True
    return False


def _text(post: HtmlElement) -> str:
    pieces: list[str] = []
    size = 0
    for piece in islice(post.itertext(), 300):
        pieces.append(str(piece))
        size += len(piece)
        if size > _MOST_TEXT:
            break
    return " ".join("".join(pieces).split())
