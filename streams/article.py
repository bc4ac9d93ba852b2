"""The values that flow through the pipeline, and the closed lists they choose from.

Stages are pure functions on these values. Nothing here knows of Kafka, of Faust or of the clock.
All times are aware datetimes in UTC; text is `str` without NUL and without lone surrogates.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Format(StrEnum):
    """What a raw event turned out to be."""

    HTML = "html"
    TEXT = "text"
    NINJS = "ninjs"


class Stage(StrEnum):
    """The three agents, in the order in which an article meets them."""

    CLEAN = "clean"
    DEDUPE = "dedupe"
    ENRICH = "enrich"


class Disposition(StrEnum):
    """Where a raw event ends. Each raw event ends in exactly one."""

    ENRICHED = "enriched"
    DUPLICATE = "duplicate"
    REPEAT = "repeat"
    STALE = "stale"
    KILLED = "killed"
    WITHHELD = "withheld"
    DEAD = "dead"


class Signal(StrEnum):
    """What an article says it is, relative to what was published before it."""

    NEW = "new"
    UPDATE = "update"
    CORRECTION = "correction"


class Reason(StrEnum):
    """Why a document was refused: the metric's label, the dead letter's header and the table in the docs."""

    EMPTY = "empty"
    BINARY = "binary"
    TOO_LARGE = "too_large"
    INVALID_EVENT = "invalid_event"
    INVALID_DOCUMENT = "invalid_document"
    UNKNOWN_FORMAT = "unknown_format"
    NOT_TEXT = "not_text"
    NO_ARTICLE = "no_article"
    NOT_USABLE = "not_usable"
    EMBARGOED = "embargoed"
    DEADLINE = "deadline"
    OUT_OF_MEMORY = "out_of_memory"
    PROCESS_DIED = "process_died"
    INVALID_OUTPUT = "invalid_output"
    INTERNAL_ERROR = "internal_error"


#: One sentence for each reason, for people: `copydesk inspect` and the docs print them.
REASONS: dict[Reason, str] = {
    Reason.EMPTY: "the event has no bytes, or nothing but white space",
    Reason.BINARY: "the bytes are not text in any encoding",
    Reason.TOO_LARGE: "the document is larger than COPYDESK_MAX_BYTES",
    Reason.INVALID_EVENT: "the CloudEvents envelope is broken",
    Reason.INVALID_DOCUMENT: "the document breaks the rules of its own format",
    Reason.UNKNOWN_FORMAT: "the content type is none that copydesk reads, and the bytes look like none",
    Reason.NOT_TEXT: "the item is a picture, a video, an event or another thing that is not an article",
    Reason.NO_ARTICLE: "a page in which no article was found",
    Reason.NOT_USABLE: "pubStatus withheld or canceled: it must not be published, and is kept here",
    Reason.EMBARGOED: "the embargo's time has not come: it must not be published yet, and is kept here",
    Reason.DEADLINE: "the work on it did not end within COPYDESK_DEADLINE_SECONDS",
    Reason.OUT_OF_MEMORY: "the work on it wanted more memory than COPYDESK_MEMORY_MB",
    Reason.PROCESS_DIED: "the process that worked on it died",
    Reason.INVALID_OUTPUT: "what came out does not satisfy our own schema: a fault of copydesk",
    Reason.INTERNAL_ERROR: "a fault of copydesk",
}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a raw event lies, and when the broker took it. It is the raw event's identity."""

    topic: str
    partition: int
    offset: int
    timestamp: datetime


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


@dataclass(frozen=True, slots=True)
class Dropped:
    """A refusal: the document can go no further, for one of the reasons."""

    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Removed:
    """A line taken out of the copy. `rule` names the rule, `line` is its index before anything was removed."""

    rule: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value was read: `rule` found it in `paragraph` (an index; -1 is the headline) at [start, end)."""

    rule: str
    paragraph: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Dateline:
    """The opening of wire copy: "HARWICH, March 3 (Anglia Wire) -". `text` is it whole, as written."""

    text: str
    place: str
    evidence: Evidence
    agency: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A country or a city. `country` is ISO 3166-1 alpha-2; latitude and longitude are WGS 84 degrees."""

    name: str
    kind: str  # "country" | "city"
    country: str
    evidence: Evidence
    mentions: int = 1
    latitude: float | None = None
    longitude: float | None = None
    geonameid: int | None = None
    located: bool = False  # the place of origin: where the copy was written


@dataclass(frozen=True, slots=True)
class Person:
    """A named human being; `title` as written before or after the name, if one was."""

    name: str
    evidence: Evidence
    title: str | None = None
    mentions: int = 1


@dataclass(frozen=True, slots=True)
class Organisation:
    """A named organisation."""

    name: str
    evidence: Evidence
    mentions: int = 1


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
class Verdict:
    """What dedupe decided. `of` is the uri that a duplicate copies, `similarity` its estimated Jaccard (0 to 1)."""

    disposition: Disposition  # ENRICHED stands for "goes on": it is new, or supersedes what was there
    signal: Signal = Signal.NEW
    of: str | None = None
    similarity: float | None = None
    method: str | None = None  # "exact" | "near"
    supersedes: str | None = None  # the version that this one replaces


@dataclass(frozen=True, slots=True)
class Article:
    """An article on its way. Each stage returns a new one with more of it filled in."""

    uri: str
    origin: Origin
    source: str
    format: Format
    paragraphs: tuple[str, ...] = ()
    headline: str | None = None
    # what the document says of itself
    version: str | None = None
    version_created: datetime | None = None
    first_created: datetime | None = None
    pub_status: str = "usable"
    embargoed: datetime | None = None
    urgency: int | None = None
    byline: str | None = None
    slugline: str | None = None
    ed_note: str | None = None
    standfirst: str | None = None
    url: str | None = None
    copyright_holder: str | None = None
    copyright_notice: str | None = None
    usage_terms: str | None = None
    located: str | None = None
    subjects: tuple[tuple[str | None, str | None], ...] = ()  # (name, uri)
    # clean
    language: str = "und"  # BCP 47 primary tag; und: not known
    signal: Signal | None = None
    removed: tuple[Removed, ...] = ()
    repairs: tuple[str, ...] = ()  # what was wrong with the bytes and was mended, e.g. "charset", "nul"
    wire_time: datetime | None = None  # when the wire sent it: the envelope's time, else version_created
    # dedupe
    verdict: Verdict | None = None
    # enrich
    dateline: Dateline | None = None
    places: tuple[Place, ...] = ()
    people: tuple[Person, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    quotes: tuple[Quote, ...] = ()
    keywords: tuple[Keyword, ...] = ()
    summary: tuple[str, ...] = ()
    word_count: int = 0
    reading_seconds: int = 0
    stages: dict[Stage, datetime] = field(default_factory=dict)  # when each stage let it go

    @property
    def body(self) -> str:
        """The text, paragraphs parted by an empty line."""
        return "\n\n".join(self.paragraphs)
