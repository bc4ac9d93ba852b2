"""Years of other calendars."""

from __future__ import annotations

from datetime import date

import pytest

from streams.intake.calendar.years import civil


@pytest.mark.parametrize(
    ("solar", "gregorian"),
    [  # Nowruz of these years, after the calendar of the University of Tehran's Institute of Geophysics
        ((1395, 1, 1), date(2016, 3, 20)),
        ((1399, 1, 1), date(2020, 3, 20)),
        ((1400, 1, 1), date(2021, 3, 21)),
        ((1403, 1, 1), date(2024, 3, 20)),
        ((1403, 12, 30), date(2025, 3, 20)),
        ((1404, 1, 1), date(2025, 3, 21)),
        ((1405, 8, 30), date(2026, 11, 21)),
        ((1408, 12, 30), date(2030, 3, 20)),
    ],
)
def test_solar_hijri_years_are_counted_from_nowruz(solar: tuple[int, int, int], gregorian: date) -> None:
    assert civil(*solar) == gregorian


def test_a_leap_day_of_a_common_year_is_no_day() -> None:
    assert civil(1404, 12, 30) is None
    assert civil(1405, 7, 31) is None
    assert civil(1405, 6, 32) is None
    assert civil(1405, 6, 31) == date(2026, 9, 22)


def test_a_year_that_may_be_lunar_needs_a_mark() -> None:
    assert civil(1448, 5, 11) is None
    assert civil(1357, 11, 22) is None
    assert civil(1357, 11, 22, solar=True) == date(1979, 2, 11)


def test_buddhist_years_are_543_ahead() -> None:
    assert civil(2569, 11, 21) == date(2026, 11, 21)
    assert civil(2500, 1, 1) == date(1957, 1, 1)


@pytest.mark.parametrize("never", [2999, 9999, 2400])
def test_a_year_that_stands_for_never_stays(never: int) -> None:
    assert civil(never, 12, 31) == date(never, 12, 31)


def test_a_placeholder_is_no_day() -> None:
    assert civil(1, 1, 1) is None
    assert civil(1899, 12, 30) is None
