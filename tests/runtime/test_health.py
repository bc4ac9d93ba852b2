from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.runtime.health import BEHIND_OTHERS, Health, Place, Seen
from tests.clock import Clock

RAW0, RAW1, CLEAN0 = ("articles.raw", 0), ("articles.raw", 1), ("articles.clean", 0)


class Watched:
    """A Health that is looked at every 5 s, and stuck after 60 s; one document takes 10 s at most."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.health = Health(60, 10, 60, self.clock)

    def look(self, **seen: Seen) -> str | None:
        places = {"raw0": RAW0, "raw1": RAW1, "clean0": CLEAN0}
        acknowledged = sum(each.acknowledged for each in seen.values())
        found = self.health.look({places[name]: each for name, each in seen.items()}, acknowledged)
        self.health.conclude(found)
        self.clock.now += 5
        return self.health.problem()

    def looks(self, seconds: float, **seen: Seen) -> str | None:
        """The first problem within so many seconds in which all stays as it is."""
        for _ in range(int(seconds / 5)):
            if problem := self.look(**seen):
                return problem
        return None


@pytest.fixture
def watched() -> Watched:
    return Watched()


def test_nothing_to_do_is_healthy(watched: Watched) -> None:
    assert watched.looks(1000, raw0=Seen(committed=7, end=7)) is None


def test_no_partition_is_healthy(watched: Watched) -> None:
    assert watched.looks(1000) is None


def test_records_that_do_not_come(watched: Watched) -> None:
    assert watched.looks(60, raw0=Seen(7, 27)) is None
    problem = watched.looks(20, raw0=Seen(7, 27))
    assert problem == "articles.raw/0: 20 events behind, and none has come for 65 s"


def test_other_partitions_that_move_are_an_excuse_for_a_while_and_a_reason_not_to_end(
    watched: Watched,
) -> None:
    """A worker that acknowledges is never ended; that one of its partitions is left behind is said all the same."""
    looks = 60 * BEHIND_OTHERS // 5
    for at in range(looks + 60):
        problem = watched.look(raw0=Seen(7, 8), raw1=Seen(at, 1000, inside=3, acknowledged=at))
        assert (problem is None) == (at <= looks)
        assert watched.health.stuck is None
    assert problem is not None
    assert "articles.raw/0" in problem
    # When the others stop, too, nobody is excused any longer.
    for _ in range(14):
        watched.look(raw0=Seen(7, 8), raw1=Seen(at, 1000, inside=3, acknowledged=at))
    assert watched.health.stuck is not None


@pytest.mark.parametrize(
    "busy", [Seen(7, 500, inside=128, full=True), Seen(7, 500, inside=300), Seen(7, 500)]
)
def test_nothing_that_comes_out_is_red_however_busy_the_window_looks(watched: Watched, busy: Seen) -> None:
    watched.look(raw0=Seen(7, 500, acknowledged=1))
    assert watched.looks(80, raw0=replace(busy, acknowledged=1)) is not None
    assert watched.health.stuck is not None


def test_what_is_done_behind_a_slow_event_is_output(watched: Watched) -> None:
    """Kafka can be told of it only when the slow one is done, which may take many deadlines."""
    for count in range(300):
        seen = Seen(7, 1000, inside=50, acknowledged=count, done=count)
        assert watched.look(raw0=seen) is None
    # But for others' output its time is not without an end.
    assert watched.looks(2000, raw0=replace(seen, acknowledged=300)) is not None


def test_a_window_that_finishes_nothing(watched: Watched) -> None:
    stuck = Seen(7, 27, inside=3, acknowledged=7)
    assert watched.looks(70, raw0=stuck) is None
    problem = watched.looks(20, raw0=stuck)
    assert problem == "articles.raw/0: 20 events behind, and none of its topic done for 75 s"


def test_one_slow_document_within_its_deadline_is_healthy(watched: Watched) -> None:
    assert watched.looks(65, raw0=Seen(7, 8, inside=1)) is None
    assert watched.looks(1000, raw0=Seen(8, 8)) is None


def test_each_commit_begins_the_time_anew(watched: Watched) -> None:
    for committed in range(20):
        assert watched.looks(50, raw0=Seen(committed, 100)) is None


def test_a_partition_that_waits_for_the_pool_has_more_time(watched: Watched) -> None:
    """A flood of slow pages: the window moves, and this partition's page waits for its turn."""
    limit = 60 * BEHIND_OTHERS + 10
    problem, elapsed = None, 0
    while problem is None and elapsed < 2 * limit:
        elapsed += 5
        problem = watched.look(raw0=Seen(7, 8, inside=1, acknowledged=elapsed))
    assert limit < elapsed <= limit + 10
    assert problem is not None
    assert "none of them done" in problem
    assert watched.health.stuck is None


def test_a_full_window_is_no_reason_to_think_that_records_do_not_come(watched: Watched) -> None:
    for count in range(100):
        assert watched.look(raw0=Seen(7, 90, full=True, acknowledged=count)) is None


