"""A text that comes after its copies: it is published, and these are told anew."""

from __future__ import annotations

import pytest

from streams.article import Article
from streams.events.codec import ENRICHED
from streams.events.ids import event_id
from streams.kinds import Disposition, Format, Signal
from streams.stories.outcome import NoticeKind, Passed
from tests.articles import NOON, PARAGRAPHS, article
from tests.stories.room import Room, kinds
from tests.stories.test_hold import EMBARGO, WITHHELD
from tests.stories.test_kill import copy, kill

WIRE = "urn:newsml:meridian.example:20261121:QUAY"


def wire(offset: int, minutes: float = 60, **changes: object) -> Article:
    fields: dict[str, object] = {
        "uri": WIRE,
        "source": "meridian",
        "format": Format.NINJS,
        "credit": "Meridian",
    }
    return article(offset, minutes=minutes, **{**fields, **changes})


def page(offset: int, outlet: str = "b", **changes: object) -> Article:
    return copy(offset, outlet, **{"credit": "Meridian", **changes})


@pytest.fixture
def room() -> Room:
    return Room()


def test_the_agencys_own_item_is_published_and_the_page_is_told_as_its_copy(room: Room) -> None:
    room.tell(page(0))
    before = room.published["https://b.example/x"]
    outs = room.tell(wire(1))
    assert kinds(outs) == ["Passed enriched", "Passed enriched"]
    assert room.published[WIRE].verdict.of is None  # type: ignore[union-attr]
    told = room.published["https://b.example/x"]
    assert told.verdict is not None
    assert (told.verdict.of, told.verdict.retold, told.body) == (WIRE, "articles.raw/0/1", before.body)
    assert [(link.uri, link.source) for link in told.verdict.links] == [(WIRE, "meridian")]
    # It is another event of the same raw event, and it is the same one each time.
    assert told.origin == before.origin
    assert event_id(ENRICHED, told) != event_id(ENRICHED, before)
    assert set(room.final().values()) == {Disposition.ENRICHED}


def test_later_copies_are_copies_of_the_original(room: Room) -> None:
    room.tell(page(0), wire(1), page(2, "c", minutes=90))
    verdict = room.reported[-1].verdict
    assert verdict is not None
    assert verdict.of == WIRE
    assert {link.uri for link in verdict.links} == {WIRE, "https://b.example/x"}


def test_its_kill_reaches_all_that_came_before_it(room: Room) -> None:
    room.tell(page(0), page(1, "c"), wire(2), kill(3, WIRE, source="meridian", minutes=90))
    assert {uri: status for uri, (status, _) in room.standing().items()} == dict.fromkeys(
        (WIRE, "https://b.example/x", "https://c.example/x"), "canceled"
    )


def test_a_page_that_takes_its_copy_back_leaves_the_agencys_item(room: Room) -> None:
    room.tell(
        page(0), wire(1), page(2, "c", minutes=61), kill(3, "https://b.example/x", source="b", minutes=90)
    )
    assert {uri: status for uri, (status, _) in room.standing().items()} == {
        WIRE: "usable",
        "https://b.example/x": "canceled",
    }


def test_a_copy_that_is_told_anew_is_remembered_after_a_restart(room: Room) -> None:
    room.tell(page(0), wire(1))
    room.start()
    room.tell(kill(2, WIRE, source="meridian", minutes=90))
    assert room.standing()["https://b.example/x"][0] == "canceled"


def test_a_source_does_not_take_over_from_itself(room: Room) -> None:
    room.tell(article(minutes=30), article(1, uri="urn:again:1", minutes=31, version_created=NOON))
    assert [each.uri for each in room.reported] == ["urn:again:1"]


def test_the_original_of_what_has_broken_its_embargo_waits_for_its_time_all_the_same(room: Room) -> None:
    room.tell(page(0))
    assert kinds(room.tell(wire(1, hold=EMBARGO))) == ["Held withheld", "Notice"]
    (told,) = room.notices
    assert (told.kind, told.uri, told.of) == (NoticeKind.EMBARGO_BROKEN, WIRE, "https://b.example/x")
    room.clock(NOON.replace(hour=15))
    assert room.standing()[WIRE][0] == "usable"
    copied = room.published["https://b.example/x"]
    assert copied.verdict is not None
    assert (copied.verdict.of, copied.verdict.retold, copied.pub_status) == (
        WIRE,
        "articles.raw/0/1",
        "usable",
    )


