"""Teasers: what is one, and how far it goes."""

from __future__ import annotations

import pytest

from streams.intake.html.extract import parse_page
from streams.intake.html.not_article_teasers import teaser_texts

HEADLINE = '<a href="/{}">Bees shut the toll bridge</a>'


def teasers(body: str) -> tuple[str, ...]:
    tree = parse_page(f"<html><body>{body}</body></html>")
    assert tree is not None
    return teaser_texts(tree)


@pytest.mark.parametrize(
    "form",
    [
        "<div><h3>{}</h3><p>In a hat box.</p></div>",
        "<article><div><h2>{}</h2></div><div><p>In a hat box.</p></div></article>",
        "<li>{}<p>In a hat box.</p></li>",
        "<li><span>20 November 2026</span>{}<p>In a hat box.</p></li>",
        "<div><time>20.11.</time>{}<p>In a hat box.</p></div>",
        "<h2>{}</h2><p>In a hat box.</p>",
        '<a href="/x"><h3>Bees shut the toll bridge</h3><p>In a hat box.</p></a>',
    ],
)
def test_the_forms_of_a_teaser(form: str) -> None:
    found = teasers(
        "<main>" + "".join(form.format(HEADLINE.format(number)) for number in range(3)) + "</main>"
    )
    assert len(found) == 3
    assert all("Bees shut the toll bridge" in text and "In a hat box." in text for text in found)


def test_a_link_in_running_text_is_none() -> None:
    assert teasers(f"<p>The board had said that {HEADLINE} on Friday, and more.</p>") == ()


def test_what_stands_in_furniture_is_none() -> None:
    card = f"<div><h3>{HEADLINE}</h3></div>"
    assert teasers(f"<nav>{card}</nav><footer>{card}</footer><aside>{card}</aside>") == ()


def test_a_long_text_under_a_linked_headline_is_an_article() -> None:
    text = "<p>" + "A keeper carried the bees off in a hat box. " * 20 + "</p>"
    (short,) = teasers(f"<div><h2>{HEADLINE}</h2>{text}</div><div><h2>{HEADLINE}</h2><p>Short.</p></div>")
    assert short.endswith("Short.")


def test_their_number_has_an_end() -> None:
    assert 100 < len(teasers(f"<div><h3>{HEADLINE}</h3></div>" * 400)) <= 150