def test_what_was_in_work_a_moment_ago_has_its_commit_before_it(watched: Watched) -> None:
    assert watched.looks(60, raw0=Seen(7, 9, inside=2)) is None
    assert watched.look(raw0=Seen(7, 9, inside=0, acknowledged=2)) is None
    assert watched.look(raw0=Seen(9, 9)) is None


def test_commits_that_do_not_arrive_are_noticed(watched: Watched) -> None:
    """All is acknowledged and nothing is committed: after a restart it would all be done again."""
    assert watched.looks(100, raw0=Seen(7, 90, acknowledged=83)) is not None


def test_a_rebalance_begins_the_time_anew(watched: Watched) -> None:
    assert watched.looks(55, raw0=Seen(7, 27)) is None
    watched.health.pause()
    assert watched.looks(55, raw0=Seen(7, 27)) is None


def test_a_partition_that_is_new_here_has_all_its_time(watched: Watched) -> None:
    assert watched.looks(55, raw0=Seen(7, 27)) is None
    assert watched.looks(55, raw1=Seen(7, 27)) is None
    assert watched.looks(55, raw0=Seen(7, 27)) is None


def test_a_silent_broker_is_a_problem_but_nothing_is_stuck(watched: Watched) -> None:
    assert watched.looks(55, raw0=Seen(7, 27)) is None
    for _ in range(100):
        watched.health.silent("no connection")
        watched.clock.now += 5
        assert watched.health.problem() == "broker unreachable: no connection"
        assert watched.health.stuck is None
    assert watched.looks(55, raw0=Seen(7, 27)) is None


def test_marks_of_transactions_are_nothing_to_read(watched: Watched) -> None:
    seen = Seen(7, 8)
    for _ in range(20):
        for place in watched.health.look({RAW0: seen}):
            watched.health.hollow(place)
        watched.clock.now += 5
        assert watched.health.problem() is None
    assert watched.health.lags() == {RAW0: 0}
    # A record behind them is work again.
    assert watched.looks(60, raw0=Seen(7, 9)) is None
    assert watched.health.lags() == {RAW0: 1}
    assert watched.looks(20, raw0=Seen(7, 9)) is not None


def test_the_lag_is_that_of_the_last_look(watched: Watched) -> None:
    watched.look(raw0=Seen(7, 27), raw1=Seen(9, 4))
    assert watched.health.lags() == {RAW0: 20, RAW1: 0}
    watched.look(raw0=Seen(8, 27))
    assert watched.health.lags() == {RAW0: 19}
    watched.health.pause()
    assert watched.health.lags() == {}


def test_a_watch_that_has_ended_is_a_problem(watched: Watched) -> None:
    watched.look(raw0=Seen(7, 7))
    watched.clock.now += 240
    assert watched.health.problem() == "nobody has looked at the broker for 245 s"


def test_it_recovers(watched: Watched) -> None:
    assert watched.looks(100, raw0=Seen(7, 27)) is not None
    assert watched.look(raw0=Seen(8, 27)) is None
    assert watched.health.stuck is None


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans(), st.integers(0, 2)), min_size=1, max_size=200))
def test_a_partition_that_moves_every_minute_is_never_stuck(steps: list[tuple[int, bool, int]]) -> None:
    watched, committed, acknowledged = Watched(), 0, 0
    for step, (inside, full, others) in enumerate(steps):
        committed += step % 11 == 0  # each 55 s
        acknowledged += others
        assert watched.look(raw0=Seen(committed, 1000, inside, acknowledged, full)) is None


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(["articles.raw", "articles.clean"]), st.integers(0, 3)),
        st.integers(0, 5),
        min_size=1,
    )
)
def test_only_partitions_with_lag_are_named(lags: dict[Place, int]) -> None:
    clock = Clock()
    health = Health(60, 10, 60, clock)
    for _ in range(30):
        found = health.look({place: Seen(10, 10 + lag) for place, lag in lags.items()})
        clock.now += 5
    assert found.keys() == {place for place, lag in lags.items() if lag}


def unsettled(watched: Watched, seconds: float, mark: object) -> str | None:
    for _ in range(int(seconds / 5)):
        watched.health.unsettled("a rebalance", mark)
        watched.clock.now += 5
        if problem := watched.health.problem():
            return problem
    return None


def test_a_rebalance_that_never_ends_is_noticed(watched: Watched) -> None:
    """The others may take a minute to join it, and then there is the minute in which anything has to move."""
    assert unsettled(watched, 120, 7) is None
    assert unsettled(watched, 15, 7) == "a rebalance has not gone on for 125 s"
    assert watched.look(raw0=Seen(7, 27)) is None


def test_a_recovery_that_goes_on_may_take_its_time(watched: Watched) -> None:
    for offset in range(100):
        assert unsettled(watched, 60, ("tables", offset)) is None


def test_a_rebalance_has_all_its_time_after_another_and_after_silence(watched: Watched) -> None:
    assert unsettled(watched, 110, 7) is None
    assert watched.look(raw0=Seen(7, 27)) is None
    assert unsettled(watched, 110, 7) is None
    watched.health.silent("no connection")
    assert unsettled(watched, 110, 7) is None
    assert unsettled(watched, 110, 8) is None
