"""The names of months and weekdays."""

from __future__ import annotations

import pytest

from streams.datafiles import read_lines
from streams.intake.calendar.names import names, plain, words

#: Languages in which most news is written; Chinese, Japanese and Korean count their months.
_LANGUAGES = (
    *(
        "en",
        "de",
        "fr",
        "es",
        "it",
        "pt",
        "nl",
        "sv",
        "da",
        "nb",
        "fi",
        "pl",
        "cs",
        "hu",
        "ro",
        "ru",
        "uk",
        "el",
    ),
    *("tr", "ar", "fa", "he", "hi", "id", "vi", "th"),
)


@pytest.mark.parametrize("language", [each for each in _LANGUAGES if each != "vi"])
def test_every_language_has_twelve_months(language: str) -> None:
    numbers = {found[language] for found in names().months.values() if language in found}
    assert numbers == set(range(1, 13))


def test_every_language_has_seven_weekdays() -> None:
    days = {line.split("\t")[0]: line for line in read_lines("intake/date_names.tsv") if "\tday\t" in line}
    assert set(_LANGUAGES) <= set(days)
    assert all(len(line.split("\t")) == 9 for line in days.values())


def test_accents_capitals_and_joiners_do_not_count() -> None:
    assert plain("FÉVRIER") == plain("fevrier")
    assert plain("KASIM") == plain("Kasım")
    assert plain("سه‌شنبه") == plain("سهشنبه")


def test_a_name_of_two_months_is_that_of_the_language() -> None:
    assert names().month("listopad", None) == {10, 11}
    assert names().month("listopad", "hr") == {10}
    assert names().month("quay", None) == frozenset()


def test_no_word_around_a_date_is_a_month() -> None:
    known = words()
    around = known.skipped | known.labels | known.before_clock | known.hours | known.month_first
    assert not around & set(names().months)
