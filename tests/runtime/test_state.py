from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from streams.article import Article, Hold, Origin
from streams.kinds import Disposition, HoldReason, Signal
from streams.runtime.changelog import Decided, Trailer
from streams.runtime.state import Decision, Due, State
from streams.runtime.store import Layered, Place
from streams.stories.outcome import Held, Passed, Reported
from streams.stories.record import read_story
from streams.stories.story import Story
from tests.articles import NOON, PARAGRAPHS, article
from tests.runtime.stores import MemoryBase, state_on

OTHER = tuple(paragraph[::-1] for paragraph in PARAGRAPHS)
URI = article().uri


class Writer:
    """A state in memory, and the broker that acknowledges what it writes."""

    def __init__(self) -> None:
        self.base = MemoryBase()
        self.log: list[Any] = []  # the changelog
        self.state = state_on(self.base)

    def restart(self) -> State:
        """A worker that starts with what lies on the disk, after one that closed in good order."""
        self.state.close()
        self.state = state_on(self.base)
        return self.state

    def decide(self, seen: Article) -> Decision:
        decision = self.state.decide(seen)
        self.acknowledge(decision)
        return decision

    def acknowledge(self, decision: Decision) -> None:
        """The broker has taken its records, behind all others."""
        first = len(self.log)
        self.log += decision.changes
        self.state.acknowledged(decision, range(first, len(self.log)))

    def see(self, seen: Article) -> Disposition:
        return ended(self.decide(seen))

    def held(self, offset: int = 0, *, hours: float = 1, **changes: Any) -> Due:
        """Sees an article under an embargo of so many hours after noon; what is due because of it."""
        until = NOON + timedelta(hours=hours)
        seen = article(offset, hold=Hold(HoldReason.EMBARGO, "EMBARGOED", until), **changes)
        assert "Held" in kinds(self.decide(seen))
        return Due(seen.uri, until)

    def release(self, due: Due, now: datetime | None = None) -> Decision:
        return self.state.release(due, now or due.at)


def ended(decision: Decision) -> Disposition:
    outcome = decision.outcomes[0]
    assert isinstance(outcome, Passed | Reported | Held)
    assert outcome.article.verdict is not None
    return outcome.article.verdict.disposition


def kinds(decision: Decision) -> list[str]:
    return [type(outcome).__name__ for outcome in decision.outcomes]


@pytest.fixture
def writer() -> Writer:
    return Writer()


def copy(offset: int, **changes: Any) -> Article:
    return article(offset, uri=f"https://copy.example/{offset}", **changes)


def test_what_was_known_is_known_after_a_restart(writer: Writer) -> None:
    writer.see(article(version="1"))
    writer.restart()
    assert writer.see(copy(1)) is Disposition.DUPLICATE
    assert writer.see(article(2, version="1")) is Disposition.REPEAT


def test_the_window_forgets_and_leaves_nothing_behind(writer: Writer) -> None:
    writer.see(article())
    writer.see(copy(1))
    assert writer.see(copy(2, minutes=71 * 60)) is Disposition.DUPLICATE
    assert writer.see(copy(3, minutes=73 * 60)) is Disposition.ENRICHED
    writer.state.flush()
    # What was seen within the last 72 h: the copy of hour 71, and the newcomer.
    assert writer.base.stories() == ["https://copy.example/2", "https://copy.example/3"]
    assert len(writer.state) == 2


def test_the_window_forgets_after_a_restart_too(writer: Writer) -> None:
    writer.see(article())
    writer.see(article(1, minutes=60, uri="https://other.example/", paragraphs=OTHER))
    writer.restart()
    writer.see(copy(2, minutes=72.5 * 60, paragraphs=OTHER))
    writer.state.flush()
    assert URI not in writer.base.stories()
    assert len(writer.state) == 2


