from __future__ import annotations

from aiokafka import TopicPartition

from streams.topology import DEAD, ENRICHED, SOURCES, WITHHELD
from streams.web.end_topics import BACK, HOUR_RECORDS, Beginning, from_offsets

ONE, TWO = (TopicPartition(ENRICHED.name, number) for number in (0, 1))


def test_an_hour_is_read_or_as_much_as_usual_or_as_much_as_may_be() -> None:
    half, most = BACK[ENRICHED.name] // 2, HOUR_RECORDS // 2
    ends = {ONE: 50_000, TWO: 50_000}
    assert from_offsets(ends, {ONE: 49_000, TWO: 49_990}) == {
        ONE: Beginning(49_000, 50_000 - half, 50_000, whole=True),
        TWO: Beginning(50_000 - half, 50_000 - half, 50_000, whole=True),
    }
    # Of an hour that has more the last ones are read, and it is known that there was more.
    (made, _) = from_offsets(ends, {ONE: 10_000, TWO: 49_000}).values()
    assert made == Beginning(50_000 - most, 50_000 - half, 50_000, whole=False, hour=10_000)


def test_the_other_topics_are_read_from_where_it_is_enough() -> None:
    held, dead = TopicPartition(WITHHELD.name, 0), TopicPartition(DEAD.name, 0)
    learnt = TopicPartition(SOURCES.name, 0)
    found = from_offsets({held: 3000, dead: 3000, learnt: 3000}, {})
    assert found[held] == Beginning(2000, 2000, 3000, whole=True)
    assert found[dead] == Beginning(2900, 2900, 3000, whole=False)
    assert found[learnt].start == 3000
    assert from_offsets({ONE: 3}, {ONE: 3})[ONE] == Beginning(0, 0, 3, whole=True)
