"""The values that flow through the pipeline: a raw event, and the article that is made of it.

Stages are pure functions on these values. Nothing here knows of Kafka, of Faust or of the clock.
All times are aware datetimes in UTC; text is `str` without NUL and without lone surrogates.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from streams.blocks import Forms
from streams.found import NOTHING_FOUND, Found
from streams.kinds import Format, HoldReason, Reason, Signal, Stage
from streams.replaced import replace
from streams.sent import NOTHING_SENT, Headline, Media, Related, Sent
from streams.source_config import SourceConfig
from streams.verdict import Verdict, Wording


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a raw event lies, and when the broker took it. With its part, it is an article's identity."""

    topic: str
    partition: int
    offset: int
    timestamp: datetime
    part: int = 0  # which of the document's articles, from 0
    parts: int = 1  # how many articles the document holds


@dataclass(frozen=True, slots=True)
class RawArticle:
    """A raw event: the document's bytes and what its envelope says of it. Absent attributes are None."""

    value: bytes
    origin: Origin
    content_type: str | None = None
    source: str | None = None
    subject: str | None = None
    time: datetime | None = None
    id: str | None = None
    config: SourceConfig | None = None  # what sources.toml says of its source
    status: int | None = None  # of HTTP, with which a crawler got the document
    repairs: tuple[str, ...] = ()  # what was wrong with the event itself


@dataclass(frozen=True, slots=True)
class Dropped:
    """A refusal: the document can go no further, for one of the reasons."""

    reason: Reason
    detail: str = ""


#: What a message names that only tries the line, as the "id" of the article that it is about: none.
TEST = "urn:copydesk:test"


@dataclass(frozen=True, slots=True)
class Reference:
    """How copy names another article in its own words: `kind` is "slug", "headline", "id", or "topic", once found."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Naming:
    """By what names messages may mean an article, on whose word it has them, and which others it names itself."""

    uri_by: str = "envelope"  # whose word the uri is: "envelope" | "document" | "content" (made of its text)
    source_by: str = "envelope"  # whose word the source is: "envelope" | "document"
    aliases: tuple[str, ...] = ()  # other uris by which messages may mean this article
    refers: tuple[Reference, ...] = ()  # what a kill or a correction names as the article that it is about


@dataclass(frozen=True, slots=True)
class Revision:
    """Which version of the article it is, and when that was written and sent."""

    version: str | None = None
    version_created: datetime | None = None
    first_created: datetime | None = None
    wire_time: datetime | None = None  # when the wire sent it: the envelope's time, else version_created


@dataclass(frozen=True, slots=True)
class Take:
    """Which part of a running story it is, from 1, and of how many, if it says so. A whole story has no number."""

    number: int | None = None
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """What stands above the text, for the desk: slugline, urgency (1 to 9), note to editors, place of origin."""

    slugline: str | None = None
    urgency: int | None = None
    ed_note: str | None = None
    located: str | None = None


@dataclass(frozen=True, slots=True)
class Hop:
    """One station on an article's way here, of those that it names: who had it, what they did, and when."""

    party: str
    action: str | None = None
    time: datetime | None = None


@dataclass(frozen=True, slots=True)
class Credits:
    """Who wrote it, from whom it comes, and through whose hands it went."""

    byline: str | None = None
    credit: str | None = None  # the agency that the copy itself names as its origin
    info_sources: tuple[str, ...] = ()  # who the information comes from, by name
    hops: tuple[Hop, ...] = ()


@dataclass(frozen=True, slots=True)
class Embargo:
    """An embargo: its end in UTC, and the words that state it. `until` is None if the time cannot be understood.

    Of an article the words are kept only then; where there is no embargo both are None.
    """

    until: datetime | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """An article may not go out yet. `words` are those that say so.

    `until` is when an embargo ends, or a doubtful version that nobody lets out; None where that is not known.
    """

    reason: HoldReason
    words: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Removed:
    """A line taken out of the copy. `rule` names the rule, `line` is its index before anything was removed."""

    rule: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """The most likely language of a text that nobody declares: its primary tag, and how likely it is, 0 to 1."""

    tag: str
    score: float


