from __future__ import annotations

import threading
import time

import pytest

from streams.lazily import TooMuchAtOnceError, made_once, making_at_most

made: list[str] = []


def _busy(seconds: float) -> None:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


@made_once
def part(name: str) -> str:
    """Takes two milliseconds of CPU."""
    made.append(name)
    _busy(0.002)
    return name.upper()


@made_once
def whole(names: str) -> str:
    """Is made of parts."""
    return "".join(map(part, names))


@pytest.fixture(autouse=True)
def _nothing_made() -> None:
    made.clear()
    part.cache_clear()
    whole.cache_clear()


def tries(names: str, seconds: float) -> int:
    """How often it takes to make `whole`."""
    for number in range(1, 100):
        try:
            with making_at_most(seconds):
                assert whole(names) == names.upper()
                return number
        except TooMuchAtOnceError:
            pass
    raise AssertionError("it gets nowhere")


def test_without_a_limit_everything_is_made_at_once_and_kept() -> None:
    assert whole("abc") == whole("abc") == "ABC"
    assert made == ["a", "b", "c"]


def test_what_is_made_is_kept_though_the_whole_is_given_up() -> None:
    assert tries("abcdef", 0.003) > 1
    assert made == list("abcdef")


def test_each_time_one_thing_is_made_however_little_is_left() -> None:
    assert tries("abc", 1e-9) == 3
    assert made == list("abc")


def test_what_is_there_costs_nothing() -> None:
    whole("abc")
    with making_at_most(0):
        assert whole("abc") == "ABC"
        with pytest.raises(TooMuchAtOnceError, match="part"):
            part("d")


def test_the_limit_ends_with_its_block_and_is_that_of_its_thread() -> None:
    with making_at_most(0):
        thread = threading.Thread(target=whole, args=("ab",))
        thread.start()
        thread.join()
    assert made == ["a", "b"]
    assert part("c") == "C"
