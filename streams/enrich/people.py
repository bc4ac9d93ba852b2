"""The people an article names, read from the grammar of the news.

A name must be introduced in full, by something that only a person has: a title before the name ("Foreign Minister Anna
Sand"), an apposition ("Anna Sand, 43, a nurse"; "le maire de Brest, Jeanne Kervella,"), an attribution ("said Anna
Sand"). Where the grammar alone could be a firm's or a place's, a known given name must agree. After that the bare
surname counts as a mention. What cannot be told is left out: a wrong name is worse than a missing one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from streams.enrich.cast import Cast, bare_name, mentions_any
from streams.enrich.companies import is_firms, is_listed
from streams.enrich.gazetteer import is_a_people
from streams.enrich.introductions import introduce
from streams.enrich.lexicon import Lexicon, fold, is_given, is_place, is_unsure, speech
from streams.enrich.model_names import model_people
from streams.enrich.name_tagger import Tagged
from streams.enrich.names import Found, is_full_name, surname
from streams.enrich.reading import (
    HEADLINE,
    Line,
    Reading,
    Word,
    words_before,
)
from streams.enrich.same_person import own_words, pairs_of_one
from streams.enrich.titles import is_a_ships, is_title
from streams.found import Evidence, Person

_AGE = re.compile(r", \d{2},")
_NEXT = re.compile(r" (\w+)")
#: Rules that only see that a name looks like a person's.
_LOOKS = frozenset({"model", "given-name", "attribution", "subject"})


@dataclass(slots=True)
class _Entry:
    """A person being put together."""

    name: str
    surname: str
    evidence: Evidence
    title: str | None
    mentions: int = 0


def find_people(reading: Reading, tagged: Sequence[Tagged] = ()) -> tuple[Person, ...]:
    """The people whom the article names, in the order of their introduction, with titles and numbers of mentions.

    `tagged` are the names that the model found; they add those whom no rule introduces. A language without a lexicon
    gives none. A headline in capitals or in title case introduces nobody; it only counts mentions. `evidence` is the
    span of the name where it was introduced. Never raises.
    """
    lex, headline = reading.lexicon, reading.headline
    if lex is None:
        return ()
    lines = reading.lines
    if headline is not None and reading.cased:
        lines = (headline, *lines)
    entries: dict[str, _Entry] = {}
    loose: list[tuple[int, Found]] = []
    doubted: list[tuple[int, tuple[Word, ...]]] = []
    for line in lines:
        for run in line.runs:
            if len(run.words) < 2:
                continue
            found = introduce(lex, line.text, run, headline=line.index == HEADLINE)
            if found is None and len(run.words) == 2 and is_unsure(run.words[0].low):
                doubted.append((line.index, run.words))
            if found is not None and found.title and is_a_ships(lex, found.title):
                continue
            if found is not None and found.rule != "given-name":
                _enter(entries, lex, line.index, found)
            elif found is not None:
                loose.append((line.index, found))
    _corroborate(entries, lex, loose, lines)
    for index, found in _by_surname(lex, doubted, reading.lines):
        _enter(entries, lex, index, found)
    names = [entry.name for entry in entries.values()]
    for index, found in model_people(lex, reading.lines, tagged, names):
        _enter(entries, lex, index, found)
    _join_same(entries)
    _drop_firms(entries, lex, lines)
    _count(entries, lex, lines)
    if headline is not None and not reading.cased:
        _count_in_title_case(entries, headline.text)
    ordered = sorted(entries.values(), key=lambda entry: (entry.evidence.paragraph, entry.evidence.start))
    return tuple(Person(e.name, e.evidence, e.title, max(1, e.mentions)) for e in ordered)


def _enter(entries: dict[str, _Entry], lex: Lexicon, paragraph: int, found: Found) -> None:
    words = _without_people(lex, own_words(found.words, lex.language))
    name = " ".join(word.text for word in words)
    last = surname(words, lex)
    key = fold(f"{words[0].text} {last}")
    known = entries.get(key)
    title = found.title if found.title and not _is_relation(lex, found.title) else None
    if known is None:
        span = Evidence(found.rule, paragraph, words[0].start, words[-1].end, found.score)
        entries[key] = _Entry(name, last, span, title)
    elif known.title is None:
        known.title = title


def _without_people(lex: Lexicon, words: Sequence[Word]) -> Sequence[Word]:
    """The name without the people to which somebody belongs: Dane Mads Holm."""
    if len(words) < 3 or not is_given(words[1].text) or not is_a_people(lex.language, words[0].text):
        return words
    return words[1:]


def _is_relation(lex: Lexicon, title: str) -> bool:
    """Whether what stands before a name only says who somebody is to another: her colleague; Father is a title."""
    last = title.rpartition(" ")[2]
    return last.lower() in lex.relations and (lex.language == "de" or last.islower())


def _join_same(entries: dict[str, _Entry]) -> None:
    """Of two entries that are one person's the longer name stays, where the person was first named."""
    if len(entries) < 2:
        return
    for one, other in pairs_of_one({key: entry.name for key, entry in entries.items()}):
        short, long = entries.pop(one), entries[other]
        long.title = long.title or short.title
        spot, mine = short.evidence, long.evidence
        if (spot.paragraph, spot.end) < (mine.paragraph, mine.start):
            long.evidence = spot


