"""Reads whether an article says of itself that it is a correction or an update. The patterns are data."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from streams.article import Signal

#: A marker stands at the beginning of its field; a longer look finds only chance. It bounds the patterns,
#: too.
_MOST_LETTERS = 400


@dataclass(frozen=True, slots=True)
class _Pattern:
    signal: Signal
    fields: frozenset[str]
    languages: frozenset[str]  # empty: all
    pattern: re.Pattern[str]


def read_signal(
    headline: str | None,
    slugline: str | None,
    ed_note: str | None,
    paragraphs: Sequence[str],
    language: str,
) -> tuple[Signal | None, str | None]:
    """What the article says it is, and the words that say so; (None, None) if it says nothing.

    Markers are looked for in the headline, the slugline, the editor's note and the first paragraph, and plain
    statements of a correction in the last. `language` is a primary BCP 47 tag; with "und" the markers of
    every language count. A correction comes before an update: "CORRECTED-UPDATE 2-..." is a correction.
    """
    fields = {
        "headline": headline,
        "slug": slugline,
        "note": ed_note,
        "first": paragraphs[0] if paragraphs else None,
        "last": paragraphs[-1] if len(paragraphs) > 1 else None,
    }
    texts = {name: text.strip()[:_MOST_LETTERS] for name, text in fields.items() if text}
    for entry in _patterns_for(language):
        for name, text in texts.items():
            match = entry.pattern.search(text) if name in entry.fields else None
            if match is not None:
                return entry.signal, match[0].strip()
    return None, None


@cache
def _patterns_for(language: str) -> tuple[_Pattern, ...]:
    return tuple(
        entry
        for entry in _patterns()
        if not entry.languages or language in entry.languages or language == "und"
    )


@cache
def _patterns() -> tuple[_Pattern, ...]:
    return tuple(_load())


def _load() -> Iterator[_Pattern]:
    path = files("streams") / "data" / "signals" / "signals.toml"
    for raw in tomllib.loads(path.read_text(encoding="utf-8"))["pattern"]:
        yield _Pattern(
            signal=Signal(raw["signal"]),
            fields=frozenset(raw["fields"]),
            languages=frozenset(raw.get("languages", ())),
            pattern=re.compile(raw["text"]),
        )
