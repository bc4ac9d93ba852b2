"""How far an archive is fed: a small file below COPYDESK_DATA for each, so that an interrupted feeding goes on.

An archive is known by its first bytes, whatever it is called, and for each topic of each broker there is a place of its
own. It is written when the broker has the events: after a crash some are sent once more, and are recognised as repeats.
"""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson

from streams.connect.warc.records import Spot
from streams.errors import StoreError

#: Bytes by which an archive is known.
_HEAD = 64 * 1024
#: Seconds between two writes of the place.
_EVERY = 1.0


@dataclass(frozen=True, slots=True)
class Fed:
    """How far: `spot` is behind the last record of which all is acknowledged, `sent` counts its events up to there."""

    file: str
    size: int
    head: str
    offset: int = 0
    number: int = 0
    sent: int = 0

    @property
    def spot(self) -> Spot:
        """Where to go on."""
        return Spot(self.offset, self.number)

    @property
    def whole(self) -> bool:
        """Whether nothing is left."""
        return self.offset >= self.size


class Place:
    """The place of one archive, in `folder`, for what goes `to`: a broker and a topic.

    `clock` gives seconds. Raises OSError for a file that cannot be read.
    """

    def __init__(
        self,
        folder: Path,
        path: Path,
        to: str,
        *,
        again: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        with path.open("rb") as file:
            head = hashlib.sha256(file.read(_HEAD)).hexdigest()
        size = path.stat().st_size
        name = hashlib.sha256(f"{head}\0{to}".encode()).hexdigest()[:32]
        self._file, self._clock, self._written = folder / f"{name}.json", clock, 0.0
        new = Fed(str(path.resolve()), size, head)
        known = None if again else self._read()
        # A file that is shorter than what was read of it is another one; one that has grown goes on.
        fits = known is not None and known.head == head and known.offset <= size
        if known is None or not fits:
            self.fed = new
        else:
            self.fed = Fed(new.file, size, head, known.offset, known.number, known.sent)
        self._flight: deque[Spot] = deque()

    def sends(self, after: Spot) -> None:
        """An event is handed to the producer; behind it the archive goes on at `after`."""
        self._flight.append(after)

    def acknowledged(self) -> None:
        """The broker has the first of those on their way. Raises StoreError."""
        self._move(self._flight.popleft(), 1)

    def ended(self, after: Spot) -> None:
        """All is acknowledged, up to `after`. Raises StoreError."""
        self._move(after, 0)
        self.write()

    def _move(self, spot: Spot, sent: int) -> None:
        fed = self.fed
        self.fed = Fed(fed.file, fed.size, fed.head, spot.offset, spot.number, fed.sent + sent)
        if self._clock() - self._written >= _EVERY:
            self.write()

    def write(self) -> None:
        """Writes it down, whole or not at all. Raises StoreError."""
        self._written = self._clock()
        part = self._file.with_suffix(".part")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(orjson.dumps(asdict(self.fed)))
            part.replace(self._file)
        except OSError as error:
            raise StoreError(
                f"{self._file} cannot be written ({error.strerror}): how far {self.fed.file} is fed is not remembered"
            ) from error

    def _read(self) -> Fed | None:
        with contextlib.suppress(OSError, ValueError, TypeError):
            return Fed(**orjson.loads(self._file.read_bytes()))
        return None
