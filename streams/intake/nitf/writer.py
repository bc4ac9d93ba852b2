"""Reads a tree of NITF or HTML as the blocks of a text: paragraphs, headings, lists, tables, quotations.

The names of the elements are those of NITF 3.6 and of HTML, in any namespace and any case, for wires mix them. The tree
is walked with a stack of its own, so that no depth of it can end the process; all of it is linear in the size of the
tree. Pictures are left out here (`media.py` reads them).
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from streams.blocks import Block, BlockKind, Form, Forms, Mark
from streams.intake.columns import restored
from streams.intake.html.extract import LINE, at_single_breaks
from streams.intake.nitf.spans import Marks
from streams.intake.nitf.tables import Row, Table, cell_of, laid_in_rows
from streams.intake.nitf.tree import name_of
from streams.intake.text import lay_out

#: Elements that hold no text of the article: pictures with what belongs to them, and what is for machines.
MEDIA: Final = frozenset({"media", "figure", "img", "photo", "picture", "video", "audio", "svg"})
_UNSEEN: Final = MEDIA | frozenset(
    {"script", "style", "del", "s", "strike", "tobject", "key-list", "alt-code", "nitf-table-metadata"}
    | {"media-caption", "media-reference", "media-metadata", "media-object", "media-producer", "template"}
)
_BLOCK_NAMES: Final = """
    p lead block body body.head body.content body.end hedline hl1 hl2 hl3 hl4 byline dateline distributor
    abstract copyrite rights series note bq credit fn ul ol li dl dt dd table nitf-table nitf-table-summary
    custom-table caption thead tbody tfoot tr td th pre hr datasource tagline bibliography
    div section article header footer h1 h2 h3 h4 h5 h6 blockquote
    subhead subheading subheadline crosshead
"""
_BLOCKS: Final = frozenset(_BLOCK_NAMES.split())
#: Elements within a line of text. One of a name that nobody knows is a block, unless text stands beside it.
_INLINE_NAMES: Final = """
    a em strong b i u span font small big sub sup cite q code abbr acronym time mark tt ins br
    person org location event function object.title money num frac frac-num frac-den frac-sep chron classifier
    copyrite.year copyrite.holder city state region country sublocation name.given name.family story.date
    pronounce virtloc postaddr lang byttl addressee delivery.point delivery.office postcode care.of
