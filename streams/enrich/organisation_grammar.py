"""Organisations by the grammar of their names, in one paragraph.

A legal form (Halden Shipping plc), a heading word (Northern Fisheries Council, University of Halden, Amtsgericht Kiel,
ministère de l'Intérieur), an office held there (chief executive of Halden Shipping), or an acronym being defined
(Harbour Workers' League (HWL)). What is only capitalised is left out. The words are data, in data/names/heads.txt;
they are put together into one set of patterns for each language.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from streams.enrich.lexicon import ROMANCE, Lexicon, day_set, is_given, is_place, legal_forms, sections
from streams.enrich.organisation_whole import whole_name
from streams.enrich.reading import LETTER, UPPER, Word
from streams.enrich.titles import is_role

CAPITAL = (
    rf"(?:(?:Inc|Corp|Ltd|Co|Bros|St)\.|(?:[{UPPER}]\.){{2,4}}"
    rf"|[{UPPER}][{LETTER}]*(?:[-'’&](?!s(?![{LETTER}]))[{LETTER}]+)*"
    rf"(?:(?<=s)['’](?=[ ][{UPPER}]))?)"
)
_DOTTED = r"S\.p\.A\.|S\.r\.l\."  # legal forms that mix capitals and small letters
_CHAIN = re.compile(
    rf"(?<![\w@#/])(?:{CAPITAL}|plc|e\.V\.)(?: (?:& )?(?:{_DOTTED}|{CAPITAL}|plc\b|e\.V\.)){{0,9}}"
)
ACRONYM = re.compile(r" \(([A-ZÄÖÜ][A-Za-zÄÖÜäöü]{1,7})\)")
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
#: What begins another name behind "and": the Ministry of Health and Ministry of Education.
_ANOTHER = frozenset({*_JOINED, "Bank", "Court", "Office", "University", "Council", "Bureau"})
#: Endings of adjectives of which two are joined: College of Further and Higher Education.
_ADJECTIVES = ("er", "al", "ic", "ive")
_ADJECTIVE = re.compile(
    r" (?:étrangères|sociales|européennes|maritimes|publics|publiques|nationale|française)(?!\w)"
)
# A name that goes on over a preposition: Lignes du Nord
_FRENCH_START = re.compile(
    rf"(?<![\w'’-])(?P<first>[{UPPER}][{LETTER}]+) (?:du |des |de la |de |de l['’]|d['’]|del |de los |de las |della |"
    r"di |da |do |dos |das )$"
)
_AND_GIVEN = re.compile(rf"(?<![\w-])([{UPPER}][{LETTER}]+) (?:and|&) $")
_LIST_BEFORE = re.compile(rf"(?<![\w-])(?P<list>{CAPITAL}(?:,? {CAPITAL}){{0,3}}) (?:and|&) $")
#: After these "for" begins something else: he played in the league for a club.
_PLAYED_FOR = frozenset({"League", "Bank", "School", "University", "Party", "Museum", "College", "Church"})
_OF_ROMANCE = ROMANCE | {"fr"}
_GOES_ON = re.compile(r" (?:de|del|de la|du|des|di|della|da|do|dos) [^\W\d_a-zà-ÿ]")
#: Whose an office, a hospital or a union is, in its name: the Fresno County Sheriff's Office.
_OWNED_BY = re.compile(
    rf"(?<![\w-])((?:(?:{CAPITAL}) ){{0,4}}(?:Attorney|Prosecutor|Sheriff|Coroner|Mayor|Governor|Children|Women|"
    r"Men|People|Veteran|Marshal|Ombudsman|Comptroller|Treasurer|Inspector General)['’]s )$"
)
_TOKEN = re.compile(r"[^ ]+")
_NOTHING: frozenset[str] = frozenset()
_OF = {
    "en": r"(?:of(?: the)?|(?<!League )(?<!Bank )(?<!School )(?<!University )(?<!Party )for(?: the)?)",
    "de": r"(?:für|der|des)",
    "fr": r"(?:de la|de l['’]|de|du|des|d['’])",
    "es": r"(?:de la|de los|de las|del|de)",
    "it": r"(?:della|dello|dell['’]|degli|delle|dei|del|di|d['’])",
    "pt": r"(?:da|do|das|dos|de)",
}


def grammar_hits(lex: Lexicon, paragraph: int, text: str, known: Sequence[Hit]) -> list[Hit]:
    """The organisations that the grammar finds in a paragraph, without those in `known`."""
    heads = heads_of(lex.language)
    hits: list[Hit] = []
    hints = heads.hints.of(text)
    for match in _CHAIN.finditer(text) if " (" in text or "chain" in hints else ():
        if text.startswith(" (", match.end()) or not heads.marks.isdisjoint(match.group().split(" ")):
            hits += _chain_hits(lex, heads, paragraph, text, match)
    if "headed" in hints:
        hits += _headed_hits(lex, heads, paragraph, text)
    if "office" in hints:
        hits += _office_hits(lex, heads, paragraph, text)
    if not hits or not known:
        return hits
    cover = Cover((hit.start, hit.end) for hit in known)
    # an organisation we know is not named a second time by a piece of its name
    ends = {hit.end for hit in known}
    return [
        hit
        for hit in hits
        if not cover.holds(hit.start, hit.end) and (hit.rule != "head" or hit.end not in ends)
    ]


def _chain_hits(lex: Lexicon, heads: Heads, paragraph: int, text: str, match: re.Match[str]) -> Iterator[Hit]:
    """What a chain of capitalised words says: a defined acronym, a legal form, a heading word at its end."""
    acronym = ACRONYM.match(text, match.end())
    start = match.start()
    words = [Word(m.group(), start + m.start(), start + m.end()) for m in _TOKEN.finditer(match.group())]
    while words and words[0].low in lex.stop:
        words = words[1:]
    if not words:
        return
    if (
        acronym
        and any(_is_head(heads, word.text) for word in words)
        and spells([word.text for word in words], acronym[1])
    ):
        yield Hit(text[words[0].start : words[-1].end], "acronym", paragraph, words[0].start, words[-1].end)
    for index, word in enumerate(words):
        if index and heads.is_legal(word.text):
            if word.text.rstrip(".") == "Company" and index < 2:
                continue
            end = word.end if word.text in heads.legal and word.text != "Company." else word.end - 1
            start = words[0].start
            if lex.language in _OF_ROMANCE and (
                whole := _FRENCH_START.search(text, max(0, start - 60), start)
            ):
                opening = Word(whole["first"], 0, 0)
                if not (opening.text.isupper() or opening.low in lex.stop or is_role(lex, opening)):
                    start = whole.start()  # Les Lignes du Nord SARL
            if lex.language in ROMANCE and index < 2 and text.endswith((" e ", " y ", " & "), 0, start):
                return  # Hubert Imóveis e Administração Ltda
            yield from _named(lex, text, "legal-form", paragraph, start, end)
            return
        if word.text in heads.single:
            yield Hit(word.text, "head", paragraph, word.start, word.end)
    yield from _headed_by_last(lex, heads, paragraph, text, words, match.end())


def _headed_by_last(
    lex: Lexicon, heads: Heads, paragraph: int, text: str, words: Sequence[Word], chain_end: int
) -> Iterator[Hit]:
    """Northern Fisheries Council; but not City Council, nor Council of …"""
    last = words[-1].text.rstrip(".")
    if last not in heads.last or len(words) < 2:
        return
    inner = words[:-1]
    generic = all(word.text in heads.generic or word.low in day_set(lex.language) for word in inner)
    goes_on = text.startswith(" of ", chain_end) or (
        text.startswith(" for ", chain_end) and last not in _PLAYED_FOR
    )
    if generic or any(word.text == "&" for word in inner) or goes_on:
        return
    start = words[0].start
    other = _AND_GIVEN.search(text, max(0, start - 40), start)
    if other and is_given(other[1]) and is_given(words[0].text):
        start = other.start(1)  # Paul and Marta Ridley Foundation
    elif lex.language == "en" and other and not is_given(other[1]):
        start = _over_and(lex, heads, text, start)
    yield from _named(lex, text, "head", paragraph, start, words[-1].start + len(last))


def _over_and(lex: Lexicon, heads: Heads, text: str, start: int) -> int:
    """Where a name begins that goes on over "and": the Shooters, Fishers and Farmers Party.

    Not over the name of another: the Labour Party and Farmers Party, Germany and the Farmers Party.
    """
    match = _LIST_BEFORE.search(text, max(0, start - 80), start)
    if match is None:
        return start
    words = [word for word in _TOKEN.findall(match["list"].replace(",", "")) if word.lower() not in lex.stop]
    known = any(
        _is_head(heads, word)
        or heads.is_legal(word)
        or (is_place(word) and (at or "," in match["list"]))
        or is_given(word)
        or word.isupper()
        or is_role(lex, Word(word, 0, 0))
        or word.lower() in day_set(lex.language)
        for at, word in enumerate(words)
    )
    if known or not words or is_place(" ".join(words)) or len(words) > 4:
        return start
    return match.start("list") + match["list"].index(words[0])


def ends_before_for(text: str, end: int) -> bool:
    """Whether a name ends at `end` and what follows "for" is another: the Northern League for the Halden Eagles."""
    return text.startswith(" for ", end) and text[:end].rpartition(" ")[2] in _PLAYED_FOR


def _is_head(heads: Heads, word: str) -> bool:
    """Whether a word heads names of organisations; in German as the end of a compound."""
    return word in heads.last or word.lower().endswith(tuple(heads.ends))


def _named(lex: Lexicon, text: str, rule: str, paragraph: int, start: int, end: int) -> Iterator[Hit]:
    """A hit, unless a title or a name of a person opens it (Minister Anna Sand Foundation)."""
    words = [Word(m.group(), start + m.start(), start + m.end()) for m in _TOKEN.finditer(text[start:end])]
    while len(words) > 1 and words[0].low in day_set(lex.language):
        words = words[1:]
    if words[0].text in heads_of(lex.language).company_roles:
        words = words[1:]  # Rival Northern Lines Ltd
    if len(words) > 6 or len(words) < 2:
        return
    if any(is_role(lex, word) and word.low not in lex.weak_titles for word in words[:-1]):
        return
    yield Hit(text[words[0].start : end], rule, paragraph, words[0].start, end)


def _headed_hits(lex: Lexicon, heads: Heads, paragraph: int, text: str) -> Iterator[Hit]:
    """University of Halden, Amtsgericht Kiel, ministère de l'Intérieur: the heading word comes first."""
    for start, end in _headed_spans(lex, heads, text):
        if lex.language == "fr" and (adjective := _ADJECTIVE.match(text, end)):
            end = adjective.end()
        if lex.language == "en" and (owner := _OWNED_BY.search(text, max(0, start - 60), start)):
            start = owner.start(1)  # U.S. Attorney's Office for the Eastern District
        for lead in _TOKEN.finditer(text[start:end]):
            if lead.group().lower() not in lex.stop:
                start += lead.start()
                break
        words = text[start:end].split(" ")
        if words[0] in heads.company_roles and len(words) > 2 and words[1][0].isupper():
            start += len(words.pop(0)) + 1  # la société Rhône Ouvrages; but le groupe Kervella
        if lex.language in ROMANCE:
            whole = whole_name(lex, text, start, end)
            if whole is None:
                continue
            start, end = whole
            words = text[start:end].split(" ")
        if len(words) < 2 or words[-1].lower() in day_set(lex.language):
            continue
        if lex.language != "en" and any(is_given(word) for word in words[1:-1]) and words[0].islower():
            continue
        if any(is_role(lex, Word(w, 0, 0)) for w in words[1:] if lex.language not in ROMANCE or w.islower()):
            continue
        yield Hit(text[start:end], "head", paragraph, start, end)


