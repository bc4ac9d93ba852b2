from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.article import Article, Hold
from streams.copies.sketch import sketch_of
from streams.copies.window import CopyIndex
from streams.kinds import HoldReason, Signal
from streams.stories.decide import decide
from streams.stories.ledger import MOST_FORGOTTEN, MOST_SHARING, Ledger
from streams.stories.names import slug_name
from streams.stories.record import Stamp
from streams.stories.store import Memory
from tests.articles import NOON, PARAGRAPHS, article, origin
from tests.stories.room import Room
from tests.stories.test_kill import copy, kill

OTHER = tuple(paragraph[::-1] for paragraph in PARAGRAPHS)


def full_day() -> list[Article]:
    """Articles that leave something under every kind of key."""
    return [
        article(slugline="HARWICH-QUAY", aliases=("urn:alias:1",)),
        *(copy(number, outlet) for number, outlet in enumerate("bcde", 1)),
        kill(9),
        article(10, minutes=10, version="2", paragraphs=OTHER),
        article(11, minutes=11, uri="urn:w:1", take=2, slugline="OTHER-STORY", paragraphs=("A take.",)),
        article(12, minutes=12, uri="urn:w:1", take=1, paragraphs=("Another take.",)),
    ]


def in_memory(ledger: Ledger) -> tuple[Any, ...]:
    """What a ledger has outside its store, and what is found by it."""
    return len(ledger), dict(ledger.waiting), ledger.timed, ledger.next_due()


def test_the_window_leaves_nothing_behind_in_any_of_its_memories() -> None:
    room = Room()
    room.tell(*full_day())
    kinds = {key[:1] for key, _ in room.ledger._store.scan(b"")}
    assert kinds == {b"s", b"n", b"g", b"l", b"c", b"k", b"e"}
    room.ledger.expire(NOON + timedelta(days=9))
    room.ledger.commit()
    assert list(room.ledger._store.scan(b"")) == []
    assert in_memory(room.ledger)[:4] == (0, {}, 0, None)


def test_what_waits_does_not_expire_and_does_when_it_is_out() -> None:
    room = Room()
    until = NOON + timedelta(days=8)
    room.tell(article(hold=Hold(HoldReason.EMBARGO, "EMBARGOED", until)))
    room.ledger.expire(NOON + timedelta(days=7))
    assert room.ledger.commit() == []
    assert article().uri in room.ledger.waiting
    room.clock(until)
    # From then on it is known for as long as any other.
    room.ledger.expire(until - timedelta(seconds=1))
    assert room.ledger.commit() == []
    room.ledger.expire(until + timedelta(seconds=1))
    assert [change.value for change in room.ledger.commit()] == [None]
    assert article().uri not in room.ledger


def test_a_restart_knows_the_same() -> None:
    room = Room()
    room.tell(article(slugline="HARWICH-QUAY"), copy(1), kill(2), article(3, version="2", paragraphs=OTHER))
    hold = Hold(HoldReason.EMBARGO, "EMBARGOED", NOON + timedelta(hours=9))
    held = article(4, uri="urn:held:1", paragraphs=PARAGRAPHS[:1], hold=hold)
    room.tell(held)
    before = in_memory(room.ledger)
    room.start()
    assert in_memory(room.ledger) == before
    assert len(room.ledger) == 4
    # A copy of the second text of the killed story is canceled, too.
    late = copy(5, "f", paragraphs=OTHER)
    assert room.tell(late)[0].article.pub_status == "canceled"  # type: ignore[union-attr]
    assert Signal.KILL is room.published["https://f.example/x"].signal


def test_what_was_out_and_waits_now_does_not_expire() -> None:
    room = Room()
    room.tell(article(version="1"))
    room.tell(article(1, minutes=1, version="2", paragraphs=OTHER, hold=Hold(HoldReason.WITHHELD, "hold")))
    unclear = Hold(HoldReason.UNCLEAR_EMBARGO, "EMBARGOED UNTIL NOON")
    room.tell(article(2, uri="urn:held:1", paragraphs=PARAGRAPHS[:1], hold=unclear))
    for name in ("before the restart", "after it"):
        room.ledger.expire(NOON + timedelta(days=99))
        room.ledger.commit()
        assert room.ledger.get(article().uri) is not None, name
        assert room.ledger.waiting == {article().uri: None, "urn:held:1": None}, name
        assert room.ledger.timed == 0
        room.start()


