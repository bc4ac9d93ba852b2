"""CloudEvents 1.0, Kafka protocol binding: reading raw events, and the headers of our own.

Source of the rules: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from datetime import datetime
from urllib.parse import quote

import orjson

from streams.article import Article, Dropped, Origin, RawArticle
from streams.events.framing import schema_of, unframed
from streams.events.ids import event_id
from streams.events.schema import problem
from streams.intake.dates import parse as parse_date
from streams.intake.wrapped import foreign
from streams.kinds import Reason

Headers = list[tuple[str, bytes]]

STRUCTURED = "application/cloudevents+json"
BATCH = "application/cloudevents-batch"
#: The attribute names every event of ours carries, as Kafka headers.
SPECVERSION = b"1.0"
_PUB_STATUS = "pubstatus"
#: A uri of more characters has a header that says so: as an id of OpenSearch it is too long, and would end the sink.
LONG_URI = 512
# What stays as it is in the header `topics`: ASCII but for white space, which parts its entries, and controls.
_IN_A_CODE = "".join(map(chr, range(33, 127)))


def read_raw(
    value: bytes | None,
    headers: Mapping[str, bytes] | Iterable[tuple[str, bytes]] | None,
    origin: Origin,
    *,
    timed: bool = True,
) -> RawArticle | Dropped:
    """A record of `articles.raw` as a RawArticle: binary mode, structured mode, or bare bytes.

    Dropped(EMPTY) for a record without a value, Dropped(INVALID_EVENT) for a broken envelope. An attribute that
    is absent or unreadable is None: what the document says of itself then counts. Where nobody asks for the time, it
    need not be `timed`: to read a date costs as much as all else.
    """
    if not value:
        return Dropped(Reason.EMPTY, "the record has no value")
    given = _lower(headers)
    content_type = given.get("content-type")
    if content_type and content_type.lower().startswith(BATCH):
        return Dropped(Reason.INVALID_EVENT, "batched CloudEvents do not exist in the Kafka binding")
    if content_type and content_type.lower().startswith(STRUCTURED):
        return _structured(value, origin)
    version = given.get("ce_specversion")
    if version is not None and version != "1.0":
        return Dropped(Reason.INVALID_EVENT, f"ce_specversion is {version[:20]!r}; 1.0 is read")
    return RawArticle(
        value=value,
        origin=origin,
        content_type=content_type or given.get("ce_datacontenttype"),
        source=given.get("ce_source") or None,
        subject=given.get("ce_subject") or None,
        time=parse_date(given.get("ce_time")) if timed else None,
        id=given.get("ce_id") or None,
        status=_http_status(given.get("ce_httpstatus")),
    )


def is_structured(headers: Mapping[str, bytes] | Iterable[tuple[str, bytes]] | None) -> bool:
    """Whether the record's value is the whole event, as JSON."""
    return _lower(headers).get("content-type", "").lower().startswith(STRUCTURED)


def _lower(headers: Mapping[str, bytes] | Iterable[tuple[str, bytes]] | None) -> dict[str, str]:
    pairs = headers.items() if isinstance(headers, Mapping) else headers or ()
    return {name.lower(): (raw or b"").decode("utf-8", "replace").strip() for name, raw in pairs}


def _structured(value: bytes, origin: Origin) -> RawArticle | Dropped:
    if (schema := schema_of(value)) is not None:
        value = unframed(value)
        if value[:1] != b"{":
            return Dropped(Reason.UNKNOWN_FORMAT, foreign("Avro or Protobuf", schema))
    try:
        event = orjson.loads(value)
    except orjson.JSONDecodeError as error:
        return Dropped(Reason.INVALID_EVENT, f"not JSON: {error}")
    if wrong := problem("raw.v1", event):
        return Dropped(Reason.INVALID_EVENT, wrong)
    content_type = event.get("datacontenttype")
    data = _data(event, content_type)
    if isinstance(data, Dropped):
        return data
    return RawArticle(
        value=data,
        origin=origin,
        content_type=content_type,
        source=event["source"],
        subject=event.get("subject"),
        time=parse_date(event.get("time")),
        id=event["id"],
        status=_http_status(event.get("httpstatus")),
        repairs=() if schema is None else ("confluent",),
    )


def _http_status(given: object) -> int | None:
    """The status of HTTP in an extension attribute; None for what is none."""
    text = str(given).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) == 3 else None


def _data(event: Mapping[str, object], content_type: str | None) -> bytes | Dropped:
    encoded = event.get("data_base64")
    if isinstance(encoded, str):
        try:
            return base64.b64decode(encoded, validate=True)
        except binascii.Error as error:
            return Dropped(Reason.INVALID_EVENT, f"data_base64: {error}")
    data = event.get("data")
    if data is None:
        return Dropped(Reason.EMPTY, "the event has no data")
    # A JSON string under a content type that is not JSON is the document itself, not a JSON string.
    if isinstance(data, str) and content_type is not None and "json" not in content_type.lower():
        return data.encode()
    if isinstance(data, str) and content_type is None:
        return data.encode()
    return orjson.dumps(data)


def is_usable(headers: Mapping[str, bytes] | Iterable[tuple[str, bytes]] | None) -> bool:
    """Whether an event of ours is of a usable article: the header `pubstatus` stands on all others alone."""
    pairs = headers.items() if isinstance(headers, Mapping) else headers or ()
    return all(name != _PUB_STATUS for name, _ in pairs)


def attributes(event_type: str, id_: str, subject: str, time: datetime) -> Headers:
    """The CloudEvents attributes that every event of ours carries."""
    return [
        ("ce_specversion", SPECVERSION),
        ("ce_id", id_.encode()),
        ("ce_source", b"copydesk"),
        ("ce_type", event_type.encode()),
        ("ce_subject", subject.encode()),
        ("ce_time", time.isoformat().encode()),
        ("content-type", b"application/json"),
    ]


def headers_of(event_type: str, article: Article, time: datetime) -> Headers:
    """Our event's headers: the CloudEvents attributes, then what subscribers filter on without parsing the value."""
    headers: Headers = [
        *attributes(event_type, event_id(event_type, article), article.uri, time),
        ("language", article.language.encode()),
        ("source", article.source.encode()),
        # The raw event's place: accounts need not parse the value to know of which one this tells.
        ("raw", f"{article.origin.topic}/{article.origin.partition}/{article.origin.offset}".encode()),
    ]
    if article.origin.parts > 1:
        headers.append(("part", f"{article.origin.part}/{article.origin.parts}".encode()))
    if article.pub_status != "usable":
        headers.append((_PUB_STATUS, article.pub_status.encode()))
    if len(article.uri) > LONG_URI:
        headers.append(("longuri", str(len(article.uri)).encode()))
    if article.verdict:
        headers.append(("signal", article.verdict.signal.encode()))
        headers.append(("disposition", article.verdict.disposition.encode()))
    if article.header.urgency is not None:
        headers.append(("urgency", str(article.header.urgency).encode()))
    # Names have commas in them, and spaces: entries are parted by spaces, and what is in the way is percent-encoded.
    topics = [each.uri or each.literal or each.name or "" for each in article.sent.subjects]
    topics += [each.uri for each in article.found.topics]
    if topics:
        headers.append(("topics", " ".join(quote(code, _IN_A_CODE) for code in topics).encode()))
    return headers
