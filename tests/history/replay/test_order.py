"""The order of a replay is that of articles.clean, whatever the order of the partitions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from streams.brokers.embedded import EmbeddedBroker
from streams.brokers.reader import offset_ranges
from streams.errors import ReplayError
from streams.history.replay import order
from streams.history.replay.order import (
    Again,
    Known,
    Step,
    Stretch,
    find_stretch,
    look_ahead,
    moment_of,
    steps,
)
from streams.history.replay.raws import Raws
from streams.runtime.window import Output
from streams.topology import CLEAN, RAW, WITHHELD
from tests.topics import make_topics, write

WINDOW = timedelta(hours=72)
AGO = timedelta(hours=1)


def raw(partition: int, value: bytes) -> Output:
    return Output(RAW.name, None, value, partition=partition)


def clean(place: str, part: str | None = None) -> Output:
    headers = [("raw", f"{RAW.name}/{place}".encode())]
    return Output(CLEAN.name, b"uri", b"{}", [*headers, ("part", part.encode())] if part else headers)


async def stretch_of(broker: str, **given: Any) -> Stretch:
    stretch = await find_stretch(
        broker, given.pop("since", datetime.now(UTC) - AGO), None, given.pop("warm", WINDOW), WINDOW
    )
    await look_ahead(broker, stretch)
    return stretch


async def turns(broker: str, **given: Any) -> list[str]:
    """The steps, as partition:offset of raw events with the articles of them, `known` and `rest`."""
    stretch = await stretch_of(broker)
    raws = Raws(broker, stretch.ranges, stretch.marks, **given)
    try:
        return [said(step) async for step in steps(broker, stretch, raws)]
    finally:
        await raws.close()


def said(step: Step) -> str:
    if isinstance(step, Again):
        value = step.raw.value if step.raw else b"again"
        assert value is not None
        return value.decode() + ("" if step.part is None else f"#{step.part}")
    return "known" if isinstance(step, Known) else "rest"


ORDER = ["b0", "a0", "known", "a1", "a3", "a2", "b1", "b2", "rest", "known"]


async def lying(broker: str) -> None:
    """Two partitions; a1 and b2 died in clean, a3 overtook a2; two others are of raw events outside of the range."""
    await make_topics(broker)
    await write(broker, [raw(0, name) for name in (b"a0", b"a1", b"a2", b"a3")])
    await write(broker, [raw(1, name) for name in (b"b0", b"b1", b"b2")])
    await write(broker, map(clean, ("1/0", "0/0", "0/900", "0/3", "0/2", "1/1", "1/901")))


async def test_the_order_is_that_in_which_the_desk_decided(embedded: EmbeddedBroker) -> None:
    broker = embedded.address
    await lying(broker)
    assert await turns(broker) == ORDER
    # What would have to wait for long is read once more.
    assert await turns(broker, most_waiting=0) == ORDER
    # A record that clean wrote twice changes nothing: the raw event had its turn.
    await write(broker, [clean("1/0")])
    assert await turns(broker) == [*ORDER[:7], "known", "again", "b2", "rest"]


async def test_each_article_of_a_document_has_its_turn(embedded: EmbeddedBroker) -> None:
    broker = embedded.address
    await make_topics(broker)
    await write(broker, [raw(0, b"feed"), raw(1, b"b0")])
    await write(broker, [clean("0/0", "0/3"), clean("1/0"), clean("0/0", "2/3")])
    assert await turns(broker) == ["feed#0", "b0", "again#2", "rest"]


async def test_a_range_begins_and_ends_by_the_broker_s_times(embedded: EmbeddedBroker) -> None:
    broker = embedded.address
    await lying(broker)
    now = datetime.now(UTC)
    with pytest.raises(ReplayError, match="no raw events from 2026-01-01"):
        await find_stretch(
            broker, datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC), WINDOW, WINDOW
        )
    with pytest.raises(ReplayError, match="--from is to lie before --to"):
        await find_stretch(broker, now, now - AGO, WINDOW, WINDOW)
    stretch = await stretch_of(broker)
    assert (stretch.ranges, stretch.clean) == ({(RAW.name, 0): (0, 4), (RAW.name, 1): (0, 3)}, (0, 7))
    assert stretch.whole
    taken = await moment_of(broker, f"{RAW.name}/1/2")
    assert stretch.since < taken <= now
    for place, says in (
        (f"{RAW.name}/1/3", "is not there: articles.raw/1 has the offsets 0 to 2"),
        (f"{WITHHELD.name}/0/0", f"is not there: {WITHHELD.name}/0 is empty"),
        ("articles.raw/1/x", "is no place such as"),
    ):
        with pytest.raises(ReplayError, match=says):
            await moment_of(broker, place)
    assert not (await stretch_of(broker, warm=timedelta(0))).whole


async def test_without_the_order_there_is_no_replay(
    embedded: EmbeddedBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    broker = embedded.address
    await lying(broker)
    real = offset_ranges

    async def cut(broker: str, topics: list[str], *times: Any, **options: Any) -> Any:
        found = await real(broker, topics, *times, **options)
        return {
            place: (3, end) if place[0] == CLEAN.name else (begin, end)
            for place, (begin, end) in found.items()
        }

    monkeypatch.setattr(order, "offset_ranges", cut)
    with pytest.raises(ReplayError, match=r"articles\.clean goes back to .* choose --from"):
        await find_stretch(broker, datetime.now(UTC) - AGO, None, WINDOW, WINDOW)
