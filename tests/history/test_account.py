from __future__ import annotations

import asyncio
import tracemalloc
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete
from aiokafka.structs import TopicPartition
from hypothesis import given
from hypothesis import strategies as st

from streams.brokers.embedded import EmbeddedBroker
from streams.brokers.reader import offset_ranges
from streams.errors import BrokerError, TopicsError
from streams.history.account import Account, Range, audit
from streams.history.dispositions import Disposed, Place, as_text
from streams.kinds import Disposition, Stage
from streams.runtime.window import Output
from streams.topology import BACKFILL, RAW
from tests.topics import letter, make_topics, write, writing

PLACE = ("articles.raw", 0, 7)


def test_an_account_names_what_is_missing_and_what_ended_twice() -> None:
    account = Account()
    for offset in range(3):
        account.receive(("articles.raw", 0, offset))
    account.end(Disposed(("articles.raw", 0, 0), Disposition.ENRICHED))
    account.end(Disposed(("articles.raw", 0, 1), Disposition.ENRICHED))
    account.end(Disposed(("articles.raw", 0, 1), Disposition.DEAD))
    assert [as_text(place) for place in account.missing] == ["articles.raw/0/2"]
    assert [as_text(place) for place in account.twice] == ["articles.raw/0/1"]
    assert not account.adds_up()


@given(st.lists(st.sampled_from(Disposition), max_size=30), st.integers(1, 3))
def test_one_end_each_adds_up_however_often_it_is_told(ends: list[Disposition], times: int) -> None:
    account = Account()
    for offset, end in enumerate(ends):
        account.receive(("articles.raw", 0, offset))
        told = [account.end(Disposed(("articles.raw", 0, offset), end)) for _ in range(times)]
        assert told == [True] + [False] * (times - 1)
    assert account.adds_up()
    assert sum(account.dispositions().values()) == len(ends)


def test_the_letter_of_a_batch_is_the_end_of_each_of_its_offsets() -> None:
    account = Account()
    for offset in range(3, 9):
        account.receive(("articles.raw", 0, offset))
    batch = Disposed(("articles.raw", 0, 4), Disposition.DEAD, "unreadable", Stage.CLEAN, last=6)
    assert account.end(batch)
    assert not account.end(batch)
    assert [place[2] for place in account.missing] == [3, 7, 8]
    assert account.dispositions()["dead"] == 3


ENRICHED_END = Disposed(PLACE, Disposition.ENRICHED)
DUPLICATE_END = Disposed(PLACE, Disposition.DUPLICATE)
WITHHELD_END = Disposed(PLACE, Disposition.WITHHELD)
SIGNAL_END = Disposed(PLACE, Disposition.SIGNAL)
KILLED_END = Disposed(PLACE, Disposition.KILLED)
DEAD_AT = {stage: Disposed(PLACE, Disposition.DEAD, "deadline", stage=stage) for stage in Stage}


@pytest.mark.parametrize(
    ("told", "ends"),
    [
        # Redriven at a later stage, it is the same raw event, and what it comes to then is its end.
        ([DEAD_AT[Stage.ENRICH], ENRICHED_END], ["enriched"]),
        ([DEAD_AT[Stage.DECIDE], DUPLICATE_END], ["duplicate"]),
        ([DEAD_AT[Stage.DECIDE], DEAD_AT[Stage.ENRICH], ENRICHED_END], ["enriched"]),
        ([DEAD_AT[Stage.DECIDE], DEAD_AT[Stage.ENRICH]], ["dead"]),
        # Redriven from clean, it is another raw event: for this one, a second end is one too many.
        ([DEAD_AT[Stage.CLEAN], ENRICHED_END], ["enriched", "dead"]),
        ([DEAD_AT[Stage.CLEAN], DEAD_AT[Stage.ENRICH]], ["dead"]),
        ([WITHHELD_END, ENRICHED_END], ["enriched"]),
        ([WITHHELD_END, DEAD_AT[Stage.CLEAN]], ["dead"]),
        ([WITHHELD_END, DEAD_AT[Stage.ENRICH]], ["dead"]),
        ([WITHHELD_END], ["withheld"]),
        ([WITHHELD_END, KILLED_END], ["killed"]),
        ([ENRICHED_END, KILLED_END], ["enriched", "killed"]),
        ([SIGNAL_END], ["signal"]),
        ([ENRICHED_END, DUPLICATE_END], ["enriched", "duplicate"]),
        ([], []),
    ],
)
def test_which_end_counts_whatever_the_order_in_which_they_are_told(
    told: list[Disposed], ends: list[str]
) -> None:
    for order in permutations(told):
        account = Account()
        account.receive(PLACE)
        for disposed in [*order, *order]:
            account.end(disposed)
        assert account.ends_of(PLACE) == ends
        assert [kind for kind, count in account.dispositions().items() if count] == ends
        assert (account.missing == [PLACE]) == (not ends)
        assert (account.twice == [PLACE]) == (len(ends) > 1)


