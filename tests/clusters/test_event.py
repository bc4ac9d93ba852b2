from __future__ import annotations

from typing import Any

import orjson
import pytest

from streams.clusters.cluster import NAMED
from streams.clusters.clusters import Clusters
from streams.clusters.event import MERGED, STORY, to_event, type_of
from streams.clusters.story import Change
from streams.datafiles import shipped
from streams.events.schema import problem
from tests.clusters.day import day
from tests.clusters.tellings import FIRE, NOON, VOTE, canceled, last, named, told


def example(name: str) -> Any:
    return orjson.loads((shipped(f"schemas/examples/{name}.json")).read_bytes())


def valid(change: Change) -> dict[str, Any]:
    event = to_event(change)
    assert problem(type_of(change).removeprefix("copydesk."), event) is None
    assert orjson.loads(orjson.dumps(event)) == event
    return event


@pytest.mark.long
def test_the_example_is_what_the_code_writes() -> None:
    given = example("story.v1")
    clusters = Clusters()
    for each in day():
        telling = each.told()
        for change in clusters.take(telling) if telling else ():
            if change.story == given["id"] and change.adds and change.adds.uri == given["adds"]["uri"]:
                written = to_event(change)
    # What enrich finds is for other tests.
    found = dict.fromkeys(NAMED)
    assert written | found == given | found


def test_a_story_is_told_with_what_the_article_adds() -> None:
    change = last(Clusters().take(told("urn:1", FIRE, people=named("Tove Lindqvist"))))
    event = valid(change)
    assert type_of(change) == STORY
    assert event["people"] == [{"name": "Tove Lindqvist"}]
    assert event["first"]["received"] == event["at"] == "2026-11-21T12:00:00.000Z"
    assert event["adds"]["novelty"] == {"story": 1.0, "hours_12": 1.0, "hours_24": 1.0, "hours_72": 1.0}
    assert "copy_of" not in event["adds"]


def test_a_story_without_articles_and_one_that_time_changed_are_told() -> None:
    clusters = Clusters()
    clusters.take(told("urn:1"))
    killed = valid(last(clusters.take(canceled("urn:1"))))
    assert "first" not in killed
    assert killed["adds"] == {"uri": "urn:1"}
    clusters.take(told("urn:2", VOTE))
    assert "adds" not in valid(clusters.tick(NOON + 1e5)[0])


def test_a_merger_says_which_story_goes_on() -> None:
    ids = [f"urn:copydesk:story:{digit * 20}" for digit in "ab"]
    change = Change("merged", ids[0], NOON, into=ids[1])
    assert type_of(change) == MERGED
    assert valid(change) == {"id": ids[0], "into": ids[1], "at": "2026-11-21T12:00:00.000Z"}
    assert problem("story.merged.v1", example("story.merged.v1")) is None


@pytest.mark.parametrize("field", ["id", "status", "articles", "at"])
def test_what_an_event_must_have_is_asked_for(field: str) -> None:
    event = to_event(last(Clusters().take(told("urn:1"))))
    del event[field]
    assert field in (problem("story.v1", event) or "")
