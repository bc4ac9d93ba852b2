"""Quotations and speakers in the languages whose names are not read otherwise: every line of hard_quotes/lines.*.txt."""

from __future__ import annotations

import pytest

from streams.enrich.people import find_people
from streams.enrich.quotes import find_quotes
from streams.enrich.reading import read_article
from streams.found import Quote
from tests.enrich.hard_quotes import Line, read_lines
from tests.linear import assert_linear, repeated

LANGUAGES = ["nl", "sv", "da", "no", "pl", "ru", "uk", "zh", "ja"]


def quotes(language: str, *paragraphs: str) -> tuple[Quote, ...]:
    reading = read_article(None, paragraphs, language)
    return find_quotes(reading, find_people(reading))


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_line(language: str) -> None:
    found = [(line, quotes(language, *line.paragraphs)) for line in read_lines(language)]
    assert [(line, each) for line, each in found if not is_right(line, each)] == []


def is_right(line: Line, found: tuple[Quote, ...]) -> bool:
    """Whether the quotations begin as they should, are of whom they should be, and are found where they stand."""
    if [quote.speaker for quote in found] != [speaker for _, speaker in line.quotes]:
        return False
    for quote, (first, _) in zip(found, line.quotes, strict=True):
        source = line.paragraphs[quote.evidence.paragraph]
        if not quote.text.replace("\n", " ").startswith(first):
            return False
        if quote.text[:4] not in source[quote.evidence.start : quote.evidence.end]:
            return False
    return True


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_forty_lines_with_and_without_quotations(language: str) -> None:
    with_quotes = [bool(line.quotes) for line in read_lines(language)]
    assert min(with_quotes.count(True), with_quotes.count(False)) >= 40


def test_tags_of_norwegian() -> None:
    for tag in ("no", "nb", "nn"):
        (quote,) = quotes(tag, "– Vi må spare, sier Kari Holmestad.")
        assert quote.speaker == "Kari Holmestad"


def test_a_language_without_rules_has_no_quotes() -> None:
    assert quotes("hu", "„A hidat lezárták”, mondta Nagy Anna.") == ()


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES)
def test_time_is_linear(language: str) -> None:
    samples = [" ".join(line.paragraphs) for line in read_lines(language)][:20]
    assert_linear(lambda text: quotes(language, text), repeated(" ".join(samples)))
    for hostile in ("“", "«a», — ", "「a」と", "– a, säger ", "Jan Jan ", "说：“", "„ ", "- a - "):
        assert_linear(lambda text: quotes(language, text), repeated(hostile))
