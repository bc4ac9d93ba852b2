from __future__ import annotations

from streams.clusters.names import names_of
from streams.clusters.terms import terms_of


def names(
    headline: str,
    *paragraphs: str,
    language: str = "en",
    found: tuple[str, ...] = (),
    organisations: tuple[str, ...] = (),
) -> tuple[str, ...]:
    _, stems = terms_of(headline, paragraphs, language)
    return names_of(headline, paragraphs, language, found, organisations, stems)


def test_capitals_within_the_sentences_of_headline_and_lead_are_names() -> None:
    assert names("Labour holds the seat of Marston Vale", "Voters in Thornby stayed.", "So did Kerry.") == (
        "marst",
        "thorn",
        "vale",
    )
    assert names("UPDATE 1-Fire closes Norrby terminal") == ("norrb",)


def test_in_title_case_and_where_all_nouns_have_capitals_they_are_none() -> None:
    assert names("Barge Hits Bridge Near Norrby") == ()
    assert names("Einbruch in Juweliergeschäft auf der B71", language="de") == ("b71",)


def test_what_was_found_is_a_name_where_the_headline_or_the_lead_has_it() -> None:
    assert names("Brand in Uelzen", found=("Uelzen", "Celle"), language="de") == ("uelze",)
    assert names("Brand", "Niemand kam.", "Auch in Celle nicht.", found=("Celle",), language="de") == ()


def test_what_speaks_of_every_event_of_its_kind_is_none() -> None:
    court = names("Landgericht Trier urteilt", organisations=("Landgericht Trier",), language="de")
    assert court == ("trier",)
    assert names("Météo-France prévoit", organisations=("Météo-France",), language="fr") == ()
