from __future__ import annotations

from streams.web import minutes as limits
from streams.web.minutes import SHOWN, Minutes

NOON = 1_800_000_000.0  # the beginning of a minute


def test_each_minute_has_its_count_and_its_freshness() -> None:
    minutes = Minutes()
    for late in range(1, 101):
        minutes.take(NOON + 5, late=float(late))
    minutes.take(NOON + 61, 7)
    told = minutes.shown(NOON + 130)
    assert told["from"] == (NOON - 58 * 60) * 1000
    assert (len(told["count"]), told["count"][-4:]) == (SHOWN + 1, [0, 100, 7, 0])
    assert (told["p50"][-3:], told["p99"][-3:]) == ([51.0, None, None], [100.0, None, None])


def test_what_is_not_known_is_no_number() -> None:
    minutes = Minutes()
    minutes.take(NOON + 1)
    told = minutes.shown(NOON + 130, whole_from=NOON + 30)
    assert told["count"][-4:] == [None, None, 0, 0]


def test_it_is_bounded() -> None:
    minutes = Minutes()
    for number in range(300):
        minutes.take(NOON + 60 * number, late=1.0)
    for _ in range(2 * limits._MEASURED):
        minutes.take(NOON + 60 * 299, late=1.0)
    minutes.take(NOON)  # too late to count
    assert len(minutes._minutes) == SHOWN + 1
    assert max(len(each.fresh) for each in minutes._minutes.values()) == limits._MEASURED
