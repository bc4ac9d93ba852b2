"""Which places an article names, and which only seem so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.enrich.dateline import find_dateline
from streams.enrich.places import find_places, read_places
from streams.found import Place
from tests.enrich.names_in import places_in
from tests.linear import assert_linear, repeated
from tests.shared import seed_article


def _places(text: str, language: str = "en", headline: str | None = None) -> tuple[Place, ...]:
    paragraphs = text.split("\n")
    return find_places(headline, paragraphs, language, find_dateline(paragraphs, language))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The Paris attacks shocked many. Friday's Paris summit is on.", ["Paris, FR"]),
        ("Talks between Jordan and Egypt went on in Amman.", ["Jordan, JO", "Egypt, EG", "Amman, JO"]),
        ("Troops moved into Chad, the Chadian army said.", ["Chad, TD"]),
        ("A ferry sank near Valletta, Malta.", ["Valletta, MT", "Malta, MT"]),
        ("A storm hit Paris, Texas.", ["Paris, US", "Texas, US"]),
        (
            "A storm hit Birmingham, Ala., and Birmingham, England.",
            ["Birmingham, US", "Alabama, US", "Birmingham, GB", "United Kingdom, GB"],
        ),
        ("He was found dead in Harwich, Essex Police said.", ["Harwich, GB", "Essex, GB"]),
        ("Police in Nice, France, held a man.", ["Nice, FR", "France, FR"]),
        (
            "She studied in Cambridge, Massachusetts, and stayed in Cambridge.",
            ["Cambridge, US", "Massachusetts, US"],
        ),
        (
            "London, Ontario police said Canada mourned. It snows in London.",
            ["London, CA", "Ontario, CA", "Canada, CA"],
        ),
        ("South Korea and North Korea exchanged fire.", ["South Korea, KR", "North Korea, KP"]),
        ("Police in Georgia fired as Tbilisi protesters gathered.", ["Georgia, GE", "Tbilisi, GE"]),
        ("Fires in Georgia spread, Atlanta officials said.", ["Georgia, US", "Atlanta, US"]),
        (
            "The US paid Moldova, Ukraine and Georgia.",
            ["United States, US", "Moldova, MD", "Ukraine, UA", "Georgia, GE"],
        ),
        (
            "Ministers of Ukraine, Georgia, and the US met.",
            ["Ukraine, UA", "Georgia, GE", "United States, US"],
        ),
        (
            "Tbilisi watched as he won Nevada, Georgia and Arizona.",
            ["Tbilisi, GE", "Nevada, US", "Georgia, US", "Arizona, US"],
        ),
        ("New Jersey and New Mexico sued.", ["New Jersey, US", "New Mexico, US"]),
        ("Northern Ireland's leaders met in Belfast.", ["United Kingdom, GB", "Belfast, GB"]),
        (
            "Near Goma, in eastern Congo, thousands fled, Kinshasa said.",
            ["Goma, CD", "Democratic Republic of the Congo, CD", "Kinshasa, CD"],
        ),
        ("The minister flew to Guinea-Bissau and Nigeria.", ["Guinea-Bissau, GW", "Nigeria, NG"]),
        ("Gaza officials said twelve died in Khan Younis.", ["Gaza, PS", "Khan Younis, PS"]),
    ],
)
def test_english(text: str, names: list[str]) -> None:
    assert places_in(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "Paris Hilton arrived late. Later Paris said she was tired.",
        "President Lincoln signed it, and the Washington Post and the New York Times wrote of the Bank of England.",
        "Jordan Peele and Chad Smith met Georgia Meloni. Michael Jordan scored. A win for Jordan.",
        "India Knight wrote. Chad, 34, said he liked it.",
        "The EU's Lisbon Treaty. The Treaty of Lisbon. The Paris Agreement.",
        "Interest in Reading grew. Nice people need a Bath. Mobile phones sell well. Tours began in March.",
        "Clinton won. Jackson told Kerry that Victoria would come. Confidence in Clinton grew.",
        "Turkey prices rose. Let us go to us. The turkey was on the china.",
        "The Prince of Wales sailed the Gulf of Mexico and the Gulf of Guinea.",
        "Officials in Springfield said nothing.",
        "Congo and Georgia may mean either.",
        "Editing by Paris Huang and Sydney Marsh.",
        "It cost two U.S. dollars.",
    ],
)
def test_english_that_names_no_place(text: str) -> None:
    assert places_in(text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "In Mailand und Peking sowie in der Türkei tagten Minister.",
            ["Milan, IT", "Beijing, CN", "Turkey, TR"],
        ),
        ("Frankreichs Armee und der Ukraine-Krieg.", ["France, FR", "Ukraine, UA"]),
        ("Das Landgericht Köln verurteilte den Mann.", ["Köln, DE"]),
        ("In Halle (Saale) kam es zu Protesten.", ["Halle (Saale), DE"]),
        ("In Rosenheim brannte ein Haus.", ["Rosenheim, DE"]),
        ("In Essen brannte ein Haus.", ["Essen, DE"]),
        ("Das Essen sei gut, hieß es beim Essen. Zug um Zug. Corona geht um. Im Norden.", []),
        (
            "Präsident Lincoln, Michael Jordan, der FC Bayern München, Universität Leipzig, Golf von Mexiko.",
            [],
        ),
        ("Von Paris Hilton und Jordan Müller war die Rede.", []),
    ],
)
def test_german(text: str, names: list[str]) -> None:
    assert places_in(text, "de") == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Il s'est rendu à Nice puis en Italie et aux Etats-Unis.",
            ["Nice, FR", "Italy, IT", "United States, US"],
        ),
        ("Le maire de Lyon et la Chine.", ["Lyon, FR", "China, CN"]),
        ("À Vienne (Isère), un incendie.", ["Vienne, FR", "Isère, FR"]),
        ("À Vienne, les négociations ont repris.", ["Vienna, AT"]),
        ("Dominique et Maurice ont visité la gare de Lyon, la Banque de France et la rue de Rome.", []),
        ("Mme Victoria Dupont et M. Laval ont gagné le Tour de France.", []),
    ],
)
def test_french(text: str, names: list[str]) -> None:
    assert places_in(text, "fr") == names


def test_the_dateline_is_the_place_of_origin_and_comes_first() -> None:
    places = _places("HARWICH, England, Nov 21 (Tidewater) - France voted. France waits.")
    assert [(p.name, p.country, p.located, p.mentions) for p in places] == [
        ("Harwich", "GB", True, 1),
        ("France", "FR", False, 2),
        ("United Kingdom", "GB", False, 1),
    ]
    assert places[0].evidence.rule == "dateline"


def test_all_places_of_a_dateline_are_named_and_the_first_is_the_origin() -> None:
    places = _places("Berlin/Brüssel (dpa) - Die Minister tagten.", "de")
    assert [(p.name, p.located) for p in places] == [("Berlin", True), ("Brussels", False)]


def test_a_dateline_is_read_with_its_state() -> None:
    origin, state = _places("PORTLAND, Maine (AP) — The ferry did not sail.")
    assert (origin.country, origin.geonameid, origin.located) == ("US", 4975802, True)
    assert (state.name, state.kind, state.subdivision, state.located) == ("Maine", "region", "US-ME", False)


def test_forms_of_a_name_are_one_place_and_evidence_is_the_first() -> None:
    (place,) = _places("The ferry met a U.S. ship.\nThe US agreed, and the United States paid.")
    assert (place.name, place.mentions, place.evidence.paragraph) == ("United States", 3, 0)
    assert place.geonameid == 6252001


def test_a_word_is_counted_only_where_it_is_a_city() -> None:
    (place,) = _places("In Essen brannte ein Haus. Das Essen war kalt.", "de")
    assert (place.name, place.mentions) == ("Essen", 1)


def test_cities_have_coordinates() -> None:
    (place,) = _places("A fire broke out in Paris.")
    assert place.latitude == pytest.approx(48.85, abs=0.01)
    assert place.longitude == pytest.approx(2.35, abs=0.01)


def test_a_headline_in_capitals_adds_mentions_but_makes_no_place() -> None:
    headline = "Paris Attacks Shock France As Leaders Vow Revenge"
    (place,) = _places("Ministers agreed in France.", headline=headline)
    assert (place.name, place.mentions, place.evidence.paragraph) == ("France", 2, -1)


def test_the_seed() -> None:
    paragraphs = seed_article().split("\n")
    found = {place.name for place in find_places(None, paragraphs, "en", None)}
    assert found == {"France", "Syria", "Iraq", "Russia", "United States", "Paris"}


@given(st.lists(st.text(max_size=120), max_size=4), st.sampled_from(["en", "de", "fr", "it"]))
def test_any_text_gives_places_whose_evidence_lies_in_it(paragraphs: list[str], language: str) -> None:
    for place in find_places(None, [f"In Paris, {text}" for text in paragraphs], language, None):
        assert (
            0
            <= place.evidence.start
            < place.evidence.end
            <= len(f"In Paris, {paragraphs[place.evidence.paragraph]}")
        )
        assert place.mentions > 0


@pytest.mark.long
@pytest.mark.parametrize("part", ["A", "New ", "-", "'’", "Aa ", "Paris, A A A A ", "PARIS-"])
def test_long_copy_is_read_in_linear_time(part: str) -> None:
    assert_linear(lambda text: find_places(None, [text], "en", None), repeated(part))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "Work will begin in March and end in May. In March, England won twice. Since March nothing has moved.",
            "en",
        ),
        ("The pier opens in March, the council said. British visitors came in March, April and May.", "en"),
        ("Im Mai und im März ruhte die Arbeit in der Werft.", "de"),
        ("Rendez-vous en Mars ou en Mai, dit le patron.", "fr"),
        ("The steps are of Portland stone, and the caterers served Cheddar cheese.", "en"),
        ("She kept the notes in a Manila envelope.", "en"),
        ("Divers found Hull damage. The Hull was cracked.", "en"),
        ("He went as far as Mendoza is concerned.", "en"),
        ("The book on the Order of the Phoenix, her fifth, sold well. They drank at the Phoenix.", "en"),
        ("Finnish workers left the plant at Nokia.", "en"),
        ("He wore a Panama hat and Bermuda shorts, and ate Brazil nuts off China plates.", "en"),
        ("Doctors speak of Stockholm syndrome, historians of the Berlin Wall.", "en"),
        ("Carrefour supprime 900 postes, dit le distributeur.", "fr"),
    ],
)
def test_homonyms_that_name_no_place(text: str, language: str) -> None:
    assert places_in(text, language) == []


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        ("A barn burned in March, Cambridgeshire, on Friday.", "en", ["March, GB", "Cambridgeshire, GB"]),
        ("They met in a London coffee shop.", "en", ["London, GB"]),
        (
            "The walls are Portland stone. The firm moved to Portland, Oregon.",
            "en",
            ["Portland, US", "Oregon, US"],
        ),
        ("Coaches were sent to Shannon, Belfast and Glasgow.", "en", ["Belfast, GB", "Glasgow, GB"]),
        ("Irish police stopped a lorry from Galway.", "en", ["Galway, IE"]),
        (
            "The bus ran through Lyon, and the tram in Hull stood still.",
            "en",
            ["Lyon, FR", "Kingston upon Hull, GB"],
        ),
        ("Argentine sirens were heard as far away as Mendoza.", "en", ["Mendoza, AR"]),
        ("Die Umleitung führt über Lübeck und Lüneburg.", "de", ["Lübeck, DE", "Lüneburg, DE"]),
        ("Ein Kutter aus Cuxhaven lief auf Grund.", "de", ["Cuxhaven, DE"]),
    ],
)
def test_towns_that_are_told_by_what_stands_beside_them(text: str, language: str, names: list[str]) -> None:
    assert places_in(text, language) == names


@pytest.mark.parametrize(
    "text",
    [
        "In London, Preston and Lee said they would leave.",
        "She wrote from Kerry, and Lincoln answered.",
        "In the British cabinet, Barnsley said no.",
    ],
)
def test_a_list_lends_nothing_to_a_person(text: str) -> None:
    assert not {"Preston, GB", "Lincoln, US", "Lincoln, GB", "Barnsley, GB"} & set(places_in(text))


def test_an_editorial_prefix_is_no_part_of_a_name() -> None:
    headline = "CORRECTED-Oslo harbour pilots call off strike"
    (place,) = _places("Pilots went back to work in Oslo.", headline=headline)
    assert (place.name, place.mentions) == ("Oslo", 2)
    assert headline[place.evidence.start : place.evidence.end] == "Oslo"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The pier in Long Beach in California was shut.", ["Long Beach, US", "California, US"]),
        ("In Palm Beach in Florida the pier was shut.", ["Florida, US"]),
        ("Paris magazine ran a profile. He lives in Leeds.", ["Leeds, GB"]),
        ("Peru, Nebraska, voted on Monday. Peru's mayor was glad.", ["Nebraska, US"]),
        ("The army entered Lebanon, Syria's neighbour.", ["Lebanon, LB", "Syria, SY"]),
        ("In Kyiv's Shevchenko district a school was hit, Ukraine said.", ["Kyiv, UA", "Ukraine, UA"]),
        ("He boxed in Munich, West Germany, and lived in East Perth.", ["Munich, DE"]),
        ("Turkey raised its rates on Thursday.", ["Turkey, TR"]),
        ("Turkey is best with chestnuts.", []),
        ("She grew up in Montreal.", ["Montreal, CA"]),
        (
            "In Frankfurt an der Oder the bridge to Poland reopened.",
            ["Frankfurt an der Oder, DE", "Poland, PL"],
        ),
        ("In Tripoli, in northern Lebanon, a road was closed.", ["Tripoli, LB", "Lebanon, LB"]),
        ("He reached Tripoli, a city in Lebanon, on Monday.", ["Tripoli, LB", "Lebanon, LB"]),
        ("He left Tripoli, in the north of Libya.", ["Tripoli, LY", "Libya, LY"]),
        ("Pilgrims reached Santiago, in northern Spain.", ["Spain, ES"]),
        ("In Madrid, in France and in Chile people marched.", ["Madrid, ES", "France, FR", "Chile, CL"]),
        (
            "Rain fell on Hyderabad in Pakistan's Sindh province.",
            ["Hyderabad, PK", "Pakistan, PK", "Sindh, PK"],
        ),
        (
            "Mali closed its border. Neighbouring Niger and Burkina Faso did, too.",
            ["Mali, ML", "Niger, NE", "Burkina Faso, BF"],
        ),
        ("The Paris attacks shocked the Phoenix police.", ["Paris, FR", "Phoenix, US"]),
        ("The town hall in Nokia, Finland, burned.", ["Nokia, FI", "Finland, FI"]),
        ("The hats of Panama are made in Ecuador.", ["Ecuador, EC", "Panama, PA"]),
        ("Perth and Kinross council in Scotland closed a school.", ["United Kingdom, GB"]),
    ],
)
def test_namesakes_and_what_the_copy_says_of_where_they_lie(text: str, names: list[str]) -> None:
    assert sorted(places_in(text)) == sorted(names)


def test_a_place_with_nothing_but_a_space_after_it_stops_nothing() -> None:
    assert find_places("A fire in Paris ", ["It was out in Leeds "], "en", None)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # "Geneva" is a given name, too; but nobody says "in Geneva" of her.
        ("The talks were held in Geneva, a spokesman said.", ["Geneva, CH"]),
        ("A woman named Geneva came late.", []),
        # A small town of its name needs its country still.
        ("The talks were held in Hobbs, a spokesman said.", []),
        ("The talks were held in Columbus, a spokesman said.", []),
        # A country whose name people bear speaks for its towns, once it is taken for the country.
        (
            "Russia's fighters left Timbuktu in June. Mali said that its army had taken the town.",
            ["Russia, RU", "Timbuktu, ML", "Mali, ML"],
        ),
    ],
)
def test_a_renowned_city_needs_no_country(text: str, names: list[str]) -> None:
    assert places_in(text) == names


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Die Kita blieb zu. Vor Olympia gelten sie als Favoriten."),
        ("fr", "La Police a saisi un Avion. Rouge de colère, il parla."),
        ("en", "A Police plane left the Airport. Green fields and a Golden sun."),
    ],
)
def test_a_word_of_the_language_is_no_city(language: str, text: str) -> None:
    assert places_in(text, language) == []


@pytest.mark.parametrize(
    ("text", "namesakes", "names"),
    [
        ("Die Aktie von Salzgitter gab nach.", ("Salzgitter",), []),
        ("Die Aktie von Salzgitter gab nach.", (), ["Salzgitter"]),
        ("Die Aktie von Salzgitter gab nach. In Salzgitter regnet es.", ("Salzgitter",), ["Salzgitter"]),
    ],
)
def test_a_company_is_no_place_where_nothing_says_that_something_is_there(
    text: str, namesakes: tuple[str, ...], names: list[str]
) -> None:
    found = read_places(None, (text,), "de", None, (), namesakes).places
    assert [place.name for place in found] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [("Національний банк України знизив ставку.", []), ("Уряд України знизив ставку.", ["Ukraine"])],
)
def test_a_country_in_the_name_of_a_body_is_no_place(text: str, names: list[str]) -> None:
    assert [place.name for place in find_places(None, (text,), "uk", None)] == names
