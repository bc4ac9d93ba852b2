"""Which of two versions is the newer: numbers as numbers, then the time at which each was made."""

from __future__ import annotations

from datetime import timedelta

import pytest

from streams.stories.order import AHEAD, Order, compare, created_of
from tests.articles import NOON, article

LATER = NOON + timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("version", "other", "order"),
    [
        ("10", "9", Order.NEWER),
        ("2", "10", Order.OLDER),
        ("007", "7", Order.SAME),
        ("3.1", "3.2", Order.SAME),
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
    assert ahead.version_created == NOON + timedelta(hours=20), "what is published is what the sender wrote"
