"""The body in XHTML: the words of the plain one, in a handful of elements, and nothing that a document could slip in."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from streams.blocks import Block, BlockKind, Cell, Mark, Span, forms_of, texts_of
from streams.datafiles import shipped
from streams.events.xhtml import body_of

SCHEMA = etree.RelaxNG(etree.fromstring((shipped("schemas/body.rng")).read_bytes()))


def body(*blocks: Block) -> str:
    return body_of(texts_of(blocks), forms_of(blocks))


def test_plain_paragraphs() -> None:
    assert body(Block("Fares rise."), Block("A & B <C>")) == "<p>Fares rise.</p>\n<p>A &amp; B &lt;C&gt;</p>"
    assert body() == ""


def test_headings_keep_their_level_below_the_headlines() -> None:
    assert body(Block("One", BlockKind.HEADING, 1), Block("Two", BlockKind.HEADING, 9)) == (
        "<h2>One</h2>\n<h6>Two</h6>"
    )


def test_the_paragraphs_of_a_quotation_stand_together() -> None:
    quoted = [Block(text, BlockKind.QUOTATION, group=1) for text in ("One.", "Two.")]
    other = Block("Three.", BlockKind.QUOTATION, group=2)
    assert body(*quoted, other) == (
        "<blockquote><p>One.</p><p>Two.</p></blockquote>\n<blockquote><p>Three.</p></blockquote>"
    )


def test_lists_in_lists() -> None:
    def item(text: str, level: int, *, ordered: bool = False) -> Block:
        return Block(text, BlockKind.ITEM, level, 1, ordered)

    assert body(item("a", 0), item("b", 1, ordered=True), item("c", 1, ordered=True), item("d", 0)) == (
        "<ul><li>a<ol><li>b</li><li>c</li></ol></li><li>d</li></ul>"
    )


def test_a_list_that_begins_deep_is_a_list() -> None:
    assert body(Block("a", BlockKind.ITEM, 5, 1)) == "<ul><li>a</li></ul>"


def test_two_lists_that_touch_are_two() -> None:
    assert body(Block("a", BlockKind.ITEM, group=1), Block("b", BlockKind.ITEM, group=2)) == (
        "<ul><li>a</li></ul>\n<ul><li>b</li></ul>"
    )


def test_a_table_keeps_its_empty_cells_and_its_caption() -> None:
    row = Block(
        "Quay |  | 2.10", BlockKind.ROW, group=1, cells=(Cell(0, 4, True), Cell(7, 7), Cell(10, 14, False, 2))
    )
    caption = Block("Fares", BlockKind.CAPTION, group=1)
    assert body(caption, row) == (
        '<table><caption>Fares</caption><tr><th>Quay</th><td></td><td colspan="2">2.10</td></tr></table>'
    )


def test_a_caption_without_a_table_is_a_paragraph() -> None:
    assert body(Block("Fares", BlockKind.CAPTION, group=1)) == "<p>Fares</p>"


def test_links_and_emphasis_within_one_another() -> None:
    block = Block(
        "See the whole report here.",
        spans=(Span(4, 20, Mark.LINK, "https://a.example/?a=1&b=2"), Span(8, 13, Mark.EMPHASIS)),
    )
    assert body(block) == (
        '<p>See <a href="https://a.example/?a=1&amp;b=2">the <em>whole</em> report</a> here.</p>'
    )


def test_of_spans_that_cross_the_first_stays() -> None:
    spans = (Span(0, 5, Mark.STRONG), Span(3, 8, Mark.EMPHASIS))
    assert body(Block("abcdefgh", spans=spans)) == "<p><strong>abcde</strong>fgh</p>"


def test_a_link_in_a_link_is_none() -> None:
    spans = (Span(0, 8, Mark.LINK, "https://a.example/"), Span(3, 5, Mark.LINK, "https://b.example/"))
    assert body(Block("abcdefgh", spans=spans)).count("<a ") == 1


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example/",
        'https://a.example/"onclick="x',
        "https://a.example/<b>",
        "https://a example/",
        " https://a.example/",
        "vbscript:x",
        None,
    ],
)
def test_a_link_to_anything_but_a_page_or_a_mailbox_is_text(href: str | None) -> None:
    assert body(Block("here", spans=(Span(0, 4, Mark.LINK, href),))) == "<p>here</p>"


_spans = st.builds(
    Span,
    st.integers(0, 30),
    st.integers(0, 30),
    st.sampled_from(Mark),
    st.none() | st.text(max_size=30) | st.just("https://a.example/"),
)
_cells = st.builds(Cell, st.integers(0, 30), st.integers(0, 30), st.booleans(), st.integers(-3, 10**6))
_blocks = st.builds(
    Block,
    st.text(min_size=1, max_size=30),
    st.sampled_from(BlockKind),
    st.integers(-2, 20),
    st.integers(0, 3),
    st.booleans(),
    st.lists(_spans, max_size=4).map(tuple),
    st.lists(_cells, max_size=3).map(tuple),
)


@given(st.lists(_blocks, max_size=8))
def test_whatever_a_document_says_its_body_is_valid(blocks: list[Block]) -> None:
    SCHEMA.assertValid(etree.fromstring(f"<div>{body(*blocks)}</div>"))


@pytest.mark.parametrize(
    "markup",
    [
        "<script>x</script>",
        '<p onclick="x">a</p>',
        '<p><a href="javascript:x">a</a></p>',
        "<p><a>a</a></p>",
        '<p><a href="https://a.example/"><em><a href="https://b.example/">b</a></em></a></p>',
        "<ul>text</ul>",
        "<table><tr></tr></table>",
        '<table><tr><td colspan="0">1</td></tr></table>',
        "<p><p>a</p></p>",
        "text",
    ],
)
def test_the_schema_refuses_what_no_body_may_be(markup: str) -> None:
    assert not SCHEMA.validate(etree.fromstring(f"<div>{markup}</div>"))


@given(st.lists(_blocks.filter(lambda block: block.kind is not BlockKind.ROW), max_size=8))
def test_both_bodies_say_the_same_words(blocks: list[Block]) -> None:
    text = unescape(re.sub("<[^>]*>", "\n", body(*blocks)))
    assert "".join(text.split()) == "".join(_readable("".join(texts_of(blocks))).split())


def _readable(text: str) -> str:
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "\ufffd", text)
