"""The body of a NITF document: headline, byline, dateline, text and what stands below it.

For NITF documents, and for NITF that another format carries (https://iptc.org/standards/nitf/). The names of the
elements are NITF 3.6's. Wires write them in upper case, under another namespace or under none, and put HTML between
them; all of that is read. The tree is walked with a stack of its own, so that no depth of it can end the process.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import Any, Final

from streams.intake.html.extract import LINE, at_single_breaks
from streams.intake.html.metadata import clean_byline
from streams.intake.text import lay_out

# What may stand in <body> beside its parts, where a wire left <body.head> out.
_HEAD: Final = frozenset(
    {"hedline", "byline", "dateline", "abstract", "distributor", "rights", "copyrite", "note", "series"}
)
_BESIDE: Final = _HEAD | {"head", "body.head", "body.end", "tagline", "bibliography"}
_NOTES: Final = frozenset({"note"})
_PLACES: Final = frozenset({"location", "sublocation", "city", "state", "region", "country"})
#: What stands after the place in a dateline that is plain text: "HARWICH, Nov 21 (Anglia Wire) -".
_AFTER_PLACE: Final = re.compile(r"\s?(?:\(|--|[–—]|-(?=\s|$)|,?\s(?:[^\W\d_]{3,9}\.?\s)?\d)|\s/")
_MOST_PLACE: Final = 100  # characters
_COMPLETE: Final = re.compile(r"""[.!?…]["'”“’»«›)\]]{0,3}$""")
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
_BREAKS: Final = re.compile(f"{_BREAK}|{LINE}(?:\\s*{LINE})+")
_EMPTY_LINE: Final = re.compile(r"\n[ \t\r]*\n")
#: Within a <p> an empty line may be but how the markup was laid out, unless a sentence ends before it.
_CLOSED_LINE: Final = re.compile(r"""([.!?…:]["'”“’»«›)\]]{0,3})[ \t\r]{0,20}\n[ \t\r]*\n""")
_OPENING_MARKS: Final = "\"'“„«»‘‚‹›"
_COLUMNS: Final = re.compile(r"\S(?:\t+| {2,})\S")


@dataclass(frozen=True, slots=True)
class NitfBody:
    """What a body says, each text on one line and as written; None or () where it says nothing.

    `paragraphs` is the text of <body.content>. `whole_text` adds what stands below it: the tagline and the
    bibliography. `notes` are for editors. `dateline` is as written, `located` is its place.
    """

    headline: str | None = None
    subheadline: str | None = None
    standfirst: str | None = None  # <abstract>
    byline: str | None = None  # without its "By"
    dateline: str | None = None
    located: str | None = None
    story_date: str | None = None  # <story.date>, its norm before its text
    paragraphs: tuple[str, ...] = ()
    tagline: str | None = None
    bibliography: str | None = None
    notes: tuple[str, ...] = ()
    distributor: str | None = None
    rights: str | None = None
    rights_owner: str | None = None
    copyright: str | None = None
    has_media: bool = False  # it holds a picture, a video or a sound

    @property
    def whole_text(self) -> tuple[str, ...]:
        """The paragraphs, and what stands below them."""
        below = (line for line in (self.tagline, self.bibliography) if line and line not in self.paragraphs)
        return (*self.paragraphs, *below)


def read_body(root: Any) -> NitfBody:
    """Reads an lxml element that is a <nitf>, a <body> or a <body.content>, in any namespace and any case.

    Any other element is read as a <body.content>. Never raises; what is missing is None or ().
    """
    body = root
    if name_of(root) == "nitf":
        body = next(children(root, "body"), root)
    if name_of(body) not in ("nitf", "body"):
        return NitfBody(
            paragraphs=_text([body], _NOTES),
            notes=tuple(_notes(body)),
            has_media=_has_media(body),
        )
    head = next(children(body, "body.head"), body)
    end = next(children(body, "body.end"), body)
    contents = list(children(body, "body.content"))
    headline, subheadline = _headlines(head)
    date = next(descendants(head, "story.date"), None)
    return NitfBody(
        headline=headline,
        subheadline=subheadline,
        standfirst=_first(head, "abstract"),
        byline=_byline(head),
        dateline=_first(head, "dateline"),
        located=_located(head),
        story_date=None if date is None else attribute(date, "norm") or line_in(date),
        paragraphs=_text(contents or [body], _NOTES if contents else _BESIDE),
        tagline=_first(end, "tagline"),
        bibliography=_first(end, "bibliography"),
        notes=tuple(_notes(body)),
        distributor=_first(head, "distributor"),
        rights=_first(head, "rights"),
        rights_owner=_within(head, "rights", "rights.owner"),
        copyright=_first(head, "copyrite") or _copyright_note(body),
        has_media=_has_media(body),
    )


def children(parent: Any, name: str) -> Iterator[Any]:
    """The children of that name, in any namespace and any case."""
    return (child for child in parent if name_of(child) == name)


def descendants(parent: Any, name: str) -> Iterator[Any]:
    """The elements of that name within `parent`, in order. Elements within another one of that name are left out."""
    work = list(reversed(parent))
    while work:
        element = work.pop()
        if name_of(element) == name:
            yield element
        else:
            work.extend(reversed(element))


