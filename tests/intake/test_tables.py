"""Tables in plain text: what surely is one is kept as one, and what only looks like one stays text."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

import pytest

from streams.article import Article
from streams.blocks import BlockKind
from streams.events.xhtml import body_of
from streams.intake.columns import restored
from streams.intake.tables import sure_tables_in
from streams.intake.text import lay_out
from streams.stages import clean
from tests.articles import raw
from tests.linear import assert_linear

STANDINGS = """\
Mere Town lead the Fen League
By Jo Marsh

Mere Town lead the Fen League after nine rounds, two points before Oxmere, who lost at home on Sunday.

Team              P   W   D   L   Pts
-----------------------------------------
Mere Town         9   7   1   1    22
Oxmere Wanderers  9   6   2   1    20
Ely               9   5            15

The next round is played on Saturday, when Ely come to Mere.
"""


def rows(text: str) -> list[str]:
    return [row.text for row in lay_out(dedent(text)).rows]


@pytest.mark.parametrize(
    ("text", "first", "count"),
    [
        ("Copper   8,412.50   +0.3%\nZinc     2,410.00   -1.2%\nLead     2,050.75    0.0%", "Copper | 8,412.50 | +0.3%", 3),
        ("Copper     8,412\nZinc       2,410\nLead       2,050", "Copper | 8,412", 3),
        ("Ward\tParty\tVotes\nMere\tGreen\t12,345\nEly\tLabour\t8,410", "Ward | Party | Votes", 3),
        ("Mere   Ely       3-1\nOxmere   Thorne   0-0\nHolt   Wick   2-2", "Mere | Ely | 3-1", 3),
        ("Saturday   Mere v Ely        19:45\nSunday     Oxmere v Thorne   15:00\nMonday     Holt v Wick       -\nTuesday    Wick v Ely   19:45", "Saturday | Mere v Ely | 19:45", 4),
        ("1   A. Roe    2:04.11\n2   B. Doe    2:04.90\n3   C. Poe    2:05.02", "1 | A. Roe | 2:04.11", 3),
        ("A. Roe   B. Doe   6-4, 3-6, 7-6(5)\nC. Poe   D. Loe   6-0, 6-0\nE. Noe   F. Moe   6-2, 6-4", "A. Roe | B. Doe | 6-4, 3-6, 7-6(5)", 3),
        ("Weizen    212,50 EUR   (3)\nGerste    1.180,00 EUR   (1)\nRaps      430,25 EUR   (2)", "Weizen | 212,50 EUR | (3)", 3),
        ("        Min    Max\nMere    -3.2   11\nEly     -1.0   12", "| Min | Max", 3),
    ],
)  # fmt: skip
def test_columns_with_figures_are_a_table(text: str, first: str, count: int) -> None:
    found = rows(text)
    assert (found[0].strip(), len(found)) == (first, count)


@pytest.mark.parametrize(
    "text",
    [
        # verse with a pause in the middle of each line
        "High is the water   held is the harbour\nSlow come the ships   sails in the morning\nCold are the hands   counted the nets",
        # two addresses side by side, and who can be reached where
        "Press office          Editor\nJane Roe              John Doe\n12 Quay Road          7 Mill Lane\nTel 01255 123456      Tel 01255 654321",
        "Jane Roe      01255 123456\nJohn Doe      01255 654321\nPress desk    01255 111111",
        "Jane Roe\tjane@post.example\nJohn Doe\tjohn@post.example\nDesk\tdesk@post.example",
        # lists, with marks, with numbers, and with figures before what they count
        "-  first 12\n-  second 13\n-  third 14",
        "*   120\n*   130\n*   140",
        "1)  120\n2)  130\n3)  140",
        "-  Copper   8,412\n-  Zinc     2,410\n-  Lead     2,050",
        "200 g    flour\n100 g    butter\n2        eggs",
        "18:00   News\n18:30   The Harbour\n19:15   Weather",
        # prose that was set to the width of a column
        "The  harbour master  said on Monday that the quay would be  shut for\nrepairs  until March,  and that the  ferries would use the old berth\nin the west  of the port,  which was  built in 1934 and has 2  cranes.",
        "He put it at 3  and then at 4  or so.\nShe said 5  was more like it  by far.\nThey met at 7  and talked it  over.",
        # too little to be sure
        "Copper     8,412\nZinc       2,410",
        "Copper   8,412   +3\nZinc     2,410   -1",
        "Metal      Price\nCopper     8,412\nZinc       2,410",
        # cells that are sentences
        "Mere   We came and we saw.   1\nEly   We came and we went.   2\nHolt   We never came at all.   3",
        # and such as are too long for any
        "The harbour master of Mere and of the old port   12\nThe lock keeper of Ely and of the new canals   13\nThe warden of the long fen between the rivers   14",
        # figures and not a word
        "5    12    23\n6    13    24\n7    14    25",
        "She came.  He went.\nThey stayed.  It rained.\nNobody knew.  So it was.",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_table_is_none(text: str) -> None:
    assert rows(text) == []


def test_a_line_of_other_text_above_or_below_is_no_row() -> None:
    table = "Copper   8,412   +3\nZinc     2,410   -1\nLead     2,050    0"
    assert (
        len(rows(f"Prices as of noon  today\n{table}")) == len(rows(f"{table}\nAll in dollars  a tonne")) == 3
    )


def test_rows_stand_where_they_were_and_the_top_is_read_past_them() -> None:
    layout = lay_out(STANDINGS)
    assert (layout.headline, layout.byline) == ("Mere Town lead the Fen League", "Jo Marsh")
    assert layout.paragraphs[0].startswith("Mere Town lead") and layout.paragraphs[-1].startswith("The next")
    assert layout.paragraphs[1] == "Team | P | W | D | L | Pts"
    assert len(layout.paragraphs) == 6


def test_a_table_above_the_headline_stays_above_the_text() -> None:
    top = "Copper   8,412   +3\nZinc     2,410   -1\nLead     2,050    0\n\n"
    layout = lay_out(top + STANDINGS.partition("Team")[0])
    assert layout.headline == "Mere Town lead the Fen League"
    assert [each[:6] for each in layout.paragraphs] == ["Copper", "Zinc |", "Lead |", "Mere T"]


@pytest.mark.parametrize("content_type", ["text/plain", "message/rfc822"])
def test_it_is_a_table_in_the_clean_article(content_type: str) -> None:
    mail = "From: Desk <desk@fenwire.example>\nSubject: Mere Town lead the Fen League\n"
    mail += "Message-ID: <1@fenwire.example>\nDate: Sat, 21 Nov 2026 11:00:00 +0000\n\n"
    text = STANDINGS if content_type == "text/plain" else mail + STANDINGS
    (found,) = clean(raw(text.encode(), content_type=content_type, source="fenwire"))
    assert isinstance(found, Article)
    table = [form for form in found.forms if form.kind is BlockKind.ROW]
    assert [len(form.cells) for form in table] == [6, 6, 6, 6]
    assert "<tr><td>Ely</td><td>9</td><td>5</td><td></td><td></td><td>15</td></tr>" in body_of(
        found.paragraphs, found.forms
    )


def test_two_tables_with_the_same_heading_stay_two() -> None:
    group = "Team     P   Pts\nMere     9    22\nEly      9    15\n"
    layout = lay_out(f"Group A\n\n{group}\nGroup B\n\n{group}")
    blocks = restored(layout.paragraphs, layout.rows)
    assert [block.group for block in blocks] == [0, 1, 1, 1, 0, 2, 2, 2]


@pytest.mark.parametrize(
    "make",
    [
        lambda size: "a  b  1 2 3 4 5 6\n" * (size // 18),
        lambda size: "=  =" * (size // 4) + "\n" + " " * size + "x",
        lambda size: f"a{' ' * size}1\n" * 3,
        lambda size: "a  1  2\nb  1  2\nc  1  2\n\n" * (size // 25),
    ],
)
def test_looking_for_tables_takes_time_in_proportion(make: Callable[[int], str]) -> None:
    assert_linear(lambda text: sure_tables_in(text.split("\n")), make)


def test_a_text_of_many_tables_is_laid_out_in_proportion() -> None:
    assert_linear(lay_out, lambda size: "a  1  2\nb  1  2\nc  1  2\n\n" * (size // 25))
