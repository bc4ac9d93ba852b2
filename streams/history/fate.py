"""What became of one raw event's article, by the records about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from streams.article import Article
from streams.history.path_words import clock, dead, held, meaning, verdict_of, version_name, words_of
from streams.history.sighting import Sighting
from streams.kinds import Stage
from streams.topology import CLEAN, DUPLICATES, ENRICHED, RAW, UNIQUE, WITHHELD

#: Of the articles of a story that was never published, this is the order in which they say why.
WHY = ("withheld", "waiting", "dead", "duplicate", "killed", "canceled", "released", "stale", "redriven")


@dataclass(frozen=True, slots=True)
class Fate:
    """`kind` is a disposition, or: published, canceled, withdrawn, released (and nothing more is there), redriven,
    waiting (no worker has taken it from `last` yet). `words` are a phrase that follows "it" or a colon.
    """

    kind: str
    words: str
    last: Sighting
    came: datetime
    article: Article | None = None


def fate_of(found: Sequence[Sighting], redriven: Mapping[str, Sighting]) -> Fate:
    """The fate that these records about one raw event's article tell, in their order; at least one of them.

    `redriven` are the events that dead letters were put back as, by the letters' places.
    """
    article = next((each.article for each in found if each.article), None)
    origin = next((each.time for each in found if each.topic == RAW.name), found[0].time)
    came = article.origin.timestamp if article else origin

    def fate(kind: str, words: str, last: Sighting) -> Fate:
        return Fate(kind, words, last, came, article)

    reported = _last(found, DUPLICATES.name)
    if reported and reported.article:
        return fate(str(verdict_of(reported.article).disposition), words_of(reported), reported)
    deaths = [each for each in found if each.death]
    died = deaths[-1] if deaths else None
    alive = died is None or died.at in redriven
    later = died is not None and died.death is not None and died.death.stage != Stage.CLEAN
    if waits := _unenriched(found):
        return fate("dead", words_of(died), died) if died and not alive and later else fate(*_waiting(waits))
    enriched = _last(found, ENRICHED.name)
    if enriched:
        return fate(_told(enriched), words_of(enriched), enriched)
    if died and later and not alive:
        return fate("dead", words_of(died), died)
    withheld = _last(found, WITHHELD.name)
    if withheld and withheld.article:
        return fate("withheld", held(withheld.article.hold, withheld.time), withheld)
    if withheld:
        return fate(
            "released", "waits no longer, and what came of it is not on the topics any more", withheld
        )
    if died and not alive:
        return fate("dead", words_of(died), died)
    if died and not later:
        back = redriven[died.at]
        return fate("redriven", f"{_cause(died)}, and was redriven as {back.at}", died)
    return fate(*_waiting(_last(found, CLEAN.name) or found[-1]))


def since_then(told: Sighting, published: Sequence[Sighting]) -> str:
    """What took its place with readers: ", superseded by version 3 at 14:02:11"; empty if nothing has."""
    after = published[published.index(told) + 1 :]
    if not after or told.standing or not after[0].article:
        return ""
    then, time = after[0].article, clock(after[0].time, told.time)
    if after[0].standing:
        return f", {_told(after[0])} at {time}"
    if verdict_of(then).release:
        return f", told again at {time}"
    word = "continued" if then.take else "superseded"
    return f", {word} by {version_name(then, 'a newer text')} at {time}"


def in_brief(fate: Fate, published: Sequence[Sighting]) -> str:
    """One phrase for a table of versions."""
    if fate.kind == "published" and fate.last.article:
        said = f"published at {clock(fate.last.time, fate.came)}"
        return f"{said}, {meaning(verdict_of(fate.last.article))}{since_then(fate.last, published)}"
    return fate.words


def left(fate: Fate) -> str:
    """Why something waits no longer."""
    why = {
        "published": "it goes out",
        "killed": "it was killed",
        "canceled": "it was killed",
        "stale": "a newer version came",
        "repeat": "the same text stands already",
    }
    return why.get(fate.kind, "it was released")


def _told(enriched: Sighting) -> str:
    if not enriched.standing or enriched.article is None:
        return "published"
    return "canceled" if enriched.article.pub_status == "canceled" else "withdrawn"


def _unenriched(found: Sequence[Sighting]) -> Sighting | None:
    """What went on to enrich, and is not on articles.enriched."""
    there = {_event(each.article) for each in found if each.topic == ENRICHED.name and each.article}
    on = [each for each in found if each.topic == UNIQUE.name and each.article]
    return next((each for each in reversed(on) if each.article and _event(each.article) not in there), None)


def _event(article: Article) -> tuple[str, str | None]:
    return article.pub_status, verdict_of(article).release


def _waiting(last: Sighting) -> tuple[str, str, Sighting]:
    since = f"{last.time:%Y-%m-%d %H:%M:%S}"
    return "waiting", f"waits in {last.topic} since {since}: no worker has taken it yet", last


def _cause(died: Sighting) -> str:
    return dead(died.death).partition("; `")[0] if died.death else "dead"


def _last(found: Sequence[Sighting], topic: str) -> Sighting | None:
    return next((each for each in reversed(found) if each.topic == topic), None)
