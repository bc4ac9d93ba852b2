"""Quotation marks paired: where a quotation begins and ends, over as many paragraphs as it runs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_MARKS = re.compile("[\"“”„«»‘’‚']")
_CLOSERS = {'"': '"', "“": "”", "„": '“”"', "«": "»", "»": "«", "‘": "’", "‚": "‘’", "'": "'"}


@dataclass(frozen=True, slots=True)
class Span:
    """A quotation: [start, end) without its marks, [outer_start, outer_end) with them, in the first paragraph."""

    paragraph: int
    start: int
    end: int
    outer_start: int
    outer_end: int
    text: str
    pieces: tuple[tuple[int, int, int], ...]  # (paragraph, start, end) for each paragraph it covers

    @property
    def last_paragraph(self) -> int:
        return self.pieces[-1][0]


def pair_marks(paragraphs: Sequence[str], language: str) -> list[Span]:
    """Pairs the marks. A mark that nothing closes opens nothing, unless the next paragraph goes on with it."""
    spans: list[Span] = []
    carried: list[tuple[int, int, int]] = []
    opener = ""
    for index, text in enumerate(paragraphs):
        skip = -1
        if carried:
            lead = len(text) - len(text.lstrip())
            if text[lead : lead + 1] == opener or (opener == "«" and text[lead : lead + 1] == "»"):
                skip = lead
                start = lead + 1
            else:
                carried, opener = [], ""
        if not carried:
            opener, start = "", 0
        for match in _MARKS.finditer(text):
            at, mark = match.start(), match.group()
            if at <= skip:
                continue
            if opener and _closes(opener, mark, text, at):
                spans.append(_span_of(paragraphs, [*carried, (index, start, at)]))
                carried, opener = [], ""
            elif (not opener or (mark == opener and opener in '"“')) and _opens(mark, text, at, language):
                carried, opener, start = [], mark, at + 1
        if opener and opener not in "‘‚'":
            carried.append((index, start, len(text)))
        else:
            carried, opener = [], ""
    return spans


def _opens(mark: str, text: str, at: int, language: str) -> bool:
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    if mark in "„«":
        return True
    if mark == "»":
        return language == "de" and not after.isspace()
    if mark in '“"':
        return not after.isspace() and not before.isalnum()
    return mark in "‘‚'" and after.isalnum() and not before.isalnum()


def _closes(opener: str, mark: str, text: str, at: int) -> bool:
    if mark not in _CLOSERS[opener]:
        return False
    before, after = text[at - 1], text[at + 1 : at + 2]
    if opener in "‘'":  # an apostrophe looks the same: want the comma or the full stop of reported speech
        return before in ",.?!…" and not after.isalnum()
    if mark == '"':
        return not (before.isspace() and after.isalnum())
    return True


def _span_of(paragraphs: Sequence[str], pieces: Sequence[tuple[int, int, int]]) -> Span:
    text = "\n".join(paragraphs[index][start:end].strip() for index, start, end in pieces)
    paragraph, begin, end = pieces[0]
    outer_end = end if len(pieces) > 1 else end + 1
    source = paragraphs[paragraph]
    inner = begin
    while inner < end and source[inner].isspace():
        inner += 1
    while end > inner and source[end - 1].isspace():
        end -= 1
    return Span(paragraph, inner, end, begin - 1, outer_end, text, tuple(pieces))
