"""What a consumer is given of a fetch: records, and in the place of those that cannot be read what is known of them."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from aiokafka.consumer import fetcher
from aiokafka.record.default_records import DefaultRecordBatch, DefaultRecordBatchBuilder
from aiokafka.record.util import calc_crc32c
from aiokafka.structs import TopicPartition

from streams.brokers.batches import Batches, BoundedRecords, Unreadable
from streams.topology import MAX_BATCH_BYTES

PLACE = TopicPartition("articles.raw", 3)
NONE, GZIP, SNAPPY, LZ4, ZSTD = range(5)
AT_CRC, AT_ATTRIBUTES, AT_DELTA, AT_COUNT, AT_RECORDS = 17, 21, 23, 57, 61


def batch(
    offset: int,
    values: Iterable[bytes],
    codec: int = NONE,
    *,
    producer: int = -1,
    transactional: bool = False,
) -> bytearray:
    """A batch as a broker has it."""
    builder = DefaultRecordBatchBuilder(2, codec, transactional, producer, 0, 0, 100_000_000)
    for number, value in enumerate(values):
        builder.append(number, 1_700_000_000_000 + number, b"key", value, [("name", b"of a header")])
    made: bytearray = builder.build()
    struct.pack_into(">q", made, 0, offset)
    return made


def sealed(data: bytearray) -> bytearray:
    """With the checksum that is right for what stands there, and its length."""
    struct.pack_into(">i", data, 8, len(data) - 12)
    struct.pack_into(">I", data, AT_CRC, calc_crc32c(bytes(data[AT_ATTRIBUTES:])))
    return data


def read(
    data: bytes, first: int = 0, *, aborted: Any = None, isolation: int = fetcher.READ_COMMITTED
) -> tuple[list[Any], int]:
    """What a fetch from `first` on gives, and with which offset the next one begins."""
    records = BoundedRecords(PLACE, Batches(data), aborted, first, None, None, True, isolation)
    return list(records), records.next_fetch_offset


def shown(records: Iterable[Any]) -> list[Any]:
    return [
        (each.first, each.last) if isinstance(each, Unreadable) else (each.offset, each.value)
        for each in records
    ]


COPY = [b"Berth %d will stay shut until March. " % number * 40 for number in range(5)]


@pytest.mark.parametrize("codec", [NONE, GZIP, SNAPPY, LZ4, ZSTD])
def test_all_codecs_are_read(codec: int) -> None:
    data = bytes(batch(40, COPY, codec) + batch(45, COPY, codec))
    found, following = read(data, 42)
    assert shown(found) == [(offset, COPY[offset % 5 % 5]) for offset in range(42, 50)]
    assert following == 50
    assert (found[0].key, found[0].headers, found[0].timestamp) == (
        b"key",
        (("name", b"of a header"),),
        1_700_000_000_002,
    )


def cut(data: bytearray) -> bytearray:
    """The end of what is packed is not there."""
    return sealed(data[:-9])


def of_no_codec(data: bytearray) -> bytearray:
    data[AT_ATTRIBUTES + 1] |= 7
    return sealed(data)


def flipped(data: bytearray) -> bytearray:
    data[-5] ^= 0xFF
    return data


def garbage(data: bytearray) -> bytearray:
    """What comes out is not made of records."""
    data[AT_ATTRIBUTES + 1] &= ~7
    return sealed(data)


@pytest.mark.parametrize(
    ("damaged", "why"),
    [
        (flipped, "its checksum is wrong"),
        (of_no_codec, "it is compressed in a way that is not known here (codec 7)"),
        (cut, "its snappy data is damaged ("),
        (garbage, "it is no batch of records ("),
    ],
)
def test_a_batch_that_cannot_be_read_stands_in_the_place_of_its_records(
    damaged: Callable[[bytearray], bytearray], why: str
) -> None:
    bad = damaged(batch(45, COPY, SNAPPY))
    found, following = read(bytes(batch(40, COPY, SNAPPY) + bad + batch(50, COPY, LZ4)), 40)
    assert following == 55
    assert shown(found) == [
        *((40 + number, value) for number, value in enumerate(COPY)),
        (45, 49),
        *((50 + number, value) for number, value in enumerate(COPY)),
    ]
    (lost,) = (each for each in found if isinstance(each, Unreadable))
    assert lost.why.startswith(why)
    assert str(lost).startswith(f"articles.raw/3/45 to 49 cannot be read: {why}")
    assert (lost.size, lost.sha256) == (len(bad), hashlib.sha256(bad).hexdigest())
    assert (lost.offset, lost.value, lost.too_large) == (49, None, False)
    assert lost.timestamp == 1_700_000_000_004


def test_it_is_the_same_when_it_is_the_only_one() -> None:
    found, following = read(bytes(cut(batch(45, COPY, ZSTD))), 47)
    assert (shown(found), following) == ([(47, 49)], 50)


def test_what_can_be_read_of_a_batch_is_read() -> None:
    data = batch(10, COPY)
    at = data.index(COPY[3])
    data[at - 1] = 0xFF  # the length of the value
    found, following = read(bytes(sealed(data)), 10)
    assert shown(found) == [(10, COPY[0]), (11, COPY[1]), (12, COPY[2]), (13, 14)]
    assert following == 15


def test_where_the_checksum_is_wrong_the_offsets_are_those_that_can_be_believed() -> None:
    alone = batch(20, COPY)
    struct.pack_into(">i", alone, AT_DELTA, 2_000_000_000)
    # Nothing behind it is passed over: of what it says of itself one thing contradicts another.
    assert [shown(read(bytes(alone), first)[0]) for first in (20, 21)] == [[(20, 20)], [(21, 21)]]
    assert shown(read(bytes(alone + batch(25, COPY[:1])), 20)[0]) == [(20, 24), (25, COPY[0])]
    assert shown(read(bytes(flipped(batch(20, COPY))), 20)[0]) == [(20, 24)]


def test_of_a_compacted_batch_with_a_right_checksum_the_header_is_believed() -> None:
    data = batch(20, COPY, GZIP)
    struct.pack_into(">i", data, AT_DELTA, 8)
    assert shown(read(bytes(of_no_codec(data)), 20)[0]) == [(20, 28)]


@pytest.mark.parametrize("length", [-5, 0, 7, 2_000_000_000])
def test_a_first_batch_whose_length_is_wrong_is_one_that_cannot_be_read(length: int) -> None:
    """aiokafka would leave out one record without a word, and raise."""
    data = batch(20, COPY)
    struct.pack_into(">i", data, 8, length)
    data[AT_COUNT + 3] = 9  # nothing that it says is to be believed
    found, following = read(bytes(data + batch(25, COPY)), 20)
    assert (shown(found), following) == ([(20, 20)], 21)


def test_a_last_batch_that_is_cut_off_comes_again() -> None:
    data = bytes(batch(20, COPY) + batch(25, COPY)[:-1])
    found, following = read(data, 20)
    assert (len(found), following) == (5, 25)


def test_more_than_a_batch_may_hold_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    assert BoundedRecords.most == MAX_BATCH_BYTES
    monkeypatch.setattr(BoundedRecords, "most", 10_000)
    found, _ = read(bytes(batch(20, [bytes(20_000)], GZIP) + batch(21, [bytes(5_000)], GZIP)), 20)
    assert shown(found) == [(20, 20), (21, bytes(5_000))]
    assert found[0].too_large
    assert str(found[0]) == "articles.raw/3/20 cannot be read: it holds more than 10000 bytes"


def test_what_was_aborted_is_not_read_and_need_not_be_readable() -> None:
    mark = batch(25, [b"\0\0\0\0\0\0"], producer=9, transactional=True)
    mark[AT_ATTRIBUTES + 1] |= 0x20
    at = mark.index(b"key")
    mark[at - 1 : at + 3] = b"\x08\0\0\0\0"  # four bytes: version 0, an abort
    mark[AT_RECORDS] += 2
    mine = cut(batch(20, COPY, SNAPPY, producer=9, transactional=True))
    data = bytes(mine + sealed(mark) + batch(26, COPY[:1], producer=9, transactional=True))
    found, following = read(data, 20, aborted=[(9, 20)])
    assert (shown(found), following) == ([(26, COPY[0])], 27)
    found, _ = read(data, 20, aborted=[(9, 20)], isolation=fetcher.READ_UNCOMMITTED)
    assert shown(found) == [(20, 24), (26, COPY[0])]


def test_every_consumer_reads_so() -> None:
    import streams.brokers.client  # noqa: F401 - it is what everyone who connects imports

    assert (fetcher.MemoryRecords, fetcher.PartitionRecords) == (Batches, BoundedRecords)
    # What it takes from aiokafka is there.
    assert {"_unpack_records", "_consume_aborted_up_to", "_contains_abort_marker", "_consumer_record"} <= set(
        dir(fetcher.PartitionRecords)
    )
    assert DefaultRecordBatch(bytes(batch(0, COPY))).validate_crc()


@pytest.mark.parametrize(
    ("topic", "given"), [("articles.enriched", b"{}"), ("articles.raw", b"\0\0\0\0\7{}")]
)
def test_the_header_of_a_schema_registry_goes_from_events_of_ours_alone(topic: str, given: bytes) -> None:
    data = batch(0, [b"\0\0\0\0\7{}", b"[]", b""], GZIP)
    records = BoundedRecords(TopicPartition(topic, 0), Batches(bytes(data)), None, 0, None, None, True, 1)
    assert [record.value for record in records] == [given, b"[]", b""]
