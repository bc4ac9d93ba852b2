"""An article read once for names: its lines with their runs of capitalised words.

People, organisations and quotations all look at the same runs, so that they are found once and handed on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from streams.enrich.capitals import Run, is_shouted, is_title_case, runs
from streams.enrich.lexicon import Lexicon, lexicon

HEADLINE = -1  # the headline's index among the paragraphs, as in Evidence


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph or the headline: its index, its text and its runs in order."""

    index: int
    text: str
    runs: tuple[Run, ...]
    shouted: bool  # in capitals, so that they say nothing


@dataclass(frozen=True, slots=True)
class Reading:
    """An article as the finders of names see it. Without a lexicon there are no lines, and nothing to be found."""

    language: str
    lexicon: Lexicon | None
    headline: Line | None
    lines: tuple[Line, ...]  # the paragraphs

    @property
    def cased(self) -> bool:
        """Whether capitals mean something in the headline."""
        if self.headline is None or self.headline.shouted:
            return False
        return self.language == "de" or not is_title_case(self.headline.text)


def read_article(headline: str | None, paragraphs: Sequence[str], language: str) -> Reading:
    """The article's lines and runs. `language` is a BCP 47 primary tag; other than en, de, fr: no lines."""
    lex = lexicon(language)
    if lex is None:
        return Reading(language, None, None, ())

    def line(index: int, text: str) -> Line:
        return Line(index, text, tuple(runs(text, language)), is_shouted(text))

    return Reading(
        language,
        lex,
        None if headline is None else line(HEADLINE, headline),
        tuple(line(index, text) for index, text in enumerate(paragraphs)),
    )
