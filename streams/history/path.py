"""The path of one story through the desk: what the records tell of it, what is missing, and what readers have."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from streams.history.fate import WHY, Fate, fate_of, in_brief
from streams.history.path_steps import Step, steps_of
from streams.history.path_words import copied, killed, meaning, quoted, verdict_of, version_name
from streams.history.sighting import LATER, Sighting, order_of
from streams.kinds import Signal
from streams.topology import CLEAN, ENRICHED, RAW, WITHHELD

_MOMENT = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True, slots=True)
class Told:
    """A version, when it came, and what became of it."""

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
    versions: tuple[Told, ...]
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
        steps=steps_of(mine, uri, fates, published, redriven),
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
    """The uri under which dedupe keeps the story; else the one that clean read."""
    for topics in (LATER, {CLEAN.name}):
        told = (each.uri for each in sightings if each.topic in topics and each.article and each.uri in names)
        if uri := next(told, None):
            return uri
    return None


def _causes(sightings: Iterable[Sighting]) -> set[str]:
    """The raw events of the kills that took an article through another one."""
    verdicts = ((each, each.article.verdict) for each in sightings if each.article and each.topic in LATER)
    return {
        verdict.kill.raw
        for each, verdict in verdicts
        if verdict and verdict.kill and verdict.kill.uri != each.uri
    }


def _mine(sightings: Sequence[Sighting], uri: str | None, causes: Collection[str]) -> list[Sighting]:
    """Without what tells of another story that shares no more than a name with this one."""
    judged: dict[str, set[str | None]] = {}
    for each in sightings:
        if each.topic in LATER and not each.lifted:
            judged.setdefault(each.raw, set()).add(each.uri)

    def is_mine(each: Sighting) -> bool:
        if each.topic in LATER and not each.lifted:
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
        parts.setdefault(raw.partition("#")[0], []).append(raw)
    found: dict[str, list[Sighting]] = {}
    for each in mine:
        if each.notice:
            continue
        # The raw event of a document with several articles is that of each of them.
        raws = parts.get(each.raw, [each.raw]) if each.topic == RAW.name else [each.raw]
        for raw in raws:
            if raw not in causes:
                found.setdefault(raw, []).append(each)
    return found


def _split(once: Sequence[Sighting], raws: Mapping[str, list[Sighting]]) -> dict[str, Fate]:
    """Raw events that were read as articles of which none is known to be this one, as a redriven feed is."""
    read = {each.document for each in once if each.topic != RAW.name}
    words = "was read as other articles: their uris tell what became of them"
    return {
        raw: Fate("split", words, found[-1], found[0].time)
        for raw, found in raws.items()
        if raw in read and all(each.topic == RAW.name for each in found)
    }


def _versions(
    mine: Sequence[Sighting], fates: Mapping[str, Fate], published: Sequence[Sighting]
) -> tuple[Told, ...]:
    texts = {
        each.raw
        for each in mine
        if each.article and not each.standing and (each.article.paragraphs or each.article.headline)
    }
    told = [
        Told(_name(fate), raw, fate.came, fate.kind, in_brief(fate, published))
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
    articles = [fate.last.article for fate in fates] + [each.article for each in published[-1:]]
    copied_ones = [
        article.verdict.of for article in articles if article and article.verdict and article.verdict.of
    ]
    if not copied_ones:
        return None
    uri = copied_ones[-1]
    found = originals.get(uri, ())
    if not found:
        return Original(uri, Readers("nothing", "nothing of it is on the topics any more"))
    return Original(uri, path(found, {uri}).readers)


def _readers(published: Sequence[Sighting], fates: list[Fate], original: Original | None) -> Readers:
    last = published[-1] if published else None
    if last is None or last.article is None:
        return Readers("nothing", _nothing(fates, original))
    article, since = last.article, f"{last.time:{_MOMENT}}"
    verdict = verdict_of(article)
    if verdict.kill:
        why = killed(verdict.kill, last.time, last.uri, verdict.of)
        return Readers("canceled", f"readers were told at {since} that it is canceled: {why}")
    if last.standing:
        words = quoted(article.ed_note)
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
    if fate.kind == "duplicate" and original and fate.last.article:
        copy = copied(verdict_of(fate.last.article))
        return f"readers do not have it, for it {copy}; of that one, {original.readers.words}"
    return f"readers have nothing of it, for {_name(fate)} {_verb(fate)}"


def _verb(fate: Fate) -> str:
    return fate.words if fate.kind in ("waiting", "released") else f"is {fate.words}"


def _rank(fate: Fate) -> int:
    return WHY.index(fate.kind) if fate.kind in WHY else len(WHY)
