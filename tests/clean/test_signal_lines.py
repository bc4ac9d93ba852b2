"""The signals of some six thousand made-up items and news, in fifteen languages and ten more (tests/clean/signals/)."""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import combining, normalize

import pytest

from streams.clean.signal_patterns import FURTHER
from streams.clean.signals import read_signal
from streams.kinds import Format, Signal
from tests.clean.signal_lines import Line, all_lines

LINES = all_lines()
NEWS = [line for line in LINES if line.signal is None]
ITEMS = [line for line in LINES if line.signal is not None]
LANGUAGES = ["ar", "da", "de", "en", "es", "fr", "it", "ja", "nl", "no", "pl", "pt", "ru", "sv", "zh"]
KINDS = [Signal.KILL, Signal.HOLD, Signal.RELEASE, Signal.CORRECTION, Signal.UPDATE, Signal.REPEAT]
KINDS += [Signal.ADVISORY]
#: Printable ASCII in the full width of Chinese and Japanese type.
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def read(line: Line, language: str | None = None, format_: Format = Format.TEXT) -> Signal | None:
    text = (line.headline, line.slug, line.note, line.paragraphs)
    return read_signal(*text, language or line.language, format_)[0]


def recall(lines: Iterable[Line], language: str | None = None) -> float:
    found = [read(line, language) is line.signal for line in lines]
    return sum(found) / len(found)


def described(lines: list[Line]) -> str:
    return "\n".join(f"{line.language}: {line.headline} // {' // '.join(line.paragraphs)}" for line in lines)


def test_there_is_enough_to_judge_by() -> None:
    assert sorted({line.language for line in LINES}) == sorted([*LANGUAGES, *FURTHER])
    assert len(NEWS) > 800
    for language in LANGUAGES:
        own = [line for line in LINES if line.language == language]
        assert sum(line.signal is None for line in own) >= 35, language
        for kind in (Signal.KILL, Signal.CORRECTION, Signal.UPDATE):
            assert sum(line.signal is kind for line in own) >= 15, (language, kind)
    for language in FURTHER:
        own = [line for line in LINES if line.language == language]
        assert len({line.signal for line in own} & {Signal.KILL, Signal.CORRECTION, None}) == 3, language


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES)
def test_nine_of_ten_are_read_in_each_language(language: str) -> None:
    own = [line for line in ITEMS if line.language == language]
    assert recall(own) > 0.95
    assert recall(own, "und") > 0.95


@pytest.mark.parametrize("language", FURTHER)
def test_the_usual_orders_and_marks_are_read_in_further_languages(language: str) -> None:
    own = [line for line in ITEMS if line.language == language]
    assert recall(own) == recall(own, "und") == 1.0


@pytest.mark.parametrize("kind", KINDS)
def test_nine_of_ten_are_read_of_each_kind(kind: Signal) -> None:
    assert recall(line for line in ITEMS if line.signal is kind) > 0.95


@pytest.mark.long
def test_kills_and_holds_are_read_in_whatever_language_they_are_taken_for() -> None:
    orders = [line for line in ITEMS if line.signal in (Signal.KILL, Signal.HOLD)]
    for language in ("fi", "en", "zh"):
        assert recall(orders, language) > 0.98


@pytest.mark.long
def test_no_news_is_killed_held_or_released() -> None:
    orders = {Signal.KILL, Signal.HOLD, Signal.RELEASE}
    for format_ in (Format.TEXT, Format.NINJS, Format.FEED, Format.MAIL, Format.HTML):
        for language in (None, "und"):
            assert described([line for line in NEWS if read(line, language, format_) in orders]) == ""


@pytest.mark.long
def test_one_news_in_fifty_may_be_taken_for_a_correction_or_an_update() -> None:
    for format_ in (Format.TEXT, Format.HTML):
        for language in (None, "und"):
            wrong = [line for line in NEWS if read(line, language, format_) is not None]
            assert len(wrong) <= 0.02 * len(NEWS), described(wrong)


def test_on_a_page_no_order_to_editors_counts() -> None:
    kills = [line for line in ITEMS if line.signal is Signal.KILL]
    read_as = [line for line in kills if read(line, format_=Format.HTML) is Signal.KILL]
    # What is left are notices in place of the article: "This story was published in error and has been removed".
    assert len(read_as) < 0.02 * len(kills), described(read_as)


def changed(line: Line, table: dict[int, int] | None = None, before: str = "", plain: bool = False) -> Line:
    def text(value: str) -> str:
        if plain:
            value = "".join(letter for letter in normalize("NFD", value) if not combining(letter))
        return before + value.translate(table or {}).replace(" ", f"{before} ")

    return Line(
        line.language,
        line.signal,
        text(line.headline),
        tuple(map(text, line.paragraphs)),
        line.slug,
        text(line.note) if line.note else None,
    )


@pytest.mark.long
def test_full_width_accents_and_marks_of_direction_do_not_matter() -> None:
    latin = [
        line for line in ITEMS if line.language in LANGUAGES and line.language not in ("ar", "ja", "ru", "zh")
    ]
    assert recall(changed(line, WIDE) for line in ITEMS) > 0.97
    assert recall(changed(line, before="\u200f") for line in ITEMS) > 0.97
    assert recall(changed(line, plain=True) for line in latin) > 0.95
