"""How the worker is, as the dot of the page says it: one word, and what belongs to it."""

from __future__ import annotations

from typing import Any

from streams.runtime.health import Health

#: What comes out this long after it went in is late enough to be said, in seconds.
BEHIND = 60.0


def state_of(
    health: Health, *, ready: bool, reachable: bool, lag: float | None, behind: float | None
) -> dict[str, Any]:
    """The state, as plain JSON values: `name`, and `percent` or `seconds` where they are known.

    `ready`: what stands on the topics is read. `reachable`: the page's own reader finds a broker. `behind` is how long
    after its arrival the last copy came out, in seconds. The first of these that is so is said:

    - "no broker": nothing is known of what waits;
    - "starting": the worker does not do all of its work yet;
    - "trouble": something is wrong, which `problem` of /healthz says;
    - "reading": the page is not filled yet;
    - "behind": what comes out came in `seconds` ago;
    - "live".
    """
    if health.unreachable() or not reachable:
        return {"name": "no broker"}
    if not health.begun() or health.starting():
        return {"name": "starting", "percent": _percent(health.loading())}
    if health.problem():
        return {"name": "trouble"}
    if not ready:
        return {"name": "reading"}
    if behind is not None and behind > BEHIND and lag != 0:
        return {"name": "behind", "seconds": round(behind)}
    return {"name": "live"}


def _percent(loading: tuple[int, int] | None) -> int | None:
    """How much is read; never 100, for then it would not be loading."""
    if loading is None or not loading[1]:
        return None
    return min(99, int(100 * loading[0] / loading[1]))
