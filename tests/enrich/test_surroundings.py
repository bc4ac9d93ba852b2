"""The copy around quotations, its offsets kept."""

from __future__ import annotations

from collections.abc import Sequence

from streams.enrich.quote_marks import pair_marks
from streams.enrich.reading import read_article
from streams.enrich.surroundings import Surroundings, clause_end, words_in
from tests.linear import assert_linear, repeated


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
