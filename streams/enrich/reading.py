"""An article read once for names: its lines with their runs of capitalised words.

People, organisations and quotations all look at the same runs, so they are found once and handed on. A run is
capitalised words with nothing but spaces and the small words of names (von der, de la, bin) between them. In French an
elision (d', l', qu') is no part of a word. Lines in which capitals say nothing are told apart here, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from streams.enrich.lexicon import Lexicon, lexicon

HEADLINE = -1  # the headline's index among the paragraphs, as in Evidence
_LATIN = [chr(code) for code in (*range(0x250), *range(0x1E00, 0x1F00))]
UPPER = "".join(letter for letter in _LATIN if letter.isupper())
LETTER = "".join(letter for letter in _LATIN if letter.isalpha())
_SPACE = "[ \u00a0\u202f]"
# Small words that stand inside a name: Ursula von der Leyen, Abd bin Said, Luiz da Silva.
_PARTICLE = (
    r"(?:(?:von|van)(?:[ ](?:der|den|dem|de))?|de(?:[ ]la)?"
    r"|du|di|da|dos|das|del|della|ten|ter|zu|af|av|bin|ibn|bint|ben)"
)
# fmt: off
_PARTICLES = frozenset({
    "von", "van", "der", "den", "dem", "de", "la", "du", "di", "da", "dos", "das",
    "del", "della", "ten", "ter", "zu", "af", "av", "bin", "ibn", "bint", "ben",
})
# fmt: on
# Dr. med. Anna Sand, Prof. Dr. rer. nat. Jan Ohm
_DEGREE = r"(?:(?:med|rer|nat|jur|phil|pol|habil|dent|vet|h\.c|h\.[ ]c)\.)"
_ABBREVIATION = (
    r"(?:Prof|Dr|Mr|Mrs|Ms|Gen|Lt|Col|Maj|Sgt|Cpl|Capt|Cmdr|Adm|Gov|Sen|Rep|Rev|Fr|Hr|Insp|Det|Supt|Brig|Mme|Mlle|Mgr|MM|Pr|"
    r"Jr|Sr|St|Corp|Inc|Ltd|Co|Bros|Pvt|Messrs|Dipl|Ing)\."
)
_WORD = (
    rf"(?:(?:al|el|as|ash|ibn|d['’])-?)?[{UPPER}][{LETTER}]*"
    rf"(?:-[{LETTER}]+|['’](?!s(?![{LETTER}]))[{LETTER}]+)*"
)
_TOKEN = rf"(?:{_ABBREVIATION}|(?:[{UPPER}]\.(?:-?[{UPPER}]\.)*)|{_WORD})"
# The first letter of a token is asked for by itself: most letters of a text begin none.
_RUN = re.compile(
    rf"(?=[{UPPER}aeid])(?<![\w@#./])(?:{_TOKEN})(?:{_SPACE}(?:{_DEGREE}{_SPACE}){{0,3}}(?:{_PARTICLE}{_SPACE})?(?:{_TOKEN}))*"
)
#: Titles, a name and what is glued to it seldom come to more words than this; longer runs are lists and tables.
_LONGEST_RUN = 16
_LONGEST = 200  # characters of a run
_ELISION = re.compile(r"(?:[dlnsjmtc]|qu|jusqu|lorsqu|puisqu|(?:d[ae]|a|ne|su)ll|un)['’]", re.IGNORECASE)
_INITIAL = re.compile(rf"[{UPPER}]\.(?:-?[{UPPER}]\.)*")
# Titles before names in Spanish, Italian and Portuguese copy; no words of other languages are among them.
_ROMANCE_SHORT = (
    r"(?:Srta|Sra|Dra|Dña|Profa|Gral|Cnel|Tte|Lic|Arq|Mons|Cel|Eng|[sS]ig|[dD]ott|[aA]vv|prof"
    r"|sra?|dra?|[sS]ig\.ra|[dD]ott\.ssa|[pP]rof\.ssa)\."
)
_SHORT = re.compile(rf"{_ABBREVIATION}|{_INITIAL.pattern}|{_DEGREE}|{_ROMANCE_SHORT}")
_REACH = 90  # how far before a name its title is looked for, in characters
_HEAD = 100  # characters that tell whether a line is in capitals
_SMALL = b"abcdefghijklmnopqrstuvwxyz"
_LONG_WORDS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph or the headline: its index, its text and its runs in order."""

    index: int
    text: str
    runs: tuple[Run, ...]
    shouted: bool  # in capitals, so that they say nothing


@dataclass(frozen=True, slots=True)
class Reading:
    """An article as the finders of names see it. Without a lexicon it has no lines, and nothing is found."""

    language: str
    lexicon: Lexicon | None
    headline: Line | None
    lines: tuple[Line, ...]  # the paragraphs
    paragraphs: Sequence[str] = ()  # their text, also without a lexicon

    @property
    def cased(self) -> bool:
        """Whether the capitals of the headline tell anything."""
        if self.headline is None or self.headline.shouted:
            return False
        return self.language == "de" or not is_title_case(self.headline.text)


def read_article(headline: str | None, paragraphs: Sequence[str], language: str) -> Reading:
    """Reads the article's lines and runs.

    `language` is a primary BCP 47 tag. An article in a language without a lexicon has no lines.
    """
    lex = lexicon(language)
    if lex is None:
        return Reading(language, None, None, (), paragraphs)

    def line(index: int, text: str) -> Line:
        return Line(index, text, tuple(runs(text, language)), is_shouted(text))

    return Reading(
        language,
        lex,
        None if headline is None else line(HEADLINE, headline),
        tuple(line(index, text) for index, text in enumerate(paragraphs)),
        paragraphs,
    )


