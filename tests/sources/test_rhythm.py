from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.sources.rhythm import Rhythm
from tests.machine import patience
from tests.sources.days import BEGIN, after, at_random, daytime, every, listen, office_hours

#: Articles an hour, at random, and how long a silence by day may go unnoticed.
RATES = [(6.0, 5.0), (20.0, 1.5), (60.0, 0.6)]


def always(_: datetime) -> bool:
    return True


@pytest.fixture
def rhythm() -> Rhythm:
    return Rhythm(BEGIN)


def test_a_steady_wire_that_falls_silent_at_noon_is_noticed_soon(rhythm: Rhythm) -> None:
    noon = after(days=17, hours=12)
    assert listen(rhythm, every(10, noon, daytime), noon) == []
    (alarm,) = listen(rhythm, [], after(days=18))
    assert timedelta(minutes=30) < alarm - noon < timedelta(hours=3)


@pytest.mark.parametrize(("per_hour", "hours"), RATES)
def test_so_is_one_that_comes_at_random(rhythm: Rhythm, per_hour: float, hours: float) -> None:
    noon = after(days=24, hours=12)
    assert listen(rhythm, at_random(per_hour, noon, seed=4), noon) == []
    (alarm,) = listen(rhythm, [], after(days=25))
    assert alarm - noon < timedelta(hours=hours)


def test_the_night_is_no_silence_and_the_morning_after_is(rhythm: Rhythm) -> None:
    night = after(days=17, hours=22)
    assert listen(rhythm, every(10, night, daytime), after(days=18, hours=5)) == []
    (alarm,) = listen(rhythm, [], after(days=18, hours=22))
    assert after(days=18, hours=6) < alarm < after(days=18, hours=9)


def test_the_weekend_of_an_office_is_no_silence(rhythm: Rhythm) -> None:
    assert listen(rhythm, every(20, after(days=42), office_hours), after(days=42)) == []


def test_nothing_is_silent_before_enough_is_learnt(rhythm: Rhythm) -> None:
    stops = after(days=2, hours=12)
    assert listen(rhythm, every(10, stops), after(days=3)) == []


def test_an_article_ends_the_silence(rhythm: Rhythm) -> None:
    listen(rhythm, every(10, after(days=8)), after(days=8, hours=6))
    before = rhythm.silent
    rhythm.heard(after(days=8, hours=6))
    assert (before, rhythm.silent, rhythm.missed) == (True, False, 0)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("open_at", [always, daytime, office_hours])
@pytest.mark.parametrize("per_hour", [3.0, 20.0])
def test_chance_is_no_silence(
    rhythm: Rhythm, per_hour: float, open_at: Callable[[datetime], bool], seed: int
) -> None:
    until = after(days=42)
    assert listen(rhythm, at_random(per_hour, until, seed, open_at), until) == []


def polled(until: datetime) -> Iterator[datetime]:
    """Twenty articles at every full hour: somebody polls a feed."""
    for at in every(60, until):
        yield from [at] * 20


def test_what_comes_in_bursts_is_given_more_time(rhythm: Rhythm) -> None:
    noon = after(days=17, hours=12)
    assert listen(rhythm, polled(noon), noon + timedelta(hours=1)) == []
    (alarm,) = listen(rhythm, [], after(days=18))
    assert timedelta(hours=1) < alarm - noon < timedelta(hours=5)


def test_a_wire_may_come_an_hour_later_when_the_clocks_are_put_back(rhythm: Rhythm) -> None:
    back = after(days=27)

    def local(at: datetime) -> bool:
        return daytime(at if at < back else at - timedelta(hours=1))

    assert listen(rhythm, at_random(30, after(days=40), 1, local), after(days=40)) == []


def test_a_backlog_is_not_what_is_usual(rhythm: Rhythm) -> None:
    noon = after(days=10, hours=12)
    listen(rhythm, every(10, noon), noon)
    for _ in range(5000):
        rhythm.heard(noon + timedelta(minutes=1))
    rest = (at for at in every(10, after(days=20)) if at > noon)
    assert listen(rhythm, rest, after(days=20)) == []


