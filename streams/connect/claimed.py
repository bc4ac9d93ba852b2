"""A drop folder's files and the folders beside them: what is complete, what is claimed, what is done with.

A file is claimed by a rename before it is read. What comes under the same name after that is another file, and nothing
that is written to the old one is overlooked: it is looked at once more before it is set aside.
"""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from streams.errors import ConnectError

#: Below the drop folder: what is in work, what was sent, what could not be.
WORK, DONE, FAILED = ".copydesk", "done", "failed"
#: Names under which programs write what is not complete yet; so do those that begin with a dot.
_UNFINISHED = (".tmp", ".temp", ".part", ".partial", ".filepart", ".crdownload", ".swp", "~")
#: A sender that marks a file as complete puts an empty one beside it, with this at the end of its name.
MARK = ".done"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a file is as it stands: another one, or one that was written to, has another."""

    inode: int
    size: int
    modified: int  # nanoseconds since 1970, by the clock of the file system

    def __str__(self) -> str:
        return f"{self.inode}-{self.size}-{self.modified}"


def stamp_of(path: Path) -> Stamp | None:
    """The stamp of a regular file; None for anything else, or where there is none. A link is not followed."""
    try:
        found = path.lstat()
    except OSError:
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    return Stamp(found.st_ino, found.st_size, found.st_mtime_ns)


@dataclass(frozen=True, slots=True)
class Folders:
    """A drop folder. Names are paths relative to it, also of what stands in the folders beside."""

    root: Path

    def prepare(self) -> None:
        """Makes the folders beside. Raises ConnectError where they cannot be made: then nothing could be moved."""
        if not self.root.is_dir():
            raise ConnectError(f"{self.root} is no folder: make it, or mend folder.path")
        try:
            for name in (WORK, DONE, FAILED):
                (self.root / name).mkdir(exist_ok=True)
        except OSError as error:
            raise ConnectError(
                f"{self.root} cannot be written ({error.strerror}): files that are taken are moved within it"
            ) from error

    def dropped(self) -> list[Path]:
        """What lies in the folder and below it, complete or not, the oldest first. Raises ConnectError."""
        found: list[tuple[int, Path]] = []
        for path in _walk(self.root, (DONE, FAILED)):
            if (stamp := stamp_of(path)) is not None:
                found.append((stamp.modified, path.relative_to(self.root)))
        return [name for _, name in sorted(found)]

    def claimed(self) -> list[Path]:
        """What was claimed and is not set aside yet: by the run before this one, say. The oldest first."""
        found = [(stamp.modified, path) for path in _walk(self.root / WORK) if (stamp := stamp_of(path))]
        return [path.relative_to(self.root / WORK) for _, path in sorted(found)]

    def claim(self, name: Path) -> bool:
        """Takes a file out of the drop folder; whether it did. One that has gone is another's, or was renamed."""
        claimed = self.root / WORK / name
        if claimed.exists():
            return False  # one of the same name is in work: this one comes after it
        try:
            claimed.parent.mkdir(parents=True, exist_ok=True)
            (self.root / name).rename(claimed)
        except FileNotFoundError:
            return False
        return True

    def work(self, name: Path) -> Path:
        """Where a claimed file stands."""
        return self.root / WORK / name

    def set_aside(self, name: Path, folder: str, why: str = "") -> Path:
        """Moves a claimed file to done or failed; beside a failed one a text says why. Nothing is overwritten."""
        target = _free(self.root / folder / name)
        target.parent.mkdir(parents=True, exist_ok=True)
        self.work(name).rename(target)
        if why:
            target.with_name(target.name + ".why.txt").write_text(why + "\n", "utf-8")
        return target


def is_unfinished(name: Path) -> bool:
    """Whether its name says that it is still being written, or is not meant: hidden, temporary."""
    return name.name.startswith(".") or name.name.lower().endswith(_UNFINISHED)


def is_written_to(path: Path) -> bool:
    """Whether a process has the file open for writing, as far as this system tells.

    Linux gives a lease for reading only on a file that nobody has open for writing, and only to its owner or root.
    """
    if not hasattr(fcntl, "F_SETLEASE"):
        return False
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:  # not ours, or a file system that knows no leases
        return False
    finally:
        os.close(descriptor)
    return False


def _walk(root: Path, without: tuple[str, ...] = ()) -> Iterator[Path]:
    """The files below a folder; hidden folders are not entered, nor those of these names at the top."""

    def failed(error: OSError) -> None:
        if Path(error.filename) == root:
            raise ConnectError(f"{root} cannot be read: {error.strerror}") from error

    for folder, below, names in os.walk(root, onerror=failed):
        here = Path(folder)
        below[:] = [
            name for name in below if not name.startswith(".") and not (here == root and name in without)
        ]
        for name in names:
            yield here / name


def _free(path: Path) -> Path:
    """The path, or one beside it that nothing has yet."""
    if not path.exists():
        return path
    at = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%f")
    return path.with_name(f"{path.stem}.{at}{path.suffix}")


def forget_mark(marked: Path) -> None:
    """Takes away the mark that said the file was complete."""
    with suppress(OSError):
        marked.unlink()
