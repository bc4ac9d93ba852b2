"""A written date as tokens."""

from __future__ import annotations

import pytest

from streams.intake.calendar.tokens import tokens_of


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("21st Nov., 6:12", ["21", "st", "nov", ".", ",", "6", ":", "12"]),
        ("6 a.m. or 6 p. m.", ["6", "am", "or", "6", "pm"]),
        ("21 พ.ย. 2569", ["21", "พย", "2569"]),
        ("5 เม.ย. 69", ["5", "เมย", "69"]),
        ("2026年11月21日(土)午前6時", ["2026", "年", "11", "月", "21", "日", "午前", "6", "時"]),
        ("令和元年11月", ["令和", "1", "年", "11", "月"]),
        ("2026–11—21", ["2026", "-", "11", "-", "21"]),
        ("\u200f21\u200f/\u200f11", ["21", "/", "11"]),
        ("२१ नवंबर", ["21", "नवंबर"]),
    ],
)
def test_numbers_words_and_marks(text: str, tokens: list[str]) -> None:
    assert [token.text for token in tokens_of(text).tokens] == tokens


def test_the_digits_of_every_script_are_numbers_and_those_of_persian_are_told() -> None:
    persian, arabic = tokens_of("۱۴۰۵/۰۸"), tokens_of("٢٠٢٦/١١")
    assert [persian.text, arabic.text] == ["1405/08", "2026/11"]
    assert (persian.persian, arabic.persian) == (True, False)


def test_places_are_those_of_the_text_that_is_returned() -> None:
    written = tokens_of("21 Nov. 2026 6 a.m. GMT+1")
    for token in written.tokens:
        assert written.text[token.start : token.end].lower() == token.text
