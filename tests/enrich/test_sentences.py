"""Sentences: what ends one, and what only looks so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.enrich.sentences import split_sentences
from tests.linear import assert_linear, repeated


def pieces(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, language)]


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["Mr. Lind met Dr. Sand on Jan. 4 at 3.5 p.m. in the U.S. Senate.", "He left."]),
        ("en", ["J. K. Marrow spoke.", "Nobody listened."]),
        ("en", ["She works at Halden Corp.", "The yard is shut."]),
        ("en", ["Halden Corp. Chairman Bo Rask spoke."]),
        ("en", ['"Go home."', "She went."]),
        ("en", ['"Really?" he asked.', "Yes!"]),
        ("en", ["We waited... and waited.", "Nothing came."]),
        ("en", ["There was no plan B.", "The end."]),
        ("de", ["Am 3. März sagte Prof. Dr. Kern: „Das ist z. B. gut.“", "Danach ging er."]),
        ("de", ["Das war im Jahr 2015.", "Die Zeit verging."]),
        ("de", ["»Gut!«, sagte er.", "Dann ging er."]),
        ("de", ["Er kaufte Seile, Netze usw.", "Der Rest blieb."]),
        ("fr", ["M. Lantier a dit : « Vraiment ? »", "Il est parti."]),
        ("fr", ["Mme. Kerv et M. Dol sont venus.", "Le reste suit."]),
        ("es", ["Habló ayer.", "Hoy calla."]),
    ],
)
def test_each_sentence_is_found(language: str, sentences: list[str]) -> None:
    assert pieces(" ".join(sentences), language) == sentences


def test_an_empty_line_ends_a_sentence() -> None:
    assert pieces("no full stop\n\nnext one", "en") == ["no full stop", "next one"]


def test_nothing_gives_nothing() -> None:
    assert split_sentences("", "en") == []
    assert split_sentences("  \n ", "de") == []


@given(st.text(alphabet='aB1.!?…"“”„«» \n)\u00a0', max_size=60), st.sampled_from(["en", "de", "fr", "und"]))
def test_spans_cover_the_text_in_order(text: str, language: str) -> None:
    spans = split_sentences(text, language)
    last = 0
    for start, end in spans:
        assert last <= start < end <= len(text)
        assert not text[last:start].strip()
        assert not text[start].isspace() and not text[end - 1].isspace()
        last = end
    assert not text[last:].strip()


@pytest.mark.parametrize("piece", [".", ". ", "A. ", '."', "\n ", '.     "'])
def test_many_marks_take_linear_time(piece: str) -> None:
    assert_linear(lambda text: split_sentences(text, "de"), repeated(piece))
