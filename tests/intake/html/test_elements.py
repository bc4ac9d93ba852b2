"""The elements of a page that several readers ask for, gathered in one walk."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

import pytest

from streams.article import Article, Origin, RawArticle
from streams.intake.html import elements, page
from streams.intake.html.container import in_paragraphs
from streams.intake.html.elements import elements_of
from streams.intake.html.extract import parse_page
from tests.intake.html.pages import PROSE, paragraphs, tree

RAW = Origin("test", 0, 0, datetime(2026, 11, 21, tzinfo=UTC))


def test_each_list_is_in_the_order_of_the_page() -> None:
    root = tree(
        "<h1>Canal</h1><input><p>One<a>A</a></p><button>Go</button><p>Two<time>Noon</time></p><input>"
    )
    found = elements_of(root)
    assert [each.text for each in found.paragraphs] == ["One", "Two"]
    assert [each.tag for each in found.buttons] == ["input", "button", "input"]
    assert [each.text for each in (*found.headings, *found.anchors, *found.times)] == ["Canal", "A", "Noon"]


def test_one_walk_serves_all_readers_of_a_page_and_its_tree_is_let_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    walks = []

    def counted(root: object) -> elements.Elements:
        walks.append(root)
        return elements_of.__wrapped__(root)

    cached = lru_cache(maxsize=1)(counted)
    for module in (
        "container",
        "coverage",
        "claims",
        "extract",
        "head",
        "not_article_marks",
        "not_article_teasers",
    ):
        monkeypatch.setattr(f"streams.intake.html.{module}.elements_of", cached)
    monkeypatch.setattr(elements, "elements_of", cached)
    markup = f"<html><head><title>Canal</title></head><body><article>{paragraphs()}</article></body></html>"
    assert isinstance(page.read(RawArticle(markup.encode(), RAW, "text/html")), Article)
    assert len(walks) == 1
    assert cached.cache_info().currsize == 0


def test_prose_that_stands_outside_the_body_is_not_the_bodys() -> None:
    root = tree(f"<p>{PROSE[0]}</p>")
    body = root.find("body")
    assert body is not None
    assert len(in_paragraphs(body)) == 1
    root.find("head").append(parse_page(f"<p>{PROSE[1]}</p>").find(".//p"))  # type: ignore[union-attr]
    elements.forget()
    assert len(in_paragraphs(body)) == 1
    assert len(elements_of(root).paragraphs) == 2
