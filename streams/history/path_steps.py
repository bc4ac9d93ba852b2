"""The steps of a story's path, one for each record, and those of which the records themselves are gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from streams.history.fate import Fate, left, since_then
from streams.history.path_words import clock, verdict_of, version_name, words_of
from streams.history.sighting import Sighting
from streams.kinds import Disposition, Stage
from streams.topology import CLEAN, ENRICHED, RAW, UNIQUE


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened. `repeat`: to a raw event that brought nothing new."""

    time: datetime
    stage: str  # wire, redrive, clean, dedupe or enrich
    place: str  # topic/partition/offset of the record that shows it
    kind: str
    words: str
    raw: str
    uri: str | None = None
    repeat: bool = False


def steps_of(
    mine: Sequence[Sighting],
    uri: str | None,
    fates: Mapping[str, Fate],
    published: Sequence[Sighting],
    redriven: Mapping[str, Sighting],
) -> tuple[Step, ...]:
    """One step for each record in `mine`, all of the story of `uri`.

    And one for each raw event that is known only from what came of it.
    """
    steps = [*_gone(mine)]
    for each in mine:
        words = words_of(each) + _more(each, published)
        if each.topic == CLEAN.name and each.uri != uri:
            words += f", under {each.uri}"
        if each.lifted and each.raw in fates:
            words += f": {left(fates[each.raw])}"
        if each.death and (back := redriven.get(each.at)):
            words = f"{words.partition('; `')[0]}; redriven at {clock(back.time, each.time)} as {back.at}"
        steps.append(Step(each.time, _stage(each), each.at, _kind(each), words, each.raw, each.uri))
    repeats = {raw.partition("#")[0] for raw, fate in fates.items() if fate.kind == "repeat"}
    marked = (replace(step, repeat=step.raw.partition("#")[0] in repeats) for step in steps)
    return tuple(sorted(marked, key=lambda step: (step.time, step.stage != "wire")))


def _gone(mine: Sequence[Sighting]) -> Iterator[Step]:
    """Raw events whose records have left the topic, or bear another name: what came of them remembers them."""
    seen = {each.raw for each in mine if each.topic == RAW.name}
    for each in mine:
        if each.article is None:
            continue
        kill = verdict_of(each.article).kill
        if kill and (place := kill.raw.partition("#")[0]) not in seen:
            seen.add(place)
            yield Step(kill.at, "wire", place, "received", f"a kill of {kill.uri} came", kill.raw, kill.uri)
        place = each.document
        if place not in seen and not each.standing:
            seen.add(place)
            origin, words = each.article.origin, f"came from {each.article.source}"
            yield Step(origin.timestamp, "wire", place, "received", words, each.raw)


def _more(each: Sighting, published: Sequence[Sighting]) -> str:
    """What a record could not know yet, or does not say: what superseded it."""
    if each in published:
        return since_then(each, published)
    if each.article is None or verdict_of(each.article).disposition is not Disposition.STALE:
        return ""
    texts = [other for other in published if not other.standing and other.article]
    before = [other for other in texts if other.time <= each.time]
    newer = next(iter(before[-1:] or texts[:1]), None)
    if newer is None or newer.article is None:
        return ""
    return f", superseded by {version_name(newer.article, 'a newer text')} at {clock(newer.time, each.time)}"


def _stage(each: Sighting) -> str:
    if each.topic == RAW.name:
        return "redrive" if each.redriven_from else "wire"
    if each.death:
        return each.death.stage
    stages = {CLEAN.name: Stage.CLEAN, ENRICHED.name: Stage.ENRICH}
    return str(stages.get(each.topic, Stage.DECIDE))


def _kind(each: Sighting) -> str:
    if each.topic == RAW.name:
        return "redriven" if each.redriven_from else "received"
    if each.article is None:
        return "dead" if each.death else "notice" if each.notice else "lifted"
    if each.topic == CLEAN.name:
        return "read"
    if each.standing:
        return "canceled" if each.article.pub_status == "canceled" else "withdrawn"
    if each.topic == UNIQUE.name:
        return "passed"
    return "published" if each.topic == ENRICHED.name else str(verdict_of(each.article).disposition)
