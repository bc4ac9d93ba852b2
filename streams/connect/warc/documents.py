"""What of an archive is a document, as a raw event: pages, feeds, JSON and text that a server answered with.

The event's subject is the url, its source the url's host, its time that of the answer, and the status of HTTP and the
content type go along as the server gave them.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import cramjam

from streams.connect.files import LARGEST
from streams.connect.warc.records import Archive, Broken, Record, Spot
from streams.errors import FeedError
from streams.events.raw_event import RawEvent, binary_event
from streams.intake.identity import host_of

#: The types of records that hold what was found at a url: as it was answered, as it lay in a file, or as once before.
_KINDS = frozenset({"response", "resource", "revisit"})
#: Content types of documents, besides those that end in +xml or +json.
_DOCUMENTS = frozenset(
    {
        *("text/html", "application/xhtml+xml", "text/plain", "application/json", "text/json"),
        *(
            "application/rss+xml",
            "application/atom+xml",
            "application/xml",
            "text/xml",
            "application/feed+json",
        ),
    }
)
#: Of these nothing but an icon or a drawing comes.
_DRAWN = frozenset({"image/svg+xml", "application/manifest+json"})
_NOTHING_SAID = frozenset({"", "application/octet-stream", "binary/octet-stream", "unknown/unknown"})
#: Answers whose texts are remembered, so that a later one that only says "as before" can be read.
_REMEMBERED = 500_000
#: A server's clock is believed if it is so near to the crawler's.
_NEAR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Found:
    """A document, or why a record that should be one is none; and where to begin for what comes after it."""

    event: RawEvent | FeedError | None
    after: Spot


@dataclass
class Passed:
    """What was passed over, counted by what it is."""

    counts: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        return ", ".join(f"{count} {what}" for what, count in self.counts.most_common())


def documents(
    path: Path,
    passed: Passed,
    source: str | None = None,
    start: Spot = Spot(0),  # noqa: B008 - it is immutable
) -> Iterator[Found]:
    """The documents of an archive from `start` on; one Found for each record. Raises OSError."""
    with path.open("rb") as file, path.open("rb") as again:
        archive, before = Archive(file, LARGEST, _KINDS), Archive(again, LARGEST, _KINDS)
        known: dict[str, Spot] = {}
        reread = start.offset > 0 or start.number > 0
        for read in archive.records(start):
            record = read.found
            if isinstance(record, Broken):
                yield Found(_broken(path, record), read.after)
                continue
            if record.kind == "revisit" and reread and _digest(record) not in known:
                # What an earlier run has gone past: it may be what this one refers to.
                known, reread = _remembered(before, start) | known, False
            _remember(record, known)
            event = _document(path, record, before, known, passed, source)
            yield Found(event, read.after)


def _document(
    path: Path, record: Record, before: Archive, known: dict[str, Spot], passed: Passed, source: str | None
) -> RawEvent | FeedError | None:
    url = record.headers.get("warc-target-uri", "")
    if record.kind not in _KINDS or not url.startswith(("http://", "https://")):
        passed.counts["other records"] += 1
        return None
    answered = record
    if record.kind == "revisit":
        first = known.get(_digest(record))
        original = before.one(first) if first else None
        if original is None:
            passed.counts["that refer to what is not in the file"] += 1
            return None
        answered = original
    if why := _no_document(answered, url):
        passed.counts[why] += 1
        return None
    name = f"{path}:{record.spot.offset} ({url[:200]})"
    if len(answered.content) > LARGEST:
        return FeedError(f"{name}: more than {LARGEST} bytes; a record holds no more")
    try:
        value = _body(answered)
    except _BodyError as error:
        return FeedError(f"{name}: {error}")
    if not value.strip():
        passed.counts["empty"] += 1
        return None
    event = binary_event(
        name,
        value,
        source=source or host_of(url) or "archive",
        subject=url,
        time=_time(record),
        content_type=_type(answered) or None,
        status=answered.status,
    )
    if event.size > LARGEST:
        return FeedError(f"{name}: {event.size} bytes with its headers; a record holds {LARGEST} at most")
    return event


def _broken(path: Path, broken: Broken) -> FeedError:
    on = "nothing behind it can be read" if broken.then is None else f"it goes on at {broken.then}"
    return FeedError(f"{path}:{broken.spot.offset}: {broken.why}; {on}")


def _no_document(record: Record, url: str) -> str | None:
    """Why an answer is no document, as it is counted."""
    if record.kind != "resource" and record.http is None:
        return "other records"
    if record.status is not None and 300 <= record.status < 400:
        return "redirects"
    if url.partition("?")[0].endswith("/robots.txt"):
        return "other content"
    kind = _type(record).partition(";")[0].strip().lower()
    if kind in _NOTHING_SAID:
        kind = record.headers.get("warc-identified-payload-type", "").lower()
        if not kind and record.content.lstrip()[:1] == b"<":
            return None
    if kind in _DOCUMENTS or (kind.endswith(("+xml", "+json")) and kind not in _DRAWN):
        return None
    return "other content"


def _type(record: Record) -> str:
    headers = record.headers if record.http is None else record.http
    return headers.get("content-type", "")


def _time(record: Record) -> datetime:
    """When it was answered, by the server where its clock is right, else by the crawler."""
    try:
        crawled = datetime.fromisoformat(record.headers.get("warc-date", ""))
    except ValueError:
        crawled = datetime.fromtimestamp(0, UTC)
    crawled = crawled if crawled.tzinfo else crawled.replace(tzinfo=UTC)
    try:
        said = parsedate_to_datetime((record.http or {}).get("date", ""))
    except ValueError:
        return crawled
    said = said if said.tzinfo else said.replace(tzinfo=UTC)
    return said if abs(said - crawled) <= _NEAR else crawled


def _digest(record: Record) -> str:
    return record.headers.get("warc-payload-digest", "")


def _remember(record: Record, known: dict[str, Spot]) -> None:
    if record.kind == "response" and (digest := _digest(record)) and len(known) < _REMEMBERED:
        known.setdefault(digest, record.spot)


def _remembered(before: Archive, until: Spot) -> dict[str, Spot]:
    """What the records in front of `until` hold, by its digest."""
    known: dict[str, Spot] = {}
    for read in before.records():
        if isinstance(read.found, Broken):
            if read.found.then is None:
                break
            continue
        if read.found.spot >= until:
            break
        _remember(read.found, known)
    return known


class _BodyError(Exception):
    """The body is packed in a way that cannot be undone; the text says how."""


def _body(record: Record) -> bytes:
    """The document without the codings of HTTP. Some crawlers undo them and keep the headers: then it is as it is."""
    http = record.http or {}
    value = record.content
    if "chunked" in http.get("transfer-encoding", "").lower():
        value = _unchunked(value)
    for coding in reversed(http.get("content-encoding", "").lower().split(",")):
        value = _decoded(value, coding.strip())
    return value


def _unchunked(value: bytes) -> bytes:
    """The chunks put together (RFC 9112, 7.1); the value as it is where it has none."""
    pieces: list[bytes] = []
    at = 0
    while at < len(value):
        end = value.find(b"\r\n", at, at + 64)
        try:
            size = int(value[at:end].partition(b";")[0], 16) if end > 0 else -1
        except ValueError:
            size = -1
        if size < 0 or (not pieces and not size and end > at + 8):
            return b"".join(pieces) if pieces else value
        if not size:
            break
        pieces.append(value[end + 2 : end + 2 + size])
        at = end + 4 + size
    return b"".join(pieces)


def _decoded(value: bytes, coding: str) -> bytes:
    if coding in ("", "identity", "none"):
        return value
    if coding in ("gzip", "x-gzip"):
        return _inflated(value, 16 + zlib.MAX_WBITS) if value.startswith(b"\x1f\x8b") else value
    if coding == "deflate":
        try:
            return _inflated(value, zlib.MAX_WBITS)
        except _BodyError:
            return _inflated(value, -zlib.MAX_WBITS)
    if coding in ("br", "zstd"):
        return _uncrammed(value, coding)
    raise _BodyError(f"it is packed as {coding[:40]!r}, which is not read")


def _inflated(value: bytes, wbits: int) -> bytes:
    try:
        inflate = zlib.decompressobj(wbits)
        found = inflate.decompress(value, LARGEST + 1)
    except zlib.error as error:
        raise _BodyError(f"its body is damaged ({error})") from None
    if len(found) > LARGEST:
        raise _BodyError(f"unpacked it has more than {LARGEST} bytes; a record holds no more")
    return found


def _uncrammed(value: bytes, coding: str) -> bytes:
    """Brotli or zstd; what was undone by the crawler already is no longer that, and begins with a sign of text."""
    room = bytearray(LARGEST)
    codec = cramjam.brotli if coding == "br" else cramjam.zstd
    try:
        size = codec.decompress_into(value, room)
    except cramjam.DecompressionError as error:
        if value.lstrip()[:1] in (b"<", b"{", b"["):
            return value
        raise _BodyError(f"its body is damaged, or unpacks to more than {LARGEST} bytes ({error})") from None
    return bytes(room[:size])
