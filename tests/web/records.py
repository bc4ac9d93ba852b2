"""Records of the end topics, as copydesk itself writes them, for tests of the live page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from streams.article import Article, Dropped, Hold, Origin
from streams.events import codec, source_connection, source_health
from streams.events.cloudevents import headers_of
from streams.events.source_connection import SourceConnection
from streams.kinds import Disposition, Format, HoldReason, Reason, Signal, Stage
from streams.runtime.dead_letters import dead_letter, header_list
from streams.sources.book import Source, Who
from streams.sources.drift import Copy
from streams.sources.rhythm import Rhythm
from streams.topology import DUPLICATES, ENRICHED, RAW, SOURCES, STORIES, WITHHELD
from streams.verdict import Change, Kill, Verdict
from streams.web.told import Told, told_by
from tests.articles import article_of

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
EMBARGO = Hold(HoldReason.EMBARGO, "until 13:00", NOON + timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class Record:
    """A record as a consumer gives it; the timestamp is in milliseconds."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes]]
    timestamp: int
    partition: int = 0
    offset: int = 0


def article(uri: str = "urn:a", offset: int = 1, **fields: Any) -> Article:
    """An article that nothing has happened to yet."""
    origin = Origin(RAW.name, 0, offset, NOON)
    usual: dict[str, Any] = {
        "headline": "Ferries stay in port",
        "language": "en",
        "paragraphs": ("One.",),
        "wire_time": NOON,
        "source": "wire",
    }
    return article_of({"uri": uri, "origin": origin, "format": Format.NINJS} | usual | fields)


def record(topic: str, told: Article, event_type: str, seconds: float = 2.0) -> Record:
    """The article on a topic, so many seconds after noon."""
    at = NOON + timedelta(seconds=seconds)
    key = f"{RAW.name}/0/{told.origin.offset}" if topic == WITHHELD.name else told.uri
    value = codec.encode(told, event_type)
    return Record(
        *(topic, key.encode(), value, headers_of(event_type, told, at), round(at.timestamp() * 1000))
    )


def told(of: Record) -> Told | None:
    """What the record tells the page."""
    return told_by(of, dict(header_list(of.headers)))


def known(of: Record) -> Told:
    """The same, of a record that must tell something."""
    found = told(of)
    assert found is not None
    return found


def published(
    uri: str = "urn:a", offset: int = 1, signal: Signal = Signal.NEW, seconds: float = 2.0, **fields: Any
) -> Record:
    """An event on articles.enriched; `changes`, `takes` and `reverts` belong to its verdict."""
    verdict = Verdict(
        Disposition.ENRICHED,
        signal,
        changes=tuple(Change(*each) for each in fields.pop("changes", ())),
        takes=fields.pop("takes", ()),
        release=fields.pop("release", None),
        reverts=fields.pop("reverts", None),
    )
    made = article(uri, offset, verdict=verdict, **fields)
    return record(ENRICHED.name, made, codec.ENRICHED, seconds)


def canceled(uri: str = "urn:a", offset: int = 9, of: str | None = None, **fields: Any) -> Record:
    """A kill of an article, or of a copy of `of`, as subscribers are told."""
    kill = Kill(of or uri, f"{RAW.name}/0/{offset}", NOON, "Kill: it is not true.")
    verdict = Verdict(Disposition.KILLED, Signal.KILL, of=of, kill=kill)
    made = article(uri, offset, verdict=verdict, pub_status="canceled", **{"paragraphs": (), **fields})
    return record(ENRICHED.name, made, codec.ENRICHED, 5.0)


def withdrawn(uri: str = "urn:a", offset: int = 8) -> Record:
    """What was published must not be used until further notice."""
    verdict = Verdict(Disposition.WITHHELD, Signal.HOLD)
    made = article(uri, offset, verdict=verdict, pub_status="withheld", paragraphs=())
    return record(ENRICHED.name, made, codec.ENRICHED, 5.0)


def copied(
    uri: str = "urn:copy",
    offset: int = 2,
    of: str = "urn:a",
    headline: str = "No ferries today",
    **fields: Any,
) -> Record:
    """A near copy of another article."""
    verdict = Verdict(Disposition.DUPLICATE, Signal.NEW, of, 0.91, "near")
    made = replace(article(uri, offset, headline=headline, verdict=verdict, **fields), source="paper")
    return record(DUPLICATES.name, made, codec.DUPLICATE, 3.0)


