"""The time of day in a written date."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from streams.intake.calendar.clock import Clock, UnclearError, find_clock
from streams.intake.calendar.tokens import tokens_of


def clock(text: str) -> Clock | None:
    return find_clock(tokens_of(text))


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("6:12", time(6, 12)),
        ("06:12:30.5", time(6, 12, 30, 500_000)),
        ("6h12", time(6, 12)),
        ("18 Uhr", time(18)),
        ("6時12分30秒", time(6, 12, 30)),
        ("kl. 06.12", time(6, 12)),
        ("2026 06.12.30", time(6, 12, 30)),
        ("6 pm", time(18)),
        ("12:12 am", time(0, 12)),
        ("午後6時", time(18)),
    ],
)
def test_finds_the_time(text: str, at: time) -> None:
    found = clock(text)
    assert found is not None
    assert found.time == at


@pytest.mark.parametrize("text", ["21.11.2026", "21 11 2026", "2026.11.21", "6", "12/11", "mars 6.12"])
def test_a_date_is_no_time(text: str) -> None:
    assert clock(text) is None


@pytest.mark.parametrize("text", ["25:12", "6:61", "13:12 pm", "12:30-14:00", "6:12 BST", "6:12:3"])
def test_what_is_no_time_is_no_date_either(text: str) -> None:
    with pytest.raises(UnclearError):
        clock(text)


@pytest.mark.parametrize(
    ("text", "hours"), [("6:12 GMT+1", 1), ("6:12 (MEST)", 2), ("6:12 EST", -5), ("6:12 21 Nov JST", 9)]
)
def test_the_zone_stands_behind_it_or_at_the_end(text: str, hours: int) -> None:
    found = clock(text)
    assert found is not None
    assert found.zone is not None
    assert found.zone.utcoffset(None) == timedelta(hours=hours)