def part(number: int, count: int, kind: Disposition = Disposition.ENRICHED, **more: Any) -> Disposed:
    return Disposed(PLACE, kind, part=number, parts=count, **more)


def test_a_raw_event_is_complete_when_all_of_its_articles_have_an_end_in_whatever_order() -> None:
    kinds = [Disposition.ENRICHED, Disposition.REPEAT, Disposition.DEAD]
    for order in permutations(part(number, 3, kind) for number, kind in enumerate(kinds)):
        account = Account()
        account.receive(PLACE)
        assert (account.articles, account.missing) == (1, [PLACE])
        for told, disposed in enumerate(order):
            assert (account.missing, account.ends, account.open) == ([PLACE], {}, 1)
            assert account.end(disposed)
            assert not account.end(disposed)
            assert sum(account.dispositions().values()) == told + 1
        assert (account.count, account.articles, account.open) == (1, 3, 0)
        assert account.adds_up()
        assert account.ends == {PLACE: set(kinds)}
        assert [account.ends_of(PLACE, number) for number in range(4)] == [*([kind] for kind in kinds), []]
        assert {kind for kind, count in account.dispositions().items() if count} == set(kinds)


@pytest.mark.parametrize(
    ("told", "missing", "twice"),
    [
        ([part(0, 2), part(1, 2)], False, False),
        ([part(0, 2), part(1, 2), part(1, 2, Disposition.STALE)], False, True),
        # Each gives way to another end of the same article, and of no other.
        ([part(0, 2), part(1, 2, Disposition.WITHHELD), part(1, 2)], False, False),
        ([part(0, 2), part(1, 2, Disposition.DEAD, stage=Stage.ENRICH), part(1, 2)], False, False),
        ([part(0, 2, Disposition.WITHHELD), part(1, 2)], False, False),
        ([part(0, 2, Disposition.WITHHELD), part(0, 2)], True, False),
        # Ends that differ in how many articles there are: the most count, and the document was read in two ways.
        ([part(0, 1), part(0, 2), part(1, 2)], False, True),
        ([part(0, 2), part(1, 2), part(2, 3)], False, True),
        ([part(0, 2), part(0, 3)], True, True),
        # A deadline refused the whole document, and after a crash it was read all the same.
        ([part(0, 1, Disposition.DEAD, stage=Stage.CLEAN), part(0, 2), part(1, 2)], False, True),
    ],
)
def test_what_is_missing_and_twice_among_the_articles_of_a_raw_event(
    told: list[Disposed], missing: bool, twice: bool
) -> None:
    for order in permutations(told):
        for received_first in (True, False):
            account = Account()
            if received_first:
                account.receive(PLACE)
            for disposed in order:
                account.end(disposed)
            assert received_first or (account.missing, account.twice, account.articles) == ([], [], 0)
            account.receive(PLACE)
            assert (account.missing, account.twice) == ([PLACE] * missing, [PLACE] * twice)
            assert account.adds_up() == (not missing and not twice)
            assert account.articles == account.parts_of(PLACE) == max(disposed.parts for disposed in told)


