"""Articles to the bytes of an event and back: `{"item": ninjs 3.1, "desk": ...}`."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import MISSING, is_dataclass
from dataclasses import fields as fields_of
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any

import orjson
from pydantic import TypeAdapter

from streams.article import Article
from streams.events.item import CREATOR, to_item
from streams.events.schema import problem
from streams.flat import place_of, put
from streams.found import NOTHING_FOUND, Found
from streams.kinds import Stage

CLEAN = "copydesk.article.clean.v1"
UNIQUE = "copydesk.article.unique.v1"
DUPLICATE = "copydesk.article.duplicate.v1"
WITHHELD = "copydesk.article.withheld.v1"
ENRICHED = "copydesk.article.enriched.v1"

#: What is read from `desk`, by its flat name, in the shape that it has in an Article: where it stands there.
_IN_DESK = {
    name: place_of(name)
    for names in (
        (
            "source",
            "format",
            "signal",
            "url",
            "standfirst",
            "partial",
            "hold",
            "verdict",
            "previous",
            "stages",
        ),
        ("forms", "headlines", "media", "related", "wire_time", "take", "takes", "credit", "hops", "reads"),
        ("uri_by", "source_by", "aliases", "refers", "embargo_words", "language_guess", "extensions"),
    )
    for name in names
}
_FOUND = tuple(each.name for each in fields_of(Found))
#: What the sender says and sends along, in `desk` under these names, with nothing in it that says nothing.
_SENT = "sender"
#: What the item is made of for subscribers. Between the stages it stands in `desk`, in the shapes of Article.
_MADE_OF = ("forms", "headlines", "media", "related")
#: The events that subscribers read: nobody makes an article of them again.
_WHOLE = frozenset({ENRICHED, DUPLICATE})
#: What is read from `item`, by its name in ninjs: where it stands in an Article.
_IN_ITEM = {
    "uri": place_of("uri"),
    "version": place_of("version"),
    "versionCreated": place_of("version_created"),
    "firstCreated": place_of("first_created"),
    "embargoedUntil": place_of("embargoed"),
    "pubStatus": place_of("pub_status"),
    "urgency": place_of("urgency"),
    "language": place_of("language"),
    "by": place_of("byline"),
    "slugline": place_of("slugline"),
    "edNote": place_of("ed_note"),
    "located": place_of("located"),
}
_ARTICLE = TypeAdapter(Article)


class InvalidOutputError(Exception):
    """An event of ours breaks its own schema: a fault of copydesk, never of the document."""


def to_event(article: Article, event_type: str = ENRICHED) -> dict[str, Any]:
    """The event's value as plain JSON values: `item` and `desk`."""
    whole = event_type in _WHOLE
    desk = _desk(article)
    if article.found is not NOTHING_FOUND:
        desk |= {name: getattr(article.found, name) for name in _FOUND}
    desk["origin"] = _origin(article)
    desk[_SENT] = _said(article.sent) or None
    if not whole:
        desk |= {name: _said(getattr(article, name)) for name in _MADE_OF}
    return {
        "item": to_item(article, whole=whole),
        # First whether it is anything: to compare a verdict with each of these takes longer than to write it.
        "desk": {name: each for name, each in desk.items() if each or each not in (None, (), [], 0, False)},
    }


def _desk(article: Article) -> dict[str, Any]:
    """What stands in `desk` of every event; what says nothing is left out later."""
    revision, naming, credits = article.revision, article.naming, article.credits
    return {
        "source": article.source,
        "format": article.format,
        "signal": article.signal,
        "url": article.url,
        "standfirst": article.standfirst,
        "wire_time": revision.wire_time,
        "verdict": article.verdict,
        "credit": credits.credit,
        "language_guess": article.cleaning.language_guess,
        "hold": article.hold,
        "extensions": article.extensions or None,
        "embargo_words": article.embargo.words,
        "take": article.take.number,
        "takes": article.take.of,
        "hops": credits.hops,
        "partial": article.partial,
        "aliases": naming.aliases,
        "uri_by": _unusual(naming.uri_by),
        "reads": article.fingerprint.reads,
        "previous": article.previous,
        "raw": article.origin,
        "cleaning": {"removed": article.cleaning.removed, "repairs": article.cleaning.repairs},
        "stages": {str(stage): time for stage, time in article.stages.items()},
        "content_hash": article.content_hash,
    }


def _unusual(word: str) -> str | None:
    """Whose word it is, but for the envelope's: the usual case, and what is read where nothing is said."""
    return None if word == "envelope" else word


def _said(value: Any) -> Any:
    """The value without the fields that say nothing, which are most: a code has a name and a uri, and eight others."""
    if isinstance(value, tuple):
        return [_said(each) for each in value]
    if not is_dataclass(value) or isinstance(value, type):
        return value
    said = {}
    entries, defaults = _defaults(type(value))
    for entry, (name, default) in zip(entries(value), defaults, strict=True):
        if entry is not None and entry != default and (told := _said(entry)) != {}:
            said[name] = told
    return said


