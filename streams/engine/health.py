"""Health is progress: a worker that is alive and moves nothing while there is work is not healthy."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from streams.engine.window import Window


@dataclass
class Health:
    """Watches the windows: `problem()` says what is wrong, or None. `clock` gives seconds."""

    windows: Mapping[str, Window]
    stuck_seconds: float
    behind: Callable[[], int] = lambda: 0
    clock: Callable[[], float] = time.monotonic
    _moved: dict[str, tuple[int, float]] = field(default_factory=dict)

    def problem(self) -> str | None:
        """One sentence on the first stage that has events in work, or events waiting, and acknowledges none."""
        now = self.clock()
        behind = self.behind()
        total = sum(window.acknowledged for window in self.windows.values())
        for stage, window in self.windows.items():
            count, since = self._moved.get(stage, (-1, now))
            if window.acknowledged != count or not window.inside:
                self._moved[stage] = (window.acknowledged, now)
            elif now - since > self.stuck_seconds:
                return f"{stage}: {window.inside} events in work, none done for {now - since:.0f} s"
        count, since = self._moved.get("", (-1, now))
        if total != count or not behind:
            self._moved[""] = (total, now)
        elif now - since > self.stuck_seconds:
            return f"{behind} events behind, none done for {now - since:.0f} s"
        return None
