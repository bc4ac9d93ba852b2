"""What the names in a page's mark-up say: meta tags by their meaning, and patterns of class names."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from ahocorasick_rs import AhoCorasick

from streams.clean.boilerplate_literals import literals_of
from streams.datafiles import read_toml


@cache
def tags(meaning: str) -> tuple[str, ...]:
    """The names of meta tags that say this, such as "published", the most trusted first."""
    return tuple(read_toml("pages/tags.toml")[meaning])


@cache
def pattern(meaning: str, *, words: bool = False, case: bool = True) -> re.Pattern[str]:
    """The pattern of names that mean this, such as "author"; `words`: whole words of a class name only."""
    joined = "|".join(_marks()[meaning])
    text = rf"(?:^|[\s_-])(?:{joined})(?:$|[\s_-])" if words else joined
    return re.compile(text, 0 if case else re.IGNORECASE)


@cache
def hints(*meanings: str) -> AhoCorasick:
    """Finds in a name what each name that these patterns match holds: most names are known to be none at a glance.

    For meanings whose patterns mind the case. Raises ValueError where one of them needs no letters.
    """
    found: dict[str, None] = {}
    for each in (each for meaning in meanings for each in _marks()[meaning]):
        if not (strings := literals_of(each).strings):
            raise ValueError(f"{each!r} matches what has no letters of its own")
        found.update(dict.fromkeys(strings))
    return AhoCorasick(list(found))


@cache
def _marks() -> dict[str, Any]:
    return read_toml("pages/marks.toml")
