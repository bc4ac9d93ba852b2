"""The model of names behind the rules: which kinds of names it adds, and what must not become one. All are invented."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.datafiles import read_text
from streams.enrich.name_tagger import LEAST, MODELS, tag_names
from streams.enrich.reading import read_article
from streams.found import Found
from streams.settings import Settings
from streams.stages import enrich
from tests.articles import article
from tests.linear import assert_linear, repeated

USUAL = Settings.model_fields["names_marginal"].default


@cache
def found(*paragraphs: str, language: str = "en") -> Found:
    return enrich(article(headline=None, paragraphs=paragraphs, language=language)).found


def people(*paragraphs: str, language: str = "en") -> set[str]:
    return {person.name for person in found(*paragraphs, language=language).people}


def organisations(*paragraphs: str, language: str = "en") -> set[str]:
    return {each.name for each in found(*paragraphs, language=language).organisations}


# (sentence, all people whom it names); no rule introduces most of them
PEOPLE: list[tuple[str, set[str]]] = [
    ("Sade Okonjo told the agency by phone that she would stay.", {"Sade Okonjo"}),
    ("Voters chose Marlene Hadzic over her rival in the second round.", {"Marlene Hadzic"}),
    ("The goal came from Tunde Adebari in the last minute.", {"Tunde Adebari"}),
    ("Talks between Orsolya Benko and the union broke off at night.", {"Orsolya Benko"}),
    ("The letter was signed by Piers Halloran and Wanda Kozik.", {"Piers Halloran", "Wanda Kozik"}),
    ("Kiran Balasubramanian was born in a village near the coast.", {"Kiran Balasubramanian"}),
    ("It was Delphine Arquette who drew the bridge.", {"Delphine Arquette"}),
    ("The novel by Imre Szabados sold ten thousand copies.", {"Imre Szabados"}),
    ("She married Leopold Varga in 1974.", {"Leopold Varga"}),
    ("Brother of the late Edwin Cray, he ran the mill alone.", {"Edwin Cray"}),
    ("Fans waited for Jean-Claude van Berchem at the gate.", {"Jean-Claude van Berchem"}),
    ("The prize went to Anneke van der Poel for her work on rivers.", {"Anneke van der Poel"}),
    ("Guitarist and singer J.P. Halvorsen played until midnight.", {"J.P. Halvorsen"}),
    ("The film stars Ruby Ellington and Tom O'Dwyer.", {"Ruby Ellington", "Tom O'Dwyer"}),
    ("Police named the victim as Jamal Whitcombe.", {"Jamal Whitcombe"}),
    ("According to Farida Haidari, the well dried up in June.", {"Farida Haidari"}),
    ("The defence lawyer for Ignatius Pell said he would appeal.", {"Ignatius Pell"}),
    ("Rosalind Achterberg's second album comes out in May.", {"Rosalind Achterberg"}),
    (
        "Among the guests were Nils Brandvold, Carmen Ortuño and Seo-yeon Han.",
        {"Nils Brandvold", "Carmen Ortuño", "Seo-yeon Han"},
    ),
    ("The jury believed Whitlock, who had kept every letter.", {"Whitlock"}),
    ("Mr Abernathy said the road would stay closed.", {"Abernathy"}),
    ("Lord Pemberton-Hale opened the museum.", {"Pemberton-Hale"}),
    ("Dr. Lasker and Dr. Imamura ran the trial.", {"Lasker", "Imamura"}),
    ("The striker, Obafemi Ladipo, left the field in tears.", {"Obafemi Ladipo"}),
    ("Abdul Rahim Farouk lost his shop in the flood.", {"Abdul Rahim Farouk"}),
    ("They buried Mary-Jane Thornbury beside her husband.", {"Mary-Jane Thornbury"}),
]

# (sentence, an organisation that it names); nobody is named beside it
ORGANISATIONS = [
    ("The report by Human Rights Forum said two men were still held.", "Human Rights Forum"),
    ("He joined Northgate Rovers from a smaller club in January.", "Northgate Rovers"),
    ("Shares of Veltrix Pharma fell nine percent.", "Veltrix Pharma"),
    ("Two funds sold shares of Halden Tramways after the vote.", "Halden Tramways"),
    ("The Shooters, Fishers and Farmers Party lost a seat.", "Shooters, Fishers and Farmers Party"),
    ("The Workers and Peasants Bank failed.", "Workers and Peasants Bank"),
    (
        "The National Association for the Protection of Rivers sued.",
        "National Association for the Protection of Rivers",
    ),
    ("The Ministry of Health of Northmarch closed two wards.", "Ministry of Health of Northmarch"),
    ("It was first told by The Tarn Evening Post.", "Tarn Evening Post"),
    ("The Harlow Courant reported the deal on Friday.", "Harlow Courant"),
    ("The Ministry of Fisheries and Ports refused to comment.", "Ministry of Fisheries and Ports"),
    ("The High Court of Northmarch ruled against the miners.", "High Court of Northmarch"),
    ("Members of the National Union of Lock Keepers walked out.", "National Union of Lock Keepers"),
    ("Engineers at Brightwater Systems found the fault.", "Brightwater Systems"),
    ("She studied at Eastvale University for a year.", "Eastvale University"),
    ("The bank lent Corvane Airlines forty million dollars.", "Corvane Airlines"),
    ("The Green Alliance party leader resigned.", "Green Alliance"),
    ("The Barlow Eagles lost for the first time.", "Barlow Eagles"),
]

NOBODY = [
    "WHO WILL PAY FOR THE BRIDGE OVER THE RIVER TARN?",
    "PRICES RISE AS MERCHANTS HOARD GRAIN IN THE NORTH",
    "The Following Morning the road was open again.",
    "However, Monday was quiet. Yesterday was not.",
    "the mayor said the council would meet again tomorrow.",
    "i met him in the harbour, he said, and gave him a letter.",
    "In March the ice broke. In May the ferries ran.",
    "The Great Fire of 1862 left the old quarter in ashes.",
    "On Easter Monday the shops stay shut.",
    "The Bible and the Koran lay on the table.",
    "World War II ended in 1945.",
    "The Nobel Prize in Physics was shared.",
    "Christmas Eve was mild this year.",
    "English and French are taught in all schools.",
    "The Renaissance began in the south.",
    "It runs on Windows and on Linux.",
    "“Good Morning” was the name of the show.",
    "Section 4 of the Water Act does not apply.",
    "Mount Kestrel is the highest peak of the range.",
    "The River Tarn burst its banks.",
    "Мэр Анна Пескова открыла мост. Она поблагодарила рабочих.",
    "市长周三在新桥上致辞。",
    "Dear Sir or Madam, the goods have not come.",
    "Breaking News: more to follow.",
    "Photo: the harbour at dusk. Share this story.",
    "First Lady and Vice President are titles.",
    "Covid-19 cases rose.",
    "Santa Claus came late.",
    "The Titanic sank in 1912.",
]


# (language, sentence, all people and organisations that it names)
OTHERS: list[tuple[str, str, set[str]]] = [
    ("de", "Die Jury glaubte Marlene Hadzic.", {"Marlene Hadzic"}),
    ("de", "Am Montag sprach Jonas Ehrlinger mit der Presse.", {"Jonas Ehrlinger"}),
    ("de", "Im Finale besiegte Lena Brandvold die Favoritin.", {"Lena Brandvold"}),
    ("de", "Der FC Nordmark gewann das Spiel.", {"FC Nordmark"}),
    ("de", "Der Bürgermeister eröffnete das Museum am Hafen.", set()),
    ("de", "Die Große Koalition stritt über die Rente.", set()),
    ("de", "Knapp die Hälfte der Betriebe schloss.", set()),
    ("de", "Der Zweite Weltkrieg endete 1945.", set()),
    ("de", "Im Jahr 49 v. Chr. ging er über den Fluss.", set()),
    ("pt", "O júri acreditou em Marlene Hadzic.", {"Marlene Hadzic"}),
    ("pt", "O gol saiu dos pés de Tunde Adebari.", {"Tunde Adebari"}),
    ("pt", "Segundo Farida Haidari, o poço secou.", {"Farida Haidari"}),
    ("pt", "O Halden Futebol Clube venceu a partida.", {"Halden Futebol Clube"}),
    ("pt", "Surpreendentemente, os preços caíram. Geralmente chove em abril.", set()),
    ("pt", "A Constituição proíbe isso, e o Natal foi calmo.", set()),
]


@pytest.mark.parametrize(("language", "sentence", "names"), OTHERS)
def test_other_languages_have_a_model_too(language: str, sentence: str, names: set[str]) -> None:
    assert people(sentence, language=language) | organisations(sentence, language=language) == names


@pytest.mark.parametrize("language", sorted(MODELS))
def test_each_model_has_its_licence_told(language: str) -> None:
    assert f"{language}.crf" in read_text("names/models/NOTICE")
    assert f"{language}-words.txt" in read_text("names/models/NOTICE")


@pytest.mark.parametrize(("sentence", "names"), PEOPLE)
def test_people_are_found_without_an_introduction(sentence: str, names: set[str]) -> None:
    assert people(sentence) == names


@pytest.mark.parametrize(("sentence", "name"), ORGANISATIONS)
def test_organisations_are_found(sentence: str, name: str) -> None:
    assert organisations(sentence) == {name}
    assert not people(sentence)


@pytest.mark.parametrize("sentence", NOBODY)
def test_what_is_only_capitalised_is_no_name(sentence: str) -> None:
    assert not people(sentence)
    assert not organisations(sentence)


def test_evidence_says_rule_or_model_with_its_score() -> None:
    of = {p.name: p.evidence for p in found("Mayor Ana Voss met Edwin Thornley by the sea.").people}
    assert of["Ana Voss"].rule == "title-before" and of["Ana Voss"].score is None
    model = of["Edwin Thornley"]
    assert model.rule == "model" and (model.start, model.end) == (19, 33)
    assert model.score is not None and USUAL <= model.score <= 1


def test_a_person_of_the_model_is_counted_and_speaks() -> None:
    of = found(
        "Oban Merrick told the reporter that the choice was good.",
        '"We need someone to guard the harbour," Merrick said.',
    )
    assert [(p.name, p.mentions) for p in of.people] == [("Oban Merrick", 2)]
    assert [quote.speaker for quote in of.quotes] == ["Oban Merrick"]


def test_a_bare_name_belongs_to_whom_the_article_names_in_full() -> None:
    assert people("Whitlock kept every letter.", "The jury believed Edith Whitlock.") == {"Edith Whitlock"}


def test_a_title_before_a_bare_name_is_kept() -> None:
    (person,) = found("The jury believed Professor Whitlock, who kept the letters.").people
    assert (person.name, person.title) == ("Whitlock", "Professor")


@pytest.mark.parametrize(
    "paragraph",
    [
        "The news follows a year after Varnia introduced a new price, and Varnia said so.",
        "The villagers of Halden and Murrow claim Mowaro has failed to repair the road.",
        "The South Anders Museum (Sam) will hire. He met Sam on Monday, and Sam told him to wait.",
    ],
)
def test_a_bare_word_that_may_be_a_firm_or_a_village_is_nobody(paragraph: str) -> None:
    assert not people(paragraph)


@pytest.mark.parametrize(
    "paragraph",
    [
        "She told reporters that their employer, Skelmond Rask, altered the logs on Friday.",
        "The airport operator Liffen Marrow said so, and Liffen Marrow paid.",
        "It was done on Friday. The company, Skelmond Rask, said that it had not worked.",
        "They waited in the village of Alma Tarnow for an hour, he said.",
        "The news about Dagrun Nyhed came from the newspaper Dagrun Nyhed on Friday.",
    ],
)
def test_what_the_copy_calls_a_firm_or_a_village_is_nobody(paragraph: str) -> None:
    assert not people(paragraph)


def test_an_adjective_made_of_a_name_names_the_person() -> None:
    assert people("He spoke of the stabbings at a Tova Lind-themed holiday club.") == {"Tova Lind"}


def test_a_state_is_nobody() -> None:
    assert not people("Rain that came late, say growers, has cost Andhra Pradesh a third of its chillies.")


def test_an_operator_with_a_given_name_or_who_does_something_is_a_person() -> None:
    assert people("They spoke to their employer, Sarah Whitlock, on Friday.") == {"Sarah Whitlock"}
    assert people("Outside the club, Kwamena Osabu, tired and wet, met them.") == {"Kwamena Osabu"}
    assert people("The mine has an operator, Kwang Shao Pin, who owns it, he told Oban Merrick.") >= {
        "Kwang Shao Pin"
    }


def test_what_follows_a_particle_is_no_second_person() -> None:
    assert people("Oban al-Jasper came. Critics say Jasper holds all offices.") == {"Oban al-Jasper"}


def test_a_firm_is_no_person() -> None:
    paragraph = "Eberhard Kolbe GmbH was founded in 1922. It hired Eberhard Kolbe, 40, last year."
    assert people(paragraph) == {"Eberhard Kolbe"}
    assert organisations(paragraph) == {"Eberhard Kolbe GmbH"}


def test_a_part_of_an_organisation_is_nobody() -> None:
    paragraph = "Most goes to the Edwin and Ann Denholm Foundation."
    assert not people(paragraph)
    assert organisations(paragraph) == {"Edwin and Ann Denholm Foundation"}


def test_a_listed_company_is_no_person() -> None:
    paragraph = "Audi has shown the car. Audi said it goes on sale in May."
    assert not people(paragraph)
    assert organisations(paragraph) == {"Audi"}


def test_an_acronym_is_what_the_article_defines() -> None:
    paragraphs = ("The NTB raided a house.", "The Northmarch Transport Bureau (NTB) said two men were held.")
    assert organisations(*paragraphs) == {"Northmarch Transport Bureau"}


def test_a_well_known_form_that_the_rules_doubt_is_no_organisation() -> None:
    assert not organisations("The ICC said the third Test in Lahore would go ahead, and praised the pitch.")


def test_a_league_and_the_club_are_two() -> None:
    assert "National Hockey League for the Barlow Eagles" not in organisations(
        "He played in the National Hockey League for the Barlow Eagles from 1934."
    )


def test_the_model_sees_the_whole_of_a_name_of_which_a_rule_saw_half() -> None:
    assert organisations("Members of the Socialist Party USA met on Monday.") == {"Socialist Party USA"}


def test_the_verb_of_a_headline_in_title_case_is_no_surname() -> None:
    assert people("Cuts At Harbour Will Hurt Everyone, Anna Holt Says.") == {"Anna Holt"}


def test_a_party_and_a_constituency_are_no_organisation() -> None:
    of = found("State Del. Edwin Cray (D-Newport News) shouted to the crowd.")
    assert [person.name for person in of.people] == ["Edwin Cray"]
    assert not of.organisations


def test_two_parties_are_two() -> None:
    assert organisations("The Labour Party and Farmers Party lost.") == {"Labour Party", "Farmers Party"}


def test_a_namesake_of_a_town_is_no_place() -> None:
    of = found("The novel by Preston Lansing sold well. Lansing lives by the sea.")
    assert [p.name for p in of.people] == ["Preston Lansing"]
    assert not of.places
    assert not found("Police questioned Austin about the fire. Austin had no answer.").places


def test_the_dateline_names_nobody() -> None:
    of = found("PARIS, Nov 21 (Edwin Cray) - The bridge was closed.")
    assert not of.people and not of.organisations


def test_the_setting_turns_the_model_off(monkeypatch: pytest.MonkeyPatch) -> None:
    made = article(headline=None, paragraphs=("She married Leopold Varga in 1974.",))
    monkeypatch.setattr("streams.stages.settings", lambda: Settings(names_marginal=1.1))
    assert not enrich(made).found.people


def test_a_higher_threshold_gives_fewer_names_and_the_same_kinds() -> None:
    reading = read_article(None, [sentence for sentence, _ in PEOPLE], "en")
    few = [each for each in tag_names(reading, 0.99) if each.sure]
    many = [each for each in tag_names(reading, LEAST) if each.sure]
    assert 0 < len(few) < len(many)
    assert set(few) <= set(many)
    assert all(LEAST <= each.score <= 1 for each in many)


@pytest.mark.parametrize("language", ["und", "ja", "sv"])
def test_a_language_without_a_model_has_the_rules_alone(language: str) -> None:
    assert tag_names(read_article(None, ["Leopold Varga met Edith Whitlock."], language), LEAST) == ()


@given(st.text(max_size=300))
def test_spans_lie_in_the_text_and_do_not_overlap(text: str) -> None:
    end = 0
    for each in tag_names(read_article(None, [text], "en"), LEAST):
        assert end <= each.start < each.end <= len(text)
        assert text[each.start] != " " and text[each.end - 1] != " "
        end = each.end


@pytest.mark.long
@pytest.mark.parametrize("piece", ["Edwin Cray met Ann Lee. ", "A ", "Northern, "])
def test_a_long_paragraph_takes_linear_time(piece: str) -> None:
    assert_linear(lambda text: tag_names(read_article(None, [text], "en"), LEAST), repeated(piece))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (
            'Ganz generell sei es so: "Alles fließt." (Bettina Kramer aus Trier, Jan Michael Mertens, 3.5.2026)',
            set(),
        ),
        ("Das Wehr gehört weg. (Bettina Kramer, 12. Mai 2026)", set()),
        ("Das Wehr gehört weg, sagen Nachbarn (Bettina Kramer, 41, und andere).", {"Bettina Kramer"}),
        ("Die Zeugin (Bettina Kramer) kam am 12. Mai 2026 (so das Protokoll) ins Haus.", {"Bettina Kramer"}),
    ],
)
def test_who_signed_a_line_is_not_whom_it_is_about(text: str, named: set[str]) -> None:
    assert people(text, language="de") == named
