"""Where an organisation was read, before the mentions of each are gathered."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Hit:
    """One mention: the organisation's name, the rule that read it, and its span in a paragraph."""

    name: str
    rule: str
    paragraph: int
    start: int
    end: int


class Cover:
    """Which spans of a paragraph lie wholly inside one of the given ones."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._reach = list(accumulate((end for _, end in ordered), max))  # the furthest end so far

    def holds(self, start: int, end: int) -> bool:
        index = bisect_right(self._starts, start) - 1
        return index >= 0 and end <= self._reach[index]
