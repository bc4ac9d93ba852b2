"""A page to an article, whole."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from streams.article import Article, Dropped, Origin, RawArticle
from streams.intake.html.page import read
from streams.kinds import Format, Reason

ORIGIN = Origin("articles.raw", 0, 1, datetime(2026, 11, 21, 12, tzinfo=UTC))
URL = "https://www.anglia-herald.example/news/harbour-fire"
PROSE = (
    "A fire in a cold store closed the container port of Harwich on Saturday, the harbour master said.",
    "Two tugs were sent from Felixstowe, and a third stood by through the night as the wind turned.",
    "“We are in no hurry,” Ann Pym told reporters at the gate. “The fruit is lost, and the store with it.”",
    "Nobody was hurt, although forty lorry drivers had to leave their cabs and walk to the town hall.",
)
LD = """<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Fire closes Harwich port",
"author": {"@type": "Person", "name": "Jane Roe"}, "datePublished": "2026-11-21T06:12:00Z",
"dateModified": "2026-11-21T08:00:00Z"}</script>"""


def page(
    head: str = LD, top: str = "<h1>Fire closes Harwich port</h1>", body: tuple[str, ...] = PROSE
) -> str:
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in body)
    return (
        f'<!doctype html><html lang="en-GB"><head><title>Fire closes Harwich port | Anglia Herald</title>{head}</head>'
        f"<body><nav><a href=/>Home</a></nav><article>{top}{paragraphs}</article><footer>Imprint</footer></body></html>"
    )


def raw(markup: str | bytes, **envelope: str) -> RawArticle:
    value = markup.encode() if isinstance(markup, str) else markup
    return RawArticle(
        value, ORIGIN, content_type=envelope.pop("content_type", "text/html"), subject=envelope.get("subject")
    )


def article(markup: str | bytes, **envelope: str) -> Article:
    found = read(raw(markup, **envelope))
    assert isinstance(found, Article), found
    return found


def test_everything_a_page_says() -> None:
    found = article(page(), subject=f"{URL}?utm_source=feed")
    assert found.paragraphs == PROSE
    assert (found.headline, found.credits.byline, found.language) == (
        "Fire closes Harwich port",
        "Jane Roe",
        "en",
    )
    assert found.revision.first_created == datetime(2026, 11, 21, 6, 12, tzinfo=UTC)
    assert found.revision.version_created == found.revision.wire_time == datetime(2026, 11, 21, 8, tzinfo=UTC)
    assert found.uri == found.url == URL
    assert (found.source, found.format) == ("anglia-herald.example", Format.HTML)


def test_headline_byline_and_date_are_not_paragraphs() -> None:
    top = "<h1>Fire closes Harwich port</h1><p>By Jane Roe</p><p>Published: 21 November 2026, 06:12</p>"
    found = article(page(top=top))
    assert found.paragraphs == PROSE
    assert [(r.rule, r.line) for r in found.cleaning.removed] == [
        ("byline", 0),
        ("byline", 1),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Jane Roe | 21 November 2026",
        "By Jane Roe, 21 November 2026",
        "Von Jane Roe, 21.11.2026 06:12 Uhr",
        "Updated on November 21, 2026",
    ],
)
def test_forms_of_the_line_below_the_headline(line: str) -> None:
    assert article(page(top=f"<p>{line}</p>")).paragraphs == PROSE


@pytest.mark.parametrize(
    "line",
    [
        "Jane Roe lost her car.",
        "3 March 1998",
        "On 21 November 2026 the port burned.",
        "By Tom Other",
        "Fire closes Harwich port, again",
    ],
)
def test_lines_that_only_resemble_it_stay(line: str) -> None:
    assert article(page(body=(line, *PROSE))).paragraphs[0] == line


def test_a_repeated_headline_further_down_stays() -> None:
    assert (
        "Fire closes Harwich port"
        in article(page(body=(*PROSE, "Fire closes Harwich port", PROSE[0] + " Again."))).paragraphs
    )


def test_canonical_url_of_another_site_is_not_believed() -> None:
    head = LD + '<link rel="canonical" href="https://elsewhere.example/story">'
    found = article(page(head), subject=URL)
    assert found.uri == found.url == URL


def test_canonical_url_of_the_same_site_is() -> None:
    head = LD + '<link rel="canonical" href="https://anglia-herald.example/story/7">'
    found = article(page(head), subject=URL)
    assert (found.uri, found.naming.aliases) == ("https://anglia-herald.example/story/7", (URL,))
    assert article(page(), subject=URL).naming.aliases == ()
    front = "https://anglia-herald.example/"
    assert article(page(head), subject=front).naming.aliases == (), (
        "a reader of all pages may say the front page of each"
    )


@pytest.mark.parametrize("path", ["/news", "/", "/{{url}}", "/permalink"])
def test_canonical_url_that_names_no_article_is_not(path: str) -> None:
    head = f'<link rel="canonical" href="https://anglia-herald.example{path}">'
    found = article(page(head), subject=URL)
    assert (found.uri, found.url) == (URL, URL)


def test_a_wrong_charset_is_repaired_and_the_text_whole() -> None:
    found = article(page().encode("cp1252"), content_type="text/html; charset=utf-8")
    assert found.paragraphs == PROSE
    assert found.cleaning.repairs == ("charset:utf-8->cp1252",)


def test_a_stray_byte_cuts_nothing_off() -> None:
    value = page().encode().replace(b"cold store", b"cold\x92 \x00\xed\xa0\x80store")
    found = article(value)
    assert found.paragraphs[0].startswith("A fire in a cold’ store closed")
    assert found.paragraphs[1:] == PROSE[1:]
    assert found.cleaning.repairs == ("bytes", "nul")


def test_deep_pages_are_read_whole() -> None:
    deep = "<div>" * 400 + page() + "</div>" * 400
    assert article(deep).paragraphs == PROSE


def test_a_published_date_from_the_future_is_dated_to_the_arrival() -> None:
    found = article(page(LD.replace("2026-11", "2036-11")))
    assert found.revision.version_created == found.revision.first_created == ORIGIN.timestamp
    assert found.cleaning.repairs == ("future-date:2036-11-21T08:00:00+00:00",)


@pytest.mark.parametrize(
    "markup",
    [
        "<html><body></body></html>",
        "<html><body><ul><li><a href=/a>Home</a><li><a href=/b>Sport</a></ul></body></html>",
        "<html><head><title>x</title></head><frameset></frameset></html>",
        "<!-- nothing -->",
        "<!doctype html>",
    ],
)
def test_pages_without_an_article(markup: str) -> None:
    found = read(raw(markup))
    assert isinstance(found, Dropped)
    assert found.reason is Reason.NO_ARTICLE


def test_the_same_page_gives_the_same_article_each_time() -> None:
    assert len({article(page()) == article(page()) for _ in range(4)} | {True}) == 1


def test_a_text_that_opens_with_its_date_is_of_that_day() -> None:
    opened = ("(20 November 2026) " + PROSE[0] * 2, *PROSE[1:])
    assert article(page("", body=opened)).revision.first_created == datetime(2026, 11, 20, tzinfo=UTC)
    assert article(page(body=opened)).revision.first_created == datetime(2026, 11, 21, 6, 12, tzinfo=UTC)


def test_a_page_without_a_date_has_that_of_its_text() -> None:
    dated = (*PROSE, "Benni Roe, 20 November 2026")
    assert article(page(head="", body=dated)).revision.version_created == datetime(2026, 11, 20, tzinfo=UTC)
    assert article(page(body=dated)).revision == article(page()).revision


@pytest.mark.parametrize(
    "line",
    [
        "By Jane Roe | November 21, 2026",
        "Von unserer Korrespondentin Jane Roe, Harwich",
        "Jane Roe Journalist",
        "Publié le 21 novembre 2026 à 06h12, mis à jour le 21 novembre 2026 à 08h00",
        "Kaynak: AA Haber: Jane Roe / HARWICH Giriş Tarihi: 21.11.2026 06:12",
        "Offentliggjort 21. nov. 2026 kl. 06.12 Opdateret 21. nov. 2026 kl. 08.00",
        "by",
        "—",
        "1834",
    ],
)
def test_the_line_of_names_and_dates_is_no_paragraph(line: str) -> None:
    found = article(page(body=(line, *PROSE)))
    assert found.paragraphs == PROSE
    assert [each.text for each in found.cleaning.removed] == [line]


@pytest.mark.parametrize(
    "line",
    [
        "Jane Roe sailed on the first ferry home",
        "The store burned on 21 November 2026",
        "21 March 1998: the quay opens",
        "By the harbour at dawn",
    ],
)
def test_a_line_that_says_more_stays(line: str) -> None:
    assert article(page(body=(line, *PROSE))).paragraphs == (line, *PROSE)


def test_what_stands_above_the_headline_is_no_paragraph() -> None:
    top = "<p class=x>Ports</p><span>LIVE</span><h1>Fire closes Harwich port</h1>"
    assert article(page(top=top)).paragraphs == PROSE
    lead = "The port of Harwich is shut after a fire in a store that holds the fruit of half a continent."
    assert article(page(top=f"<p>{lead}</p><h1>Fire closes Harwich port</h1>")).paragraphs == (lead, *PROSE)


def test_a_text_that_names_its_reporter_has_a_byline() -> None:
    opening = "临江晚报讯（记者 陈若楠）历时三年的临江古城墙修缮工程日前完工，将于明年元旦重新向市民开放。"
    assert article(page(head="", body=(opening, opening, *PROSE))).credits.byline == "陈若楠"
    assert article(page(body=(opening, opening, *PROSE))).credits.byline == "Jane Roe"
