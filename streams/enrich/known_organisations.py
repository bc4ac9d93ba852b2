"""Well-known organisations, by any of the forms in which copy writes them (data/names/organisations.txt)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ahocorasick_rs import AhoCorasick

from streams.enrich.lexicon import Lexicon, known_organisations
from streams.enrich.organisation_hits import Hit

# A German adjective and its noun: Europäische Kommission, Internationaler Strafgerichtshof
_DECLINED = re.compile(r"([A-ZÄÖÜ]\w{3,}?)e[rsnm]?( [A-ZÄÖÜ].*)")


def _forms_of(entry: dict[str, tuple[str, ...]]) -> Iterator[str]:
    """Every form of an organisation, those of German with the endings of each case."""
    for language, forms in entry.items():
        for form in forms:
            yield form
            match = _DECLINED.fullmatch(form) if language == "de" else None
            if match:
                yield from (f"{match[1]}{ending}{match[2]}" for ending in ("e", "er", "es", "en", "em"))


@cache
def _forms() -> tuple[str, ...]:
    """Every form of every organisation."""
    return tuple(dict.fromkeys(form for entry in known_organisations() for form in _forms_of(entry)))


@cache
def _automaton() -> AhoCorasick:
    return AhoCorasick(_forms())


@cache
def _usual_names(language: str) -> tuple[str, ...]:
    """For each form the organisation's usual name in the language; of two organisations the first listed."""
    found: dict[str, str] = {}
    for entry in known_organisations():
        name = (entry.get(language) or entry.get("en") or next(iter(entry.values())))[0]
        for form in _forms_of(entry):
            found.setdefault(form, name)
    return tuple(found[form] for form in _forms())


def known_hits(lex: Lexicon, paragraph: int, text: str) -> Iterator[Hit]:
    """The well-known organisations named in a paragraph, each by its usual name in the article's language.

    Of forms that overlap the first and longest counts.
    """
    matches = _automaton().find_matches_as_indexes(text, overlapping=True)
    if not matches:
        return
    names = _usual_names(lex.language)
    last, previous = 0, ""
    for form, start, end in sorted(matches, key=lambda match: (match[1], -match[2])):
        if start < last or not _stands_alone(lex, text, start, end):
            continue
        name = names[form]
        defined = name == previous and text[last : last + 2] == " (" and start == last + 2
        if not defined:  # World Health Organization (WHO) is one mention
            yield Hit(name, "known", paragraph, start, end)
        last, previous = end, name


def _stands_alone(lex: Lexicon, text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if before and (before.isalnum() or before in "-@#_/"):
        return False
    if after.isalnum() or (after == "-" and lex.language != "de"):
        return False
    return end - start > 2 or (text[end : end + 2] != " '" and _is_acronym_use(text, start, end))


def _is_acronym_use(text: str, start: int, end: int) -> bool:
    """Two capitals are a word in a line of capitals: "THIS IS A TEST"."""
    before = text[max(0, start - 20) : start].split(" ")
    after = text[end : end + 20].split(" ")
    neighbours = [before[-2]] if len(before) > 1 and not before[-1] else []
    neighbours += [after[1]] if len(after) > 1 and not after[0] else []
    return not any(len(word) > 1 and word.isalpha() and word.isupper() for word in neighbours)
