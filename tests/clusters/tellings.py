"""Articles of made-up stories, as clustering sees them."""

from __future__ import annotations

from typing import Any

from streams.clusters.facts import Named, numbers_of
from streams.clusters.seen import HOUR
from streams.clusters.story import Change
from streams.clusters.telling import Telling, hashes
from streams.clusters.terms import terms_of

#: 21 November 2026, 12:00 UTC.
NOON = 1_795_262_400.0

FIRE = (
    "Fire closes ferry terminal in Norrby",
    "A fire in a warehouse of the ferry terminal in Norrby sent 31 dock workers to hospital on Saturday.",
    "Fire chief Tove Lindqvist said that smoke from burning rubber had stopped all ferries to Kalmar.",
)
FIRE_AGAIN = (
    "Norrby ferries stand still after terminal fire",
    "Ferries between Norrby and Kalmar were stopped after a warehouse at the terminal burned down.",
    "Smoke sent 31 people to hospital, said Tove Lindqvist, who leads the fire brigade.",
)
VOTE = (
    "Parliament in Lisbon rejects the water bill",
    "Lawmakers in Lisbon voted down a bill on the price of irrigation water, by 118 to 112.",
    "Farmers from the Alentejo had driven tractors to the square in front of the building.",
)


def told(uri: str, texts: tuple[str, ...] = FIRE, *, hours: float = 0.0, **changes: Any) -> Telling:
    """An article with that headline and these paragraphs, which came so many hours after noon."""
    headline, *paragraphs = texts
    language, at = changes.get("language", "en"), NOON + hours * HOUR
    terms, stems = terms_of(headline, paragraphs, language)
    fields: dict[str, Any] = {
        "uri": uri,
        "event": f"{uri} {headline} {hours}",
        "source": "wire",
        "language": language,
        "arrived": at,
        "headline": headline,
        "received": at,
        "created": at,
        "updated": at,
        "terms": terms,
        "words": hashes(f"{language}:{stem}" for stem in stems),
        "numbers": numbers_of(headline, paragraphs),
    }
    fields |= {"origin": None if changes.get("copy_of") else changes.get("source", "wire")} | changes
    return Telling(**fields)


def canceled(uri: str, *, hours: float = 0.0, status: str = "canceled") -> Telling:
    """The news that readers may not have an article."""
    return Telling(uri, f"{uri} {status} {hours}", "wire", "en", NOON + hours * HOUR, status)


def named(*names: str) -> tuple[Named, ...]:
    """Named things without ids."""
    return tuple(Named(name) for name in names)


def last(changes: tuple[Change, ...]) -> Change:
    """The last change, which tells how the article's story stands."""
    assert changes
    return changes[-1]
