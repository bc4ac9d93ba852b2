"""A written date as tokens: numbers, words and marks, each with its place in the text."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from streams.intake.calendar.names import plain

#: What only says in which direction letters run.
_INVISIBLE = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_DASHES = str.maketrans("−–—‐‑", "-----")
# Single letters with dots are one word: "a.m.", "พ.ย.", "μ.μ.".
_LETTER = "[\u0e40-\u0e44]?[^\\W\\d_][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]?"
_DOTTED = re.compile(
    rf"(?<![^\W_])({_LETTER})\.({_LETTER})\.(?:({_LETTER})\.)?|(?<!\w)([ap])\.\s?(m)\b\.?", re.I
)
# In Chinese, Japanese and Korean a unit follows its number without a space, and the next word the unit.
_UNIT = re.compile("(?<=[0-9])\\s?([年月日号號時时點点分秒년월일시분초])")
# Words that are written without a space before or behind them.
_GLUED = re.compile("(ที่|午前|午後|上午|下午|凌晨)")
_FIRST_YEAR = "元年"
# A weekday in one letter, which may be that of a unit.
_WEEKDAY = re.compile(r"\([月火水木金土日월화수목금토일一二三四五六]\)")
_TOKEN = re.compile(r"(\d+)|([^\s\d.,:;/()\[\]|+·•'’\"״׳॰ªº_،؛、。-]+)|(\S)")
_PERSIAN_DIGIT = re.compile("[\u06f0-\u06f9]")


class Token(NamedTuple):
    """`text` is a number's digits, a word as `plain` has it, or a mark."""

    kind: str  # "number", "word" or "mark"
    text: str
    start: int
    end: int

    @property
    def number(self) -> int:
        """The value of a number of a few digits; -1 of anything else."""
        return int(self.text) if self.kind == "number" and len(self.text) <= 4 else -1


class Written(NamedTuple):
    """The text in ASCII digits and dashes, its tokens, and whether its digits were those of Persian."""

    text: str
    tokens: list[Token]
    persian: bool


def tokens_of(text: str) -> Written:
    """The tokens of a text of some hundred characters. The digits of all scripts are numbers."""
    persian = False
    if not text.isascii():
        persian = bool(_PERSIAN_DIGIT.search(text))
        text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).translate(_DASHES)
        text = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)
        text = _GLUED.sub(r" \1 ", text)
        text = _UNIT.sub(r" \1 ", _WEEKDAY.sub(" ", text.replace(_FIRST_YEAR, "1年")))
    text = " ".join(_DOTTED.sub(_joined, text).split())
    found = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if match[1]:
            found.append(Token("number", match[1], start, end))
        elif match[2]:
            found.append(Token("word", plain(match[2]), start, end))
        else:
            found.append(Token("mark", match[3], start, end))
    return Written(text, found, persian)


def _joined(match: re.Match[str]) -> str:
    return "".join(filter(None, match.groups())) + " "
