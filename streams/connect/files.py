"""Files as raw events: which files of a folder are meant, in which order, and what they are."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from streams.article import Dropped
from streams.connect.received import structured
from streams.errors import FeedError
from streams.events.raw_event import RawEvent, binary_event, structured_event, subject_of
from streams.intake.dates import parse as parse_date
from streams.intake.fields.document import Stated, is_ninjs, stated
from streams.intake.fields.parts import article_in
from streams.intake.fields.values import present
from streams.intake.identity import host_of
from streams.intake.ninjs.fields import WrongType, fold
from streams.intake.sniff import load_json
from streams.stories.authority import DESK
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
#: The most that a raw event may take as a record: room is left for what a dead letter adds.
LARGEST = MAX_MESSAGE_BYTES - 64 * 1024
JSON = "application/json"


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

    The source is the folder that the file stands in, unless `source` names another: then it is that of a CloudEvent
    in the file, too, whatever this says.
    """
    origin = source or _named(path.resolve().parent.name) or "file"
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
    subject = f"{origin}/{path.name}"
    if path.suffix == ".json" and len(value) <= LARGEST and _is_cloudevent(value):
        found = (
            structured(str(path), value, source, time)
            if source
            else structured_event(str(path), value, subject)
        )
        yield found if isinstance(found, FeedError) else _bounded(found)
        return
    event = binary_event(
        str(path),
        value,
        source=origin,
        subject=subject,
        time=time,
        content_type=CONTENT_TYPES.get(path.suffix.lower()),
    )
    yield _bounded(event)


def _named(source: str | None) -> str | None:
    """The source that a folder or a line names. None is the desk itself, whose orders count for every story."""
    return None if source and source.strip() == DESK else source


def _bounded(event: RawEvent) -> RawEvent | FeedError:
    """The event, or why it is none: no record holds it."""
    if event.size > LARGEST:
        return FeedError(
            f"{event.name}: {event.size} bytes with its headers; a record holds {LARGEST} at most"
        )
    return event


def _is_cloudevent(value: bytes) -> bool:
    try:
        event = orjson.loads(value)
    except orjson.JSONDecodeError:
        return False
    return isinstance(event, dict) and "specversion" in event and "type" in event


def line_event(line: bytes, name: str, time: datetime, source: str | None = None) -> RawEvent | FeedError:
    """The raw event in one line; FeedError, naming the line, where there is none. `time` is now."""
    try:
        document = load_json(line.decode("utf-8").strip())
    except UnicodeDecodeError:
        return FeedError(f"{name}: not UTF-8")
    if isinstance(document, Dropped):
        return FeedError(f"{name}: not {document.detail}")
    if not isinstance(document, dict):
        return FeedError(f'{name}: a JSON object is wanted, such as {{"url": ..., "text": ...}}')
    if is_ninjs(document):
        uri = document.get("uri")
        return _event(line, name, time, source=source, subject=uri if isinstance(uri, str) else None)
    fields, _ = article_in(document)
    try:
        said = stated(fields)
    except WrongType as wrong:
        return FeedError(f"{name}: {wrong}")
    if fault := _fault(said, fields):
        return FeedError(f"{name}: {fault}")
    who = source or _named(said.source) or host_of(said.url)
    return _event(line, name, said.published or time, source=who, subject=said.id or said.url)


def _event(
    line: bytes, name: str, time: datetime, *, source: str | None, subject: str | None
) -> RawEvent | FeedError:
    value = line.strip()
    event = binary_event(
        name,
        value,
        source=source or "lines",
        subject=subject or subject_of(value),
        time=time,
        content_type=JSON,
    )
    return _bounded(event)


def _fault(said: Stated, fields: dict[str, Any]) -> str | None:
    """Why the line is no article and no message about one."""
    message = said.status and (said.id or said.url)
    if not (said.text or said.html or said.markdown or said.headline or said.summary or message):
        return "it has no text, no html, no title and no summary"
    for key, value in present(fold(fields), "published"):
        if said.published is None and parse_date(value) is None:
            return f"{key} {str(value)[:40]!r} is none that is understood"
    return None
