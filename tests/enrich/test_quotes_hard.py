"""Hard cases of who speaks: what copydesk says is right, or it names nobody. The cases are data (hard_quotes/)."""

from __future__ import annotations

import pytest

from streams.enrich.people import find_people
from streams.enrich.quotes import find_quotes
from streams.enrich.reading import read_article
from streams.found import Quote
from tests.enrich.hard_quotes import NOBODY, NONE, Case, read_cases

LANGUAGES = ["en", "de", "fr", "es", "it", "pt"]
CASES = [(language, case) for language in LANGUAGES for case in read_cases(f"hard.{language}.txt")]


def quotes(language: str, case: Case) -> tuple[Quote, ...]:
    reading = read_article(None, case.paragraphs, language)
    return find_quotes(reading, find_people(reading))


def quote_of(found: tuple[Quote, ...], first: str) -> Quote | None:
    return next((quote for quote in found if quote.text.startswith(first)), None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_speaker_is_wrong(language: str) -> None:
    for case in (case for tongue, case in CASES if tongue == language):
        found = quotes(language, case)
        for first, right in case.right:
            quote = quote_of(found, first)
            assert (quote is None) == (right == NONE), first
            assert quote is None or quote.speaker in (right, None), first
        assert len(found) == sum(right != NONE for _, right in case.right), case.paragraphs


def test_speakers_are_named_where_the_copy_names_them() -> None:
    named = told = 0
    for language, case in CASES:
        found = quotes(language, case)
        for first, right in case.right:
            if right not in (NOBODY, NONE):
                quote = quote_of(found, first)
                named += 1
                told += quote is not None and quote.speaker == right
    assert sum(language == "en" for language, _ in CASES) >= 100
    assert told >= 0.85 * named
