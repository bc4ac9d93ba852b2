"""Lists on a broker: nothing is lost and nothing comes twice, as pages, as a stream, and from one to the other."""

from __future__ import annotations

import asyncio
import time

import pytest
from aiokafka import TopicPartition

from streams import metrics
from streams.brokers.reach import reach
from streams.errors import BrokerError
from streams.topology import ENRICHED
from streams.web.api import feed, poll, sse
from streams.web.api.cursor import decode, encode
from streams.web.api.feed import Feed, GoneError, GrownError
from tests.waiting import until
from tests.web.api.desk import ApiDesk, Event
from tests.web.records import Record, canceled, merged, published, together


def story(record: Record) -> Record:
    """With the headers that the agent of stories writes."""
    kind = b"copydesk.story.merged.v1" if b'"into"' in (record.value or b"") else b"copydesk.story.v1"
    told = {
        "specversion": b"1.0",
        "id": b"1",
        "source": b"copydesk",
        "type": kind,
        "subject": record.key or b"",
    }
    headers = [(f"ce_{name}", value) for name, value in told.items()] + [("ce_time", b"2026-11-21T12:00:00Z")]
    return Record(record.topic, record.key, record.value, headers, record.timestamp)


async def test_page_by_page_all_comes_once(desk: ApiDesk) -> None:
    cursor = await desk.now()
    uris = [f"urn:page:{number}" for number in range(23)]
    await desk.write(*(published(uri, number) for number, uri in enumerate(uris)))
    seen: list[str] = []
    more = True
    while more:
        page = await desk.get(f"/v1/articles?after={cursor}&limit=5")
        assert len(page.uris) <= 5
        seen += page.uris
        assert page.headers["Link"] == f'</v1/articles?limit=5&after={page.json["cursor"]}>; rel="next"'
        cursor, more = page.json["cursor"], page.json["more"]
    assert sorted(seen) == sorted(uris)
    assert (await desk.get(f"/v1/articles?after={cursor}")).json == {
        "events": [],
        "cursor": cursor,
        "more": False,
    }


async def test_an_event_is_a_cloudevent_with_the_reason_why(desk: ApiDesk) -> None:
    cursor = await desk.now()
    record = published("urn:event")
    await desk.write(record)
    (event,) = (await desk.get(f"/v1/articles?after={cursor}")).json["events"]
    assert (event["id"], event["why"]) == (dict(record.headers)["ce_id"].decode(), "match")
    assert event["data"]["item"]["headlines"][0]["value"] == "Ferries stay in port"


async def test_who_waits_is_given_what_comes(desk: ApiDesk) -> None:
    cursor = await desk.now()
    waiting = asyncio.ensure_future(desk.get(f"/v1/articles?after={cursor}&wait=20"))
    await desk.write(published("urn:waited"))
    assert (await waiting).uris == ["urn:waited"]


async def test_who_waits_in_vain_is_told_when_the_time_is_over(desk: ApiDesk) -> None:
    cursor = await desk.now()
    assert (await desk.get(f"/v1/articles?after={cursor}&wait=0.2")).json["events"] == []


async def test_a_filter_lets_through_and_follows(desk: ApiDesk) -> None:
    cursor = await desk.now()
    await desk.write(
        published("urn:f:1", language="fr"),
        published("urn:f:2", language="de"),
        canceled("urn:f:1", language="und"),
        canceled("urn:f:2", language="und"),
        canceled("urn:f:3", language="und"),
    )
    page = await desk.get(f"/v1/articles?after={cursor}&language=fr")
    whys = [(each["subject"], each["why"]) for each in page.json["events"]]
    assert sorted(whys) == [("urn:f:1", "followed"), ("urn:f:1", "match"), ("urn:f:3", "unknown")]
    # What was filtered out is behind the cursor all the same.
    assert (await desk.get(f"/v1/articles?after={page.json['cursor']}")).uris == []


