"""What programs around Kafka wrap a document in, and the document inside.

    00 <schema id, 4 bytes> {...}     Confluent's wire format, with JSON: the header goes
    00 <schema id, 4 bytes> <Avro>    the same with Avro or Protobuf, which cannot be read without its schema
    "{\\"title\\": ...}"                a document that was encoded as JSON text once more
    {"schema": ..., "payload": ...}   Kafka Connect's JsonConverter with its schema
    {"specversion": ..., "data": ...} a CloudEvent in structured mode whose content type nobody said
    {"Type": "Notification", "Message": ...}       a notification of Amazon SNS
    {"message": {"data": ...}, "subscription": ...}  a message that Google Pub/Sub pushed

Sources: https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/ (wire format), Kafka
Connect's org.apache.kafka.connect.json.JsonConverter, the JSON format of CloudEvents 1.0, and
https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html,
https://cloud.google.com/pubsub/docs/push#receive_push.

Repairs: "confluent", "json-in-json", "connect", "cloudevent", "sns", "pubsub".
"""

from __future__ import annotations

import base64
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
#: Names that an envelope of JSON has: without them a document need not be parsed to tell that it is none.
_ENVELOPES = (
    ('"schema"', '"payload"'),
    ('"specversion"', '"data'),
    ('"TopicArn"', '"Message"'),
    ('"subscription"', '"message"'),
)


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
    elif head[:1] == "{" and any(all(mark in text for mark in marks) for marks in _ENVELOPES):
        found = _loaded(text)
        if isinstance(found, dict):
            return _in_envelope(found)
    return None


def _in_envelope(found: dict[str, Any]) -> tuple[str, str] | None:
    if found.keys() == {"schema", "payload"}:
        return _told("connect", found["payload"])
    if found.keys() >= {"specversion", "id", "source", "type"}:
        if (encoded := _decoded(found.get("data_base64"))) is not None:
            return "cloudevent", encoded
        return _told("cloudevent", found.get("data"))
    if found.get("Type") == "Notification" and "TopicArn" in found:
        return _told("sns", found.get("Message"))
    message = found.get("message")
    if "subscription" in found and isinstance(message, dict):
        return _told("pubsub", _decoded(message.get("data")))
    return None


def subject_of(text: str) -> str | None:
    """What a CloudEvent is about whose content type nobody said: the url of the page in it."""
    found = _loaded(text)
    subject = found.get("subject") if isinstance(found, dict) else None
    return subject if isinstance(subject, str) and subject.strip() else None


def _told(repair: str, inner: Any) -> tuple[str, str] | None:
    if isinstance(inner, dict | list):
        return repair, json.dumps(inner, ensure_ascii=False)
    return (repair, inner) if isinstance(inner, str) and inner else None


def _decoded(encoded: Any) -> str | None:
    """What is encoded in Base64, if it is text."""
    if not isinstance(encoded, str):
        return None
    try:
        return base64.b64decode(encoded, validate=True).decode()
    except ValueError:
        return None


def _loaded(text: str) -> Any:
    try:
        return json.loads(text.lstrip("\ufeff \t\r\n"))
    except (ValueError, RecursionError):
        return None
