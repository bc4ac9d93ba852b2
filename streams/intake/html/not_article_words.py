"""What walls and notices say, and how much of a text says it. The words are in streams/data/not_article/words/*.toml.

A file a language, read all at once: a wall's language is seldom the page's. Each has `source`, `licence` and

    reader      words that speak to the visitor: "you", "please"
    site        words for what a visitor has to do with: "browser", "password"
    reported    words with which news says who said it: a sentence that has one, and speaks to nobody, is no notice's
    withdrawn   words with which a paper takes a text back: that is for the ledger and the editors, and no notice
    [title]     by kind: what stands as the title of such a page, alone or beside the site's name
    [says]      by kind: what only such a page says, as a part of a sentence

The kinds are those of `Kind`. A word ends with * if more letters may follow. Everything is folded (`fold`) and found
with one automaton (Aho and Corasick 1975), so that the number of languages costs nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from streams.datafiles import read_toml


class Kind(StrEnum):
    """What a page is that is no article. The value is its name in the data and in a refusal's detail."""

    ROBOT = "robot"  # a check for robots, a refused or blocked visitor
    CONSENT = "consent"
    LOGIN = "login"  # a login, a registration, a subscription offered
    MISSING = "missing"  # not found, removed
    ERROR = "error"  # a fault, maintenance, a server's own first page
    SCRIPT = "script"  # the visitor needs a script, another browser, no ad blocker
    PARKED = "parked"  # a domain for sale
    LEGAL = "legal"  # terms, privacy, imprint, contact: the site's own pages
    MAIL = "mail"  # confirm your address, thank you for subscribing
    PLACEHOLDER = "placeholder"  # filler text, a test page
    LIST = "list"  # a front, a section, an author, a search, a gallery of links
    SHOP = "shop"
    FORUM = "forum"
    RECORD = "record"  # a job, an event, a share's price, the weather: what a form holds, and no text


#: What is said in sentences to a visitor. A list, a shop, a forum and a record are known by their build instead.
NOTICES = frozenset(Kind) - {Kind.LIST, Kind.SHOP, Kind.FORUM, Kind.RECORD}
#: Characters of a text that are looked at. Of a longer one the beginning stands for the rest.
MOST_LETTERS = 4_000
#: Words of a sentence that count in full. News packs more into one than a notice does.
_LONG_SENTENCE = 45
# How much of a sentence is a notice's, by what stands in it.
_SAID, _ADDRESSED, _ABOUT_SITE, _HINT = 1.0, 0.8, 0.5, 0.2

_READER, _SITE, _WITHDRAWN, _TITLE, _SAYS = "reader", "site", "withdrawn", "title", "says"
_REPORTED = "reported"
_EVERYWHERE = ("en", "la")  # walls speak English in every country; "la" is filler text
_LONGEST_TITLE = 80
_SENTENCES = re.compile(r"(?<=[.!?…؟।])[\"'”’»)]?\s+|(?<=[。！？])|\n")
_FULL_WIDTH = re.compile("[。！？]")
#: The same where no sentence ends in full width. What begins with a look back is tried at every character.
_ENDS = re.compile(r"[.!?…؟।][\"'”’»)]?\s+|\n")
# Somebody is quoted: three words or more in quotation marks. An address or a name in them is none.
_QUOTED = re.compile(r"[「『][^」』]{6}|(?:[“„«»]|(?<!\w)\")[^\W\d_](?:[^\s\"”“»«]{0,40}\s){2}[^\W\d_]")
# Scripts that put no space between words, or endings onto them: their words are found anywhere.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_FOLDED = str.maketrans(
    dict.fromkeys("ıİ", "i")
    | dict(zip("άέήίόύώϊϋΐΰς", "αεηιουωιυιυσ", strict=True))
    | dict.fromkeys("\u00ad\u0307\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
)
_UNFOLDED = re.compile(f"[{re.escape(''.join(map(chr, _FOLDED)))}]")
# German for you, which only its capital tells from they and her; not where a sentence begins.
_POLITE = re.compile(r"(?<=[a-zäöüß,] )(?:Sie|Ihnen|Ihre?[mnrs]?)\b")
_NOT_WORD = re.compile(r"[\W_]+")
#: The same for ASCII, which most of it is: a table costs a fifth of what the pattern does.
_ASCII = bytes(ord(chr(code).lower()) if chr(code).isalnum() else ord(" ") for code in range(128)) + bytes(
    128
)


