"""The tables of what becomes of a sender's fields: each row's example lands where its row says.

A field is a path into the document: `head/docdata/urgency/@ed-urg`. `[@name=value]` is an attribute that the element has
beside, `[+child @name=value]` a child. It is put into a small document of the format, in place of what that says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest
from lxml import etree

from streams.article import Article
from streams.events.codec import to_event
from streams.intake.reader import read
from tests.articles import raw

FOLDER = Path(__file__).parents[2] / "schemas" / "fields"
XML = "{http://www.w3.org/XML/1998/namespace}"
NITF = (
    '<nitf><head><docdata><doc-id id-string="q1"/></docdata></head><body><body.head><hedline>{headline}</hedline></body.head>'
    "<body.content><p>The quay is shut for repairs. </p></body.content></body></nitf>"
)
G2 = (
    '<newsItem guid="urn:lantern:1" version="1"><itemMeta/><contentMeta>{headline}</contentMeta><contentSet><inlineXML><html>'
    "<body><p>The quay is shut for repairs. </p></body></html></inlineXML></contentSet></newsItem>"
)
NEWSML1 = (
    "<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>lantern.example</ProviderId><DateId>20261121</DateId>"
    "<NewsItemId>TX-7</NewsItemId></NewsIdentifier></Identification><NewsManagement><Status FormalName='Usable'/>"
    "</NewsManagement><NewsComponent><NewsLines>{headline}</NewsLines><NewsComponent><Role FormalName='Main'/><ContentItem>"
    "<DataContent><p>The quay is shut for repairs.</p></DataContent></ContentItem></NewsComponent></NewsComponent></NewsItem></NewsML>"
)
RITZAU = "<RBNews>{headline}<content>&lt;p&gt;Kajen er lukket.&lt;/p&gt;</content></RBNews>"
#: For each table a document, where its fields begin in it, and its headline.
DOCUMENTS = {
    "nitf": (NITF, "", "<hl1>Quay shut</hl1>"),
    "newsml-g2": (G2, "", "<headline>Quay shut</headline>"),
    "newsml1": (NEWSML1, "NewsItem", "<HeadLine>Quay shut</HeadLine>"),
    "ritzau": (RITZAU, "", "<headline>Kajen er lukket</headline>"),
}


@dataclass(frozen=True)
class Row:
    """A row of a table. `becomes` is what the example is when it has landed."""

    table: str
    field: str
    example: str
    lands: str
    becomes: str


def rows() -> Iterator[Row]:
    for table in DOCUMENTS:
        for line in (FOLDER / f"{table}.md").read_text(encoding="utf-8").splitlines():
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|"))]
            if len(cells) == 4 and cells[0].startswith("`") and cells[1]:
                example = cells[1].strip("`")
                lands = re.match(r"`([^`]+)`", cells[2])
                if lands:
                    yield Row(table, cells[0].strip("`"), example, lands[1], cells[3].strip("`") or example)


def with_field(row: Row) -> bytes:
    """The document with the example in its field."""
    template, start, headline = DOCUMENTS[row.table]
    if row.field == "head/title":
        headline = ""
    root = etree.fromstring(template.format(headline=headline))
    element = root if not start else root.find(start)
    *path, last = re.findall(r"(?:[^/\[]|\[[^\]]*\])+", row.field)
    if not last.startswith("@"):
        path.append(last)
    for step in path:
        assert element is not None
        element = _step(element, step, new=step is path[-1] and not last.startswith("@"))
    assert element is not None
    if last.startswith("@"):
        element.set(last[1:].replace("xml:", XML), row.example)
    else:
        element.text = row.example
    return etree.tostring(root, encoding="utf-8")


def _step(parent: Any, step: str, *, new: bool) -> Any:
    name, *conditions = re.findall(r"[^\[\]]+", step)
    attributes = dict(each[1:].split("=", 1) for each in conditions if each.startswith("@"))
    same = [each for each in parent.findall(name) if all(each.get(k) == v for k, v in attributes.items())]
    if same and (not new or not attributes) and not (attributes and not same):
        return same[0]
    element = etree.SubElement(parent, name, attributes)
    for condition in conditions:
        if condition.startswith("+"):
            child, attribute = condition[1:].split(" @", 1)
            etree.SubElement(element, child, dict([attribute.split("=", 1)]))
    return element


def landed(event: Any, path: str) -> list[str]:
    """The values at a path: "associations[rel=seeAlso].uri", 'desk.sender.extra["service"][]'."""
    found = [event] if path.startswith("desk.") else [event["item"]]
    for name, conditions in re.findall(
        r"(\w+)((?:\[[^\]]*\])*)",
        re.sub(r'\["[^"]*"\]', lambda m: m[0].replace(".", "\0").replace(" ", "\1"), path),
    ):
        found = [each[name] for each in found if isinstance(each, dict) and name in each]
        for condition in re.findall(r"\[([^\]]*)\]", conditions):
            if condition.startswith('"'):
                key = condition.strip('"').replace("\0", ".").replace("\1", " ")
                found = [each[key] for each in found if key in each]
                continue
            found = [inner for each in found for inner in each]
            if condition:
                key, value = condition.split("=", 1)
                found = [each for each in found if each.get(key) == value]
    return list(map(str, found))


ROWS = list(rows())


@pytest.mark.parametrize("table", DOCUMENTS)
def test_the_examples_land_where_the_table_says(table: str) -> None:
    for row in (row for row in ROWS if row.table == table):
        has_landed(row)


def has_landed(row: Row) -> None:
    document = with_field(row)
    found = [each for each in read(raw(document, source="lantern")) if isinstance(each, Article)]
    assert found, document
    events = [orjson.loads(orjson.dumps(to_event(article))) for article in found]
    said = [value for event in events for value in landed(event, row.lands)]
    whole = row.lands.startswith(("bodies", "edNote", "usageTerms", "descriptions"))
    assert row.becomes in said or (whole and any(row.becomes in value for value in said)), (said, document)


def test_each_table_has_rows_and_each_is_named_in_the_readme() -> None:
    readme = (FOLDER.parent / "README.md").read_text(encoding="utf-8")
    for table in DOCUMENTS:
        assert sum(row.table == table for row in ROWS) >= 20
        assert f"(fields/{table}.md)" in readme
