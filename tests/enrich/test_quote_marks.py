"""Quotation marks, paired."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.enrich.quote_marks import pair_marks


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
    st.sampled_from(["en", "de", "fr"]),
)
def test_spans_are_in_order_and_in_the_text(paragraphs: list[str], language: str) -> None:
    last = (0, 0)
    for span in pair_marks(paragraphs, language):
        for paragraph, start, end in span.pieces:
            assert last <= (paragraph, start) <= (paragraph, end) <= (paragraph, len(paragraphs[paragraph]))
            last = (paragraph, end)
