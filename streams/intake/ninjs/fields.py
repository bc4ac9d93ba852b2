"""The fields and the texts of a ninjs item, whatever their spelling, their type and their number.

Both spellings may be mixed, body_text and bodytext. A field of the wrong type is ignored, unless it matters: then
`WrongType` names it. ninjs 1.x has a property for each text (body_text, body_xhtml), 2.x and 3.x have lists (bodies,
headlines, descriptions): each text may be there in several variants.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from streams.article import Removed
from streams.blocks import Forms
from streams.intake import dates
from streams.intake.charset import scrub
from streams.intake.columns import formed
from streams.intake.html.metadata import comparable
from streams.intake.identity import is_uri, names_nothing, normalise_url, uri_for
from streams.intake.text import lay_out
from streams.kinds import Signal
from streams.sent import Description, Headline

_URL_ROLES = frozenset({"url", "weburl", "canonicalurl", "canonical"})
#: Where an item says which it is, in this order.
_IDS = ("uri", "guid")
#: Where it names the item that it is a new version of: ninjs of Superdesk, and its own item format.
_EARLIER = ("evolvedfrom", "rewriteof")
_LAST_PART = re.compile(r"[^:/#]*$")
_ITEM_ROLES = frozenset({"itemid", "newsitemid", "articleid", "guid", "id"})
#: IPTC's signals that mean one of ours, the strongest first.
_SIGNALS = {"kill": Signal.KILL, "correction": Signal.CORRECTION, "update": Signal.UPDATE}
_GROUPS = re.compile("series|story|event|package|group|collection|topic|parent|related|previous|planning")
Item = dict[str, Any]
_TEXT_ROLES = frozenset({"text", "plain", "plaintext", "main", "body", "fulltext", ""})
_HTML_ROLES = frozenset({"html", "xhtml", "html5", "richtext"})
_EXCERPTS = frozenset({"teaser", "summary", "abstract", "caption", "lead", "intro", "short", "excerpt"})
_STANDFIRSTS = ("standfirst", "lead", "summary", "abstract", "main", "text", "")
_MARKUP = re.compile(r"\s*<[a-z!?]", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{1,1000}>")


class WrongType(Exception):
    """A field that matters has the wrong type. The message names the field."""


def fold(document: Mapping[str, Any]) -> Item:
    """The item with its keys in one spelling: "bodytext" for "body_text".

    Of two keys that become one, the first value that is not empty counts.
    """
    item: Item = {}
    for key, value in document.items():
        name = spelled(key)
        if item.get(name) in (None, "", [], {}):
            item[name] = value
    return item


@lru_cache(4096)
def spelled(key: str) -> str:
    """A key in the one spelling: "bodytext"."""
    return key.replace("_", "").replace("-", "").lower()


def string(item: Item, name: str, *, must: bool = False) -> str | None:
    """A text field. A field of another type is ignored; it raises WrongType if the field `must` be right."""
    value = item.get(name)
    if must and value is not None and not isinstance(value, str):
        raise WrongType(f"{name} is {kind_of(value)}, not text")
    return _text(value)


def strings(item: Item, name: str) -> list[str]:
    """The texts of a field that has one of them or a list."""
    value = item.get(name)
    return [text for each in (value if isinstance(value, list) else [value])[:100] if (text := _text(each))]


def _text(value: object) -> str | None:
    return scrub(value)[0].strip() or None if isinstance(value, str) else None


def own_id(item: Item) -> str | None:
    """The item's own identifier, a number or a text; None if it has none.

    It is `uri`; Superdesk's ninjs has `guid` in its place.
    """
    return next(filter(None, (_identifier(item.get(name)) for name in _IDS)), None)


def _identifier(value: object) -> str | None:
    if not isinstance(value, str | int) or isinstance(value, bool):
        return None
    text = scrub(str(value))[0].strip()
    return None if names_nothing(text) else text


def date(item: Item, name: str) -> datetime | None:
    """A date in UTC; None if it cannot be read."""
    return dates.parse(item.get(name))


def version(item: Item) -> str | None:
    """The version as text, whether it is a number or a text."""
    value = item.get("version")
    return (
        str(value)
        if isinstance(value, int | float) and not isinstance(value, bool)
        else string(item, "version")
    )


def urgency(item: Item) -> int | None:
    """1 to 9, 1 being the most urgent; None for anything else."""
    value = item.get("urgency")
    if isinstance(value, str) and re.fullmatch("[1-9]", value.strip()):
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 9 else None


def info_sources(item: Item) -> tuple[str, ...]:
    """The names of the sources of the information, in the order of the item, each once; an id for want of a name."""
    value = item.get("infosources") or item.get("infosource") or item.get("source")
    entries = value if isinstance(value, list) else [value]
    names = (
        next(filter(None, (string(entry, each) for each in ("name", "literal", "uri"))), None)
        if isinstance(entry, dict)
        else _text(entry)
        for entry in entries
    )
    return tuple(dict.fromkeys(filter(None, names)))


def earlier(item: Item) -> tuple[str, ...]:
    """The items that this one says it is a new version of."""
    return tuple(filter(None, (_identifier(item.get(name)) for name in _EARLIER)))


def signals(item: Item) -> tuple[Signal | None, tuple[str, ...]]:
    """(the signal that the item states by a code, the codes that are none of ours, with their names).

    The codes are of IPTC's signal scheme, or an agency's: "cwarn" warns of the content. A kill counts before a
    correction, a correction before an update; an item that names the one that it was made from is an update.
    """
    value = item.get("signal") or item.get("signals")
    said: set[Signal] = set()
    others: dict[str, None] = {}
    for entry in (value if isinstance(value, list) else [value])[:20]:
        entry = {key.lower(): each for key, each in entry.items()} if isinstance(entry, dict) else {"": entry}
        codes = (_text(entry.get(key)) for key in ("", "code", "qcode", "uri", "literal", "name"))
        code = next(filter(None, codes), None)
        last = _LAST_PART.search(code.rstrip("/#"))[0].strip() if code else ""  # type: ignore[index]
        if last.lower() in _SIGNALS:
            said.add(_SIGNALS[last.lower()])
        elif last:
            name = _text(entry.get("name"))
            others[f"{name} ({last})" if name and name != last else last] = None
    if not said and earlier(item):
        said.add(Signal.UPDATE)
    return next((each for each in _SIGNALS.values() if each in said), None), tuple(others)


def own_url(item: Item) -> str | None:
    """The url of the page of the article, if an alternative id is one: {"role": "url", ...}."""
    found = (normalise_url(value) for role, value in alternative_ids(item) if role in _URL_ROLES)
    return next(filter(None, found), None)


def aliases(item: Item, uri: str, source: str, subject: str | None) -> tuple[str, ...]:
    """Other uris of the item, by which a kill may name it: its alternative ids, its page, the envelope's subject.

    And those of the items that it is a new version of.

    An id that is no uri counts only in a role that names one item, because short references are used again every day.
    The id of something larger (a series, a story, an event) does not name the item. At most 20 are returned.
    """
    own = own_id(item)
    found: dict[str, None] = {}
    for role, value in alternative_ids(item):
        if _GROUPS.search(role):
            continue
        if is_uri(value) and _names_one(value):
            found[value] = None
        elif role in _ITEM_ROLES and len(value) >= 6 and any(map(str.isdigit, value)):
            found[uri_for(source=source, own=value)] = None
    if own:
        found |= dict.fromkeys(filter(None, (normalise_url(own), normalise_url(subject))))
    named = (*earlier(item), _identifier(item.get("guid")))
    found |= dict.fromkeys(uri_for(source=source, own=each) for each in named if each)
    found.pop(uri, None)
    return tuple(found)[:20]


def _names_one(uri: str) -> bool:
    """Whether it can be the uri of one item: not a site's front page."""
    parts = urlsplit(uri)
    return parts.scheme.lower() not in ("http", "https") or bool(parts.path.strip("/") or parts.query)


