"""The demo's raw events: the seeds, and those that must say when it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from streams.connect.files import find_files, read_file
from streams.errors import FeedError
from streams.events.raw_event import RawEvent

#: Files in a folder of this name are no seeds but the patterns of such: their embargo is a few seconds ahead.
TIMED = "_timed"
_EMBARGO = b"{{embargo}}"


def seeds(folder: Path, now: datetime) -> list[RawEvent]:
    """The raw events of a folder, as `copydesk feed` sends them. Raises FeedError for a file that is none."""
    return list(_read(find_files([str(folder)]), now))


def timed_seeds(folder: Path, now: datetime, embargo: datetime) -> list[RawEvent]:
    """The raw events of the folder's patterns, with `embargo` for the time until which they must be held."""
    patterns = folder / TIMED
    if not patterns.is_dir():
        return []
    written = embargo.isoformat().encode()
    events = _read(find_files([str(patterns)]), now)
    return [replace(event, value=event.value.replace(_EMBARGO, written)) for event in events]


def _read(paths: Iterable[Path], now: datetime) -> Iterator[RawEvent]:
    for path in paths:
        for event in read_file(path, now):
            if isinstance(event, FeedError):
                raise event
            yield event
