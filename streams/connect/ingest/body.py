"""The body of a request: bounded in bytes, in time, and in what comes out of it when it is compressed."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Callable

from aiohttp import web

from streams.brokers.decompress import UnreadableError, decompress
from streams.connect.ingest.limits import Held
from streams.runtime.problem import Problem

#: A body may take so long in any case, in seconds, and a second more for each so many bytes that have come.
GRACE, SLOWEST = 10.0, 16 * 1024
#: The numbers that Kafka gives these, by which `decompress` knows them.
_CODECS = {"gzip": 1, "x-gzip": 1, "zstd": 4}
ENCODINGS = ("gzip", "deflate", "zstd")
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


def encoding_of(request: web.BaseRequest) -> str:
    """How the body is compressed; "" where it is not. Raises Problem 415."""
    given = request.headers.get("Content-Encoding", "").strip().lower()
    if given in ("", "identity"):
        return ""
    if given not in (*_CODECS, "deflate"):
        raise Problem(
            415,
            f"Content-Encoding {given[:40]!r} is not read; {', '.join(ENCODINGS)} are",
            headers={"Accept-Encoding": ", ".join(ENCODINGS)},
        )
    return given


async def read_body(request: web.BaseRequest, most: int, held: Held) -> bytes:
    """The body as it came, at most so many bytes, which `held` holds.

    Raises Problem: 413 for one that is larger, 408 for one that comes too slowly, 503 where there is no room for it,
    400 for one that breaks off.
    """
    length = request.content_length
    if length is not None:
        check_size(length, most)
        held.grow(length)
    parts: list[bytes] = []
    size = 0

    def take(part: bytes) -> None:
        nonlocal size
        size += len(part)
        if length is None:
            check_size(size, most)
            held.grow(len(part))
        parts.append(part)

    await read_parts(request, take)
    return parts[0] if len(parts) == 1 else b"".join(parts)


async def read_parts(request: web.BaseRequest, take: Callable[[bytes], None]) -> None:
    """Gives each part of a body to `take`, as it comes. Raises Problem 408 and 400, and what `take` raises."""
    if request.headers.get("Expect", "").lower() == "100-continue":
        # The client sends the body only when it hears that it is wanted.
        await request.writer.write(_CONTINUE)
        request.writer.output_size = 0
    content, size = request.content, 0
    loop = asyncio.get_running_loop()
    began = loop.time()
    try:
        async with asyncio.timeout(GRACE) as limit:
            while part := await content.readany():
                size += len(part)
                limit.reschedule(began + GRACE + size / SLOWEST)
                take(part)
    except TimeoutError:
        raise Problem(408, "the body came too slowly", ends=True) from None
    except (web.RequestPayloadError, ConnectionError, RuntimeError) as error:
        raise Problem(400, "the body broke off", ends=True) from error


def check_size(size: int, most: int) -> None:
    """Raises Problem 413 for a body of more than `most` bytes."""
    if size > most:
        raise Problem(413, f"the body has more than {most} bytes, the most that this source may send")


def opened(body: bytes, encoding: str, most: int) -> bytes:
    """What a compressed body holds, at most so many bytes, whatever comes out of it. Raises Problem 413 and 400."""
    try:
        if encoding == "deflate":
            return _deflated(body, most)
        return bytes(decompress(_CODECS[encoding], memoryview(body), most))
    except UnreadableError as error:
        if error.too_large:
            raise Problem(
                413, f"the body holds more than {most} bytes, the most that this source may send"
            ) from error
        raise Problem(400, f"the body is no {encoding}: {error}") from error


def _deflated(body: bytes, most: int) -> bytes:
    """By RFC 9110 this is a zlib stream."""
    stream = zlib.decompressobj()
    try:
        found = stream.decompress(body, most + 1)
    except zlib.error as error:
        raise UnreadableError(f"its data is damaged ({error})") from error
    if len(found) > most:
        raise UnreadableError(f"it holds more than {most} bytes", too_large=True)
    if not stream.eof:
        raise UnreadableError("it is cut off")
    return found
