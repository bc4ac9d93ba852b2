"""Elements of HTML, or of trafilatura's own tree, written out as blocks: paragraphs and what they are.

One walk over an element, in the order of the document. What is inline becomes part of the paragraph that it stands in;
links and emphasis are remembered as spans. Two line breaks part paragraphs, one does after a long line that ends a
sentence. Rows become one block with their cells; a row of long cells is layout, and its paragraphs stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from lxml import etree

from streams.blocks import CELL_BREAK, Block, BlockKind, Cell, Mark, Span
from streams.intake.html.captions import is_caption, is_picture
from streams.intake.html.records import Record, delete_lists, record_name
from streams.intake.html.text_runs import CLOSE, LINE, OPEN, parted
from streams.intake.urls import joined

# The blocks of HTML, and those of trafilatura's own tree.
_BLOCK_NAMES: Final = """
    p div section article main header footer aside nav h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre
    table caption thead tbody tfoot tr td th figure figcaption address hr body html form fieldset center
    details summary head list item quote row cell
"""
BLOCKS: Final = frozenset(_BLOCK_NAMES.split())
_HEADINGS: Final = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6, "head": 2}
_KINDS: Final = {
    **dict.fromkeys(_HEADINGS, BlockKind.HEADING),
    **dict.fromkeys(("li", "item"), BlockKind.ITEM),
    **dict.fromkeys(("blockquote", "quote"), BlockKind.QUOTATION),
    "caption": BlockKind.CAPTION,
}
_ROWS: Final = frozenset({"tr", "row"})
_CELLS: Final = frozenset({"td", "th", "cell"})
_LISTS: Final = frozenset({"ul", "ol", "list"})
#: What stands together: its blocks share a group.
_GROUPS: Final = frozenset({"ul", "ol", "list", "table", "blockquote", "quote"})
_SPANS: Final = {
    "a": Mark.LINK,
    "em": Mark.EMPHASIS,
    "i": Mark.EMPHASIS,
    "strong": Mark.STRONG,
    "b": Mark.STRONG,
}
_UNSEEN: Final = frozenset(
    {"script", "style", "template", "noscript", "title", "meta", "link", "del", "s", "strike"}
)
#: Elements whose blocks are left out, with `links`, if most of their characters are links: lists of other articles.
_WEIGHED_NAMES: Final = "ul ol div section article table p li h2 h3 h4"
_WEIGHED: Final = frozenset(_WEIGHED_NAMES.split())
#: Such an element has fewer characters than this, and a larger share of them in links.
_MOST_LINKED, _LINKED, _LINKED_PARAGRAPH = 2000, 0.6, 0.8
_LONGEST_CELL: Final = 120

Skip = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Written:
    """The blocks of an element, and how many characters were left out as lists of other articles or of comments."""

    blocks: list[Block]
    left_out: int = 0


def blocks_of(
    root: Any, *, base: str | None = None, skip: Skip | None = None, captions: bool = False
) -> list[Block]:
    """Every block of an element, in order, for what is the article and nothing else.

    Args:
        root: an element of lxml's. It is not changed.
        base: the url of the page, against which links are read. Without it only whole urls are links.
        skip: elements for which it is true are left out, with all that is in them.
        captions: whether what may be the caption of a picture above it is a block of that kind (captions.py).
    """
    return _write(root, _Writer(base, None, captions=captions), skip).blocks


def article_blocks(root: Any, prose: int, *, base: str | None = None, skip: Skip | None = None) -> Written:
    """The blocks of an element of a page that has furniture in it; `prose` are the characters of prose in the element.

    Lists, boxes and paragraphs that are mostly links are left out, and so are lists of other articles and of comments
    (records.py). The level of a page's headline (h1) is 1. The other arguments are those of `blocks_of`.
    """
    return _write(root, _Writer(base, prose, captions=True), skip)


def _write(root: Any, writer: _Writer, skip: Skip | None) -> Written:
    walker = etree.iterwalk(root, events=("start", "end"))
    left_out: Any = None
    for event, element in walker:
        tag = element.tag
        if event == "start":
            if (tag in _UNSEEN and not (tag == "noscript" and skip)) or (
                skip is not None and element is not root and skip(element)
            ):
                left_out = element
                writer.pass_over(element, tag)
                walker.skip_subtree()
                continue
            writer.open(element, tag)
            if text := element.text:
                writer.write(text)
        else:
            if left_out is not element:
                writer.close(element, tag)
            elif tag in BLOCKS:
                writer.flush()
            left_out = None
            if element is not root and (text := element.tail):
                writer.write(text)
    writer.flush()
    return Written(writer.done, writer.left_out)


@dataclass(slots=True)
class _Row:
    start: int  # where in the blocks the row began
    cell_start: int  # and where its latest cell did
    cells: list[_Written] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Written:
    """A cell's text with its spans, and what the element says of it."""

    text: str
    spans: tuple[Span, ...]
    heading: bool
    columns: int
    rows: int


