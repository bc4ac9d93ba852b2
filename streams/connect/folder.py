"""A drop folder: files that somebody puts there, by SFTP, FTP, rsync or a mount, become raw events.

A file is taken when it is complete. It is, when it was renamed to its name (what was written before it came here is
older than `rest`), when it has not changed for `rest` seconds and nobody has it open for writing, or, with
`complete = "done"`, when an empty file beside it says so. Then it is claimed, sent, and moved to done/ or failed/.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from streams.connect.claimed import (
    DONE,
    FAILED,
    MARK,
    Folders,
    Stamp,
    forget_mark,
    is_unfinished,
    is_written_to,
    stamp_of,
)
from streams.connect.connection import Connection, Given
from streams.connect.desk import Desk
from streams.connect.files import LARGEST, read_file
from streams.errors import FeedError
from streams.events.raw_event import RawEvent
from streams.settings import Settings
from streams.topology import BACKFILL, RAW

#: While files are there that are not complete yet, it is looked at them so often, in seconds.
_SOON = 0.2
#: The most bytes of a file of JSON lines, which is read at once.
LARGEST_LINES = 256 * 1024 * 1024
#: How often the files that were sent long ago are looked for, in seconds.
_SWEEP = 3600.0


@dataclass(frozen=True, slots=True)
class DropFolder:
    """The connection. `rest` and `every` are in seconds; `keep_days` is how long done/ keeps files, None for ever."""

    source: str
    path: Path
    complete: str = "rest"
    rest: float = 1.0
    every: float = 5.0
    keep_days: float | None = None
    backfill: bool = False
    kind: str = "folder"

    async def run(self, desk: Desk) -> None:
        """Takes what is complete, the oldest first, until it is cancelled. Raises ConnectError."""
        taking = _Taking(self, desk)
        await asyncio.to_thread(taking.folders.prepare)
        changed = desk.watching.folder(self.path)
        await taking.go_on()
        swept = float("-inf")
        while True:
            changed.clear()
            more = await taking.take()
            desk.reached()
            if self.keep_days is not None and time.monotonic() - swept >= _SWEEP:
                swept = time.monotonic()
                await asyncio.to_thread(_sweep, self.path / DONE, timedelta(days=self.keep_days))
            with suppress(TimeoutError):
                async with asyncio.timeout(_SOON if more else self.every):
                    await changed.wait()


def missing_folders(connections: Iterable[Connection]) -> Iterator[str]:
    """A sentence for each drop folder that is not on this machine."""
    for each in connections:
        if isinstance(each, DropFolder) and not each.path.is_dir():
            yield f"source {each.source!r}: {each.path} is no folder on this machine: make it, or mend folder.path"


class _Taking:
    """One run of a connection: what it has seen of the files that are not complete yet."""

    def __init__(self, drop: DropFolder, desk: Desk) -> None:
        self._drop, self._desk = drop, desk
        self.folders = Folders(drop.path)
        self._seen: dict[Path, tuple[Stamp, float]] = {}

    async def go_on(self) -> None:
        """Works off what an earlier run has claimed."""
        for name in await asyncio.to_thread(self.folders.claimed):
            await self._work_off(name)

    async def take(self) -> bool:
        """Takes what is complete; whether files are left that will be soon."""
        names = [each for each in await asyncio.to_thread(self.folders.dropped) if self._is_meant(each)]
        there = set(names)
        self._seen = {name: seen for name, seen in self._seen.items() if name in there}
        left, waiting = False, len(names)
        for name in names:
            self._desk.behind(waiting)
            if not await asyncio.to_thread(self._is_complete, name):
                left = left or self._drop.complete == "rest"
            elif await asyncio.to_thread(self.folders.claim, name):
                self._seen.pop(name, None)
                await self._work_off(name)
                waiting -= 1
                if self._drop.complete == "done":
                    await asyncio.to_thread(forget_mark, self._mark(name))
            else:
                left = True
        self._desk.behind(waiting)
        return left

    def _is_meant(self, name: Path) -> bool:
        return not is_unfinished(name) and not (self._drop.complete == "done" and name.name.endswith(MARK))

    def _is_complete(self, name: Path) -> bool:
        if self._drop.complete == "done":
            return self._mark(name).exists()
        path = self._drop.path / name
        return self._rests(name, stamp_of(path)) and not is_written_to(path)

    def _rests(self, name: Path, stamp: Stamp | None) -> bool:
        """Whether it has not changed for long enough: by its time, or since we saw it so.

        The time alone would not do: some senders set it to that of their own file, by a clock that may be ahead.
        """
        if stamp is None:
            return False
        before, since = self._seen.setdefault(name, (stamp, time.monotonic()))
        if before != stamp:
            self._seen[name] = (stamp, time.monotonic())
            return False
        rested = time.monotonic() - since >= self._drop.rest
        return rested or time.time_ns() - stamp.modified >= self._drop.rest * 1e9

    def _mark(self, name: Path) -> Path:
        path = self._drop.path / name
        return path.with_name(path.name + MARK)

    async def _work_off(self, name: Path) -> None:
        """Sends a claimed file and sets it aside. One that is written to meanwhile is sent again as it is then."""
        path = self.folders.work(name)
        while (before := await asyncio.to_thread(stamp_of, path)) is not None:
            # One with this mark was sent by a run that ended before it could set it aside.
            if self._desk.mark(str(name)) != str(before):
                events, wrong = await asyncio.to_thread(_read, path, before, self._drop.source)
                if await asyncio.to_thread(stamp_of, path) != before:
                    await asyncio.sleep(self._drop.rest)
                    continue
                to = BACKFILL if self._drop.backfill else RAW
                await self._desk.send(events, to, refused=wrong.append)
                if wrong:
                    await self._fail(name, wrong)
                    return
                self._desk.remember(str(name), str(before))
            if await asyncio.to_thread(stamp_of, path) == before:
                await asyncio.to_thread(self.folders.set_aside, name, DONE)
                self._desk.remember(str(name), None)
                return

    async def _fail(self, name: Path, wrong: Sequence[str]) -> None:
        for each in wrong:
            self._desk.refused(each)
        await asyncio.to_thread(self.folders.set_aside, name, FAILED, "\n".join(wrong))


def build(given: Sequence[Given], known: Settings) -> Sequence[Connection]:
    """The drop folders of sources.toml. Raises SourcesError; also for two of one path, or one within another."""
    made: list[DropFolder] = []
    for each in given:
        options = each.options
        folder = DropFolder(
            each.source,
            options.path("path"),
            complete=options.choice("complete", ("rest", "done"), "rest"),
            rest=options.number("rest", 1.0, 0.1, 3600),
            every=options.number("every", 5.0, 0.2, 3600),
            keep_days=options.number("keep_days", 30, 0, 36500) if options.has("keep_days") else None,
            backfill=options.flag("backfill", False),
        )
        options.done()
        for other in made:
            if (
                folder.path == other.path
                or other.path in folder.path.parents
                or folder.path in other.path.parents
            ):
                options.refuse("path", f"is that of {other.source}, or within it: each needs one of its own")
        made.append(folder)
    return made


def _read(path: Path, stamp: Stamp, source: str) -> tuple[list[RawEvent], list[str]]:
    """The raw events of a file, and what in it is none, in a sentence each. One of no bytes is none."""
    lines = path.suffix == ".jsonl"
    if not stamp.size:
        return [], [f"{path.name} is empty"]
    if stamp.size > (LARGEST_LINES if lines else LARGEST):
        return [], [f"{path.name}: {stamp.size} bytes are too many"]
    found = list(read_file(path, datetime.now(UTC), source))
    events = [each for each in found if isinstance(each, RawEvent)]
    # Where the file stands while it is in work is of use to nobody: it is not there any more.
    wrong = [str(each).replace(str(path), path.name) for each in found if isinstance(each, FeedError)]
    return events, wrong if found else [f"{path.name} has no line"]


def _sweep(done: Path, age: timedelta) -> None:
    """Deletes what was set aside so long ago."""
    oldest = time.time() - age.total_seconds()
    for path in list(done.rglob("*")):
        with suppress(OSError):
            if path.is_file() and path.lstat().st_ctime < oldest:
                path.unlink()