@dataclass(frozen=True, slots=True)
class Wording:
    """How a text speaks to a visitor: `share` (0 to 1) of it does, most of that as a page of `kind`."""

    share: float = 0.0
    address: float = 0.0  # and so much of it is said to him: "you", "please", "click here"
    kind: Kind | None = None
    letters: int = 0  # of the whole text; a letter of a script without spaces counts for two and a half
    prose: int = 0  # letters of sentences that have nothing of a notice
    quoted: int = 0  # sentences with quotation marks: a notice quotes nobody
    withdrawn: bool = False  # it says that a text was taken back
    phrases: tuple[tuple[Kind, int], ...] = ()  # how many different phrases of each kind


def fold(text: str) -> str:
    """The words in lower case, parted and surrounded by single spaces, without marks that people leave out."""
    if text.isascii():
        return f" {' '.join(text.encode().translate(_ASCII).decode().split())} "
    lowered = text.casefold()
    if _UNFOLDED.search(lowered):
        lowered = lowered.translate(_FOLDED)
    return f" {_NOT_WORD.sub(' ', lowered).strip()} "


def read_wording(paragraphs: Iterable[str]) -> Wording:
    """How much of a text, of its first MOST_LETTERS characters, is a notice's.

    Only English and the language with the most words in the text count: "du" is German for you, and French for of.
    """
    text = "\n".join(paragraphs)
    read = [_read(sentence) for sentence in sentences_of(text[:MOST_LETTERS]) if sentence.strip()]
    languages = Counter(word.language for sentence in read for word in sentence.words)
    known = {*_EVERYWHERE, *(language for language, _ in languages.most_common(1))}
    counted, said, spoken, prose, quoted = 0.0, 0.0, 0.0, 0, 0
    sizes: Counter[Kind] = Counter()
    phrases: dict[Kind, set[int]] = {}
    for sentence in read:
        if not (sentence.words or sentence.quoted):  # mostly: nothing that a notice says
            if sentence.length >= 4 or sentence.size >= 20:
                counted, prose = counted + sentence.size, prose + round(sentence.size)
            continue
        words = [word for word in sentence.words if word.language in known]
        kinds = {word.kind for word in words if word.use == _SAYS}
        uses = {word.use for word in words}
        if sentence.quoted or (_REPORTED in uses and _READER not in uses):
            counted, quoted = counted + sentence.size, quoted + 1
            continue
        if sentence.length < 4 and sentence.size < 20 and not kinds:
            continue  # of a menu, a date, a name
        degree = _degree(words) * (0.5 if sentence.length > _LONG_SENTENCE else 1.0)
        counted, said = counted + sentence.size, said + sentence.size * degree
        spoken += sentence.size if any(word.use == _READER for word in words) else 0
        prose += 0 if degree > _HINT else round(sentence.size)
        for word in words:
            if word.use == _SAYS and word.kind is not None:
                phrases.setdefault(word.kind, set()).add(word.phrase)
        for kind in NOTICES.intersection(kinds):
            sizes[kind] += round(sentence.size)
    return Wording(
        share=said / counted if counted else 0.0,
        address=spoken / counted if counted else 0.0,
        kind=max(sizes, key=lambda kind: sizes[kind], default=None),
        letters=round(_size(text)),
        prose=prose,
        quoted=quoted,
        withdrawn=any(word.use == _WITHDRAWN for sentence in read for word in sentence.words),
        phrases=tuple((kind, len(found)) for kind, found in phrases.items()),
    )


def sentences_of(text: str) -> list[str]:
    """The sentences and lines of a text. What closes a quotation behind one belongs to neither."""
    if not text.isascii() and _FULL_WIDTH.search(text):
        return _SENTENCES.split(text)
    found, start = [], 0
    for end in _ENDS.finditer(text):
        found.append(text[start : end.start() + (text[end.start()] != "\n")])
        start = end.end()
    return [*found, text[start:]]


def read_title(title: str) -> tuple[float, Kind | None]:
    """(how much of a title is that of a page of a kind, 0 to 1; the kind). 0 for what is no such title at all."""
    folded = fold(title)
    letters = len(folded) - folded.count(" ")
    if not letters or letters > _LONGEST_TITLE:
        return 0.0, None
    covered = bytearray(len(folded))
    sizes: Counter[Kind] = Counter()
    told = False
    for word in _find(folded):
        end = _end(folded, word)
        covered[word.start : end] = b"\x01" * (end - word.start)
        if word.kind is not None:
            told = told or word.use == _TITLE
            sizes[word.kind] = max(sizes[word.kind], word.end - word.start)
    if not told:
        return 0.0, None
    count = sum(
        1
        for letter, known in zip(folded, covered, strict=True)
        if letter != " " and (known or letter.isdigit())
    )
    return count / letters, max(sizes, key=lambda kind: sizes[kind])


