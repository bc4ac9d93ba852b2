"""What a subscriber did not take, as it lies on webhooks.dead."""

from __future__ import annotations

from datetime import datetime

from streams.connect.deliveries import Event
from streams.events.raw_event import RawEvent
from streams.runtime.dead_letters import header_list


def dead_letter(event: Event, subscription: str, why: str, at: datetime) -> RawEvent:
    """The record on webhooks.dead: the event as it was, and headers that say who did not take it, and why."""
    record = event.record
    told = {
        "dead-subscription": subscription,
        "dead-detail": why[:1000],
        "dead-topic": record.topic,
        "dead-partition": str(record.partition),
        "dead-offset": str(record.offset),
        "dead-attempts": str(event.tries),
        "dead-at": at.isoformat(),
    }
    headers = (
        *header_list(record.headers),
        *((name, value.encode("utf-8", "replace")) for name, value in told.items()),
    )
    return RawEvent(event.identity, record.value, record.key or b"", headers)


def without_value(letter: RawEvent) -> RawEvent:
    """Of an event that fills a record: where it lies is told, and not the event."""
    size = str(len(letter.value)).encode()
    return RawEvent(letter.name, b"", letter.key, (*letter.headers, ("dead-size", size)))
