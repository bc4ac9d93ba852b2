"""What enrich finds in an article's text, each value with where it was read."""

from __future__ import annotations

from dataclasses import dataclass


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
