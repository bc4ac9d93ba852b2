"""Sentences that read like a page's own lines because the article is about these: cookies, paywalls, passwords.

"We use cookies to improve your experience: nobody will have to read that sentence any more." An article is about a
thing if its headline names it, or if two sentences do that nothing speaks against. A sentence of such an article stays
if it goes on: if what it ends with is of no rule and speaks to no visitor. A banner ends as it began.
The words are data (data/boilerplate/subjects.toml).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from streams.clean.boilerplate_files import fold
from streams.clean.boilerplate_lines import EDGE_WEIGHT, Line, Look
from streams.clean.boilerplate_rules import RuleBook
from streams.datafiles import read_toml
from streams.replaced import replace

#: How much less a rule weighs against such a sentence: as much as if somebody said it.
_LESS: Final = 2
#: The sentences that must name the thing where the headline does not.
_SENTENCES: Final = 2
#: Words of what a sentence ends with, at least; its characters in scripts that part no words.
_WORDS, _UNPARTED = 5, 10
_PARTS: Final = re.compile(r"[.!?:;…]\s+|[,、，。！？：；]\s*|\s[-–—]\s")
_WORD: Final = re.compile(r"[^\W\d_]+")
_UNSPACED: Final = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")


def spare_subject(lines: list[Line], headline: str | None, book: RuleBook) -> None:
    """Lets the rules weigh less against the sentences of an article that is about what they are for."""
    doubted = {line.rule.name for line in lines if line.rule is not None and _may_be_spared(line)}
    about = {name for name in doubted if _is_about(name, lines, headline)}
    if not about:
        return
    for i, line in enumerate(lines):
        named = line.rule is not None and line.rule.name in about
        if named and _may_be_spared(line) and _goes_on(line.text, book):
            lines[i] = replace(line, weight=max(line.weight - _LESS, 0))


def _may_be_spared(line: Line) -> bool:
    return (
        line.rule is not None
        and line.look is Look.PROSE
        and line.weight >= EDGE_WEIGHT
        and line.rule.name in _subjects()
    )


def _is_about(name: str, lines: Sequence[Line], headline: str | None) -> bool:
    if headline and _names(name, headline):
        return True
    named = sum(line.rule is None and line.look is Look.PROSE and _names(name, line.text) for line in lines)
    return named >= _SENTENCES


def _names(name: str, text: str) -> bool:
    folded = fold(text)
    return any(word in folded for word in _subjects()[name])


def _goes_on(text: str, book: RuleBook) -> bool:
    """Whether the last part of a sentence is of no rule and speaks to no visitor."""
    *before, last = filter(None, (part.strip() for part in _PARTS.split(text.rstrip(" .!?…。！？\"'”’»)"))))
    if not before:
        return False
    words = last.split()
    if len(words) < _WORDS and not (len(last) >= _UNPARTED and _UNSPACED.search(last)):
        return False
    if not _visitor().isdisjoint(_WORD.findall(last.casefold())):
        return False
    return book.evidence(last, len(words)) is None


@cache
def _subjects() -> dict[str, tuple[str, ...]]:
    table = read_toml("boilerplate/subjects.toml")["subjects"]
    return {name: tuple(fold(word) for word in words) for name, words in table.items()}


@cache
def _visitor() -> frozenset[str]:
    return frozenset(read_toml("boilerplate/subjects.toml")["visitor"]["words"])
