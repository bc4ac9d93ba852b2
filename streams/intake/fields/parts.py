"""A JSON document -> the objects in it that may be articles: one, a list, a list in an envelope, or one a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from streams.article import Dropped
from streams.intake.fields.names import Fields, folded, names
from streams.intake.fields.values import present
from streams.intake.ninjs.fields import kind_of
from streams.intake.sniff import load_json
from streams.kinds import Reason

_SURE_LISTS = ("articles", "items", "results", "docs", "hits")
_DEEPEST = 4  # {"response": {"hits": {"hits": [{"_source": ...


@dataclass(frozen=True, slots=True)
class Part:
    """An object that may be an article, or why there is none. `place` is where in the document: "line 3"."""

    place: str
    value: dict[str, Any] | Dropped

    def refused(self, reason: Reason, detail: str) -> Dropped:
        """The refusal, with the place named where there are several."""
        return Dropped(reason, f"{self.place}: {detail}" if self.place else detail)


def parts_of(text: str, *, in_lines: bool = False) -> list[Part] | Dropped:
    """The objects in a document, in its order. A line or an element that is none is a refusal that names it.

    `in_lines`: it is said to have an object on each line; else two lines that begin with a brace say so.

    Refused as a whole: INVALID_DOCUMENT (no JSON, or neither an object nor a list), NO_ARTICLE (an empty list).
    """
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if (
        len(lines) > 1
        and (in_lines or all(line.lstrip()[0] == "{" for _, line in lines[:2]))
        and not _is_one(text)
    ):
        return [part for number, line in lines for part in _of_line(line, number)]
    document = load_json(text)
    return document if isinstance(document, Dropped) else _of_document(document)


def _is_one(text: str) -> bool:
    """Whether it is one document, whose lines may begin like objects of their own."""
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError:
        return False
    return True


def _of_line(line: str, number: int) -> Iterator[Part]:
    document = load_json(line)
    found = document if isinstance(document, Dropped) else _of_document(document)
    place = f"line {number}"
    if isinstance(found, Dropped):
        yield Part(place, Dropped(found.reason, f"{place}: {found.detail}"))
        return
    for part in found:
        value = part.value
        if isinstance(value, Dropped):
            value = Dropped(value.reason, f"{place}: {value.detail}")
        yield Part(f"{place}, {part.place}" if part.place else place, value)


def _of_document(document: object) -> list[Part] | Dropped:
    if isinstance(document, list):
        if not document:
            return Dropped(Reason.NO_ARTICLE, "an empty list")
        return [_element(each, number) for number, each in enumerate(document, 1)]
    if not isinstance(document, dict):
        return Dropped(Reason.INVALID_DOCUMENT, f"JSON, but {kind_of(document)}, not an object")
    found = _listed(document, _DEEPEST)
    if found is None:
        return [Part("", unwrapped(document))]
    if not found:
        return Dropped(Reason.NO_ARTICLE, "an empty list of articles")
    return [_element(each, number) for number, each in enumerate(found, 1)]


def unwrapped(document: dict[str, Any]) -> dict[str, Any]:
    """The article one level down, with what stands beside it where it says nothing of that itself."""
    fields = folded(document)
    if _has_body(fields):
        return document
    alone = not _has_text(fields)
    by_name = {name: key for key in reversed(document) for name in folded({key: 0})}
    for name in names().wrappers:
        inner = document.get(by_name.get(name, ""))
        if isinstance(inner, dict) and (
            _has_body(folded(inner)) or (alone and (_has_text(folded(inner)) or name == "article"))
        ):
            beside = {key: value for key, value in document.items() if key != by_name[name]}
            return {**beside, **inner}
    return document


def _element(value: object, number: int) -> Part:
    place = f"element {number}"
    if isinstance(value, dict):
        return Part(place, unwrapped(value))
    return Part(place, Dropped(Reason.INVALID_DOCUMENT, f"{place} is {kind_of(value)}, not an object"))


def _listed(document: dict[str, Any], depth: int) -> list[Any] | None:
    """The list of articles in an envelope, however deep, or None if the object is none."""
    fields = folded(document)
    if not depth or _has_body(fields):
        return None
    for name in names().lists:
        value = fields.get(name)
        if isinstance(value, list):
            if _are_articles(value) or (not value and name in _SURE_LISTS and not _has_text(fields)):
                return value
        elif isinstance(value, dict) and (found := _listed(value, depth - 1)) is not None:
            return found
    return None


def _are_articles(found: list[Any]) -> bool:
    """One of the first three has a text, a headline or an item's uri. Lists of links and pictures have not."""
    return any(
        isinstance(each, dict) and (_has_text(inner := folded(unwrapped(each))) or "uri" in inner)
        for each in found[:3]
    )


def _has_text(fields: Fields) -> bool:
    return _has_body(fields) or any(True for _ in present(fields, "headline"))


def _has_body(fields: Fields) -> bool:
    """A list of objects under the name of a text may be a list of articles, and is none for this."""
    return any(
        not isinstance(value, list | dict) or name in ("body", "content", "paragraphs", "text")
        for field in ("text", "html")
        for name, value in present(fields, field)
    )
