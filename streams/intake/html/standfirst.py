"""The lines between the headline and the text's container, which belong to the article: its standfirst.

They are found by their name, or because they are prose that stands below the printed headline and above the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from streams.blocks import Block
from streams.intake.html.blocks import BLOCKS, blocks_of
from streams.intake.html.container import Prose, link_length
from streams.intake.html.elements import has_first_heading
from streams.intake.html.names import is_standfirst_name, name_of
from streams.intake.html.text_runs import SENTENCE_END

#: How many elements around the container are looked at, and how many of those before it in each.
_LEVELS, _SIBLINGS = 6, 30
#: Characters of a standfirst.
_SHORTEST, _LONGEST = 40, 1000
_LINKED: Final = 0.3
#: More lines than this are a text of their own.
_MOST = 4
#: Elements whose text is looked at, in one before the container.
_MOST_ASKED: Final = 100


def standfirst_of(
    container: HtmlElement, body: HtmlElement, prose: Prose, base: str | None = None
) -> list[Block]:
    """The blocks above a container that belong to its article, in their order; usually none or one."""
    pieces = {element for element, _ in prose.pieces}
    found: list[HtmlElement] = []
    below_headline = False
    # A page without a heading of the first level has its headline in the second.
    level = "h1" if has_first_heading(body) else "h2"
    up: HtmlElement | None = container
    for _ in range(_LEVELS):
        if up is None or up is body:
            break
        for before in _before(up):
            if prose.is_left_out(before):
                continue
            here, below_headline = _within(before, pieces, prose, level)
            found = here + found
            if below_headline:
                break
        if below_headline:
            break
        up = up.getparent()
    if not below_headline:  # without a headline above it, prose may belong to anything
        found = [each for each in found if _is_named(each)]
    blocks = [
        block for each in found[-_MOST:] for block in blocks_of(each, base=base, skip=prose.is_left_out)
    ]
    return blocks if sum(len(block.text) for block in blocks) <= 2 * _LONGEST else []


def _before(element: HtmlElement) -> Iterator[HtmlElement]:
    """The elements before this one, nearest first."""
    before = element.getprevious()
    for _ in range(_SIBLINGS):
        if before is None:
            return
        yield before
        before = before.getprevious()


def _within(
    root: HtmlElement, pieces: set[HtmlElement], prose: Prose, level: str
) -> tuple[list[HtmlElement], bool]:
    """(what may be a standfirst in this element, below the headline if that is in it; whether it is).

    `level` is the tag of the headline.
    """
    found: list[HtmlElement] = []
    headline = False
    asked = 0
    walker = etree.iterwalk(root, events=("start",))
    for _, element in walker:
        if element.tag == level:
            headline, found = True, []
        elif element is not root and prose.is_left_out(element):
            walker.skip_subtree()
        elif element in pieces or _is_named(element) or _is_line(element):
            asked += 1
            if asked > _MOST_ASKED:
                break
            if _fits(element, named=element in pieces or _is_named(element)):
                found.append(element)
                walker.skip_subtree()
    return found, headline


def _is_named(element: HtmlElement) -> bool:
    if not element.attrib:  # most have none
        return False
    return is_standfirst_name(name_of(element)) or element.get("itemprop") == "description"


def _is_line(element: HtmlElement) -> bool:
    """Whether text stands straight in the element, and no other block."""
    return (
        element.tag in BLOCKS
        and len(element.text or "") >= _SHORTEST
        and not any(child.tag in BLOCKS for child in element)
    )


def _fits(element: HtmlElement, *, named: bool) -> bool:
    text = " ".join("".join(element.itertext()).split())
    return (
        _SHORTEST <= len(text) <= _LONGEST
        and (named or SENTENCE_END.search(text[-8:]) is not None or element.tag in ("h2", "h3"))
        and link_length(element) < _LINKED * len(text)
        and element.find(".//h1") is None
    )
