"""The body of a NITF document: headline, byline, dateline, text and what stands below it.

For NITF documents, and for NITF that another format carries (https://iptc.org/standards/nitf/). The names of the
elements are NITF 3.6's. Wires write them in upper case, under another namespace or under none, and put HTML between
them; all of that is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final

from streams.blocks import Forms, joined
from streams.intake.html.metadata import clean_byline
from streams.intake.nitf.marks import IN_TEXT, marks_in_text
from streams.intake.nitf.media import media_in
from streams.intake.nitf.place import place_in, place_of
from streams.intake.nitf.tree import attribute, children, descendants, name_of
from streams.intake.nitf.writer import MEDIA, blocks_in, line_in
from streams.sent import Concept, Media

# What may stand in <body> beside its parts, where a wire left <body.head> out.
_HEAD: Final = frozenset(
    {"hedline", "byline", "dateline", "abstract", "distributor", "rights", "copyrite", "note", "series"}
)
_BESIDE: Final = _HEAD | {"head", "body.head", "body.end", "tagline", "bibliography"}
#: Within these a mark says who wrote the text, where, and who sends it.
_NO_SUBJECTS: Final = MEDIA | frozenset(
    {"byline", "dateline", "distributor", "rights", "copyrite", "note", "tagline", "bibliography"}
    | {"person", "org", "location", "event"}
)
_NOTES: Final = frozenset({"note"})
#: A tagline that is but the desk's address is no part of the text.
_ADDRESS: Final = re.compile(r"\S{1,100}@\S{1,100}|https?://\S{1,300}")
_COMPLETE: Final = re.compile(r"""[.!?…]["'”“’»«›)\]]{0,3}$""")


@dataclass(frozen=True, slots=True)
class NitfBody:
    """What a body says, each text on one line and as written; None or () where it says nothing.

    `paragraphs` is the text of <body.content>, `forms` say what they are. `whole_text` adds what stands below it: the
    tagline and the bibliography. `notes` are for editors. `dateline` is as written, `located` is its place.
    """

    headline: str | None = None
    subheadline: str | None = None
    standfirst: str | None = None  # <abstract>
    byline: str | None = None  # without its "By"
    dateline: str | None = None
    located: str | None = None
    paragraphs: tuple[str, ...] = ()
    forms: Forms = ()
    tagline: str | None = None
    bibliography: str | None = None
    notes: tuple[str, ...] = ()
    distributor: str | None = None
    rights: str | None = None
    rights_owner: str | None = None
    copyright: str | None = None
    has_media: bool = False  # it holds a picture, a video or a sound
    media: tuple[Media, ...] = ()  # those of them that have an address
    marks: Mapping[str, tuple[Concept, ...]] = field(default_factory=dict)  # by the list of Sent

    @property
    def whole_text(self) -> tuple[str, ...]:
        """The paragraphs, and what stands below them."""
        below = (line for line in (self.tagline, self.bibliography) if line and line not in self.paragraphs)
        return (*self.paragraphs, *(line for line in below if not _ADDRESS.fullmatch(line)))


def read_body(root: Any) -> NitfBody:
    """Reads an lxml element that is a <nitf>, a <body> or a <body.content>, in any namespace and any case.

    Any other element is read as a <body.content>. Never raises; what is missing is None or ().
    """
    body = root
    if name_of(root) == "nitf":
        body = next(children(root, "body"), root)
    if name_of(body) not in ("nitf", "body"):
        paragraphs, forms = _text([body], _NOTES)
        return NitfBody(
            paragraphs=paragraphs,
            forms=forms,
            notes=tuple(_notes(body)),
            **_marked(body),
        )
    head = next(children(body, "body.head"), body)
    end = next(children(body, "body.end"), body)
    contents = list(children(body, "body.content"))
    headline, subheadline = _headlines(head)
    paragraphs, forms = _text(contents or [body], _NOTES if contents else _BESIDE)
    return NitfBody(
        headline=headline,
        subheadline=subheadline,
        standfirst=_first(head, "abstract"),
        byline=_byline(head),
        dateline=_first(head, "dateline"),
        located=_located(head),
        paragraphs=paragraphs,
        forms=forms,
        tagline=_first(end, "tagline"),
        bibliography=_first(end, "bibliography"),
        notes=tuple(_notes(body)),
        distributor=_first(head, "distributor"),
        rights=_first(head, "rights"),
        rights_owner=_within(head, "rights", "rights.owner"),
        copyright=_first(head, "copyrite") or _copyright_note(body),
        **_marked(body),
    )


def _text(contents: list[Any], leave: frozenset[str]) -> tuple[tuple[str, ...], Forms]:
    parts = [blocks_in(content, leave, _published) for content in contents]
    forms = parts[0][1] if len(parts) == 1 else joined(parts)
    return tuple(chain.from_iterable(paragraphs for paragraphs, _ in parts)), forms


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
        if location is not None and (place := place_of(location)):
            return place
        words = line_in(dateline, frozenset({"story.date", "chron", "org"}))
        if words:
            return place_in(words)
    return None


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


def _marked(body: Any) -> dict[str, Any]:
    """What is marked in a body as a medium, or as somebody or something with a name."""
    media, marks = False, []
    for element in body.iterdescendants():
        name = name_of(element)
        if name in MEDIA:
            media = True
        elif name in IN_TEXT:
            marks.append(element)
    return {
        "has_media": media,
        "media": media_in(body) if media else (),
        "marks": marks_in_text(each for each in marks if _in_text(each)) if marks else {},
    }


def _in_text(element: Any) -> bool:
    """Whether a mark stands in the text, and does not say who wrote it, where, and who sends it."""
    return not any(name_of(each) in _NO_SUBJECTS for each in element.iterancestors())
