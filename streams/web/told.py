"""What a record of the end topics tells the live page. Of what is held back, no word of the copy is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from streams.events.filters import Traits, traits_in_event
from streams.kinds import Disposition, HoldReason, Reason, Signal, Stage
from streams.topology import DEAD, DUPLICATES, ENRICHED, STORIES, WITHHELD
from streams.web.words import HEADLINE, NAME, WORDS, language_tag, shown, web_address

#: The kinds of change that are told word by word, in this order, and how many of them; the rest is counted.
_TOLD, _CHANGES = ("headline", "number", "name", "quote"), 3
#: So much of a text is searched for words, in characters.
TEXT = 8000


@dataclass(frozen=True, slots=True)
class Published:
    """An event on articles.enriched. Times are seconds since 1970; `at` is the record's."""

    uri: str
    raw: str  # which raw event said so
    at: float
    source: str
    status: str  # "usable" | "withheld" | "canceled"
    signal: Signal
    headline: str = ""
    language: str = ""
    place: str = ""
    located: bool = False  # the place is where it was written; else one that it mentions
    url: str = ""
    urgency: int = 0
    of: str = ""  # of a canceled copy: what it copied
    kill: str = ""  # the words of the kill
    changes: tuple[str, ...] = ()
    takes: int = 0
    release: str = ""  # the raw event that let it out again
    held: bool = False  # it had been held back
    reverts: bool = False  # it goes back to an earlier text
    wire_time: float | None = None
    taken: float | None = None  # when the broker took the raw event
    traits: Traits | None = None  # what filters ask for; None for what readers may not have


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy of the article `of`."""

    uri: str
    raw: str
    at: float
    of: str
    source: str
    headline: str = ""
    language: str = ""
    similarity: float = 1.0


@dataclass(frozen=True, slots=True)
class Reported:
    """A repeat, a stale version, a message, or what was killed before it came out."""

    uri: str
    raw: str
    at: float
    kind: Disposition
    source: str
    kill: str = ""


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Something waits. `raw` is its key; the uri is for the desk alone, for it may tell what the article is about."""

    raw: str
    at: float
    uri: str
    source: str
    reason: HoldReason
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Lifted:
    """What had that key waits no longer."""

    raw: str


@dataclass(frozen=True, slots=True)
class Died:
    """A dead letter, which lies at `place` on articles.dead."""

    at: float
    reason: Reason
    stage: Stage
    source: str
    place: str


@dataclass(frozen=True, slots=True)
class Telling:
    """An article that tells a story. The time is in seconds since 1970."""

    uri: str
    source: str
    headline: str
    language: str
    at: float
    of: str = ""  # of a copy: what it copies


