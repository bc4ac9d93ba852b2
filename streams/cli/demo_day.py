"""The demo's day: the seeds fed in, and what comes out on the topics, kept as figures."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.text import Text

from streams.brokers.client import Broker
from streams.brokers.reader import reader
from streams.brokers.send import each, send_events
from streams.cli.demo_life import Life, is_released
from streams.cli.demo_seeds import seeds, timed_seeds
from streams.cli.headline import line_of
from streams.events.raw_event import RawEvent
from streams.history.account import Account
from streams.history.dispositions import ENDS, Place
from streams.history.dispositions import read_disposition as outcome_of
from streams.kinds import Disposition
from streams.runtime.dead_letters import header_list
from streams.settings import Settings
from streams.topology import NOTICES

#: So many of the last articles are shown.
_SHOWN = 14
#: The embargo of the seeds that have one which ends, from when they are sent.
_EMBARGO = timedelta(seconds=4)
#: They are sent when all others have ended, or when none has for so long, in seconds.
_PATIENCE = 30.0
#: So often it is looked whether all have, in seconds.
_LOOKED = 0.1


class Day:
    """Feeds `folder` to `broker` and watches its raw events come to their ends."""

    def __init__(self, broker: Broker, folder: Path, known: Settings, width: int | None = None) -> None:
        self._width = width  # of the terminal, in characters
        self.broker, self.folder, self.known = broker, folder, known
        self.account = Account()
        self.life = Life()
        self.latencies: list[float] = []  # seconds from raw to enriched, by the broker's records
        self.last: deque[Text] = deque(maxlen=_SHOWN)
        self.told = False
        self._names: dict[Place, str] = {}
        self._since = float(
            "inf"
        )  # when feeding began, in seconds since 1970: older records are another day's
        self._fed = False
        self._awaited: set[Place] = set()  # held back, and to be released while one watches
        self._first = self._last_end = time.monotonic()

    async def feed(self) -> None:
        """Sends the seeds, as `copydesk feed` does, and then those that are under an embargo for some seconds.

        Raises FeedError for a seed that is no raw event.
        """
        events = seeds(self.folder, datetime.now(UTC))
        self._first = self._last_end = time.monotonic()
        self._since = time.time()
        await send_events(self.broker, each(events), self._on_sent)
        # An embargo that ended while its article still stood in the queue would show nothing.
        await self._ended()
        now = datetime.now(UTC)
        await send_events(self.broker, each(timed_seeds(self.folder, now, now + _EMBARGO)), self._on_timed)
        self._fed = True

    async def _ended(self) -> None:
        while True:
            if not self.account.open or self.idle() > _PATIENCE:
                return
            await asyncio.sleep(_LOOKED)

    def _on_sent(self, event: RawEvent, place: Any) -> None:
        at = (place.topic, place.partition, place.offset)
        self._names[at] = event.name
        self.account.receive(at)

    def _on_timed(self, event: RawEvent, place: Any) -> None:
        self._awaited.add((place.topic, place.partition, place.offset))
        self._on_sent(event, place)

    async def watch(self) -> None:
        """Reads the topics on which raw events end, and the notices, until cancelled."""
        topics = [topic.name for topic in (*ENDS, NOTICES)]
        async with reader(self.broker, topics, from_beginning=True) as consumer:
            async for record in consumer:
                self._on_end(record)

    def _on_end(self, record: Any) -> None:
        headers = {name: value.decode("utf-8", "replace") for name, value in header_list(record.headers)}
        if record.timestamp / 1000 >= self._since:
            self.life.hear(record, headers)
        outcome = outcome_of(record) if record.topic != NOTICES.name else None
        if outcome is None:
            return
        # A kill tells of every copy that it reached: each is shown, and together they are the kill's one end.
        if not self.account.end(outcome) and outcome.disposition is not Disposition.KILLED:
            return
        self._last_end = time.monotonic()
        self.last.append(line_of(record, headers, self._width))
        event = outcome.event
        if outcome.disposition is Disposition.ENRICHED and event and not is_released(event):
            raw = datetime.fromisoformat(event["desk"]["raw"]["timestamp"])
            self.latencies.append(record.timestamp / 1000 - raw.timestamp())

    def name_of(self, place: Place) -> str:
        """The seed that a raw event was."""
        return self._names.get(place, "/".join(str(part) for part in place))

    def complete(self) -> bool:
        """Every seed was received and came to exactly one end, and no embargo that ends in the demo still holds."""
        waits = any(Disposition.WITHHELD in self.account.ends_of(place) for place in self._awaited)
        return self._fed and self.account.count > 0 and self.account.adds_up() and not waits

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
        """Articles that came to their end, a second, from the first one fed to the last one ended."""
        ended = sum(self.account.dispositions().values())
        seconds = self._last_end - self._first
        return ended / seconds if seconds > 0 else 0.0

    def report(self) -> dict[str, Any]:
        """The figures, as `--report` writes them."""
        return {
            "received": len(self.account.received),
            "articles": self.account.articles,
            "dispositions": self.account.dispositions(),
            "latency_seconds": {
                "p50": _rounded(self.percentile(0.5)),
                "p99": _rounded(self.percentile(0.99)),
            },
            "articles_per_second": round(self.rate(), 2),
            "life": self.life.report(),
        }


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 4)
