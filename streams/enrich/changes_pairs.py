"""Which sentences of two versions belong together. What only moved is no change, be it to another paragraph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

from streams.enrich.changes_words import Sentence

_T = TypeVar("_T")
#: Two sentences are versions of one if they share this much of what they are about (Dice, 0 to 1), or more of
#: all their words, small ones too.
ALIKE = 0.4
_OF_ALL = 0.15
_FEW = 3  # words that say too little of what a sentence is about
_MOST_PAIRS = 2_500  # each with each up to here; above, only with those near the same place
_NEAR = 6


def without_common(
    before: Sequence[_T], after: Sequence[_T], key: Callable[[_T], Hashable]
) -> tuple[list[_T], list[_T]]:
    """What is left of both when each that is in both is taken out of both, wherever it stands, as often as it is."""
    if not before or not after:
        return list(before), list(after)
    keys_before, keys_after = [key(each) for each in before], [key(each) for each in after]
    common = Counter(keys_before) & Counter(keys_after)
    return _without(before, keys_before, common.copy()), _without(after, keys_after, common)


def _without(items: Sequence[_T], keys: Sequence[Hashable], common: Counter[Hashable]) -> list[_T]:
    left = []
    for item, key in zip(items, keys, strict=True):
        if common[key] > 0:
            common[key] -= 1
        else:
            left.append(item)
    return left


def pair(before: Sequence[Sentence], after: Sequence[Sentence]) -> list[tuple[int, int]]:
    """Pairs of indices, the most alike first come together; each sentence stands in one pair at most."""
    found: list[tuple[float, int, int, int]] = []
    for i, old in enumerate(before):
        for j in _candidates(i, len(before), len(after)):
            new = after[j]
            if (alike := _likeness(old, new)) >= ALIKE:
                found.append((-alike, abs(i * len(after) - j * len(before)), i, j))
    taken_before: set[int] = set()
    taken_after: set[int] = set()
    pairs = []
    for _, _, i, j in sorted(found):
        if i not in taken_before and j not in taken_after:
            taken_before.add(i)
            taken_after.add(j)
            pairs.append((i, j))
    return sorted(pairs, key=lambda each: each[1])


def _likeness(old: Sentence, new: Sentence) -> float:
    ours, theirs = old.content, new.content
    few = len(ours) < _FEW or len(theirs) < _FEW
    if (
        not few
        and (shared := len(ours & theirs))
        and (about := 2 * shared / (len(ours) + len(theirs))) >= ALIKE
    ):
        return about
    ours, theirs = old.words, new.words
    if not (ours and theirs) or 2 * min(len(ours), len(theirs)) < (ALIKE + _OF_ALL) * (
        len(ours) + len(theirs)
    ):
        return 0.0
    return 2 * len(ours & theirs) / (len(ours) + len(theirs)) - _OF_ALL


def _candidates(at: int, before: int, after: int) -> range:
    if before * after <= _MOST_PAIRS:
        return range(after)
    middle = at * after // before
    return range(max(0, middle - _NEAR), min(after, middle + _NEAR + 1))
