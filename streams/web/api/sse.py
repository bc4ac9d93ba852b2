"""A list as server-sent events: what comes, for as long as the reader takes it.

The id of an event is the cursor behind it. A sign of life carries the cursor, too: whoever asks for what is rare need
not go through all that was not for him when he comes back.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import orjson
from aiohttp import web

from streams import metrics
from streams.brokers.client import Broker
from streams.errors import CopydeskError
from streams.events.following import Following
from streams.runtime.loop_share import LoopShare
from streams.runtime.problem import Problem
from streams.web.api.asked import Asked, List
from streams.web.api.deliver import REMEMBERED, Delivered, deliver
from streams.web.api.feed import Feed, GoneError, GrownError, Start, open_feed

#: A reader who gets nothing else gets a sign of life so often, and may take so long to read, in seconds.
BEATS, SLOW = 15.0, 10.0
#: A reader that lost the connection tries again after this, in milliseconds.
_RETRY = b"retry: 2000\n\n"
_STEP = 0.5


class Stream:
    """One reader's stream. `goes_on` is asked again and again: whether he still may read, and we do not end."""

    def __init__(
        self,
        broker: Broker | str,
        asked: List,
        wanted: Asked,
        share: LoopShare,
        goes_on: Callable[[], bool],
    ) -> None:
        self._broker, self._asked, self._wanted = broker, asked, wanted
        self._share, self._goes_on = share, goes_on
        self._following = Following(wanted.filter, REMEMBERED)
        self._response: web.StreamResponse | None = None

    async def run(self, request: web.Request, headers: dict[str, str]) -> web.StreamResponse:
        """Writes until he goes, is too slow, or may not read any more.

        Before the first byte it raises what cannot be read (GoneError, BrokerError, TopicsError); after that it is
        told as an event, `problem`, and the stream ends.
        """
        start: Start = self._wanted.start
        try:
            while True:
                async with open_feed(self._broker, self._asked.topic.name, start) as feed:
                    if self._response is None:
                        self._response = web.StreamResponse(headers=headers)
                        await self._response.prepare(request)
                        await self._write(_RETRY)
                    try:
                        return await self._follow(self._response, feed)
                    except GrownError:
                        start = tuple(feed.offsets)
        except (TimeoutError, ConnectionError):
            # He does not read, or is gone. He has the id of the last event that reached him, and may come back.
            metrics.api_let_go.inc()
            if request.transport:
                request.transport.abort()
        except (GoneError, CopydeskError) as error:
            if self._response is None:
                raise
            problem = Problem(410 if isinstance(error, GoneError) else 503, str(error))
            await self._write(b"event: problem\ndata: " + orjson.dumps(problem.document) + b"\n\n")
        assert self._response is not None
        return self._response

    async def _follow(self, response: web.StreamResponse, feed: Feed) -> web.StreamResponse:
        beat = time.monotonic() + BEATS
        while self._goes_on():
            records = await feed.take(min(_STEP, BEATS))
            with self._share.work(len(records)):
                told = list(deliver(feed, records, self._following))
                frames = [self._frame(each) for each in told]
            for frame in frames:
                await self._write(frame)
            metrics.api_events.labels(self._asked.name).inc(sum(each.event is not None for each in told))
            await feed.passed()
            await self._share.rest()
            if time.monotonic() >= beat:
                beat = time.monotonic() + BEATS
                await self._write(f"id: {feed.cursor}\n: beat\n\n".encode())
        return response

    def _frame(self, told: Delivered) -> bytes:
        name = self._asked.event if told.event is not None else "unreadable"
        data = told.event if told.event is not None else orjson.dumps(told.words)
        return b"id: %b\nevent: %b\ndata: %b\n\n" % (told.cursor.encode(), name.encode(), data)

    async def _write(self, frame: bytes) -> None:
        assert self._response is not None
        async with asyncio.timeout(SLOW):
            await self._response.write(frame)
