"""What connections remember over a restart: where they have come to, and what they have sent.

One SQLite file for all of them, below COPYDESK_DATA. What is written is there after a kill -9: it stands in the log of
the database (WAL) before the call returns. A machine that loses its power may lose the last moments; then a few things
are sent once more, and the desk tells them as repeats.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, closing, suppress
from datetime import datetime
from pathlib import Path

from streams.errors import StoreError

_TABLES = """
CREATE TABLE IF NOT EXISTS marks (source TEXT, kind TEXT, name TEXT, value TEXT, PRIMARY KEY (source, kind, name))
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS seen (source TEXT, kind TEXT, identity TEXT, at REAL, PRIMARY KEY (source, kind, identity))
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS waiting (number INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT, kind TEXT, name TEXT,
    value BLOB, key BLOB, headers BLOB, size INTEGER);
"""
#: Of so many identities is asked at once; SQLite takes no more than some thousand parameters.
_ASKED = 500


class State:
    """The file. Only one process has it at a time.

    Raises StoreError when another one has it (`taken`), or when it cannot be opened.
    """

    def __init__(self, folder: Path) -> None:
        self._lock = _locked(folder)
        path = folder / "connect.sqlite"
        with ExitStack() as opened:
            opened.callback(os.close, self._lock)
            try:
                self.database = sqlite3.connect(path, isolation_level=None)
                opened.callback(self.database.close)
                self.database.execute("PRAGMA journal_mode = WAL")
                self.database.execute("PRAGMA synchronous = NORMAL")
                self.database.executescript(_TABLES)
            except sqlite3.Error as error:
                raise StoreError(
                    f"{path} cannot be used ({error}): mend it, or move it away, and what was sent may be sent once "
                    "more"
                ) from error
            opened.pop_all()

    def close(self) -> None:
        """Gives the file back."""
        self.database.close()
        os.close(self._lock)

    def mark(self, source: str, kind: str, name: str) -> str | None:
        """What was put under that name."""
        return _mark(self.database, source, kind, name)

    def put(self, source: str, kind: str, name: str, value: str | None) -> None:
        """Puts a value under a name; None takes it away."""
        if value is None:
            self.database.execute(
                "DELETE FROM marks WHERE source = ? AND kind = ? AND name = ?", (source, kind, name)
            )
        else:
            self.database.execute(
                "INSERT OR REPLACE INTO marks VALUES (?, ?, ?, ?)", (source, kind, name, value)
            )

    def unseen(self, source: str, kind: str, identities: Sequence[str]) -> list[str]:
        """Those that were not noted, each once, in their order."""
        seen = self.noted(source, kind, identities)
        return [each for each in dict.fromkeys(identities) if each not in seen]

    def noted(self, source: str, kind: str, identities: Sequence[str]) -> dict[str, float]:
        """When each of these was noted last, in Unix time; those that were not are left out."""
        found: dict[str, float] = {}
        wanted = list(dict.fromkeys(identities))
        for start in range(0, len(wanted), _ASKED):
            some = wanted[start : start + _ASKED]
            marks = ",".join("?" * len(some))
            found.update(
                self.database.execute(
                    f"SELECT identity, at FROM seen WHERE source = ? AND kind = ? AND identity IN ({marks})",
                    (source, kind, *some),
                )
            )
        return found

    def noted_below(self, source: str, kind: str, prefix: str) -> dict[str, float]:
        """The same for all whose names begin so."""
        return dict(
            self.database.execute(
                "SELECT identity, at FROM seen WHERE source = ? AND kind = ? AND identity >= ? AND identity < ?",
                (source, kind, prefix, prefix + "\U0010ffff"),
            ).fetchall()
        )

    def note(self, source: str, kind: str, identities: Iterable[str], at: datetime) -> None:
        """Notes that these were seen at that time, all of them or none."""
        rows = [(source, kind, identity, at.timestamp()) for identity in identities]
        with self.database:
            self.database.execute("BEGIN")
            self.database.executemany("INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?)", rows)

    def note_again(self, source: str, kind: str, since: datetime, at: datetime) -> None:
        """Notes at that time all that was noted since another."""
        self.database.execute(
            "UPDATE seen SET at = ? WHERE source = ? AND kind = ? AND at >= ?",
            (at.timestamp(), source, kind, since.timestamp()),
        )

    def forget(self, source: str, kind: str, before: datetime, most: int | None = None) -> None:
        """Forgets what was noted before that time and not since; of the rest the oldest beyond `most`."""
        self.database.execute(
            "DELETE FROM seen WHERE source = ? AND kind = ? AND at < ?", (source, kind, before.timestamp())
        )
        if most is not None:
            self.database.execute(
                "DELETE FROM seen WHERE source = :source AND kind = :kind AND identity IN (SELECT identity FROM seen "
                "WHERE source = :source AND kind = :kind ORDER BY at DESC LIMIT -1 OFFSET :most)",
                {"source": source, "kind": kind, "most": most},
            )


def read_mark(folder: Path, source: str, kind: str, name: str) -> str | None:
    """What was put under that name, whoever has the file now; None also where there is none. Raises StoreError."""
    path = folder / "connect.sqlite"
    if not path.exists():
        return None
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            return _mark(database, source, kind, name)
    except sqlite3.Error as error:
        raise StoreError(f"{path} cannot be read: {error}") from error


def _mark(database: sqlite3.Connection, source: str, kind: str, name: str) -> str | None:
    row = database.execute(
        "SELECT value FROM marks WHERE source = ? AND kind = ? AND name = ?", (source, kind, name)
    ).fetchone()
    return None if row is None else str(row[0])


def _locked(folder: Path) -> int:
    """A lock on the folder, which ends with the process."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreError(
            f"{folder} cannot be used ({error.strerror}): set COPYDESK_DATA to a folder that can be written"
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        with suppress(OSError):
            os.close(lock)
        raise StoreError(
            f"another `copydesk {folder.name}` works in {folder}: end it, or give this one a COPYDESK_DATA of its own",
            taken=True,
        ) from error
    return lock
