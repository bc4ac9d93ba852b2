"""Whose clock an embargo means that names no zone: the source's, its country's, the language's; of several the latest."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from streams.article import Article, Embargo, RawArticle
from streams.clean.embargo import read_embargo
from streams.clean.embargo_clock import zones_of
from streams.clean.embargo_words import book_of
from streams.kinds import HoldReason
from streams.source_config import SourceConfig
from streams.stages import clean
from tests.articles import origin

SENT = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
#: Thursday, at six in the evening.
WORDS = {
    "en": "EMBARGO: Thursday 26 November 2026, 18:00",
    "de": "Sperrfrist: Donnerstag, 26. November, 18.00 Uhr",
    "fr": "SOUS EMBARGO JUSQU'AU jeudi 26 novembre à 18h00",
    "es": "Embargado hasta el jueves 26 de noviembre a las 18.00 horas",
    "pt": "Sob embargo até quinta-feira, 26 de novembro, às 18h00",
    "ru": "Эмбарго до 18:00 26 ноября",
    "ar": "محظور النشر حتى الخميس 26 نوفمبر الساعة 18:00",
}


def read(
    language: str,
    *more: str,
    url: str | None = None,
    source: str | None = None,
    of_copy: str | None = None,
    **config: str,
) -> Embargo:
    configured = SourceConfig("wire", **config) if config else None  # type: ignore[arg-type]
    text = (WORDS[language], *more)
    found = read_embargo(None, None, None, text, of_copy or language, SENT, url, source, configured)
    assert found is not None
    return found


def hour(found: Embargo) -> str | None:
    """When it ends, as day and hour in UTC."""
    return f"{found.until:%d %H:%M}" if found.until else None


@pytest.mark.parametrize(
    ("language", "latest"), [("es", "27 02:00"), ("pt", "26 23:00"), ("ru", "26 16:00"), ("ar", "26 18:00")]
)
def test_of_the_clocks_of_a_language_the_latest_counts(language: str, latest: str) -> None:
    found = read(language)
    assert hour(found) == latest
    assert (found.words or "").endswith(", in a time zone that is not given: the latest")
    assert found.until is not None
    for country in book_of(language).countries:
        assert zones_of(country), country
        for zone in zones_of(country):
            assert found.until >= datetime(2026, 11, 26, 18, tzinfo=zone), zone


def test_english_has_no_clock_of_its_own() -> None:
    assert read("en").until is None
    assert read("en", url="https://paper.uk/1").until is None


@pytest.mark.parametrize(
    ("language", "address", "ends"),
    [
        ("es", "https://www.diario.es/1", "26 18:00"),  # the Canaries
        ("es", "https://diario.com.ar/1", "26 21:00"),
        ("es", "https://diario.mx/1", "27 02:00"),
        ("pt", "https://jornal.pt/1", "26 19:00"),  # the Azores
        ("pt", "https://jornal.com.br/1", "26 23:00"),
        ("ru", "https://gazeta.kz/1", "26 13:00"),
        ("ar", "https://paper.ae/1", "26 14:00"),
        # Anybody has these, and what is no address tells nothing.
        ("es", "https://diario.co/1", "27 02:00"),
        ("es", "https://diario.example/1", "27 02:00"),
        ("es", "agencia", "27 02:00"),
        # Where another language is spoken, the clock may be any.
        ("es", "https://zeitung.de/1", None),
        ("ru", "https://zeitung.de/1", None),
    ],
)
def test_on_a_page_of_one_of_its_countries_the_clock_is_that_countrys(
    language: str, address: str, ends: str | None
) -> None:
    assert hour(read(language, url=address)) == ends
    assert hour(read(language, source=address)) == ends


def test_a_city_that_the_copy_names_may_be_whose_clock_it_is() -> None:
    page = "https://www.diario.es/1"
    assert hour(read("es", "BUENOS AIRES, 23 nov - El ministro hablará.", url=page)) == "26 21:00"
    assert hour(read("es", "Ciudad de México. El ministro hablará.", url=page)) == "27 00:00"
    # A part of a word is none: Lima.
    assert hour(read("es", "El clima cambia.", url=page)) == "26 18:00"


@pytest.mark.parametrize(
    ("language", "config", "ends"),
    [
        ("en", {"zone": "Europe/London"}, "26 18:00"),
        ("en", {"country": "GB"}, "26 18:00"),
        ("en", {"zone": "Europe/London", "country": "US"}, "26 18:00"),
        ("es", {"zone": "America/Bogota"}, "26 23:00"),
        ("es", {"country": "AR"}, "26 21:00"),
        # The clock of a machine.
        ("en", {"zone": "Etc/UTC"}, None),
        ("es", {"zone": "Etc/UTC"}, "27 02:00"),
        # A language with a clock of its own may mean that one, too.
        ("de", {"zone": "America/New_York"}, "26 23:00"),
        ("de", {"zone": "Asia/Tokyo"}, "26 17:00"),
    ],
)
def test_what_is_configured_of_the_source_counts_first(
    language: str, config: dict[str, str], ends: str | None
) -> None:
    assert hour(read(language, url="https://www.diario.mx/1", **config)) == ends


def test_a_city_counts_also_where_the_sources_clock_is_known() -> None:
    assert hour(read("en", "NEW YORK - The company reports on Thursday.", zone="Europe/London")) == "26 23:00"


def test_french_from_elsewhere_is_on_its_sources_clock_or_on_none() -> None:
    montreal = "MONTRÉAL - La ministre parlera jeudi."
    assert read("fr", montreal).until is None
    assert read("fr", montreal, zone="Europe/Paris").until is None
    assert hour(read("fr", montreal, zone="America/Toronto")) == "26 23:00"


@pytest.mark.parametrize("language", ["es", "pt", "ru", "ar"])
def test_in_copy_of_another_language_the_clock_of_a_neighbour_does_not_count(language: str) -> None:
    """A short text is easily taken for another language's: Polish for Portuguese."""
    assert read(language, of_copy="und").until is None
    assert read(language, of_copy="fi").until is None


def test_an_embargo_in_the_copy_of_a_configured_source_is_on_its_clock() -> None:
    copy = (WORDS["en"], "The mill on the Thorne will close in spring, its owner said on Monday.")

    def held(config: SourceConfig | None) -> tuple[HoldReason, datetime | None]:
        raw = RawArticle("\n\n".join(copy).encode(), origin(), "text/plain", source="wire", config=config)
        (part,) = clean(raw)
        assert isinstance(part, Article)
        assert part.hold is not None
        return part.hold.reason, part.hold.until

    assert held(None) == (HoldReason.UNCLEAR_EMBARGO, None)
    london = datetime(2026, 11, 26, 18, tzinfo=UTC)
    assert held(SourceConfig("wire", zone="Europe/London")) == (HoldReason.EMBARGO, london)
