"""A worker that dies after any record, and another that goes on: readers have in the end what they would have had.

The lane writes what readers get in the order of the events, and what is remembered of an event behind that. So at a
crash a part of the changelog is there, the outputs of all that stands in it, and of later ones any prefix of each
partition. The next worker starts with its disk or with the changelog alone, and is given the events again from any
offset on that was committed.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from streams.article import Article
from streams.kinds import Disposition
from streams.runtime.changelog import MARK, Decided, kept_records, mark
from streams.runtime.keeper import Keeper
from streams.runtime.state import State
from streams.runtime.store import Layered
from streams.runtime.window import Output
from streams.settings import Settings
from streams.stories.outcome import Held, Lifted, Notice, Outcome, Passed
from streams.stories.story import Story, raw_of
from tests.articles import NOON
from tests.runtime.stores import MemoryBase
from tests.stories.test_orders import day

#: Events that are in work at once when the worker dies.
IN_WORK = 4
LATE = NOON + timedelta(hours=5)


@dataclass
class Topics:
    """What readers have: the outcomes in the order of each partition, and the changelog."""

    outs: list[Outcome] = field(default_factory=list)
    changelog: list[Output] = field(default_factory=list)

    def standing(self) -> dict[str, tuple[str, str]]:
        """For each uri the last that was published."""
        passed = [out.article for out in self.outs if isinstance(out, Passed)]
        return {article.uri: (article.pub_status, article.body) for article in passed}

    def withheld(self) -> set[str]:
        """The raw events of what waits: the topic is compacted."""
        found: set[str] = set()
        for out in self.outs:
            if isinstance(out, Held):
                found.add(raw_of(out.article.origin))
            elif isinstance(out, Lifted):
                found.discard(raw_of(out.article.origin))
        return found

    def notices(self) -> set[tuple[str, ...]]:
        return {(str(out.kind), out.uri, out.raw) for out in self.outs if isinstance(out, Notice)}

    def ends(self) -> dict[str, set[Disposition]]:
        """Of each raw event the ends that it came to; `withheld` gives way to any other."""
        found: dict[str, set[Disposition]] = defaultdict(set)
        for out in self.outs:
            if not isinstance(out, Notice | Lifted) and out.article.verdict:
                found[raw_of(out.article.origin)].add(out.article.verdict.disposition)
        return {raw: kinds - {Disposition.WITHHELD} or kinds for raw, kinds in found.items()}

    def seen(self) -> tuple[Any, ...]:
        return self.standing(), self.withheld(), self.notices(), self.ends()


class Worker:
    """The writer of a term, that starts with `base` and reads the changelog from there."""

    def __init__(self, base: MemoryBase, topics: Topics, folder: Path) -> None:
        self.topics, self.base = topics, base
        self.state = State(Layered(base), threshold=0.6, window=timedelta(hours=72), texts=10_000)
        self._at = self.state.place.offset
        keeper = Keeper(Settings(app_id="desk", data=folder), "", None)  # type: ignore[arg-type]  # it sends nothing
        self._read(keeper)
        topics.changelog.append(mark("desk", self.state.place.term + 1))
        self._read(keeper)
        for _ in self.state.load():
            pass
        topics.changelog += kept_records("desk", self.state.begin(self.state.place.term), None)
        self.decided: list[tuple[list[Outcome], tuple[Output, ...]]] = []

    def _read(self, keeper: Keeper) -> None:
        """Reads the changelog to its end."""
        first = self._at
        for offset, output in enumerate(self.topics.changelog[first:], first):
            record = {"topic": output.topic, "partition": 0, "offset": offset, "headers": output.headers}
            keeper._apply(self.state, SimpleNamespace(key=output.key, value=output.value, **record))
            self._at = offset + 1

    def decide(self, offset: int, article: Article, *, acknowledged: bool = True) -> None:
        if self.state.is_decided(offset):
            return
        decision = self.state.decide(article, event=Decided(offset, 0))
        self._note(decision, acknowledged)

    def stories(self) -> dict[str, Story | None]:
        uris = {output.key.decode() for output in self.topics.changelog if output.key and output.key != MARK}
        return {uri: self.state._ledger.get(uri) for uri in uris}

    def clock(self) -> None:
        while due := self.state.next_due():
            self._note(self.state.release(due, LATE), True)

    def _note(self, decision: Any, acknowledged: bool) -> None:
        then = kept_records("desk", decision.changes, decision.event)
        self.decided.append((decision.outcomes, then))
        if acknowledged:
            first = len(self.topics.changelog)
            self.topics.outs += decision.outcomes
            self.topics.changelog += then
            self.state.acknowledged(decision, range(first, len(self.topics.changelog)))


def undisturbed(events: list[Article], folder: Path) -> tuple[Topics, list[int]]:
    """What readers have when nobody dies, and how many records are written to remember each event."""
    topics = Topics()
    worker = Worker(MemoryBase(), topics, folder)
    for offset, article in enumerate(events):
        worker.decide(offset, article)
    remembered = [len(then) for _, then in worker.decided]
    worker.clock()
    return topics, remembered


def partition(out: Outcome) -> str:
    """Where a record of it lies: topics with several partitions are keyed by the uri or the raw event."""
    if isinstance(out, Notice):
        return f"notices {out.uri}"
    key = raw_of(out.article.origin) if isinstance(out, Held | Lifted) else out.article.uri
    return f"{type(out).__name__} {key}"


def crashed(
    events: list[Article], folder: Path, count: int, records: int, draw: random.Random
) -> tuple[Topics, MemoryBase]:
    """What is there when the worker dies: `count` events are remembered, of the next one `records` records."""
    topics, base = Topics(), MemoryBase()
    worker = Worker(base, topics, folder)
    for offset, article in enumerate(events[:count]):
        worker.decide(offset, article)
    worker.state.flush()
    for offset, article in enumerate(events[count : count + IN_WORK], count):
        worker.decide(offset, article, acknowledged=False)
    in_work = worker.decided[-len(events[count : count + IN_WORK]) :]
    if records:
        outs, then = in_work.pop(0)
        topics.outs += outs
        topics.changelog += then[:records]
    written: dict[str, list[Outcome]] = defaultdict(list)
    for out in (out for outs, _ in in_work for out in outs):
        written[partition(out)].append(out)
    for of_it in written.values():
        topics.outs += of_it[: draw.randint(0, len(of_it))]
    return topics, base


def whole_day() -> list[Article]:
    """A day, and some of its texts once more as their sources send them again: nothing is remembered of these."""
    again = [each for each in day() if each.paragraphs and each.uri in ("urn:w:1", "urn:w:2")]
    return day() + [
        replace(each, origin=replace(each.origin, offset=100 + each.origin.offset)) for each in again
    ]


def gone_on(events: list[Article], topics: Topics, base: MemoryBase, folder: Path, committed: int) -> Worker:
    """The next worker has them all from `committed` on."""
    worker = Worker(base, topics, folder)
    for offset, article in enumerate(events[committed:], committed):
        worker.decide(offset, article)
    worker.clock()
    return worker


@pytest.mark.long
@pytest.mark.parametrize("own_disk", [True, False], ids=["own disk", "changelog alone"])
@pytest.mark.parametrize("seed", range(6))
def test_a_crash_after_any_record_changes_nothing_for_readers(
    tmp_path: Path, seed: int, own_disk: bool
) -> None:
    draw = random.Random(seed)
    events = whole_day()
    if seed:
        draw.shuffle(events)
    topics, remembered = undisturbed(events, tmp_path)
    right = topics.seen()
    crashes = 0
    for count in range(len(events)):
        for records in range(remembered[count] + 1):
            topics, base = crashed(events, tmp_path, count, records, draw)
            disk = base if own_disk else MemoryBase()
            second = gone_on(events, topics, disk, tmp_path, committed=draw.randint(0, count))
            assert topics.seen() == right, (seed, count, records)
            # And a third one, with the changelog alone, knows the same, and has nothing to add.
            third = gone_on(events, topics, MemoryBase(), tmp_path, committed=0)
            assert topics.seen() == right, (seed, count, records)
            assert third.stories() == second.stories()
            crashes += 1
    assert crashes > len(events) + 10
    assert seed or max(remembered) > 3  # in its order the kill reaches four copies
