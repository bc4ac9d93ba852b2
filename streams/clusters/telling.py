"""An article as far as it matters for which story it tells."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from streams.clusters.facts import Named, keys, numbers_of
from streams.clusters.names import names_of
from streams.clusters.terms import Terms, terms_of
from streams.stories.original import first_word

#: How an article may copy another and tell its story; one that only holds a text has its own.
_COPIES = frozenset({"exact", "near", "part"})
#: What it may name, as fields of its own.
_NAMED = ("people", "organisations", "places", "topics")
_MOST = 20  # people, organisations, places, topics


@dataclass(frozen=True, slots=True)
class Telling:
    """An article that tells a story. Times are in seconds since 1970.

    Of one that readers may not have (`pub_status` is not "usable") only the first six fields are known.
    """

    uri: str
    event: str  # what tells this event from every other of its uri: equal when it is read again
    source: str
    language: str
    arrived: float  # by the broker's clock, when its event came
    pub_status: str = "usable"
    version: str | None = None
    headline: str = ""
    received: float = 0.0  # by the broker's clock, when its raw event came
    created: float = 0.0  # as its sender says, when the article, ...
    updated: float = 0.0  # ... and when this version was made; no later than it arrived
    terms: Terms = ()  # in its language, the strongest first
    names: tuple[str, ...] = ()  # those of its stems that are names, sorted
    words: tuple[int, ...] = ()  # a hash of each word of its language in it, sorted
    people: tuple[Named, ...] = ()
    organisations: tuple[Named, ...] = ()
    places: tuple[Named, ...] = ()
    topics: tuple[Named, ...] = ()
    numbers: tuple[str, ...] = ()
    copy_of: str | None = None  # the uri of the article of which it is a copy
    origin: str | None = None  # who reported it, in one word; None: it is no report of its own

    @property
    def usable(self) -> bool:
        """Whether readers may have it."""
        return self.pub_status == "usable"

    @property
    def facts(self) -> tuple[tuple[str, float], ...]:
        """What it states in any language, with how much each says by itself."""
        found = [(key, 1.0) for key in keys("person", self.people) + keys("organisation", self.organisations)]
        found += [(key, 0.8) for key in keys("place", self.places)]
        return (*found, *((f"number:{number}", 0.6) for number in self.numbers))


def telling(event: dict[str, Any], key: str, arrived: float) -> Telling | None:
    """The article of an `articles.enriched` event ({"item", "desk"}), or None for one that takes no part: an advisory.

    `key` is the record's key, the uri; `arrived` the time that the broker gave the record, in seconds since 1970.
    """
    if event["desk"]["verdict"]["signal"] == "advisory":
        return None
    if event["item"].get("pubStatus", "usable") != "usable":
        return _silent(event, key, arrived)
    return _told(event, key, arrived)


def told_copy(event: dict[str, Any], key: str, arrived: float) -> Telling | None:
    """The copy of an `articles.duplicates` event: it takes its original's story. None for a repeat and what is stale.

    `key` and `arrived` are as for `telling`.
    """
    verdict = event["desk"]["verdict"]
    if verdict["disposition"] != "duplicate" or not verdict["of"] or verdict["of"] == event["item"]["uri"]:
        return None
    return _told(event, key, arrived)


def _silent(event: dict[str, Any], key: str, arrived: float) -> Telling:
    item, desk = event["item"], event["desk"]
    language = item.get("language", "und")
    return Telling(key, _identity(event), desk["source"], language, arrived, item["pubStatus"])


def _told(event: dict[str, Any], key: str, arrived: float) -> Telling:
    item, desk = event["item"], event["desk"]
    headline, paragraphs = headline_of(item), _paragraphs(item, desk)
    language = item.get("language", "und")
    terms, stems = terms_of(headline, paragraphs, language)
    people, organisations, places = (_named(item.get(kind)) for kind in ("people", "organisations", "places"))
    found = [each.name for each in (*people, *places)]
    bodies = [each.name for each in organisations]
    created, updated = _times(item, desk, arrived)
    return Telling(
        uri=key,
        event=_identity(event),
        source=desk["source"],
        language=language,
        arrived=arrived,
        version=item.get("version"),
        headline=headline,
        received=_seconds(desk["raw"]["timestamp"]) or arrived,
        created=created,
        updated=updated,
        terms=terms,
        names=names_of(headline, paragraphs, language, found, bodies, stems),
        words=hashes(f"{language}:{stem}" for stem in stems),
        people=people,
        organisations=organisations,
        places=places,
        topics=_named(item.get("subjects")),
        numbers=numbers_of(headline, paragraphs),
        copy_of=_copy_of(desk),
        origin=_origin(desk),
    )


def hashes(words: Iterable[str]) -> tuple[int, ...]:
    """The words as numbers of 32 bits, each once, sorted."""
    return tuple(sorted({zlib.crc32(word.encode()) for word in words}))


def _identity(event: dict[str, Any]) -> str:
    """Of the raw event that led to it, and what came of that."""
    item, desk = event["item"], event["desk"]
    raw, verdict = desk["raw"], desk["verdict"]
    place = f"{raw['topic']}/{raw['partition']}/{raw['offset']}/{raw.get('part', 0)}"
    parts = (
        place,
        item.get("pubStatus"),
        verdict.get("release"),
        verdict.get("retold"),
        desk["content_hash"],
    )
    return hashlib.blake2b("\0".join(map(str, parts)).encode(), digest_size=8).hexdigest()


def headline_of(item: dict[str, Any]) -> str:
    """The main headline of a ninjs item; empty if it has none."""
    found = (each["value"] for each in item.get("headlines", ()) if each.get("role", "main") == "main")
    return str(next(found, ""))


def _paragraphs(item: dict[str, Any], desk: dict[str, Any]) -> list[str]:
    """The text without its dateline, in which every article of an agency is like every other of the day."""
    bodies = (body["value"] for body in item.get("bodies", ()) if body.get("contentType") == "text/plain")
    dateline = desk.get("dateline", {}).get("text", "")
    return str(next(bodies, "")).removeprefix(dateline).split("\n\n")


def _times(item: dict[str, Any], desk: dict[str, Any], arrived: float) -> tuple[float, float]:
    """When the article and this version were made. A sender's clock may be ahead of ours, or say nothing."""
    updated = _seconds(item.get("versionCreated")) or _seconds(desk.get("wire_time")) or arrived
    created = _seconds(item.get("firstCreated")) or updated
    return min(created, updated, arrived), min(updated, arrived)


