from __future__ import annotations

from datetime import timedelta

from streams.article import Hold
from streams.kinds import HoldReason, Signal
from tests.articles import NOON, PARAGRAPHS, article
from tests.story.room import Room
from tests.story.test_kill import copy, kill

OTHER = tuple(paragraph[::-1] for paragraph in PARAGRAPHS)


def test_the_window_leaves_nothing_behind_in_any_of_its_memories() -> None:
    room = Room()
    room.tell(
        article(slugline="HARWICH-QUAY", aliases=("urn:alias:1",)),
        *(copy(number, outlet) for number, outlet in enumerate("bcde", 1)),
        kill(9),
        article(10, minutes=10, version="2", paragraphs=OTHER),
        article(11, minutes=11, uri="urn:w:1", take=2, slugline="OTHER-STORY", paragraphs=("A take.",)),
        article(12, minutes=12, uri="urn:w:1", take=1, paragraphs=("Another take.",)),
    )
    shelf = room.state._shelf(0)
    memories = {
        name: getattr(shelf, name)
        for name in ("_index", "_seen", "_waiting", "_of", "_copies", "_names", "_killed", "_variants")
    }
    assert all(len(memories[name]) for name in memories if name != "_waiting")
    shelf.expire(NOON + timedelta(days=9))
    assert {name: len(memory) for name, memory in memories.items()} == dict.fromkeys(memories, 0)
    assert not shelf._index._buckets
    assert not room.entries
    assert not room.prints


def test_what_waits_does_not_expire_and_does_when_it_is_out() -> None:
    room = Room()
    until = NOON + timedelta(days=8)
    room.tell(article(hold=Hold(HoldReason.EMBARGO, "EMBARGOED", until)))
    shelf = room.state._shelf(0)
    shelf.expire(NOON + timedelta(days=7))
    assert article().uri in shelf.waiting()
    room.clock(until)
    shelf.expire(NOON + timedelta(days=7))
    assert not room.entries


def test_a_restart_knows_the_same() -> None:
    room = Room()
    room.tell(article(slugline="HARWICH-QUAY"), copy(1), kill(2), article(3, version="2", paragraphs=OTHER))
    before = room.state._shelf(0)
    room.start()
    after = room.state._shelf(0)
    for name in ("_seen", "_waiting", "_of", "_copies", "_names", "_killed", "_variants"):
        assert getattr(after, name) == getattr(before, name), name
    assert len(after) == len(before) == 2
    # A copy of the second text of the killed story is canceled, too.
    late = copy(4, "f", paragraphs=OTHER)
    assert room.tell(late)[0].article.pub_status == "canceled"  # type: ignore[union-attr]
    assert Signal.KILL is room.published["https://f.example/x"].signal
