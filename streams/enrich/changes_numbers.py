"""The numbers in a sentence, with what they count: figures, number words, money, shares, dates and times."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from streams.datafiles import read_toml
from streams.enrich.background import background
from streams.enrich.changes_words import Sentence, Token

_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_TIME = re.compile(r"\d{1,2}:\d\d")
_FIGURE = re.compile(r"[$£€¥]?(\d[\d.,' ]*\d|\d)(?: ?[%€£$¥°]|st|nd|rd|th|er|ère|e|ème|s)?", re.IGNORECASE)
_SYMBOL = re.compile("[$£€¥]")

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


def is_calendar(word: str, language: str) -> bool:
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
    if after >= len(tokens) or is_calendar(last, sentence.language) or last in known.doubtful:
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
