"""What readers of articles.enriched have last of each uri, and whether that may stand.

Readers take the last event of a uri for what is true. So after a cancellation no text of it may come, and after a
version no older one. The order of the records of a uri is that of its partition.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from streams.stories.order import Order, compare


@dataclass(frozen=True, slots=True)
class _Made:
    """Which version it is, and when it was made; of takes that were put together neither says anything."""

    version: str | None
    created: datetime | None

    def is_older(self, other: _Made) -> bool:
        if self.created is None or other.created is None:
            return False
        # A time of a clock that was ahead is not what decide went by: older is what is older with it and without it.
        return all(
            compare(self.version, self.created, other.version, other.created, dated=dated) is Order.OLDER
            for dated in (False, True)
        )


@dataclass(slots=True)
class _Reader:
    """One uri: the newest text that was ever published, the last one, and whether it was killed."""

    newest: _Made | None = None
    last: _Made | None = None
    killed: bool = False


class Readers:
    """Given the records of articles.enriched. Some hundred bytes for each uri."""

    def __init__(self) -> None:
        self._uris: dict[str, _Reader] = {}

    def read(self, record: Any) -> None:
        """Takes a record; one that copydesk did not write says nothing."""
        try:
            event = orjson.loads(record.value)
            item, verdict = event["item"], event["desk"]["verdict"]
            uri, status = item["uri"], item["pubStatus"]
            made = _made(item, verdict)
        except (ValueError, KeyError, TypeError):
            return
        known = self._uris.setdefault(uri, _Reader())
        if status != "usable":
            known.killed |= status == "canceled"
            known.last = None
            return
        known.last = made
        if known.newest is None or not made.is_older(known.newest):
            known.newest = made

    @property
    def killed(self) -> list[str]:
        """The uris that were killed, and are usable with readers all the same."""
        return sorted(uri for uri, known in self._uris.items() if known.killed and known.last)

    @property
    def older(self) -> list[str]:
        """The uris of which readers have an older version last than one that they had before."""
        return sorted(
            uri
            for uri, known in self._uris.items()
            if known.last and known.newest and known.last.is_older(known.newest)
        )


def _made(item: dict[str, Any], verdict: dict[str, Any]) -> _Made:
    if verdict.get("takes"):
        return _Made(None, None)
    created = item.get("versionCreated")
    return _Made(item.get("version"), datetime.fromisoformat(created) if created else None)
