"""A desk for tests: a broker, `copydesk worker` as a process, raw events sent in and their ends read back."""

from __future__ import annotations

import asyncio
import contextlib
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from streams.brokers.reader import reader
from streams.brokers.send import each, send_events
from streams.cli.processes import WorkerProcess
from streams.events.raw_event import RawEvent
from streams.history.account import Account
from streams.history.dispositions import ENDS, Disposed, Place, read_disposition
from streams.runtime.dead_letters import header_list
from streams.topology import RAW, Topic
from tests.machine import patience
from tests.waiting import until, when

#: Settings with which one partition has one order, and so one outcome, however busy the machine is: nobody overtakes who
#: takes long, and no source has more than its share.
IN_ORDER = {"COPYDESK_ORDER_SECONDS": "600", "COPYDESK_WINDOW": "512"}


@dataclass(frozen=True, slots=True)
class End:
    """A record on which a raw event ended."""

    topic: str
    key: bytes
    value: bytes
    headers: dict[str, bytes]
    outcome: Disposed


@dataclass
class Desk:
    """What was sent, by name, and what came of it."""

    broker: str
    folder: Path
    environment: dict[str, str]
    worker: WorkerProcess
    account: Account = field(default_factory=Account)
    names: dict[Place, str] = field(default_factory=dict)
    ends: dict[Place, list[End]] = field(default_factory=dict)
    reading: asyncio.Future[None] | None = None

    async def send(self, events: Iterable[RawEvent], to: Topic = RAW) -> None:
        """Sends raw events and notes where each lies."""
        await send_events(self.broker, each(events), self._sent, to)

    def _sent(self, event: RawEvent, place: Any) -> None:
        at = (place.topic, place.partition, place.offset)
        self.names[at] = event.name
        self.account.receive(at)

    async def complete(self, still: float = 60.0) -> None:
        """Returns when every raw event that was sent has an end.

        Fails the test with the names of those without, when none has come to its end for `still` seconds.
        """
        try:
            await until(self._adds_up, still, moves=self._moves)
        except AssertionError as error:
            missing = [self.names[place] for place in self.account.missing]
            raise AssertionError(f"{len(missing)} without an end: {missing[:20]}: {error}") from error

    async def until(self, condition: Callable[[], object], still: float = 60.0) -> None:
        """Returns when `condition()` is true; fails the test when it is not and nothing comes to an end any more."""
        await until(condition, still, moves=self._moves)

    def _moves(self) -> tuple[int, int]:
        if self.reading is not None and self.reading.done():
            self.reading.result()  # who no longer reads sees nothing move
        if self.worker.process is not None and self.worker.process.returncode is None:
            self.worker.check()  # one that was not told to end runs
        return self.ended, len(self.names)

    def _adds_up(self) -> bool:
        return not self.account.open

    @property
    def ended(self) -> int:
        """How many raw events have their end."""
        return self.account.count - self.account.open

    def end(self, name: str) -> End:
        """The one end of the raw event that was sent under `name`."""
        (place,) = (place for place, sent in self.names.items() if sent == name)
        return self.ends[place][0]

    async def watch(self) -> None:
        """Reads the ends, until cancelled."""
        async with reader(self.broker, [topic.name for topic in ENDS], from_beginning=True) as consumer:
            async for record in consumer:
                outcome = read_disposition(record)
                if outcome is None:
                    continue
                end = End(record.topic, record.key, record.value, dict(header_list(record.headers)), outcome)
                self.ends.setdefault(outcome.place, []).append(end)
                self.account.end(outcome)

    async def lags(self) -> dict[str, float]:
        """The lag of each partition, by the series' name with its labels."""
        metrics = await self.metrics()
        return {
            name: lag for name, lag in metrics.items() if name.startswith("copydesk_consumer_lag_events{")
        }

    async def committed(self) -> None:
        """Returns when all that was read is committed: after a kill, none of it comes again."""
        await self.lags_when(lambda found: bool(found) and not any(found.values()))

    async def lags_when(
        self, right: Callable[[dict[str, float]], object], still: float = 30.0
    ) -> dict[str, float]:
        """The lags once they are `right`; fails the test when they are not, and stay as they are."""
        return await when(self.lags, right, still)

    async def metrics(self) -> dict[str, float]:
        """The worker's metrics by their name with labels, as they stand in the exposition."""
        url = await self.worker.ready()
        text = await asyncio.to_thread(lambda: urllib.request.urlopen(url, timeout=10).read().decode())
        lines = (line.rpartition(" ") for line in text.splitlines() if line and not line.startswith("#"))
        return {name: float(value) for name, _, value in lines}


@contextlib.asynccontextmanager
async def running_desk(
    broker: str, folder: Path, *, module: str = "streams", worker_broker: str = "", **environment: str
) -> AsyncIterator[Desk]:
    """A desk with one worker that is ready, and its ends being read; `module` is what WorkerProcess runs.

    `worker_broker` is the address at which the worker reaches the broker, where that is another one.
    """
    settings = {
        "COPYDESK_DATA": str(folder / "data"),
        "COPYDESK_PROCESSES": "2",
        # Several, and no more: each costs the broker and all who read it a little of every test.
        "COPYDESK_PARTITIONS": "4",
        # On a busy machine a slow page must not become a deadly one; tests of the deadline set their own.
        "COPYDESK_DEADLINE_SECONDS": f"{patience(30):.0f}",
        # What a killed worker had is given to the next one when its session has ended.
        "COPYDESK_SESSION_SECONDS": f"{patience(6):.0f}",
        "COPYDESK_LOG_LEVEL": "info",
        **environment,
    }
    reached = worker_broker or broker
    with WorkerProcess(reached, folder / "worker.log", environment=settings, module=module) as worker:
        await worker.ready()
        desk = Desk(broker, folder, settings, worker)
        desk.reading = asyncio.ensure_future(desk.watch())
        try:
            yield desk
            if desk.reading.done():
                desk.reading.result()
        finally:
            desk.reading.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await desk.reading
