"""Whom a pronoun means in English: the subject of the sentence before, or nobody. All people are invented."""

from __future__ import annotations

import pytest

from streams.enrich.people import find_people
from streams.enrich.quotes import find_quotes
from streams.enrich.reading import read_article

SUBJECTS = [
    "Mayor Anna Sand opened the fair.",
    "Last week, Mayor Anna Sand flew to Tarn.",
    "Mayor Anna Sand opened the fair. She wore a red coat.",
    "Mayor Anna Sand opened the fair. The hall was full.",
    "Minister Lars Okkerman met Mayor Anna Sand.",
    "The vote was lost, Mayor Anna Sand said.",
    "Former Mayor Anna Sand, who led Tarn for a decade, agreed that the roof leaks.",
    "Mayor Anna Sand revised her plan for the Tarn Valley Railway.",
    "Mayor Anna Sand opened the fair. Earlier she told UK Consulate staff that it was full.",
]
NOBODY = [
    "Mayor Anna Sand opened the fair. Skarsgate was late.",
    "Mayor Anna Sand opened the fair. Her deputy nodded.",
    "Mayor Anna Sand opened the fair. A spokeswoman said it was full.",
    "Mayor Anna Sand met Skarsgate.",
    "Mayor Anna Sand and Ximena Quiroz opened the fair.",
    "Mayor Anna Sand met Senator Maria Holt.",
    "Reporters asked Mayor Anna Sand about the fair.",
    "Mayor Anna Sand's mother opened the fair.",
    "The street is named after Mayor Anna Sand.",
    "Mayor Anna Sand opened the fair. Then Gbemisola took the floor.",
    "Mayor Anna Sand opened the fair. The roof leaks, noted Channel Nine's Dantora Chinnick.",
    "Mayor Anna Sand opened the fair. Councillor Ruth Sand closed it. Sand was tired.",
    "It rained.\n" * 4 + "The fair was closed.",
]


def speaker(copy: str, pronoun: str = "she") -> str | None:
    paragraphs = [*copy.split("\n"), f'"Nobody told us what it costs," {pronoun} said.']
    reading = read_article(None, paragraphs, "en")
    return find_quotes(reading, find_people(reading))[-1].speaker


@pytest.mark.parametrize("copy", SUBJECTS)
def test_the_subject_is_meant(copy: str) -> None:
    assert speaker(copy) == "Anna Sand"


@pytest.mark.parametrize("copy", NOBODY)
def test_nobody_is_meant(copy: str) -> None:
    assert speaker(copy) is None


def test_the_gender_must_fit() -> None:
    assert speaker("Mayor Anna Sand opened the fair.", "he") is None


def test_a_person_far_above_is_not_meant() -> None:
    near = "Mayor Anna Sand opened the fair.\nIt rained."
    assert speaker(near) == "Anna Sand"
    assert speaker(near + "\nIt rained.\nIt rained.") is None
