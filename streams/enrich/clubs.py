"""Sports clubs by their names: those that are nothing else, and others where the sentence tells of a match.

"Chelsea" is a district and somebody's name, "Barcelona" is a city; in "Chelsea beat Arsenal 2-1" they are clubs. The
names are data (data/names/clubs.txt). What tells of a match is in sport.py, by which a city's name is no place there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache

from streams.enrich.gazetteer import LANGUAGES, contexts
from streams.enrich.lexicon import Lexicon, sections
from streams.enrich.organisation_grammar import Hit, Spot
from streams.enrich.reading import Line
from streams.enrich.sport import is_of_a_match

#: Where a capital behind a name belongs to it.
_OWN_CAPITALS = frozenset({"fr", "es", "it", "pt"})


def club_hits(
    lex: Lexicon, lines: Sequence[Line], listed: Sequence[Sequence[Spot]], people: Collection[str] = ()
) -> list[Hit]:
    """The clubs that the paragraphs name; `listed` are the names of the list that stand in each.

    `people` are the full names of those whom the article names.
    """
    kinds = club_kinds()
    words = {word for name in people for word in name.split()}
    hits: list[Hit] = []
    shown: set[str] = set()
    for line, names in zip(lines, listed, strict=True):
        for name, start, end in _standing(line.text, names):
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
        hit._replace(name=longer.get(hit.name, hit.name))  # the Lakers are the Los Angeles Lakers
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


def _standing(text: str, listed: Iterable[Spot]) -> Iterator[Spot]:
    """The names that stand as words of their own."""
    for name, start, end in listed:
        before, after = text[max(0, start - 1) : start], text[end : end + 1]
        if before and (before.isalnum() or before in "-@#_/"):
            continue
        if after.isalnum() or after in ("-", "_"):
            continue
        yield name, start, end


@cache
def club_kinds() -> dict[str, str]:
    """Each name with its kind: "whole", "match" or "city"; see the data."""
    return {name: kind for kind, names in sections("names", "clubs.txt").items() for name in sorted(names)}
