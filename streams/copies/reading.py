"""A text as the second look reads it: its words, and which of these are facts: numbers, days and months, names.

A number is one fact however it is written: "1,140", "1.140" and "1 140", "seventeen" and "17", "12,000" and
"12 thousand", "二十三" and "23", Arabic and Indian digits. So papers of another house style tell the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from streams.copies.sketch import UNSPACED, fold
from streams.datafiles import read_lines, read_toml

#: Words of a text that are aligned; of a longer one the first. Two texts of that length take 2 MB and some 5 ms.
MOST_WORDS = 4_000
#: Characters of a paragraph that is remembered.
_LONGEST_STANDING = 2_000
NONE, NUMBER, NAME, DAY = 0, 1, 2, 3
#: A capital at the beginning of a sentence: a name, or any word.
START = -1
#: A word of a script without capitals, a name or any other: what stands in its place in another text may tell.
BARE = -2
#: Numbers that are one fact, as they are drawn: "4-0-1-7", "03 – 11 – 19", "4, 0, 1, 7".
_DRAWN = r"\d\d?(?: ?[-–] ?\d\d?){2,7}(?![-–]?\d)|\d(?:,? \d(?![\d.,:/]\d|\d)){3,5}"
_PARTED = r"\d{1,3}(?: \d{3})+(?![\d.,:/]?\d)"
_NUMBERS = rf"(?=\d)(?:{_DRAWN}|{_PARTED}|\d+(?:[.,:/]\d+)*)"
_WORDS = re.compile(rf"[^\W\d_{UNSPACED}]+|{_NUMBERS}|[{UNSPACED}$€£¥₹]")
#: Signs of Indian vowels: parts of a word that are no letters.
_SIGNS = (
    r"\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09cd\u09d7\u0a01-\u0a03\u0a3c-\u0a51\u0a70\u0a71"
    r"\u0a81-\u0a83\u0abc-\u0acd\u0b01-\u0b03\u0b3c-\u0b57\u0b82\u0bbe-\u0bcd\u0bd7\u0c00-\u0c04\u0c3e-\u0c56\u0c81-\u0c83\u0cbc-\u0cd6"
    r"\u0d00-\u0d03\u0d3b-\u0d4d\u0d57\u0d81-\u0d83\u0dca-\u0ddf"
)
#: Points of Hebrew and Arabic, which most leave out, and what joins letters.
_POINTS = re.compile("[\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u0652\u0670\u200c\u200d]")
_SIGNED = re.compile(f"[{_SIGNS}]")
_SIGNED_WORDS = re.compile(
    rf"[^\W\d_{UNSPACED}](?:[^\W\d_{UNSPACED}]|[{_SIGNS}])*|{_NUMBERS}|[{UNSPACED}$€£¥₹]"
)
#: Latin, Greek, Cyrillic and Armenian letters, which have capitals, stand before this one.
_FIRST_BARE = "\u0590"
_BARE_SCRIPTS = re.compile("[\u0590-\u1dff\u200c\u200d\u2d30-\uabff\uac00-\ufaff]")
#: Numerals of scripts whose characters are words, and such as multiply what stands before them.
_NUMERALS, _SCALES = "〇一二三四五六七八九", "万萬億亿兆"
_FIGURES = {**{sign: at for at, sign in enumerate(_NUMERALS)}, "零": 0, "両": 2, "两": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_IN_NUMERALS = re.compile("(百分之)?([〇零一二三四五六七八九十][〇零一二三四五六七八九十百千]*)|百分之")
#: Digits of the scripts that have their own beside those that all know: Arabic, Persian, Indian ones, Thai.
_OTHER_DIGITS = re.compile("[٠-٩۰-۹०-९০-৯੦-੯૦-૯௦-௯౦-౯೦-೯൦-൯๐-๙]")
_NOT_IN_FIGURES = re.compile("[٠-٩۰-۹०-९০-৯੦-੯૦-૯௦-௯౦-౯೦-೯൦-൯๐-๙〇零一二三四五六七八九十百]")
#: "1,140", "1.140.000", "1'140,50": marks of thousands.
_GROUPED = re.compile(r"\d{1,3}(?P<mark>[.,' ])\d{3}(?:(?P=mark)\d{3})*(?P<rest>[.,]\d{1,2})?")
_DECIMAL = re.compile(r"\d+[.,]\d+")
#: Signs after which a capital says nothing.
_ENDS = frozenset('.!?:;"“”„«»‘•|-–—()')
#: Names of months that are words of other languages: a day's number beside one tells as much.
_OTHER_WORDS = frozenset(("mars", "mart", "march", "marta", "mayo", "maio", "august", "pazar", "sunday"))
_SHORTEST = 4
_TIMES_THOUSAND, _AFTER_TENS = -1, 1


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A text as it is aligned: its words, folded as for sketches, and what each is: number, day, name or neither.

    `facts` are those that are something, each once. A word at the beginning of a sentence is a name where it is one
    elsewhere. Scripts without capitals do not tell names: their words are BARE.
    """

    words: tuple[str, ...]
    kinds: tuple[int, ...]
    facts: frozenset[str]


