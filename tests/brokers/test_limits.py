from __future__ import annotations

from streams.brokers.embedded import EmbeddedBroker
from streams.brokers.limits import narrow_topics
from streams.brokers.topics import ensure_topics
from streams.topology import MAX_MESSAGE_BYTES, RAW, Topic

NARROW = Topic("narrow", "", "", {"max.message.bytes": "1000"})


async def test_a_topic_that_takes_less_is_named(real_kafka: str) -> None:
    await ensure_topics(real_kafka, [RAW, NARROW], 1, 1)
    (sentence,) = await narrow_topics(real_kafka, [RAW.name, NARROW.name])
    assert sentence.startswith("narrow takes records of 1000 bytes at most: ")
    assert f"set its max.message.bytes to {MAX_MESSAGE_BYTES}" in sentence


async def test_a_broker_that_does_not_tell_is_believed(embedded: EmbeddedBroker) -> None:
    await ensure_topics(embedded.address, [RAW], 1, 1)
    assert await narrow_topics(embedded.address, [RAW.name]) == []
