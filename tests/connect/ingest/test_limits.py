from __future__ import annotations

import pytest

from streams.connect.ingest.limits import Bucket, Room
from streams.runtime.problem import Problem


def test_a_bucket_lets_so_many_through_at_once_and_then_by_its_rate() -> None:
    now = 0.0
    bucket = Bucket(2.0, 3.0, clock=lambda: now)
    for _ in range(3):
        assert bucket.wait() == 0.0
        bucket.spend(1)
    assert bucket.wait() == 0.5
    now = 0.5
    assert bucket.wait() == 0.0
    now = 1000.0  # no more than the burst is saved
    bucket.wait()
    bucket.spend(3)
    assert bucket.wait() == 0.5


def test_a_request_with_many_documents_is_taken_and_then_waited_for() -> None:
    now = 0.0
    bucket = Bucket(10.0, 20.0, clock=lambda: now)
    bucket.spend(120)
    assert bucket.wait() == pytest.approx(10.1)
    now = 10.2
    assert bucket.wait() == 0.0


def test_a_room_has_its_limit_and_a_share_of_it_for_each_source() -> None:
    room = Room(100, share=2)
    with room.held("quay") as quay, room.held("quay") as more, room.held("mole") as mole:
        quay.grow(40)
        with pytest.raises(Problem, match="hold 40 bytes already") as refused:
            more.grow(20)
        assert refused.value.status == 503
        assert refused.value.headers == {"Retry-After": "1"}
        more.grow(10)
        mole.grow(50)
        with room.held("weir") as weir, pytest.raises(Problem, match="too much is in work"):
            weir.grow(1)
        assert room.used == 100
    assert room.used == 0
    with room.held("quay") as quay:
        quay.grow(50)


def test_a_request_that_is_alone_finds_room_whatever_its_size() -> None:
    room = Room(100)
    with room.held("quay") as quay:
        quay.grow(60)
        quay.grow(200)
        assert room.used == 260
    assert room.used == 0


def test_what_a_request_held_is_given_back_when_it_fails() -> None:
    room = Room(100)
    with pytest.raises(ValueError, match="a fault"), room.held("quay") as quay:
        quay.grow(60)
        raise ValueError("a fault")
    assert room.used == 0
