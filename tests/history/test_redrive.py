from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from streams.brokers import send
from streams.brokers.batches import Unreadable
from streams.brokers.embedded import EmbeddedBroker
from streams.errors import BrokerError, TopicsError
from streams.history import redrive
from streams.history.dead_letters import Choice, DeadLetter, read_dead_letters
from streams.history.dispositions import Place
from streams.history.redrive import (
    DIED_AGAIN,
    NO_BYTES,
    NO_WAY_BACK,
    OVER_LIMIT,
    SAME_DOCUMENT,
    SENT_BEFORE,
    TOO_OFTEN,
    Plan,
    follow_redriven,
    make_plan,
    send_back,
)
from streams.kinds import Reason, Stage
from streams.runtime import dead_letters
from streams.runtime.dead_letters import FIRST_BYTES, batch_letter
from streams.runtime.window import Output
from streams.topology import RAW
from tests.articles import NOON
from tests.topics import letter, make_topics, read, write


async def raws(broker: str, count: int, partitions: int = 2) -> list[Place]:
    """Raw events that lie there already: a redriven one must come behind the one that died."""
    return await write(
        broker, [Output(RAW.name, None, b"raw", partition=n % partitions) for n in range(count)]
    )


def part_letter(place: Place, part: str, **options: Any) -> Output:
    """The dead letter of one article of the document at `place`."""
    output = letter(place, **options)
    return replace(output, headers=[*output.headers, ("dead-part", part.encode())])


async def plan(broker: str, **options: Any) -> Plan:
    choice = options.pop("choice", Choice())
    letters = await read_dead_letters(broker)
    return await make_plan(broker, letters, choice, **{"max_attempts": 3, **options})


async def test_what_died_goes_back_as_it_was_to_where_it_died_in_its_order(embedded: EmbeddedBroker) -> None:
    broker = embedded.address
    await make_topics(broker)
    places = await raws(broker, 40)
    dead = [
        letter(
            place,
            b"\x00bytes of %d" % number,
            key=b"key %d" % number,
            headers={"ce_source": b"tidewater", "dead-attempts": b"1", "x": b"\xff"},
        )
        for number, place in enumerate(places)
    ]
    random.Random(1).shuffle(dead)  # on articles.dead the keys have shared them out anew
    await write(broker, dead)
    planned = await plan(broker)
    assert [each.origin for each in planned.letters] == sorted(places)

    told: list[tuple[DeadLetter, Any]] = []
    assert await send_back(broker, planned.letters, lambda *each: told.append(each)) == 40
    after = [record for record in await read(broker, RAW.name) if record.value != b"raw"]
    for partition in (0, 1):
        lie = [record.value for record in after if record.partition == partition]
        assert lie == [b"\x00bytes of %d" % n for n in range(40) if n % 2 == partition]
    for record in after:
        assert record.key == record.value.replace(b"\x00bytes of", b"key")
        headers = dict(record.headers)
        (source,) = (
            each for each, at in told if (at.partition, at.offset) == (record.partition, record.offset)
        )
        came = f"articles.dead/{source.place[1]}/{source.place[2]}".encode()
        assert headers == {
            "ce_source": b"tidewater",
            "x": b"\xff",
            "dead-attempts": b"2",
            "redriven-from": came,
        }


async def test_no_letter_is_sent_twice_unless_it_is_wanted(embedded: EmbeddedBroker) -> None:
    broker = embedded.address
    await make_topics(broker)
    first, second, third = await raws(broker, 3)
    await write(broker, [letter(first), letter(second)])
    await send_back(broker, (await plan(broker, limit=1)).letters)

    await write(broker, [letter(third)])
    planned = await plan(broker)
    assert [each.origin for each in planned.letters] == [third, second]  # 0/1, 1/0
    assert planned.left_out == {SENT_BEFORE: 1}
    await send_back(broker, planned.letters)
    assert await plan(broker) == Plan((), {SENT_BEFORE: 3})
    assert len((await plan(broker, again=True)).letters) == 3


async def test_a_letter_that_a_crash_wrote_twice_is_one(embedded: EmbeddedBroker) -> None:
    broker = embedded.address
    await make_topics(broker)
    (place, _) = await raws(broker, 2)
    await write(broker, [letter(place, partition=0), letter(place, partition=1)])
    (one,) = (await plan(broker)).letters
    # Whichever of the two was sent, the other one knows.
    await send_back(broker, [one])
    assert (await plan(broker)).left_out == {SENT_BEFORE: 1}


