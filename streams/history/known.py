"""What is known under which uri, as the topics say: what a kill would cancel, and which uri a typing error may mean."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from streams.brokers.client import Broker
from streams.brokers.reader import OffsetRanges, Progress, offset_ranges, read_ranges
from streams.history.dead_letters import headers_of
from streams.intake.identity import normalise_url
from streams.topology import DUPLICATES, ENRICHED, UNIQUE, WITHHELD

#: Where it is told what became of an article.
TOPICS = (DUPLICATES, WITHHELD, UNIQUE, ENRICHED)
_NAMES = frozenset(topic.name for topic in TOPICS)
#: Uris that a typing error is compared with; of more, those that begin or end alike. And so many are named.
_COMPARED, _NAMED = 20_000, 3
_ALIKE = 0.8
#: Ends of messages, which are no stories; and ends of which a story is as it was before.
_NO_STORY, _NOTHING_NEW = frozenset({"signal"}), frozenset({"repeat", "stale"})
_ENDS = 8


@dataclass(frozen=True, slots=True)
class Known:
    """A story as it was told last. `state` is "published", "withdrawn", "held", "copy", "killed" or another end."""

    uri: str
    source: str
    headline: str
    state: str
    copies: tuple[str, ...] = ()  # the uris of all texts that it was said to be made of, the original first
    time: int = 0  # of the record that told it, in milliseconds since 1970


@dataclass
class Stories:
    """Takes the records of TOPICS, those of each topic in their order."""

    by_uri: dict[str, Known] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  # alias -> uri
    ranges: OffsetRanges = field(default_factory=dict)  # what was read

    def look(self, record: Any) -> None:
        """Takes over what a record tells; one that copydesk did not write is passed over."""
        if record.value is None or record.topic not in _NAMES:
            return
        try:
            known, aliases = _known(record, orjson.loads(record.value))
        except (ValueError, KeyError, TypeError, IndexError, AttributeError):
            return
        before = self.by_uri.get(known.uri)
        if known.state in _NO_STORY or (before and known.state in _NOTHING_NEW):
            return
        if before is not None:
            old, known = sorted((before, known), key=lambda each: each.time)
            known = replace(known, headline=known.headline or old.headline)
        self.by_uri[known.uri] = known
        self.names.update(dict.fromkeys(aliases, known.uri))

    def find(self, uri: str) -> Known | None:
        """The story under a uri, another of its uris, or the address of its page."""
        url = normalise_url(uri)
        for name in (uri, url):
            if name and (found := self.by_uri.get(name) or self.by_uri.get(self.names.get(name, ""))):
                return found
        return None

    def copies_of(self, uri: str) -> list[Known]:
        """What was said to copy it, copies of copies included; near ones first."""
        by_original: dict[str, list[Known]] = {}
        for each in self.by_uri.values():
            for original in each.copies:
                by_original.setdefault(original, []).append(each)
        found: dict[str, Known] = {}
        queue = [uri]
        for member in queue:
            for each in by_original.get(member, ()):
                if each.uri != uri and each.uri not in found:
                    found[each.uri] = each
                    queue.append(each.uri)
        return list(found.values())

    def nearest(self, uri: str) -> list[str]:
        """The uris that this may be a wrong spelling of, the nearest first."""
        return nearest(uri, (*self.by_uri, *self.names))


def nearest(uri: str, known: Iterable[str]) -> list[str]:
    """Those of the known uris that are spelt nearly like this one, the nearest first."""
    uris = list(dict.fromkeys(known))
    if len(uris) > _COMPARED:
        uris = [each for each in uris if each[-_ENDS:] == uri[-_ENDS:] or _begins_alike(each, uri)][
            -_COMPARED:
        ]
    return difflib.get_close_matches(uri, uris, _NAMED, _ALIKE)


def _begins_alike(one: str, other: str) -> bool:
    length = max(_ENDS, int(len(other) * 0.6))
    return one[:length] == other[:length]


def _known(record: Any, event: Any) -> tuple[Known, Iterable[str]]:
    topic: str = record.topic
    item, desk = event["item"], event["desk"]
    verdict = desk.get("verdict") or {}
    state = str(verdict.get("disposition"))
    if topic == WITHHELD.name:
        state = "held"
    elif topic in (UNIQUE.name, ENRICHED.name):
        state = {"usable": "published", "withheld": "withdrawn"}.get(item["pubStatus"], "killed")
    elif state == "duplicate":
        state = "copy"
    headlines = item.get("headlines")
    known = Known(
        uri=item["uri"],
        source=desk["source"],
        headline=headlines[0]["value"] if headlines else "",
        state=state,
        copies=_made_of(verdict),
        time=record.timestamp,
    )
    return known, desk.get("aliases", ())


def _made_of(verdict: Any) -> tuple[str, ...]:
    """The texts that a verdict links to, but for those that the article only holds among much of its own."""
    links = (link["uri"] for link in verdict.get("links", ()) if link["method"] != "holds")
    first = (verdict["of"],) if verdict.get("of") else ()
    return tuple(dict.fromkeys((*first, *links)))


async def read_known(broker: Broker | str, progress: Progress = lambda *_: None) -> Stories:
    """What the topics hold now. Raises BrokerError, TopicsError."""
    ranges = await offset_ranges(broker, [topic.name for topic in TOPICS])
    stories = Stories(ranges=ranges)
    async for record in read_ranges(broker, ranges, progress):
        stories.look(record)
    return stories


@dataclass(frozen=True, slots=True)
class Carried:
    """What came of an editor's event: the uris that readers were told of, and whether decide has answered it."""

    uris: frozenset[str] = frozenset()
    answered: bool = False


async def carried_out(broker: Broker | str, raw: str, after: OffsetRanges) -> Carried:
    """What the topics say by now of the raw event at `raw`; `after` are their ranges when it was sent."""
    now = await offset_ranges(broker, [DUPLICATES.name, ENRICHED.name])
    uris: set[str] = set()
    answered = False
    new = {place: (after.get(place, (0, 0))[1], end) for place, (_, end) in now.items()}
    async for record in read_ranges(broker, new):
        headers = headers_of(record)
        if headers.get("raw") == raw:
            answered = True
            if record.topic == ENRICHED.name and "ce_subject" in headers:
                uris.add(headers["ce_subject"])
    return Carried(frozenset(uris), answered or bool(uris))
