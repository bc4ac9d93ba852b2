"""Documents that wait for their turn lie in a file without a name, and not in memory."""

from __future__ import annotations

import logging
import os
import tempfile
from pathlib import Path

log = logging.getLogger(__name__)

#: Where a value lies: its offset in the file and its length, in bytes.
Slip = tuple[int, int]


class Spool:
    """Keeps values of bytes in a file below `folder`, at most `most` bytes of it at once.

    The file has no name: it is gone with the process. What is taken back leaves its place empty until all is taken;
    then the file begins anew.
    """

    def __init__(self, folder: Path, most: int) -> None:
        self._folder, self._most = folder, most
        self._file: int | None = None
        self._end = self._count = 0
        self._broken = False

    @property
    def full(self) -> bool:
        """Whether nothing more should be put away."""
        return self._broken or self._end >= self._most

    def put(self, value: bytes) -> Slip | None:
        """Puts a value away; None where that cannot be done, and whoever asks has to keep it."""
        if self.full:
            return None
        try:
            if self._file is None:
                self._file = self._open()
            written = 0
            while written < len(value):
                written += os.pwrite(self._file, memoryview(value)[written:], self._end + written)
        except OSError as error:
            log.warning(
                "documents that wait cannot be put into %s, and stay in memory: %s", self._folder, error
            )
            self._broken = True
            return None
        slip = (self._end, len(value))
        self._end += len(value)
        self._count += 1
        return slip

    def take(self, slip: Slip) -> bytes:
        """The value of a slip, which is then gone. Raises OSError."""
        assert self._file is not None
        at, left = slip
        parts = []
        while left:
            part = os.pread(self._file, left, at)
            if not part:
                raise OSError(f"the file in {self._folder} has lost what was put there")
            parts.append(part)
            at, left = at + len(part), left - len(part)
        self.drop(slip)
        return b"".join(parts)

    def drop(self, slip: Slip) -> None:
        """Nobody wants the value of a slip any more."""
        self._count -= 1
        if not self._count and self._file is not None:
            os.ftruncate(self._file, 0)
            self._end, self._broken = 0, False

    def close(self) -> None:
        """Gives the file back."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _open(self) -> int:
        self._folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=self._folder) as file:
            return os.dup(file.fileno())
