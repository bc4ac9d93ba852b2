"""Whether the brokers can be reached: every connection of this process says so here, and one line goes to the log.

A client that has lost its broker asks again many times a second, and writes to the log each time, with all that it was
doing. Nobody can read that. So attempts are made once a second, the libraries are quiet until a broker answers, and we
say which broker, since when, and what that means: at once, and every half minute.
"""

from __future__ import annotations

import asyncio
import logging
import os
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from weakref import WeakSet

log = logging.getLogger(__name__)

#: Pause between two attempts of a client to reach a broker that did not answer, in seconds.
PAUSE = 1.0
#: How often it is said that a broker still does not answer, in seconds.
EVERY = 30.0
#: A broker that nobody has tried to reach for so long is no longer missed, in seconds: it may have left the cluster.
_FORGOTTEN = 60.0
#: A broker that answers again is not ready at once: its groups and partitions find their places, and the libraries
#: complain of each until they have. So long, in seconds, they stay quiet.
_SETTLES = 5.0
#: The libraries' loggers. That of connections has a level of its own: see client.py.
_THEIRS = ("aiokafka", "aiokafka.conn", "faust", "mode")
#: Ours that warn of each output that is not taken, and from which level on they are heard meanwhile.
_OURS = {"streams.runtime": logging.ERROR}
_SILENT = logging.CRITICAL + 10


def short(error: Exception) -> str:
    """The error in a few words, without its numbers."""
    if isinstance(error, ssl.SSLError) and error.reason:
        return error.reason.replace("_", " ").lower()
    if isinstance(error, OSError) and (error.errno or 0) > 0:
        return os.strerror(error.errno or 0)  # asyncio puts the address into it once more
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__


@dataclass(slots=True)
class _Missed:
    """A broker that does not answer; times of the clock in seconds."""

    since: datetime
    began: float
    tried: float
    said: float
    why: str
    silent: bool = False  # it takes connections, and does not answer: the watch says so


