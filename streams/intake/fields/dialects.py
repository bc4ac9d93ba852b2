"""Objects of programs that are known -> the same under the names of json_fields.toml.

A name alone does not tell what a field means that stands three levels down, or that an object means a row that was
deleted. data/feeds/json_dialects.toml says how each program's objects are known, and where they have what.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from streams.datafiles import read_toml
from streams.intake.fields.names import field_of, names
from streams.intake.ninjs.fields import spelled

_EMPTY: tuple[object, ...] = (None, "", [], {})
_LOCALE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z]{2,4})?$")
#: Elements of a list on a path that are looked at.
_MOST = 200

Object = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Says:
    field: str
    path: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Dialect:
    name: str
    at: tuple[tuple[str, frozenset[str]], ...]  # a path, and the keys without which nothing stands there
    marks: tuple[tuple[str, frozenset[str]], ...]  # a path, and the values that it may have; none means any
    lacks: tuple[str, ...]
    article: str
    localized: bool
    fields: Mapping[str, tuple[str, ...]]
    says: tuple[_Says, ...]

    def fits(self, root: Object) -> bool:
        for path, values in self.marks:
            found = _at(root, path)
            if found in _EMPTY or (values and not (isinstance(found, str) and _is_one(found, values))):
                return False
        return all(_at(root, path) in _EMPTY for path in self.lacks)


def known(document: Object) -> bool:
    """Whether an object is one of a program's that is known."""
    return _found(document) is not None


def as_named(document: Object) -> Object | None:
    """The article in an object of a known program, under the names of json_fields.toml; None where it is none.

    What this says nothing of stays under its own name.
    """
    if (found := _found(document)) is None:
        return None
    dialect, root = found
    article = _at(root, dialect.article)
    return _named(dialect, root, article if isinstance(article, dict) else {})


def rows_of(document: Object) -> list[Object] | None:
    """The articles in an object of a known program that has a list of them, likewise; None where it has none."""
    if (found := _found(document)) is None:
        return None
    dialect, root = found
    rows = _at(root, dialect.article)
    if not dialect.article or not isinstance(rows, list):
        return None
    return [_named(dialect, root, row) for row in rows if isinstance(row, dict)]


def _named(dialect: _Dialect, root: Object, rest: Object) -> Object:
    if dialect.localized:
        rest = {name: _first_language(value) for name, value in rest.items()}
    named: Object = {}
    for field, paths in dialect.fields.items():
        value = next((each for path in paths if (each := _all_at(root, path)) not in _EMPTY), None)
        if value is not None or not paths:
            rest = _without(rest, field)
        if value is not None:
            named[names().fields[field][0]] = value
    for said in dialect.says:
        value = _at(root, said.path)
        said_there = "" if value in _EMPTY else str(value)
        word = next((word for each, word in said.values.items() if _is_one(said_there, (each,))), None)
        if word is not None:
            named[names().fields[said.field][0]] = word
            break
    return {**rest, **named}


def _found(document: Object) -> tuple[_Dialect, Object] | None:
    """The first dialect that fits, and the object that is its program's."""
    # Every document that is JSON is asked, and most of them are none of these.
    index = _places()
    places = [place for key in document if (found := index.get(key)) for place in found]
    for place in sorted(places, key=_number) if len(places) > 1 else places:
        if place.keys <= document.keys():
            root = _at(document, place.path)
            if isinstance(root, dict) and place.dialect.fits(root):
                return place.dialect, root
    return None


def _is_one(found: str, values: Iterable[str]) -> bool:
    """Whether a text is one of these; "*" stands for what begins or ends one."""
    return found in values or any(
        (each[-1:] == "*" and found.startswith(each[:-1])) or (each[:1] == "*" and found.endswith(each[1:]))
        for each in values
    )


def _without(article: Object, field: str) -> Object:
    """An object without what it has under one of a field's names."""
    lost = _spellings(field)
    return {name: value for name, value in article.items() if spelled(name) not in lost}


def _first_language(value: Any) -> Any:
    if isinstance(value, dict) and value and all(_LOCALE.match(each) for each in value):
        return next(iter(value.values()))
    return value


def _all_at(root: Object, paths: str) -> Any:
    """What stands at a path, or at all of several that are joined by "+"."""
    if "+" not in paths:
        return _at(root, paths)
    found: list[Any] = []
    for path in paths.split("+"):
        each = _at(root, path)
        found += each if isinstance(each, list) else () if each in _EMPTY else (each,)
    return found


def _at(value: Any, path: str) -> Any:
    """What stands at a path; of "[]" the list of what each element has. None where nothing does."""
    if not path:
        return value
    step, _, rest = path.partition(".")
    if not isinstance(value, dict):
        return None
    if not step.endswith("[]"):
        return _at(value.get(step), rest)
    elements = value.get(step.removesuffix("[]").removesuffix("[]"))
    if not isinstance(elements, list):
        return None
    if step.endswith("[][]"):
        elements = [each for inner in elements[:_MOST] if isinstance(inner, list) for each in inner]
    return [each for each in _each(elements, rest) if each not in _EMPTY]


def _each(elements: list[Any], path: str) -> Iterator[Any]:
    for element in elements[:_MOST]:
        found = _at(element, path)
        if isinstance(found, list) and path:
            yield from found
        else:
            yield found


def _first_step(path: str) -> str:
    return path.partition(".")[0].removesuffix("[]")


@cache
def _spellings(field: str) -> frozenset[str]:
    return frozenset(names().fields[field])


@dataclass(frozen=True, slots=True)
class _Place:
    """A place at which a dialect's object may stand, by its number among all of them."""

    number: int
    path: str
    keys: frozenset[str]  # without which nothing stands there
    dialect: _Dialect


_number = attrgetter("number")


@cache
def _places() -> Mapping[str, tuple[_Place, ...]]:
    """The places by a key that a document must have: of several the one that fewest have."""
    each = [(path, keys, dialect) for dialect in _dialects() for path, keys in dialect.at]
    used = Counter(key for _, keys, _ in each for key in keys)
    found: dict[str, list[_Place]] = {}
    for number, (path, keys, dialect) in enumerate(each):
        rarest = min(keys, key=lambda key: (field_of(key) is not None, used[key], key))
        found.setdefault(rarest, []).append(_Place(number, path, keys, dialect))
    return {key: tuple(places) for key, places in found.items()}


@cache
def _dialects() -> tuple[_Dialect, ...]:
    return tuple(map(_dialect, read_toml("feeds/json_dialects.toml")["dialect"]))


def _dialect(table: Mapping[str, Any]) -> _Dialect:
    marks = [mark.partition("=") for mark in table["marks"]]
    own = frozenset(_first_step(path) for path, _, _ in marks)
    return _Dialect(
        name=table["name"],
        at=tuple((path, frozenset((_first_step(path),)) if path else own) for path in table.get("at", ("",))),
        marks=tuple((path, frozenset(filter(None, values.split("|")))) for path, _, values in marks),
        lacks=tuple(table.get("lacks", ())),
        article=table.get("article", ""),
        localized=table.get("localized", False),
        fields=MappingProxyType({field: tuple(paths) for field, paths in table.get("fields", {}).items()}),
        says=tuple(_Says(**each) for each in table.get("says", ())),
    )
