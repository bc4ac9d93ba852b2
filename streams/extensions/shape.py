"""Whether a data file of somebody's own has the form of ours: what is not in ours would be read by nobody.

What the form is, our files say themselves: the sections, the keys and their types, the columns. So no list needs a
description of its own, and none can be forgotten.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from streams.errors import ExtensionError
from streams.extensions.packs import HEAD, Pack, parsed

_WORDS = {bool: "true or false", int: "a number", str: "a text", list: "a list", dict: "a table"}


def check_shape(pack: Pack, path: str, text: str, ours: Iterable[str]) -> None:
    """Raises ExtensionError with the line, if there is one, where the file is not as `ours` are, its like."""
    if path.endswith(".toml"):
        tables: list[Mapping[str, Any]] = [tomllib.loads(each) for each in ours]
        _check_table(parsed(pack, path, text), tables, "", _Place(pack, path, text))
    elif any(next(iter(rows(each).values()), "").startswith("[") for each in ours):
        _check_sections(pack, path, text, ours)
    elif path.endswith(".tsv"):
        _check_columns(pack, path, text, ours)


class _Place:
    """Says where in a file something stands."""

    def __init__(self, pack: Pack, path: str, text: str) -> None:
        self._pack, self._path, self._lines = pack, path, text.splitlines()

    def refuse(self, what: str, *near: object) -> ExtensionError:
        """The error: `what`, on the first line on which the last of `near` stands, behind the others."""
        line = line_of(self._lines, near)
        at = f"line {line}: " if line else ""
        return ExtensionError(f"{self._path} of {self._pack.whose}: {at}{what}")


def line_of(lines: list[str], near: Iterable[object]) -> int | None:
    """The number of the line on which these stand, each on the line of the one before or below it; None: nowhere."""
    at = 0
    for each in near:
        spellings = _spellings(each)
        found = next((n for n in range(at, len(lines)) if any(s in lines[n] for s in spellings)), None)
        if found is None:
            return at + 1 if at else None
        at = found
    return at + 1


def _spellings(value: object) -> set[str]:
    """How a text may be written in TOML; a pattern has backslashes."""
    text = str(value)
    return {text, json.dumps(text, ensure_ascii=False)[1:-1], text.split("\n", 1)[0]}


def _check_table(
    table: Mapping[str, Any], ours: list[Mapping[str, Any]], name: str, place: _Place, *near: object
) -> None:
    for key, value in table.items():
        if not name and key in HEAD:
            continue
        alike = [each[key] for each in ours if key in each]
        if not alike:
            known = ", ".join(sorted({each for table in ours for each in table} - HEAD))
            raise place.refuse(f"{name}{key} is unknown; known are {known}", *near, key)
        _check_value(value, alike, f"{name}{key}", place, *near, key)


def _check_value(value: Any, alike: list[Any], name: str, place: _Place, *near: object) -> None:
    types = {type(each) for each in alike}
    if type(value) not in types:
        wanted = " or ".join(sorted(_WORDS.get(each, each.__name__) for each in types))
        raise place.refuse(f"{name} must be {wanted}", *near)
    if isinstance(value, dict):
        _check_table(value, alike, f"{name}.", place, *near)
    elif isinstance(value, list):
        entries = [each for one in alike for each in one]
        for entry in value:
            here = (*near, *_first_text(entry))
            if isinstance(entry, dict):
                _check_value(entry, entries, name, place, *here)
            else:
                _check_value(entry, entries, f"every entry of {name}", place, *here)
            if entry == "":
                raise place.refuse(f"{name} has an empty entry", *near)


def _first_text(entry: Any) -> Iterator[Any]:
    """What an entry is found by: itself, or the first text in it."""
    if isinstance(entry, dict):
        yield from list(entry.values())[:1]
    elif not isinstance(entry, list):
        yield entry


def _check_sections(pack: Pack, path: str, text: str, ours: Iterable[str]) -> None:
    known = {line.strip("[] ") for each in ours for line in each.splitlines() if line.startswith("[")}
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("["):
            section = line.strip("[] ")
            if section not in known:
                there = ", ".join(sorted(known))
                raise _at(pack, path, number, f"[{section}] is unknown; known are {there}")
        elif line.strip() and not line.startswith("#") and not section:
            raise _at(pack, path, number, "words stand below a [section]")


def _check_columns(pack: Pack, path: str, text: str, ours: Iterable[str]) -> None:
    known = {len(row.split("\t")) for each in ours for row in rows(each).values()}
    for number, row in rows(text).items():
        if (many := len(row.split("\t"))) not in known:
            wanted = " or ".join(map(str, sorted(known)))
            raise _at(pack, path, number, f"it has {many} columns, parted by tabs; {wanted} are needed")


def rows(text: str) -> dict[int, str]:
    """The lines that are neither empty nor a comment, by their numbers from 1."""
    lines = enumerate(text.splitlines(), 1)
    return {number: line for number, line in lines if line and not line.startswith("#")}


def _at(pack: Pack, path: str, number: int, what: str) -> ExtensionError:
    return ExtensionError(f"{path} of {pack.whose}: line {number}: {what}")
