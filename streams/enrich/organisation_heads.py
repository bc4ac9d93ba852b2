"""The words that make a capitalised phrase an organisation: legal forms, heading words, offices held there.

The words are data (data/names/heads.txt); here they are put together into one set of patterns a language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick

from streams.enrich.capitals import LETTER, UPPER
from streams.enrich.lexicon import sections

CAPITAL = (
    rf"(?:(?:Inc|Corp|Ltd|Co|Bros|St)\.|(?:[{UPPER}]\.){{2,4}}"
    rf"|[{UPPER}][{LETTER}]*(?:[-'’&](?!s(?![{LETTER}]))[{LETTER}]+)*"
    rf"(?:(?<=s)['’](?=[ ][{UPPER}]))?)"
)
_OF = {
    "en": r"(?:of(?: the)?|for(?: the)?)",
    "de": r"(?:für|der|des)",
    "fr": r"(?:de la|de l['’]|de|du|des|d['’])",
}


class Hint:
    """Whether a text holds any of some words, be it inside others: the quick question before a slow pattern."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = AhoCorasick(sorted(words))

    def stands_in(self, text: str) -> bool:
        return bool(self._words.find_matches_as_indexes(text))


@dataclass(frozen=True, slots=True)
class Heads:
    """One language's legal forms and heading words, as written, and the patterns made of them."""

    legal: frozenset[str]
    last: frozenset[str]
    generic: frozenset[str]
    single: frozenset[str]
    company_roles: frozenset[str]  # what a company is called, and no part of its name: Rival, société
    ends: frozenset[str]
    marks: frozenset[str]  # what can make a chain of capitalised words an organisation
    chain_hint: Hint  # the marks, quickly searched
    headed: re.Pattern[str]  # a heading word that comes first, with what follows it
    headed_hint: Hint
    office: re.Pattern[str]  # an office that is held in an organisation
    office_hint: Hint

    def is_legal(self, word: str) -> bool:
        """Whether the word is a legal form, a comma or a full stop after it aside."""
        return word in self.legal or word.rstrip(".,") in self.legal


def alternatives(words: frozenset[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(sorted((re.escape(word) for word in words), key=len, reverse=True))


@cache
def heads_of(language: str) -> Heads:
    """The heads of en, de or fr."""
    data = sections("names", "heads.txt")

    def part(name: str) -> frozenset[str]:
        return data.get(f"{name} {language}", frozenset())

    tail = rf"{CAPITAL}(?: (?:& )?{CAPITAL}){{0,5}}"
    patterns = {
        "en": rf"(?<![\w-])(?:{CAPITAL} ){{0,4}}(?:{alternatives(part('first-of'))}) {_OF['en']} {tail}"
        rf"(?: and {CAPITAL}(?: {CAPITAL}){{0,2}})?",
        "de": rf"(?<![\w-])(?:(?:Technische|Freie|Medizinische|Deutsche|Deutscher) )?(?:{alternatives(part('first'))})"
        rf" (?:für )?{CAPITAL}(?:(?: und| &)? {CAPITAL}){{0,3}}",
        "fr": rf"(?<![\w-])(?:{alternatives(part('first') | {w.capitalize() for w in part('first')})})"
        rf"(?: (?:français|française|national|nationale|régional|régionale|central|centrale|européen|européenne))?"
        rf"(?: {_OF['fr']})?(?: |(?<=['’])){tail}",
    }
    executive = rf"(?<!\w)(?:(?P<executive>{alternatives(part('executive'))})"
    offices = {
        "en": rf"{executive}|{alternatives(part('roles'))}) (?:of|at|for|with) (?:the )?(?P<name>{tail})",
        "de": rf"{executive}) (?:der|des|von|bei) (?P<name>{tail})",
        "fr": rf"{executive}) (?:de la |de l['’]|de |du |d['’])(?P<name>{tail})",
    }
    legal, last = data["legal-forms"], part("last")
    marks = legal | last | part("single")
    first = part("first") | {f"{word} {link} " for word in part("first-of") for link in ("of", "for")}
    return Heads(
        legal=legal,
        last=last,
        generic=part("generic"),
        single=part("single"),
        company_roles=part("company-roles"),
        ends=part("ends") or frozenset({"-"}),
        marks=marks | {f"{word}." for word in legal | last},
        chain_hint=Hint(marks),
        headed=re.compile(patterns[language]),
        headed_hint=Hint(first | {word.capitalize() for word in first}),
        office=re.compile(offices[language]),
        office_hint=Hint(part("executive") | part("roles")),
    )
