"""Decompressing a batch of records into bounded memory, by the codecs that Kafka has.

aiokafka opens a batch whole, whatever comes out of it: three hundred kilobytes of gzip can be three hundred megabytes.
Here nothing is held beyond a limit, and what cannot be opened says why in a few words.
"""

from __future__ import annotations

import mmap
import struct
import zlib
from collections.abc import Callable
from types import ModuleType

import cramjam

#: How snappy streams begin that Java's clients and aiokafka write: blocks, each behind its length.
_XERIAL = b"\x82SNAPPY\x00"
_XERIAL_HEADER = 16
_LENGTH = struct.Struct(">i")
#: zlib's name for: a gzip stream, with its header.
_GZIP_BITS = 31
#: So many bytes go into zlib, or come out of it, at a time.
_PIECE = 256 * 1024


#: The number that Kafka gives to gzip.
GZIP = 1


class UnreadableError(Exception):
    """The bytes cannot be opened; its text says why. `too_large`: they could, and come to more than the limit."""

    def __init__(self, why: str, *, too_large: bool = False) -> None:
        super().__init__(why)
        self.too_large = too_large


class _FullError(Exception):
    """There is no room for what comes out."""


def decompress(codec: int, data: memoryview, limit: int, head: bytes = b"") -> memoryview:
    """What `data` holds, at most `limit` bytes, behind the bytes of `head`. Raises UnreadableError.

    `codec` is the number that Kafka gives it.
    """
    if codec not in _CODECS:
        raise UnreadableError(f"it is compressed in a way that is not known here (codec {codec})")
    name, opened = _CODECS[codec]
    # Most formats need not say how much comes out of them. The pages of a mapping cost memory only when they are
    # written to, so there is room for all that may; with one byte more it is known whether there was more.
    room = memoryview(mmap.mmap(-1, len(head) + limit + 1))
    room[: len(head)] = head
    try:
        size = opened(data, room[len(head) :])
    except _FullError:
        size = limit + 1
    except (cramjam.DecompressionError, zlib.error, struct.error, ValueError) as error:
        raise UnreadableError(f"its {name} data is damaged ({error})") from error
    if size > limit:
        raise UnreadableError(f"it holds more than {limit} bytes", too_large=True)
    return room[: len(head) + size]


def _gzip(data: memoryview, room: memoryview) -> int:
    size = 0
    member = zlib.decompressobj(_GZIP_BITS)
    for at in range(0, len(data), _PIECE):
        left = bytes(data[at : at + _PIECE])
        while left:
            if member.eof:  # another member follows, or zeros as padding
                left = left.lstrip(b"\0")
                if not left:
                    break
                member = zlib.decompressobj(_GZIP_BITS)
            size = _put(member.decompress(left, _PIECE), room, size)
            left = member.unused_data if member.eof else member.unconsumed_tail
    while not member.eof:
        before = size
        size = _put(member.decompress(b"", _PIECE), room, size)
        if size == before:
            raise ValueError("it is cut off")
    return size


def _put(part: bytes, room: memoryview, at: int) -> int:
    """Puts `part` into the room; the place behind it."""
    end = at + len(part)
    if end > len(room):
        raise _FullError
    room[at:end] = part
    return end


def _snappy(data: memoryview, room: memoryview) -> int:
    if bytes(data[: len(_XERIAL)]) != _XERIAL:
        return _snappy_block(data, room)
    size, at = 0, _XERIAL_HEADER
    while at < len(data):
        (length,) = _LENGTH.unpack_from(data, at)
        block = data[at + _LENGTH.size : at + _LENGTH.size + length]
        if not 0 < length == len(block):
            raise ValueError("it is cut off")
        size += _snappy_block(block, room[size:])
        at += _LENGTH.size + length
    return size


def _snappy_block(block: memoryview, room: memoryview) -> int:
    # A block says first how much comes out of it; one that lies about that is damaged.
    if cramjam.snappy.decompress_raw_len(block) > len(room):
        raise _FullError
    return cramjam.snappy.decompress_raw_into(block, room)


def _framed(module: ModuleType) -> Callable[[memoryview, memoryview], int]:
    def opened(data: memoryview, room: memoryview) -> int:
        try:
            return int(module.decompress_into(data, room))
        except cramjam.DecompressionError as error:
            if "failed to write whole buffer" in str(error):
                raise _FullError from error
            raise

    return opened


#: By Kafka's numbers: the name, and what opens it into the room given; the size of what came out.
_CODECS: dict[int, tuple[str, Callable[[memoryview, memoryview], int]]] = {
    GZIP: ("gzip", _gzip),
    2: ("snappy", _snappy),
    3: ("lz4", _framed(cramjam.lz4)),
    4: ("zstd", _framed(cramjam.zstd)),
}


def trial() -> dict[str, bool]:
    """Whether a few bytes of each codec can be opened here, by the codec's name."""
    text = b"HARWICH, March 3 - The ferry went aground. " * 20
    packed = {
        1: zlib.compress(text, wbits=_GZIP_BITS),
        2: bytes(cramjam.snappy.compress_raw(text)),
        3: bytes(cramjam.lz4.compress(text)),
        4: bytes(cramjam.zstd.compress(text)),
    }
    return {name: _opens(codec, packed[codec], text) for codec, (name, _) in _CODECS.items()}


def _opens(codec: int, packed: bytes, text: bytes) -> bool:
    try:
        return bytes(decompress(codec, memoryview(packed), len(text))) == text
    except UnreadableError:
        return False
