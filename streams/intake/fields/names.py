"""Which fields of a JSON object mean what: the list in data/feeds/json_fields.toml, for the intake and the feeder."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Names:
    """The lists of the file, their names folded."""

    fields: Mapping[str, tuple[str, ...]]
    lists: tuple[str, ...]
    wrappers: tuple[str, ...]
    values: Mapping[str, tuple[str, ...]]
    status: Mapping[str, str]
    not_text: frozenset[str]
    languages: Mapping[str, str]


def fold(name: str) -> str:
    """ "articleBody" and "article_body" -> "articlebody"."""
    return name.replace("_", "").replace("-", "").lower()


def folded(document: Mapping[str, Any]) -> Fields:
    """The object with its names folded; of two that are one, the first that is not empty counts."""
    found: Fields = {}
    for key, value in document.items():
        name = fold(key)
        if found.get(name) in (None, "", [], {}):
            found[name] = value
    return found


@cache
def names() -> Names:
    """The lists, loaded once."""
    data = tomllib.loads(files("streams").joinpath("data/feeds/json_fields.toml").read_text("utf-8"))
    return Names(
        fields=_folded_lists(data["fields"]),
        lists=tuple(map(fold, data["containers"]["lists"])),
        wrappers=tuple(map(fold, data["containers"]["wrappers"])),
        values=_folded_lists(data["values"]),
        status=_inverted(data["status"]),
        not_text=frozenset(data["kinds"]["not_text"]),
        languages=_inverted(data["languages"]),
    )


def is_plain(document: Mapping[str, Any]) -> bool:
    """Whether an object that might be ninjs (it has a uri or a headline) speaks by the names of this list instead.

    It does if it has a text, an address, an author or a status under a name that no version of ninjs has, or if its
    headline is an object.
    """
    if isinstance(document.get("headline"), dict):
        return True
    present = {fold(key) for key, value in document.items() if value is not None}
    return not present.isdisjoint(_telling())


@cache
def _telling() -> frozenset[str]:
    lists = names().fields
    told = ("text", "html", "summary", "url", "status", "embargo", "author")
    return frozenset(name for each in told for name in lists[each]) - _NINJS | {"@context", "@type"}


# Names that stand in the list and in a version of ninjs (https://iptc.org/std/ninjs/), folded.
_NINJS = frozenset(
    {
        "bodytext",
        "bodyhtml",
        "bodyxhtml",
        "byline",
        "by",
        "creator",
        "pubstatus",
        "embargoed",
        "embargoeduntil",
    }
    | {"description", "abstract", "summary", "standfirst"}
)


def _folded_lists(lists: Mapping[str, list[str]]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType(
        {key: tuple(dict.fromkeys(fold(name) for name in entries)) for key, entries in lists.items()}
    )


def _inverted(lists: Mapping[str, list[str]]) -> Mapping[str, str]:
    return MappingProxyType({word: key for key, words in lists.items() for word in words})
