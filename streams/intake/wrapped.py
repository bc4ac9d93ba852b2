"""What programs around Kafka wrap a document in, and the document inside.

    00 <schema id, 4 bytes> {...}     Confluent's wire format, with JSON: the header goes
    00 <schema id, 4 bytes> <Avro>    the same with Avro or Protobuf, which cannot be read without its schema
    "{\\"title\\": ...}"                a document that was encoded as JSON text once more
    {"schema": ..., "payload": ...}   Kafka Connect's JsonConverter with its schema
    {"specversion": ..., "data": ...} a CloudEvent in structured mode whose content type nobody said
    {"Type": "Notification", "Message": ...}       a notification of Amazon SNS
    {"message": {"data": ...}, "subscription": ...}  a message that Google Pub/Sub pushed
    WARC/1.0, HTTP/1.1 200    a record of a web archive, an answer of HTTP: what follows the header
    --- title: ... ---        Markdown under its front matter, as Hugo and Jekyll have it: an object with its fields
    callback({...});          JSON as a script (JSONP)

Sources: https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/ (wire format), Kafka
Connect's org.apache.kafka.connect.json.JsonConverter, the JSON format of CloudEvents 1.0, and
https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html,
https://cloud.google.com/pubsub/docs/push#receive_push.

Repairs: "confluent", "json-in-json", "connect", "cloudevent", "sns", "pubsub", "warc", "http", "front-matter", "jsonp",
"base64".
"""

from __future__ import annotations

import base64
import json
import re
from typing import Any

from streams.article import Dropped
from streams.intake.wires.transmission import FILLING
from streams.kinds import Reason

#: Schema registries count from 1; nobody has so many schemas, and text that a line filled with NULs has letters there.
_MOST_SCHEMAS = 1_000_000
_HEADER = 5
#: Characters of a header, lines of front matter.
_LONGEST_HEADER, _MOST_LINES = 20_000, 200
_HEADER_END = re.compile(r"\r?\n\r?\n")
_NEXT_RECORD = re.compile(r"\n\r?\nWARC/1\.")
_TARGET = re.compile(r"^WARC-Target-URI:\s{0,9}<?(https?://[^\s>]{1,2000})", re.MULTILINE | re.IGNORECASE)
_YAML = re.compile(r"([A-Za-z_][\w-]{0,60})(?::| ?=)[ \t]*(.{0,5000})$")
#: What '{"', "[{", "<?xml", "<!DOCTYPE" and other beginnings of documents are in Base64.
_IN_BASE64 = (
    "eyJ",
    "eyAi",
    "ewog",
    "ewoi",
    "ew0K",
    "W3si",
    "WyB7",
    "PD94bW",
    "PCFET0",
    "PCFkb2",
    "PGh0bW",
    "PG5pdG",
    "PG5ld3",
    "PE5ld3",
    "PHJzc",
)
_JSONP = re.compile(r"\s{0,20}(?:/\*\*/)?[A-Za-z_$][\w$.]{0,80}\(\s{0,20}(?=[{\[])")
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
        if _is_message_pack(value):
            return Dropped(Reason.UNKNOWN_FORMAT, "MessagePack; send JSON")
        return value
    number = int.from_bytes(value[1:_HEADER], "big")
    if number and value[_HEADER : _HEADER + 1] in (b"{", b"["):
        return value[_HEADER:]
    if not 0 < number < _MOST_SCHEMAS or not value[:_HEADER].strip(FILLING) or not _may_be_binary(value):
        return value
    return Dropped(Reason.UNKNOWN_FORMAT, foreign("Avro or Protobuf", number))


def _is_message_pack(value: bytes) -> bool:
    """Whether a map begins there whose first key is a short name (https://msgpack.org): text has no such bytes."""
    if not value or not (0x81 <= value[0] <= 0x8F or value[0] == 0xDE):
        return False
    at = 3 if value[0] == 0xDE else 1
    length = value[at] - 0xA0 if len(value) > at else 0
    return 2 <= length < 0x20 and value[at + 1 : at + 1 + length].isalnum()


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
    elif head.startswith(("WARC/1.", "HTTP/1.", "HTTP/2")):
        return _behind_header(text)
    elif head.startswith(_IN_BASE64) and (decoded := _decoded("".join(text.split()))) is not None:
        return "base64", decoded
    elif head.startswith(("---\n", "---\r\n", "+++\n", "+++\r\n")):
        return _front_matter(text.lstrip("\ufeff \t\r\n"))
    elif text[-200:].rstrip()[-2:] in (");", "})", "])") and (match := _JSONP.match(text)):
        return "jsonp", text[match.end() : text.rindex(")")]
    return None


def _behind_header(text: str) -> tuple[str, str] | None:
    """What follows the header of a record, if it is the only one."""
    kind = text.lstrip()[:4].lower()
    parted = _HEADER_END.search(text, 0, _LONGEST_HEADER)
    if parted is None or (kind == "warc" and _NEXT_RECORD.search(text, parted.end())):
        return None
    return kind, text[parted.end() :]


def _front_matter(text: str) -> tuple[str, str] | None:
    """The fields above a text in Markdown, those of one line and lists of such, and the text as "markdown"."""
    lines = text.splitlines()
    end = next(
        (at for at, line in enumerate(lines[1:_MOST_LINES], 1) if line.rstrip() in ("---", "...", "+++")), 0
    )
    fields: dict[str, Any] = {}
    last = ""
    for line in lines[1:end]:
        if match := _YAML.match(line):
            last = match[1]
            fields[last] = _scalar(match[2])
        elif last and line.lstrip().startswith("- "):
            held = fields[last] if isinstance(fields[last], list) else []
            fields[last] = [*held, _scalar(line.lstrip()[2:])]
    if "title" not in fields:
        return None
    return "front-matter", json.dumps({**fields, "markdown": "\n".join(lines[end + 1 :])}, ensure_ascii=False)


def _scalar(value: str) -> Any:
    value = value.strip()
    if value in ("true", "false"):
        return value == "true"
    if value[:1] == "[" and value[-1:] == "]":
        return [_scalar(each) for each in value[1:-1].split(",")]
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "'\""
    return value[1:-1] if quoted else value


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
    """What a CloudEvent is about whose content type nobody said, or a record of a web archive: the url of its page."""
    if match := _TARGET.search(text, 0, _LONGEST_HEADER):
        return match[1]
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
