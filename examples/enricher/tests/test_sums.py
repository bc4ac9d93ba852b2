from __future__ import annotations

import pytest
from harbour_desk.sums import enrich

from streams.extensions import Article
from streams.stages import inspect


def read(text: str) -> Article:
    """The article that the desk makes of a text, as enrich gets it."""
    (article,) = inspect(text.encode(), "text/plain", source="harbour-post")
    assert isinstance(article, Article)
    return article


TEXT = "Quay to close\n\nThe port authority will spend {} on the quay, its harbour master said on Monday."


@pytest.mark.parametrize(
    ("written", "currency", "amount"),
    [
        ("$4.6 billion", "USD", 4_600_000_000),
        ("€12,500", "EUR", 12_500),
        ("£3 million", "GBP", 3_000_000),
    ],
)
def test_a_sum_is_read_with_its_place(written: str, currency: str, amount: int) -> None:
    article = read(TEXT.format(written))
    ((found,),) = enrich(article).values()
    assert (found["text"], found["currency"], found["amount"]) == (written, currency, amount)
    evidence = found["evidence"]
    assert article.paragraphs[evidence["paragraph"]][evidence["start"] : evidence["end"]] == written


def test_another_language_has_none() -> None:
    assert (
        enrich(read("Der Hafen wird für 12 Millionen Euro umgebaut, sagte der Hafenmeister am Montag.")) == {}
    )
