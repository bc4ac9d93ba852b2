"""The names that people give to the fields of an article in JSON: data/feeds/json_fields.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any

from streams.datafiles import read_toml
from streams.intake.fields.composed import meaning
from streams.intake.ninjs.fields import fold as folded
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
    encoded: tuple[str, ...]
    typed: frozenset[str]
    pairs: Mapping[str, tuple[str, ...]]
    gone: tuple[frozenset[str], frozenset[str]]
    tails: frozenset[str]
    flags: Mapping[str, tuple[str, ...]]
    before: tuple[str, ...]
    behind: tuple[str, ...]


_EMPTY: tuple[object, ...] = (None, "", [], {})
#: Languages of one text.
_MOST_LANGUAGES = 30
#: Fields that are found by a part of a name.
_LONGER = frozenset(
    {"headline", "text", "html", "summary", "url", "published", "updated", "author", "language"}
)


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
        encoded=tuple(map(spelled, data["values"]["encoded"])),
        typed=frozenset(data["typed"]["names"]),
        pairs=_folded_lists(data["pairs"]),
        gone=(frozenset(map(spelled, data["gone"]["fields"])), frozenset(data["gone"]["words"])),
        tails=frozenset(data["tails"]["names"]),
        flags=_folded_lists(data["flags"]),
        before=tuple(data["affixes"]["before"]),
        behind=tuple(data["affixes"]["behind"]),
    )


def field_of(key: str) -> str | None:
    """The field that a name means; None if it means none."""
    if (found := _fields().get(spelled(key.strip()))) is not None:
        return found
    composed = meaning(key)
    return composed.field if composed else None


def fold(document: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an object by names in one spelling, and under a name that is known what has more to its name.

    "storyHeadline", "field_body", "article:published_time" and "Veröffentlicht am" are such; where the object has the
    plain name, too, that counts.
    """
    fields: dict[str, Any] = folded(document)
    for name, value in fields.items():
        if isinstance(value, dict) and value:
            fields[name] = _untyped(value) if len(value) == 1 else _in_one_language(name, value)
    known = _fields()
    for key, value in document.items():
        if "_" in key and (bare := _without_tail(key)) and fields.get(bare) in _EMPTY:
            fields[bare] = value
    unknown = [each for each in fields if each not in known]
    for name in unknown:
        if (plain := _plain(name)) and fields.get(plain) in _EMPTY:
            fields[plain] = fields[name]
    if unknown:
        for key, value in document.items():
            if (meant := _composed(key)) and value not in _EMPTY:
                free = next((each for each in meant if fields.get(each) in _EMPTY), None)
                if free is not None:
                    fields[free] = value
    return fields


@lru_cache(4096)
def _composed(key: str) -> tuple[str, ...]:
    """The names that mean the same as one that no list has, by its words; none for any other."""
    found = meaning(key) if spelled(key) not in _fields() else None
    return found.names if found else ()


@lru_cache(4096)
def _without_tail(key: str) -> str | None:
    """The name of a text's field in "title_t" and "body_en"."""
    bare, _, tail = key.rpartition("_")
    name = spelled(bare)
    return (
        name
        if tail in names().tails and _fields().get(name) in _LONGER and spelled(key) not in _fields()
        else None
    )


def _in_one_language(name: str, value: dict[str, Any]) -> Any:
    """The first of the languages in which an object has a text, by their tags of two letters."""
    if _fields().get(name) not in _LONGER or len(value) > _MOST_LANGUAGES:
        return value
    tongues = names().tails
    value = {key: each for key, each in value.items() if key[:1] != "_"}  # Sanity's "_type" beside them
    if all(key[:2] in tongues and key[2:3] in ("", "-", "_") and len(key) < 7 for key in value):
        return next((each for each in value.values() if each not in _EMPTY), value)
    return value


def _untyped(value: Any, left: int = 4) -> Any:
    """A value without the object that says its type."""
    if isinstance(value, list) and left:
        return [_untyped(each, left - 1) for each in value]
    if not (isinstance(value, dict) and len(value) == 1 and left):
        return value
    ((name, inner),) = value.items()
    return _untyped(inner, left - 1) if name in names().typed else value


@lru_cache(4096)
def _plain(name: str) -> str | None:
    """The name of a text's field in a longer one; None if there is none."""
    bare = name.rpartition(":")[2].rpartition(".")[2]
    for before in ("", *names().before):
        if not bare.startswith(before):
            continue
        rest = bare.removeprefix(before)
        for behind in ("", *names().behind):
            if rest.endswith(behind) and _fields().get(found := rest.removesuffix(behind)) in _LONGER:
                return found
    return None


@cache
def _fields() -> Mapping[str, str]:
    """The field of each name; the first that has it."""
    found: dict[str, str] = {}
    for field, spellings in names().fields.items():
        for name in spellings:
            found.setdefault(name, field)
    return MappingProxyType(found)


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