@dataclass(frozen=True, slots=True)
class Together:
    """A story as its last event tells it; `tellings` are the newest of its articles, the newest first."""

    id: str
    title: str
    status: str
    articles: int
    reports: int
    tellings: tuple[Telling, ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """A story that is over, or has become part of another one."""

    id: str


Told = Published | Copied | Reported | HeldBack | Lifted | Died | Together | Ended


def told_by(record: Any, headers: Mapping[str, bytes], *, text: bool = True) -> Told | None:
    """What the record tells; None if it is none of ours. Without `text` an article's traits have none."""
    try:
        at = record.timestamp / 1000
        if record.topic == DEAD.name:
            return _died(record, headers, at)
        if record.topic == WITHHELD.name and record.value is None:
            return Lifted(record.key.decode())
        event = orjson.loads(record.value)
        if record.topic == STORIES.name:
            return _together(event)
        item, desk = event["item"], event["desk"]
        if record.topic == WITHHELD.name:
            return _held(record, item, desk, at)
        raw = headers["raw"].decode() + "#" + headers.get("part", b"").decode()
        if record.topic == ENRICHED.name:
            return _published(raw, item, desk, at, text=text)
        return _reported(raw, item, desk, at) if record.topic == DUPLICATES.name else None
    except (ValueError, LookupError, TypeError, AttributeError):
        return None


def _died(record: Any, headers: Mapping[str, bytes], at: float) -> Died:
    source = headers.get("ce_source", b"") if "source" not in headers else headers["source"]
    return Died(
        at,
        Reason(headers["dead-reason"].decode()),
        Stage(headers["dead-stage"].decode()),
        shown(source.decode("utf-8", "replace"), NAME),
        f"{record.topic}/{record.partition}/{record.offset}",
    )


def _held(record: Any, item: dict[str, Any], desk: dict[str, Any], at: float) -> HeldBack:
    hold = desk["hold"]
    return HeldBack(
        record.key.decode(),
        at,
        str(item["uri"]),
        shown(desk["source"], NAME),
        HoldReason(hold["reason"]),
        _seconds(hold.get("until")),
    )


def _published(raw: str, item: dict[str, Any], desk: dict[str, Any], at: float, *, text: bool) -> Published:
    verdict = desk["verdict"]
    place, located = _place(item, desk)
    return Published(
        str(item["uri"]),
        raw,
        at,
        shown(desk["source"], NAME),
        str(item["pubStatus"]),
        Signal(verdict["signal"]),
        headline=headline_of(item),
        language=language_tag(item.get("language")),
        place=place,
        located=located,
        url=web_address(desk.get("url")),
        urgency=int(item.get("urgency", 0)),
        of=str(verdict.get("of") or ""),
        kill=shown((verdict.get("kill") or {}).get("words"), WORDS),
        changes=_changes(verdict.get("changes") or ()),
        takes=len(verdict.get("takes") or ()),
        release=str(verdict.get("release") or ""),
        reverts=bool(verdict.get("reverts")),
        held="hold" in desk,
        wire_time=_seconds(desk.get("wire_time")),
        taken=_seconds(desk["raw"].get("timestamp")),
        traits=_traits(item, desk, text=text) if item["pubStatus"] == "usable" else None,
    )


def _traits(item: dict[str, Any], desk: dict[str, Any], *, text: bool) -> Traits:
    """What a filter may ask for, with the beginning of the text: hundreds of articles are kept."""
    bodies = [{"value": each["value"][:TEXT]} for each in item.get("bodies", ())[:1]] if text else []
    return traits_in_event({"item": item | {"bodies": bodies}, "desk": desk})


def _reported(raw: str, item: dict[str, Any], desk: dict[str, Any], at: float) -> Copied | Reported:
    verdict = desk["verdict"]
    uri, source = str(item["uri"]), shown(desk["source"], NAME)
    kind = Disposition(verdict["disposition"])
    if kind is Disposition.DUPLICATE:
        return Copied(
            *(uri, raw, at, str(verdict["of"]), source, headline_of(item)),
            language_tag(item.get("language")),
            _share(verdict),
        )
    return Reported(uri, raw, at, kind, source, shown((verdict.get("kill") or {}).get("words"), WORDS))


def _share(verdict: dict[str, Any]) -> float:
    """How much of a copy is its original, 0 to 1."""
    links = verdict.get("links")
    return float(links[0]["share"] if links else verdict.get("similarity") or 1.0)


def _together(event: dict[str, Any]) -> Together | Ended:
    if "into" in event or event["status"] == "over":
        return Ended(str(event["id"]))
    tellings = [
        Telling(
            str(each["uri"]),
            shown(each["source"], NAME),
            shown(each["headline"], HEADLINE),
            language_tag(each["language"]),
            datetime.fromisoformat(each["received"]).timestamp(),
            str(each.get("copy_of", "")),
        )
        for each in event["latest"]
    ]
    return Together(
        str(event["id"]),
        shown(event["title"], HEADLINE),
        str(event["status"]),
        int(event["articles"]),
        int(event["reports"]),
        tuple(tellings),
    )


def headline_of(item: dict[str, Any]) -> str:
    """The headline; the beginning of the text where there is none."""
    if headlines := item.get("headlines"):
        return shown(headlines[0]["value"], HEADLINE)
    return shown(item["bodies"][0]["value"], WORDS) if item.get("bodies") else ""


def _place(item: dict[str, Any], desk: dict[str, Any]) -> tuple[str, bool]:
    """The place it was written in, with the country of a city; else the first that it mentions."""
    places = desk.get("places") or ()
    located = next((each for each in places if each.get("located")), None)
    if located is None and item.get("located"):
        return shown(item["located"], NAME), True
    place = located or next(iter(places), None)
    if place is None:
        return "", False
    name = str(place["name"])
    if place["kind"] == "city":
        name += f", {place['country']}"
    return shown(name, NAME), located is not None


def _changes(changes: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    """What differs from the version before, in short."""
    told = sorted(
        (each for each in changes if each["kind"] in _TOLD), key=lambda each: _TOLD.index(each["kind"])
    )
    rest = len(changes) - len(told[:_CHANGES])
    lines = [_change(each) for each in told[:_CHANGES]]
    if rest:
        more = "more " if lines else ""
        lines.append(f"{rest} {more}change{'s' * (rest > 1)} in the text")
    return tuple(lines)


def _change(change: dict[str, Any]) -> str:
    kind = str(change["kind"])
    before, after = shown(change.get("before"), WORDS), shown(change.get("after"), WORDS)
    if kind == "headline" and before:
        return f"headline was: {before}"  # what it is now stands above
    if before and after:
        return f"{kind}: {before} → {after}"
    return f"{kind} added: {after}" if after else f"{kind} removed: {before}"


def _seconds(time: object) -> float | None:
    return datetime.fromisoformat(time).timestamp() if isinstance(time, str) else None
