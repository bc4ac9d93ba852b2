"""The names of days, zones and cities in a language: from streams/data/signals/embargo/ and, by babel, the CLDR."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta, timezone, tzinfo
from functools import cache
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale

from streams.clean.embargo_letters import plain
from streams.datafiles import read_toml
from streams.lazily import made_once

#: Of these fewer ways to state an embargo are known.
FURTHER = ("fi", "cs", "hu", "ro", "uk", "el", "tr", "ko", "id", "hi")
LANGUAGES = (
    *("en", "de", "fr", "es", "it", "pt", "nl", "da", "no", "sv", "pl", "ru", "ar", "ja", "zh"),
    *FURTHER,
)
#: Shorter abbreviations ("di", "so", "on") are words of other meanings.
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Summer:
    """A zone that is named by its summer time, such as BST. It means nothing while its clocks show winter time."""

    zone: ZoneInfo


#: None: the name is known, and means several zones or none.
Zone = tzinfo | Summer | None


@cache
def common() -> dict[str, Any]:
    """The data that all languages share, read once."""
    return read_toml("signals/embargo.toml")


@made_once
def data_of(language: str) -> dict[str, Any]:
    """The data of one of LANGUAGES, read once."""
    return read_toml(f"signals/embargo/{language}.toml")


def _locales(data: dict[str, Any]) -> Iterator[Locale]:
    return (Locale.parse(tag) for tag in data["locales"])


def months_of(data: dict[str, Any]) -> dict[str, int]:
    """Names in lower case, without accents too, with their numbers from 1."""
    found: dict[str, int] = {}
    for locale in _locales(data):
        for number, name in _cldr(locale.months):
            found.setdefault(name, number)
    return _spelt(found | numbers_of(data["months"]))


def weekdays_of(data: dict[str, Any]) -> dict[str, int]:
    """Names in lower case with their numbers; 0 is Monday."""
    found: dict[str, int] = {}
    for locale in _locales(data):
        for number, name in _cldr(locale.days):
            found.setdefault(name, number)
    return _spelt(found | numbers_of(data["weekdays"]))


def _cldr(names: Mapping[str, Mapping[str, Mapping[int, str]]]) -> Iterator[tuple[int, str]]:
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in names[context].get(width, {}).items():
                name = name.lower().strip(".")
                if len(name) >= _SHORTEST and not name[0].isdigit():
                    yield number, name


def _spelt(names: Mapping[str, int]) -> dict[str, int]:
    found = {plain(name): number for name, number in names.items()}
    for name, number in list(found.items()):
        bare = "".join(each for each in unicodedata.normalize("NFD", name) if not unicodedata.combining(each))
        if name[0].isascii():
            found.setdefault(bare, number)
    return found


def merged(
    read: Callable[[dict[str, Any]], dict[str, int]], both: tuple[dict[str, Any], ...]
) -> dict[str, int]:
    """What `read` finds in the data of several languages; the last one's word counts."""
    found: dict[str, int] = {}
    for each in both:
        found |= read(each)
    return found


def numbers_of(lists: Mapping[str, str]) -> dict[str, int]:
    """The names in lists such as `3 = "mar mrz"`, with their numbers; "_" is a blank in a name."""
    return {name.replace("_", " "): int(number) for number, names in lists.items() for name in names.split()}


def patterns_of(kind: str, both: Iterable[dict[str, Any]]) -> list[str]:
    """The patterns of a key, of a language and of English."""
    found: list[str] = []
    for each in both:
        found += [plain(pattern) for pattern in each.get(kind, ()) if pattern not in found]
    return found


def either(patterns: Iterable[str]) -> str:
    """An alternation, the longest first; of none, what never matches."""
    return "|".join(sorted(patterns, key=lambda text: (-len(text), text))) or "(?!)"


def any_of(names: Iterable[str]) -> str:
    """An alternation of plain words."""
    return either(re.escape(name) for name in set(names))


def cities_of(data: dict[str, Any]) -> dict[str, str]:
    """The cities of the IANA database by their names in a language, in lower case."""
    found: dict[str, str] = {}
    for locale in _locales(data):
        for key, names in locale.time_zones.items():
            if "city" in names:
                found.setdefault(plain(names["city"].lower()), key)
    for key in _english_cities():
        found.setdefault(key.rpartition("/")[2].replace("_", " ").lower(), key)
    return found


def _english_cities() -> list[str]:
    """The zones of which CLDR names cities; where it has no name the key's last part is the name."""
    return [str(key) for key in Locale.parse("ru").time_zones if "/" in str(key)]


def zone_names(both: Iterable[dict[str, Any]], *, short: bool) -> list[str]:
    """The names of zones as they are written: those in capitals such as GMT if `short`, else the spoken ones."""
    shared = common()
    if short:
        tables = [
            shared["fixed"],
            shared["summer"],
            shared["ruled"],
            *(each.get("short", {}) for each in both),
        ]
        return [str(name) for name in chain(*tables, shared["unclear"]["names"])]
    return [plain(name) for each in both for name in each.get("spoken", {})]


def zones_of(both: tuple[dict[str, Any], ...]) -> dict[str, Zone]:
    """The zones that have a name in a language and in English, by their names in upper case."""
    shared = common()
    zones: dict[str, Zone] = {
        name: timezone(timedelta(minutes=offset)) for name, offset in shared["fixed"].items()
    }
    zones |= {name: Summer(ZoneInfo(key)) for name, key in shared["summer"].items()}
    zones |= {name: ZoneInfo(key) for name, key in shared["ruled"].items()}
    for each in both:
        for name, key in chain(each.get("spoken", {}).items(), each.get("short", {}).items()):
            zones[plain(name).upper()] = _named(key, zones)
    return {**zones, **dict.fromkeys(shared["unclear"]["names"])}


def _named(key: str, zones: Mapping[str, Zone]) -> Zone:
    if key == "?":
        return None
    if key in zones:
        return zones[key]
    offset = re.fullmatch(r"([+-])(\d\d):(\d\d)", key)
    return offset_of(offset) if offset else ZoneInfo(key)


def offset_of(match: re.Match[str]) -> timezone | None:
    """The zone of a sign, hours and minutes; None if there is none so far from UTC."""
    hours, minutes = int(match[2]), int(match[3] or 0)
    if hours > 14 or minutes > 59:
        return None
    ahead = timedelta(hours=hours, minutes=minutes)
    return timezone(ahead if match[1] == "+" else -ahead)
