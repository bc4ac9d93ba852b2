"""Lines above an article that say its headline again, with a kicker before it or in other words."""

from __future__ import annotations

import re

from streams.clean.boilerplate_files import Rule

#: The rule by which such a line goes, if it is no sentence and stands above the first one.
HEADLINE = Rule("headline", weight=2, ends=False, edge=True, leads="", most_words=30)
_WORD = re.compile(r"[^\W\d_]{4,}|\d+")
#: The share of the headline's words that the line must have, and how many times longer than the headline it may be.
_SHARE = 0.8
_LONGER = 3


def repeats(line: str, headline: str) -> bool:
    """Whether a line says what the headline says: "Ports The channel is too shallow" for "Channel too shallow".

    Words of fewer than four letters count for nothing. In scripts without spaces the line must be the headline.
    """
    if len(line) > _LONGER * len(headline):
        return False
    said, words = set(_WORD.findall(line.lower())), set(_WORD.findall(headline.lower()))
    if len(words) < 3:
        return line.strip().lower() == headline.strip().lower()
    return len(words & said) >= _SHARE * len(words)
