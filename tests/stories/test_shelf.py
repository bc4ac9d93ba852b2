from __future__ import annotations

from datetime import timedelta

from streams.article import Hold
from streams.kinds import HoldReason, Signal
from tests.articles import NOON, PARAGRAPHS, article
from tests.stories.room import Room
from tests.stories.test_kill import copy, kill

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


def test_what_was_out_and_waits_now_does_not_expire() -> None:
    room = Room()
    room.tell(article(version="1"))
    room.tell(article(1, minutes=1, version="2", paragraphs=OTHER, hold=Hold(HoldReason.WITHHELD, "hold")))
    unclear = Hold(HoldReason.UNCLEAR_EMBARGO, "EMBARGOED UNTIL NOON")
    room.tell(article(2, uri="urn:held:1", paragraphs=PARAGRAPHS[:1], hold=unclear))
    shelf = room.state._shelf(0)
    for name in ("before the restart", "after it"):
        shelf.expire(NOON + timedelta(days=99))
        assert shelf.get(article().uri) is not None, name
        assert shelf.waiting() == {article().uri: None, "urn:held:1": None}, name
        room.start()
        shelf = room.state._shelf(0)


def test_what_was_seen_at_the_edge_of_the_window_is_kept() -> None:
    room = Room()
    room.tell(article())
    shelf = room.state._shelf(0)
    shelf.expire(NOON)
    assert article().uri in shelf
    shelf.expire(NOON + timedelta(microseconds=1))
    assert article().uri not in shelf


def test_what_is_seen_again_lasts_and_what_was_not_goes_before_it() -> None:
    room = Room()
    room.tell(article(version="1"), article(1, minutes=1, uri="urn:other:1", paragraphs=OTHER))
    room.tell(article(2, minutes=60, version="2"))
    for _ in range(2):
        shelf = room.state._shelf(0)
        assert list(shelf._seen) == ["urn:other:1", article().uri]
        room.start()  # the tables have them in the order of their first sight
    room.state._shelf(0).expire(NOON + timedelta(minutes=30))
    assert list(room.entries) == [b"0|" + article().uri.encode()]


def test_a_family_is_linked_over_several_steps_and_the_near_ones_come_first() -> None:
    room = Room()
    room.tell(copy(0, "a"), copy(1, "b"), copy(2, "c"))
    shelf = room.state._shelf(0)
    first, second, third = (f"https://{outlet}.example/x" for outlet in "abc")
    assert shelf.family(first) == [second, third]
    assert shelf.family(third) == [first, second]
    assert shelf.family("urn:unknown:1") == []


def test_a_slug_that_a_newer_story_has_taken_outlasts_the_older_story() -> None:
    room = Room()
    room.tell(
        article(uri="urn:w:1", slugline="HARWICH-QUAY"),
        article(1, minutes=60 * 40, uri="urn:w:2", slugline="HARWICH-QUAY", paragraphs=OTHER),
    )
    shelf = room.state._shelf(0)
    (name,) = shelf._names
    assert shelf.named(name) == "urn:w:2"
    shelf.expire(NOON + timedelta(hours=1))
    assert "urn:w:1" not in shelf
    assert shelf.named(name) == "urn:w:2"


def test_the_same_text_at_another_time_has_the_time_of_its_own() -> None:
    shelf = Room().state._shelf(0)
    shelf.put_text("urn:late:1", article(minutes=5))
    shelf.put_text("urn:early:1", article(1))
    assert shelf.alike(article(2)) == ["urn:early:1", "urn:late:1"]
    copy = shelf.search(article(2))
    assert copy is not None
    assert copy.uri == "urn:early:1"


def test_a_copy_that_became_its_own_story_is_no_relative_any_more() -> None:
    room = Room()
    room.tell(article(), copy(1, version="1"))
    shelf = room.state._shelf(0)
    assert shelf.family(article().uri) == ["https://b.example/x"]
    room.tell(copy(2, version="2", paragraphs=OTHER))
    assert shelf.family(article().uri) == []
    room.tell(kill(3))
    assert room.standing()["https://b.example/x"][0] == "usable"


def test_a_restart_knows_the_other_names_of_a_story_and_which_text_was_first() -> None:
    room = Room()
    shelf = room.state._shelf(0)
    room.tell(article(aliases=("urn:alias:1",), slugline="HARWICH-QUAY"))
    names = dict(shelf._names)
    assert (len(names), shelf.named("urn:alias:1")) == (2, article().uri)
    shelf.put_text("urn:late:1", article(1, minutes=5))
    shelf.put_text("urn:early:1", article(2, minutes=-5))
    room.start()
    shelf = room.state._shelf(0)
    assert shelf._names == names
    assert shelf.alike(article(3, uri="urn:new:1")) == ["urn:early:1", article().uri, "urn:late:1"]
    assert list(shelf._index._fingerprints) == ["urn:early:1", article().uri, "urn:late:1"]
