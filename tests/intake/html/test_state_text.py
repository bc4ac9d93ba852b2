"""The text of an article in a page's data, in the shapes that the writers of such data have."""

from __future__ import annotations

from typing import Any

import pytest

from streams.blocks import BlockKind, texts_of
from streams.intake.html.state_text import blocks_of_body
from tests.intake.html.pages import PROSE, paragraphs

ONE, TWO, THREE = PROSE[:3]
OPENING, NAME, REST = (
    "Work begins in autumn, ",
    "Mirte Holsten",
    " told the meeting of the council on Tuesday.",
)
LINKED = OPENING + NAME + REST
HEAD = "What farmers fear"

PORTABLE = [
    {"_type": "block", "style": "normal", "children": [{"_type": "span", "text": ONE}], "markDefs": []},
    {"_type": "block", "style": "h2", "children": [{"_type": "span", "text": HEAD}]},
    {
        "_type": "block",
        "style": "normal",
        "children": [{"_type": "span", "text": t} for t in (OPENING, NAME, REST)],
    },
    {"_type": "imageBlock", "caption": TWO, "alt": THREE},
]
PROSEMIRROR = {
    "type": "doc",
    "content": [
        {"type": "paragraph", "content": [{"type": "text", "text": ONE}]},
        {"type": "heading", "attrs": {"level": 2}, "content": [{"type": "text", "text": HEAD}]},
        {
            "type": "paragraph",
            "content": [
                {"type": "text", "text": OPENING},
                {"type": "text", "marks": [{"type": "bold"}], "text": NAME},
                {"type": "text", "text": REST},
            ],
        },
        {"type": "embed", "html": f"<p>{TWO}</p>"},
    ],
}
CONTENTFUL = {
    "nodeType": "document",
    "data": {},
    "content": [
        {"nodeType": "paragraph", "data": {}, "content": [{"nodeType": "text", "value": ONE, "marks": []}]},
        {"nodeType": "heading-2", "data": {}, "content": [{"nodeType": "text", "value": HEAD, "marks": []}]},
        {
            "nodeType": "paragraph",
            "content": [
                {"nodeType": "text", "value": OPENING},
                {
                    "nodeType": "hyperlink",
                    "data": {"uri": "/m"},
                    "content": [{"nodeType": "text", "value": NAME}],
                },
                {"nodeType": "text", "value": REST},
            ],
        },
    ],
}
LEXICAL = {
    "root": {
        "type": "root",
        "children": [
            {"type": "paragraph", "children": [{"type": "text", "text": ONE}]},
            {"type": "heading", "tag": "h2", "children": [{"type": "text", "text": HEAD}]},
            {
                "type": "paragraph",
                "children": [
                    {"type": "text", "text": OPENING},
                    {"type": "link", "url": "/m", "children": [{"type": "text", "text": NAME}]},
                    {"type": "text", "text": REST},
                ],
            },
        ],
    }
}
SLATE = [
    {"children": [{"text": ONE}]},
    {"type": "h2", "children": [{"text": HEAD}]},
    {"children": [{"text": OPENING}, {"text": NAME, "bold": True}, {"text": REST}]},
]
DRAFT = {
    "blocks": [
        {"key": "a", "type": "unstyled", "text": ONE, "entityRanges": []},
        {"key": "b", "type": "header-two", "text": HEAD},
        {"key": "c", "type": "unstyled", "text": LINKED},
    ],
    "entityMap": {},
}
GUTENBERG = [
    {"name": "core/paragraph", "attributes": {"content": ONE}},
    {"name": "core/heading", "attributes": {"content": HEAD, "level": 2}},
    {"name": "core/image", "attributes": {"caption": TWO}},
    {"name": "core/paragraph", "attributes": {"content": f"{OPENING}<a href='/m'>{NAME}</a>{REST}"}},
]
EDITOR = {
    "time": 1,
    "blocks": [
        {"type": "paragraph", "data": {"text": ONE}},
        {"type": "header", "data": {"text": HEAD, "level": 2}},
        {"type": "paragraph", "data": {"text": f"{OPENING}<b>{NAME}</b>{REST}"}},
    ],
}
NESTED = {
    "blocks": [
        {"type": "text", "model": {"blocks": [{"type": "paragraph", "model": {"text": ONE, "blocks": []}}]}},
        {"type": "subheadline", "model": {"blocks": [{"type": "text", "model": {"text": HEAD}}]}},
        {"type": "text", "model": {"blocks": [{"type": "paragraph", "model": {"text": LINKED}}]}},
    ]
}
ARC = [
    {"type": "text", "content": ONE},
    {"type": "header", "level": 2, "content": HEAD},
    {"type": "text", "content": f"{OPENING}<a href='/m'>{NAME}</a>{REST}"},
    {"type": "gallery", "content_elements": [{"type": "image", "caption": TWO}]},
]
WORDPRESS = {
    "rendered": f"<p>{ONE}</p>\n<h2>{HEAD}</h2>\n<p>{OPENING}<em>{NAME}</em>{REST}</p>",
    "protected": False,
}


