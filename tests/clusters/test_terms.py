from __future__ import annotations

import pytest

from streams.clusters.function_words import function_words
from streams.clusters.terms import MOST_READ, MOST_TERMS, stem_of, terms_of


@pytest.mark.parametrize(
    ("forms", "language"),
    [
        (("attack", "attacks", "attacked", "attackers"), "en"),
        (("Elbtunnel", "Elbtunnels"), "de"),
        (("l'incendie", "incendies", "d’incendie"), "fr"),
        (("gobierno", "gobiernos"), "es"),
        (("парламент", "парламента", "парламентом"), "ru"),
        (("Norrby", "Norrby's", "NORRBY"), "en"),
    ],
)
def test_forms_of_a_word_have_one_stem(forms: tuple[str, ...], language: str) -> None:
    assert len({stem_of(form, language) for form in forms}) == 1


@pytest.mark.parametrize(
    ("word", "language"), [("the", "en"), ("und", "de"), ("Los", "es"), ("что", "ru"), ("a", "xx")]
)
def test_function_words_and_single_letters_have_none(word: str, language: str) -> None:
    assert stem_of(word, language) == ""


def test_the_headline_comes_before_the_lead_and_the_lead_before_the_rest() -> None:
    terms, _ = terms_of("floods", ["harbours", "nothing", "ministers"], "xx")
    assert [term for term, _ in terms] == ["flood", "harbo", "nothi", "minis"]
    assert [weight for _, weight in terms] == sorted((weight for _, weight in terms), reverse=True)


def test_names_tell_more_unless_everything_has_a_capital() -> None:
    found = dict(terms_of("ferry to Norrby carries 412", (), "en")[0])
    assert found["norrb"] > found["ferry"] == found["412"]
    titled = dict(terms_of("Ferry From Norrby Carries Cars", (), "en")[0])
    assert len(set(titled.values())) == 1


def test_a_long_number_is_whole() -> None:
    assert stem_of("1,250,000", "en") != stem_of("1,250,999", "en")


def test_a_number_is_one_term() -> None:
    assert [term for term, _ in terms_of("6.9 9,000 3:40", (), "en")[0]] == ["3:40", "6.9", "9,000"]


def test_a_wires_prefix_is_no_word_of_the_headline() -> None:
    assert "update" not in dict(terms_of("UPDATE 2-Barge hits bridge", (), "en")[0])


def test_scripts_without_spaces_are_pairs_of_characters() -> None:
    assert [term for term, _ in terms_of("東京湾", (), "ja")[0]] == ["京湾", "東京"]


def test_a_long_text_is_read_in_part_and_gives_so_many_terms() -> None:
    text = " ".join(f"{number:05}word" for number in range(5_000))
    terms, stems = terms_of("start", [text, "never"], "xx")
    assert len(terms) == MOST_TERMS
    assert "never" not in stems
    assert len(stems) < MOST_READ / 5


def test_a_language_without_a_list_has_no_function_words() -> None:
    assert function_words("xx") == frozenset()
    assert {"the", "of"} <= function_words("en")
