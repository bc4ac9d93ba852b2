"""Pieces of markup that are the article and nothing else, as blocks."""

from __future__ import annotations

import pytest

from streams.blocks import Block, BlockKind, Mark, forms_of, texts_of
from streams.events.xhtml import body_of
from streams.intake.fragment import blocks_of_markup
from tests.linear import assert_linear


def xhtml(markup: str) -> str:
    blocks = blocks_of_markup(markup)
    return body_of(texts_of(blocks), forms_of(blocks))


def test_a_paragraph_keeps_its_links_and_its_emphasis_in_place() -> None:
    (block,) = blocks_of_markup(
        '<p>  The <a href="https://mere.example/plan">plan\n of <b>May</b></a> was <i>not</i> kept.</p>'
    )
    assert block.text == "The plan of May was not kept."
    assert [(block.text[s.start : s.end], s.mark, s.href) for s in block.spans] == [
        ("plan of May", Mark.LINK, "https://mere.example/plan"),
        ("May", Mark.STRONG, None),
        ("not", Mark.EMPHASIS, None),
    ]


@pytest.mark.parametrize("href", ["javascript:alert(1)", "data:text/html,x", "/plan", "https://a b", ""])
def test_a_link_that_leads_nowhere_outside_is_words(href: str) -> None:
    assert blocks_of_markup(f'<p>The <a href="{href}">plan</a>.</p>') == [Block("The plan.")]


def test_headings_lists_and_quotations() -> None:
    assert xhtml(
        "<h1>Fares</h1><ul><li>Bus<ol><li>Day</li></ol></li><li>Boat</li></ul><blockquote><p>One.</p><p>Two.</p>"
        "</blockquote><p>End.</p>"
    ) == (
        "<h2>Fares</h2>\n<ul><li>Bus<ol><li>Day</li></ol></li><li>Boat</li></ul>\n"
        "<blockquote><p>One.</p><p>Two.</p></blockquote>\n<p>End.</p>"
    )


def test_an_empty_cell_stays_so_that_no_figure_stands_in_another_column() -> None:
    table = (
        "<table><caption>Fares</caption><tr><th>Quay</th><th>Old</th><th>New</th></tr>"
        "<tr><td>Long Quay</td><td></td><td>2.10</td></tr><tr><td colspan='3'>In crowns</td></tr></table>"
    )
    blocks = blocks_of_markup(table)
    assert [block.text for block in blocks] == [
        "Fares",
        "Quay | Old | New",
        "Long Quay |  | 2.10",
        "In crowns",
    ]
    assert (
        '<tr><td>Long Quay</td><td></td><td>2.10</td></tr><tr><td colspan="3">In crowns</td></tr>'
        in xhtml(table)
    )


def test_a_table_that_is_layout_is_paragraphs() -> None:
    long = (
        "The council met for nine hours and agreed on nothing but the date of the next meeting, which is in May. "
        * 2
    )
    found = blocks_of_markup(f"<table><tr><td><p>{long}</p><p>More.</p></td><td>Menu</td></tr></table>")
    assert [block.kind for block in found] == [BlockKind.PARAGRAPH] * 3
    assert blocks_of_markup("<table><tr><td></td><td>Alone</td></tr></table>") == [Block("Alone")]


def test_two_line_breaks_part_paragraphs_and_so_does_one_after_a_sentence_that_ends_a_long_line() -> None:
    sentence = "The harbour office said on Monday that the boats would sail again."
    assert texts_of(blocks_of_markup(f"<p>{sentence}<br>More<br>words<br> <br>End</p>")) == (
        sentence,
        "More words",
        "End",
    )


def test_emphasis_that_goes_on_over_a_paragraph_is_in_both() -> None:
    found = blocks_of_markup("<div><b>One<br><br>Two</b> three</div>")
    assert [(block.text, [(s.start, s.end) for s in block.spans]) for block in found] == [
        ("One", [(0, 3)]),
        ("Two three", [(0, 3)]),
    ]


def test_what_is_not_shown_is_left_out_and_speech_gets_its_marks() -> None:
    assert texts_of(
        blocks_of_markup("<p>She said <q>no</q>.<del>yes</del></p><script>x()</script><style>p{}</style>")
    ) == ("She said “no”.",)


@pytest.mark.parametrize(
    "unit",
    [
        "<p><b>",
        "<table><tr><td>a<td>",
        "<tr><td>1<td>2",
        '<a href="https://a.example/">a</a>',
        "<li>a<br>",
        "<ul>",
    ],
)
def test_hostile_markup_takes_time_in_proportion_to_its_size(unit: str) -> None:
    assert_linear(blocks_of_markup, lambda size: unit * (size // len(unit)), largest=400_000)