class Word(NamedTuple):
    """A word and its span in the paragraph."""

    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        """The word in lower case."""
        return self.text.lower()


class Run(NamedTuple):
    """Capitalised words in a row, with only spaces and particles between them, and their span."""

    words: tuple[Word, ...]
    start: int
    end: int


_new = tuple.__new__  # makes a Word or a Run in half the time; they are made by the thousand


def runs(text: str, language: str) -> Iterator[Run]:
    """The runs of capitalised words in a paragraph, in order. Runs too long for a name are left out."""
    for match in _RUN.finditer(text):
        offset, end = match.span()
        if end - offset > _LONGEST:
            continue
        found = match.group()
        if found.isalpha():  # as mostly: one word
            yield _new(Run, ((_new(Word, (found, offset, end)),), offset, end))
            continue
        words = []
        for piece in _split(found):
            if piece:
                words.append(_new(Word, (piece, offset, offset + len(piece))))
            offset += len(piece) + 1
        if len(words) > _LONGEST_RUN:
            continue
        if language == "fr" and ("'" in found or "’" in found):
            words = [_without_elision(word) for word in words]
            if len(words) > 1 and _is_elided_small(words[0].text):
                words = words[1:]  # D'après Anna Sand, L'ancien ministre
        elif language == "it" and len(words) > 1 and _is_elided_small(words[0].text):
            words = words[1:]  # L'assessore; but D'Angelo and L'Aquila are whole
        yield _new(Run, (tuple(words), words[0].start, words[-1].end))


def _split(text: str) -> list[str]:
    """The pieces between the spaces, each one character wide; two spaces have an empty piece between them."""
    if not text.isascii() and ("\u00a0" in text or "\u202f" in text):
        text = text.replace("\u00a0", " ").replace("\u202f", " ")
    return text.split(" ")


def after_elision(text: str) -> str:
    """The text without a French elision before its first word: l'économiste -> économiste."""
    match = _ELISION.match(text)
    return text[match.end() :] if match else text


def _is_elided_small(text: str) -> bool:
    match = _ELISION.match(text)
    return match is not None and text[match.end() : match.end() + 1].islower()


def _without_elision(word: Word) -> Word:
    match = _ELISION.match(word.text)
    if match is None or match.end() == len(word.text) or not word.text[match.end()].isupper():
        return word
    return Word(word.text[match.end() :], word.start + match.end(), word.end)


def words_before(text: str, start: int, limit: int = 7, *, glued: bool = False) -> list[Word]:
    """At most `limit` words that end right before `start`, with only spaces between them.

    With `glued` the last word may touch `start`, because a punctuation mark is there.
    """
    floor = max(0, start - _REACH)
    pieces = _split(text[floor:start])
    found: list[Word] = []
    end = start
    for word in reversed(pieces):
        begin = end - len(word)
        if word:
            if begin <= floor and floor and not text[floor - 1].isspace():
                break  # the end of a word that begins further left
            if not glued and not found and end == start and word[-1] not in "'’":
                break  # glued to what comes before
            if word.isalnum():  # as mostly: then no mark stands at it
                found.append(_new(Word, (word, begin, end)))
                if len(found) == limit:
                    break
                end = begin - 1
                continue
            if (
                word[-1] in ',;:!?…"”“»«)(—–'
                or word in ("-", "--")
                or (word[-1] == "." and not is_short(word))
            ):
                break
            bare = word.lstrip("\"“„«»‘‚(['—–")
            if bare:
                found.append(_new(Word, (bare, end - len(bare), end)))
            if len(bare) < len(word) or len(found) == limit:
                break
        end = begin - 1
    found.reverse()
    return found


def is_short(word: str) -> bool:
    """Whether a full stop belongs to the word: Dr., Sen., J., med."""
    bare = word[max(word.rfind("'"), word.rfind("’")) + 1 :]  # l'avv.
    return _SHORT.fullmatch(bare) is not None


def is_particle(word: Word) -> bool:
    """Whether the word is one of the small words inside names."""
    return word.text in _PARTICLES


def is_initial(word: str) -> bool:
    """Whether the word is an initial: J., J.-P., J.K."""
    return word.endswith(".") and _INITIAL.fullmatch(word) is not None


def is_shout(text: str) -> bool:
    """Whether a word is in capitals: NATO, but not Nato, and not J."""
    letters = text.replace("-", "").replace("'", "").replace("’", "")
    return len(letters) > 1 and letters.isupper()


def is_shouted(text: str) -> bool:
    """Whether a line is in capitals, so that capitals tell nothing."""
    head = text[:_HEAD]
    raw = head.encode(errors="ignore")
    if 10 * (len(raw) - len(raw.translate(None, _SMALL))) >= 3 * len(head):
        return False  # three in ten are small letters: then seven cannot be capitals
    letters = sum(map(str.isalpha, head))
    return letters > 3 and sum(map(str.isupper, head)) > 0.7 * letters


def is_title_case(text: str) -> bool:
    """Whether nearly every longer word of a headline has a capital, so that capitals tell nothing."""
    words = [word for word in _LONG_WORDS.findall(text) if len(word) > 3]
    return len(words) > 3 and sum(word[0].isupper() for word in words) > 0.75 * len(words)