def _headed_spans(lex: Lexicon, heads: Heads, text: str) -> Iterator[tuple[int, int]]:
    """Where a heading word and what follows it stand; what is behind the "and" of another name is read again."""
    end = 0
    while (match := heads.headed.search(text, end)) is not None:
        start, end = match.span()
        cut = text.find(" and ", start, end)
        if cut > 0 and lex.language == "en" and not _goes_on_over_and(match.group(), cut - start):
            end = cut
        yield start, end


def _goes_on_over_and(name: str, cut: int) -> bool:
    """Whether what follows the "and" at `cut` belongs to the name before it.

    It does where the head says so, or two professions or adjectives are joined: Ministry of Trade and Industry, Royal
    College of Physicians and Surgeons; but Ministry of Health and Ministry of Education are two.
    """
    before, behind = name[:cut].rpartition(" ")[2], name[cut + len(" and ") :].split(" ")
    if not _ANOTHER.isdisjoint(behind):
        return False
    if any(f"{head} " in name for head in _JOINED):
        return True
    alike = (before.endswith("s") and behind[0].endswith("s")) or (
        before.endswith(_ADJECTIVES) and behind[0].endswith(_ADJECTIVES)
    )
    return alike and not (is_place(before) or is_place(behind[0]))


def _office_hits(lex: Lexicon, heads: Heads, paragraph: int, text: str) -> Iterator[Hit]:
    """Chief executive of Halden Shipping: where somebody holds an office is an organisation."""
    for match in heads.office.finditer(text):
        start, end = match.span("name")
        while text[end - 1] in ".,":
            end -= 1
        words = text[start:end].split(" ")
        if lex.language == "de" and len(words) > 1 and _is_what_a_firm_is(heads, words[0]):
            start += len(words.pop(0)) + 1  # Vorstandschef des Versicherungskonzerns Nordra
        if text.startswith(("'", "’", " of ", " for "), end) or text.startswith("-", end):
            continue
        if lex.language in _OF_ROMANCE and _GOES_ON.match(text, end):
            continue
        if is_place(text[start:end]) or (is_place(words[0]) and len(words) < 2):
            continue
        if is_given(words[0]) or is_role(lex, Word(words[0], 0, 0)):
            continue
        if len(words) < 2 and (
            match["executive"] is None or words[0].lower() in lex.not_names or len(words[0]) < 3
        ):
            continue
        if words[-1].lower() in day_set(lex.language) or any(w.lower() in lex.stop for w in words):
            continue
        yield Hit(text[start:end], "office", paragraph, start, end)