@dataclass(frozen=True, slots=True)
class Cleaning:
    """What was done to the copy to make it clean, and what remained unsure."""

    removed: tuple[Removed, ...] = ()
    repairs: tuple[str, ...] = ()  # what was wrong with the bytes and was mended, e.g. "charset", "nul"
    language_guess: LanguageGuess | None = None  # where nobody says the language and the guess is not sure


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What copies of a text are found by: `sketch` (copies.sketch, packed), and `reads`, a hash without typography.

    The hash is equal where two versions read the same.
    """

    sketch: bytes | None = None
    reads: str | None = None


@dataclass(frozen=True, slots=True)
class Extension:
    """What an enricher of others found: its distribution, by name and version, and the values, which are JSON."""

    distribution: str
    version: str
    values: dict[str, Any] = field(default_factory=dict)


NO_NAMES = Naming()
NO_REVISION = Revision()
NO_TAKE = Take()
NO_HEADER = Header()
NO_CREDITS = Credits()
NO_EMBARGO = Embargo()
NOT_CLEANED = Cleaning()
NO_FINGERPRINT = Fingerprint()


@dataclass(frozen=True, slots=True)
class Article:
    """An article on its way. Each stage returns a new one with more of it filled in."""

    # What it is
    uri: str
    origin: Origin
    source: str
    format: Format
    naming: Naming = NO_NAMES
    revision: Revision = NO_REVISION
    pub_status: str = "usable"
    take: Take = NO_TAKE
    partial: bool = False  # a summary or an excerpt: the whole text is elsewhere
    url: str | None = None
    # What it says
    headline: str | None = None
    headlines: tuple[Headline, ...] = ()  # others, beside that one
    standfirst: str | None = None
    paragraphs: tuple[str, ...] = ()
    forms: Forms = ()  # what those paragraphs are that are no plain ones
    # What goes with it
    media: tuple[Media, ...] = ()
    related: tuple[Related, ...] = ()
    # What the sender says of it
    header: Header = NO_HEADER
    credits: Credits = NO_CREDITS
    sent: Sent = NOTHING_SENT  # his codes, names, rights and dates
    embargo: Embargo = NO_EMBARGO
    # What clean makes of it
    language: str = "und"  # BCP 47 primary tag; und: not known
    signal: Signal | None = None
    hold: Hold | None = None  # it may not go out yet
    cleaning: Cleaning = NOT_CLEANED
    fingerprint: Fingerprint = NO_FINGERPRINT
    # What decide makes of it
    verdict: Verdict | None = None
    previous: Wording | None = None  # what this version takes the place of: enrich says what changed
    # What enrich makes of it
    found: Found = NOTHING_FOUND
    extensions: dict[str, Extension] = field(
        default_factory=dict
    )  # what others' enrichers found, by their names
    stages: dict[Stage, datetime] = field(default_factory=dict)  # when each stage let it go

    @property
    def body(self) -> str:
        """The text, paragraphs parted by an empty line."""
        return "\n\n".join(self.paragraphs)

    def repaired(self, *repairs: str) -> Article:
        """The article with these repairs named after those that it has."""
        return replace(self, cleaning=replace(self.cleaning, repairs=(*self.cleaning.repairs, *repairs)))

    def with_aliases(self, aliases: Iterable[str]) -> Article:
        """The article with these other uris, and no more."""
        return replace(self, naming=replace(self.naming, aliases=tuple(aliases)))

    def without_sketch(self) -> Article:
        """The article without what copies are found by: the ledger has it, and nobody after that asks."""
        return replace(self, fingerprint=replace(self.fingerprint, sketch=None))

    @property
    def content_hash(self) -> str:
        """SHA-256 (hex) of what a reader reads: headline and body. Two versions with the same hash read the same."""
        return _content_hash(self.headline or "", self.paragraphs)


@lru_cache(maxsize=8)
def _content_hash(headline: str, paragraphs: tuple[str, ...]) -> str:
    # Of the article in hand it is asked some five times, by the decision and by what is written of it.
    return hashlib.sha256("\0".join((headline, "\n\n".join(paragraphs))).encode()).hexdigest()
