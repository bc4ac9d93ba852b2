"""The forms in which machines write a date; tests/intake/test_dates.py has more of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from streams.intake.calendar.machine import read

MORNING = datetime(2026, 11, 21, 6, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21T07:12:00+01:00",
        "2026-11-21T06:12:00Z[UTC]",
        "20261121T061200Z",
        "Sat,21 Nov 2026 06:12:00 +0000",
        "21 Nov 26 06:12 GMT",
        "Sat, 21 Nov 2026 01:12:00 EST",
        "Sat Nov 21 06:12:00 UTC 2026",
        "Sat Nov 21 2026 07:12:00 GMT+0100 (Central European Standard Time)",
        "2569-11-21T06:12:00Z",
        "1405-08-30T09:42:00+03:30",
        "2026-11-21T06:12:00.000Z",
    ],
)
def test_reads_the_moment(text: str) -> None:
    assert read(text) == MORNING


@pytest.mark.parametrize(
    "text",
    [
        "21 November 2026",
        "21/11/2026",
        "2026-11-21 06:12 BST",
        "2026-11-21T06:12:00+99:00",
        "Sat, 21 Foo 2026 06:12",
    ],
)
def test_leaves_all_else(text: str) -> None:
    assert read(text) is None
