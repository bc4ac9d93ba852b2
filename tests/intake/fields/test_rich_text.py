"""Texts that a content system keeps as a tree of nodes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from streams.article import Article
from streams.intake.fields.rich_text import DEEPEST, markup_of
from streams.intake.reader import read
from tests.articles import raw
from tests.linear import assert_linear

FIRST, SECOND = "The weir at Oxmere & its lock will be rebuilt in May.", "The council votes on Monday."


def run(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": text, **more}


ANS = [
    {
        "_id": "A",
        "type": "text",
        "content": "The weir at <b>Oxmere</b> &amp; its lock will be rebuilt in May.",
    },
    {"type": "header", "level": 3, "content": "Vote"},
    {"type": "image", "caption": "The weir", "url": "https://mere.example/weir.jpg"},
    {"type": "list", "list_type": "unordered", "items": [{"type": "text", "content": "a lock"}]},
    {"type": "interstitial_link", "content": "Read more", "url": "https://mere.example/more"},
    {"type": "text", "content": SECOND},
]
PORTABLE = [
    {"_type": "block", "style": "normal", "children": [{"_type": "span", "text": FIRST[:12]}, {"_type": "span", "text": FIRST[12:]}]},
    {"_type": "block", "style": "h3", "children": [{"_type": "span", "text": "Vote"}]},
    {"_type": "block", "listItem": "bullet", "children": [{"_type": "span", "text": "a lock"}]},
    {"_type": "image", "asset": {"_ref": "x"}},
    {"_type": "block", "style": "normal", "children": [{"_type": "span", "text": SECOND}]},
]  # fmt: skip
CONTENTFUL = {
    "nodeType": "document",
    "data": {},
    "content": [
        {"nodeType": "paragraph", "data": {}, "content": [{"nodeType": "text", "value": FIRST, "marks": [], "data": {}}]},
        {"nodeType": "heading-3", "data": {}, "content": [{"nodeType": "text", "value": "Vote"}]},
        {"nodeType": "unordered-list", "content": [
            {"nodeType": "list-item", "content": [{"nodeType": "paragraph", "content": [{"nodeType": "text", "value": "a lock"}]}]}]},
        {"nodeType": "embedded-asset-block", "data": {"target": {"sys": {"id": "x"}}}, "content": []},
        {"nodeType": "paragraph", "content": [
            {"nodeType": "hyperlink", "data": {"uri": "https://mere.example/vote"}, "content": [{"nodeType": "text", "value": "The council"}]},
            {"nodeType": "text", "value": " votes on Monday."}]},
    ],
}  # fmt: skip
PROSEMIRROR = {
    "type": "doc",
    "content": [
        {"type": "paragraph", "content": [run("The weir at "), run("Oxmere", marks=[{"type": "bold"}]), run(FIRST[18:])]},
        {"type": "heading", "attrs": {"level": 3}, "content": [run("Vote")]},
        {"type": "bulletList", "content": [{"type": "listItem", "content": [{"type": "paragraph", "content": [run("a lock")]}]}]},
        {"type": "paragraph", "content": [run(SECOND)]},
    ],
}  # fmt: skip
EDITORJS = {
    "time": 1795248720000,
    "version": "2.30",
    "blocks": [
        {"type": "paragraph", "data": {"text": FIRST.replace("&", "&amp;")}},
        {"type": "header", "data": {"text": "Vote", "level": 3}},
        {"type": "list", "data": {"style": "unordered", "items": ["a lock"]}},
        {"type": "embed", "data": {"caption": "A film"}},
        {"type": "paragraph", "data": {"text": SECOND}},
    ],
}
DRAFT = {
    "blocks": [
        {"key": "a", "text": FIRST, "type": "unstyled"},
        {"key": "b", "text": "Vote", "type": "header-three"},
        {"key": "c", "text": "a lock", "type": "unordered-list-item"},
        {"key": "d", "text": " ", "type": "atomic"},
        {"key": "e", "text": SECOND, "type": "unstyled"},
    ],
    "entityMap": {},
}
LEXICAL = {
    "root": {
        "type": "root",
        "children": [
            {"type": "paragraph", "children": [run(FIRST)]},
            {"type": "heading", "tag": "h3", "children": [run("Vote")]},
            {"type": "list", "listType": "bullet", "children": [{"type": "listitem", "children": [run("a lock")]}]},
            {"type": "paragraph", "children": [{"type": "link", "url": "https://mere.example", "children": [run("The council")]}, run(" votes on Monday.")]},
        ],
    }
}  # fmt: skip
STRAPI = [
    {"type": "paragraph", "children": [run(FIRST)]},
    {"type": "heading", "level": 3, "children": [run("Vote")]},
    {"type": "list", "format": "unordered", "children": [{"type": "list-item", "children": [run("a "), run("lock", bold=True)]}]},
    {"type": "paragraph", "children": [run(SECOND)]},
]  # fmt: skip
LIVINGDOCS = [
    {"component": "p", "content": {"text": FIRST.replace("&", "&amp;")}},
    {"component": "subtitle", "content": {"title": "Vote"}},
    {"component": "list", "content": {"items": [{"text": "a lock"}]}},
    {"component": "image", "content": {"caption": "The weir"}},
    {"component": "p", "content": {"text": SECOND}},
]
PRISMIC = [
    {"slice_type": "text", "items": [], "primary": {"text": [{"type": "paragraph", "text": FIRST, "spans": []}, {"type": "heading3", "text": "Vote", "spans": []}]}},
    {"slice_type": "text", "primary": {"rich_text": [{"type": "list-item", "text": "a lock"}, {"type": "paragraph", "text": SECOND}]}},
]  # fmt: skip
DAST = {"blocks": [], "value": {"schema": "dast", "document": {"type": "root", "children": [
    {"type": "paragraph", "children": [{"type": "span", "value": FIRST}]},
    {"type": "heading", "level": 3, "children": [{"type": "span", "value": "Vote"}]},
    {"type": "list", "children": [{"type": "listItem", "children": [{"type": "paragraph", "children": [{"type": "span", "value": "a lock"}]}]}]},
    {"type": "paragraph", "children": [{"type": "span", "value": SECOND}]}]}}}  # fmt: skip
MARKUP = FIRST.replace("&", "&amp;")
WAGTAIL = [{"type": "paragraph", "value": f"<p>{MARKUP}</p><h3>Vote</h3>", "id": "a"}, {"type": "image", "value": 4}, {"type": "paragraph", "value": f"<ul><li>a lock</li></ul><p>{SECOND}</p>"}]  # fmt: skip
ZONE = [
    {"__component": "shared.rich-text", "body": f"{FIRST}\n\n### Vote\n\n- a lock\n\n{SECOND}"},
    {"__component": "shared.media", "id": 2},
]
GOOGLE = {"content": [{"sectionBreak": {}}, {"paragraph": {"elements": [{"textRun": {"content": MARKUP}}]}}, {"type": "h3", "text": "Vote"}, {"type": "li", "text": "a lock"},
    {"paragraph": {"elements": [{"textRun": {"content": f"{SECOND}\n"}}]}}]}  # fmt: skip
TREES = {
    "Prismic": PRISMIC, "DatoCMS": DAST, "Wagtail": WAGTAIL, "Strapi's dynamic zone": ZONE, "Google Docs": GOOGLE,
    "ANS": ANS, "Portable Text": PORTABLE, "Contentful": CONTENTFUL, "ProseMirror": PROSEMIRROR, "Editor.js": EDITORJS,
    "Draft.js": DRAFT, "Lexical": LEXICAL, "Strapi": STRAPI, "Livingdocs": LIVINGDOCS, "a string of JSON": json.dumps(EDITORJS),
}  # fmt: skip


@pytest.mark.parametrize("tree", TREES.values(), ids=TREES)
def test_paragraphs_headings_and_points_are_what_they_are_and_pictures_are_no_text(tree: Any) -> None:
    (found,) = read(raw(json.dumps({"title": "Weir", "body": tree}).encode()))
    assert isinstance(found, Article), found
    assert found.paragraphs[0] == FIRST
    assert found.paragraphs[1:] == ("Vote", "a lock", SECOND)
    kinds = [form.kind if form else None for form in found.forms] if found.forms else []
    assert "heading" in map(str, kinds)


def test_a_field_that_holds_nothing_but_a_tree_is_the_text() -> None:
    for name in ("blocks", "richText", "content_elements", "lexical"):
        (found,) = read(raw(json.dumps({"title": "Weir", name: STRAPI}).encode()))
        assert isinstance(found, Article), found
        assert found.paragraphs[-1] == SECOND


@pytest.mark.parametrize(
    "value",
    [
        [{"text": "one"}, {"text": "two"}],
        ["one", "two"],
        {"rendered": "<p>one</p>"},
        {"type": "text", "text": "one"},
        [{"type": "article", "title": "Weir", "content": "one"}],
        [{"type": "image", "url": "https://mere.example/weir.jpg"}],
        {"type": "story", "content_elements": [{"type": "text", "content": "of another article"}]},
        '{"a": 1}',
        "one",
        None,
        7,
    ],
)
def test_what_is_no_tree_is_none(value: Any) -> None:
    assert markup_of(value) is None


def test_text_is_no_markup_and_addresses_hold_none() -> None:
    tree = [{"type": "paragraph", "children": [run("1 < 2 <script>"), {"type": "link", "url": 'https://x.example/"><b>', "children": [run("b")]}]}]  # fmt: skip
    assert markup_of(tree) == "<p>1 &lt; 2 &lt;script&gt;b</p>"


def test_a_paragraph_may_say_that_it_is_a_point_of_a_list_or_a_quotation() -> None:
    found = markup_of(PORTABLE)
    assert found is not None
    assert "<ul><li>a lock</li></ul>" in found
    quoted = {"_type": "block", "style": "blockquote", "children": [{"_type": "span", "text": "x"}]}
    assert markup_of([quoted]) == "<blockquote>x</blockquote>"


def test_levels_orders_and_lists_in_lists() -> None:
    nested = {
        "type": "list",
        "data": {"style": "ordered", "items": [{"content": "a", "items": [{"content": "b"}]}]},
    }
    assert markup_of([nested]) == "<ol><li>a<ol><li>b</li></ol></li></ol>"
    for node in ({"type": "h4"}, {"type": "header", "level": 4}, {"type": "header-four"}, {"type": "heading", "attrs": {"level": 4}}):  # fmt: skip
        assert markup_of([{**node, "content": "x"}]) == "<h4>x</h4>"
    assert markup_of([{"type": "heading", "content": "x"}]) == "<h2>x</h2>"
    quote = {"type": "blockquote", "content": [{"type": "paragraph", "content": [run("x")]}]}
    assert markup_of([quote]) == "<blockquote><p>x</p></blockquote>"


def test_a_tree_without_end_has_one() -> None:
    deep: dict[str, Any] = {"type": "paragraph", "text": "deepest"}
    for _ in range(2 * DEEPEST):
        deep = {"type": "section", "children": [{"type": "paragraph", "text": "x"}, deep]}
    found = markup_of(deep)
    assert found is not None
    assert 10 < found.count("<p>x</p>") <= DEEPEST
    assert "deepest" not in found


@pytest.mark.long
def test_a_large_tree_takes_linear_time() -> None:
    assert_linear(markup_of, lambda size: [{"type": "paragraph", "children": [run("x")]}] * (size // 40))
