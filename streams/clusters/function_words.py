"""Words that say nothing of what an article is about."""

from __future__ import annotations

from functools import cache

from streams.datafiles import read_toml


@cache
def function_words(language: str) -> frozenset[str]:
    """The function words of a language, case-folded; none for one that is not listed."""
    return frozenset(str(_lists().get(language, "")).split())


@cache
def _lists() -> dict[str, str]:
    return read_toml("clusters/function_words.toml")
