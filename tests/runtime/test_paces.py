from __future__ import annotations

import pytest

from streams.runtime.feeds import Feed, Kind
from streams.runtime.paces import MISSES, MOST, REMEMBERED, Paces

a, b = Feed("a", Kind.PAGE), Feed("b", Kind.PAGE)


def test_three_of_the_last_ten_without_an_end_make_a_source_slow_and_it_comes_back_by_itself() -> None:
    told: list[tuple[Feed, bool]] = []
    paces = Paces(lambda feed, slow: told.append((feed, slow)))
    paces.ended(a)
    for _ in range(MISSES - 1):
        paces.missed(a)
        paces.ended(a)
    assert not paces.slow(a)
    paces.missed(a)
    assert paces.slow(a)
    assert not paces.slow(b)
    for _ in range(REMEMBERED):
        paces.heard(a)
    assert paces.slow(a)
    for _ in range(REMEMBERED):
        paces.ended(a)
    assert told == [(a, True), (a, False)]
    assert not paces.slow(a)


def test_who_is_late_three_times_of_ten_waits_for_others_long_before_it_is_slow() -> None:
    paces = Paces()
    for _ in range(MISSES):
        assert not paces.waits(a)
        paces.late(a)
    assert paces.waits(a)
    assert not paces.slow(a)
    for _ in range(REMEMBERED - MISSES + 1):
        paces.ended(a)  # with the full deadline
        assert paces.waits(a)
        paces.in_time(a)
    assert not paces.waits(a)
    for _ in range(MISSES):
        paces.missed(a)
    assert paces.waits(a)


def test_of_those_that_wait_some_are_set_apart_and_where_most_do_none_is() -> None:
    paces = Paces()
    for _ in range(MISSES):
        paces.late(a)
    assert not paces.apart(a)  # nobody else is known
    paces.heard(b)
    assert paces.apart(a)
    assert not paces.apart(b)
    for _ in range(MISSES):
        paces.missed(b)
    assert not paces.apart(a)
    for number in range(2):
        paces.heard(Feed(str(number)))
    assert paces.apart(a)
    assert paces.apart(b)
    for _ in range(REMEMBERED):
        paces.in_time(a)
    assert not paces.apart(a)
    assert paces.apart(b)


def test_a_source_is_apart_while_a_document_of_it_is_overdue() -> None:
    paces = Paces()
    paces.heard(b)
    with paces.reading(a) as first, paces.reading(a) as second:
        assert not paces.apart(a)
        first()
        first()  # its process has died, and it was read again
        second()
        assert paces.apart(a)
        assert not paces.apart(b)
        with paces.reading(b) as other:
            other()
            # Most of them are: then it is not they who are slow.
            assert not paces.apart(a)
        assert paces.apart(a)
    assert not paces.apart(a)
    assert not paces.waits(a)


def test_of_sources_that_were_forgotten_none_counts_as_one_that_waits() -> None:
    paces = Paces()
    for number in range(MOST):
        for _ in range(MISSES):
            paces.late(Feed(f"late {number}"))
    assert not paces.apart(Feed("late 0"))
    for number in range(MOST - 1):
        paces.heard(Feed(str(number)))
    assert paces.apart(Feed(f"late {MOST - 1}"))


def test_it_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    paces = Paces()
    for _ in range(20):
        paces.missed(Feed("a feed", Kind.PAGE))
    assert caplog.text.count("the pages of 'a feed' keep hitting the deadline") == 1


def test_a_source_is_hopeless_when_the_full_deadline_was_in_vain_ten_times_in_a_row() -> None:
    paces = Paces()
    for _ in range(REMEMBERED):
        assert not paces.hopeless(a)
        paces.looked(a, vain=True)
    assert paces.hopeless(a)
    assert not paces.hopeless(b)
    # One that was read with the full deadline opens the way for all.
    paces.looked(a, vain=False)
    assert not paces.hopeless(a)


def test_one_of_several_sources_is_slow_alone_and_where_most_are_it_is_we_who_are_slow() -> None:
    paces = Paces()
    for _ in range(MISSES):
        paces.missed(a)
    assert not paces.alone(a)  # nobody else is known
    paces.heard(b)
    assert paces.alone(a)
    assert not paces.alone(b)
    for _ in range(MISSES):
        paces.missed(b)
    assert not paces.alone(a)
    for _ in range(REMEMBERED):
        paces.ended(b)
    assert paces.alone(a)


def test_only_so_many_sources_are_remembered_and_a_forgotten_one_is_not_told_as_slow_for_ever() -> None:
    told: list[tuple[Feed, bool]] = []
    paces = Paces(lambda feed, slow: told.append((feed, slow)))
    for _ in range(MISSES):
        paces.missed(a)
    for number in range(MOST):
        paces.ended(Feed(str(number)))
    assert told == [(a, True), (a, False)]
    assert not paces.slow(a)


def test_the_texts_of_a_source_are_as_ever_and_its_history_is_as_its_pages() -> None:
    paces = Paces()
    for _ in range(MISSES):
        paces.missed(Feed("a", Kind.PAGE, history=True))
    assert paces.slow(a)
    assert not paces.slow(Feed("a", Kind.DOCUMENT))
    assert not paces.waits(Feed("a", Kind.TEXT))
