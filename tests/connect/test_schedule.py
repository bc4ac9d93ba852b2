from __future__ import annotations

import pytest

from streams.connect.schedule import after_failure, due_in, interval_after, max_age


def test_with_news_it_is_asked_sooner_and_without_later_within_bounds() -> None:
    assert interval_after(600, True, 60, 1800) == 300
    assert interval_after(600, False, 60, 1800) == 900
    assert interval_after(70, True, 60, 1800) == 60
    assert interval_after(1700, False, 60, 1800) == 1800


def test_an_hour_of_news_each_ten_minutes_is_polled_about_as_often() -> None:
    interval, waited, polls = 300.0, 0.0, 0
    news_at = 0.0
    while waited < 36_000:
        waited += interval
        polls += 1
        news = waited - news_at >= 600
        news_at = waited if news else news_at
        interval = interval_after(interval, news, 60, 1800)
    assert 36_000 / 600 / 2 < polls < 36_000 / 600 * 3


@pytest.mark.parametrize(
    ("interval", "said", "least", "most", "due"),
    [
        (300, None, 60, 1800, 300),
        (300, 900, 60, 1800, 900),
        (300, 100, 60, 1800, 300),
        (300, 86_400, 60, 1800, 1800),
        (10, None, 60, 1800, 60),
    ],
)
def test_when_it_is_due(interval: float, said: float | None, least: float, most: float, due: float) -> None:
    for _ in range(20):
        assert 0.9 * due <= due_in(interval, said, least, most) <= due


def test_failures_are_waited_for_longer_and_longer() -> None:
    assert 11 < after_failure(1) <= 15
    assert 22 < after_failure(2) <= 30
    assert 2700 <= after_failure(1000) <= 3600


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("max-age=600", 600.0),
        ("public, Max-Age = 60, must-revalidate", 60.0),
        ("s-maxage=600", None),
        ("no-cache", None),
        ("", None),
    ],
)
def test_what_cache_control_says(header: str, seconds: float | None) -> None:
    assert max_age({"Cache-Control": header}) == seconds
