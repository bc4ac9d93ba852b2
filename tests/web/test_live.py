"""The live page's feed on an embedded broker: what stands on the topics is read, and only while somebody looks."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import orjson
import pytest
from aiokafka import AIOKafkaProducer

from streams.brokers.embedded import EmbeddedBroker, free_port
from streams.brokers.topics import ensure_topics
from streams.errors import BrokerError
from streams.kinds import Disposition, Signal
from streams.runtime.health import Health
from streams.runtime.loop_share import LoopShare
from streams.topology import DUPLICATES, ENRICHED, all_topics
from streams.web import end_topics, look_back, tried
from streams.web import live as limits
from streams.web import wire as wire_limits
from streams.web.end_topics import BACK
from streams.web.live import Live
from streams.web.stream import WAITING, Client
from streams.web.wire import Wire
from tests.waiting import until
from tests.web.records import (
    NOON,
    Record,
    canceled,
    copied,
    died,
    held,
    known,
    lifted,
    merged,
    published,
    record_of_health,
    reported,
    together,
    withdrawn,
)


@pytest.fixture
async def producer(embedded: EmbeddedBroker) -> AsyncIterator[AIOKafkaProducer]:
    await ensure_topics(embedded.address, all_topics("desk"), 2, 1)
    producer = AIOKafkaProducer(bootstrap_servers=embedded.address)
    await producer.start()
    yield producer
    await producer.stop()


@pytest.fixture
async def live(embedded: EmbeddedBroker) -> AsyncIterator[Live]:
    live = Live(embedded.address, Health(60), lag=lambda: 7.0)
    yield live
    await live.close()


async def write(producer: AIOKafkaProducer, *records: Record) -> None:
    for each in records:
        await producer.send_and_wait(each.topic, each.value, key=each.key, headers=each.headers)


async def heard(client: Client, name: str, seconds: float = 20) -> Any:
    """The data of the next event of that name."""
    async with asyncio.timeout(seconds):
        while True:
            event = await client.next(seconds)
            assert event is not None
            if f"event: {name}\n".encode() in event:
                return orjson.loads(event.partition(b"data: ")[2])


def identity(event: bytes) -> str:
    return event.partition(b"id: ")[2].partition(b"\n")[0].decode()


async def test_who_comes_sees_what_is_there_and_then_what_comes(
    producer: AIOKafkaProducer, live: Live
) -> None:
    await write(producer, published(), copied(), held(), died())
    with live.client() as client:
        entries = await heard(client, "all")
        assert [entry["kind"] for entry in entries] == ["out", "held"]
        assert entries[0]["copied"] == 1
        figures = await heard(client, "figures")
        assert (figures["held"], figures["lag"], figures["ready"], figures["problem"]) == (1, 7, True, None)
        await write(producer, lifted())
        assert (await heard(client, "gone"))["key"] == entries[1]["key"]
        await write(producer, published("urn:b", 7, headline="Second"))
        assert (await heard(client, "entry"))["headline"] == "Second"


async def test_the_uri_of_an_entry_is_found_as_long_as_it_is_shown(
    producer: AIOKafkaProducer, live: Live
) -> None:
    await write(producer, published("urn:a"), held("urn:h"))
    with live.client() as client:
        keys = [entry["key"] for entry in await heard(client, "all")]
        assert [live.uri_of(key) for key in keys] == ["urn:a", "urn:h"]
        await write(producer, lifted())
        await heard(client, "gone")
        assert [live.uri_of(key) for key in keys] == ["urn:a", None]


async def test_a_kill_of_the_last_hour_is_found_behind_whatever_came_since(
    producer: AIOKafkaProducer, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(BACK, ENRICHED.name, 10)
    monkeypatch.setattr(wire_limits, "STORIES", 5)
    await write(producer, published("urn:a"), canceled("urn:a"))
    await write(producer, *(published(f"urn:{number}", number) for number in range(100, 120)))
    with live.client() as client:
        entries = await heard(client, "all")
        assert len(entries) == 6
        assert [each["kind"] for each in entries if "pinned" in each] == ["killed"]
        assert sum((await heard(client, "minutes"))["count"][-2:]) == 21  # a minute may have begun meanwhile


async def test_kills_and_corrections_are_found_behind_all_that_is_read_of_the_hour(
    producer: AIOKafkaProducer, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    for topic in (ENRICHED, DUPLICATES):
        monkeypatch.setitem(BACK, topic.name, 10)
    monkeypatch.setattr(end_topics, "HOUR_RECORDS", 20)
    monkeypatch.setattr(wire_limits, "STORIES", 5)
    await write(
        producer,
        published("urn:a"),
        canceled("urn:a"),
        published("urn:b", 2, Signal.CORRECTION),
        reported(Disposition.KILLED, "urn:c"),
    )
    await write(producer, *(published(f"urn:{number}", number) for number in range(100, 160)))
    await write(producer, *(copied(f"urn:y{number}", number, of="urn:159") for number in range(200, 240)))
    with live.client() as client:
        assert not [each for each in await heard(client, "all") if "pinned" in each]
        pinned = [each for each in await heard(client, "all") if "pinned" in each]
        assert sorted(each["kind"] for each in pinned) == ["killed", "killed", "out"]
        while (pins := (await heard(client, "figures"))["pins"])["reading"]:
            pass
        assert pins == {"reading": False, "since": None, "more": 0}
        with live.client() as later:
            assert len([each for each in await heard(later, "all") if "pinned" in each]) == 3


def test_what_comes_is_told_to_what_looks_back(monkeypatch: pytest.MonkeyPatch) -> None:
    live = Live("nowhere:1", Health(60))
    told: list[Any] = []
    monkeypatch.setattr(live._look_back, "later", told.append)
    live._take(iter([withdrawn()]))
    assert told == [known(withdrawn())]


def test_who_comes_back_begins_anew_where_an_earlier_kill_was_found_meanwhile() -> None:
    live, earlier = Live("nowhere:1", Health(60)), Wire()
    earlier.take(known(canceled("urn:a")))
    for new in (True, False):
        last = live._ring.last
        live._put_earlier(earlier)
        assert (live._ring.after(last) is None) is new


async def test_of_more_than_is_looked_through_it_is_said_since_when_they_are_known(
    producer: AIOKafkaProducer, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(BACK, ENRICHED.name, 10)
    monkeypatch.setattr(end_topics, "HOUR_RECORDS", 10)
    monkeypatch.setattr(look_back, "RECORDS", 20)
    await write(producer, canceled("urn:a"))
    await write(producer, *(published(f"urn:{number}", number) for number in range(100, 160)))
    with live.client() as client:
        while (pins := (await heard(client, "figures"))["pins"])["reading"]:
            pass
        assert pins["since"] is not None
        assert not live._wire._pinned


async def test_of_an_hour_with_too_much_the_last_part_is_read_and_that_is_said(
    producer: AIOKafkaProducer, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(BACK, ENRICHED.name, 10)
    monkeypatch.setattr(end_topics, "HOUR_RECORDS", 20)
    await write(producer, *(published(f"urn:{number}", number) for number in range(60)))
    with live.client() as client:
        assert len(await heard(client, "all")) == 20
        # A minute may have begun since they were written: then all is known of the last one.
        assert (await heard(client, "minutes"))["count"][-2] is None
        # Of what is further back than usual the text is not kept.
        texts = [told.now.traits.text for told in live._wire.stories() if told.now and told.now.traits]
        assert sum("one." in (text or "") for text in texts) == 10


async def test_a_search_takes_no_more_than_its_share_of_the_loop() -> None:
    class Rests(LoopShare):
        rested = 0

        async def rest(self) -> None:
            Rests.rested += 1

    share = Rests()
    live = Live("nowhere:1", Health(60), share=share)
    live._take(iter([published()]))
    assert len((await live.search([("text", "one")]))["keys"]) == 1
    assert Rests.rested == 1
    assert share._owed > 0


def test_what_is_told_seldom_is_told_where_it_has_changed() -> None:
    live, client = Live("nowhere:1", Health(60), now=lambda: NOON.timestamp()), Client()
    live._clients.add(client)
    for _ in range(2):
        live._tell_seldom()
        assert client._waiting.qsize() == 3
    live._take(iter([published()]))
    live._tell_seldom()
    assert client._waiting.qsize() == 3 + 1 + 3


async def test_how_the_sources_are_is_read_beside_the_wire_and_then_followed(
    producer: AIOKafkaProducer, live: Live
) -> None:
    await write(producer, published(), record_of_health("bote", silent=False, last=NOON, every=5))
    with live.client() as client:
        while len(rows := await heard(client, "sources")) < 2:
            pass
        assert [(each["name"], each["usual"]) for each in rows] == [("bote", 300), ("wire", None)]
        later = NOON + timedelta(hours=3)
        await write(producer, record_of_health("bote", silent=True, last=NOON, every=5, at=later))
        while not (rows := await heard(client, "sources"))[0]["silent"]:
            pass
        with live.client() as other:
            assert (await heard(other, "sources"))[0]["silent"] == ["en"]


async def test_that_the_sources_cannot_be_read_stays_in_the_page(
    producer: AIOKafkaProducer, live: Live, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failures: list[Exception] = [BrokerError("gone"), RuntimeError("a fault")]

    async def fail(*_: object) -> None:
        raise failures.pop(0)

    monkeypatch.setattr(tried, "AGAIN", 0.0)
    monkeypatch.setattr(limits, "offset_ranges", fail)
    with live.client() as client:
        await heard(client, "all")
        await until(lambda: not failures)
        await write(producer, published("urn:b", 7, headline="Second"))
        assert (await heard(client, "entry"))["headline"] == "Second"
    assert "tries again: gone" in caplog.text and "a fault" in caplog.text


async def test_the_stories_are_told_beside_the_articles(producer: AIOKafkaProducer, live: Live) -> None:
    await write(producer, published("urn:a"), published("urn:b", 7), together("urn:a", "urn:b"))
    with live.client() as client:
        keys = {entry["key"] for entry in await heard(client, "all")}
        (story,) = await heard(client, "stories")
        assert {each["key"] for each in story["tellings"]} == keys
        await write(producer, together("urn:a", "urn:b", "urn:c"))
        assert (await heard(client, "story"))["articles"] == 3
        with live.client() as later:
            assert [each["articles"] for each in await heard(later, "stories")] == [3]
        await write(producer, merged(1, into=2))
        assert await heard(client, "story") == {"key": story["key"], "tellings": []}


async def test_who_comes_back_hears_only_what_he_missed(producer: AIOKafkaProducer, live: Live) -> None:
    await write(producer, published())
    with live.client() as stays:
        await heard(stays, "all")
        with live.client() as leaves:
            everything = await leaves.next(5)
            assert everything is not None
        await write(producer, published("urn:b", 7, headline="Second"))
        await heard(stays, "entry")
        with live.client(identity(everything)) as back:
            event = await back.next(5)
            assert event is not None
            assert b"event: entry" in event
            assert b"Second" in event
        with live.client("of-another-run-3") as stranger:
            event = await stranger.next(5)
            assert event is not None
            assert b"event: all" in event


async def test_who_missed_too_much_begins_anew(producer: AIOKafkaProducer, live: Live) -> None:
    with live.client() as stays:
        await heard(stays, "all")
        last = live._ring.last
        for number in range(WAITING):
            live._take(iter([published(f"urn:{number}", number)]))
        with live.client(last) as back:
            assert len(await heard(back, "all")) == WAITING
            assert not back.lost


async def test_nothing_is_read_while_nobody_looks(
    producer: AIOKafkaProducer, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LINGER", 0.05)
    assert not _reads(live)
    with live.client() as client:
        await heard(client, "all")
        reading = live._reading
        assert reading is not None
    await until(lambda: not _reads(live) and reading.done())
    assert live._wire.everything() == []
    with live.client() as client:
        await heard(client, "all")


async def test_a_client_that_does_not_listen_is_let_go_and_costs_no_more() -> None:
    client = Client()
    for _ in range(10 * WAITING):
        client.put(b"event")
    assert client.lost
    assert await client.next(1) is None
    with pytest.raises(TimeoutError):
        await client.next(0.01)


async def test_a_broker_that_is_away_is_told_and_the_reading_begins_again(
    embedded: EmbeddedBroker, live: Live, monkeypatch: pytest.MonkeyPatch, producer: AIOKafkaProducer
) -> None:
    monkeypatch.setattr(limits, "AGAIN", 0.1)
    away = Live(f"127.0.0.1:{free_port()}", Health(60))
    with away.client() as client:
        await heard(client, "figures")
        told = await heard(client, "figures")
        assert told["problem"].startswith("The page cannot read the topics: no broker answers at 127.0.0.1:")
        assert told["state"] == {"name": "no broker"}
        away._broker = embedded.address
        assert await heard(client, "all") == []
    await away.close()


async def test_a_fault_of_ours_stays_in_the_page(
    producer: AIOKafkaProducer, live: Live, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr(live, "_read_back", fail)
    with live.client() as client:
        await heard(client, "figures")
        assert "a fault of copydesk" in (await heard(client, "figures"))["problem"]
    assert "a fault" in caplog.text


async def test_a_wire_that_is_too_fast_is_left_out_but_counted(
    producer: AIOKafkaProducer, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "_BEHIND", 20)
    monkeypatch.setattr(limits, "_BATCH", 10)
    with live.client() as client:
        await heard(client, "all")
        one, kills = published().value, [canceled(f"urn:k{number}") for number in range(20)]
        many = [(one, published(offset=number).headers) for number in range(280)]
        for number, kill in enumerate(kills):
            many.insert(15 * number, (kill.value, kill.headers))
        sent = [await producer.send(ENRICHED.name, value, key=b"k", headers=told) for value, told in many]
        await asyncio.gather(*sent)
        await until(lambda: _minute(live) > 200)
        # What is left out is looked through for kills.
        await until(lambda: len(live._wire._pinned) == 20)
        assert len(live._wire.stories()) == 21


def _reads(live: Live) -> bool:
    return live._reading is not None


def _minute(live: Live) -> int:
    return int(live._figures.shown(live._now())["minute"])


async def test_when_the_worker_ends_every_page_is_let_go(producer: AIOKafkaProducer, live: Live) -> None:
    with live.client() as client:
        await heard(client, "all")
        await live.close()
        assert live.full
        with contextlib.suppress(TimeoutError):
            while await client.next(1) is not None:
                pass
        assert client.lost


async def test_what_is_not_known_is_no_number(embedded: EmbeddedBroker) -> None:
    health = Health(60)
    live = Live(embedded.address, health)
    reading = live._figures_now()
    assert (reading["ready"], reading["minute"], reading["held"], reading["dead"]) == (
        False,
        None,
        None,
        None,
    )
    live._ready = True
    # Nobody has looked yet.
    assert live._figures_now()["lag"] is None
    live._lag = lambda: 7.0
    told = live._figures_now()
    assert (told["lag"], told["minute"], told["held"], told["problem"]) == (7, 0, 0, None)
    health.reach = lambda: "broker unreachable since 06:00:00 UTC: one:9092 (Connection refused)"
    told = live._figures_now()
    assert (told["lag"], told["minute"]) == (None, None)
    assert told["problem"] == "broker unreachable since 06:00:00 UTC: one:9092 (Connection refused)"
