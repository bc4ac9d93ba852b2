"""Files as raw events: which files of a folder are meant, in which order, and what they are."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import orjson

from streams.connect.lines import line_event
from streams.errors import FeedError
from streams.events.raw_event import RawEvent, binary_event, structured_event
from streams.topology import MAX_MESSAGE_BYTES

#: The content type that a file name's end tells; any other file goes without one, and is sniffed.
CONTENT_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".txt": "text/plain",
    ".json": "application/json",
    ".eml": "message/rfc822",
}
#: Room for the key, the headers and the framing of a record.
LARGEST = MAX_MESSAGE_BYTES - 256 * 1024


def find_files(patterns: Iterable[str]) -> list[Path]:
    """The files that `patterns` name: files, folders (all that is in them) and globs, in the order of their names.

    Left out of folders: hidden files, names that begin with "_", and *.md. Raises FeedError for a pattern that
    names nothing.
    """
    found: set[Path] = set()
    for pattern in patterns:
        path = Path(pattern)
        if path.is_file():
            found.add(path)
            continue
        if path.is_dir():
            files = [each for each in path.rglob("*") if each.is_file() and _is_meant(each.relative_to(path))]
        else:
            named = glob.glob(pattern, recursive=True)  # noqa: PTH207 - Path.glob takes no absolute pattern
            files = [Path(each) for each in named if Path(each).is_file()]
        if not files:
            raise FeedError(f"{pattern}: no such file, or nothing in it to feed")
        found.update(files)
    return sorted(found, key=lambda each: (each.name, str(each)))


def _is_meant(path: Path) -> bool:
    return path.suffix != ".md" and not any(part.startswith((".", "_")) for part in path.parts)


def read_file(path: Path, time: datetime, source: str | None = None) -> Iterator[RawEvent | FeedError]:
    """The raw events of a file: one, or one for each line of a .jsonl; FeedError in place of what is none.

    The source is the folder that the file stands in, unless `source` names another.
    """
    origin = source or path.resolve().parent.name or "file"
    try:
        value = path.read_bytes()
    except OSError as error:
        yield FeedError(f"{path}: {error.strerror}")
        return
    if path.suffix == ".jsonl":
        for number, line in enumerate(value.split(b"\n"), 1):
            if line.strip():
                yield line_event(line, f"{path}:{number}", time, source)
        return
    if len(value) > LARGEST:
        yield FeedError(f"{path}: {len(value)} bytes; a record holds {LARGEST} at most")
        return
    subject = f"{origin}/{path.name}"
    if path.suffix == ".json" and _is_cloudevent(value):
        yield structured_event(str(path), value, subject)
        return
    yield binary_event(
        str(path),
        value,
        source=origin,
        subject=subject,
        time=time,
        content_type=CONTENT_TYPES.get(path.suffix.lower()),
    )


def _is_cloudevent(value: bytes) -> bool:
    try:
        event = orjson.loads(value)
    except orjson.JSONDecodeError:
        return False
    return isinstance(event, dict) and "specversion" in event and "type" in event
