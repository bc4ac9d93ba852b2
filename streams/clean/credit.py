"""Whom copy is credited to: the agency in its dateline, at its end, or in its byline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from streams.datafiles import read_toml
from streams.found import Dateline

#: "(Meridian)", "(mer/lw)" or "/TASS/" at the very end, alone or behind the last sentence.
_AT_THE_END = re.compile(
    r"(?:^|(?<=[.!?»”\"’')])\s?)(?:\((?P<round>[^()\n]{2,30})\)|/(?P<slashed>[^/\s]{2,30})/)\W{0,2}$"
)
_MOST_WORDS = 3
#: What stands in brackets at an end, and is no name: "(more)", "(2 of 3)".
_NO_NAME = re.compile(
    r"\d|^(?:more|mehr folgt|suite|ends?|schluss|fin|continues?|fortsetzung.*)$", re.IGNORECASE
)


def credit_of(
    dateline: Dateline | None, byline: str | None, paragraphs: Sequence[str], named: Sequence[str] = ()
) -> str | None:
    """The agency that the copy names as its own origin, as written; None where it names none.

    `named` are those from whom the document's own fields say that the information comes.
    """
    if dateline is not None and dateline.agency:
        return dateline.agency
    last = paragraphs[-1][-60:] if paragraphs else ""
    if (match := _AT_THE_END.search(last)) is not None:
        name = (match["round"] or match["slashed"]).strip()
        if len(name.split()) <= _MOST_WORDS and not _NO_NAME.search(name):
            return name
    if byline and byline.strip().casefold() in _agencies():
        return byline.strip()
    return named[0] if named else None


@cache
def _agencies() -> frozenset[str]:
    return frozenset(name.casefold() for name in read_toml("places/datelines.toml")["agencies"])
