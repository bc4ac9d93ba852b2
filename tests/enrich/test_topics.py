"""What an article is about, on made-up ones; and what keeps a topic out."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from streams.enrich.keywords import read_tokens
from streams.enrich.topic_words import topic_words
from streams.enrich.topics import find_topics
from streams.found import Evidence, Organisation, Topic
from streams.intake.media_topics import code_of, top_of, uri_of
from streams.sent import NOTHING_SENT, Concept, Sent

ARTICLES = tomllib.loads((Path(__file__).parents[1] / "data" / "topics.toml").read_text())["article"]


def topics(
    number: int | dict[str, str], sent: Sent = NOTHING_SENT, *organisations: Organisation
) -> tuple[Topic, ...]:
    article = ARTICLES[number] if isinstance(number, int) else number
    paragraphs = article["text"].strip().split("\n")
    return find_topics(read_tokens(article["headline"], paragraphs, article["language"]), sent, organisations)


def about(topic: str, language: str = "en") -> dict[str, str]:
    """The first article of a topic in a language."""
    return next(each for each in ARTICLES if each["topic"] == topic and each["language"] == language)


def topics_told(word: str) -> set[str]:
    seen = topic_words("en")[word]
    return set(seen.told.weights) if seen and seen.told else set()


def codes(found: tuple[Topic, ...]) -> list[str]:
    return [code_of(each.uri) or "" for each in found]


def tops(found: tuple[Topic, ...]) -> list[str]:
    return [code for code in codes(found) if top_of(code) == code]


def given(*codes: str) -> Sent:
    return Sent(subjects=tuple(Concept(uri=uri_of(code)) for code in codes))


@pytest.mark.parametrize("article", ARTICLES, ids=lambda each: f"{each['language']}: {each['headline']}")
def test_an_article_has_the_topic_that_it_is_about_or_none(article: dict[str, str]) -> None:
    assert tops(topics(article))[:1] == ([article["topic"]] if article["topic"] else [])


def test_each_of_the_seventeen_has_an_article_here() -> None:
    assert {each["topic"] for each in ARTICLES if each["language"] == "en"} >= {
        f"{n:02}000000" for n in range(1, 18)
    }


def test_it_says_how_sure_it_is_by_which_rule_and_which_words() -> None:
    first = topics(about("15000000"))[0]
    assert 0.5 < first.score <= 1
    assert first.rule == "words"
    assert {"semi-finals", "goal"} & set(first.words)


@pytest.mark.parametrize(
    ("topic", "narrower"), [("15000000", "20001065"), ("13000000", "20000718"), ("01000000", "20000018")]
)
def test_a_narrower_topic_follows_where_the_evidence_is_good(topic: str, narrower: str) -> None:
    assert codes(topics(about(topic)))[:2] == [topic, narrower]


def test_a_word_or_two_make_no_narrower_topic() -> None:
    handball = next(each for each in ARTICLES if each["headline"] == "Minister sees Varland win")
    assert "20001065" in topics_told("goalkeeper")
    assert codes(topics(handball)) == ["15000000"]
    two = {
        "language": "en",
        "headline": "Jockey, 61, wins last race",
        "text": "The jockey who had ridden longest won his last race on Sunday, on the racecourse where he had won his first.\n"
        "He wept when he was led past those who had come to see him, and gave his whip to a boy whom he did not know.",
    }
    assert topics_told("jockey") & topics_told("racecourse") == {"15000000", "20000960"}
    assert codes(topics(two)) == ["15000000"]


def test_beside_a_topic_of_the_sender_none_is_added_at_the_top() -> None:
    assert codes(topics(about("15000000"), given("04000000"))) == []


def test_below_a_topic_of_the_sender_a_narrower_one_may_stand() -> None:
    assert codes(topics(about("15000000"), given("15000000"))) == ["20001065"]


@pytest.mark.parametrize("theirs", ["20001065", "20001085", "20000822"])
def test_where_the_sender_gives_a_narrower_one_nothing_repeats_or_contradicts_it(theirs: str) -> None:
    assert codes(topics(about("15000000"), given(theirs))) == []
    assert codes(topics(about("15000000"), given("15000000", theirs))) == []


def test_a_section_tells_where_the_words_do_not() -> None:
    nothing = next(each for each in ARTICLES if each["headline"].startswith("The man who walks"))
    found = topics(nothing, Sent(subjects=(Concept("Sport"),)))
    assert (codes(found), found[0].rule) == (["15000000"], "section")


def test_a_section_does_not_stand_against_clear_words() -> None:
    found = topics(about("02000000"), Sent(subjects=(Concept("Sport"),)))
    assert tops(found)[0] == "02000000"


def test_a_tag_among_many_adds_no_topic() -> None:
    tags = ("Karun", "Women", "Varland", "Orrin", "Skerry", "Denby")
    war = about("16000000")
    assert tops(topics(war, Sent(subjects=(Concept("Women"),)))) == ["16000000", "14000000"]
    assert tops(topics(war, Sent(subjects=tuple(map(Concept, tags))))) == ["16000000"]


def test_a_flash_has_the_topic_of_its_section() -> None:
    flash = next(each for each in ARTICLES if each["headline"].startswith("PARLIAMENT"))
    assert tops(topics(flash, Sent(subjects=(Concept("Politics"),)))) == ["11000000"]


def test_listed_companies_speak_for_business() -> None:
    words = {
        "language": "en",
        "headline": "Halden to build ships with Tidewater",
        "text": "Halden and Tidewater will build ships together, both said on Monday after a year of talks.\n"
        "The first will leave the yard in 2029. Twelve more are to follow, one a year, at a cost of 900 million.\n"
        "Neither of them would name the yard, which may be the old one on the coast that has been shut for long.",
    }
    here = Evidence("suffix", 0, 0, 6)
    listed = [Organisation(name, here, symbol=name[:3]) for name in ("Halden", "Tidewater", "Marlow")]
    assert tops(topics(words)) == []
    assert tops(topics(words, NOTHING_SENT, *listed)) == ["04000000"]
    assert tops(topics(words, NOTHING_SENT, *(Organisation(each.name, here) for each in listed))) == []


def score_of(headline: str, text: str, topic: str = "15000000") -> float:
    found = topics({"language": "en", "headline": headline, "text": text})
    return next((each.score for each in found if code_of(each.uri) == topic), 0.0)


def test_a_headline_says_more_than_the_lead_and_the_lead_more_than_the_rest() -> None:
    text = (
        "Nobody had told the town about it until this week, and hardly anybody believed it when they read of it.\n"
        "The striker came with his goalkeeper and the whole team, and many more were said to be on their way there."
    )
    told, other = "The striker came", "The baker left"
    lead = "\n".join(reversed(text.split("\n")))
    assert score_of(told, text) > score_of(other, lead) > score_of(other, text) > 0


def test_the_same_word_many_times_makes_nothing_sure() -> None:
    text = (
        "Ann said football and he said football, " * 12
        + "and then they went home as they always do on such days."
    )
    assert topics({"language": "en", "headline": "They said it", "text": text}) == ()


def test_a_phrase_takes_its_words_out_of_the_count() -> None:
    text = (
        "They met on the river bank with a lender, a trader and a shareholder whom none of them had seen for years.\n"
        "What they said there nobody knows, for the wind was loud, and the bank of the river was wide and empty."
    )
    (found,) = topics({"language": "en", "headline": "", "text": text})
    assert "bank" not in found.words
    for parted in ("old bank", "river, bank"):
        (found,) = topics({"language": "en", "headline": "", "text": text.replace("river bank", parted)})
        assert "bank" in found.words


def test_words_are_told_as_the_article_has_them() -> None:
    first = topics(about("02000000", "de"))[0]
    assert {"staatsanwaltschaft", "angeklagte"} & set(first.words)
    assert not {"staatsanwalt", "angeklagt"} & set(first.words)


def test_a_plural_and_its_singular_are_one_word() -> None:
    text = (
        "A film is a film, and films are films, they said, and to most of us no film is a film among films.\n"
        "Nobody had told the town about it until this week, and hardly anybody believed it when they read of it."
    )
    assert topics({"language": "en", "headline": "", "text": text}) == ()


def test_two_words_are_enough_where_they_are_clear() -> None:
    text = (
        "Die Altstadt stand am Montag unter Wasser: Nach dem Hochwasser hat die Stadt Tarnau den Katastrophenfall "
        "ausgerufen. Wer dort wohnt, soll bis Freitag bei Verwandten bleiben, teilte sie am Abend mit."
    )
    clear, weak = (
        {"language": "de", "headline": each, "text": text} for each in ("Hochwasser in Tarnau", "Tarnau")
    )
    assert tops(topics(clear)) == ["03000000"]
    assert tops(topics(weak)) == []


def test_two_topics_that_are_both_strong_are_both_told_and_three_are_the_most() -> None:
    both = {
        "language": "en",
        "headline": "Parliament votes on a nature reserve",
        "text": about("11000000")["text"] + about("06000000")["text"],
    }
    assert set(tops(topics(both))) == {"11000000", "06000000"}
    texts = [about(topic)["text"].strip() for topic in ("02000000", "03000000", "04000000", "07000000")]
    many = {"language": "en", "headline": "", "text": "\n".join(["A long day.", *texts])}
    assert len(tops(topics(many))) == 3


def test_a_language_without_a_list_has_no_topics() -> None:
    assert topics({**about("15000000"), "language": "tlh"}) == ()
