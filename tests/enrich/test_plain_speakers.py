"""Who is named beside a verb of speech, in languages whose names are not read otherwise. All people are invented."""

from __future__ import annotations

import pytest

from streams.enrich.plain_quotes import find_plain_quotes

# (language, the copy behind a quotation, the speaker)
BEHIND = [
    ("nl", "zegt Jan de Vries van Tarnewoude", "Jan de Vries"),
    ("nl", "zegt Peter van der Berg", "Peter van der Berg"),
    ("nl", "zegt minister De Boer", "De Boer"),
    ("nl", "zegt Noordwind-directeur Hein Roos", "Hein Roos"),
    ("nl", "zegt directeur Bank", None),
    ("nl", "zegt Noordwind", None),
    ("nl", "zegt de buurman van Jan de Vries", None),
    ("nl", "zegt Jan de Vries' buurman", None),
    ("nl", "zeggen Truus en Wim Kok", None),
    ("nl", "zegt Jan de Vries en buigt", None),
    ("nl", "zegt Jan de Vries en vertelt dat hij moe is", "Jan de Vries"),
    ("sv", "säger försvarschefen Anna Ek", "Anna Ek"),
    ("sv", "säger Anna Eks mamma", None),
    ("sv", "säger kvinnan som såg Anna Ek", None),
    ("pl", "powiedział rzecznik rządu Jan Kowalewski", "Jan Kowalewski"),
    ("pl", "powiedział rzecznik Jana Kowalewskiego", None),
    ("pl", "powiedział prezydent Polski", None),
    ("pl", "powiedział minister Kowalewski", "Kowalewski"),
    ("pl", "powiedziała Stanisława Nowak", "Stanisława Nowak"),
    ("pl", "powiedziała rzeczniczka Stanisława Nowaka", None),
    ("ru", "сказал глава МИД Иван Коротков", "Иван Коротков"),
    ("ru", "сказал мэр Москвы", None),
    ("ru", "сказал мэр Коротков", "Коротков"),
    ("ru", "сказала Александра Короткова", "Александра Короткова"),
    ("ru", "сказала пресс-секретарь Александра Короткова", None),
    ("uk", "сказав речник міністра Іван Коротченко", "Іван Коротченко"),
    ("uk", "сказав речник міністра Івана Коротченка", None),
]


@pytest.mark.parametrize(("language", "clause", "right"), BEHIND)
def test_speaker_behind_the_verb(language: str, clause: str, right: str | None) -> None:
    (quote,) = find_plain_quotes([f'"Aa bb cc dd ee", {clause}.'], language)
    assert quote.speaker == right


def test_a_bare_surname_is_that_of_the_one_person_who_bears_it() -> None:
    quote = '"Aa bb cc dd ee", zegt Visser.'
    assert find_plain_quotes(["Anouk Visser kwam.", quote], "nl")[0].speaker == "Anouk Visser"
    assert find_plain_quotes(["Anouk Visser en Bram Visser kwamen.", quote], "nl")[0].speaker is None
    assert find_plain_quotes([quote], "nl")[0].speaker is None


def test_a_name_in_marks_is_no_quotation_and_parts_no_clause() -> None:
    (quote,) = find_plain_quotes(["«Мост закроют», — сказал директор «Северного ветра» Олег Коротков."], "ru")
    assert (quote.text, quote.speaker) == ("Мост закроют", "Олег Коротков")


def test_the_clause_is_taken_out_of_the_quotation() -> None:
    texts = [
        "«Мост, — сказал Олег Коротков, — закроют».",
        "— Мост закроют! — крикнул Олег Коротков. — Бегите.",
    ]
    assert [find_plain_quotes([text], "ru")[0].text for text in texts] == [
        "Мост закроют",
        "Мост закроют! Бегите.",
    ]
