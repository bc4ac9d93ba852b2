"""What is known of a date by how it is written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from streams.intake.html.dated import Precision, precision_of, read_dated


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("2026-11-20", Precision.DAY), ("20.11.2026", Precision.DAY), ("11/20/2026", Precision.DAY),
        ("2026-11-20T06:12", Precision.LOCAL), ("20.11.2026 06.12", Precision.LOCAL), ("06:12 AM, 20 Nov 2026", Precision.LOCAL),
        ("2026-11-20T06:12Z", Precision.ZONED), ("20 Nov 2026 06:12 CET", Precision.ZONED), ("1795154000", Precision.ZONED),
        ("20 Nov 2026 6:12 AM", Precision.LOCAL),
    ],
)  # fmt: skip
def test_precision(text: str, precision: Precision) -> None:
    assert precision_of(text) is precision


def test_milliseconds_behind_a_colon() -> None:
    found = read_dated("json-ld", "2026-11-20T06:12:00:000Z")
    assert found is not None and found.moment == datetime(2026, 11, 20, 6, 12, tzinfo=UTC)