def _seconds(written: object) -> float | None:
    return datetime.fromisoformat(str(written)).timestamp() if written else None


def _named(entries: list[dict[str, Any]] | None) -> tuple[Named, ...]:
    """The named of an item, each once; an entry may have an id and no name, and then says nothing to people."""
    found: dict[str, Named] = {}
    for entry in entries or ():
        if name := entry.get("name"):
            named = Named(name, entry.get("uri"))
            found.setdefault(named.key, named)
    return tuple(found.values())[:_MOST]


def _copy_of(desk: dict[str, Any]) -> str | None:
    verdict = desk["verdict"]
    if verdict["of"] and verdict["method"] in _COPIES:
        return str(verdict["of"])
    return None


def _origin(desk: dict[str, Any]) -> str | None:
    """Who reported it: whom it credits, or else its source. None for a copy, and what is mostly another's words."""
    if _copy_of(desk) or not desk.get("origin", {}).get("independent", True):
        return None
    return first_word(desk.get("credit") or desk["source"]) or desk["source"]


def dump_telling(telling: Telling) -> dict[str, Any]:
    """An article that waits, as JSON values."""
    values = {each.name: getattr(telling, each.name) for each in fields(telling)}
    return values | {name: [each.dump() for each in getattr(telling, name)] for name in _NAMED}


def load_telling(dumped: dict[str, Any]) -> Telling:
    """What `dump_telling` gave."""
    changed: dict[str, Any] = {name: tuple(Named(*each) for each in dumped[name]) for name in _NAMED}
    changed["terms"] = tuple((term, weight) for term, weight in dumped["terms"])
    for name in ("names", "words", "numbers"):
        changed[name] = tuple(dumped.get(name, ()))
    return Telling(**(dumped | changed))
