"""The made-up news day through the pure stages, without a broker, as the events that the stories are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from streams.article import Dropped, Origin
from streams.cli.demo_day import seeds
from streams.clusters.telling import Telling, telling, told_copy
from streams.events.cloudevents import read_raw
from streams.events.codec import DUPLICATE, ENRICHED, to_event
from streams.stages import clean, decide, enrich, new_ledger
from streams.stories.ledger import Ledger
from streams.stories.outcome import Passed, Reported

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
#: A page on which clean is stopped by its deadline, which nobody sets here.
_SLOW = "2215-resultats"


@dataclass(frozen=True, slots=True)
class Published:
    """An event of articles.enriched or articles.duplicates, and its file: "feed.rss#1" where that has several."""

    file: str
    at: datetime
    kind: str
    event: dict[str, Any]

    def told(self) -> Telling | None:
        """The article as the stories read it."""
        read = telling if self.kind == ENRICHED else told_copy
        return read(self.event, self.event["item"]["uri"], self.at.timestamp())


@cache
def day() -> tuple[Published, ...]:
    """What is published on the day, in the order in which it was decided."""
    ledger = new_ledger()
    return tuple(
        each
        for number, raw in enumerate(seeds(SEEDS, datetime(2026, 11, 21, 23, tzinfo=UTC)))
        if _SLOW not in raw.name
        for each in _published(ledger, raw, number)
    )


def _published(ledger: Ledger, raw: Any, number: int) -> Iterator[Published]:
    path = Path(raw.name)
    clock = re.match(r"(\d\d)(\d\d)", path.name)
    assert clock is not None
    at = datetime(2026, 11, 21, int(clock[1]), int(clock[2]), tzinfo=UTC)
    document = read_raw(raw.value, raw.headers, Origin("articles.raw", 0, number, at))
    parts = () if isinstance(document, Dropped) else clean(document)
    for part in parts:
        if isinstance(part, Dropped):
            continue
        for outcome in decide(ledger, part):
            name = str(path.relative_to(SEEDS)) + (f"#{part.origin.part}" if part.origin.parts > 1 else "")
            if isinstance(outcome, Passed):
                yield Published(name, at, ENRICHED, _plain(to_event(enrich(outcome.article), ENRICHED)))
            elif isinstance(outcome, Reported):
                yield Published(name, at, DUPLICATE, _plain(to_event(outcome.article, DUPLICATE)))


def _plain(event: dict[str, Any]) -> dict[str, Any]:
    plain = orjson.loads(orjson.dumps(event, option=orjson.OPT_UTC_Z))
    assert isinstance(plain, dict)
    return plain
