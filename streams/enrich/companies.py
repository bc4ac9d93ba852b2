"""Companies of the large stock indices, where the copy writes of them as companies.

A name of two words and more counts as it stands. A single word may be a fruit, a town or a family: it counts where its
shares rise, where it says something, or where it is called a company once; then throughout the article. The names and
their tickers are data (data/names/companies.tsv), the words around them, too (data/names/companies.toml).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from streams.datafiles import read_lines, read_toml
from streams.enrich.lexicon import Lexicon, is_given, is_place, legal_forms
from streams.enrich.organisation_grammar import Hit, Spot
from streams.enrich.reading import Line

_NEXT = re.compile(r" ([^\W\d_a-zà-ÿ][\w’'&.-]*)")
_LAST = re.compile(r"(?:^|[\s(\"“«])([^\W\d_a-zà-ÿ][\w’'&-]*) $")
_REACH = 60  # characters around a name in which its evidence stands
_LED = 40  # characters before a name in which a noun and a preposition stand
_OPENING = re.compile(r"(?:^|[.!?:“\"«] ?)$")


@dataclass(frozen=True, slots=True)
class _Words:
    """What makes a single word a company, before and after it: surely, or if the word is hardly anything else."""

    before: re.Pattern[str]
    after: re.Pattern[str]
    acts: re.Pattern[str]
    plain: frozenset[str]


def company_hits(
    lex: Lexicon, lines: Sequence[Line], listed: Sequence[Sequence[Spot]], people: Collection[str] = ()
) -> list[Hit]:
    """The companies that the paragraphs name; `listed` are the names of the list that stand in each.

    `people` are the full names of those whom the article names.
    """
    words = _words(lex.language)
    if words is None:
        return []
    surnames = {name.rpartition(" ")[2] for name in people}
    hits: list[Hit] = []
    shown: set[str] = set()
    for line, names in zip(lines, listed, strict=True):
        if line.shouted:
            continue
        for name, start, end in _standing(line.text, names):
            if " " not in name:
                if name in surnames:
                    continue
                if name not in shown and _is_company(lex, words, name, line.text, start, end):
                    shown.add(name)
            elif _is_within(line.text, start, end):
                continue
            hits.append(Hit(name, "company", line.index, start, end))
    return [hit for hit in hits if " " in hit.name or hit.name in shown]


def is_listed(name: str) -> bool:
    """Whether a name is one of a company of the list, whatever else it may be."""
    return name in company_symbols()


def is_firms(language: str, text: str, start: int, end: int) -> bool:
    """Whether the words beside a name of [start, end) make it a firm's, though it looks like a person's."""
    words = _firm_words(language)
    if words is None:
        return False
    before, links, after = words
    if after.match(text, end):
        return True
    led = text[max(0, start - _LED) : start].split(" ")[-3:]
    return len(led) == 3 and led[1] in links and before.fullmatch(led[0].lstrip('("“„«')) is not None


def symbol_of(name: str) -> str | None:
    """The ticker of a company by its name in the list."""
    return company_symbols().get(name) or None


def _standing(text: str, listed: Iterable[Spot]) -> Iterator[Spot]:
    """The names that stand as words of their own."""
    for name, start, end in listed:
        before, after = text[max(0, start - 1) : start], text[end : end + 1]
        if before and (before.isalnum() or before in "-@#_/&"):
            continue
        if after.isalnum() or after in ("-", "_", "&"):
            continue
        yield name, start, end


def _is_within(text: str, start: int, end: int) -> bool:
    """Whether a longer capitalised name has this one in it: Sun Communities Church."""
    follows = _NEXT.match(text, end)
    if follows and follows[1].rstrip(".,") not in legal_forms():
        return True
    before = _LAST.search(text, max(0, start - _REACH), start)
    return before is not None and not _OPENING.search(text, 0, before.start(1))


def _is_company(lex: Lexicon, words: _Words, name: str, text: str, start: int, end: int) -> bool:
    """Whether the words around a single word make it a company."""
    if words.after.match(text, end) or words.before.search(text, max(0, start - _REACH), start):
        return True
    doubted = name.lower() in words.plain or is_given(name) or is_place(name) or name.isupper()
    if doubted or name.lower() in lex.not_names or name.lower() in lex.openers:
        return False
    return words.acts.match(text, end) is not None


@cache
def company_symbols() -> dict[str, str]:
    """Each company's name with its ticker; "" for one without."""
    listed = (row.split("\t") for row in read_lines("names/companies.tsv"))
    return dict.fromkeys(read_lines("names/more_companies.txt"), "") | {each[0]: each[1] for each in listed}


@cache
def _words(language: str) -> _Words | None:
    table = read_toml("names/companies.toml").get(language)
    if table is None:
        return None

    def any_of(name: str) -> str:
        return "|".join(table[name])

    return _Words(
        re.compile(rf"(?i:{any_of('before')}) $"),
        re.compile(rf"(?:{any_of('after')})"),
        re.compile(rf" (?:{any_of('acts')})(?!\w)"),
        frozenset(table["plain"]),
    )


@cache
def _firm_words(language: str) -> tuple[re.Pattern[str], frozenset[str], re.Pattern[str]] | None:
    """The noun before a firm's name, the preposition between the two, and what stands behind the name."""
    table = read_toml("names/companies.toml").get(language, {})
    if "firm_before" not in table:
        return None
    return (
        re.compile("|".join(table["firm_before"])),
        frozenset(table["firm_links"]),
        re.compile("|".join(table["firm_after"])),
    )
