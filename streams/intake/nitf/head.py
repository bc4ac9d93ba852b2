"""The head of a NITF document: who it is, what may be done with it, and what it is about.

The elements are those of <docdata>, <tobject>, <pubdata> and <meta> (NITF 3.6, https://iptc.org/standards/nitf/). What
their codes mean is in data/nitf/codes.toml.

NITF has no field for an embargo. date.release is when a document may be published (default: at once), and
management-status "embargoed" says that it may not yet. A release later than date.issue is read as an embargo.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from streams.article import Hop
from streams.datafiles import read_toml
from streams.intake import dates
from streams.intake.identity import names_nothing
from streams.intake.newscodes import coded
from streams.intake.nitf.marks import marks_in_head
from streams.intake.nitf.tree import Within, attribute, children
from streams.intake.nitf.writer import line_in
from streams.intake.said import number, urgency
from streams.kinds import Signal
from streams.sent import Concept, Series

#: NewsML's public identifier ends in its revision, and dpa writes it with hyphens.
_NEWSML_ID: Final = re.compile(
    r"(urn:newsml:[^:\s]{1,200}:\d{8}(?:T\d{6}Z?)?:[^:\s]{1,200}|urn-newsml-[^:\s]{1,300}):(\d{1,6})[ANU]?",
    re.IGNORECASE,
)
_SLUG: Final = re.compile(r"(?=\S*[A-Za-zÀ-ÿ]{2})[\w./&!-]{2,80}")
_MOST_SUBJECTS: Final = 2_000
_NOTHING: Final = Concept()
#: (element, attribute) for which ninjs has no place.
_OTHERS: Final = (
    ("tobject", "tobject.type"),
    ("fixture", "fix-id"),
    ("doc-scope", "scope"),
    ("du-key", "key"),
    ("du-key", "generation"),
    ("du-key", "part"),
    ("evloc", "city"),
    ("evloc", "state-prov"),
    ("evloc", "iso-cc"),
    ("doc.rights", "agent"),
    ("doc.copyright", "year"),
    ("pubdata", "name"),
    ("pubdata", "edition.name"),
    ("pubdata", "edition.area"),
    ("pubdata", "position.section"),
    ("pubdata", "position.sequence"),
    ("pubdata", "date.publication"),
)
_IN_DOCDATA: Final = frozenset({"fixture", "doc-scope", "du-key", "evloc", "doc.rights", "doc.copyright"})


@dataclass(frozen=True, slots=True)
class DocId:
    """The id of a document without its version, and the version if the id holds one."""

    id: str
    version: str | None = None


@dataclass(frozen=True, slots=True)
class NitfHead:
    """What a head says, texts as written; None or () where it says nothing."""

    title: str | None = None
    doc_id: DocId | None = None
    regsrc: str | None = None  # who gave the id
    status: str | None = None  # management-status
    refers_to: DocId | None = None  # another document, whose status this one changes
    referred_status: str | None = None
    corrects: DocId | None = None
    version: str | None = None
    urgency: int | None = None  # 1 to 8, some wires 9
    issued: str | None = None
    released: str | None = None
    series: str | None = None
    part: int | None = None  # which take of the series this is; None if its parts are articles of their own
    parts: int | None = None
    signal: Signal | None = None
    type: str | None = None  # tobject.type
    slugline: str | None = None
    notes: tuple[str, ...] = ()
    subjects: tuple[Concept, ...] = ()
    genres: tuple[Concept, ...] = ()
    keywords: tuple[str, ...] = ()
    marks: Mapping[str, tuple[Concept, ...]] = field(default_factory=dict)  # by the list of Sent
    expires: str | None = None
    whole_series: Series | None = None
    extra: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hops: tuple[Hop, ...] = ()
    copyright_holder: str | None = None
    rights: tuple[str, ...] = ()
    language: str | None = None
    url: str | None = None


def read_head(root: Any) -> NitfHead:
    """Reads the head of a <nitf>, in any namespace and any case. Never raises; what cannot be read is left out."""
    top = next(children(root, "head"), root)
    head = Within(top)
    docdata = Within(inner) if (inner := next(iter(head.all("docdata")), None)) is not None else head
    tobject = next(iter(head.all("tobject")), None)
    kind = None if tobject is None else attribute(tobject, "tobject.type")
    properties = [attribute(each, "tobject.property.type") for each in head.all("tobject.property")]
    kinds = [kind, *properties]
    doc_id = doc_id_of(_value(docdata, "doc-id", "id-string"))
    series = _series_in(root, head)
    part, parts = _take(series, kinds)
    corrects = doc_id_of(_value(docdata, "correction", "id-string"))
    title = _title(top)
    return NitfHead(
        title=title,
        doc_id=doc_id,
        regsrc=_value(docdata, "doc-id", "regsrc"),
        status=attribute(docdata.root, "management-status"),
        refers_to=doc_id_of(attribute(docdata.root, "management-doc-idref")),
        referred_status=attribute(docdata.root, "management-idref-status"),
        corrects=corrects,
        version=_value(docdata, "du-key", "version") or (doc_id.version if doc_id else None),
        urgency=urgency(_value(docdata, "urgency", "ed-urg")),
        issued=_value(docdata, "date.issue", "norm", text=True),
        released=_value(docdata, "date.release", "norm", text=True),
        series=series.name if series else None,
        part=part,
        parts=parts,
        signal=_signal(docdata, kinds),
        type=kind,
        slugline=_slugline(head, docdata, title),
        notes=tuple(_notes(docdata)),
        subjects=_subjects(head),
        genres=_genres(properties),
        keywords=_keywords(head),
        marks=marks_in_head(head.all("identified-content")),
        expires=_value(docdata, "date.expire", "norm", text=True),
        whole_series=series,
        extra=_extra(head, docdata),
        hops=tuple(_hops(head)),
        copyright_holder=_value(docdata, "doc.copyright", "holder") or _value(docdata, "doc.rights", "owner"),
        rights=_rights(docdata),
        language=_language(root, head),
        url=_value(head, "pubdata", "ex-ref"),
    )


def title_of(root: Any) -> str | None:
    """The <title> in the head of a <nitf>."""
    return _title(next(children(root, "head"), root))


def _title(head: Any) -> str | None:
    return next(filter(None, map(line_in, children(head, "title"))), None)


def headline_in(title: str | None) -> str | None:
    """The title, if it reads as a headline and not as a slug; else None."""
    return title if title and title.count(" ") >= 2 and not title.isupper() else None


def doc_id_of(text: str | None) -> DocId | None:
    """The id and its version: "urn:newsml:anglia.example:20261121:harbour-7:2U" is version 2 of what stands before."""
    if not text or names_nothing(text):
        return None
    match = _NEWSML_ID.fullmatch(text)
    return DocId(match[1], match[2].lstrip("0") or "0") if match else DocId(text)


def _value(parent: Within, name: str, key: str, *, text: bool = False) -> str | None:
    """The attribute of the first such element that has it; with `text`, else what stands in the element."""
    for element in parent.all(name):
        if value := attribute(element, key) or (line_in(element) if text else None):
            return value
    return None


def _number(text: str | None) -> int | None:
    """A part's number, from 1."""
    return number(text, digits=3) or None


