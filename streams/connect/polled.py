"""What is remembered of a url that is asked again and again: from poll to poll, and over a restart."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace

import orjson

from streams.connect.desk import Desk
from streams.connect.outgoing import Answer

#: Characters of an ETag.
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Polled:
    """`due` and `read` are in Unix time, `interval` and `said` in seconds.

    `read` is when its entries were last taken in, 0 if they never were. `digest` is of the bytes that were read then.
    """

    etag: str | None = None
    modified: str | None = None
    digest: str | None = None
    moved: str | None = None
    interval: float = 0.0
    said: float | None = None
    due: float = 0.0
    read: float = 0.0
    said_at: str | None = None  # a sitemap of an index: when it was modified, as the index says it
    failures: int = 0

    def conditions(self) -> dict[str, str]:
        """The headers of a request that is to be answered only if there is something new."""
        found = {}
        if self.etag:
            found["If-None-Match"] = self.etag
        if self.modified:
            found["If-Modified-Since"] = self.modified
        return found

    def answered(self, answer: Answer, digest: str) -> Polled:
        """After an answer whose body was read."""
        return replace(
            self, etag=_plain(answer, "ETag"), modified=_plain(answer, "Last-Modified"), digest=digest
        )


def _plain(answer: Answer, name: str) -> str | None:
    """A header that can be sent back as it came."""
    value = answer.said(name)
    return value if value == answer.headers.get(name) and len(value or "") <= _LONGEST else None


def recall(desk: Desk, name: str) -> Polled:
    """What is remembered under a name; nothing, if what stands there cannot be read."""
    try:
        found = orjson.loads(desk.mark(name) or "{}")
        known = {each.name for each in fields(Polled)}
        return Polled(**{key: value for key, value in found.items() if key in known})
    except (orjson.JSONDecodeError, TypeError, AttributeError):
        return Polled()


def remember(desk: Desk, name: str, polled: Polled) -> None:
    """Remembers it under that name."""
    desk.remember(name, orjson.dumps(asdict(polled)).decode())