def test_what_is_over_is_looked_for_in_steps(writer: Writer) -> None:
    writer.see(article())
    second = timedelta(hours=72).total_seconds() / 60 + 1 / 60
    assert writer.see(copy(1, minutes=second)) is Disposition.DUPLICATE
    assert writer.see(copy(2, minutes=second + 1 / 6)) is Disposition.ENRICHED


def test_a_short_window_is_looked_at_in_shorter_steps(writer: Writer) -> None:
    state = state_on(MemoryBase(), window=timedelta(seconds=5))
    state.decide(article())
    assert ended(state.decide(copy(1, minutes=5.2 / 60))) is Disposition.ENRICHED
    assert len(state) == 1


def test_how_much_alike_a_copy_is_can_be_set(writer: Writer) -> None:
    near = (
        *PARAGRAPHS[:3],
        PARAGRAPHS[3],
        "More follows here, a dozen words or so that no other version has.",
    )
    writer.see(article())
    assert writer.see(copy(1, paragraphs=near)) is Disposition.DUPLICATE
    strict = state_on(MemoryBase(), threshold=1.0)
    strict.decide(article())
    assert ended(strict.decide(copy(1, paragraphs=near))) is Disposition.ENRICHED


def test_what_expires_leaves_a_tombstone(writer: Writer) -> None:
    writer.see(article())
    decision = writer.decide(copy(1, minutes=80 * 60, paragraphs=OTHER))
    assert [(change.uri, change.value is None) for change in decision.changes] == [
        (URI, True),
        ("https://copy.example/1", False),
    ]


def test_the_changes_of_one_event_are_not_told_with_the_next(writer: Writer) -> None:
    writer.see(article())
    assert {change.uri for change in writer.decide(copy(1, paragraphs=OTHER)).changes} == {copy(1).uri}
    due = writer.held(2, uri="urn:held:1", headline="Held", paragraphs=PARAGRAPHS[:1])
    assert {change.uri for change in writer.release(due).changes} == {"urn:held:1"}


# What lies on the disk is what the changelog holds.


def test_nothing_is_on_the_disk_before_the_broker_has_it(writer: Writer) -> None:
    decision = writer.state.decide(article())
    writer.state.flush()
    assert writer.base.stories() == []
    assert ended(writer.state.decide(copy(1))) is Disposition.DUPLICATE  # but the next decision knows it
    writer.acknowledge(decision)
    writer.state.flush()
    assert writer.base.stories() == [URI]


def test_a_decision_that_is_dropped_was_never_made(writer: Writer) -> None:
    writer.see(article(version="1"))
    lost = writer.state.decide(article(1, minutes=1, version="2", paragraphs=OTHER))
    writer.state.decide(copy(2, paragraphs=PARAGRAPHS[:1]))
    writer.state.drop()
    assert len(writer.state) == 1
    assert writer.see(copy(3)) is Disposition.DUPLICATE
    assert writer.see(copy(4, paragraphs=PARAGRAPHS[:1])) is Disposition.ENRICHED
    # That its record reached the broker after all is for whoever reads the changelog; here it is of no effect.
    writer.state.acknowledged(lost, [99])
    writer.state.flush()
    assert writer.base.place.offset == len(writer.log)


def test_the_offset_never_passes_a_record_that_may_still_be_missing(writer: Writer) -> None:
    first, second, third = (
        writer.state.decide(copy(n, headline=f"Flash {n}", paragraphs=())) for n in range(3)
    )
    # The first record had to be sent again, and lies behind the others.
    writer.state.acknowledged(first, [2])
    assert writer.state.place.offset == 0
    writer.state.acknowledged(second, [0])
    assert writer.state.place.offset == 0
    writer.state.acknowledged(third, [1])
    assert writer.state.place.offset == 3


def test_the_offset_rises_while_decisions_are_always_on_their_way(writer: Writer) -> None:
    waiting = [writer.state.decide(copy(0, headline="Flash 0", paragraphs=()))]
    for number in range(1, 50):
        waiting.append(writer.state.decide(copy(number, headline=f"Flash {number}", paragraphs=())))
        writer.acknowledge(waiting.pop(0))
    assert 40 < writer.state.place.offset <= 49


