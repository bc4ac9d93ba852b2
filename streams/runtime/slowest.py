"""The longest of what was measured in the last minutes, for a gauge.

The quantiles of a histogram end at the borders of its buckets: a kill that took 31 s looks like one of 60. A gauge of
the last value alone would lose what came between two scrapes.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

#: As long as Prometheus takes a sample for the present one, in seconds: nobody who scrapes usefully misses a value.
KEPT = 300.0


@dataclass
class Slowest:
    """The greatest value of the last `kept` seconds of the clock. Each is remembered until a greater one comes."""

    kept: float = KEPT
    clock: Callable[[], float] = time.monotonic
    #: When it was measured, and the value: later ones are smaller.
    _values: deque[tuple[float, float]] = field(default_factory=deque)

    def observe(self, value: float) -> None:
        """Takes a value."""
        while self._values and self._values[-1][1] <= value:
            self._values.pop()
        self._values.append((self.clock(), value))
        self._forget()

    def value(self) -> float:
        """The greatest; NaN when there was none."""
        self._forget()
        return self._values[0][1] if self._values else math.nan

    def _forget(self) -> None:
        while self._values and self.clock() - self._values[0][0] > self.kept:
            self._values.popleft()