@pytest.mark.parametrize(
    "body",
    [PORTABLE, PROSEMIRROR, CONTENTFUL, LEXICAL, SLATE, DRAFT, GUTENBERG, EDITOR, NESTED, ARC, WORDPRESS],
)
def test_each_shape_of_a_text_comes_out_as_its_blocks(body: Any) -> None:
    blocks = blocks_of_body(body)
    assert texts_of(blocks) == (ONE, HEAD, LINKED)
    assert [block.kind for block in blocks] == [BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.PARAGRAPH]


@pytest.mark.parametrize(
    "body",
    [
        "\n\n".join(PROSE[:3]),
        list(PROSE[:3]),
        [{"text": text} for text in PROSE[:3]],
        [{"paragraph": text} for text in PROSE[:3]],
        paragraphs(PROSE[:3]).replace("<", "&lt;").replace(">", "&gt;"),
        [{"__typename": "TextBlock", "text": {"html": f"<p>{text}</p>"}} for text in PROSE[:3]],
        [{"type": "section", "elements": [{"type": "paragraph", "text": text} for text in PROSE[:3]]}],
    ],
)
def test_plain_texts_and_lists_of_them_are_paragraphs(body: Any) -> None:
    assert texts_of(blocks_of_body(body)) == (ONE, TWO, THREE)


def test_lists_and_quotations_stay_what_they_are() -> None:
    body = [
        {"type": "text", "content": ONE},
        {
            "type": "list",
            "items": [{"type": "text", "content": "A second bridge"}, {"type": "text", "content": "Mud"}],
        },
        {"type": "list", "data": {"style": "unordered", "items": ["A loan", "A school"]}},
        {
            "type": "quote",
            "content_elements": [{"type": "text", "content": TWO}, {"type": "text", "content": THREE}],
        },
    ]
    blocks = blocks_of_body(body)
    assert texts_of(blocks) == (ONE, "A second bridge", "Mud", "A loan", "A school", TWO, THREE)
    items, quotation = [BlockKind.ITEM] * 4, [BlockKind.QUOTATION] * 2
    assert [block.kind for block in blocks] == [BlockKind.PARAGRAPH, *items, *quotation]


@pytest.mark.parametrize(
    "other",
    [
        {"title": "The ferry is sold", "url": "/news/ferry", "text": TWO},
        {"headline": "The ferry is sold", "excerpt": TWO, "content": TWO},
        {"type": "related-articles", "items": [{"text": TWO}]},
        {"type": "newsletter_signup", "text": TWO},
        {"type": "pullAd", "component": "advert", "text": TWO},
        "https://messenger.example/a/very/long/address/that/is/no/text/of/an/article/at/all.html",
        {"type": "custom", "flag": True, "number": 7},
        f"<aside class='related'><p>{TWO}</p></aside>",
        "$$ARTICLE_AD_1$$",
    ],
)
def test_what_stands_between_the_paragraphs_and_is_no_text_is_left_out(other: Any) -> None:
    assert texts_of(blocks_of_body([{"type": "text", "content": ONE}, other, {"text": THREE}])) == (
        ONE,
        THREE,
    )


def test_characters_of_markup_in_plain_text_stay_characters() -> None:
    body = [
        {
            "type": "paragraph",
            "children": [{"text": "Of 3 < 4 & 5 > 2 the council took all that it could use."}],
        }
    ]
    assert texts_of(blocks_of_body(body)) == ("Of 3 < 4 & 5 > 2 the council took all that it could use.",)


@pytest.mark.parametrize("body", [None, "", [], {}, 7, [None, 1.5, True], {"a": {"b": {}}}])
def test_what_is_no_text_has_no_blocks(body: Any) -> None:
    assert blocks_of_body(body) == []
