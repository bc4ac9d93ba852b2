"""Articles to the bytes of an event and back: `{"item": ninjs 3.1, "desk": ...}`."""

from __future__ import annotations

import base64
from dataclasses import MISSING, is_dataclass
from dataclasses import fields as fields_of
from datetime import datetime
from functools import cache
from typing import Any

import orjson
from pydantic import TypeAdapter

from streams.article import NOTHING_FOUND, Article, Found
from streams.events.item import CREATOR, to_item
from streams.events.schema import problem
from streams.kinds import Stage

CLEAN = "copydesk.article.clean.v1"
UNIQUE = "copydesk.article.unique.v1"
DUPLICATE = "copydesk.article.duplicate.v1"
WITHHELD = "copydesk.article.withheld.v1"
ENRICHED = "copydesk.article.enriched.v1"

#: The fields of Article that stand in `desk` under their own name and with their own shape.
_FIELDS = (
    *("source", "format", "signal", "url", "standfirst", "wire_time", "verdict"),
    *(
        "credit",
        "language_guess",
        "hold",
        "embargo_words",
        "take",
        "takes",
        "hops",
        "partial",
        "aliases",
        "uri_by",
        "reads",
        "previous",
    ),
)
_FOUND = tuple(each.name for each in fields_of(Found))
#: What the sender says and sends along, in `desk` under these names, with nothing in it that says nothing.
_SENT = "sender"
#: What the item is made of for subscribers. Between the stages it stands in `desk`, in the shapes of Article.
_MADE_OF = ("forms", "headlines", "media", "related")
#: The events that subscribers read: nobody makes an article of them again.
_WHOLE = frozenset({ENRICHED, DUPLICATE})
#: The same on articles.clean alone: what decide asks, and nobody after it.
_ASKED = ("source_by", "refers")
_ARTICLE = TypeAdapter(Article)


class InvalidOutputError(Exception):
    """An event of ours breaks its own schema: a fault of copydesk, never of the document."""


def to_event(article: Article, event_type: str = ENRICHED) -> dict[str, Any]:
    """The event's value as plain JSON values: `item` and `desk`."""
    whole = event_type in _WHOLE
    desk: dict[str, Any] = {name: getattr(article, name) for name in _FIELDS}
    if article.found is not NOTHING_FOUND:
        desk |= {name: getattr(article.found, name) for name in _FOUND}
    if article.uri_by == "envelope":  # the usual case, and what is read where nothing is said
        del desk["uri_by"]
    desk["raw"] = article.origin
    desk["cleaning"] = {"removed": article.removed, "repairs": article.repairs}
    desk["stages"] = {str(stage): time for stage, time in article.stages.items()}
    desk["content_hash"] = article.content_hash
    desk["origin"] = _origin(article)
    desk[_SENT] = _said(article.sent) or None
    if not whole:
        desk |= {name: _said(getattr(article, name)) for name in _MADE_OF}
    return {
        "item": to_item(article, whole=whole),
        "desk": {name: value for name, value in desk.items() if value not in (None, (), [], 0, False)},
    }


def _said(value: Any) -> Any:
    """The value without the fields that say nothing, which are most: a code has a name and a uri, and eight others."""
    if isinstance(value, tuple):
        return [_said(each) for each in value]
    if not is_dataclass(value) or isinstance(value, type):
        return value
    said = {}
    for name, default in _defaults(type(value)):
        entry = getattr(value, name)
        if entry is not None and entry != default and (told := _said(entry)) != {}:
            said[name] = told
    return said


@cache
def _defaults(kind: type[Any]) -> tuple[tuple[str, Any], ...]:
    return tuple((each.name, () if each.default is MISSING else each.default) for each in fields_of(kind))


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
        asked = {name: getattr(article, name) for name in _ASKED}
        event["desk"] |= {name: value for name, value in asked.items() if value not in ("envelope", ())}
        if article.sketch is not None:
            event["desk"]["sketch"] = base64.b64encode(article.sketch).decode()
    try:
        encoded = orjson.dumps(event, option=orjson.OPT_UTC_Z)
    except TypeError as error:  # half of a surrogate pair, a number beyond 64 bits
        raise InvalidOutputError(f"{event_type} of {article.uri!a}: {error}") from error
    # Validated as a reader will see it, after serialisation; decoding costs 13 µs for a 6 kB event.
    wrong = problem(event_type.removeprefix("copydesk."), orjson.loads(encoded))
    if wrong:
        raise InvalidOutputError(f"{event_type} of {article.uri}: {wrong}")
    return encoded


def decode(value: bytes) -> Article:
    """The Article in an event of ours. Raises ValueError (also as its subclasses) when it is none."""
    return read_event(orjson.loads(value))


def read_event(event: Any) -> Article:
    """The Article in an event of ours that is parsed already. Raises ValueError when it is none."""
    try:
        item, desk = event["item"], event["desk"]
        fields: dict[str, Any] = {name: desk[name] for name in (*_FIELDS, *_ASKED) if name in desk}
        fields |= {"origin": desk["raw"], "stages": desk.get("stages", {}), **desk["cleaning"]}
        if found := {name: desk[name] for name in _FOUND if name in desk}:
            fields["found"] = found
        if "sketch" in desk:
            fields["sketch"] = base64.b64decode(desk["sketch"], validate=True)
        fields["sent"] = desk[_SENT] if _SENT in desk else _sent_in(item)
        fields |= {name: desk[name] for name in _MADE_OF if name in desk} | _from_item(item)
    except (KeyError, TypeError, IndexError) as error:
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


def _from_item(item: dict[str, Any]) -> dict[str, Any]:
    bodies, headlines = item.get("bodies"), item.get("headlines")
    names = {
        "version": "version",
        "version_created": "versionCreated",
        "first_created": "firstCreated",
        "embargoed": "embargoedUntil",
        "pub_status": "pubStatus",
        "urgency": "urgency",
        "language": "language",
        "byline": "by",
        "slugline": "slugline",
        "ed_note": "edNote",
        "located": "located",
    }
    fields = {ours: item[theirs] for ours, theirs in names.items() if theirs in item}
    fields["uri"] = item["uri"]
    fields["headline"] = headlines[0]["value"] if headlines else None
    fields["paragraphs"] = tuple(bodies[0]["value"].split("\n\n")) if bodies else ()
    # The first is who distributes it; see `item.py`.
    fields["info_sources"] = tuple(dict.fromkeys(each["name"] for each in item.get("infoSources", ())[1:]))
    return fields
