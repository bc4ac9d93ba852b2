"""Which stories run now, as the last event of each on the topic `stories` tells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from streams.brokers.client import Broker
from streams.brokers.reader import Progress, offset_ranges, read_ranges
from streams.events.schema import problem
from streams.topology import STORIES

#: The schema of what stands of a story. One that became part of another has the other schema, and is none any more.
SCHEMA = "story.v1"


@dataclass(frozen=True, slots=True)
class Running:
    """A story, from its last event, which `event` has whole. Times are aware; `novelty` is a share, 0 to 1.

    `novelty` is what the latest article said that the story had not said; None: time, or a kill, was the last.
    """

    id: str
    title: str
    status: str
    articles: int
    reports: int
    sources: tuple[str, ...]
    languages: tuple[str, ...]
    places: tuple[str, ...]
    begun: datetime | None
    changed: datetime
    uri: str  # of the article that came last
    headline: str
    novelty: float | None
    event: dict[str, Any]

    @property
    def runs(self) -> bool:
        """Whether it goes on, and more than one article tells it."""
        return self.status in ("new", "growing") and self.articles > 1


async def read_stories(broker: Broker | str, progress: Progress = lambda *_: None) -> list[Running]:
    """All stories that the topic holds, those with the most reports first. Raises BrokerError, TopicsError."""
    last: dict[bytes, bytes | None] = {}
    async for record in read_ranges(broker, await offset_ranges(broker, [STORIES.name]), progress):
        last[record.key] = record.value
    return ranked(found for value in last.values() if (found := running(value)) is not None)


def ranked(stories: Iterable[Running]) -> list[Running]:
    """Those with the most reports first, then those with the most articles, then the newest."""
    return sorted(
        stories, key=lambda each: (-each.reports, -each.articles, -each.changed.timestamp(), each.id)
    )


def running(value: bytes | None) -> Running | None:
    """The story of an event; None for one that is part of another story, and for what copydesk did not write."""
    try:
        event = orjson.loads(value or b"")
    except orjson.JSONDecodeError:
        return None
    if problem(SCHEMA, event):
        return None
    adds = event.get("adds", {})
    newest = event["latest"][0] if event["latest"] else {}
    # The newest by its sender's clock need not be the one that came last.
    last = next((each for each in event["latest"] if each["uri"] == adds.get("uri")), newest)
    return Running(
        id=event["id"],
        title=event["title"],
        status=event["status"],
        articles=event["articles"],
        reports=event["reports"],
        sources=tuple(event["sources"]),
        languages=tuple(event["languages"]),
        places=tuple(place["name"] for place in event["places"]),
        begun=_time(event["first"]["received"]) if "first" in event else None,
        changed=_time(event["at"]),
        uri=last.get("uri", ""),
        headline=last.get("headline", ""),
        novelty=adds["novelty"]["story"] if "novelty" in adds else None,
        event=event,
    )


def _time(written: str) -> datetime:
    return datetime.fromisoformat(written)
