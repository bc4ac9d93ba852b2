"""Dates that are printed without their year."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from streams.article import Article, Origin, RawArticle
from streams.intake.calendar.habits import written_in
from streams.intake.html.extract import parse_page
from streams.intake.html.metadata import PageMetadata, read_metadata
from streams.intake.html.yearless import read_without_year, year_in_url
from streams.intake.reader import read as read_document

ARRIVED = datetime(2026, 11, 24, 12, tzinfo=UTC)
PROSE = "<p>The harbour board voted on Monday to dredge the channel that was last deepened 28 years ago.</p>"


def read(
    line: str, arrived: datetime | None = ARRIVED, url: str | None = None, head: str = ""
) -> PageMetadata:
    markup = (
        f"<html><head><title>Channel</title>{head}</head><body><h1>Channel</h1>{line}{PROSE}</body></html>"
    )
    tree = parse_page(markup)
    assert tree is not None
    return read_metadata(tree, url, arrived=arrived)


def published(
    line: str, arrived: datetime | None = ARRIVED, url: str | None = None, head: str = ""
) -> str | None:
    moment = read(line, arrived, url, head).published
    return f"{moment:%Y-%m-%d %H:%M}" if moment else None


@pytest.mark.parametrize(
    ("line", "language", "moment"),
    [
        ("Mon 23 Nov, 6:04pm", "en", "2026-11-23 18:04"),
        ("Nov. 23, 6:04 p.m.", "en", "2026-11-23 18:04"),
        ("Posted 23rd November at 9:30am", "en", "2026-11-23 09:30"),
        ("23. November, 14:05 Uhr", "de", "2026-11-23 14:05"),
        ("23.11., 14:05 Uhr", "de", "2026-11-23 14:05"),
        ("le 23 novembre à 18h04", "fr", "2026-11-23 18:04"),
        ("12 de outubro, 17h20", "pt", "2026-10-12 17:20"),
        ("23 ноября, 09:12", "ru", "2026-11-23 09:12"),
        ("11月22日 18時30分", "ja", "2026-11-22 18:30"),
        ("11월 23일 10:20", "ko", "2026-11-23 10:20"),
        ("23 พ.ย. 14:20", "th", "2026-11-23 14:20"),
    ],
)
def test_the_year_is_that_of_the_arrival(line: str, language: str, moment: str) -> None:
    with written_in(language):
        assert published(f"<div>{line}</div>") == moment
        assert (first := read(f"<div>{line}</div>").first) is not None and first.rule == "without-year"


def test_the_year_before_at_its_turn() -> None:
    assert (
        published("<div>31 December, 23:40</div>", datetime(2027, 1, 1, 6, tzinfo=UTC)) == "2026-12-31 23:40"
    )


def test_of_a_page_that_came_months_later_nobody_knows_the_year() -> None:
    assert published("<div>12 March, 17:20</div>") is None
    assert (
        published("<div>12 March, 17:20</div>", url="https://post.example/2026/channel") == "2026-03-12 17:20"
    )


@pytest.mark.parametrize(
    "line",
    [
        "The channel was last deepened on 3 March, when the yard was new.",
        "23 November 1998",
        "Top 10 of the harbour",
        "5 min",
        "Berth 12 | 14:05",
        "03/04, 14:05",
        "Updated 23 November, 14:05",
    ],
)
def test_what_is_no_date_of_publication(line: str) -> None:
    moment = published(f"<div>{line}</div>")
    assert moment is None or moment.startswith("1998")


def test_a_weekday_tells_the_year() -> None:
    """23 November was a Monday in 2020, and will be in 2026."""
    assert (known := read_without_year("Mon 23 Nov", datetime(2024, 5, 1, tzinfo=UTC))) is not None
    assert known.moment.year == 2020
    assert read_without_year("Mon 24 Nov, 6:04pm", ARRIVED) is None or published("Mon 24 Nov") != "2026-11-24"


def test_a_date_with_a_year_goes_before() -> None:
    assert published("<div>Mon 23 Nov</div><div>20 November 2026</div>") == "2026-11-20 00:00"
    tag = '<meta property="article:published_time" content="2026-11-19T08:00:00Z">'
    assert published("<div>Mon 23 Nov</div>", head=tag) == "2026-11-19 08:00"


def test_another_date_of_the_page_gives_the_year() -> None:
    changed = "<span>Posted 14 Feb at 9:30am</span> <span class=upd>Updated 15 Feb 2024 at 8:00am</span>"
    assert published(changed) == "2024-02-14 09:30"


def test_the_url_gives_the_year() -> None:
    assert (
        published("<div>14 Feb, 9:30am</div>", url="https://post.example/2023/ports/channel")
        == "2023-02-14 09:30"
    )
    assert year_in_url("https://post.example/202302/channel") == datetime(2023, 12, 31, 23, 59, tzinfo=UTC)
    assert year_in_url("https://post.example/20231/channel") is None
    assert year_in_url("https://post.example/2023") is None
    assert year_in_url(None) is None


def test_without_another_date_there_is_no_year() -> None:
    assert published("<div>Mon 23 Nov, 6:04pm</div>", arrived=None) is None


@pytest.mark.parametrize(("topic", "dated"), [("articles.raw", True), ("articles.backfill", False)])
def test_when_history_arrived_says_nothing(topic: str, dated: bool) -> None:
    markup = f"<html><body><article><h1>Channel</h1><div>Mon 23 Nov, 6:04pm</div>{PROSE * 4}</article></body></html>"
    (found,) = read_document(RawArticle(markup.encode(), Origin(topic, 0, 1, ARRIVED), "text/html", "post"))
    assert isinstance(found, Article)
    assert (found.revision.first_created is not None) is dated