def test_an_outage_that_was_noticed_is_not_what_is_usual(rhythm: Rhythm) -> None:
    stops = after(days=14)
    listen(rhythm, every(10, stops), after(days=16))
    again = (at for at in every(10, after(days=17, hours=12)) if at >= after(days=16))
    listen(rhythm, again, after(days=17, hours=12))
    (alarm,) = listen(rhythm, [], after(days=18))
    assert alarm - after(days=17, hours=12) < timedelta(hours=3)


def test_while_nobody_listens_nothing_is_missed(rhythm: Rhythm) -> None:
    stops = after(days=14)
    listen(rhythm, every(10, stops), stops)
    rhythm.resume(stops + timedelta(days=2))
    assert listen(rhythm, [], stops + timedelta(days=2, minutes=20)) == []
    assert listen(rhythm, [], stops + timedelta(days=2, hours=3)) != []


def test_nor_is_a_daily_letter(rhythm: Rhythm) -> None:
    last = after(days=40, hours=7)
    listen(rhythm, (after(days=day, hours=7) for day in range(41)), last)
    rhythm.resume(last + timedelta(days=7))
    assert listen(rhythm, [], last + timedelta(days=9)) == []


def test_a_daily_letter_is_missed_after_two_and_a_half_times_its_longest_gap(rhythm: Rhythm) -> None:
    last = after(days=40, hours=7)
    letters = (after(days=day, hours=7) for day in range(41))
    assert listen(rhythm, letters, last + timedelta(days=2.3)) == []
    (alarm,) = listen(rhythm, [], last + timedelta(days=4))
    assert alarm - last < timedelta(days=2.6)


def test_the_shortest_silence_is_ten_minutes(rhythm: Rhythm) -> None:
    noon = after(days=24, hours=12)
    listen(rhythm, every(0.25, after(days=4)), after(days=4))
    listen(rhythm, (at for at in every(0.25, after(days=4, hours=12)) if at >= after(days=4)), noon)
    rhythm.resume(noon)
    rhythm.heard(noon)
    found = []
    for at in (noon + timedelta(minutes=9, seconds=59), noon + timedelta(minutes=10)):
        rhythm.tell(at)
        found.append(rhythm.silent)
    assert found == [False, True]


def test_time_does_not_go_back(rhythm: Rhythm) -> None:
    rhythm.heard(after(hours=5))
    rhythm.heard(after(hours=3))
    rhythm.tell(after(hours=4))
    assert rhythm.until == rhythm.last == after(hours=5)


def test_a_late_article_ends_the_silence_too(rhythm: Rhythm) -> None:
    stops = after(days=14)
    listen(rhythm, every(10, stops), stops + timedelta(hours=5))
    before = rhythm.silent
    rhythm.heard(stops + timedelta(hours=1))
    assert (before, rhythm.silent) == (True, False)
    assert rhythm.last == stops + timedelta(hours=1)
    assert rhythm.until == stops + timedelta(hours=5)


def test_a_century_is_told_at_once(rhythm: Rhythm) -> None:
    began = time.process_time()
    rhythm.heard(BEGIN)
    rhythm.tell(after(days=36_500))
    assert time.process_time() - began < patience(0.2)
    assert rhythm.until == after(days=36_500)


@given(st.lists(st.tuples(st.booleans(), st.floats(-100, 20_000)), max_size=40))
def test_whatever_comes_its_figures_make_sense(told: list[tuple[bool, float]]) -> None:
    rhythm, at = Rhythm(BEGIN), BEGIN
    for heard, minutes in told:
        at = max(BEGIN, at + timedelta(minutes=minutes))
        before = rhythm.until
        (rhythm.heard if heard else rhythm.tell)(at)
        assert rhythm.until == max(before, at)
        assert rhythm.missed >= 0
        assert all(rate >= 0 for rate in rhythm.rates)
        assert rhythm.longest >= 0
        assert not (heard and rhythm.silent)
