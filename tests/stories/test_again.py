"""A raw event told again: the same comes of it, or what it has become since, and it is remembered once more."""

from __future__ import annotations

import pytest

from streams.article import Article
from streams.kinds import Signal
from tests.articles import PARAGRAPHS, article
from tests.stories.room import Room, kinds
from tests.stories.test_hold import EMBARGO, LATER, OTHER, URI, message
from tests.stories.test_kill import copy, kill


@pytest.fixture
def room() -> Room:
    return Room()


def changed(room: Room, *told: Article) -> list[set[str]]:
    """For each, given again, the uris of which a record is written."""
    return [{change.uri for change in room.state.decide(each).changes} for each in told]


def test_all_that_there_is_to_remember_is_kept_once_more(room: Room) -> None:
    day = [article(), copy(1), article(2, uri="urn:held:1", paragraphs=OTHER, hold=EMBARGO)]
    room.tell(*day)
    assert changed(room, *day) == [{URI}, {"https://b.example/x"}, {"urn:held:1"}]
    late = [kill(3, minutes=3), message(4, Signal.HOLD, "urn:held:1")]
    room.tell(*late)
    assert changed(room, *late, day[0]) == [{URI, "https://b.example/x"}, {"urn:held:1"}, {URI}]


def test_an_old_version_told_again_is_not_what_copies_are_compared_with(room: Room) -> None:
    first = article(version="1")
    room.tell(first, article(1, minutes=1, version="2", paragraphs=OTHER))
    assert kinds(room.tell(first)) == ["Passed enriched"]
    assert kinds(room.tell(copy(2, paragraphs=OTHER))) == ["Reported duplicate"]


def test_a_take_that_waits_is_told_again_without_the_others_that_wait(room: Room) -> None:
    takes = [article(n, minutes=n, take=n, hold=EMBARGO, paragraphs=(PARAGRAPHS[n],)) for n in (1, 2)]
    outs = [room.tell(take) for take in takes]
    assert [room.tell(take) for take in takes] == outs
    assert [len(each) for each in outs] == [1, 1]


def test_a_take_told_again_has_no_take_in_it_that_came_later(room: Room) -> None:
    takes = [article(n, minutes=n, take=n, paragraphs=(PARAGRAPHS[n],)) for n in (1, 2, 3)]
    outs = room.tell(*takes[:2])
    room.tell(takes[2])
    assert room.tell(takes[1]) == outs
    assert room.published[URI].paragraphs == PARAGRAPHS[1:3]


def test_a_hold_told_again_tells_of_what_it_withdrew_until_it_was_released(room: Room) -> None:
    hold = message(1, Signal.HOLD)
    room.tell(article())
    outs = room.tell(hold)
    assert kinds(outs) == ["Reported signal", "Passed signal"]
    assert room.tell(hold) == outs
    room.tell(message(2, Signal.RELEASE))
    assert kinds(room.tell(hold)) == ["Reported signal"]
    assert room.standing()[URI][0] == "usable"


def test_a_message_about_what_was_killed_since_is_reported_and_no_more(room: Room) -> None:
    hold, release = message(1, Signal.HOLD), message(2, Signal.RELEASE)
    room.tell(article(hold=EMBARGO), hold, release, kill(3))
    assert kinds(room.tell(hold)) == kinds(room.tell(release)) == ["Reported signal"]
    assert room.standing() == {URI: ("canceled", "")}


def test_a_hold_told_again_holds_what_waits(room: Room) -> None:
    room.tell(article(hold=EMBARGO))
    hold = message(1, Signal.HOLD)
    outs = room.tell(hold)
    assert kinds(outs) == ["Reported signal", "Held withheld"]
    room.start()
    assert room.tell(hold) == outs
    assert room.clock(LATER) == []
