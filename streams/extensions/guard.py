"""One call of a function of somebody else's: whatever it does, the caller goes on.

It may take a limited time, a limited share of the memory, and must return JSON of a limited size. The time is that of
an alarm, which ends what Python runs, and regular expressions; a hang in another library's C code it does not end. Nor
does anything here survive a crash of the interpreter. Both are left to the pool, whose deadline is a kill.
"""

from __future__ import annotations

import resource
import signal
import threading
import time
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, NamedTuple, NoReturn, TypeVar

import orjson

from streams.kinds import Ran

T = TypeVar("T")

#: The most bytes of JSON that one may return.
MOST_BYTES = 64 * 1024
#: The part of a pool process's memory that is for our own work alone.
RESERVED = 0.25


class Ended(NamedTuple):
    """How a call ended: its values where it is done, why there are none in `detail`, and the seconds that it took."""

    ran: Ran
    values: dict[str, Any]
    seconds: float
    detail: str = ""


class Clock(Enum):
    """What measures the seconds. On the CPU's a busy machine makes nobody late, and who sleeps is never late."""

    WALL = (signal.ITIMER_REAL, signal.SIGALRM)
    CPU = (signal.ITIMER_VIRTUAL, signal.SIGVTALRM)


class _LateError(BaseException):
    """The time is over. No Exception: what calls us may catch all of these."""


class _UnfitError(Exception):
    """What was returned cannot stand in an event."""

    def __init__(self, ran: Ran, detail: str) -> None:
        super().__init__(detail)
        self.ran = ran


def guarded(
    function: Callable[[Any], Any], argument: Any, seconds: float, clock: Clock = Clock.WALL
) -> Ended:
    """The values that `function(argument)` returns, if it does so within `seconds`; else why there are none."""
    began = time.perf_counter()
    values: dict[str, Any] = {}
    try:
        values = orjson.loads(
            _with_less_memory(lambda: _in_time(lambda: _asked(function, argument), seconds, clock))
        )
        ran, detail = Ran.DONE, ""
    except _LateError:
        ran, detail = Ran.DEADLINE, f"no end after {seconds:g} s"
    except MemoryError:
        ran, detail = Ran.OUT_OF_MEMORY, "it wanted more memory than there is for it"
    except _UnfitError as error:
        ran, detail = error.ran, str(error)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - sys.exit() in a library is a failure like any other
        ran, detail = Ran.RAISED, f"{type(error).__name__}: {error}"[:500]
    return Ended(ran, values, time.perf_counter() - began, detail)


def _asked(function: Callable[[Any], Any], argument: Any) -> bytes:
    """What it returns as JSON: with sorted keys, and nothing in it that its writer can still change."""
    value = function(argument)
    if not isinstance(value, Mapping):
        raise _UnfitError(Ran.NOT_JSON, f"it returned {type(value).__name__}, and no mapping")
    try:
        written = orjson.dumps(dict(value), option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:
        raise _UnfitError(Ran.NOT_JSON, f"what it returned is no JSON: {error}"[:500]) from error
    if len(written) > MOST_BYTES:
        raise _UnfitError(
            Ran.TOO_LARGE, f"it returned {len(written):,} bytes of JSON; at most {MOST_BYTES:,}"
        )
    return written


def _in_time(work: Callable[[], T], seconds: float, clock: Clock) -> T:
    """Raises _LateError when the time is over. Only the main thread has alarms; in another one there is none."""
    if threading.current_thread() is not threading.main_thread():
        return work()

    def late(*_: Any) -> NoReturn:
        raise _LateError

    timer, alarm = clock.value
    began = time.monotonic()
    handler = signal.signal(alarm, late)
    left, interval = 0.0, 0.0
    # Twice, for the alarm may ring in the inner `finally`, before it is stopped. It rings once only.
    try:
        try:
            left, interval = signal.setitimer(timer, seconds)
            return work()
        finally:
            signal.setitimer(timer, 0)
    finally:
        signal.signal(alarm, handler)
        if left:  # somebody else had set an alarm
            signal.setitimer(timer, max(0.001, left - (time.monotonic() - began)), interval)


def _with_less_memory(work: Callable[[], T]) -> T:
    """Where memory is limited, as in the pool, it gets less of it than our own work does.

    So one that keeps more with every article fails before we do.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY:
        return work()
    resource.setrlimit(resource.RLIMIT_AS, (int(hard * (1 - RESERVED)), hard))
    try:
        return work()
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
