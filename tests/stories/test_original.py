from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from streams.article import Article
from streams.kinds import Format
from streams.stories.original import Claim, birth_of, is_before, is_name_of
from tests.articles import NOON, article


def first(one: Article, other: Article) -> bool:
    """Whether the one is the original; of two, only one can be."""
    born, others = birth_of(one), birth_of(other)
    assert not (is_before(born, others) and is_before(others, born))
    return is_before(born, others)


def wire(minutes: float = 30, **changes: object) -> Article:
    fields: dict[str, object] = {"source": "meridian-wire", "format": Format.NINJS, "uri": "urn:m:1"}
    return article(1, minutes=minutes, **{**fields, **changes})


@pytest.mark.parametrize(
    ("credit", "source", "claim"),
    [
        (None, "paper.example", Claim.NONE),
        ("Meridian", "paper.example", Claim.ANOTHERS),
        ("Meridian", "meridian-wire", Claim.OWN),
        ("mer", "https://www.meridian.example/feed", Claim.OWN),
        ("mer/lw", "mer", Claim.OWN),
    ],
)
def test_a_credit_says_whose_it_is(credit: str | None, source: str, claim: Claim) -> None:
    assert birth_of(article(credit=credit, source=source)).claim is claim


def test_an_agencys_format_is_a_word_as_well_but_less_than_a_credit() -> None:
    assert birth_of(wire()).claim is Claim.AGENCY
    assert birth_of(wire(credit="Anglia")).claim is Claim.ANOTHERS


def test_the_agencys_own_item_is_the_original_however_late() -> None:
    page = article(credit="Meridian")
    assert first(wire(600, credit="Meridian"), page)
    assert not first(page, wire(600, credit="Meridian"))


def test_else_what_was_made_first_is() -> None:
    early = NOON - timedelta(hours=2)
    assert first(article(1, minutes=30, version_created=early), article())
    assert first(
        article(1, minutes=30, version_created=NOON, first_created=early),
        article(version_created=early + timedelta(hours=1)),
    )


@pytest.mark.parametrize("made", [NOON.replace(hour=0), NOON + timedelta(days=3)])
def test_a_day_is_no_time_and_the_future_is_unknown(made: datetime) -> None:
    assert first(article(), article(1, minutes=30, version_created=made))
    assert not first(article(1, minutes=30, version_created=made), article())


def test_a_day_that_was_over_is_before() -> None:
    assert first(article(1, minutes=30, version_created=NOON.replace(hour=0) - timedelta(days=2)), article())


def test_else_what_came_first_is() -> None:
    assert first(article(), article(1, minutes=1))


def test_a_name_in_common_use_names_nobody() -> None:
    assert not is_name_of("News", "news-agency")
    assert not is_name_of("", "mer")


def test_a_time_of_the_day_before_may_be_of_that_day_elsewhere() -> None:
    day = article(version_created=NOON.replace(hour=0))
    assert not first(article(1, minutes=30, version_created=NOON.replace(hour=11) - timedelta(days=1)), day)
    assert first(article(1, minutes=30, version_created=NOON - timedelta(days=2)), day)
