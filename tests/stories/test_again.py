"""A raw event told again: readers have what came of it, and so nothing comes of it a second time."""

from __future__ import annotations

from typing import Any

import pytest

from streams.article import Article
from streams.kinds import Signal
from tests.articles import PARAGRAPHS, article
from tests.stories.room import Room, kinds
from tests.stories.test_hold import EMBARGO, LATER, OTHER, message
from tests.stories.test_kill import copy, kill

HELD = "urn:held:1"


def held(offset: int, **changes: Any) -> Article:
    return article(offset, uri=HELD, paragraphs=OTHER, hold=EMBARGO, **changes)


DAY = (
    article(0, version="1"),
    article(1, minutes=1, version="2", paragraphs=PARAGRAPHS[:3]),
    copy(2, minutes=2, paragraphs=PARAGRAPHS[:3]),
    held(3, minutes=3),
    message(4, Signal.HOLD, HELD, minutes=4),
    message(5, Signal.RELEASE, HELD, minutes=5),
    kill(6, minutes=6),
    kill(7, minutes=7, uri="urn:nobody:knows"),
)


@pytest.mark.parametrize("at", range(len(DAY)))
def test_nothing_comes_of_what_is_remembered_whatever_came_since(at: int) -> None:
    room = Room()
    room.tell(*DAY)
    room.clock(LATER)
    before = (room.standing(), len(room.outs))
    decision = room.state.decide(DAY[at])
    assert (decision.outcomes, decision.changes) == ([], [])
    room.start()
    assert room.tell(DAY[at]) == []
    assert (room.standing(), len(room.outs)) == before


def test_at_once_nothing_comes_of_it_either() -> None:
    room = Room()
    for each in DAY:
        assert room.tell(each)
        assert room.tell(each) == []


def test_what_left_no_trace_is_said_again() -> None:
    room = Room()
    repeat = article(1, version="1")
    room.tell(article(version="1"))
    assert kinds(room.tell(repeat)) == kinds(room.tell(repeat)) == ["Reported repeat"]
