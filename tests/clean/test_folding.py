from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.clean.folding import fold, is_veiled, plain


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("KILL: Mühle", "KILL: Muhle"),
        ("RETIFICAÇÃO", "RETIFICACAO"),
        ("Ｒｅｔｉｒｅｒ：", "Retirer:"),
        ("WYCOFANIE DEPESZY – łódź", "WYCOFANIE DEPESZY – lodz"),
        ("må ikke, Ærø", "ma ikke, Aro"),
        ("L’alerte", "L'alerte"),
        ("Ещё", "Еще"),
        ("إلغاءُ خَبَر", "الغاء خبر"),
        ("مُلغــى", "ملغي"),
        ("【訂正】　工場", "【訂正】 工場"),
        ("ガス", "ガス"),  # voiced kana are letters of their own
    ],
)
def test_accents_and_width_go(text: str, folded: str) -> None:
    assert plain(text) == folded


def test_the_words_are_those_of_the_text() -> None:
    folded = fold("\u200fإلغــاء: جسر")
    assert folded.folded == "الغاء: جسر"
    assert folded.words(0, 5) == "إلغــاء"
    assert fold("Rückzug").words(0, 7) == "Rückzug"


def test_only_full_width_and_marks_within_words_hide_a_stem() -> None:
    assert is_veiled("ＫＩＬＬ") and is_veiled("K\u00adILL")
    assert not is_veiled("KILL") and not is_veiled("Rückzug：") and not is_veiled("訂正：")


@given(st.text())
def test_folding_is_idempotent_and_keeps_places(text: str) -> None:
    folded = fold(text)
    assert plain(folded.folded) == folded.folded
    assert folded.words(0, len(folded.folded)) in text
    assert folded.at is None or len(folded.at) == len(folded.folded)
