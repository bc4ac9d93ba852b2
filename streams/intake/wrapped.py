"""What programs around Kafka wrap a document in, and the document inside.

    00 <schema id, 4 bytes> {...}     Confluent's wire format, with JSON: the header goes
    00 <schema id, 4 bytes> <Avro>    the same with Avro or Protobuf, which cannot be read without its schema
    "{\\"title\\": ...}"                a document that was encoded as JSON text once more
    {"schema": ..., "payload": ...}   Kafka Connect's JsonConverter with its schema

Sources: https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/ (wire format), and
Kafka Connect's org.apache.kafka.connect.json.JsonConverter.

Repairs: "confluent", "json-in-json", "connect".
"""

from __future__ import annotations

import json
from typing import Any

from streams.article import Dropped
from streams.intake.wires.transmission import FILLING
from streams.kinds import Reason

#: Schema registries count from 1; nobody has so many schemas, and text that a line filled with NULs has letters there.
_MOST_SCHEMAS = 1_000_000
_HEADER = 5
#: How often a document may have been encoded as text.
_MOST_TIMES = 3


def without_header(value: bytes) -> bytes | Dropped:
    """The bytes without the header of Confluent's wire format; a Dropped if what follows it needs a schema."""
    if value[:2] != b"\0\0" or len(value) <= _HEADER:
        return value
    number = int.from_bytes(value[1:_HEADER], "big")
    if number and value[_HEADER : _HEADER + 1] in (b"{", b"["):
        return value[_HEADER:]
    if not 0 < number < _MOST_SCHEMAS or not value[:_HEADER].strip(FILLING) or not _may_be_binary(value):
        return value
    return Dropped(Reason.UNKNOWN_FORMAT, foreign("Avro or Protobuf", number))


def foreign(kind: str, schema: int) -> str:
    """Why a value in Confluent's wire format that is no JSON is refused."""
    return f"{kind} in Confluent's wire format, schema {schema}: no article without its schema; send JSON"


def _may_be_binary(value: bytes) -> bool:
    """Whether an Avro string, whose length is a zigzag varint, or another short number may follow the header."""
    length = shift = 0
    for byte in value[_HEADER : _HEADER + 5]:
        length |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            break
    return length % 2 == 0 and length // 2 <= len(value) - _HEADER


def unwrapped(text: str) -> tuple[str, tuple[str, ...]]:
    """(the document inside, the repairs): the text itself where nothing is wrapped around it."""
    repairs: list[str] = []
    for _ in range(_MOST_TIMES):
        inner = _inside(text)
        if inner is None:
            break
        repair, text = inner
        repairs.append(repair)
    return text, tuple(dict.fromkeys(repairs))


def _inside(text: str) -> tuple[str, str] | None:
    head = text[:200].lstrip("\ufeff \t\r\n")
    if head[:1] == '"' and text.rstrip()[-1:] == '"':
        found = _loaded(text)
        # A quotation is copy. What a program encoded has a document in it.
        if isinstance(found, str) and found[:200].lstrip("\ufeff \t\r\n")[:1] in ("{", "[", "<", '"'):
            return "json-in-json", found
    elif head[:1] == "{" and '"payload"' in text[:200] + text[-200_000:] and '"schema"' in text:
        found = _loaded(text)
        if isinstance(found, dict) and found.keys() == {"schema", "payload"}:
            payload = found["payload"]
            if isinstance(payload, dict | list):
                return "connect", json.dumps(payload, ensure_ascii=False)
            if isinstance(payload, str):
                return "connect", payload
    return None


def _loaded(text: str) -> Any:
    try:
        return json.loads(text.lstrip("\ufeff \t\r\n"))
    except (ValueError, RecursionError):
        return None
