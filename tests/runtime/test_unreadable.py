"""What is known of the batches in front of which partitions wait."""

from __future__ import annotations

from dataclasses import replace

import pytest

from streams import metrics
from streams.brokers.batches import Unreadable
from streams.brokers.embedded import EmbeddedBroker
from streams.runtime.dead_letters import batch_letter
from streams.runtime.unreadable import TRY_EVERY, Unreadables
from tests.articles import NOON
from tests.clock import Clock
from tests.topics import letter, make_topics, write

PLACE = ("articles.raw", 3)
BATCH = Unreadable(
    *PLACE, first=41, last=47, why="its checksum is wrong", size=90, sha256="a" * 64, base=40, timestamp=0
)


def test_it_is_said_once_and_shown_as_long_as_it_waits(caplog: pytest.LogCaptureFixture) -> None:
    known = Unreadables("127.0.0.1:1", Clock())
    for _ in range(3):
        known.wait(BATCH)
        assert known.sentences() == [
            "articles.raw/3/41 to 47 cannot be read: its checksum is wrong. Its partition waits there; the others go on. "
            "`copydesk skip articles.raw/3/41` lets the workers go past it, and notes it on articles.dead"
        ]
        assert metrics.unreadable_partitions._value.get() == 1
    assert [line.message for line in caplog.records] == known.sentences()
    known.past(PLACE)
    assert (known.sentences(), metrics.unreadable_partitions._value.get()) == ([], 0)
    known.past(PLACE)


def test_it_is_tried_again_from_time_to_time() -> None:
    clock = Clock()
    known = Unreadables("127.0.0.1:1", clock)
    known.wait(BATCH)
    clock.now += TRY_EVERY - 1
    assert not known.again(PLACE)
    clock.now += 1
    assert known.again(PLACE)


async def test_the_word_to_go_past_it_is_its_letter(embedded: EmbeddedBroker) -> None:
    broker = embedded.address
    await make_topics(broker)
    known = Unreadables(broker)
    # Not of this batch, not by a person, not a letter of a batch at all: none of these is a word.
    others = [
        batch_letter(replace(BATCH, sha256="b" * 64), NOON, "night desk"),
        batch_letter(replace(BATCH, partition=2), NOON, "night desk"),
        batch_letter(replace(BATCH, first=42), NOON, "night desk"),
        batch_letter(BATCH, NOON),
        letter(("articles.raw", 3, 41)),
        letter(("articles.raw", 3, 41), headers={"dead-by": b"x", "dead-last-offset": b"never"}),
    ]
    await write(broker, others)
    await known.look()
    assert not known.skipped(BATCH)
    await write(broker, [batch_letter(BATCH, NOON, "night desk")])
    assert not known.skipped(BATCH)
    known.wait(BATCH)
    await known.look()
    assert known.skipped(BATCH)
    assert known.again(PLACE)
    # Of what is left of it when its first records were done, too.
    assert known.skipped(replace(BATCH, first=44))
    assert not known.skipped(replace(BATCH, last=48))
