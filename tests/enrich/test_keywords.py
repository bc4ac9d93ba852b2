from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.enrich.background import background
from streams.enrich.keywords import find_keywords
from tests.linear import assert_linear, repeated
from tests.shared import seed_article

HEADLINE = "Halden Shipping to Cut 400 Jobs as Freight Rates Slide"
STORY = (
    "HARWICH, England, March 3 (Reuters) - Halden Shipping said on Tuesday it would cut 400 "
    "jobs after a slump in "
    "freight rates pushed the ferry group to its first loss in a decade.",
    "Chief Executive Marta Olsen told reporters the company had little choice. “We looked at "
    "every other option,” "
    "Olsen said. “Interest rates are still too high.”",
    "The Bank of England has held its interest rate at 4.5 percent since November. Olsen "
    "said a lower interest rate "
    "would not be enough.",
    "The National Seafarers' Alliance called it a betrayal. Halden's shares fell 7 percent "
    "in Oslo. The U.S. and the "
    "EU are looking at port fees.",
)
STORY_DE = (
    "Hamburg (dpa) - Die Reederei Halden will 400 Stellen abbauen. Grund sei der Einbruch "
    "der Frachtraten, teilte das "
    "Unternehmen am Dienstag mit. Die Reederei Halden fährt seit 1921.",
    "Vorstandschefin Marta Oldenburg sagte, die Reederei habe keine Wahl. „Die Frachtraten "
    "sind seit Januar um ein "
    "Drittel gefallen“, sagte Oldenburg.",
    "Die Europäische Zentralbank müsse handeln. Der Zins der Europäischen Zentralbank liegt bei vier.",
)
STORY_FR = (
    "LE HAVRE, 3 mars (AFP) - L'armateur Halden va supprimer 400 emplois après la chute des taux de fret.",
    "La directrice générale, Marta Olsen, a expliqué que les taux de fret avaient reculé "
    "d'un tiers depuis janvier. "
    "« Nous n'avions pas le choix », a déclaré Mme Olsen.",
    "Une baisse du taux d'intérêt ne suffirait pas. Le taux d'intérêt restera élevé, dit la Banque.",
)


def terms(headline: str | None, paragraphs: tuple[str, ...] | list[str], language: str) -> list[str]:
    return [keyword.term for keyword in find_keywords(headline, paragraphs, language, 30)]


def test_the_subject_of_an_english_story() -> None:
    found = terms(HEADLINE, STORY, "en")
    assert found[0] == "Halden Shipping"
    assert {"Marta Olsen", "freight rates", "interest rate", "National Seafarers' Alliance"} <= set(found)


def test_the_subject_of_a_german_story() -> None:
    found = terms("Reederei Halden streicht 400 Stellen", STORY_DE, "de")
    assert found[0] == "Reederei Halden"
    assert {"Frachtraten", "Marta Oldenburg", "Europäische Zentralbank"} <= set(found)


def test_the_subject_of_a_french_story() -> None:
    found = terms("L'armateur Halden supprime 400 emplois", STORY_FR, "fr")
    assert {"Marta Olsen", "taux de fret", "taux d'intérêt"} <= set(found)


@pytest.mark.parametrize(
    "unwanted",
    ["Reuters", "HARWICH", "March", "Tuesday", "said", "Olsen", "Halden", "rate", "rates", "percent", "The"],
)
def test_what_is_no_keyword_of_the_english_story(unwanted: str) -> None:
    assert unwanted not in terms(HEADLINE, STORY, "en")


@pytest.mark.parametrize(
    "unwanted", ["dpa", "Hamburg", "Dienstag", "Prozent", "Januar", "Oldenburg", "Grund", "Wahl"]
)
def test_what_is_no_keyword_of_the_german_story(unwanted: str) -> None:
    assert unwanted not in terms("Reederei Halden streicht 400 Stellen", STORY_DE, "de")


@pytest.mark.parametrize(
    "unwanted", ["AFP", "mars", "L'armateur", "Mme Olsen", "taux", "expliqué", "déclaré", "avions"]
)
def test_what_is_no_keyword_of_the_french_story(unwanted: str) -> None:
    assert unwanted not in terms("L'armateur Halden supprime 400 emplois", STORY_FR, "fr")


