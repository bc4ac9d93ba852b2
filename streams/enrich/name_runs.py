"""The names of several words in an article: runs of capitalised words, and names that are given."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from streams.enrich.tokens import GLUE, Reading

Words = tuple[str, ...]

_LONGEST = 5  # words
_CASE_ENDING = re.compile(r"(?<=\w{4})(?:e[nrsm]?|s)$")  # Europäische, der Europäischen
#: "Leipziger Archivarin" is an adjective and a calling.
_OF_A_TOWN = re.compile(r"\w{3}er$")
_CALLING = re.compile(
    r"(?:[aäeo]rin|[aäe]rinnen|istin|antin|entin|eurin|chefin|chef|[aeo]r|ern|ist|isten|mann|frau)$"
)
_PARTICLES = frozenset(
    ("van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "bin", "al", "ter", "ten")
)
_JOINTS = {"en": frozenset(("of", "of the", "for")), "fr": frozenset(("de", "du", "des", "de la", "d"))}
_NONE: frozenset[str] = frozenset()


@lru_cache(maxsize=1 << 14)
def _bare(folded: str) -> str:
    return _CASE_ENDING.sub("", folded)


def name_word(reading: Reading, at: int) -> str:
    """A word of a name, case-folded, in German without its ending."""
    folded = reading.forms[at].folded
    return _bare(folded) if reading.language == "de" else folded


def name_spans(reading: Reading, given: frozenset[Words]) -> Iterator[tuple[int, int, bool]]:
    """The spans [first, after) of names of two and more words, in order, and whether the name was given."""
    claimed = _given_spans(reading, given) if given else {}
    inside = {at for first, after in claimed.items() for at in range(first, after)}
    done = 0
    for first in reading.named:
        if first in claimed:
            yield first, claimed[first], True
        if first < done or first in inside:
            continue
        done = _run(reading, first, inside)
        if done - first > 1 and (span := _without_title(reading, first, done)) is not None:
            yield *span, False


def _given_spans(reading: Reading, given: frozenset[Words]) -> dict[int, int]:
    """Where the given names stand: the longest first, and not where a longer name goes on."""
    by_first: dict[str, list[Words]] = defaultdict(list)
    for words in sorted(given, key=len, reverse=True):
        by_first[words[0]].append(words)
    forms, gaps = reading.forms, reading.gaps
    spans: dict[int, int] = {}
    done = 0
    for first in reading.named:
        for words in by_first.get(forms[first].folded, ()) if first >= done else ():
            after = first + len(words)
            if tuple(word.folded for word in forms[first:after]) != words:
                continue
            if any(gap not in GLUE for gap in gaps[first + 1 : after]):
                continue
            more = after in reading.is_named and gaps[after] in GLUE and not forms[after - 1].closed
            if not more:
                spans[first] = done = after
                break
    return spans


def _run(reading: Reading, first: int, inside: set[int]) -> int:
    """The token after the capitalised words that begin at `first`, joined by "of" or "van" where a name would be."""
    forms, gaps, named = reading.forms, reading.gaps, reading.is_named
    after = first
    while after in named and after not in inside:
        after += 1
        if after >= len(forms) or forms[after - 1].closed or gaps[after] not in GLUE:
            break
        if after not in named:
            after = _over_joint(reading, first, after)
    return max(after, first + 1)


def _over_joint(reading: Reading, first: int, at: int) -> int:
    """The token after the "of" of "Bank of England" or the "van" of a name; `at` if there is no joint."""
    forms, gaps = reading.forms, reading.gaps
    left = forms[at - 1]
    institution = at - first <= 2 and reading.lemma(at - 1) in reading.known.bands and not left.title
    others = _NONE if reading.language == "fr" else _PARTICLES
    allowed = _JOINTS.get(reading.language, _NONE) if institution else others
    joint = forms[at].folded
    if at + 1 >= len(forms) or not allowed or gaps[at + 1] not in GLUE:
        return at
    if joint in allowed and at + 1 in reading.is_named:
        return at + 1
    if at + 2 >= len(forms) or gaps[at + 2] not in GLUE:
        return at
    return at + 2 if f"{joint} {forms[at + 1].folded}" in allowed and at + 2 in reading.is_named else at


def _without_title(reading: Reading, first: int, after: int) -> tuple[int, int] | None:
    """The run without "Prime Minister" before a person's name; None if no term of several words is left."""
    forms = reading.forms
    rank = max((at for at in range(first, after) if forms[at].title), default=-1)
    if rank >= first and not any(word.graded for word in forms[rank + 1 : after]):
        first = rank + 1
    if not 1 < after - first <= _LONGEST:
        return None
    if reading.language == "de" and after - first == 2:
        town, calling = forms[first].folded, forms[first + 1].folded
        if _OF_A_TOWN.search(town) and _CALLING.search(calling) and calling not in reading.known.bands:
            return None
    return first, after
