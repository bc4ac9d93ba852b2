"""Sports clubs by their names: those that are nothing else, and others where the sentence tells of a match.

"Chelsea" is a district and somebody's name, "Barcelona" is a city; in "Chelsea beat Arsenal 2-1" they are clubs. The
names are data (data/names/clubs.txt). What tells of a match is in sport.py, by which a city's name is no place there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import cache

from ahocorasick_rs import MATCHKIND_LEFTMOST_LONGEST, AhoCorasick

from streams.enrich.gazetteer import LANGUAGES
from streams.enrich.lexicon import Lexicon, sections
from streams.enrich.organisation_grammar import Hit
from streams.enrich.reading import Line
from streams.enrich.sport import is_of_a_match


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
            elif name in words or lex.language not in LANGUAGES:
                continue
            elif name not in shown or kind == "city":
                if not is_of_a_match(line.text, start, end, lex.language):
                    if kind == "city":
                        continue
                else:
                    shown.add(name)
            hits.append(Hit(name, "club", line.index, start, end))
    longer = {name.rpartition(" ")[2]: name for name in shown if kinds[name] == "whole"}
    return [
        replace(hit, name=longer.get(hit.name, hit.name))  # the Lakers are the Los Angeles Lakers
        for hit in hits
        if hit.name in shown
    ]


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
