from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from streams.connect.progress import Done, is_done


def test_nothing_is_committed_before_what_stands_before_it() -> None:
    done = Done(10)
    for offset in (10, 11, 13):
        done.take(offset)
    done.skip(14)
    assert done.committable == 10
    done.finish(11)
    assert done.committable == 10
    done.finish(10)
    assert done.committable == 13
    done.finish(13)
    assert done.committable == 15


@given(st.lists(st.booleans(), min_size=1, max_size=30), st.randoms())
def test_in_whatever_order_they_end(wanted: list[bool], chance: object) -> None:
    done, open_ = Done(0), []
    for offset, take in enumerate(wanted):
        if take:
            done.take(offset)
            open_.append(offset)
        else:
            done.skip(offset)
    left, all_ = set(open_), set(open_)
    chance.shuffle(open_)  # type: ignore[attr-defined]
    for offset in open_:
        assert done.committable == min(left)
        done.finish(offset)
        left.discard(offset)
        # Who reads on from the commit knows of every offset whether it is done.
        for each in range(len(wanted) + 2):
            known = each < len(wanted) and (each not in all_ or each not in left)
            assert is_done(each, done.committable, done.note) is known
    assert done.committable == len(wanted)


def test_a_note_of_others_says_nothing() -> None:
    assert is_done(4, 5, "")
    assert not is_done(5, 5, "")
    assert not is_done(7, 5, "some words")


def test_a_note_is_short() -> None:
    done = Done(10**9)
    for offset in range(100):
        done.take(10**9 + offset * 10_000)
    assert len(done.note) < 1000
