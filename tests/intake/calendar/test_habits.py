"""How the source of a document writes its dates."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from streams.article import Origin, RawArticle
from streams.intake.calendar.habits import habits, written_by, written_in
from streams.intake.dates import parse
from streams.source_config import SourceConfig

ORIGIN = Origin("articles.raw", 0, 1, datetime(2026, 11, 21, tzinfo=UTC))


def raw(
    config: SourceConfig | None = None, subject: str | None = None, source: str | None = None
) -> RawArticle:
    return RawArticle(b"x", ORIGIN, source=source, subject=subject, config=config)


def read(text: str, document: RawArticle) -> datetime | None:
    with written_by(document):
        return parse(text)


def test_a_time_without_a_zone_is_on_the_sources_clock() -> None:
    london = SourceConfig("quay", zone="Europe/London")
    assert read("2026-06-13T06:12:00", raw(london)) == datetime(2026, 6, 13, 5, 12, tzinfo=UTC)
    assert read("2026-11-21 06:12", raw(london)) == datetime(2026, 11, 21, 6, 12, tzinfo=UTC)
    assert read("2026-06-13T06:12:00+09:00", raw(london)) == datetime(2026, 6, 12, 21, 12, tzinfo=UTC)


def test_a_day_has_no_zone() -> None:
    assert read("2026-06-13", raw(SourceConfig("quay", zone="Asia/Tokyo"))) == datetime(
        2026, 6, 13, tzinfo=UTC
    )


@pytest.mark.parametrize(("order", "month"), [("dmy", 4), ("mdy", 3)])
def test_the_source_says_which_figure_is_the_month(order: str, month: int) -> None:
    moment = read("03/04/2026", raw(SourceConfig("quay", dates=order)))
    assert moment is not None
    assert moment.month == month


def test_the_source_says_the_order_of_short_years() -> None:
    assert read("03/04/26", raw(SourceConfig("quay", dates="dmy"))) == datetime(2026, 4, 3, tzinfo=UTC)


def test_where_the_order_cannot_be_the_sources_it_is_the_other() -> None:
    assert read("04/21/2026", raw(SourceConfig("quay", dates="dmy"))) == datetime(2026, 4, 21, tzinfo=UTC)


SUMMER = "Sat, 13 Jun 2026 06:12:00 BST"


@pytest.mark.parametrize(
    ("document", "hour"),
    [
        (raw(SourceConfig("quay", country="GB")), 5),
        (raw(SourceConfig("quay", country="BD")), 0),
        (raw(subject="https://www.quaypost.co.uk/berth"), 5),
        (raw(source="https://quaypost.com.bd/feed"), 0),
        (raw(SourceConfig("quay", country="GB"), subject="https://quaypost.com.bd/berth"), 5),
        (raw(source="quaypost.co.uk"), 5),
    ],
)
def test_an_ambiguous_zone_is_that_of_the_sources_country(document: RawArticle, hour: int) -> None:
    assert read(SUMMER, document) == datetime(2026, 6, 13, hour, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "document", [raw(), raw(subject="https://quaypost.example/berth"), raw(source="quay.uk.x")]
)
def test_an_ambiguous_zone_of_nobody_is_none(document: RawArticle) -> None:
    assert read(SUMMER, document) is None


def test_the_language_of_a_document_names_a_country_unless_the_source_does() -> None:
    with written_by(raw()), written_in("en-gb"):
        assert parse(SUMMER) == datetime(2026, 6, 13, 5, 12, tzinfo=UTC)
    with written_by(raw(SourceConfig("quay", country="BD"))), written_in("en_GB"):
        assert parse(SUMMER) == datetime(2026, 6, 13, 0, 12, tzinfo=UTC)


def test_nothing_is_known_of_the_next_document() -> None:
    with written_by(raw(SourceConfig("quay", country="GB", dates="dmy"))):
        assert habits().order == "dmy"
    assert habits().order is None
    assert parse(SUMMER) is None


def test_a_language_of_one_country_names_it() -> None:
    india = "20 November 2026, 11:42 IST"
    with written_by(raw()), written_in("hi"):
        assert parse(india) == datetime(2026, 11, 20, 6, 12, tzinfo=UTC)
    with written_by(raw()), written_in("en"):
        assert parse(india) is None
