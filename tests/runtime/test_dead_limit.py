from __future__ import annotations

import gc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.article import Dropped
from streams.kinds import Reason, Stage
from streams.runtime.dead_limit import OURS, UNDERSTOOD, DeadLimit, Tripped
from tests.clock import Clock

BAD = sorted(set(Reason) - OURS - UNDERSTOOD)


def limit(clock: Clock | None = None, letters: int = 100, share: float = 0.5) -> DeadLimit:
    return DeadLimit(Stage.CLEAN, letters, share, 60.0, clock or Clock(0.0))


def die(meter: DeadLimit, times: int, reason: Reason = Reason.NO_ARTICLE, source: str = "a") -> int:
    """How many were dead-lettered before the stage stopped."""
    for done in range(times):
        if meter.died(source, Dropped(reason, "no text"), f"articles.raw/0/{done}"):
            return done
    return times


@pytest.mark.parametrize(
    ("reason", "allowed"), [*((each, 100) for each in BAD), *((each, 91) for each in sorted(OURS))]
)
def test_when_everything_fails_a_bounded_number_dies(reason: Reason, allowed: int) -> None:
    meter = limit()
    assert die(meter, 400, reason) == allowed
    assert meter.tripped is not None
    # It stays tripped, also for a document that is bad indeed, and although others passed meanwhile.
    for _ in range(500):
        meter.passed("b")
    assert die(meter, 1, Reason.BINARY) == 0


def test_it_says_which_reason_prevails_and_gives_an_example() -> None:
    meter = limit(letters=10)
    die(meter, 3, Reason.BINARY)
    die(meter, 30, Reason.NO_ARTICLE)
    tripped = Tripped(Stage.CLEAN, 11, 11, Reason.NO_ARTICLE, 8, "articles.raw/0/7, no_article: no text")
    assert meter.tripped == tripped
    assert str(tripped) == (
        "clean stopped: 11 of the last 11 events could not be read, 8 of them for no_article "
        "(the last: articles.raw/0/7, no_article: no text)"
    )


def test_a_limit_of_few_letters_is_kept_for_faults_of_ours_too() -> None:
    assert die(limit(letters=1), 5, Reason.INTERNAL_ERROR) == 1
    assert die(limit(letters=15), 9, Reason.INTERNAL_ERROR) == 6


def test_eleven_of_one_source_do_not_end_a_worker_that_has_just_started() -> None:
    assert die(limit(), 11, Reason.INVALID_OUTPUT, source="wire") == 11


@pytest.mark.parametrize("reason", sorted(OURS))
def test_eleven_of_eleven_sources_do(reason: Reason) -> None:
    meter = limit()
    assert [die(meter, 1, reason, source=f"feed-{number}") for number in range(11)] == [1] * 10 + [0]


def test_eleven_sources_with_one_fault_among_much_that_passes_do_not() -> None:
    meter = limit()
    for number in range(11):
        for _ in range(3):
            meter.passed(f"feed-{number}")
        assert die(meter, 1, Reason.INTERNAL_ERROR, source=f"feed-{number}") == 1


def test_as_long_as_half_of_the_events_pass_the_wire_goes_on() -> None:
    meter = limit()
    for _ in range(1000):
        meter.passed("a")
        assert die(meter, 1, source="a") == 1
    assert die(meter, 50) < 50


def test_one_feed_of_junk_does_not_stop_the_others_however_much_it_sends() -> None:
    meter = limit()
    for _ in range(10):
        meter.passed("b")
    assert die(meter, 5000, source="junk") == 5000


def test_one_feed_of_junk_is_not_excused_by_others_that_fail_as_well() -> None:
    meter = limit()
    die(meter, 20, source="b")
    assert die(meter, 5000, source="junk") == 80


def test_nor_by_too_few_others() -> None:
    meter = limit()
    for _ in range(9):
        meter.passed("b")
    assert die(meter, 5000, source="junk") == 100


@pytest.mark.parametrize("reason", sorted(OURS))
def test_a_source_with_a_habit_is_set_aside_faults_of_ours_included(reason: Reason) -> None:
    meter = limit()
    for _ in range(10):
        meter.passed("b")
    assert die(meter, 5000, reason, source="strange") == 5000
    assert die(meter, 200, source="strange") == 200


def test_so_are_several_as_long_as_as_many_are_well() -> None:
    meter = limit()
    for number in range(12):
        meter.passed(f"well-{number % 3}")
    for number in range(3):
        assert die(meter, 200, Reason.INTERNAL_ERROR, source=f"strange-{number}") == 200
    # With a fourth one it is more likely us.
    assert die(meter, 200, Reason.INTERNAL_ERROR, source="strange-3") == 0


def test_one_that_is_well_does_not_excuse_many_that_are_not() -> None:
    meter = limit()
    for _ in range(50):
        meter.passed("well")
    done = [die(meter, 1, Reason.INTERNAL_ERROR, source=f"feed-{number}") for number in range(60)]
    assert 0 < sum(done) < 60


@pytest.mark.parametrize("reason", sorted(UNDERSTOOD))
def test_what_was_understood_is_no_failure(reason: Reason) -> None:
    assert die(limit(), 1000, reason) == 1000


def test_what_is_longer_ago_than_the_window_is_forgotten() -> None:
    clock = Clock(0.0)
    meter = limit(clock)
    for minute in range(20):
        clock.now = 61.0 * minute
        for _ in range(60):
            meter.passed("a")
        assert die(meter, 90) == 90


def test_a_quiet_wire_on_which_everything_fails_stops_too() -> None:
    clock = Clock(0.0)
    meter = limit(clock)
    died = 0
    while died < 1000 and not meter.tripped:
        clock.now += 30.0
        died += die(meter, 1)
    assert died == 100


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.one_of(st.none(), st.sampled_from(Reason)), st.floats(0, 40)),
        max_size=150,
    ),
    st.integers(1, 12),
    st.sampled_from([0.1, 0.5, 0.9]),
)
def test_its_counts_are_those_of_the_events_it_remembers(
    events: list[tuple[str, Reason | None, float]], letters: int, share: float
) -> None:
    clock = Clock(0.0)
    meter = limit(clock, letters, share)
    for source, reason, pause in events:
        clock.now += pause
        if reason is None:
            meter.passed(source)
        elif meter.died(source, Dropped(reason), "articles.raw/0/0"):
            break
        seen = meter._seen
        dead = [reason for _, _, reason in seen if reason]
        faults = [reason for reason in dead if reason in OURS]
        assert meter._dead.total() == len(dead)
        assert sum(meter._events_of.values()) == len(seen)
        assert sum(meter._dead_of.values()) == len(dead)
        assert sum(meter._faults_of.values()) == len(faults)
        assert len(seen) <= letters + 1 or seen[0][0] >= clock.now - 60.0


def test_what_it_remembers_is_nothing_for_the_collector() -> None:
    clock = Clock(0.0)
    meter = limit(clock, 1_000)
    for number in range(500):
        clock.now += 0.5
        meter.passed(f"source-{number}")
    gc.collect()
    assert not any(map(gc.is_tracked, meter._seen))
