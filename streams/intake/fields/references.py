"""What an answer has beside its articles, put where they only refer to it: an author, a section, a paragraph.

JSON:API, https://jsonapi.org/format/#document-compound-documents: `included`, by type and id. Contentful,
https://www.contentful.com/developers/docs/references/content-delivery-api/#/reference/links: `includes`, by id.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: Objects that are looked up, and how deep references and objects go.
_MOST, _DEEPEST = 2_000, 12
#: Whoever entered it in Drupal: the author, if no field says another.
_ENTERED_BY, _AUTHOR = "uid", "created_by_alias"

Object = dict[str, Any]


def resolved(document: Object) -> Object:
    """The object with what its articles refer to in their place; as it is where it refers to nothing beside them."""
    if isinstance(document.get("included"), list):
        return _json_api(document)
    if isinstance(document.get("includes"), dict) and isinstance(document.get("items"), list):
        return _contentful(document)
    return document


def _json_api(document: Object) -> Object:
    data = document.get("data")
    listed: list[Any] = data if isinstance(data, list) else [data]
    resources = [each for each in listed if isinstance(each, dict)]
    if not resources or not all(isinstance(each.get("relationships"), dict) for each in resources):
        return document
    beside = {
        (each.get("type"), each["id"]): each.get("attributes")
        for each in document["included"][:_MOST]
        if isinstance(each, dict) and isinstance(each.get("id"), str)
    }
    done = [_with_related(each, beside) for each in resources]
    rest = {name: value for name, value in document.items() if name not in ("included", "data")}
    return {**rest, "data": [{"data": each} for each in done] if isinstance(data, list) else done[0]}


def _with_related(resource: Object, beside: Mapping[tuple[Any, str], Any]) -> Object:
    related: Object = {}
    for name, relation in resource["relationships"].items():
        to = relation.get("data") if isinstance(relation, dict) else None
        found = [
            attributes
            for each in (to if isinstance(to, list) else [to])
            if isinstance(each, dict)
            and isinstance(each.get("id"), str)
            and isinstance(attributes := beside.get((each.get("type"), each["id"])), dict)
        ]
        if found:
            related[_AUTHOR if name == _ENTERED_BY else name] = found if isinstance(to, list) else found[0]
    attributes = resource.get("attributes")
    return {**resource, "attributes": {**related, **(attributes if isinstance(attributes, dict) else {})}}


def _contentful(document: Object) -> Object:
    lists = [each for each in document["includes"].values() if isinstance(each, list)]
    beside = {
        each["sys"]["id"]: each.get("fields")
        for entries in lists
        for each in entries[:_MOST]
        if isinstance(each, dict)
        and isinstance(each.get("sys"), dict)
        and isinstance(each["sys"].get("id"), str)
    }
    rest = {name: value for name, value in document.items() if name != "includes"}
    return {**rest, "items": _linked(document["items"], beside, _DEEPEST)}


def _linked(value: Any, beside: Mapping[str, Any], left: int) -> Any:
    """The value with the entries that its links mean; the links in these stay, for they may lead back."""
    if not left:
        return value
    if isinstance(value, list):
        return [_linked(each, beside, left - 1) for each in value]
    if not isinstance(value, dict):
        return value
    sys = value.get("sys")
    if len(value) == 1 and isinstance(sys, dict) and sys.get("type") == "Link":
        found = beside.get(meant) if isinstance(meant := sys.get("id"), str) else None
        return found if isinstance(found, dict) else value
    return {name: _linked(each, beside, left - 1) for name, each in value.items()}
