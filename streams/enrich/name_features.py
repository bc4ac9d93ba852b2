"""What the model of names sees: the capitalised words of an article in a row, each with its attributes.

A name in copy is made of capitalised words, so only these are tagged: the runs that the reading found, with the small
words between two of them ("of the", "and", a comma) as elements of their own, and a break where the copy goes on
without a name. That is a fifth of the words of an article. What stands around a run is told by attributes. The
attributes of a word are worked out once and remembered: copy repeats its words.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple, TypeVar

from streams.datafiles import read_lines
from streams.enrich.gazetteer import gazetteer
from streams.enrich.lexicon import (
    WORDS_KEPT,
    day_set,
    is_given,
    known_organisations,
    legal_forms,
    lexicon,
    sections,
    speech,
)
from streams.enrich.model_attributes import model_attributes
from streams.enrich.reading import Line, Word, is_initial, is_particle, is_shout
from streams.enrich.titles import ends_title

#: What may stand between two runs of one name, or of two names in a list, and what it is called.
_MARKS = {"&": "&", " & ": "&", ", ": ",", "'s ": "'s", "’s ": "'s", " (": "(", "-": "-", "–": "-", "/": "/"}
_WORDS = {
    "en": {"of": "of", "of the": "of", "and": "and", "and the": "and", "for": "for", "for the": "for"}
    | {"in": "in", "on": "on", "the": "the"},
    "de": {"der": "der", "des": "der", "für": "für", "von": "von", "und": "und", "in": "in", "am": "am"},
    "fr": {"de l'": "de", "des": "de", "et": "et", "à": "à", "en": "en", "pour": "pour", "d'": "de"},
    "es": {"de los": "de", "de las": "de", "y": "y", "e": "y", "en": "en", "para": "para", "por": "por"},
    "it": {"degli": "di", "delle": "di", "dei": "di", "dell'": "di", "e": "e", "in": "in", "per": "per"},
    "pt": {"do": "de", "e": "e", "em": "em", "no": "em", "na": "em", "para": "para", "a": "a"},
}
_LINKS = {
    language: {mark: name.encode() for mark, name in _MARKS.items()}
    | {(f" {word}" if word[-1] == "'" else f" {word} "): name.encode() for word, name in words.items()}
    for language, words in _WORDS.items()
}
_ONE = r"['’]s\b|[^\W_]+(?:['’-][^\W_]+)*|[^\w\s]"
_TOKEN = re.compile(_ONE)
_TWO_TOKENS = re.compile(rf"[\s_]*({_ONE})?[\s_]*({_ONE})?")
#: What ends a word's neighbour before it as a token of its own.
_MARKS_BEHIND = frozenset('.,;:!?)”"')
_NEAR = 28  # characters on either side of a run in which its two neighbours stand
_LONGEST_PLACE = 4  # words
#: The model of a language has learnt its places by their names in another.
_LISTED_IN = {"pt": "en"}


#: German articles and what stands like them: behind these a capital is a noun.
_ARTICLES = frozenset({
    "der", "die", "das", "des", "dem", "den", "ein", "eine", "einen", "einem", "einer", "eines", "im", "am", "vom",
    "zum", "zur", "beim", "ins", "kein", "keine", "sein", "seine", "ihre", "ihr", "ihren", "seinen", "dieser",
    "diese", "dieses", "alle", "viele", "mehr",
})  # fmt: skip


class Element(NamedTuple):
    """A capitalised word, a small word between two, or a break; and its span in the line."""

    line: int  # the paragraph's index, -1 for the headline
    start: int
    end: int
    word: bool  # a capitalised word: a name may begin and end with it


class Features(NamedTuple):
    """An article's elements in order and the attributes of each, in UTF-8: crfsuite would encode them each time."""

    elements: list[Element]
    attributes: list[list[bytes]]


_BREAK = [b"#"]
_SIZES = (b"n0", b"n1", b"n2", b"n3", b"n4", b"n5")  # by the words of a run
_new = tuple.__new__  # makes an Element in half the time, as in reading.py
Value = TypeVar("Value")


