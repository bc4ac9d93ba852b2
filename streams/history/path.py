"""The path of one story through the desk: what the records tell of it, what is missing, and what readers have."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from streams.history.fate import MOMENT, Fate, fate_of, status_of
from streams.history.phrases import clock, copied, killed, meaning, quoted, version_name, words_of
from streams.history.sightings import JUDGED, Sighting, document_of, order_of
from streams.kinds import Disposition, Signal, Stage
from streams.topology import CLEAN, ENRICHED, UNIQUE, WITHHELD, is_raw

#: Of the articles of a story that was never published, this is the order in which they say why.
_WHY = ("withheld", "waiting", "dead", "duplicate", "killed", "canceled", "released", "stale", "redriven")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened. `repeat`: to a raw event that brought nothing new."""

    time: datetime
    stage: str  # wire, redrive, clean, decide or enrich
    place: str  # topic/partition/offset of the record that shows it
    kind: str
    words: str
    raw: str
    uri: str | None = None
    repeat: bool = False


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the story's text: what people call it, when it came, and what became of it."""

    name: str
    raw: str
    came: datetime
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Readers:
    """What readers have: "published", "canceled", "withdrawn" or "nothing"; and why, in a sentence without an end."""

    state: str
    words: str


@dataclass(frozen=True, slots=True)
class Original:
    """The article that this one copies, and what readers have of that."""

    uri: str
    readers: Readers


@dataclass(frozen=True, slots=True)
class Path:
    """All that is told of a story. `uri` None: nobody has read it yet. `parts`: how many articles its document holds.

    `versions` are those with a text, without the `repeats`, which are only counted.
    """

    uri: str | None
    headline: str | None
    steps: tuple[Step, ...]
    versions: tuple[Version, ...]
    missing: tuple[str, ...]
    readers: Readers
    original: Original | None = None
    parts: int = 1
    repeats: int = 0


def path(
    sightings: Iterable[Sighting],
    names: Collection[str] = (),
    originals: Mapping[str, Collection[Sighting]] | None = None,
) -> Path:
    """The path of the story that goes by these names, from the records about it in any order, some perhaps twice.

    `originals` are the records about uris that it copies. A record about another story, such as the kill that
    reached this one through its original, is a step at most.
    """
    once = _once(sightings)
    uri = _main(once, names)
    causes = _causes(once)
    mine = _mine(once, uri, causes)
    redriven = {each.redriven_from: each for each in mine if each.redriven_from}
    raws = _raws(mine, {uri, *names}, causes)
    fates = {raw: fate_of(found, redriven) for raw, found in raws.items()} | _split(once, raws)
    published = [each for each in mine if each.topic == ENRICHED.name]
    original = _original(fates.values(), published, originals or {})
    heads = [each.article.headline for each in mine if each.article and each.article.headline]
    return Path(
        uri=uri,
        headline=heads[-1] if heads else None,
        steps=_steps_of(mine, uri, fates, published, redriven),
        versions=_versions(mine, fates, published),
        missing=tuple(f"{_name(fate)} {fate.words}" for fate in fates.values() if fate.kind == "waiting"),
        readers=_readers(published, list(fates.values()), original),
        original=original,
        parts=max((each.article.origin.parts for each in mine if each.article), default=1),
        repeats=sum(fate.kind == "repeat" for fate in fates.values()),
    )


def _once(sightings: Iterable[Sighting]) -> list[Sighting]:
    """In their order; of an event that was told again, as a crash can cause it, the first."""
    found: dict[tuple[object, ...], Sighting] = {}
    for each in sorted(sightings, key=order_of):
        hold = each.article.hold if each.article and each.topic == WITHHELD.name else None
        event = each.death.origin if each.death else each.event or each.at
        key = (each.topic, each.raw, each.uri, each.lifted, each.redriven_from, hold)
        found.setdefault((*key, "" if each.lifted else event), each)
    return list(found.values())


def _main(sightings: Sequence[Sighting], names: Collection[str]) -> str | None:
    """The uri under which decide keeps the story; else the one that clean read."""
    for topics in (JUDGED, {CLEAN.name}):
        told = (each.uri for each in sightings if each.topic in topics and each.article and each.uri in names)
        if uri := next(told, None):
            return uri
    return None


def _causes(sightings: Iterable[Sighting]) -> set[str]:
    """The raw events of the kills that took an article through another one."""
    kills = ((each.uri, each.verdict.kill) for each in sightings if each.topic in JUDGED)
    return {kill.raw for uri, kill in kills if kill and kill.uri != uri}


