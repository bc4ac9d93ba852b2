"""What a connection is given: a way to the broker, a memory, and an ear for how it is."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from streams import metrics, series
from streams.connect.outgoing import Outgoing
from streams.connect.sender import RecordRefusedError, Sender, check_size
from streams.connect.state import State
from streams.connect.waiting import Waiting
from streams.connect.watching import Watching
from streams.errors import BrokerError, ConnectError
from streams.events.raw_event import RawEvent
from streams.topology import RAW, Topic

log = logging.getLogger(__name__)

#: The broker gets so long for what may wait on disk, in seconds.
_PATIENCE = 5.0
#: A connection whose room on disk is full looks so often whether there is some, in seconds.
_FULL = 1.0


class Desk:
    """Of one connection. Its events count under its source and kind."""

    def __init__(
        self,
        source: str,
        kind: str,
        sender: Sender,
        state: State,
        waiting: Waiting,
        watching: Watching | None = None,
        outgoing: Outgoing | None = None,
    ) -> None:
        self.source, self.kind = source, kind
        self.watching = watching or Watching()
        #: The one client of all connections, by which feeds and pages are asked for.
        self.outgoing = outgoing or Outgoing()
        self._sender, self._state, self._waiting = sender, state, waiting
        self._label = series.source_label(source)
        self._full = False
        self._put, self._empty = asyncio.Event(), asyncio.Event()
        self.when_reached: Callable[[], None] = lambda: None
        self.when_failing: Callable[[str], None] = lambda _: None

    def of(self, source: str) -> Desk:
        """The same for another source, of a connection that takes from several."""
        return Desk(source, self.kind, self._sender, self._state, self._waiting, self.watching, self.outgoing)

    async def send(
        self,
        events: Sequence[RawEvent],
        to: Topic = RAW,
        seconds: float | None = None,
        refused: Callable[[str], None] | None = None,
    ) -> None:
        """Returns when the broker has acknowledged all of them; waits for as long as it takes, or for `seconds`.

        This is for what waits where it comes from. `refused` hears, in one sentence, of each that the broker will never
        take, and the others go on; without it RecordRefusedError is raised. Raises FeedError for one that is too large,
        BrokerError when `seconds` have passed, ConnectError when the broker takes none.
        """
        left = list(events)
        while left:
            try:
                await self._sender.send(left, to, seconds)
            except RecordRefusedError as error:
                if refused is None:
                    raise
                self._sent(len(left) - len(error.left) - 1)
                refused(str(error))
                left = error.left
            else:
                self._sent(len(left))
                return

    async def keep(self, events: Iterable[RawEvent]) -> None:
        """Returns when they are with the broker, or on disk, from where `send_waiting` takes them.

        This is for what its source may forget. While the disk has no room for more of the source it waits. Raises
        FeedError for one that is too large.
        """
        for event in events:
            check_size(event)  # what waits on disk must be such that it can be sent
            while not await self._kept(event):
                if not self._full:
                    self._full = True
                    log.warning(
                        "%s: %s waits until there is room on disk: the broker takes nothing, and %d bytes of it wait",
                        self.source,
                        self.kind,
                        self._waiting.of(self.source),
                    )
                await asyncio.sleep(_FULL)
            self._full = False

    async def send_waiting(self) -> None:
        """Sends what waits on disk of this connection, the oldest first, now and whenever something is put there."""
        while True:
            self._put.clear()
            while (found := self._waiting.first(self.source, self.kind)) is not None:
                number, event = found
                try:
                    await self._sender.send([event])
                    self._sent(1)
                except RecordRefusedError as error:  # it must not keep those behind it
                    self.refused(str(error))
                self._waiting.drop(self.source, number, event.size)
            self._empty.set()
            await self._put.wait()

    async def nothing_waits(self) -> None:
        """Returns when nothing of this connection waits on disk."""
        await self._empty.wait()

    def mark(self, name: str) -> str | None:
        """What was remembered under that name, also before a restart."""
        return self._state.mark(self.source, self.kind, name)

    def remember(self, name: str, value: str | None) -> None:
        """Remembers a value under a name; None forgets it."""
        self._state.put(self.source, self.kind, name, value)

    def unseen(self, identities: Sequence[str]) -> list[str]:
        """Those that were not noted, each once, in their order."""
        return self._state.unseen(self.source, self.kind, identities)

    def note(self, identities: Iterable[str]) -> None:
        """Notes what was sent, after it was: what a crash parts is sent again, and told as a repeat."""
        self._state.note(self.source, self.kind, identities, datetime.now(UTC))

    def noted(self, identities: Sequence[str]) -> dict[str, float]:
        """When each was noted last, in Unix time; those that were not are left out."""
        return self._state.noted(self.source, self.kind, identities)

    def noted_below(self, prefix: str) -> dict[str, float]:
        """The same for all whose names begin so."""
        return self._state.noted_below(self.source, self.kind, prefix)

    def note_again(self, since: datetime) -> None:
        """Notes all that was noted since then once more: it is still there."""
        self._state.note_again(self.source, self.kind, since, datetime.now(UTC))

    def forget(self, before: datetime, most: int | None = None) -> None:
        """Forgets what was noted before that time, and not since; of the rest the oldest beyond `most`."""
        self._state.forget(self.source, self.kind, before, most)

    def reached(self, whole: bool = True) -> None:
        """The source was reached, whether or not there was news. Not `whole`: a part of it was, others fail."""
        metrics.connect_last.labels(self._label, self.kind).set_to_current_time()
        if whole:
            self.when_reached()

    def behind(self, number: int | None) -> None:
        """So many records, files or messages wait at the source now; None: not known."""
        metrics.connect_behind.labels(self._label, self.kind).set(math.nan if number is None else number)

    def failing(self, problem: str) -> None:
        """A part of the source cannot be reached or read, in one sentence, and the connection goes on with the rest.

        It counts until `reached`.
        """
        self.when_failing(problem)

    def refused(self, what: str, *, quiet: bool = False) -> None:
        """Something came that is no raw event; `what` says in one sentence which, and why. Quiet: it only counts."""
        metrics.connect_refused.labels(self._label, self.kind).inc()
        if not quiet:
            log.warning("%s: %s", self.source, what)

    async def _kept(self, event: RawEvent) -> bool:
        """Whether it is with the broker or on disk."""
        if not self._waiting.of(self.source) and self._sender.away is None:
            try:
                await self._sender.send([event], seconds=_PATIENCE)
            except RecordRefusedError as error:
                self.refused(str(error))
                return True
            except (BrokerError, ConnectError):
                pass  # it has told the log
            else:
                self._sent(1)
                return True
        if not self._waiting.takes(self.source, event.size):
            return False
        self._waiting.put(self.source, self.kind, event)
        self._empty.clear()
        self._put.set()
        return True

    def _sent(self, number: int) -> None:
        metrics.connect_events.labels(self._label, self.kind).inc(number)
