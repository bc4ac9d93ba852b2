"""The ledger: which versions of each uri were seen, and what was decided of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from pydantic import TypeAdapter

from streams.article import Article, Origin, Verdict

#: So many versions of one uri are remembered; a live ticker has more, and its oldest are then unknown again.
VERSIONS = 64


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an article: what it said of itself, the hash of its text, its raw event and its verdict."""

    version: str | None
    created: datetime | None
    content: str
    raw: tuple[str, int, int]  # topic, partition, offset
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Entry:
    """All that is known of one uri. `versions` in the order of arrival; `latest` points at the newest."""

    versions: tuple[Version, ...]
    latest: int
    seen: datetime

    @property
    def newest(self) -> Version:
        """The version that stands."""
        return self.versions[self.latest]


class Order(Enum):
    """How a version stands to another of the same uri."""

    OLDER = -1
    SAME = 0
    NEWER = 1


_ENTRY = TypeAdapter(Entry)


def dump(entry: Entry) -> bytes:
    """The entry as JSON, as the table keeps it."""
    return _ENTRY.dump_json(entry, exclude_defaults=True)


def load(packed: bytes) -> Entry:
    """The entry in `packed`. Raises pydantic's ValidationError (a ValueError) when it is none."""
    return _ENTRY.validate_json(packed)


def place_of(origin: Origin) -> tuple[str, int, int]:
    """The identity of a raw event."""
    return (origin.topic, origin.partition, origin.offset)


def compare(
    version: str | None, created: datetime | None, other_version: str | None, other_created: datetime | None
) -> Order:
    """The order of two versions of a uri: by their numbers, then by versionCreated; SAME where neither tells.

    Version numbers that are not whole numbers ("3.1", "b") are only ever equal or not: their order is their time's.
    """
    if version is not None and other_version is not None:
        if version.isdecimal() and other_version.isdecimal():
            if int(version) != int(other_version):
                return Order.NEWER if int(version) > int(other_version) else Order.OLDER
            return Order.SAME
        if version == other_version:
            return Order.SAME
    if created is not None and other_created is not None and created != other_created:
        return Order.NEWER if created > other_created else Order.OLDER
    return Order.SAME


def record(entry: Entry | None, article: Article, content: str, verdict: Verdict, *, newest: bool) -> Entry:
    """The entry with this version in it; `newest` says that it is the one that stands from now on."""
    version = Version(article.version, article.version_created, content, place_of(article.origin), verdict)
    seen = article.origin.timestamp
    if entry is None:
        return Entry((version,), 0, seen)
    versions = (*entry.versions, version)
    latest = len(versions) - 1 if newest else entry.latest
    if len(versions) > VERSIONS:
        # The oldest goes, unless it is the one that stands.
        drop = 0 if latest != 0 else 1
        versions = versions[:drop] + versions[drop + 1 :]
        latest -= latest > drop
    return replace(entry, versions=versions, latest=latest, seen=max(entry.seen, seen))
