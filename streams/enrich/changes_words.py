"""A sentence as words that can be compared, with its numbers and its names.

Typography and white space make no difference. Numbers come with what they count: figures, number words, money, shares,
dates and times. Names are read from capitals and from the rest of the copy; that is light.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import NamedTuple

from streams.datafiles import read_toml
from streams.enrich.background import background
from streams.enrich.reading import is_shouted
from streams.enrich.sentences import split_sentences

# One character for one, so that offsets stay.
_SAME = {
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‘’‚‛‹›′`´", "'"),
    **dict.fromkeys("–—―‐‑‒−", "-"),
    **dict.fromkeys("\u00a0\u202f\u2009\u2007\u2002\u2003\u200a", " "),
}
_SPACE_BEFORE = re.compile(r'(?<=[^\s"]) (?=[;:!?%])')
_DASHES = re.compile("-{2,}")
_INNER_SPACE = re.compile(r'(?:(?<=^")|(?<= ")) | (?="(?:[\s.,;:!?)-]|$))')
# Without one of these the two patterns need not be tried on every space of a text.
_SPACED_PAIRS = tuple(f" {mark}" for mark in ";:!?%")
_INNER_PAIRS = tuple(f' "{mark}' for mark in " .,;:!?)-")
_FORMS = {"...": "…", "--": "-", "---": "-"}
_new = tuple.__new__  # makes a Token in half the time; they are made by the thousand
_GROUPED = r"(?<!\d)\d{{1,3}}(?:[{spaces}]\d{{3}})+(?!\d)(?:[.,]\d{{1,9}})?"
_NUMBER = r"\d+(?:[.,:/'-]\d+)*"
_ORDINAL = r"(?:(?:st|nd|rd|th|er|ère|e|ème|s)(?![^\W_]))?"
_WORD = r"(?:[^\W\d_]\.){2,}|[^\W\d_][^\W_]*(?:['-][^\W_]+)*"
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_TIME = re.compile(r"\d{1,2}:\d\d")
_FIGURE = re.compile(r"[$£€¥]?(\d[\d.,' ]*\d|\d)(?: ?[%€£$¥°]|st|nd|rd|th|er|ère|e|ème|s)?", re.IGNORECASE)
_SYMBOL = re.compile("[$£€¥]")
_PARTICLES = frozenset(
    {"von", "van", "der", "den", "dem", "de", "la", "du", "di", "da", "dos", "das", "del", "della"}
    | {"ten", "ter", "zu", "af", "av", "bin", "ibn", "bint", "ben"}
)
_OPENING = frozenset('".:!?…')  # after these a capital says nothing
_LONGEST = 12  # tokens of a name


class Token(NamedTuple):
    """A word, a number or a mark: `key` is its normal form, and [start, end) its place in the sentence."""

    key: str
    start: int
    end: int


@dataclass(frozen=True)
class Sentence:
    """A sentence as written, its place (paragraph, [start, end) in it), and its tokens."""

    text: str
    paragraph: int
    start: int
    end: int
    language: str

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        matches = _pattern(self.language).finditer(_flat(self.text))
        return tuple([_new(Token, (_FORMS.get(m[0], m[0]), m.start(), m.end())) for m in matches])

    @cached_property
    def keys(self) -> tuple[str, ...]:
        return tuple([token[0] for token in self.tokens])

    @cached_property
    def words(self) -> frozenset[str]:
        """Its words, folded, every number as "#"."""
        return frozenset("#" if key[0].isdigit() else key.casefold() for key in self.keys if key[0].isalnum())

    @cached_property
    def content(self) -> frozenset[str]:
        """What the sentence is about: its words without those that any sentence may have."""
        return self.words - background(self.language).never

    def written(self, first: int, after: int) -> str:
        """The text of the tokens [first, after)."""
        return self.text[self.tokens[first].start : self.tokens[after - 1].end]


@cache
def _pattern(language: str) -> re.Pattern[str]:
    # In English "in 19 200 people" are two numbers; elsewhere a space parts thousands.
    grouped = "(?!)" if language == "en" else _GROUPED.format(spaces=" ")
    return re.compile(
        rf"[$£€¥]?(?:{grouped}|{_NUMBER}{_ORDINAL})(?: ?[%€£$¥°])?|{_WORD}|-{{2,3}}|\.{{3}}|\S", re.IGNORECASE
    )


def composed(text: str) -> str:
    """The text in NFC."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _flat(text: str) -> str:
    """The text with one kind of quotation mark, apostrophe, dash and space. Its length stays the same."""
    if not text.isascii():
        # A text has few of them: to look for each costs a fifth of str.translate(), which asks of each letter.
        for mark, plain in _SAME.items():
            if mark in text:
                text = text.replace(mark, plain)
    return text


