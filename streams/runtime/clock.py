"""How far this worker's clock is from the broker's, from the acknowledgements of what it sends anyway.

The broker stamps the records of some topics with the time at which it appends them, and says that time in its
acknowledgement. It lies between the sending and the answer; so do all true offsets. What is told is the smallest offset
that all answers of a minute allow: a slow broker is no wrong clock.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from streams import metrics

log = logging.getLogger(__name__)

#: From so many seconds on it is said in the log, once until it is mended.
WRONG = 1.0
#: What is known is forgotten after so many seconds: clocks drift, and are set.
_LASTS = 60.0
#: The broker's time is cut to milliseconds.
_STEP = 0.001
#: `timestamp_type` of what the broker has stamped.
_APPENDED = 1


class ClockCheck:
    """Compares our clock with the broker's. `monotonic` gives seconds."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._least = self._most = 0.0
        self._until = 0.0  # what is known lasts until then
        self._said = False

    def answered(self, sent: float, received: float, answer: Any) -> None:
        """The broker's answer to what was sent and acknowledged at these times, in seconds of our clock."""
        if getattr(answer, "timestamp_type", None) != _APPENDED or answer.timestamp is None:
            return
        appended = answer.timestamp / 1000
        least, most = sent - appended - _STEP, received - appended
        now = self._monotonic()
        if now >= self._until or least > self._most or most < self._least:
            # The first of a minute, or a clock that was set, or another broker of the cluster.
            self._least, self._most, self._until = least, most, now + _LASTS
        else:
            self._least, self._most = max(self._least, least), min(self._most, most)
        self._tell(max(0.0, self._least) + min(0.0, self._most))

    def _tell(self, offset: float) -> None:
        metrics.clock_offset.set(offset)
        wrong = abs(offset) > WRONG
        if wrong and not self._said:
            log.warning(
                "the clock of this worker is %.1f s %s that of the broker: embargoes and the window follow clocks; "
                "see CopydeskClockWrong in the runbook",
                abs(offset),
                "ahead of" if offset > 0 else "behind",
            )
        self._said = wrong
