"""Asking a url again and again: when it is due, only for what is new, and with patience when it fails."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from streams.connect.addresses import shown
from streams.connect.desk import Desk
from streams.connect.hosts import LaterError
from streams.connect.manners import digest_of
from streams.connect.news import TOUCHED_AFTER, moment
from streams.connect.outgoing import LARGEST_FEED, Answer, Manners
from streams.connect.polled import Polled, recall, remember
from streams.connect.schedule import after_failure, due_in, interval_after, max_age
from streams.errors import ConnectError, CopydeskError

log = logging.getLogger(__name__)

#: The first pause is this long, in seconds, until it is known how often there is news.
_AT_FIRST = 300.0
#: No pause is longer: what says so is a clock that was wrong.
_LONGEST = 86_400.0
#: What has not changed is noted as still there so often, in seconds.
_STILL_THERE = 86_400.0
_HEADERS = {
    "Accept": "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
}


@dataclass(frozen=True, slots=True)
class Took:
    """What an answer held. `said` is for how long it says that it is good, in seconds.

    Not `unless_new`: the next answer is wanted even if nothing has changed in it.
    """

    news: bool
    said: float | None = None
    unless_new: bool = True


Take = Callable[[Answer, Polled], Awaitable[Took]]


class Problems:
    """What is wrong with each of the urls of a connection."""

    def __init__(self, desk: Desk, urls: int) -> None:
        self._desk, self._urls = desk, urls
        self._found: dict[str, str] = {}

    def put(self, url: str, problem: str | None) -> None:
        """What is wrong with a url now; None: it was reached."""
        if problem is None:
            self._found.pop(url, None)
            self._desk.reached(whole=not self._found)
        else:
            self._found[url] = problem
        if self._found:
            first = next(iter(self._found.values()))
            more = f" (so it is with {len(self._found)} of {self._urls} urls)" if self._urls > 1 else ""
            self._desk.failing(first + more)


class Polling:
    """Asks for `url` for ever. `take` gets each answer that has something new, and what was known before it."""

    def __init__(
        self,
        desk: Desk,
        url: str,
        manners: Manners,
        take: Take,
        problems: Problems,
        *,
        least: float,
        most: float,
    ) -> None:
        self._desk, self._url, self._manners = desk, url, manners
        self._take, self._problems = take, problems
        self.least, self.most = least, most
        self.polled = recall(desk, url)
        #: The least pause at the moment, in seconds, for who hears of news in another way, too.
        self.rarely: Callable[[], float] = lambda: 0.0
        self._told = False  # the last poll was begun because somebody said that there is news
        self._news = False  # somebody has said so since that poll began
        self._poked = asyncio.Event()
        self._asked = 0.0

    @property
    def told(self) -> bool:
        """Whether somebody said that there is news, before the poll that runs or since it began."""
        return self._told or self._news

    def poke(self) -> None:
        """There is news, somebody says: it is asked as soon as it may be."""
        self._news = True
        self.polled = replace(self.polled, due=min(self.polled.due, self._soon()))
        self._poked.set()

    def _soon(self) -> float:
        return max(time.time(), self._asked + self.least)

    async def run(self) -> None:
        """Polls until it is cancelled. What cannot be reached or read is a problem that is told, and tried again."""
        while True:
            await self._until_due()
            self._asked = time.time()
            self._told, self._news = self._news, False
            try:
                seconds = await self._poll()
            except LaterError as error:
                self._failed(error, error.until - time.time())
            except CopydeskError as error:
                failures = self.polled.failures + 1
                self._failed(error, after_failure(failures))
            else:
                if seconds is None:
                    await asyncio.Event().wait()  # it has ended
                    continue
                due = time.time() + max(seconds, self.rarely())
                if self._news:  # said while this poll ran: its answer may be older than the news
                    due = min(due, self._soon())
                self._know(replace(self.polled, due=due, failures=0))
                self._problems.put(self._url, None)

    async def _until_due(self) -> None:
        while (left := min(self.polled.due, time.time() + _LONGEST) - time.time()) > 0:
            self._poked.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._poked.wait()

    async def _poll(self) -> float | None:
        """Seconds until the next poll; None when the url has ended. Raises ConnectError, LaterError."""
        before = self.polled
        answer = await self._desk.outgoing.get(
            before.moved or self._url,
            self._manners,
            limit=LARGEST_FEED,
            headers={**_HEADERS, **before.conditions()},
        )
        if answer.status == HTTPStatus.GONE:
            problem = (
                f"{shown(answer.url)} answers 410 Gone, and is not asked again: take it out of sources.toml"
            )
            self._problems.put(self._url, problem)
            return None
        if answer.status not in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
            raise ConnectError(f"{shown(answer.url)} answers {answer.status}")
        self._follow(answer)
        digest = await digest_of(answer.body)
        interval = before.interval or min(self.most, max(self.least, _AT_FIRST))
        if answer.status == HTTPStatus.NOT_MODIFIED or digest == before.digest:
            self._still_there()
            interval = interval_after(interval, False, self.least, self.most)
        else:
            began = time.time()
            took = await self._take(answer, before)
            if before.read:  # what stood there at first says nothing of how often there is news
                interval = interval_after(interval, took.news, self.least, self.most)
            self.polled = replace(
                self.polled, etag=None, modified=None, digest=None, said=took.said, read=began
            )
            if took.unless_new:
                self.polled = self.polled.answered(answer, digest)
        self.polled = replace(self.polled, interval=interval)
        said = max(filter(None, (self.polled.said, max_age(answer.headers))), default=None)
        return due_in(interval, said, self.least, self.most)

    def _follow(self, answer: Answer) -> None:
        if answer.moved and answer.moved != self.polled.moved:
            log.warning(
                "%s: %s has moved for good to %s: write that into sources.toml",
                self._desk.source,
                shown(self._url),
                shown(answer.moved),
            )
            self.polled = replace(self.polled, moved=answer.moved)

    def _still_there(self) -> None:
        """What was there when it was last read still is, and must not be forgotten."""
        now = time.time()
        if self.polled.read and now - self.polled.read > _STILL_THERE:
            self._desk.note_again(moment(self.polled.read - TOUCHED_AFTER - 60.0))
            self.polled = replace(self.polled, read=now)

    def _failed(self, error: CopydeskError, seconds: float) -> None:
        # Where it had moved to may be what is wrong: the next time the address of sources.toml is asked.
        failures = self.polled.failures + 1
        self._know(replace(self.polled, failures=failures, due=time.time() + seconds, moved=None))
        self._problems.put(self._url, str(error))

    def _know(self, polled: Polled) -> None:
        self.polled = polled
        remember(self._desk, self._url, polled)


async def together(works: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Runs all of them; the first that fails ends the others, and its error is raised as it is."""
    try:
        async with asyncio.TaskGroup() as group:
            for work in works:
                group.create_task(work)
    except ExceptionGroup as several:
        raise several.exceptions[0] from None
