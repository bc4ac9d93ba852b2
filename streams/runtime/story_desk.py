"""The stories fed with records: those of articles.enriched and articles.duplicates in, those of stories out.

It knows no clock and no broker: for the same turns it gives the same records. It lives in a process of its own, for an
article takes it a millisecond, which the wire has better use for; the functions here are what that process is asked.
"""

from __future__ import annotations

import hashlib
import logging
import os
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

import orjson

from streams.clusters.clusters import Clusters
from streams.clusters.event import MERGED, to_event, type_of
from streams.clusters.story import Change
from streams.clusters.telling import Telling, telling, told_copy
from streams.events.cloudevents import attributes
from streams.events.codec import InvalidOutputError
from streams.events.schema import problem
from streams.runtime.story_journal import Turn
from streams.runtime.window import Output
from streams.topology import ENRICHED, STORIES

log = logging.getLogger(__name__)


class Record(NamedTuple):
    """A record as far as the stories need it; the timestamp is in milliseconds since 1970."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None


@dataclass(slots=True)
class Taken:
    """What a turn gave: the records for readers in their order, and how many articles had which outcome."""

    outputs: list[Output] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    stories: int = 0  # that are remembered


class StoryDesk:
    """Which articles tell the same story, as far as the turns have come."""

    def __init__(self) -> None:
        self._clusters = Clusters()
        self._now = 0.0  # the time that the stories have come to, in seconds since 1970

    def take(self, records: Sequence[Record], turn: Turn) -> Taken:
        """Takes the records of a turn."""
        taken = Taken()
        for record in records:
            taken.outcomes[self._take(record, taken.outputs)] += 1
        # Who is behind lives in the time of what he reads: no story ends while its next article waits.
        if turn.caught_up:
            self._now = max(self._now, turn.at / 1000)
        taken.outputs += map(_output, self._clusters.tick(self._now))
        taken.stories = len(self._clusters)
        return taken

    def _take(self, record: Record, outputs: list[Output]) -> str:
        """The outcome (see metrics.STORY_OUTCOMES)."""
        arrived = record.timestamp / 1000
        self._now = max(self._now, arrived)
        try:
            told = _read(record, arrived)
            if told is None:
                return "passed"
            outputs += map(_output, self._clusters.take(told))
        except Exception:
            # One article that cannot be told must not stop all others. Taken again it fails again: all stays the same.
            log.exception("%s/%d/%d has no story", record.topic, record.partition, record.offset)
            return "failed"
        return "told"

    def dump(self) -> bytes:
        """All that is known, to be loaded again."""
        return b"%d\n" % round(self._now * 1000) + self._clusters.dump()

    def load(self, state: bytes) -> None:
        """Takes what dump() gave. Raises ValueError for what is of another version."""
        now, _, clusters = state.partition(b"\n")
        self._clusters.load(clusters)
        self._now = int(now) / 1000


def _read(record: Record, arrived: float) -> Telling | None:
    if record.value is None or record.key is None:
        return None
    read = telling if record.topic == ENRICHED.name else told_copy
    return read(orjson.loads(record.value), record.key.decode(), arrived)


def _output(change: Change) -> Output:
    """The record that tells of a change. Raises InvalidOutputError when it does not satisfy its schema."""
    kind = type_of(change)
    value = orjson.dumps(to_event(change))
    if wrong := problem(kind.removeprefix("copydesk."), orjson.loads(value)):
        raise InvalidOutputError(f"{kind} of {change.story}: {wrong}")
    identity = hashlib.sha256(b"\0".join((kind.encode(), value))).hexdigest()[:32]
    headers = attributes(kind, identity, change.story, datetime.fromtimestamp(change.at, UTC))
    if change.state is not None:
        headers.append(("status", str(change.state.status).encode()))
    return Output(STORIES.name, change.story.encode(), value, headers, partition=0)


def kinds_of(outputs: Iterable[Output]) -> Iterable[str]:
    """What each record tells (see metrics.STORY_EVENTS)."""
    return ("merged" if dict(each.headers)["ce_type"] == MERGED.encode() else "story" for each in outputs)


#: The desk of this process, by the name that began it: one that was lost with its process is not another one's.
_desks: dict[str, StoryDesk] = {}


def begin(name: str, niceness: int = 0) -> None:
    """A new desk under that name. With a `niceness` the process takes what others leave of the machine."""
    if niceness > os.getpriority(os.PRIO_PROCESS, 0):
        os.setpriority(os.PRIO_PROCESS, 0, niceness)
    _desks.clear()
    _desks[name] = StoryDesk()


def take(name: str, records: Sequence[Record], turn: Turn) -> Taken:
    """As StoryDesk.take. Raises KeyError where the desk of that name was lost."""
    return _desks[name].take(records, turn)


def load(name: str, state: bytes) -> None:
    """As StoryDesk.load, of what dump() here gave."""
    _desks[name].load(zlib.decompress(state))


def dump(name: str) -> bytes:
    """As StoryDesk.dump, packed."""
    return zlib.compress(_desks[name].dump(), 1)
