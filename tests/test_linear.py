"""The judge of linear time lets linear work pass and fails what is worse."""

from __future__ import annotations

import re

import pytest

from tests import linear
from tests.linear import LARGEST, assert_linear, repeated


def squares(text: str) -> int:
    """Looks at all that follows each twentieth character."""
    return sum(text.count("b", start) for start in range(0, len(text), 20))


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is sure to fail need not be measured for long, nor again."""
    monkeypatch.setattr(linear, "MEASURABLE", 0.0005)
    monkeypatch.setattr(linear, "ATTEMPTS", 1)


def test_linear_work_passes() -> None:
    assert_linear(lambda text: [ord(char) for char in text], repeated("ab"))


def test_work_that_does_not_depend_on_its_input_passes() -> None:
    sizes: list[int] = []
    assert_linear(lambda text: sizes.append(len(text)), repeated("ab"))
    assert max(sizes) >= LARGEST // 2, "what is too quick to measure is given a larger input"


@pytest.mark.usefixtures("hasty")
def test_quadratic_work_fails() -> None:
    with pytest.raises(AssertionError, match="times as long"):
        assert_linear(squares, repeated("ab"), small=2_000, largest=LARGEST)


@pytest.mark.usefixtures("hasty")
def test_quadratic_work_that_is_quick_at_first_fails() -> None:
    def work(text: str) -> int:
        return squares(text[: len(text) // 4])

    with pytest.raises(AssertionError, match="times as long"):
        assert_linear(work, repeated("ab"), small=2_000, largest=LARGEST)


@pytest.mark.usefixtures("hasty")
def test_a_pattern_that_backtracks_fails() -> None:
    with pytest.raises(AssertionError, match="times as long"):
        assert_linear(re.compile(r"a+b").search, repeated("a"), small=500, largest=LARGEST)


@pytest.mark.usefixtures("hasty")
def test_what_is_remembered_does_not_pass_as_quick() -> None:
    known: dict[str, int] = {}

    def work(text: str) -> None:
        known[text] = known.get(text) or squares(text)

    with pytest.raises(AssertionError, match="times as long"):
        assert_linear(work, repeated("ab"), small=2_000, largest=LARGEST)


@pytest.mark.usefixtures("hasty")
def test_quadratic_work_fails_at_the_next_larger_size_too() -> None:
    with pytest.raises(AssertionError, match="times as long"):
        assert_linear(squares, repeated("ab"), small=2_000)


def test_a_step_in_the_cost_of_memory_passes() -> None:
    def work(text: str) -> None:
        sum(map(ord, text * (4 if len(text) > 60_000 else 1)))

    assert_linear(work, repeated("ab"))


def test_no_larger_input_is_made_than_allowed() -> None:
    sizes: list[int] = []
    assert_linear(lambda text: sizes.append(len(text)), repeated("a"), small=100, largest=450)
    assert max(sizes) <= 450


def test_noise_does_not_fail_linear_work() -> None:
    calls = iter(range(1_000))

    def work(text: str) -> None:
        sum(map(ord, text * (10 if next(calls) % 3 == 0 else 1)))

    assert_linear(work, repeated("ab"))


def test_a_maker_makes_the_size() -> None:
    assert repeated("abc")(9) == "abcabcabc"
    assert repeated(b"ab", b"x", b"y")(4) == b"xababy"
    assert repeated("a long part")(3) == "a long part"
