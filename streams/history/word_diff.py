"""Two versions of a text word by word, for people to read: what was deleted, what was inserted, and which is a number.

Paragraphs that both have are set aside first (longest common subsequence, as in diff); what lies between is compared by
words in the same way (https://doi.org/10.1007/BF01840446; the C++ of rapidfuzz does it). A few equal words between two
larger changes are part of the change: they are there by chance.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from rapidfuzz.distance import Indel

from streams.enrich.changes_numbers import numbers_in
from streams.enrich.changes_words import Sentence, composed, plain

#: What is compared costs time and memory by the product of both lengths (in words, or in paragraphs): above this it is
#: shown as deleted and inserted whole. 10,000 words on each side need 13 MB and about 10 ms.
_MOST_WORK = 10**8
#: Characters between two equal paragraphs that are parted into words, of both versions: so the time is bounded.
_MOST_CHARACTERS = 400_000
#: Scripts that write no spaces: in them each letter is a word.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
)
_END = "\n"  # the key of the end of a paragraph; no word has it


class Kind(StrEnum):
    """What became of some words."""

    EQUAL = "equal"
    DELETED = "deleted"
    INSERTED = "inserted"


class Run(NamedTuple):
    """Words in a row of which the same became; `number`: they are a number that was changed."""

    kind: Kind
    text: str
    number: bool = False


class Paragraph(NamedTuple):
    """A paragraph of either version; `end` says what became of its end: two may have been joined, or one parted."""

    runs: tuple[Run, ...]
    end: Kind = Kind.EQUAL


@dataclass(frozen=True, slots=True)
class WordDiff:
    """Both versions in one text. `whole`: all of it was compared word by word."""

    paragraphs: tuple[Paragraph, ...]
    whole: bool = True

    @property
    def same(self) -> bool:
        """Whether both read the same; typography and white space make no difference."""
        return all(
            run.kind is Kind.EQUAL and each.end is Kind.EQUAL for each in self.paragraphs for run in each.runs
        )


class _Unit(NamedTuple):
    """A word, a number of several words, a mark, or the end of a paragraph; with the white space behind it."""

    key: str
    text: str
    number: bool = False


class _Region(NamedTuple):
    """[a1, a2) of the units before, [b1, b2) of those after; both are the same, or one takes the other's place."""

    equal: bool
    a1: int
    a2: int
    b1: int
    b2: int


def word_diff(before: Sequence[str], after: Sequence[str], language: str) -> WordDiff:
    """The paragraphs of two versions as one text. `language` is a BCP 47 primary tag, for the numbers.

    Of equal words the later version's writing is given. Deterministic; linear in time beyond the bounds above. Never
    raises.
    """
    regions, whole = _compared([plain(each) for each in before], [plain(each) for each in after])
    found: list[Paragraph] = []
    for each in regions:
        if each.equal:
            found += [Paragraph((Run(Kind.EQUAL, text),)) for text in after[each.b1 : each.b2]]
            continue
        old, new = before[each.a1 : each.a2], after[each.b1 : each.b2]
        inner = _by_words(old, new, language) if old and new else None
        whole = whole and (inner is not None or not (old and new))
        found += inner if inner is not None else _without_words(old, new)
    return WordDiff(tuple(found), whole)


def _compared(before: Sequence[str], after: Sequence[str]) -> tuple[list[_Region], bool]:
    """Where both are the same and where not, in turns; and whether that was found out, for it was not too much."""
    same = _common_start(before, after)
    tail = _common_start(before[same:][::-1], after[same:][::-1])
    a2, b2 = len(before) - tail, len(after) - tail
    regions = [_Region(True, 0, same, 0, same)] if same else []
    fits = (a2 - same) * (b2 - same) <= _MOST_WORK
    if fits:
        opcodes = Indel.opcodes(before[same:a2], after[same:b2])
        parts = ((each.tag == "equal", *_moved(each, same)) for each in opcodes)
        for equal, some in groupby(parts, key=lambda each: each[0]):
            row = list(some)
            regions.append(_Region(equal, row[0][1], row[-1][2], row[0][3], row[-1][4]))
    else:
        regions.append(_Region(False, same, a2, same, b2))
    if tail:
        regions.append(_Region(True, a2, len(before), b2, len(after)))
    return regions, fits