def test_what_was_seen_at_the_edge_of_the_window_is_kept() -> None:
    room = Room()
    room.tell(article())
    for before, kept in ((NOON, True), (NOON + timedelta(microseconds=1), False)):
        room.ledger.expire(before)
        room.ledger.commit()
        assert (article().uri in room.ledger) is kept


def test_what_is_seen_again_lasts_and_what_was_not_goes_before_it() -> None:
    room = Room()
    room.tell(article(version="1"), article(1, minutes=1, uri="urn:other:1", paragraphs=OTHER))
    room.tell(article(2, minutes=60, version="2"))
    room.start()
    room.ledger.expire(NOON + timedelta(minutes=30))
    assert [change.uri for change in room.ledger.commit()] == ["urn:other:1"]


def test_one_decision_forgets_no_more_than_it_has_time_for_and_the_next_ones_the_rest() -> None:
    room = Room()
    count = MOST_FORGOTTEN * 2 + 1
    for number in range(count):
        room.tell(article(number, uri=f"urn:old:{number}", headline=f"Flash {number}", paragraphs=()))
    forgotten = []
    for _ in range(3):
        room.ledger.expire(NOON + timedelta(days=9))
        forgotten.append(len(room.ledger.commit()))
    assert forgotten == [MOST_FORGOTTEN, MOST_FORGOTTEN, 1]


def test_what_is_forgotten_is_unknown_to_the_decision_that_forgets_it() -> None:
    room = Room()
    room.tell(article(version="1"))
    room.ledger.expire(NOON + timedelta(days=9))
    assert room.ledger.get(article().uri) is None
    decide(room.ledger, article(1, minutes=60 * 24 * 10, version="1"))
    (change,) = room.ledger.commit()
    assert change.value is not None
    story = room.ledger.get(article().uri)
    assert story is not None
    assert [version.raw for version in story.versions] == ["articles.raw/0/1"]


def test_a_decision_that_failed_leaves_nothing_and_what_it_was_to_forget_is_forgotten_by_the_next() -> None:
    room = Room()
    room.tell(article())
    room.ledger.expire(NOON + timedelta(days=9))
    decide(room.ledger, article(1, uri="urn:other:1", paragraphs=OTHER))
    room.ledger.forget_decision()
    assert room.ledger.commit() == []
    assert "urn:other:1" not in room.ledger
    room.ledger.expire(NOON + timedelta(days=9))
    assert [change.uri for change in room.ledger.commit()] == [article().uri]


def test_a_copy_is_linked_to_every_text_that_it_is_made_of() -> None:
    room = Room()
    room.tell(copy(0, "a"), copy(1, "b"), copy(2, "c"))
    first, second, third = (f"https://{outlet}.example/x" for outlet in "abc")
    assert [*room.ledger.linking(first)] == [second, third]
    assert [*room.ledger.linking(second)] == [third]
    assert [*room.ledger.linking("urn:unknown:1")] == []


def test_several_stories_may_have_one_slug_and_the_newest_come_first() -> None:
    room = Room()
    first = article(uri="urn:w:1", slugline="HARWICH-QUAY", aliases=("urn:alias:1",))
    room.tell(first, article(1, minutes=60 * 40, uri="urn:w:2", slugline="HARWICH-QUAY", paragraphs=OTHER))
    slug = slug_name(first) or ""
    assert room.ledger.sharing(slug) == ["urn:w:2", "urn:w:1"]
    assert room.ledger.named(slug) is None, "a slug joins nothing by itself"
    room.tell(replace(first, origin=origin(2, minutes=60 * 41), paragraphs=PARAGRAPHS[:3]))
    assert room.ledger.sharing(slug) == ["urn:w:1", "urn:w:2"]
    room.ledger.expire(NOON + timedelta(minutes=60 * 40 + 1))
    room.ledger.commit()
    assert room.ledger.sharing(slug) == ["urn:w:1"]


def test_of_a_slug_that_stands_on_everything_the_newest_stories_are_looked_at() -> None:
    room = Room()
    for number in range(MOST_SHARING + 3):
        words = (" ".join(f"word{number}x{place}" for place in range(40)),)
        room.tell(
            article(number, minutes=number, uri=f"urn:w:{number}", slugline="FRANCE/", paragraphs=words)
        )
    assert room.ledger.sharing("slug:harbour-post|france") == [
        f"urn:w:{number}" for number in range(MOST_SHARING + 2, 2, -1)
    ]