async def test_a_document_goes_back_once_for_all_its_dead_articles(embedded: EmbeddedBroker) -> None:
    broker = embedded.address
    await make_topics(broker, partitions=1)
    feed, page = await raws(broker, 2, partitions=1)
    deaths = [
        part_letter(feed, "7/10", reason=Reason.NOT_TEXT),
        part_letter(feed, "3/10", reason=Reason.DEADLINE),
        part_letter(feed, "3/10", reason=Reason.DEADLINE),  # a crash wrote it twice
        letter(page),
    ]
    await write(broker, deaths)
    assert [(each.origin, each.part, len(each.copies)) for each in await read_dead_letters(broker)] == [
        (feed, (3, 10), 1),
        (feed, (7, 10), 0),
        (page, None, 0),
    ]
    planned = await plan(broker)
    assert [(each.origin, each.part) for each in planned.letters] == [(feed, (3, 10)), (page, None)]
    assert planned.left_out == {SAME_DOCUMENT: 1}
    only = await plan(broker, limit=1)
    assert (len(only.letters), only.left_out) == (1, {SAME_DOCUMENT: 1, OVER_LIMIT: 1})

    # Whichever of them is chosen, with it the others have gone back, too.
    pictures = Choice(reasons=frozenset({"not_text"}))
    assert await send_back(broker, (await plan(broker, choice=pictures)).letters) == 1
    *_, back = await read(broker, RAW.name)
    assert "dead-part" not in dict(back.headers)
    planned = await plan(broker)
    assert ([each.origin for each in planned.letters], planned.left_out) == ([page], {SENT_BEFORE: 2})
    assert (await plan(broker, again=True)).left_out == {SAME_DOCUMENT: 1}

    # One of its articles dies again: that letter stands for the document.
    await write(broker, [part_letter((RAW.name, 0, back.offset), "3/10", headers=dict(back.headers))])
    planned = await plan(broker, choice=Choice(reasons=frozenset({"deadline"})))
    assert planned.left_out == {DIED_AGAIN: 1}
    assert [each.origin for each in planned.letters] == [page, (RAW.name, 0, back.offset)]
    assert (await plan(broker)).left_out == {DIED_AGAIN: 2}


async def test_what_died_again_is_the_later_letter_alone_until_it_is_enough(embedded: EmbeddedBroker) -> None:
    broker = embedded.address
    await make_topics(broker, partitions=1)
    (place,) = await raws(broker, 1, partitions=1)
    await write(broker, [letter(place)])
    for attempt in (1, 2):
        planned = await plan(broker)
        assert [each.attempts for each in planned.letters] == [attempt]
        await send_back(broker, planned.letters)
        *_, record = await read(broker, RAW.name)
        await write(broker, [letter(("articles.raw", 0, record.offset), headers=dict(record.headers))])
    assert await plan(broker) == Plan((), {DIED_AGAIN: 2, TOO_OFTEN: 1})
    assert (await plan(broker, again=True)).left_out == {DIED_AGAIN: 2, TOO_OFTEN: 1}
    (last,) = (await plan(broker, max_attempts=4)).letters
    assert (last.attempts, last.origin) == (3, ("articles.raw", 0, 2))


async def test_what_is_chosen_goes_and_what_cannot_go_stays(embedded: EmbeddedBroker) -> None:
    broker = embedded.address
    await make_topics(broker)
    await write(
        broker,
        [
            letter(("articles.raw", 0, 5)),
            letter(("articles.raw", 0, 6), reason=Reason.BINARY),
            letter(("articles.raw", 1, 3)),
            letter(("articles.unique", 1, 3), stage=Stage.ENRICH),
            letter(("another.topic", 0, 0)),
            Output("articles.dead", None, b"no letter at all"),
        ],
    )
    planned = await plan(broker, choice=Choice(reasons=frozenset({"deadline"})), limit=2)
    assert [each.origin for each in planned.letters] == [("articles.raw", 0, 5), ("articles.raw", 1, 3)]
    assert planned.left_out == {NO_WAY_BACK: 1, OVER_LIMIT: 1}


async def test_a_partition_that_is_no_more_is_said_before_anything_is_sent(embedded: EmbeddedBroker) -> None:
    broker = embedded.address
    await make_topics(broker)
    await write(broker, [letter(("articles.raw", 0, 1)), letter(("articles.raw", 7, 1))])
    with pytest.raises(TopicsError, match=r"articles\.raw has no partition 7 any more"):
        await send_back(broker, (await plan(broker)).letters)
    assert await read(broker, RAW.name) == []