def _moved(opcode: object, by: int) -> tuple[int, int, int, int]:
    _, a1, a2, b1, b2 = tuple(opcode)  # type: ignore[arg-type,var-annotated]  # rapidfuzz has no types for it
    return a1 + by, a2 + by, b1 + by, b2 + by


def _common_start(before: Sequence[str], after: Sequence[str]) -> int:
    count = 0
    for one, other in zip(before, after, strict=False):
        if one != other:
            break
        count += 1
    return count


def _by_words(before: Sequence[str], after: Sequence[str], language: str) -> list[Paragraph] | None:
    """Paragraphs that differ, word by word; None where that is too much."""
    if sum(map(len, before)) + sum(map(len, after)) > _MOST_CHARACTERS:
        return None
    old = [unit for text in before for unit in _units(text, language)]
    new = [unit for text in after for unit in _units(text, language)]
    regions, fits = _compared([each.key for each in old], [each.key for each in new])
    if not fits:
        return None
    return _paragraphs(old, new, _without_islands(new, _slid(old, new, regions)))


def _without_words(before: Sequence[str], after: Sequence[str]) -> list[Paragraph]:
    gone = [Paragraph((Run(Kind.DELETED, text),), Kind.DELETED) for text in before]
    return gone + [Paragraph((Run(Kind.INSERTED, text),), Kind.INSERTED) for text in after]


def _units(text: str, language: str) -> Iterator[_Unit]:
    """The words of a paragraph, and its end."""
    sentence = Sentence(composed(text), 0, 0, len(text), language)
    tokens = sentence.tokens
    first_of = {each.first: each.after for each in numbers_in(sentence)}
    at = 0
    while at < len(tokens):
        number = at in first_of
        after = first_of[at] if number else _word_end(sentence, at)
        end = tokens[after].start if after < len(tokens) else len(sentence.text)
        key = " ".join(token.key for token in tokens[at:after])
        written = sentence.text[tokens[at].start : end]
        if number or not _UNSPACED.search(key):
            yield _Unit(key, written, number)
        else:
            yield from (_Unit(each.rstrip(), each, each[0].isdecimal()) for each in _letters(written))
        at = after
    yield _Unit(_END, "")


def _word_end(sentence: Sentence, at: int) -> int:
    """Behind the word that begins with this token: in some scripts a vowel sign is a token of its own."""
    tokens, after = sentence.tokens, at + 1
    if sentence.text.isascii():
        return after
    while after < len(tokens) and tokens[after].start == tokens[after - 1].end:
        joint = sentence.text[tokens[after].start - 1 : tokens[after].start + 1]
        if not any(unicodedata.category(each).startswith("M") for each in joint):
            break
        after += 1
    return after


def _letters(written: str) -> Iterator[str]:
    """The letters of a word, each with its signs, its figures, and the last one with the white space behind it."""
    found = ""
    for each in written:
        goes_on = each.isspace() or unicodedata.category(each).startswith("M")
        if found and not goes_on and not (each.isdecimal() and found[-1].isdecimal()):
            yield found
            found = ""
        found += each
    if found:
        yield found


