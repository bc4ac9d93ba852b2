"""The bytes of an archive from an offset on, and where it can be read again behind what is broken.

Each record of a .warc.gz is a member of gzip by itself, so that a reader may begin at any of them. Some tools pack the
whole file as one member; then its records have numbers in it. Everything is read in steps: neither a member nor a line
that unpacks to gigabytes takes memory.
"""

from __future__ import annotations

import io
import zlib
from typing import Any, BinaryIO

GZIP = b"\x1f\x8b\x08"
#: How each record begins.
MARK = b"WARC/"
#: Bytes that are read at once; of a member that begins somewhere so many are unpacked to see whether it is a record.
_STEP, _LOOK = 64 * 1024, 512
#: Bytes in which the next record behind a broken one is looked for at once.
_SCAN = 1024 * 1024
#: What the lines in front of a record's content may take. No crawler writes a hundredth of it.
MOST_HEADER = 1024 * 1024


class BrokenError(Exception):
    """A record cannot be read; the text says why."""


class Member(io.RawIOBase):
    """What one member of gzip holds, read in steps. `end` is where the next one begins, once all of it is read."""

    def __init__(self, file: BinaryIO, start: int) -> None:
        self._file = file
        file.seek(start)
        self._inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Raises BrokenError where it is damaged, or ends early."""
        while not self._inflate.eof:
            given = self._inflate.unconsumed_tail or self._file.read(_STEP)
            if not given:
                raise BrokenError("the file ends in the midst of it")
            try:
                piece = self._inflate.decompress(given, len(buffer))
            except zlib.error as error:
                raise BrokenError(f"its gzip is damaged ({error})") from None
            if piece:
                buffer[: len(piece)] = piece
                return len(piece)
        return 0

    @property
    def end(self) -> int:
        """The offset behind it."""
        return self._file.tell() - len(self._inflate.unused_data)


class Lines:
    """A stream whose lines in front of a record's content are bounded: they may not take more than MOST_HEADER."""

    def __init__(self, stream: io.BufferedIOBase) -> None:
        self._stream, self._left = stream, MOST_HEADER

    def begin(self) -> None:
        """Another record begins."""
        self._left = MOST_HEADER

    def readline(self, length: int | None = None) -> bytes:
        """The next line. Raises BrokenError where the lines of a record take too much."""
        if self._left <= 0:
            raise BrokenError(f"its header has more than {MOST_HEADER} bytes")
        line = self._stream.readline(self._left if length is None else min(length, self._left))
        self._left -= len(line)
        return line

    def read(self, length: int | None = None) -> bytes:
        """Up to `length` bytes; fewer only at the end."""
        return self._stream.read(-1 if length is None else length)


def is_gzip(file: BinaryIO) -> bool:
    """Whether the file is packed, by its first bytes."""
    file.seek(0)
    return file.read(len(GZIP)) == GZIP


def next_record(file: BinaryIO, start: int, *, packed: bool) -> int | None:
    """The first offset from `start` on at which a record begins; None where none does."""
    mark = GZIP if packed else b"\n" + MARK
    at = start
    while True:
        file.seek(at)
        block = file.read(_SCAN)
        found = block.find(mark)
        while found >= 0:
            begin = at + found + (0 if packed else 1)
            if not packed or _holds_record(file, begin):
                return begin
            found = block.find(mark, found + 1)
        if len(block) < _SCAN:
            return None
        at += len(block) - len(mark)  # one that lies across the edge


def _holds_record(file: BinaryIO, begin: int) -> bool:
    """Whether a member begins there, and a record in it: the three bytes of a member are found in any data."""
    file.seek(begin)
    try:
        return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(file.read(_LOOK), len(MARK)) == MARK
    except zlib.error:
        return False