async def test_a_broker_that_fails_in_the_middle(
    embedded: EmbeddedBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    broker = embedded.address
    await make_topics(broker)
    places = await raws(broker, 20)
    await write(broker, [letter(place) for place in places])
    monkeypatch.setattr(send, "_IN_FLIGHT", 1)
    sent = 0

    def stop(*_: object) -> None:
        nonlocal sent
        sent += 1
        if sent == 5:
            embedded.stop()

    letters = (await plan(broker)).letters
    with pytest.raises(BrokerError, match=rf"^5 of 20 were sent, then {broker} failed"):
        await send_back(broker, letters, stop, patience=1.0)


async def test_more_than_memory_should_hold_goes_in_parts(
    embedded: EmbeddedBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redrive, "_CHUNK_BYTES", 250)
    broker = embedded.address
    await make_topics(broker)
    places = await raws(broker, 20)
    await write(broker, [letter(place, bytes(100), key=b"%d" % n) for n, place in enumerate(places)])
    assert await send_back(broker, (await plan(broker)).letters) == 20
    assert (await plan(broker)).left_out == {SENT_BEFORE: 20}


async def test_a_trace_follows_what_was_redriven_to_its_end(embedded: EmbeddedBroker) -> None:
    broker = embedded.address
    await make_topics(broker, partitions=1)
    places = await raws(broker, 3, partitions=1)
    later = letter(("articles.unique", 0, 0), b"{}", stage=Stage.ENRICH, headers={"raw": b"articles.raw/0/2"})
    await write(broker, [letter(places[0]), letter(places[1]), later])
    letters = (await plan(broker)).letters
    assert await follow_redriven(broker, letters) == {}

    await write(broker, [Output("articles.unique", None, b"{}", partition=0)])
    await send_back(broker, [each for each in letters if each.origin != places[1]])
    redriven = ("articles.raw", 0, 3)
    traced = await follow_redriven(broker, letters)
    by_origin = {each.origin: traced[each.place] for each in letters if each.place in traced}
    assert {origin: each.ended for origin, each in by_origin.items()} == {
        places[0]: ("open",),
        ("articles.unique", 0, 0): ("dead",),
    }
    assert by_origin[places[0]].place == redriven
    ends = [b"articles.raw/0/3", b"articles.raw/0/2"]
    await write(
        broker,
        [
            Output("articles.enriched", None, b"{}", [("raw", raw), ("disposition", b"enriched")])
            for raw in ends
        ],
    )
    assert {each.ended for each in (await follow_redriven(broker, letters)).values()} == {("enriched",)}


async def test_a_trace_tells_the_end_of_each_article(embedded: EmbeddedBroker) -> None:
    broker = embedded.address
    await make_topics(broker, partitions=1)
    whole, feed, page = await raws(broker, 3, partitions=1)
    unique = {"raw": b"articles.raw/0/2", "part": b"1/2"}
    await write(
        broker,
        [
            letter(whole),
            part_letter(feed, "0/3"),
            part_letter(feed, "2/3"),
            letter(("articles.unique", 0, 0), b"{}", stage=Stage.ENRICH, headers=unique),
            Output("articles.unique", None, b"{}", partition=0),
        ],
    )
    assert await send_back(broker, (await plan(broker)).letters) == 3
    ends = [
        *(("articles.enriched", b"enriched", "0/3", place) for place in (3, 4)),
        *(("articles.duplicates", b"repeat", "1/3", place) for place in (3, 4)),
        ("articles.withheld", b"", "2/3", 4),
        ("articles.enriched", b"enriched", "0/2", page[2]),
    ]
    await write(
        broker,
        [
            Output(
                topic,
                b"uri",
                b"{}",
                [("raw", b"articles.raw/0/%d" % at), ("disposition", kind), ("part", part.encode())],
            )
            for topic, kind, part, at in ends
        ]
        # What was withheld has been released, and its end is not there yet.
        + [Output("articles.withheld", b"uri", None, [("raw", b"articles.raw/0/4"), ("part", b"2/3")])],
    )
    letters = await read_dead_letters(broker)
    traced = await follow_redriven(broker, letters)
    assert [(each.part, traced[each.place].ended) for each in letters] == [
        (None, ("enriched", "repeat", "open")),
        ((0, 3), ("enriched",)),
        ((2, 3), ("withheld",)),
        ((1, 2), ("dead",)),
    ]


async def test_of_what_was_too_large_for_a_letter_the_whole_goes_back(
    embedded: EmbeddedBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From where it died; not what lies there now, if that is something else."""
    broker = embedded.address
    await make_topics(broker, partitions=1)
    headers = [("ce_source", b"dump"), ("dead-attempts", b"1")]
    whole, other = await write(
        broker,
        [Output(RAW.name, b"key", value, headers, partition=0) for value in (b"x" * 90_000, b"y" * 90_000)],
    )
    dead = []
    with monkeypatch.context() as patch:
        patch.setattr(dead_letters, "MAX_MESSAGE_BYTES", 50_000)
        for place in (whole, other):
            dead.append(letter(place, b"x" * 90_000, key=b"key", headers=dict(headers)))
    assert [len(each.value or b"") for each in dead] == [FIRST_BYTES, FIRST_BYTES]
    small = letter((RAW.name, 0, 40), b"small")
    batch = batch_letter(Unreadable(RAW.name, 0, 50, 52, "damaged", 9, "ab" * 32, 50, 0), NOON, "me")
    await write(broker, [*dead, small, batch])
    planned = await plan(broker)
    assert planned.left_out == {NO_BYTES: 1}
    assert [(each.size, each.origin[2]) for each in planned.letters] == [(90_000, 0), (90_000, 1), (5, 40)]
    assert await send_back(broker, planned.letters) == 2
    back = (await read(broker, RAW.name))[2:]
    assert [record.value for record in back] == [b"x" * 90_000, b"small"]
    assert back[0].key == b"key"
    named = dict(back[0].headers)
    assert (named["ce_source"], named["dead-attempts"]) == (b"dump", b"2")
    assert "dead-sha256" not in named
