"""What changed between two versions of one sentence, and which sentences of two versions belong together.

A change is a number, a name, a quotation, or only words. What only moved is no change, be it to another paragraph.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import NamedTuple, Protocol, TypeVar

from streams.enrich.changes_names import Name, names_in
from streams.enrich.changes_numbers import Number, is_number, is_small, numbers_in
from streams.enrich.changes_words import Sentence, excerpt, excerpts, plain
from streams.verdict import Change

LONGEST = 300  # characters of a text in a change
_T = TypeVar("_T")
#: Two sentences are versions of one if they share this much of what they are about (Dice, 0 to 1), or more of
#: all their words, small ones too.
ALIKE = 0.4
_OF_ALL = 0.15
_FEW = 3  # words that say too little of what a sentence is about
_MOST_PAIRS = 2_500  # each with each up to here; above, only with those near the same place
_NEAR = 6
_MOST_WORK = 4_000  # pairs of equal tokens; more is no prose
_MOST_TOKENS = 600


class Said(NamedTuple):
    """A quotation, or the part of it that is in one sentence: characters [start, end) of the sentence."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Side:
    """One version of a sentence, with its quotations and the paragraphs of its article."""

    sentence: Sentence
    said: Sequence[Said]
    copy: Sequence[str]


@dataclass(slots=True)
class _Found:
    changes: list[Change] = field(default_factory=list)
    before: set[int] = field(default_factory=set)  # the tokens that the changes explain
    after: set[int] = field(default_factory=set)

    def add(self, kind: str, before: str | None, after: str | None) -> None:
        self.changes.append(change(kind, before, after))


def change(kind: str, before: str | None, after: str | None) -> Change:
    """A change whose texts have at most 300 characters each. Longer texts are cut around their first difference."""
    if before is not None and after is not None:
        return Change(kind, *excerpts(before, after, LONGEST))
    return Change(kind, before and excerpt(before, LONGEST), after and excerpt(after, LONGEST))


def compare(before: Side, after: Side) -> list[Change]:
    """The changes from one version of a sentence to the next. The two must differ; at least one change is returned.

    A changed number in a changed quotation is both. The sentences themselves are a "text" change only if other words
    differ, too.
    """
    old, new = before.sentence, after.sentence
    found = _Found()
    regions = _regions_of(old, new)
    if regions is not None:
        _read_numbers(old, new, regions, found)
        _read_names(before, after, regions, found)
        _read_quotes(before, after, found)
    if regions is None or not found.changes or _unexplained(old, new, regions, found):
        found.add("text", old.text, new.text)
    return found.changes


def _read_numbers(old: Sentence, new: Sentence, regions: Sequence[_Region], found: _Found) -> None:
    if not any(
        any(is_number(key, old.language) for key in old.keys[each.i1 : each.i2])
        or any(is_number(key, new.language) for key in new.keys[each.j1 : each.j2])
        for each in regions
    ):
        return
    numbers_old, numbers_new = numbers_in(old), numbers_in(new)
    pairs: list[tuple[Number | None, Number | None]] = []
    for narrow in regions:
        region = _widened(narrow, numbers_old, numbers_new)
        gone, come = without_common(
            _within(numbers_old, region.i1, region.i2), _within(numbers_new, region.j1, region.j2), _worth
        )
        pairs += zip_longest(gone, come)
    # What is gone here and has come there has moved.
    gone, come = without_common(
        [a for a, b in pairs if a and not b], [b for a, b in pairs if b and not a], _worth
    )
    for a, b in pairs:
        # A region that is widened may meet its neighbour's number.
        if (a and (a.first in found.before or not (b or a in gone))) or (
            b and (b.first in found.after or not (a or b in come))
        ):
            continue
        found.add("number", _number(old, a), _number(new, b))
        found.before.update(range(a.first, a.shown) if a else ())
        found.after.update(range(b.first, b.shown) if b else ())


def _worth(number: Number) -> object:
    return number.worth


def _number(sentence: Sentence, number: Number | None) -> str | None:
    return sentence.written(number.first, number.shown) if number else None


def _read_names(before: Side, after: Side, regions: Sequence[_Region], found: _Found) -> None:
    old, new = before.sentence, after.sentence
    regions = [each for each in regions if _has_capital(old, new, each)]
    if not regions:
        return
    names_old = [(name, old.keys[name.first : name.after]) for name in names_in(old, before.copy)]
    names_new = [(name, new.keys[name.first : name.after]) for name in names_in(new, after.copy)]
    all_gone, all_come = without_common(names_old, names_new, _second)
    kept_old, kept_new = (
        [each for each in names_old if each not in all_gone],
        [each for each in names_new if each not in all_come],
    )
    if [key for _, key in kept_old] == [key for _, key in kept_new]:  # they stand in their order
        found.before.update(at for name, _ in kept_old for at in range(name.first, name.after))
        found.after.update(at for name, _ in kept_new for at in range(name.first, name.after))
    for narrow in regions:
        gone, come = _names_of(narrow, [name for name, _ in all_gone], [name for name, _ in all_come], found)
        # A name on one side only is a change of names if nothing else was changed with it.
        if not (gone and come) and not _are_all(old, new, narrow, found, gone, come):
            continue
        for a, b in zip_longest(gone, come):
            found.add(
                "name",
                old.written(a.first, a.after) if a else None,
                new.written(b.first, b.after) if b else None,
            )
            found.before.update(range(a.first, a.after) if a else ())
            found.after.update(range(b.first, b.after) if b else ())


