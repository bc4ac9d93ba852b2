"""Cells of a row: the same width whatever stands in them, and nothing in them that a terminal obeys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from streams.cli.top.columns import Column, clear, fit, line, title

COLUMNS = (Column("time", 8), Column("source", 6), Column("copies", 4, right=True), Column("headline"))
#: What terminals count in different ways, or obey.
TRICKS = (
    "香港大雨 交通大受影響",
    "שלום עולם",
    "وزير المالية",
    "👨‍👩‍👧 👍🏽 ❤️ 🇩🇪",
    "e\u0301\u0301\u0301",
    "\x1b[2J\x1b]0;owned\x07",
    "\u202etxet\u202c\u2066",
    "a\tb\nc\rd",
    "\x9b31m",
    "\ud800",
    "",
)


@pytest.mark.parametrize("text", TRICKS)
@pytest.mark.parametrize("width", [1, 7, 20, 80])
def test_a_row_is_as_wide_as_the_terminal(text: str, width: int) -> None:
    pieces = line(COLUMNS, [(text, "")] * 4, width)
    assert sum(cell_len(piece) for piece, _ in pieces) == width
    assert all(piece.isprintable() for piece, _ in pieces)


@given(st.text(), st.integers(0, 40))
def test_a_cell_has_its_width(text: str, width: int) -> None:
    assert cell_len(fit(clear(text), width)) == width


@given(st.text())
def test_nothing_is_left_that_a_terminal_obeys(text: str) -> None:
    assert all(character.isprintable() for character in clear(text))


def test_joiners_and_selectors_go() -> None:
    assert clear("👨‍👩‍👧 ❤️ 👍🏽") == "👨👩👧 ❤ 👍"


def test_what_is_cut_says_so() -> None:
    assert fit("headline", 5) == "head…"
    assert fit("香港大雨", 5) == "香港…"
    assert fit("12", 4, right=True) == "  12"


def test_columns_stand_under_their_titles() -> None:
    row = "".join(
        piece for piece, _ in line(COLUMNS, [("1", ""), ("wire", ""), ("+2", ""), ("News", "")], 40)
    )
    above = "".join(piece for piece, _ in title(COLUMNS, 40))
    assert row.index("News") == above.index("headline")
    assert row.index("+2") + 2 == above.index("cop…") + 4
