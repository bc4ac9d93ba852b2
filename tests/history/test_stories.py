from __future__ import annotations

from typing import Any

import orjson
import pytest

from streams.brokers.topics import ensure_topics
from streams.history.stories import Running, ranked, read_stories, running
from streams.runtime.window import Output
from streams.topology import STORIES
from tests.topics import write

ID = "urn:copydesk:story:{:020}"
REPORT = {
    "uri": "urn:a",
    "source": "wire",
    "language": "en",
    "headline": "Rockfall shuts tunnel",
    "received": "2026-11-21T12:00:00.000Z",
    "updated": "2026-11-21T12:00:00.000Z",
}


def event(number: int = 1, **changes: Any) -> dict[str, Any]:
    """An event of a story that two articles tell."""
    told = {
        "id": ID.format(number),
        "title": "Rockfall shuts tunnel",
        "status": "growing",
        "first": REPORT,
        "latest": [REPORT | {"uri": "urn:b", "headline": "Rocks fall"}, REPORT],
        "articles": 2,
        "reports": 2,
        "sources": ["wire", "post"],
        "languages": ["en", "de"],
        "people": [],
        "organisations": [],
        "places": [{"name": "Bergen"}],
        "topics": [],
        "adds": {
            "uri": "urn:b",
            "novelty": dict.fromkeys(("story", "hours_12", "hours_24", "hours_72"), 0.25),
        },
        "at": "2026-11-21T13:00:00.000Z",
    }
    return told | changes


def story(number: int = 1, **changes: Any) -> Running:
    """The same, read."""
    found = running(orjson.dumps(event(number, **changes)))
    assert found is not None
    return found


def test_an_event_says_what_stands_of_its_story() -> None:
    found = story()
    assert (found.title, found.status, found.articles, found.reports) == (
        "Rockfall shuts tunnel",
        "growing",
        2,
        2,
    )
    assert (found.uri, found.headline, found.novelty) == ("urn:b", "Rocks fall", 0.25)
    assert (found.places, found.languages) == (("Bergen",), ("en", "de"))
    assert found.begun is not None and (found.changed - found.begun).total_seconds() == 3600


def test_what_is_new_is_said_of_the_article_that_came_last() -> None:
    novelty = dict.fromkeys(("story", "hours_12", "hours_24", "hours_72"), 0.5)
    found = story(adds={"uri": "urn:a", "novelty": novelty})
    assert (found.uri, found.headline, found.novelty) == ("urn:a", "Rockfall shuts tunnel", 0.5)
    assert story(adds={"uri": "urn:forgotten", "novelty": novelty}).uri == "urn:b"


def test_what_time_or_a_kill_changed_has_no_novelty() -> None:
    bare = event(adds={"uri": "urn:b"})
    assert story(adds={"uri": "urn:b"}).novelty is None
    del bare["adds"]
    found = running(orjson.dumps(bare))
    assert found is not None and found.novelty is None


def test_a_story_without_an_article_left_can_be_read() -> None:
    bare = event(status="over", title="", latest=[], articles=0, reports=0, sources=[], languages=[])
    del bare["first"]
    found = running(orjson.dumps(bare))
    assert found is not None
    assert (found.begun, found.uri, found.runs) == (None, "", False)


@pytest.mark.parametrize(
    ("changes", "runs"),
    [({}, True), ({"status": "new"}, True), ({"articles": 1}, False), ({"status": "quiet"}, False)],
)
def test_what_runs_is_told_by_several_articles_now(changes: dict[str, Any], runs: bool) -> None:
    assert story(**changes).runs is runs


@pytest.mark.parametrize(
    "value",
    [
        None,
        b"",
        b"[]",
        b"{}",
        orjson.dumps({"id": ID.format(2), "into": ID.format(1), "at": "2026-11-21T13:00:00Z"}),
    ],
)
def test_what_is_no_story_any_more_or_never_was_is_none(value: bytes | None) -> None:
    assert running(value) is None


def test_the_most_reports_come_first_then_the_most_articles_then_the_newest() -> None:
    one, two = story(1, reports=2, articles=9), story(2, reports=3)
    three, four = (
        story(3, articles=5, reports=2),
        story(4, articles=5, reports=2, at="2026-11-21T14:00:00.000Z"),
    )
    assert [each.id for each in ranked([three, one, four, two])] == [
        each.id for each in (two, one, four, three)
    ]


async def test_the_last_event_of_a_story_counts(embedded: Any) -> None:
    await ensure_topics(embedded.address, [STORIES], 1, 1)
    merged = {"id": ID.format(2), "into": ID.format(1), "at": "2026-11-21T13:00:00Z"}
    told = [event(1), event(2), event(1, articles=3), merged]
    outputs = [Output(STORIES.name, each["id"].encode(), orjson.dumps(each), [], 0) for each in told]
    await write(embedded.address, outputs)
    assert [(each.id, each.articles) for each in await read_stories(embedded.address)] == [(ID.format(1), 3)]
