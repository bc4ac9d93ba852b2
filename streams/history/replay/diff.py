"""What a replay would change for readers: both sides joined by raw event, and what differs counted by field."""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from streams.brokers.client import Broker
from streams.brokers.reader import Progress, offset_ranges, read_ranges
from streams.errors import ReplayError
from streams.history.replay.fields import Difference, differences
from streams.history.replay.sides import DESK, REPLAY, Pair, Sides, Told, disposition_of, is_notice
from streams.history.replay.topics import TOLD, Note, named, read_note
from streams.runtime.dead_letters import header_list
from streams.topology import CLEAN

#: Fields of a decision that hang on other articles: of such a difference it is asked whether these were there.
_DECIDED = ("disposition", "signal", "decision.", "hold.", "notice")
#: What says most: where it ended, and what it is to its story.
_ENDS = ("disposition", "reason", "signal", "notice")


@dataclass(frozen=True, slots=True)
class Found:
    """A difference, and where: the raw event (topic/partition/offset), its article, the uri and its headline.

    `before`: the desk's decision hung on an article that lies before all that the replay has read.
    """

    difference: Difference
    raw: str
    part: int
    uri: str
    headline: str
    before: bool = False


@dataclass
class Diff:
    """What differs. `same` and `different` count articles; `open` those of which the desk had told nothing by then.

    `fields` counts the differences by field, `ways` those of each field by both values, `examples` are some of each;
    `before` counts articles of which all that differs may stem from before the range.
    """

    note: Note
    same: int = 0
    different: int = 0
    open: int = 0
    before: int = 0
    foreign: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    ways: Counter[tuple[str, str | None, str | None]] = field(default_factory=Counter)
    examples: dict[str, list[Found]] = field(default_factory=lambda: defaultdict(list))

    def names(self) -> list[str]:
        """The fields that differ: the ends first, then the rest of the decisions, and what differs most."""
        return sorted(self.fields, key=lambda name: (_rank(name), -self.fields[name], name))

    def add(self, found: list[Found], limit: int) -> None:
        """Counts an article of which these differ."""
        self.different += 1
        self.before += all(each.before for each in found)
        for each in found:
            name = each.difference.field
            self.fields[name] += 1
            if name in _ENDS:
                self.ways[name, each.difference.desk, each.difference.replay] += 1
            if len(self.examples[name]) < limit:
                self.examples[name].append(each)


async def compare(
    broker: Broker | str,
    prefix: str,
    wanted: Callable[[str], bool] = lambda _: True,
    limit: int = 3,
    progress: Progress = lambda *_: None,
) -> Diff:
    """Compares a replay with what the desk told; only fields that are `wanted`, with `limit` examples of each.

    Raises ReplayError where there is no replay that came to its end; BrokerError, TopicsError.
    """
    note = await read_note(broker, prefix)
    if not note.done:
        raise ReplayError(
            f"the replay {prefix} did not come to its end, or still runs: `copydesk replay --drop {prefix}` removes it"
        )
    with tempfile.TemporaryDirectory(prefix="copydesk-diff-") as folder:
        sides = Sides(note, Path(folder))
        try:
            await _read(broker, prefix, note, sides, progress)
            diff = Diff(note, foreign=sides.foreign)
            hanging: set[str] = set()
            if not note.whole:
                for pair in sides.pairs():
                    hanging |= _hangs_on(pair)
            known = await _stretch(broker, note, hanging) if hanging else {}
            tally(diff, sides, known if hanging else None, wanted, limit)
            return diff
        finally:
            sides.close()


async def _read(broker: Broker | str, prefix: str, note: Note, sides: Sides, progress: Progress) -> None:
    since = datetime.fromisoformat(note.since)
    for side in (DESK, REPLAY):
        names = {(topic.name if side == DESK else named(prefix, topic.name)): topic.name for topic in TOLD}
        ranges = await offset_ranges(broker, list(names), since if side == DESK else None)
        async for record in read_ranges(broker, ranges, progress):
            sides.take(side, names[record.topic], record)


def tally(
    diff: Diff,
    sides: Sides,
    known: dict[str, set[str]] | None,
    wanted: Callable[[str], bool] = lambda _: True,
    limit: int = 3,
) -> None:
    """Counts what differs between the sides.

    `known` are uris of the desk's decisions that the replay has read of, and the raw events that brought them; None:
    it has read all that there was.
    """
    for pair in sides.pairs():
        _count(diff, pair, known, wanted, limit)


