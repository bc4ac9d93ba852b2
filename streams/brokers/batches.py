"""How every consumer reads what a fetch brings: in bounded memory, and past what cannot be read.

aiokafka raises where a batch cannot be read. With that it loses the records of other partitions which it has taken in
the same call, and nobody learns which offsets it was about. And it opens a batch whole, whatever that comes to. So
here a batch that cannot be read is a value of its own, `Unreadable`: a consumer is given it in the place of the
batch's records, tells, and decides for itself whether it goes on behind it.

An event of ours may be framed for a schema registry (events/framing.py). No reader is given the frame: so all of them
read both, and what one has learnt of an event holds whether the registry was there or not.

`install()` puts this into aiokafka, for every consumer of the process. Whoever connects imports brokers/client.py,
which does so.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from aiokafka.consumer import fetcher
from aiokafka.record.default_records import DefaultRecordBatch
from aiokafka.record.legacy_records import LegacyRecordBatch

from streams.brokers.decompress import UnreadableError, decompress
from streams.events.framing import FRAMED, unframed
from streams.topology import MAX_BATCH_BYTES

# The header of a batch, by Kafka's protocol: its first offset, the length of the rest, and the format's number; from
# format 2 on what is to do with its records, the last offset, the times, the producer and how many records there are.
_BEGIN = struct.Struct(">qiib")
_HEADER = struct.Struct(">qiibIhiqqqhii")
_ATTRIBUTES_AT = struct.calcsize(">qiibI")
_BEFORE_LENGTH = struct.calcsize(">qi")
_CODEC = 0x07


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A batch of records that cannot be read, or what is left of it: the offsets `first` to `last`, and `why`.

    It stands in the place of a record: with the offset of the last one, and without key, value and headers. `base` is
    the first offset of the whole batch, of which those before `first` were read. `size` (bytes) and `sha256` are those
    of the batch as the broker has it. `too_large`: it can be read, and comes to more than a batch may.
    """

    topic: str
    partition: int
    first: int
    last: int
    why: str
    size: int
    sha256: str
    base: int
    timestamp: int  # of its newest record, in milliseconds since 1970; 0 where that is not known
    too_large: bool = False
    timestamp_type: int = 0
    key: None = None
    value: None = None
    checksum: None = None
    serialized_key_size: int = -1
    serialized_value_size: int = -1
    headers: tuple[()] = ()

    @property
    def offset(self) -> int:
        """The offset of the last record: whoever is done with that is done with all of them."""
        return self.last

    @property
    def place(self) -> str:
        """Its first record as topic/partition/offset."""
        return f"{self.topic}/{self.partition}/{self.first}"

    def __str__(self) -> str:
        upto = f" to {self.last}" if self.last > self.first else ""
        return f"{self.place}{upto} cannot be read: {self.why}"


class Batches:
    """The batches of a fetch of one partition, as their bytes. In the place of aiokafka's MemoryRecords."""

    def __init__(self, data: bytes) -> None:
        self._data = memoryview(data)

    def size_in_bytes(self) -> int:
        """Of all of them."""
        return len(self._data)

    def has_next(self) -> bool:
        """Whether there are any."""
        return bool(self._data)

    def __iter__(self) -> Iterator[memoryview]:
        """Those that are whole. The last may be cut off: it comes again. A broker never cuts the first."""
        at = 0
        while at < len(self._data):
            end = _end_of(self._data, at)
            if end is None:
                if at == 0:
                    yield self._data
                return
            yield self._data[at:end]
            at = end


def _end_of(data: memoryview, at: int) -> int | None:
    """Where the batch ends that begins at `at`; None for one that is cut off."""
    if len(data) - at < _BEGIN.size:
        return None
    _, length, _, _ = _BEGIN.unpack_from(data, at)
    end = at + _BEFORE_LENGTH + length
    return end if length > 0 and end <= len(data) else None


