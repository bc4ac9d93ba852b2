"""The ledger's keys on disk: RocksDB, and over it what the broker has not acknowledged yet.

On disk stands what the changelog holds up to an offset, and nothing else, so that the changelog can be read on from
there. What a decision writes is therefore kept above it until the broker has the decision's records; the next decision
sees it already. A writer that loses its place drops what is above, and has what the changelog has.
"""

from __future__ import annotations

import contextlib
import logging
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import orjson
from rocksdict import (
    BlockBasedOptions,
    Cache,
    DBCompressionType,
    Options,
    Rdict,
    WriteBatch,
)

from streams.errors import StoreError

log = logging.getLogger(__name__)

#: Workers on one machine share a data folder; each has a store of its own in it.
MOST_STORES = 64
#: Writes are gathered until there are so many: one batch costs as much as a few keys.
_GATHERED = 256
_MEGABYTE = 1024 * 1024
#: The key of the place; no key of the ledger begins like it.
_PLACE = b"m"


@dataclass(frozen=True, slots=True)
class Place:
    """How far a store has come: the offset of the next record of the changelog, and what tells that changelog.

    `cluster` is the Kafka's id; `last` is the offset of a record that was seen there lately, with its checksum.
    `decided` is the same of the last event of articles.clean of which everything is remembered.
    """

    offset: int = 0
    term: int = 0
    cluster: str = ""
    last: tuple[int, int] | None = None
    decided: tuple[int, int] | None = None


#: What one decision wrote: (key, number, value) in order; value None: the key is gone.
Batch = list[tuple[bytes, int, bytes | None]]