def _is_what_a_firm_is(heads: Heads, word: str) -> bool:
    return word.lower().removesuffix("s").endswith(tuple(heads.company_roles))


def spells(words: Sequence[str], acronym: str) -> bool:
    """Whether the initials of the words, hyphenated parts included, make the acronym."""
    initials = "".join(part[0] for word in words for part in word.split("-") if part)
    capitals = "".join(letter for letter in acronym if letter.isupper())
    return len(capitals) > 1 and initials.upper() == capitals


class _Hints:
    """Tells for which of several slow patterns a text holds a word, even inside other words."""

    def __init__(self, **words: Iterable[str]) -> None:
        patterns: dict[str, set[str]] = {}
        for pattern, of in words.items():
            for word in of:
                patterns.setdefault(word, set()).add(pattern)
        self._patterns = [patterns[word] for word in sorted(patterns)]
        self._words = AhoCorasick(sorted(patterns))

    def of(self, text: str) -> Set[str]:
        """The patterns by their names, of which a word is in the text."""
        found = self._words.find_matches_as_indexes(text, overlapping=True)
        return set().union(*(self._patterns[word] for word, _, _ in found)) if found else _NOTHING


@dataclass(frozen=True, slots=True)
class Heads:
    """The legal forms and heading words of one language, as written, and the patterns made of them."""

    legal: frozenset[str]
    last: frozenset[str]
    generic: frozenset[str]
    single: frozenset[str]
    company_roles: frozenset[str]  # what a company is called, and no part of its name: Rival, société
    ends: frozenset[str]
    marks: frozenset[str]  # what can make a chain of capitalised words an organisation
    headed: re.Pattern[str]  # a heading word that comes first, with what follows it
    office: re.Pattern[str]  # an office that is held in an organisation
    hints: _Hints  # the words that a chain, `headed` and `office` cannot do without

    def is_legal(self, word: str) -> bool:
        """Whether the word is a legal form. A comma or a full stop behind it does not matter."""
        return word in self.legal or word.rstrip(".,") in self.legal


