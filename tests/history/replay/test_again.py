"""The stages once more: the same version tells the same, and a changed rule shows in the fields that it changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from streams import stages
from streams.article import Origin, RawArticle
from streams.clean import boilerplate_rules
from streams.clean.boilerplate_files import Document, document
from streams.enrich.quoted_people import with_speakers
from streams.events.cloudevents import read_raw
from streams.found import Person
from streams.history.replay.order import Again, Known, Rest, Step
from streams.history.replay.raws import Message
from streams.runtime.whole import Event, clean_document
from streams.runtime.window import Output
from streams.topology import CLEAN, DEAD, DUPLICATES, ENRICHED, RAW, WITHHELD
from tests.articles import NOON, PARAGRAPHS
from tests.history.replay.day import Run, difference, event, run, turns

OTHERS = (
    "Orchard growers in the county expect the largest crop of plums for nine years, their union said on Friday.",
    "The town library will lend musical instruments from the spring, beginning with forty violins and a harp.",
    "A tram left the rails near the brewery on Tuesday night, and nobody was hurt, the fire service said.",
)
TEXT = "\n\n".join(("Harwich to close quay for repairs", *PARAGRAPHS))
#: Of the text above some two thirds, word for word.
PART = "\n\n".join(("Quay at Harwich to close", *PARAGRAPHS[:3], *OTHERS[:2]))
LETTER = "Sign up to our newsletter for the best of the week."
PAGE = f"<html><body><article><h1>A quay closes</h1><p>{'</p><p>'.join(PARAGRAPHS)}</p><p>{LETTER}</p></article></body></html>"
ENTRY = "<item><title>{0}</title><guid>urn:entry:{0}</guid><description>{1}</description></item>"
FEED = "<rss version='2.0'><channel><title>Post</title>{}</channel></rss>"


def day() -> list[Message]:
    """A copy, an embargo that ends within the day, a kill, a feed, and what nobody can read."""
    until = (NOON + timedelta(minutes=30)).isoformat()
    embargoed = {
        "uri": "urn:newsml:post.example:1:PLUMS",
        "type": "text",
        "pubStatus": "usable",
        "embargoedUntil": until,
        "headline": "Plums",
        "body_text": OTHERS[0],
    }
    kill = {
        "uri": "https://post.example/0-0",
        "type": "text",
        "pubStatus": "canceled",
        "edNote": "It was wrong.",
    }
    entries = "".join(ENTRY.format(name, each) for name, each in zip("abc", OTHERS, strict=True))
    return [
        event(0, TEXT),
        event(1, TEXT, source="mirror", minutes=5),
        event(
            2, orjson.dumps(embargoed).decode(), minutes=6, content__type="application/vnd.iptc.ninjs+json"
        ),
        event(3, FEED.format(entries), source="feed", minutes=7, content__type="application/rss+xml"),
        event(4, "\x00\x01\x02", minutes=8),
        event(5, PAGE, source="page", minutes=40, content__type="text/html"),
        event(6, orjson.dumps(kill).decode(), minutes=50, content__type="application/vnd.iptc.ninjs+json"),
    ]


async def test_the_same_version_tells_the_same(tmp_path: Path) -> None:
    diff = difference(await run(turns(day())), await run(turns(day())), tmp_path)
    assert (diff.different, diff.open, diff.foreign) == (0, 0, 0)
    assert diff.same == 9  # seven raw events, of which one holds three articles


def headers(output: Output) -> dict[str, str]:
    return {name: value.decode() for name, value in output.headers}


def body(output: Output) -> Any:
    return orjson.loads(output.value or b"")


async def test_what_is_told_names_the_raw_event_that_it_was() -> None:
    told = await run(turns(day()))
    assert headers(told.on(DUPLICATES.name)[0])["raw"] == "articles.raw/0/1"
    (letter,) = told.on(DEAD.name)
    assert (letter.value, headers(letter)["dead-offset"]) == (b"\x00\x01\x02", "4")
    first = told.on(ENRICHED.name)[0]
    assert body(first)["desk"]["raw"]["timestamp"] == "2026-11-21T12:00:00Z"


async def test_embargoes_end_by_the_clock_of_that_day() -> None:
    told = await run(turns(day()))
    held, lifted = told.on(WITHHELD.name)
    assert (body(held)["desk"]["verdict"]["disposition"], lifted.value) == ("withheld", None)
    (out,) = (each for each in told.on(ENRICHED.name) if headers(each)["raw"] == "articles.raw/0/2")
    assert body(out)["desk"]["stages"]["decide"] == (NOON + timedelta(minutes=30)).isoformat().replace(
        "+00:00", "Z"
    )


async def test_what_is_due_at_the_end_goes_out() -> None:
    told = await run(turns(day()[:3]))
    assert len(told.on(WITHHELD.name)) == 2


async def test_the_order_of_the_turns_decides() -> None:
    one, other = event(0, TEXT, source="one"), event(0, TEXT, source="other", partition=1)
    for first, second in ((one, other), (other, one)):
        told = await run(turns([first, second]))
        (copy,) = told.on(DUPLICATES.name)
        assert headers(copy)["raw"] == f"articles.raw/{second.partition}/0"


def known(raw: Message, offset: int) -> Known:
    """An article as it was cleaned then."""
    at = datetime.fromtimestamp(raw.timestamp, UTC)
    read = read_raw(raw.value, raw.headers, Origin(raw.topic, raw.partition, raw.offset, at))
    assert isinstance(read, RawArticle)
    (part,) = clean_document(read, lambda: NOON)
    assert isinstance(part, Event)
    record = part.record
    return Known(Message(CLEAN.name, 0, offset, record.key, record.value, record.headers, raw.timestamp))


async def test_what_came_before_the_range_is_remembered_and_not_told() -> None:
    before, copy = event(0, TEXT), event(1, TEXT, source="mirror", minutes=5)
    told = await run([known(before, 0), *turns([copy])], mine=lambda place: place[2] == 1)
    (only,) = told.outputs
    assert only.topic == DUPLICATES.name
    assert body(only)["desk"]["verdict"]["of"] == "https://post.example/0-0"


async def test_articles_of_one_document_have_their_turns() -> None:
    """Between two of them another article came: it was decided between them, and is so again."""
    entries = "".join(ENTRY.format(name, each) for name, each in zip("abc", OTHERS, strict=True))
    feed = event(0, FEED.format(entries), content__type="application/rss+xml")
    between = event(0, OTHERS[1], source="wire", partition=1)
    place, at = (RAW.name, 0, 0), feed.timestamp
    steps: list[Step] = [
        Again(place, feed, 0, 0, at),
        Again((RAW.name, 1, 0), between, None, 1, at),
        Again(place, None, 1, 2, at),
        Rest(),
    ]
    told = await run(steps)
    turns_taken = [(headers(each)["raw"], headers(each).get("part")) for each in told.on(ENRICHED.name)]
    assert turns_taken[:3] == [
        ("articles.raw/0/0", "0/3"),
        ("articles.raw/1/0", None),
        ("articles.raw/0/0", "1/3"),
    ]


async def test_a_lower_threshold_shows_in_the_decisions(tmp_path: Path) -> None:
    raws = [event(0, TEXT), event(1, PART, source="mirror", minutes=5)]
    strict, loose = await run(turns(raws), near_threshold=0.98), await run(turns(raws), near_threshold=0.5)
    diff = difference(strict, loose, tmp_path)
    assert (diff.same, diff.different) == (1, 1)
    assert diff.ways["disposition", "enriched", "duplicate"] == 1
    (of,) = diff.examples["decision.of"]
    assert (of.difference.desk, of.difference.replay) == (None, "https://post.example/0-0")
    assert "item.people" not in diff.fields  # only what goes out is enriched: that follows


async def test_a_phrase_that_is_no_longer_cut_shows_in_the_body(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raws = [event(0, PAGE, content__type="text/html"), event(1, OTHERS[0], source="other")]
    before = await run(turns(raws))

    def without(name: str) -> Document:
        read = document(name)
        return replace(read, entries=tuple(each for each in read.entries if each.rule.name != "newsletter"))

    monkeypatch.setattr(boilerplate_rules, "document", without)
    boilerplate_rules._rules.cache_clear()
    try:
        diff = difference(before, await run(turns(raws)), tmp_path)
    finally:
        boilerplate_rules._rules.cache_clear()
    assert (diff.same, diff.different) == (1, 1)
    (found,) = diff.examples["body"]
    assert found.difference.desk is not None
    assert found.difference.desk.endswith("[]")
    assert found.difference.replay is not None
    assert found.difference.replay.endswith(f"[{LETTER}]")
    assert "desk.cleaning" in diff.fields
    assert not {"disposition", "headline", "item.people"} & diff.fields.keys()


async def test_a_name_that_is_no_longer_found_shows_among_the_people(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await run(turns(day()))

    def without(*arguments: Any) -> tuple[Person, ...]:
        return tuple(each for each in with_speakers(*arguments) if each.name != "Edith Crowe")

    monkeypatch.setattr(stages, "with_speakers", without)
    diff = difference(before, await run(turns(day())), tmp_path)
    assert diff.fields["item.people"] == diff.different == 1
    first = diff.examples["item.people"][0].difference
    assert (first.desk, first.replay) == ("Edith Crowe", None)
    assert "desk.people" not in diff.fields
    assert not {"disposition", "body"} & diff.fields.keys()


async def test_what_the_desk_had_not_ended_is_no_difference(tmp_path: Path) -> None:
    told = await run(turns(day()))
    diff = difference(
        Run([each for each in told.outputs if headers(each).get("raw") != "articles.raw/0/1"]), told, tmp_path
    )
    assert (diff.same, diff.different, diff.open) == (8, 0, 1)
