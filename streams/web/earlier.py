"""Kills and corrections of the last hour that lie further back than what the page reads, found by their headers."""

from __future__ import annotations

from collections import deque
from typing import Any

from streams.events.cloudevents import is_usable
from streams.kinds import Disposition, Signal
from streams.runtime.dead_letters import header_list
from streams.topology import DUPLICATES, ENRICHED
from streams.web.told import Published, Reported, Told, told_by
from streams.web.wire import Wire

#: What came while it was read, so many at most: of more, nobody knows whether it is still true.
_LATER = 20_000


class Earlier:
    """Is told of the records of a partition in their order. Of what it does not keep, it looks at the headers alone."""

    def __init__(self) -> None:
        self.wire = Wire()
        self._later: deque[Published | Reported] = deque()
        self._too_much = False

    def begin(self) -> None:
        """The records are told from the first one on, perhaps again."""
        self.wire = Wire()

    def take(self, record: Any) -> None:
        """Keeps what pins an article, and what became of one that it keeps."""
        headers = dict(header_list(record.headers))
        known = self.wire.find(headers.get("ce_subject", b"").decode("utf-8", "replace")) is not None
        if not known and not _pins(record.topic, headers):
            return
        told = told_by(record, headers, text=False)
        if isinstance(told, Published | Reported):
            self.wire.take(told)

    def later(self, told: Told | None) -> None:
        """What came since the end of what is read: it is true whatever is read."""
        if not isinstance(told, Published | Reported):
            return
        self._too_much = self._too_much or len(self._later) >= _LATER
        if not self._too_much:
            self._later.append(told)

    def done(self) -> Wire | None:
        """All that is pinned, as it is now; None where more came in the meantime than could be kept."""
        for told in self._later:
            if self.wire.find(told.uri) is not None:
                self.wire.take(told)
        return None if self._too_much else self.wire


def _pins(topic: str, headers: dict[str, bytes]) -> bool:
    if topic == ENRICHED.name:
        return not is_usable(headers) or headers.get("signal") == str(Signal.CORRECTION).encode()
    return topic == DUPLICATES.name and headers.get("disposition") == str(Disposition.KILLED).encode()
