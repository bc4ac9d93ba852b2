"""What a page says of itself."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.intake.html import near, published
from streams.intake.html.extract import parse_page
from streams.intake.html.metadata import PageMetadata, clean_byline, primary_language, read_metadata
from tests.linear import assert_linear, repeated

URL = "https://www.anglia-herald.example/news/harbour-fire"
ARTICLE: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Fire closes Harwich port",
    "author": [{"@type": "Person", "name": "Jane Roe"}, {"@type": "Person", "name": "Tom Ash"}],
    "datePublished": "2026-11-21T06:12:00Z",
    "dateModified": "2026-11-21T09:12:00+01:00",
    "publisher": {"@type": "Organization", "name": "Anglia Herald"},
}


def read(head: str, body: str = "", url: str | None = URL, root: str = "<html>") -> PageMetadata:
    tree = parse_page(f"{root}<head>{head}</head><body>{body}<p>x</p></body></html>")
    assert tree is not None
    return read_metadata(tree, url)


def ld(*nodes: object) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(node)}</script>' for node in nodes)


def meta(**content: str) -> str:
    return "".join(
        f'<meta property="{name.replace("__", ":")}" content="{value}">' for name, value in content.items()
    )


def test_opengraph_and_meta() -> None:
    found = read(
        meta(
            og__title="Fire &amp;amp; smoke",
            og__site_name="Anglia Herald",
            og__locale="de_AT",
            og__description="A fire.",
        )
        + '<meta name="author" content="Von Jörg Ohm"><meta name="date" content="2026-11-21">'
        + '<meta itemprop="dateModified" content="2026-11-22T00:00Z">'
    )
    assert (found.title, found.byline, found.publisher) == ("Fire & smoke", "Jörg Ohm", "Anglia Herald")
    assert (found.language, found.description) == ("de", "A fire.")
    assert (found.published, found.modified) == (
        datetime(2026, 11, 21, tzinfo=UTC),
        datetime(2026, 11, 22, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Fire closes Harwich port | Anglia Herald", "Fire closes Harwich port"),
        ("Fire closes Harwich port - The Anglia Herald", "Fire closes Harwich port"),
        ("Fire closes Harwich port | News | Anglia Herald", "Fire closes Harwich port | News"),
        ("Anglia Herald - Fire closes Harwich port", "Fire closes Harwich port"),
        ("Fire closes port - minister resigns", "Fire closes port - minister resigns"),
        ("Port-side fire", "Port-side fire"),
        ("Anglia Herald", None),
    ],
)
def test_the_sites_name_is_no_part_of_the_title(title: str, bare: str | None) -> None:
    assert read(meta(og__site_name="Anglia Herald") + f"<title>{title}</title>").title == bare


def test_the_host_tells_the_sites_name_too() -> None:
    assert read("<title>Fire closes port | Anglia-Herald</title>").title == "Fire closes port"


def test_the_heading_tells_where_the_title_ends() -> None:
    assert (
        read("<title>Fire closes port | BBX</title>", "<h1>Fire closes port</h1>", url=None).title
        == "Fire closes port"
    )


def test_a_headline_cut_short_is_replaced() -> None:
    found = read(
        ld({**ARTICLE, "headline": "Fire closes Harwich…"})
        + meta(og__title="Fire closes Harwich port for good")
    )
    assert found.title == "Fire closes Harwich port for good"


@pytest.mark.parametrize(
    "author", ["https://facebook.com/jane", "@jane", "", "Anglia Herald", "1234", "x" * 300]
)
def test_what_is_no_byline(author: str) -> None:
    assert (
        read(meta(og__site_name="Anglia Herald") + f'<meta name="author" content="{author}">').byline is None
    )


def test_byline_prefixes() -> None:
    assert (
        clean_byline("By Jane Roe")
        == clean_byline("Von Jane Roe")
        == clean_byline("par  Jane Roe")
        == "Jane Roe"
    )
    assert clean_byline("Byron Vonnegut") == "Byron Vonnegut"
    assert clean_byline("von") == "von"


def test_time_below_the_heading_only() -> None:
    above = '<time datetime="2020-01-01">x</time>'
    below = '<time datetime="2026-11-21T06:12Z">x</time><time datetime="2020-01-02">x</time>'
    assert read("", f"{above}<h1>Fire</h1>{below}").published == datetime(2026, 11, 21, 6, 12, tzinfo=UTC)
    assert read("", above).published is None
    assert read("", '<time itemprop="datePublished" datetime="2026-11-20">x</time>').published == datetime(
        2026, 11, 20, tzinfo=UTC
    )


def test_modified_before_published_is_a_mistake() -> None:
    assert read(ld({**ARTICLE, "dateModified": "2026-11-20"})).modified is None


@pytest.mark.parametrize(
    ("head", "canonical"),
    [
        (
            '<link rel="canonical" href="/news/fire?utm_source=x">',
            "https://www.anglia-herald.example/news/fire",
        ),
        ('<link rel="canonical" href="/">', None),
        ('<link rel="canonical" href="https://elsewhere.example/a">', None),
        (
            '<link rel="canonical" href="/">' + meta(og__url="https://anglia-herald.example/a"),
            "https://anglia-herald.example/a",
        ),
        (ld({**ARTICLE, "mainEntityOfPage": {"@id": URL}}), URL),
        ('<link rel="canonical"><link rel="amphtml" href="/amp/fire">', None),
    ],
)
def test_canonical(head: str, canonical: str | None) -> None:
    assert read(head).canonical == canonical


@pytest.mark.parametrize(
    ("root", "head", "language"),
    [
        ('<html lang="en-GB">', "", "en"),
        ('<html xml:lang="FR">', "", "fr"),
        ("<html>", meta(og__locale="nb_NO"), "nb"),
        ("<html>", '<meta http-equiv="Content-Language" content="de">', "de"),
        ('<html lang="x-default">', "", None),
        ('<html lang="und">', "", None),
        ('<html lang="">', "", None),
        ('<html lang="english language">', meta(og__locale="en_US"), "en"),
    ],
)
def test_language(root: str, head: str, language: str | None) -> None:
    assert read(head, root=root).language == language


def test_what_is_printed_is_not_looked_at_where_it_can_add_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    body = "<p>Published 20 November 2026</p><h1>Fire closes Harwich port</h1><p class=author>By Jane Roe</p>"
    node = {**ARTICLE, "author": []}
    monkeypatch.setattr(published, "printed_dates", None)
    monkeypatch.setattr(near, "_preceding", None)  # what stands above the headline
    found = read(ld(node), body)
    assert found.byline == "Jane Roe"
    assert found.modified == datetime(2026, 11, 21, 8, 12, tzinfo=UTC)


def test_an_empty_page_says_nothing() -> None:
    assert read("", url=None) == PageMetadata()


@pytest.mark.parametrize(
    ("opening", "part", "end"),
    [
        ("<title>", " | a", "</title>"),
        ("<title>", " ", "</title>"),
        ("", '<link rel="canonical" href="https://a.example/x">', ""),
        ('<script type="application/ld+json">', "[", "</script>"),
        ('<script type="application/ld+json">{', ", ", "</script>"),
        ('<meta property="og:title" content="', "- ", '">'),
    ],
)
def test_hostile_heads_take_linear_time(opening: str, part: str, end: str) -> None:
    assert_linear(read, repeated(part, opening, end))


def test_a_graph_of_many_articles_takes_linear_time() -> None:
    assert_linear(read, lambda size: ld({"@graph": [ARTICLE] * (size // 200)}))


@given(st.text(max_size=30))
def test_languages_are_subtags(tag: str) -> None:
    language = primary_language(tag)
    assert language is None or (language.islower() and 2 <= len(language) <= 3)


def test_json_ld() -> None:
    found = read(ld(ARTICLE))
    assert found.title == "Fire closes Harwich port"
    assert found.byline == "Jane Roe, Tom Ash"
    assert found.published == datetime(2026, 11, 21, 6, 12, tzinfo=UTC)
    assert found.modified == datetime(2026, 11, 21, 8, 12, tzinfo=UTC)
    assert found.publisher == "Anglia Herald"


@pytest.mark.parametrize(
    "script",
    [
        json.dumps({"@graph": [{"@type": "WebSite", "name": "x"}, ARTICLE]}),
        json.dumps([{"@type": "BreadcrumbList"}, ARTICLE]),
        json.dumps({"@type": "WebPage", "mainEntity": ARTICLE}),
        json.dumps({**ARTICLE, "@type": ["ReportageNewsArticle", "Thing"]}),
        json.dumps(ARTICLE)[:-1] + ",}",
        "<!--" + json.dumps(ARTICLE) + "-->",
        "//<![CDATA[\n" + json.dumps(ARTICLE) + "\n//]]>",
        json.dumps(ARTICLE) + ";",
        json.dumps(ARTICLE).replace("Fire closes", "Fire\n closes"),
        json.dumps([ARTICLE, ARTICLE]),
    ],
)
def test_json_ld_in_every_dress(script: str) -> None:
    found = read(f'<script type="application/ld+json">{script}</script>')
    assert (found.title, found.byline) == ("Fire closes Harwich port", "Jane Roe, Tom Ash")


@pytest.mark.parametrize(
    "script",
    ["{broken", "", "null", "[[[]]]", '"text"', '{"@type": 7}', '{"@type": "NewsArticle", "author": 7}'],
)
def test_broken_json_ld_is_passed_over(script: str) -> None:
    found = read(
        f'<script type="application/ld+json">{script}</script>'
        + '<meta property="og:title" content="Fire closes Harwich port">'
    )
    assert (found.title, found.byline) == ("Fire closes Harwich port", None)


def test_of_several_articles_the_one_with_this_url() -> None:
    other = {**ARTICLE, "headline": "Another story", "url": "https://www.anglia-herald.example/other"}
    this = {**ARTICLE, "url": URL + "?x=1"}
    assert read(ld(other, this)).title == "Fire closes Harwich port"


def test_of_several_articles_the_one_in_the_title() -> None:
    other = {**ARTICLE, "headline": "Another story", "author": "Tom Other"}
    found = read(ld(other, ARTICLE) + "<title>Fire closes Harwich port - Anglia Herald</title>", url=None)
    assert found.byline == "Jane Roe, Tom Ash"


def test_other_articles_in_a_list_are_not_this_one() -> None:
    listing = {
        "@type": "ItemList",
        "itemListElement": [{"@type": "NewsArticle", "headline": "Another story"}],
    }
    several = [{**ARTICLE, "headline": "One"}, {**ARTICLE, "headline": "Two"}]
    assert read(ld(listing), url=None) == PageMetadata()
    assert read(ld(*several), url=None).title is None


VALUES = st.recursive(
    st.none() | st.integers() | st.text(max_size=8),
    lambda v: st.lists(v, max_size=3) | st.dictionaries(st.sampled_from(["@id", "name", "@type", "url"]), v),
    max_leaves=5,
)


@given(
    st.dictionaries(st.sampled_from([*ARTICLE, "url", "mainEntityOfPage", "inLanguage", "@graph"]), VALUES)
)
def test_any_json_ld_is_answered(node: dict[str, Any]) -> None:
    markup = json.dumps({**ARTICLE, **node}).replace("</", "<\\/").replace("<!--", "<\\u0021--")
    assert isinstance(read(f'<script type="application/ld+json">{markup}</script>'), PageMetadata)
