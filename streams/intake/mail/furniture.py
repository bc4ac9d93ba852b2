"""Paragraphs that mail systems and press offices put around the copy of a mail.

A gateway warns of strangers, a lawyer of what is confidential, a list of how to leave it; a press office writes above
its text what it is, and below whom to ask. data/wires/mail.toml has their words. What is taken out is named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from streams.article import Removed
from streams.datafiles import read_toml

#: Paragraphs at either end of a mail among which these are looked for.
_FIRST, _LAST = 4, 14
#: Characters of one that are looked at; a longer one is copy, unless it is a lawyer's.
_LOOKED_AT, _LONGEST, _LONGEST_LINE = 400, 2_500, 300
_REACHED = re.compile(r"[^\s@<>]{1,60}@[^\s@<>]{1,60}\.\w{2,}|\+?\(?\d(?:[ ()/.–-]{0,2}\d){8,14}")
# Behind the words that call a line that of whom to ask: else they may be the beginning of a sentence.
_ASKED = (
    r"\b(?:[^.!?:]{0,40}:|[^.!?:]{0,40}\b(?:contact|please|visit|call|e-?mail|write|bitte|contacter|contactar|"
    r"contattare|contatta|neem|kontakta|kontakt|kontakte)\b)"
)


@dataclass(frozen=True, slots=True)
class _Words:
    above: re.Pattern[str]
    below: re.Pattern[str]
    opening: re.Pattern[str]
    contact: re.Pattern[str]


@cache
def _words() -> _Words:
    table = read_toml("wires/mail.toml")["furniture"]

    def any_of(name: str, *, behind: str = "") -> re.Pattern[str]:
        return re.compile(rf"(?:{'|'.join(f'(?:{each})' for each in table[name])}){behind}")

    return _Words(any_of("above"), any_of("below"), any_of("opening"), any_of("contact", behind=_ASKED))


def without_furniture(paragraphs: Sequence[str]) -> tuple[tuple[str, ...], tuple[Removed, ...]]:
    """(the copy, what was taken out with its place). A mail that has nothing else stays as it is."""
    last = len(paragraphs) - _LAST
    removed: list[Removed] = []
    kept: list[str] = []
    for place, paragraph in enumerate(paragraphs):
        rule = None
        if place < _FIRST:
            rule = "mail-banner" if _is(_words().above, paragraph) else None
        if rule is None and place >= last and place:
            rule = "mail-footer" if _is(_words().below, paragraph) else None
            rule = rule or ("press-contact" if _is_contact(paragraph) else None)
        if rule is None:
            kept.append(paragraph)
        else:
            removed.append(Removed(rule, place, paragraph))
    kept, opening = _without_opening(kept, len(removed))
    if not kept:
        return tuple(paragraphs), ()
    return tuple(kept), (*removed, *opening)


def _is(pattern: re.Pattern[str], paragraph: str) -> bool:
    return len(paragraph) <= _LONGEST and pattern.match(_plain(paragraph)) is not None


def _is_contact(paragraph: str) -> bool:
    """Whether it says whom to ask, and how to reach them. Who speaks in it is quoted: that is copy."""
    plain = _plain(paragraph)
    return (
        len(paragraph) <= _LONGEST_LINE
        and _words().contact.match(plain) is not None
        and _REACHED.search(plain) is not None
    )


def _without_opening(paragraphs: list[str], offset: int) -> tuple[list[str], list[Removed]]:
    """Without the lines above the text that say what it is, also where several stand in one paragraph."""
    removed: list[Removed] = []
    while len(paragraphs) > 1 and len(removed) < _FIRST:
        rest = paragraphs[0]
        plain, taken = _plain(rest), 0
        while match := _words().opening.match(plain):
            taken += 1
            plain = plain[match.end() :].lstrip(" -–—:|/")
        if not taken or (plain and not _is_date(plain)):
            break
        removed.append(Removed("press-release", offset + len(removed), rest))
        paragraphs = paragraphs[1:]
    return paragraphs, removed


def _is_date(line: str) -> bool:
    """Whether what is left of the line is a day: short, with a number in it, and no sentence."""
    return len(line) <= 40 and any(map(str.isdigit, line)) and not line.rstrip().endswith((".", "!", "?"))


def _plain(paragraph: str) -> str:
    return " ".join(paragraph[:_LOOKED_AT].casefold().split()).lstrip("*•|>-–—_ ")
