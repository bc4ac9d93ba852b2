"""Functions that are bad for the process that runs them; test_pool has the pool run them."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from lxml import etree, html


def echo(value: object = None) -> object:
    return value


def has_loaded() -> bool:
    """Whether what documents need is there."""
    return "streams.stages" in sys.modules


def process_id() -> int:
    return os.getpid()


def niceness() -> int:
    return os.getpriority(os.PRIO_PROCESS, 0)


def nap(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def signals_blocked() -> set[int]:
    return {int(number) for number in signal.pthread_sigmask(signal.SIG_BLOCK, ())}


def note_start(notes: Path) -> None:
    """One line for each start; then it never ends."""
    with notes.open("a") as file:
        file.write(f"{os.getpid()}\n")
    sleep_on()


def never_end() -> NoReturn:
    while True:
        pass


def sleep_on() -> NoReturn:
    """It does not end either, and takes nothing from the tests beside."""
    while True:
        time.sleep(60)


def never_end_in_c() -> None:
    """Half a minute or more inside the parser, where no Python signal handler runs."""
    html.document_fromstring("<p " + " ".join(f"a{number}=1" for number in range(400_000)) + ">x</p>")


def eat_memory() -> int:
    eaten = []
    while True:
        eaten.append(bytearray(10_000_000))


def fail_for_want_of_memory() -> None:
    """As lxml does where an allocation of libxml2's failed: its error says nothing of memory."""
    eaten = []
    try:
        while True:
            eaten.append(bytearray(1_000_000))
    except MemoryError:
        raise ValueError("unknown error") from None


def answer_too_much() -> bytes:
    """The result fits into memory; its pickle does not."""
    return bytes(400_000_000)


def abort() -> None:
    os.abort()


def crash() -> None:
    ctypes.string_at(0)


def leave(code: int) -> None:
    os._exit(code)


def die_once(marker: Path) -> str:
    """Dies the first time, as if somebody had killed the process."""
    try:
        marker.touch(exist_ok=False)
    except FileExistsError:
        return "done"
    os.kill(os.getpid(), signal.SIGKILL)
    return "not reached"


def fail() -> None:
    raise ValueError("a page of a kind that nobody foresaw")


def fail_with_what_cannot_be_pickled() -> None:
    etree.fromstring(b"<a><b></a>")


def ask_to_exit() -> None:
    raise SystemExit(3)


def interrupt() -> None:
    raise KeyboardInterrupt


def recurse(depth: int = 0) -> int:
    return recurse(depth + 1) + 1


def return_a_function() -> Callable[[], int]:
    return lambda: 1


class Trap:
    """Can be pickled, and not unpickled."""

    def __reduce__(self) -> tuple[Callable[[], None], tuple[()]]:
        return fail, ()


def return_a_trap() -> Trap:
    return Trap()


def close_the_line() -> None:
    os.closerange(3, 256)
    time.sleep(60)


def big(size: int) -> bytes:
    return b"x" * size


#: How often the loop of a test has turned, and how often it had when each value of `many` came back.
TURNS, CAME = [0], list[int]()


class Noted:
    """A value of which is noted when it comes back."""

    def __reduce__(self) -> tuple[object, tuple[()]]:
        return _noted, ()


def turns() -> int:
    return TURNS[0]


def _noted() -> int:
    CAME.append(TURNS[0])
    return len(CAME)


def many(count: int) -> tuple[object, ...]:
    """So many values."""
    return tuple(Noted() for _ in range(count))