def _series_in(root: Any, head: Within) -> Series | None:
    """The series, which stands in the head or in <body.head>, and which of its parts this is."""
    found = list(head.all("series"))
    for body in children(root, "body"):
        found += children(body, "series")
        found += (each for part in children(body, "body.head") for each in children(part, "series"))
    said = {
        key: next(filter(None, (attribute(each, f"series.{key}") for each in found)), None)
        for key in ("name", "part", "totalpart")
    }
    if said["name"] is None:
        return None
    return Series(said["name"], _number(said["part"]), _number(said["totalpart"]))


def _take(series: Series | None, kinds: list[str | None]) -> tuple[int | None, int | None]:
    """(take, takes) of a series whose parts are no articles of their own."""
    if series is None or series.part is None or _is_own_article(*kinds):
        return None, None
    return series.part, series.parts if series.parts and series.parts >= series.part else None


def _signal(docdata: Within, kinds: list[str | None]) -> Signal | None:
    if docdata.all("correction"):
        return Signal.CORRECTION
    messages = (attribute(each, "msg-type") for each in docdata.all("ed-msg"))
    return _signal_of(*messages, *kinds)


def _slugline(head: Within, docdata: Within, title: str | None) -> str | None:
    """The meta element of that name, else the du-key, else a title that is one."""
    found = _metas(head)
    named = next((found[name] for name in _meta_names("slugline") if name in found), None)
    if named is not None:
        return named
    candidates = (_value(docdata, "du-key", "key"), title)
    return next((each for each in candidates if each and _SLUG.fullmatch(each)), None)


def _metas(head: Within) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in head.all("meta"):
        name, content = attribute(meta, "name"), attribute(meta, "content")
        if name and content:
            found.setdefault(name.lower(), content)
    return found


def _notes(docdata: Within) -> Iterator[str]:
    for name in ("correction", "ed-msg"):
        for element in docdata.all(name):
            if note := attribute(element, "info") or line_in(element):
                yield note


