"""The article as the page's own structure shows it: the blocks of its container, and how sure that is the article.

Sure means: nearly all of the page's prose is in the container, and little else. A page whose prose stands in several
places, or in few lines, is not sure, and neither is one with several articles.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from lxml.html import HtmlElement

from streams.blocks import Block, BlockKind
from streams.intake.html.blocks import Written, article_blocks
from streams.intake.html.container import (
    SHORTEST,
    Prose,
    container_of,
    in_paragraphs,
    loose,
    prose_of,
    weight,
)
from streams.intake.html.elements import has_first_heading
from streams.intake.html.line import comparable, resemblance
from streams.intake.html.names import is_body_name, name_of
from streams.intake.html.standfirst import standfirst_of
from streams.replaced import replace

#: Elements that are never the article.
_NEVER: Final = frozenset({"ul", "ol", "dl", "li", "table", "tbody", "tr", "form", "aside", "p"})
#: The share of all the page's prose that is in no furniture, at least: else it is not known what is furniture.
_OUTSIDE = 0.05
#: Letters of a heading that may be a label, and how much a headline is like the page's title.
_LABEL, _ALIKE = 20, 0.3
#: Of articles on one page that hold more than this share of its prose each, none may be alone.
_AN_ARTICLE, _ALONE = 0.15, 0.85


@dataclass(frozen=True, slots=True)
class _Bar:
    """What a container must have: its share of the page's prose, the share of prose in what comes out of it (it may
    be a little more than all, as some is left out), and how much there is."""

    inside: float
    tight: float
    characters: int
    pieces: int


#: A container whose name says that it is one, and any other.
_NAMED: Final = _Bar(inside=0.8, tight=0.5, characters=400, pieces=1)
_UNNAMED: Final = _Bar(inside=0.88, tight=0.75, characters=800, pieces=3)
#: A short article, with next to nothing beside it in its container.
_SHORT: Final = _Bar(inside=0.95, tight=0.9, characters=300, pieces=2)
_TIGHTEST: Final = 1.4


@dataclass(frozen=True, slots=True)
class Own:
    """What was found. `prose` is that of the page; `apart` if the container is a part of it that may be an article."""

    prose: Prose
    blocks: list[Block] = field(default_factory=list)
    apart: bool = False
    sure: bool = False
    share: float = 0.0  # of the prose that is in the container
    container: HtmlElement | None = None
    short: bool = False  # it is a short article, and sure if all text of the page has been asked


def read_own(body: HtmlElement, base: str | None = None) -> Own:
    """The article in a page's body. First the prose in its <p> elements is asked, then all that stands in no <p>, too.
    Where all prose is in what is named as furniture, the names are not believed.

    Without blocks if there is too little prose to tell. `base` is the url against which links are read.
    """
    pieces = in_paragraphs(body)
    found = _read(prose_of(pieces, body), body, base)
    if (not found.sure or _are_entries(pieces)) and (more := loose(body)):
        pieces += more
        found = _read(prose_of(pieces, body), body, base)
    if not found.prose.enough:
        found = _read(prose_of(pieces, body, lenient=True), body, base)
    elif found.short:
        return replace(found, sure=True)
    return found


def _read(prose: Prose, body: HtmlElement, base: str | None) -> Own:
    if not prose.enough:
        return Own(prose)
    container = container_of(prose, body)
    inside = prose.good[container]
    written = article_blocks(container, inside, base=base, skip=prose.is_no_text)
    before, after = _beside(container, body, prose, base)
    beside = sum(weight(block.text) for block in (*before, *after))
    sure = _is_sure(container, body, prose, written, beside)
    short = not sure and _is_sure(container, body, prose, written, beside, short=True)
    blocks = [*before, *without_headline(written.blocks, body), *after]
    if container is not body:
        blocks = _with_standfirst(standfirst_of(container, body, prose, base), blocks)
    apart = container is not body and container.tag not in _NEVER
    return Own(prose, blocks, apart, sure, min(1.0, (inside + beside) / prose.characters), container, short)


def _are_entries(pieces: list[tuple[HtmlElement, int]]) -> bool:
    """Whether most of the prose stands in the entries of lists, as links to others do: the text may be elsewhere."""
    entries = sum(
        length for p, length in pieces if (above := p.getparent()) is not None and above.tag == "li"
    )
    return 2 * entries > sum(length for _, length in pieces)


def _beside(
    container: HtmlElement, body: HtmlElement, prose: Prose, base: str | None
) -> tuple[list[Block], list[Block]]:
    """The paragraphs directly before the container and directly after it: a text may begin above a box with the rest.

    None beside one whose name says that it holds the text, nor beside the page's body.
    """
    if container is body or is_body_name(name_of(container)):
        return [], []
    pieces = {element for element, _ in prose.pieces}
    found: tuple[list[Block], list[Block]] = ([], [])
    for blocks, preceding in zip(found, (True, False), strict=True):
        for sibling in container.itersiblings(preceding=preceding):
            if sibling.tag != "p" or sibling not in pieces:
                break
            written = article_blocks(sibling, 0, base=base, skip=prose.is_left_out).blocks
            if preceding:
                blocks[:0] = written
            else:
                blocks.extend(written)
    return found


def _with_standfirst(above: list[Block], blocks: list[Block]) -> list[Block]:
    """The standfirst and the blocks below it; what is among those again is left out above."""
    below = {block.text for block in blocks}
    opening = " ".join(block.text for block in blocks[:5])
    return [block for block in above if block.text not in below and block.text not in opening] + blocks


def _is_sure(
    container: HtmlElement,
    body: HtmlElement,
    prose: Prose,
    written: Written,
    beside: int,
    *,
    short: bool = False,
) -> bool:
    if container is body or container.tag in _NEVER or prose.characters < _OUTSIDE * prose.total:
        return False
    inside = prose.good[container]
    # The rows of a table are no prose, and no furniture either.
    lines = (block.text for block in written.blocks if block.kind is not BlockKind.ROW)
    characters = written.left_out + sum(map(weight, lines)) or 1
    bar = _NAMED if container.tag == "article" or is_body_name(name_of(container)) else _UNNAMED
    if short:
        if 2 * prose.characters < prose.total:
            return False
        bar = _SHORT
    return (
        inside + beside >= bar.inside * prose.characters
        and bar.tight <= inside / characters <= _TIGHTEST
        and inside + beside >= bar.characters
        and len(prose.pieces) >= bar.pieces
        and not _are_several(container, prose)
    )


def _are_several(container: HtmlElement, prose: Prose) -> bool:
    held = [prose.good.get(article, 0) for article in container.iter("article")]
    large = [votes for votes in held if votes > _AN_ARTICLE * prose.characters]
    return len(large) > 1 and max(large) < _ALONE * prose.good[container]


def without_headline(blocks: list[Block], body: HtmlElement) -> list[Block]:
    """The blocks without the printed headline above the first prose, and without headings below the last.

    The headline is a heading of the first level, or of the second where the page has none of the first.
    """
    first = next((at for at, block in enumerate(blocks) if _is_prose(block)), None)
    if first is None:
        return blocks
    level = 1 if has_first_heading(body) else 2
    kept = (
        below_headline(blocks[:first], level)
        if level == 1 or _is_title(blocks[:first], body)
        else blocks[:first]
    )
    last = len(blocks)
    while blocks[last - 1].kind is BlockKind.HEADING:
        last -= 1
    return kept + blocks[first:last]


def _is_title(above: list[Block], body: HtmlElement) -> bool:
    """Whether the heading above the first prose is the page's title, or so short that it is a label."""
    page = body.getparent()
    title = "" if page is None else comparable("".join(page.xpath("string(./head/title)")))
    said = [comparable(block.text) for block in above if block.kind is BlockKind.HEADING]
    return (
        not title
        or len(said) != 1
        or any(
            len(words) < _LABEL or words in title or title in words or resemblance(words, title) >= _ALIKE
            for words in said
        )
    )


def below_headline(blocks: list[Block], level: int = 1) -> list[Block]:
    """The blocks without the headline, a heading of the first level or down to this one, and without what stands above
    one of the first: the section, a kicker, a label. A standfirst above it, which is prose, stays.
    """
    at = next((at for at, block in enumerate(blocks) if _is_headline(block, 1)), -1)
    return [
        block
        for place, block in enumerate(blocks)
        if not _is_headline(block, level) and (place > at or _is_prose(block))
    ]


def _is_prose(block: Block) -> bool:
    return block.kind is not BlockKind.HEADING and weight(block.text) >= SHORTEST


def _is_headline(block: Block, level: int) -> bool:
    return block.kind is BlockKind.HEADING and block.level <= level
