from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete
from aiokafka.structs import TopicPartition

from streams.brokers.embedded import EmbeddedBroker
from streams.brokers.spans import whole
from streams.errors import BrokerError, TopicsError
from streams.history.account import as_text
from streams.history.audit import Range, audit
from streams.history.outcome import Place
from streams.runtime.window import Output
from streams.topology import RAW
from tests.topics import letter, make_topics, write, writing


def raw(partition: int = 0) -> Output:
    return Output(RAW.name, None, b"raw", partition=partition)


def ended(places: Iterable[Place], kind: bytes = b"enriched") -> list[Output]:
    topic = "articles.enriched" if kind == b"enriched" else "articles.duplicates"
    return [
        Output(topic, b"uri", b"{}", [("raw", as_text(place).encode()), ("disposition", kind)])
        for place in places
    ]


async def test_what_came_in_and_what_became_of_it(embedded: EmbeddedBroker) -> None:
    broker = embedded.address
    await make_topics(broker)
    places = await write(broker, [raw(n % 2) for n in range(10)])
    told: list[tuple[int, int]] = []
    await write(
        broker,
        [
            *ended(places[:5]),
            *ended(places[5:7], b"repeat"),
            letter(places[7]),
            # Of these two one is enough: the second is a repeat of the message.
            *ended([places[0], places[0]]),
            *ended([("articles.raw", 1, 4000)]),
            Output("articles.enriched", None, b"none of ours"),
            Output("articles.dead", None, b"", [("dead-topic", b"articles.raw")]),
        ],
    )
    found = await audit(broker, Range(), progress=lambda *each: told.append(each))
    account = found.account
    assert account.count == 10
    assert {kind: count for kind, count in account.dispositions().items() if count} == {
        "enriched": 5,
        "repeat": 2,
        "dead": 1,
    }
    assert account.missing == sorted(places[8:])
    assert account.twice == []
    assert found.foreign == 2
    assert (10, 10) in told


async def test_a_raw_event_of_several_articles_is_one_with_an_end_for_each(embedded: EmbeddedBroker) -> None:
    broker = embedded.address
    await make_topics(broker)
    feed, digest, broken, page = await write(broker, [raw() for _ in range(4)])

    def parts(place: Place, count: int, numbers: Iterable[int], kind: bytes = b"enriched") -> list[Output]:
        (whole,) = ended([place], kind)
        return [
            replace(whole, headers=[*whole.headers, ("part", b"%d/%d" % (number, count))])
            for number in numbers
        ]

    refused = letter(feed)
    held, *_ = parts(digest, 3, [2])
    await write(
        broker,
        [
            # Told in no order, twice, and by every topic; one is dead, one withheld and one of these released.
            *parts(feed, 10, [9, 0, 3, 3, 8, 1, 7]),
            *parts(feed, 10, [2, 6, 5], b"duplicate"),
            replace(refused, headers=[*refused.headers, ("dead-part", b"4/10")]),
            *parts(digest, 3, [0, 1]),
            replace(held, topic="articles.withheld", headers=held.headers[:1] + held.headers[2:]),
            replace(held, topic="articles.withheld", value=None),
            Output("articles.withheld", b"uri", None),
            *parts(broken, 2, [0]),
            *ended([page]),
        ],
    )
    found = await audit(broker, Range())
    account = found.account
    assert (found.foreign, account.count, account.articles) == (0, 4, 16)
    assert (account.missing, account.twice) == ([broken], [])
    assert {kind: count for kind, count in account.dispositions().items() if count} == {
        "enriched": 10,
        "duplicate": 3,
        "withheld": 1,
        "dead": 1,
    }
    # It waits for the last article of a raw event, and what two ends of one of them say is not hidden by the others.
    waiting = asyncio.ensure_future(audit(broker, Range(), wait=60.0))
    await write(broker, parts(broken, 2, [1]))
    assert (await waiting).account.adds_up()
    await write(broker, parts(feed, 10, [9], b"stale"))
    assert (await audit(broker, Range())).account.twice == [feed]


async def test_a_range_leaves_the_others_out(embedded: EmbeddedBroker) -> None:
    broker = embedded.address
    await make_topics(broker)
    await write(broker, [raw(n % 2) for n in range(20)])
    one = (await audit(broker, Range(partition=1))).account
    assert one.received == {("articles.raw", 1, offset) for offset in range(10)}
    some = (await audit(broker, Range(partition=1, from_offset=3, to_offset=6))).account
    assert some.received == {("articles.raw", 1, offset) for offset in (3, 4, 5)}
    beyond = (await audit(broker, Range(partition=1, from_offset=3, to_offset=600))).account
    assert beyond.count == 7
    assert (await audit(broker, Range(partition=1, from_offset=6, to_offset=3))).account.count == 0
    soon = datetime.now(UTC) + timedelta(hours=1)
    assert (await audit(broker, Range(since=soon))).account.count == 0
    assert (await audit(broker, Range(until=soon, since=soon - timedelta(hours=2)))).account.count == 20
    with pytest.raises(TopicsError, match="has the partitions 0 to 1, not 2"):
        await audit(broker, Range(partition=2))


async def test_it_waits_for_what_is_missing_and_no_longer(embedded: EmbeddedBroker) -> None:
    broker = embedded.address
    await make_topics(broker)
    places = await write(broker, [raw() for _ in range(4)])
    await write(broker, ended(places[:2]))
    waiting = asyncio.ensure_future(audit(broker, Range(), wait=60.0))
    short = await audit(broker, Range(), wait=0.5)
    assert short.account.missing == places[2:]
    assert not waiting.done()
    await write(broker, ended(places[2:]))
    assert (await waiting).account.adds_up()


async def test_without_its_topics_it_says_so(embedded: EmbeddedBroker) -> None:
    with pytest.raises(TopicsError, match=r"has no topic articles\.raw"):
        await audit(embedded.address, Range())
    embedded.stop()
    with pytest.raises(BrokerError, match="no broker answers"):
        await audit(embedded.address, Range())


async def test_offsets_with_gaps_and_records_that_have_gone(real_kafka: str) -> None:
    broker = real_kafka
    await make_topics(broker, partitions=2)
    topic, partition = RAW.name, 1
    begin = (await whole(broker, [topic]))[topic, partition][1]
    received = []
    # Each transaction's end takes an offset of its own; the last offset of the topic is such a one.
    async with writing(broker, transactional_id="test-audit") as producer:
        for _ in range(3):
            async with producer.transaction():
                for _ in range(4):
                    at = await (await producer.send(topic, b"raw", partition=partition))
                    received.append((topic, partition, at.offset))
    end = (await whole(broker, [topic]))[topic, partition][1]
    assert end - begin == 15

    await write(broker, ended(received[:-1]))
    chosen = Range(partition=partition, from_offset=begin)
    account = (await audit(broker, chosen)).account
    assert (account.count, account.missing) == (12, received[-1:])
    await write(broker, ended(received[-1:]))
    assert (await audit(broker, chosen)).account.adds_up()

    admin = AIOKafkaAdminClient(bootstrap_servers=broker)
    await admin.start()
    gone = received[5][2]
    await admin.delete_records({TopicPartition(topic, partition): RecordsToDelete(gone)})
    await admin.close()
    account = (await audit(broker, Range(partition=partition))).account
    assert sorted(account.received) == received[5:]
