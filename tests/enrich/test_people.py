"""People: who is named, who must not be, and how often. All people here are invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.enrich.people import find_people
from streams.enrich.reading import read_article
from streams.found import Person
from tests.linear import assert_linear, repeated
from tests.shared import seed_article

# (sentence, the names it introduces)
ENGLISH: list[tuple[str, set[str]]] = [
    ("Foreign Minister Lars Okkerman flew home.", {"Lars Okkerman"}),
    ("US Secretary of Trade talks with Finance Minister Tova Lindqvist broke off.", {"Tova Lindqvist"}),
    ("French Defence Minister Jean-Luc Le Guennec spoke.", {"Jean-Luc Le Guennec"}),
    ("John Marrow, chief executive of Halden Shipping, said the yard would stay open.", {"John Marrow"}),
    ("Maria Sand, 43, a nurse, saw the ferry leave.", {"Maria Sand"}),
    ("Prof. Dr. Ute Kern led the study.", {"Ute Kern"}),
    ("The tide was late, said Anna Velthuis of the harbour union.", {"Anna Velthuis"}),
    ("The company's finance director, Ruth Abara, resigned.", {"Ruth Abara"}),
    ("Police Chief Inspector Dan O'Rourke asked for witnesses.", {"Dan O'Rourke"}),
    ("Sen. Maya T. Holt voted no.", {"Maya T. Holt"}),
    ("Former prime minister Adaeze Nwosu returned on Friday.", {"Adaeze Nwosu"}),
    ("Halden Shipping chief executive Bo Rask declined to comment.", {"Bo Rask"}),
    ("Sir Colin Pethick opened the bridge.", {"Colin Pethick"}),
    ("Striker Kwabena Osei-Dartey scored twice.", {"Kwabena Osei-Dartey"}),
    ("General Motors Chief Executive Helen Frayne spoke.", {"Helen Frayne"}),
    ("President Amara van der Meulen Thursday signed the bill.", {"Amara van der Meulen"}),
    ("Mr Peter Lunt told the court he was asleep.", {"Peter Lunt"}),
    ("Judge Priya Raman adjourned the case.", {"Priya Raman"}),
    ("Tomasz Wilk said the road was icy.", {"Tomasz Wilk"}),
    ("Dr Sam Roe OBE left.", {"Sam Roe"}),
    ("Dean Halvorsen met Phyllis Crane, 61.", {"Dean Halvorsen", "Phyllis Crane"}),
    ("Archbishop Emeka Duru blessed the boats.", {"Emeka Duru"}),
    ("King Harald arrived in New York on Friday Morning.", set()),
    ("The Interior Ministry and Islamic State were named in the Lisbon Treaty debate.", set()),
    ("New York, 43, was not an answer.", set()),
    ("The Prime Minister met the Finance Minister in South Dakota.", set()),
    ("General Motors and Major League Baseball signed on Monday.", set()),
    ("At Halden Shipping, chief executive officers come and go.", set()),
    ("Goldman Sachs said Wells Fargo told Morgan Stanley.", set()),
    ("President Street and Queen Elizabeth Hospital were closed.", set()),
    ("The Anna Sand left the harbour with 40 cars.", set()),
    ("Real Madrid coach and Manchester United striker met.", set()),
    ("West Ham, 43 points from 30 games, slipped.", set()),
    ("Prince Edward Island Premier League results follow.", set()),
]
GERMAN: list[tuple[str, set[str]]] = [
    ("Bundeskanzlerin Petra Vogt reiste nach Wien.", {"Petra Vogt"}),
    ("Das sagte der Sprecher der Polizei, Jens Ohm, am Montag.", {"Jens Ohm"}),
    ("Der SPD-Politiker Karl Brenner widersprach.", {"Karl Brenner"}),
    ("Prof. Dr. med. Ute Kern leitet die Klinik.", {"Ute Kern"}),
    ("Verteidigungsminister Henrik Sollbach (CDU) schwieg.", {"Henrik Sollbach"}),
    ("Maria Sandberg, 43, arbeitet als Pflegerin.", {"Maria Sandberg"}),
    ("„Gut so“, sagte Anja Wedekamp Journalisten.", {"Anja Wedekamp"}),
    ("Der frühere Außenminister Tilo von der Marwitz kommt.", {"Tilo von der Marwitz"}),
    ("Oberbürgermeisterin Gesa Thiele eröffnete die Brücke.", {"Gesa Thiele"}),
    ("Torwart Benno Krull hielt zwei Elfmeter.", {"Benno Krull"}),
    ("Vorstandschef Uwe Petersen-Lohse tritt zurück.", {"Uwe Petersen-Lohse"}),
    ("EU-Kommissarin Margot Lefort warnte.", {"Margot Lefort"}),
    ("Die Präsidentin der Handelskammer, Ingrid Maas, lobte den Plan.", {"Ingrid Maas"}),
    ("Frau Heike Dahlmann gewann den Prozess.", {"Heike Dahlmann"}),
    ("Landrat Klaus Stüber von der CDU lehnt ab.", {"Klaus Stüber"}),
    ("Stefan Rühl, Leiter der Werft, war nicht zu sprechen.", {"Stefan Rühl"}),
    ("Dies teilte Staatsanwältin Nele Brodersen am Dienstag mit.", {"Nele Brodersen"}),
    ("Laut Oliver Hagemeister fehlt das Geld.", {"Oliver Hagemeister"}),
    ("Trainerin Svenja Pohl blieb ruhig.", {"Svenja Pohl"}),
    ("US-Präsident Walter Dunning landete in Genf.", {"Walter Dunning"}),
    ("Das Innenministerium und die Deutsche Bank schwiegen am Freitag Morgen.", set()),
    ("Der Kern des Problems liegt im Kreis Steinburg.", set()),
    ("Bayern München gewann gegen Bayer Leverkusen.", set()),
    ("Laut Deutscher Bahn fährt kein Zug nach Bad Segeberg.", set()),
    ("Die Präsidentin sprach mit dem Minister über den Vertrag von Lissabon.", set()),
    ("Der Trainer Eintracht Frankfurts ging.", set()),
    ("Die Sprecherin Polizei Hamburg bestätigte das.", set()),
    ("Das Containerschiff Anna Maria lief aus.", set()),
    ("Die Vereinigten Staaten und Saudi Arabien stimmten zu.", set()),
]
FRENCH: list[tuple[str, set[str]]] = [
    ("Le ministre de l'Intérieur, Bernard Cazeneau, a parlé.", {"Bernard Cazeneau"}),
    ("C'est ce qu'a dit la maire de Brest, Jeanne Kervella, lundi.", {"Jeanne Kervella"}),
    ("Le ministre des Affaires étrangères Laurent Faber est venu.", {"Laurent Faber"}),
    ("La maire de Brest Soazig Kerdoncuff a signé.", {"Soazig Kerdoncuff"}),
    ("Le président américain Walter Dunning est à Paris.", {"Walter Dunning"}),
    ("Le Premier ministre Manuel Vallois démissionne.", {"Manuel Vallois"}),
    ("Selon Marine Le Goff, le port rouvrira.", {"Marine Le Goff"}),
    ("Maria Sablon, 43 ans, infirmière, habite ici.", {"Maria Sablon"}),
    ("Jean Dumarais, directeur général de Halden, se tait.", {"Jean Dumarais"}),
    ("M. Paul Lantier a été entendu.", {"Paul Lantier"}),
    ("La députée LFI Clémence Autun proteste.", {"Clémence Autun"}),
    ("L'ancien président Nicolas Sarlat était là.", {"Nicolas Sarlat"}),
    ("Le porte-parole du gouvernement Stéphane Le Fur a souri.", {"Stéphane Le Fur"}),
    ("L'entraîneur Youssef Benali quitte le club.", {"Youssef Benali"}),
    ("Le procureur de la République, Antoine Morvan, a ouvert une enquête.", {"Antoine Morvan"}),
    ("Mgr Hervé Tanguy a célébré la messe.", {"Hervé Tanguy"}),
    ("« Oui », a répondu Claire Bourdon.", {"Claire Bourdon"}),
    ("Hélène Quéré a déclaré que le quai était fermé.", {"Hélène Quéré"}),
    ("Le PDG Olivier de Kersaint a vendu ses parts.", {"Olivier de Kersaint"}),
    ("L'économiste Inès Moulin en doute.", {"Inès Moulin"}),
    ("Le ministère de l'Intérieur et la Banque de France se taisent vendredi.", set()),
    ("Le président de la République est à New York.", set()),
    ("Le Monde et Le Figaro citent le Premier ministre.", set()),
    ("Selon Météo-France, Saint-Malo sera sous la pluie.", set()),
    ("Le Paris Saint-Germain et le Real Madrid ont joué.", set()),
    ("La maire de Brest et le préfet du Finistère ont signé l'Accord de Paris.", set()),
    ("Le navire Marie Jeanne est rentré.", set()),
    ("Selon Amnesty International, l'État islamique recule.", set()),
]
CORPUS = [
    *(("en", text, names) for text, names in ENGLISH),
    *(("de", text, names) for text, names in GERMAN),
    *(("fr", text, names) for text, names in FRENCH),
]


def found(text: str, language: str = "en", headline: str | None = None) -> list[Person]:
    return list(find_people(read_article(headline, text.split("\n"), language)))


@pytest.mark.parametrize(("language", "text", "expected"), CORPUS)
def test_the_names_in_a_sentence(language: str, text: str, expected: set[str]) -> None:
    assert {person.name for person in found(text, language)} == expected


@pytest.mark.parametrize(
    ("language", "text", "title"),
    [
        ("en", "French Defence Minister Jean-Luc Le Guennec spoke.", "French Defence Minister"),
        ("en", "US Secretary of State Lars Okkerman left.", "US Secretary of State"),
        (
            "en",
            "John Marrow, chief executive of Halden Shipping, spoke.",
            "chief executive of Halden Shipping",
        ),
        ("en", "Mr Peter Lunt left.", None),
        ("en", "Yesterday President Anna Sand left.", "President"),
        ("de", "Am Montag sprach Bundeskanzlerin Petra Vogt.", "Bundeskanzlerin"),
        ("de", "Der Sprecher der Polizei, Jens Ohm, schwieg.", "Sprecher der Polizei"),
        ("fr", "Le ministre de l'Intérieur, Bernard Cazeneau, a parlé.", "ministre de l'Intérieur"),
    ],
)
def test_the_title_is_as_written(language: str, text: str, title: str | None) -> None:
    assert [person.title for person in found(text, language)] == [title]


def test_a_bare_surname_counts_once_the_person_is_known() -> None:
    text = (
        "Earlier Okkerman had left.\nMinister Lars Okkerman spoke.\nOkkerman's plan failed, Mr Okkerman said."
    )
    assert [(p.name, p.mentions) for p in found(text)] == [("Lars Okkerman", 4)]


def test_a_surname_that_two_share_counts_for_neither() -> None:
    text = "Minister Lars Okkerman met Judge Ann Okkerman. Okkerman laughed."
    assert [p.mentions for p in found(text)] == [1, 1]


def test_a_noun_after_an_article_is_no_mention() -> None:
    assert [p.mentions for p in found("Prof. Ute Kern kam. Der Kern blieb. Kern ging.", "de")] == [2]


def test_a_german_genitive_is_a_mention() -> None:
    assert [p.mentions for p in found("Kanzlerin Petra Vogt kam. Vogts Partei schwieg.", "de")] == [2]


def test_a_given_name_needs_the_surname_again() -> None:
    assert found("A boat took Anna Velthuis home.") == []
    assert [p.name for p in found("A boat took Anna Velthuis home. Velthuis slept.")] == ["Anna Velthuis"]


def test_a_headline_in_title_case_introduces_nobody_but_counts() -> None:
    headline = "Minister Lars Okkerman Quits Over Ferry Deal"
    assert found("The deal is off.", headline=headline) == []
    assert [p.mentions for p in found("Minister Lars Okkerman quit.", headline=headline)] == [2]
    assert found("The deal is off.", headline="MINISTER LARS OKKERMAN QUITS") == []


def test_a_headline_in_sentence_case_may_introduce() -> None:
    (person,) = found("The deal is off.", headline="Minister Lars Okkerman quits over the ferry deal")
    assert (person.name, person.evidence.paragraph) == ("Lars Okkerman", -1)


def test_other_languages_name_nobody() -> None:
    assert found("Prezydent Piotr Salin milczy.", "pl") == []
    assert found("President Anna Sand", "und") == []


def test_the_seed() -> None:
    text = seed_article()
    names = {person.name: person.title for person in found(text)}
    assert names == {
        "Jean-Yves Le Drian": "French Defence Minister",
        "Francois Hollande": "President",
        "John Kerry": "US Secretary of State",
        "Laurent Fabius": "Foreign Minister",
        "Bernard Cazeneuve": "Interior Minister",
    }


PIECES = st.sampled_from(
    [
        "Minister ",
        "Anna ",
        "Sand",
        ", ",
        "43",
        " said",
        "“",
        "J. ",
        "von der ",
        "d'",
        "O'",
        "(",
        ")",
        "\n",
        "é",
        ". ",
        "Le ",
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from(["en", "de", "fr"]))
def test_evidence_is_the_name_itself(text: str, language: str) -> None:
    paragraphs = text.split("\n")
    for person in find_people(read_article(None, paragraphs, language)):
        at = person.evidence
        assert paragraphs[at.paragraph][at.start : at.end] == person.name
        assert len(person.name.split()) >= 2
        assert person.mentions >= 1


@pytest.mark.long
@pytest.mark.parametrize("piece", ["A ", "Anna Sand, ", "Anna Sand (", "Minister ", "A de la ", "d'", "A-"])
def test_a_long_paragraph_takes_linear_time(piece: str) -> None:
    assert_linear(lambda text: find_people(read_article(None, [text], "fr")), repeated(piece))


def introduced(text: str, language: str) -> list[tuple[str, str | None, str]]:
    people = find_people(read_article(None, [text], language))
    return [(person.name, person.title, person.evidence.rule) for person in people]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Maria Sand, 43, a nurse, left.", ("Maria Sand", None, "apposition-age")),
        (
            "en",
            "The provincial health minister, Tova Lindqvist, resigned.",
            ("Tova Lindqvist", "provincial health minister", "title-comma"),
        ),
        (
            "en",
            "The port's night operations director, Ruth Abara, was asleep.",
            ("Ruth Abara", "night operations director", "title-comma"),
        ),
        ("en", "Emma Calloway, who sold the boat, wept.", ("Emma Calloway", None, "relative")),
        (
            "fr",
            "La ministre gabonaise de la Pêche, Estelle Ondo, a signé.",
            ("Estelle Ondo", "ministre gabonaise de la Pêche", "title-comma"),
        ),
        (
            "fr",
            "Le directeur adjoint de l'agence, Carlos Pereira, doit voir M. Lantier.",
            ("Carlos Pereira", "directeur adjoint de l'agence", "title-comma"),
        ),
        (
            "fr",
            "Hier Pape Ousmane Diarra, pêcheur à Joal, a vendu sa pirogue.",
            ("Pape Ousmane Diarra", "pêcheur à Joal", "apposition-title"),
        ),
    ],
)
def test_the_rule_and_the_title(language: str, text: str, expected: tuple[str, str | None, str]) -> None:
    assert introduced(text, language) == [expected]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The strait between Spain and the coast, Halden Reach, was closed."),
        ("en", "Halden Reach, who knows why, was closed."),
        ("fr", "Le Pape Jean-Baptiste Premier est attendu."),
        ("fr", "Marie Galante, qui vit de la canne, attend le ferry."),
        ("fr", "Port Lantier, doit accueillir la ministre."),
        ("fr", "Le porte-avions Charles de Lantier a quitté le port."),
        ("es", "El portaaviones Juan Carlos llegó al puerto."),
        ("fr", "Le sous-marin Robert Lantier a quitté le port."),
        ("en", "HMS Lady Anna Velthuis is in the yard."),
    ],
)
def test_what_introduces_nobody(language: str, text: str) -> None:
    assert introduced(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("en", "Robert Falk GmbH was founded in 1922. Robert Falk, 40, runs it.", {"Robert Falk": None}),
        ("de", "Es siegte Velmarks Nationalmannschaft, der amtierende Weltmeister.", {}),
        (
            "en",
            "Anna Marsh, a former ambassador to the U.K. and EU, says so.",
            {"Anna Marsh": "former ambassador to the U.K. and EU"},
        ),
        ("de", "Es bleibt dabei. (Klaus Peter Brandner, 4.6.2025)", {}),
        ("de", "Die Ernennung von Straub, die auch Richterin ist, kam spät.", {}),
        (
            "de",
            "Petra Lind, Leiterin der Schule Aum sagte am Abend nichts.",
            {"Petra Lind": "Leiterin der Schule Aum"},
        ),
        (
            "fr",
            "La maire Anne Roux a mis en garde Emmanuel Carrat.",
            {"Anne Roux": "maire", "Emmanuel Carrat": None},
        ),
    ],
)
def test_titles_end_where_they_end_and_firms_are_no_people(
    language: str, text: str, names: dict[str, str | None]
) -> None:
    assert {person.name: person.title for person in found(text, language)} == names


@pytest.mark.parametrize(
    ("language", "text", "title"),
    [
        ("en", "Her colleague Anna Velthuis, 77, spoke of the tide.", None),
        ("en", "He thanked hero Anna Velthuis, 35, for it.", None),
        ("en", "Father John Marrow blessed the boats.", "Father"),
        ("en", "Her colleague, the nurse Anna Velthuis, spoke.", "nurse"),
        ("de", "Er warf seinen Gegenspieler Benno Krull zu Boden.", None),
        ("de", "Der ihr unterstellte, dafür zuständige Innenminister Benno Krull schwieg.", "Innenminister"),
        ("es", "Lo dijo el testigo Juan Ferro el lunes.", None),
    ],
)
def test_who_somebody_is_to_another_is_no_title(language: str, text: str, title: str | None) -> None:
    assert [person.title for person in find_people(read_article(None, [text], language))] == [title]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("They sent a letter Monday to FBI Director Anna Velthuis on the matter.", "FBI Director"),
        ("A letter to FBI Director Anna Velthuis was lost.", "FBI Director"),
        ("The Bank of England Governor Anna Velthuis spoke.", "Governor"),
        ("The chief product officer Anna Velthuis said so.", "chief product officer"),
        ("The police officer Anna Velthuis said so.", "police officer"),
        ("Anna Velthuis, the hotel manager he plays in the film, spoke.", "hotel manager"),
        ("Anna Velthuis, the lawyer leading the suit, spoke.", "lawyer"),
        ("Halden director of rugby Anna Velthuis spoke.", "Halden director of rugby"),
        ("The minister for sport Anna Velthuis spoke.", "minister for sport"),
        ("Anna Velthuis, the acting director of the mill, spoke.", "acting director of the mill"),
        ("Anna Velthuis, head of engineering at Halden, spoke.", "head of engineering at Halden"),
        (
            "Anna Velthuis, an adviser to the Ohio Sen. Tova Lindqvist, said no.",
            "adviser to the Ohio Sen. Tova Lindqvist",
        ),
    ],
)
def test_a_title_is_told_whole(text: str, title: str) -> None:
    people = {person.name: person.title for person in find_people(read_article(None, [text], "en"))}
    assert people["Anna Velthuis"] == title


@pytest.mark.parametrize(
    "text",
    [
        "The song is by Anna Velthuis, with Jan Roe as producer, and old.",
        "He rang Anna Velthuis, the King of Lerna as well as the minister, at night.",
        "Anna Velthuis, host of names including Jan Roe, spoke.",
        "The player in the role of Anna Velthuis left.",
        "He looks forward to continuing his work with Anna Velthuis this year.",
        "The winner of that match will face either Anna Velthuis or Jan Roe.",
        "Anna Velthuis, winning best actress for it, wept.",
    ],
)
def test_what_may_be_anothers_is_no_title(text: str) -> None:
    assert not [person.title for person in found(text) if person.name == "Anna Velthuis" and person.title]


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("de", "Paris Falk gewann den Marathon. „Das war mein Tag“, sagte Falk.", "Paris Falk"),
        ("en", "Berlin Marrow won the race. “It was mine,” Marrow said.", "Berlin Marrow"),
        (
            "en",
            "Denzel Washington will play a judge. Washington, 71, has won two prizes.",
            "Denzel Washington",
        ),
        ("en", "Zubin Lincoln keeps goal. Lincoln, 24, came in May.", "Zubin Lincoln"),
    ],
)
def test_a_given_name_that_is_a_town_is_one_where_the_surname_is_a_persons(
    language: str, text: str, name: str
) -> None:
    (person,) = find_people(read_article(None, [text], language))
    assert person.name == name


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Paris Falk gewann den Marathon. Der Falk flog davon."),
        ("de", "In Paris Regen und Schnee. Der Regen sagte nichts."),
        ("en", "Paris Match closed. The match said nothing."),
        ("en", "The East Washington club moved. In Washington, 71, then 72, trains ran."),
        ("en", "Coach Lincoln left. He saw Lincoln, 24, 25 and 26 May."),
    ],
)
def test_a_town_before_a_word_is_no_given_name_where_nobody_speaks(language: str, text: str) -> None:
    names = [person.name for person in find_people(read_article(None, [text], language))]
    assert [name for name in names if " " in name] == []


@pytest.mark.parametrize("kind", ["dhow", "sloop", "tugboat", "speedboat"])
def test_a_boat_is_nobody(kind: str) -> None:
    text = f"The {kind} Anna Velthuis sank. Velthuis had left on Monday."
    assert find_people(read_article(None, [text], "en")) == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Marina Residences said no. Residences will close.", "en"),
        ("It will close, according to Santiago Metro.", "en"),
        ("Santiago Wanderers ganó el domingo.", "es"),
        ("Marina Militare conferma.", "it"),
    ],
)
def test_a_given_name_before_a_thing_makes_nobody(text: str, language: str) -> None:
    assert find_people(read_article(None, (text,), language)) == ()
