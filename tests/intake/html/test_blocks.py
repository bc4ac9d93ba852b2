"""Elements written out as blocks: what each paragraph is, and what stands in it."""

from __future__ import annotations

from streams.blocks import Block, BlockKind, Cell, Mark, Span
from streams.intake.html.blocks import article_blocks, blocks_of
from tests.intake.html.pages import body_of

LONG = "The lock keeper closed the gate at noon, and twelve barges waited behind it until the evening."


def blocks(markup: str, base: str | None = None) -> list[Block]:
    return blocks_of(body_of(markup), base=base)


def test_headings_quotations_and_lists() -> None:
    found = blocks(
        "<h1>Canal</h1><h3>Why now</h3><blockquote><p>It leaks.</p><p>Badly.</p></blockquote>"
        "<ul><li>one<ol><li>deeper</li></ol></li></ul><ol><li>first</li></ol>"
    )
    assert found == [
        Block("Canal", BlockKind.HEADING, 2),
        Block("Why now", BlockKind.HEADING, 3),
        Block("It leaks.", BlockKind.QUOTATION, group=1),
        Block("Badly.", BlockKind.QUOTATION, group=1),
        Block("one", BlockKind.ITEM, 0, 2),
        Block("deeper", BlockKind.ITEM, 1, 2, ordered=True),
        Block("first", BlockKind.ITEM, 0, 3, ordered=True),
    ]


def test_a_row_has_its_cells_the_empty_ones_too() -> None:
    caption, head, row = blocks(
        "<table><caption>Barges</caption><tr><th>Year<th colspan=2>Count</tr><tr><td>2025<td><td>12<td></tr></table>"
    )
    assert caption == Block("Barges", BlockKind.CAPTION, group=1)
    assert head.cells == (Cell(0, 4, heading=True), Cell(7, 12, heading=True, columns=2))
    assert row.text == "2025 | 12"
    assert row.cells == (Cell(0, 4), Cell(7, 7), Cell(7, 9), Cell(9, 9))


def test_links_and_emphasis_are_spans() -> None:
    (found,) = blocks(
        "<p>The <a href='/m.html'>minutes  of <em>May</em></a> and <b> all </b> <a href='javascript:x()'>else</a>.</p>",
        "https://messenger.example/news/canal",
    )
    assert found.text == "The minutes of May and all else."
    assert found.spans == (
        Span(4, 18, Mark.LINK, "https://messenger.example/m.html"),
        Span(15, 18, Mark.EMPHASIS),
        Span(23, 26, Mark.STRONG),
    )


def test_without_a_base_only_whole_urls_are_links() -> None:
    (found,) = blocks("<p><a href='/x'>one</a> <a href='https://lock.example/'>two</a></p>")
    assert found.spans == (Span(4, 7, Mark.LINK, "https://lock.example/"),)


def test_a_span_goes_on_behind_a_break() -> None:
    assert blocks("<p><b>One.<br><br>Two</b> three.</p>") == [
        Block("One.", spans=(Span(0, 4, Mark.STRONG),)),
        Block("Two three.", spans=(Span(0, 3, Mark.STRONG),)),
    ]
    assert [block.spans for block in blocks(f"<p><i>{LONG}<br>{LONG}</i></p>")] == [
        (Span(0, len(LONG), Mark.EMPHASIS),)
    ] * 2


def test_a_span_around_blocks_is_in_each() -> None:
    assert blocks("<a href='https://lock.example/'><p>One</p><p>Two</p></a>") == [
        Block("One", spans=(Span(0, 3, Mark.LINK, "https://lock.example/"),)),
        Block("Two", spans=(Span(0, 3, Mark.LINK, "https://lock.example/"),)),
    ]


def test_each_span_says_what_stands_there() -> None:
    (found,) = blocks("<p> a <b>b <i> c</i></b><i>d</i> e<b> </b> f </p>")
    assert (found.text, [found.text[span.start : span.end] for span in found.spans]) == (
        "a b cd e f",
        ["b c", "c", "d"],
    )


def test_joiners_of_persian_and_hindi_stay() -> None:
    assert [block.text for block in blocks("<p>می\u200cماند</p><p>क्\u200dष</p>")] == [
        "می\u200cماند",
        "क्\u200dष",
    ]


def test_a_heading_that_leads_to_its_own_page_is_no_other_articles() -> None:
    body = body_of(
        f"<div><h3><a href=/reviews/7>It changed my life</a></h3><h3><a href=/reviews/8>It broke</a></h3><p>{LONG}</p></div>"
    )
    found = article_blocks(body, len(LONG), base="https://post.example/reviews/7").blocks
    assert [block.text for block in found] == ["It changed my life", LONG]
