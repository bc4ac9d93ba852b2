from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from streams.article import Article, Hold
from streams.kinds import Disposition, HoldReason, Signal
from streams.runtime.state import Change, Due, State
from streams.stories.outs import Held, Passed, Reported
from tests.articles import NOON, PARAGRAPHS, article

OTHER = tuple(paragraph[::-1] for paragraph in PARAGRAPHS)


class Tables:
    """The two tables as plain dicts, and a State on them."""

    def __init__(self) -> None:
        self.entries: dict[bytes, bytes] = {}
        self.fingerprints: dict[bytes, bytes] = {}
        self.changes: list[Change] = []
        self.state = self.start()

    def start(self) -> State:
        """A worker that starts with these tables."""
        self.state = State(self.entries, self.fingerprints, 0.7, timedelta(hours=72))
        self.state.rebuild(range(2))
        return self.state

    def see(self, seen: Article, partition: int = 0) -> Disposition:
        (out, *_), self.changes = self.state.tell(partition, seen)
        assert isinstance(out, Passed | Reported | Held)
        assert out.article.verdict is not None
        return out.article.verdict.disposition

    def held(self, offset: int = 0, *, hours: float = 1, partition: int = 0, **changes: Any) -> Due:
        """Sees an article under an embargo of so many hours after noon; what is due because of it."""
        until = NOON + timedelta(hours=hours)
        seen = article(offset, hold=Hold(HoldReason.EMBARGO, "EMBARGOED", until), **changes)
        assert self.see(seen, partition) is Disposition.WITHHELD
        return Due(partition, seen.uri, until)

    def release(self, due: Due, now: datetime | None = None) -> list[str]:
        """Lets it out when it is due; what goes out, and the keys of what is to be remembered."""
        outs, self.changes = self.state.release(due, now or due.at)
        return [type(out).__name__ for out in outs]


@pytest.fixture
def tables() -> Tables:
    return Tables()


def copy(offset: int, **changes: Any) -> Article:
    return article(offset, uri=f"https://copy.example/{offset}", **changes)


def test_what_was_known_is_known_after_a_restart(tables: Tables) -> None:
    tables.see(article(version="1"))
    tables.start()
    assert tables.see(copy(1)) is Disposition.DUPLICATE
    assert tables.see(article(2, version="1")) is Disposition.REPEAT


def test_a_restart_knows_only_its_own_partitions(tables: Tables) -> None:
    tables.see(article(), partition=0)
    tables.state.rebuild([1])
    assert not len(tables.state)
    assert tables.see(copy(1), partition=1) is Disposition.ENRICHED


def test_partitions_do_not_see_each_other(tables: Tables) -> None:
    tables.see(article(), partition=0)
    assert tables.see(copy(1), partition=1) is Disposition.ENRICHED


def test_the_window_forgets_and_leaves_nothing_behind(tables: Tables) -> None:
    tables.see(article())
    tables.see(copy(1))
    assert tables.see(copy(2, minutes=71 * 60)) is Disposition.DUPLICATE
    assert tables.see(copy(3, minutes=73 * 60)) is Disposition.ENRICHED
    # What was seen within the last 72 h: the copy of hour 71, and the newcomer.
    assert {key.decode() for key in tables.entries} == {
        "0|https://copy.example/2",
        "0|https://copy.example/3",
    }
    assert len(tables.fingerprints) == len(tables.state) == 1


def test_the_window_forgets_after_a_restart_too(tables: Tables) -> None:
    tables.see(article())
    tables.see(article(1, minutes=60, uri="https://other.example/", paragraphs=OTHER))
    tables.start()
    tables.see(copy(2, minutes=72.5 * 60, paragraphs=OTHER))
    assert set(tables.fingerprints) == {b"0|https://other.example/"}


