"""Quotation marks, paired."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.enrich.quote_marks import Surroundings, clause_end, pair_marks, words_in
from streams.enrich.reading import read_article
from tests.linear import assert_linear, repeated


@pytest.mark.parametrize(
    ("language", "text", "quoted"),
    [
        ("en", '"One," he said, "and two."', ["One,", "and two."]),
        ("en", "“One,” he said.", ["One,"]),
        ("en", "‘We don’t pay,’ she said.", ["We don’t pay,"]),
        ("de", "„Eins“ und »zwei«", ["Eins", "zwei"]),
        ("fr", "« Un », dit-il.", ["Un"]),
        ("en", "A 6\" pipe and the players' strike", []),
        ("en", '"Nothing closes this', []),
        ("en", "The ''smart'' plan. ''It failed,'' he said.", ["smart", "It failed,"]),
        ("nl", '\'s Avonds was het stil. "Stil," zei hij.', ["Stil,"]),
        ("nl", "‘De foto’s zijn weg’, zei hij.", ["De foto’s zijn weg"]),
        ("sv", "”Ett” och »två» och »tre«", ["Ett", "två", "tre"]),
        ("da", "»En« og ”to” og “tre“", ["En", "to", "tre"]),
        ("pl", "„Raz” i «dwa»", ["Raz", "dwa"]),
    ],
)
def test_what_stands_between_marks(language: str, text: str, quoted: list[str]) -> None:
    assert [span.text for span in pair_marks([text], language)] == quoted


def test_a_quotation_goes_on_in_the_next_paragraph_only_with_its_mark() -> None:
    (span,) = pair_marks(["“One.", "“Two.”"], "en")
    assert (span.text, span.paragraph, span.last_paragraph) == ("One.\nTwo.", 0, 1)
    assert pair_marks(["“One.", "Two.”"], "en") == []


@given(
    st.lists(st.text(alphabet="\"“”„«»‘’' aB.,", max_size=20), max_size=4),
    st.sampled_from(["en", "de", "fr", "nl", "sv", "da", "pl"]),
)
def test_spans_are_in_order_and_in_the_text(paragraphs: list[str], language: str) -> None:
    last = (0, 0)
    for span in pair_marks(paragraphs, language):
        for paragraph, start, end in span.pieces:
            assert last <= (paragraph, start) <= (paragraph, end) <= (paragraph, len(paragraphs[paragraph]))
            last = (paragraph, end)


def around(paragraphs: Sequence[str], language: str = "en") -> Surroundings:
    reading = read_article(None, paragraphs, language)
    assert reading.lexicon is not None
    return Surroundings(reading.lexicon, reading.lines, pair_marks(paragraphs, language))


TEXT = 'Sand left. "Where is Lars Okkerman? We ask," Velthuis said.'


def test_the_quoted_words_are_masked_and_nothing_moves() -> None:
    text = around([TEXT]).text(0)
    assert len(text) == len(TEXT) and "Okkerman" not in text
    assert text.endswith('," Velthuis said.') and text.startswith("Sand left. ")


def test_the_runs_are_those_outside() -> None:
    runs = around([TEXT]).runs(0)
    assert [[word.text for word in run.words] for run in runs] == [["Sand"], ["Velthuis"]]


def test_a_question_inside_does_not_end_the_sentence_around_it() -> None:
    assert around([TEXT]).sentence(0, 12)[1] == len(TEXT)


def test_clauses_and_words() -> None:
    text = "said M. Lantier, who left"
    end = clause_end(text, 0, len(text))
    assert end is not None and end.start() == text.index(",")
    assert [word.text for word in words_in(text, 5, 15)] == ["M", "Lantier"]


def test_many_quotations_take_linear_time() -> None:
    assert around(['"A," B said. ' * 10]).runs(0)
    assert_linear(lambda text: around([text]).runs(0), repeated('"A," B said. '))
