"""An archive of the classes that Kafka loads: with it a start takes half of the time and of the processor.

Java maps such an archive instead of reading, checking and linking each class of the jars (JEP 350, in Java since 13).
It fits one build of Java and one folder of jars; a Java that it does not fit goes on without it, by itself.
"""

from __future__ import annotations

import fcntl
import logging
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from streams.brokers.jars import is_complete
from streams.errors import BrokerError

log = logging.getLogger(__name__)

_SEEN = "-XX:SharedArchiveFile="
_MAKING = "-XX:ArchiveClassesAtExit="


def use_archive(jars: Path, java: str, run: Callable[[str], None]) -> tuple[str, ...]:
    """The options with which the program `java` maps the archive of the folder `jars`; none if there can be none.

    The first who asks has it made: `run` starts Kafka with the option that it is given, and returns when that has ended
    in good order. Others wait for him meanwhile. Where it could not be made, it is not tried again.
    """
    build = _build(java)
    if build is None or not is_complete(jars):
        return ()
    archive = jars / f"classes-{build}.jsa"
    failed = archive.with_suffix(".none")
    try:
        if not (archive.exists() or failed.exists()):
            with _alone(jars / ".classes"):
                # Looked at again: whoever was first may have made it while we waited.
                if not (archive.exists() or failed.exists()):
                    _make(archive, failed, run)
    except OSError as error:  # the folder is another user's, or the disk is full
        log.warning("Kafka starts without an archive of its classes: %s", error)
        return ()
    return (f"{_SEEN}{archive}",) if archive.exists() else ()


def _make(archive: Path, failed: Path, run: Callable[[str], None]) -> None:
    # Under another name until it is whole: a start must never find half of it, and may have been killed in the midst.
    partly = archive.with_suffix(".partly")
    partly.unlink(missing_ok=True)  # Java does not write over a file
    try:
        run(f"{_MAKING}{partly}")
        partly.rename(archive)
    except (BrokerError, FileNotFoundError) as error:
        log.warning("no archive of Kafka's classes could be made, and it is not tried again: %s", error)
        failed.touch()


def _build(java: str) -> str | None:
    """A name for this build of Java, of its file `release`; None if it has none."""
    try:
        release = (Path(os.path.realpath(java)).parent.parent / "release").read_bytes()
    except OSError:
        return None
    return f"{zlib.crc32(release):08x}"


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    # The lock ends with the process that holds it, however that ends.
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
