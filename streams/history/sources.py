"""How each source is, by the last event of each key on sources.health."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from streams.brokers.client import Broker
from streams.brokers.reader import Progress, offset_ranges, read_ranges
from streams.events import source_connection
from streams.events.schema import problem
from streams.events.source_connection import SourceConnection
from streams.topology import SOURCES

_HEALTH = "source_health.v1"


@dataclass(frozen=True, slots=True)
class Heard:
    """A source in one of its languages. `drifted` says what of its copy is not as usual; `at` is when this was told.

    `missed` is how many articles would have come since the last one, had it gone on as is usual for these hours.
    """

    source: str
    language: str
    silent: bool
    last: datetime | None
    articles: int
    drifted: tuple[str, ...]
    missed: float
    at: datetime


async def read_sources_health(
    broker: Broker | str, progress: Progress = lambda *_: None
) -> list[Heard | SourceConnection]:
    """What was told last of each source and connection, by their names. Raises BrokerError, TopicsError."""
    last: dict[bytes, bytes | None] = {}
    async for record in read_ranges(broker, await offset_ranges(broker, [SOURCES.name]), progress):
        last[record.key] = record.value
    told = (_told(key, value) for key, value in last.items() if value is not None)
    return sorted((each for each in told if each is not None), key=_order)


def _order(told: Heard | SourceConnection) -> tuple[str, str]:
    return (told.source, told.language if isinstance(told, Heard) else f"~{told.kind}")


def _told(key: bytes | None, value: bytes) -> Heard | SourceConnection | None:
    """What a record of sources.health tells; None for what copydesk did not write."""
    try:
        return (
            source_connection.decode(value) if source_connection.is_key(key) else _heard(orjson.loads(value))
        )
    except ValueError:
        return None


def _heard(event: Any) -> Heard:
    if wrong := problem(_HEALTH, event):
        raise ValueError(wrong)
    return Heard(
        event["source"],
        event["language"],
        event["silent"],
        datetime.fromisoformat(event["last"]) if event["last"] else None,
        event["articles"],
        tuple(each["what"] for each in event["drifted"]),
        event["missed"],
        datetime.fromisoformat(event["at"]),
    )
