"""The demo's day: the seeds that it feeds, and what comes out on the topics, kept as figures."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
from rich.text import Text

from streams.brokers.client import Broker
from streams.brokers.reader import reader
from streams.brokers.send import each, send_events
from streams.cli.demo_stories import Stories
from streams.cli.terminal import line_of
from streams.connect.files import find_files, read_file
from streams.errors import FeedError
from streams.events.order import TYPE as ORDER
from streams.events.raw_event import RawEvent
from streams.history.account import Account
from streams.history.dispositions import ENDS, Place, read_disposition
from streams.kinds import Disposition, Signal
from streams.runtime.dead_letters import header_list
from streams.settings import Settings
from streams.topology import ENRICHED, NOTICES, STORIES, WITHHELD

#: So many of the last articles are shown.
_SHOWN = 14
#: The embargo of the seeds that have one which ends, from when they are sent.
_EMBARGO = timedelta(seconds=4)
#: They are sent when all others have ended, or when none has for so long, in seconds.
_PATIENCE = 30.0
#: So often it is looked whether all have, in seconds.
_LOOKED = 0.1
#: Signals of an event that changes what was published, in the order in which they are shown.
CHANGES = (Signal.UPDATE, Signal.CORRECTION, Signal.SILENT_EDIT)
#: Files in a folder of this name are no seeds but the patterns of such: their embargo is a few seconds ahead.
TIMED = "_timed"
_UNTIL = b"{{embargo}}"


class Day:
    """Feeds `folder` to `broker` and watches its raw events come to their ends."""

    def __init__(self, broker: Broker, folder: Path, known: Settings, width: int | None = None) -> None:
        self._width = width  # of the terminal, in characters
        self.broker, self.folder, self.known = broker, folder, known
        self.account = Account()
        self.life = Life()
        self.stories = Stories()
        self.dead: Counter[str] = Counter()  # by reason
        self.latencies: list[float] = []  # seconds from raw to enriched, by the broker's records
        self.last: deque[Text] = deque(maxlen=_SHOWN)
        self.told = False
        self._names: dict[Place, str] = {}
        # When feeding began, in seconds since 1970: older records are another day's.
        self._since = float("inf")
        self.fed = False  # whether all seeds have been sent
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
        self.fed = True

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
        """Reads the topics on which raw events end, and the notices, until it is cancelled."""
        topics = [topic.name for topic in (*ENDS, NOTICES, STORIES)]
        async with reader(self.broker, topics, from_beginning=True) as consumer:
            async for record in consumer:
                self._on_end(record)

    def _on_end(self, record: Any) -> None:
        if record.topic == STORIES.name:
            if record.timestamp / 1000 >= self._since:
                self.stories.hear(record)
            return
        headers = {name: value.decode("utf-8", "replace") for name, value in header_list(record.headers)}
        if record.timestamp / 1000 >= self._since:
            self.life.hear(record, headers)
        outcome = read_disposition(record) if record.topic != NOTICES.name else None
        if outcome is None:
            return
        # A kill tells of every copy that it reached: each is shown, and together they are the kill's one end.
        if not self.account.end(outcome) and outcome.disposition is not Disposition.KILLED:
            return
        self._last_end = time.monotonic()
        if outcome.disposition is Disposition.DEAD:
            self.dead[outcome.reason or "?"] += 1
        self.last.append(line_of(record, headers, self._width))
        event = outcome.event
        if outcome.disposition is Disposition.ENRICHED and event:
            self.stories.publish(event)
        if outcome.disposition is Disposition.ENRICHED and event and not _is_released(event):
            raw = datetime.fromisoformat(event["desk"]["raw"]["timestamp"])
            self.latencies.append(record.timestamp / 1000 - raw.timestamp())

    def name_of(self, place: Place) -> str:
        """The name of the seed whose raw event is at `place`."""
        return self._names.get(place, "/".join(str(part) for part in place))

    def complete(self) -> bool:
        """Whether every seed came to exactly one end, and no embargo that ends within the demo still holds."""
        waits = any(Disposition.WITHHELD in self.account.ends_of(place) for place in self._awaited)
        return self.fed and self.account.count > 0 and self.account.adds_up() and not waits

    def stories_complete(self) -> bool:
        """Whether each article has been put to a story; true where this demo has none."""
        return not self.known.stories or self.stories.complete()

    def idle(self) -> float:
        """Seconds since the last raw event came to its end."""
        return time.monotonic() - self._last_end

    def percentile(self, share: float) -> float | None:
        """The seconds from raw to enriched that this share of the articles stayed within; None before the first."""
        if not self.latencies:
            return None
        ranked = sorted(self.latencies)
        return ranked[min(len(ranked) - 1, int(share * len(ranked)))]

    def rate(self) -> float:
        """Articles a second that came to their end, from the first one fed to the last one ended."""
        ended = sum(self.account.dispositions().values())
        seconds = self._last_end - self._first
        return ended / seconds if seconds > 0 else 0.0

    def report(self) -> dict[str, Any]:
        """The figures, as `--report` writes them."""
        return {
            "received": len(self.account.received),
            "articles": self.account.articles,
            "dispositions": self.account.dispositions(),
            "dead": dict(sorted(self.dead.items())),
            "latency_seconds": {
                name: None if (seconds := self.percentile(share)) is None else round(seconds, 4)
                for name, share in (("p50", 0.5), ("p99", 0.99))
            },
            "articles_per_second": round(self.rate(), 2),
            "life": self.life.report(),
            "stories": self.stories.report(),
        }


class Life:
    """Counts what became of stories.

    Reads the records of articles.enriched, articles.withheld and desk.notices; an event counts once.
    """

    def __init__(self) -> None:
        self.killed: dict[str, dict[str, None]] = {}  # the uri that a kill names -> what it canceled
        # By kind of change.
        self.changed: dict[Signal, Counter[str]] = {signal: Counter() for signal in CHANGES}
        self.count: Counter[Signal] = Counter()
        self.takes: dict[str, int] = {}  # uri -> how many takes are in it
        self.waiting: dict[str, str] = {}  # raw event -> uri
        self.released = 0
        self.late: list[float] = []  # of the embargoes that ended: by so much, in seconds
        self.notices: Counter[str] = Counter()
        self._told: set[str] = set()

    def hear(self, record: Any, headers: dict[str, str]) -> None:
        """Adds a record to the figures. Raises ValueError or KeyError for a record that is not from copydesk."""
        key = (record.key or b"").decode("utf-8", "replace")
        if record.value is None:
            self.waiting.pop(key, None)
            return
        told = headers.get("ce_id", "")
        if told in self._told or record.topic not in (ENRICHED.name, WITHHELD.name, NOTICES.name):
            return
        self._told.add(told)
        event = orjson.loads(record.value)
        if record.topic == NOTICES.name:
            if headers.get("ce_type") != ORDER:
                self.notices[event["kind"]] += 1
        elif record.topic == WITHHELD.name:
            self.waiting[key] = event["item"]["uri"]
        else:
            self._published(event, record.timestamp / 1000)

    def _published(self, event: dict[str, Any], at: float) -> None:
        desk, uri = event["desk"], event["item"]["uri"]
        verdict = desk["verdict"]
        if kill := verdict.get("kill"):
            self.killed.setdefault(kill["uri"], {})[uri] = None
            return
        signal = Signal(verdict["signal"])
        self.count[signal] += 1
        if signal in self.changed:
            self.changed[signal].update(change["kind"] for change in verdict.get("changes", ()))
        if takes := verdict.get("takes"):
            self.takes[uri] = len(takes)
        if _is_released(event):
            self.released += 1
            if until := desk["hold"].get("until"):
                self.late.append(at - datetime.fromisoformat(until).timestamp())

    def report(self) -> dict[str, Any]:
        """The figures, as `--report` writes them. How late an embargo ended is in seconds."""
        return {
            "killed": {uri: len(canceled) for uri, canceled in self.killed.items()},
            "updates": self.count[Signal.UPDATE],
            "corrections": self.count[Signal.CORRECTION],
            "silent_edits": self.count[Signal.SILENT_EDIT],
            "held": len(self.waiting),
            "released": self.released,
            "embargo_late_seconds": max((round(late, 3) for late in self.late), default=None),
            "notices": dict(self.notices),
        }


def _is_released(event: dict[str, Any]) -> bool:
    """Whether an event of articles.enriched was held before it was published. Its latency then includes the wait."""
    return bool(event["desk"].get("hold")) and event["item"].get("pubStatus", "usable") == "usable"


def seeds(folder: Path, now: datetime) -> list[RawEvent]:
    """The raw events of a folder, as `copydesk feed` sends them. Raises FeedError for a file that holds none."""
    return list(_read(find_files([str(folder)]), now))


def timed_seeds(folder: Path, now: datetime, embargo: datetime) -> list[RawEvent]:
    """The raw events made from the patterns in the folder. They are under an embargo until `embargo`."""
    patterns = folder / TIMED
    if not patterns.is_dir():
        return []
    written = embargo.isoformat().encode()
    events = _read(find_files([str(patterns)]), now)
    return [replace(event, value=event.value.replace(_UNTIL, written)) for event in events]


def _read(paths: Iterable[Path], now: datetime) -> Iterator[RawEvent]:
    for path in paths:
        for event in read_file(path, now):
            if isinstance(event, FeedError):
                raise event
            yield event