def _slid(old: Sequence[_Unit], new: Sequence[_Unit], regions: Sequence[_Region]) -> list[_Region]:
    """With words that only came, or only went, moved so that they end with a paragraph, where they read the same there.

    Else a paragraph that came behind "…, he said." would begin with that full stop.
    """
    found: list[_Region] = []
    rest = list(regions)
    for at, here in enumerate(rest):
        by = 0 if here.equal else _steps_to_an_end(old, new, found, here, rest[at + 1 :])
        if by:
            before = found.pop() if found else here._replace(equal=True, a2=here.a1, b2=here.b1)
            found.append(before._replace(a2=before.a2 + by, b2=before.b2 + by))
            if at + 1 == len(rest):
                rest.append(here._replace(equal=True, a1=here.a2, b1=here.b2))
            rest[at + 1] = rest[at + 1]._replace(a1=rest[at + 1].a1 + by, b1=rest[at + 1].b1 + by)
        found.append(
            _Region(here.equal, here.a1 + by, here.a2 + by, here.b1 + by, here.b2 + by) if by else here
        )
    return [each for each in found if each.a1 < each.a2 or each.b1 < each.b2]


def _steps_to_an_end(
    old: Sequence[_Unit],
    new: Sequence[_Unit],
    before: Sequence[_Region],
    here: _Region,
    after: Sequence[_Region],
) -> int:
    """By how many words the region is to be moved, to the right or, less than 0, to the left; 0 where it is not."""
    if here.a1 < here.a2 and here.b1 < here.b2:
        return 0
    side, start, end = (old, here.a1, here.a2) if here.b1 == here.b2 else (new, here.b1, here.b2)
    if side[end - 1].key == _END or all(each.key != _END for each in side[start:end]):
        return 0
    right = after[0].b2 - after[0].b1 if after else 0
    left = before[-1].b2 - before[-1].b1 if before else 0
    for by in range(right):
        if side[start + by].key != side[end + by].key:
            break
        if side[end + by].key == _END:
            return by + 1
    for by in range(left):
        if side[end - 1 - by].key != side[start - 1 - by].key:
            break
        if side[end - 2 - by].key == _END:
            return -by - 1
    return 0


def _without_islands(new: Sequence[_Unit], regions: Sequence[_Region]) -> list[_Region]:
    """Without equal words between two changes that are of twice as many words each, or more."""
    found: list[_Region] = []
    for each in regions:
        found.append(each)
        while len(found) > 2 and _is_island(new, *found[-3:]):
            left, _, right = found[-3:]
            found[-3:] = [_Region(False, left.a1, right.a2, left.b1, right.b2)]
    return found


def _is_island(new: Sequence[_Unit], left: _Region, middle: _Region, right: _Region) -> bool:
    if left.equal or not middle.equal or right.equal:
        return False
    units = new[middle.b1 : middle.b2]
    # A number that stayed is not to look as one that was changed.
    if any(each.number or each.key == _END for each in units):
        return False
    return all(2 * len(units) <= max(each.a2 - each.a1, each.b2 - each.b1) for each in (left, right))


def _paragraphs(old: Sequence[_Unit], new: Sequence[_Unit], regions: Sequence[_Region]) -> list[Paragraph]:
    found: list[Paragraph] = []
    runs: list[Run] = []
    for kind, unit in _in_order(old, new, regions):
        if unit.key == _END:
            found.append(Paragraph(tuple(_joined(runs)), kind))
            runs = []
        else:
            runs.append(Run(kind, unit.text, unit.number and kind is not Kind.EQUAL))
    return found


def _in_order(
    old: Sequence[_Unit], new: Sequence[_Unit], regions: Sequence[_Region]
) -> Iterator[tuple[Kind, _Unit]]:
    for each in regions:
        if each.equal:
            yield from ((Kind.EQUAL, unit) for unit in new[each.b1 : each.b2])
        else:
            yield from ((Kind.DELETED, unit) for unit in old[each.a1 : each.a2])
            yield from ((Kind.INSERTED, unit) for unit in new[each.b1 : each.b2])


def _joined(runs: Sequence[Run]) -> Iterator[Run]:
    for (kind, number), some in groupby(runs, key=lambda each: (each.kind, each.number)):
        yield Run(kind, "".join(each.text for each in some), number)