@cache
def _defaults(kind: type[Any]) -> tuple[Callable[[Any], tuple[Any, ...]], tuple[tuple[str, Any], ...]]:
    """What reads the fields of a value of that class, and their names and defaults."""
    fields = fields_of(kind)
    defaults = tuple((each.name, () if each.default is MISSING else each.default) for each in fields)
    if len(fields) == 1:
        return (lambda value: (getattr(value, fields[0].name),)), defaults
    return attrgetter(*(each.name for each in fields)), defaults


#: A report is independent if so little of it stands word for word in another, or if it has so many words of its own and
#: not half of it does.
_LITTLE, _HALF, _OWN_WORDS = 0.25, 0.5, 150


def _origin(article: Article) -> dict[str, Any] | None:
    """Whose text an article is made of or holds: the original, and how much of the article is its words."""
    if article.verdict is None or not article.verdict.links:
        return None
    first = article.verdict.links[0]
    own = (1 - first.share) * sum(len(paragraph.split()) for paragraph in article.paragraphs)
    independent = first.share < _LITTLE or (first.share < _HALF and own >= _OWN_WORDS)
    return {"uri": first.uri, "source": first.source, "verbatim": first.share, "independent": independent}


def encode(
    article: Article, event_type: str, stage: Stage | None = None, now: datetime | None = None
) -> bytes:
    """The bytes of the event, which `stage` lets go `now`.

    Raises InvalidOutputError when they do not satisfy the schema of their type.
    """
    event = to_event(article, event_type)
    if stage is not None:
        event["desk"].setdefault("stages", {})[str(stage)] = now
    if event_type == CLEAN:
        event["desk"] |= _asked(article)
    try:
        encoded = orjson.dumps(event, option=orjson.OPT_UTC_Z)
    except TypeError as error:  # half of a surrogate pair, a number beyond 64 bits
        raise InvalidOutputError(f"{event_type} of {article.uri!a}: {error}") from error
    # Validated as a reader will see it, after serialisation; decoding costs 13 µs for a 6 kB event.
    wrong = problem(event_type.removeprefix("copydesk."), orjson.loads(encoded))
    if wrong:
        raise InvalidOutputError(f"{event_type} of {article.uri}: {wrong}")
    return encoded


def _asked(article: Article) -> dict[str, Any]:
    """What is on articles.clean alone: what decide asks, and nobody after it."""
    asked: dict[str, Any] = {}
    if (word := _unusual(article.naming.source_by)) is not None:
        asked["source_by"] = word
    if article.naming.refers:
        asked["refers"] = article.naming.refers
    if article.fingerprint.sketch is not None:
        asked["sketch"] = base64.b64encode(article.fingerprint.sketch).decode()
    return asked


def decode(value: bytes) -> Article:
    """The Article in an event of ours. Raises ValueError (also as its subclasses) when it is none."""
    return read_event(orjson.loads(value))


def read_event(event: Any) -> Article:
    """The Article in an event of ours that is parsed already. Raises ValueError when it is none."""
    try:
        item, desk = event["item"], event["desk"]
        fields: dict[str, Any] = {"origin": desk["raw"], "cleaning": dict(desk["cleaning"])}
        put(fields, desk, _IN_DESK)
        put(fields, item, _IN_ITEM)
        if found := {name: desk[name] for name in _FOUND if name in desk}:
            fields["found"] = found
        if "sketch" in desk:
            sketch = base64.b64decode(desk["sketch"], validate=True)
            fields.setdefault("fingerprint", {})["sketch"] = sketch
        fields["sent"] = desk[_SENT] if _SENT in desk else _sent_in(item)
        _put_text(fields, item)
    except (AttributeError, KeyError, TypeError, IndexError) as error:
        raise ValueError(f"not an event of copydesk: {error!r}") from error
    return _ARTICLE.validate_python(fields)


def _sent_in(item: dict[str, Any]) -> dict[str, Any]:
    """What the sender says, of an event whose version kept it in the item alone."""
    rights = {"holder": item.get("copyrightHolder"), "notice": item.get("copyrightNotice")}
    terms = item.get("usageTerms")
    subjects = tuple(
        {"name": each.get("name"), "uri": each.get("uri")}
        for each in item.get("subjects", ())
        if each.get("creator") != CREATOR
    )
    return {"subjects": subjects, "rights": {**rights, "usage_terms": (terms,) if terms else ()}}


def _put_text(fields: dict[str, Any], item: dict[str, Any]) -> None:
    bodies, headlines = item.get("bodies"), item.get("headlines")
    fields["headline"] = headlines[0]["value"] if headlines else None
    fields["paragraphs"] = tuple(bodies[0]["value"].split("\n\n")) if bodies else ()
    # The first is who distributes it; see `item.py`.
    if others := item.get("infoSources", ())[1:]:
        names = tuple(dict.fromkeys(each["name"] for each in others))
        fields.setdefault("credits", {})["info_sources"] = names