def test_two_nouns_side_by_side_are_no_german_name() -> None:
    found = terms(
        None, ["Nun meldet die Werft Kurzarbeit an. Die Werft baut Fähren, weil die Werft Fähren kann."], "de"
    )
    assert "Werft Kurzarbeit" not in found
    assert "Werft" in found


def test_a_name_keeps_what_joins_it() -> None:
    found = terms(
        None,
        ["Ministers met the Bank of Norwold in Oslo. The Bank of Norwold and Pieter van Aldern agreed."],
        "en",
    )
    assert "Bank of Norwold" in found
    assert "Pieter van Aldern" in found


def test_a_title_is_not_part_of_the_name() -> None:
    found = terms(None, ["In Oslo, Foreign Minister Jorun Halvard met Tallow Bay officials."], "en")
    assert "Jorun Halvard" in found
    assert not any("Minister" in term for term in found)


def test_a_place_and_the_firm_named_after_it_stay_two() -> None:
    text = [
        "He left Halden on foot. Halden Shipping and the Halden Gazette knew, and Halden slept. In Halden."
    ]
    assert {"Halden", "Halden Shipping", "Halden Gazette"} <= set(terms(None, text, "en"))


def test_acronyms_are_kept_and_pronouns_are_not() -> None:
    found = terms(
        None, ["Talks between the US and WHO experts bored us. Who won? The US won, the WHO lost."], "en"
    )
    assert {"US", "WHO"} <= set(found)
    assert not {"us", "Who", "who"} & set(found)


def test_plural_and_singular_count_together() -> None:
    scores = {
        k.term: k.score
        for k in find_keywords(None, ["A trawler sank. Two trawlers left. A gull cried."], "en")
    }
    assert scores["trawler"] == 1.0
    assert "trawlers" not in scores


def test_the_headline_weighs_more() -> None:
    body = ["Halibut and mackerel were sold. Halibut is dear, and mackerel is dearer."]
    assert terms("Halibut is back", body, "en")[0] == "Halibut"
    assert terms("Mackerel is back", body, "en")[0] == "mackerel"


def test_rare_words_beat_common_ones() -> None:
    found = terms(None, ["The government found barnacles. The government has barnacles."], "en")
    assert found == ["barnacles", "government"]


def test_capitals_that_say_nothing_make_no_names() -> None:
    shout = [paragraph.upper() for paragraph in STORY]
    assert "HALDEN SHIPPING SAID" not in terms(None, shout, "en")
    assert all(term.isupper() for term in terms(None, shout, "en"))
    assert terms(None, [STORY_DE[1].upper()], "de") == []


def test_other_languages_yield_only_what_is_safe() -> None:
    spanish = ["El ministro Juan Olsen habló en Madrid. En Madrid dijo Juan Olsen que no iría a Burgos."]
    assert terms("El Plan del Gobierno", spanish, "es") == ["Juan Olsen", "Madrid"]
    assert terms("東京で会議", ["東京で会議が開かれた。東京で会議が開かれた。"], "ja") == []


