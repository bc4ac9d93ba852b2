"""What became of the article of one raw event, by the records about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from streams.article import Article
from streams.history.phrases import held, words_of
from streams.history.sightings import Sighting
from streams.kinds import Stage
from streams.topology import CLEAN, DUPLICATES, ENRICHED, UNIQUE, WITHHELD, is_raw

#: How a moment is written, with its day.
MOMENT = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of the article of one raw event. `words` are a phrase that follows "it" or a colon.

    `kind` is a disposition, or: published, canceled, withdrawn, released (and nothing more is there), redriven,
    waiting (no worker has taken it from `last` yet), split (it was read as other articles).
    """

    kind: str
    words: str
    last: Sighting
    came: datetime
    article: Article | None = None


def fate_of(found: Sequence[Sighting], redriven: Mapping[str, Sighting]) -> Fate:
    """The fate that these records, at least one, tell of one raw event's article; they are in their order.

    `redriven` are the events that dead letters were put back as, by the letters' places.
    """
    article = next((each.article for each in found if each.article), None)
    origin = next((each.time for each in found if is_raw(each.topic)), found[0].time)
    came = article.origin.timestamp if article else origin

    def fate(kind: str, words: str, last: Sighting) -> Fate:
        return Fate(kind, words, last, came, article)

    reported = _last(found, DUPLICATES.name)
    if reported and reported.article:
        return fate(str(reported.verdict.disposition), words_of(reported), reported)
    died = next((each for each in reversed(found) if each.death), None)
    is_dead = died is not None and died.at not in redriven
    died_later = died is not None and died.death is not None and died.death.stage != Stage.CLEAN
    waits, enriched, withheld = _unenriched(found), _last(found, ENRICHED.name), _last(found, WITHHELD.name)
    if died and is_dead and died_later and (waits or not enriched):
        return fate("dead", words_of(died), died)
    if waits:
        return fate("waiting", _waiting(waits), waits)
    if enriched:
        return fate(status_of(enriched), words_of(enriched), enriched)
    if withheld and withheld.article:
        return fate("withheld", held(withheld.article.hold, withheld.time), withheld)
    if withheld:
        return fate(
            "released", "waits no longer, and what came of it is not on the topics any more", withheld
        )
    if died and is_dead:
        return fate("dead", words_of(died), died)
    if died and not died_later:
        cause = words_of(died).partition("; `")[0]
        return fate("redriven", f"{cause}, and was redriven as {redriven[died.at].at}", died)
    last = _last(found, CLEAN.name) or found[-1]
    return fate("waiting", _waiting(last), last)


def _unenriched(found: Sequence[Sighting]) -> Sighting | None:
    """What went on to enrich, and is not on articles.enriched."""
    there = {_event(each) for each in found if each.topic == ENRICHED.name and each.article}
    on = [each for each in found if each.topic == UNIQUE.name and each.article]
    return next((each for each in reversed(on) if _event(each) not in there), None)


def _event(each: Sighting) -> tuple[str, str | None]:
    return each.article.pub_status if each.article else "", each.verdict.release


def _last(found: Sequence[Sighting], topic: str) -> Sighting | None:
    return next((each for each in reversed(found) if each.topic == topic), None)


def _waiting(last: Sighting) -> str:
    return f"waits in {last.topic} since {last.time:{MOMENT}}: no worker has taken it yet"


def status_of(enriched: Sighting) -> str:
    """What readers were told on articles.enriched."""
    if not enriched.status_only or enriched.article is None:
        return "published"
    return "canceled" if enriched.article.pub_status == "canceled" else "withdrawn"
