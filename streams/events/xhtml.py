"""An article's text as XHTML: the body that a newsroom's system shows, made of the same words as the plain one.

A handful of elements, and nothing else:

    p h2 h3 h4 h5 h6 blockquote ul ol li table caption tr th td a em strong

and of attributes only `href` on a, `colspan` and `rowspan` on th and td. The text is escaped, a link goes to http,
https or mailto: whatever a document had in it, here it is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby

from streams.blocks import Block, BlockKind, Cell, Forms, Mark, Span, blocks_of

_ELEMENTS = {Mark.LINK: "a", Mark.EMPHASIS: "em", Mark.STRONG: "strong"}
_SAFE = re.compile(r"(?:https?://|mailto:)[^\s<>\"'\x00-\x1f]+", re.IGNORECASE)
#: Columns or rows of one cell. More is a fault or an attack: some readers lay out every one of them.
_MOST_CELLS = 100
# XML 1.0 has no place for these, not even escaped.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: Most texts have nothing in them that must be written otherwise, and are looked through once instead of six times.
_TO_ESCAPE = re.compile(_NOT_XML.pattern[:-1] + "&<>\"']")


def body_of(paragraphs: Sequence[str], forms: Forms) -> str:
    """The XHTML of a text: elements on lines of their own, without a root. "" for no paragraph."""
    if not forms:
        return "\n".join(f"<p>{_text(paragraph)}</p>" for paragraph in paragraphs)
    return "\n".join(
        piece for kind, run in groupby(blocks_of(paragraphs, forms), _run) for piece in _RUNS[kind[0]](run)
    )


def _run(block: Block) -> tuple[BlockKind, int]:
    """What blocks must share to stand in one element: a table's caption belongs to its rows."""
    kind = BlockKind.ROW if block.kind is BlockKind.CAPTION else block.kind
    return kind, block.group if kind in _GROUPED else 0


_GROUPED = frozenset({BlockKind.ITEM, BlockKind.ROW, BlockKind.QUOTATION})


def _paragraphs(run: Iterable[Block]) -> Iterator[str]:
    for block in run:
        yield f"<p>{_inline(block)}</p>"


def _headings(run: Iterable[Block]) -> Iterator[str]:
    for block in run:
        level = min(max(block.level, 2), 6)
        yield f"<h{level}>{_inline(block)}</h{level}>"


def _quotation(run: Iterable[Block]) -> Iterator[str]:
    yield "<blockquote>" + "".join(_paragraphs(run)) + "</blockquote>"


def _list(run: Iterable[Block]) -> Iterator[str]:
    """A list with the lists in it, each within the entry above it."""
    parts: list[str] = []
    open_lists: list[str] = []
    for block in run:
        depth = min(max(block.level, 0), len(open_lists), 8) + 1
        while len(open_lists) > depth:
            parts.append(f"</li></{open_lists.pop()}>")
        if len(open_lists) == depth:
            parts.append("</li>")
        else:
            open_lists.append("ol" if block.ordered else "ul")
            parts.append(f"<{open_lists[-1]}>")
        parts.append(f"<li>{_inline(block)}")
    while open_lists:
        parts.append(f"</li></{open_lists.pop()}>")
    yield "".join(parts)


def _table(run: Iterable[Block]) -> Iterator[str]:
    rows = list(run)
    captions = [block for block in rows if block.kind is BlockKind.CAPTION]
    # XHTML has one caption, before the rows: what is said in several stands there together.
    caption = " ".join(map(_inline, captions))
    head = f"<caption>{caption}</caption>" if captions else ""
    body = "".join(f"<tr>{_cells(row)}</tr>" for row in rows if row.kind is BlockKind.ROW)
    if not body:
        yield f"<p>{caption}</p>"
    else:
        yield f"<table>{head}{body}</table>"


def _cells(row: Block) -> str:
    cells = row.cells or (Cell(0, len(row.text)),)
    return "".join(_cell(row, cell) for cell in cells)


def _cell(row: Block, cell: Cell) -> str:
    name = "th" if cell.heading else "td"
    over = "".join(
        f' {attribute}="{min(count, _MOST_CELLS)}"'
        for attribute, count in (("colspan", cell.columns), ("rowspan", cell.rows))
        if count > 1
    )
    return f"<{name}{over}>{_stretch(row.text, cell.start, cell.end, row.spans)}</{name}>"


def _inline(block: Block) -> str:
    return _stretch(block.text, 0, len(block.text), block.spans)


def _stretch(text: str, start: int, end: int, spans: tuple[Span, ...]) -> str:
    """The text in [start, end) with its spans. Of two that cross one another the later one is left out."""
    if not spans:
        return _text(text[start:end])
    inside = [span for span in spans if start <= span.start < span.end <= end and _is_safe(span)]
    parts: list[str] = []
    opened: list[Span] = []
    at = start
    for span in sorted(inside, key=lambda span: (span.start, -span.end)):
        while opened and opened[-1].end <= span.start:
            at = _close(parts, text, at, opened.pop())
        if opened and span.end > opened[-1].end:
            continue
        if span.mark is Mark.LINK and any(each.mark is Mark.LINK for each in opened):
            continue  # a link in a link is no XHTML
        parts.append(_text(text[at : span.start]))
        at = span.start
        href = f' href="{_text(span.href or "")}"' if span.mark is Mark.LINK else ""
        parts.append(f"<{_ELEMENTS[span.mark]}{href}>")
        opened.append(span)
    while opened:
        at = _close(parts, text, at, opened.pop())
    parts.append(_text(text[at:end]))
    return "".join(parts)


def _close(parts: list[str], text: str, at: int, span: Span) -> int:
    parts += (_text(text[at : span.end]), f"</{_ELEMENTS[span.mark]}>")
    return span.end


def _is_safe(span: Span) -> bool:
    return span.mark is not Mark.LINK or bool(span.href and _SAFE.fullmatch(span.href))


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text)) if _TO_ESCAPE.search(text) else text


_RUNS = {
    BlockKind.PARAGRAPH: _paragraphs,
    BlockKind.HEADING: _headings,
    BlockKind.QUOTATION: _quotation,
    BlockKind.ITEM: _list,
    BlockKind.ROW: _table,
}