def alternative_ids(item: Item) -> list[tuple[str, str]]:
    """(role in lower case, value) of each of the altIds; 1.x has an object, 2.x and 3.x a list."""
    entries = item.get("altids")
    if isinstance(entries, dict):
        entries = [{"role": role, "value": value} for role, value in entries.items()]
    pairs = (
        ((string(entry, "role") or "").lower(), string(entry, "value"))
        for entry in (entries if isinstance(entries, list) else ())
        if isinstance(entry, dict)
    )
    return [(role, value) for role, value in pairs if value]


def kind_of(value: object) -> str:
    """What a JSON value is, in words: "a list"."""
    names = {
        dict: "an object",
        list: "a list",
        str: "text",
        bool: "true or false",
        int: "a number",
        float: "a number",
    }
    return names.get(type(value), "null")


def has_copy(item: Item) -> bool:
    """Whether any headline or body has content, whether or not it can be read."""
    variants = (*_variants(item, "headlines", "headline"), *_variants(item, "bodies", "body"))
    return any(value.strip() for _, _, value in variants)


def has_body(item: Item) -> bool:
    """Whether there is a text, the same in markup, or an excerpt."""
    return bodies_of(item) != Bodies()


@dataclass(frozen=True, slots=True)
class Bodies:
    """The bodies of an item: its text, the same (or more) in markup, and an excerpt; "" for what it has not."""

    text: str = ""
    markup: str = ""
    excerpt: str = ""