async def test_from_a_time_on(desk: ApiDesk) -> None:
    await desk.write(published("urn:timed"))
    assert "urn:timed" in (await desk.get("/v1/articles?after=2020-01-01T00:00:00Z&limit=1000")).uris
    assert (await desk.get("/v1/articles?after=2100-01-01T00:00:00Z")).uris == []


async def test_what_copydesk_did_not_write_is_passed_over(desk: ApiDesk) -> None:
    cursor = await desk.now()
    noise = [
        Record(ENRICHED.name, b"k", value, headers, 0)
        for value in (b"\x00", b"{", b"{}", b'{"item": 1}', None)
        for headers in ([], list(published().headers))
    ]
    await desk.write(*noise[:-4], noise[-1], published("urn:real"))
    assert (await desk.get(f"/v1/articles?after={cursor}&text=ferries")).uris == ["urn:real"]


async def test_stories(desk: ApiDesk) -> None:
    cursor = await desk.now("stories")
    await desk.write(story(together("urn:a", "urn:b")), story(merged(2, into=1)))
    page = await desk.get(f"/v1/stories?after={cursor}")
    assert [each["type"] for each in page.json["events"]] == ["copydesk.story.v1", "copydesk.story.merged.v1"]
    assert (await desk.get(f"/v1/stories?after={cursor}&language=fr")).uris == [
        "urn:copydesk:story:" + "2".zfill(20)
    ]


async def test_a_stream_goes_on_where_it_was_cut(desk: ApiDesk) -> None:
    cursor = await desk.now()
    async with desk.stream(f"/v1/articles?after={cursor}") as events:
        await desk.write(published("urn:s:1"), published("urn:s:2"))
        first = await events.next()
    assert first is not None
    assert first.name == "article"
    async with desk.stream("/v1/articles?after=earliest", Last_Event_ID=first.id) as events:
        second = await events.next()
    assert second is not None
    assert {first.data["subject"], second.data["subject"]} == {"urn:s:1", "urn:s:2"}
    # And as a page: a cursor is a cursor.
    assert (await desk.get(f"/v1/articles?after={second.id}")).uris == []


async def test_a_sign_of_life_moves_the_cursor(desk: ApiDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "BEATS", 0.1)
    cursor = await desk.now()
    async with desk.stream(f"/v1/articles?after={cursor}&language=xx") as events:
        await desk.write(published("urn:beat"))
        event: Event | None = None
        while event is None or event.id == cursor:
            event = await events.next()
            assert event is not None
            assert event.data is None
    assert sum(decode(ENRICHED.name, event.id)) == sum(decode(ENRICHED.name, cursor)) + 1