def features(lines: Sequence[Line], language: str, *, learnt: bool = False) -> Features:
    """The elements of the lines and their attributes, in order. Lines in capitals have none.

    `learnt`: without most of the attributes that the model of the language has not learnt, which say nothing to it.
    """
    lex = lexicon(language)
    elements: list[Element] = []
    attributes: list[list[bytes]] = []
    if lex is None:
        return Features(elements, attributes)
    links, german = _LINKS[language], language == "de"
    own, beside = _own(language, learnt), _beside(language, learnt)
    pairs = _pairs(language) if learnt else None
    for line in lines:
        if line.shouted:
            continue
        text = line.text
        last = -1
        for run in line.runs:
            words = run.words
            if len(words) == 1 and (words[0].low in lex.openers or (german and _is_noun(text, words[0]))):
                continue
            link = links.get(text[last : run.start]) if last >= 0 else None
            if elements:
                elements.append(_new(Element, (line.index, max(last, 0), run.start, False)))
                attributes.append([b"~" + link] if link else _BREAK)
            last = run.end
            forms = [word.text for word in words]
            seen = [beside[f] for f in (*_two_before(text, run.start), *forms, *_two_behind(text, run.end))]
            alone = run.start < 3 and len(text) - run.end < 3  # "Tova," is how a letter begins
            whole = _of_run(forms, seen, language, link, alone)
            listed = _listed(" ".join(forms), language)
            for at, word in enumerate(words):
                before, after = seen[at + 1], seen[at + 3]
                mine = [
                    *own[word.text],
                    *before.before,
                    *after.after,
                    *seen[at].far_before,
                    *seen[at + 4].far_after,
                    *whole,
                    *listed[at],
                ]
                if at == 0:
                    mine.append(b"i0")
                    pair = b"<|", before.low, seen[2].low
                    if pairs is None or pair in pairs:
                        mine.append(b"%b%b|%b" % pair)
                if at == len(words) - 1:
                    mine.append(b"i9")
                    pair = b">|", seen[at + 2].low, after.low
                    if pairs is None or pair in pairs:
                        mine.append(b"%b%b|%b" % pair)
                elements.append(_new(Element, (line.index, word.start, word.end, True)))
                attributes.append(mine)
    return Features(elements, attributes)


def _two_before(text: str, start: int) -> tuple[str, str]:
    """The two tokens that end before `start`; "^" where there is none."""
    near = text[max(0, start - _NEAR) : start]
    parts = near.rsplit(" ", 3)
    if len(parts) == 4 and not parts[3] and parts[2].isalnum():
        before = parts[1]
        if before.isalnum():
            return before, parts[2]  # as mostly: two words and their spaces
        if before[-1:] in _MARKS_BEHIND:
            return before[-1], parts[2]
    tokens = _TOKEN.findall(near)
    if len(tokens) > 1:
        return tokens[-2], tokens[-1]
    return "^", tokens[0] if tokens else "^"


def _two_behind(text: str, end: int) -> tuple[str, str]:
    """The two tokens that begin behind `end`; "$" where there is none."""
    parts = text[end : end + _NEAR].split(" ", 3)
    if len(parts) == 4 and not parts[0] and parts[1].isalnum() and parts[2].isalnum():
        return parts[1], parts[2]  # as mostly: two words and their spaces
    match = _TWO_TOKENS.match(text, end, end + _NEAR)
    return (match[1] or "$", match[2] or "$") if match else ("$", "$")


def _is_noun(text: str, word: Word) -> bool:
    """Whether a German word that is in no list of names has its capital because it is a noun.

    Most of the capitals of German copy are such: frequent words, and what stands behind an article.
    """
    if _is_listed(word.text):
        return False
    before = text[max(0, word.start - 6) : word.start].split(" ")
    return is_frequent(word.low, "de") or (len(before) > 1 and before[-2].lower() in _ARTICLES)


@lru_cache(maxsize=WORDS_KEPT)
def _is_listed(form: str) -> bool:
    return bool(_kinds("de")[form] or _lists(form, "de")) or is_shout(form)


