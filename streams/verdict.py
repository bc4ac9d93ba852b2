"""What decide decides of an article: what becomes of it, whose text it has in it, and what it takes the place of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from streams.kinds import Disposition, Signal


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two versions. `kind` is "headline", "number", "name", "quote", "paragraph" or "text".

    `before` None: it is new; `after` None: it is gone.
    """

    kind: str
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """How a version reads."""

    headline: str | None
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kill:
    """The kill that canceled an article: the uri that it names, its raw event, when the broker took it, its words."""

    uri: str
    raw: str  # topic/partition/offset
    at: datetime
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A text that an article has in it: `share` of the article stands word for word there, `shared` of that here.

    Both 0 to 1. `method`: "exact", "near" or "part", the article is made of it; "holds": there is much of its own.
    """

    uri: str
    source: str
    share: float
    shared: float
    method: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What decide decided. `of` is the uri that a duplicate copies, `similarity` its estimated Jaccard (0 to 1)."""

    disposition: Disposition  # ENRICHED stands for "goes on": it is new, or supersedes what was there
    signal: Signal = Signal.NEW
    of: str | None = None
    similarity: float | None = None
    method: str | None = None  # "exact" | "near" | "part"
    links: tuple[Link, ...] = ()  # every text that it has in it, the original first
    supersedes: str | None = None  # the version that this one replaces
    reverts: str | None = None  # the earlier version to whose text this one goes back
    changes: tuple[Change, ...] = ()  # what differs from that version
    kill: Kill | None = None  # the kill that canceled it
    takes: tuple[int, ...] = ()  # which takes of a running story are in it
    release: str | None = None  # the raw event that let it out again after it had been withheld
    retold: str | None = None  # the raw event that brought the original, of which it is now told as a copy
    corrected: str | None = (
        None  # the raw event of a correction without its text, whose words are the note of this one
    )
