"""Names of one person, and of two. All people here are invented."""

from __future__ import annotations

import pytest

from streams.enrich.cast import Cast
from streams.enrich.lexicon import lexicon
from streams.enrich.people import find_people
from streams.enrich.reading import Word, read_article
from streams.enrich.same_person import is_short_form, own_words, pairs_of_one


def words(name: str) -> tuple[Word, ...]:
    found, at = [], 10
    for text in name.split(" "):
        found.append(Word(text, at, at + len(text)))
        at += len(text) + 1
    return tuple(found)


@pytest.mark.parametrize(
    ("name", "language", "own", "span"),
    [
        ("Tova Lind-themed", "en", "Tova Lind", (10, 19)),
        ("Tova Lind-backed", "en", "Tova Lind", (10, 19)),
        ("Kim Ohm-jin", "en", "Kim Ohm-jin", (10, 21)),
        ("Tova Lind-Rask", "en", "Tova Lind-Rask", (10, 24)),
        ("Sicherheitsexperten Jana Ohm", "de", "Jana Ohm", (30, 38)),
        ("Bartholomaeus Jan Ohm", "en", "Bartholomaeus Jan Ohm", (10, 31)),
        ("Thorgard Jana Ohm", "de", "Thorgard Jana Ohm", (10, 27)),
    ],
)
def test_a_name_is_without_what_touches_it(name: str, language: str, own: str, span: tuple[int, int]) -> None:
    kept = own_words(words(name), language)
    assert (" ".join(word.text for word in kept), (kept[0].start, kept[-1].end)) == (own, span)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("Lena Ortiz", "Lena Ortiz Vidal"),
        ("Anton Veld", "George Anton Veld"),
        ("Hassan Omari", "Abu Hassan Omari"),
        ("Alex Rohr", "Alexander Rohr"),
        ("Dan Rohr", "Daniel Rohr"),
    ],
)
def test_two_ways_to_write_one_person(short: str, long: str) -> None:
    assert list(pairs_of_one({"a": long, "b": short})) == [("b", "a")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Martin Vale", "Martin Vale Jr."),
        ("Paul Rohr", "Paula Rohr"),
        ("Dan Rohr", "Daniela Rohr"),
        ("Jan Rohr", "Jana Rohr"),
        ("Alex Rohr", "Alexander Lind"),
        ("Lena Ortiz", "Lena Vidal Ortiz"),
        ("Ortiz", "Lena Ortiz"),
    ],
)
def test_two_people(one: str, other: str) -> None:
    assert not list(pairs_of_one({"a": one, "b": other}))


def test_a_name_that_two_others_may_be_stays() -> None:
    names = {"a": "Lena Ortiz", "b": "Lena Ortiz Vidal", "c": "Lena Ortiz Cabral"}
    assert not list(pairs_of_one(names))


def test_of_too_many_names_none_is_joined() -> None:
    names = {str(at): f"Lena{at} Ortiz{at}" for at in range(200)}
    assert list(pairs_of_one({**names, "0": "Lena1 Ortiz1 Vidal"})) == [("1", "0")]
    assert not list(pairs_of_one({**names, "0": "Lena1 Ortiz1 Vidal", "more": "Tova Lind"}))


def test_a_short_form_gives_a_surname_to_nobody_else() -> None:
    lex = lexicon("en")
    assert lex is not None
    (line,) = read_article(None, ["They met Alex Rohr on Friday."], "en").lines
    assert Cast(lex, ["Alexander Rohr"]).shared(line.runs) == set()
    assert Cast(lex, ["Martin Rohr"]).shared(line.runs) == {"Rohr"}


def test_short_forms_need_two_letters_less() -> None:
    assert is_short_form("Alex", "Alexander")
    assert not is_short_form("Carl", "Carla")


def test_an_article_tells_a_person_once_by_the_longer_name_and_counts_every_mention() -> None:
    text = (
        "El consejero de la Presidencia, Antonio Vidal, lo resumió el lunes.",
        "El consejero de Sanidad, Antonio Vidal Cabral, confirmó el incendio.",
        "El consejero de Sanidad, Antonio Vidal, se fue.",
    )
    (person,) = find_people(read_article(None, text, "es"))
    assert (person.name, person.title, person.mentions) == (
        "Antonio Vidal Cabral",
        "consejero de Sanidad",
        3,
    )
    assert (person.evidence.paragraph, person.evidence.end) == (
        0,
        len("El consejero de la Presidencia, Antonio Vidal"),
    )
