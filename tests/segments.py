"""What a disk does to a Kafka: batches of records in the files of its topics, damaged while it is not running.

A broker takes no batch that it cannot read itself. So this is how one comes to be there.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

from aiokafka.record.util import calc_crc32c

from streams.brokers.kafka import KafkaServer

_CRC_AT, _ATTRIBUTES_AT, _BEFORE_LENGTH = 17, 21, 12


def damage(
    server: KafkaServer, topic: str, partition: int, offset: int, how: Callable[[bytearray], None]
) -> None:
    """Does `how` to the batch that begins at `offset`. The server must not be running, and its length stays."""
    (log,) = (server.data / "topics" / f"{topic}-{partition}").glob("*.log")
    data = bytearray(log.read_bytes())
    at = 0
    while struct.unpack_from(">q", data, at)[0] != offset:
        at += _BEFORE_LENGTH + struct.unpack_from(">i", data, at + 8)[0]
    end = at + _BEFORE_LENGTH + struct.unpack_from(">i", data, at + 8)[0]
    batch = data[at:end]
    how(batch)
    assert len(batch) == end - at
    data[at:end] = batch
    log.write_bytes(data)


def flip(batch: bytearray) -> None:
    """One byte is another: the checksum is wrong."""
    batch[-3] ^= 0xFF


def unknown_codec(batch: bytearray) -> None:
    """As a client of another time would compress it."""
    batch[_ATTRIBUTES_AT + 1] |= 7
    _seal(batch)


def broken_payload(batch: bytearray) -> None:
    """The checksum is right for data that nobody can decompress."""
    batch[-40:] = bytes(40)
    _seal(batch)


def _seal(batch: bytearray) -> None:
    struct.pack_into(">I", batch, _CRC_AT, calc_crc32c(bytes(batch[_ATTRIBUTES_AT:])))
