from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiokafka import errors

from streams import metrics, series
from streams.connect import desk as module
from streams.connect import sender as sending
from streams.connect.sender import RecordRefusedError
from streams.connect.waiting import SHARE
from streams.errors import FeedError
from streams.events.raw_event import RawEvent
from streams.topology import MAX_MESSAGE_BYTES
from tests.connect.desks import Producer, desk_for
from tests.waiting import until


def event(value: bytes, name: str = "entry") -> RawEvent:
    return RawEvent(name, value, b"key", (("ce_subject", "süd".encode()), ("odd", b"\xff\x00")))


@pytest.fixture(autouse=True)
def _no_patience(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(module, "_PATIENCE", 0.01)
    monkeypatch.setattr(module, "_FULL", 0.01)
    monkeypatch.setattr(sending, "BACKOFF", (0.01,))
    yield


async def test_what_the_broker_takes_never_lies_on_disk(tmp_path: Path) -> None:
    with desk_for("quay", "feed", tmp_path) as (desk, producer):
        await desk.keep([event(b"a"), event(b"b")])
        assert producer.values == [b"a", b"b"]
        assert metrics.REGISTRY.get_sample_value("copydesk_connect_waiting_bytes") == 0


async def test_what_waits_goes_out_first_and_whole_also_after_a_restart(tmp_path: Path) -> None:
    gone = Producer([errors.KafkaConnectionError()] * 1000)
    with desk_for("quay", "feed", tmp_path, gone) as (desk, _):
        await desk.keep([event(b"a"), event(b"b")])
        assert metrics.REGISTRY.get_sample_value("copydesk_connect_waiting_bytes") == 2 * event(b"a").size
    with desk_for("quay", "feed", tmp_path) as (desk, producer):
        await desk.keep([event(b"c")])  # behind those that wait, though the broker is there
        assert producer.values == []
        sending_on = asyncio.create_task(desk.send_waiting())
        await desk.nothing_waits()
        assert producer.values == [b"a", b"b", b"c"]
        assert producer.taken[0].headers == event(b"a").headers
        sending_on.cancel()
        assert metrics.REGISTRY.get_sample_value("copydesk_connect_waiting_bytes") == 0


async def test_a_source_fills_its_share_and_waits_and_another_has_room(tmp_path: Path) -> None:
    gone = Producer([errors.KafkaConnectionError()] * 100_000)
    size = event(b"x" * 1000).size
    with desk_for("quay", "feed", tmp_path, gone, limit=SHARE * size) as (desk, producer):
        await desk.keep([event(b"x" * 1000)])
        full = asyncio.create_task(desk.keep([event(b"x" * 1000)]))
        await desk.of("mole").keep([event(b"y" * 1000)])
        assert not full.done()
        producer.fails.clear()
        sending_on = asyncio.create_task(desk.send_waiting())
        await full
        await until(lambda: producer.values.count(b"x" * 1000) == 2)
        sending_on.cancel()


async def test_what_was_sent_is_counted_under_its_source(tmp_path: Path) -> None:
    series.list_sources(["counted-quay"])
    with desk_for("counted-quay", "feed", tmp_path) as (desk, _):
        await desk.send([event(b"a")])
        await desk.send([])
        desk.refused("entry 2: no text")
        labels = {"source": "counted-quay", "kind": "feed"}
        assert metrics.REGISTRY.get_sample_value("copydesk_connect_events_total", labels) == 1
        assert metrics.REGISTRY.get_sample_value("copydesk_connect_refused_total", labels) == 1


async def test_marks_and_what_was_seen(tmp_path: Path) -> None:
    with desk_for("quay", "feed", tmp_path) as (desk, _):
        desk.remember("etag", "one")
        assert desk.mark("etag") == "one"
        assert desk.of("mole").mark("etag") is None
        desk.note(["a"])
        assert desk.unseen(["a", "b"]) == ["b"]


async def test_what_no_record_holds_does_not_wait(tmp_path: Path) -> None:
    """It would wait for ever, and all that is behind it."""
    gone = Producer([errors.KafkaConnectionError()] * 1000)
    with desk_for("quay", "feed", tmp_path, gone) as (desk, _):
        await desk.keep([event(b"a")])
        with pytest.raises(FeedError, match="a record holds"):
            await desk.keep([event(b"x" * MAX_MESSAGE_BYTES)])
        assert desk._waiting.of("quay") == event(b"a").size


async def test_what_the_broker_never_takes_keeps_nothing_else(tmp_path: Path) -> None:
    producer = Producer([errors.MessageSizeTooLargeError(), None])
    with desk_for("quay", "feed", tmp_path, producer) as (desk, _):
        why: list[str] = []
        await desk.send([event(b"x", "first"), event(b"b")], refused=why.append)
        assert len(why) == 1
        assert why[0].startswith("first: articles.raw does not take")
        assert producer.values[-1] == b"b"
        with pytest.raises(RecordRefusedError):
            producer.fails = [errors.MessageSizeTooLargeError()]
            await desk.send([event(b"x")])
        producer.fails = [errors.MessageSizeTooLargeError()]
        await desk.keep([event(b"y"), event(b"c")])
        assert producer.values[-1] == b"c"
        assert metrics.REGISTRY.get_sample_value("copydesk_connect_waiting_bytes") == 0


async def test_nor_does_it_where_it_waits_on_disk(tmp_path: Path) -> None:
    gone = Producer([errors.KafkaConnectionError()] * 1000)
    with desk_for("quay", "feed", tmp_path, gone) as (desk, _):
        await desk.keep([event(b"x"), event(b"b")])
    with desk_for("quay", "feed", tmp_path, Producer([errors.MessageSizeTooLargeError()])) as (desk, into):
        sending_on = asyncio.create_task(desk.send_waiting())
        await desk.nothing_waits()
        assert into.values == [b"b"]
        sending_on.cancel()
