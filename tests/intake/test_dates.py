"""The date forms of pages, items and feeds."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.article import Article, Credits, Hop, Origin, RawArticle, Revision
from streams.intake.calendar.habits import written_by
from streams.intake.calendar.moment import lacks_zone
from streams.intake.dates import UNKNOWN_ZONE, best, parse, read_embargo, settle, settled
from streams.kinds import Format
from streams.sent import Media, Sent
from streams.source_config import SourceConfig
from tests.linear import assert_linear, repeated
from tests.machine import patience

ARRIVED = datetime(2026, 11, 21, 12, tzinfo=UTC)


def at(hour: int, minute: int = 12, day: int = 21) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-21T06:12:00Z", at(6)),
        ("2026-11-21T06:12:00+01:00", at(5)),
        ("2026-11-21T06:12:00.500-0500", at(11) + timedelta(milliseconds=500)),
        ("2026-11-21t06:12z", at(6)),
        ("2026-11-21 06:12", at(6)),
        ("2026-11-21 06:12 CET", at(5)),
        ("2026-11-21T06:12:00+01:00[Europe/Paris]", at(5)),
        ("20261121T061200+0100", at(5)),
        ("20261121T0612Z", at(6)),
        ("20261121061200", at(6)),
        ("2026-11-21", at(0, 0)),
        ("20261121", at(0, 0)),
        ("2026/11/21 06:12", at(6)),
        ("2026-11-20T24:00:00Z", at(0, 0)),
        ("Sat, 21 Nov 2026 06:12:00 +0100", at(5)),
        ("21 Nov 26 06:12:00 GMT", at(6)),
        ("Sat, 21 Nov 2026 06:12:00 EST", at(11)),
        ("21. November 2026, 06:12 Uhr", at(6)),
        ("Samstag, 21. November 2026", at(0, 0)),
        ("21 novembre 2026 à 6h12", at(6)),
        ("1er novembre 2026", at(0, 0, day=1)),
        ("November 21, 2026, 6:12 a.m. EST", at(11)),
        ("Nov. 21, 2026", at(0, 0)),
        ("Sat Nov 21 06:12:00 CET 2026", at(5)),
        ("Sat Nov 21 2026 06:12:00 GMT+0100 (Central European Standard Time)", at(5)),
        ("21.11.2026 06:12", at(6)),
        ("  2026-11-21T06:12:00Z\n", at(6)),
        ("1795241520", at(6)),
        (1795241520, at(6)),
        (1795241520000, at(6)),
        (1795241520000000, at(6)),
        ("1795241520000000000", at(6)),
        (datetime(2026, 11, 21, 6, 12), at(6)),
    ],
)
def test_reads(text: object, moment: datetime) -> None:
    assert parse(text) == moment
    assert (parsed := parse(text)) is not None
    assert parsed.utcoffset() == timedelta(0)


#: | `written` | read as | because |
_ROW = re.compile(r"^\| `([^`]+)` \| (\S+Z|no date) \|", re.MULTILINE)


def test_the_table_of_the_contract_is_true() -> None:
    document = (Path(__file__).parents[2] / "schemas" / "README.md").read_text()
    rows = _ROW.findall(document.partition("## Dates\n")[2].partition("\n## ")[0])
    assert len(rows) > 8
    for written, read in rows:
        assert parse(written) == parse(None if read == "no date" else read), written


@pytest.mark.parametrize(
    "value",
    [
        "",
        "Next Monday",
        "03/04/2026",
        "2026",
        "2026-11",
        "2026-13-01",
        "2026-02-30",
        "2026-11-21T25:00",
        "2026-11-21T24:00:01Z",
        "12",
        7,
        20261121,
        "2026-11-21 06:12 BST",
        "2026-11-21T06:12:00+99:00",
        "0001-01-01T00:00:00",
        "21 Foo 2026",
        "Nov 21, 2026, 16:12 pm",
        None,
        True,
        [],
        {},
        b"2026-11-21",
        float("nan"),
        float("inf"),
        "x" * 1000000,
        "21 " * 30,
    ],
)
def test_refuses_what_is_in_doubt(value: object) -> None:
    assert parse(value) is None


@pytest.mark.parametrize("part", [" ", "1", "Nov ", "21 ", "2026-11-21T06:12:00."])
def test_long_text_takes_linear_time(part: str) -> None:
    assert_linear(parse, repeated(part))


def test_is_quick_on_hostile_text() -> None:
    # What is no longer than a date may be is matched in full: there a pattern would backtrack.
    started = time.process_time()
    for text in ("Nov " * 25, "21 " * 33, "2026-11-21T06:12:00" + "." * 80):
        assert parse(text) is None
    assert time.process_time() - started < patience(0.1)


@given(
    st.one_of(
        st.text(max_size=40), st.integers(), st.floats(), st.datetimes(), st.dates().map(str), st.booleans()
    )
)
def test_never_raises(value: object) -> None:
    moment = parse(value)
    assert moment is None or moment.utcoffset() == timedelta(0)


@given(st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)), st.integers(-14 * 60, 14 * 60))
def test_iso_round_trip(moment: datetime, minutes: int) -> None:
    aware = moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    assert parse(aware.isoformat()) == aware


def raw(sent: datetime | None = None) -> RawArticle:
    return RawArticle(b"x", Origin("articles.raw", 0, 1, ARRIVED), time=sent)


def test_settle_believes_a_version_up_to_a_day_ahead() -> None:
    stated = ARRIVED + timedelta(hours=23)
    assert settle(stated, raw()) == (stated, stated, ())


def test_settle_dates_the_far_future_to_the_arrival() -> None:
    version, sent, repairs = settle(ARRIVED + timedelta(days=400), raw())
    assert version == sent == ARRIVED
    assert repairs == ("future-date:2027-12-26T12:00:00+00:00",)


def test_settle_takes_the_envelopes_time_unless_it_is_in_the_future() -> None:
    stated, sent = at(6), at(7)
    assert settle(stated, raw(sent))[1] == sent
    assert settle(stated, raw(ARRIVED + timedelta(days=3)))[1] == stated
    assert settle(None, raw()) == (None, None, ())


@pytest.mark.parametrize(
    "number", [10**400, -(10**400), 9 * 10**99, float("inf"), float("-inf"), float("nan")]
)
def test_a_number_beyond_every_clock_is_no_time(number: float) -> None:
    assert parse(number) is None


def test_an_embargo_at_the_end_of_the_calendar_is_held_and_no_fault() -> None:
    assert read_embargo("9999-12-31T23:59:59", ARRIVED)[0] is None
    assert read_embargo("9999-12-31T23:59:59Z", ARRIVED)[0] == datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("candidates", "moment"),
    [
        (["2026-11-21 06:12:00", "2026-11-21T06:12:00+01:00"], at(5)),
        (["2026-11-21", "Nov 21, 2026 6:12 AM EST"], at(11)),
        (["2026-11-21", "2026-11-21 06:12"], at(6)),
        (["2026-11-21T08:00:00Z", "2026-11-21T06:12:00+01:00"], at(8, 0)),
        (["2026-11-21 06:12", "2026-11-23T06:12:00Z"], at(6)),
        (["2026-11-21 06:12", "2026-11-21T06:40:00Z"], at(6)),
        (["2026-11-21", "2026-11-25T06:12:00Z"], at(0, 0)),
        (["2026-11-21", "2026-11-20"], at(0, 0)),
        ([None, "", "soon", "2026-11-21"], at(0, 0)),
    ],
)
def test_a_date_with_a_zone_beats_the_same_date_without(candidates: list[object], moment: datetime) -> None:
    assert best(candidates) == moment


def test_none_of_no_dates_is_the_best() -> None:
    assert best(["soon", None]) is None


def article(version: str, hop: str = "2026-11-21T06:12:00Z") -> Article:
    return settled(
        Article(
            "urn:x:1",
            raw().origin,
            "quay",
            Format.NITF,
            revision=Revision(version_created=parse(version)),
            credits=Credits(hops=(Hop("Quay Wire", time=parse(hop)),)),
        )
    )


def test_a_time_on_an_unknown_clock_is_told_of() -> None:
    found = article("2026-11-21T06:12:00")
    assert found.cleaning.repairs == (UNKNOWN_ZONE,)
    assert found.revision.version_created == at(6)
    assert found.revision.version_created.tzinfo is UTC


@pytest.mark.parametrize("version", ["2026-11-21T06:12:00Z", "2026-11-21", "soon"])
def test_a_zone_that_is_stated_or_of_no_use_is_not_told_of(version: str) -> None:
    assert article(version).cleaning.repairs == ()


def test_the_times_of_hops_are_plain() -> None:
    found = article("2026-11-21T06:12:00Z", hop="2026-11-21 06:12")
    (hop,) = found.credits.hops
    assert hop.time is not None
    assert hop.time.tzinfo is UTC
    assert found.cleaning.repairs == ()


def test_the_times_of_what_goes_with_an_article_are_plain() -> None:
    local = parse("2026-11-21 06:12")
    found = settled(replace(article("soon"), sent=Sent(expires=local), media=(Media(created=local), Media())))
    assert found.sent.expires is not None
    assert found.sent.expires.tzinfo is UTC
    assert found.media[0].created is not None
    assert found.media[0].created.tzinfo is UTC
    assert found.cleaning.repairs == (UNKNOWN_ZONE,)


def test_a_datetime_without_a_zone_lacks_it() -> None:
    bare, summer = datetime(2026, 11, 21, 6, 12), timezone(timedelta(hours=2))
    assert (moment := parse(bare)) is not None
    assert lacks_zone(moment)
    assert parse(bare.replace(tzinfo=summer)) == at(4)
    assert (moment := parse(bare.replace(tzinfo=summer))) is not None
    assert not lacks_zone(moment)


def test_an_embargo_without_a_zone_is_on_the_sources_clock() -> None:
    words = "2026-11-21T15:00:00"
    assert read_embargo(words, ARRIVED) == (None, f"{words}, in a time zone that is not given")
    with written_by(RawArticle(b"x", raw().origin, config=SourceConfig("quay", zone="Europe/Berlin"))):
        assert read_embargo(words, ARRIVED) == (at(14, 0), None)


def test_an_embargo_of_a_day_is_held_whatever_the_clock() -> None:
    with written_by(RawArticle(b"x", raw().origin, config=SourceConfig("quay", zone="Europe/Berlin"))):
        assert read_embargo("2026-11-22", ARRIVED)[0] is None