def test_a_raw_event_costs_two_bytes_and_one_of_many_articles_costs_little_for_each() -> None:
    def grown(raw_events: int, parts: int) -> float:
        tracemalloc.start()
        account = Account()
        for offset in range(raw_events):
            account.receive(("articles.raw", 0, offset))
            for number in range(parts):
                account.end(
                    Disposed(("articles.raw", 0, offset), Disposition.ENRICHED, part=number, parts=parts)
                )
        size, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert account.adds_up()
        return size / raw_events

    assert grown(3 * 4096, 1) < 2.5
    # About as many bytes as two for each article, and 500 for the raw event.
    assert grown(50, 300) < 2 * 300 + 800


def test_an_absurd_number_of_articles_costs_little() -> None:
    tracemalloc.start()
    account = Account()
    account.receive(PLACE)
    account.end(part(15_000_000, 16_000_000))
    assert (account.missing, account.articles) == ([PLACE], 16_000_000)
    assert account.dispositions()["enriched"] == 1
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 100_000


PLACES = st.tuples(
    st.just("articles.raw"), st.integers(0, 2), st.sampled_from([0, 1, 2, 4095, 4096, 10**6, 10**15])
)
PARTS = st.sampled_from([(0, 1), (0, 1), (0, 2), (1, 2), (0, 3), (2, 3), (4096, 4097)])


@given(
    st.lists(
        st.tuples(
            PLACES,
            st.one_of(st.none(), st.tuples(st.sampled_from(Disposition), st.sampled_from(Stage), PARTS)),
        ),
        max_size=60,
    )
)
def test_an_account_agrees_with_a_book_that_keeps_everything(
    entries: list[tuple[Place, tuple[Disposition, Stage, tuple[int, int]] | None]],
) -> None:
    account, received = Account(), set()
    told: dict[Place, dict[int, set[tuple[Disposition, bool]]]] = {}
    counts: dict[Place, set[int]] = {}
    for place, end in entries:
        if end is None:
            assert account.receive(place) == (place not in received)
            received.add(place)
            continue
        kind, stage, (number, count) = end
        account.end(Disposed(place, kind, stage=stage, part=number, parts=count))
        gives_way = kind is Disposition.WITHHELD or (kind is Disposition.DEAD and stage is not Stage.CLEAN)
        told.setdefault(place, {}).setdefault(number, set()).add((kind, gives_way))
        counts.setdefault(place, set()).add(count)
    ends = {
        place: {number: _that_count(kinds) for number, kinds in numbers.items()}
        for place, numbers in told.items()
    }
    complete = {place for place in told if len(told[place]) == max(counts[place])}
    twice = {
        place
        for place, numbers in ends.items()
        if len(counts[place]) > 1 or any(len(kinds) > 1 for kinds in numbers.values())
    }
    assert (account.count, account.received) == (len(received), received)
    assert account.articles == sum(max(counts.get(place, {1})) for place in received)
    assert account.ends == {place: set().union(*ends[place].values()) for place in complete}
    assert account.missing == sorted(received - complete)
    assert account.open == len(account.missing)
    assert account.twice == sorted(received & twice)
    assert account.adds_up() == (received <= complete and not received & twice)
    expected = Counter(
        str(kind) for place in received for kinds in ends.get(place, {}).values() for kind in kinds
    )
    assert Counter(account.dispositions()) == expected
    for place, numbers in ends.items():
        assert {number: set(account.ends_of(place, number)) for number in numbers} == numbers


def _that_count(kinds: set[tuple[Disposition, bool]]) -> set[Disposition]:
    final = {kind for kind, gives_way in kinds if not gives_way}
    dead_wins = (Disposition.DEAD, True) in kinds
    return final or ({Disposition.DEAD} if dead_wins else {Disposition.WITHHELD})


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
    account = await audit(broker, Range(), progress=lambda *each: told.append(each))
    assert account.count == 10
    assert {kind: count for kind, count in account.dispositions().items() if count} == {
        "enriched": 5,
        "repeat": 2,
        "dead": 1,
    }
    assert account.missing == sorted(places[8:])
    assert account.twice == []
    assert account.foreign == 2
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
    account = await audit(broker, Range())
    assert (account.foreign, account.count, account.articles) == (0, 4, 16)
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
    assert (await waiting).adds_up()
    await write(broker, parts(feed, 10, [9], b"stale"))
    assert (await audit(broker, Range())).twice == [feed]