def test_an_original_that_is_out_is_compared_by_its_own_text(room: Room) -> None:
    more = tuple(f"Berth {number} is dredged by crew {number * 7}." for number in range(6))
    room.tell(page(0, paragraphs=(*PARAGRAPHS, *more)), wire(1, hold=EMBARGO))
    room.clock(NOON.replace(hour=15))
    found = {each.uri: each.exact for each in room.ledger.alike(article(5, uri="urn:again:1"))}
    assert found == {WIRE: True, "https://b.example/x": False}


def test_what_has_broken_an_embargo_is_told_as_a_copy_when_the_desk_releases_the_original(room: Room) -> None:
    room.tell(page(0), wire(1, hold=EMBARGO))
    outs = room.tell(wire(2, minutes=70, paragraphs=(), headline=None, signal=Signal.RELEASE))
    assert kinds(outs) == ["Reported signal", "Passed enriched", "Lifted", "Passed enriched"]
    verdict = room.published["https://b.example/x"].verdict
    assert verdict is not None
    assert verdict.of == WIRE
    # A later version of the original says nothing new of it.
    room.tell(wire(3, minutes=80, version="2", headline="Quay shut", signal=Signal.UPDATE))
    assert [out.article.uri for out in room.outs[-1:] if isinstance(out, Passed)] == [WIRE]


def test_of_what_only_holds_it_nothing_is_told_then(room: Room) -> None:
    own = tuple(
        f"Berth {number} will be dredged by crew {number * 7} before its pier reopens."
        for number in range(40)
    )
    room.tell(wire(0, hold=EMBARGO), page(1, paragraphs=(*PARAGRAPHS, *own)))
    assert room.published["https://b.example/x"].verdict.links[0].method == "holds"  # type: ignore[union-attr]
    outs = room.clock(NOON.replace(hour=15))
    assert [out.article.uri for out in outs if isinstance(out, Passed)] == [WIRE]


def test_who_copies_the_words_of_an_embargo_waits_for_nothing(room: Room) -> None:
    room.tell(wire(0))
    assert kinds(room.tell(page(1, hold=EMBARGO))) == ["Reported duplicate", "Notice"]


def test_what_is_withheld_takes_over_from_nobody(room: Room) -> None:
    room.tell(page(0))
    assert kinds(room.tell(wire(1, hold=WITHHELD, pub_status="withheld"))) == ["Reported duplicate"]


def test_without_a_credit_the_earlier_by_its_own_time_is_the_original(room: Room) -> None:
    room.tell(copy(0, minutes=30))
    outs = room.tell(article(1, minutes=40, version_created=NOON))
    assert [out.article.uri for out in outs if isinstance(out, Passed)] == [
        article().uri,
        "https://b.example/x",
    ]


@pytest.mark.parametrize("made", [NOON.replace(hour=0), NOON.replace(year=2031)])
def test_a_day_or_a_time_to_come_says_nothing(room: Room, made: object) -> None:
    room.tell(copy(0, minutes=30))
    assert kinds(room.tell(article(1, minutes=40, version_created=made))) == ["Reported duplicate"]


@pytest.mark.parametrize("first", ["page", "wire"])
@pytest.mark.parametrize("made", [NOON.replace(hour=0), None, NOON.replace(year=2031)])
def test_a_page_with_a_coarse_date_is_canceled_with_the_wires_story(
    room: Room, first: str, made: object
) -> None:
    events = [copy(0, version_created=made, minutes=1), wire(1, credit=None, version_created=NOON, minutes=2)]
    room.tell(*(events if first == "page" else reversed(events)), kill(3, WIRE, source="meridian"))
    assert all(status == "canceled" for status, _ in room.standing().values())
    assert room.standing()["https://b.example/x"] == ("canceled", "")


def test_a_part_of_it_is_a_copy_too(room: Room) -> None:
    room.tell(page(0, paragraphs=PARAGRAPHS[:2]), wire(1))
    told = room.published["https://b.example/x"].verdict
    assert told is not None
    assert (told.of, told.links[0].share) == (WIRE, 1.0)
    assert told.links[0].shared < 0.7


def test_what_has_broken_an_embargo_is_canceled_with_the_item_that_never_went_out(room: Room) -> None:
    room.tell(page(0), wire(1, hold=EMBARGO), kill(2, WIRE, source="meridian", minutes=90))
    assert room.standing()["https://b.example/x"] == ("canceled", "")


def test_nothing_takes_over_from_a_text_that_waits(room: Room) -> None:
    room.tell(page(0, hold=EMBARGO))
    assert kinds(room.tell(wire(1))) == ["Reported duplicate", "Notice"]
