"""Manners towards the hosts that are asked: one request at a time, a pause between them, and none before they say so.

One for all connections of a process. What a host says by Retry-After counts over a restart.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime

from streams.connect.state import State
from streams.errors import ConnectError

#: The longest that a Retry-After counts, in seconds: what is beyond a day is a mistake.
LONGEST = 86_400.0
#: A host that is overloaded and does not say until when gets so long, in seconds.
UNSAID = 60.0
#: Hosts that are remembered; those that nobody waits for are forgotten first.
_MOST = 10_000
_KIND = "outgoing"


class LaterError(ConnectError):
    """The host must not be asked before `until`, in Unix time."""

    def __init__(self, text: str, until: float) -> None:
        super().__init__(text)
        self.until = until


@dataclass(slots=True)
class _Host:
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    #: When the last request ended, on the clock of time.monotonic.
    ended: float = float("-inf")
    #: Not to be asked before, in Unix time.
    until: float = 0.0
    waiting: int = 0


class Hosts:
    """The hosts by their names. Without a `state` nothing is remembered over a restart."""

    def __init__(self, state: State | None = None) -> None:
        self._state = state
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, name: str, delay: float) -> AsyncIterator[None]:
        """Waits for the turn at a host, `delay` seconds after the request before. Raises LaterError."""
        host = self._host(name)
        host.waiting += 1
        try:
            self._check(name, host)
            async with host.turn:
                self._check(name, host)
                if (pause := host.ended + delay - time.monotonic()) > 0:
                    await asyncio.sleep(pause)
                try:
                    yield
                finally:
                    host.ended = time.monotonic()
        finally:
            host.waiting -= 1

    def put_off(self, name: str, retry_after: str | None) -> LaterError:
        """The host has said that it is asked too much: it is left alone for a time, which the error tells."""
        now = time.time()
        seconds = seconds_of(retry_after, now)
        host = self._host(name)
        host.until = max(host.until, now + (UNSAID if seconds is None else min(seconds, LONGEST)))
        if self._state is not None:
            self._state.put("", _KIND, name, repr(host.until))
        return self._later(name, host, now)

    def _later(self, name: str, host: _Host, now: float) -> LaterError:
        return LaterError(f"{name} wants to be asked later, in {host.until - now:.0f} s", host.until)

    def _check(self, name: str, host: _Host) -> None:
        if not host.until:
            return
        now = time.time()
        # A clock that was ahead when it was noted must not put a host off for ever.
        if now < host.until <= now + LONGEST:
            raise self._later(name, host, now)
        host.until = 0.0
        if self._state is not None:
            self._state.put("", _KIND, name, None)

    def _host(self, name: str) -> _Host:
        if (host := self._hosts.get(name)) is not None:
            return host
        if len(self._hosts) >= _MOST:
            self._hosts = {each: host for each, host in self._hosts.items() if host.waiting or host.until}
        noted = self._state.mark("", _KIND, name) if self._state is not None else None
        host = self._hosts[name] = _Host(until=float(noted) if noted else 0.0)
        return host


def seconds_of(retry_after: str | None, now: float) -> float | None:
    """What Retry-After says (RFC 9110, 10.2.3), in seconds or as a date, from `now` in Unix time; None if nothing."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:12])
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return max(0.0, (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now)
