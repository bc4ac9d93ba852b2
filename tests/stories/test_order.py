"""Which of two versions is the newer: numbers as numbers, then the time at which each was made."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.stories.order import AHEAD, RESTARTS, Order, compare, created_of
from tests.articles import NOON, article

LATER = NOON + timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("version", "other", "order"),
    [
        ("10", "9", Order.NEWER),
        ("2", "10", Order.OLDER),
        ("007", "7", Order.SAME),
        ("3.1", "3.2", Order.OLDER),
        ("1.10", "1.9", Order.NEWER),
        ("1.10", "1.9.9", Order.NEWER),
        ("1", "1.1", Order.OLDER),
        ("2", "1.10", Order.NEWER),
        ("1.0010", "1.9", Order.NEWER),
        ("v10", "v9", Order.NEWER),
        ("V10", "9", Order.NEWER),
        ("rev. 3", "Version 12", Order.OLDER),
        ("Update 10", "update 9", Order.NEWER),
        ("update-10", "lead-9", Order.SAME),
        ("update-10", "9", Order.SAME),
        ("3U", "12N", Order.OLDER),
        ("2026-11-23T10", "2026-11-23T9", Order.NEWER),
        ("2026-11-23T10:00:00Z", "2026-11-23T09:59:59Z", Order.NEWER),
        ("2026-11-23", "2026-11-23T9", Order.OLDER),
        ("1." + "9" * 100, "1." + "9" * 99, Order.NEWER),
        ("1." * 5000 + "2", "1." * 5000 + "1", Order.SAME),  # nobody counts so
        ("2026-11-23", "7", Order.SAME),
        ("1.10", "1-9", Order.SAME),
        ("2026-11-23T10:00+01:00", "2026-11-23T09:30+00:00", Order.SAME),
        ("10x", "9x", Order.SAME),
        ("9" * 5000, "9" * 4999 + "8", Order.NEWER),
        ("9" * 5000, "1" + "0" * 5000, Order.OLDER),
        ("0" * 5000 + "7", "7", Order.SAME),
        ("١٠", "9", Order.NEWER),  # ten, in Arabic
        ("²", "1", Order.SAME),  # no whole number
        ("b", "a", Order.SAME),
        ("3", "b", Order.SAME),
        ("3", None, Order.SAME),
        (None, None, Order.SAME),
    ],
)
def test_numbers_decide_where_both_are_numbers(version: str | None, other: str | None, order: Order) -> None:
    assert compare(version, NOON, other, NOON) is order
    if order is Order.SAME:
        assert compare(version, LATER, other, NOON) is Order.NEWER
        assert compare(version, NOON, other, LATER) is Order.OLDER
    else:
        # A clock does not overrule a number.
        assert compare(version, LATER, other, NOON) is order
        assert compare(version, NOON, other, LATER) is order


def test_a_version_was_made_when_it_says_else_when_the_wire_sent_it_else_when_the_broker_took_it() -> None:
    sent, made = NOON - timedelta(hours=1), NOON - timedelta(hours=2)
    assert created_of(article()) == NOON
    assert created_of(article(wire_time=sent)) == sent
    assert created_of(article(wire_time=sent, version_created=made)) == made


def test_a_version_was_not_made_after_it_came() -> None:
    """But for some minutes, by which any clock may be wrong."""
    assert created_of(article(version_created=NOON + AHEAD)) == NOON + AHEAD
    assert created_of(article(version_created=NOON + AHEAD + timedelta(seconds=1))) == NOON
    assert created_of(article(wire_time=NOON + timedelta(hours=20))) == NOON
    ahead = article(version_created=NOON + timedelta(hours=20))
    assert ahead.revision.version_created == NOON + timedelta(hours=20), (
        "what is published is what the sender wrote"
    )


@pytest.mark.parametrize(
    ("version", "later", "dated", "order"),
    [
        ("1", RESTARTS, True, Order.NEWER),
        ("1", timedelta(hours=5), True, Order.NEWER),
        ("56", timedelta(hours=5), True, Order.NEWER),
        ("1", RESTARTS - timedelta(seconds=1), True, Order.OLDER),
        # When it came says nothing: it may have been sent again.
        ("1", timedelta(hours=5), False, Order.OLDER),
        ("58", timedelta(hours=-5), True, Order.OLDER),
        ("58", timedelta(hours=-5), False, Order.NEWER),
        ("57", timedelta(hours=5), True, Order.NEWER),
    ],
)
def test_a_sender_may_begin_to_count_anew(version: str, later: timedelta, dated: bool, order: Order) -> None:
    """Against version 57 of noon."""
    assert compare(version, NOON + later, "57", NOON, dated=dated) is order
    assert compare("57", NOON, version, NOON + later, dated=dated).value == -order.value


VERSIONS = st.one_of(
    st.none(),
    st.from_regex(r"v?[0-9]{1,3}(\.[0-9]{1,2}){0,2}", fullmatch=True),
    st.sampled_from(["a", "b", "", "²"]),
)
MINUTES = st.integers(-600, 600).map(lambda minutes: NOON + timedelta(minutes=minutes))


@given(VERSIONS, MINUTES, VERSIONS, MINUTES, st.booleans())
def test_an_order_and_its_opposite(
    one: str | None, at: datetime, two: str | None, then: datetime, dated: bool
) -> None:
    there = compare(one, at, two, then, dated=dated)
    back = compare(two, then, one, at, dated=dated)
    assert there.value == -back.value


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 600)), min_size=3, max_size=3), st.booleans())
def test_numbers_alone_have_no_circles(made: list[tuple[int, int]], short: bool) -> None:
    """Neither where nobody states a time, nor where all was made within the time in which a number counts on."""
    span = RESTARTS / timedelta(minutes=1) if short else None
    times = [NOON + timedelta(minutes=minutes % span if span else minutes) for _, minutes in made]
    kept = [(str(number), time) for (number, _), time in zip(made, times, strict=True)]
    (a, b, c) = kept
    results = [compare(*one, *two, dated=short) for one, two in ((a, b), (b, c), (a, c))]
    if results[0] is results[1]:
        assert results[2] is results[0]


@given(
    st.lists(
        st.lists(st.tuples(st.integers(1, 9), st.integers(0, 59)), min_size=1, max_size=5),
        min_size=1,
        max_size=4,
    )
)
def test_senders_that_count_up_and_begin_anew_after_hours_have_one_order(
    runs: list[list[tuple[int, int]]],
) -> None:
    """Numbers rise with the time; after a pause they may begin at 1 again. Any two versions stand as they were made."""
    history: list[tuple[str, datetime]] = []
    time = NOON
    for run in runs:
        number = 0
        for step, minutes in run:
            number += step
            time += timedelta(minutes=minutes + 1)
            history.append((str(number), time))
        time += RESTARTS
    for at, older in enumerate(history):
        for newer in history[at + 1 :]:
            assert compare(*newer, *older, dated=True) is Order.NEWER