def _count(
    diff: Diff, pair: Pair, known: dict[str, set[str]] | None, wanted: Callable[[str], bool], limit: int
) -> None:
    if not any(not is_notice(told) for told in pair.desk):
        diff.open += 1
        return
    before = known is not None and any(
        uri not in known or known[uri] <= {pair.raw} for uri in _named_by_desk(pair)
    )
    found = [
        Found(each, pair.raw, pair.part, told.uri, _headline(told), before and _is_decided(each.field))
        for told, each in _differing(pair)
        if wanted(each.field)
    ]
    if found:
        diff.add(found, limit)
    else:
        diff.same += 1


def _differing(pair: Pair) -> Iterator[tuple[Told, Difference]]:
    """What differs of an article, each with what was told."""
    mine = {(told.uri, told.cause): told for told in pair.desk}
    theirs = {(told.uri, told.cause): told for told in pair.replay}
    both = mine.keys() & theirs.keys()
    lone = [[told for key, told in side.items() if key not in both] for side in (mine, theirs)]
    couples: list[tuple[Told | None, Told | None]] = [(mine[key], theirs[key]) for key in sorted(both)]
    couples += _coupled(*lone)
    for desk, replay in couples:
        told = desk or replay
        assert told is not None
        if desk is None or replay is None:
            name = "notice" if is_notice(told) else "disposition"
            yield told, Difference(name, _said(desk), _said(replay))
            continue
        if desk.uri and replay.uri and desk.uri != replay.uri:
            yield told, Difference("uri", desk.uri, replay.uri)
        for each in differences(desk.event, replay.event):
            if each.field != "item.uri":
                yield told, each


def _coupled(desk: list[Told], replay: list[Told]) -> Iterator[tuple[Told | None, Told | None]]:
    """Of what only one side told: the same article under two uris is one, and an end is a couple with another end."""
    ends = [[told for told in side if not told.cause] for side in (desk, replay)]
    if len(ends[0]) == 1 == len(ends[1]):
        yield ends[0][0], ends[1][0]
        desk, replay = ([each for each in side if each.cause] for side in (desk, replay))
    yield from ((each, None) for each in desk)
    yield from ((None, each) for each in replay)


def _said(told: Told | None) -> str | None:
    """Where it ended, and by what; of a notice its kind."""
    if told is None:
        return None
    if is_notice(told):
        return str(told.event["kind"])
    return f"{disposition_of(told)} ({told.cause})" if told.cause else disposition_of(told)


def _headline(told: Told) -> str:
    headlines = told.event.get("item", {}).get("headlines") or ()
    return str(headlines[0].get("value", "")) if headlines else ""


def _rank(name: str) -> int:
    return _ENDS.index(name) if name in _ENDS else len(_ENDS) + (not _is_decided(name))


def _is_decided(name: str) -> bool:
    return name.startswith(_DECIDED)


def _named_by_desk(pair: Pair) -> set[str]:
    """The uris on which the desk's decision hung: the original, what it holds, what was killed, its own story."""
    found: set[str] = set()
    for told in pair.desk:
        verdict: dict[str, Any] = told.event.get("desk", {}).get("verdict") or {}
        found |= {each["uri"] for each in verdict.get("links") or ()}
        found |= {uri for uri in (verdict.get("of"), (verdict.get("kill") or {}).get("uri")) if uri}
        if verdict.get("supersedes") or verdict.get("disposition") in ("repeat", "stale", "killed"):
            found.add(told.uri)
    return found


def _hangs_on(pair: Pair) -> set[str]:
    decided = any(_is_decided(each.field) for _, each in _differing(pair))
    return _named_by_desk(pair) if decided else set()


async def _stretch(broker: Broker | str, note: Note, uris: Iterable[str]) -> dict[str, set[str]]:
    """Which of these uris stand on articles.clean in what the replay has read, and of which raw events."""
    wanted, found = frozenset(uris), defaultdict[str, set[str]](set)
    there = (await offset_ranges(broker, [CLEAN.name])).get((CLEAN.name, 0), (0, 0))
    first, end = max(note.clean[0], there[0]), min(note.clean[1], there[1])
    async for record in read_ranges(broker, {(CLEAN.name, 0): (first, max(first, end))}):
        headers = dict(header_list(record.headers))
        uri = headers.get("ce_subject", b"").decode("utf-8", "replace")
        if uri in wanted:
            found[uri].add(headers.get("raw", b"").decode("utf-8", "replace"))
    return found
