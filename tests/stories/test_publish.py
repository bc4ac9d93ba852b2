"""Publishing: which version an event says that it replaces, and what takes its place in the story."""

from __future__ import annotations

import pytest

from streams.kinds import Disposition, Format
from streams.verdict import Verdict, Wording
from tests.articles import PARAGRAPHS, article
from tests.stories.room import Room
from tests.stories.test_hold import EMBARGO, LATER, OTHER, URI
from tests.stories.test_kill import copy


@pytest.fixture
def room() -> Room:
    return Room()


def verdict(room: Room, uri: str = URI) -> Verdict:
    """The verdict of what was published last under this uri."""
    found = room.published[uri].verdict
    assert found is not None
    return found


def test_a_version_replaces_the_number_of_the_one_before_it_or_its_text(room: Room) -> None:
    room.tell(article())
    assert verdict(room).supersedes is None
    room.tell(article(1, minutes=1, version="1", paragraphs=PARAGRAPHS[1:]))
    assert verdict(room).supersedes == article().content_hash[:16]
    room.tell(article(2, minutes=2, version="2"))
    assert verdict(room).supersedes == "1"


def test_what_only_waited_is_replaced_by_nothing_and_replaces_nothing(room: Room) -> None:
    room.tell(article(version="1", hold=EMBARGO))
    room.clock(LATER)
    assert verdict(room).supersedes is None
    # Readers never saw a version that was overtaken while it waited.
    other = Room()
    other.tell(article(version="1", hold=EMBARGO), article(1, minutes=1, version="2", paragraphs=OTHER))
    assert verdict(other).supersedes is None


def test_a_version_that_waited_replaces_what_was_out_meanwhile(room: Room) -> None:
    room.tell(article(version="1"), article(1, minutes=1, version="2", paragraphs=OTHER, hold=EMBARGO))
    room.clock(LATER)
    assert (verdict(room).supersedes, verdict(room).disposition) == ("1", Disposition.ENRICHED)
    assert room.published[article().uri].previous == Wording(article().headline, PARAGRAPHS)


def test_a_copy_that_becomes_its_own_story_replaces_its_version_that_was_none(room: Room) -> None:
    room.tell(article(), copy(1, version="1"), copy(2, version="2", format=Format.NINJS, paragraphs=OTHER))
    assert verdict(room, "https://b.example/x").supersedes == "1"


def test_each_event_of_a_running_story_names_the_takes_in_it(room: Room) -> None:
    room.tell(article(3, take=3, paragraphs=OTHER[:1]), article(1, take=1, minutes=1, paragraphs=OTHER[1:2]))
    assert verdict(room).takes == (1, 3)
    room.tell(article(4, minutes=4))
    assert verdict(room).takes == ()