def test_many_names_that_begin_with_one_word_take_linear_time() -> None:
    def make(size: int) -> list[str]:
        return [f"Halden {'ABCDEFGHIJ'[at % 10]}{at:x}x Works" for at in range(size // 50)]

    def work(names: list[str]) -> object:
        text = " ".join(f"People there have seen {name} grow." for name in names)
        return find_keywords(None, [text], "en", names=names)

    assert_linear(work, make)


def test_nothing_comes_of_nothing() -> None:
    assert find_keywords(None, [], "en") == ()
    assert find_keywords("", ["", "12 345 …"], "de") == ()
    assert find_keywords(HEADLINE, STORY, "en", 0) == ()
    assert len(find_keywords(HEADLINE, STORY, "en", 3)) == 3


@given(
    st.none() | st.text(max_size=40),
    st.lists(st.text(max_size=120) | st.sampled_from(STORY + STORY_DE + STORY_FR), max_size=4),
    st.sampled_from(["en", "de", "fr", "es", "und"]),
)
def test_scores_fall_from_one_and_terms_differ(
    headline: str | None, paragraphs: list[str], language: str
) -> None:
    found = find_keywords(headline, paragraphs, language)
    assert found == find_keywords(headline, paragraphs, language)
    assert [k.score for k in found] == sorted((k.score for k in found), reverse=True)
    assert not found or (found[0].score == 1.0 and found[-1].score >= 0.15)
    assert all(k.term.strip() and not k.term.isdigit() for k in found)


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_the_background_is_read_whole(language: str) -> None:
    known = background(language)
    assert len(known.bands) > 600
    assert not {word for word in known.bands if word != word.casefold()}
    assert min(known.bands.values()) > 1.5
    assert known.idf("qwzx") > max(known.bands.values())


@pytest.mark.parametrize(
    ("word", "language", "lemma"),
    [
        ("companies", "en", "company"),
        ("cutting", "en", "cut"),
        ("traded", "en", "trade"),
        ("lens", "en", "lens"),
        ("banken", "de", "bank"),
        ("städte", "de", "stadt"),
        ("grèves", "fr", "grève"),
        ("annonçait", "fr", "annonçait"),
        ("déclarait", "fr", "déclarer"),
        ("hôpitaux", "fr", "hôpital"),
    ],
)
def test_base_forms(word: str, language: str, lemma: str) -> None:
    assert background(language).lemma(word) == lemma


@pytest.mark.parametrize("part", ["A'", "Aa ", "A.B.", "a-", "é’"])
def test_adversarial_text_takes_linear_time(part: str) -> None:
    assert_linear(lambda text: find_keywords("A headline", [text], "en"), repeated(part))


def test_the_seed_article() -> None:
    body = seed_article().split("You’ve reached")[0].split("\n")
    found = [keyword.term for keyword in find_keywords(None, body, "en")]
    assert {"Francois Hollande", "EU", "Syria"} <= set(found)


@pytest.mark.parametrize(
    ("headline", "body", "wanted", "unwanted"),
    [
        ("CORRECTED-Oslo pilots walk out", "The Oslo pilots walked out.", "Oslo pilots", "corrected"),
        ("UPDATE 3-Tallow Bay yard shut", "The yard in Tallow Bay is shut.", "Tallow Bay", "update"),
        (
            "Rugby-Quillan tries sink Tavish",
            "Quillan ran in two tries. Then Quillan fell.",
            "Quillan",
            "rugby",
        ),
    ],
)
def test_an_editorial_prefix_is_no_keyword(headline: str, body: str, wanted: str, unwanted: str) -> None:
    found = terms(headline, [body], "en")
    assert wanted in found
    assert not any(unwanted in term.casefold() for term in found)


@pytest.mark.parametrize(
    ("headline", "body", "wanted", "language"),
    [
        ("Oslo airport shut", "Oslo airport closed. Oslo airport will open at noon.", "Oslo airport", "en"),
        ("Storm in Peruvian port", "The Peruvian port is shut. Peruvian ships wait.", "Peruvian", "en"),
        (
            "La Ligue arctique se réunit",
            "La Ligue arctique vote. La Ligue arctique hésite.",
            "Ligue arctique",
            "fr",
        ),
        (
            "Rolls-Tavish engines fail",
            "Rolls-Tavish engines failed. The Rolls-Tavish shares fell.",
            "Rolls-Tavish",
            "en",
        ),
    ],
)
def test_a_name_keeps_its_capital(headline: str, body: str, wanted: str, language: str) -> None:
    found = terms(headline, [body], language)
    assert any(wanted in term for term in found)
    assert not any(wanted.casefold() in term for term in found)


def test_given_names_are_terms_without_what_stands_before_them() -> None:
    body = ["Skipper Oddvar Tennfjord sank the putt. Skipper Oddvar Tennfjord wept."]
    found = [k.term for k in find_keywords(None, body, "en", names=("Oddvar Tennfjord",))]
    assert found[0] == "Oddvar Tennfjord"
    assert "Skipper Oddvar Tennfjord" not in found
    german = ["Die Bremerin Swantje Kolbe gewann. Der Bremer Archivar schwieg. Der Bremer Archivar ging."]
    found = [k.term for k in find_keywords(None, german, "de", names=("Swantje Kolbe",))]
    assert "Swantje Kolbe" in found
    assert not {"Bremerin Swantje Kolbe", "Bremer Archivar"} & set(found)


def test_a_given_name_inside_a_longer_one_stays_there() -> None:
    body = ["The Oddvar Tennfjord Foundation paid. In Oslo the Oddvar Tennfjord Foundation is rich."]
    assert "Oddvar Tennfjord Foundation" in [
        k.term for k in find_keywords(None, body, "en", names=("Oddvar Tennfjord",))
    ]


@pytest.mark.parametrize(
    "headline", ["Gale batters trawlers off Tallow Bay", "Gale Batters Trawlers Off Tallow Bay"]
)
def test_a_word_of_the_headline_alone_is_no_keyword(headline: str) -> None:
    body = ["Two trawlers sank in a gale. The coastguard of Tallow Bay saved the men of the trawlers."]
    found = [term.casefold() for term in terms(headline, body, "en")]
    assert "batters" not in found
    assert {"trawlers", "gale", "tallow bay"} <= set(found)


def test_many_different_names_take_linear_time() -> None:
    def text(size: int) -> str:
        return " and ".join(f"Aa{number}x Bb{number}x" for number in range(size // 20))

    assert_linear(lambda copy: find_keywords("A headline", [copy], "en", names=("Aa1x Bb1x",)), text)


@pytest.mark.parametrize(
    ("headline", "paragraphs", "language", "right", "wrong"),
    [
        (
            "Rostockerin gewinnt den Preis",
            (
                "Eine Rostockerin hat den Preis gewonnen. Die Rostockerin lebt am Hafen.",
                "Die Rostocker feiern den Preis.",
            ),
            "de",
            {"Preis"},
            {"Rostockerin", "Rostocker"},
        ),
        (
            "German minister visits a nuclear plant",
            (
                "A German minister visited a nuclear plant. Ukrainian engineers said the Ukrainian reactor was safe.",
                "Regional leaders met the German at a regional hospital.",
            ),
            "en",
            {"nuclear plant"},
            {"German", "Ukrainian", "regional", "safe"},
        ),
        (
            "Les autorités ferment une centrale",
            (
                "Les autorités régionales ont fermé une centrale nucléaire ukrainienne.",
                "La centrale nucléaire était sûre, selon les autorités régionales.",
            ),
            "fr",
            {"centrale nucléaire"},
            {"régionales", "sûre", "ukrainienne"},
        ),
        (
            "Wall Street falls",
            ("Wall Street fell on Monday as crude slid. Wall Street traders sold shares in refineries.",),
            "en",
            {"Wall Street", "traders"},
            {"wall Street", "Wall", "Street", "slid"},
        ),
        (
            "Downing Street denies a rift",
            (
                "Downing Street said the ferry would sail. Aides at No 10 Downing Street wrote the ferry plan.",
            ),
            "en",
            {"Downing Street", "ferry"},
            {"Downing", "Street"},
        ),
        (
            "King Charles opens the lighthouse",
            (
                "King Charles opened the lighthouse at Portreath. King Charles met the keepers of the lighthouse.",
            ),
            "en",
            {"King Charles", "lighthouse", "Portreath"},
            {"king Charles", "Charles", "king"},
        ),
    ],
)
def test_terms_are_neither_adjectives_nor_halves_of_names(
    headline: str, paragraphs: tuple[str, ...], language: str, right: set[str], wrong: set[str]
) -> None:
    found = set(terms(headline, paragraphs, language))
    assert right <= found
    assert not wrong & found


def test_a_word_with_the_ending_of_an_adjective_may_be_a_noun() -> None:
    paragraphs = ("The tribunal met on Monday. A judge of the tribunal spoke.", "The tribunal adjourned.")
    assert "tribunal" in terms("Judges meet", paragraphs, "en")
