"""Looking a uri up on an embedded broker: quickly, and it says when it has not looked at everything."""

from __future__ import annotations

from datetime import timedelta

import pytest

from streams.brokers.embedded import EmbeddedBroker
from streams.history import look_up as limits
from streams.history.known_of import known_of
from streams.history.look_up import Parts, look_up
from streams.runtime.loop_share import LoopShare
from tests.topics import make_topics, write_records
from tests.web.records import Record, copied, published, together, withdrawn


async def write(broker: str, *records: Record) -> None:
    await make_topics(broker, 3)
    await write_records(broker, *records)


async def test_what_stands_under_the_uri_is_found_wherever_it_lies(embedded: EmbeddedBroker) -> None:
    noise = [published(f"urn:noise:{number}", 100 + number) for number in range(20)]
    await write(embedded.address, published("urn:a"), copied(of="urn:a"), together("urn:x", "urn:a"), *noise)
    found, path = await look_up(embedded.address, "urn:a", LoopShare())
    assert found.whole
    assert path.readers.state == "published"
    assert list(found.copies) == ["urn:copy"]
    assert found.story is not None
    copy = await known_of(embedded.address, "urn:copy", LoopShare())
    assert copy["original"]["uri"] == "urn:a"
    assert copy["original"]["readers"]["state"] == "published"


def test_what_was_told_last_of_a_part_counts_in_whatever_order_it_is_read() -> None:
    out = published("urn:a", 1)
    back, again = withdrawn("urn:a"), published("urn:a", 9, seconds=9.0, release="articles.raw/0/9")
    for records, taken_back in (
        *(((out, back), 1), ((back, out), 1)),
        *(((out, back, again), 0), ((again, back, out), 0)),
    ):
        parts = Parts("articles.raw/0/1")
        for record in records:
            parts.take(record)
        assert parts.taken_back == taken_back


async def test_what_was_not_reached_in_time_is_told(embedded: EmbeddedBroker) -> None:
    await write(embedded.address, published("urn:a"))
    found, path = await look_up(embedded.address, "urn:a", LoopShare(), seconds=0.0)
    assert not found.whole
    assert path.readers.state == "nothing"
    assert (await known_of(embedded.address, "urn:none", LoopShare()))["readers"]["state"] == "unknown"


async def test_nothing_is_read_that_is_older_than_the_article(
    embedded: EmbeddedBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A young article is found at once, however much the topics hold."""
    monkeypatch.setattr(limits, "_BEFORE", timedelta(days=-1))
    monkeypatch.setattr("streams.brokers.backward._FIRST", 2)
    reads = 0
    take = limits.Found.take

    def counted(self: limits.Found, record: object) -> None:
        nonlocal reads
        reads += 1
        take(self, record)

    monkeypatch.setattr(limits.Found, "take", counted)
    old = [published(f"urn:old:{number}", number) for number in range(90)]
    await write(embedded.address, *old, published("urn:young", 99))
    found, _ = await look_up(embedded.address, "urn:young", LoopShare())
    assert found.whole
    assert found.event is not None
    assert reads < 10
