"""A desk for tests of `copydesk top`: records told, actions that only note what was ordered, and the screen as text."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from streams.article import Article
from streams.cli.top.actions import Actions, Reach
from streams.cli.top.app import Top
from streams.cli.top.lag import Lags
from streams.cli.top.model import Desk, read
from streams.cli.top.topics import State
from streams.errors import OrderError
from streams.history.dead_letters import Group
from streams.history.known import Carried, Known
from streams.history.orders import Killed
from streams.history.redrive import SENT_BEFORE, Plan
from tests.web.records import Record, article

KNOWN: dict[str, Any] = {
    "uri": "urn:a",
    "readers": {"state": "published", "words": "readers have version 2"},
    "event": {
        "item": {"headlines": [{"value": "Ferries stay in port"}], "bodies": [{"value": "One.\n\nTwo."}]},
        "desk": {"source": "wire"},
    },
    "original": None,
    "versions": [],
    "repeats": 0,
    "copies": [],
    "story": None,
    "trace": [],
    "missing": [],
    "looked": {"words": "all that the topics have of it was looked at"},
}


class Shown:
    """What Topics would have read."""

    def __init__(self, *records: Record) -> None:
        self.desk, self.lags = Desk(), Lags()
        self.state, self.broker = State(True, "live"), "kafka:9092"
        self.tell(*records)

    def tell(self, *records: Record) -> None:
        """More comes."""
        for record in records:
            for value in read(record):
                self.desk.take(value)


class Noted(Actions):
    """Notes what was ordered. `copies` fall with a kill; `fails` is what every order and look raises."""

    def __init__(self, copies: Iterable[str] = (), fails: str = "") -> None:
        self.by = "anna"
        self.copies, self.fails = tuple(copies), fails
        self.ordered: list[tuple[Any, ...]] = []
        self.answer = asyncio.Event()
        self.answer.set()

    async def _do(self, *order: Any) -> None:
        if self.fails:
            raise OrderError(self.fails)
        self.ordered.append(order)
        await self.answer.wait()

    async def article(self, uri: str, progress: Any = None) -> dict[str, Any]:
        if self.fails:
            raise OrderError(self.fails)
        return KNOWN | {"uri": uri}

    async def held(self, place: Any, progress: Any = None) -> Article | None:
        return article("urn:h", paragraphs=("The secret text.",))

    async def reach(self, uri: str, progress: Any = None) -> Reach:
        if self.fails:
            raise OrderError(self.fails)
        copies = tuple(Known(each, "paper", f"Headline {each}", "copy", (uri,)) for each in self.copies)
        return Reach(uri, Known(uri, "wire", "Ferries\x1b[2J stay", "published"), copies, {})

    async def kill(self, reach: Reach, note: str) -> Killed:
        await self._do("kill", reach.uri, note)
        return Killed("articles.raw/0/7", Carried(reach.uris, answered=True))

    async def release(self, uri: str) -> bool:
        await self._do("release", uri)
        return False

    async def plan(self, group: Group, progress: Any = None) -> Plan:
        return Plan((group.example,), {SENT_BEFORE: 2})

    async def redrive(self, plan: Plan) -> int:
        await self._do("redrive", len(plan.letters))
        return len(plan.letters)


def screen_of(app: Top) -> str:
    """What is to be seen, a line each."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)
