"""The names of months and weekdays in the languages of data/intake/date_names.tsv, and the words around them."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from streams.datafiles import read_lines, read_toml

# Accents of Latin, Greek and Cyrillic; vowel signs and hamza of Arabic; the nukta of Hindi; joiners. People leave
# them out, so they do not count. The vowels of Hindi and Thai are letters.
_MARKS = re.compile("[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u093c\u09bc\u200c\u200d]")
_SAME = str.maketrans({"ı": "i", "ی": "ي", "ک": "ك", "ى": "ي", "ß": "ss", "ø": "o", "đ": "d", "ł": "l"})
#: Shorter names of months are words of some language, where an alphabet has capitals.
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Names:
    """Names in the spelling of `plain`.

    `months` gives 1 to 12 for each language that has the name; `persian` the months of the Solar Hijri calendar;
    `days` 0 (Monday) to 6, or None where languages differ.
    """

    months: Mapping[str, Mapping[str, int]]
    persian: Mapping[str, int]
    days: Mapping[str, int | None]

    def month(self, name: str, language: str | None) -> frozenset[int]:
        """The numbers that the name of a month may have: several where languages differ and `language` is none of them.

        "listopad" is October in Croatian and November in Polish and Czech. Empty for what is no name of a month.
        """
        found = self.months.get(name)
        if not found:
            return frozenset()
        return frozenset({found[language]}) if language and language in found else frozenset(found.values())


@dataclass(frozen=True, slots=True)
class Words:
    """The words around a date, in the spelling of `plain`; see data/intake/date_words.toml."""

    skipped: frozenset[str]
    labels: frozenset[str]
    before_clock: frozenset[str]
    hours: frozenset[str]
    minutes: frozenset[str]
    seconds: frozenset[str]
    units: Mapping[str, str]  # of a date: "year", "month" or "day", written after its number
    halves: Mapping[str, int]  # 0 before noon, 12 after it
    eras: Mapping[str, int]  # the year before the first of the era
    lunar: frozenset[str]  # mark a year of a calendar that is not read
    month_first: frozenset[str]  # the word for "month" that stands before its number


def plain(text: str) -> str:
    """The spelling in which names are compared: without accents, capitals and joiners."""
    return _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold())).translate(_SAME)


@cache
def names() -> Names:
    """Those of the data files, loaded once."""
    months: defaultdict[str, dict[str, int]] = defaultdict(dict)
    days: defaultdict[str, set[int]] = defaultdict(set)
    for line in read_lines("intake/date_names.tsv"):
        language, kind, *columns = line.split("\t")
        for number, column in enumerate(columns):
            for name in filter(None, column.split("|")):
                if kind == "day":
                    days[_key(name)].add(number)
                elif not _is_short(key := _key(name)):
                    months[key][language] = number + 1
                    if language == "he":  # "in November" is one word
                        months[f"ב{key}"][language] = number + 1
    table = read_toml("intake/date_words.toml")
    for language, columns in table["months"].items():
        for number, column in enumerate(columns, 1):
            for name in column.split():
                months[_key(name)][language] = number
    for number, column in enumerate(table["days"]):
        for name in column.split():
            days[_key(name)].add(number)
    return Names(
        {name: dict(found) for name, found in months.items()},
        {_key(name): number for number, column in enumerate(table["persian"], 1) for name in column.split()},
        {name: found.copy().pop() if len(found) == 1 else None for name, found in days.items()},
    )


@cache
def words() -> Words:
    """Those of the data file, loaded once."""
    table = read_toml("intake/date_words.toml")
    return Words(
        skipped=_set(table["skipped"]),
        labels=_set(table["labels"]),
        before_clock=_set(table["before_clock"]),
        hours=_set(table["hours"]),
        minutes=_set(table["minutes"]),
        seconds=_set(table["seconds"]),
        units={_key(word): unit for unit, listed in table["units"].items() for word in listed.split()},
        halves={_key(word): hours for word, hours in table["halves"].items()},
        eras={_key(word): year for word, year in table["eras"].items()},
        lunar=_set(table["lunar"]),
        month_first=_set(table["month_first"]),
    )


def _set(listed: Iterable[str]) -> frozenset[str]:
    return frozenset(_key(word) for line in listed for word in line.split())


def _key(name: str) -> str:
    # Dots, dashes and spaces part the tokens of a date, and are no part of a name there.
    return re.sub(r"[\s.\-–॰·'’״׳\"]+", "", plain(name))


def _is_short(name: str) -> bool:
    return len(name) < _SHORTEST and name[0].lower() != name[0].upper()
