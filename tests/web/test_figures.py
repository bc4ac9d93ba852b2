from __future__ import annotations

from datetime import timedelta

from streams.article import Hold, Origin
from streams.kinds import HoldReason, Reason
from streams.topology import BACKFILL
from streams.web import figures
from streams.web.figures import Figures
from tests.web.records import NOON, Record, canceled, copied, died, known, published

_NOW = NOON.timestamp() + 10


def after(*records: Record) -> Figures:
    counted = Figures()
    for each in records:
        counted.take(known(each))
    return counted


def test_nothing_yet() -> None:
    told = Figures().shown(_NOW)
    assert (told["minute"], told["p50"], told["p99"], told["dead"], told["reasons"]) == (0, None, None, 0, [])


def test_articles_a_minute_are_those_that_went_out_in_the_last_one() -> None:
    counted = after(*(published(f"urn:{number}", number) for number in range(7)), copied(), canceled())
    assert counted.shown(_NOW)["minute"] == 7
    assert counted.shown(_NOW + 60)["minute"] == 0


def test_freshness_is_from_the_wires_time_to_the_topic() -> None:
    counted = after(*(published(f"urn:{number}", number, seconds=number) for number in range(1, 101)))
    told = counted.shown(NOON.timestamp() + 100)
    assert (told["p50"], told["p99"], told["measured"], told["late"]) == (51.0, 100.0, 100, True)
    assert counted.shown(NOON.timestamp() + 2000)["p50"] is None


def test_backfill_and_what_was_held_say_nothing_about_freshness() -> None:
    old = published("urn:old", 1, wire_time=NOON - timedelta(hours=2))
    late = published("urn:held", 2, hold=Hold(HoldReason.EMBARGO, "x", NOON))
    again = published("urn:again", 3, release="articles.raw/0/9")
    told = after(old, late, again, published("urn:none", 4, wire_time=None)).shown(_NOW)
    assert (told["p50"], told["measured"], told["minute"]) == (None, 0, 4)


def test_dead_letters_by_reason_the_most_frequent_first() -> None:
    counted = after(died(offset=1), died(Reason.DEADLINE, 2), died(Reason.DEADLINE, 3, seconds=4))
    told = counted.shown(_NOW)
    assert told["dead"] == 3
    assert [(row["reason"], row["count"]) for row in told["reasons"]] == [("deadline", 2), ("empty", 1)]
    row = told["reasons"][0]
    assert (row["source"], row["stage"], row["place"]) == ("paper", "clean", "articles.dead/0/3")
    assert row["means"].endswith("COPYDESK_DEADLINE_SECONDS")
    assert counted.shown(_NOW + 3600)["dead"] == 0


def test_what_is_told_again_is_counted_once() -> None:
    assert after(published(), published(), died(), died()).shown(_NOW)["minute"] == 1
    assert after(died(), died()).shown(_NOW)["dead"] == 1


def test_what_is_known_in_part_says_so() -> None:
    counted = Figures(whole_from=_NOW - 120)
    assert counted.shown(_NOW)["partly"] == ["dead"]
    assert counted.shown(_NOW + 3600)["partly"] == []


def test_the_memory_is_bounded() -> None:
    counted = Figures()
    for number in range(figures._KNOWN + 100):
        counted.take(known(died(offset=number)))
        counted.skip(1, float(number))
    assert len(counted._known) == figures._KNOWN
    assert len(counted._dead) <= figures._KEPT
    assert len(counted._published) <= 2 * figures.MINUTE


def test_how_far_behind_it_is_tells_what_went_out_lately() -> None:
    hold = Hold(HoldReason.EMBARGO, "until noon", None)
    counted = after(
        *(published(f"urn:{number}", number, seconds=180.0) for number in range(5)),
        published("urn:quick", 6, seconds=1.0),
        published("urn:held", 7, seconds=9000.0, hold=hold),
    )
    assert counted.behind(NOON.timestamp() + 190) == 180.0
    assert counted.behind(NOON.timestamp() + 300) is None
    backfill = after(published("urn:old", 1, seconds=900.0, origin=Origin(BACKFILL.name, 0, 1, NOON)))
    assert backfill.behind(NOON.timestamp() + 910) is None