def test_an_event_that_was_out_of_date_does_not_hold_up_the_next_ones(writer: Writer) -> None:
    writer.state.decide(article())
    decision = writer.state.decide(copy(1, paragraphs=OTHER))
    writer.state.acknowledged(decision, [5])
    assert writer.state.place.offset == 6


def test_a_decision_without_changes_needs_no_acknowledgement(writer: Writer) -> None:
    writer.see(article(version="1"))
    repeat = writer.decide(article(1, version="1"))
    assert (ended(repeat), repeat.changes) == (Disposition.REPEAT, [])
    assert writer.state.place.offset == 1


def test_a_decision_that_fails_leaves_nothing(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(ledger: Any, seen: Article) -> Any:
        ledger.put(Story(seen.uri, NOON))
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr("streams.runtime.state.decide", fail)
        with pytest.raises(ZeroDivisionError):
            writer.state.decide(article())
    assert [change.uri for change in writer.decide(copy(1)).changes] == ["https://copy.example/1"]


def test_a_standby_that_reads_the_changelog_knows_what_the_writer_knows(writer: Writer) -> None:
    writer.see(article(version="1"))
    writer.held(1, uri="urn:held:1", paragraphs=OTHER)
    writer.see(article(2, minutes=2, version="2", paragraphs=PARAGRAPHS[:3]))
    base = MemoryBase()
    standby = State(Layered(base), threshold=0.6, window=timedelta(hours=72), texts=100)
    for _ in standby.load():
        pass
    for offset, change in enumerate(writer.log):
        standby.apply(change.uri, change.value, Trailer(change.stamp), Place(offset + 1, 1))
    standby.flush()
    writer.state.flush()
    assert base.data == writer.base.data
    assert base.place.offset == len(writer.log)
    assert standby.next_due() == writer.state.next_due()
    assert len(standby) == len(writer.state)


# What waits.


def test_the_first_embargo_to_end_is_the_next(writer: Writer) -> None:
    assert writer.state.next_due() is None
    late = writer.held(hours=3)
    early = writer.held(1, hours=1, uri="urn:early:1", paragraphs=PARAGRAPHS[:1])
    middle = writer.held(2, hours=2, uri="urn:other:1", paragraphs=OTHER)
    found = []
    while due := writer.state.next_due():
        found.append(due)
        writer.acknowledge(writer.release(due))
    assert found == [early, middle, late]


def test_what_waits_for_no_known_time_is_never_due_and_is_counted(writer: Writer) -> None:
    assert writer.state.waiting() == (0, 0)
    writer.see(article(hold=Hold(HoldReason.WITHHELD, "hold"), pub_status="withheld"))
    due = writer.held(1, uri="urn:other:1", paragraphs=OTHER)
    assert writer.state.next_due() == due
    assert writer.state.waiting() == (1, 1)
    writer.restart()
    assert writer.state.waiting() == (1, 1)
    writer.acknowledge(writer.release(due))
    assert writer.state.waiting() == (0, 1)


def test_an_embargo_that_is_moved_is_due_at_its_new_time_only(writer: Writer) -> None:
    writer.held(hours=1, version="1")
    later = writer.held(1, hours=5, version="2", minutes=1)
    assert writer.state.next_due() == later
    assert writer.state.waiting() == (1, 0)
    sooner = writer.held(2, hours=0.5, version="3", minutes=2)
    assert writer.state.next_due() == sooner


def test_what_is_not_due_or_not_known_is_not_released(writer: Writer) -> None:
    due = writer.held()
    early = writer.release(due, due.at - timedelta(microseconds=1))
    assert (early.outcomes, early.changes) == ([], [])
    assert writer.release(Due("urn:unknown:1", due.at)).outcomes == []
    assert writer.state.next_due() == due


def test_a_release_waits_no_longer_and_is_remembered(writer: Writer) -> None:
    due = writer.held()
    decision = writer.release(due)
    assert kinds(decision) == ["Passed", "Lifted"]
    assert {change.uri for change in decision.changes} == {URI}
    assert writer.state.next_due() is None
    assert writer.release(due).outcomes == []
    writer.acknowledge(decision)
    writer.restart()
    assert writer.state.next_due() is None


def test_copies_are_compared_with_all_that_a_release_let_out(writer: Writer) -> None:
    # The takes wait; in the index is the first one, until both are out and are one text.
    hold = Hold(HoldReason.EMBARGO, "EMBARGOED", NOON + timedelta(hours=1))
    writer.see(article(take=1, paragraphs=PARAGRAPHS[:2], hold=hold))
    writer.see(article(1, minutes=1, take=2, paragraphs=PARAGRAPHS[2:], hold=hold))
    due = writer.state.next_due()
    assert due is not None
    decision = writer.release(due)
    assert kinds(decision) == ["Passed", "Lifted"] * 2
    writer.acknowledge(decision)
    assert writer.see(copy(2, minutes=61)) is Disposition.DUPLICATE


def test_a_release_that_no_broker_has_is_made_again_as_it_was_before_the_first(writer: Writer) -> None:
    first = writer.held(take=1)
    writer.held(1, hours=2, minutes=1, take=2, paragraphs=OTHER)
    assert kinds(writer.release(first)) == ["Passed", "Lifted"]
    second = writer.state.next_due()
    assert second is not None
    assert kinds(writer.release(second)) == ["Passed", "Lifted"]
    # A rebalance comes before the broker has either of them: both wait again.
    writer.state.drop()
    assert writer.state.next_due() == first
    assert kinds(writer.release(first)) == ["Passed", "Lifted"]
    assert writer.state.next_due() == second


def test_the_confirmation_of_one_release_confirms_no_other(writer: Writer) -> None:
    one = writer.held()
    other = writer.held(1, hours=2, uri="urn:other:1", paragraphs=OTHER)
    released = writer.release(one)
    writer.release(other)
    writer.acknowledge(released)
    writer.state.drop()
    assert writer.state.next_due() == other


# What an earlier writer left.


def changes(count: int) -> list[Any]:
    """The records of a kill that reaches so many stories, in their order."""
    writer = Writer()
    writer.see(article())
    for offset in range(1, count):
        writer.see(copy(offset, minutes=offset))
    said = article(9, minutes=9, signal=Signal.KILL, headline=None, paragraphs=())
    writer.decide(said)
    return writer.log


def reader() -> State:
    return state_on(MemoryBase())


def test_what_is_left_half_remembered_at_the_end_of_a_term_is_as_it_was_and_is_written_so() -> None:
    first, second, killed, _ = changes(2)
    state = reader()
    for offset, change in enumerate((first, second)):
        state.apply(change.uri, change.value, Trailer(decided=Decided(offset, 0)), Place(offset + 1, 1))
    state.apply(killed.uri, killed.value, Trailer(more=True), Place(3, 1))
    assert state.place == Place(2, 1, decided=(1, 0))  # it would be read again
    state.end_term(Place(4, 2))
    (restated,) = state.begin(2)
    assert restated.value is not None
    assert restated.uri == killed.uri
    assert not read_story(restated.value).kill
    assert restated.stamp > killed.stamp
    assert state.begin(2) == []


def test_what_a_decision_has_written_before_its_last_record_was_overwritten_counts() -> None:
    first, _, killed, other = changes(2)
    state = reader()
    state.apply(first.uri, first.value, Trailer(), Place(1, 1))
    state.apply(killed.uri, killed.value, Trailer(more=True), Place(2, 1))
    # The last one of the kill is gone: a newer one of its uri has taken its place.
    state.apply(other.uri, other.value, Trailer(decided=Decided(7, 0)), Place(4, 1))
    for uri in (killed.uri, other.uri):
        story = state._ledger.get(uri)
        assert story is not None
        assert story.kill
    assert state.place == Place(4, 1, decided=(7, 0))


def test_a_writer_that_is_gone_says_nothing_of_what_is_decided(writer: Writer) -> None:
    (change,) = writer.decide(article()).changes
    state = reader()
    state.end_term(Place(1, 5))
    state.apply(change.uri, change.value, Trailer(decided=Decided(40, 0)), Place(2, 5))
    assert state.place == Place(2, 5)
    assert state._ledger.get(change.uri) is None


def test_events_up_to_what_was_decided_are_passed_over_and_none_after_a_newer_one_was_seen() -> None:
    state = reader()
    (change,) = Writer().decide(article()).changes
    state.apply(change.uri, change.value, Trailer(decided=Decided(4, 0)), Place(1, 1))
    state.begin(2)
    assert [state.is_decided(offset) for offset in (3, 4, 5)] == [True, True, False]
    assert not state.is_decided(4)  # offsets only rise: this is another topic's
    state.begin(3)
    assert state.is_decided(4)
    state.forget_decided()
    state.begin(4)
    assert not state.is_decided(0)


def far(offset: int, at: datetime, **changes: Any) -> Article:
    """A story of its own, whose raw event is dated `at`."""
    words = tuple(f"{paragraph} {offset * 7919}" * 3 for paragraph in OTHER[:1])
    place = Origin("articles.raw", 0, offset, at)
    return article(offset, uri=f"urn:far:{offset}", paragraphs=words, origin=place, **changes)


def known(writer: Writer, first: int, last: int) -> int:
    return sum(f"urn:far:{number}" in writer.state._ledger for number in range(first, last))


@pytest.mark.parametrize("dated", [NOON + timedelta(days=5000), datetime(1970, 1, 1, tzinfo=UTC)])
@pytest.mark.parametrize("run", [1, 200])
def test_no_event_s_date_empties_the_memory_or_lasts_for_ever(dated: datetime, run: int) -> None:
    """One, or a whole run of them, in a topic whose records bear the time that their senders like."""
    writer = Writer()

    def decide(number: int, stamped: datetime, at: datetime) -> None:
        writer.acknowledge(writer.state.decide(far(number, stamped), at=at))

    for number in range(100):
        decide(number, NOON, NOON)
    for number in range(100, 100 + run):
        decide(number, dated, NOON + timedelta(hours=1))
    decide(1000, NOON, NOON + timedelta(hours=2))
    assert known(writer, 0, 100) == 100
    # When the window is over, all of them go, in the steps that one decision may take.
    for number in range(10):
        decide(2000 + number, NOON, NOON + timedelta(hours=74, minutes=number))
    assert known(writer, 0, 100 + run) == 0
    assert known(writer, 2000, 2010) == 10


def test_what_waited_for_days_in_kafka_is_known_to_what_follows_it() -> None:
    """A desk that was off for a week reads on: what it takes up lasts from then on, not from when it was sent."""
    writer = Writer()
    week = timedelta(days=7)
    for number in range(50):
        event = far(number, NOON + timedelta(hours=number))
        writer.acknowledge(writer.state.decide(event, at=NOON + week + timedelta(seconds=number)))
    kill = article(60, uri="urn:far:0", signal=Signal.KILL, headline=None, paragraphs=())
    decision = writer.state.decide(kill, at=NOON + week + timedelta(minutes=2))
    assert kinds(decision) == ["Passed"]
    assert known(writer, 0, 50) == 50


def test_told_again_after_days_an_event_is_known() -> None:
    """The record on articles.clean bears the same time: nothing has been forgotten in between by that clock."""
    writer = Writer()
    for number in range(3):
        writer.acknowledge(writer.state.decide(far(number, NOON), at=NOON + timedelta(days=number)))
    assert writer.state.decide(far(0, NOON), at=NOON).outcomes == []
    assert known(writer, 0, 3) == 3
