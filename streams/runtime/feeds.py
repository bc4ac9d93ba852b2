"""Whose a raw event is, and how it is read: what shares of the window and of the pool, and paces, are kept by."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from streams.article import Origin, RawArticle
from streams.events.cloudevents import is_structured, read_raw
from streams.intake.charset import media_type
from streams.intake.identity import source_for
from streams.intake.reader import INLINE_BYTES, needs_process
from streams.runtime.dead_letters import header_list
from streams.topology import BACKFILL

#: What a source calls itself may be anything; more of it than this is no name.
_LONGEST_NAME = 200
#: What a page begins with, in lower case.
_PAGE = (b"<!doctype html", b"<html", b"<head", b"<body")
_WHITE = b"\xef\xbb\xbf \t\r\n"


class Kind(StrEnum):
    """How a raw event is read. A source whose pages never end may send kills as documents, or as texts."""

    TEXT = "text"  # in a moment, in the loop
    DOCUMENT = "document"  # in a process: XML, JSON, mail, long texts
    PAGE = "page"  # in a process, and nobody knows how long it takes


class Feed(NamedTuple):
    """The events of one source that are read in one way; `history` is not of the live wire."""

    source: str
    kind: Kind = Kind.TEXT
    history: bool = False

    @property
    def heavy(self) -> bool:
        """Whether it is read in a process."""
        return self.kind is not Kind.TEXT


def feed_of(message: Any) -> Feed:
    """The feed of a record of articles.raw or articles.backfill: by its envelope, and the first of its bytes."""
    headers = header_list(message.headers)
    if message.value is not None and len(message.value) > INLINE_BYTES and is_structured(headers):
        # It is not parsed only to know whose it is.
        return Feed("", Kind.DOCUMENT, message.topic == BACKFILL.name)
    origin = Origin(message.topic, message.partition, message.offset, datetime.fromtimestamp(0, UTC))
    raw = read_raw(message.value, headers, origin, timed=False)
    if not isinstance(raw, RawArticle):
        return Feed("", Kind.TEXT, message.topic == BACKFILL.name)  # a refusal, which takes no time
    return feed_of_raw(raw)


def feed_of_raw(raw: RawArticle) -> Feed:
    """The feed of a raw event that is opened."""
    source = source_for(raw.source, raw.subject)[:_LONGEST_NAME]
    return Feed(source, _kind(raw), raw.origin.topic == BACKFILL.name)


def _kind(raw: RawArticle) -> Kind:
    if not needs_process(raw):
        return Kind.TEXT
    kind = media_type(raw.content_type)
    page = "html" in kind or raw.value[:200].lstrip(_WHITE).lower().startswith(_PAGE)
    return Kind.PAGE if page else Kind.DOCUMENT
