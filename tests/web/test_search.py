from __future__ import annotations

import pytest

from streams.errors import FilterError
from streams.found import Evidence, Found, Place, Topic
from streams.intake.media_topics import uri_of
from streams.web import told
from streams.web.entry import key_of
from streams.web.search import choices, search
from streams.web.wire import Wire
from tests.web.records import Record, canceled, copied, held, known, published, withdrawn

FERRY = Found(
    places=(Place("Oslo", "city", "NO", Evidence("rule", 0, 0, 4)),),
    topics=(Topic(uri_of("20000338"), 0.9, "words"),),  # shipping, under transport
)


def wire(*records: Record) -> Wire:
    made = Wire()
    for each in records:
        made.take(known(each))
    return made


WIRE = wire(
    published("urn:a", 1, found=FERRY, paragraphs=("The Quay is shut.",)),
    copied("urn:copy", 2, of="urn:a", headline="No boats"),
    published("urn:b", 3, headline="Deich in Gefahr", language="de-CH", source="bote"),
    held("urn:h", 4),
    published("urn:k", 5),
    canceled("urn:k", 6),
    published("urn:w", 7),
    withdrawn("urn:w", 8),
)
KEYS = {each.uri: key_of(each) for each in WIRE.everything()}


@pytest.mark.parametrize(
    ("asked", "fit"),
    [
        ([], "a b h k w"),
        ([("language", "de")], "b k"),
        ([("source", "paper")], "a k"),
        ([("source", "wire")], "a h k w"),
        ([("source", "bote")], "b k"),
        ([("topic", "20000338")], "a k"),
        ([("topic", "04000000")], "a k"),
        ([("topic", "15000000")], "k"),
        ([("place", "oslo")], "a k"),
        ([("place", "NO")], "a k"),
        ([("signal", "kill")], "k"),
        ([("signal", "embargo")], "h k"),
        ([("text", "quay shut")], "a k"),
        ([("text", "boats")], "a k"),
        ([("text", "qua")], "k"),
        ([("text", "quay"), ("language", "de")], "k"),
        ([("text", " ")], "a b h k w"),
    ],
)
def test_what_fits(asked: list[tuple[str, str]], fit: str) -> None:
    assert search(WIRE, asked)["keys"] == [KEYS[f"urn:{each}"] for each in sorted(fit.split(), key=_place)]


def _place(name: str) -> int:
    return list(KEYS).index(f"urn:{name}")


@pytest.mark.parametrize("pair", [("topic", "sport"), ("uri", "urn:a"), ("signal", "loud"), ("since", "1")])
def test_what_cannot_be_asked_is_refused(pair: tuple[str, str]) -> None:
    with pytest.raises(FilterError):
        search(WIRE, [pair])


def test_what_is_killed_or_withdrawn_is_searched_no_more() -> None:
    gone = wire(published("urn:w", 1, paragraphs=("A secret quay.",)), withdrawn("urn:w", 2))
    assert search(gone, [("text", "quay")])["keys"] == []


def test_the_beginning_of_a_text_is_kept() -> None:
    long = wire(published("urn:a", 1, paragraphs=("begin " + "x " * told.TEXT + "quay",)))
    assert len(search(long, [("text", "begin")])["keys"]) == 1
    assert search(long, [("text", "quay")])["keys"] == []


def test_a_source_with_a_long_name_is_found_by_what_the_page_calls_it() -> None:
    long = wire(published("urn:a", 1, source="s" * 99), copied("urn:copy", 2, of="urn:a"))
    offered = choices(long)["source"]
    assert [len(each) for each in offered] == [5, 60]
    for name in ("s" * 99, *offered):
        assert len(search(long, [("source", name)])["keys"]) == 1


def test_what_can_be_chosen_is_what_stands_on_the_wire() -> None:
    offered = choices(WIRE)
    assert choices(wire(held()))["source"] == ["wire"]
    assert offered["language"] == ["de", "de-CH", "en"]
    assert offered["source"] == ["bote", "paper", "wire"]
    assert offered["place"] == ["Oslo"]
    codes = [code for code, _ in offered["topic"]]
    assert {"20000338", "04000000"} <= set(codes)
    assert all(name and not name.isdigit() for _, name in offered["topic"])