"""
_INLINE: Final = frozenset(_INLINE_NAMES.split())
_LEVELS: Final = {
    "h1": 2,
    "h2": 2,
    "h3": 3,
    "h4": 4,
    "h5": 5,
    "h6": 6,
    "hl1": 2,
    "hl2": 2,
    "hl3": 3,
    "hl4": 4,
    **dict.fromkeys(("subhead", "subheading", "subheadline", "crosshead"), 2),
}
_LISTS: Final = frozenset({"ul", "ol"})
_QUOTATIONS: Final = frozenset({"bq", "blockquote"})
_TABLES: Final = frozenset({"table", "nitf-table", "custom-table"})
_CAPTIONS: Final = frozenset({"caption", "nitf-table-summary"})
_CELLS: Final = frozenset({"td", "th"})
_STRUCTURE: Final = (
    _LISTS | _QUOTATIONS | _TABLES | _CAPTIONS | _CELLS | _LEVELS.keys() | {"pre", "p", "li", "tr"}
)
#: Elements whose text is not just that, "" being what is no element.
_SPECIAL: Final = frozenset({"q", "pre", ""})
_MARKS: Final = {
    "a": Mark.LINK,
    "em": Mark.EMPHASIS,
    "i": Mark.EMPHASIS,
    "cite": Mark.EMPHASIS,
    "strong": Mark.STRONG,
    "b": Mark.STRONG,
}
# Names and addresses in parts: two parts that touch are two words.
_PARTS: Final = frozenset(
    {"name.given", "name.family", "function", "sublocation", "city", "state", "region", "country"}
    | {"addressee", "care.of", "delivery.point", "delivery.office", "postcode", "byttl", "virtloc", "person"}
)
_BREAK: Final = "\ufdd0"  # noncharacters, which decoded text never holds: an empty line, and <br>
_BREAKS: Final = re.compile(f"{_BREAK}|{LINE}(?:\\s*{LINE})+")
_EMPTY_LINE: Final = re.compile(r"\n[ \t\r]*\n")
#: Within a <p> an empty line may be but how the markup was laid out, unless a sentence ends before it.
_CLOSED_LINE: Final = re.compile(r"""([.!?…:]["'”“’»«›)\]]{0,3})[ \t\r]{0,20}\n[ \t\r]*\n""")
_OPENING_MARKS: Final = "\"'“„«»‘‚‹›"
_COLUMNS: Final = re.compile(r"\S(?:\t+| {2,})\S")
_HREF: Final = re.compile(r"(?:https?://|mailto:)[^\s<>\"'\x00-\x1f]{1,2000}", re.IGNORECASE)


def blocks_in(
    root: Any, leave: frozenset[str] = frozenset(), unless: Callable[[Any], bool] | None = None
) -> tuple[list[str], Forms]:
    """Every block within `root` as a paragraph, in order, and the forms of those that are no plain ones.

    A row of a table is one paragraph. Pictures and their captions are left out. So are the elements named in `leave`,
    except those for which `unless` is true.
    """
    writer = _Writer()
    work: list[tuple[bool, Any]] = [(False, root)]
    while work:
        closing, node = work.pop()
        name = name_of(node)
        if closing:
            writer.close(name, node)
        elif not isinstance(node.tag, str):
            writer.write(_entity(node))
        elif node is root or (name not in _UNSEEN and (name not in leave or (unless and unless(node)))):
            writer.open(name, node)
            writer.write(node.text)
            work.append((True, node))
            work.extend((False, child) for child in reversed(node))
            continue
        if node is not root:
            writer.write(node.tail)
    return writer.done, writer.finish()


def paragraphs_in(
    root: Any, leave: frozenset[str] = frozenset(), unless: Callable[[Any], bool] | None = None
) -> list[str]:
    """The paragraphs alone of `blocks_in`."""
    return blocks_in(root, leave, unless)[0]


def line_in(root: Any, leave: frozenset[str] = frozenset()) -> str | None:
    """All the text in `root`, on one line; None if there is none."""
    if (
        not len(root) and name_of(root) not in _SPECIAL
    ):  # the usual element, which holds a text and nothing else
        return " ".join((root.text or "").split()) or None
    return " ".join(" ".join(paragraphs_in(root, leave)).split()) or None


def _entity(node: Any) -> str | None:
    """A reference that the parser left alone: "&nbsp;" of HTML is known, another is kept as written."""
    text = getattr(node, "text", None)
    return entities.unescape(text) if isinstance(text, str) and re.fullmatch(r"&#?\w{1,32};", text) else None


class _Writer:
    """Collects runs of text into paragraphs, and says what they are."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.forms: dict[int, Form] = {}
        self.run: list[str] = []
        self.marks = Marks()  # links and emphasis in the run
        self.quotes: list[bool] = []  # for each open <q>: whether its marks are ours to set
        self.kept = 0  # how many <pre> are open
        self.within_p = 0  # and how many <p>
        self.groups = 0  # how many lists, tables and quotations there were
        self.level = 0  # of the open heading
        self.lists: list[tuple[int, bool]] = []  # (group, whether it counts) of each open list
        self.items: list[bool] = []  # for each open <li>: whether its first paragraph is still to come
        self.quotations: list[int] = []  # the group of each open quotation
        self.tables: list[Table] = []
        self.captions = 0  # how many captions of tables are open
        self.unknown: list[Any] = []  # open elements of other vocabularies that are read as blocks

    def finish(self) -> Forms:
        """The forms, after the last run."""
        self.flush()
        return tuple(self.forms[index] for index in sorted(self.forms))

    def write(self, text: str | None) -> None:
        if not text:
            return
        if not self.kept:
            text = _CLOSED_LINE.sub(rf"\1{_BREAK}", text) if self.within_p else _EMPTY_LINE.sub(_BREAK, text)
        self.run.append(text)

    def open(self, name: str, node: Any) -> None:
        if name in _BLOCKS:
            self.flush()
            if name in _STRUCTURE:
                self._open_block(name, node)
        elif name == "br":
            self.run.append("\n" if self.kept else LINE)
        elif name in _MARKS:
            self._open_mark(name, node)
        elif name == "q":
            self.quotes.append(not self._ends_with(_OPENING_MARKS) and _wants_marks(node))
            if self.quotes[-1]:
                self.run.append("“")
        elif (name in _PARTS and self._ends_with_word()) or (
            name == "frac" and self._ends_with("0123456789")
        ):
            self.run.append(" ")
        elif name == "frac-den" and not self._ends_with("/⁄"):
            self.run.append("/")
        elif name not in _INLINE and not self.within_p and _stands_alone(node):
            self.flush()
            self.unknown.append(node)

    def close(self, name: str, node: Any) -> None:
        if name in _BLOCKS:
            if name == "pre" and self.kept:
                self.kept -= 1
                self._flush_kept()
            self.flush()
            if name in _STRUCTURE:
                self._close_block(name)
        elif name in _MARKS:
            self.marks.close(len(self.run))
        elif name == "q":
            if self.quotes.pop():
                self.run.append("”")
        elif name in _PARTS and node.tail and node.tail[:1].isalnum():
            self.run.append(" ")
        elif self.unknown and self.unknown[-1] is node:
            self.unknown.pop()
            self.flush()

    def flush(self) -> None:
        if not self.run:
            return
        if self.kept:
            self._flush_kept()
            return
        run, first = self.run, len(self.done)
        self.run = []
        for part in _BREAKS.split("".join(run)):
            self.done.extend(at_single_breaks(part))
        if self.marks or self.level or self.lists or self.quotations or self.captions:
            self._form(run, first)

    def _form(self, run: list[str], first: int) -> None:
        """What the paragraphs from `first` on are, which were made of this run."""
        spans = self.marks.placed(run, self.done[first:], (_BREAK, LINE)) if self.marks else {}
        for index in range(first, len(self.done)):
            form = self._kind(index)
            if own := spans.get(index - first):
                form = replace(form or Form(index), spans=own)
            if form is not None:
                self.forms[index] = form

    def _kind(self, index: int) -> Form | None:
        if self.level:
            return Form(index, BlockKind.HEADING, self.level)
        if self.items and self.items[-1] and self.lists:
            self.items[-1] = False
            # A list in another belongs to the group of that; whether it counts is its own affair.
            return Form(index, BlockKind.ITEM, len(self.lists) - 1, self.lists[0][0], self.lists[-1][1])
        if self.captions and self.tables:
            return Form(index, BlockKind.CAPTION, group=self.tables[-1].group)
        if self.quotations:
            return Form(index, BlockKind.QUOTATION, group=self.quotations[0])
        return None

    def _flush_kept(self) -> None:
        text = "".join(self.run)
        self.run = []
        self.marks.forget()
        groups: dict[int, int] = {}
        for block in _laid_out(text):
            if block.kind is BlockKind.ROW:
                group = groups[block.group] if block.group in groups else self._group()
                groups[block.group] = group
                index = len(self.done)
                self.forms[index] = Form(index, BlockKind.ROW, group=group, cells=block.cells)
            self.done.append(block.text)

    def _open_block(self, name: str, node: Any) -> None:
        if name == "p":
            self.within_p += 1
        elif name == "pre":
            self.kept += 1
        elif name in _LEVELS:
            self.level = _LEVELS[name]
        elif name in _LISTS:
            self.lists.append((self._group(), name == "ol"))
        elif name == "li":
            self.items.append(True)
        elif name in _QUOTATIONS:
            self.quotations.append(self._group())
        elif name in _TABLES:
            self.tables.append(Table(self._group()))
        elif name in _CAPTIONS:
            self.captions += 1
        elif name == "tr":
            if self.tables:
                self.tables[-1].rows.append(Row(len(self.done)))
        elif self.tables and (row := self.tables[-1].open_row):
            row.cells.append(cell_of(node, name == "th", len(self.done)))

    def _close_block(self, name: str) -> None:
        if name == "p":
            self.within_p -= 1
        elif name in _LEVELS:
            self.level = 0
        elif name in _LISTS:
            self.lists.pop()
        elif name == "li":
            self.items.pop()
        elif name in _QUOTATIONS:
            self.quotations.pop()
        elif name in _TABLES:
            laid_in_rows(self.tables.pop(), self.done, self.forms)
        elif name in _CAPTIONS:
            self.captions -= 1
        elif self.tables and name in _CELLS and (row := self.tables[-1].open_row) and row.cells:
            row.cells[-1].end = len(self.done)
        elif self.tables and name == "tr" and (row := self.tables[-1].open_row):
            row.end = len(self.done)

    def _group(self) -> int:
        self.groups += 1
        return self.groups

    def _open_mark(self, name: str, node: Any) -> None:
        mark, href = _MARKS[name], None
        if mark is Mark.LINK:
            href = " ".join((node.get("href") or node.get("HREF") or "").split())
            self.marks.open(len(self.run), mark if _HREF.fullmatch(href) else None, href)
        elif name == "em" and "bold" in (node.get("class") or ""):  # NITF's only element for both
            self.marks.open(len(self.run), Mark.STRONG)
        else:
            self.marks.open(len(self.run), mark)

    def _ends_with(self, characters: str) -> bool:
        return bool(self.run) and self.run[-1][-1:] != "" and self.run[-1][-1] in characters

    def _ends_with_word(self) -> bool:
        return bool(self.run) and self.run[-1][-1:].isalnum()


def _stands_alone(node: Any) -> bool:
    """Whether no text touches an element: neither before nor after it."""
    before = node.getprevious()
    parent = node.getparent()
    text = before.tail if before is not None else None if parent is None else parent.text
    return not (text and text.strip()) and not (node.tail and node.tail.strip())


def _wants_marks(quotation: Any) -> bool:
    """Whether a <q> is running text and brings no marks of its own."""
    start = (quotation.text or "").lstrip()[:1]
    return not (start and start in _OPENING_MARKS) and not any(name_of(each) in _BLOCKS for each in quotation)


def _laid_out(text: str) -> list[Block]:
    """<pre>: tables, columns that are none line by line, prose as its wrapped lines are joined."""
    lines = [line for line in text.split("\n") if line.strip()]
    copy = lay_out(text)
    if not copy.rows and sum(bool(_COLUMNS.search(line.strip())) for line in lines) * 2 >= len(lines):
        return [Block(" ".join(line.split())) for line in lines]
    found = list(copy.paragraphs)
    for mark in copy.removed:  # what looks like an end mark in the middle of a text is the text's
        found.insert(mark.line, mark.text)
    byline = next((line.strip() for line in lines if copy.byline and copy.byline in line), None)
    return restored([*filter(None, (copy.slugline, copy.headline, byline)), *found], copy.rows)
