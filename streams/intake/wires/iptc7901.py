"""IPTC 7901 -> articles: the wire format of European agencies. A transmission may hold several messages."""

from __future__ import annotations

import re

from streams.article import Article, Dropped, RawArticle
from streams.intake.wires.iptc7901_story import read_story
from streams.intake.wires.transmission import head_of, read_stories

_LINE = r"[A-Za-z]{1,8} ?\d{1,6} {1,3}[1-9] {1,3}(?:[A-Za-z]{1,4}|\d{2,8})(?: {1,3}\d{1,5})?(?: {1,9}[^\n]{0,80}?)?"
_FRAMED = re.compile(rf"\x01+\s{{0,3}}{_LINE}\s{{0,3}}(?:\n|\x02|$)")
_BARE = re.compile(rf"{_LINE} {{0,3}}\n")
_CUT = re.compile(r"\x01+[A-Za-z]{2,8}\d{2,6}(?: {1,3}[1-9]?)?$")
_TELEX = re.compile(r"\x01*ZCZC[^\n]{0,80}\n")
_DATE = re.compile(rb"\n *\d{6}(?: ?[A-Z]{1,4})? [A-Za-z]{3,9}\.? \d\d(?:\d\d)?\s*[\x03\x04]?\s*$")


def looks_like(value: bytes) -> str | None:
    """What it is known by, in a few words; None if it is no IPTC 7901.

    Without an SOH the header line alone is not believed: an STX, an ETX or the line with the date must be there too.
    """
    head = head_of(value)
    if _FRAMED.match(head) or _CUT.match(head):
        return "SOH and the header line"
    if _BARE.match(head) and (
        b"\x02" in value[:2000] or b"\x03" in value[-200:] or _DATE.search(value[-100:])
    ):
        return "the header line, and a frame or the date of a message"
    if _TELEX.match(head) and (b"NNNN" in value[-200:] or "\x02" in head):
        return "ZCZC and NNNN"
    return None


def read(raw: RawArticle) -> Article | Dropped | list[Article | Dropped]:
    """The messages of a transmission. NO_ARTICLE for a header without copy, unless its slug is a message (a kill).

    The uri is that of the story on its day (see `identity`), so that summaries, corrections and kills share it.
    """
    return read_stories(raw, read_story)
