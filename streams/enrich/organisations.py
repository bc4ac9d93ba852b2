"""The organisations an article names: well-known ones, and others by the grammar of their names.

Grammar means a legal form (Halden Shipping plc), a heading word (Northern Fisheries Council, University of Halden,
Amtsgericht Kiel, ministère de l'Intérieur), an office held there (chief executive of Halden Shipping), or an acronym
being defined (Harbour Workers' League (HWL)). What is only capitalised is left out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from streams.article import Evidence, Organisation
from streams.enrich import names
from streams.enrich.names import Lexicon

_CAP = (
    rf"(?:(?:Inc|Corp|Ltd|Co|Bros|St)\.|(?:[{names.UPPER}]\.){{2,4}}"
    rf"|[{names.UPPER}][{names.LETTER}]*(?:[-'’&](?!s(?![{names.LETTER}]))[{names.LETTER}]+)*"
    rf"(?:(?<=s)['’](?=[ ][{names.UPPER}]))?)"
)
_OF = {
    "en": r"(?:of(?: the)?|for(?: the)?)",
    "de": r"(?:für|der|des)",
    "fr": r"(?:de la|de l['’]|de|du|des|d['’])",
}
_CHAIN = re.compile(rf"(?<![\w@#/])(?:{_CAP}|plc|e\.V\.)(?: (?:& )?(?:{_CAP}|plc\b|e\.V\.)){{0,9}}")
_ACRONYM = re.compile(r" \(([A-ZÄÖÜ][A-Za-zÄÖÜäöü]{1,7})\)")
# Whose names go on with "and": Ministry of Trade and Industry, Academy of Arts and Sciences
_JOINED = (
    "Ministry",
    "Department",
    "Academy",
    "Institute",
    "Association",
    "Federation",
    "Committee",
    "Museum",
)
_ADJECTIVE = re.compile(
    r" (?:étrangères|sociales|européennes|maritimes|publics|publiques|nationale|française)(?!\w)"
)
_TOKEN = re.compile(r"[^ ]+")


@dataclass(frozen=True, slots=True)
class _Hit:
    name: str
    rule: str
    paragraph: int
    start: int
    end: int


class _Cover:
    """Which spans of a paragraph lie wholly inside one of the given ones."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._reach = list(accumulate((end for _, end in ordered), max))  # the furthest end so far

    def holds(self, start: int, end: int) -> bool:
        index = bisect_right(self._starts, start) - 1
        return index >= 0 and end <= self._reach[index]


@dataclass(frozen=True, slots=True)
class _Heads:
    legal: frozenset[str]
    last: frozenset[str]
    generic: frozenset[str]
    single: frozenset[str]
    ends: frozenset[str]
    headed: re.Pattern[str]  # a heading word that comes first, with what follows it
    office: re.Pattern[str]  # an office that is held in an organisation


def _alternatives(words: frozenset[str]) -> str:
    return "|".join(sorted((re.escape(word) for word in words), key=len, reverse=True))


@cache
def _heads(language: str) -> _Heads:
    data = names.sections("names", "heads.txt")

    def part(name: str) -> frozenset[str]:
        return data.get(f"{name} {language}", frozenset())

    tail = rf"{_CAP}(?: (?:& )?{_CAP}){{0,5}}"
    patterns = {
        "en": rf"(?<![\w-])(?:{_CAP} ){{0,4}}(?:{_alternatives(part('first-of'))}) {_OF['en']} {tail}"
        rf"(?: and {_CAP}(?: {_CAP}){{0,2}})?",
        "de": rf"(?<![\w-])(?:(?:Technische|Freie|Medizinische|Deutsche|Deutscher) )?(?:{_alternatives(part('first'))})"
        rf" (?:für )?{_CAP}(?:(?: und| &)? {_CAP}){{0,3}}",
        "fr": rf"(?<![\w-])(?:{_alternatives(part('first') | {w.capitalize() for w in part('first')})})"
        rf"(?: (?:français|française|national|nationale|régional|régionale|central|centrale|européen|européenne))?"
        rf"(?: {_OF['fr']})?(?: |(?<=['’])){tail}",
    }
    executive = rf"(?<!\w)(?:(?P<executive>{_alternatives(part('executive'))})"
    offices = {
        "en": rf"{executive}|{_alternatives(part('roles'))}) (?:of|at|for|with) (?:the )?(?P<name>{tail})",
        "de": rf"{executive}) (?:der|des|von|bei) (?P<name>{tail})",
        "fr": rf"{executive}) (?:de la |de l['’]|de |du |d['’])(?P<name>{tail})",
    }
    return _Heads(
        data["legal-forms"], part("last"), part("generic"), part("single"), part("ends") or frozenset({"-"}),
        re.compile(patterns[language]), re.compile(offices[language]),
    )  # fmt: skip


