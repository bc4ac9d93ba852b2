"""The names on the lists of organisations, companies and clubs that stand in a line, all found in one search."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from streams.enrich.clubs import club_kinds
from streams.enrich.companies import company_symbols
from streams.enrich.lexicon import known_organisations, national_organisations
from streams.enrich.organisation_grammar import Spot

#: A form by its number, and where it stands: [start, end).
Span = tuple[int, int, int]
# A German adjective and its noun: Europäische Kommission, Internationaler Strafgerichtshof
_DECLINED = re.compile(r"([A-ZÄÖÜ]\w{3,}?)e[rsnm]?( [A-ZÄÖÜ].*)")


class Listed(NamedTuple):
    """The names in a line, by list. Of those that overlap the first counts, of those that begin there the longest.

    Of the forms of organisations all that stand there are given: which of them count is told by the words beside them.
    """

    forms: Sequence[Span]
    companies: Sequence[Spot]
    clubs: Sequence[Spot]


_NOTHING = Listed((), (), ())


def listed_in(text: str) -> Listed:
    """The names of all lists in a line."""
    names, automaton = _search()
    matches = automaton.find_matches_as_indexes(text, overlapping=True)
    if not matches:
        return _NOTHING
    forms: list[Span] = []
    companies: list[Spot] = []
    clubs: list[Spot] = []
    for number, start, end in sorted(matches, key=lambda match: (match[1], -match[2])):
        name = names[number]
        if number < len(all_forms()):
            forms.append((number, start, end))
        for listed, found in ((company_symbols(), companies), (club_kinds(), clubs)):
            if name in listed and (not found or start >= found[-1][2]):
                found.append((name, start, end))
    return Listed(forms, companies, clubs)


def forms_of(entry: dict[str, tuple[str, ...]]) -> Iterator[str]:
    """Every form of an organisation, those of German with the endings of each case."""
    for language, forms in entry.items():
        for form in forms:
            yield form
            match = _DECLINED.fullmatch(form) if language == "de" else None
            if match:
                yield from (f"{match[1]}{ending}{match[2]}" for ending in ("e", "er", "es", "en", "em"))


@cache
def all_forms() -> tuple[str, ...]:
    """Every form of every organisation."""
    known = (form for entry in known_organisations() for form in forms_of(entry))
    national = (form for listed in national_organisations().values() for forms in listed for form in forms)
    return tuple(dict.fromkeys((*known, *national)))


@cache
def _search() -> tuple[tuple[str, ...], AhoCorasick]:
    """The names of all lists, the forms of organisations first, and what searches for them."""
    names = tuple(dict.fromkeys((*all_forms(), *company_symbols(), *club_kinds())))
    return names, AhoCorasick(names, store_patterns=False)
