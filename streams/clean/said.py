"""What the sender says and sends along, as the copy is: without what nobody sees, and what turns text round.

Words only: an address or a code is compared byte by byte, and stays as it is. What says nothing then is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from operator import is_
from typing import Any, TypeVar

from streams.clean.normalise import normalise_line
from streams.replaced import replace
from streams.sent import Concept

#: Fields that are no words.
_NO_WORDS = frozenset(
    {"href", "uri", "linked", "encoded", "language", "content_type", "kind", "literal", "symbol", "exchange"}
)
_Value = TypeVar("_Value")


def normalise_said(value: _Value) -> _Value:
    """The value with every word in it normalised; the same object where nothing changes, which is usual."""
    changed: Any = _normalised(value)
    return changed  # type: ignore[no-any-return]


def _normalised(value: Any) -> Any:
    if isinstance(value, str):
        # Most of it is plain; "&" may begin an entity.
        plain = value.isascii() and value.isprintable() and "&" not in value
        return value if plain else normalise_line(value)
    if isinstance(value, tuple):
        entries = [_normalised(each) for each in value]
        if all(map(is_, entries, value)):
            return value
        return tuple(filter(_says_something, entries))
    if isinstance(value, Mapping):
        return {_normalised(name): _normalised(each) for name, each in value.items()} if value else value
    changes = {}
    kind: Any = type(value)
    for name in _words_of(kind):
        before = getattr(value, name)
        if before and before.__class__ is not int and (after := _normalised(before)) is not before:
            changes[name] = after or _default(kind, name) if isinstance(before, str) else after
    if changes and any(not changes.get(name, True) for name in _needed(kind)):
        return None  # without a name, an id, a text it says nothing
    return replace(value, **changes) if changes else value


def _says_something(value: Any) -> bool:
    if isinstance(value, Concept):
        return bool(value.name or value.uri or value.literal)
    return value not in (None, "")


@cache
def _default(kind: Any, name: str) -> Any:
    """What stands there where nothing is said."""
    default = next(each.default for each in fields(kind) if each.name == name)
    return None if default is MISSING else default


@cache
def _needed(kind: Any) -> tuple[str, ...]:
    """The names of those that it cannot be without; () for any other type than a dataclass."""
    words = _words_of(kind)
    if not words:
        return ()
    needed = {
        each.name for each in fields(kind) if each.default is MISSING and each.default_factory is MISSING
    }
    return tuple(name for name in words if name in needed)


@cache
def _words_of(kind: Any) -> tuple[str, ...]:
    """The names of a dataclass's fields that hold words; () for any other type."""
    return (
        tuple(each.name for each in fields(kind) if each.name not in _NO_WORDS) if is_dataclass(kind) else ()
    )
