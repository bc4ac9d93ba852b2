"""Dates as people write them, in many languages; and what is not read because it may mean something else."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta

import pytest
from babel.dates import format_date, format_datetime

from streams.intake.calendar.habits import written_in
from streams.intake.calendar.moment import is_day, lacks_zone
from streams.intake.calendar.written import read
from tests.linear import assert_linear, repeated
from tests.machine import patience

DAY = datetime(2026, 11, 21, tzinfo=UTC)
MORNING = DAY + timedelta(hours=6, minutes=12)
EVENING = MORNING + timedelta(hours=12)

#: Each with a time of day and without a zone.
_IN_WORDS = """
    November 21, 2026, 6:12 a.m.
    Nov. 21st, 2026 at 6:12 AM
    Saturday, 21 November 2026 06:12
    21-Nov-2026 06:12
    21 Nov 26 06:12
    21. November 2026, 06:12 Uhr
    Sa., 21. Nov. 2026 um 6 Uhr 12
    samedi 21 novembre 2026 à 6h12
    21 de noviembre de 2026, 06:12
    Sábado, 21 de Novembro de 2026 às 06h12
    sabato 21 novembre 2026 - ore 06:12
    zaterdag 21 november 2026 om 06.12 uur
    lördag den 21 november 2026 kl. 06.12
    lørdag 21. november 2026 klokken 06:12
    la 21. marraskuuta 2026 klo 6.12
    sobota 21. listopadu 2026 v 6:12
    2026. november 21., szombat 6:12
    sâmbătă, 21 noiembrie 2026, ora 06:12
    суббота, 21 ноября 2026 г. в 06:12
    субота, 21 листопада 2026 р., 06:12
    Σάββατο, 21 Νοεμβρίου 2026 6:12 π.μ.
    21 Kasım 2026 Cumartesi, 06:12
    السبت، 21 نوفمبر 2026 06:12 ص
    ٢١ تشرين الثاني ٢٠٢٦، ٠٦:١٢
    שבת, 21 בנובמבר 2026, 06:12
    शनिवार, 21 नवंबर 2026, 06:12 बजे
    Sabtu, 21 November 2026 | 06:12
    Thứ Bảy, ngày 21 tháng 11 năm 2026, 06:12
    Thứ 7, 21/11/2026, 06:12
    วันเสาร์ที่ 21 พฤศจิกายน พ.ศ. 2569 เวลา 06.12 น.
    21 พ.ย. 69 06:12 น.
    شنبه ۳۰ آبان ۱۴۰۵ ساعت ۰۶:۱۲
    ۱۴۰۵/۰۸/۳۰ - ۰۶:۱۲
    令和8年11月21日(土) 6時12分
    2026年11月21日土曜日午前6時12分
    2026年11月21日 06:12
    民國115年11月21日 06:12
    2026년 11월 21일 오전 6시 12분
    2026. 11. 21. 오전 6:12
    2026/11/21 6:12
    21.11.2026 klo 6.12
    11/21/2026 06:12:00 AM
    06:12, 21/11/2026
    06:12 - 21 November 2026
    21 November 2026 - 06:12
    21 november 2026 06.12.00
    2026.11.21 06:12
    Published 21 November 2026, 06:12
