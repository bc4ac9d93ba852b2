"""The values that flow through the pipeline.

Stages are pure functions on these values. Nothing here knows of Kafka, of Faust or of the clock.
All times are aware datetimes in UTC; text is `str` without NUL and without lone surrogates.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from streams.blocks import Forms
from streams.kinds import Disposition, Format, HoldReason, Reason, Signal, Stage
from streams.sent import NOTHING_SENT, Headline, Media, Related, Sent
from streams.source_config import SourceConfig


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


@dataclass(frozen=True, slots=True)
class Dropped:
    """A refusal: the document can go no further, for one of the reasons."""

    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Hold:
    """An article may not go out yet. `words` are those that say so; `until` is known for an embargo only."""

    reason: HoldReason
    words: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hop:
    """One station on an article's way here, of those that it names: who had it, what they did, and when."""

    party: str
    action: str | None = None
    time: datetime | None = None


@dataclass(frozen=True, slots=True)
class Removed:
    """A line taken out of the copy. `rule` names the rule, `line` is its index before anything was removed."""

    rule: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value was read: `rule` found it in `paragraph` (an index; -1 is the headline) at [start, end).

    `score` is how sure the model of names is, 0 to 1, where its rule is "model"; rules of ours have none.
    """

    rule: str
    paragraph: int
    start: int
    end: int
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Dateline:
    """The opening of wire copy: "HARWICH, March 3 (Anglia Wire) -". `text` is it whole, as written."""

    text: str
    place: str
    evidence: Evidence
    agency: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """Who or what a name means by the authority file: its uri, its name there, and where it was read."""

    uri: str
    name: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Place:
    """A country, a state or province, or a city.

    `country` is ISO 3166-1 alpha-2, `subdivision` a state's ISO 3166-2 code; latitude and longitude are WGS 84 degrees.
    """

    name: str
    kind: str  # "country" | "region" | "city"
    country: str
    evidence: Evidence
    mentions: int = 1
    latitude: float | None = None
    longitude: float | None = None
    geonameid: int | None = None
    located: bool = False  # the place of origin: where the copy was written
    subdivision: str | None = None
    identity: Identity | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A named human being; `title` as written before or after the name, if one was."""

    name: str
    evidence: Evidence
    title: str | None = None
    mentions: int = 1
    identity: Identity | None = None


@dataclass(frozen=True, slots=True)
class Organisation:
    """A named organisation; `symbol` is its ticker, if it is a company of a large stock index."""

    name: str
    evidence: Evidence
    mentions: int = 1
    symbol: str | None = None
    identity: Identity | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """Direct speech without its quotation marks, and who said it, if the copy tells."""

    text: str
    evidence: Evidence
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Keyword:
    """A term that sets this article apart; `score` is its tf-idf weight, 0 to 1, the best being 1."""

    term: str
    score: float


@dataclass(frozen=True, slots=True)
class Topic:
    """An IPTC Media Topic that copydesk found, beside those that the sender gives; `score` is 0 to 1.

    `rule`: "words", the article's words tell it, "section", a section, genre or keyword of the sender names it.
    `words` are those that told most.
    """

    uri: str
    score: float
    rule: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What enrich found in the text, each value with where it was read."""

    dateline: Dateline | None = None
    places: tuple[Place, ...] = ()
    people: tuple[Person, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    quotes: tuple[Quote, ...] = ()
    keywords: tuple[Keyword, ...] = ()
    topics: tuple[Topic, ...] = ()
    summary: tuple[str, ...] = ()  # sentences of the text
    word_count: int = 0
    reading_seconds: int = 0


NOTHING_FOUND = Found()


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
class LanguageGuess:
    """The most likely language of a text that nobody declares: its primary tag, and how likely it is, 0 to 1."""

    tag: str
    score: float


@dataclass(frozen=True, slots=True)
class Reference:
    """How copy names another article in its own words: `kind` is "slug", "headline" or "id"."""

    kind: str
    words: str


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


@dataclass(frozen=True, slots=True)
class Article:
    """An article on its way. Each stage returns a new one with more of it filled in."""

    uri: str
    origin: Origin
    source: str
    format: Format
    paragraphs: tuple[str, ...] = ()
    forms: Forms = ()  # what those paragraphs are that are no plain ones
    headline: str | None = None
    headlines: tuple[Headline, ...] = ()  # others, beside that one
    # what goes with it
    media: tuple[Media, ...] = ()
    related: tuple[Related, ...] = ()
    # what the document says of itself
    version: str | None = None
    version_created: datetime | None = None
    first_created: datetime | None = None
    pub_status: str = "usable"
    embargoed: datetime | None = None
    embargo_words: str | None = None  # an embargo as written that nobody could read; None where there is none
    urgency: int | None = None
    byline: str | None = None
    slugline: str | None = None
    ed_note: str | None = None
    standfirst: str | None = None
    url: str | None = None
    located: str | None = None
    sent: Sent = NOTHING_SENT  # its codes, names, rights and dates
    info_sources: tuple[str, ...] = ()  # who the information comes from, by name
    credit: str | None = None  # the agency that the copy itself names as its origin
    hops: tuple[Hop, ...] = ()
    partial: bool = False  # a summary or an excerpt: the whole text is elsewhere
    uri_by: str = "envelope"  # whose word the uri is: "envelope" | "document" | "content" (made of its text)
    source_by: str = "envelope"  # whose word the source is: "envelope" | "document"
    aliases: tuple[str, ...] = ()  # other uris by which messages may mean this article
    refers: tuple[Reference, ...] = ()  # what a kill or a correction names as the article that it is about
    take: int | None = None  # which part of a running story it is, from 1
    takes: int | None = None  # how many there will be, if it says so
    # clean
    language: str = "und"  # BCP 47 primary tag; und: not known
    language_guess: LanguageGuess | None = None  # where nobody says the language and the guess is not sure
    signal: Signal | None = None
    removed: tuple[Removed, ...] = ()
    repairs: tuple[str, ...] = ()  # what was wrong with the bytes and was mended, e.g. "charset", "nul"
    wire_time: datetime | None = None  # when the wire sent it: the envelope's time, else version_created
    hold: Hold | None = None  # it may not go out yet
    sketch: bytes | None = None  # copies.sketch, packed: what copies of this text are found by
    reads: str | None = (
        None  # a hash of the text without its typography: equal where two versions read the same
    )
    # decide
    verdict: Verdict | None = None
    previous: Wording | None = None  # what this version takes the place of: enrich says what changed
    # enrich
    found: Found = NOTHING_FOUND
    stages: dict[Stage, datetime] = field(default_factory=dict)  # when each stage let it go

    @property
    def body(self) -> str:
        """The text, paragraphs parted by an empty line."""
        return "\n\n".join(self.paragraphs)

    @property
    def content_hash(self) -> str:
        """SHA-256 (hex) of what a reader reads: headline and body. Two versions with the same hash read the same."""
        return hashlib.sha256(f"{self.headline or ''}\0{self.body}".encode()).hexdigest()
