"""Desks for connections in tests: the broker is a list, the memory and the disk are real."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

from aiokafka.errors import KafkaError

from streams import metrics
from streams.connect.connection import Connection
from streams.connect.desk import Desk
from streams.connect.sender import Sender
from streams.connect.state import State
from streams.connect.waiting import Waiting
from streams.connect.watching import Watching
from streams.events.raw_event import RawEvent


class Producer:
    """Takes records as aiokafka's producer does. `fails` are the ends of the next ones, None for one that is taken."""

    def __init__(self, fails: Sequence[KafkaError | None] = ()) -> None:
        self.taken: list[RawEvent] = []
        self.topics: list[str] = []
        self.fails = list(fails)
        self.tries = 0
        #: While it is set, nothing is acknowledged.
        self.holds: asyncio.Event | None = None

    async def send(self, topic: str, value: bytes, key: bytes, headers: Any) -> asyncio.Future[Any]:
        self.tries += 1
        error = self.fails.pop(0) if self.fails else None
        end: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        if self.holds is not None:
            return end
        if error is not None:
            end.set_exception(error)
        else:
            self.taken.append(RawEvent("", value, key, tuple(headers)))
            self.topics.append(topic)
            end.set_result(None)
        return end

    @property
    def values(self) -> list[bytes]:
        return [each.value for each in self.taken]


def behind(source: str, kind: str) -> float | None:
    """How much waits at a source, as the metrics tell it; `source` is listed, or "other"."""
    return metrics.REGISTRY.get_sample_value("copydesk_connect_behind", {"source": source, "kind": kind})


@contextmanager
def desk_for(
    source: str, kind: str, folder: Path, producer: Producer | None = None, limit: int = 1 << 20
) -> Iterator[tuple[Desk, Producer]]:
    """A desk whose memory is in `folder`, and what it sends to."""
    into = producer or Producer()
    state, watching = State(folder), Watching()
    try:
        sender = Sender(into)
        yield Desk(source, kind, sender, state, Waiting(state, limit), watching), into
    finally:
        watching.close()
        state.close()


@asynccontextmanager
async def running(
    connection: Connection, data: Path, producer: Producer | None = None
) -> AsyncIterator[tuple[Producer, Desk, list[str | None]]]:
    """A connection runs; what it sends, its desk, and what was told of it: None where its source was reached."""
    told: list[str | None] = []
    with desk_for(connection.source, connection.kind, data, producer) as (desk, into):
        desk.when_reached = lambda: told.append(None)
        desk.when_failing = told.append
        task = asyncio.create_task(connection.run(desk))
        try:
            yield into, desk, told
            if task.done():
                task.result()
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await desk.outgoing.close()
