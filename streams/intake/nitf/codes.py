"""What the codes in NITF's head mean. The list is `streams/data/nitf/codes.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from streams.kinds import Signal


def status_of(value: str) -> str | None:
    """ "usable", "embargoed", "withheld", "canceled" or "replaced"; None for a status that nobody knows."""
    return _inverted("status").get(_fold(value))


def signal_of(*values: str | None) -> Signal | None:
    """The signal that the first of these codes is; None if none is one."""
    table = _inverted("signal")
    return next((Signal(table[code]) for value in values if value and (code := _fold(value)) in table), None)


def is_not_text(type_: str | None) -> bool:
    """Whether a tobject.type names a picture, a sound or another thing that is not an article."""
    return _fold(type_ or "") in _table()["not_text"]["types"]


def is_own_article(*values: str | None) -> bool:
    """Whether one of these types says that each part of a series is an article by itself."""
    return any(_fold(value or "") in _table()["own_articles"]["types"] for value in values)


def meta_names(field: str) -> list[str]:
    """The names of the meta elements in which a wire puts "slugline" or "language"."""
    return _table()["meta"][field]


def _fold(value: str) -> str:
    return " ".join(value.split()).casefold()


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("streams").joinpath("data/nitf/codes.toml").read_text("utf-8"))


@cache
def _inverted(section: str) -> dict[str, str]:
    return {word: meaning for meaning, words in _table()[section].items() for word in words}
