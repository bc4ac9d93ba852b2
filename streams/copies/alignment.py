"""The second look at two texts that sketches find alike: is one made of the other, or are both made of a template?

Shingles count the words that two texts share, and two results of a lottery share all but their news. So both texts are
aligned word by word, along their longest common subsequence (Hyyrö, "Bit-parallel LCS-length computation revisited",
2004, as in rapidfuzz), and their facts are looked at: numbers, days and months, and names as far as capitals tell. Who
edits a story takes facts out, or puts some in. A template puts others in their place.

Where no capitals tell names, a name is what stands in one place after another for the same other words, from the
opening on: "मेष" and "वृषभ". Who edits a text puts another word for one here and there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Indel

from streams.copies.measures import same_name, same_number, tells
from streams.copies.reading import BARE, DAY, NAME, NUMBER, START, Reading

#: Words that stand in place of others. Longer runs are other sentences, whose facts say nothing about each other.
LONGEST_SWAP = 12
#: A run of so many words that both texts have is no chance; in a short text, which has few, a shorter one.
RUN, SHORT_RUN = 5, 3
#: Words on either side of a swapped fact in which facts that both texts have count as standing beside it.
NEAR = 20
#: So many words are the opening of a text, which says what is new.
OPENING = 50
#: So many words say whom it is about.
LEDE = 25
#: Below this many words a text is short: every fact in it is its news.
SHORT = 60
#: Words of a flash.
FLASH = 22

# Where a text of a template differs: swapped facts among those beside them, and among all that both texts have.
_BESIDE, _OF_ALL = 0.2, 0.08
#: The same where only two facts are swapped: a copy may have two that were put right.
_TWO_BESIDE, _TWO_OF_ALL = 0.5, 0.15
#: Of an opening this share is told in the words of the other text where one is made of the other.
_TOLD_AGAIN = 0.3
#: Words in place of others, in a script without capitals, count so much each where others are surely another name.
_PERHAPS = 0.5
#: Words that no capital tells are another spelling or form of those in whose place they stand if they are so alike.
_ALIKE, _LONG_ENOUGH = 0.6, 4
#: A text that has so much of another is made of it, whatever its opening is.
_MADE_OF_IT = 0.75

_NAMES = (NAME, START)
_DIGITS = re.compile(r"\d+")


class Common(NamedTuple):
    """For each word of a text, and of another, whether it stands in a run of words that the other has, too: 1 or 0."""

    covered: bytes
    matched: bytes

    @property
    def share(self) -> float:
        """The share of the text's words that stand in such runs."""
        return _share(self.covered)

    @property
    def shared(self) -> float:
        """The share of the other's words that do."""
        return _share(self.matched)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How a text stands to another one.

    `share` is the share of its words that stand in runs of RUN words in the other, `shared` that of the other's words
    in it, 0 to 1; in short texts runs of SHORT_RUN count. `news` is how many facts only it has, each once, `others`
    how many only the other has. `swaps` are the facts that stand in place of others, as (the other's, its own), each
    pair once; `contradictions` those of them that are numbers. `same`: they tell the same story; False for two of a
    template, or that have no more in common than standing text. `renamed`: the first lines name somebody else.
    """

    share: float
    shared: float
    news: int
    others: int
    swaps: tuple[tuple[str, str], ...]
    contradictions: tuple[tuple[str, str], ...]
    same: bool
    renamed: bool = False


def common(text: Reading, other: Reading) -> Common:
    """What two texts have in common, whatever their facts are; a third of the work of `align`."""
    size = SHORT_RUN if min(len(text.words), len(other.words)) < SHORT else RUN
    return Common(_covered(text, other, size), _covered(other, text, size))


def align(text: Reading, other: Reading, *, shares: Common | None = None) -> Likeness:
    """How `text` stands to `other`; some 0.2 ms for two of 700 words, 8 ms for two of MOST_WORDS.

    `shares` is what `common` gives of them, if it was asked before.
    """
    covered, matched = shares or common(text, other)
    share, shared = _share(covered), _share(matched)
    swaps, kept, untold = _facts(text, other)
    beside = {text.words[at] for at in _beside([at for at, *_ in swaps], kept)}
    pairs = tuple(dict.fromkeys((old, new) for _, old, new in swaps))
    numbers = dict.fromkeys((old, new) for at, old, new in swaps if text.kinds[at] == NUMBER)
    known = {text.words[at] for at in kept}
    short = min(len(text.words), len(other.words))
    # No editor puts Friday for Wednesday: a day counts twice.
    weight = len(pairs) + len({(old, new) for at, old, new in swaps if text.kinds[at] == DAY})
    weight += sum(_differing(old, new) - 1 for old, new in numbers)
    names = [each for each in swaps if text.kinds[each[0]] == NAME]
    # Nobody writes Sunderland for Hull from the headline to the end.
    weight += len(_again(names))
    same = not _swapped(weight + _names_untold(untold, weight), len(beside), len(known), short)
    if same and max(share, shared) < _MADE_OF_IT:
        same = not _news_of_its_own(text, covered, other, matched)
    news, others = text.facts.difference(other.words), other.facts.difference(text.words)
    renamed = any(at < LEDE and text.kinds[at] in _NAMES for at, *_ in swaps)
    return Likeness(share, shared, len(news), len(others), pairs, tuple(numbers), same, renamed)


def _differing(old: str, new: str) -> int:
    """How many numbers of a draw are others; 1 of what is none. The same ones in another order are another draw."""
    if not (old.strip("0123456789.,:/") and new.strip("0123456789.,:/")):
        return 1
    was, now = _DIGITS.findall(old), _DIGITS.findall(new)
    return max(
        1, abs(len(was) - len(now)) + sum(1 for one, other in zip(was, now, strict=False) if one != other)
    )


def _names_untold(untold: Sequence[tuple[int, str, str]], facts: int) -> float:
    """What words in place of others weigh that are names, perhaps, beside `facts` that surely are in place of others.

    Two, if the same ones stand for the same others again and again from the opening on; other words that stand there
    once count by half then, or beside two other facts.
    """
    names = _again(untold)
    if not names and facts < 2:
        return 0.0
    others = {(old, new) for _, old, new in untold} - names
    return 2 * len(names) + _PERHAPS * len(others)


def _again(swaps: Sequence[tuple[int, str, str]]) -> set[tuple[str, str]]:
    """The swaps that are the same in one place after another, from the opening on."""
    return {
        (old, new)
        for at, old, new in swaps
        if at < LEDE
        and any(by != at and _is_form_of(old, was) and _is_form_of(new, now) for by, was, now in swaps)
    }


def _is_form_of(one: str, other: str) -> bool:
    """Whether they are one word, or one with its ending and without."""
    shorter, longer = sorted((one, other), key=len)
    return one == other or (len(shorter) > 1 and longer.startswith(shorter))


def _swapped(pairs: float, beside: int, known: int, words: int) -> bool:
    """Whether so many facts in place of others make another story of a text that is else the same."""
    if words < FLASH:
        return pairs >= 1
    if pairs < 2:
        return False
    near, all_ = (_BESIDE, _OF_ALL) if pairs > 2 or words < SHORT else (_TWO_BESIDE, _TWO_OF_ALL)
    return pairs / (pairs + beside) >= near and pairs / (pairs + known) >= all_


def _news_of_its_own(text: Reading, covered: bytes, other: Reading, matched: bytes) -> bool:
    """Whether each opens with facts of its own that the other does not have: they share what stands below."""
    return _opens_alone(text, covered, other) and _opens_alone(other, matched, text)


def _opens_alone(text: Reading, covered: bytes, other: Reading) -> bool:
    if _share(covered[:OPENING]) >= _TOLD_AGAIN:
        return False
    facts = {word for word, kind in zip(text.words[:OPENING], text.kinds, strict=False) if kind > 0}
    return 4 * len(facts.difference(other.words)) >= len(facts)


# A text is aligned with several others, and the texts of a template with the same ones.
@lru_cache(maxsize=16)
def _runs(text: Reading, size: int) -> tuple[tuple[int, ...], frozenset[int]]:
    """Each run of so many words in their order, by its hash, and the same as a set.

    Two that differ have the same 64 bits once in some 10^13 pairs of texts of 700 words. Then a run counts as common.
    """
    runs = tuple(map(hash, zip(*(text.words[at:] for at in range(size)), strict=False)))
    return runs, frozenset(runs)


def _covered(text: Reading, other: Reading, size: int) -> bytes:
    """For each word whether it stands in a run of so many words that the other text has, too: 1 or 0."""
    size, many = min(size, len(other.words)), len(text.words)
    if not 0 < size <= many:
        return bytes(many)
    begins = bytes(map(_runs(other, size)[1].__contains__, _runs(text, size)[0]))
    # A run covers the word at which it begins and those behind it: as a number, whose bytes the words are, that takes
    # as many shifts as a run has words.
    number = int.from_bytes(begins, "little")
    covered = 0
    for at in range(size):
        covered |= number << 8 * at
    return covered.to_bytes(many, "little")


def _share(covered: bytes) -> float:
    return covered.count(1) / max(1, len(covered))


def _facts(
    text: Reading, other: Reading
) -> tuple[list[tuple[int, str, str]], list[int], list[tuple[int, str, str]]]:
    """The swapped facts, each as (its place, the other's, its own), the places of those that both texts have, and the
    words in place of others that may be names, as the facts.

    A fact that the other text has elsewhere is no swapped one: it was moved. So were those that are swapped among
    themselves, as the lines of a list in another order. But of two draws some numbers may be the same.
    """
    kept: list[int] = []
    gaps: list[tuple[range, range]] = []
    mine, theirs = Counter(text.words), Counter(other.words)
    for equal, gone, come, after in _gaps(text.words, other.words):
        kept += [at for at in range(gone.start - equal, gone.start) if text.kinds[at] > 0]
        longest = max(len(gone), len(come))
        # What has fewer equal words beside it than half its length is no place that both texts have: other sentences
        # share a word here and there. Where both texts begin counts as such a word: "Maud Ellersby, 81, of ..." and
        # "Otto Wrangel, 77, of ...".
        begins = gone.start == come.start == 0
        if gone and come and longest <= LONGEST_SWAP and longest <= 2 * (equal + after + begins):
            gaps.append((gone, come))
            for at in gone:
                mine[text.words[at]] -= 1
            for at in come:
                theirs[other.words[at]] -= 1
    swaps: list[tuple[int, str, str]] = []
    for gone, come in gaps:
        for kind in (NUMBER, NAME, DAY):
            kinds: tuple[int, ...] = (kind,)
            if kind == NAME and any(
                NAME in each.kinds[part.start : part.stop] for each, part in ((text, gone), (other, come))
            ):
                # "The Swiss National Bank" and, at the beginning of its sentence, "Norges Bank"
                kinds = _NAMES
            new = [at for at in gone if text.kinds[at] in kinds and theirs[text.words[at]] <= 0]
            old = [at for at in come if other.kinds[at] in kinds and mine[other.words[at]] <= 0]
            swaps += [
                (at, other.words[place], text.words[at])
                for at, place in zip(new, old, strict=False)
                if not _is_same_fact(kind, text, at, other, place)
            ]
    gone_words, come_words = {was for _, was, _ in swaps}, {now for _, _, now in swaps}
    told = [each for each in swaps if each[1] not in come_words or each[2] not in gone_words]
    return told, kept, list(_untold(text, other, gaps))


def _untold(
    text: Reading, other: Reading, gaps: Sequence[tuple[range, range]]
) -> Iterator[tuple[int, str, str]]:
    """Words in place of others of which no capital says whether they are names: each as (its place, others, words).

    Also those with a capital where a sentence begins in both texts. What both texts have is no name of one of them.
    """
    whole: tuple[str, str] | None = None
    for gone, come in gaps:
        own = text.kinds[gone.start : gone.stop]
        for kind in (BARE, START):
            if kind not in own:
                continue
            mine = [at for at in gone if text.kinds[at] == kind]
            theirs = [at for at in come if other.kinds[at] == kind]
            if not theirs:
                continue
            whole = whole or ("".join(text.words), "".join(other.words))
            for at, old, new in _in_place(text, mine, other, theirs):
                if new not in whole[1] and old not in whole[0] and tells(old, new):
                    yield at, old, new


def _in_place(
    text: Reading, mine: Sequence[int], other: Reading, theirs: Sequence[int]
) -> Iterator[tuple[int, str, str]]:
    """Words of a gap, as (the place, the other's, its own): one by one where there are as many, else all as one.

    In scripts without spaces, whose words are characters, all are one, and signs that stand between, such as vowels.
    """
    apart = len(mine) == len(theirs) and max(len(text.words[at]) for at in mine) > 1
    parts = [(at, at, place, place) for at, place in zip(mine, theirs, strict=False)]
    for first, last, begin, end in parts if apart else [(mine[0], mine[-1], theirs[0], theirs[-1])]:
        new, old = "".join(text.words[first : last + 1]), "".join(other.words[begin : end + 1])
        if not _spelt_alike(old, new):
            yield first, old, new


def _spelt_alike(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= _LONG_ENOUGH and Indel.normalized_similarity(one, other) >= _ALIKE


def _is_same_fact(kind: int, text: Reading, at: int, other: Reading, place: int) -> bool:
    """Whether what stands in place of the other's fact is that fact, written or measured in another way."""
    now, was = text.words[at], other.words[place]
    if now == was:
        return True
    if kind == NUMBER:
        return same_number(text, at, other, place)
    return kind == NAME and min(len(text.words), len(other.words)) >= FLASH and same_name(now, was)


def _gaps(words: Sequence[str], others: Sequence[str]) -> Iterator[tuple[int, range, range, int]]:
    """Where the texts differ, in their order: the places that differ in each, and how many equal words stand before
    and behind. One of these may be empty.
    """
    equal = at = place = 0
    for block in Indel.editops(words, others).as_matching_blocks():
        # Blocks come in order, the last is empty and stands at both ends.
        yield equal, range(at, block.a), range(place, block.b), block.size
        equal, at, place = block.size, block.a + block.size, block.b + block.size


def _beside(swaps: Sequence[int], kept: Sequence[int]) -> Iterator[int]:
    """Of the places in `kept`, ascending, those that are at most NEAR from one of `swaps`, ascending."""
    first = 0
    for at in kept:
        while first < len(swaps) and swaps[first] < at - NEAR:
            first += 1
        if first < len(swaps) and swaps[first] <= at + NEAR:
            yield at
