from __future__ import annotations

import math
from typing import Any

import pytest

from streams.article import Removed
from streams.sources.traits import traits_of
from tests.articles import NOON, article


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