def test_the_order_of_first_sight_survives_a_restart(tables: Tables) -> None:
    for partition in (0, 1):
        tables.see(article(0), partition)
    tables.see(article(1, minutes=1, uri="https://later.example/", paragraphs=OTHER))
    tables.start()
    assert tables.see(copy(2, minutes=2, paragraphs=OTHER)) is Disposition.DUPLICATE


def test_how_much_alike_a_copy_is_can_be_set(tables: Tables) -> None:
    near = (*PARAGRAPHS[:3], PARAGRAPHS[3] + " More follows.")
    tables.see(article())
    assert tables.see(copy(1, paragraphs=near)) is Disposition.DUPLICATE
    strict = State({}, {}, 1.0, timedelta(hours=72))
    strict.rebuild([0])
    strict.tell(0, article())
    ((out, *_), _) = strict.tell(0, copy(1, paragraphs=near))
    assert isinstance(out, Passed)


def test_only_the_home_of_a_message_reports_it_and_each_partition_remembers_it(tables: Tables) -> None:
    kill = article(signal=Signal.KILL, paragraphs=(), pub_status="canceled")
    outs, changes = tables.state.tell(0, kill, home=False)
    assert (outs, [change.table for change in changes]) == ([], ["ledger"])
    outs, changes = tables.state.tell(1, kill)
    assert [type(out).__name__ for out in outs] == ["Reported", "Notice"]
    assert [change.partition for change in changes] == [1]


def test_every_change_is_told_and_told_again_for_a_redelivery(tables: Tables) -> None:
    tables.see(article(), partition=1)
    first = tables.changes
    assert [(change.table, change.partition) for change in first] == [("ledger", 1), ("fingerprints", 1)]
    assert all(change.value for change in first)
    tables.see(article(), partition=1)
    assert tables.changes == first


def test_what_expires_leaves_a_tombstone_in_each_table(tables: Tables) -> None:
    tables.see(article())
    tables.see(copy(1, minutes=80 * 60, paragraphs=OTHER))
    gone = [change for change in tables.changes if change.value is None]
    assert [(change.table, change.key) for change in gone] == [
        ("ledger", b"0|https://post.example/harwich-quay"),
        ("fingerprints", b"0|https://post.example/harwich-quay"),
    ]


def test_a_lost_partition_is_forgotten_whole(tables: Tables) -> None:
    tables.see(article(), partition=0)
    tables.see(article(), partition=1)
    tables.state.rebuild([1])
    assert all(key.startswith(b"1|") for key in (*tables.entries, *tables.fingerprints))


def test_the_changes_of_one_event_are_not_told_with_the_next(tables: Tables) -> None:
    tables.see(article())
    tables.see(article(1, uri="https://other.example/", paragraphs=OTHER))
    assert {change.key for change in tables.changes} == {b"0|https://other.example/"}
    due = tables.held(2, uri="urn:held:1", headline="Held", paragraphs=PARAGRAPHS[:1])
    tables.see(article(3, uri="https://third.example/", paragraphs=PARAGRAPHS[1:2]))
    assert tables.release(due) == ["Passed", "Lifted"]
    assert {change.key for change in tables.changes} == {b"0|urn:held:1"}
    tables.see(article(3, uri="https://third.example/", paragraphs=PARAGRAPHS[1:2]))
    assert {change.key for change in tables.changes} == {b"0|https://third.example/"}


def test_the_first_embargo_to_end_is_the_next_of_all_partitions(tables: Tables) -> None:
    assert tables.state.next_due() is None
    late = tables.held(hours=3)
    early = tables.held(1, hours=1, partition=1)
    middle = tables.held(2, hours=2, uri="urn:other:1", paragraphs=OTHER)
    found = []
    while due := tables.state.next_due():
        found.append(due)
        tables.release(due)
    assert found == [early, middle, late]


