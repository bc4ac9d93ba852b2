"""Standfirst, section, keywords and picture."""

from __future__ import annotations

import pytest

from streams.intake.html.about import Picture, is_cut_of
from streams.intake.html.extract import parse_page
from streams.intake.html.metadata import PageMetadata, read_metadata

TITLE = "Tarnvik to dredge its channel"
STANDFIRST = "The port gets its depth back before the herring come, and the dues rise."


def read(head: str, body: str = "", url: str | None = "https://www.courier.example/a/b") -> PageMetadata:
    tree = parse_page(
        f"<html><head><title>{TITLE}</title>{head}</head><body><h1>{TITLE}</h1>{body}<p>x</p></body></html>"
    )
    assert tree is not None
    return read_metadata(tree, url)


def og(name: str, text: str) -> str:
    return f'<meta property="og:{name}" content="{text}">'


def test_the_shared_summary_is_the_standfirst() -> None:
    assert read(og("description", STANDFIRST)).standfirst == STANDFIRST


def test_a_summary_for_search_engines_counts_if_it_is_printed() -> None:
    tag = f'<meta name="description" content="{STANDFIRST}">'
    assert read(tag).standfirst is None
    assert read(tag).description == STANDFIRST
    assert read(tag, f"<div><p>{STANDFIRST}</p></div>").standfirst == STANDFIRST


@pytest.mark.parametrize(
    "text",
    [
        "Too short.",
        STANDFIRST + " The board …",
        TITLE + " " * 9,
        "News and sport from Courier Example: courier.example",
    ],
)
def test_what_is_no_standfirst(text: str) -> None:
    assert read(og("description", text)).standfirst is None


def test_a_cut_of_the_text_is_none() -> None:
    paragraphs = [f"{STANDFIRST} So says the board.", "More."]
    assert is_cut_of(STANDFIRST, paragraphs)
    assert is_cut_of("  “" + STANDFIRST[:60] + "”", paragraphs)
    assert not is_cut_of(STANDFIRST, ["The board voted on Monday.", "More."])


def test_section_and_keywords() -> None:
    found = read(
        '<meta property="article:section" content="Ports"><meta property="article:tag" content="Dredging">'
        '<meta property="article:tag" content="Herring"><meta property="article:tag" content="Dredging">'
    )
    assert (found.section, found.keywords) == ("Ports", ("Dredging", "Herring"))
    assert read('<meta name="keywords" content="ports; herring, Courier">').keywords == ("ports", "herring")


def test_the_picture_and_its_alternative_text() -> None:
    head = (
        og("image", "/img/dredger.jpg")
        + og("image:alt", "A dredger")
        + og("image:width", "1200")
        + og("image:height", "x")
    )
    assert read(head).picture == Picture(
        "https://www.courier.example/img/dredger.jpg", "A dredger", None, 1200, None
    )
    assert read(head, url=None).picture is None
    assert read(og("image", "javascript:alert(1)")).picture is None
