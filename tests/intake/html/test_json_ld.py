"""The article in a page's JSON-LD: references, types in lists, what is broken, and what is another article's."""

from __future__ import annotations

import json
from typing import Any

import pytest

from streams.intake.html.json_ld import Author, LinkedArticle, filled_up, read_linked_data
from tests.linear import assert_linear

URL = "https://www.courier.example/dredging"
TITLE = "Tarnvik to dredge its channel"
NODE: dict[str, Any] = {"@type": "NewsArticle", "headline": TITLE, "datePublished": "2026-11-20T08:00:00Z"}


def read(*documents: object, titles: tuple[str, ...] = (TITLE,), url: str | None = None) -> LinkedArticle:
    scripts = [each if isinstance(each, str) else json.dumps(each) for each in documents]
    return read_linked_data(scripts, url, list(titles))


@pytest.mark.parametrize(
    "author",
    [
        {"@type": "Person", "name": "Orla Fenwick"},
        {"@type": ["Person", "Journalist"], "name": "Orla Fenwick"},
        [{"@type": ["Person"], "name": "Orla Fenwick"}],
        {"@type": "Person", "givenName": "Orla", "familyName": "Fenwick"},
        {"@type": "Person", "name": {"@value": "Orla Fenwick"}},
        {"name": "Orla Fenwick"},
        {"name": ["Orla Fenwick"]},
        ["Orla Fenwick"],
        "Orla Fenwick",
    ],
)
def test_an_author_in_every_form(author: object) -> None:
    assert read({**NODE, "author": author}).authors == (Author("Orla Fenwick"),)


def test_an_organisation_is_no_person() -> None:
    found = read({**NODE, "author": {"@type": "NewsMediaOrganization", "name": "Nordwire"}})
    assert found.authors == (Author("Nordwire", person=False),)


def test_references_into_the_graph_are_followed() -> None:
    person = {"@type": "Person", "@id": "#orla", "name": "Orla Fenwick"}
    paper = {"@type": "Organization", "@id": "#paper", "name": "The Courier"}
    article = {**NODE, "author": {"@id": "#orla"}, "publisher": {"@id": "#paper"}}
    found = read({"@graph": [article, person, paper]})
    assert found.authors == (Author("Orla Fenwick"),)
    assert found.publisher == "The Courier"
    assert read(article, person).authors == (Author("Orla Fenwick"),)  # in two scripts


def test_a_reference_in_a_circle_ends() -> None:
    assert read({**NODE, "author": {"@id": "#a"}}, {"@id": "#a", "author": {"@id": "#a"}}).authors == ()


def test_a_page_that_is_described_as_no_article() -> None:
    page = {"@type": "WebPage", "datePublished": "2026-11-20T08:00:00Z", "author": {"@id": "#orla"}}
    person = {"@type": ["Person", "Organization"], "@id": "#orla", "name": "Orla Fenwick"}
    found = read({"@graph": [page, person]})
    assert (found.authors, found.published) == ((Author("Orla Fenwick"),), "2026-11-20T08:00:00Z")
    assert read({"@graph": [{**page, "author": None}, person]}).authors == (Author("Orla Fenwick"),)


BROKEN = (
    '{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Tarnvik to dredge its channel", '
    '"description": "The mayor said "at last" on Monday", "author": {"@type": "Person", "name": "Orla Fenwick"}, '
    '"datePublished": "2026-11-20T08:00:00Z"}'
)


def test_of_a_broken_script_what_is_whole_is_read() -> None:
    found = read(BROKEN)
    assert (found.headline, found.published) == (TITLE, "2026-11-20T08:00:00Z")
    assert found.authors == (Author("Orla Fenwick"),)
    assert found.description is None  # cut by its quotation mark


def test_a_script_that_ends_in_its_middle() -> None:
    assert read(BROKEN.replace('"at last"', "at last")[:-30]).authors == (Author("Orla Fenwick"),)
    assert read('{"author": {"name": "Orla Fenwick"}, oh').authors == ()  # of no article


def test_another_articles_description_is_left_out() -> None:
    other = {**NODE, "headline": "Library to lend out violins", "author": "Devin Coldharbour"}
    assert read(other) == LinkedArticle()
    assert read({**other, "url": URL}, url=URL).authors == (Author("Devin Coldharbour"),)


def test_a_headline_may_be_worded_for_search_engines() -> None:
    assert read({**NODE, "headline": "Dredging: Tarnvik gets a deeper channel"}).published
    assert read({**NODE, "headline": "港口将疏浚航道"}, titles=("港口将疏浚航道 - 信使报",)).published


def test_section_keywords_and_picture() -> None:
    image = {"@type": "ImageObject", "url": "https://courier.example/a.jpg", "caption": "The dredger"}
    found = read({**NODE, "articleSection": ["Ports"], "keywords": "ports, dredging,ports", "image": [image]})
    assert (found.section, found.keywords) == ("Ports", ("ports", "dredging"))
    assert (found.image, found.caption) == ("https://courier.example/a.jpg", "The dredger")


@pytest.mark.parametrize("part", ['"author":', '"author":[', '"@type": "Article"', '"name" ', "{"])
def test_broken_scripts_take_linear_time(part: str) -> None:
    assert_linear(
        lambda size: read('{"@type": "NewsArticle" ' + part * (size // len(part))), lambda size: size
    )


def test_another_source_counts_where_linked_data_say_nothing() -> None:
    other = LinkedArticle(headline="Another", section="Ports")
    assert filled_up(LinkedArticle(headline="Fire"), other) == LinkedArticle(headline="Fire", section="Ports")


def test_the_name_in_a_broken_script_is_not_the_articles() -> None:
    broken = (
        '{"@type": "NewsArticle", "headline": "The "deep" channel", '
        '"author": {"@type": "Person", "name": "Orla Fenwick"},}'
    )
    assert read(broken).authors == (Author("Orla Fenwick"),)
