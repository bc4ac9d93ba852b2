"""Markdown as HTML."""

from __future__ import annotations

import pytest

from streams.intake.markdown import LONGEST, markup_of
from tests.linear import assert_linear, repeated


def test_paragraphs_headings_lists_links_and_tables() -> None:
    text = "# Weir\n\nThe *weir* at [Oxmere](https://mere.example).\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    found = markup_of(text)
    for each in (
        "<h1>Weir</h1>",
        "<em>weir</em>",
        '<a href="https://mere.example">Oxmere</a>',
        "<li>one</li>",
        "<td>2</td>",
    ):
        assert each in found


def test_tags_are_text_and_what_is_longer_than_any_page_is_left_out() -> None:
    assert "<script>" not in markup_of("<script>alert(1)</script>")
    assert len(markup_of("x" * (LONGEST + 100))) < LONGEST + 20


@pytest.mark.long
@pytest.mark.parametrize("unit", ["[a](", "**a", "> ", "- ", "`", "![", "<", "| a ", "_a*"])
def test_hostile_markdown_takes_linear_time(unit: str) -> None:
    assert_linear(markup_of, repeated(unit))
