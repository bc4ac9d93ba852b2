"""The pages of articles: fetched one by one, politely, and sent as they came; or why not, in one sentence."""

from __future__ import annotations

import asyncio
import re
import time
from collections import deque
from datetime import datetime
from urllib.parse import urlsplit

from streams.connect.addresses import shown
from streams.connect.files import LARGEST
from streams.connect.hosts import LaterError
from streams.connect.outgoing import LARGEST_PAGE, Answer, ForbiddenError, Manners, Outgoing
from streams.errors import ConnectError
from streams.events.raw_event import RawEvent, binary_event
from streams.intake.charset import media_type

#: What is sent of a page.
_TYPES = ("text/html", "application/xhtml+xml")
#: The pauses before a page is asked for again that its server failed to give, in seconds.
_RETRIES = (2.0, 10.0)
#: A host that wants to be asked later is waited for so long, in seconds.
_PATIENCE = 30.0
#: Where a page leads that is only for those who have logged in.
_LOGIN = re.compile(
    r"/(?:log-?in|sign-?in|sign-?up|register|anmelden|subscribe|account|consent|sso|oauth2?)(?:[/.?-]|$)",
    re.I,
)
_HEADERS = {"Accept": "text/html,application/xhtml+xml;q=0.9"}


class NoPageError(Exception):
    """There is no page to send, and the text says why. `again`: there may be one later."""

    def __init__(self, text: str, again: bool = False) -> None:
        super().__init__(text)
        self.again = again


class Pages:
    """The pages of one source. At most `limit` are asked for within an hour."""

    def __init__(self, outgoing: Outgoing, manners: Manners, source: str, limit: int) -> None:
        self._outgoing, self._manners, self._source = outgoing, manners, source
        self._limit = limit
        self._asked: deque[float] = deque()

    @property
    def wait(self) -> float:
        """Seconds until one more may be asked for."""
        if len(self._asked) < self._limit:
            return 0.0
        return max(0.0, self._asked[-self._limit] + 3600.0 - time.monotonic())

    async def event(self, url: str, now: datetime) -> RawEvent:
        """The raw event of the page at a url; `now` is the time that it gets. Raises NoPageError."""
        if self.wait:
            raise NoPageError(
                f"{shown(url)} was not fetched: {self._limit} pages were fetched within the last hour, the most that "
                "`pages` allows",
                again=True,
            )
        self._asked.append(time.monotonic())
        while len(self._asked) > self._limit:
            self._asked.popleft()
        answer = await self._fetched(url)
        if answer.status != 200:
            raise NoPageError(f"{shown(url)} answers {answer.status}", again=answer.status >= 500)
        kind = media_type(answer.content_type)
        if kind not in _TYPES:
            raise NoPageError(f"{shown(url)} is not a page: its content type is {kind or 'missing'}")
        if _LOGIN.search(urlsplit(answer.url).path) and not _LOGIN.search(urlsplit(url).path):
            raise NoPageError(
                f"{shown(url)} leads to {shown(answer.url)}, which is for those who have logged in"
            )
        event = binary_event(
            answer.url,
            answer.body,
            source=self._source,
            subject=answer.url,
            time=now,
            content_type=answer.content_type,
            status=answer.status,
        )
        if event.size > LARGEST:
            raise NoPageError(f"{shown(url)} has {len(answer.body)} bytes, more than a record holds")
        return event

    async def _fetched(self, url: str) -> Answer:
        """The answer. What fails now is asked for again."""
        for pause in (*_RETRIES, None):
            try:
                answer = await self._outgoing.get(url, self._manners, limit=LARGEST_PAGE, headers=_HEADERS)
                if answer.status < 500 or pause is None:
                    return answer
            except ForbiddenError as error:
                raise NoPageError(str(error)) from None
            except LaterError as error:
                pause = error.until - time.time() + 0.1 if pause is not None else None
                if pause is None or pause > _PATIENCE:
                    raise NoPageError(f"{shown(url)}: {error}", again=True) from None
            except ConnectError as error:
                if pause is None:
                    raise NoPageError(str(error), again=True) from None
            await asyncio.sleep(pause)
        raise AssertionError("the last try returns or raises")