def plain(text: str) -> str:
    """The normal form of a paragraph or a headline. Texts that differ only in typography and white space are equal."""
    plain = " ".join(_flat(composed(text).replace("…", "...")).split())
    if "-" in plain:
        plain = _DASHES.sub("-", plain)
    if plain.startswith('" ') or plain.endswith(' "') or any(pair in plain for pair in _INNER_PAIRS):
        plain = _INNER_SPACE.sub("", plain)
    return _SPACE_BEFORE.sub("", plain) if any(pair in plain for pair in _SPACED_PAIRS) else plain


def reads(headline: str | None, paragraphs: Sequence[str]) -> str:
    """A hash (32 hex digits) of how a text reads: equal where two differ in typography and white space only.

    Where a paragraph ends makes no difference; paragraphs in another order are another text.
    """
    text = f"{plain(headline or '')}\0{plain(' '.join(paragraphs))}"
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def sentences_of(paragraphs: Sequence[tuple[int, str]], language: str) -> list[Sentence]:
    """The sentences of the numbered paragraphs, in order."""
    return [
        Sentence(text[start:end], number, start, end, language)
        for number, text in paragraphs
        for start, end in split_sentences(text, language)
    ]


def excerpts(before: str, after: str, longest: int) -> tuple[str, str]:
    """Both texts. Those of more than `longest` characters are cut around the first difference."""
    if max(len(before), len(after)) <= longest:
        return before, after
    low, high = 0, min(len(before), len(after))
    while low < high:  # the length of what they have in common at the start
        middle = (low + high + 1) // 2
        low, high = (middle, high) if before[:middle] == after[:middle] else (low, middle - 1)
    start = max(0, low - longest // 4)
    if start:
        start = before.rfind(" ", max(0, start - 40), start) + 1 or start
    return excerpt(before, longest, start), excerpt(after, longest, start)


def excerpt(text: str, longest: int, start: int = 0) -> str:
    """At most `longest` characters from `start` on, with an ellipsis where something is left out."""
    if start >= len(text):
        start = max(0, len(text) - longest + 2)
    if not start and len(text) <= longest:
        return text
    lead = "…" if start else ""
    room = longest - len(lead)
    piece = text[start : start + room]
    if start + room < len(text):
        piece = piece[: room - 1].rstrip() + "…"
    return lead + piece


class Number(NamedTuple):
    """A number: the tokens [first, after), shown with its noun up to `shown`. Equal numbers have an equal `worth`."""

    first: int
    after: int
    shown: int
    worth: object


@dataclass(frozen=True, slots=True)
class _Words:
    values: dict[str, int]
    scales: dict[str, int]
    days: frozenset[str]
    months: frozenset[str]
    doubtful: frozenset[str]
    units: frozenset[str]
    small: frozenset[str]


@cache
def _words(language: str) -> _Words:
    data = read_toml("story/numbers.toml")
    found = data.get(language)
    if found is None:
        return _Words({}, {}, *(frozenset[str]() for _ in range(5)))
    lists = (frozenset(found[name].split()) for name in ("days", "months", "doubtful", "units", "small"))
    return _Words(_compounds(language, found["values"], found["tens"]), found["scales"], *lists)


def _compounds(language: str, values: dict[str, int], tens: dict[str, int]) -> dict[str, int]:
    """The words up to ninety-nine."""
    ones = {word: value for word, value in values.items() if value < 10}
    found = {**values, **tens}
    for ten, worth in tens.items():
        if language == "de":
            found |= {f"{one}und{ten}": worth + value for one, value in {**ones, "ein": 1}.items()}
            continue
        found |= {f"{ten}-{one}": worth + value for one, value in {**ones, "one": 1}.items()}
    if language == "fr":  # soixante-douze, quatre-vingt-douze
        teens = {word: value for word, value in values.items() if 10 <= value < 20}
        found |= {f"soixante-{word}": 60 + value for word, value in teens.items()}
        found |= {
            f"quatre-vingt-{word}": 80 + value
            for word, value in {**ones, **teens, "un": 1}.items()
            if value < 20
        }
    return found


def is_small(word: str, language: str) -> bool:
    """Whether a change of this word says nothing beside the change of a number or a name: was, were."""
    return word.casefold() in _words(language).small


def _is_calendar(word: str, language: str) -> bool:
    """Whether it is the name of a day or a month."""
    known = _words(language)
    return word in known.days or word in known.months


def is_number(word: str, language: str) -> bool:
    """Whether the word may be a number or a part of one."""
    return bool(_kind(word, language))


def numbers_in(sentence: Sentence) -> list[Number]:
    """The numbers of a sentence, in order. "twelve" is worth 12, "4.5 million" 4,500,000, a date its words."""
    known = _words(sentence.language)
    kinds = [_kind(key, sentence.language) for key in sentence.keys]
    if not any(kinds):
        return []
    found: list[Number] = []
    at = 0
    while at < len(kinds):
        if not kinds[at] or (kinds[at] == "doubtful" and not _beside_figure(kinds, at)):
            at += 1
            continue
        after = _end(sentence, kinds, at)
        shown = _with_noun(sentence, at, after, known)
        found.append(Number(at, after, shown, _worth(sentence, at, after, known)))
        at = after
    return found


@lru_cache(maxsize=1 << 14)  # news uses the same words again and again
def _kind(key: str, language: str) -> str:
    known = _words(language)
    if key[0].isdigit() or (key[0] in "$£€¥" and key[1:2].isdigit()):
        return "figure"
    if not key[0].isalpha():
        return ""
    if key in known.scales or key.lower() in known.scales:
        return "scale"
    if key.lower() in known.values:
        return "word"
    if key in known.days:
        return "day"
    return "month" if key in known.months else "doubtful" if key in known.doubtful else ""


def _beside_figure(kinds: list[str], at: int) -> bool:
    return "figure" in (kinds[at - 1] if at else "", kinds[at + 1] if at + 1 < len(kinds) else "")


#: What goes on with what, white space between them: "4.5 million", "two hundred", "3 March", "March 3".
_GOES_ON = {
    ("figure", "scale"),
    ("word", "scale"),
    ("scale", "scale"),
    ("scale", "word"),
    ("figure", "month"),
    ("figure", "doubtful"),
    ("month", "figure"),
    ("doubtful", "figure"),
}


def _end(sentence: Sentence, kinds: list[str], at: int) -> int:
    tokens = sentence.tokens
    after = at + 1
    while after < len(tokens):
        following = after
        if tokens[after].key == "." and kinds[after - 1] == "figure" and after + 1 < len(tokens):
            following = after + 1  # 3. März
            if kinds[following] != "month":
                break
        gap = tokens[following].start - tokens[following - 1].end
        if (kinds[after - 1], kinds[following]) not in _GOES_ON or gap > 1:
            break
        after = following + 1
    return after


def _with_noun(sentence: Sentence, first: int, after: int, known: _Words) -> int:
    """The token after the noun that the number counts, if one follows it: "12 people", "12-year-old"."""
    tokens = sentence.tokens
    last = tokens[after - 1].key
    if after >= len(tokens) or _is_calendar(last, sentence.language) or last in known.doubtful:
        return after
    following = after
    if tokens[after].key == "-" and tokens[after].start == tokens[after - 1].end:
        following += 1
    if following >= len(tokens) or (after - first == 1 and _YEAR.fullmatch(last)):
        return after
    noun = tokens[following]
    gap = noun.start - tokens[following - 1].end
    if noun.key in known.units:
        both = noun.key in ("per", "pour") and following + 1 < len(tokens)
        return following + (2 if both and tokens[following + 1].key == "cent" else 1)
    if gap > 1 or (following > after and gap) or not _is_noun(noun, sentence.language):
        return after
    return after if _TIME.fullmatch(last) else following + 1


def _is_noun(token: Token, language: str) -> bool:
    word = token.key.casefold()
    return len(word) > 2 and word[0].isalpha() and not background(language).barred(word)


def _worth(sentence: Sentence, first: int, after: int, known: _Words) -> object:
    """A number for what can be read as one, with its currency; the words themselves for anything else."""
    keys = sentence.keys[first:after]
    total: float | None = None
    for key in keys:
        worth = known.values.get(key.lower())
        scale = known.scales.get(key, known.scales.get(key.lower()))
        if scale is not None:
            total = scale if total is None else total * scale
        elif worth is not None:
            total = worth if total is None else total + worth
        elif total is None and (figure := _figure(key, sentence.language)) is not None:
            total = figure
        else:
            return keys
    symbols = "".join(_SYMBOL.findall("".join(keys)))
    return (round(total, 9), symbols) if total is not None else keys


def _figure(key: str, language: str) -> float | None:
    match = _FIGURE.fullmatch(key)
    if match is None or len(key) > 30:
        return None
    digits = match[1].replace(" ", "").replace("'", "")
    group, point = (",", ".") if language == "en" else (".", ",")
    if re.fullmatch(rf"\d{{1,3}}(?:\{group}\d{{3}})+(?:\{point}\d+)?", digits):
        digits = digits.replace(group, "")
    elif group in digits and digits.count(group) + digits.count(point) > 1:
        return None  # 3.12.2026
    elif group in digits:
        return None if language in ("en", "de", "fr") else float(digits.replace(",", "."))
    digits = digits.replace(point, ".")
    return float(digits) if digits.count(".") < 2 else None


class Name(NamedTuple):
    """A name: the tokens [first, after)."""

    first: int
    after: int


def names_in(sentence: Sentence, copy: Sequence[str]) -> list[Name]:
    """The names in a sentence. `copy` is the article's paragraphs.

    A capital that the place or the language demands says nothing. So a word that opens a sentence, and a single German
    noun, are names only if the rest of the copy shows it.
    """
    if is_shouted(sentence.text):
        return []
    tokens = sentence.tokens
    found: list[Name] = []
    at = 0
    while at < len(tokens):
        if not _is_capital(sentence, at):
            at += 1
            continue
        after = _name_end(sentence, at)
        if after - at > 1 or _is_shown(sentence, at, copy):
            found.append(Name(at, after))
        at = after
    return found


def _is_capital(sentence: Sentence, at: int) -> bool:
    key = sentence.tokens[at].key
    if not key[0].isupper() or _is_calendar(key, sentence.language):
        return False
    return at > 1 or key.casefold() not in background(sentence.language).never


def _name_end(sentence: Sentence, first: int) -> int:
    tokens = sentence.tokens
    after = first + 1
    while after < len(tokens) and after - first < _LONGEST:
        step = after
        if tokens[step].key == "." and len(tokens[step - 1].key) == 1:  # an initial
            step += 1
        while step < len(tokens) and tokens[step].key in _PARTICLES and step - after < 3:
            step += 1
        if step >= len(tokens) or not _is_capital(sentence, step):
            break
        if not all(tokens[k].start - tokens[k - 1].end <= 1 for k in range(after, step + 1)):
            break
        after = step + 1
    return after


def _is_shown(sentence: Sentence, at: int, copy: Sequence[str]) -> bool:
    """Whether a capitalised word on its own is a name."""
    word = sentence.tokens[at].key
    capital = sentence.language == "de"
    if not capital and at and sentence.tokens[at - 1].key not in _OPENING:
        return True
    never = background(sentence.language).never
    return any(_stands_inside(word, text, never if capital else None) for text in copy)


def _stands_inside(word: str, text: str, never: frozenset[str] | None) -> bool:
    """Whether the word stands in mid-sentence; with `never`, after a word with a capital that is none of those."""
    start = text.find(f" {word}")
    while start > 0:
        end = start + 1 + len(word)
        before = text[text.rfind(" ", max(0, start - 40), start) + 1 : start]
        telling = never is None or (before[:1].isupper() and before.casefold() not in never)
        if telling and before[-1:].isalpha() and not text[end : end + 1].isalnum():
            return True
        start = text.find(f" {word}", end)
    return False
