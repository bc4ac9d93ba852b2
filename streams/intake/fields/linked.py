"""Linked data: the articles among the nodes of a graph, with what they only refer to.

JSON-LD 1.1, https://www.w3.org/TR/json-ld11/; the types are schema.org's.
"""

from __future__ import annotations

from typing import Any

#: How the names of types of articles end: NewsArticle, BlogPosting, Report.
_TYPES = ("Article", "Posting", "Report", "Review")
_MOST = 1_000

Node = dict[str, Any]


def articles_of(graph: list[Any]) -> list[Node]:
    """The articles among the nodes; a reference to a node of the graph, {"@id": ...} alone, is that node."""
    nodes = [each for each in graph[:_MOST] if isinstance(each, dict)]
    by_id = {each["@id"]: each for each in nodes if isinstance(each.get("@id"), str) and len(each) > 1}
    return [
        {name: _resolved(value, by_id) for name, value in node.items()} for node in nodes if _is_article(node)
    ]


def _is_article(node: Node) -> bool:
    types = node.get("@type")
    return any(
        isinstance(each, str) and each.endswith(_TYPES)
        for each in (types if isinstance(types, list) else [types])
    )


def _resolved(value: Any, by_id: dict[str, Node]) -> Any:
    if isinstance(value, list):
        return [_resolved(each, by_id) for each in value]
    if isinstance(value, dict) and len(value) == 1 and isinstance(value.get("@id"), str):
        return by_id.get(value["@id"], value)
    return value