@dataclass(slots=True)
class _Weighed:
    start: int  # where in the blocks the element began
    characters: int  # how many there were then, and how many of them in links
    links: int
    records: list[Record] = field(default_factory=list)


class _Writer:
    """Collects runs of text into blocks, and the cells of a row into one."""

    def __init__(self, base: str | None, prose: int | None, *, captions: bool) -> None:
        self.done: list[Block] = []
        self.left_out = 0
        self._captions = captions
        self._below_picture = False
        self._base = base
        self._prose = prose
        self._run: list[str] = []
        self._rows: list[_Row] = []
        self._kinds: list[BlockKind] = []
        self._level = 0
        self._lists: list[bool] = []  # the lists that are open: whether they count
        self._groups = self._group_depth = 0
        # links and emphasis: those that are open, and those that begin in the run
        self._open: list[tuple[Mark, str | None]] = []
        self._begun: list[tuple[Mark, str | None]] = []
        self._in_links = 0
        # characters so far, all of them and those of links; and what they were when each weighed element began
        self._linked = self._characters = self._link_characters = 0
        self._weights: list[_Weighed] = []

    def write(self, text: str) -> None:
        if self._run or not text.isspace():
            self._run.append(text)
            if self._in_links:
                self._linked += len(text.strip())

    def pass_over(self, element: Any, tag: str) -> None:
        """A figure that is left out has a picture, below which its caption may stand."""
        self._below_picture = tag == "figure" and element.find(".//figcaption") is None

    def open(self, element: Any, tag: str) -> None:
        if tag in BLOCKS and (tag != "quote" or not _is_inline(element)):
            if self._run:
                self.flush()
            self._open_block(element, tag)
        elif tag in ("br", "lb"):
            self._run.append(LINE)
        elif tag in _SPANS:
            self._begin(_SPANS[tag], element)
        elif tag in ("q", "quote"):
            self.write("“")
        elif tag == "img":
            self._below_picture = is_picture(element)

    def close(self, element: Any, tag: str) -> None:
        if tag in BLOCKS and (tag != "quote" or not _is_inline(element)):
            if self._run:
                self.flush()
            self._close_block(element, tag)
        elif tag in _SPANS:
            self._end(_SPANS[tag])
        elif tag in ("q", "quote"):
            self.write("”")

    def _open_block(self, element: Any, tag: str) -> None:
        if self._prose is not None and tag in _WEIGHED:
            self._weights.append(_Weighed(len(self.done), self._characters, self._link_characters))
        if (kind := _KINDS.get(tag)) is not None:
            self._kinds.append(kind)
            if kind is BlockKind.HEADING:
                level = _heading_level(element, tag)
                self._level = level if self._prose is not None else max(level, 2)
        if tag in _GROUPS:
            self._groups += not self._group_depth
            self._group_depth += 1
            if tag in _LISTS:
                self._lists.append(tag == "ol" or element.get("rend") == "ol")
        elif tag in _ROWS:
            self._rows.append(_Row(len(self.done), len(self.done)))
        elif tag in _CELLS and self._rows:
            self._rows[-1].cell_start = len(self.done)

    def _close_block(self, element: Any, tag: str) -> None:
        if tag in _CELLS and self._rows:
            self._rows[-1].cells.append(_cell(element, tag, self.done[self._rows[-1].cell_start :]))
        elif tag in _ROWS and self._rows:
            self._close_row(self._rows.pop())
        if tag in _GROUPS:
            self._group_depth -= 1
            if tag in _LISTS:
                self._lists.pop()
        if tag in _KINDS:
            self._kinds.pop()
        if self._prose is not None and tag in _WEIGHED:
            self._weigh(element, tag)

    def _weigh(self, element: Any, tag: str) -> None:
        assert self._prose is not None
        weighed = self._weights.pop()
        start = weighed.start
        if weighed.records:
            self.left_out += delete_lists(self.done, start, weighed.records, self._prose)
        characters = self._characters - weighed.characters
        links = self._link_characters - weighed.links
        most = _LINKED_PARAGRAPH if tag == "p" else _LINKED
        if (
            0 < links > most * characters
            and characters < _MOST_LINKED
            and not (tag in _HEADINGS and self._leads_here(element))
            # data, whose names are links
            and not (tag == "table" and any(block.kind is BlockKind.ROW for block in self.done[start:]))
        ):
            del self.done[start:]
        if self._weights and characters and (name := record_name(element, tag)):
            record = Record(name, start, len(self.done), characters, links, weighed.characters)
            self._weights[-1].records.append(record)

    def _leads_here(self, heading: Any) -> bool:
        """Whether the link of a heading is the page's own address: then it is no other article's."""
        link = heading.find(".//a[@href]")
        return (
            self._base is not None
            and link is not None
            and _address(link.get("href"), self._base) == self._base
        )

    def _close_row(self, row: _Row) -> None:
        filled = [cell.text for cell in row.cells if cell.text]
        if len(filled) < 2 or max(map(len, filled)) > _LONGEST_CELL:
            return
        spans: list[Span] = []
        cells: list[Cell] = []
        at = 0
        for cell in row.cells:
            cells.append(Cell(at, at + len(cell.text), cell.heading, cell.columns, cell.rows))
            spans += (Span(span.start + at, span.end + at, span.mark, span.href) for span in cell.spans)
            at += len(cell.text) + len(CELL_BREAK) if cell.text else 0
        text = CELL_BREAK.join(filled)
        # Empty cells behind the last one that is filled stand at the end of the text, not beyond it.
        cells = [
            each if each.end <= len(text) else Cell(len(text), len(text), each.heading) for each in cells
        ]
        self.done[row.start :] = [
            Block(text, BlockKind.ROW, group=self._groups, spans=tuple(spans), cells=tuple(cells))
        ]
        if self._weights:  # what stood in the cells is no block any more
            records = self._weights[-1].records
            records[:] = [record for record in records if record.end <= row.start]

    def _begin(self, mark: Mark, element: Any) -> None:
        if mark is Mark.LINK:
            self._in_links += 1
        span = (mark, _address(element.get("href"), self._base) if mark is Mark.LINK else None)
        self._open.append(span)
        self._begun.append(span)
        self._run.append(OPEN)

    def _end(self, mark: Mark) -> None:
        if mark is Mark.LINK:
            self._in_links -= 1
        self._open.pop()
        self._run.append(CLOSE)

    def flush(self) -> None:
        """Ends the paragraph. What is open in it goes on in the next one."""
        if not self._run:
            return
        text = self._run[0] if len(self._run) == 1 else "".join(self._run)
        begun = self._begun
        linked, self._linked = self._linked, 0
        self._run, self._begun = [OPEN] * len(self._open), list(self._open)
        before = self._characters
        if OPEN not in text and LINE not in text:
            if clean := " ".join(text.split()):
                self._add(clean, ())
        else:
            for clean, spans in parted(text, begun):
                self._add(clean, spans)
        self._link_characters += min(linked, self._characters - before)

    def _add(self, text: str, spans: tuple[Span, ...]) -> None:
        self._characters += len(text)
        kind = self._kinds[-1] if self._kinds else BlockKind.PARAGRAPH
        if kind is BlockKind.PARAGRAPH:
            if self._below_picture and self._captions and not self._rows and is_caption(text, spans):
                kind = BlockKind.CAPTION
            block = Block(text, kind, spans=spans)
        elif kind is BlockKind.HEADING:
            block = Block(text, kind, self._level, spans=spans)
        elif kind is BlockKind.ITEM and self._lists:
            level, ordered = len(self._lists) - 1, self._lists[-1]
            block = Block(text, kind, level, self._groups, ordered, spans)
        elif kind is BlockKind.ITEM:  # an entry of no list
            block = Block(text, spans=spans)
        else:
            block = Block(text, kind, group=self._groups, spans=spans)
        self._below_picture = False
        self.done.append(block)