def _second(each: tuple[Name, tuple[str, ...]]) -> tuple[str, ...]:
    return each[1]


def _names_of(
    narrow: _Region, old: Sequence[Name], new: Sequence[Name], found: _Found
) -> tuple[list[Name], list[Name]]:
    """The names in a region that no change explains yet."""
    region = _widened(narrow, old, new)
    return (
        [name for name in _within(old, region.i1, region.i2) if name.first not in found.before],
        [name for name in _within(new, region.j1, region.j2) if name.first not in found.after],
    )


def _has_capital(old: Sentence, new: Sentence, region: _Region) -> bool:
    keys = (*old.keys[region.i1 : region.i2], *new.keys[region.j1 : region.j2])
    return any(key[0].isupper() for key in keys)


def _are_all(
    old: Sentence, new: Sentence, region: _Region, found: _Found, gone: Sequence[Name], come: Sequence[Name]
) -> bool:
    """Whether the words of a region are these names and what is explained, and at least one name is there."""
    inside_old = found.before.union(at for name in gone for at in range(name.first, name.after))
    inside_new = found.after.union(at for name in come for at in range(name.first, name.after))
    return bool(gone or come) and not (
        _says_more(old, region.i1, region.i2, inside_old) or _says_more(new, region.j1, region.j2, inside_new)
    )


def _says_more(sentence: Sentence, start: int, end: int, explained: set[int]) -> bool:
    """Whether [start, end) has a word that is not explained; marks and small words need no explanation."""
    keys, language = sentence.keys, sentence.language
    return any(
        at not in explained and keys[at][0].isalnum() and not is_small(keys[at], language)
        for at in range(start, end)
    )


def _read_quotes(before: Side, after: Side, found: _Found) -> None:
    old, new = before.sentence, after.sentence
    gone, come = without_common(
        [(said, plain(old.text[said.start : said.end])) for said in before.said],
        [(said, plain(new.text[said.start : said.end])) for said in after.said],
        lambda each: each[1],
    )
    for a, b in zip_longest(gone, come):
        found.add(
            "quote",
            old.text[a[0].start : a[0].end] if a else None,
            new.text[b[0].start : b[0].end] if b else None,
        )
        found.before.update(_tokens_in(old, a[0]) if a else ())
        found.after.update(_tokens_in(new, b[0]) if b else ())


def _tokens_in(sentence: Sentence, said: Said) -> list[int]:
    return [at for at, token in enumerate(sentence.tokens) if said.start <= token.start < said.end]


def _unexplained(old: Sentence, new: Sentence, regions: Sequence[_Region], found: _Found) -> bool:
    """Whether words differ that no change so far explains."""
    return any(
        _says_more(old, each.i1, each.i2, found.before) or _says_more(new, each.j1, each.j2, found.after)
        for each in regions
    )


def without_common(
    before: Sequence[_T], after: Sequence[_T], key: Callable[[_T], Hashable]
) -> tuple[list[_T], list[_T]]:
    """Takes out of both lists what is in both, wherever it stands; returns what is left of each.

    An item that is n times in both is taken out n times. Items are compared by `key`.
    """
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
    """The pairs of sentences that belong together, as indices.

    The most alike are paired first; each sentence is paired once at most.
    """
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


class _Span(Protocol):
    """A number or a name: the tokens [first, after)."""

    @property
    def first(self) -> int: ...
    @property
    def after(self) -> int: ...


_S = TypeVar("_S", bound=_Span)


class _Region(NamedTuple):
    """Where the tokens differ: [i1, i2) before, [j1, j2) after; `left` and `right` count equal tokens beside it."""

    i1: int
    i2: int
    j1: int
    j2: int
    left: int
    right: int


def _regions_of(old: Sentence, new: Sentence) -> list[_Region] | None:
    """The regions in which two sentences differ; None if the sentences are too long to be compared."""
    first = _alike(old.keys, new.keys)
    last = _alike(old.keys[first:][::-1], new.keys[first:][::-1])
    ours, theirs = old.keys[first : len(old.keys) - last], new.keys[first : len(new.keys) - last]
    if not ours or not theirs or len(ours) == len(theirs) == 1:
        return [_Region(first, first + len(ours), first, first + len(theirs), first, last)]
    times = Counter(theirs)
    if sum(times[key] for key in ours) > _MOST_WORK or len(ours) + len(theirs) > _MOST_TOKENS:
        return None
    blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
    found, i, j, left = [], 0, 0, first
    for block in blocks:
        right = block.size or last
        if block.a > i or block.b > j:
            found.append(_Region(first + i, first + block.a, first + j, first + block.b, left, right))
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


def _widened(region: _Region, old: Sequence[_Span], new: Sequence[_Span]) -> _Region:
    """The region, extended by the whole of each span that reaches over an edge of it."""
    left = max(_over(old, region.i1)[0], _over(new, region.j1)[0])
    right = max(_over(old, region.i2)[1], _over(new, region.j2)[1])
    left, right = min(left, region.left), min(right, region.right)
    return region._replace(
        i1=region.i1 - left, i2=region.i2 + right, j1=region.j1 - left, j2=region.j2 + right
    )


def _over(spans: Sequence[_Span], edge: int) -> tuple[int, int]:
    """How far a span reaches to the left and to the right of an edge between two tokens."""
    for span in spans:
        if span.first < edge < span.after:
            return edge - span.first, span.after - edge
    return 0, 0


def _within(spans: Sequence[_S], start: int, end: int) -> list[_S]:
    """The spans that have a token in [start, end)."""
    return [span for span in spans if span.first < end and span.after > start]
