"""Statements of an embargo in fifteen languages and ten more, and news that only speaks of one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from streams.clean.embargo_names import FURTHER, LANGUAGES
from streams.clean.embargo_time import Stated, read_time
from tests.clean.embargo_lines import NEWS, STATEMENTS, Line, fault, lines_of, read_at

STATED, NEWSY = list(lines_of(STATEMENTS)), list(lines_of(NEWS))
OF_LINES = sorted({line.language for line in (*STATED, *NEWSY)})


def of(language: str, lines: list[Line]) -> list[Line]:
    return [line for line in lines if line.language == language]


# A test for each language, and not for each line: three thousand tests cost more than what they try.
@pytest.mark.long
@pytest.mark.parametrize("language", OF_LINES)
def test_each_statement_holds_until_its_time(language: str) -> None:
    faults = {line.text: [fault(line, found) for found in line.read()] for line in of(language, STATED)}
    assert {text: each for text, each in faults.items() if each != [None]} == {}


@pytest.mark.parametrize("language", OF_LINES)
def test_news_holds_nothing(language: str) -> None:
    found = {line.text: line.read() for line in of(language, NEWSY)}
    assert {text: each for text, each in found.items() if each != [None, None]} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_something_of_each_language(language: str) -> None:
    least = 2 if language in FURTHER else 20
    assert sum(line.language == language for line in STATED) >= least
    assert sum(line.language == language for line in NEWSY) >= least


@pytest.mark.long
@pytest.mark.parametrize("language", OF_LINES)
def test_where_the_language_is_not_known_none_goes_out_early(language: str) -> None:
    """Plain text is looked at before its language is known, and a short text is taken for a neighbour's."""
    faults = {
        (line.text, taken, field): fault(line, read_at(line.text, field, taken))
        for line in of(language, STATED)
        for taken in ("und", "en", "vi")
        for field in ("headline", "ed_note", "first paragraph")
        if field in line.where
    }
    assert {where: each for where, each in faults.items() if each not in (None, "unclear", "missed")} == {}


@pytest.mark.parametrize("language", OF_LINES)
def test_news_in_an_unknown_language_holds_nothing(language: str) -> None:
    found = {
        (line.text, field): read_at(line.text, field, "und")
        for line in of(language, NEWSY)
        for field in ("headline", "first paragraph")
    }
    assert {where: each for where, each in found.items() if each is not None} == {}


@pytest.mark.parametrize(
    ("text", "language", "url"),
    [
        ("SOUS EMBARGO JUSQU'AU 24 novembre à 06h00", "fr", "www.lejournal.ca"),
        ("SOUS EMBARGO JUSQU'AU 24 novembre à 06h00", "fr", "presse.sn"),
        ("EMBARGO TOT 24 NOVEMBER 06.00 UUR", "nl", "krant.sr"),
        ("EMBARGO TIL 24. NOVEMBER KL. 06.00", "da", "avis.fo"),
    ],
)
def test_another_countrys_clock(text: str, language: str, url: str) -> None:
    """The language's clock is not that of the source."""
    here, there = (
        read_at(text, "first paragraph", language, each)
        for each in ("https://news.example/1", f"https://{url}/1")
    )
    assert here is not None and here.until == datetime(2026, 11, 24, 5, tzinfo=UTC)
    assert there is not None and there.until is None


def test_the_place_in_the_copy_tells_whose_clock_it_is() -> None:
    text = "MONTRÉAL - SOUS EMBARGO JUSQU'AU 24 novembre à 06h00"
    found = read_at(text, "first paragraph", "fr")
    assert found is not None and found.until is None
    named = read_at(text + " (heure de Paris)", "first paragraph", "fr")
    assert named is not None and named.until == datetime(2026, 11, 24, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Embargado hasta las 6 y media GMT del 24 de noviembre"),
        ("it", "Embargo fino alle ore 6 e mezza di martedì"),
        ("de", "Sperrfrist: Dienstag, halb 7 Uhr"),
        ("de", "Sperrfrist: Dienstag, 18 Uhr plus eine Stunde"),
        ("it", "Embargo fino alle ore 10.00 (ora di Atlantide) del 24 novembre"),
        ("fr", "Embargo jusqu'au 24 novembre à 10h00 (heure de Syldavie)"),
        ("pl", "EMBARGO DO 24, GODZ. 10"),
        ("en", "EMBARGOED UNTIL 0600 GMT for broadcast, print must wait until Wednesday"),
        ("en", "EMBARGOED UNTIL 06:00 GMT next Tuesday"),
        ("en", "EMBARGOED UNTIL 0600 GMT (Minister speaks on Wednesday)"),
        ("en", "EMBARGOED UNTIL 1000 GMT"),  # half an hour ago, or tomorrow?
        ("ar", "محظور النشر حتى الساعة 10:00 بتوقيت غرينتش يوم 24 نوفمبر"),  # morning or evening?
        ("ja", "11月24日まで報道禁止"),
        ("zh", "禁发至11月24日晚上12点"),
        ("pl", "Embargo do 24 listopada, w południe o godz. 16.30 GMT"),
        ("es", "Embargado hasta las 12 de la noche GMT del 24 de noviembre"),
        ("sv", "EMBARGO TILL TISDAG 25 NOVEMBER KL 06.00"),  # a Wednesday
        ("ja", "解禁：26/11/24 06:00"),  # the year stands first
        ("sv", "EMBARGO TILL 26-11-24 KL 06.00"),
    ],
)
def test_what_may_be_later_is_not_understood(language: str, text: str) -> None:
    found = read_at(text, "first paragraph", language)
    assert found is not None and found.until is None


