"""What the sender says and sends along, as the copy is: without what nobody sees, and what turns text round.

Words only: an address or a code is compared byte by byte, and stays as it is. What says nothing then is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeVar

from streams.clean.normalise import normalise_line
from streams.sent import Concept, Headline, Party, Series

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
        entries = tuple(_normalised(each) for each in value)
        if all(a is b for a, b in zip(entries, value, strict=True)):
            return value
        return tuple(filter(_says_something, entries))
    if isinstance(value, Mapping):
        return {_normalised(name): _normalised(each) for name, each in value.items()} if value else value
    changes = {}
    kind: Any = type(value)
    for name in _words_of(kind):
        before = getattr(value, name)
        if before and (after := _normalised(before)) is not before:
            changes[name] = after or None if isinstance(before, str) else after
    if isinstance(value, Series) and "name" in changes and not changes["name"]:
        return None
    return replace(value, **changes) if changes else value


def _says_something(value: Any) -> bool:
    if isinstance(value, Headline):
        return bool(value.text)
    if isinstance(value, Concept):
        return bool(value.name or value.uri or value.literal)
    if isinstance(value, Party):
        return bool(value.name)
    return value not in (None, "")


@cache
def _words_of(kind: Any) -> tuple[str, ...]:
    """The names of a dataclass's fields that hold words; () for any other type."""
    return (
        tuple(each.name for each in fields(kind) if each.name not in _NO_WORDS) if is_dataclass(kind) else ()
    )
