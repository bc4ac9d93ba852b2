"""The article as JSON-LD describes it, read through the page's metadata."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.intake.html.extract import parse_page
from streams.intake.html.metadata import PageMetadata, read_metadata

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


def test_json_ld() -> None:
    found = read(ld(ARTICLE))
    assert found.title == "Fire closes Harwich port"
    assert found.byline == "Jane Roe, Tom Ash"
    assert found.published == datetime(2026, 11, 21, 6, 12, tzinfo=UTC)
    assert found.modified == datetime(2026, 11, 21, 8, 12, tzinfo=UTC)
    assert found.site_name == "Anglia Herald"


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
