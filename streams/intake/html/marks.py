"""What the names in a page's mark-up say: meta tags by their meaning, and patterns of class names."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

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
def _marks() -> dict[str, Any]:
    return read_toml("pages/marks.toml")
