"""Tables in wire copy."""

from __future__ import annotations

import pytest

from streams.article import Article
from streams.blocks import BlockKind
from streams.events.xhtml import body_of
from streams.intake.columns import cells_of, tables_in
from streams.intake.wires import anpa, iptc7901
from streams.stages import clean
from tests.intake.wires.transmissions import event
from tests.linear import assert_linear

FARES = [
    "Quay           Old    New",
    "Long Quay             2.10",
    "Mere Steps     1.90   2.00",
]


def test_a_figure_stays_in_its_column_where_a_cell_is_empty() -> None:
    assert cells_of(FARES) == [
        ["Quay", "Old", "New"],
        ["Long Quay", "", "2.10"],
        ["Mere Steps", "1.90", "2.00"],
    ]


@pytest.mark.parametrize(
    ("lines", "cells"),
    [
        (["a\t\t1", "b\t2\t3"], [["a", "", "1"], ["b", "2", "3"]]),
        (["a\t\t1", "bcdefghijk\t3"], [["a", "1"], ["bcdefghijk", "3"]]),
        (["Ely   3   10", "Oxmere Town   2    8"], [["Ely", "3", "10"], ["Oxmere Town", "2", "8"]]),
    ],
)
def test_columns_by_tabs_or_by_spaces(lines: list[str], cells: list[list[str]]) -> None:
    assert cells_of(lines) == cells


@pytest.mark.parametrize(
    ("lines", "tables"),
    [
        (["Words.", *FARES, "", "Words."], [(1, 4)]),
        (["A sentence.  And another one.", "It goes on.  Like this."], []),
        (["one   gap", "two   gaps"], []),
        (["a   1", "b   2", "c   3"], [(0, 3)]),
    ],
)
def test_which_lines_are_a_table(lines: list[str], tables: list[tuple[int, int]]) -> None:
    assert tables_in(lines) == tables


def test_a_table_of_iptc_7901_has_rows_with_cells_to_the_last() -> None:
    value = (
        "\x01bas0123 3 wi 60 mwa 0034\r\nFares/\r\n\x02New fares =\r\n\r\nOxmere (mwa) - The boats of Oxmere will cost more "
        "from May, the\r\ncouncil said on Monday.\r\n"
        + "\r\n".join(FARES)
        + "\r\n\x03211412 GMT Nov 26\r\n\x04"
    )
    (found,) = clean(event(value.encode()))
    assert isinstance(found, Article)
    assert found.paragraphs[1:] == ("Quay | Old | New", "Long Quay | | 2.10", "Mere Steps | 1.90 | 2.00")
    assert [str(form.kind) for form in found.forms] == ["row"] * 3
    assert "<tr><td>Long Quay</td><td></td><td>2.10</td></tr>" in body_of(found.paragraphs, found.forms)


HEAD = b"\x16\x16\x01a0123MERE\x1fmw---\r\nr s\x14\x12 BC-Fares 11-21 0450\r\n\x02"
TAIL = b"\x03MW-OX-11-21-26 1509GMT<\r\n\x04"


def test_a_table_of_anpa_has_rows_with_cells() -> None:
    copy = b"^BC-Fares,20<\r\n^New fares<\r\n" + b"".join(line.encode() + b"<\r\n" for line in FARES)
    found = anpa.read(event(HEAD + copy + TAIL))
    assert isinstance(found, Article)
    assert found.headline == "New fares"
    assert found.paragraphs == ("Quay | Old | New", "Long Quay |  | 2.10", "Mere Steps | 1.90 | 2.00")
    assert {form.kind for form in found.forms} == {BlockKind.ROW}


def test_prose_that_is_marked_as_tabular_is_prose() -> None:
    copy = (
        b"BC-Fares\r\nBoats of Oxmere to cost more+\r\n     OXMERE, Nov. 21 Mere - The boats of Oxmere will cost more from "
        b"\r\nMay, the council said on Monday, after a long and loud debate.\r\n     A ticket costs two crowns today, and nobody "
        b"\r\ncould say what it will be.\r\n==Mere\r\n\x03MWS-21:37-11-21-26\x04\r\n"
    )
    found = anpa.read(event(HEAD + copy))
    assert isinstance(found, Article)
    assert (found.headline, found.header.slugline) == ("Boats of Oxmere to cost more", "BC-Fares")
    assert found.paragraphs == (
        "OXMERE, Nov. 21 Mere - The boats of Oxmere will cost more from May, the council said on Monday, after a long "
        "and loud debate.",
        "A ticket costs two crowns today, and nobody could say what it will be.",
    )
    assert found.uri.startswith("urn:copydesk:MWS:2026-11-21.")


def test_a_long_table_takes_time_in_proportion_to_its_length() -> None:
    assert_linear(lambda lines: cells_of(lines), lambda size: FARES * (size // 60))


def test_copy_of_the_wire_is_read_as_before() -> None:
    assert iptc7901.looks_like(b"\x01bas0123 3 wi 60 mwa 0034\r\n") is not None
