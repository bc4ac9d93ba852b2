"""The running text of NITF markup: a part of the tree -> paragraphs. The names of its elements are NITF 3.6's.

Wires write them in upper case, under another namespace or under none, and put HTML between them; all of that is
read. The tree is walked with a stack of its own, so that no depth of it can end the process.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from streams.intake.text import lay_out

#: Elements that hold no text of the article: pictures with what belongs to them, and what is for machines.
MEDIA: Final = frozenset({"media", "figure", "img", "photo", "picture", "video", "audio", "svg"})
_UNSEEN: Final = MEDIA | frozenset(
    {"script", "style", "del", "s", "strike", "tobject", "key-list", "alt-code", "nitf-table-metadata"}
    | {"media-caption", "media-reference", "media-metadata", "media-object", "media-producer"}
)
_BLOCK_NAMES: Final = """
    p lead block body body.head body.content body.end hedline hl1 hl2 hl3 hl4 byline dateline distributor
    abstract copyrite rights series note bq credit fn ul ol li dl dt dd table nitf-table nitf-table-summary
    custom-table caption thead tbody tfoot tr td th pre hr datasource tagline bibliography
    div section article header footer h1 h2 h3 h4 h5 h6 blockquote
"""
_BLOCKS: Final = frozenset(_BLOCK_NAMES.split())
_CELLS: Final = frozenset({"td", "th"})
# Names and addresses in parts: two parts that touch are two words.
_PARTS: Final = frozenset(
    {"name.given", "name.family", "function", "sublocation", "city", "state", "region", "country"}
    | {"addressee", "care.of", "delivery.point", "delivery.office", "postcode", "byttl", "virtloc", "person"}
)
_BREAK: Final = "\ufdd0"  # noncharacters, which decoded text never holds: an empty line, and <br>
_LINE: Final = "\ufdd1"
_BREAKS: Final = re.compile(f"{_BREAK}|{_LINE}(?:\\s*{_LINE})+")
_EMPTY_LINE: Final = re.compile(r"\n[ \t\r]*\n")
#: Within a <p> an empty line may be but how the markup was laid out, unless a sentence ends before it.
_CLOSED_LINE: Final = re.compile(r"""([.!?…:]["'”“’»«›)\]]{0,3})[ \t\r]{0,20}\n[ \t\r]*\n""")
_SENTENCE_END: Final = re.compile(r"""[.!?…:;]["'”“’»«›)\]]{0,3}$""")
_OPENING_MARKS: Final = "\"'“„«»‘‚‹›"
_COLUMNS: Final = re.compile(r"\S(?:\t+| {2,})\S")


def name_of(element: Any) -> str:
    """An element's name in lower case and without its namespace; "" for a comment or an instruction."""
    tag = element.tag
    return _bare(tag) if isinstance(tag, str) else ""


@lru_cache(maxsize=2048)
def _bare(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def paragraphs_in(
    root: Any, leave: frozenset[str] = frozenset(), unless: Callable[[Any], bool] | None = None
) -> list[str]:
    """Every block within `root` as a paragraph, in order; the cells of a row are one, parted by " | ".

    Pictures and their captions are left out, and the elements named in `leave`, `unless` it says yes to one.
    Linear in the tree's size.
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
        elif name not in _UNSEEN and (name not in leave or node is root or (unless and unless(node))):
            writer.open(name, node)
            writer.write(node.text)
            work.append((True, node))
            work.extend((False, child) for child in reversed(node))
            continue
        if node is not root:
            writer.write(node.tail)
    writer.flush()
    return writer.done


def line_in(root: Any, leave: frozenset[str] = frozenset()) -> str | None:
    """All that `root` says, on one line; None if that is nothing."""
    return " ".join(" ".join(paragraphs_in(root, leave)).split()) or None


def _entity(node: Any) -> str | None:
    """A reference that the parser left alone: "&nbsp;" of HTML is known, another is kept as written."""
    text = getattr(node, "text", None)
    return entities.unescape(text) if isinstance(text, str) and re.fullmatch(r"&#?\w{1,32};", text) else None


@dataclass(slots=True)
class _Row:
    start: int  # where in the paragraphs the row began
    open_cells: list[int] = field(default_factory=list)  # and where each of its open cells did
    cells: list[str] = field(default_factory=list)
    length: int = 0  # in paragraphs, of what stood in cells


class _Writer:
    """Collects runs of text into paragraphs, and the cells of a row into one."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.run: list[str] = []
        self.rows: list[_Row] = []
        self.quotes: list[bool] = []  # for each open <q>: whether its marks are ours to set
        self.kept = 0  # how many <pre> are open
        self.within_p = 0  # and how many <p>

    def write(self, text: str | None) -> None:
        if not text:
            return
        if not self.kept:
            text = _CLOSED_LINE.sub(rf"\1{_BREAK}", text) if self.within_p else _EMPTY_LINE.sub(_BREAK, text)
        self.run.append(text)

    def open(self, name: str, node: Any) -> None:
        if name == "br":
            self.run.append("\n" if self.kept else _LINE)
        elif name in _BLOCKS:
            self.flush()
            self._open_block(name)
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

    def close(self, name: str, node: Any) -> None:
        if name == "q":
            if self.quotes.pop():
                self.run.append("”")
        elif name in _PARTS and node.tail and node.tail[:1].isalnum():
            self.run.append(" ")
        elif name in _BLOCKS:
            if name == "pre" and self.kept:
                self.kept -= 1
                self._flush_kept()
            self.flush()
            self._close_block(name)

    def flush(self) -> None:
        if not self.run:
            return
        if self.kept:
            self._flush_kept()
            return
        text = "".join(self.run)
        self.run = []
        for part in _BREAKS.split(text):
            self.done.extend(_at_single_breaks(part))

    def _flush_kept(self) -> None:
        text = "".join(self.run)
        self.run = []
        self.done.extend(_laid_out(text))

    def _open_block(self, name: str) -> None:
        if name == "pre":
            self.kept += 1
        elif name == "p":
            self.within_p += 1
        elif name == "tr":
            self.rows.append(_Row(len(self.done)))
        elif name in _CELLS and self.rows:
            self.rows[-1].open_cells.append(len(self.done))

    def _close_block(self, name: str) -> None:
        if name == "p":
            self.within_p -= 1
        elif name in _CELLS and self.rows and self.rows[-1].open_cells:
            row, start = self.rows[-1], self.rows[-1].open_cells.pop()
            if not row.open_cells:
                row.cells.append(" ".join(self.done[start:]))
                row.length += len(self.done) - start
        elif name == "tr" and self.rows:
            row = self.rows.pop()
            cells = [cell for cell in row.cells if cell]
            whole = row.length == len(self.done) - row.start  # nothing stands between the cells
            # A row of long cells is layout, not data: its paragraphs stay as they are.
            if whole and len(cells) > 1 and max(map(len, cells)) <= 120:
                self.done[row.start :] = [" | ".join(cells)]

    def _ends_with(self, characters: str) -> bool:
        return bool(self.run) and self.run[-1][-1:] != "" and self.run[-1][-1] in characters

    def _ends_with_word(self) -> bool:
        return bool(self.run) and self.run[-1][-1:].isalnum()


def _wants_marks(quotation: Any) -> bool:
    """Whether a <q> is running text and brings no marks of its own."""
    start = (quotation.text or "").lstrip()[:1]
    return not (start and start in _OPENING_MARKS) and not any(name_of(each) in _BLOCKS for each in quotation)


def _at_single_breaks(part: str) -> list[str]:
    """One <br> parts paragraphs after a long line that ends a sentence; anywhere else it is a space."""
    found: list[str] = []
    for line in part.split(_LINE):
        clean = " ".join(line.split())
        if not clean:
            continue
        if found and not (len(found[-1]) >= 60 and _SENTENCE_END.search(found[-1][-8:])):
            clean = f"{found.pop()} {clean}"
        found.append(clean)
    return found


def _laid_out(text: str) -> list[str]:
    """<pre>: columns line by line, prose as its wrapped lines are joined."""
    lines = [line for line in text.split("\n") if line.strip()]
    if sum(bool(_COLUMNS.search(line.strip())) for line in lines) * 2 >= len(lines):
        return [" ".join(line.split()) for line in lines]
    copy = lay_out(text)
    found = list(copy.paragraphs)
    for mark in copy.removed:  # what looks like an end mark in the middle of a text is the text's
        found.insert(mark.line, mark.text)
    byline = next((line.strip() for line in lines if copy.byline and copy.byline in line), None)
    return [*filter(None, (copy.slugline, copy.headline, byline)), *found]