async def test_whose_token_is_taken_away_reads_no_more(
    desk: ApiDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk.stream("/v1/articles") as events:
        desk.tokens.write_text("")
        assert await events.next() is None


async def test_a_cursor_that_kafka_does_not_keep_is_gone(desk: ApiDesk) -> None:
    ahead = encode(ENRICHED.name, [10**9, 0])
    other = encode(ENRICHED.name, [0, 0, 0])
    for cursor, why in ((ahead, "ahead of what the topic holds"), (other, "a topic with more partitions")):
        answer = await desk.get(f"/v1/articles?after={cursor}")
        assert (answer.status, answer.json["type"]) == (410, "urn:copydesk:problem:cursor")
        assert why in answer.json["detail"]
        assert answer.json["begin"]["earliest"] == "/v1/articles?after=earliest"
        assert (
            await desk.get("/v1/articles", Accept="text/event-stream", Last_Event_ID=cursor)
        ).status == 410


async def test_a_slow_reader_is_let_go(desk: ApiDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "SLOW", 0.2)
    gone = metrics.api_let_go._value.get()
    host, port = desk.address.removeprefix("http://").split(":")
    cursor = await desk.now()
    await desk.write(*(published(f"urn:slow:{n}", paragraphs=("x" * 700_000,)) for n in range(12)))
    _, writer = await asyncio.open_connection(host, int(port), limit=1)
    head = f"GET /v1/articles?after={cursor} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept: text/event-stream\r\n"
    writer.write(f"{head}Authorization: Bearer a-token-of-the-tests\r\n\r\n".encode())
    await until(lambda: metrics.api_let_go._value.get() > gone)
    writer.close()


async def test_an_answer_is_bounded(desk: ApiDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poll, "MOST_BYTES", 3000)
    cursor = await desk.now()
    await desk.write(*(published(f"urn:many:{n}") for n in range(9)))
    page = await desk.get(f"/v1/articles?after={cursor}")
    assert 0 < len(page.uris) < 9
    assert page.json["more"]


async def test_partitions_that_came_are_found(desk: ApiDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream is opened anew at its offsets, with the new partitions from their beginning."""
    monkeypatch.setattr(feed, "_LOOKS", 0.0)
    partitions, calls = feed._partitions, 0

    async def grown(consumer: object, topic: str) -> list[TopicPartition]:
        nonlocal calls
        calls += 1
        found = await partitions(consumer, topic)
        return found[:1] if calls == 1 else found  # at first the topic seems to have one

    cursor = await desk.now()
    await desk.write(*(published(f"urn:grown:{n}") for n in range(6)))
    monkeypatch.setattr(feed, "_partitions", grown)
    first = encode(ENRICHED.name, decode(ENRICHED.name, cursor)[:1])
    async with desk.stream(f"/v1/articles?after={first}") as events:
        seen = [await events.next() for _ in range(6)]
    wanted = {f"urn:grown:{n}" for n in range(6)}
    async with desk.stream(f"/v1/articles?after={first}") as events:
        while not wanted <= {each.data["subject"] for each in seen if each}:
            seen.append(await events.next())


class Consumer:
    """What the broker keeps: offsets 10 to 20 of each partition."""

    def __init__(self, places: list[TopicPartition]) -> None:
        self.places = places

    async def beginning_offsets(self, places: list[TopicPartition]) -> dict[TopicPartition, int]:
        return dict.fromkeys(places, 10)

    async def end_offsets(self, places: list[TopicPartition]) -> dict[TopicPartition, int]:
        return dict.fromkeys(places, 20)


@pytest.mark.parametrize(
    ("start", "why"), [((9, 10), "older than what Kafka keeps"), ((10,), "older than what Kafka keeps")]
)
async def test_what_was_deleted_is_not_passed_over_in_silence(start: tuple[int, ...], why: str) -> None:
    """Neither what a cursor points to, nor the beginning of a partition that came after it."""
    places = [TopicPartition("t", 0), TopicPartition("t", 1)]
    with pytest.raises(GoneError, match=why):
        await feed._offsets(Consumer(places), "broker", places, start)
    assert await feed._offsets(Consumer(places), "broker", places, (10, 20)) == ([10, 20], [20, 20])


async def test_a_feed_tells_when_its_topic_has_grown(monkeypatch: pytest.MonkeyPatch) -> None:
    async def two(consumer: object, topic: str) -> list[TopicPartition]:
        return [TopicPartition(topic, 0), TopicPartition(topic, 1)]

    monkeypatch.setattr(feed, "_partitions", two)
    with pytest.raises(GrownError):
        await Feed("t", None, [0], [0]).take(0.1)


async def test_a_reader_is_told_that_the_broker_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent:
        async def getmany(self, **_: object) -> dict[TopicPartition, list[object]]:
            return {}

    told = Feed("t", Silent(), [0], [0], _looked=time.monotonic())
    assert await told.take(0.1) == []
    monkeypatch.setattr(reach, "problem", lambda: "broker unreachable since 12:00:00 UTC")
    with pytest.raises(BrokerError, match="broker unreachable since"):
        await told.take(0.1)
