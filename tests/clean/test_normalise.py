from __future__ import annotations

from unicodedata import is_normalized

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.clean.normalise import normalise_byline, normalise_line, normalise_text
from tests.linear import assert_linear, repeated


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("two\u00a0words,\u202fthree\u2009more", "two words, three more"),
        ("  a \t b  \u3000c ", "a b c"),
        ("soft\u00adhyphen, zero\u200bwidth, \ufeffBOM, word\u2060joiner", "softhyphen, zerowidth, BOM, wordjoiner"),
        ("nul\x00, bell\x07, escape\x1b, delete\x7f", "nul, bell, escape, delete"),
        ("it\x92s \x93late\x94\x85", "it’s “late”…"),
        ("Cafe\u0301 Zu\u0308rich", "Café Zürich"),
        ("Marks &amp; Spencer&#8217;s &quot;sale&quot;", "Marks & Spencer’s \"sale\""),
        ("a&amp;nbsp;b &amp;#8217; &nbsp; c", "a b ’ c"),
        ("AT&T; R&D; &unknown; &notit; 5 &lt; 6", "AT&T; R&D; &unknown; &notit; 5 < 6"),
        ("one\r\ntwo\rthree\u2028four\n\n\n five", "one\ntwo\nthree\nfour\nfive"),
        ("lone \ud800 surrogate", "lone \ufffd surrogate"),
        ("“quotes” ‘stay’ „so“ «wie» ‹sie› – sind — …", "“quotes” ‘stay’ „so“ «wie» ‹sie› – sind — …"),
        ("\u202eevil\u202c left\u200e-to-right", "evil left-to-right"),
        ("שלום \u2067עולם\u2069", "שלום \u2067עולם\u2069"),
        ("שלום \u2067עולם", "שלום עולם"),
        ("שלום \u202bעולם\u2069", "שלום עולם"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("joi\u200dner non\u200cjoiner", "joiner nonjoiner"),
        ("👩\u200d🚒 and 🏳️\u200d🌈", "👩\u200d🚒 and 🏳️\u200d🌈"),
        ("ﬁnal ½ ²", "ﬁnal ½ ²"),
    ],
)  # fmt: skip
def test_one_form(dirty: str, clean: str) -> None:
    assert normalise_text(dirty) == clean


@pytest.mark.parametrize("nothing", ["", " \u00a0\u200b", "&nbsp;"])
def test_of_what_nobody_sees_nothing_is_left(nothing: str) -> None:
    assert normalise_text(nothing) == ""


def test_a_headline_is_one_line() -> None:
    assert normalise_line("Bridge\n closed &#8211; again\u00a0") == "Bridge closed – again"
    assert normalise_line("\u200b \n") == ""


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Ida Marlowe", "Ida Marlowe"),
        ("BY IDA MARLOWE and Jo Fenn", "IDA MARLOWE and Jo Fenn"),
        ("By: Ida Marlowe", "Ida Marlowe"),
        ("Von Ida Marl, Dornau", "Ida Marl, Dornau"),
        ("von Ida Marl", "Ida Marl"),
        ("Par Jeanne Aubin", "Jeanne Aubin"),
        ("Propos recueillis par Jeanne Aubin", "Jeanne Aubin"),
        ("Written by Ida Marlowe", "Ida Marlowe"),
        ("Ida von der Heide", "Ida von der Heide"),
        ("Von der Heide, Ida", "Von der Heide, Ida"),
        ("von Storch", "von Storch"),
        ("Byron Fenn", "Byron Fenn"),
        ("Pardis Rahmani", "Pardis Rahmani"),
        ("By", "By"),
        ("", ""),
    ],
)
def test_byline(byline: str, names: str) -> None:
    assert normalise_byline(byline) == names


DIRT = st.sampled_from(
    ["&amp;", "&", "amp;", "nbsp;", "&#38;", "#8217;", "&shy;", "\u00ad", "\u200d", "\u200c", "\u202e", "\u202c", "\u2067",
     "\u2069", "ש", "می", "e", "\u0301", "\u037e", "\r", "\n", "\x85", "\x92", " ", "\u00a0", "\ud800", "&lt;", "By ", "von "]
)  # fmt: skip
TEXT = st.one_of(st.text(max_size=40), st.lists(DIRT, max_size=12).map("".join))


@given(TEXT)
def test_a_second_time_changes_nothing(text: str) -> None:
    once = normalise_text(text)
    assert normalise_text(once) == once
    assert is_normalized("NFC", once) and "\x00" not in once
    once.encode("utf-8")


@given(TEXT)
def test_lines_and_bylines_too(text: str) -> None:
    line = normalise_line(text)
    assert normalise_line(line) == line
    assert "\n" not in line
    assert normalise_byline(normalise_byline(text)) == normalise_byline(text)


@pytest.mark.long
@pytest.mark.parametrize(
    "text", ["&amp;", "&#", "\u200d", "\u202e", "ש\u2067", "\u0301", "\r\n", "By ", "&a"]
)
def test_long_copy_takes_linear_time(text: str) -> None:
    assert_linear(normalise_text, repeated(text))
    assert_linear(normalise_byline, repeated(text))
