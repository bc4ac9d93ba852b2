"""Dates in lines of text, and those that a sentence tells of."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from streams.intake.calendar.habits import written_in
from streams.intake.html.line_dates import date_called_published, date_in_line, date_of_text
from tests.linear import assert_linear, repeated

DAY = datetime(2026, 11, 20, tzinfo=UTC)


def test_a_sentence_tells_of_a_date() -> None:
    assert date_in_line("The channel was last deepened on 3 March 1998, when the yard was new.") is None
    assert (
        date_in_line(
            "Veröffentlicht am 20.11.2026, Dauer: 1 Stunde 4 Minuten, 22.273 Abrufe bisher, Lizenz frei."
        )
        is not None
    )


def test_days_of_a_festival_are_no_date() -> None:
    assert date_in_line("20.11.2026 - 21.11.2026", "marked") is None
    assert date_in_line("20.11.2026 06:12 - 21.11.2026 07:00", "marked") is not None


@pytest.mark.parametrize(
    ("opening", "moment"),
    [
        ("(20 November 2026) The board voted.", DAY),
        ("Pressemitteilung vom 20.11.2026 | The board voted.", DAY),
        ("20.11.2026 – The board voted.", DAY),
        ("The board voted on 20 November 2026.", None),
        ("(3 March 1945) The board voted.", None),
    ],
)
def test_a_text_that_opens_with_its_date(opening: str, moment: datetime | None) -> None:
    found = date_of_text([opening, "It was late."])
    assert (found.moment if found else None) == moment
    assert found is None or found.rule == "text"


def test_a_text_that_ends_with_its_date() -> None:
    for end, moment in (
        ("Benni 20. November 2026", DAY),
        ("On 20 November 2026 it rained.", None),
        ("3 March 1945", None),
    ):
        found = date_of_text(["The board voted.", end])
        assert (found.moment if found else None) == moment
    assert date_of_text([]) is None


def test_months_of_scripts_whose_vowels_are_marks() -> None:
    with written_in("th"):
        assert (thai := date_in_line("20 พฤศจิกายน 2569", "marked")) is not None and thai.moment == DAY
        assert (clock := date_in_line("20 พ.ย. 2569 เวลา 14:20 น.")) is not None
        assert clock.moment == DAY.replace(hour=14, minute=20)
    with written_in("bn"):
        assert (bengali := date_in_line("প্রকাশ: ২০ নভেম্বর ২০২৬", "marked")) is not None
        assert bengali.moment == DAY
    with written_in("hi"):
        assert (hindi := date_in_line("20 नवंबर 2026", "marked")) is not None and hindi.moment == DAY


@pytest.mark.parametrize(
    ("line", "beside", "known"),
    [
        ("Erschienen am: 20.11.2026", "", True),
        ("20.11.2026", "Mise en ligne", True),
        ("Geboren am: 20.11.2026", "Mise en ligne", False),
        ("Zuletzt geändert: 20.11.2026", "", False),
        ("20.11.2026", "", False),
    ],
)
def test_what_words_call_the_date_of_publication(line: str, beside: str, known: bool) -> None:
    found = date_called_published(line, beside)
    assert (found is not None and (found.moment, found.rule) == (DAY, "labelled")) is known


@pytest.mark.long
@pytest.mark.parametrize("part", ["2026-11-20 ", "20 ", "20.11.", "November 20, "])
def test_hostile_lines_take_linear_time(part: str) -> None:
    assert_linear(date_in_line, repeated(part))