async def test_a_range_leaves_the_others_out(embedded: EmbeddedBroker) -> None:
    broker = embedded.address
    await make_topics(broker)
    await write(broker, [raw(n % 2) for n in range(20)])
    one = await audit(broker, Range(partition=1))
    assert one.received == {("articles.raw", 1, offset) for offset in range(10)}
    some = await audit(broker, Range(partition=1, from_offset=3, to_offset=6))
    assert some.received == {("articles.raw", 1, offset) for offset in (3, 4, 5)}
    beyond = await audit(broker, Range(partition=1, from_offset=3, to_offset=600))
    assert beyond.count == 7
    assert (await audit(broker, Range(partition=1, from_offset=6, to_offset=3))).count == 0
    soon = datetime.now(UTC) + timedelta(hours=1)
    assert (await audit(broker, Range(since=soon))).count == 0
    assert (await audit(broker, Range(until=soon, since=soon - timedelta(hours=2)))).count == 20
    with pytest.raises(TopicsError, match="has the partitions 0 to 1, not 2"):
        await audit(broker, Range(partition=2))


async def test_history_is_accounted_for_beside_the_live_wire(embedded: EmbeddedBroker) -> None:
    broker = embedded.address
    await make_topics(broker)
    old = Output(BACKFILL.name, None, b"raw", partition=1)
    live, first, second, third = await write(broker, [raw(1), old, old, old])
    await write(broker, [*ended([live, first]), letter(second)])
    account = await audit(broker, Range())
    assert (account.count, account.missing, account.foreign) == (4, [third], 0)
    assert account.ends_of(second) == [Disposition.DEAD]
    assert (await audit(broker, Range(partition=1))).received == {live}
    assert (await audit(broker, Range(partition=1, topic=BACKFILL.name))).received == {first, second, third}
    with pytest.raises(TopicsError, match=r"articles\.backfill has the partitions 0 to 1, not 2"):
        await audit(broker, Range(partition=2, topic=BACKFILL.name))


async def test_it_waits_for_what_is_missing_and_no_longer(embedded: EmbeddedBroker) -> None:
    broker = embedded.address
    await make_topics(broker)
    places = await write(broker, [raw() for _ in range(4)])
    await write(broker, ended(places[:2]))
    waiting = asyncio.ensure_future(audit(broker, Range(), wait=60.0))
    short = await audit(broker, Range(), wait=0.5)
    assert short.missing == places[2:]
    assert not waiting.done()
    await write(broker, ended(places[2:]))
    assert (await waiting).adds_up()


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
    begin = (await offset_ranges(broker, [topic]))[topic, partition][1]
    received = []
    # Each transaction's end takes an offset of its own; the last offset of the topic is such a one.
    async with writing(broker, transactional_id="test-audit") as producer:
        for _ in range(3):
            async with producer.transaction():
                for _ in range(4):
                    at = await (await producer.send(topic, b"raw", partition=partition))
                    received.append((topic, partition, at.offset))
    end = (await offset_ranges(broker, [topic]))[topic, partition][1]
    assert end - begin == 15

    await write(broker, ended(received[:-1]))
    chosen = Range(partition=partition, from_offset=begin)
    account = await audit(broker, chosen)
    assert (account.count, account.missing) == (12, received[-1:])
    await write(broker, ended(received[-1:]))
    assert (await audit(broker, chosen)).adds_up()

    admin = AIOKafkaAdminClient(bootstrap_servers=broker)
    await admin.start()
    gone = received[5][2]
    await admin.delete_records({TopicPartition(topic, partition): RecordsToDelete(gone)})
    await admin.close()
    account = await audit(broker, Range(partition=partition))
    assert sorted(account.received) == received[5:]
