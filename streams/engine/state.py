"""Dedupe's state in one worker: what the Faust tables hold, and beside it the index, made from it at a start.

Faust fills the tables from their changelogs at a start and after a rebalance. Writing is ours: a table's own
`table[key] = value` buffers the changelog record, and a commit does not wait for it, so that a crash can forget what
an acknowledged event had taught. Here each change is a record to be written beside the event's output, and the event
is acknowledged when the broker has both.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from streams import metrics
from streams.article import Article
from streams.dedupe import ledger
from streams.dedupe.fingerprint import Fingerprint
from streams.dedupe.index import Index
from streams.dedupe.judge import judge
from streams.dedupe.ledger import Entry
from streams.topology import FINGERPRINTS, LEDGER

log = logging.getLogger(__name__)

#: Table keys are "partition|uri": a table holds all of a worker's partitions, and its changelog is one for each.
Table = MutableMapping[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Change:
    """A record for the changelog of `table`; value None: the key is gone."""

    table: str
    partition: int
    key: bytes
    value: bytes | None


@dataclass(slots=True)
class _Partition:
    """One partition of articles.clean: some languages, all of their articles in the window."""

    index: Index = field(default_factory=Index)
    seen: OrderedDict[str, datetime] = field(
        default_factory=OrderedDict
    )  # uri -> last seen; the oldest first


class State:
    """What dedupe knows. `entries` and `fingerprints` are the tables' data, written to without their changelogs."""

    def __init__(self, entries: Table, fingerprints: Table, threshold: float, window: timedelta) -> None:
        self._entries, self._fingerprints = entries, fingerprints
        self._threshold, self._window = threshold, window
        self._partitions: dict[int, _Partition] = {}

    def __len__(self) -> int:
        return sum(len(partition.index) for partition in self._partitions.values())

    def judge(self, number: int, article: Article) -> tuple[Article, list[Change]]:
        """The article with its verdict, decided and remembered in partition `number`, and what that changed.

        An event that is judged again gives its changes again: the first time's may not have reached the broker.
        """
        partition = self._partitions.setdefault(number, _Partition())
        changes = self._expire(number, partition, article.origin.timestamp - self._window)
        key = _key(number, article.uri)
        judgement = judge(article, self._entry(key), partition.index, self._threshold)
        if judgement.entry is not None:
            packed = self._entries[key] = ledger.dump(judgement.entry)
            changes.append(Change(LEDGER, number, key, packed))
            partition.seen[article.uri] = judgement.entry.seen
            partition.seen.move_to_end(article.uri)
        if judgement.fingerprint is not None:
            packed = self._fingerprints[key] = judgement.fingerprint.pack()
            changes.append(Change(FINGERPRINTS, number, key, packed))
            partition.index.add(article.uri, Fingerprint.unpack(packed))
        metrics.index_articles.set(len(self))
        return judgement.article, changes

    def _entry(self, key: bytes) -> Entry | None:
        packed = self._entries.get(key)
        return None if packed is None else ledger.load(packed)

    def _expire(self, number: int, partition: _Partition, before: datetime) -> list[Change]:
        changes = []
        while partition.seen:
            uri, seen = next(iter(partition.seen.items()))
            if seen >= before:
                break
            del partition.seen[uri]
            partition.index.remove(uri)
            key = _key(number, uri)
            for name, table in ((LEDGER, self._entries), (FINGERPRINTS, self._fingerprints)):
                if table.pop(key, None) is not None:
                    changes.append(Change(name, number, key, None))
        return changes

    def rebuild(self, partitions: Iterable[int]) -> None:
        """Makes the indexes of `partitions` anew from the tables, after these came back from their changelogs."""
        mine = set(partitions)
        for table in (self._entries, self._fingerprints):
            # What another worker has now would be out of date when it comes back.
            for key in [key for key in table if _parts(key)[0] not in mine]:
                del table[key]
        self._partitions = {number: _Partition() for number in mine}
        prints = ((*_parts(key), Fingerprint.unpack(packed)) for key, packed in self._fingerprints.items())
        for number, uri, fingerprint in sorted(prints, key=lambda each: each[2].seen):
            self._partitions[number].index.add(uri, fingerprint)
        entries = ((*_parts(key), ledger.load(packed).seen) for key, packed in self._entries.items())
        for number, uri, seen in sorted(entries, key=lambda each: each[2]):
            self._partitions[number].seen[uri] = seen
        metrics.index_articles.set(len(self))
        log.info("dedupe knows %d articles in %d partitions", len(self), len(mine))


def _key(number: int, uri: str) -> bytes:
    return f"{number}|{uri}".encode()


def _parts(key: bytes) -> tuple[int, str]:
    number, _, uri = key.decode().partition("|")
    return int(number), uri
