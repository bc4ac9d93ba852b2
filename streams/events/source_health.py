"""A source's health as the event that tells of it, with what was learnt, and back from it at a start."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import datetime
from typing import Any

import orjson

from streams.events.cloudevents import Headers, attributes
from streams.events.codec import InvalidOutputError
from streams.events.schema import problem
from streams.sources.book import Source, Who
from streams.sources.drift import Copy, Trait, Usual
from streams.sources.rhythm import Rhythm

TYPE = "copydesk.source.health.v1"
SCHEMA = "source_health.v1"
_DIGITS = 4


def key_of(who: Who) -> bytes:
    """The key of a source's events: what it is called, and its language."""
    return f"{who.source}|{who.language}".encode()


def to_event(who: Who, source: Source) -> dict[str, Any]:
    """The event's value as plain JSON values, but for times."""
    health = source.health()
    return {
        "source": who.source,
        "language": who.language,
        "silent": health.silent,
        "last": health.last,
        "missed": health.missed,
        "drifted": [
            {"what": each.what, "usual": _short(each.usual), "now": _short(each.now), "since": each.since}
            for each in health.drifted
        ],
        "articles": source.articles,
        "at": source.rhythm.until,
        "learnt": {"rhythm": _rounded(asdict(source.rhythm)), "copy": _rounded(asdict(source.copy))},
    }


def encode(who: Who, source: Source) -> bytes:
    """The bytes of the event. Raises InvalidOutputError when they do not satisfy its schema."""
    encoded = orjson.dumps(to_event(who, source), option=orjson.OPT_UTC_Z)
    if wrong := problem(SCHEMA, orjson.loads(encoded)):
        raise InvalidOutputError(f"{TYPE} of {who.source}: {wrong}")
    return encoded


def decode(value: bytes) -> tuple[Who, Source]:
    """Who it tells of, and what was learnt. Raises ValueError for anything else."""
    event = orjson.loads(value)
    if wrong := problem(SCHEMA, event):
        raise ValueError(wrong)
    try:
        learnt = event["learnt"]
        rhythm = Rhythm(**learnt["rhythm"])
        rhythm.until = datetime.fromisoformat(event["learnt"]["rhythm"]["until"])
        rhythm.last = _time(rhythm.last)
        usual = {trait: Usual(**learnt["copy"]["usual"][trait]) for trait in Trait}
        for each in usual.values():
            each.since = _time(each.since)
        copy = Copy(learnt["copy"]["count"], learnt["copy"]["sums"], usual)
    except (KeyError, TypeError) as error:
        raise ValueError(f"what was learnt of {event['source']} is of another version: {error!r}") from error
    return Who(event["source"], event["language"]), Source(rhythm, copy, event["articles"])


def headers_of(who: Who, value: bytes, time: datetime) -> Headers:
    """The CloudEvents attributes, and what readers filter on. The id is the same for the same value."""
    identity = b"\0".join((TYPE.encode(), key_of(who), value))
    return [
        *attributes(TYPE, hashlib.sha256(identity).hexdigest()[:32], who.source, time),
        ("source", who.source.encode()),
        ("language", who.language.encode()),
    ]


def _time(value: Any) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


def _short(number: float) -> float:
    return round(number, _DIGITS)


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return _short(value)
    if isinstance(value, dict):
        return {str(name): _rounded(each) for name, each in value.items()}
    return [_rounded(each) for each in value] if isinstance(value, list) else value
