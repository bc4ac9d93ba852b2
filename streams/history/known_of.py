"""What is known of a uri as one JSON document: what readers have, versions, copies, story and trace.

Nothing of a text that readers may not have is in it: of what is held, killed or withdrawn no headline, no title of its
story and no quotation, and of its copies, which say the same, none either.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import orjson

from streams.brokers.client import Broker
from streams.history.look_up import Found, look_up
from streams.history.path import Path, Readers, Step
from streams.history.sightings import Sighting
from streams.runtime.loop_share import LoopShare
from streams.topology import ENRICHED, UNIQUE

#: The words of the copy, at the end of a phrase (see `phrases.quoted`).
_QUOTED = re.compile(r': ".*"', re.DOTALL)
#: Steps that may quote what readers do not have, whatever they have of the article.
_MAY_QUOTE = frozenset({"withheld", "notice", "read", "dead", "stale", "duplicate"})
_OUT = "published"
_LONGEST_URL = 2000


async def known_of(broker: Broker | str, uri: str, share: LoopShare) -> dict[str, Any]:
    """The document. `readers.state` is "unknown" where nothing was found. Raises BrokerError."""
    found, told = await look_up(broker, uri, share)
    return document(found, told)


def document(found: Found, told: Path) -> dict[str, Any]:
    """The same, of what was found."""
    nothing = not found.sightings
    out = is_out(found, told)
    readers = Readers("unknown", "nothing is known of it") if nothing else told.readers
    made: dict[str, Any] = {
        "uri": found.uri,
        "readers": _readers(readers),
        "event": orjson.loads(found.event[1]) if out and found.event else None,
        "versions": [
            {"name": each.name, "raw": each.raw, "came": each.came, "kind": each.kind}
            | {"words": _clean(each.words, out and each.kind == _OUT)}
            for each in told.versions
        ],
        "repeats": told.repeats,
        "copies": _copies(found, out),
        "original": None,
        "story": _story(found, out),
        "trace": [_step(each, out) for each in told.steps],
        "missing": [_clean(each) for each in told.missing],
        "looked": _looked(found),
    }
    if told.original is not None:
        made["original"] = {"uri": told.original.uri, "readers": _readers(told.original.readers)}
    return made


def is_out(found: Found, told: Path) -> bool:
    """Whether readers may have its text now, as far as it was found."""
    return told.readers.state == _OUT and not _is_taken_back(found.sightings)


def _is_taken_back(sightings: list[Sighting]) -> bool:
    """Whether decide has withdrawn it or killed it, and readers have not been told yet."""
    last: dict[str, Sighting] = {}
    for each in sorted(sightings, key=lambda each: (each.time, each.place[2])):
        if each.article is not None and each.topic in (UNIQUE.name, ENRICHED.name):
            last[each.topic] = each
    decided, enriched = last.get(UNIQUE.name), last.get(ENRICHED.name)
    if decided is None or not decided.status_only:
        return False
    return enriched is None or enriched.raw != decided.raw


def _readers(readers: Readers) -> dict[str, str]:
    return {"state": readers.state, "words": _clean(readers.words)}


def _clean(words: str, out: bool = False) -> str:
    return words if out else _QUOTED.sub("", words)


def _step(step: Step, out: bool) -> dict[str, Any]:
    return {
        "time": step.time,
        "stage": str(step.stage),
        "place": step.place,
        "kind": step.kind,
        "words": _clean(step.words, out and step.kind not in _MAY_QUOTE),
        "raw": step.raw,
        "uri": step.uri,
    }


def _copies(found: Found, out: bool) -> list[dict[str, Any]]:
    """What copies it, the newest first; `share` is how much of the copy stands word for word in it."""
    told = []
    for at, event in sorted(found.copies.values(), key=lambda each: each[0], reverse=True):
        item, desk = event["item"], event["desk"]
        verdict = desk["verdict"]
        links = verdict.get("links")
        copy = {
            "uri": item["uri"],
            "source": desk["source"],
            "at": at,
            "share": links[0]["share"] if links else verdict.get("similarity"),
            "shared": links[0]["shared"] if links else None,
            "method": verdict.get("method"),
            "language": item.get("language", "und"),
            "headline": None,
            "url": None,
        }
        if out:
            copy["url"] = _web_address(desk.get("url"))
        if out and item.get("headlines"):
            copy["headline"] = item["headlines"][0]["value"]
        told.append(copy)
    return told


def _web_address(url: object) -> str | None:
    """The url if it may be one of the web: whoever makes a link of it looks at it himself."""
    is_one = isinstance(url, str) and url.startswith(("https://", "http://")) and len(url) <= _LONGEST_URL
    return str(url) if is_one else None


def _story(found: Found, out: bool) -> dict[str, Any] | None:
    """The story that it tells, as far as it was seen."""
    if found.story is None:
        return None
    event = orjson.loads(found.stories[found.story[1]][1])
    if "into" in event:
        into = str(event["into"])
        known = found.stories.get(into.encode())
        if known is None:
            nothing = dict.fromkeys(("title", "status", "articles", "reports", "at"))
            return {"id": into, **nothing, "latest": []}
        event = orjson.loads(known[1])
    told = {name: event.get(name) for name in ("id", "title", "status", "articles", "reports", "at")}
    # Their headlines may be those of articles that readers may not have: who asks for one is told what may be told.
    told["latest"] = [{"uri": each["uri"], "source": each["source"]} for each in event.get("latest", ())]
    return told if out else told | {"title": None}


def _looked(found: Found) -> dict[str, Any]:
    """How far was looked, in words."""
    if found.whole:
        return {"whole": True, "since": None, "words": "all that the topics have of it was looked at"}
    since: datetime | None = found.since
    reach = f"what came after {since:%Y-%m-%d %H:%M:%S} UTC" if since else "next to nothing"
    words = f"not all of the topics was looked at in time, only {reach}: `copydesk trace` looks at everything"
    return {"whole": False, "since": since, "words": words}
