"""The names of zones."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from streams.intake.calendar.zones import iana, zone_of

JUNE = datetime(2026, 6, 13, 6, 12)


def ahead(name: str, country: str | None = None, at: datetime = JUNE) -> float | None:
    """Hours ahead of UTC."""
    zone = zone_of(name, country)
    offset = zone.utcoffset(at.replace(tzinfo=zone)) if zone else None
    return None if offset is None else offset / timedelta(hours=1)


@pytest.mark.parametrize(
    ("name", "hours"),
    [
        ("Z", 0),
        ("utc", 0),
        ("GMT+1", 1),
        ("UTC-03:30", -3.5),
        ("+0530", 5.5),
        ("-5", -5),
        ("MEST", 2),
        ("EST", -5),
        ("Eastern Standard Time", -5),
        ("JST", 9),
        ("Asia/Kolkata", 5.5),
    ],
)
def test_a_name_means_an_offset(name: str, hours: float) -> None:
    assert ahead(name) == hours


def test_american_time_follows_the_season() -> None:
    assert ahead("ET") == -4
    assert ahead("ET", at=datetime(2026, 11, 21)) == -5


@pytest.mark.parametrize(
    ("name", "country", "hours"),
    [
        ("BST", "GB", 1),
        ("BST", "BD", 6),
        ("IST", "IN", 5.5),
        ("IST", "IE", 1),
        ("IST", "IL", 2),
        ("CST", "CN", 8),
        ("CST", "US", -6),
        ("EST", "AU", 10),
        ("AST", "SA", 3),
    ],
)
def test_what_a_name_means_depends_on_the_country(name: str, country: str, hours: float) -> None:
    assert ahead(name, country) == hours


@pytest.mark.parametrize(
    "name", ["BST", "IST", "AST", "XYZ", "+15:00", "+05:61", "Europe/Nowhere", "../etc/passwd", ""]
)
def test_a_name_that_means_nothing_by_itself_is_no_zone(name: str) -> None:
    assert zone_of(name) is None


def test_iana_names_are_looked_up_by_their_form_only() -> None:
    assert iana("Europe/London") is not None
    assert iana("Europe/../../etc/passwd") is None
