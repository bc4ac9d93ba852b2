"""What comes of an article at the desk: where it goes, and what an editor should know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from streams.article import Article


class NoticeKind(StrEnum):
    """What an editor should know."""

    EMBARGO_BROKEN = "embargo_broken"  # another source has published what is held back
    UNCLEAR_EMBARGO = "unclear_embargo"  # held, for its embargo cannot be understood
    RELEASE_FAILED = "release_failed"  # its time has come, and it cannot be let out: it stays held
    CONTRADICTION = "contradiction"  # a copy has another number than its original
    HOLDS_KILLED_TEXT = "holds_killed_text"  # withheld, for a part of it was killed
    UNKNOWN_KILL = "unknown_kill"  # a kill for a uri that the desk does not know; remembered for the window
    UNCLEAR_KILL = "unclear_kill"  # a kill or a hold names several stories, or none whole: these are withheld
    KILL_BY_STRANGER = "kill_by_stranger"  # by a source that may not speak for the story: nothing came of it
    HOLD_BY_STRANGER = "hold_by_stranger"
    RELEASE_BY_STRANGER = "release_by_stranger"
    VERSION_BY_STRANGER = "version_by_stranger"  # a text under another's uri: it is an article of its own
    DOUBTFUL_VERSION = (
        "doubtful_version"  # held, for it may not be the article: a wall, a teaser, an error page
    )
    VERSION_BEHIND = "version_behind"  # stale by its number, and made later than what stands


@dataclass(frozen=True, slots=True)
class Notice:
    """One such thing. `uri` is the article it is about, `of` another one that it has to do with."""

    kind: NoticeKind
    uri: str
    source: str
    raw: str  # topic/partition/offset of the raw event that showed it
    at: datetime
    headline: str | None = None
    of: str | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Passed:
    """Goes on to be enriched and published; canceled and withheld ones tell readers just that."""

    article: Article


@dataclass(frozen=True, slots=True)
class Reported:
    """Ends here, and is told on articles.duplicates."""

    article: Article


@dataclass(frozen=True, slots=True)
class Held:
    """Waits on articles.withheld."""

    article: Article


@dataclass(frozen=True, slots=True)
class Lifted:
    """Waits no longer."""

    article: Article


Outcome = Passed | Reported | Held | Lifted | Notice
