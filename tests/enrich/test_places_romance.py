"""Places in Spanish, Italian, Portuguese and Dutch copy: by their names there, and by the words beside them."""

from __future__ import annotations

import pytest

from tests.enrich.names_in import places_in


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("es", "El ministro viajó a Ginebra y a Pekín desde Alemania.", ["Geneva, CH", "Beijing, CN", "Germany, DE"]),
        ("es", "Los vecinos de la ciudad de Huesca protestaron en EE.UU.", ["Huesca, ES", "United States, US"]),
        ("es", "En Tarragona, Reus y Lleida hubo lluvia.", ["Tarragona, ES", "Lleida, ES"]),
        ("it", "Un incendio a Lecce; il ministro è a Bruxelles.", ["Lecce, IT", "Brussels, BE"]),
        ("it", "La visita in Giappone e negli Stati Uniti.", ["Japan, JP", "United States, US"]),
        ("it", "L'incidente è avvenuto nella provincia di Modena.", ["Modena, IT"]),
        ("pt", "O governo do Irão respondeu; o do Irã calou-se em Teerão.", ["Iran, IR", "Tehran, IR"]),
        ("pt", "O governo do Irão respondeu.", ["Iran, IR"]),
        ("pt", "Buscas em Goiânia e Anápolis.", ["Goiânia, BR", "Anápolis, BR"]),
        ("es", "Fueron evacuados a Puebla de Sanabria. El tren de Puebla de México.", ["Puebla, MX"]),
        ("nl", "Het is stil in Uithoorn en Aalsmeer, en in Duitsland.", ["Uithoorn, NL", "Aalsmeer, NL", "Germany, DE"]),
        ("nl", "De burgemeester van Zwolle was in Parijs.", ["Zwolle, NL", "Paris, FR"]),
    ],
)  # fmt: skip
def test_places_by_their_names_in_the_language(language: str, text: str, names: list[str]) -> None:
    assert places_in(text, language) == names


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "El Sevilla ganó 3-0 al Getafe con dos goles."),
        ("es", "La Universidad de Salamanca y el Banco de Santander."),
        ("es", "Justicia y Libertad. Este domingo, Como siempre. En Luz y en Esperanza."),
        ("es", "Mauricio llegó con el presidente Lima."),
        ("it", "Il Napoli ha battuto la Roma 2-1 con un gol su rigore."),
        ("it", "Vittoria piena. Potenza e Pace. Hanno vinto. Il Corriere di Bologna."),
        ("pt", "O Porto venceu o Braga por 2-0 com dois golos."),
        ("pt", "Esperança e Liberdade. Sim, Para já. Maurício saiu."),
        ("it", "Il tecnico del Napoli e quello della Roma. Al Verona serve un gol."),
        ("pt", "Os garimpeiros saíram do rio Madeira e da serra Negra."),
        ("en", "The province of Davao de Oro."),
        ("nl", "Ajax verloor met 2-1 van Utrecht; de spits scoorde."),
        ("nl", "Wil Boom en Linda Haan. Waren er Goes? De Universiteit van Tilburg."),
    ],
)
def test_what_is_no_place_there(language: str, text: str) -> None:
    assert places_in(text, language) == []


def test_names_of_one_language_are_none_of_another() -> None:
    assert places_in("Sie war in Londres.", "de") == []
    assert places_in("Estaba en Londres.", "es") == ["London, GB"]
