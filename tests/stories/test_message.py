"""Holds and releases as messages: which texts they are about, by when each was made, however they arrive."""

from __future__ import annotations

from datetime import timedelta

import pytest

from streams.article import Hold
from streams.kinds import HoldReason, Signal
from tests.articles import NOON, PARAGRAPHS, article
from tests.stories.room import Room, kinds
from tests.stories.test_hold import EMBARGO, LATER, URI, WITHHELD, message
from tests.stories.test_kill import kill


@pytest.fixture
def room() -> Room:
    return Room()


def test_what_was_killed_is_not_released(room: Room) -> None:
    room.tell(article(hold=EMBARGO), kill(1))
    assert kinds(room.tell(message(2, Signal.RELEASE))) == ["Reported signal"]
    assert kinds(room.tell(message(3, Signal.HOLD))) == ["Reported signal"]
    assert room.standing() == {URI: ("canceled", "")}


def test_an_older_message_that_comes_later_changes_nothing(room: Room) -> None:
    room.tell(article(), message(5, Signal.RELEASE))
    assert kinds(room.tell(message(6, Signal.HOLD, minutes=3))) == ["Reported signal"]
    assert room.standing()[URI] == ("usable", article().body)


def test_of_two_messages_of_one_moment_the_last_to_come_counts(room: Room) -> None:
    room.tell(article(), message(5, Signal.RELEASE))
    assert kinds(room.tell(message(6, Signal.HOLD, minutes=5))) == ["Reported signal", "Passed signal"]
    assert kinds(room.tell(message(7, Signal.RELEASE, minutes=5))) == ["Reported signal", "Passed enriched"]


def test_a_hold_leaves_a_text_that_is_newer_out(room: Room) -> None:
    room.tell(article(minutes=5))
    assert kinds(room.tell(message(1, Signal.HOLD, minutes=3))) == ["Reported signal"]
    assert room.standing()[URI] == ("usable", article().body)
    assert kinds(room.tell(message(2, Signal.HOLD, minutes=5))) == ["Reported signal", "Passed signal"]


def test_a_hold_leaves_a_newer_text_that_waits_to_its_own_embargo(room: Room) -> None:
    room.tell(article(minutes=5, hold=EMBARGO))
    assert kinds(room.tell(message(1, Signal.HOLD, minutes=3))) == ["Reported signal"]
    assert kinds(room.clock(LATER)) == ["Passed enriched", "Lifted"]


def test_a_hold_keeps_an_older_text_beyond_its_embargo(room: Room) -> None:
    room.tell(article(hold=EMBARGO))
    assert kinds(room.tell(message(1, Signal.HOLD))) == ["Reported signal", "Held withheld"]
    assert room.withheld["articles.raw/0/0"].hold == Hold(HoldReason.WITHHELD, "withheld")
    assert room.clock(LATER) == []


def test_a_release_of_what_is_out_publishes_nothing_again(room: Room) -> None:
    room.tell(article())
    assert kinds(room.tell(message(1, Signal.RELEASE))) == ["Reported signal"]


def test_a_release_leaves_a_newer_text_waiting(room: Room) -> None:
    room.tell(article(minutes=5, hold=EMBARGO))
    assert kinds(room.tell(message(1, Signal.RELEASE, minutes=3))) == ["Reported signal"]
    assert room.published == {}
    outs = room.tell(message(2, Signal.RELEASE, minutes=5))
    assert kinds(outs) == ["Reported signal", "Passed enriched", "Lifted"]


def test_what_was_released_can_be_held_again(room: Room) -> None:
    room.tell(article(), message(1, Signal.HOLD), message(2, Signal.RELEASE))
    assert kinds(room.tell(message(3, Signal.HOLD))) == ["Reported signal", "Passed signal"]
    assert kinds(room.tell(message(4, Signal.RELEASE))) == ["Reported signal", "Passed enriched"]
    assert kinds(room.tell(message(5, Signal.RELEASE))) == ["Reported signal"]


def test_a_release_of_a_running_story_is_told_as_its_newest_take(room: Room) -> None:
    room.tell(*(article(n, minutes=n, take=n, paragraphs=(PARAGRAPHS[n],)) for n in (2, 1)))
    room.tell(message(5, Signal.HOLD), message(6, Signal.RELEASE))
    out = room.published[URI]
    assert out.paragraphs == PARAGRAPHS[1:3]
    assert (out.origin.offset, out.take.number) == (2, 2)


def test_copies_are_compared_with_what_a_release_let_out(room: Room) -> None:
    room.tell(article(take=1, paragraphs=PARAGRAPHS[:2], hold=WITHHELD))
    room.tell(article(1, minutes=1, take=2, paragraphs=PARAGRAPHS[2:], hold=WITHHELD))
    room.tell(message(2, Signal.RELEASE))
    assert kinds(room.tell(article(3, uri="https://b.example/x", source="b"))) == ["Reported duplicate"]


def test_a_message_about_what_comes_later_is_reported_and_remembered(room: Room) -> None:
    assert kinds(room.tell(message(5, Signal.HOLD))) == ["Reported signal"]
    assert kinds(room.tell(article(1, minutes=1))) == ["Held withheld"]


def test_a_message_under_an_embargo_holds_until_its_time(room: Room) -> None:
    room.tell(message(5, Signal.HOLD, hold=EMBARGO))
    assert kinds(room.tell(article(1, minutes=1))) == ["Held withheld"]
    assert kinds(room.clock(LATER)) == ["Passed enriched", "Lifted"]


def test_a_hold_tells_readers_its_words(room: Room) -> None:
    room.tell(article(), message(1, Signal.HOLD, ed_note="Eds: hold, the lawyers are reading it."))
    assert room.published[URI].header.ed_note == "Eds: hold, the lawyers are reading it."
    room.tell(message(2, Signal.RELEASE), message(3, Signal.HOLD))
    assert room.published[URI].header.ed_note == "withheld"


def test_a_message_is_remembered_for_the_window_from_its_own_time_on(room: Room) -> None:
    room.tell(message(0, Signal.HOLD, minutes=0), message(1, Signal.RELEASE, minutes=60 * 70))
    old = article(2, minutes=60 * 100, version_created=NOON - timedelta(hours=1), hold=WITHHELD)
    assert kinds(room.tell(old)) == ["Passed enriched"]


def test_a_hold_leaves_a_story_out_of_which_one_take_is_newer(room: Room) -> None:
    room.tell(*(article(n, minutes=n, take=n, paragraphs=(PARAGRAPHS[n],)) for n in (1, 3)))
    assert kinds(room.tell(message(4, Signal.HOLD, minutes=2))) == ["Reported signal"]
    assert room.standing()[URI][0] == "usable"