"""


@pytest.mark.parametrize("text", [line.strip() for line in _IN_WORDS.strip().splitlines()])
def test_reads_a_time_of_day(text: str) -> None:
    moment = read(text)
    assert moment == MORNING
    assert lacks_zone(moment)


@pytest.mark.parametrize(
    "text", ["Nov. 21, 2026", "21 november 2026", "samedi 21 novembre 2026", "2026/11/21", "令和8年11月21日"]
)
def test_a_date_alone_is_a_day(text: str) -> None:
    moment = read(text)
    assert moment == DAY
    assert is_day(moment)


@pytest.mark.parametrize(
    "text",
    [
        "Nov. 21, 2026 6:12 p.m.",
        "21 November 2026 18:12",
        "2026年11月21日午後6時12分",
        "2026. 11. 21. PM 6:12",
        "Sa 18:12, 21. November 2026",
        "21 November 2026 18:12:00.000",
        "21 Nov 2026, 6:12 PTG",
        "21 नवंबर 2026 18:12",
    ],
)
def test_the_half_of_the_day_counts(text: str) -> None:
    assert read(text) == EVENING


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("21 November 2026 06:12 GMT+1", -1),
        ("21 November 2026 06:12 (UTC +03:00)", -3),
        ("Nov. 21, 2026 6:12 a.m. ET", 5),
        ("July 1, 2026 6:12 a.m. ET", 4),
        ("November 21, 2026, 6:12 AM Pacific Time", 8),
        ("06:12 JST, 21 November 2026", -9),
        ("06:12 21/11/2026 MEST", -2),
        ("Сб, 21 ноя 2026 06:12:00 +0300", -3),
        ("Sabtu, 21 November 2026 | 06:12 WIB", -7),
        ("21 November 2026 06:12 Europe/Berlin", -1),
        ("21.11.2026 06.12 GMT", 0),
        ("21 Nov 2026 06:12:00 -0500 EST", 5),
        ("السبت، 21 نوفمبر 2026 - 06:12 بتوقيت غرينتش", 0),
    ],
)
def test_the_zone_is_that_of_the_text(text: str, hours: int) -> None:
    moment = read(text)
    assert moment is not None
    assert (moment.hour - 6) % 24 == hours % 24
    assert moment.minute == 12
    assert moment.tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("13/04/2026", (4, 13)),
        ("04/13/2026", (4, 13)),
        ("04/04/2026", (4, 4)),
        ("03.04.2026", (4, 3)),
        ("Friday 03/04/2026", (4, 3)),
        ("Wed, 03/04/2026", (3, 4)),
        ("21 listopada 2026, sobota", (11, 21)),
        ("mar. 10 mars 2026", (3, 10)),
        ("2026年11月21", (11, 21)),
        ("mar 10 nov 2026", (11, 10)),
        ("mar 10 nov 26 06:12", (11, 10)),
        ("śr., 25 lis 2026", (11, 25)),
        ("21 نوفمبر/تشرين الثاني 2026", (11, 21)),
    ],
)
def test_what_can_be_read_in_one_way_only_is_read(text: str, day: tuple[int, int]) -> None:
    moment = read(text)
    assert moment is not None
    assert (moment.month, moment.day) == day


@pytest.mark.parametrize(
    "text",
    [
        "03/04/2026",
        "03-04-2026 06:12",
        "21/11/26",
        "21 Nov 26",
        "21 พ.ย. 26",
        "21 listopada 2026",
        "Monday 04/05/2026 06/2026",
        "21 Foo 2026",
        "21 November 2026 Ferry",
        "21 Oct Nov 2026",
        "21/11-2026",
        "21 November 2026 06:12 BST",
        "21 November 2026 25:12",
        "21 November 2026 12:30-14:00",
        "21 November 2026 16:12 pm",
        "31 November 2026",
        "1448/05/11 هـ",
        "30 آبان 2026",
        "11月21日",
        "November 2026",
        "6:12",
        "21 22 2026",
        "1.2.3",
    ],
)
def test_what_is_in_doubt_is_not_read(text: str) -> None:
    assert read(text) is None


def test_fractions_of_a_second_and_midnight() -> None:
    assert read("21 November 2026 06:12:30.25") == MORNING + timedelta(seconds=30, milliseconds=250)
    assert read("2026年11月21日6時12分30秒") == MORNING + timedelta(seconds=30)
    assert read("21 November 2026 06:12:60") == MORNING + timedelta(seconds=59)
    assert read("21 November 2026 12:12 am") == DAY + timedelta(minutes=12)
    assert read("21 November 2026 0:12 am") == DAY + timedelta(minutes=12)


def test_an_era_names_years_that_are_none_by_themselves() -> None:
    assert read("21 พฤศจิกายน พ.ศ. 2499") == datetime(1956, 11, 21, tzinfo=UTC)
    assert read("平成元年11月21日") == datetime(1989, 11, 21, tzinfo=UTC)


def test_the_language_of_the_document_tells_what_a_name_means() -> None:
    with written_in("hr"):
        assert read("21 listopada 2026") == datetime(2026, 10, 21, tzinfo=UTC)
    with written_in("pl-PL"):
        assert read("21 listopada 2026") == DAY


#: Of which the CLDR writes the months in words.
_LANGUAGES = (
    *(
        "en",
        "de",
        "fr",
        "es",
        "it",
        "pt",
        "nl",
        "sv",
        "da",
        "nb",
        "fi",
        "pl",
        "cs",
        "sk",
        "hr",
        "bg",
        "hu",
        "ro",
    ),
    *("ru", "uk", "el", "tr", "ar", "fa", "he", "hi", "id", "vi", "th", "zh", "ja", "ko"),
)


@pytest.mark.parametrize("language", _LANGUAGES)
@pytest.mark.parametrize("form", ["full", "long"])
def test_reads_every_month_as_the_cldr_writes_it(language: str, form: str) -> None:
    with written_in(language):
        for month in range(1, 13):
            day = date(2026, month, 5 + month)
            moment = read(format_date(day, form, language))
            assert moment is not None
            assert moment.date() == day


@pytest.mark.parametrize("language", _LANGUAGES)
def test_reads_no_figures_of_the_cldr_wrong(language: str) -> None:
    with written_in(language):
        for month in range(1, 13):
            moment = datetime(2026, month, 5 + month, month + 6, 12)
            text = format_datetime(moment, "short", locale=language)
            assert read(text) in (None, moment.replace(tzinfo=UTC)), text


@pytest.mark.long
@pytest.mark.parametrize("part", ["1 ", "6:12 ", "(+1", "a.m. ", "21/", "วัน", "Nov. ", "年1", "est "])
def test_long_text_takes_linear_time(part: str) -> None:
    assert_linear(read, repeated(part), largest=50_000)


def test_is_quick_on_hostile_text() -> None:
    started = time.process_time()
    for text in ("6:12 " * 20, "(+1" * 33, "1 Nov " * 16, "est " * 12 + "6:12 est" * 6):
        read(text)
    assert time.process_time() - started < patience(0.1)
