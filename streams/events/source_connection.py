"""Whether a connection of a source goes on, as the event that tells of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from streams.events.cloudevents import Headers, attributes
from streams.events.schema import problem

TYPE = "copydesk.source.connection.v1"
SCHEMA = "source_connection.v1"
#: What parts the source from the kind in a key. A language, which stands there in other keys, has no colon.
_CONNECT = "|connect:"


@dataclass(frozen=True, slots=True)
class SourceConnection:
    """How a connection is since `since`. `why` is empty where it is well; `failures` counts from the start on."""

    source: str
    kind: str
    why: str
    since: datetime
    failures: int
    at: datetime


def key_of(source: str, kind: str) -> bytes:
    """The key of a connection's events."""
    return f"{source}{_CONNECT}{kind}".encode()


def is_key(key: bytes | None) -> bool:
    """Whether a record of sources.health with this key tells of a connection."""
    return _CONNECT.encode() in (key or b"")


def encode(told: SourceConnection) -> bytes:
    """The bytes of the event."""
    event: dict[str, Any] = {
        "source": told.source,
        "kind": told.kind,
        "failing": bool(told.why),
        "since": told.since,
        "failures": told.failures,
        "at": told.at,
    }
    if told.why:
        event["problem"] = told.why
    return orjson.dumps(event, option=orjson.OPT_UTC_Z)


def decode(value: bytes) -> SourceConnection:
    """What an event tells. Raises ValueError for anything else."""
    event = orjson.loads(value)
    if wrong := problem(SCHEMA, event):
        raise ValueError(wrong)
    return SourceConnection(
        event["source"],
        event["kind"],
        event.get("problem", ""),
        datetime.fromisoformat(event["since"]),
        event["failures"],
        datetime.fromisoformat(event["at"]),
    )


def headers_of(told: SourceConnection) -> Headers:
    """The CloudEvents attributes, and what readers filter on."""
    identity = b"\0".join((TYPE.encode(), key_of(told.source, told.kind), encode(told)))
    return [
        *attributes(TYPE, hashlib.sha256(identity).hexdigest()[:32], told.source, told.at),
        ("source", told.source.encode()),
        ("kind", told.kind.encode()),
    ]
