"""Clean markup that is the article and nothing else -> blocks: bodies of ninjs, of feeds' entries, of fields in JSON.

    p div section ...     a paragraph; two line breaks part paragraphs, too
    h1 to h6              a heading (h1 is one of the second level: the headline is the first)
    ul ol li              the entries of a list, with their depth
    blockquote            the paragraphs of a quotation
    table tr td th        a row with its cells, empty ones among them; caption
    a em i strong b q     within a paragraph: links to http, https and mailto, emphasis; <q> gets its quotation marks

What a browser does not show (script, style, template, struck-out text) is left out. A table of long cells is layout and
not data: its paragraphs stay as they are. Linear in the size of the tree; nothing is changed in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from lxml import etree

from streams.blocks import CELL_BREAK, Block, BlockKind, Cell, Mark, Span
from streams.intake.html.extract import parse_page

_BLOCK_NAMES: Final = """
    p div section article main header footer aside nav h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre
    table caption thead tbody tfoot tr td th figure figcaption address hr body html form fieldset center
    details summary head
"""
_BLOCKS: Final = frozenset(_BLOCK_NAMES.split())
_UNSEEN: Final = frozenset(
    {"script", "style", "template", "noscript", "title", "meta", "link", "del", "s", "strike"}
)
_MARKS: Final = {
    "a": Mark.LINK,
    "em": Mark.EMPHASIS,
    "i": Mark.EMPHASIS,
    "strong": Mark.STRONG,
    "b": Mark.STRONG,
}
_LISTS: Final = frozenset({"ul", "ol"})
_CELLS: Final = frozenset({"td", "th"})
_SENTENCE_END: Final = re.compile(r"""[.!?…:;。！？۔।]["'”“’»«›)\]]{0,3}$""")
_WHOLE: Final = re.compile(r"<(?:html|body)\b", re.IGNORECASE)
_LINK: Final = re.compile(r"(?:https?://|mailto:)[^\s<>\"'\x00-\x1f]{1,2000}", re.IGNORECASE)
#: Characters of a cell; a longer one is layout.
LONGEST_CELL = 120
#: Columns or rows that a cell goes over; more is a fault or an attack.
_MOST_SPANNED = 100
#: Marks within marks that are followed. Deeper ones say nothing more, and each paragraph would pay for them.
_DEEPEST_MARK = 20
#: Spans of one paragraph. More is a fault or an attack: each is looked at several times on its way.
_MOST_SPANS = 200
#: Characters of a paragraph whose spans are kept, and cells of a row.
_LONGEST_MARKED, _MOST_CELLS = 20_000, 200


def tree_of(markup: str) -> Any | None:
    """The element that holds a piece of markup, or the copy of a whole page; None where there is no element."""
    tree = parse_page(markup if _WHOLE.search(markup, 0, 2000) else f"<div>{markup}</div>")
    if tree is None:
        return None
    content = tree.find(".//body.content")  # NITF's article, after its head
    return tree if content is None else content


def blocks_of_markup(markup: str) -> list[Block]:
    """The blocks of a piece of markup or of a whole page. [] where there is no element and no text in it."""
    tree = tree_of(markup)
    return [] if tree is None else blocks_of_tree(tree)


def blocks_of_tree(root: Any) -> list[Block]:
    """The blocks of an element, in order."""
    writer = _Writer()
    hidden: Any = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if hidden is None and tag in _UNSEEN:
                hidden = element
            if hidden is None:
                writer.open(tag, element)
                writer.write(element.text)
            continue
        if hidden is None:
            writer.close(tag)
        elif hidden is element:
            hidden = None
        if hidden is None and element is not root:
            writer.write(element.tail)
    writer.flush()
    return writer.done


@dataclass(slots=True)
class _Table:
    group: int
    start: int  # where in the blocks it began
    cells: list[tuple[Block, Cell]] | None = None  # of the open row: each cell's words, and what it is
    row: int = 0  # where in the blocks the open row began
    cell: tuple[int, Cell] | None = None  # of the open cell: where it began, and what it is
    has_rows: bool = False
    is_data: bool = False  # one of them has two filled cells


