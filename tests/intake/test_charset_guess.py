"""Guessing a charset when nothing that was said of the bytes holds."""

from __future__ import annotations

import pytest

from streams.intake.charset_guess import guesses, mostly_utf8

GERMAN = "Die Fähre fährt über den Fluß, sagte der Kapitän. Für Fußgänger bleibt die Brücke geöffnet."
RUSSIAN = "Паром вышел из порта вовремя, сообщил капитан. Мост остаётся открытым для пешеходов."


def test_western_copy_is_windows_1252() -> None:
    assert guesses(GERMAN.encode("cp1252")) == ["cp1252"]


def test_other_copy_is_left_to_the_detector() -> None:
    assert "cp1251" in guesses(RUSSIAN.encode("cp1251"))


@pytest.mark.parametrize(
    ("value", "mostly"),
    [
        (GERMAN.encode("utf-8") + b" \xe4", True),
        (GERMAN.encode("cp1252"), False),
        (b"half a pair: \xed\xa0\xbd", True),
    ],
)
def test_utf8_with_a_few_strangers(value: bytes, mostly: bool) -> None:
    assert mostly_utf8(value) is mostly
