"""What is known of a uri, from records as they stand on the topics."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from streams.article import Hold
from streams.events import codec, notice
from streams.history.known_of import document
from streams.history.look_up import Found
from streams.history.path import path
from streams.kinds import Disposition, HoldReason, Signal
from streams.stories.outcome import Notice, NoticeKind
from streams.topology import DUPLICATES, NOTICES
from streams.verdict import Link, Verdict
from tests.web.records import (
    Record,
    article,
    canceled,
    copied,
    held,
    lifted,
    merged,
    published,
    record,
    together,
    withdrawn,
)

SECRET = ("Ferries", "One.", "No ferries", "Secret", "Headline")


def known(*records: Record, uri: str = "urn:a") -> dict[str, Any]:
    """The document of these records, which came in this order."""
    found = Found(uri)
    for number, each in reversed(list(enumerate(records))):  # as they are read: the newest first
        found.take(replace(each, offset=number, timestamp=each.timestamp + number))
    found.whole = True
    told: dict[str, Any] = json.loads(
        orjson.dumps(document(found, path([*found.sightings, *found.lifted()], {uri})))
    )
    return told


def test_what_readers_have_with_its_versions_copies_and_story() -> None:
    told = known(
        published(version="1"),
        published(offset=2, signal=Signal.CORRECTION, version="2", headline="Ferries sail"),
        copied(),
        together("urn:a", "urn:b"),
        published("urn:b", 7),
    )
    assert told["readers"]["state"] == "published"
    assert told["event"]["item"]["headlines"][0]["value"] == "Ferries sail"
    assert [each["name"] for each in told["versions"]] == ["version 1", "version 2"]
    (copy,) = told["copies"]
    assert (copy["uri"], copy["share"], copy["headline"]) == ("urn:copy", 0.91, "No ferries today")
    assert (copy["shared"], copy["url"]) == (None, None)
    assert (told["story"]["articles"], told["story"]["title"]) == (2, "Headline a")
    assert [each["uri"] for each in told["story"]["latest"]] == ["urn:b", "urn:a"]
    assert [step["kind"] for step in told["trace"]].count("published") == 2
    assert told["looked"] == {
        "whole": True,
        "since": None,
        "words": "all that the topics have of it was looked at",
    }


@pytest.mark.parametrize("message", [canceled(), withdrawn()])
def test_of_what_may_not_be_used_no_text_is_shown(message: Record) -> None:
    told = known(published(), copied(), together("urn:a"), message)
    assert told["readers"]["state"] in ("canceled", "withdrawn")
    assert told["event"] is None
    assert told["copies"][0]["uri"] == "urn:copy"
    assert told["story"]["title"] is None
    assert not [each for each in SECRET if each in json.dumps(told)]
    assert "it is not true" not in json.dumps(told)


def test_of_what_is_held_no_text_is_shown() -> None:
    told = known(held(), uri="urn:h")
    assert told["readers"]["state"] == "nothing"
    assert not [each for each in SECRET if each in json.dumps(told)]
    assert "held until" in told["readers"]["words"]


def test_what_waits_no_longer_is_known_by_its_tombstone() -> None:
    told = known(held(), lifted(), uri="urn:h")
    assert "lifted" in [step["kind"] for step in told["trace"]]
    assert known(held(offset=5), lifted(4), uri="urn:h")["trace"][-1]["kind"] == "withheld"


def test_a_newer_version_that_is_held_shows_no_words() -> None:
    doubtful = Hold(HoldReason.DOUBTFUL, "8 % of the text")
    told = known(published("urn:h", offset=1), held(offset=4, hold=doubtful), uri="urn:h")
    assert told["readers"]["state"] == "published"
    assert "held: it may not be the article" in json.dumps(told)
    assert not [each for each in ("Secret", "8 %") if each in json.dumps(told)]


def test_a_kill_that_readers_were_not_told_yet_takes_the_text_back() -> None:
    kill = canceled()
    decided = replace(kill, topic="articles.unique")
    told = known(published(), decided)
    assert told["readers"]["state"] == "published"
    assert told["event"] is None
    assert known(published(), decided, kill)["readers"]["state"] == "canceled"


def test_the_story_is_the_last_word_on_it() -> None:
    told = known(published(), together("urn:a"), together("urn:b", "urn:c", status="quiet"))
    assert (told["story"]["status"], told["story"]["articles"]) == ("quiet", 2)
    into = known(published(), together("urn:a", number=2), together("urn:x", number=1), merged(2, into=1))
    assert into["story"]["id"].endswith("1")
    assert into["story"]["articles"] == 1
    lost = known(published(), together("urn:a", number=2), merged(2, into=1))
    assert lost["story"] == {
        "id": "urn:copydesk:story:00000000000000000001",
        **dict.fromkeys(("title", "status", "articles", "reports", "at")),
        "latest": [],
    }


def test_a_notice_shows_no_words_of_the_copy() -> None:
    told = Notice(
        NoticeKind.CONTRADICTION,
        "urn:a",
        "wire",
        "articles.raw/0/2",
        datetime.now(UTC),
        None,
        "urn:b",
        "9 / 12",
    )
    record = Record(NOTICES.name, b"urn:a", notice.encode(told), notice.headers_of(told, told.at), 1)
    made = known(published(), record)
    assert "the editors were told that it has other numbers than urn:b" in [
        each["words"] for each in made["trace"]
    ]
    assert "9 / 12" not in json.dumps(made)


def test_of_what_is_not_known_it_says_so_and_how_far_was_looked() -> None:
    found = Found("urn:a", whole=False, since=datetime(2026, 11, 29, tzinfo=UTC) - timedelta(hours=1))
    told = document(found, path([], {"urn:a"}))
    assert told["readers"]["state"] == "unknown"
    assert "only what came after 2026-11-28 23:00:00 UTC" in told["looked"]["words"]
    assert "only next to nothing" in document(Found("urn:a"), path([], {"urn:a"}))["looked"]["words"]


def test_junk_is_passed_over() -> None:
    junk = [
        Record(topic, b"urn:a", b'"urn:a"', [], 1)
        for topic in ("articles.enriched", "articles.duplicates", "stories")
    ]
    assert known(published(), *junk[:2])["readers"]["state"] == "published"


def test_a_copy_says_where_its_page_is_while_readers_may_have_it() -> None:
    verdict = Verdict(
        Disposition.DUPLICATE, of="urn:a", links=(Link("urn:a", "wire", 0.9, 0.4, "part"),), method="part"
    )
    made = article("urn:copy", 2, verdict=verdict, url="https://paper.example/ferries")
    copy = record(DUPLICATES.name, made, codec.DUPLICATE, 3.0)
    (told,) = known(published(), copy)["copies"]
    assert (told["share"], told["shared"], told["url"]) == (0.9, 0.4, "https://paper.example/ferries")
    (told,) = known(published(), copy, canceled())["copies"]
    assert (told["share"], told["url"]) == (0.9, None)
    odd = record(DUPLICATES.name, replace(made, url="javascript:alert(1)"), codec.DUPLICATE, 3.0)
    assert known(published(), odd)["copies"][0]["url"] is None