def test_what_waits_for_no_known_time_is_never_due_and_is_told_as_waiting(tables: Tables) -> None:
    tables.see(article(hold=Hold(HoldReason.WITHHELD, "hold"), pub_status="withheld"))
    due = tables.held(1, uri="urn:other:1", paragraphs=OTHER, partition=1)
    assert tables.state.next_due() == due
    assert dict(tables.state.waiting()) == {article().uri: None, "urn:other:1": due.at}


def test_what_is_not_due_or_not_known_is_not_released(tables: Tables) -> None:
    due = tables.held()
    assert tables.release(due, due.at - timedelta(microseconds=1)) == []
    assert tables.changes == []
    assert tables.release(Due(0, "urn:unknown:1", due.at)) == []
    assert tables.state.next_due() == due


def test_a_release_waits_no_longer_and_is_remembered(tables: Tables) -> None:
    due = tables.held()
    assert tables.release(due) == ["Passed", "Lifted"]
    assert {(change.table, change.key) for change in tables.changes} == {
        ("ledger", b"0|https://post.example/harwich-quay"),
        ("fingerprints", b"0|https://post.example/harwich-quay"),
    }
    assert tables.state.next_due() is None
    assert tables.release(due) == []
    tables.state.confirm(due)
    tables.start()
    assert tables.state.next_due() is None


def test_copies_are_compared_with_all_that_a_release_let_out(tables: Tables) -> None:
    # The takes wait; in the index is the first one, until both are out and are one text.
    hold = Hold(HoldReason.EMBARGO, "EMBARGOED", NOON + timedelta(hours=1))
    tables.see(article(take=1, paragraphs=PARAGRAPHS[:2], hold=hold))
    tables.see(article(1, minutes=1, take=2, paragraphs=PARAGRAPHS[2:], hold=hold))
    due = tables.state.next_due()
    assert due is not None
    assert tables.release(due) == ["Passed", "Lifted"] * 2
    assert tables.see(copy(2, minutes=61)) is Disposition.DUPLICATE


def test_a_release_that_no_broker_has_is_made_again_as_it_was_before_the_first(tables: Tables) -> None:
    first = tables.held(take=1)
    tables.held(1, hours=2, minutes=1, take=2, paragraphs=OTHER)
    assert tables.release(first) == ["Passed", "Lifted"]
    second = tables.state.next_due()
    assert second is not None
    assert tables.release(second) == ["Passed", "Lifted"]
    # A rebalance comes before the broker has either of them: both wait again.
    tables.state.rebuild(range(2))
    assert tables.state.next_due() == first
    assert tables.release(first) == ["Passed", "Lifted"]
    assert tables.state.next_due() == second


def test_the_confirmation_of_one_release_confirms_no_other(tables: Tables) -> None:
    one = tables.held()
    other = tables.held(1, hours=2, partition=1)
    tables.release(one)
    tables.release(other)
    tables.state.confirm(other)
    tables.state.rebuild(range(2))
    assert tables.state.next_due() == one
    tables.release(one)
    tables.state.confirm(one)
    tables.state.rebuild(range(2))
    assert tables.state.next_due() is None


def test_what_waits_again_after_a_rebalance_is_not_brought_back_by_the_next_one(tables: Tables) -> None:
    due = tables.held()
    tables.release(due)
    tables.state.rebuild(range(2))
    assert tables.state.next_due() == due
    # It waits again; then a newer version goes out, and what waited is stale.
    tables.see(article(1, minutes=30, version="2", paragraphs=OTHER))
    assert tables.state.next_due() is None
    tables.state.rebuild(range(2))
    assert tables.state.next_due() is None
    assert tables.see(article(2, minutes=31, version="2", paragraphs=OTHER)) is Disposition.REPEAT


def test_a_partition_that_comes_back_without_its_tables_brings_nothing_back(tables: Tables) -> None:
    due = tables.held()
    tables.release(due)
    tables.state.rebuild([1])
    assert not tables.entries
    assert not tables.fingerprints
    tables.state.rebuild(range(2))
    assert tables.state.next_due() is None
    assert not tables.entries
