"""What stands before a wire's headline and is none of it: "CORRECTED-", "UPDATE 1-", "Cricket-"."""

from __future__ import annotations

import re

from streams.enrich.background import background

_NUMBERED = r"\s*([^\W\d_]+)(?: ?(?:\d{1,2}|[A-Z]))?"
_PREFIX = re.compile(_NUMBERED + r"(?: ?[:–—] | - )")
_HYPHENED = re.compile(_NUMBERED + r"-(?=[^\W_a-zà-ÿ])")  # in German it would part a compound: "Update-Flut"
_SHORT = re.compile(r"\s*[A-ZÀ-Ý]{4,} \d{1,2}-(?=\w)")  # a signal and its number, whatever it is called


def headline_start(headline: str, language: str) -> int:
    """Where the headline itself begins, after any number of editorial prefixes; 0 if there is none.

    The words that are prefixes are in `streams/data/keywords/` under [prefixes]; "Rolls-Royce" is no prefix.
    """
    prefixes = background(language).prefixes or background("en").prefixes
    start = 0
    while True:
        match = _PREFIX.match(headline, start) or (
            _HYPHENED.match(headline, start) if language not in ("de", "fr") else None
        )
        if match is None or match[1].casefold() not in prefixes:
            match = _SHORT.match(headline, start)
        if match is None:
            break
        start = match.end()
    return start if headline[start:].strip() else 0
