"""The values between a feed's own format and an article: what a feed says of itself and of each of its entries."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Feed:
    """What stands above the entries, as it stands there; None where it says nothing."""

    title: str | None = None
    language: str | None = None
    rights: str | None = None
    licence: str | None = None
    authors: tuple[str, ...] = ()
    link: str | None = None  # absolute, if anything tells what it is relative to


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, its texts not yet read: they may be markup, text, or markup that was escaped twice."""

    number: int  # from 1
    title: str | None = None
    content: str | None = None
    summary: str | None = None
    may_be_whole: bool = False  # RSS: the description may hold the whole text
    id: str | None = None
    id_is_link: bool = False
    link: str | None = None
    published: object = None
    updated: object = None
    authors: tuple[str, ...] = ()
    subjects: tuple[tuple[str | None, str | None], ...] = ()
    language: str | None = None
    source: str | None = None  # the feed that the entry was taken from
    rights: str | None = None
    licence: str | None = None
    medium: str | None = None  # "audio" or "video": the entry is there for a file
    elsewhere: bool = False  # the content is not in the feed, but at an address
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An entry that the feed took back (RFC 6721)."""

    id: str | None
    when: object = None
    comment: str | None = None
