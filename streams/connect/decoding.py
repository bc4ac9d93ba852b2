"""The body of an answer, decoded step by step: what unpacks to more than the limit is stopped at the limit."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator

#: The codings that may be asked for and are read.
ACCEPTED = "gzip, deflate"
#: One step gives at most so many bytes, and after so many the loop gets its turn.
_STEP, _BREATH = 256 * 1024, 1024 * 1024


#: A step that gives nothing costs, too: it counts as so many bytes.
_OF_A_STEP = 4096


class BodyError(Exception):
    """The body is too large, ends early or is packed in a way that was not asked for; the text says which."""


async def decoded(chunks: AsyncIterator[bytes], coding: str, limit: int, *, cut: bool = False) -> bytes:
    """The body that `chunks` hold, without its Content-Encoding. Raises BodyError.

    At most `limit` bytes are taken, and at most so many come out, whatever the coding makes of them. With `cut` the
    first of them are the body of one that is larger.
    """
    unpack = _unpacker(coding)
    found: list[bytes] = []
    taken = size = since = 0
    async for chunk in chunks:
        taken += len(chunk)
        if taken > limit and not cut:
            raise _too_large(limit)
        rest = chunk
        while rest:
            piece, rest = unpack.step(rest)
            size += len(piece)
            since += len(piece) + _OF_A_STEP
            found.append(piece)
            if size > limit and cut:
                return b"".join(found)[:limit]
            if size > limit:
                raise _too_large(limit)
            if since > _BREATH:
                since = 0
                await asyncio.sleep(0)
    if not unpack.is_whole:
        raise BodyError("the body ends early")
    return b"".join(found)


def _too_large(limit: int) -> BodyError:
    return BodyError(f"the body has more than {limit // (1024 * 1024)} MB")


class _Plain:
    is_whole = True

    def step(self, given: bytes) -> tuple[bytes, bytes]:
        return given, b""


class _Gzip:
    """gzip, member after member."""

    def __init__(self) -> None:
        self._wbits = 16 + zlib.MAX_WBITS
        self._inflate = zlib.decompressobj(self._wbits)
        self.is_whole = True

    def step(self, given: bytes) -> tuple[bytes, bytes]:
        """What comes out now, at most _STEP bytes, and what is to be given again."""
        if self._inflate.eof:
            if not given.strip(b"\0"):  # padding
                return b"", b""
            self._inflate = zlib.decompressobj(self._wbits)
        try:
            piece = self._inflate.decompress(given, _STEP)
        except zlib.error as error:
            raise BodyError(f"the body is no {self._name} ({error})") from None
        self.is_whole = self._inflate.eof
        return piece, self._inflate.unused_data or self._inflate.unconsumed_tail

    @property
    def _name(self) -> str:
        return "gzip" if self._wbits > zlib.MAX_WBITS else "deflate"


class _Deflate(_Gzip):
    """deflate: zlib's format, as RFC 9110 wants it, or the bare stream that some servers send."""

    def __init__(self) -> None:
        super().__init__()
        self.is_whole, self._begun = True, False

    def step(self, given: bytes) -> tuple[bytes, bytes]:
        if not self._begun:
            self._begun = True
            # RFC 1950: method 8, and the first two bytes as a number are a multiple of 31.
            wrapped = given[0] & 15 == 8 and (len(given) < 2 or not int.from_bytes(given[:2], "big") % 31)
            self._wbits = zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS
            self._inflate = zlib.decompressobj(self._wbits)
        if self._inflate.eof:
            return b"", b""
        return super().step(given)


def _unpacker(coding: str) -> _Plain | _Gzip:
    name = coding.strip().lower()
    if name in ("", "identity"):
        return _Plain()
    if name in ("gzip", "x-gzip"):
        return _Gzip()
    if name == "deflate":
        return _Deflate()
    raise BodyError(f"the body is packed as {name[:40]!r}, which was not asked for")