def _hops(head: Within) -> Iterator[Hop]:
    """Who delivered it, in the order of the levels, then who worked on it, in the order of their dates."""
    senders = [
        (
            int(level)
            if re.fullmatch(r"\d{1,5}", level := attribute(each, "level-number") or "")
            else 99_999,
            name,
        )
        for each in head.all("from-src")
        if (name := attribute(each, "src-name") or line_in(each))
    ]
    yield from (Hop(name) for _, name in sorted(senders, key=lambda sender: sender[0]))
    revisions = []
    for each in head.all("revision-history"):
        said = [text for key in ("function", "comment") if (text := attribute(each, key))]
        if name := attribute(each, "name"):
            revisions.append(Hop(name, ": ".join(said) or None, dates.parse(attribute(each, "norm"))))
    # One without a date stays where it stands.
    if all(hop.time for hop in revisions):
        revisions.sort(key=lambda hop: hop.time.timestamp() if hop.time else 0)
    yield from revisions


def _rights(docdata: Within) -> tuple[str, ...]:
    """The terms of use, one for each statement of rights."""
    said = (
        "; ".join(filter(None, (attribute(each, key) for key in ("limitations", "geography"))))
        for each in docdata.all("doc.rights")
    )
    return tuple(filter(None, said))


def _language(root: Any, head: Within) -> str | None:
    bodies = [
        root,
        *children(root, "body"),
        *(c for b in children(root, "body") for c in children(b, "body.content")),
    ]
    metas = _metas(head)
    said = [attribute(each, "lang") for each in bodies]
    return next(filter(None, (*said, *(metas.get(name) for name in _meta_names("language")))), None)


def _subjects(head: Within) -> tuple[Concept, ...]:
    """Each subject once, by its name and its code. One in a scheme of the wire's own has the code as it is."""
    found: dict[Concept, None] = {}
    for each in head.all("tobject.subject"):
        names = ("tobject.subject.detail", "tobject.subject.matter", "tobject.subject.type")
        owner = attribute(each, "tobject.subject.ipr") or "IPTC"
        code = attribute(each, "tobject.subject.refnum", "tobject.subject.code")
        uri, literal = coded(owner, code)
        if (concept := Concept(attribute(each, *names), uri, literal)) != _NOTHING:
            found[concept] = None
    return tuple(found)[:_MOST_SUBJECTS]


def _genres(kinds: list[str | None]) -> tuple[Concept, ...]:
    """What the properties say that the article is, "Analysis"; not what it is to an earlier version."""
    return tuple(dict.fromkeys(Concept(each) for each in kinds if each and _signal_of(each) is None))


def _keywords(head: Within) -> tuple[str, ...]:
    words = (attribute(each, "key") or line_in(each) for each in head.all("keyword"))
    return tuple(dict.fromkeys(filter(None, words)))[:_MOST_SUBJECTS]


def _extra(head: Within, docdata: Within) -> dict[str, tuple[str, ...]]:
    """What ninjs has no place for, by NITF's name for it, and by the wire's own in <meta>."""
    found: dict[str, dict[str, None]] = {}
    taken = {*_meta_names("slugline"), *_meta_names("language")}
    for each in head.all("meta"):
        name, content = attribute(each, "name"), attribute(each, "content")
        if name and content and name.lower() not in taken:
            found.setdefault(name, {})[content] = None
    for element, key in _OTHERS:
        for each in (docdata if element in _IN_DOCDATA else head).all(element):
            if value := attribute(each, key):
                name = key if key.startswith(f"{element}.") else f"{element} {key}"
                found.setdefault(name, {})[value] = None
    return {name: tuple(values) for name, values in found.items()}


def status_of(value: str) -> str | None:
    """ "usable", "embargoed", "withheld", "canceled" or "replaced"; None for an unknown status."""
    return _inverted("status").get(_fold(value))


def _signal_of(*values: str | None) -> Signal | None:
    """The signal of the first of these codes that means one; None if none does."""
    table = _inverted("signal")
    return next((Signal(table[code]) for value in values if value and (code := _fold(value)) in table), None)


def is_not_text(type_: str | None) -> bool:
    """Whether a tobject.type names a picture, a sound or another thing that is not an article."""
    return _fold(type_ or "") in _table()["not_text"]["types"]


def _is_own_article(*values: str | None) -> bool:
    """Whether one of these types says that each part of a series is an article of its own."""
    return any(_fold(value or "") in _table()["own_articles"]["types"] for value in values)


def _meta_names(field: str) -> list[str]:
    """The names of the meta elements in which wires put "slugline" or "language"."""
    return _table()["meta"][field]


def _fold(value: str) -> str:
    return " ".join(value.split()).casefold()


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    return read_toml("nitf/codes.toml")


@cache
def _inverted(section: str) -> dict[str, str]:
    return {word: meaning for meaning, words in _table()[section].items() for word in words}
