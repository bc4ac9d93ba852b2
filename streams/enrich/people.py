"""The people an article names, read from the grammar of the news.

A name must be introduced in full, by something that only a person has (introductions.py). After that the bare surname
counts as a mention (cast.py). What cannot be told is left out: a wrong name is worse than a missing one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from streams.article import Evidence, Person
from streams.enrich.cast import Cast, bare_name, mentions_any
from streams.enrich.full_names import surname
from streams.enrich.introductions import introduce
from streams.enrich.lexicon import Lexicon, fold, is_place
from streams.enrich.reading import HEADLINE, Line, Reading
from streams.enrich.titled_names import Found


@dataclass(slots=True)
class _Entry:
    """A person being put together."""

    name: str
    surname: str
    evidence: Evidence
    title: str | None
    mentions: int = 0


def find_people(reading: Reading) -> tuple[Person, ...]:
    """The people named, in the order in which they are introduced, with their titles and numbers of mentions.

    A language without a lexicon names nobody. A headline in capitals or in title case introduces nobody; it only
    counts mentions. Evidence is the name's own span where it was introduced. Never raises.
    """
    lex, headline = reading.lexicon, reading.headline
    if lex is None:
        return ()
    lines = reading.lines
    if headline is not None and reading.cased:
        lines = (headline, *lines)
    entries: dict[str, _Entry] = {}
    loose: list[tuple[int, Found]] = []
    for line in lines:
        for run in line.runs:
            if len(run.words) < 2:
                continue
            found = introduce(lex, line.text, run, headline=line.index == HEADLINE)
            if found is not None and found.rule != "given-name":
                _enter(entries, lex, line.index, found)
            elif found is not None:
                loose.append((line.index, found))
    _corroborate(entries, lex, loose, lines)
    _count(entries, lex, lines)
    if headline is not None and not reading.cased:
        _count_in_title_case(entries, headline.text)
    ordered = sorted(entries.values(), key=lambda entry: (entry.evidence.paragraph, entry.evidence.start))
    return tuple(Person(e.name, e.evidence, e.title, max(1, e.mentions)) for e in ordered)


def _enter(entries: dict[str, _Entry], lex: Lexicon, paragraph: int, found: Found) -> None:
    name = " ".join(word.text for word in found.words)
    last = surname(found.words, lex)
    key = fold(f"{found.words[0].text} {last}")
    known = entries.get(key)
    if known is None:
        span = Evidence(found.rule, paragraph, found.words[0].start, found.words[-1].end)
        entries[key] = _Entry(name, last, span, found.title)
    elif known.title is None:
        known.title = found.title


def _corroborate(
    entries: dict[str, _Entry], lex: Lexicon, loose: Sequence[tuple[int, Found]], lines: Sequence[Line]
) -> None:
    """A known given name with a surname is a person if the bare surname comes again."""
    if not loose:
        return
    wanted = [surname(found.words, lex) for _, found in loose]
    lasts = {name.rpartition(" ")[2] for name in wanted}
    seen: Counter[str] = Counter()
    for line in lines:
        for run in line.runs:
            if mentions_any(run, lasts):
                core = bare_name(lex, line.text, run)
                if core is not None:
                    seen[core[0]] += 1
    for name, (index, found) in zip(wanted, loose, strict=True):
        if seen[name] and not is_place(name):
            _enter(entries, lex, index, found)


def _count(entries: dict[str, _Entry], lex: Lexicon, lines: Sequence[Line]) -> None:
    """Counts full names and bare surnames; a surname that two people share counts for neither."""
    if not entries:
        return
    cast = Cast(lex, [entry.name for entry in entries.values()])
    by_name = {entry.name: entry for entry in entries.values()}
    for line in lines:
        for run in line.runs:
            name = cast.who(line.text, run)
            if name is not None:
                by_name[name].mentions += 1


def _count_in_title_case(entries: dict[str, _Entry], headline: str) -> None:
    low = fold(headline)
    surnames = Counter(entry.surname for entry in entries.values())
    for entry in entries.values():
        bare = surnames[entry.surname] == 1 and not is_place(entry.surname)
        if _stands_in(low, fold(entry.name), "", "") or (
            bare and _stands_in(low, fold(entry.surname), "'’-", "-")
        ):
            entry.mentions += 1


def _stands_in(text: str, name: str, before: str, after: str) -> bool:
    """Whether the name is in the text, neither a letter nor one of the marks given touching it."""
    start = text.find(name)
    while start >= 0:
        end = start + len(name)
        left, right = text[max(0, start - 1) : start], text[end : end + 1]
        if not (left and (left.isalnum() or left in "_" + before)) and not (
            right and (right.isalnum() or right in "_" + after)
        ):
            return True
        start = text.find(name, start + 1)
    return False
