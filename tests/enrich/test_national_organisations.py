"""Organisations of one country, and those of copy in a language that has nothing but lists."""

from __future__ import annotations

import pytest

from streams.enrich.lexicon import known_organisations, national_organisations
from tests.enrich.names_in import organisations_in


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("es", "El PP y el PSOE votaron con el PNV.", ["Partido Popular", "PSOE", "Partido Nacionalista Vasco"]),
        ("it", "La Cgil e il Pd; secondo l'Istat no.", ["Cgil", "Partito Democratico", "Istat"]),
        ("pt", "O deputado (PL-GO) e o STF.", ["Partido Liberal", "Supremo Tribunal Federal"]),
        ("fr", "Le PS et le MR ont voté.", ["Parti socialiste", "Mouvement réformateur"]),
        ("de", "Die GEW und die IG BCE streiken.", ["Gewerkschaft Erziehung und Wissenschaft", "IG BCE"]),
        ("nl", "VVD-Kamerlid Jan Vos en de Tweede Kamer.", ["VVD", "Tweede Kamer"]),
        ("nl", "De topman van ASML en de Europese Commissie.", ["ASML", "Europese Commissie"]),
        ("nl", "Feyenoord won met 3-1 door twee doelpunten.", ["Feyenoord"]),
        ("es", "Las acciones de Endesa subieron; la eléctrica Naturgy calló.", ["Endesa", "Naturgy"]),
        ("it", "Il titolo di Enel sale.", ["Enel"]),
        ("pt", "A montadora Renault contratou.", ["Renault"]),
        ("fr", "Lens a battu Rennes 2-0, deux buts.", ["Lens", "Rennes"]),
        ("en", "The U.S. Attorney's Office for the Eastern District of California declined.",
         ["U.S. Attorney's Office for the Eastern District of California"]),
        ("en", "Caritas Internationalis collects.", ["Caritas Internationalis"]),
        ("en", "The Turkish Red Crescent and the Greek Coast Guard came.", ["Turkish Red Crescent", "Greek Coast Guard"]),
        ("en", "The Red Cross came.", ["Red Cross"]),
        ("en", "Fighters of the Rapid Support Forces left. An RSF spokesman denied it.", ["Rapid Support Forces"]),
        ("en", "The Alaska Industrial Development and Export Authority bid.",
         ["Alaska Industrial Development and Export Authority"]),
    ],
)  # fmt: skip
def test_organisations_of_one_country(language: str, text: str, names: list[str]) -> None:
    assert organisations_in(text, language) == names


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "PL, PS and the MR met the PP. OM OL RN."),
        ("pt", "O PL 2630 foi votado; o PT-1 voou."),
        ("de", "PS: Der PP ist leer."),
        ("nl", "Apple is een appel. Visa voor Box."),
        ("fr", "Il s'est imposé à Brest, deux buts en seconde mi-temps."),
        ("sv", "ASML och VVD."),
    ],
)
def test_a_form_counts_in_its_language_only(language: str, text: str) -> None:
    assert organisations_in(text, language) == []


def test_each_name_stands_once_in_a_language() -> None:
    for listed in national_organisations().values():
        forms = [form for each in listed for form in each]
        assert len(forms) == len(set(forms))


def test_the_languages_are_ours() -> None:
    assert set(national_organisations()) == {"en", "de", "fr", "es", "it", "pt", "nl"}
    assert known_organisations()
