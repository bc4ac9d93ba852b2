"""One page that looks: the events that wait for it, of which there are only so many."""

from __future__ import annotations

import asyncio

#: Events that may wait for a slow page before it is let go.
WAITING = 200


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
