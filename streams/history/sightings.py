"""Records of copydesk's topics as sightings of a story, and what of them can be known without making that effort."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from streams.events.codec import read_event
from streams.events.raw_event import STRUCTURED
from streams.history.account import as_text
from streams.history.letters import letter_of, redriven_from
from streams.history.outcome import part_of, place_of
from streams.history.sighting import Death, Sighting, slim
from streams.intake.identity import uri_for
from streams.runtime.dead_letters import header_list
from streams.stories.outcome import Notice, NoticeKind
from streams.stories.story import raw_of
from streams.topology import DEAD, NOTICES, RAW, WITHHELD

Headers = dict[str, str]


def headers_of(record: Any) -> Headers:
    """The headers as text, with their names in lower case."""
    return {name.lower(): value.decode("utf-8", "replace") for name, value in header_list(record.headers)}


def raw_of_record(record: Any, headers: Headers) -> str | None:
    """The raw event's article that a record is about: topic/partition/offset, and #part where there are several.

    From the headers alone, but for events of ours that have none. None for a notice.
    """
    place = as_text((record.topic, record.partition, record.offset))
    if record.topic == RAW.name:
        return place
    if record.topic == DEAD.name and headers.get("dead-topic") == RAW.name:
        place = f"{RAW.name}/{headers.get('dead-partition')}/{headers.get('dead-offset')}"
        return _with_part(place, headers.get("dead-part"))
    if record.topic == WITHHELD.name:
        return (record.key or b"").decode("utf-8", "replace") or None
    return _with_part(headers["raw"], headers.get("part")) if "raw" in headers else None


def _with_part(place: str, part: str | None) -> str:
    try:
        number, count = part_of(part.encode() if part is not None else None)
    except ValueError:
        return place
    return f"{place}#{number}" if count > 1 else place


def subject_names(record: Any, headers: Headers) -> Iterator[str]:
    """The names under which a raw event, or a dead letter of one, may be looked for: its subject, and as a uri."""
    source, subject = source_and_subject(record, headers)
    if subject:
        yield subject
        yield uri_for(source=source or "unknown", subject=subject)
        yield uri_for(source=source or "unknown", own=subject)


def source_and_subject(record: Any, headers: Headers) -> tuple[str, str]:
    """Who sent a raw event, and as what. Those of a structured one stand in its value."""
    if headers.get("content-type", "").startswith(STRUCTURED):
        try:
            event = orjson.loads(record.value)
            return str(event.get("source") or ""), str(event.get("subject") or "")
        except (ValueError, AttributeError, TypeError):
            return "", ""
    return headers.get("ce_source", ""), headers.get("ce_subject", "")


@dataclass(frozen=True, slots=True)
class Glance:
    """What an event of ours says of who the article is. `urls` as they stand there."""

    uri: str
    headline: str
    source: str
    aliases: tuple[str, ...]
    urls: tuple[str, ...]
    standing: bool
    kills: str | None  # the uri of the kill that this raw event itself is
    ends: str | None  # the disposition


def glance(record: Any, raw: str | None) -> Glance:
    """A look into the value. Raises ValueError for one that is no event of ours with an article."""
    try:
        event = orjson.loads(record.value)
        item, desk = event["item"], event["desk"]
        kill = (desk.get("verdict") or {}).get("kill")
        addresses = [each["value"] for each in item.get("altIds", ()) if each.get("role") == "url"]
        return Glance(
            uri=item["uri"],
            headline=item["headlines"][0]["value"] if item.get("headlines") else "",
            source=desk["source"],
            aliases=tuple(desk.get("aliases", ())),
            urls=tuple(url for url in (item["uri"], desk.get("url"), *addresses) if url),
            standing=item.get("pubStatus") != "usable",
            kills=kill["uri"] if kill and kill["raw"] == raw else None,
            ends=(desk.get("verdict") or {}).get("disposition"),
        )
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise ValueError(f"not an event of copydesk: {error!r}") from error


def sighting_of(record: Any) -> Sighting:
    """The record as a step of a story's path. Raises ValueError for one that is none of ours."""
    headers = headers_of(record)
    raw = raw_of_record(record, headers)
    place = (record.topic, record.partition, record.offset)
    time = datetime.fromtimestamp(max(0, record.timestamp) / 1000, UTC)
    back = redriven_from(record.headers)
    from_letter = as_text(back) if back else None
    if record.topic == RAW.name:
        source, subject = source_and_subject(record, headers)
        return Sighting(
            place, time, as_text(place), source=source, subject=subject, redriven_from=from_letter
        )
    if record.topic == NOTICES.name:
        return _notice(record, place, time)
    if record.topic == DEAD.name:
        if raw is None:
            raise ValueError("a dead letter that names no raw event")
        letter = letter_of(record)
        death = Death(letter.stage, letter.reason, letter.detail, as_text(letter.origin), letter.attempts)
        uri = headers.get("ce_subject") if letter.origin[0] != RAW.name else None
        return Sighting(place, letter.at, raw, uri, source=letter.source, subject=letter.subject, death=death)
    if record.value is None:
        return Sighting(place, time, raw or "", lifted=True)
    article = read_event(orjson.loads(record.value))
    return Sighting(
        place,
        time,
        raw_of(article.origin),
        article.uri,
        event=headers.get("ce_id", ""),
        source=article.source,
        article=slim(article),
        furniture=len(article.removed),
        redriven_from=from_letter,
    )


def _notice(record: Any, place: tuple[str, int, int], time: datetime) -> Sighting:
    try:
        event = orjson.loads(record.value)
        told = Notice(
            NoticeKind(event["kind"]),
            event["uri"],
            event["source"],
            event["raw"],
            datetime.fromisoformat(event["at"]),
            event.get("headline"),
            event.get("of"),
            event.get("words"),
        )
        place_of(told.raw.partition("#")[0].encode())
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a notice of copydesk: {error!r}") from error
    event_id = headers_of(record).get("ce_id", "")
    return Sighting(place, time, told.raw, told.uri, event=event_id, source=told.source, notice=told)