class Base(Protocol):
    """What lies below: on disk, or in tests in memory."""

    place: Place

    def get(self, key: bytes) -> bytes | None:
        """The value, or None."""

    def scan(self, first: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Everything from the key `first` on, in the order of the keys."""

    def write(self, writes: Iterable[tuple[bytes, bytes | None]], place: Place) -> None:
        """Writes all of it and the place, or nothing."""

    def close(self) -> None:
        """Lets others have it."""


class Layered:
    """A store over `base`: what is put is above it until settle() is given its batch."""

    def __init__(self, base: Base) -> None:
        self._base = base
        self._above: dict[bytes, tuple[int, bytes | None]] = {}
        self._number = 0
        self._batch: Batch = []
        self._settled: Batch = []
        self.place = base.place

    def get(self, key: bytes) -> bytes | None:
        """The value, or None."""
        above = self._above.get(key)
        return self._base.get(key) if above is None else above[1]

    def put(self, key: bytes, value: bytes) -> None:
        """Keeps the value."""
        self._write(key, value)

    def delete(self, key: bytes) -> None:
        """Forgets the key."""
        self._write(key, None)

    def scan(self, prefix: bytes, start: bytes = b"") -> Iterator[tuple[bytes, bytes]]:
        """What stands under keys with that prefix, from the key `start` on, in their order."""
        first = max(prefix, start)
        above = sorted(key for key in self._above if key.startswith(prefix) and key >= first)
        at = 0
        for key, value in self._base.scan(first):
            if not key.startswith(prefix):
                break
            while at < len(above) and above[at] < key:
                yield from self._held(above[at])
                at += 1
            if at == len(above) or above[at] != key:  # else what is above takes its place, in the next round
                yield key, value
        for key in above[at:]:
            yield from self._held(key)

    def cut(self) -> Batch:
        """What was written since the last cut."""
        batch, self._batch = self._batch, []
        return batch

    def settle(self, batch: Batch, place: Place) -> None:
        """The changelog has that batch, and is true up to `place`: it goes down soon. Raises StoreError."""
        self._settled += batch
        self.place = place
        if len(self._settled) >= _GATHERED:
            self.flush()

    def flush(self) -> None:
        """Writes what is settled; in one batch, so that a crash leaves all of it or nothing. Raises StoreError."""
        if not self._settled and self.place == self._base.place:
            return
        self._base.write(((key, value) for key, _, value in self._settled), self.place)
        for key, number, _ in self._settled:
            if self._above[key][0] == number:
                del self._above[key]
        self._settled.clear()

    def unsettled(self) -> list[bytes]:
        """The keys of which the broker has not acknowledged the newest value."""
        self.flush()
        return list(self._above)

    def drop(self) -> None:
        """Forgets what the broker has not acknowledged."""
        self.flush()
        self._above.clear()
        self._batch.clear()

    def close(self) -> None:
        """Writes what is settled, and lets others have the store."""
        with contextlib.suppress(StoreError):
            self.flush()
        self._base.close()

    def _write(self, key: bytes, value: bytes | None) -> None:
        self._number += 1
        self._above[key] = (self._number, value)
        self._batch.append((key, self._number, value))

    def _held(self, key: bytes) -> Iterator[tuple[bytes, bytes]]:
        value = self._above[key][1]
        if value is not None:
            yield key, value


class DiskStore:
    """A base in `folder`, by RocksDB. Raises StoreError, also when another process has it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with _said(folder):
            folder.parent.mkdir(parents=True, exist_ok=True)
            self._db = Rdict(str(folder), _options())
            self.place = self._read_place()

    def get(self, key: bytes) -> bytes | None:
        """The value, or None. Raises StoreError."""
        try:  # not `with`, which costs as much as the look itself
            value: bytes | None = self._db.get(key)
        except Exception as error:
            raise _spoken(self.folder, error) from error
        return value

    def scan(self, first: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Everything from the key `first` on, in the order of the keys. Raises StoreError."""
        with _said(self.folder):
            yield from self._db.items(from_key=first)

    def write(self, writes: Iterable[tuple[bytes, bytes | None]], place: Place) -> None:
        """Writes all of it and the place, or nothing. Raises StoreError."""
        batch = WriteBatch(raw_mode=True)
        for key, value in writes:
            if value is None:
                batch.delete(key)
            else:
                batch.put(key, value)
        batch.put(_PLACE, orjson.dumps(place))
        with _said(self.folder):
            self._db.write(batch)
        self.place = place

    def clear(self) -> None:
        """Forgets all of it. Raises StoreError."""
        self._db.close()
        with _said(self.folder):
            shutil.rmtree(self.folder)
            self._db = Rdict(str(self.folder), _options())
        self.place = Place()

    def close(self) -> None:
        """Lets others have the folder. That the disk is full was said when it was written to."""
        with contextlib.suppress(StoreError), _said(self.folder):
            self._db.close()

    def _read_place(self) -> Place:
        packed = self._db.get(_PLACE)
        if packed is None:
            return Place()
        known = orjson.loads(packed)
        last, decided = known["last"], known.get("decided")
        return Place(
            known["offset"],
            known["term"],
            known["cluster"],
            tuple(last) if last else None,
            tuple(decided) if decided else None,
        )


def open_store(folder: Path) -> DiskStore:
    """The first store below `folder` that no other process has open. Raises StoreError."""
    for number in range(MOST_STORES):
        try:
            return DiskStore(folder / f"ledger-{number}")
        except StoreError as error:
            if not error.taken:
                raise
    raise StoreError(
        f"{MOST_STORES} workers have their ledgers in {folder}: give this one another COPYDESK_DATA"
    )


@contextlib.contextmanager
def _said(folder: Path) -> Iterator[None]:
    """Raises what RocksDB or the file system says as one sentence."""
    try:
        yield
    except Exception as error:
        raise _spoken(folder, error) from error


def _spoken(folder: Path, error: Exception) -> StoreError:
    """What RocksDB or the file system says, as one sentence."""
    if isinstance(error, OSError):
        return StoreError(f"the ledger cannot be kept in {folder}: {error.strerror or error}")
    said = str(error).strip()
    if "lock" in said.lower():
        return StoreError(f"another process has the ledger in {folder} open", taken=True)
    if "No space left" in said:
        return StoreError(
            f"the disk under {folder} is full: make room and start the worker again, nothing that was "
            "acknowledged is lost"
        )
    return StoreError(
        f"the ledger in {folder} is damaged ({said}): remove that folder and start the worker again, it comes "
        "back from its changelog"
    )


def _options() -> Any:
    options = Options(raw_mode=True)
    options.create_if_missing(True)
    options.set_write_buffer_size(8 * _MEGABYTE)
    options.set_max_write_buffer_number(2)
    options.set_keep_log_file_num(2)
    options.set_max_open_files(256)
    # Stories come compressed: what is left to gain, in the other keys, must cost nothing.
    options.set_compression_type(DBCompressionType.lz4())
    blocks = BlockBasedOptions()
    blocks.set_block_cache(Cache(8 * _MEGABYTE))
    blocks.set_block_size(16 * 1024)
    # Most uris that are asked for are new: the filter says so without a look at the disk.
    blocks.set_bloom_filter(10, False)
    blocks.set_cache_index_and_filter_blocks(True)
    blocks.set_pin_l0_filter_and_index_blocks_in_cache(True)
    options.set_block_based_table_factory(blocks)
    return options
