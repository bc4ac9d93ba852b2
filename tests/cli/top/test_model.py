"""What the model keeps of records, that it is bounded, and that it tells what has changed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from streams.cli.top import model
from streams.cli.top.model import HELD, LETTERS, NOTICES, SOURCE, WIRE, Desk, read
from streams.events import notice as notices
from streams.events import order, source_connection
from streams.events.source_connection import SourceConnection, key_of
from streams.stories.outcome import Notice, NoticeKind
from streams.topology import DEAD, SOURCES, WITHHELD
from streams.topology import NOTICES as NOTICE_TOPIC
from tests.cli.top.desks import Shown
from tests.web.records import NOON, Record, died, held, lifted, published


def desk_of(*records: Record) -> Desk:
    return Shown(*records).desk


def connection(why: str) -> Record:
    told = SourceConnection("wire", "feed", why, NOON, 3, NOON)
    return Record(SOURCES.name, key_of("wire", "feed"), source_connection.encode(told), [], 0)


def test_what_is_held_has_its_words_until_it_is_lifted() -> None:
    desk = desk_of(held())
    (waits,) = desk.held.values()
    assert (waits.uri, waits.headline, waits.reason, waits.words) == (
        *("urn:h", "Secret report", "embargo", "until 13:00"),
    )
    assert waits.until == datetime(2026, 11, 21, 13, 0, tzinfo=UTC)
    assert waits.place == (WITHHELD.name, 0, 0)
    assert desk.wire.is_held("urn:h")
    before = desk.moved[HELD]
    for value in read(lifted()):
        desk.take(value)
    assert not desk.held
    assert desk.moved[HELD] > before


def test_told_the_same_again_nothing_has_changed() -> None:
    shown = Shown(held(), published(), died(), connection(""))
    before = shown.desk.moved.copy()
    assert set(before) == {WIRE, HELD, LETTERS, SOURCE}
    shown.tell(published(), died())
    assert shown.desk.moved == before
    shown.tell(held())
    assert shown.desk.moved[HELD] == before[HELD]


def test_the_last_word_on_a_connection_counts() -> None:
    shown = Shown(connection("it refuses the login"))
    (told,) = shown.desk.sources.shown(NOON.timestamp())
    assert told["fails"][0]["why"] == "it refuses the login"
    shown.tell(connection(""))
    (told,) = shown.desk.sources.shown(NOON.timestamp())
    assert not told["fails"]


def test_what_comes_is_heard_of_its_source() -> None:
    (told,) = desk_of(published()).sources.shown(NOON.timestamp())
    assert (told["name"], told["last"]) == ("wire", round(NOON.timestamp() * 1000) + 2000)


@pytest.mark.parametrize("topic", [WITHHELD.name, SOURCES.name, DEAD.name])
@pytest.mark.parametrize("value", [b"", b"{}", b"\xff", b'{"item": {}, "desk": {"hold": null}}', None])
def test_what_others_wrote_says_nothing(topic: str, value: bytes | None) -> None:
    desk = desk_of(Record(topic, None, value, [], 0))
    assert not desk.held
    assert not desk.dead
    assert not desk.sources.shown(0.0)


def test_it_is_bounded_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "MOST", 3)
    desk = desk_of(*(held(f"urn:{each}", each) for each in range(5)), died(offset=1))
    assert [each.uri for each in desk.held.values()] == ["urn:2", "urn:3", "urn:4"]
    assert (desk.count(HELD), desk.count(LETTERS)) == ("3+", "1")


def test_notices_and_orders_are_kept_by_their_ids() -> None:
    shown = Shown(notice(), ordered(), notice())
    told = [(each.kind, each.uri, each.by, each.words) for each in shown.desk.notices.values()]
    assert told == [
        ("unclear_kill", "urn:a", "", "kill the dam story"),
        ("kill", "urn:a", "anna", "forged"),
    ]
    assert shown.desk.moved[NOTICES] == 2
    strange = Record(NOTICE_TOPIC.name, b"k", b"{}", [("ce_id", b"1")], 0)
    assert len(Shown(strange).desk.notices) == 0


def notice() -> Record:
    about = {"source": "wire", "headline": "Dam\x1b[2J at risk", "words": "kill the dam story"}
    told = Notice(NoticeKind.UNCLEAR_KILL, "urn:a", of="urn:b", raw="articles.raw/0/1", at=NOON, **about)
    return Record(NOTICE_TOPIC.name, b"urn:a", notices.encode(told), notices.headers_of(told, NOON), 1000)


def ordered() -> Record:
    told = order.Order("kill", "urn:a", "anna", "articles.raw/0/7", NOON, "forged")
    return Record(NOTICE_TOPIC.name, b"urn:a", order.encode(told), order.headers_of(told), 2000)
