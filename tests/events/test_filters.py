from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
import pytest

from streams.errors import FilterError
from streams.events.filters import (
    CONDITIONS,
    MOST_TEXT,
    OF_STORIES,
    Filter,
    traits_in_event,
    traits_in_headers,
)
from streams.kinds import Signal
from streams.sent import Concept, Sent
from tests.web.records import Record, article, published, together

TOPIC = "http://cv.iptc.org/newscodes/mediatopic/"


def fits(asked: Filter, record: Record) -> bool | None:
    assert record.value is not None
    return asked.judge(traits_in_event(orjson.loads(record.value)))


def by_headers(asked: Filter, record: Record) -> bool | None:
    return asked.judge(traits_in_headers(dict(record.headers)))


def about(*uris: str) -> dict[str, Any]:
    return {"sent": replace(article().sent, subjects=tuple(Concept(name="x", uri=uri) for uri in uris))}


@pytest.mark.parametrize(
    ("query", "fields", "fit"),
    [
        ("language=en", {}, True),
        ("language=de", {}, False),
        ("language=de", {"language": "de-CH"}, True),
        ("language=de-CH", {"language": "de"}, False),
        ("language=DE_ch", {"language": "de-CH"}, True),
        ("language=de&language=en", {}, True),
        ("source=wire", {}, True),
        ("source=wir", {}, False),
        ("signal=correction", {}, False),
        ("signal=correction&signal=new", {}, True),
        ("uri=urn:", {}, True),
        ("uri=urn:b", {}, False),
        ("text=FERRIES", {}, True),
        ("text=ferries one", {}, True),
        ("text=ferries two", {}, False),
        ("text=ferrie", {}, False),  # a word, and not a part of one
        ("text=a-a", {"headline": "xa-a-a or so"}, True),  # within a word at first, and then not
        ("text=ferries", {"headline": "ferries_1 1ferries", "paragraphs": ("one",)}, False),
        ("text=straße", {"headline": "STRASSE gesperrt"}, True),
        ("text=東京", {"headline": "台風が東京に接近"}, True),
        ("place=oslo", {"located": "Oslo"}, True),
        ("place=oslo", {}, False),
        ("language=en&source=other", {}, False),
        ("language=en&text=ferries", {}, True),
    ],
)
def test_what_fits(query: str, fields: dict[str, Any], fit: bool) -> None:
    pairs = [tuple(each.split("=", 1)) for each in query.split("&")]
    asked = Filter.from_query([(name, value) for name, value in pairs])
    record = published(**fields)
    assert fits(asked, record) is fit
    told = by_headers(asked, record)
    # Where the headers tell it, they tell the same.
    assert told is (None if fit or told is None else False) or told is fit
    needs_value = asked.text or asked.place
    assert needs_value or told is fit


@pytest.mark.parametrize("asked", ["04000000", "medtop:04000000", TOPIC + "04000000"])
def test_a_topic_means_narrower_ones_too(asked: str) -> None:
    wanted = Filter.from_query([("topic", asked)])
    economy, sport = Concept(uri=TOPIC + "20000170"), Concept(uri=TOPIC + "15000000")
    for concept, fit in ((economy, True), (sport, False)):
        record = published(sent=Sent(subjects=(concept,)))
        assert fits(wanted, record) is by_headers(wanted, record) is fit
    assert fits(wanted, published()) is by_headers(wanted, published()) is False


def test_a_narrower_topic_does_not_mean_the_one_above() -> None:
    wanted = Filter.from_query([("topic", "20000170")])
    record = published(sent=Sent(subjects=(Concept(uri=TOPIC + "04000000"),)))
    assert fits(wanted, record) is False


def test_places_are_found_by_name_country_and_province() -> None:
    event = orjson.loads(published().value or b"")
    place = {"name": "Rotterdam", "country": "NL", "subdivision": "NL-ZH"}
    event["desk"]["places"] = [place]
    traits = traits_in_event(event)
    for asked, fit in (("rotterdam", True), ("NL", True), ("nl-zh", True), ("BE", False)):
        assert Filter.from_query([("place", asked)]).judge(traits) is fit


def test_stories_are_judged_by_their_articles() -> None:
    record = together("urn:a", "urn:b")
    for name, value, fit in (
        ("language", "en", True),
        ("language", "fr", False),
        ("source", "source-b", True),
        ("uri", "urn:b", True),
        ("text", "headline", True),
        ("text", "ferry", False),
    ):
        assert fits(Filter.from_query([(name, value)], OF_STORIES), record) is fit, (name, value)
    with pytest.raises(FilterError, match="there is no filter 'signal' here: there are language"):
        Filter.from_query([("signal", "new")], OF_STORIES)


def test_a_table_says_the_same_as_a_query() -> None:
    table = {"language": ["de", "en"], "text": "ferries strike", "topic": "04000000"}
    query = [
        ("language", "en"),
        ("language", "de"),
        ("text", "ferries"),
        ("text", "strike"),
        ("topic", "04000000"),
    ]
    assert Filter.from_table(table) == Filter.from_query(query)
    assert Filter.from_table({}).asks_nothing
    assert not Filter.from_table(table).asks_nothing


@pytest.mark.parametrize(
    ("table", "why"),
    [
        (
            {"lang": "de"},
            r"there is no filter 'lang' here: there are language, source, topic, signal, place, uri, text$",
        ),
        ({"language": "german!"}, r"language 'german!' is no BCP 47 tag such as de or pt-BR$"),
        ({"language": 3}, r"language is to be a string, or a list of strings$"),
        ({"language": " "}, r"language is empty: leave it out, or say a BCP 47 tag"),
        ({"topic": "99"}, r"topic '99' is no IPTC Media Topic: give its eight digits, such as 04000000$"),
        ({"topic": "99999999"}, r"topic '99999999' is no IPTC Media Topic"),
        ({"signal": "killed"}, r"there is no signal 'killed': there are new, update, correction,"),
        ({"uri": "urn: a"}, r"uri 'urn: a' is no beginning of a uri$"),
        ({"source": ["a"] * 51}, r"source has 51 values; at most 50$"),
        ({"source": "a" * 301}, r"source is longer than 300 characters$"),
        ({"text": " ".join(map(str, range(51)))}, r"text has 51 words; at most 50$"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_sentence(table: dict[str, Any], why: str) -> None:
    with pytest.raises(FilterError, match=why):
        Filter.from_table(table)


def test_every_condition_is_read_and_explained() -> None:
    values = {"topic": "04000000", "signal": str(Signal.NEW)}
    for name, words in CONDITIONS.items():
        assert not Filter.from_table({name: values.get(name, "de")}).asks_nothing
        assert words


@pytest.mark.parametrize("event", [{}, {"item": {}}, {"item": 3, "desk": 4}, {"latest": []}, []])
def test_what_is_no_event_of_ours_is_told_apart(event: Any) -> None:
    with pytest.raises(ValueError, match="not an event of copydesk"):
        traits_in_event(event)


def test_headers_of_others_tell_nothing() -> None:
    assert Filter.from_query([("language", "en")]).judge(traits_in_headers({"ce_type": b"x"})) is None


def test_of_a_text_without_end_the_beginning_is_looked_at() -> None:
    asked = Filter.from_query([("text", "last")])
    assert fits(asked, published(paragraphs=("x " * (MOST_TEXT // 2) + " last",))) is False
    assert fits(asked, published(paragraphs=("x " * (MOST_TEXT // 2 - 10) + " last",))) is True
