"""One way to write letters and digits where scripts have several: full-width forms, Arabic digits, Chinese numerals."""

from __future__ import annotations

import re

_ARABIC = "٠١٢٣٤٥٦٧٨٩"
_PERSIAN = "۰۱۲۳۴۵۶۷۸۹"
_SAME = {
    **{ord(digit): str(number) for digits in (_ARABIC, _PERSIAN) for number, digit in enumerate(digits)},
    # U+FF01 to U+FF5E are the full-width forms of ASCII.
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys(map(ord, "\u00a0\u2009\u202f\u3000"), " "),
    **dict.fromkeys(map(ord, "أإآٱ"), "ا"),
    ord("ى"): "ي",
    ord("،"): ",",
    ord("、"): ",",
    ord("’"): "'",
    ord("〔"): "[",
    ord("〕"): "]",
}
#: Vowel signs and the stretched line of Arabic, which many leave out, and marks of direction, which nobody sees.
_SIGNS = re.compile("[\u064b-\u0652\u0670\u0640\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


_NUMERALS = {numeral: str(number) for number, numeral in enumerate("〇一二三四五六七八九")} | {"零": "0"}
#: "二十四日", "六時", "二〇二六年"; not the Monday of "周一".
_NUMBER = re.compile(
    "(?<![周週期拜第〇零一二三四五六七八九十])([〇零一二三四五六七八九十]{1,4})(?=[年月日号號时時点點分])"
)


def fold(text: str) -> tuple[str, list[int] | None]:
    """The text with one form of each letter, and where each of them stood; None: where it stands now."""
    text = text.translate(_SAME)
    if _SIGNS.search(text) is None and _NUMBER.search(text) is None:
        return text, None
    letters: list[str] = []
    kept: list[int] = []
    position = 0
    for match in re.finditer(f"{_SIGNS.pattern}|{_NUMBER.pattern}", text):
        letters += text[position : match.start()]
        kept += range(position, match.start())
        digits = _digits(match[1]) if match[1] else ""
        letters += digits
        kept += [match.start()] * len(digits)
        position = match.end()
    letters += text[position:]
    kept += range(position, len(text) + 1)
    return "".join(letters), kept


def _digits(numerals: str) -> str:
    """A number up to 99, or one written digit by digit, in Arabic digits."""
    if "十" not in numerals:
        return "".join(_NUMERALS[each] for each in numerals)
    tens, _, units = numerals.partition("十")
    number = 10 * int(_NUMERALS.get(tens, "1")) + int(_NUMERALS.get(units, "0"))
    return str(number)


def plain(text: str) -> str:
    """As `fold`, without the places."""
    return fold(text)[0]
