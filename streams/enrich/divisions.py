"""States and provinces that copy calls so: "Shanxi province", "the state of Kerala", "Provinz Herat".

What says it is in `streams/data/places/contexts.toml`. Such a name is the division's even where a city bears it, too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from streams.enrich.gazetteer import Entry, Hit, contexts, gazetteer

_REACH = 40
_CAPITAL = re.compile(r" State\b(?! [A-Z])")


def division_at(text: str, hit: Hit, language: str) -> tuple[Entry, ...]:
    """The divisions that a name can stand for where copy calls it one; empty where it does not.

    `language` is one of gazetteer.LANGUAGES. Names that several countries have give several.
    """
    found = gazetteer().divisions(hit.name)
    if not found:
        return ()
    after, before = _shapes(language)
    # "Enugu State" is one; "Ohio State" is a university's team.
    if language == "en" and _CAPITAL.match(text, hit.end):
        return tuple(entry for entry in found if entry.country != "US")
    if (after is not None and after.match(text, hit.end)) or (
        before is not None and before.search(text, max(0, hit.start - _REACH), hit.start)
    ):
        return found
    return ()


@cache
def _shapes(language: str) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """What follows a division's name, and what comes before it."""
    words = contexts()[language]
    return _shape(words, "divisions", r" (?:{})\b"), _shape(words, "divisions_of", r"(?<!\w)(?:{})$")


def _shape(words: Mapping[str, frozenset[str]], part: str, frame: str) -> re.Pattern[str] | None:
    listed = sorted(words.get(part, ()), key=len, reverse=True)
    return re.compile(frame.format("|".join(map(re.escape, listed)))) if listed else None
