"""Confluent's wire format: a zero byte and the schema's id in four bytes, before the JSON of an event.

Source: https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/ (wire format).
"""

from __future__ import annotations

import struct

from streams.topology import RAWS, TOPICS

_HEADER = struct.Struct(">bI")
#: The topics on which an event of ours may be framed. Raw events and dead letters are the bytes of others.
FRAMED = frozenset(topic.name for topic in TOPICS if topic.events and topic not in RAWS)


def framed(value: bytes, schema: int) -> bytes:
    """An event's value with the id of its schema before it."""
    return _HEADER.pack(0, schema) + value


def unframed(value: bytes) -> bytes:
    """The value without that header. JSON never begins with a zero byte, so a value without one stays as it is."""
    return value[_HEADER.size :] if value[:1] == b"\0" else value


def schema_of(value: bytes) -> int | None:
    """The id in the header; None for a value that has none, or nothing behind it."""
    if value[:1] != b"\0" or len(value) <= _HEADER.size:
        return None
    _, schema = _HEADER.unpack_from(value)
    return int(schema)
