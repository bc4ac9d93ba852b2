"""Quotation marks paired in Chinese and Japanese copy, where an opening mark never looks like a closing one.

「…」 may hold 『…』, and “…” may hold ‘…’: the outer pair is the quotation. A mark that nothing closes opens a
quotation only if the next paragraph goes on with the mark.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

MARKED = re.compile("[“「『]")
_MARKS = re.compile("[“”「」『』]")
_CLOSERS = {"“": "”", "「": "」", "『": "』"}
_LETTERS = re.compile(r"[^\W\d_]")


class HanQuotation(NamedTuple):
    """What stands between two marks: [start, end) of `paragraph`, and `outer_end` of `last` behind the closing mark."""

    paragraph: int
    start: int
    end: int
    text: str
    last: int
    outer_end: int

    @property
    def letters(self) -> int:
        """How many letters it has."""
        return len(_LETTERS.findall(self.text))


def pair_han_marks(paragraphs: Sequence[str]) -> list[HanQuotation]:
    """The outer quotations, in order. One pass over the text. Never raises."""
    found: list[HanQuotation] = []
    carried: list[tuple[int, int, int]] = []
    opener = ""
    for index, text in enumerate(paragraphs):
        start, depth = 0, 0
        if carried:
            if not text.startswith(opener):
                carried, opener = [], ""
            start = 1
        for match in _MARKS.finditer(text, start if carried else 0):
            mark = match.group()
            if not opener:
                if mark in _CLOSERS:
                    opener, start, depth = mark, match.end(), 0
            elif mark == opener:
                depth += 1
            elif mark == _CLOSERS[opener]:
                if depth:
                    depth -= 1
                    continue
                found.append(_quotation(paragraphs, [*carried, (index, start, match.start())]))
                carried, opener = [], ""
        if opener:
            carried.append((index, start, len(text)))
        if len(carried) > 20:
            carried, opener = [], ""
    return found


def _quotation(paragraphs: Sequence[str], pieces: Sequence[tuple[int, int, int]]) -> HanQuotation:
    paragraph, start, end = pieces[0]
    text = "\n".join(paragraphs[index][begin:stop].strip() for index, begin, stop in pieces)
    return HanQuotation(paragraph, start, end, text, pieces[-1][0], pieces[-1][2] + 1)


def is_alone(quotation: HanQuotation, paragraphs: Sequence[str]) -> bool:
    """Whether its paragraphs hold the quotation and nothing else."""
    before = paragraphs[quotation.paragraph][: quotation.start - 1]
    return not before.strip() and not paragraphs[quotation.last][quotation.outer_end :].strip("。 \u3000")
