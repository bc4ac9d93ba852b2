"""The lists of words that tell topics, and how a form is looked up in them."""

from __future__ import annotations

import pytest

from streams.datafiles import read_lines, read_names
from streams.enrich.topic_words import topic_words
from streams.intake.media_topics import line_of

LISTS = [
    f"{folder}/{name}" for folder in ("words", "labels") for name in sorted(read_names(f"topics/{folder}"))
]


def told(form: str, language: str) -> dict[str, float]:
    seen = topic_words(language)[form]
    return dict(seen.told.weights) if seen and seen.told else {}


@pytest.mark.parametrize(
    ("form", "language", "topic"),
    [
        ("goalkeepers", "en", "15000000"),
        ("parliaments", "en", "11000000"),
        ("arbeitslosenquote", "de", "09000000"),
        ("kinofilm", "de", "01000000"),
        ("orgelkonzert", "de", "01000000"),
        ("l'economia", "it", "04000000"),
        ("hôpitaux", "fr", "07000000"),
        ("elecciones", "es", "11000000"),
        ("åklagaren", "sv", "02000000"),
        ("streiken", "no", "09000000"),
        ("прокуратуры", "ru", "02000000"),
        ("금리를", "ko", "04000000"),
    ],
)
def test_a_form_is_found_by_its_ending_beginning_number_or_without_an_elision(
    form: str, language: str, topic: str
) -> None:
    assert topic in told(form, language)


def test_where_no_space_parts_words_they_are_found_anywhere() -> None:
    found = [told.word for told in topic_words("zh").anywhere("央行周五下调利率,股市上涨。")]
    assert found == ["央行", "利率", "股市"]


def test_what_tells_a_narrower_topic_tells_the_one_at_the_top() -> None:
    assert set(told("quarterback", "en")) == {"15000000", "20000823"}


def test_forms_of_one_entry_count_as_one_word() -> None:
    words = topic_words("de")
    one, two = words["arbeitnehmern"], words["arbeitnehmerinnen"]
    assert one is not None and two is not None and one.told is two.told


def test_a_phrase_may_take_its_words_out_of_the_count() -> None:
    seen = topic_words("en")["river"]
    assert seen is not None and seen.phrases[("bank",)].weights == {}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_says_where_it_is_from_and_names_topics_that_there_are(name: str) -> None:
    for row in read_lines(f"topics/{name}"):
        code, weight, words = row.split("\t")
        assert code == "-" or code < "2" or len(line_of(code)) > 1, code
        assert weight in "0123"
        assert words.split()
        for word in words.split():
            assert len(word.strip("*")) > 1, word
            assert "*" not in word[1:-1], word


@pytest.mark.parametrize("name", LISTS)
def test_no_word_stands_twice_for_one_topic(name: str) -> None:
    seen = set()
    for row in read_lines(f"topics/{name}"):
        code, _, words = row.split("\t")
        for word in words.split():
            assert (code, word) not in seen, (code, word)
            seen.add((code, word))
