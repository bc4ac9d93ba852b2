"""What an article is about, on made-up ones; and what keeps a topic out."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from streams.article import Evidence, Organisation, Topic
from streams.enrich.keywords import read_tokens
from streams.enrich.topics import find_topics
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
    assert all(top_of(code) == code for code in codes(topics(about("05000000"))))


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


def test_two_topics_that_are_both_strong_are_both_told_and_three_are_the_most() -> None:
    both = {
        "language": "en",
        "headline": "Parliament votes on a nature reserve",
        "text": about("11000000")["text"] + about("06000000")["text"],
    }
    assert set(tops(topics(both))) == {"11000000", "06000000"}
    many = {"language": "en", "headline": "", "text": "".join(each["text"] for each in ARTICLES[:17])}
    assert len(tops(topics(many))) <= 3


def test_a_language_without_a_list_has_no_topics() -> None:
    assert topics({**about("15000000"), "language": "tlh"}) == ()
