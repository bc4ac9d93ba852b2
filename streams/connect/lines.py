"""JSON lines as raw events: each line goes out as it is, and the desk reads it by the field names people use.

The names are those of the intake, data/feeds/json_fields.toml. Of the fields the event's own attributes are made:

    source            who published it     -> ce_source
    id, else url      which one it is      -> ce_subject, and the key
    date              when it was so       -> ce_time

A line may hold a ninjs item too.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from streams.article import Dropped
from streams.errors import FeedError
from streams.events.raw_event import RawEvent, binary_event
from streams.intake.dates import parse as parse_date
from streams.intake.fields.document import Stated, is_ninjs, stated
from streams.intake.fields.names import folded
from streams.intake.fields.parts import unwrapped
from streams.intake.fields.values import present
from streams.intake.identity import host_of
from streams.intake.ninjs.fields import WrongType
from streams.intake.sniff import load_json

JSON = "application/json"


def line_event(line: bytes, name: str, time: datetime, source: str | None = None) -> RawEvent | FeedError:
    """The raw event in one line; FeedError, naming the line, where there is none. `time` is now."""
    try:
        document = load_json(line.decode("utf-8").strip())
    except UnicodeDecodeError:
        return FeedError(f"{name}: not UTF-8")
    if isinstance(document, Dropped):
        return FeedError(f"{name}: not {document.detail}")
    if not isinstance(document, dict):
        return FeedError(f'{name}: a JSON object is wanted, such as {{"url": ..., "text": ...}}')
    if is_ninjs(document):
        uri = document.get("uri")
        return _event(line, name, time, source=source, subject=uri if isinstance(uri, str) else None)
    fields = unwrapped(document)
    try:
        said = stated(fields)
    except WrongType as wrong:
        return FeedError(f"{name}: {wrong}")
    if fault := _fault(said, fields):
        return FeedError(f"{name}: {fault}")
    who = source or said.source or host_of(said.url)
    return _event(line, name, said.published or time, source=who, subject=said.id or said.url)


def _event(line: bytes, name: str, time: datetime, *, source: str | None, subject: str | None) -> RawEvent:
    value = line.strip()
    return binary_event(
        name,
        value,
        source=source or "lines",
        subject=subject or "sha256:" + hashlib.sha256(value).hexdigest()[:32],
        time=time,
        content_type=JSON,
    )


def _fault(said: Stated, fields: dict[str, Any]) -> str | None:
    """Why the line is no article and no message about one."""
    message = said.status and (said.id or said.url)
    if not (said.text or said.html or said.headline or said.summary or message):
        return "it has no text, no html, no title and no summary"
    for key, value in present(folded(fields), "published"):
        if said.published is None and parse_date(value) is None:
            return f"{key} {str(value)[:40]!r} is none that is understood"
    return None
