"""What is made when it is first needed and then kept, and how much of that may be made at a time.

There are thousands of patterns and the rules of dozens of languages, and most desks read two. Whoever meets the first
article of a language makes some hundred of them, which takes a tenth of a second: nothing to a process that reads a
page, but too long for a worker's loop, which serves all stages. There the work is given up when so much was made, and
begun anew when everybody else has had a turn: what was made by then is kept, so that each time more of it is there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import _lru_cache_wrapper, cache, wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

#: The seconds of CPU that are left for making; None: as many as it takes.
_left: ContextVar[float | None] = ContextVar("left", default=None)


class TooMuchAtOnceError(Exception):
    """More had to be made than making_at_most() allows: done again, the work finds what was made until then."""


@contextmanager
def making_at_most(seconds: float) -> Iterator[None]:
    """Raises TooMuchAtOnceError where something has to be made after so many seconds of CPU went into others.

    At least one thing is made each time, however long it takes. It holds for this thread alone.
    """
    token = _left.set(seconds)
    try:
        yield
    finally:
        _left.reset(token)


def made_once(function: Callable[P, T]) -> _lru_cache_wrapper[T]:
    """A pure function whose results are kept for good, as functools.cache does, and made within making_at_most()."""

    @wraps(function)
    def make(*args: P.args, **kwargs: P.kwargs) -> T:
        left = _left.get()
        if left is None:
            return function(*args, **kwargs)
        if left <= 0:
            raise TooMuchAtOnceError(function.__qualname__)
        began = time.thread_time()
        try:
            return function(*args, **kwargs)
        finally:
            # Of what was made for it as well nothing counts twice: it has been taken off `left`, not off what is now.
            _left.set(left - (time.thread_time() - began))

    return cache(make)