@pytest.mark.parametrize(
    ("language", "text", "hour"),
    [
        ("en", "Embargo: 09:00 London / 10:00 Paris, Tuesday 24 November", 9),
        ("en", "EMBARGOED UNTIL 6 a.m. New York / 11 a.m. London, Nov. 24", 11),
        ("en", "EMBARGO: 24 November, 4 a.m. New York (9 a.m. London)", 9),
        ("en", "Embargo: 9 a.m. London, 5 a.m. New York, Tuesday 24 November", 10),  # two moments: the later
        ("fr", "EMBARGO 24 novembre, 12h30 Paris / 6h30 New York", 11),
        ("de", "Sperrfrist: 24. November, 18 Uhr London", 18),
        ("de", "Sperrfrist: 24. November, 6.00 Uhr New York Zeit", 11),
        ("en", "EMBARGO 24 NOV 09:00 London bridge to close", None),
        ("en", "EMBARGO 24 NOV 09:00 Springfield", None),
        # Before its time
        ("en", "EMBARGO: London 09:00 / Paris 10:00, 24 November", 9),
        ("de", "Sperrfrist: London 18.00 Uhr, Berlin 19.00 Uhr, Dienstag, 24. November", 18),
        ("de", "Sperrfrist Brüssel 19.00 Uhr, New York 13.00 Uhr, 24. November", 18),
        ("de", "Sperrfrist (London 18 Uhr / Berlin 19 Uhr) am 24. November", 18),
        ("de", "Sperrfrist: 24. November, Berlin 20.00 Uhr, London 20.00 Uhr", 20),  # two moments: the later
        ("de", "Sperrfrist Pellworm 19.00 Uhr, 24. November", None),
        ("fr", "Sous embargo : Paris 17h00, New York 11h00, 24 novembre", 16),
        (
            "es",
            "EMBARGADO HASTA LAS 20.00 HORA PENINSULAR ESPAÑOLA (19.00 GMT) DEL MARTES 24 DE NOVIEMBRE",
            19,
        ),
    ],
)
def test_a_city_alone_beside_its_time_names_the_clock(language: str, text: str, hour: int | None) -> None:
    found = read_at(text, "first paragraph", language)
    assert found is not None and (found.until and found.until.hour) == hour


@pytest.mark.parametrize(
    ("language", "text", "until"),
    [
        ("pt", "Embargo: não publicar antes de quarta-feira", None),
        ("pt", "Embargo: não divulgar antes das 10h00 GMT de 25 de novembro", 10),
        ("fr", "EMBARGO jusqu'à 11h00 GMT ce lundi", 11),
        ("es", "Embargo: no difundir hasta este martes a las 12.00 GMT", 12),
        ("de", "Vorabmeldung - frei für Sonntagszeitungen vom 29. November", None),
        ("de", "Vorab: Sperrfrist Samstag, 28. November, 6 Uhr", 5),
        ("en", "Please observe the embargo: 06:00 GMT Thursday 26 November", 6),
        ("zh", "11月25日上午10时前请勿刊播", 2),
    ],
)
def test_what_stands_between_the_marker_and_its_time(language: str, text: str, until: int | None) -> None:
    found = read_at(text, "first paragraph", language)
    assert found is not None and (found.until and found.until.hour) == until


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("EMBARGO: ٢٤ نوفمبر ٢٠٢٦ ٠٦:٠٠ GMT", 6),  # Eastern Arabic digits
        ("ＥＭＢＡＲＧＯ：２０２６年１１月２４日１５：００", 6),  # full-width forms; Tokyo
    ],
)
def test_digits_of_other_scripts(text: str, hour: int) -> None:
    language = "ja" if "年" in text else "ar"
    found = read_at(text, "first paragraph", language)
    assert found is not None and found.until == datetime(2026, 11, 24, hour, tzinfo=UTC)
    assert found.words == text.removesuffix("。")


