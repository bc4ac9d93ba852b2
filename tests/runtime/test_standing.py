from __future__ import annotations

import pytest

from streams.runtime.standing import UNREAD_SECONDS, Topics
from streams.topology import RAW, UNIQUE
from tests.clock import Clock

WELL = {RAW.name: 8, UNIQUE.name: 8}


@pytest.fixture
def clock() -> Clock:
    return Clock(0.0)


@pytest.fixture
def topics(clock: Clock) -> Topics:
    known = Topics(clock)
    assert known.problem(WELL, WELL) is None
    return known


def test_one_that_is_gone_or_came_back_smaller_is_said_at_the_second_look(topics: Topics) -> None:
    for count, said in ((0, "articles.raw is gone"), (1, "articles.raw has 1 of 8 partitions")):
        assert topics.problem(WELL | {RAW.name: count}, WELL) is None
        assert said in (topics.problem(WELL | {RAW.name: count}, WELL) or "")
    assert topics.problem(WELL, WELL) is None


def test_one_that_a_broker_does_not_know_for_a_moment_is_none(topics: Topics) -> None:
    for count in (0, 8, 0, 8):
        assert topics.problem(WELL | {RAW.name: count}, WELL) is None


def test_one_that_was_never_there_is_none() -> None:
    topics = Topics()
    for _ in range(3):
        assert topics.problem(WELL | {"articles.other": 0}, WELL) is None


def test_partitions_that_are_not_shared_out_are_said_after_a_while(topics: Topics, clock: Clock) -> None:
    grown = WELL | {RAW.name: 12}
    assert topics.problem(grown, WELL) is None
    clock.now += UNREAD_SECONDS
    assert topics.problem(grown, WELL) is None
    clock.now += 1
    assert topics.problem(grown, WELL) == (
        "topic articles.raw has 12 partitions, and for 91 s the workers read only 8 of them"
    )
    assert topics.problem(grown, grown) is None
    # Of a leader of an older version nothing is heard.
    assert topics.problem(grown, {}) is None