def reported(kind: Disposition, uri: str = "urn:a", offset: int = 3, **fields: Any) -> Record:
    """A repeat, a stale version, a message or a kill that found nothing to kill."""
    killed = kind is Disposition.KILLED
    kill = Kill(uri, f"{RAW.name}/0/{offset}", NOON, "Kill: it is not true.") if killed else None
    verdict = Verdict(kind, Signal.KILL if killed else Signal.NEW, kill=kill)
    return record(DUPLICATES.name, article(uri, offset, verdict=verdict, **fields), codec.DUPLICATE, 4.0)


def held(uri: str = "urn:h", offset: int = 4, hold: Hold = EMBARGO) -> Record:
    """Something that waits."""
    verdict = Verdict(Disposition.WITHHELD, Signal.NEW)
    made = article(uri, offset, headline="Secret report", hold=hold, verdict=verdict)
    return record(WITHHELD.name, made, codec.WITHHELD)


def lifted(offset: int = 4) -> Record:
    """It waits no longer."""
    return Record(WITHHELD.name, f"{RAW.name}/0/{offset}".encode(), None, [], 0)


def died(reason: Reason = Reason.EMPTY, offset: int = 5, seconds: float = 2.0) -> Record:
    """A dead letter."""
    raw = Record(RAW.name, b"k", b"\x00" * 9, [("ce_source", b"paper")], 0, offset=offset)
    letter = dead_letter(raw, Stage.CLEAN, Dropped(reason, "why"), NOON)
    at = round((NOON.timestamp() + seconds) * 1000)
    return Record(letter.topic, letter.key, letter.value, letter.headers, at, offset=offset)


def together(*uris: str, number: int = 1, status: str = "growing", **changes: Any) -> Record:
    """A story that the articles of these uris tell, the newest last."""
    story = f"urn:copydesk:story:{number:020}"
    latest = [
        {
            "uri": uri,
            "source": f"source-{uri[4:]}",
            "language": "en",
            "headline": f"Headline {uri[4:]}",
            "received": NOON.isoformat(),
            "updated": NOON.isoformat(),
        }
        for uri in reversed(uris)
    ]
    event = {
        "id": story,
        "title": latest[-1]["headline"] if latest else "",
        "status": status,
        "latest": latest,
        "articles": len(uris),
        "reports": len(uris),
        "sources": [each["source"] for each in latest],
        "languages": ["en"],
        "people": [],
        "organisations": [],
        "places": [],
        "topics": [],
        "at": NOON.isoformat(),
    } | changes
    return Record(STORIES.name, story.encode(), orjson.dumps(event), [], round(NOON.timestamp() * 1000))


def merged(number: int = 2, into: int = 1) -> Record:
    """A story that is part of another one."""
    story = f"urn:copydesk:story:{number:020}"
    event = {"id": story, "into": f"urn:copydesk:story:{into:020}", "at": NOON.isoformat()}
    return Record(STORIES.name, story.encode(), orjson.dumps(event), [], round(NOON.timestamp() * 1000))


def record_of_health(
    source: str,
    *,
    silent: bool,
    last: datetime,
    every: int,
    language: str = "en",
    at: datetime = NOON,
    known: int = 9,
) -> Record:
    """What was learnt of a source: it comes every so many minutes at each hour, which is `known` so well."""
    rhythm = Rhythm(at, last, [60 / every] * 72, [known] * 72, silent=silent)
    who = Who(source, language)
    value = source_health.encode(who, Source(rhythm, Copy(), articles=99))
    return Record(SOURCES.name, source_health.key_of(who), value, [], round(NOON.timestamp() * 1000))


def record_of_connection(source: str, kind: str, why: str, at: datetime = NOON) -> Record:
    """How a connection is; `why` it fails, or nothing."""
    told = SourceConnection(source, kind, why, at, 3 if why else 0, at)
    key, value = source_connection.key_of(source, kind), source_connection.encode(told)
    return Record(SOURCES.name, key, value, [], round(NOON.timestamp() * 1000))