def read(paragraphs: Iterable[str]) -> Reading:
    """The words of a text, MOST_WORDS of them at most; some 0.5 ms for 700 words in paragraphs that are new."""
    words: list[str] = []
    kinds: list[int] = []
    for paragraph in paragraphs:
        known = _standing(paragraph) if len(paragraph) <= _LONGEST_STANDING else _paragraph(paragraph)
        words += known[0]
        kinds += known[1]
        if len(words) >= MOST_WORDS:
            break
    words, kinds = words[:MOST_WORDS], kinds[:MOST_WORDS]
    facts = frozenset(word for word, kind in zip(words, kinds, strict=True) if kind > 0)
    return Reading(
        tuple(words),
        tuple([
            NAME if kind == START and word in facts else kind
            for word, kind in zip(words, kinds, strict=True)
        ]),
        facts,
    )  # fmt: skip


def _paragraph(paragraph: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The words of a paragraph, folded, and what each is by itself."""
    words: list[str] = []
    kinds: list[int] = []
    known = _said_in_words()
    text = unicodedata.normalize("NFKC", paragraph[: 40 * MOST_WORDS])
    if not text.isascii() and _NOT_IN_FIGURES.search(text):
        text = _in_figures(text)
    after = 0
    tens = -1  # how many words there are behind one for 20, 30 ...
    bare = not text.isascii() and _BARE_SCRIPTS.search(text) is not None
    signed = False
    if bare:
        text = _POINTS.sub("", text)
        signed = _SIGNED.search(text) is not None
    for match in (_SIGNED_WORDS if signed else _WORDS).finditer(text):
        word = match[0]
        if word[0].isdigit():
            kind, word = NUMBER, figure(word)
        elif (said := known.get(word.casefold())) is not None:
            kind, worth = said
            if worth == _TIMES_THOUSAND:
                if kinds and kinds[-1] == NUMBER and words[-1].isdecimal() and match.start() - after < 2:
                    words[-1] += "000"
                    after = match.end()
                    continue
            elif worth is not None and worth < 10 and tens == len(words) and match.start() - after < 2:
                words[-1] = str(int(words[-1]) + worth)
                tens, after = -1, match.end()
                continue
            elif kind and worth is not None:
                word = str(worth)
                tens = len(words) + 1 if worth >= 20 else -1
        else:
            # What stands before a word is looked at only where it has a capital.
            kind = NONE
            if word[0].isupper():
                kind = NAME if after and not _starts(text[after : match.start()]) else START
            elif bare and word[0] > _FIRST_BARE and word[0].isalpha() and word[0].lower() == word[0].upper():
                kind = BARE
        kinds.append(kind)
        words.append(word)
        after = match.end()
    # No letter folds to a line break, so that one call serves all.
    return tuple(fold("\n".join(words)).split("\n")) if words else (), tuple(kinds)


# Of a template each text has the same paragraphs. They take some 5 kB each.
_standing = lru_cache(maxsize=512)(_paragraph)


def figure(number: str) -> str:
    """A number in figures without marks of thousands, and with a point: "1.140" is 1140, "6,8" is 6.8, "09" is 9."""
    if number.isdecimal():
        return number if len(number) > 2 else number.lstrip("0") or "0"
    if (grouped := _GROUPED.fullmatch(number)) is not None:
        rest = grouped["rest"] or ""
        whole = number[: len(number) - len(rest)]
        return whole.replace(grouped["mark"], "") + rest.replace(",", ".")
    return number.replace(",", ".") if _DECIMAL.fullmatch(number) else number


def _starts(gap: str) -> bool:
    """Whether a sentence may begin behind what stands between two words."""
    return len(gap) > 1 and not _ENDS.isdisjoint(gap)


def _in_figures(text: str) -> str:
    """The text with its numbers in ASCII digits: of other scripts, and those whose digits are words."""
    text = _OTHER_DIGITS.sub(lambda digit: str(unicodedata.decimal(digit[0])), text)
    return _IN_NUMERALS.sub(_counted, text)


def _counted(match: re.Match[str]) -> str:
    """The figures of a number in numerals, by place ("二〇二八") or by powers ("二十三"); of a share with its sign."""
    numerals = match[2]
    if numerals is None:
        return match[0]
    if _POWERS.keys().isdisjoint(numerals):
        number = "".join(str(_FIGURES[sign]) for sign in numerals)
    else:
        total = digit = 0
        for sign in numerals:
            if sign in _POWERS:
                total, digit = total + (digit or 1) * _POWERS[sign], 0
            else:
                digit = _FIGURES[sign]
        number = str(total + digit)
    return f"{number}%" if match[1] else number


@cache
def _said_in_words() -> dict[str, tuple[int, int | None]]:
    """What words are facts in any language that we know, and what they are worth, by the word in small letters.

    Numbers; days and months, which some languages write in small letters.
    """
    found: dict[str, tuple[int, int | None]] = dict.fromkeys(_SCALES + "百千", (NUMBER, None))
    for line in read_lines("intake/date_names.tsv"):
        for names in line.split("\t")[2:]:
            name = names.partition("|")[0].casefold()
            name = _POINTS.sub("", name)
            if len(name) >= _SHORTEST and _SIGNED.sub("", name).isalpha() and name not in _OTHER_WORDS:
                found[name] = (DAY, None)
    for table in read_toml("story/numbers.toml").values():
        found |= dict.fromkeys(
            f"{table.get('days', '')} {table.get('months', '')}".casefold().split(), (DAY, None)
        )
        for name in ("values", "tens", "scales"):
            found |= dict.fromkeys((word.casefold() for word in table.get(name, ())), (NUMBER, None))
    table = read_toml("copies/facts.toml")
    for words in table["from_two"].values():
        found |= {word: (NUMBER, worth) for worth, word in enumerate(words.split(), 2) if word != "-"}
    for words in table["tens"].values():
        found |= {word: (NUMBER, 10 * ten) for ten, word in enumerate(words.split(), 2)}
    ones = {"ein": 1, **dict(zip(table["from_two"]["de"].split()[:8], range(2, 10), strict=True))}
    for ten, word in enumerate(table["tens"]["de"].split(), 2):
        found |= {f"{one}und{word}": (NUMBER, 10 * ten + worth) for one, worth in ones.items()}
    found |= dict.fromkeys(table["thousands"].split(), (NUMBER, _TIMES_THOUSAND))
    found["one"] = (NONE, _AFTER_TENS)
    return found