def _drop_firms(entries: dict[str, _Entry], lex: Lexicon, lines: Sequence[Line]) -> None:
    """Takes out firms that are called like people: the copy tells of their shares, and nobody gives them a title."""
    doubted = [key for key, each in entries.items() if each.title is None and each.evidence.rule in _LOOKS]
    text = "\n".join([line.text for line in lines]) if doubted else ""
    for key in doubted:
        if _is_firms(entries[key].name, lex, text):
            del entries[key]


def _is_firms(name: str, lex: Lexicon, text: str) -> bool:
    if is_listed(name):
        return True
    start = text.find(name)
    while start >= 0:
        end = start + len(name)
        if is_firms(lex.language, text, start, end):
            return True
        start = text.find(name, end)
    return False


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


def _by_surname(
    lex: Lexicon, doubted: Sequence[tuple[int, tuple[Word, ...]]], lines: Sequence[Line]
) -> Iterator[tuple[int, Found]]:
    """Names of two words that are people's because of their bare surnames: Paris Falk where "said Falk" stands.

    `doubted` are those whose first word is a given name that is a place or a word as well: somebody must say something
    under the surname. With an age behind the surname ("Washington, 71, has") the first word may be any.
    """
    aged = {word.text for line in lines for word in _aged(line.text)}
    for line in lines if aged else ():
        for run in line.runs:
            words = run.words
            if (
                len(words) == 2
                and words[1].text in aged
                and words[0].low not in lex.stop
                and is_title(lex, words, 1) is None
                and is_full_name(lex, words, titled=True)
            ):
                yield line.index, Found(words, "apposition-age")
    if not doubted:
        return
    speaking = {
        word.text for line in lines for word in _speaking(lex, line, {words[1].text for _, words in doubted})
    }
    for index, words in doubted:
        if words[1].text in speaking and is_full_name(lex, words, titled=True):
            yield index, Found(words, "given-name")


def _aged(text: str) -> Iterator[Word]:
    """The words that open a sentence and have an age behind them: "Falk, 27, won"."""
    for match in _AGE.finditer(text):
        start = text.rfind(" ", 0, match.start()) + 1
        word = text[start : match.start()]
        opens = start == 0 or text[start - 2 : start - 1] in {".", "!", "?", "”", '"', "“", ":"}
        if opens and word[:1].isupper() and word.isalpha():
            yield Word(word, start, match.start())


def _speaking(lex: Lexicon, line: Line, surnames: Set[str]) -> Iterator[Word]:
    """The bare surnames that stand beside a verb of speech: "sagte Falk", "Falk said"."""
    verbs = speech(lex.language).verbs
    for run in line.runs:
        if len(run.words) > 1 or run.words[0].text not in surnames:
            continue
        before = words_before(line.text, run.start, 1)
        behind = _NEXT.match(line.text, run.end)
        if (before and before[-1].low in verbs) or (behind is not None and behind[1].lower() in verbs):
            yield run.words[0]


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
