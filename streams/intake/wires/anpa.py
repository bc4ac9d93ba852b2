"""ANPA 1312 -> articles: the wire format of North American agencies. A transmission may hold several stories."""

from __future__ import annotations

import re

from streams.article import Article, Dropped, RawArticle
from streams.intake.wires.anpa_story import read_story
from streams.intake.wires.transmission import head_of, read_stories

# What stands at the very beginning. The last is a transmission whose control codes a gateway took out.
_MARKS = (
    (
        re.compile(r"\x01+[A-Za-z]?\d{3,4}[^\s\x1f]{0,15}[\x1f ][\w-]{0,10} ?(?:\n|$)"),
        "SOH, story number, selector code",
    ),
    (re.compile(r"\x01+[A-Za-z]?\d{4}\s{0,3}$"), "SOH and a story number"),
    (re.compile(r"\x01*[A-Za-z]?\d{3,4}\x1f[\w-]{2,10} ?(?:\n|$)"), "a story number, US, a selector code"),
    (
        re.compile(r"\x01*(?:[^\n]{0,40}\n)?[A-Za-z] [A-Za-z] ?[\x13\x14][\x11\x12]"),
        "priority, category, format codes",
    ),
    (
        re.compile(
            r"[A-Za-z]\d{4}[a-z-]{2,8} ?\n[a-z] [a-z] (?:BC|AM|PM|AP)-\S[^\n]{0,60} \d\d-\d\d(?: \d{1,4})? ?\n"
        ),
        "the two header lines",
    ),
)


def looks_like(value: bytes) -> str | None:
    """What it is known by, in a few words; None if it is no ANPA 1312."""
    head = head_of(value)
    return next((why for pattern, why in _MARKS if pattern.match(head)), None)


def read(raw: RawArticle) -> Article | Dropped | list[Article | Dropped]:
    """The stories of a transmission. NO_ARTICLE for a header without copy, unless its slug is a message (a kill).

    The uri is that of the story on its day (see `identity`), so that writethrus, takes and kills share it.
    """
    return read_stories(raw, read_story)
