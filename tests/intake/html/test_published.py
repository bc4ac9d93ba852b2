"""When a page says that it was published: where the date stands, what else is known, and which dates are not it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from streams.intake.calendar.habits import written_in
from streams.intake.html.dated import Precision
from streams.intake.html.extract import parse_page
from streams.intake.html.metadata import PageMetadata, read_metadata
from streams.intake.html.published import date_in_url
from tests.linear import assert_linear, repeated

TITLE = "Tarnvik to dredge its channel"
DAY = datetime(2026, 11, 20, tzinfo=UTC)
MOMENT = datetime(2026, 11, 20, 6, 12, tzinfo=UTC)
PROSE = (
    "<p>The harbour board voted on Monday to dredge the channel that was last deepened on 3 March 1998.</p>"
)


def read(body: str, head: str = "", url: str | None = None) -> PageMetadata:
    tree = parse_page(f"<html><head><title>{TITLE}</title>{head}</head><body>{body}</body></html>")
    assert tree is not None
    return read_metadata(tree, url)


def article(line: str = "") -> str:
    return f"<article><h1>{TITLE}</h1>{line}{PROSE}</article>"


@pytest.mark.parametrize(
    ("line", "rule", "precision"),
    [
        ('<time datetime="2026-11-20T06:12Z">a</time>', "time", Precision.ZONED),
        ('<time datetime="2026-11-20 06:12">a</time>', "time", Precision.LOCAL),
        ("<time>20 November 2026</time>", "time", Precision.DAY),
        ('<p class="date">20.11.2026</p>', "marked", Precision.DAY),
        ('<p class="post-date">Published on November 20th, 2026 | 3 min read</p>', "marked", Precision.DAY),
        ('<span class="text_datum">Fri, 20 November 2026, 06:12 GMT</span>', "marked", Precision.ZONED),
        ('<abbr class="published" title="2026-11-20T06:12:00Z">today</abbr>', "marked", Precision.ZONED),
        ('<span property="dc:date" content="2026-11-20">x</span>', "marked", Precision.DAY),
        ('<span itemprop="datePublished">20.11.2026 06:12</span>', "marked", Precision.LOCAL),
        ("<p>20.11.26, 06:12 Uhr</p>", "line", Precision.LOCAL),
        ("<p>By Orla Fenwick, 20 November 2026</p>", "line", Precision.DAY),
        ("<p><a>Orla Fenwick</a>, 20 November 2026</p>", "line", Precision.DAY),
        ("<p>(20.11.2026) " + "The harbour board voted on Monday. " * 6 + "</p>", "line", Precision.DAY),
    ],
)
def test_near_the_headline(line: str, rule: str, precision: Precision) -> None:
    first = read(article(line)).first
    assert first is not None
    assert (first.moment, first.rule) == (DAY if precision is Precision.DAY else MOMENT, rule)
    assert first.precision is precision


@pytest.mark.parametrize(
    "elsewhere",
    [
        f'<h1 class="logo">The Courier</h1><time datetime="2026-11-28">Saturday</time>{article()}',
        f'{article()}<div class="comments"><time datetime="2026-11-28">now</time></div>',
        f'{article()}<div><h3><a href="/v">Violins</a></h3><time datetime="2026-11-28">now</time></div>',
        f'{article()}<aside class="sidebar"><p class="date">28.11.2026</p></aside>',
        f"{article()}<footer>28 November 2026</footer>",
        article(),
    ],
)
def test_a_date_elsewhere_is_not_the_articles(elsewhere: str) -> None:
    assert read(elsewhere).published is None


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("<p>Last change: 21.11.2026<br>Erschienen am: 20.11.2026<br>Readers: 61</p>", "labelled"),
        ('<ul><li><p class="title">Mise en ligne</p> <p>20 novembre 2026</p></li></ul>', "labelled"),
        ('<p><time datetime="2026-11-20">Friday</time></p>', "time"),
    ],
)
def test_far_from_the_headline_what_is_called_the_date_or_is_the_only_one(line: str, rule: str) -> None:
    far = "<p>A quay.</p>" * 400
    for page in (
        article(far + f'<div class="sidebar">{line}</div>'),
        article(far) + f"<footer>{line}</footer>",
    ):
        first = read(page).first
        assert first is not None
        assert (first.moment, first.rule) == (DAY, rule)
    for elsewhere in (
        f'<div class="comments">{line}</div>',
        f'<div><h3><a href="/v">Violins</a></h3>{line}</div>',
        f"<aside>{line}</aside>",
        line.replace("Erschienen", "Geboren").replace("Mise en ligne", "Concert").replace("<time", "<i"),
        f'{line}<time datetime="2026-11-21"></time>' if rule == "time" else "",
    ):
        assert read(article(far + elsewhere)).published is None


def test_a_date_above_the_headline_in_its_own_block() -> None:
    page = f'<article><header><p class="date">20.11.2026</p><h1>{TITLE}</h1></header>{PROSE}</article>'
    assert read(page).published == DAY


def test_the_day_in_the_address() -> None:
    first = read(article(), url="https://www.courier.example/2026/11/20/dredging").first
    assert first is not None
    assert (first.moment, first.rule, first.precision) == (DAY, "url", Precision.DAY)
    assert date_in_url("https://courier.example/dredging-20261120.html") == first
    assert date_in_url("https://courier.example/2026/11/dredging") is None
    assert date_in_url("https://courier.example/2026/13/40/a") is None
    assert date_in_url("https://courier.example/id/120261120345") is None


def test_a_zone_beats_none_and_a_time_its_day() -> None:
    ld = '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "%s"}</script>'
    tag = '<meta property="article:published_time" content="%s">'
    both = ld % "2026-11-20 06:12:00" + tag % "2026-11-20T06:12:00+01:00"
    found = read(article(), both)
    assert found.published == datetime(2026, 11, 20, 5, 12, tzinfo=UTC)
    assert found.first is not None and found.first.rule == "meta:article:published_time"
    assert read(article(), ld % "2026-11-20" + tag % "2026-11-20T06:12:00Z").published == MOMENT
    assert read(article(), ld % "2026-11-20 06:12:00" + tag % "2026-11-28T06:12:00Z").published == MOMENT


def test_what_says_that_it_was_changed_is_no_publication() -> None:
    found = read(article('<p class="date">Updated: 28.11.2026</p><p class="date">20.11.2026</p>'))
    assert (found.published, found.modified) == (DAY, datetime(2026, 11, 28, tzinfo=UTC))
    assert read(article("<p>Zuletzt aktualisiert: 20.11.2026</p>")).published is None


def test_a_pages_own_data_if_they_name_one_day() -> None:
    data = '<script>window.page = {"publishedAt": "2026-11-20T06:12:00Z"}</script>'
    assert read(article() + data).published == MOMENT
    assert read(article() + data + data.replace("-20T", "-21T")).published is None


@pytest.mark.long
@pytest.mark.parametrize(
    "part", ["2026-11-20 ", "20 ", "20.11.", "November 20, ", "<time>20.11.2026</time>", '<p class="date">1']
)
def test_hostile_dates_take_linear_time(part: str) -> None:
    assert_linear(read, repeated(part, f"<h1>{TITLE}</h1><p>"))


@pytest.mark.parametrize(
    ("declared", "printed", "right"),
    [("date", 20, 20), ("dcterms.date", 22, 22), ("article:published_time", 20, 21)],
)
def test_a_tag_that_may_tell_when_the_page_was_built_gives_way(
    declared: str, printed: int, right: int
) -> None:
    head = f'<meta name="{declared}" content="2026-11-21">'
    found = read(article(f'<p class="date">{printed}.11.2026</p>'), head).published
    assert found == datetime(2026, 11, right, tzinfo=UTC)


def test_years_of_a_life_are_no_date() -> None:
    assert read(article('<p class="dates">March 3, 1945 – November 20, 2026</p>')).published is None
    assert read(article("<p>Born 3 March 1945</p>")).published is None


def test_a_date_at_the_opening_of_a_short_paragraph() -> None:
    assert read(article(f"<p>20.11.2026 – The board voted.</p>{PROSE}")).published == DAY
    assert (
        read(article(f"<p><b>20.11.2026 „The board has voted, and so it is done.“</b></p>{PROSE}")).published
        == DAY
    )


def test_a_link_is_dated_by_what_it_leads_to() -> None:
    assert read(article("<p><a>Bulletin of 20 November 2026</a></p>")).published is None
    assert read(article("<p><a>20 November 2026</a></p>")).published == DAY


def test_what_is_marked_above_counts_more_than_a_line_below() -> None:
    line = "<p>Read on 14.08.2026</p>"
    page = f'<div><h2 class="date-header">20.11.2026</h2><h1>{TITLE}</h1>{line}{PROSE}</div>'
    assert read(page).published == DAY


def test_a_date_behind_a_line_break() -> None:
    assert read(article("<p>Orla Fenwick<br>20 November 2026</p>")).published == DAY


def test_a_headline_that_is_no_heading() -> None:
    for tag in ("b", "div", "font"):
        assert read(f"<div><{tag}>{TITLE}</{tag}><p>20 November 2026</p>{PROSE}</div>").published == DAY


def test_of_two_headings_in_one_title_the_longer_is_the_headline() -> None:
    page = f"<h2>Harbour Board</h2><p>1 May 2026</p><div><h2>{TITLE}</h2><p>20 November 2026</p>{PROSE}</div>"
    tree = parse_page(f"<html><head><title>Harbour Board: {TITLE}</title></head><body>{page}</body></html>")
    assert tree is not None
    assert read_metadata(tree).published == DAY


def test_names_of_teasers_beside_the_headline() -> None:
    beside = '<p class="teaser-small__metadata">20 November 2026</p>'
    assert read(article(beside)).published == DAY
    assert read(article(f"{PROSE}<div><div><div>{beside}</div></div></div>")).published is None


def test_names_of_galleries_around_the_line_beside_the_headline() -> None:
    line = (
        '<div class="gallery--meta"><div class="gallery--meta--date">Posted on November 20, 2026</div></div>'
    )
    assert read(article(line)).published == DAY


def test_a_small_heading_is_the_headline_only_if_the_title_begins_with_it() -> None:
    for heading, moment in ((TITLE, DAY), ("its channel", None)):
        assert read(f"<div><h4>{heading}</h4><p>20 November 2026</p>{PROSE}</div>").published == moment


@pytest.mark.parametrize(
    "line",
    [
        "2026. november 20. 06:12",
        "2026 m. lapkričio 20 d. 06:12",
        "20 พฤศจิกายน 2569 06:12 น.",
        "20 พ.ย. 2569",
        "۲۹ آبان ۱۴۰۵ - ۰۶:۱۲",
        "٢٠ نوفمبر ٢٠٢٦",
        "令和8年11月20日",
        "UPDATED 9:00 AM, NOVEMBER 22, 2026 | PUBLISHED 8:12 AM, NOVEMBER 20, 2026",
        "Aktualisiert: 22.11.2026, 10:00 Uhr · Veröffentlicht: 20.11.2026, 06:12 Uhr",
    ],
)
def test_lines_of_many_calendars_and_of_two_dates(line: str) -> None:
    found = read(article(f"<div>{line}</div>")).published
    assert found is not None
    assert found.date() == DAY.date()


def test_the_second_line_of_a_text_that_stands_in_one_element() -> None:
    line = f"<font>By Orla Fenwick<br>20 November 2026<br><br>{'The board voted. ' * 80}</font>"
    assert read(article(line)).published == DAY


def test_a_headline_in_a_few_letters_or_behind_the_sites_name() -> None:
    for title, printed in (
        ("港口拖船命名_港区新闻_码头日报", "港口拖船命名"),
        (f"The Courier - {TITLE}", TITLE),
    ):
        tree = parse_page(
            f"<html><head><title>{title}</title></head><body><td><div>{printed}</div><div>2026-11-20</div></td></body></html>"
        )
        assert tree is not None
        assert read_metadata(tree, None).published == DAY


ZONED = datetime(2026, 11, 20, 6, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "line", "moment"),
    [
        ("ko", "입력 2026.11.20. 오전 6:12", MOMENT),
        ("ko", "2026.11.20. 오후 6:12", MOMENT + timedelta(hours=12)),
        ("ja", "2026年11月20日 6時12分", MOMENT),
        ("zh", "2026年11月20日 06时12分 来源：港口日报", MOMENT),
        ("ro", "Publicat: Vineri, 20 Noiembrie 2026, ora 06:12 | 5120 vizualizări", MOMENT),
        ("sv", "Publicerad 20 november 2026 klockan 06.12", MOMENT),
        ("pl", "20 listopada 2026, godz. 06:12", MOMENT),
        ("ru", "20 ноября 2026 в 06:12", MOMENT),
        ("vi", "Thứ sáu, 20/11/2026, 13:12 (GMT+7)", ZONED),
        ("hi", "प्रकाशित: 20 नवंबर 2026, 11:42 AM IST", ZONED),
        ("es", "Tarnvik - 20 nov 2026 - 06:12 h. | Act. 21 nov 2026 - 10:00 h.", MOMENT),
        ("da", "Offentliggjort 20. nov. 2026 kl. 06.12 Opdateret 20. nov. 2026 kl. 16.20", MOMENT),
        ("en", "20 November 2026 | 3 comments, 12:40 of reading", DAY),
    ],
)
def test_a_clock_and_a_zone_in_the_words_of_many_languages(
    language: str, line: str, moment: datetime
) -> None:
    with written_in(language):
        found = read(article(f"<div>{line}</div>")).published
    assert found is not None
    assert found == moment


@pytest.mark.parametrize(
    ("line", "changed"),
    [
        ("Publié le 20 novembre 2026 à 06h12, mis à jour le 21 novembre 2026 à 09h40", (21, 9, 40)),
        ("Published 20 November 2026 06:12 | Updated 21 November 2026 09:40", (21, 9, 40)),
        ("20.11.2026, 06:12 Uhr, zuletzt aktualisiert: 21.11.2026, 09:40 Uhr", (21, 9, 40)),
        ("20 November 2026 – 21 November 2026", None),
    ],
)
def test_a_line_of_two_dates_says_when_it_was_changed(
    line: str, changed: tuple[int, int, int] | None
) -> None:
    last = read(article(f"<div>{line}</div>")).last
    assert (last and (last.moment.day, last.moment.hour, last.moment.minute)) == changed
