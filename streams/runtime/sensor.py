"""What only Faust knows: when a rebalance begins, and when events flow again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import faust

from streams import metrics


class DeskSensor(faust.Sensor):
    """Told by Faust of what happens in `app`. `clock` gives seconds.

    A rebalance may be overtaken by the next one before it has ended. Each is counted; the time is that from the first
    until events flow again, which is how long nothing was done.
    """

    def __init__(self, app: Any, clock: Callable[[], float] = time.monotonic, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._clock = clock
        # A rebalance begins in the consumer's thread and ends in the loop's.
        self._lock = threading.Lock()
        self._began: float | None = None

    def on_rebalance_start(self, app: Any) -> dict[str, Any]:
        """The work stops."""
        metrics.rebalances.inc()
        with self._lock:
            if self._began is None:
                self._began = self._clock()
        # Faust takes an empty state for a missing one, and does not tell us of the end.
        return {"began": self._began}

    def on_rebalance_end(self, app: Any, state: dict[str, Any]) -> None:
        """Events flow."""
        with self._lock:
            began, self._began = self._began, None
        if began is not None:
            metrics.rebalance_seconds.observe(self._clock() - began)