@pytest.mark.parametrize(
    ("language", "text", "right"),
    [
        ("zh", "禁发至二〇二六年十一月二十五日上午十时三十分", datetime(2026, 11, 25, 2, 30, tzinfo=UTC)),
        ("ja", "報道解禁：十一月二十五日午前六時", datetime(2026, 11, 24, 21, tzinfo=UTC)),
        ("zh", "禁发至下周一上午十时", None),
    ],
)
def test_chinese_numerals(language: str, text: str, right: datetime | None) -> None:
    found = read_at(text, "first paragraph", language)
    assert found is not None and (found.until, found.words) == (right, text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "EMBARGO: Tue, the 24th o' November, 10:00 GMT"),
        ("nl", "Embargo tot aanstaande dinsdagnamiddag 14.30 uur"),
        ("es", "Embargado hasta pasadas las 10:00"),
    ],
)
def test_a_line_with_a_time_in_odd_words_holds(language: str, text: str) -> None:
    found = read_at(text, "first paragraph", language)
    assert found is not None and found.until is None


def test_vowel_signs_are_no_letters_and_the_words_are_those_of_the_copy() -> None:
    text = "يُحظر النشر قبل الساعة 6:00 صباحاً بتوقيت مكة المكرمة، الثلاثاء 24 نوفمبر"
    found = read_at(f"{text} - عاجل", "first paragraph", "ar")
    assert found is not None and found.words == text
    assert found.until == datetime(2026, 11, 24, 3, tzinfo=UTC)


def test_a_summer_time_counts_in_summer_only() -> None:
    winter = read_at("EMBARGOED UNTIL 8AM BST 25 NOVEMBER", "first paragraph", "en")
    assert winter is not None and winter.until is None
    summer = read_at("EMBARGOED UNTIL 09:00 BST, 24 June 2027", "first paragraph", "en")
    assert summer is not None and summer.until == datetime(2027, 6, 24, 8, tzinfo=UTC)


def test_a_weekday_of_which_the_time_has_passed_may_be_the_next() -> None:
    """It was sent on a Monday at 10:30 UTC."""
    passed = read_at("EMBARGOED UNTIL 0001 GMT MONDAY", "first paragraph", "en")
    assert passed is not None and passed.until is None
    dated = read_at("EMBARGOED UNTIL 0001 GMT MONDAY 23 NOVEMBER", "first paragraph", "en")
    assert dated is not None and dated.until == datetime(2026, 11, 23, 0, 1, tzinfo=UTC)


def test_a_time_that_passed_hours_ago_is_tomorrows() -> None:
    found = read_at("EMBARGOED UNTIL 0800 GMT", "first paragraph", "en")
    assert found is not None and found.until == datetime(2026, 11, 24, 8, tzinfo=UTC)


def test_news_behind_the_statement_says_nothing_of_it() -> None:
    for news in (
        "First time in ten years that a mill opens",
        "End of the meeting: what comes next",
        "30 jobs go",
    ):
        found = read_at(f"EMBARGOED UNTIL 0001 GMT NOV 24 - {news}", "first paragraph", "en")
        assert found is not None and found.until == datetime(2026, 11, 24, 0, 1, tzinfo=UTC)


def test_very_many_statements_in_one_text_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    def counted(text: str, start: int, *rest: Any) -> Stated:
        read.append(start)
        return read_time(text, start, *rest)

    monkeypatch.setattr("streams.clean.embargo.read_time", counted)
    text = (
        "(EMBARGO (Sperrfrist (sotto embargo (sous embargo : (embargado (onder embargo (эмбарго (sperrefrist ("
        * 4
    )
    assert read_at(f"{text} 6 Uhr", "ed_note", "und") is not None
    assert len(read) == 10


@pytest.mark.parametrize(
    ("language", "field", "text"),
    [
        ("en", "headline", "(EMBARGO desks only, 10:45 Tuesday) Tin at its highest"),
        ("it", "headline", "[EMBARGO redazioni, ore 10:45] Istat: il pil cresce"),
        ("it", "first paragraph", "EMBARGO - redazioni web non prima delle ore 6.00 di martedì"),
        ("en", "first paragraph", "Speech by the mayor, embargoed until 8 p.m. or so"),
        ("fr", "headline", "Discours du maire, embargo jusqu'à 20h environ"),
        ("de", "headline", "Rede des Bürgermeisters, Sperrfrist: gegen 20 Uhr"),
    ],
)
def test_a_time_that_nobody_understands_is_held(language: str, field: str, text: str) -> None:
    found = read_at(text, field, language)
    assert found is not None and found.until is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Embargo (on beef from Ardry) ends"),
        ("en", "Embargo - Ardry talks reopen on Tuesday"),
        ("en", "Ardry, embargoed for years, is to trade again from 06:00 on Tuesday"),
        ("de", "Streit um Hafen, Sperrfrist für Verkauf läuft Dienstag um 18 Uhr ab"),
    ],
)
def test_brackets_dashes_and_commas_alone_hold_nothing(language: str, text: str) -> None:
    assert [read_at(text, field, language) for field in ("headline", "first paragraph")] == [None, None]
