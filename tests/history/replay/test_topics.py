"""The topics of a replay: made once, dropped when wanted, and nobody else's touched."""

from __future__ import annotations

import pytest

from streams.brokers.embedded import EmbeddedBroker
from streams.brokers.topics import ensure_topics
from streams.errors import ReplayError
from streams.history.replay.topics import check_prefix, drop, make_topics, read_note, topics_of, write_note
from streams.topology import Topic
from tests.history.replay.day import note


async def test_what_a_replay_makes_is_its_own_and_is_dropped_whole(embedded: EmbeddedBroker) -> None:
    broker = embedded.address
    foreign = Topic("mine.articles.enriched", "", "")
    await ensure_topics(broker, [foreign], 1, 1)
    with pytest.raises(ReplayError, match=r"mine\.articles\.enriched is there already"):
        await make_topics(broker, "mine", note(), "copydesk", 1)
    with pytest.raises(ReplayError, match="no replay mine, and nothing was deleted"):
        await drop(broker, "mine")

    await make_topics(broker, "r1", note(done=False), "copydesk", 1)
    with pytest.raises(ReplayError, match="--drop r1"):
        await make_topics(broker, "r1", note(), "copydesk", 1)
    assert not (await read_note(broker, "r1")).done
    await write_note(broker, "r1", note().ended(7, 0, 0))
    known = await read_note(broker, "r1")
    assert known == note().ended(7, 0, 0)
    assert known.holds(("articles.raw", 1, 999))
    assert not known.holds(("articles.raw", 1, 1000))

    assert sorted(await drop(broker, "r1")) == sorted(topic.name for topic in topics_of("r1"))
    with pytest.raises(ReplayError, match="there is no replay r1"):
        await read_note(broker, "r1")
    states = await ensure_topics(broker, [foreign, *topics_of("r1")], 1, 1, create=False)
    assert [each.topic.name for each in states if each.state != "missing"] == [foreign.name]


@pytest.mark.parametrize("prefix", ["", "a b", "ü", ".x", "x" * 101, "a/b"])
def test_a_prefix_that_no_topic_can_bear_is_refused(prefix: str) -> None:
    with pytest.raises(ReplayError, match="is no prefix of topics"):
        check_prefix(prefix)
