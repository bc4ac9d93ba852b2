"""From a record of somebody else's topic to a raw event: which of its headers, or fields, mean what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import orjson

from streams.connect.options import Options
from streams.connect.received import TRACE, received_event
from streams.connect.sender import check_size
from streams.errors import FeedError
from streams.events.framing import unframed
from streams.events.raw_event import RawEvent

#: The attributes of a raw event that a mapping may give. Its source is not among them: that is the source's name.
ATTRIBUTES = ("ce_subject", "ce_time", "ce_httpstatus", "content-type")
#: In a mapping: the record's key, in place of a header. What begins with "/" is a JSON Pointer (RFC 6901).
KEY = "$key"
_CONTENT_TYPE = "content-type"


@dataclass(frozen=True, slots=True)
class RecordMapping:
    """How the records of a source are read. `headers` gives, by our attribute, where it stands with them."""

    source: str
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str | None = None  # of records that do not say theirs

    def event(self, record: Any, now: datetime) -> RawEvent | FeedError:
        """The raw event in an aiokafka record that has a value; FeedError, which names its place, where it is none."""
        place = f"{record.topic}/{record.partition}/{record.offset}"
        given = {name.lower(): value for name, value in record.headers if value is not None}
        found = {
            name: value
            for name, value in given.items()
            if name.startswith("ce_") or name in (_CONTENT_TYPE, *TRACE)
        }
        found |= self._mapped(record, given)
        if self.content_type and _CONTENT_TYPE not in found:
            found[_CONTENT_TYPE] = self.content_type.encode()
        event = received_event(place, record.value, found, self.source, _time_of(record) or now)
        if isinstance(event, FeedError):
            return event
        if record.key and event.key.startswith(b"sha256:"):
            # Nothing names the document: what its sender keeps in order by the key stays in order.
            event = replace(event, key=record.key)
        try:
            check_size(event)
        except FeedError as error:
            return error
        return event

    def _mapped(self, record: Any, given: Mapping[str, bytes]) -> dict[str, bytes]:
        found: dict[str, bytes | None] = {}
        document: Any = None
        for attribute, place in self.headers.items():
            if place == KEY:
                found[attribute] = record.key
            elif place.startswith("/"):
                document = _parsed(record.value) if document is None else document
                found[attribute] = _at(document, place)
            else:
                found[attribute] = given.get(place.lower())
        return {attribute: value for attribute, value in found.items() if value}


def mapping_of(source: str, options: Options) -> RecordMapping:
    """The mapping that `headers` and `content_type` tell. Raises SourcesError."""
    table = options.table("headers")
    for key in table.keys():  # noqa: SIM118 - it is no dict
        if key == "ce_source":
            table.refuse(key, "cannot be mapped: it is always the name of the source")
        if key not in ATTRIBUTES:
            table.refuse(key, f"is none of {', '.join(ATTRIBUTES)}")
    headers = {key: table.text(key) for key in ATTRIBUTES if table.has(key)}
    content_type = options.text("content_type") if options.has("content_type") else None
    return RecordMapping(source, headers, content_type)


def _time_of(record: Any) -> datetime | None:
    """When the record was written, as its cluster has it."""
    return datetime.fromtimestamp(record.timestamp / 1000, UTC) if record.timestamp > 0 else None


def _parsed(value: bytes) -> Any:
    try:
        return orjson.loads(unframed(value))
    except orjson.JSONDecodeError:
        return False  # asked once


def _at(document: Any, pointer: str) -> bytes | None:
    """The text or number at a JSON Pointer, as it is written."""
    for part in pointer[1:].split("/"):
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(document, dict):
            document = document.get(name)
        elif isinstance(document, list) and name.isascii() and name.isdigit() and int(name) < len(document):
            document = document[int(name)]
        else:
            return None
    if isinstance(document, str):
        return document.encode("utf-8", "replace")
    return (
        str(document).encode()
        if isinstance(document, int | float) and not isinstance(document, bool)
        else None
    )
