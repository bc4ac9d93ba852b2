"""What an answer has beside its articles, to which they only refer."""

from __future__ import annotations

import json
from typing import Any

from streams.article import Article
from streams.intake.fields.references import resolved
from streams.intake.reader import read
from tests.articles import raw

HTML = (
    "<p>The weir at Oxmere will be rebuilt in May, the council said.</p><p>Boats go through the old lock.</p>"
)
TIME = "2026-11-20T06:12:00Z"


def told(document: Any) -> list[tuple[str, str | None, str | None, list[str | None]]]:
    found = read(raw(json.dumps(document).encode(), source="mere"))
    return [
        (
            each.uri.rpartition(":")[2],
            each.headline,
            each.credits.byline,
            [concept.name for concept in each.sent.subjects],
        )
        for each in found
        if isinstance(each, Article)
    ]


def test_included_resources_of_json_api() -> None:
    def node(number: str, more: dict[str, Any]) -> dict[str, Any]:
        related = {"uid": {"data": {"type": "user--user", "id": "u"}}, "image": {"data": None}, **more}
        attributes = {"title": f"Weir {number}", "body": {"value": HTML}, "created": TIME}
        return {"type": "node--article", "id": number, "attributes": attributes, "relationships": related}

    written = {
        "field_author": {"data": [{"type": "node--person", "id": "p"}]},
        "field_section": {"data": {"type": "term", "id": "t"}},
    }
    included = [
        {"type": "user--user", "id": "u", "attributes": {"display_name": "Desk"}},
        {"type": "node--person", "id": "p", "attributes": {"title": "Jane Roe"}},
        {"type": "term", "id": "t", "attributes": {"name": "Rivers"}},
    ]
    first = ("7", "Weir 7", "Jane Roe", ["Rivers"])
    nodes = [node("7", written), node("8", {})]
    assert told({"data": nodes, "included": included}) == [first, ("8", "Weir 8", "Desk", [])]
    assert told({"data": nodes[0], "included": included}) == [first]
    others: list[dict[str, Any]] = [
        {"included": []},
        {"data": "x", "included": [1]},
        {"data": [1], "included": []},
    ]
    for other in others:
        assert resolved(other) == other


def test_linked_entries_of_contentful() -> None:
    def link(to: str) -> dict[str, Any]:
        return {"sys": {"type": "Link", "linkType": "Entry", "id": to}}

    entry = {
        "sys": {"id": "w", "type": "Entry", "publishedAt": TIME},
        "fields": {
            "title": "Weir",
            "bodyText": HTML,
            "author": link("a"),
            "section": link("s"),
            "image": link("gone"),
        },
    }
    beside = [
        {"sys": {"id": "a"}, "fields": {"name": "Jane Roe", "latest": link("w")}},
        {"sys": {"id": "s"}, "fields": {"title": "Rivers"}},
        {"sys": {"id": ["x"]}},
    ]
    assert told({"items": [entry], "includes": {"Entry": beside}}) == [("w", "Weir", "Jane Roe", ["Rivers"])]
