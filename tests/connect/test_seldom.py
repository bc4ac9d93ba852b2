from __future__ import annotations

from pathlib import Path

import pytest

from streams import metrics
from streams.connect.seldom import Seldom
from tests.connect.desks import desk_for


def test_all_are_counted_and_one_in_ten_seconds_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    now = 0.0
    seldom = Seldom(clock=lambda: now)
    count = metrics.connect_refused.labels("other", "kafka")
    before = count._value.get()
    with desk_for("quay", "kafka", tmp_path) as (desk, _):
        for at in (0.0, 1.0, 9.0, 10.0, 21.0):
            now = at
            seldom.refused(desk, f"at {at:g}")
    assert count._value.get() - before == 5
    assert [each.getMessage() for each in caplog.records] == [
        "quay: at 0",
        "quay: at 10 (and 2 more before)",
        "quay: at 21",
    ]