def _of_run(
    forms: Sequence[str], seen: Sequence[_Seen], language: str, link: bytes | None, alone: bool
) -> list[bytes]:
    """The attributes that all words of a run share. `seen` has the two words on either side of the run, too."""
    found = [_SIZES[min(len(forms), 5)]]
    if link:
        found.append(b"k=" + link)
    if alone:
        found.append(b"W")
    if len(forms) > 1:  # the one word of a run has all this as attributes of its own
        first, last, right = seen[2], seen[-3], seen[-2]
        found += (b"a=" + first.low, b"z=" + last.low, b"L=" + seen[1].low, b"R=" + right.low)
        kinds = _kinds(language)
        found += [b"a:" + kind.encode() for kind in kinds[forms[0]]]
        found += [b"z:" + kind.encode() for kind in kinds[forms[-1]]]
    return found


class _Remembered(dict[str, Value]):
    """What is known of a word, by the word as written: filled as words are met, emptied when there are too many."""

    def __missing__(self, form: str) -> Value:
        if len(self) >= WORDS_KEPT:
            self.clear()
        made = self[form] = self.make(form)
        return made

    def make(self, form: str) -> Value:
        raise NotImplementedError


class _Kinds(_Remembered[tuple[str, ...]]):
    """What the lists say of a word."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language
        self._lex = lexicon(language)
        heads = sections("names", "heads.txt")
        self._heads = frozenset().union(
            *(heads.get(f"{part} {language}", ()) for part in ("last", "first-of", "first", "single"))
        )
        self._legal = legal_forms()
        self._verbs = speech(language).verbs
        self._days = day_set(language)

    def make(self, form: str) -> tuple[str, ...]:
        low = form.lower()
        found = []
        if is_given(form):
            found.append("given")
        found += _borne().get(low, ())
        if ends_title(self._language, form):
            found.append("title")
        if form in self._heads:
            found.append("head")
        if form in self._legal:
            found.append("legal")
        if low in self._verbs:
            found.append("says")
        if low in self._days:
            found.append("day")
        if is_particle(Word(form, 0, 0)):
            found.append("particle")
        if form[:1].isupper():
            for entry in gazetteer().lookup(form, _LISTED_IN.get(self._language, self._language)):
                if entry.kind == "people" and "people" not in found:
                    found.append("people")
        return tuple(found)


class _Own(_Remembered[tuple[bytes, ...]]):
    """The attributes of a word in itself; those alone that are learnt, where `learnt` has them."""

    def __init__(self, language: str, learnt: Mapping[bytes, bytes] | None) -> None:
        super().__init__()
        self._language, self._learnt = language, learnt

    def make(self, form: str) -> tuple[bytes, ...]:
        low = form.lower()
        known = _known(low, self._language)
        found = ["w=" + low, "s=" + _shape(form), "p=" + low[:3], "x=" + low[-3:], "y=" + low[-2:], known]
        kinds = _kinds(self._language)[form]
        found += kinds
        found += [f"{kind}{known}" for kind in kinds]
        return _those([each.encode() for each in found], self._learnt)


class _Seen(NamedTuple):
    """A word as the words beside it have it among their attributes."""

    low: bytes
    before: tuple[bytes, ...]  # for the word behind it
    after: tuple[bytes, ...]  # for the word before it
    far_before: tuple[bytes, ...]  # for the second word behind it
    far_after: tuple[bytes, ...]


class _Beside(_Remembered[_Seen]):
    """The attributes of a word for those beside it; those alone that are learnt, where `learnt` has them."""

    def __init__(self, language: str, learnt: Mapping[bytes, bytes] | None) -> None:
        super().__init__()
        self._language, self._learnt = language, learnt

    def make(self, form: str) -> _Seen:
        low = form.lower()
        told = [low, _shape(form), *_kinds(self._language)[form]]
        if form[:1].isalpha():
            told.append(_known(low, self._language))
            told.append("x=" + low[-3:])
        known = [each.encode() for each in told]
        return _Seen(
            known[0],
            _those([b"<" + each for each in known], self._learnt),
            _those([b">" + each for each in known], self._learnt),
            _those([b"<<" + known[0]], self._learnt),
            _those([b">>" + known[0]], self._learnt),
        )


def _those(attributes: Sequence[bytes], learnt: Mapping[bytes, bytes] | None) -> tuple[bytes, ...]:
    """The attributes that are learnt, each as the one object that there is of it; all where `learnt` is None."""
    if learnt is None:
        return tuple(attributes)
    return tuple([learnt[each] for each in attributes if each in learnt])


@cache
def _kinds(language: str) -> _Kinds:
    return _Kinds(language)


@cache
def _own(language: str, learnt: bool) -> _Own:
    return _Own(language, model_attributes(language) if learnt else None)


@cache
def _beside(language: str, learnt: bool) -> _Beside:
    return _Beside(language, model_attributes(language) if learnt else None)


@cache
def _pairs(language: str) -> frozenset[tuple[bytes, bytes, bytes]]:
    """What the model has learnt of a run's first or last word together with its neighbour; it is little.

    The neighbour may be a "|" itself, the word of the run is none.
    """
    learnt = model_attributes(language)
    before = {(b"<|", *each[2:].rpartition(b"|")[::2]) for each in learnt if each.startswith(b"<|")}
    behind = {(b">|", *each[2:].partition(b"|")[::2]) for each in learnt if each.startswith(b">|")}
    return frozenset(before | behind)


def _shape(form: str) -> str:
    if is_initial(form):
        return "I"
    if is_shout(form):
        return f"A{min(len(form), 5)}"
    if form.islower():
        return "a"
    if form[:1].isupper():
        rest = form[1:]
        mark = "-" if "-" in form else "'" if "'" in form or "’" in form else "." if "." in form else ""
        return ("Aa" if rest.islower() else "AaA" if rest else "A") + mark
    return "1" if form[:1].isdigit() else "o"


@lru_cache(maxsize=WORDS_KEPT)
def _listed(name: str, language: str) -> tuple[tuple[bytes, ...], ...]:
    """For each word of a run what the lists of places and organisations say of it, the longest entry first."""
    words = name.split(" ")
    found: list[tuple[bytes, ...]] = [() for _ in words]
    at = 0
    while at < len(words):
        for size in range(min(_LONGEST_PLACE, len(words) - at), 0, -1):
            kinds = _lists(" ".join(words[at : at + size]), language)
            if kinds:
                for inside in range(at, at + size):
                    mark = (
                        "U" if size == 1 else "B" if inside == at else "E" if inside == at + size - 1 else "M"
                    )
                    found[inside] = tuple(f"g{mark}{kind}".encode() for kind in kinds)
                at += size - 1
                break
        at += 1
    return tuple(found)


def _lists(name: str, language: str) -> list[str]:
    found = []
    for entry in gazetteer().lookup(name, _LISTED_IN.get(language, language)):
        kind = entry.kind
        if kind == "city":
            kind = (
                "town" if entry.population < 100_000 else "city" if entry.population < 1_000_000 else "large"
            )
        if kind not in found:
            found.append(kind)
    if name in _organisations():
        found.append("org")
    if name in _companies():
        found.append("company")
    return found


@cache
def _organisations() -> frozenset[str]:
    return frozenset(form for entry in known_organisations() for forms in entry.values() for form in forms)


@cache
def _companies() -> frozenset[str]:
    return frozenset(row.split("\t")[0] for row in read_lines("names/companies.tsv"))


@cache
def _borne() -> dict[str, tuple[str, ...]]:
    """First names and surnames that many bear, each with the sections of the lists that have it."""
    found: dict[str, tuple[str, ...]] = {}
    for section, words in _sections("names/models/us-names.txt").items():
        for word in words:
            found[word] = (*found.get(word, ()), section)
    return found


@cache
def _frequent(language: str) -> dict[str, str]:
    """The frequent words of a language, each with its section in the list."""
    listed = _sections(f"names/models/{language}-words.txt")
    return {word: section for section, words in listed.items() for word in words}


def _sections(path: str) -> dict[str, list[str]]:
    """The words of a file of [sections], parted by blanks."""
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in read_lines(path):
        if line.startswith("["):
            current = found.setdefault(line.strip("[]"), [])
        else:
            current.extend(map(sys.intern, line.split()))
    return found


def is_frequent(low: str, language: str) -> bool:
    """Whether a word, lower case, is among the frequent ones of a language that has a model."""
    return low in _frequent(language)


def _known(low: str, language: str) -> str:
    return _frequent(language).get(low, "f2")