class BoundedRecords(fetcher.PartitionRecords):  # type: ignore[misc]  # aiokafka has no types
    """The records of a fetch of one partition; see the module. `most` bytes may come out of a batch."""

    most = MAX_BATCH_BYTES

    def _unpack_records(self) -> Iterator[Any]:
        batches = list(self._records)
        for number, data in enumerate(batches):
            try:
                yield from self._read(data)
            except Exception as error:  # noqa: BLE001 - raised, it would lose what other partitions have given
                right = _is_right(data)
                following = batches[number + 1] if number + 1 < len(batches) else None
                follows = following is not None and _is_right(following)
                lost = self._unreadable(data, following if follows else None, error)
                self.next_fetch_offset = lost.last + 1
                yield lost
                if not (right or follows):
                    return  # where it ends is not known either: what lies behind it comes with the next fetch

    def _read(self, data: memoryview) -> Iterator[Any]:
        """The records of a batch from the next offset on, after which that is behind it. Raises whatever is wrong."""
        batch = _batch_of(data)
        if self._check_crcs and not batch.validate_crc():
            raise UnreadableError("its checksum is wrong")
        if not (self._is_aborted(batch) or batch.is_control_batch):
            for record in self._opened(batch, data):
                if record.offset >= self.next_fetch_offset:
                    self.next_fetch_offset = record.offset + 1
                    yield self._consumer_record(self._tp, record)
        # The last offsets may have no record any more.
        self.next_fetch_offset = max(self.next_fetch_offset, batch.next_offset)

    def _consumer_record(self, tp: Any, record: Any) -> Any:
        """A record as a consumer is given it; an event of ours without the header of a schema registry."""
        made = super()._consumer_record(tp, record)
        if made.value and made.value[0] == 0 and tp.topic in FRAMED:
            made.value = unframed(made.value)
        return made

    def _is_aborted(self, batch: Any) -> bool:
        """Whether it is of a transaction that was aborted. To be asked of each batch, in their order."""
        if self._isolation_level != fetcher.READ_COMMITTED or batch.producer_id is None:
            return False
        self._consume_aborted_up_to(batch.base_offset)
        if batch.is_control_batch and self._contains_abort_marker(batch):
            self._aborted_producers.discard(batch.producer_id)
        return bool(batch.is_transactional and batch.producer_id in self._aborted_producers)

    def _opened(self, batch: Any, data: memoryview) -> Any:
        """The batch, decompressed if need be."""
        codec = batch.attributes & _CODEC if batch.magic >= 2 else 0
        if not codec:
            return batch
        head = bytearray(data[: _HEADER.size])
        struct.pack_into(">h", head, _ATTRIBUTES_AT, batch.attributes & ~_CODEC)
        return DefaultRecordBatch(decompress(codec, data[_HEADER.size :], self.most, bytes(head)))

    def _unreadable(self, data: memoryview, following: memoryview | None, error: Exception) -> Unreadable:
        first = self.next_fetch_offset
        last, timestamp = _last_of(data, first, following)
        known = isinstance(error, UnreadableError)
        return Unreadable(
            topic=self._tp.topic,
            partition=self._tp.partition,
            first=first,
            last=last,
            why=str(error) if known else f"it is no batch of records ({error})",
            size=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            base=min(first, max(0, _BEGIN.unpack_from(data)[0])) if len(data) >= _BEGIN.size else first,
            timestamp=timestamp,
            too_large=isinstance(error, UnreadableError) and error.too_large,
        )


def _batch_of(data: memoryview) -> Any:
    if len(data) < _BEGIN.size:
        raise UnreadableError("it is cut off")
    _, _, _, magic = _BEGIN.unpack_from(data)
    if magic < 2:
        return LegacyRecordBatch(bytes(data), magic)
    if len(data) < _HEADER.size:
        raise UnreadableError("it is cut off")
    return DefaultRecordBatch(data)


def _is_right(data: memoryview) -> bool:
    """Whether its checksum is: then what it says of itself is true."""
    try:
        return bool(_batch_of(data).validate_crc())
    except Exception:  # noqa: BLE001 - whatever is wrong with it
        return False


def _last_of(data: memoryview, first: int, following: memoryview | None) -> tuple[int, int]:
    """The last offset of a batch of which `first` is the next to be read, and its time.

    Where its checksum is wrong, what it says of itself may be, too. Then the begin of the batch that follows counts;
    without one it is believed if what it says twice, by the last offset and by the number of records, agrees. If that
    is not so, it is the one offset: the next fetch brings the rest of the batch once more.
    """
    last, timestamp = first, 0
    right = _is_right(data)
    if len(data) >= _HEADER.size:
        base, _, _, magic, _, _, delta, _, newest, _, _, _, count = _HEADER.unpack_from(data)
        if magic == 2 and (right or count == delta + 1) and base <= first <= base + delta:
            last, timestamp = base + delta, max(0, newest)
    if not right and following is not None:
        last = max(first, _BEGIN.unpack_from(following)[0] - 1)
    return last, timestamp


def install() -> None:
    """Makes every consumer of aiokafka's read like that."""
    fetcher.MemoryRecords = Batches
    fetcher.PartitionRecords = BoundedRecords
