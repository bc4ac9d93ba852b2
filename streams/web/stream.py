"""Server-sent events: frames, the pages that they wait for, and the last of them kept for those who come back.

Format: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

import orjson

#: A line that a browser ignores, and that finds out whether it is still there.
BEAT = b": beat\n\n"
#: A browser that lost the connection tries again after this, in milliseconds.
RETRY = b"retry: 2000\n\n"

#: Events that may wait for a slow page before it is let go.
WAITING = 200


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


class Client:
    """One page that looks. `lost`: it was too slow, or the worker ends."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[bytes | None] = asyncio.Queue(WAITING + 1)
        self.lost = False

    def put(self, event: bytes) -> None:
        """Adds an event; of a client with too many of them nothing more is heard."""
        if self._waiting.qsize() >= WAITING:
            self.end()
        elif not self.lost:
            self._waiting.put_nowait(event)

    def end(self) -> None:
        """Lets it go."""
        if not self.lost:
            self.lost = True
            while not self._waiting.empty():
                self._waiting.get_nowait()
            self._waiting.put_nowait(None)

    async def next(self, seconds: float) -> bytes | None:
        """The next event; None when it is let go. Raises TimeoutError when there is none within `seconds`."""
        async with asyncio.timeout(seconds):
            return await self._waiting.get()
