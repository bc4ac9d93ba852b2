"""Whether a well-known form means its organisation: "the ICC", but not where cricket is played.

A wrong name is worse than none. An acronym counts in its own languages; what the article itself defines goes before
what everybody knows; a word of the language is no name within a longer one; and some letters stand for several things,
which the words around them tell apart (data/names/organisation_doubts.toml).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from streams.datafiles import read_lines, read_toml
from streams.enrich.lexicon import ROMANCE, Lexicon, day_set, is_given, known_organisations
from streams.enrich.reading import UPPER, Line, Word
from streams.enrich.titles import is_role, is_title

_IN_A_NAME = rf"(?:[{UPPER}][\w’'&-]*|of|the|for|and|de|du|des|la|für|der|und)"
_DEFINED = re.compile(rf"(?:{_IN_A_NAME} ){{2,9}}\(([{UPPER}]\w{{1,6}})\)")
_SPELT_OUT = re.compile(rf"(?<!\w)([{UPPER}]\w{{1,6}}) \(({_IN_A_NAME}(?: {_IN_A_NAME}){{1,8}})\)")
_DEFINED_SMALL = re.compile(r"((?:[^\W\d_][\w’'-]* ){2,7})\(([A-Z]{3,6})\)")
# What stands in the brackets of either. It begins with a bracket, and so is found fast.
_ACRONYM_IN_BRACKETS = re.compile(rf"\([{UPPER}]\w{{1,6}}\)")
_NAME_IN_BRACKETS = re.compile(rf"\({_IN_A_NAME}(?: {_IN_A_NAME}){{1,8}}\)")
_NEXT = re.compile(r" ([^\W\d_][\w’'-]*)")
_LAST = re.compile(r"(?:^|(?<=[\s(\"“«]))([^\W\d_][\w’'-]*) $")
_REACH = 40  # characters before a form in which the word before it is looked for
_SMALL = frozenset(["of", "the", "for", "and", "de", "du", "des", "la", "für", "der", "und"])


@dataclass(frozen=True, slots=True)
class Doubt:
    """The words that make something else of a form."""

    beside: re.Pattern[str] | None
    before: frozenset[str]
    after: frozenset[str]


def is_acronym(form: str) -> bool:
    """Whether a form is made of letters that are spelt: ICC, EuGH. A short name in capitals counts as one, too."""
    capitals = sum(map(str.isupper, form))
    return " " not in form and len(form) <= 6 and capitals >= 2 and capitals >= len(form) - 2


@cache
def foreign_acronyms(language: str) -> frozenset[str]:
    """Acronyms that other languages use and this one does not: CPI is a price index in English, a court in French."""
    if language in ROMANCE:
        return _foreign_forms(language)
    own: set[str] = set()
    others: set[str] = set()
    for entry in known_organisations():
        for tongue, forms in entry.items():
            target = own if tongue == language or language not in entry else others
            target.update(form for form in forms if is_acronym(form))
    return frozenset(others - own)


def _foreign_forms(language: str) -> frozenset[str]:
    """The forms that mean something else in Spanish, Italian or Portuguese copy, or nothing.

    Those are the single words that only German or French copy uses (UNO, Esa), the acronyms of which the language has
    its own, and of the others those of two letters and those in the data that are words or local institutions.
    """
    own: set[str] = set()
    others: set[str] = set()
    for entry in known_organisations():
        mine = entry.get(language)
        own.update(mine or (form for form in entry.get("en", ()) if not is_acronym(form) or len(form) > 2))
        for tongue, forms in entry.items():
            if tongue != language:
                others.update(
                    form for form in forms if " " not in form and (tongue != "en" or is_acronym(form))
                )
    return frozenset(others - own | set(_data()["foreign"][language]))


def defined_acronyms(lines: Iterable[Line]) -> dict[str, str]:
    """The acronyms that an article defines itself, and what for: {"NBC": "Northmarch Broadcasting Corporation"}.

    Either may stand in the brackets, and the acronym be written like a name: Nato, Isis.
    """
    found: dict[str, str] = {}
    for line in lines:
        for match in _DEFINED.finditer(line.text) if _ACRONYM_IN_BRACKETS.search(line.text) else ():
            words = line.text[match.start() : match.start(1) - 2].split(" ")
            while words and words[0].lower() in _SMALL:
                words = words[1:]
            for start in range(len(words) - 1):
                if _initials(words[start:]) == match[1].upper():
                    found.setdefault(match[1], " ".join(words[start:]))
                    break
        for match in _DEFINED_SMALL.finditer(line.text) if _ACRONYM_IN_BRACKETS.search(line.text) else ():
            words = match[1].rstrip().split(" ")
            if match[2] not in found and (phrase := _spelt_by(words, match[2])) is not None:
                found[match[2]] = phrase  # idiopathic marrow fibrosis (IMF)
        for match in _SPELT_OUT.finditer(line.text) if _NAME_IN_BRACKETS.search(line.text) else ():
            if _initials(match[2].split(" ")) == match[1].upper():
                found.setdefault(match[1], match[2])
    return found


def _spelt_by(words: Sequence[str], acronym: str) -> str | None:
    """The last of the words, if their initials are the acronym, each small word counted or left out."""
    for start in range(len(words) - 2, -1, -1):
        own = words[start:]
        plain = "".join(word[0] for word in own).upper()
        if acronym in (plain, _initials(own)) and own[0].lower() not in _SMALL:
            return " ".join(own)
    return None


def _initials(words: Sequence[str]) -> str:
    return "".join(word[0] for word in words if word.lower() not in _SMALL).upper()


def is_doubtful(lex: Lexicon, text: str, start: int, end: int) -> bool:
    """Whether the form at [start, end) of a paragraph means something else than its organisation."""
    form = text[start:end]
    doubt = _doubts().get(form)
    follows = _NEXT.match(text, end)
    if doubt is not None:
        if follows and follows[1].lower() in doubt.after and not _is_statement(form, text, end):
            return True
        if follows and form == "WHO" and follows[1].isupper() and len(follows[1]) > 2:
            return True  # WHO PAYS FOR THE BRIDGE, asked the board
        before = _LAST.search(text, max(0, start - _REACH), start)
        if before and before[1].lower() in doubt.before:
            return True
        if doubt.beside is not None and doubt.beside.search(text):
            return True
    if (
        lex.language in ROMANCE
        and form in _names()[0]
        and text[end : end + 1] == " "
        and text[end + 1 : end + 2].isdigit()
    ):
        return True  # un Boeing 737
    if lex.language == "de":
        return False  # every noun has a capital
    ordinary, nobodys = _names()
    if form in ordinary and follows and follows[1][0].isupper():
        return not _may_follow(lex, text[end + 1 : end + _REACH].split(" ")[:3])
    if form in nobodys and (before := _LAST.search(text, max(0, start - _REACH), start)):
        return _makes_longer(lex, before[1], form)
    return False


def people_before(text: str, start: int, end: int) -> str | None:
    """The people right before a form that each country has one of: Turkish, of the Turkish Red Crescent."""
    if text[start:end] not in _data()["peoples"]:
        return None
    before = _LAST.search(text, max(0, start - _REACH), start)
    return before[1] if before and before[1].lower() in _peoples() else None


def _is_statement(form: str, text: str, end: int) -> bool:
    """WHO is worried, said its director: no question, and so the letters."""
    return form == "WHO" and "?" not in text[end : end + 200]


def _may_follow(lex: Lexicon, following: Sequence[str]) -> bool:
    """Whether the capitalised words behind a name begin something of their own: Labour Prime Minister."""
    word = following[0]
    low = word.lower()
    own = low in lex.openers or low in day_set(lex.language) or is_given(word)
    if own or (word.isupper() and len(word) > 1) or low in {"party", "news"}:
        return True
    words = [Word(each.rstrip(",.;:"), 0, 0) for each in following]
    return any(is_title(lex, words, end) == 0 for end in range(1, len(words) + 1))


def _makes_longer(lex: Lexicon, word: str, form: str) -> bool:
    """Whether the word before a form that many have belongs to the name: Liberal Democratic Party."""
    low = word.lower()
    if (
        not word[0].isupper()
        or low in lex.openers
        or low in day_set(lex.language)
        or is_role(lex, Word(word, 0, 0))
    ):
        return False
    if word.isupper():  # US Supreme Court
        return False
    return not (low in _peoples() and form.split(" ")[-1] in ("Party", "party"))


@cache
def _data() -> Mapping[str, Any]:
    return read_toml("names/organisation_doubts.toml")


@cache
def _doubts() -> Mapping[str, Doubt]:
    found = {}
    for entry in _data()["doubt"]:
        words = "|".join(map(re.escape, entry.get("beside", ())))
        found[entry["form"]] = Doubt(
            re.compile(rf"\b(?:{words})\b", re.IGNORECASE) if words else None,
            frozenset(entry.get("before", ())),
            frozenset(entry.get("after", ())),
        )
    return found


@cache
def _names() -> tuple[frozenset[str], frozenset[str]]:
    data = _data()
    return frozenset(data["ordinary"]), frozenset(data["nobodys"])


@cache
def _peoples() -> frozenset[str]:
    """What the people and things of countries are called in English, lower case."""
    rows = (row.split("\t") for row in read_lines("places/demonyms.tsv"))
    return frozenset(word.lower() for row in rows for word in row[1].split("|"))