def _is_inline(element: Any) -> bool:
    """Whether a quote stands in running text: <q> is a quote in trafilatura's tree, too."""
    parent = element.getparent()
    return parent is not None and parent.tag == "p"


def _heading_level(element: Any, tag: str) -> int:
    rend = element.get("rend") if tag == "head" else None
    return _HEADINGS.get(rend or tag, 2)


def _address(href: str | None, base: str | None) -> str | None:
    """The whole url of a link to a page or a mailbox; None for any other."""
    if not href:
        return None
    href = "".join(href.split()) if any(map(str.isspace, href)) else href
    if base and not href.startswith(("http:", "https:", "mailto:")):
        try:
            href = joined(base, href)
        except ValueError:
            return None
    return href if href.startswith(("http://", "https://", "mailto:")) else None


def _cell(element: Any, tag: str, blocks: list[Block]) -> _Written:
    spans: list[Span] = []
    at = 0
    for block in blocks:
        spans += (Span(span.start + at, span.end + at, span.mark, span.href) for span in block.spans)
        at += len(block.text) + 1
    return _Written(
        " ".join(block.text for block in blocks),
        tuple(spans),
        tag == "th" or element.get("role") == "head",
        _count(element.get("colspan")),
        _count(element.get("rowspan")),
    )


def _count(value: str | None) -> int:
    return min(int(value), 1000) or 1 if value and value.isdecimal() and len(value) < 6 else 1
