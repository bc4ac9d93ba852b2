"""What people and things of a place are called."""

from __future__ import annotations

import pytest

from streams.enrich.demonyms import is_demonym


@pytest.mark.parametrize(
    ("word", "language"),
    [
        ("German", "en"), ("Ukrainians", "en"), ("French", "en"),
        ("ukrainische", "de"), ("Österreicherin", "de"), ("Rostockerin", "de"), ("Rostocker", "de"), ("Bremer", "de"),
        ("Dresdner", "de"), ("Münchner", "de"), ("Leipzigerinnen", "de"), ("Pariser", "de"), ("Hamburgern", "de"),
        ("allemand", "fr"), ("ukrainiennes", "fr"),
    ],
)  # fmt: skip
def test_the_words_of_a_place(word: str, language: str) -> None:
    assert is_demonym(word, language)


@pytest.mark.parametrize(
    ("word", "language"),
    [
        ("Ukraine", "en"), ("Germany", "en"), ("Polish-born", "en"), ("Rostock", "de"), ("Lehrer", "de"), ("Bauer", "de"),
        ("Mauer", "de"), ("Hammer", "de"), ("Sender", "de"), ("Sendern", "de"), ("Tanker", "de"), ("Dealer", "de"),
        ("Minister", "de"), ("hamburger", "de"), ("Allemagne", "fr"), ("Sevillano", "es"),
    ],
)  # fmt: skip
def test_other_words(word: str, language: str) -> None:
    assert not is_demonym(word, language)