def _alternatives(words: frozenset[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(sorted((re.escape(word) for word in words), key=len, reverse=True))


@cache
def heads_of(language: str) -> Heads:
    """The heads of a language that has a lexicon."""
    data = sections("names", "heads.txt")

    def part(name: str) -> frozenset[str]:
        return data.get(f"{name} {language}", frozenset())

    tail = rf"{CAPITAL}(?: (?:& )?{CAPITAL}){{0,5}}"
    patterns = {
        "en": rf"(?<![\w-])(?:{CAPITAL} ){{0,4}}(?:{_alternatives(part('first-of'))}) {_OF['en']} {tail}"
        rf"(?:(?:(?<=[a-z]), {CAPITAL}){{1,3}},? and {CAPITAL}| and {CAPITAL}(?: {CAPITAL}){{0,2}}(?: of {CAPITAL})?"
        rf"| of (?:the )?{tail})?",
        "de": rf"(?<![\w-])(?:(?:Technische|Freie|Medizinische|Deutsche|Deutscher) )?(?:{_alternatives(part('first'))})"
        rf" (?:für )?{CAPITAL}(?:(?: und| &)? {CAPITAL}){{0,3}}",
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
    if language in ROMANCE:
        patterns[language] = (
            rf"(?<![\w-])(?:{_alternatives(part('first') | {w.capitalize() for w in part('first')})})"
            rf"(?: {_OF[language]})?(?: |(?<=['’])){tail}"
        )
        offices[language] = rf"{executive}) {_OF[language]}(?: |(?<=['’]))(?P<name>{tail})"
    legal, last = legal_forms(), part("last")
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
        headed=re.compile(patterns[language]),
        office=re.compile(offices[language]),
        hints=_Hints(
            chain=marks,
            headed=first | {word.capitalize() for word in first},
            office=part("executive") | part("roles"),
        ),
    )


#: A name of a list, and where it stands in a paragraph: [start, end).
Spot = tuple[str, int, int]


class Hit(NamedTuple):
    """One mention of an organisation: its name, the rule that read it, and its span in a paragraph.

    `score` is how sure the model is, where the rule is "model".
    """

    name: str
    rule: str
    paragraph: int
    start: int
    end: int
    score: float | None = None


class Cover:
    """Tells which spans of a paragraph lie wholly inside one of the given spans."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._reach = list(accumulate((end for _, end in ordered), max))  # the furthest end so far

    def holds(self, start: int, end: int) -> bool:
        """Whether [start, end) lies wholly inside one of the spans."""
        index = bisect_right(self._starts, start) - 1
        return index >= 0 and end <= self._reach[index]
