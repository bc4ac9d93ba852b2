"""From a request's body to raw events: one document, CloudEvents by their HTTP binding, or lines of JSON.

Source of the rules: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import unquote

import orjson

from streams.connect.files import LARGEST, line_event
from streams.connect.received import TRACE, received_event, structured
from streams.errors import FeedError
from streams.events.cloudevents import BATCH, STRUCTURED
from streams.events.raw_event import RawEvent
from streams.intake.fields.document import stated
from streams.intake.fields.parts import article_in
from streams.intake.ninjs.fields import WrongType
from streams.runtime.problem import Problem

#: Media types of lines of JSON, an article each.
LINES = frozenset(
    f"application/{prefix}{name}"
    for prefix in ("", "x-")
    for name in ("ndjson", "jsonl", "jsonlines", "json-lines")
)
#: What a form sends: nobody means one, but a client that is told nothing else says so.
_FORMS = ("application/x-www-form-urlencoded", "multipart/")
#: The attributes that a CloudEvent must have besides its version.
_NEEDED = ("ce-id", "ce-source", "ce-type")
#: The most documents of a request, and the most wrong ones that an answer lists.
MOST, LISTED = 10_000, 100


def documents(
    body: bytes, headers: Mapping[str, str], url: str | None, source: str, now: datetime
) -> list[RawEvent]:
    """The raw events in a body, which come from `source` whatever they say themselves.

    `url` names a single document, where `ce-subject` does not. Raises Problem: 400 for an envelope that is none, 413
    for too many, 415 for what is not read, 422 where a document is none; of several, then, none is sent.
    """
    given = headers.get("Content-Type", "")
    media = given.partition(";")[0].strip().lower()
    if media.startswith(_FORMS):
        raise Problem(415, f"a form ({media}) is no document: send its bytes, with their own Content-Type")
    if not body:
        raise Problem(400, "the body is empty")
    if media.startswith(BATCH):
        return _all(_batch(body, media, source, now))
    if media in LINES:
        return _all(_lines(body, source, now))
    if media.startswith("application/cloudevents"):
        if media != STRUCTURED:
            raise Problem(415, f"of CloudEvents {STRUCTURED} and {BATCH}+json are read")
        return _one(structured("the event", body, source, now))
    return _one(_single(body, given, media, headers, url, source, now))


def _single(
    body: bytes,
    content_type: str,
    media: str,
    headers: Mapping[str, str],
    url: str | None,
    source: str,
    now: datetime,
) -> RawEvent | FeedError:
    """A document, or a CloudEvent in binary mode: its attributes are headers, percent-encoded."""
    if "ce-specversion" in headers and (
        stray := next((each for each in _NEEDED if each not in headers), None)
    ):
        raise Problem(400, f"{stray} is missing: a CloudEvent has {', '.join(_NEEDED)}")
    attributes = {
        f"ce_{name[3:].lower()}": _sent(unquote(value))
        for name, value in headers.items()
        if name[:3].lower() == "ce-"
    }
    attributes |= {name: _sent(headers[name]) for name in TRACE if name in headers}
    subject = headers.get("ce-subject") and unquote(headers["ce-subject"])
    subject = subject or url or headers.get("Content-Location") or _own_name(body, media)
    if subject:
        attributes["ce_subject"] = _sent(subject.strip())
    if content_type:
        attributes["content-type"] = _sent(content_type)
    return received_event("the document", body, attributes, source, now)


def _sent(header: str) -> bytes:
    """The bytes of a header. Those that are not UTF-8 are surrogates in it, by aiohttp."""
    return header.encode("utf-8", "surrogateescape")


def _own_name(body: bytes, media: str) -> str | None:
    """The uri or url by which a JSON object calls itself: versions of one article stay in their order by it."""
    if "json" not in media and (media or body.lstrip()[:1] != b"{"):
        return None
    try:
        document = orjson.loads(body)
        if not isinstance(document, dict):
            return None
        said = stated(article_in(document)[0])
    except (orjson.JSONDecodeError, WrongType, RecursionError):
        return None
    return said.id or said.url


def _batch(body: bytes, media: str, source: str, now: datetime) -> Iterator[RawEvent | FeedError]:
    if media != f"{BATCH}+json":
        raise Problem(415, f"of batches of CloudEvents {BATCH}+json is read")
    try:
        events: Any = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Problem(400, f"the batch is not JSON: {error}") from error
    if not isinstance(events, list):
        raise Problem(400, "the batch is no list of CloudEvents")
    for number, event in enumerate(events, 1):
        yield structured(f"event {number}", orjson.dumps(event), source, now)


def _lines(body: bytes, source: str, now: datetime) -> Iterator[RawEvent | FeedError]:
    for number, line in enumerate(body.split(b"\n"), 1):
        if line.strip():
            yield line_event(line, f"line {number}", now, source)


def _one(found: RawEvent | FeedError) -> list[RawEvent]:
    if isinstance(found, FeedError):
        raise Problem(422, str(found))
    return [_bounded(found)]


def _all(found: Iterator[RawEvent | FeedError]) -> list[RawEvent]:
    """All of several documents, or none: Problem 422 lists which are wrong."""
    events: list[RawEvent] = []
    wrong: list[str] = []
    for number, each in enumerate(found, 1):
        if number > MOST:
            raise Problem(413, f"there are more than {MOST} documents: send several requests")
        if isinstance(each, FeedError):
            wrong.append(str(each))
        elif not wrong:
            events.append(_bounded(each))
    if wrong:
        many = f"{len(wrong)} documents are" if len(wrong) > 1 else "a document is"
        raise Problem(422, f"nothing was sent, for {many} wrong: {wrong[0]}", wrong=wrong[:LISTED])
    return events


def _bounded(event: RawEvent) -> RawEvent:
    if event.size > LARGEST:
        raise Problem(
            413, f"{event.name}: {event.size} bytes with its headers are more than the {LARGEST} of a record"
        )
    return event