@cache
def _known(language: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """First word -> the (variant, name) pairs that open with it, the longest first."""
    found: dict[str, list[tuple[str, str]]] = {}
    for entry in names.known_organisations():
        name = (entry.get(language) or entry.get("en") or next(iter(entry.values())))[0]
        for form in dict.fromkeys(variant for forms in entry.values() for variant in forms):
            found.setdefault(_first(form), []).append((form, name))
    return {
        word: tuple(sorted(pairs, key=lambda pair: len(pair[0]), reverse=True))
        for word, pairs in found.items()
    }


_FIRST = re.compile(r"[^\W\d_]+")


def _first(form: str) -> str:
    match = _FIRST.match(form)
    return match.group() if match else form


def find_organisations(
    headline: str | None, paragraphs: Sequence[str], language: str
) -> tuple[Organisation, ...]:
    """The organisations named, in order of first mention, with their numbers of mentions.

    `language` is a BCP 47 primary tag; other than en, de, fr: none. A well-known organisation bears its usual name
    in that language whatever variant was written; any other its name as written. A headline is read for the well-known
    only, and not at all in capitals. Never raises.
    """
    lex = names.lexicon(language)
    if lex is None:
        return ()
    hits: list[_Hit] = []
    if headline is not None and not names.is_shouted(headline):
        hits += _known_hits(lex, -1, headline)
    grammar: list[_Hit] = []
    for index, text in enumerate(paragraphs):
        if names.is_shouted(text):
            continue
        known = list(_known_hits(lex, index, text))
        hits += known
        grammar += _grammar_hits(lex, index, text, known)
    hits += grammar
    hits += _again(grammar, hits, paragraphs)
    return _gathered(hits, _heads(language))


def _known_hits(lex: Lexicon, paragraph: int, text: str) -> Iterator[_Hit]:
    index = _known(lex.language)
    last, previous = 0, ""
    for match in _FIRST.finditer(text):
        start = match.start()
        pairs = index.get(match.group())
        if pairs is None or start < last:
            continue
        before = text[start - 1 : start]
        if before and (before.isalnum() or before in "-@#_/"):
            continue
        for form, name in pairs:
            end = start + len(form)
            after = text[end : end + 1]
            if not text.startswith(form, start) or after.isalnum() or (after == "-" and lex.language != "de"):
                continue
            if len(form) == 2 and (text[end : end + 2] == " '" or not _is_acronym_use(text, start, end)):
                continue
            defined = name == previous and text[last : last + 2] == " (" and start == last + 2
            if not defined:  # World Health Organization (WHO) is one mention
                yield _Hit(name, "known", paragraph, start, end)
            last, previous = end, name
            break


def _is_acronym_use(text: str, start: int, end: int) -> bool:
    """Two capitals are a word in a line of capitals: "THIS IS A TEST"."""
    before = text[max(0, start - 20) : start].split(" ")
    after = text[end : end + 20].split(" ")
    neighbours = [before[-2]] if len(before) > 1 and not before[-1] else []
    neighbours += [after[1]] if len(after) > 1 and not after[0] else []
    return not any(len(word) > 1 and word.isalpha() and word.isupper() for word in neighbours)


def _grammar_hits(lex: Lexicon, paragraph: int, text: str, known: Sequence[_Hit]) -> list[_Hit]:
    heads = _heads(lex.language)
    hits: list[_Hit] = []
    for match in _CHAIN.finditer(text):
        hits += _chain_hits(lex, heads, paragraph, text, match)
    hits += _headed_hits(lex, heads, paragraph, text)
    hits += _office_hits(lex, heads, paragraph, text)
    cover = _Cover((hit.start, hit.end) for hit in known)
    # an organisation we know is not named a second time by a piece of its name
    ends = {hit.end for hit in known}
    return [
        hit
        for hit in hits
        if not cover.holds(hit.start, hit.end) and (hit.rule != "head" or hit.end not in ends)
    ]


def _chain_hits(
    lex: Lexicon, heads: _Heads, paragraph: int, text: str, match: re.Match[str]
) -> Iterator[_Hit]:
    words = [
        (m.group(), match.start() + m.start(), match.start() + m.end())
        for m in _TOKEN.finditer(match.group())
    ]
    while words and words[0][0].lower() in lex.stop:
        words = words[1:]
    acronym = _ACRONYM.match(text, match.end())
    if (
        acronym
        and any(_is_head(heads, word) for word, _, _ in words)
        and _spells([word for word, _, _ in words], acronym[1])
    ):
        yield _Hit(text[words[0][1] : words[-1][2]], "acronym", paragraph, words[0][1], words[-1][2])
    for index, (word, _, end) in enumerate(words):
        first = 0
        if index and (word in heads.legal or word.rstrip(".,") in heads.legal):
            if word.rstrip(".") == "Company" and index < 2:
                continue
            end = end if word in heads.legal and word != "Company." else end - 1
            yield from _named(lex, text, "legal-form", paragraph, words[first][1], end)
            return
        if word in heads.single:
            yield _Hit(word, "head", paragraph, words[index][1], end)
    last = words[-1][0].rstrip(".") if words else ""
    if last in heads.last and len(words) > 1:
        inner = [word for word, _, _ in words[:-1]]
        generic = all(word in heads.generic or word.lower() in names.day_set(lex.language) for word in inner)
        if generic or "&" in inner or text.startswith((" of ", " for "), match.end()):
            return
        end = words[-1][1] + len(last)
        yield from _named(lex, text, "head", paragraph, words[0][1], end)


def _is_head(heads: _Heads, word: str) -> bool:
    """Whether a word heads names of organisations; in German as the end of a compound."""
    return word in heads.last or word.lower().endswith(tuple(heads.ends))


def _named(lex: Lexicon, text: str, rule: str, paragraph: int, start: int, end: int) -> Iterator[_Hit]:
    """A hit, unless a title or a name of a person opens it (Minister Anna Sand Foundation)."""
    words = [
        names.Word(m.group(), start + m.start(), start + m.end()) for m in _TOKEN.finditer(text[start:end])
    ]
    while len(words) > 1 and words[0].low in names.day_set(lex.language):
        words = words[1:]
    if len(words) > 6 or len(words) < 2:
        return
    if any(
        names.is_title(lex, [word], 1) is not None and word.low not in lex.weak_titles for word in words[:-1]
    ):
        return
    yield _Hit(text[words[0].start : end], rule, paragraph, words[0].start, end)


def _headed_hits(lex: Lexicon, heads: _Heads, paragraph: int, text: str) -> Iterator[_Hit]:
    for match in heads.headed.finditer(text):
        start, end = match.start(), match.end()
        cut = text.find(" and ", start, end)
        if cut > 0 and lex.language == "en" and not any(f"{head} " in match.group() for head in _JOINED):
            end = cut
        if lex.language == "fr" and (adjective := _ADJECTIVE.match(text, end)):
            end = adjective.end()
        for lead in _TOKEN.finditer(text[start:end]):
            if lead.group().lower() not in lex.stop:
                start += lead.start()
                break
        words = text[start:end].split(" ")
        if len(words) < 2 or words[-1].lower() in names.day_set(lex.language):
            continue
        if lex.language != "en" and any(names.is_given(word) for word in words[1:-1]) and words[0].islower():
            continue
        if any(names.is_title(lex, [names.Word(w, 0, 0)], 1) is not None for w in words[1:]):
            continue
        yield _Hit(text[start:end], "head", paragraph, start, end)


def _office_hits(lex: Lexicon, heads: _Heads, paragraph: int, text: str) -> Iterator[_Hit]:
    for match in heads.office.finditer(text):
        start, end = match.span("name")
        while text[end - 1] in ".,":
            end -= 1
        words = text[start:end].split(" ")
        if text.startswith(("'", "’", " of ", " for "), end) or text.startswith("-", end):
            continue
        if names.is_place(text[start:end]) or (names.is_place(words[0]) and len(words) < 2):
            continue
        if names.is_given(words[0]) or names.is_title(lex, [names.Word(words[0], 0, 0)], 1) is not None:
            continue
        if len(words) < 2 and (
            match["executive"] is None or words[0].lower() in lex.not_names or len(words[0]) < 3
        ):
            continue
        if words[-1].lower() in names.day_set(lex.language) or any(w.lower() in lex.stop for w in words):
            continue
        yield _Hit(text[start:end], "office", paragraph, start, end)


def _spells(words: Sequence[str], acronym: str) -> bool:
    """Whether the initials of the words, hyphens included, make the acronym."""
    initials = "".join(part[0] for word in words for part in word.split("-") if part)
    capitals = "".join(letter for letter in acronym if letter.isupper())
    return len(capitals) > 1 and initials.upper() == capitals


def _again(grammar: Sequence[_Hit], hits: Sequence[_Hit], paragraphs: Sequence[str]) -> list[_Hit]:
    """Later mentions of what the grammar found once: the bare name, and the acronym that was defined."""
    legal = names.sections("names", "heads.txt")["legal-forms"]
    wanted: dict[str, str] = {}
    for hit in grammar:
        base = _base(hit.name, legal)
        if " " in base or hit.rule == "office":
            wanted.setdefault(base, hit.name)
        match = _ACRONYM.match(paragraphs[hit.paragraph], hit.end)
        if match and (hit.rule == "acronym" or _spells_loosely(hit.name, match[1])):
            wanted.setdefault(match[1], hit.name)
    if not wanted:
        return []
    pattern = re.compile(rf"(?<![\w-])(?:{_alternatives(frozenset(wanted))})(?![\w])")
    spans: dict[int, list[tuple[int, int]]] = {}
    for hit in hits:
        spans.setdefault(hit.paragraph, []).append((hit.start, hit.end))
    found: list[_Hit] = []
    for index, text in enumerate(paragraphs):
        cover = _Cover(spans.get(index, ()))
        for match in pattern.finditer(text):
            # the acronym in its own definition is no second mention
            defining = (
                text[match.start() - 1 : match.start()] == "(" and text[match.end() : match.end() + 1] == ")"
            )
            inside = cover.holds(match.start(), match.end())
            if not defining and not inside:
                found.append(_Hit(wanted[match.group()], "again", index, match.start(), match.end()))
    return found


def _spells_loosely(name: str, acronym: str) -> bool:
    words = [word for word in re.split(r"[ \-'’]", name) if word and word[0].isupper()]
    return _spells(words, acronym)


def _base(name: str, legal: frozenset[str]) -> str:
    words = name.split(" ")
    while len(words) > 1 and (words[-1] in legal or words[-1] == "&"):
        words.pop()
    return " ".join(words)


def _gathered(hits: Sequence[_Hit], heads: _Heads) -> tuple[Organisation, ...]:
    """One organisation for each name, overlapping hits counted once, the longest first."""
    chosen: list[_Hit] = []
    last: dict[int, int] = {}
    for hit in sorted(hits, key=lambda h: (h.paragraph, h.start, h.start - h.end)):
        if hit.start >= last.get(hit.paragraph, 0):
            chosen.append(hit)
            last[hit.paragraph] = hit.end
    found: dict[str, list[_Hit]] = {}
    for hit in chosen:
        found.setdefault(_base(hit.name, heads.legal), []).append(hit)
    result = []
    for group in found.values():
        proof = next((hit for hit in group if hit.rule != "again"), group[0])
        first = group[0]
        evidence = Evidence(proof.rule, first.paragraph, first.start, first.end)
        result.append(Organisation(proof.name, evidence, len(group)))
    return tuple(result)
