"""Where two versions of a sentence differ, as regions of tokens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple, Protocol, TypeVar

from streams.enrich.changes_words import Sentence

_MOST_WORK = 4_000  # pairs of equal tokens; more is no prose
_MOST_TOKENS = 600


class Span(Protocol):
    """Tokens [first, after): a number, a name."""

    @property
    def first(self) -> int: ...
    @property
    def after(self) -> int: ...


_S = TypeVar("_S", bound=Span)


class Region(NamedTuple):
    """Where tokens differ: [i1, i2) before, [j1, j2) after; how many equal tokens are around it on each side."""

    i1: int
    i2: int
    j1: int
    j2: int
    left: int
    right: int


def regions_of(old: Sentence, new: Sentence) -> list[Region] | None:
    """Where the two differ; None if they are too long to be compared."""
    first = _alike(old.keys, new.keys)
    last = _alike(old.keys[first:][::-1], new.keys[first:][::-1])
    ours, theirs = old.keys[first : len(old.keys) - last], new.keys[first : len(new.keys) - last]
    if not ours or not theirs or len(ours) == len(theirs) == 1:
        return [Region(first, first + len(ours), first, first + len(theirs), first, last)]
    times = Counter(theirs)
    if sum(times[key] for key in ours) > _MOST_WORK or len(ours) + len(theirs) > _MOST_TOKENS:
        return None
    blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
    found, i, j, left = [], 0, 0, first
    for block in blocks:
        right = block.size or last
        if block.a > i or block.b > j:
            found.append(Region(first + i, first + block.a, first + j, first + block.b, left, right))
        i, j, left = block.a + block.size, block.b + block.size, block.size
    return found


def _alike(ours: Sequence[str], theirs: Sequence[str]) -> int:
    """How many tokens are the same at the start."""
    count = 0
    for mine, other in zip(ours, theirs, strict=False):
        if mine != other:
            break
        count += 1
    return count


def widened(region: Region, old: Sequence[Span], new: Sequence[Span]) -> Region:
    """The region with the whole of the spans that reach over its edges; the equal tokens there are in both."""
    left = max(_over(old, region.i1)[0], _over(new, region.j1)[0])
    right = max(_over(old, region.i2)[1], _over(new, region.j2)[1])
    left, right = min(left, region.left), min(right, region.right)
    return region._replace(
        i1=region.i1 - left, i2=region.i2 + right, j1=region.j1 - left, j2=region.j2 + right
    )


def _over(spans: Sequence[Span], edge: int) -> tuple[int, int]:
    """How far a span reaches to the left and to the right of an edge between two tokens."""
    for span in spans:
        if span.first < edge < span.after:
            return edge - span.first, span.after - edge
    return 0, 0


def within(spans: Sequence[_S], start: int, end: int) -> list[_S]:
    """The spans that have a token in [start, end)."""
    return [span for span in spans if span.first < end and span.after > start]
