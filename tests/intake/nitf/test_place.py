"""Places in datelines."""

from __future__ import annotations

import pytest

from streams.intake.nitf.place import place_in


@pytest.mark.parametrize(
    ("dateline", "place"),
    [
        ("PORTMERE, Monday (Lantern)", "PORTMERE"),
        ("Portmere, Samstag", "Portmere"),
        ("PORTMERE, England, Nov. 21 (Lantern) -", "PORTMERE, England"),
        ("PORTMERE", "PORTMERE"),
        ("", None),
        (None, None),
        ("a " * 200, None),
    ],
)
def test_the_place_before_the_day_and_the_agency(dateline: str | None, place: str | None) -> None:
    assert place_in(dateline) == place
