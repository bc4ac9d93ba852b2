"""A CloudEvent that somebody else has made, as a raw event of the source by which it came.

Whoever may send under one name may not speak for another: what an envelope from outside says of its source does not
count, and any attribute that is not needed is left out. Its subject and time are the sender's word for his own copy.
"""

from __future__ import annotations

from datetime import UTC, datetime

from streams.article import Dropped, Origin
from streams.errors import FeedError
from streams.events.cloudevents import STRUCTURED, read_raw
from streams.events.raw_event import RawEvent, binary_event, subject_of

#: Nothing of a place on a topic is asked here.
_NOWHERE = Origin("", 0, 0, datetime.fromtimestamp(0, UTC))


def received_event(
    name: str, value: bytes, headers: dict[str, bytes], source: str, now: datetime
) -> RawEvent | FeedError:
    """The raw event of `source`; FeedError, naming it by `name`, where the envelope or the document is none.

    `headers` are those of the Kafka binding: ce_* and content-type, without which the value is a bare document.
    """
    raw = read_raw(value, headers, _NOWHERE)
    if isinstance(raw, Dropped):
        return FeedError(f"{name}: {raw.detail}")
    return binary_event(
        name,
        raw.value,
        source=source,
        subject=raw.subject or subject_of(raw.value),
        time=raw.time or now,
        content_type=raw.content_type,
        status=raw.status,
    )


def structured(name: str, value: bytes, source: str, now: datetime) -> RawEvent | FeedError:
    """The same for a CloudEvent in structured mode: JSON with its document in `data` or `data_base64`."""
    return received_event(name, value, {"content-type": STRUCTURED.encode()}, source, now)
