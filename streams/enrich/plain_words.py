"""The words of attribution of Dutch, Swedish, Danish, Norwegian, Polish, Russian and Ukrainian; copy as words.

All of it is data (data/quotes/), lower case; what the sections mean stands at the fields of `Plain`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from streams.enrich.lexicon import sections
from streams.enrich.reading import Word

PLAIN = frozenset({"nl", "sv", "da", "no", "pl", "ru", "uk"})
#: Tags of the same language.
SAME = {"nb": "no", "nn": "no"}
SLAVIC = frozenset({"pl", "ru", "uk"})
_WORD = re.compile(r"[^\W\d_]+(?:[-'’ʼ:][^\W\d_]+)*\.?")
_CLAUSE_END = re.compile(r"[,;!?()\"“”„«»‘\n–—]|[.:](?=\s|$)")


@dataclass(frozen=True, slots=True)
class Plain:
    """The words of attribution of one language, lower case."""

    language: str
    verbs: frozenset[str]
    according: frozenset[str]
    auxiliaries: frozenset[str]  # may stand beside the verb: also, on Monday, to reporters
    prepositions: frozenset[str]  # and relative pronouns: behind them stands somebody else
    relatives: frozenset[str]  # where cases tell a subject, these alone
    tails: frozenset[str]  # what may follow a speaker's name
    that: frozenset[str]
    joins: frozenset[str]
    pronouns: frozenset[str]
    blockers: frozenset[str]
    titles: frozenset[str]
    given: frozenset[str]
    unsure: frozenset[str]  # a woman's name that is also the genitive of a man's
    endings: frozenset[str]  # of surnames; where there are any, a surname behind a title has one
    not_names: frozenset[str]
    openers: frozenset[str]  # with a capital they open a sentence, and no name: De, Den
    things: frozenset[str]  # endings of words that make a name a street's or a building's


@cache
def plain(language: str) -> Plain | None:
    """The words of one of PLAIN; None for another language."""
    tag = SAME.get(language, language)
    if tag not in PLAIN:
        return None
    data = sections("quotes", f"{tag}.txt")
    fields = {
        name: data.get(name.replace("_", "-"), frozenset())
        for name in Plain.__dataclass_fields__
        if name != "language"
    }
    return Plain(language=tag, **fields)


def words_in(text: str, start: int, end: int) -> list[Word]:
    """The words of text[start:end]; the full stop belongs to initials only."""
    found = []
    for match in _WORD.finditer(text, start, max(start, end)):
        word = match.group()
        if word.endswith(".") and not (len(word) == 2 and word[0].isupper()):
            word = word[:-1]
        found.append(Word(word, match.start(), match.start() + len(word)))
    return found


def clause_end(text: str, start: int, stop: int) -> int:
    """Where the clause ends that begins at `start`."""
    for match in _CLAUSE_END.finditer(text, start, stop):
        at = match.start()
        if match.group() == "." and (text[at - 1].isupper() or _is_short(text, at)):
            continue  # J. Kowalski, dr. De Vries
        return at
    return stop


def _is_short(text: str, at: int) -> bool:
    start = at
    while start > 0 and text[start - 1].isalpha():
        start -= 1
    return at - start <= 4 and text[start:at].islower() and text[at + 1 : at + 3].strip()[:1].isupper()
