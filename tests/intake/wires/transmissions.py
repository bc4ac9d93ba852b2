"""Transmissions for tests, of our own writing, and what their tests ask."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from streams.article import Article, Dropped, Origin, RawArticle

ORIGIN = Origin("articles.raw", 0, 1, datetime(2026, 11, 21, 18, tzinfo=UTC))


def event(value: bytes, **envelope: Any) -> RawArticle:
    """A raw event that came at six in the evening."""
    return RawArticle(value, ORIGIN, **envelope)


def said(part: Article | Dropped) -> str:
    """All text of an article, in one string with single spaces."""
    if isinstance(part, Dropped):
        return ""
    fields = (
        part.header.slugline,
        part.headline,
        part.standfirst,
        part.credits.byline,
        part.header.ed_note,
        *part.paragraphs,
    )
    removed = (each.text for each in part.cleaning.removed)
    return " ".join(" ".join(filter(None, (*fields, *removed))).split())


def words_in(text: str) -> list[str]:
    """The words of a text, without the marks that a wire spells in its own way."""
    return re.findall(r"[^\W\d_]{2,}", text)


def even_parity(value: bytes) -> bytes:
    """The bytes as a serial line with even parity sends them."""
    return bytes(byte | 0x80 if byte.bit_count() % 2 else byte for byte in value)
