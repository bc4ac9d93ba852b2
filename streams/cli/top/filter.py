"""The words of a filter: each must be in the row, and `name:value` in that field of it."""

from __future__ import annotations

from collections.abc import Iterable

from streams.cli.top.columns import Row, clear

#: Short names of fields.
_SHORT = {"lang": "language", "src": "source"}


def chosen(rows: Iterable[Row], words: str) -> list[Row]:
    """The rows that the filter lets pass, and those that every filter does."""
    wanted = words.casefold().split()
    return [row for row in rows if row.pinned or all(_is_in(row, each) for each in wanted)]


def _is_in(row: Row, word: str) -> bool:
    name, colon, value = word.partition(":")
    known = row.fields.get(_SHORT.get(name, name))
    if colon and known is not None:
        return clear(known).casefold().startswith(value)
    return any(word in clear(text).casefold() for text, _ in row.cells) or any(
        word in clear(text).casefold() for text in row.fields.values()
    )
