"""Sports clubs by their names: those that are nothing else, and others where the sentence tells of a match.

"Chelsea" is a district and somebody's name, "Barcelona" is a city; in "Chelsea beat Arsenal 2-1" they are clubs. The
names are data (data/names/clubs.txt). What tells of a match is in sport.py, by which a city's name is no place there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import cache

from ahocorasick_rs import MATCHKIND_LEFTMOST_LONGEST, AhoCorasick

from streams.enrich.gazetteer import LANGUAGES, contexts
from streams.enrich.lexicon import Lexicon, sections
from streams.enrich.organisation_grammar import Hit
from streams.enrich.reading import Line
from streams.enrich.sport import is_of_a_match

#: Where a capital behind a name belongs to it.
_OWN_CAPITALS = frozenset({"fr", "es", "it", "pt"})


def club_hits(lex: Lexicon, lines: Sequence[Line], people: Collection[str] = ()) -> list[Hit]:
    """The clubs that the paragraphs name. `people` are the full names of those whom the article names."""
    kinds = _kinds()
    words = {word for name in people for word in name.split()}
    hits: list[Hit] = []
    shown: set[str] = set()
    for line in lines:
        for name, start, end in _occurrences(line.text):
            kind = kinds[name]
            if kind == "whole":
                shown.add(name)
            elif name in words or lex.language not in LANGUAGES or _goes_on(lex, line.text, end):
                continue
            elif name not in shown or kind == "city":
                if (kind == "city" and _is_where(line.text, start, lex.language)) or not is_of_a_match(
                    line.text, start, end, lex.language
                ):
                    if kind == "city":
                        continue
                else:
                    shown.add(name)
            hits.append(Hit(name, "club", line.index, start, end))
    if len(shown) > 1:
        shown.update(hit.name for hit in hits)  # beside two clubs a name that may be one is one
    longer = {name.rpartition(" ")[2]: name for name in shown if kinds[name] == "whole"}
    return [
        replace(hit, name=longer.get(hit.name, hit.name))  # the Lakers are the Los Angeles Lakers
        for hit in hits
        if hit.name in shown
    ]


def _is_where(text: str, start: int, language: str) -> bool:
    """Whether a preposition says that the name is where they played: s'est imposé à Brest."""
    before = text[max(0, start - 12) : start]
    return before.endswith(" ") and before[:-1].rpartition(" ")[2] in contexts()[language]["in"]


def _goes_on(lex: Lexicon, text: str, end: int) -> bool:
    """Whether it is the half of another club's name: Atlético Tarn. English and German join other words to a name."""
    return lex.language in _OWN_CAPITALS and text[end : end + 1] == " " and text[end + 1 : end + 2].isupper()


def _occurrences(text: str) -> Iterator[tuple[str, int, int]]:
    names, automaton = _automaton()
    for index, start, end in automaton.find_matches_as_indexes(text):
        before, after = text[max(0, start - 1) : start], text[end : end + 1]
        if before and (before.isalnum() or before in "-@#_/"):
            continue
        if after.isalnum() or after in ("-", "_"):
            continue
        yield names[index], start, end


@cache
def _kinds() -> dict[str, str]:
    """Each name with its kind: "whole", "match" or "city"; see the data."""
    return {name: kind for kind, names in sections("names", "clubs.txt").items() for name in sorted(names)}


@cache
def _automaton() -> tuple[tuple[str, ...], AhoCorasick]:
    names = tuple(_kinds())
    return names, AhoCorasick(names, matchkind=MATCHKIND_LEFTMOST_LONGEST)
