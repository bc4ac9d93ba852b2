"""The demo's day: the seeds fed in, and what comes out on the topics, kept as figures."""

from __future__ import annotations

import time
from collections import deque
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.text import Text

from streams.article import Disposition
from streams.cli.headline import line_of
from streams.engine.account import ENDS, Account, Place, outcome_of
from streams.engine.dead_letters import header_list
from streams.engine.kafka_client import Broker
from streams.engine.reader import reader
from streams.errors import FeedError
from streams.feed.files import find_files, read_file
from streams.feed.raw_event import RawEvent
from streams.feed.send import each, send_events
from streams.settings import Settings

#: So many of the last articles are shown.
_SHOWN = 14


class Day:
    """Feeds `folder` to `broker` and watches its raw events come to their ends."""

    def __init__(self, broker: Broker, folder: Path, known: Settings, width: int | None = None) -> None:
        self._width = width  # of the terminal, in characters
        self.broker, self.folder, self.known = broker, folder, known
        self.account = Account()
        self.latencies: list[float] = []  # seconds from raw to enriched, by the broker's records
        self.last: deque[Text] = deque(maxlen=_SHOWN)
        self.told = False
        self._names: dict[Place, str] = {}
        self._first = self._last_end = time.monotonic()

    async def feed(self) -> None:
        """Sends the seeds, as `copydesk feed` does. Raises FeedError for a seed that is no raw event."""
        events: list[RawEvent] = []
        for path in find_files([str(self.folder)]):
            for event in read_file(path, datetime.now(UTC)):
                if isinstance(event, FeedError):
                    raise event
                events.append(event)
        self._first = self._last_end = time.monotonic()
        await send_events(self.broker, each(events), self._on_sent)

    def _on_sent(self, event: RawEvent, place: Any) -> None:
        at = (place.topic, place.partition, place.offset)
        self._names[at] = event.name
        self.account.receive(at)

    async def watch(self) -> None:
        """Reads the topics on which raw events end, until cancelled."""
        async with reader(self.broker, [topic.name for topic in ENDS], from_beginning=True) as consumer:
            async for record in consumer:
                self._on_end(record)

    def _on_end(self, record: Any) -> None:
        outcome = outcome_of(record)
        if not self.account.end(outcome):
            return
        self._last_end = time.monotonic()
        headers = {name: value.decode("utf-8", "replace") for name, value in header_list(record.headers)}
        self.last.append(line_of(record, headers, self._width))
        if outcome.disposition is Disposition.ENRICHED and outcome.event:
            raw = datetime.fromisoformat(outcome.event["desk"]["raw"]["timestamp"])
            self.latencies.append(record.timestamp / 1000 - raw.timestamp())

    def name_of(self, place: Place) -> str:
        """The seed that a raw event was."""
        return self._names.get(place, "/".join(str(part) for part in place))

    def complete(self) -> bool:
        """Every seed was received and came to exactly one end."""
        return bool(self.account.received) and self.account.adds_up()

    def idle(self) -> float:
        """Seconds since the last raw event came to its end."""
        return time.monotonic() - self._last_end

    def percentile(self, share: float) -> float | None:
        """The time from raw to enriched that `share` of the articles stayed within, in seconds."""
        if not self.latencies:
            return None
        ranked = sorted(self.latencies)
        return ranked[min(len(ranked) - 1, int(share * len(ranked)))]

    def rate(self) -> float:
        """Raw events that came to their end, a second, from the first one fed to the last one ended."""
        ended = len(self.account.received & self.account.ends.keys())
        seconds = self._last_end - self._first
        return ended / seconds if seconds > 0 else 0.0

    def report(self) -> dict[str, Any]:
        """The figures, as `--report` writes them."""
        return {
            "received": len(self.account.received),
            "dispositions": self.account.dispositions(),
            "latency_seconds": {
                "p50": _rounded(self.percentile(0.5)),
                "p99": _rounded(self.percentile(0.99)),
            },
            "articles_per_second": round(self.rate(), 2),
        }


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 4)
