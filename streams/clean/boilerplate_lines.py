"""A line of a text as boilerplate rules see it: how much it looks like a sentence, and what speaks against it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from streams.clean.boilerplate_files import Rule
from streams.clean.boilerplate_rules import RuleBook

#: Weight that takes a line at the edges of the article, and between its sentences.
EDGE_WEIGHT = 2
MIDDLE_WEIGHT = 3
#: A line longer than this is a paragraph of the article, whatever it says. No boilerplate is so long.
_LONGEST = 1500
_PROSE_WORDS = 7
_PARAGRAPH_WORDS = 25

_CLOSERS = " \t\r\u00a0\"'”’»)]›*"
_TERMINAL = frozenset(".!?…。！？؟।")
_SENTENCE_INSIDE = re.compile(r"[.!?…][\"”’»]? +[\"“„«»(]?[^\W\d_a-zà-ÿ]")
_OPENING_QUOTES = tuple("\"“„«‚‘'‹")
_QUOTED = re.compile(r"[“„«\"]([^“„«»\"”]{2,300})[”“»\"]")
_NAME_WORDS = 5
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class Look(IntEnum):
    """How much a line looks like a sentence of an article."""

    BLANK = 0
    BARE = 1  # no sentence: a headline, a name, a price, a row of a table
    SENTENCE = 2  # a short sentence
    PROSE = 3  # a full sentence, or several


@dataclass(frozen=True, slots=True)
class Line:
    """A line that was read.

    `weight` is how much `rule` speaks against the line after its look was weighed; 0 without a rule.
    """

    text: str
    look: Look
    words: int
    rule: Rule | None = None
    weight: int = 0

    @property
    def anchors(self) -> bool:
        """True for strong evidence that the article has ended above this line."""
        strong = self.rule is not None and self.rule.ends and self.rule.weight >= MIDDLE_WEIGHT
        return strong and self.weight >= EDGE_WEIGHT


def is_article(line: Line) -> bool:
    """Whether the line is a sentence that next to nothing speaks against."""
    return line.look >= Look.SENTENCE and line.weight < EDGE_WEIGHT


def read_line(text: str, book: RuleBook) -> Line:
    """Reads one line of text with the rules of its language."""
    words = _count_words(text)
    look = _look(text, words)
    if look is Look.BLANK or len(text) > _LONGEST:
        return Line(text, look, words)
    rule = book.evidence(text, words)
    if rule is None:
        return Line(text, look, words)
    weight = rule.weight
    if look is not Look.BARE:
        weight -= 1
    if look is not Look.BARE and (_quotes(text) or book.is_reporting(text)):
        weight -= 2  # somebody says it: an article about the thing
    return Line(text, look, words, rule, max(weight, 0))


def _quotes(text: str) -> bool:
    """True if somebody speaks in the line. « Low Water » in mid-sentence is a name, "Pay," he joked, is speech."""
    for quoted in _QUOTED.finditer(text):
        before, said = text[: quoted.start()].rstrip(), quoted[1].strip()
        if (
            not before
            or before[-1] in ",:"
            or said[-1:] in ",.!?…"
            or text[quoted.end() : quoted.end() + 1] == ","
        ):
            return True
        if len(said.split()) > _NAME_WORDS:
            return True
    return False


def _count_words(text: str) -> int:
    words = len(text.split())
    # Chinese, Japanese and Thai part no words by spaces; two characters are about a word.
    if words and len(text) > 12 * words and _UNSPACED.search(text):
        return len(text) // 2
    return words


def _look(text: str, words: int) -> Look:
    if not words:
        return Look.BLANK
    body = text.rstrip(_CLOSERS)
    ends = body[-1:] in _TERMINAL
    if words >= _PARAGRAPH_WORDS:
        return Look.PROSE
    if words >= _PROSE_WORDS and (ends or _SENTENCE_INSIDE.search(text)):
        return Look.PROSE
    if (ends and words >= 2) or (words >= 3 and text.lstrip().startswith(_OPENING_QUOTES)):
        return Look.SENTENCE
    return Look.BARE
