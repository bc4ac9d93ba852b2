from __future__ import annotations

import contextlib
import re
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import pytest

from streams.extensions.guard import MOST_BYTES, Clock, Ended, guarded
from streams.kinds import Ran
from tests.machine import patience

LONG = 60.0


def ran(function: Callable[[Any], Any], seconds: float = LONG) -> Ended:
    return guarded(function, "an article", seconds)


def test_what_it_returns_comes_back_as_a_reader_will_see_it() -> None:
    ended = ran(lambda article: MappingProxyType({"b": (1, 2), "a": {"said": article}}))
    assert (ended.ran, ended.values, ended.detail) == (
        Ran.DONE,
        {"a": {"said": "an article"}, "b": [1, 2]},
        "",
    )
    assert list(ended.values) == ["a", "b"], "the same values are the same bytes, whatever their order was"
    assert 0 <= ended.seconds < LONG


def test_what_it_keeps_of_its_values_changes_nothing_any_more() -> None:
    kept: dict[str, list[int]] = {"a": [1]}
    ended = ran(lambda _: kept)
    kept["a"].append(2)
    assert ended.values == {"a": [1]}


def test_what_it_raises_is_told() -> None:
    def broken(_: Any) -> Any:
        raise LookupError("no such list")

    assert ran(broken)[:2] == (Ran.RAISED, {})
    assert ran(broken).detail == "LookupError: no such list"
    assert ran(lambda _: sys.exit(3)).ran is Ran.RAISED
    assert len(ran(lambda _: [][int("9" * 4000)]).detail) <= 500


def test_ctrl_c_is_none_of_its_faults() -> None:
    def interrupted(_: Any) -> Any:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ran(interrupted)


@pytest.mark.parametrize("value", [None, [], "text", 1])
def test_what_is_no_mapping_is_refused(value: Any) -> None:
    ended = ran(lambda _: value)
    assert (ended.ran, ended.values) == (Ran.NOT_JSON, {})
    assert "no mapping" in ended.detail


@pytest.mark.parametrize("value", [{1, 2}, b"bytes", object(), "\ud800", 2**64, {1: "key"}])
def test_what_is_no_json_is_refused(value: Any) -> None:
    assert ran(lambda _: {"a": value})[:2] == (Ran.NOT_JSON, {})


def test_what_never_ends_as_json_is_refused() -> None:
    endless: dict[str, Any] = {}
    endless["a"] = endless
    assert ran(lambda _: endless).ran is Ran.NOT_JSON


def test_the_size_is_limited() -> None:
    most = "x" * (MOST_BYTES - len('{"a":""}'))
    assert ran(lambda _: {"a": most}).ran is Ran.DONE
    ended = ran(lambda _: {"a": most + "x"})
    assert ended[:2] == (Ran.TOO_LARGE, {})
    assert "65,537 bytes" in ended.detail


def hang(_: Any) -> Any:
    while True:
        with contextlib.suppress(Exception):  # it goes on whatever comes
            time.sleep(LONG)


def backtrack(_: Any) -> Any:
    return {"found": bool(re.match(r"(?:a+)+$", "a" * 60 + "b"))}


@pytest.mark.parametrize("function", [hang, backtrack])
def test_one_that_has_no_end_is_ended(function: Callable[[Any], Any]) -> None:
    began = time.monotonic()
    ended = ran(function, 0.05)
    assert (ended.ran, ended.values) == (Ran.DEADLINE, {})
    assert "0.05 s" in ended.detail
    assert time.monotonic() - began < patience(5.0)


def test_of_the_cpu_who_sleeps_takes_no_time() -> None:
    def sleeps(_: Any) -> Any:
        time.sleep(0.05)
        return {}

    assert guarded(sleeps, "", 0.02, Clock.CPU).ran is Ran.DONE
    assert guarded(backtrack, "", 0.02, Clock.CPU).ran is Ran.DEADLINE
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)


def test_no_alarm_rings_afterwards_and_that_of_others_still_does() -> None:
    rung: list[int] = []
    before = signal.signal(signal.SIGALRM, lambda number, _: rung.append(number))
    old = signal.setitimer(signal.ITIMER_REAL, 30.0)
    try:
        assert ran(lambda _: {}, 0.01).ran is Ran.DONE
        assert ran(hang, 0.01).ran is Ran.DEADLINE
        assert 20.0 < signal.getitimer(signal.ITIMER_REAL)[0] <= 30.0
        assert rung == []
        signal.raise_signal(signal.SIGALRM)
        assert rung == [signal.SIGALRM]
    finally:
        signal.signal(signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_REAL, *old)


def test_where_nobody_has_set_an_alarm_none_is_left() -> None:
    old = signal.setitimer(signal.ITIMER_REAL, 0)
    try:
        assert ran(lambda _: {}, LONG).ran is Ran.DONE
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    finally:
        signal.setitimer(signal.ITIMER_REAL, *old)


def test_in_another_thread_there_is_no_alarm_and_all_else_is_the_same() -> None:
    found: list[Ended] = []
    thread = threading.Thread(target=lambda: found.append(ran(lambda _: {"a": 1})))
    thread.start()
    thread.join()
    assert found[0][:2] == (Ran.DONE, {"a": 1})


def test_a_lack_of_memory_is_told() -> None:
    def greedy(_: Any) -> Any:
        raise MemoryError

    assert ran(greedy).ran is Ran.OUT_OF_MEMORY
