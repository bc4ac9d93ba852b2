"""Rows of a table as text, whose first line names the fields."""

from __future__ import annotations

import pytest

from streams.article import Article, Dropped
from streams.intake.reader import read
from streams.kinds import Format, Reason
from tests.articles import raw

TEXT = "The weir at Oxmere will be rebuilt in May, the council said; boats go through the old lock."


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("content_type", ["text/csv", None, "text/plain"])
def test_each_row_is_an_article(mark: str, content_type: str | None) -> None:
    rows = [
        ["id", "title", "author", "body"],
        ["77", '"Weir, rebuilt"', "Jane Roe", f'"{TEXT}"'],
        ["78", "Lock", "", f'"{TEXT}\nMore."'],
    ]
    rows = [[f"sep={mark}"], *rows] if content_type == "text/csv" and mark == ";" else rows
    found = read(raw("\r\n".join(map(mark.join, rows)).encode(), content_type=content_type, source="mere"))
    assert [
        isinstance(each, Article) and (each.uri, each.headline, each.credits.byline, each.format)
        for each in found
    ] == [
        ("urn:copydesk:mere:77", "Weir, rebuilt", "Jane Roe", Format.CSV),
        ("urn:copydesk:mere:78", "Lock", None, Format.CSV),
    ]


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("year,flow\n2025,7\n", Reason.UNKNOWN_FORMAT),
        ("id,title\n", Reason.NO_ARTICLE),
        ('id,title,text\n1,"Weir" x,y\n', Reason.INVALID_DOCUMENT),
        ("id,title,text\n1,,\n", Reason.INVALID_DOCUMENT),
    ],
)
def test_what_is_no_table_of_articles_says_why(table: str, reason: Reason) -> None:
    (found,) = read(raw(table.encode(), content_type="text/csv"))
    assert isinstance(found, Dropped), found
    assert found.reason is reason
    assert "CSV" in found.detail
