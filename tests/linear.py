"""Whether work takes time in proportion to its input.

An absolute bound cannot tell: one that holds on a slow machine passes what is quadratic on a quick one. The ratio of
two sizes can: four times the input takes linear work four times as long, and quadratic work sixteen times.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from itertools import count
from typing import AnyStr, NamedTuple, TypeVar

T = TypeVar("T")

#: CPU seconds. Below this the clock's steps and the fixed cost of a call drown what the input costs.
MEASURABLE = 0.005
#: CPU seconds that the smaller input need not take, and the size that is not undercut to get there.
LONG = 0.03
SMALLEST = 2_000
#: Sizes do not grow beyond this. What needs less than `MEASURABLE` for a quarter of it is quick enough as it is.
LARGEST = 200_000
#: How often an input of a size is measured before the minimum counts, and how often all is repeated before a failure.
RUNS = 3
ATTEMPTS = 4
#: CPU seconds for the larger input. The cost of memory is less, so that what takes longer is not tried with larger ones.
PLAIN = 0.3
#: CPU seconds for the larger input from which on a second attempt is enough: four would take too long.
TOO_LONG = 3.0


def assert_linear(
    work: Callable[[T], object],
    make: Callable[[int], T],
    *,
    small: int = 25_000,
    times: int = 4,
    largest: int | None = None,
) -> None:
    """Fails if `work` takes more than twice `times` as long for an input that is `times` as large.

    Args:
        work: what is judged.
        make: makes the input of a size: characters, bytes, or whatever grows. Its own time does not count.
        small: the size to begin with. It is doubled until `work` takes `MEASURABLE` for it, or halved until it takes
            less than `LONG`.
        times: how much larger the larger input is. Quadratic work takes `times * times` as long for it.
        largest: the largest size that `make` can make and `work` accepts, if there is one.

    Raises:
        AssertionError: it took too long; if that was little time, then again when both inputs were `times` as large.
            Once would not be enough: from some size on memory costs more, and that step comes only once.
    """
    clock = _Clock(work, make)
    work(make(max(small // 50, 1)))  # what is loaded once, patterns and word lists, is no cost of the input
    seconds = clock.least(small, runs=1)
    while seconds < MEASURABLE and 2 * small * times <= (largest or LARGEST):
        small *= 2
        seconds = clock.least(small, runs=1)
    while seconds > LONG and small >= 2 * SMALLEST:
        small //= 2
        seconds = clock.least(small, runs=1)
    slow = clock.slower(small, times)
    if slow is not None and slow.long < PLAIN and largest is None:
        slow = clock.slower(small * times, times)
    assert slow is None, str(slow)


def repeated(
    part: AnyStr, opening: AnyStr | None = None, end: AnyStr | None = None
) -> Callable[[int], AnyStr]:
    """A maker of text or bytes of about a size: `opening`, `part` as often as it takes, `end`."""
    nothing = part[:0]
    return lambda size: (opening or nothing) + part * max(size // len(part), 1) + (end or nothing)


class _Slower(NamedTuple):
    """The seconds that a size and `times` the size took, where the second is too long."""

    size: int
    times: int
    short: float
    long: float

    def __str__(self) -> str:
        return (
            f"{self.size:,} take {self.short * 1000:.1f} ms, {self.times} times as much takes "
            f"{self.long * 1000:.1f} ms: {self.long / self.short:.1f} times as long"
        )


class _Clock:
    """CPU seconds of work on inputs of a size."""

    def __init__(self, work: Callable[[T], object], make: Callable[[int], T]) -> None:
        self._seconds: Callable[[int], float] = lambda size: _seconds(work, make(size))
        self._turns = count()

    def least(self, size: int, runs: int = RUNS) -> float:
        """The least of some runs. Each is given a slightly larger input, as some work remembers what it has read."""
        return min(self._seconds(size + size // 1000 * next(self._turns)) for _ in range(runs))

    def slower(self, size: int, times: int) -> _Slower | None:
        """What both sizes take, if the larger one takes too long in every attempt. Noise only adds time."""
        short = long = float("inf")
        for attempt in range(ATTEMPTS):
            short, long = min(short, self.least(size)), min(long, self.least(size * times, runs=1))
            if long <= 2 * times * max(short, MEASURABLE):
                return None
            if attempt and long > TOO_LONG:
                break
        return _Slower(size, times, short, long)


def _seconds(work: Callable[[T], object], value: T) -> float:
    """The CPU time of one run. The garbage collector is off: it walks over all that other tests have loaded."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        began = time.process_time()
        work(value)
        return time.process_time() - began
    finally:
        if enabled:
            gc.enable()