@dataclass(slots=True)
class _Writer:
    """Collects runs of text into blocks. White space is made one space on the way, so that spans keep their place."""

    done: list[Block] = field(default_factory=list)
    run: list[str] = field(default_factory=list)
    length: int = 0
    space: bool = False  # white space came last, and stands for a space if words follow
    broken: bool = False  # a line break came last
    spans: list[Span] = field(default_factory=list)
    marks: list[tuple[str, int, Span | None]] = field(default_factory=list)
    deeper: int = 0  # open marks that are not followed
    lists: list[bool] = field(default_factory=list)  # of the open lists whether they count
    list_group: int = 0
    quotes: int = 0
    quote_group: int = 0
    heading: int = 0
    caption: bool = False
    tables: list[_Table] = field(default_factory=list)
    groups: int = 0

    def write(self, text: str | None) -> None:
        if not text:
            return
        words = text.split()
        if not words:
            self.space = True
            return
        if self.broken:
            self._end_line()
        if (self.space or text[0].isspace()) and self.length:
            self.run.append(" ")
            self.length += 1
        piece = " ".join(words)
        self.run.append(piece)
        self.length += len(piece)
        self.space = text[-1].isspace()

    def _end_line(self) -> None:
        """One <br> parts paragraphs after a long line that ends a sentence; anywhere else it is a space."""
        self.broken = False
        if self.length >= 60 and _SENTENCE_END.search("".join(self.run[-3:])[-8:]):
            self.flush()
        self.space = True

    def open(self, tag: str, element: Any) -> None:
        if tag == "br":
            if self.broken:
                self.flush()
            self.broken = True
        elif tag in _MARKS:
            self._open_mark(tag, element)
        elif tag == "q":
            self.write("“")
        elif tag in _BLOCKS:
            self.flush()
            self._open_block(tag, element)

    def close(self, tag: str) -> None:
        if tag in _MARKS:
            self._close_mark()
        elif tag == "q":
            self.write("”") if not self.space else self._close_quotation()
        elif tag in _BLOCKS:
            self.flush()
            self._close_block(tag)

    def _close_quotation(self) -> None:
        self.space = False
        self.write("”")

    def _open_mark(self, tag: str, element: Any) -> None:
        href = None
        if len(self.marks) >= _DEEPEST_MARK:
            self.deeper += 1
            return
        if tag == "a":
            href = " ".join((element.get("href") or "").split())
            if not _LINK.fullmatch(href):
                self.marks.append((tag, self.length, None))
                return
        self.marks.append((tag, self.length, Span(0, 0, _MARKS[tag], href)))

    def _close_mark(self) -> None:
        if self.deeper:
            self.deeper -= 1
        elif self.marks:
            _, start, span = self.marks.pop()
            self._span(start, span)

    def _span(self, start: int, span: Span | None) -> None:
        if span is not None and self.length > start and len(self.spans) < _MOST_SPANS:
            self.spans.append(replace(span, start=start, end=self.length))

    def _open_block(self, tag: str, element: Any) -> None:
        if tag in _LISTS:
            if not self.lists:
                self.list_group = self._new_group()
            self.lists.append(tag == "ol")
        elif tag == "blockquote":
            if not self.quotes:
                self.quote_group = self._new_group()
            self.quotes += 1
        elif tag == "table":
            self.tables.append(_Table(self._new_group(), len(self.done)))
        elif tag == "caption":
            self.caption = bool(self.tables)
        elif tag == "tr" and self.tables:
            self.tables[-1].cells, self.tables[-1].row = [], len(self.done)
        elif tag in _CELLS and self.tables and self.tables[-1].cells is not None:
            over = [_count(element.get(name)) for name in ("colspan", "rowspan")]
            self.tables[-1].cell = len(self.done), Cell(0, 0, tag == "th", *over)
        elif len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.heading = max(2, int(tag[1]))

    def _close_block(self, tag: str) -> None:
        if tag in _LISTS and self.lists:
            self.lists.pop()
        elif tag == "blockquote" and self.quotes:
            self.quotes -= 1
        elif tag == "table" and self.tables:
            self._close_table(self.tables.pop())
        elif tag == "caption":
            self.caption = False
        elif tag == "tr" and self.tables:
            self._close_row(self.tables[-1])
        elif tag in _CELLS and self.tables:
            self._close_cell(self.tables[-1])
        elif tag[0] == "h" and len(tag) == 2:
            self.heading = 0

    def _new_group(self) -> int:
        self.groups += 1
        return self.groups

    def _close_cell(self, table: _Table) -> None:
        if table.cell is None or table.cells is None:
            return
        start, cell = table.cell
        table.cell = None
        blocks = self.done[start:]
        if len(blocks) > LONGEST_CELL or sum(len(each.text) for each in blocks) > LONGEST_CELL:
            table.cells = None  # layout; what is in it is not joined, for tables lie in tables
        else:
            table.cells.append((_joined(blocks, " "), cell))

    def _close_row(self, table: _Table) -> None:
        cells, table.cells, table.cell = table.cells, None, None
        if not cells or len(cells) > _MOST_CELLS:
            return
        filled = sum(bool(each.text) for each, _ in cells)
        if not filled or (len(cells) == 1 and cells[0][1].columns == 1):
            return
        table.has_rows, table.is_data = True, table.is_data or filled > 1
        self.done[table.row :] = [_row(cells, table.group)]

    def _close_table(self, table: _Table) -> None:
        """A table in which no row has two filled cells is layout: its rows are paragraphs."""
        if table.has_rows and not table.is_data:
            self.done[table.start :] = [
                _unrowed(block) if block.group == table.group else block for block in self.done[table.start :]
            ]

    def flush(self) -> None:
        """Ends a paragraph. What is marked goes on in the next one."""
        self.space = self.broken = False
        if not self.run:
            self.marks = [(name, 0, span) for name, _, span in self.marks] if self.marks else self.marks
            return
        for index, (name, start, span) in enumerate(self.marks):
            self._span(start, span)
            self.marks[index] = (name, 0, span)
        text = "".join(self.run)
        self.run, self.length = [], 0
        spans: tuple[Span, ...] = ()
        if self.spans:
            spans = _trimmed(text, self.spans) if len(text) <= _LONGEST_MARKED else ()
            self.spans = []
        self.done.append(self._block(text, spans))

    def _block(self, text: str, spans: tuple[Span, ...]) -> Block:
        if self.caption:
            return Block(text, BlockKind.CAPTION, group=self.tables[-1].group, spans=spans)
        if self.heading:
            return Block(text, BlockKind.HEADING, self.heading, spans=spans)
        if self.lists:
            level = len(self.lists) - 1
            return Block(text, BlockKind.ITEM, level, self.list_group, self.lists[-1], spans)
        if self.quotes:
            return Block(text, BlockKind.QUOTATION, group=self.quote_group, spans=spans)
        return Block(text, spans=spans)


