"""What the model of names says of places."""

from __future__ import annotations

import pytest

from streams.enrich.mentions import Certainty, Mention, read_mentions
from streams.enrich.model_places import judged
from streams.enrich.name_tagger import Tagged
from tests.linear import assert_linear

TEXT = "Lyon, Paris, Madrid"


def read(text: str, language: str = "en") -> list[Mention]:
    return read_mentions(text, 0, language, 0)


@pytest.mark.parametrize(
    ("tagged", "certainties"),
    [
        ([Tagged("person", 0, 6, 11, 0.9)], [None, Certainty.NONE, None]),
        ([Tagged("organisation", 0, 0, 11, 0.9)], [Certainty.NONE, Certainty.NONE, None]),
        ([Tagged("place", 0, 13, 19, 0.9)], [None, None, Certainty.WITHIN]),
        ([Tagged("place", 0, 0, 4, 0.9), Tagged("person", 0, 13, 19, 0.9)], [Certainty.WITHIN, None, Certainty.NONE]),
        ([Tagged("person", 0, 6, 11, 0.9, sure=False), Tagged("person", 1, 0, 4, 0.9)], [None, None, None]),
    ],
)  # fmt: skip
def test_the_name_that_stands_there_counts(tagged: list[Tagged], certainties: list[Certainty | None]) -> None:
    mentions = read(TEXT)
    assert [mention.hit.name for mention in mentions] == ["Lyon", "Paris", "Madrid"]
    expected = [
        mention.certainty if certainty is None else certainty
        for mention, certainty in zip(mentions, certainties, strict=True)
    ]
    assert [mention.certainty for mention in judged(mentions, tagged)] == expected


@pytest.mark.long
def test_many_names_in_a_paragraph_take_linear_time() -> None:
    piece = "London, "

    def make(size: int) -> tuple[list[Mention], list[Tagged]]:
        starts = range(0, size, len(piece))
        return read(piece * len(starts)), [Tagged("place", 0, at, at + 6, 0.9) for at in starts]

    assert_linear(lambda given: judged(*given), make)


@pytest.mark.parametrize(("score", "certainty"), [(0.9, Certainty.WITHIN), (0.97, Certainty.NONE)])
def test_behind_a_preposition_the_model_must_be_surer_of_a_person(score: float, certainty: Certainty) -> None:
    (mention,) = judged(read("Ships wait in Lyon."), [Tagged("person", 0, 14, 18, score)])
    assert mention.certainty is certainty


def test_where_a_person_bears_the_name_the_model_lends_it_no_certainty() -> None:
    mentions = read("Paris has support. Lyon lost. Paris won.")
    tagged = [
        Tagged("place", 0, 0, 5, 0.9),
        Tagged("place", 0, 19, 23, 0.9),
        Tagged("person", 0, 30, 35, 0.9),
    ]
    before, lyon, paris = judged(mentions, tagged)
    assert (before.certainty, lyon.certainty) == (mentions[0].certainty, Certainty.WITHIN)
    assert paris.person


@pytest.mark.parametrize(
    ("text", "language"), [("Mayor Lyon met them.", "en"), ("Saíram do rio Madeira.", "pt")]
)
def test_what_the_copy_says_to_be_no_place_is_none_for_the_model(text: str, language: str) -> None:
    (mention,) = read(text, language)
    tagged = Tagged("place", 0, mention.hit.start, mention.hit.end, 0.99)
    assert mention.certainty is Certainty.NONE
    assert judged([mention], [tagged]) == [mention]
