"""What runs beside the wire, in the loop that does its work, takes a share of the loop's time and no more."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager
from typing import TypeVar

T = TypeVar("T")

#: The share of the loop's time that all together may take.
SHARE = 0.2
#: Less than this is nothing to wait for, in seconds.
_NOTHING = 0.001
#: What aiokafka needs to unpack a record, in seconds, at about 10 kB: it does so where nobody can measure it.
_UNPACKED = 20e-6


class LoopShare:
    """Who has worked rests four times as long, and only one rests at a time: so the share is that of all."""

    def __init__(self, share: float = SHARE) -> None:
        self._rest = 1 / share - 1
        self._resting = asyncio.Lock()
        self._owed = 0.0

    @contextmanager
    def work(self, records: int = 0) -> Iterator[None]:
        """Inside it is work that does not wait; so many records were unpacked for it."""
        began = time.thread_time()
        try:
            yield
        finally:
            self._owed += time.thread_time() - began + records * _UNPACKED

    async def of(self, records: AsyncGenerator[T, None]) -> AsyncGenerator[T, None]:
        """The records, with rests between them for what whoever takes them works until he asks for the next."""
        async with aclosing(records):
            async for record in records:
                with self.work(1):
                    yield record
                await self.rest()

    async def rest(self) -> None:
        """Rests for what was worked."""
        if self._owed < _NOTHING:
            return
        async with self._resting:
            owed, self._owed = self._owed, 0.0
            await asyncio.sleep(owed * self._rest)
