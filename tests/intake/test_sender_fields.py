"""What becomes of a sender's fields: each row of schemas/README.md, with a document that shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from streams.article import Article
from streams.events import codec
from streams.kinds import Disposition
from streams.stages import clean
from streams.verdict import Verdict
from tests.articles import raw
from tests.intake.sender_fields import TABLES

README = Path(__file__).parents[2] / "schemas" / "README.md"
HEADING = "## What becomes of a sender's fields"


def event_of(document: bytes) -> dict[str, Any]:
    """The event that subscribers get, with what is known after clean."""
    # Beside an article there may be what is none, such as its picture in an export.
    (article,) = (part for part in clean(raw(document)) if isinstance(part, Article))
    judged = replace(article, verdict=Verdict(Disposition.ENRICHED))
    return orjson.loads(codec.encode(judged, codec.ENRICHED))  # type: ignore[no-any-return]


def values_at(value: Any, path: list[str]) -> Iterator[Any]:
    """What stands at the end of a path."""
    if not path:
        yield value
        return
    match = re.fullmatch(r"([^\[]*)(?:\[([^\]]*)\])?", path[0])
    if match is None or not isinstance(value, dict):
        return
    if match[1] not in value:  # a name may have a dot in it: "extra.dek"
        if len(path) > 1:
            yield from values_at(value, [f"{path[0]}.{path[1]}", *path[2:]])
        return
    found = value[match[1]]
    if match[2] is None:
        yield from values_at(found, path[1:])
        return
    name, _, wanted = match[2].partition("=")
    for each in found:
        if not name or each.get(name) == wanted:
            yield from values_at(each, path[1:])


@pytest.mark.parametrize("name", TABLES)
def test_each_field_lands_where_the_table_says(name: str) -> None:
    for row in TABLES[name]:
        assert row.value in list(values_at(event_of(row.document), row.target.split("."))), row.field


@pytest.mark.parametrize("name", TABLES)
def test_the_readme_has_the_rows_and_no_other(name: str) -> None:
    text = README.read_text(encoding="utf-8").partition(HEADING)[2]
    section = text.partition(f"### {name}\n")[2].partition("\n#")[0]
    written = [tuple(each.split(" | ")) for each in re.findall(r"^\| (`.*`) \|$", section, re.M)]
    assert written == [(f"`{row.field}`", f"`{row.target}`") for row in TABLES[name]]
