"""A TLS context of which the files are read again when they have changed: new connections need no new process."""

from __future__ import annotations

import logging
import ssl
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Self

from streams.errors import SettingsError

log = logging.getLogger(__name__)

#: What a file is known by: a new one has another time, or takes the place of the old one.
_Print = tuple[tuple[int, int, int] | None, ...]


class FreshContext(ssl.SSLContext):
    """For clients. `load` loads the files into a context, and raises SettingsError where they cannot be used.

    Whoever makes a connection with it, asyncio or anybody else, asks it to wrap that: then it looks at the files. Those
    that cannot be used, half written perhaps, are told in the log once, and what was loaded before is used on.
    """

    def __new__(cls, load: Callable[[ssl.SSLContext], None], files: Iterable[Path]) -> Self:
        """A context with what the files hold now."""
        return super().__new__(cls, ssl.PROTOCOL_TLS_CLIENT)

    def __init__(self, load: Callable[[ssl.SSLContext], None], files: Iterable[Path]) -> None:
        self._load, self._files = load, tuple(files)
        self._lock = threading.Lock()
        self._seen = self._print()
        self._newest: ssl.SSLContext | None = None  # None: this one is
        load(self)

    def wrap_bio(self, *arguments: Any, **options: Any) -> ssl.SSLObject:
        """As of a context, with the files as they are now."""
        newest = self._current()
        return newest.wrap_bio(*arguments, **options) if newest else super().wrap_bio(*arguments, **options)

    def wrap_socket(self, *arguments: Any, **options: Any) -> ssl.SSLSocket:
        """As of a context, with the files as they are now."""
        newest = self._current()
        if newest:
            return newest.wrap_socket(*arguments, **options)
        return super().wrap_socket(*arguments, **options)

    def _current(self) -> ssl.SSLContext | None:
        with self._lock:
            now = self._print()
            if now != self._seen:
                self._seen = now
                # A new one: of an old one no CA can be taken away.
                fresh = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
                try:
                    self._load(fresh)
                except SettingsError as error:
                    log.warning("%s; what was read before is used on", error)
                else:
                    self._newest = fresh
                    log.info("the certificates have changed, and are read anew: new connections use them")
            return self._newest

    def _print(self) -> _Print:
        return tuple(map(stamp_of, self._files))


def stamp_of(path: Path) -> tuple[int, int, int] | None:
    """What a file is as it stands: another one, or one that was written to, has another. None where there is none."""
    try:
        # Of what a link leads to: secrets that are mounted are changed by another link.
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
