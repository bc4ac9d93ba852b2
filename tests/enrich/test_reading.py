"""An article read once for names."""

from __future__ import annotations

import pytest

from streams.enrich.reading import HEADLINE, read_article


def test_the_lines_and_their_runs() -> None:
    reading = read_article("Mayor Anna Velthuis resigns", ["She left Dorling.", "NOTHING MORE"], "en")
    assert reading.headline is not None and reading.headline.index == HEADLINE
    assert [line.index for line in reading.lines] == [0, 1]
    assert [[word.text for word in run.words] for run in reading.lines[0].runs] == [["She"], ["Dorling"]]
    assert [line.shouted for line in reading.lines] == [False, True]


def test_another_language_has_no_lines() -> None:
    reading = read_article("El alcalde dimite", ["Ana Salinas se va."], "es")
    assert (reading.lexicon, reading.headline, reading.lines) == (None, None, ())


@pytest.mark.parametrize(
    ("language", "headline", "cased"),
    [
        ("en", "Mayor resigns over ferry deal", True),
        ("en", "Mayor Resigns Over Ferry Deal", False),
        ("en", "MAYOR RESIGNS OVER FERRY DEAL", False),
        ("de", "Bürgermeister Stürzt Über Hafen", True),
        ("en", None, False),
    ],
)
def test_whether_capitals_mean_something_in_the_headline(
    language: str, headline: str | None, cased: bool
) -> None:
    assert read_article(headline, [], language).cased is cased