def attribute(element: Any, *names: str) -> str | None:
    """The first of these attributes that is there and not blank, in any case and any namespace."""
    found = {key.rpartition("}")[2].lower(): " ".join(value.split()) for key, value in element.attrib.items()}
    return next((found[name] for name in names if found.get(name)), None)


def _text(contents: list[Any], leave: frozenset[str]) -> tuple[str, ...]:
    return tuple(chain.from_iterable(paragraphs_in(content, leave, _published) for content in contents))


def _first(parent: Any, name: str) -> str | None:
    """All elements of that name, mostly one, on one line."""
    lines = filter(None, map(line_in, children(parent, name)))
    return " ".join(dict.fromkeys(lines)) or None


def _within(parent: Any, outer: str, inner: str) -> str | None:
    found = (element for each in children(parent, outer) for element in descendants(each, inner))
    return next(filter(None, map(line_in, found)), None)


def _headlines(head: Any) -> tuple[str | None, str | None]:
    """(headline, the lines below it). Of several <hl1> the first counts, unless the next goes on with it."""
    hedline = next(children(head, "hedline"), head)
    mains = [line for each in children(hedline, "hl1") if (line := line_in(each))]
    lower = [line for each in hedline if name_of(each) in ("hl2", "hl3", "hl4") and (line := line_in(each))]
    if not mains and name_of(hedline) == "hedline" and not lower:
        return line_in(hedline), None  # a wire that spares itself the <hl1>
    while len(mains) > 1 and mains[1][0].islower() and not _COMPLETE.search(mains[0]):
        mains[:2] = [f"{mains[0]} {mains[1]}"]
    if not mains:
        mains, lower = lower[:1], lower[1:]
    return (mains[0] if mains else None), in_sentences([*mains[1:], *lower])


def in_sentences(lines: list[str]) -> str | None:
    """The lines in one. A line that another one follows gets a full stop if it has no end mark."""
    lines = list(dict.fromkeys(lines))
    closed = (line if _COMPLETE.search(line) else f"{line.rstrip(' ,;:')}." for line in lines[:-1])
    return " ".join((*closed, *lines[-1:])) or None


def _byline(head: Any) -> str | None:
    """The names, and after a comma what they are; mail addresses are left out."""
    found: dict[str, None] = {}
    for byline in children(head, "byline"):
        people = [line for each in children(byline, "person") if (line := line_in(each))]
        between = line_in(byline, frozenset({"byttl", "virtloc", "person"}))
        names = line_in(byline, frozenset({"byttl", "virtloc"})) if between else ", ".join(people)
        titles = (line_in(each) for each in descendants(byline, "byttl"))
        parts = [part.strip(" ,;") for part in (names, *titles) if part]
        if line := clean_byline(", ".join(filter(None, parts))):
            found[line] = None
    return ", ".join(found) or None


def _located(head: Any) -> str | None:
    """The dateline's place: its <location>, else the words before its date or its agency."""
    for dateline in children(head, "dateline"):
        location = next(descendants(dateline, "location"), None)
        if location is not None and (place := _place(location)):
            return place
        words = line_in(dateline, frozenset({"story.date", "chron", "org"}))
        if words:
            end = _AFTER_PLACE.search(words[: 2 * _MOST_PLACE])
            place = words[: end.start()].strip(" ,;:-–—") if end else words.strip(" ,;:-–—")
            return place if 0 < len(place) <= _MOST_PLACE else None
    return None


def _place(location: Any) -> str | None:
    """ "Harwich, England" of a location, whether it is plain text, in parts, or in attributes alone."""
    parts = [line for each in location if name_of(each) in _PLACES and (line := line_in(each))]
    alone = not (location.text or "").strip() and not any((each.tail or "").strip() for each in location)
    whole = ", ".join(parts) if parts and alone else line_in(location)
    return (whole or attribute(location, "city", "region", "country") or "").strip(" ,;:-–—") or None


def _published(note: Any) -> bool:
    """Whether an element that is left out elsewhere is for readers: a note that says so."""
    if name_of(note) != "note":
        return False
    return attribute(note, "type") == "pa" or attribute(note, "noteclass") in ("end", "trademk", "hd")


def _notes(body: Any) -> Iterator[str]:
    for note in descendants(body, "note"):
        if not _published(note) and attribute(note, "noteclass") != "cpyrt" and (line := line_in(note)):
            yield line


def _copyright_note(body: Any) -> str | None:
    found = (line_in(note) for note in descendants(body, "note") if attribute(note, "noteclass") == "cpyrt")
    return next(filter(None, found), None)


def _has_media(body: Any) -> bool:
    return any(name_of(element) in MEDIA for element in body.iterdescendants())


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
    """Every block within `root` as a paragraph, in order. A row is one paragraph, its cells parted by " | ".

    Pictures and their captions are left out. So are the elements named in `leave`, except those for which `unless` is
    true. Linear in the size of the tree.
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
    """All the text in `root`, on one line; None if there is none."""
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
            self.run.append("\n" if self.kept else LINE)
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
            self.done.extend(at_single_breaks(part))

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
