from __future__ import annotations

from streams.clusters.clusters import Clusters
from streams.clusters.options import Options
from streams.clusters.waiting import Waiting
from tests.clusters.tellings import FIRE, NOON, VOTE, last, told


def filled(most: int, *copies: tuple[str, str, float]) -> Waiting:
    waiting = Waiting(most)
    for uri, of, hours in copies:
        waiting.put(told(uri, VOTE, hours=hours, copy_of=of))
    return waiting


def test_the_copies_of_an_original_are_taken_once_and_in_their_order() -> None:
    waiting = filled(9, ("a", "x", 0), ("b", "y", 1), ("c", "x", 2))
    assert [each.uri for each in waiting.take("x")] == ["a", "c"]
    assert waiting.take("x") == []
    assert len(waiting) == 1


def test_a_copy_waits_once_for_the_original_that_it_named_last() -> None:
    waiting = filled(9, ("a", "x", 0), ("a", "y", 1))
    assert (len(waiting), waiting.take("x")) == (1, [])
    waiting.drop("a")
    waiting.drop("a")
    assert len(waiting) == 0


def test_of_too_many_those_go_whose_original_was_waited_for_longest() -> None:
    waiting = filled(2, ("a", "x", 0), ("b", "y", 1), ("c", "y", 2))
    assert waiting.take("x") == []
    assert len(waiting) == 2


def test_copies_of_what_does_not_come_are_forgotten() -> None:
    waiting = filled(9, ("a", "x", 0), ("b", "y", 5))
    waiting.expire(NOON + 3600)
    assert (len(waiting), len(waiting.take("y"))) == (1, 1)


def test_stories_forget_them_when_a_story_would_be_over() -> None:
    clusters = Clusters(Options(over=72))
    clusters.take(told("urn:2", VOTE, copy_of="urn:1"))
    late = last(clusters.take(told("urn:1", FIRE, hours=73))).state
    assert late is not None
    assert late.articles == 1


def test_it_comes_back_as_it_was() -> None:
    waiting, again = filled(9, ("a", "x", 0), ("b", "y", 5)), Waiting(9)
    again.load(waiting.dump())
    assert again.dump() == waiting.dump()
