"""A CloudEvent that somebody else has made, as a raw event of the source by which it came.

Whoever may send under one name may not speak for another: what an envelope from outside says of its source does not
count, and any attribute that is not needed is left out. Its subject and time are the sender's word for his own copy.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

from streams.article import Dropped, Origin
from streams.errors import FeedError
from streams.events.cloudevents import STRUCTURED, read_raw
from streams.events.raw_event import RawEvent, binary_event, subject_of

#: The headers of a trace, and how the first looks: https://www.w3.org/TR/trace-context/
TRACE = ("traceparent", "tracestate")
_PARENT = re.compile(rb"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_LONGEST_STATE = 512
#: Nothing of a place on a topic is asked here.
_NOWHERE = Origin("", 0, 0, datetime.fromtimestamp(0, UTC))


def received_event(
    name: str, value: bytes, headers: dict[str, bytes], source: str, now: datetime
) -> RawEvent | FeedError:
    """The raw event of `source`; FeedError, naming it by `name`, where the envelope or the document is none.

    `headers` are those of the Kafka binding: ce_* and content-type, without which the value is a bare document. The
    trace that they name goes on: `traceparent` and `tracestate`, with or without ce_ before them.
    """
    raw = read_raw(value, headers, _NOWHERE)
    if isinstance(raw, Dropped):
        return FeedError(f"{name}: {raw.detail}")
    event = binary_event(
        name,
        raw.value,
        source=source,
        subject=raw.subject or subject_of(raw.value),
        time=raw.time or now,
        content_type=raw.content_type,
        status=raw.status,
    )
    return replace(event, headers=event.headers + trace) if (trace := _trace(headers)) else event


def _trace(headers: dict[str, bytes]) -> tuple[tuple[str, bytes], ...]:
    """The attributes of the trace that an envelope names, if it is one by W3C's Trace Context."""
    parent, state = (headers.get(f"ce_{name}") or headers.get(name) for name in TRACE)
    if not parent or not _PARENT.fullmatch(parent):
        return ()
    found = [(f"ce_{TRACE[0]}", parent)]
    if state and len(state) <= _LONGEST_STATE and state.isascii():
        found.append((f"ce_{TRACE[1]}", state))
    return tuple(found)


def structured(name: str, value: bytes, source: str, now: datetime) -> RawEvent | FeedError:
    """The same for a CloudEvent in structured mode: JSON with its document in `data` or `data_base64`."""
    return received_event(name, value, {"content-type": STRUCTURED.encode()}, source, now)