class Reach:
    """What every connection has found. Threads may tell it, and ask. `clock` gives seconds, `now` the time."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.clock, self._now = clock, now
        self._lock = threading.RLock()
        self._missed: dict[str, _Missed] = {}
        self._open: dict[str, WeakSet[Any]] = {}
        self._heard = -float("inf")  # when a broker last answered
        self._suspect = False  # a connection broke, and no other has been tried yet
        self._settles: threading.Timer | None = None  # runs while a broker that is back gets ready
        self._levels: dict[str, int] = {}  # of the loggers that are quiet now, as they were

    async def turn(self, place: str) -> None:
        """Returns when `place` may be tried: at once, but for one that did not answer just now."""
        missed = self._missed.get(place)
        if missed is not None:
            await asyncio.sleep(max(0.0, missed.tried + PAUSE - self.clock()))

    def made(self, place: str, connection: Any) -> None:
        """A connection stands, and its broker has answered."""
        with self._lock:
            self._open.setdefault(place, WeakSet()).add(connection)
            self._heard, self._suspect = self.clock(), False
            self._found(place)
            self._set_quiet()

    def broke(self) -> None:
        """A connection broke. The next attempt tells whether the broker is gone; until then nobody need complain."""
        with self._lock:
            self._suspect = True
            self._set_quiet()

    def failed(self, place: str, error: Exception) -> None:
        """A connection could not be made."""
        why = "no answer in time" if isinstance(error, TimeoutError) else short(error)
        with self._lock:
            self._suspect = False
            self._miss(place, why, silent=False)

    def silent(self, place: str, why: str, asked: float) -> bool:
        """Whoever watches `place` over connections that stand got no answer to what it asked then, by the clock.

        False where a broker has answered somebody since: then it is back already. `answered()` ends the silence.
        """
        with self._lock:
            if self._heard > asked:
                return False
            if not self._unreachable():
                self._miss(place, why, silent=True)
            return True

    def answered(self) -> None:
        """Whoever watches got its answers."""
        with self._lock:
            self._heard, self._suspect = self.clock(), False
            for place in [place for place, missed in self._missed.items() if missed.silent]:
                self._found(place)
            self._forget()
            self._set_quiet()

    def remind(self) -> None:
        """Says again what is still so, when its time has come."""
        with self._lock:
            for place, missed in self._missed.items():
                self._say_again(place, missed)

    def clear(self) -> None:
        """Forgets what was found, as in a new process."""
        with self._lock:
            self._missed.clear()
            self._open.clear()
            self._suspect = False
            if self._settles is not None:
                self._settles.cancel()
            self._settled()

    @property
    def since(self) -> datetime | None:
        """Since when no broker answers; None when one does."""
        with self._lock:
            return min(each.since for each in self._missed.values()) if self._unreachable() else None

    def problem(self) -> str | None:
        """One sentence when no broker can be reached, else None."""
        with self._lock:
            if not self._unreachable():
                return None
            since = min(each.since for each in self._missed.values())
            places = ", ".join(f"{place} ({missed.why})" for place, missed in self._missed.items())
            return f"broker unreachable since {since:%H:%M:%S} UTC: {places}"

    def _unreachable(self) -> bool:
        """Whether no broker answers: one is missed, and there is no connection to another."""
        if any(each.silent for each in self._missed.values()):
            return True
        return bool(self._missed) and not self._others_answer()

    def _others_answer(self) -> bool:
        return any(
            connection.connected()
            for place, connections in self._open.items()
            if place not in self._missed
            for connection in connections
        )

    def _miss(self, place: str, why: str, *, silent: bool) -> None:
        now = self.clock()
        self._forget()
        missed = self._missed.get(place)
        if missed is None:
            missed = self._missed[place] = _Missed(self._now(), now, now, now, why, silent)
            # Before anybody else complains.
            self._set_quiet()
            self._say(place, missed, "does not answer")
            return
        missed.tried, missed.why = now, why
        self._say_again(place, missed)

    def _say_again(self, place: str, missed: _Missed) -> None:
        if self.clock() - missed.said >= EVERY:
            missed.said = self.clock()
            self._say(place, missed, "still does not answer")

    def _say(self, place: str, missed: _Missed, what: str) -> None:
        means = (
            "what waits there waits until another one leads it; others of the cluster answer"
            if not self._unreachable()
            else "nothing is read or sent until it does, and nothing is lost; it is asked again all the time"
        )
        log.error(
            "the broker %s %s since %s UTC (%s): %s",
            place,
            what,
            f"{missed.since:%H:%M:%S}",
            missed.why,
            means,
        )

    def _found(self, place: str) -> None:
        if missed := self._missed.pop(place, None):
            log.warning("the broker %s answers again, after %.0f s", place, self.clock() - missed.began)

            if self._settles is not None:
                self._settles.cancel()
            self._settles = threading.Timer(_SETTLES, self._settled)
            self._settles.daemon = True
            self._settles.start()

    def _settled(self) -> None:
        """The time is over in which a broker that is back gets ready."""
        with self._lock:
            self._settles = None
            self._set_quiet()

    def _forget(self) -> None:
        """Drops those that nobody misses any more."""
        now = self.clock()
        gone = [
            place for place, each in self._missed.items() if now - each.tried > _FORGOTTEN and not each.silent
        ]
        for place in gone:
            del self._missed[place]

    def _set_quiet(self) -> None:
        """The libraries are quiet while a broker is missed or gets ready; not where all is to be logged."""
        quiet = bool(self._missed) or self._suspect or self._settles is not None
        if quiet and not self._levels and not logging.getLogger().isEnabledFor(logging.DEBUG):
            for name, level in (dict.fromkeys(_THEIRS, _SILENT) | _OURS).items():
                self._levels[name] = logging.getLogger(name).level
                logging.getLogger(name).setLevel(level)
        elif not quiet and self._levels:
            for name, level in self._levels.items():
                logging.getLogger(name).setLevel(level)
            self._levels.clear()


#: Of this process.
reach = Reach()
