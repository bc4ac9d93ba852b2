"""Files of secrets, one a line, read again when they change: tokens and keys are exchanged without a restart."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from pathlib import Path

from streams.brokers.certificates import stamp_of
from streams.errors import SourcesError

log = logging.getLogger(__name__)

#: It is looked so often whether a file has changed, in seconds.
_EVERY = 1.0


class SecretFile:
    """The secrets of a file: its lines, but for empty ones and those that begin with "#".

    `is_one` says how a secret must look, `wanted` says it in words. Raises SourcesError, naming the file and the line,
    never the secret.
    """

    def __init__(
        self,
        path: Path,
        is_one: re.Pattern[str],
        wanted: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.path, self._is_one, self._wanted, self._clock = path, is_one, wanted, clock
        self._seen, self._looked = stamp_of(self.path), clock()
        self.secrets = self._read()

    def changed(self) -> bool:
        """Whether there are other secrets than before; it is looked once a second at most.

        A file that cannot be used is told in the log, and what was read before is used on: it may be half written. One
        that is gone has no secrets any more.
        """
        now = self._clock()
        if now - self._looked < _EVERY:
            return False
        self._looked = now
        seen = stamp_of(self.path)
        if seen == self._seen:
            return False
        self._seen = seen
        before = self.secrets
        if seen is None:
            log.error("%s is gone: what was in it does not count any more", self.path)
            self.secrets = ()
        else:
            try:
                self.secrets = self._read()
            except SourcesError as error:
                log.error("%s; what was read before is used on", error)
        return self.secrets != before

    def _read(self) -> tuple[str, ...]:
        try:
            lines = self.path.read_text("utf-8").splitlines()
        except OSError as error:
            raise SourcesError(f"{self.path} cannot be read: {error.strerror}") from error
        except UnicodeDecodeError:
            # Not `from error`: it carries the bytes of the secret.
            raise SourcesError(f"{self.path} cannot be read: it is not UTF-8") from None
        found = []
        for number, line in enumerate(lines, 1):
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            if not self._is_one.fullmatch(line.strip()):
                raise SourcesError(f"{self.path}: line {number} is not {self._wanted}")
            found.append(line.strip())
        if not found:
            raise SourcesError(f"{self.path} has no line with {self._wanted}")
        return tuple(dict.fromkeys(found))
