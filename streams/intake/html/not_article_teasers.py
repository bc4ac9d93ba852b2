"""The teasers on a page: a headline that is a link, and what stands with it.

A teaser is found from its link: the largest element that holds no other such link, or, where all stand in one
element, the link's block and what follows up to the next. Its text is short; what is long is an article.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice

from lxml.html import HtmlElement

from streams.intake.html.elements import elements_of

#: Characters of a link that may be a headline; and of a whole teaser.
_SHORTEST, _SHORTEST_UNSPACED = 12, 6
_MOST_TEXT = 500
#: Links that are looked at, and teasers that are kept: the work has an end on a page of links alone.
_MOST_LINKS, _MOST_TEASERS = 2_000, 150
_MOST_DEPTH, _MOST_FOLLOWING = 60, 20
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# Furniture: what stands there says nothing of what the page is.
_FURNITURE = frozenset(("nav", "footer", "aside", "header"))
# What a date above a headline stands in.
_DATES = frozenset(("span", "time", "small", "div"))
# Where a link may be all there is, and is a headline. A link alone in a <p> is often one to another article.
_BLOCKS = _HEADINGS | frozenset(("li", "div", "td", "th", "dt", "dd", "article", "section"))


def teaser_texts(tree: HtmlElement) -> tuple[str, ...]:
    """The text of each teaser outside the page's furniture, in order, with single spaces. At most 150."""
    blocks = teaser_blocks(tree)
    within: Counter[HtmlElement] = Counter()
    cards: list[HtmlElement] = []
    for block in blocks:
        above = [block, *islice(block.iterancestors(), _MOST_DEPTH)]
        if not any(each.tag in _FURNITURE for each in above):
            within.update(above)
            cards.append(block)
    texts = (_text(block, within) for block in cards)
    return tuple(text for text in texts if text and len(text) <= _MOST_TEXT)


def teaser_blocks(tree: HtmlElement) -> list[HtmlElement]:
    """The headline of each teaser, or the link that is all of it, in order and those of the page's furniture, too."""
    blocks: dict[HtmlElement, None] = {}
    for number, link in enumerate(elements_of(tree).anchors):
        if number >= _MOST_LINKS or len(blocks) >= _MOST_TEASERS:
            break
        if link.get("href") is not None and (block := _block(link)) is not None:
            blocks.setdefault(block)
    return list(blocks)


def _block(link: HtmlElement) -> HtmlElement | None:
    """The block of which the link is the headline, or all; None in running text."""
    block, heading = link, None
    for _ in range(3):
        parent = block.getparent()
        if parent is None:
            break
        if parent.tag in _HEADINGS:
            heading = parent
            break
        if len(parent) > 1 or (parent.text and parent.text.strip()) or (block.tail and block.tail.strip()):
            break
        block = parent
    if heading is None and block is link:
        if not (_is_card(link) or _is_first(link)):
            return None
    elif heading is None and block.tag not in _BLOCKS:
        return None
    text = _within(link, _MOST_TEXT + 1)
    shortest = _SHORTEST if text.isascii() else _SHORTEST_UNSPACED
    return (block if heading is None else heading) if shortest <= len(text) <= _MOST_TEXT else None


def _is_card(link: HtmlElement) -> bool:
    """Whether the link has a whole teaser in it."""
    return link.find(".//h2") is not None or link.find(".//h3") is not None


def _is_first(link: HtmlElement) -> bool:
    """Whether a block begins with the link, or with a date above it, and has something else below."""
    parent = link.getparent()
    if parent is None or parent.tag not in _BLOCKS or (parent.text and parent.text.strip()):
        return False
    if parent[0] is not link and not (
        len(parent) > 2
        and parent[1] is link
        and parent[0].tag in _DATES
        and len(_within(parent[0], 40)) <= 40
    ):
        return False
    return not (link.tail and link.tail.strip())


def _text(block: HtmlElement, within: Counter[HtmlElement]) -> str:
    """The text of the teaser whose headline is the block; longer than _MOST_TEXT if it is none."""
    card = block
    while (
        (parent := card.getparent()) is not None and within[parent] == within[block] and parent.tag != "body"
    ):
        card = parent
    parts = [_within(card, 2 * _MOST_TEXT)]
    if len(parts[0]) <= len(_within(block, _MOST_TEXT)) + 3:
        size = len(parts[0])
        for following in islice(card.itersiblings(), _MOST_FOLLOWING):
            if within[following] or size > _MOST_TEXT or following.tag in _HEADINGS:
                break
            parts.append(_within(following, _MOST_TEXT))
            size += len(parts[-1])
    return " ".join(filter(None, parts))


def _within(element: HtmlElement, most: int) -> str:
    """The element's text with single spaces, cut soon after `most` characters."""
    found: list[str] = []
    size = 0
    for text in element.itertext():
        found.append(str(text))
        size += len(text)
        if size > most:
            break
    return " ".join("".join(found).split())
