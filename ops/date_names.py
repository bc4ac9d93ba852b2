"""Writes streams/data/intake/date_names.tsv: the names of months and weekdays in the languages in which news is dated.

    python ops/date_names.py > streams/data/intake/date_names.tsv

The names are those of the Unicode CLDR, read from the library babel. What the CLDR does not have, because people write
it otherwise, stands in streams/data/intake/date_words.toml.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import babel
from babel import Locale, localedata

#: Locales whose names are taken; those of one language stand on one line.
LOCALES = """
en de de_AT fr es it pt pt_PT nl sv da nb nn fi pl cs sk sl hr sr sr_Latn bg hu ro ru uk be el tr az
ar ar_LB ar_DZ ar_MA fa he hi bn ur id ms vi th ca gl eu et lv lt is sq mk ka ko ja zh ta te mr sw
"""
HEAD = """\
# Names of months and weekdays. Source: Unicode CLDR as in babel {version}, Unicode License v3
# (https://www.unicode.org/license.txt). Made by ops/date_names.py; do not edit.
# language <tab> "month" (twelve columns, January first) or "day" (seven, Monday first); "|" parts the names in one.
"""


def main() -> None:
    """Prints the file."""
    print(HEAD.format(version=babel.__version__), end="")
    for language in dict.fromkeys(each.partition("_")[0] for each in LOCALES.split()):
        mine = [_locale(each) for each in LOCALES.split() if each.partition("_")[0] == language]
        for kind, columns in (
            ("month", _columns((each.months for each in mine), range(1, 13))),
            ("day", _columns((each.days for each in mine), range(7))),
        ):
            if any(columns):
                print(language, kind, *("|".join(each) for each in columns), sep="\t")


def _locale(name: str) -> Locale:
    # Of a table that a locale leaves out babel 2.18 changes the root's, which all locales share: each begins anew.
    localedata._cache.clear()
    return Locale.parse(name)


def _columns(tables: Iterable[Mapping[str, Any]], numbers: Iterable[int]) -> list[list[str]]:
    """For each number its names: of both contexts, written out and abbreviated. One letter is no name."""
    found = list(tables)
    return [
        list(
            dict.fromkeys(
                name
                for table in found
                for context in ("format", "stand-alone")
                for width in ("wide", "abbreviated", "short")
                if (name := table[context].get(width, {}).get(number)) and _is_name(name)
            )
        )
        for number in numbers
    ]


def _is_name(name: str) -> bool:
    return len(name) > 1 and not any(char.isdigit() for char in name)


if __name__ == "__main__":
    main()