def _count(text: str | None) -> int:
    return min(int(text), _MOST_SPANNED) if text and text.strip().isdecimal() and int(text[:6]) > 0 else 1


def _trimmed(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """The spans without white space at their ends, in their order; those that hold nothing else are left out."""
    found = []
    for span in spans:
        start, end = span.start, min(span.end, len(text))
        while start < end and text[start] == " ":
            start += 1
        while end > start and text[end - 1] == " ":
            end -= 1
        if start < end:
            found.append(
                span if (start, end) == (span.start, span.end) else replace(span, start=start, end=end)
            )
    return tuple(sorted(found, key=lambda span: (span.start, -span.end)))


def _joined(blocks: Sequence[Block], between: str) -> Block:
    if len(blocks) == 1:
        return blocks[0]
    offset, spans = 0, []
    for block in blocks:
        spans += [replace(each, start=each.start + offset, end=each.end + offset) for each in block.spans]
        offset += len(block.text) + len(between)
    return Block(between.join(block.text for block in blocks), spans=tuple(spans))


def _row(cells: Sequence[tuple[Block, Cell]], group: int) -> Block:
    joined = _joined([block for block, _ in cells], CELL_BREAK)
    found, offset = [], 0
    for block, cell in cells:
        found.append(replace(cell, start=offset, end=offset + len(block.text)))
        offset += len(block.text) + len(CELL_BREAK)
    return Block(joined.text, BlockKind.ROW, group=group, spans=joined.spans, cells=tuple(found))


def _unrowed(row: Block) -> Block:
    """A row with one filled cell as a paragraph."""
    cell = next((each for each in row.cells if each.start < each.end), None)
    if cell is None:
        return Block(row.text, spans=row.spans)
    spans = (
        replace(each, start=each.start - cell.start, end=each.end - cell.start)
        for each in row.spans
        if cell.start <= each.start and each.end <= cell.end
    )
    return Block(row.text[cell.start : cell.end], spans=tuple(spans))
