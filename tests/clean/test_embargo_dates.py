"""Every month, as the CLDR writes dates in each language, is read as that day, or not at all."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from babel.dates import format_date

from streams.clean.embargo import read_embargo

MARKERS = {
    "en_GB": "EMBARGOED UNTIL",
    "en_US": "EMBARGOED UNTIL",
    "de": "Sperrfrist:",
    "de_AT": "Sperrfrist:",
    "fr": "Sous embargo jusqu'au",
    "es": "Embargado hasta el",
    "es_MX": "Embargado hasta el",
    "it": "Sotto embargo fino a",
    "pt": "Sob embargo até",
    "pt_PT": "Sob embargo até",
    "nl": "Onder embargo tot",
    "da": "Embargo til",
    "nb": "Embargo til",
    "nn": "Embargo til",
    "sv": "Embargo till",
    "pl": "Embargo do",
    "ru": "Эмбарго до",
    "ar_EG": "محظور النشر حتى",
    "ar_LB": "محظور النشر حتى",
    "ar_MA": "محظور النشر حتى",
    "ar_DZ": "محظور النشر حتى",
    "ja": "解禁日時：",
    "zh": "禁发至",
    "zh_Hant": "禁發至",
}
EVENING = time(18, 30, tzinfo=UTC)


@pytest.mark.parametrize("format_", ["full", "long", "medium", "short"])
@pytest.mark.parametrize("locale", MARKERS)
def test_a_day_of_each_month(locale: str, format_: str) -> None:
    for month in range(1, 13):
        for number in (3, 24):
            day = date(2027, month, number)
            text = f"{MARKERS[locale]} {format_date(day, format_, locale=locale)} 18:30 GMT"
            right = datetime.combine(day, EVENING)
            found = read_embargo(
                "Mill to close", None, None, [text, "Two."], locale[:2], right - timedelta(days=4)
            )
            # 03/04 is two days in English.
            open_ = locale.startswith("en") and format_ == "short" and number <= 12 and month != number
            assert found is not None
            assert found.until == (None if open_ else right), text
