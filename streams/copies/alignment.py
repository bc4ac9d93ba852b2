"""The second look at two texts that sketches find alike: is one made of the other, or are both made of a template?

Shingles count the words that two texts share, and two results of a lottery share all but their news. So both texts are
aligned word by word, along their longest common subsequence (Hyyrö, "Bit-parallel LCS-length computation revisited",
2004, as in rapidfuzz), and their facts are looked at: numbers, days and months, and names as far as capitals tell. Who
edits a story takes facts out, or puts some in. A template puts others in their place.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import Indel

from streams.copies.sketch import UNSPACED, fold
from streams.datafiles import read_toml

#: Words of a text that are aligned; of a longer one the first. Two texts of that length take 2 MB and some 5 ms.
MOST_WORDS = 4_000
#: Words that stand in place of others. Longer runs are other sentences, whose facts say nothing about each other.
LONGEST_SWAP = 12
#: A run of so many words that both texts have is no chance; in a short text, which has few, a shorter one.
RUN, SHORT_RUN = 5, 3
#: Words on either side of a swapped fact in which facts that both texts have count as standing beside it.
NEAR = 20
#: So many words are the opening of a text, which says what is new.
OPENING = 50
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
#: A text that has so much of another is made of it, whatever its opening is.
_MADE_OF_IT = 0.75

_NONE, _NUMBER, _NAME, _DAY = 0, 1, 2, 3
#: Numbers that are one fact, as they are drawn: "4-0-1-7", "03 – 11 – 19", "4, 0, 1, 7".
_DRAWN = r"\d\d?(?: ?[-–] ?\d\d?){2,7}(?![-–]?\d)|\d(?:,? \d(?![\d.,:/]\d|\d)){3,5}"
_WORDS = re.compile(rf"[^\W\d_{UNSPACED}]+|{_DRAWN}|\d+(?:[.,:/]\d+)*|[{UNSPACED}]")
_DIGITS = re.compile(r"\d+")
#: Numerals of scripts whose characters are words.
_NUMERALS = "〇零一二三四五六七八九十百千万億亿兆"
#: Signs after which a capital says nothing.
_ENDS = frozenset('.!?:;"“”„»«•|-–—()')


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it is aligned: its words, folded as for sketches, and what each is: a number, a name, or neither.

    `facts` are those that are something, each once.
    """

    words: tuple[str, ...]
    kinds: tuple[int, ...]
    facts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How a text stands to another one.

    `share` is the share of its words that stand in runs of RUN words in the other, `shared` that of the other's words
    in it, 0 to 1; in short texts runs of SHORT_RUN count. `news` is how many facts only it has, each once, `others`
    how many only the other has. `swaps` are the facts that stand in place of others, as (the other's, its own), each
    pair once; `contradictions` those of them that are numbers. `same`: they tell the same story; False for two of a
    template, or that have no more in common than standing text.
    """

    share: float
    shared: float
    news: int
    others: int
    swaps: tuple[tuple[str, str], ...]
    contradictions: tuple[tuple[str, str], ...]
    same: bool


def read(paragraphs: Iterable[str]) -> Reading:
    """The words of a text, MOST_WORDS of them at most; some 0.5 ms for 700 words."""
    words: list[str] = []
    kinds: list[int] = []
    facts = _said_in_words()
    for paragraph in paragraphs:
        after = 0
        text = unicodedata.normalize("NFKC", paragraph[: 40 * MOST_WORDS])
        for match in _WORDS.finditer(text):
            word = match[0]
            if word[0].isdigit():
                kind = _NUMBER
            elif (known := facts.get(word.casefold())) is not None:
                kind = known
            else:
                # What stands before a word is looked at only where it has a capital.
                named = word[0].isupper() and after and not _starts(text[after : match.start()])
                kind = _NAME if named else _NONE
            kinds.append(kind)
            words.append(word)
            after = match.end()
        if len(words) >= MOST_WORDS:
            break
    # No letter folds to a line break, so that one call serves all.
    folded = fold("\n".join(words[:MOST_WORDS])).split("\n") if words else []
    facts_in_it = frozenset(word for word, kind in zip(folded, kinds, strict=False) if kind)
    return Reading(tuple(folded), tuple(kinds[:MOST_WORDS]), facts_in_it)


def _starts(gap: str) -> bool:
    """Whether a sentence may begin behind what stands between two words."""
    return len(gap) > 1 and not _ENDS.isdisjoint(gap)


@cache
def _said_in_words() -> dict[str, int]:
    """Numbers in words, days and months, of all languages that we know: some of them write these in small letters."""
    found = dict.fromkeys(_NUMERALS, _NUMBER)
    for table in read_toml("story/numbers.toml").values():
        found |= dict.fromkeys(f"{table.get('days', '')} {table.get('months', '')}".casefold().split(), _DAY)
        for name in ("values", "tens", "scales"):
            found |= dict.fromkeys((word.casefold() for word in table.get(name, ())), _NUMBER)
    return found


def align(text: Reading, other: Reading) -> Likeness:
    """How `text` stands to `other`; some 0.2 ms for two of 700 words, 8 ms for two of MOST_WORDS."""
    size = SHORT_RUN if min(len(text.words), len(other.words)) < SHORT else RUN
    covered, matched = _covered(text.words, other.words, size), _covered(other.words, text.words, size)
    share, shared = _share(covered), _share(matched)
    swaps, kept = _facts(text, other)
    beside = {text.words[at] for at in _beside([at for at, *_ in swaps], kept)}
    pairs = tuple(dict.fromkeys((old, new) for _, old, new in swaps))
    numbers = dict.fromkeys((old, new) for at, old, new in swaps if text.kinds[at] == _NUMBER)
    known = {text.words[at] for at in kept}
    short = min(len(text.words), len(other.words))
    # No editor puts Friday for Wednesday: a day counts twice.
    weight = len(pairs) + len({(old, new) for at, old, new in swaps if text.kinds[at] == _DAY})
    weight += sum(_differing(old, new) - 1 for old, new in numbers)
    same = not _swapped(weight, len(beside), len(known), short)
    if same and max(share, shared) < _MADE_OF_IT:
        same = not _news_of_its_own(text, covered, other, matched)
    news, others = text.facts.difference(other.words), other.facts.difference(text.words)
    return Likeness(share, shared, len(news), len(others), pairs, tuple(numbers), same)


def _differing(old: str, new: str) -> int:
    """How many numbers of a draw are others; 1 of what is none. The same ones in another order are another draw."""
    if not (old.strip("0123456789.,:/") and new.strip("0123456789.,:/")):
        return 1
    was, now = _DIGITS.findall(old), _DIGITS.findall(new)
    return max(
        1, abs(len(was) - len(now)) + sum(1 for one, other in zip(was, now, strict=False) if one != other)
    )


def _swapped(pairs: int, beside: int, known: int, words: int) -> bool:
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
    facts = {word for word, kind in zip(text.words[:OPENING], text.kinds, strict=False) if kind}
    return 4 * len(facts.difference(other.words)) >= len(facts)


# A text is aligned with several others, and the texts of a template with the same ones.
@lru_cache(maxsize=16)
def _runs(words: tuple[str, ...], size: int) -> tuple[tuple[int, ...], frozenset[int]]:
    """Each run of so many words in their order, by its hash, and the same as a set.

    Two that differ have the same 64 bits once in some 10^13 pairs of texts of 700 words. Then a run counts as common.
    """
    runs = tuple(map(hash, zip(*(words[at:] for at in range(size)), strict=False)))
    return runs, frozenset(runs)


def _covered(words: tuple[str, ...], others: tuple[str, ...], size: int) -> bytes:
    """For each word whether it stands in a run of so many words that the others have, too: 1 or 0."""
    size = min(size, len(others))
    if not 0 < size <= len(words):
        return bytes(len(words))
    begins = bytes(map(_runs(others, size)[1].__contains__, _runs(words, size)[0]))
    # A run covers the word at which it begins and those behind it: as a number, whose bytes the words are, that takes
    # as many shifts as a run has words.
    number = int.from_bytes(begins, "little")
    covered = 0
    for at in range(size):
        covered |= number << 8 * at
    return covered.to_bytes(len(words), "little")


def _share(covered: bytes) -> float:
    return sum(covered) / max(1, len(covered))


def _facts(text: Reading, other: Reading) -> tuple[list[tuple[int, str, str]], list[int]]:
    """The swapped facts, each as (its place, the other's, its own), and the places of those that both texts have.

    A fact that the other text has elsewhere is no swapped one: it was moved. So were those that are swapped among
    themselves, as the lines of a list in another order. But of two draws some numbers may be the same.
    """
    kept: list[int] = []
    gaps: list[tuple[range, range]] = []
    mine, theirs = Counter(text.words), Counter(other.words)
    for equal, gone, come, after in _gaps(text.words, other.words):
        kept += [at for at in range(gone.start - equal, gone.start) if text.kinds[at]]
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
        for kind in (_NUMBER, _NAME, _DAY):
            new = [at for at in gone if text.kinds[at] == kind and theirs[text.words[at]] <= 0]
            places = (at for at in come if other.kinds[at] == kind)
            old = [other.words[at] for at in places if mine[other.words[at]] <= 0]
            swaps += [
                (at, was, text.words[at]) for at, was in zip(new, old, strict=False) if was != text.words[at]
            ]
    gone_words, come_words = {was for _, was, _ in swaps}, {now for _, _, now in swaps}
    return [each for each in swaps if each[1] not in come_words or each[2] not in gone_words], kept


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
