"""Whatever stands in a field of a document, no mark-up of it reaches the item as mark-up, and the event keeps its schema.

Each field of the tables in schemas/fields is fed with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import orjson
import pytest
from lxml import etree

from streams.article import Article
from streams.events.codec import CLEAN, ENRICHED, decode, encode
from streams.kinds import Disposition
from streams.stages import clean
from streams.verdict import Verdict
from tests.articles import raw
from tests.intake.test_field_tables import ROWS, Row, with_field

HOSTILE = (
    '"><script>alert(1)</script><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "<p onclick='x()'>&lt;script&gt;alert(1)&lt;/script&gt; ]]> <!-- \u202e \ud7ff",
    "data:text/html;base64,PHNjcmlwdD4=",
    "http://[bad",
    "a" * 5000,
)
ELEMENTS = {"p", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "li", "a", "em", "strong"}
ELEMENTS |= {"table", "caption", "tr", "th", "td"}


def strings(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """(name, string) of every string in a JSON value."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from strings(each, key)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each, name)
    elif isinstance(value, str):
        yield name, value


def is_inert(body: str) -> bool:
    """Whether a body has no element and no attribute but those that are documented."""
    root = etree.fromstring(f"<div>{body}</div>")
    return all(
        element.tag in ELEMENTS
        and set(element.attrib) <= {"href", "colspan", "rowspan"}
        and re.match(r"(?:https?://|mailto:|$)", element.get("href", ""))
        for element in root.iterdescendants()
    )


@pytest.mark.long
@pytest.mark.parametrize("payload", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("table", sorted({row.table for row in ROWS}))
def test_a_field_is_text_whatever_stands_in_it(table: str, payload: str) -> None:
    rows = [row for row in ROWS if row.table == table]
    assert rows
    for row in rows:
        _check(replace(row, example=payload))


def _check(row: Row) -> None:
    document = with_field(row)
    for article in clean(raw(document, source="lantern")):
        if not isinstance(article, Article):
            continue
        assert decode(encode(article, CLEAN)) == article, row
        done = replace(article, verdict=Verdict(Disposition.ENRICHED))
        item = orjson.loads(encode(done, ENRICHED))["item"]
        for body in item.get("bodies", ()):
            if body["contentType"] == "text/html":
                assert is_inert(body["value"]), row
        for name, value in strings(item):
            if name in ("href", "uri", "linkedRights"):
                assert not re.match("(?:javascript|data|vbscript):", value, re.IGNORECASE), (row, value)
