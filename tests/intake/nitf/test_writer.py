"""What the blocks of a tree are: headings, lists, tables, quotations, links and emphasis."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from streams.blocks import Forms
from streams.events.xhtml import body_of
from streams.intake.nitf.writer import blocks_in
from streams.intake.xml import parse_xml
from tests.linear import assert_linear, repeated


def blocks(content: str) -> tuple[list[str], Forms]:
    return blocks_in(parse_xml(f"<body.content>{content}</body.content>"))


def xhtml(content: str) -> str:
    return body_of(*blocks(content))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<p>One.</p><hl2>Fares</hl2><hl3>By day</hl3>", "<p>One.</p>\n<h2>Fares</h2>\n<h3>By day</h3>"),
        ("<ul><li>Rope</li><li><p>Tar</p></li></ul>", "<ul><li>Rope</li><li>Tar</li></ul>"),
        ("<OL><LI>Rope</LI><LI>Tar</LI></OL>", "<ol><li>Rope</li><li>Tar</li></ol>"),
        (
            "<ul><li>Rope<ol><li>Hemp</li><li>Steel</li></ol></li><li>Tar</li></ul><ul><li>Oil</li></ul>",
            "<ul><li>Rope<ol><li>Hemp</li><li>Steel</li></ol></li><li>Tar</li></ul>\n<ul><li>Oil</li></ul>",
        ),
        (
            "<bq><block><p>We wait.</p><p>Still.</p></block><credit>Edith Crowe</credit></bq>",
            "<blockquote><p>We wait.</p><p>Still.</p><p>Edith Crowe</p></blockquote>",
        ),
        (
            "<p>So <em>it</em> says <em class='bold'>here</em>, <a href='https://quay.example/a?b=1&amp;c'>see</a>.</p>",
            '<p>So <em>it</em> says <strong>here</strong>, <a href="https://quay.example/a?b=1&amp;c">see</a>.</p>',
        ),
        ("<p><a href='quay.html'>A page</a> <a href='javascript:x()'>run</a></p>", "<p>A page run</p>"),
        (
            "<p><b>It is  over.\n\nNobody</b> was hurt.</p>",
            "<p><strong>It is over.</strong></p>\n<p><strong>Nobody</strong> was hurt.</p>",
        ),
        (
            "<em><p>One.</p><p>Two.</p></em><p>Three.</p>",
            "<p><em>One.</em></p>\n<p><em>Two.</em></p>\n<p>Three.</p>",
        ),
        (
            "<p><em>Ada <em>Quill</em></em> <q><strong>No</strong></q></p>",
            "<p><em>Ada Quill</em> “<strong>No</strong>”</p>",
        ),
        ("<subhead>Fares</subhead><p>One.</p>", "<h2>Fares</h2>\n<p>One.</p>"),
    ],
)
def test_forms(content: str, expected: str) -> None:
    assert xhtml(content) == expected


def test_an_empty_cell_keeps_its_column() -> None:
    rows = "<tr><th>Route</th><th>Now</th><th>April</th></tr><tr><td>Long Quay</td><td/><td><b>2.10</b></td></tr>"
    paragraphs, forms = blocks(f"<p>Fares:</p><table><caption>Fares</caption>{rows}</table><p>End.</p>")
    assert paragraphs == ["Fares:", "Fares", "Route | Now | April", "Long Quay | | 2.10", "End."]
    assert body_of(paragraphs, forms).split("\n")[1] == (
        "<table><caption>Fares</caption><tr><th>Route</th><th>Now</th><th>April</th></tr>"
        "<tr><td>Long Quay</td><td></td><td><strong>2.10</strong></td></tr></table>"
    )


def test_empty_cells_at_the_ends_of_a_row() -> None:
    paragraphs, forms = blocks(
        "<table><tr><td/><td>Now</td><td/></tr><tr><td>Saltby</td><td>4.00</td><td/></tr></table>"
    )
    assert paragraphs == ["| Now |", "Saltby | 4.00 |"]
    assert (
        body_of(paragraphs, forms)
        == "<table><tr><td></td><td>Now</td><td></td></tr><tr><td>Saltby</td><td>4.00</td><td></td></tr></table>"
    )


def test_a_cell_over_several_columns() -> None:
    rows = "<tr><th colspan='2'>Fares</th></tr><tr><td>Saltby</td><td rowspan='x'>4.00</td></tr>"
    paragraphs, forms = blocks(f"<nitf-table>{rows}</nitf-table>")
    assert paragraphs == ["Fares", "Saltby | 4.00"]
    assert (
        body_of(paragraphs, forms)
        == '<table><tr><th colspan="2">Fares</th></tr><tr><td>Saltby</td><td>4.00</td></tr></table>'
    )


@pytest.mark.parametrize(
    "table",
    [
        "<tr><td>Home</td></tr><tr><td>Away</td></tr>",
        "<tr><td> </td><td>Home</td></tr><tr><td/><td>Away</td></tr>",
        f"<tr><td>Home</td><td>{'a long text ' * 12}</td></tr>",
    ],
)
def test_a_table_for_layout_is_its_paragraphs(table: str) -> None:
    paragraphs, forms = blocks(f"<table>{table}</table>")
    assert paragraphs[0] == "Home"
    assert forms == ()


def test_a_table_in_a_cell() -> None:
    inner = "<table><tr><td>a</td><td>b</td></tr></table>"
    outer = f"<table><tr><td>One</td><td>{inner}</td></tr></table><ul><li>Rope</li></ul>"
    assert xhtml(outer) == "<table><tr><td>One</td><td>a | b</td></tr></table>\n<ul><li>Rope</li></ul>"


def test_elements_that_nobody_knows_are_lines_of_their_own_where_no_text_touches_them() -> None:
    text = "<title>Fares rise</title><dat><town>Portmere</town><agency>Lantern</agency></dat><lead><p>It <x>is</x> so.</p></lead>"
    assert blocks(text)[0] == ["Fares rise", "Portmere", "Lantern", "It is so."]
    assert blocks("The <ship>Anna</ship> sails.")[0] == ["The Anna sails."]


NAMES = [
    "p",
    "em",
    "a",
    "strong",
    "table",
    "tr",
    "td",
    "ul",
    "li",
    "bq",
    "hl2",
    "br",
    "q",
    "pre",
    "x",
    "caption",
]


@st.composite
def elements(draw: st.DrawFn, depth: int = 5) -> Any:
    element = etree.Element(draw(st.sampled_from(NAMES)))
    if element.tag == "a":
        element.set("href", "https://a.example/")
    element.text = draw(st.text('ab. \n"“(1|', max_size=6))
    for _ in range(draw(st.integers(0, 3)) if depth else 0):
        child = draw(elements(depth - 1))
        child.tail = draw(st.text('ab. \n"”)1|', max_size=6))
        element.append(child)
    return element


@given(elements())
def test_both_bodies_say_the_same(element: Any) -> None:
    root = etree.Element("body.content")
    root.append(element)
    paragraphs, forms = blocks_in(root)
    marked = etree.fromstring(f"<div>{body_of(paragraphs, forms)}</div>")
    said = "".join("".join(map(str, marked.itertext())).split())
    assert said.replace("|", "") == "".join("".join(paragraphs).split()).replace("|", "")
    for form in forms:
        text = paragraphs[form.paragraph]
        assert all(text[span.start : span.end].strip() for span in form.spans)
        assert all(0 <= cell.start <= cell.end <= len(text) for cell in form.cells)


@pytest.mark.long
@pytest.mark.parametrize(
    ("opening", "part", "end"),
    [
        ("<p>", "<em>a</em> ", "</p>"),
        ("<p><b>", "<a href='https://a.example/'>b</a><br/><br/>", "</b></p>"),
        ("<p>", "<em/>", "</p>"),
        ("<table>", "<tr><td>a</td><td>b</td></tr>", "</table>"),
        ("<table><tr>", "<td>a</td>", "</tr></table>"),
        ("<ul>", "<li>a</li>", "</ul>"),
        ("", "<x>a</x>", ""),
        ("<table><tr><td>a</td><td>", "<table><tr><td>a</td><td>b</td></tr></table>", "</td></tr></table>"),
    ],
)
def test_much_of_anything_takes_linear_time(opening: str, part: str, end: str) -> None:
    content = repeated(part, f"<body.content>{opening}", f"{end}</body.content>")
    assert_linear(blocks_in, lambda size: parse_xml(content(size)))