def _mine(sightings: Sequence[Sighting], uri: str | None, causes: Collection[str]) -> list[Sighting]:
    """Without what tells of another story that shares no more than a name with this one."""
    judged: dict[str, set[str | None]] = {}
    for each in sightings:
        if each.topic in JUDGED and not each.lifted:
            judged.setdefault(each.raw, set()).add(each.uri)

    def is_mine(each: Sighting) -> bool:
        if each.topic in JUDGED and not each.lifted:
            return each.uri == uri
        decided = judged.get(each.raw, set())
        return each.notice is not None or not decided or uri in decided or each.raw in causes

    return [each for each in sightings if is_mine(each)]


def _raws(
    mine: Sequence[Sighting], names: Collection[str | None], causes: Collection[str]
) -> dict[str, list[Sighting]]:
    """The records about each of the story's own raw events, in the order of their coming."""
    own = {each.raw for each in mine if each.own is not None and each.own in names and each.raw not in causes}
    parts: dict[str, list[str]] = {}
    for raw in sorted(own):
        parts.setdefault(document_of(raw), []).append(raw)
    found: dict[str, list[Sighting]] = {}
    for each in mine:
        if each.notice:
            continue
        # The raw event of a document with several articles is that of each of them.
        raws = parts.get(each.raw, [each.raw]) if is_raw(each.topic) else [each.raw]
        for raw in raws:
            if raw not in causes:
                found.setdefault(raw, []).append(each)
    return found


def _split(once: Sequence[Sighting], raws: Mapping[str, list[Sighting]]) -> dict[str, Fate]:
    """Raw events that were read as articles of which none is known to be this one, as a redriven feed is."""
    read = {each.document for each in once if not is_raw(each.topic)}
    words = "was read as other articles: their uris tell what became of them"
    return {
        raw: Fate("split", words, found[-1], found[0].time)
        for raw, found in raws.items()
        if raw in read and all(is_raw(each.topic) for each in found)
    }


def _since_then(told: Sighting, published: Sequence[Sighting]) -> str:
    """What took its place with readers: ", superseded by version 3 at 14:02:11"; empty if nothing has."""
    after = published[published.index(told) + 1 :]
    if not after or told.status_only or not after[0].article:
        return ""
    then, time = after[0], clock(after[0].time, told.time)
    if then.status_only:
        return f", {status_of(then)} at {time}"
    if then.verdict.release:
        return f", told again at {time}"
    word = "continued" if after[0].article.take.number else "superseded"
    return f", {word} by {version_name(after[0].article, 'a newer text')} at {time}"


def _in_brief(fate: Fate, published: Sequence[Sighting]) -> str:
    """One phrase for a table of versions."""
    if fate.kind == "published" and fate.last.article:
        said = f"published at {clock(fate.last.time, fate.came)}"
        return f"{said}, {meaning(fate.last.verdict)}{_since_then(fate.last, published)}"
    return fate.words


def _left(fate: Fate) -> str:
    """Why something waits no longer."""
    why = {
        "published": "it goes out",
        "killed": "it was killed",
        "canceled": "it was killed",
        "stale": "a newer version came",
        "repeat": "the same text stands already",
    }
    return why.get(fate.kind, "it was released")


