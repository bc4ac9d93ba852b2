"""The time line gives promtool what a real scrape would give Prometheus, and its judge can say no."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ops.exposition import Exposition, read
from tests.ops.timeline import SCRAPE, Fires, TimeLine

DOWN = '{alertname="CopydeskDown", job="copydesk", severity="page"}'
NOBODY = Exposition(at=0.0, answered=False)


def exposed(text: str) -> Exposition:
    return read(text, at=1_000_000.0)


def test_a_series_has_a_sample_for_each_scrape_and_the_labels_of_its_target() -> None:
    line = TimeLine("a:1")
    assert line.add(exposed('copydesk_x_total{source="o\\"k"} 2\ncopydesk_y 0.5\n'), minutes=1) == 0
    assert line.add(exposed('copydesk_x_total{source="o\\"k"} 3\ncopydesk_y 0.5\n'), minutes=1) == 60
    assert line.series() == {
        'up{instance="a:1", job="copydesk"}': "1.000000x7",
        'copydesk_x_total{instance="a:1", job="copydesk", source="o\\"k"}': "2.000000x3 3.000000x3",
        'copydesk_y{instance="a:1", job="copydesk"}': "0.500000x7",
    }


def test_what_is_not_exposed_any_more_is_stale_and_what_is_new_was_not_there() -> None:
    line = TimeLine("a:1")
    line.add(exposed("copydesk_x 1\n"), minutes=1)
    line.add(NOBODY, minutes=1)
    line.add(NOBODY, minutes=1)
    line.add(exposed("copydesk_y 1\n"), minutes=1)
    assert line.series() == {
        'up{instance="a:1", job="copydesk"}': "1.000000x3 0.000000x7 1.000000x3",
        'copydesk_x{instance="a:1", job="copydesk"}': "1.000000x3 stale _x11",
        'copydesk_y{instance="a:1", job="copydesk"}': "_x12 1.000000x3",
    }


def test_moments_are_moved_to_its_clock_and_never_stays_never() -> None:
    line = TimeLine("a:1")
    line.add(NOBODY, minutes=5)
    line.add(exposed("copydesk_a_timestamp_seconds 999990\ncopydesk_b_timestamp_seconds 0\n"), minutes=1)
    found = line.series()
    assert found['copydesk_a_timestamp_seconds{instance="a:1", job="copydesk"}'] == "_x20 290.000000x3"
    assert found['copydesk_b_timestamp_seconds{instance="a:1", job="copydesk"}'] == "_x20 0.000000x3"


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        [Fires(DOWN, 120 - SCRAPE, 300)],
        [Fires(DOWN, 120, 300 + SCRAPE)],
        [Fires(DOWN, 120)],
        [Fires(DOWN, 120, 300), Fires(DOWN.replace("page", "ticket"), 120, 300)],
    ],
)
def test_the_judge_wants_just_these_alerts_at_just_these_times(tmp_path: Path, wrong: list[Fires]) -> None:
    line = TimeLine("a:1")
    line.add(NOBODY, minutes=5)
    line.add(exposed("copydesk_x 1\n"), minutes=1)
    line.judge(tmp_path, [Fires(DOWN, 120, 300)])
    with pytest.raises(AssertionError, match="FAILED"):
        line.judge(tmp_path, wrong)
