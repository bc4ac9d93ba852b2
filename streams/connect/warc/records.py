"""The records of a web archive, one after the other, and what is broken among them.

warcio reads the headers of a record and those of HTTP in it. The way through the file is our own: where a record is
damaged it goes on with the next one that can be found, and it can begin anywhere.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeadersParserException

from streams.connect.warc.members import MARK, BrokenError, Lines, Member, is_gzip, next_record

#: What warcio raises for a record that is none, besides what reading raises.
_FAULTS = (
    ArchiveLoadFailed,
    StatusAndHeadersParserException,
    BrokenError,
    EOFError,
    ValueError,
    AttributeError,
)
#: What is not wanted of a record is read over in such steps.
_STEP = 64 * 1024


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """Where a record begins: the offset in the file, and its number in the member of gzip there, from 0."""

    offset: int
    number: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """A record at `spot`. `headers` are its own, in lower case; `http` and `status` those of the answer in it.

    `content` are its bytes, at most as many as were asked for and one: then it is larger. Of a record of another type
    than those that were asked for it is empty.
    """

    spot: Spot
    kind: str
    headers: dict[str, str]
    http: dict[str, str] | None
    status: int | None
    content: bytes


@dataclass(frozen=True, slots=True)
class Broken:
    """A record that cannot be read, and why. It goes on at `then`; None: nothing behind it can be read."""

    spot: Spot
    why: str
    then: int | None


@dataclass(frozen=True, slots=True)
class Read:
    """What was read, and where to begin for what comes after it."""

    found: Record | Broken
    after: Spot


class Archive:
    """The records of an open file. `most` bytes of each are read, of those whose type is one of `kinds`."""

    def __init__(self, file: BinaryIO, most: int, kinds: frozenset[str]) -> None:
        self._file, self._most, self._kinds = file, most, kinds
        self.packed = is_gzip(file)
        self._loader = ArcWarcRecordLoader(verify_http=False, arc2warc=False)
        self._size = file.seek(0, io.SEEK_END)

    def records(self, start: Spot = Spot(0)) -> Iterator[Read]:
        """The records from `start` on. Nobody else may read the open file meanwhile."""
        at: int | None = start.offset
        skipped = start.number
        while at is not None and at < self._size:
            spot = Spot(at, skipped)
            try:
                for read in self._member(spot) if self.packed else self._plain(spot):
                    spot = read.after
                    yield read
                at = spot.offset
            except _FAULTS as fault:
                # What was read of that member stays; the next that is looked for begins behind its first byte.
                if not self._rest(spot.offset):
                    return
                at = next_record(self._file, spot.offset + 1, packed=self.packed)
                after = Spot(self._size if at is None else at)
                yield Read(Broken(spot, _reason(fault), at), after)
            skipped = 0

    def one(self, spot: Spot) -> Record | None:
        """The record there; None where it cannot be read."""
        read = next(self.records(spot), None)
        return read.found if read is not None and isinstance(read.found, Record) else None

    def _rest(self, offset: int) -> bool:
        """Whether anything but padding lies there."""
        self._file.seek(offset)
        while block := self._file.read(_STEP):
            if block.strip(b"\0\r\n"):
                return True
        return False

    def _plain(self, start: Spot) -> Iterator[Read]:
        """One record of a file that is not packed."""
        self._file.seek(start.offset)
        lines = Lines(self._file)  # type: ignore[arg-type]  # a buffered file
        record = self._next(lines, start, wanted=True)
        yield Read(record, Spot(self._behind(self._file)))

    def _member(self, start: Spot) -> Iterator[Read]:
        """The records of one member: mostly one."""
        member = Member(self._file, start.offset)
        stream = io.BufferedReader(member, _STEP)
        lines, number = Lines(stream), 0
        while True:
            lines.begin()
            wanted = number >= start.number
            record = self._next(lines, Spot(start.offset, number), wanted=wanted)
            more = _blank(stream) != b""
            after = Spot(start.offset, number + 1) if more else Spot(member.end)
            if wanted:
                yield Read(record, after)
            if not more:
                return
            number += 1

    def _behind(self, file: BinaryIO) -> int:
        """Where the next record begins behind what was read: after some empty lines."""
        parted = False
        while True:
            at = file.tell()
            line = file.readline(len(MARK) + 1)
            if line.startswith(MARK) or not line or (parted and line.strip()):
                return at
            if line.strip():
                raise BrokenError("its Content-Length is wrong, or the file is damaged behind it")
            parted = True

    def _next(self, lines: Lines, spot: Spot, *, wanted: bool) -> Record:
        found = self._loader.parse_record_stream(lines, known_format="warc")
        kind = str(found.rec_type)
        if found.length is None:
            raise BrokenError("it has no Content-Length")
        wanted = wanted and kind in self._kinds
        content = found.raw_stream.read(self._most + 1) if wanted else b""
        while found.raw_stream.read(_STEP):
            pass
        if found.raw_stream.limit:
            raise BrokenError(
                f"{'its member of gzip' if self.packed else 'the file'} ends in the midst of it"
            )
        http = found.http_headers
        return Record(
            spot,
            kind,
            _headers(found.rec_headers),
            _headers(http) if http else None,
            _status(http.get_statuscode()) if http else None,
            content,
        )


def _blank(stream: io.BufferedReader[Any]) -> bytes:
    """What comes behind the empty lines after a record; nothing at the end of a member."""
    while ahead := stream.peek(1)[:_STEP]:
        kept = ahead.lstrip(b"\r\n")
        stream.read(len(ahead) - len(kept))
        if kept:
            return kept
    return b""


def _headers(parsed: Any) -> dict[str, str]:
    """The first of each name."""
    found: dict[str, str] = {}
    for name, value in parsed.headers:
        found.setdefault(str(name).lower(), str(value).strip())
    return found


def _status(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) == 3 else None


def _reason(fault: Exception) -> str:
    if isinstance(fault, BrokenError):
        return str(fault)
    if isinstance(fault, EOFError):
        return "it has no header"
    return f"it does not begin as a record of WARC does ({str(fault)[:80]!r})"