def test_a_decision_asks_the_store_once_for_a_name_and_the_next_one_anew() -> None:
    asked: list[bytes] = []

    class Counting(Memory):
        def get(self, key: bytes) -> bytes | None:
            asked.append(key)
            return super().get(key)

    ledger = Ledger(Counting(), CopyIndex(1000), 0.7)
    assert (ledger.named("urn:a:other"), ledger.named("urn:a:other")) == (None, None)
    assert asked == [b"nurn:a:other"]
    decide(ledger, article(uri="urn:a:1", aliases=("urn:a:other",)))
    ledger.commit()
    assert ledger.named("urn:a:other") == "urn:a:1"


def test_how_much_a_text_is_like_that_of_a_story() -> None:
    room = Room()
    room.tell(article(uri="urn:w:1"), article(1, uri="urn:w:2", paragraphs=OTHER))
    assert room.ledger.resemblance("urn:w:1", article()) == (1.0, 1.0)
    assert room.ledger.resemblance("urn:w:2", article()) == (0.0, 0.0)
    assert room.ledger.resemblance("urn:unknown:1", article()) == (0.0, 0.0)
    similarity, containment = room.ledger.resemblance("urn:w:1", article(paragraphs=PARAGRAPHS[:2]))
    assert 0.2 < similarity < 0.9 < containment


def test_a_decision_uses_the_sketch_that_came_along_and_keeps_it_out_of_the_story(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    room = Room()
    monkeypatch.setattr("streams.stories.ledger.sketch_of", None)  # it must not be made here
    sent = article(sketch=sketch_of(article().headline, article().body).pack())
    room.tell(sent)
    story = room.ledger.get(sent.uri)
    assert story is not None
    assert story.parts[0].fingerprint.sketch is None
    assert room.published[sent.uri].fingerprint.sketch is None
    late = article(1, uri="urn:copy:1", source="b", sketch=sent.fingerprint.sketch)
    assert room.tell(late)[0].article.verdict.of == sent.uri  # type: ignore[union-attr]


def test_the_index_is_behind_until_it_is_loaded_and_then_follows() -> None:
    store = Memory()
    first = Ledger(store, CopyIndex(100), 0.7)
    for _ in first.load():
        pass
    decide(first, article())
    first.commit()
    second = Ledger(store, CopyIndex(100), 0.7)
    assert len(second) == 0
    assert [done for done in second.load(step=1) if done] == [1]
    decide(second, article(1, uri="urn:other:1", paragraphs=OTHER))
    second.commit()
    assert len(second) == 2


# Whoever reads the changelog knows what its writer knew.


def follower(*changes: Any) -> Ledger:
    ledger = Ledger(Memory(), CopyIndex(1000), 0.7)
    for _ in ledger.load():
        pass
    for change in changes:
        ledger.apply(change.uri, change.value, change.stamp)
    return ledger


def contents(ledger: Ledger) -> dict[bytes, bytes]:
    return dict(ledger._store.scan(b""))


def test_a_follower_has_every_key_that_the_writer_has() -> None:
    room = Room()
    changes = [change for each in full_day() for change in room.state.decide(each).changes]
    assert contents(follower(*changes)) == contents(room.ledger)
    late = room.state.decide(article(20, minutes=60 * 90, uri="urn:late:1", paragraphs=("Late.",))).changes
    assert any(change.value is None for change in late)
    assert contents(follower(*changes, *late)) == contents(room.ledger)


@given(st.permutations(range(6)))
def test_records_that_were_sent_again_never_put_an_older_state_over_a_newer_one(order: list[int]) -> None:
    room = Room()
    changes = []
    for number in range(6):
        later = article(number, minutes=number, version=str(number + 1), headline=f"Version {number}")
        changes += room.state.decide(later).changes
    assert contents(follower(*(changes[at] for at in order))) == contents(room.ledger)


def test_what_an_earlier_writer_sends_late_changes_nothing() -> None:
    room = Room()
    old = room.state.decide(article(headline="Old")).changes
    room.state.begin(7)
    new = room.state.decide(article(1, uri="urn:new:1", paragraphs=OTHER)).changes
    ledger = follower(*new, *old)
    assert article().uri not in ledger
    assert "urn:new:1" in ledger
    ledger.apply("urn:new:1", None, Stamp(6, 99))
    assert "urn:new:1" in ledger
    ledger.apply("urn:new:1", None, Stamp(7, 99))
    assert "urn:new:1" not in ledger
