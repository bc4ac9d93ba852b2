"""The closed lists from which the values choose: formats, stages, dispositions, signals and reasons."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """What a raw event turned out to be."""

    HTML = "html"
    TEXT = "text"
    NINJS = "ninjs"
    NEWSML_G2 = "newsml-g2"
    NEWSML = "newsml"  # NewsML 1.x
    NITF = "nitf"
    RITZAU = "ritzau"  # the XML of Ritzau's news and press releases
    ANPA = "anpa"  # ANPA 1312
    IPTC7901 = "iptc7901"
    FEED = "feed"  # RSS, Atom, JSON Feed
    MAIL = "mail"
    JSON = "json"  # objects with the field names that people use
    XML = "xml"  # elements with such names, of no standard
    CSV = "csv"  # rows under such names


class Stage(StrEnum):
    """The three agents, in the order in which an article meets them."""

    CLEAN = "clean"
    DECIDE = "decide"
    ENRICH = "enrich"


class Disposition(StrEnum):
    """Where a raw event ends. Each raw event ends in exactly one."""

    ENRICHED = "enriched"
    DUPLICATE = "duplicate"
    REPEAT = "repeat"
    STALE = "stale"
    KILLED = "killed"
    WITHHELD = "withheld"
    SIGNAL = (
        "signal"  # a message about an article that is itself none: a hold, a release; what tries the line
    )
    DEAD = "dead"


class Signal(StrEnum):
    """What an article says it is, relative to what was published before it."""

    NEW = "new"
    UPDATE = "update"
    CORRECTION = "correction"
    SILENT_EDIT = "silent_edit"  # another text under the same uri, and not a word about it
    TAKE = "take"  # a part of a running story
    REPEAT = "repeat"  # the desk sends again what it sent before
    ADVISORY = "advisory"  # a note to editors
    HOLD = "hold"  # do not publish until further notice
    RELEASE = "release"  # what was held back may go out
    KILL = "kill"  # must not be published, ever


class Reason(StrEnum):
    """Why a document was refused: the metric's label, the dead letter's header and the table in the docs."""

    EMPTY = "empty"
    BINARY = "binary"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    INVALID_EVENT = "invalid_event"
    INVALID_DOCUMENT = "invalid_document"
    UNKNOWN_FORMAT = "unknown_format"
    NOT_TEXT = "not_text"
    NO_ARTICLE = "no_article"
    NOT_AN_ARTICLE = "not_an_article"
    DEADLINE = "deadline"
    OUT_OF_MEMORY = "out_of_memory"
    PROCESS_DIED = "process_died"
    INVALID_OUTPUT = "invalid_output"
    INTERNAL_ERROR = "internal_error"


#: One sentence for each reason, for people: `copydesk inspect` and the docs print them.
REASONS: dict[Reason, str] = {
    Reason.EMPTY: "the event has no bytes, or nothing but white space",
    Reason.BINARY: "the bytes are not text in any encoding",
    Reason.TOO_LARGE: "the document is larger than COPYDESK_MAX_BYTES, or its batch holds more than 64 MiB",
    Reason.UNREADABLE: "nobody can read the batch that the broker has there; an operator let it be passed over",
    Reason.INVALID_EVENT: "the CloudEvents envelope is broken",
    Reason.INVALID_DOCUMENT: "the document breaks the rules of its own format",
    Reason.UNKNOWN_FORMAT: "the content type is none that copydesk reads, and the bytes look like none",
    Reason.NOT_TEXT: "the item is a picture, a video, an event or another thing that is not an article",
    Reason.NO_ARTICLE: "a page in which no article was found",
    Reason.NOT_AN_ARTICLE: "a wall, a login, an error, a front, a shop or the like; the detail says what shows it",
    Reason.DEADLINE: "the work on it did not end within COPYDESK_DEADLINE_SECONDS",
    Reason.OUT_OF_MEMORY: "the work on it wanted more memory than COPYDESK_MEMORY_MB",
    Reason.PROCESS_DIED: "the process that worked on it died",
    Reason.INVALID_OUTPUT: "what came out does not satisfy our own schema: a fault of copydesk",
    Reason.INTERNAL_ERROR: "a fault of copydesk",
}


class Ran(StrEnum):
    """What came of an enricher of somebody's own on one article: its values, or why there are none."""

    DONE = "done"
    RAISED = "raised"  # an exception
    DEADLINE = "deadline"  # it did not end within its share of the deadline, COPYDESK_ENRICHER_SHARE
    OUT_OF_MEMORY = "out_of_memory"
    PROCESS_DIED = "process_died"  # and took its pool process with it
    NOT_JSON = "not_json"  # what it returned is no mapping of names to JSON
    TOO_LARGE = "too_large"  # what it returned has more than 64 KiB
    SET_ASIDE = "set_aside"  # it was not asked, for it had failed too often


#: How a source's copy comes in by itself, each a table of the source: what may stand in it, `copydesk connect` knows.
CONNECTIONS = ("folder", "http", "feed", "sitemap", "mail", "kafka")


class HoldReason(StrEnum):
    """Why an article is held back."""

    EMBARGO = "embargo"  # until its time
    UNCLEAR_EMBARGO = "unclear_embargo"  # it speaks of an embargo, and nobody understands until when
    WITHHELD = "withheld"  # pubStatus withheld, or HOLD in the copy: until it is released
    DOUBTFUL = (
        "doubtful"  # it has next to nothing of the text that stands, and does not say that it replaces it
    )
