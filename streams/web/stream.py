"""Server-sent events: frames, and the last of them kept for those who come back.

Format: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

from collections import deque
from typing import Any

import orjson

#: A line that a browser ignores, and that finds out whether it is still there.
BEAT = b": beat\n\n"
#: A browser that lost the connection tries again after this, in milliseconds.
RETRY = b"retry: 2000\n\n"


def frame(name: str, data: Any, identity: str = "") -> bytes:
    """One event. JSON from orjson has no line break in it, so that nothing in the copy can end the event."""
    head = f"id: {identity}\n" if identity else ""
    return f"{head}event: {name}\ndata: ".encode() + orjson.dumps(data) + b"\n\n"


class Ring:
    """The last `limit` events. `epoch` names this run: of another one's ids nothing is known."""

    def __init__(self, epoch: str, limit: int) -> None:
        self._epoch = epoch
        self._number = 0
        self._frames: deque[bytes] = deque(maxlen=limit)

    @property
    def last(self) -> str:
        """The id of the last event."""
        return f"{self._epoch}-{self._number}"

    def put(self, name: str, data: Any) -> bytes:
        """The event with the next id, kept."""
        self._number += 1
        kept = frame(name, data, self.last)
        self._frames.append(kept)
        return kept

    def after(self, identity: str) -> list[bytes] | None:
        """The events after that one; None if they are not all known: then begin anew."""
        epoch, _, number = identity.rpartition("-")
        if epoch != self._epoch or not number.isascii() or not number.isdigit() or len(number) > 15:
            return None
        missed = self._number - int(number)
        if not 0 <= missed <= len(self._frames):
            return None
        return list(self._frames)[len(self._frames) - missed :]