def bodies_of(item: Item) -> Bodies:
    """The best body of each kind. A text that is less than a third as long as the markup is none."""
    text, excerpt, markup = "", "", ""
    for role, media, value in _variants(item, "bodies", "body"):
        if not value.strip():
            continue
        # Some items say text/plain of what is a page; their content is believed.
        is_markup = _MARKUP.match(value) and "</" in value
        if "html" in media or role in _HTML_ROLES or "nitf" in media or "xml" in media or role == "nitf":
            markup = _better(markup, value) if is_markup else (markup or value)
        elif is_markup:
            markup = _better(markup, value)
        elif role in _EXCERPTS:
            excerpt = excerpt or value
        elif media == "text/plain" or role in _TEXT_ROLES or not media:
            text = text or value
    if text and markup and 3 * len(text) < _length(markup):
        text = ""
    return Bodies(text, markup, excerpt)


def _length(markup: str) -> int:
    """How many characters the markup says, about."""
    return len(" ".join(_TAG.sub(" ", markup).split()))


def _better(first: str, second: str) -> str:
    """HTML before other XML, else the first."""
    return (
        second
        if first and "<nitf" in first[:1000].lower() and "<nitf" not in second[:1000].lower()
        else first or second
    )


def read_plain(body: str, headline: str | None) -> tuple[tuple[str, ...], Forms, tuple[Removed, ...]]:
    """(paragraphs, their forms, what was removed) of a plain text, without a first line that repeats the headline."""
    copy = lay_out(body)
    # The item has fields of its own for these: what stands above the copy belongs to it, or repeats them.
    byline = f"By {copy.byline}" if copy.byline else None
    found = [*filter(None, (copy.slugline, copy.headline, byline)), *copy.paragraphs]
    if headline and found and comparable(found[0]) == comparable(headline):
        first = Removed("headline", 0, found[0])
        return *formed(found[1:], copy.rows), (first, *copy.removed)
    return *formed(found, copy.rows), copy.removed