def _steps_of(
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
            words += f": {_left(fates[each.raw])}"
        if each.death and (back := redriven.get(each.at)):
            words = f"{words.partition('; `')[0]}; redriven at {clock(back.time, each.time)} as {back.at}"
        steps.append(Step(each.time, _stage(each), each.at, _kind(each), words, each.raw, each.uri))
    repeats = {document_of(raw) for raw, fate in fates.items() if fate.kind == "repeat"}
    marked = (replace(step, repeat=document_of(step.raw) in repeats) for step in steps)
    return tuple(sorted(marked, key=lambda step: (step.time, step.stage != "wire")))


def _gone(mine: Sequence[Sighting]) -> Iterator[Step]:
    """Raw events whose records have left the topic, or bear another name: what came of them remembers them."""
    seen = {each.raw for each in mine if is_raw(each.topic)}
    for each in mine:
        if each.article is None:
            continue
        kill = each.verdict.kill
        if kill and (place := document_of(kill.raw)) not in seen:
            seen.add(place)
            yield Step(kill.at, "wire", place, "received", f"a kill of {kill.uri} came", kill.raw, kill.uri)
        place = each.document
        if place not in seen and not each.status_only:
            seen.add(place)
            origin, words = each.article.origin, f"came from {each.article.source}"
            yield Step(origin.timestamp, "wire", place, "received", words, each.raw)


def _more(each: Sighting, published: Sequence[Sighting]) -> str:
    """What a record could not know yet, or does not say: what superseded it."""
    if each in published:
        return _since_then(each, published)
    if each.verdict.disposition is not Disposition.STALE:
        return ""
    texts = [other for other in published if not other.status_only and other.article]
    before = [other for other in texts if other.time <= each.time]
    newer = next(iter(before[-1:] or texts[:1]), None)
    if newer is None or newer.article is None:
        return ""
    return f", superseded by {version_name(newer.article, 'a newer text')} at {clock(newer.time, each.time)}"


def _stage(each: Sighting) -> str:
    if is_raw(each.topic):
        return "redrive" if each.redriven_from else "wire"
    if each.death:
        return each.death.stage
    stages = {CLEAN.name: Stage.CLEAN, ENRICHED.name: Stage.ENRICH}
    return str(stages.get(each.topic, Stage.DECIDE))


def _kind(each: Sighting) -> str:
    if is_raw(each.topic):
        return "redriven" if each.redriven_from else "received"
    if each.article is None:
        return "dead" if each.death else "notice" if each.notice else "lifted"
    if each.topic == CLEAN.name:
        return "read"
    if each.status_only or each.topic == ENRICHED.name:
        return status_of(each)
    return "passed" if each.topic == UNIQUE.name else str(each.verdict.disposition)


def _versions(
    mine: Sequence[Sighting], fates: Mapping[str, Fate], published: Sequence[Sighting]
) -> tuple[Version, ...]:
    texts = {
        each.raw
        for each in mine
        if each.article and not each.status_only and (each.article.paragraphs or each.article.headline)
    }
    told = [
        Version(_name(fate), raw, fate.came, fate.kind, _in_brief(fate, published))
        for raw, fate in fates.items()
        if raw in texts and fate.kind not in ("repeat", "signal") and not _is_kill(fate)
    ]
    return tuple(sorted(told, key=lambda each: each.came))


def _is_kill(fate: Fate) -> bool:
    return fate.article is not None and fate.article.signal is Signal.KILL


def _name(fate: Fate) -> str:
    return version_name(fate.article, "its text") if fate.article else f"the raw event {fate.last.raw}"


def _original(
    fates: Iterable[Fate], published: Sequence[Sighting], originals: Mapping[str, Collection[Sighting]]
) -> Original | None:
    last = [*(fate.last for fate in fates), *published[-1:]]
    uri = next((each.verdict.of for each in reversed(last) if each.verdict.of), None)
    if uri is None:
        return None
    if found := originals.get(uri):
        return Original(uri, path(found, {uri}).readers)
    return Original(uri, Readers("nothing", "nothing of it is on the topics any more"))


def _readers(published: Sequence[Sighting], fates: list[Fate], original: Original | None) -> Readers:
    last = published[-1] if published else None
    if last is None or last.article is None:
        return Readers("nothing", _nothing(fates, original))
    article, verdict, since = last.article, last.verdict, f"{last.time:{MOMENT}}"
    if verdict.kill:
        why = killed(verdict.kill, last.time, last.uri, verdict.of)
        return Readers("canceled", f"readers were told at {since} that it is canceled: {why}")
    if last.status_only:
        words = quoted(article.header.ed_note)
        return Readers("withdrawn", f"readers were told at {since} not to use it until further notice{words}")
    words = f"readers have {version_name(article, 'its text')} since {since}, {meaning(verdict)}"
    newer = [
        fate
        for fate in fates
        if fate.kind in ("waiting", "dead", "withheld") and fate.came > article.origin.timestamp
    ]
    if newer:
        words += f"; what came after it, {_name(newer[-1])}, {_verb(newer[-1])}"
    return Readers("published", words)


def _nothing(fates: list[Fate], original: Original | None) -> str:
    ranked = sorted(fates, key=lambda fate: (-_rank(fate), fate.came))
    if not ranked:
        return "readers have nothing of it"
    fate = ranked[-1]
    if fate.kind == "duplicate" and original:
        copy = copied(fate.last.verdict)
        return f"readers do not have it, for it {copy}; of that one, {original.readers.words}"
    return f"readers have nothing of it, for {_name(fate)} {_verb(fate)}"


def _verb(fate: Fate) -> str:
    return fate.words if fate.kind in ("waiting", "released") else f"is {fate.words}"


def _rank(fate: Fate) -> int:
    return _WHY.index(fate.kind) if fate.kind in _WHY else len(_WHY)
