"""None"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.article import Removed
from streams.sources.drift import ACCEPTED, LEARNT, TEN, Copy, Trait, Traits, traits_of
from tests.articles import NOON, article
from tests.sources.days import after

#: Enough to know what is usual.
USUAL = 300
Draw = Callable[[random.Random], Traits]


def page(draw: random.Random) -> Traits:
    """An article of a site: some 3,000 characters, some furniture; one in ten has no byline."""
    return draw.gauss(8.0, 0.6), min(1.0, abs(draw.gauss(0.05, 0.05))), 0.0, float(draw.random() < 0.1)


def teaser(draw: random.Random) -> Traits:
    """The page has a new template, and only its opening is found."""
    return (draw.gauss(5.5, 0.4), *page(draw)[1:])


def furnished(draw: random.Random) -> Traits:
    """Forty per cent of what is found is furniture."""
    return page(draw)[0], draw.uniform(0.3, 0.5), *page(draw)[2:]


def undated(draw: random.Random) -> Traits:
    """The date is not found any more."""
    return *page(draw)[:2], 1.0, page(draw)[3]


def nameless(draw: random.Random) -> Traits:
    """The byline is not found any more."""
    return *page(draw)[:3], 1.0


def read(
    copy: Copy, draw: random.Random, kind: Draw, count: int, day: float = 0.0
) -> list[tuple[int, Trait]]:
    """Takes `count` articles, a hundred each day; which of them showed what for the first time."""
    found: list[tuple[int, Trait]] = []
    before = {each.what for each in copy.drifted()}
    for number in range(count):
        copy.take(kind(draw), after(days=day + number / 100))
        now = {each.what for each in copy.drifted()}
        found += [(number + 1, what) for what in now - before]
        before = now
    return found


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        (teaser, Trait.LENGTH),
        (furnished, Trait.FURNITURE),
        (undated, Trait.DATES),
        (nameless, Trait.BYLINES),
    ],
)
@pytest.mark.parametrize("seed", range(5))
def test_a_new_template_is_noticed_within_thirty_articles(kind: Draw, what: Trait, seed: int) -> None:
    copy, draw = Copy(), random.Random(seed)
    assert read(copy, draw, page, USUAL + seed) == []
    ((number, found),) = read(copy, draw, kind, 3 * TEN, day=5)
    assert found is what
    assert number > TEN
    (drifted,) = copy.drifted()
    assert drifted.what is what
    assert abs(drifted.now - drifted.usual) > 0.2


@pytest.mark.parametrize("seed", range(10))
def test_chance_is_no_drift(seed: int) -> None:
    assert read(Copy(), random.Random(seed), page, 5000) == []


@pytest.mark.parametrize("seed", range(5))
def test_nor_is_the_night_shift(seed: int) -> None:
    """By night there are flashes without a byline, by day long stories."""
    copy, draw = Copy(), random.Random(seed)
    for day in range(30):
        for hour in range(24):
            for _ in range(8):
                long = draw.random() < (0.2 if hour < 6 else 0.7)
                traits = (8.0 if long else 4.6, 0.0, 0.0, float(not long))
                copy.take(traits, after(days=day, hours=hour))
                assert copy.drifted() == ()


def test_one_odd_article_in_each_ten_is_no_drift() -> None:
    copy, draw = Copy(), random.Random(1)
    read(copy, draw, page, USUAL)
    for number in range(200):
        copy.take((12.0, 1.0, 1.0, 1.0) if number % TEN == 0 else page(draw), after(days=5))
    assert copy.drifted() == ()


def test_nothing_is_unusual_before_enough_is_known() -> None:
    copy, draw = Copy(), random.Random(1)
    read(copy, draw, page, (LEARNT - 1) * TEN)
    assert read(copy, draw, teaser, 3 * TEN) == []


def test_that_bylines_and_dates_come_back_is_no_drift() -> None:
    copy, draw = Copy(), random.Random(1)
    read(copy, draw, lambda one: (*page(one)[:2], 1.0, 1.0), USUAL)
    assert read(copy, draw, page, USUAL) == []


def test_it_ends_when_the_copy_is_as_it_was() -> None:
    copy, draw = Copy(), random.Random(2)
    read(copy, draw, page, USUAL)
    read(copy, draw, nameless, 50, day=5)
    usual = copy.usual[Trait.BYLINES].mean
    assert copy.drifted()
    assert usual < 0.3  # what is unusual was not learnt
    read(copy, draw, page, 2 * TEN, day=6)
    assert copy.drifted() == ()


def test_after_three_days_it_is_what_is_usual() -> None:
    copy, draw = Copy(), random.Random(3)
    read(copy, draw, page, USUAL)
    read(copy, draw, teaser, 200, day=5)
    assert [each.what for each in copy.drifted()] == [Trait.LENGTH]
    read(copy, draw, teaser, 20, day=5.2 + ACCEPTED / timedelta(days=1))
    assert copy.drifted() == ()
    assert read(copy, draw, teaser, 1000, day=9) == []


@given(
    st.lists(
        st.tuples(
            st.floats(0, 20), st.floats(0, 1), st.sampled_from([0.0, 1.0]), st.sampled_from([0.0, 1.0])
        ),
        max_size=400,
    )
)
def test_whatever_comes_its_figures_make_sense(articles: list[Traits]) -> None:
    copy = Copy()
    for number, traits in enumerate(articles):
        copy.take(traits, after(hours=number))
    for trait, usual in copy.usual.items():
        assert usual.variance >= 0
        assert 0 <= usual.mean <= (20 if trait is Trait.LENGTH else 1) + 1e-9
        assert math.isfinite(usual.now)
    assert copy.count < TEN


def test_the_traits_of_an_article() -> None:
    given = article(
        paragraphs=("x" * 60, "y" * 15),
        removed=(Removed("share", 2, "z" * 25),),
        version_created=NOON,
        byline="Maren Holt",
    )
    assert traits_of(given) == pytest.approx((math.log(75), 0.25, 0.0, 0.0))


def test_what_is_missing_is_one() -> None:
    traits = traits_of(article())
    assert traits is not None
    assert traits[2:] == (1.0, 1.0)
    dated = traits_of(article(first_created=NOON))
    assert dated is not None
    assert dated[2] == 0.0


@pytest.mark.parametrize(
    "changes", [{"paragraphs": ()}, {"pub_status": "canceled"}, {"pub_status": "withheld"}]
)
def test_a_message_tells_nothing(changes: dict[str, Any]) -> None:
    assert traits_of(article(**changes)) is None
