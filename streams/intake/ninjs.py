"""IPTC ninjs 1.x, 2.x and 3.x -> Article (https://iptc.org/standards/ninjs/). Both spellings may be mixed.

What is harmless is tolerated; a field that matters and has the wrong type refuses the item, and is named.
"""

from __future__ import annotations

import html as entities
import re
from datetime import datetime
from typing import Any

from streams.article import Article, Dropped, Format, RawArticle, Reason, Removed
from streams.clean.extract import block_paragraphs, parse_page
from streams.clean.metadata import clean_byline, comparable, primary_language
from streams.intake import dates
from streams.intake.charset import Decoded, decode, scrub
from streams.intake.identity import normalise_url, source_for, uri_for
from streams.intake.sniff import charset_of, load_json
from streams.intake.text import lay_out

_PUB_STATUS = {"usable": "usable", "withheld": "withheld", "canceled": "canceled", "cancelled": "canceled"}
_TEXT_ROLES = frozenset({"text", "plain", "plaintext", "main", "body", "fulltext", ""})
_HTML_ROLES = frozenset({"html", "xhtml", "html5", "richtext"})
_OTHER_THINGS = (
    "eventdetails",
    "plannedcoverage",
    "planning",
    "newscoveragestatus",
)  # marks of events and plans
_MARKUP = re.compile(r"\s*<[a-z!?]", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{1,1000}>")
_NEWSCODES = "http://cv.iptc.org/newscodes/mediatopic/"

Item = dict[str, Any]


class _Wrong(Exception):
    """A field that matters has the wrong type; the text says which."""


def read(raw: RawArticle) -> Article | Dropped:
    """The article in a ninjs item.

    Refused: NOT_TEXT, NOT_USABLE (withheld, canceled), EMBARGOED at the event's own time, INVALID_DOCUMENT
    with the field named, NO_ARTICLE without a headline and a body. A headline alone is a flash, and is taken.
    """
    decoded = decode(raw.value, charset_of(raw.content_type))
    return decoded if isinstance(decoded, Dropped) else read_decoded(raw, decoded)


def read_decoded(raw: RawArticle, decoded: Decoded) -> Article | Dropped:
    """`read` for a document whose text is already known."""
    document = load_json(decoded.text)
    if isinstance(document, Dropped):
        return document
    if not isinstance(document, dict):
        return Dropped(Reason.INVALID_DOCUMENT, "not a JSON object")
    item = fold(document)
    try:
        return _refusal(item, document, raw) or _article(item, raw, decoded)
    except _Wrong as wrong:
        return Dropped(Reason.INVALID_DOCUMENT, str(wrong))


def fold(document: Item) -> Item:
    """The item with its keys in one spelling, "bodytext" for "body_text"; the first not empty counts."""
    item: Item = {}
    for key, value in document.items():
        name = key.replace("_", "").replace("-", "").lower()
        if item.get(name) in (None, "", [], {}):
            item[name] = value
    return item


def parses_markup(document: object) -> bool:
    """Whether the item's body exists as markup only, so that reading it means parsing."""
    if not isinstance(document, dict):
        return False
    try:
        kind, _ = _body(fold(document))
    except _Wrong:
        return False
    return kind == "html"


def _refusal(item: Item, document: Item, raw: RawArticle) -> Dropped | None:
    kind = _string(item, "type", must=True) or ""
    if kind.lower() not in ("", "text", "composite"):
        return Dropped(Reason.NOT_TEXT, f"type {kind[:60]}")
    if not kind and any(item.get(name) for name in _OTHER_THINGS):
        return Dropped(Reason.NOT_TEXT, "an event or a planning item")
    if kind.lower() == "composite" and not _body(item)[1]:
        return Dropped(Reason.NOT_TEXT, "type composite, without a body")
    said = _string(item, "pubstatus", must=True) or "usable"
    status = _PUB_STATUS.get(said.lower())
    if status is None:
        raise _Wrong(f"pubStatus is {said[:40]!r}")
    if status != "usable":
        return Dropped(Reason.NOT_USABLE, f"pubStatus {status}")
    try:
        until = _embargo(document)
    except ValueError as error:
        return Dropped(Reason.EMBARGOED, str(error))
    if until and until > raw.origin.timestamp:
        return Dropped(Reason.EMBARGOED, f"until {until.isoformat()}")
    return None


def _embargo(document: Item) -> datetime | None:
    """The latest of the embargoes, whatever their spelling. Raises ValueError if one cannot be read."""
    found: list[datetime] = []
    for key, value in document.items():
        if key.replace("_", "").lower() not in ("embargoed", "embargoeduntil") or value in (None, ""):
            continue
        moment = dates.parse(value)
        if moment is None:
            raise ValueError(f"{key} {str(value)[:60]!r} is no date that can be read")
        found.append(moment)
    return max(found, default=None)


def _article(item: Item, raw: RawArticle, decoded: Decoded) -> Article | Dropped:
    headline = _headline(item)
    kind, body = _body(item)
    paragraphs, removed = _paragraphs(kind, body, headline)
    if not headline and not paragraphs:
        return Dropped(Reason.NO_ARTICLE, "neither a headline nor a body")
    own = _own_id(item)
    url = normalise_url(own) or normalise_url(raw.subject)
    source = source_for(raw.source, url, _info_source(item))
    stated = _date(item, "versioncreated")
    version_created, wire_time, repairs = dates.settle(stated, raw)
    return Article(
        uri=uri_for(
            source=source, own=own, subject=raw.subject, content="\n".join((headline or "", *paragraphs))
        ),
        origin=raw.origin,
        source=source,
        format=Format.NINJS,
        paragraphs=tuple(paragraphs),
        headline=headline,
        version=_version(item),
        version_created=version_created,
        first_created=_date(item, "firstcreated"),
        embargoed=_embargo(item),
        urgency=_urgency(item),
        byline=clean_byline(_string(item, "byline") or _string(item, "by")),
        slugline=_string(item, "slugline"),
        ed_note=_string(item, "ednote"),
        standfirst=_standfirst(item),
        url=url,
        copyright_holder=_string(item, "copyrightholder"),
        copyright_notice=_string(item, "copyrightnotice"),
        usage_terms=_string(item, "usageterms"),
        located=_string(item, "located"),
        subjects=_subjects(item),
        language=primary_language(item.get("language")) or "und",
        removed=removed,
        repairs=decoded.repairs + repairs,
        wire_time=wire_time,
    )


def _body(item: Item) -> tuple[str, str]:
    """("text" | "html", the body), text before markup; ("text", "") if there is none."""
    text, markup = "", ""
    for role, media, value in _variants(item, "bodies", "body"):
        if not value.strip():
            continue
        # Some items say text/plain of what is a page; their content is believed.
        is_markup = _MARKUP.match(value) and "</" in value
        if "html" in media or role in _HTML_ROLES or "nitf" in media or "xml" in media or role == "nitf":
            markup = _better(markup, value) if is_markup else (markup or value)
        elif is_markup:
            markup = _better(markup, value)
        elif media == "text/plain" or role in _TEXT_ROLES or not media:
            text = text or value
    return ("text", text) if text or not markup else ("html", markup)


def _better(first: str, second: str) -> str:
    """HTML before other XML, else the first."""
    return (
        second
        if first and "<nitf" in first[:1000].lower() and "<nitf" not in second[:1000].lower()
        else first or second
    )


def _paragraphs(kind: str, body: str, headline: str | None) -> tuple[list[str], tuple[Removed, ...]]:
    found: list[str] = []
    removed: tuple[Removed, ...] = ()
    if kind == "html":
        whole = re.search(r"<(?:html|body)\b", body[:2000], re.IGNORECASE)
        if (tree := parse_page(body if whole else f"<div>{body}</div>")) is not None:
            content = tree.find(".//body.content")  # NITF's article, after its head
            found = block_paragraphs(tree if content is None else content)
    else:
        copy = lay_out(body)
        # The item has fields of its own for these: what stands above the copy belongs to it, or repeats them.
        byline = f"By {copy.byline}" if copy.byline else None
        found = [*filter(None, (copy.slugline, copy.headline, byline)), *copy.paragraphs]
        removed = copy.removed
    if headline and found and comparable(found[0]) == comparable(headline):
        return found[1:], (Removed("headline", 0, found[0]), *removed)
    return found, removed


def _headline(item: Item) -> str | None:
    best, rank = None, 9
    for role, _, value in _variants(item, "headlines", "headline"):
        order = {"main": 0, "headline": 1, "": 2}.get(role, 3)
        text = _one_line(value)
        if text and order < rank:
            best, rank = text, order
    if (
        best is None
        and (title := _string(item, "title"))
        and " " in title
        and not re.match(r"[A-Z]{2,}-", title)
    ):
        best = _one_line(title)
    return best


def _standfirst(item: Item) -> str | None:
    found: dict[str, str] = {}
    try:
        for role, _, value in _variants(item, "descriptions", "description"):
            if text := _one_line(value):
                found.setdefault(role, text)
    except _Wrong:  # no article is refused for its description
        return None
    return next(
        (found[role] for role in ("lead", "summary", "abstract", "main", "text", "") if role in found), None
    )


def _variants(item: Item, plural: str, singular: str) -> list[tuple[str, str, str]]:
    """(role, media type, value) of each body or headline: the list of 2.x and 3.x, the properties of 1.x."""
    found: list[tuple[str, str, str]] = []
    entries = item.get(plural)
    if entries is not None and not isinstance(entries, list):
        raise _Wrong(f"{plural} is {_kind(entries)}, not a list")
    for index, entry in enumerate(entries or ()):
        value = entry.get("value", "") if isinstance(entry, dict) else None
        if not isinstance(value, str) or not isinstance(entry, dict):
            raise _Wrong(f"{plural}[{index}] has no text as its value")
        entry = {key.lower(): each for key, each in entry.items()}
        role, media = (str(entry.get(key) or "").strip().lower() for key in ("role", "contenttype"))
        found.append((role, media.partition(";")[0], scrub(value)[0]))
    for key, value in item.items():
        if (
            key.startswith(singular)
            and key != plural
            and key not in ("bodies", "headlines")
            and value is not None
        ):
            if not isinstance(value, str):
                raise _Wrong(f"{key} is {_kind(value)}, not text")
            found.append((key.removeprefix(singular), "", scrub(value)[0]))
    return found


def _one_line(value: str) -> str | None:
    if "<" in value and ">" in value:
        value = entities.unescape(_TAG.sub(" ", value))
    return " ".join(value.split()) or None


def _string(item: Item, name: str, *, must: bool = False) -> str | None:
    """A text field; another type is ignored, or refuses the item if the field must be right."""
    value = item.get(name)
    if isinstance(value, str):
        return scrub(value)[0].strip() or None
    if must and value is not None:
        raise _Wrong(f"{name} is {_kind(value)}, not text")
    return None


def _own_id(item: Item) -> str | None:
    value = item.get("uri")
    if isinstance(value, str | int) and not isinstance(value, bool):
        return scrub(str(value))[0].strip() or None
    return None


def _date(item: Item, name: str) -> datetime | None:
    return dates.parse(item.get(name))


def _version(item: Item) -> str | None:
    value = item.get("version")
    return (
        str(value)
        if isinstance(value, int | float) and not isinstance(value, bool)
        else _string(item, "version")
    )


def _urgency(item: Item) -> int | None:
    value = item.get("urgency")
    if isinstance(value, str) and re.fullmatch("[1-9]", value.strip()):
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 9 else None


def _info_source(item: Item) -> str | None:
    value = item.get("infosources") or item.get("infosource")
    first = value[0] if isinstance(value, list) and value else value
    name = first.get("name") if isinstance(first, dict) else first
    return scrub(name)[0].strip() or None if isinstance(name, str) else None


def _subjects(item: Item) -> tuple[tuple[str | None, str | None], ...]:
    """(name, uri) of each subject; 1.x has a scheme and a code, later ones a uri or a literal."""
    entries = item.get("subjects") or item.get("subject")
    found: dict[tuple[str | None, str | None], None] = {}
    for entry in entries if isinstance(entries, list) else ():
        if not isinstance(entry, dict):
            continue
        name, uri, scheme, code, literal = (
            _string(entry, key) for key in ("name", "uri", "scheme", "code", "literal")
        )
        if uri is None and scheme and code and scheme.startswith(("http://", "https://")):
            uri = scheme + code if scheme[-1] in "/#=" else f"{scheme}/{code}"
        if uri is None and (match := re.fullmatch(r"(?:medtop:)(\d{8})", code or literal or "")):
            uri = _NEWSCODES + match[1]
        if name or uri:
            found[name, uri] = None
    return tuple(found)


def _kind(value: object) -> str:
    names = {
        dict: "an object",
        list: "a list",
        str: "text",
        bool: "true or false",
        int: "a number",
        float: "a number",
    }
    return names.get(type(value), "null")
