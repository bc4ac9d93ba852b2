"""The names that people give to the fields of an article in JSON: data/feeds/json_fields.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from streams.datafiles import read_toml
from streams.intake.ninjs.fields import spelled


@dataclass(frozen=True, slots=True)
class Names:
    """The lists of the data file. Their names are folded."""

    fields: Mapping[str, tuple[str, ...]]
    lists: tuple[str, ...]
    wrappers: tuple[str, ...]
    beside: tuple[str, ...]
    no_text: tuple[str, ...]
    values: Mapping[str, tuple[str, ...]]
    status: Mapping[str, str]
    not_text: frozenset[str]
    languages: Mapping[str, str]


@cache
def names() -> Names:
    """The lists, loaded once."""
    data = read_toml("feeds/json_fields.toml")
    return Names(
        fields=_folded_lists(data["fields"]),
        lists=tuple(map(spelled, data["containers"]["lists"])),
        wrappers=tuple(map(spelled, data["containers"]["wrappers"])),
        beside=tuple(map(spelled, data["containers"]["beside"])),
        no_text=tuple(data["containers"]["no_text"]),
        values=_folded_lists(data["values"]),
        status=_inverted(data["status"]),
        not_text=frozenset(data["kinds"]["not_text"]),
        languages=_inverted(data["languages"]),
    )


def is_plain(document: Mapping[str, Any]) -> bool:
    """Whether an object that may be ninjs, since it has a uri or a headline, uses the names of this list instead.

    It does if it has a text, an address, an author or a status under a name that no version of ninjs has, or if its
    headline is an object.
    """
    if isinstance(document.get("headline"), dict):
        return True
    present = {spelled(key) for key, value in document.items() if value is not None}
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
        {key: tuple(dict.fromkeys(spelled(name) for name in entries)) for key, entries in lists.items()}
    )


def _inverted(lists: Mapping[str, list[str]]) -> Mapping[str, str]:
    return MappingProxyType({word: key for key, words in lists.items() for word in words})
