"""The cursor of a reader: the offset that he reads next in every partition of a topic, as one word.

So nothing is lost and nothing comes twice, over reconnects, and whichever worker answers. It is no secret, and nobody
need understand it.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Sequence

_VERSION = 1
#: The most partitions and the longest number that are read, so that nobody makes us read more.
_MOST_PARTITIONS, _MOST_BYTES = 4096, 9


class CursorError(ValueError):
    """It is no cursor of ours, or that of another topic."""


def encode(topic: str, offsets: Sequence[int]) -> str:
    """The cursor: `offsets` are those of partition 0, 1, and so on."""
    told = bytes((_VERSION,)) + _checksum(topic.encode()) + _number(len(offsets))
    told += b"".join(map(_number, offsets))
    return base64.urlsafe_b64encode(told + _checksum(told)).rstrip(b"=").decode()


def decode(topic: str, cursor: str) -> tuple[int, ...]:
    """The offsets of a cursor of this topic. Raises CursorError."""
    try:
        told = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise CursorError("it is no cursor of this API") from error
    body, sum_ = told[:-2], told[-2:]
    if len(body) < 4 or _checksum(body) != sum_ or body[0] != _VERSION:
        raise CursorError("it is no cursor of this API, or not the whole of it")
    if body[1:3] != _checksum(topic.encode()):
        raise CursorError("it is the cursor of another list")
    numbers = _numbers(body[3:])
    if not numbers or numbers[0] != len(numbers) - 1 or numbers[0] > _MOST_PARTITIONS:
        raise CursorError("it is no cursor of this API, or not the whole of it")
    return tuple(numbers[1:])


def _checksum(told: bytes) -> bytes:
    return (zlib.crc32(told) & 0xFFFF).to_bytes(2, "big")


def _number(value: int) -> bytes:
    """Seven bits a byte, the lowest first; the highest bit says that more follows."""
    told = bytearray()
    while value > 0x7F:
        told.append(value & 0x7F | 0x80)
        value >>= 7
    told.append(value)
    return bytes(told)


def _numbers(told: bytes) -> list[int]:
    numbers, value, shift = [], 0, 0
    for byte in told:
        value |= (byte & 0x7F) << shift
        shift += 7
        if shift > 7 * _MOST_BYTES:
            raise CursorError("it is no cursor of this API")
        if not byte & 0x80:
            numbers.append(value)
            value = shift = 0
    if shift:
        raise CursorError("it is no cursor of this API, or not the whole of it")
    return numbers
