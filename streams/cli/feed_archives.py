"""Web archives for `copydesk feed --backfill`: one after the other, with a bar by bytes, and on from where it was."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.text import Text

from streams.brokers.client import Broker
from streams.brokers.send import send_events
from streams.cli.terminal import printable
from streams.connect.warc.documents import Passed, documents
from streams.connect.warc.place import Place
from streams.connect.warc.records import Spot
from streams.errors import FeedError
from streams.events.raw_event import RawEvent
from streams.topology import Topic

_SUFFIXES = (".warc", ".warc.gz")


def is_archive(path: Path) -> bool:
    """Whether a file is a web archive, by its name."""
    return path.name.lower().endswith(_SUFFIXES)


@dataclass
class Archives:
    """Feeds archives to a topic. `data` is COPYDESK_DATA, `again` begins each at its first record."""

    broker: Broker
    to: Topic
    data: Path
    source: str | None = None
    again: bool = False
    console: Console = field(default_factory=lambda: Console(stderr=True, highlight=False, soft_wrap=True))
    refused: int = 0

    def feed(self, paths: list[Path]) -> int:
        """Feeds them, and says of each what came of it. The number of records that were refused.

        Raises BrokerError, StoreError.
        """
        for path in paths:
            try:
                place = Place(self.data / "backfill", path, f"{self.broker} {self.to.name}", again=self.again)
            except OSError as error:
                self._refuse(FeedError(f"{path}: {error.strerror}"))
                continue
            if place.fed.whole and place.fed.size:
                self.console.print(f"{path}: all of it is fed already; --again feeds it once more")
                continue
            self._one(path, place)
        return self.refused

    def _one(self, path: Path, place: Place) -> None:
        passed, before = Passed(), place.fed.sent
        if place.fed.offset:
            self.console.print(f"{path}: goes on at byte {place.fed.offset} of {place.fed.size}")
        columns = (TextColumn(path.name, markup=False), BarColumn(), DownloadColumn(), TransferSpeedColumn())
        with Progress(*columns, TimeRemainingColumn(), console=self.console, transient=True) as progress:
            task = progress.add_task("feed", total=place.fed.size, completed=place.fed.offset)
            events = self._events(path, place, passed, lambda done: progress.update(task, completed=done))
            try:
                sent = asyncio.run(send_events(self.broker, events, lambda *_: place.acknowledged(), self.to))
            finally:
                place.write()
        place.ended(Spot(place.fed.size))
        more = f" ({before + sent} in all)" if before else ""
        rest = f"; passed over: {passed}" if passed.counts else ""
        self.console.print(f"{path}: {sent} sent to {self.to.name} at {self.broker}{more}{rest}")

    async def _events(
        self, path: Path, place: Place, passed: Passed, moved: Callable[[int], None]
    ) -> AsyncIterator[RawEvent]:
        for found in documents(path, passed, self.source, place.fed.spot):
            moved(found.after.offset)
            if isinstance(found.event, FeedError):
                self._refuse(found.event)
            elif found.event is not None:
                place.sends(found.after)
                yield found.event
            await asyncio.sleep(0)  # what is read must not hold up what is sent

    def _refuse(self, error: FeedError) -> None:
        self.refused += 1
        self.console.print(Text(printable(f"not accepted: {error}")))