def headline_of(item: Item) -> str | None:
    """The headline: of several the main one, else the first."""
    best, rank = None, 9
    for role, _, value in _variants(item, "headlines", "headline"):
        order = {"main": 0, "headline": 1, "": 2}.get(role, 3)
        text = one_line(value)
        if text and order < rank:
            best, rank = text, order
    if (
        best is None
        and has_body(item)  # a title names the item; a headline alone is a flash, a title alone is none
        and (title := string(item, "title"))
        and " " in title
        and not re.match(r"[A-Z]{2,}-", title)
    ):
        best = one_line(title)
    return best


def descriptions_of(item: Item) -> tuple[str | None, tuple[Description, ...]]:
    """(what stands between headline and copy, the other descriptions with their roles)."""
    found: dict[str, str] = {}
    others: list[Description] = []
    try:
        for role, _, value in _variants(item, "descriptions", "description"):
            if text := one_line(value):
                if role in found:
                    others.append(Description(text, role or None))
                else:
                    found[role] = text
    except WrongType:  # no article is refused for its description
        return None, ()
    chosen = next((role for role in _STANDFIRSTS if role in found), None)
    others += [Description(text, role or None) for role, text in found.items() if role != chosen]
    return found.get(chosen) if chosen is not None else None, tuple(others)


def headlines_of(item: Item, main: str | None) -> tuple[Headline, ...]:
    """The headlines beside the main one, with their roles: "short", "sub", "seo". One that repeats it is none."""
    found: dict[Headline, None] = {}
    for role, _, value in _variants(item, "headlines", "headline")[:50]:
        if (text := one_line(value)) and text != main:
            found[Headline(role or "alternative", text)] = None
    return tuple(found)


def _variants(item: Item, plural: str, singular: str) -> list[tuple[str, str, str]]:
    """(role, media type, value) of each body or headline: the list of 2.x and 3.x, the properties of 1.x."""
    found: list[tuple[str, str, str]] = []
    entries = item.get(plural)
    if entries is not None and not isinstance(entries, list):
        raise WrongType(f"{plural} is {kind_of(entries)}, not a list")
    for index, entry in enumerate(entries or ()):
        value = entry.get("value", "") if isinstance(entry, dict) else None
        if not isinstance(value, str) or not isinstance(entry, dict):
            raise WrongType(f"{plural}[{index}] has no text as its value")
        entry = {key.lower(): each for key, each in entry.items()}
        role, media = (str(entry.get(key) or "").strip().lower() for key in ("role", "contenttype"))
        found.append((role, media.partition(";")[0], scrub(value)[0]))
    if singular == "body":
        found += _inlined(item)
    for key, value in item.items():
        if (
            key.startswith(singular)
            and key != plural
            and key not in ("bodies", "headlines")
            and value is not None
        ):
            if not isinstance(value, str):
                raise WrongType(f"{key} is {kind_of(value)}, not text")
            found.append((key.removeprefix(singular), "", scrub(value)[0]))
    return found


def _inlined(item: Item) -> list[tuple[str, str, str]]:
    """(role, media type, value) of each text that stands in a rendition, as in the items of AP's Media API.

    Most renditions have an address, and the text is elsewhere.
    """
    value = item.get("renditions")
    named = list(value.items()) if isinstance(value, dict) else []
    found: list[tuple[str, str, str]] = []
    for name, each in named[:50]:
        rendition = fold(each) if isinstance(each, dict) else {}
        for key in ("content", "value", "text", "body"):
            if text := _text(rendition.get(key)):
                media = string(rendition, "contenttype") or string(rendition, "mimetype") or ""
                found.append((str(name).lower(), media.lower(), text))
    return found


def is_elsewhere(item: Item) -> bool:
    """Whether the text of an item without one is behind a link: a rendition of a text with an address."""
    value = item.get("renditions")
    renditions = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return any(isinstance(each, dict) and string(fold(each), "href") for each in renditions[:50])


def one_line(value: str) -> str | None:
    """A text without its tags, on one line."""
    if "<" in value and ">" in value:
        value = entities.unescape(_TAG.sub(" ", value))
    return " ".join(value.split()) or None
