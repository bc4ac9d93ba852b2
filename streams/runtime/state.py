"""Dedupe's state in one worker: what the Faust tables hold, and the shelves made from them at a start.

Faust fills the tables from their changelogs at a start and after a rebalance. Writing is ours: a table's own
`table[key] = value` buffers the changelog record, and a commit does not wait for it, so that a crash can forget what
an acknowledged event had taught. Here each change is a record to be written beside the event's output, and the event
is acknowledged when the broker has both.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, MutableMapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from streams import metrics
from streams.article import Article
from streams.stories.hold import due, release
from streams.stories.message import put_texts
from streams.stories.outs import Out
from streams.stories.shelf import Shelf
from streams.stories.tell import tell
from streams.topology import FINGERPRINTS, LEDGER

log = logging.getLogger(__name__)

#: Table keys are "partition|uri": a table holds all of a worker's partitions, and its changelog is one for each.
Data = MutableMapping[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Change:
    """A record for the changelog of `table`; value None: the key is gone."""

    table: str
    partition: int
    key: bytes
    value: bytes | None


class _Kept:
    """One partition of a table; what is put there is noted as a change."""

    def __init__(self, name: str, number: int, data: Data, changes: dict[tuple[str, bytes], Change]) -> None:
        self._name, self._number, self._data, self._changes = name, number, data, changes

    def get(self, uri: str) -> bytes | None:
        return self._data.get(_key(self._number, uri))

    def put(self, uri: str, value: bytes) -> None:
        key = _key(self._number, uri)
        self._data[key] = value
        self._changes[self._name, key] = Change(self._name, self._number, key, value)

    def drop(self, uri: str) -> None:
        key = _key(self._number, uri)
        if self._data.pop(key, None) is not None:
            self._changes[self._name, key] = Change(self._name, self._number, key, None)


@dataclass(frozen=True, slots=True)
class Due:
    """A story of which something may go out from `at` on."""

    partition: int
    uri: str
    at: datetime


class State:
    """What dedupe knows. `entries` and `fingerprints` are the tables' data, written to without their changelogs."""

    def __init__(self, entries: Data, fingerprints: Data, threshold: float, window: timedelta) -> None:
        self._entries, self._fingerprints = entries, fingerprints
        self._threshold, self._window = threshold, window
        self._changes: dict[tuple[str, bytes], Change] = {}
        self._shelves: dict[int, Shelf] = {}
        # Stories with something let out of which the broker has no record yet, as they were before.
        self._unconfirmed: dict[bytes, bytes] = {}

    def __len__(self) -> int:
        return sum(len(shelf) for shelf in self._shelves.values())

    def tell(self, number: int, article: Article, home: bool = True) -> tuple[list[Out], list[Change]]:
        """What comes of the article in partition `number`, and what is to be remembered because of it.

        An event that is told again gives its changes again: the first time's may not have reached the broker.
        """
        shelf = self._shelf(number)
        self._changes.clear()
        shelf.expire(article.origin.timestamp - self._window)
        outs = tell(shelf, article, home)
        metrics.index_articles.set(len(self))
        return outs, list(self._changes.values())

    def next_due(self) -> Due | None:
        """The story whose embargo ends first."""
        found = (
            Due(number, uri, until)
            for number, shelf in self._shelves.items()
            for uri, until in shelf.waiting().items()
            if until is not None
        )
        return min(found, key=lambda each: each.at, default=None)

    def release(self, story: Due, now: datetime) -> tuple[list[Out], list[Change]]:
        """What goes out of a story because its embargo is over; confirm() when the broker has it."""
        shelf = self._shelf(story.partition)
        known = shelf.get(story.uri)
        if known is None or not (ready := due(known, now)):
            return [], []
        key = _key(story.partition, story.uri)
        self._unconfirmed.setdefault(key, self._entries[key])
        self._changes.clear()
        known, outs = release(known, ready)
        shelf.put(known)
        put_texts(shelf, story.uri, outs)
        return outs, list(self._changes.values())

    def confirm(self, story: Due) -> None:
        """The broker has what was released."""
        self._unconfirmed.pop(_key(story.partition, story.uri), None)

    def waiting(self) -> Iterator[tuple[str, datetime | None]]:
        """The uris that are held back, and until when, where that is known."""
        for shelf in self._shelves.values():
            yield from shelf.waiting().items()

    def _shelf(self, number: int) -> Shelf:
        shelf = self._shelves.get(number)
        if shelf is None:
            stories = _Kept(LEDGER, number, self._entries, self._changes)
            prints = _Kept(FINGERPRINTS, number, self._fingerprints, self._changes)
            shelf = self._shelves[number] = Shelf(stories, prints, self._threshold)
        return shelf

    def rebuild(self, partitions: Iterable[int]) -> None:
        """Makes the shelves of `partitions` anew from the tables, after these came back from their changelogs."""
        mine = set(partitions)
        # What was let out by the clock, and did not reach the broker, does not come again by itself: it waits again.
        self._entries.update(self._unconfirmed)
        self._unconfirmed.clear()
        for table in (self._entries, self._fingerprints):
            # What another worker has now would be out of date when it comes back.
            for key in [key for key in table if _parts(key)[0] not in mine]:
                del table[key]
        self._shelves = {}
        stories, prints = _by_partition(self._entries), _by_partition(self._fingerprints)
        for number in mine:
            self._shelf(number).fill(stories.get(number, []), prints.get(number, []))
        metrics.index_articles.set(len(self))
        log.info("dedupe knows %d articles in %d partitions", len(self), len(mine))


def _by_partition(data: Data) -> dict[int, list[tuple[str, bytes]]]:
    found: dict[int, list[tuple[str, bytes]]] = {}
    for key, packed in data.items():
        number, uri = _parts(key)
        found.setdefault(number, []).append((uri, packed))
    return found


def _key(number: int, uri: str) -> bytes:
    return f"{number}|{uri}".encode()


def _parts(key: bytes) -> tuple[int, str]:
    number, _, uri = key.decode().partition("|")
    return int(number), uri
