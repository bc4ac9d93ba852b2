"""What the paragraphs of an article are, where they are more than plain paragraphs: headings, lists, tables, links.

An article's text is its paragraphs, and everything that reads it needs no more. What the sender made of them stands
beside, in `forms`: one for each paragraph that is not a plain one. So wire copy, which has none, pays nothing; and both
bodies of an item, plain and XHTML, are made of the same words.

    Block   a paragraph together with its form: what readers of documents make, and what writers of bodies take
    Form    the same without the text: it says which paragraph it is of

A list's entries, a table's rows and a quotation's paragraphs are blocks of their own; those of one list, table or
quotation stand together and share their `group`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from streams.replaced import replace

#: What stands between the cells of a table's row in its text.
CELL_BREAK = " | "


class BlockKind(StrEnum):
    """What a paragraph is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"  # an entry of a list
    QUOTATION = "quotation"  # somebody else's words, set apart
    ROW = "row"  # of a table: its cells, parted by CELL_BREAK
    CAPTION = "caption"  # of a table


class Mark(StrEnum):
    """What a stretch within a paragraph is."""

    LINK = "link"
    EMPHASIS = "emphasis"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch [start, end) of a paragraph, in characters. `href` is a link's: an http, https or mailto url."""

    start: int
    end: int
    mark: Mark
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A table's cell: [start, end) of the row's text, and over how many columns and rows it goes."""

    start: int
    end: int
    heading: bool = False
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph and what it is. `level` is a heading's (2 to 6) or how deep an item lies in lists (from 0)."""

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    group: int = 0
    ordered: bool = False  # of an item: its list counts
    spans: tuple[Span, ...] = ()
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """What the paragraph with this index is, if it is no plain one. The other fields are those of Block."""

    paragraph: int
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    group: int = 0
    ordered: bool = False
    spans: tuple[Span, ...] = ()
    cells: tuple[Cell, ...] = ()


Forms = tuple[Form, ...]


def texts_of(blocks: Iterable[Block]) -> tuple[str, ...]:
    """The paragraphs of the blocks."""
    return tuple(block.text for block in blocks)


def forms_of(blocks: Iterable[Block]) -> Forms:
    """The forms of those blocks that are no plain paragraphs."""
    return tuple(
        Form(index, block.kind, block.level, block.group, block.ordered, block.spans, block.cells)
        for index, block in enumerate(blocks)
        if block.kind is not BlockKind.PARAGRAPH or block.spans
    )


def blocks_of(paragraphs: Sequence[str], forms: Forms) -> Iterator[Block]:
    """Each paragraph as the block that it is."""
    by_paragraph = {form.paragraph: form for form in forms}
    for index, text in enumerate(paragraphs):
        if (form := by_paragraph.get(index)) is None:
            yield Block(text)
        else:
            yield Block(text, form.kind, form.level, form.group, form.ordered, form.spans, form.cells)


def joined(parts: Iterable[tuple[Sequence[str], Forms]]) -> Forms:
    """The forms of several texts that follow one another; their groups are told apart."""
    found: list[Form] = []
    before = groups = 0
    for paragraphs, forms in parts:
        found += (
            replace(form, paragraph=form.paragraph + before, group=form.group + groups if form.group else 0)
            for form in forms
        )
        groups = max((form.group for form in found), default=0)
        before += len(paragraphs)
    return tuple(found)


def rewritten(
    paragraphs: Sequence[str], written: Sequence[str], forms: Forms, rewrite: Callable[[str], str]
) -> Forms:
    """The forms when each paragraph is as `written` has it, and those that became empty are dropped.

    `rewrite` is what made `written` of the paragraphs; it is asked for the parts of a paragraph that has changed.
    A span or a cell moves along by what the text before it became. A span that no longer says the same is left out; a
    row whose cells no longer do is a plain paragraph, for a figure must not stand in another column.
    """
    if not forms:
        return ()
    by_paragraph = {form.paragraph: form for form in forms}
    found: list[Form] = []
    place = 0
    for index, (before, after) in enumerate(zip(paragraphs, written, strict=True)):
        if not after:
            continue
        if (form := by_paragraph.get(index)) is not None:
            moved = form if after == before else _moved(form, before, after, rewrite)
            found.append(moved if moved.paragraph == place else replace(moved, paragraph=place))
        place += 1
    return tuple(found)


def _moved(form: Form, before: str, after: str, rewrite: Callable[[str], str]) -> Form:
    def at(start: int, end: int) -> tuple[int, int] | None:
        words = rewrite(before[start:end])
        begin = len(rewrite(before[:start]))
        begin = after.find(words, max(0, begin - 2), begin + len(words) + 4)
        return None if begin < 0 else (begin, begin + len(words))

    spans = [replace(span, start=to[0], end=to[1]) for span in form.spans if (to := at(span.start, span.end))]
    cells = [replace(cell, start=to[0], end=to[1]) for cell in form.cells if (to := at(cell.start, cell.end))]
    spans = [span for span in spans if span.start < span.end]
    if form.kind is BlockKind.ROW and len(cells) < len(form.cells):
        return Form(form.paragraph, spans=tuple(spans))
    return replace(form, spans=tuple(spans), cells=tuple(cells))


def following(before: Sequence[str], forms: Forms, after: Sequence[str]) -> Forms:
    """The forms of `after`, which is `before` without some of its paragraphs, and with ends cut off others."""
    if not forms or (len(after) == len(before) and tuple(after) == tuple(before)):
        return forms
    by_paragraph = {form.paragraph: form for form in forms}
    found: list[Form] = []
    index = 0
    for place, text in enumerate(after):
        at = index
        while at < len(before) and text not in before[at]:
            at += 1
        if at == len(before):  # none of them: a text that was changed in another way is a plain paragraph
            continue
        index = at + 1
        if (form := by_paragraph.get(at)) is not None:
            found.append(_shortened(form, before[at].index(text), len(text), place))
    return tuple(found)


def _shortened(form: Form, offset: int, length: int, place: int) -> Form:
    def within(each: Span | Cell) -> bool:
        return each.start >= offset and each.end <= offset + length

    spans = tuple(
        replace(span, start=span.start - offset, end=span.end - offset) for span in form.spans if within(span)
    )
    if not all(map(within, form.cells)):
        return Form(place, spans=spans)
    cells = tuple(replace(cell, start=cell.start - offset, end=cell.end - offset) for cell in form.cells)
    return replace(form, paragraph=place, spans=spans, cells=cells)