def phrases_on(buttons: Iterable[str], kind: Kind) -> int:
    """How many different phrases of a kind stand on the buttons of a page."""
    return len(
        {
            word.phrase
            for word in _find(" ".join(map(fold, buttons)))
            if word.use == _SAYS and word.kind is kind
        }
    )


def _end(folded: str, word: _Word) -> int:
    """Where the word ends in the text: its last letter, also where the data has only how it begins."""
    if folded[word.end - 1] == " ":
        return word.end - 1
    return word.end if _UNSPACED.match(folded, word.end - 1) else folded.index(" ", word.end)


class _Word(NamedTuple):
    """A word of the data, found in a text."""

    start: int
    end: int
    language: str
    use: str
    kind: Kind | None
    phrase: int = -1  # which of the data's it is


class _Sentence(NamedTuple):
    """A sentence, what it weighs, and the words of the data in it."""

    size: float
    length: int  # in words
    quoted: bool
    words: tuple[_Word, ...]


def _read(sentence: str) -> _Sentence:
    size = _size(sentence)
    may_quote = size > 30 and ('"' in sentence or not sentence.isascii())
    quoted = may_quote and _QUOTED.search(sentence) is not None
    words = tuple(_find(fold(sentence)))
    if ("Sie" in sentence or "Ih" in sentence) and _POLITE.search(sentence):
        words += (_Word(0, 0, "de", _READER, None),)
    return _Sentence(size, sentence.count(" ") + 1, quoted, words)


def _find(folded: str) -> Iterator[_Word]:
    uses = _book().uses
    for index, start, end in _automaton().find_matches_as_indexes(folded, overlapping=True):
        for language, use, kind in uses[index]:
            yield _Word(start, end, language, use, kind, index)


def _degree(words: Iterable[_Word]) -> float:
    """How much of a sentence is a notice's, by the words in it. Those of a pair are of one language."""
    readers: set[str] = set()
    sites: dict[str, set[int]] = {}
    for word in words:
        if word.use == _SAYS and word.kind in NOTICES:
            return _SAID
        if word.use == _READER:
            readers.add(word.language)
        elif word.use == _SITE:
            sites.setdefault(word.language, set()).add(word.start)
    if not readers.isdisjoint(sites):
        return _ADDRESSED
    if any(len(found) > 1 for found in sites.values()):
        return _ABOUT_SITE
    return _HINT if readers or sites else 0.0


def _size(text: str) -> float:
    bare = text.strip()
    return len(bare) + 1.5 * len(_UNSPACED.findall(bare)) if not bare.isascii() else len(bare)


@dataclass(frozen=True, slots=True)
class _Book:
    """Every word in every language, and what it is used for: (language, reader, site, title or says, its kind)."""

    patterns: tuple[str, ...]
    uses: tuple[tuple[tuple[str, str, Kind | None], ...], ...]


@cache
def _book() -> _Book:
    found: dict[str, dict[tuple[str, str, Kind | None], None]] = {}
    for name in sorted(
        entry.name for entry in (files("streams") / "data" / "not_article" / "words").iterdir()
    ):
        data = read_toml(f"not_article/words/{name}")
        groups: list[tuple[str, Kind | None, list[str]]] = []
        groups += [(use, None, data.get(use, [])) for use in (_READER, _SITE, _WITHDRAWN, _REPORTED)]
        groups += [
            (use, Kind(kind), words) for use in (_TITLE, _SAYS) for kind, words in data.get(use, {}).items()
        ]
        for use, kind, words in groups:
            for word in words:
                found.setdefault(_pattern(word), {})[name.removesuffix(".toml"), use, kind] = None
    return _Book(tuple(found), tuple(map(tuple, found.values())))


def _pattern(word: str) -> str:
    folded = fold(word)
    if _UNSPACED.search(folded):
        return folded.strip()
    return folded[:-1] if word.endswith("*") else folded


@cache
def _automaton() -> AhoCorasick:
    return AhoCorasick(_book().patterns)
