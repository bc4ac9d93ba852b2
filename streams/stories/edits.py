"""Whether a text is an edit of another one, however much of it was rewritten, or another text.

Three measures, each enough by itself: runs of three words (Broder, "On the resemblance and containment of documents",
1997) for what was cut, added to and touched up; the names for what was rewritten throughout, a live report after hours
for instance; the words that tell what a text is about for a flash that became a story. Their thresholds are measured on
the seeds, in tests/stories/test_edits.py.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from itertools import groupby, islice, pairwise
from typing import NamedTuple

from streams.article import Article
from streams.copies.sketch import words_of
from streams.enrich.background import background

#: A text of fewer characters than this, forty words of English, may be cut to anything.
SHORT = 240
#: What two texts share is counted twice, as a share of the one and of the other, and both are added: an edit has all of
#: a shorter version, or half of two of one length. A front that shows the opening of an article has a tenth of both.
#: From this sum of common runs of three words on a version is an edit. With three of ten words rewritten it is .68; of
#: the seeds, two that tell of different things have .1 at most.
ALIKE = 0.5
#: From this share of common names of both on, and from so many, two texts tell the same story: rewritten throughout it
#: has .25 and more. Of the seeds, two that tell of different things have three names in common at most, or .2.
NAMED = 0.25
FEWEST_NAMES = 5
#: So many words in a row that are the same are a sentence taken over: its names do not count.
SENTENCE = 8
#: From this sum of common words on that tell anything, and from so many, a text is another one rewritten or continued.
REWRITTEN = 0.7
FEWEST_WORDS = 12
#: From this share of those words on, of either text, a short text is told in another one. Of the seeds, a flash has .6
#: and more in common with its story, and .23 at most with one of something else.
TOLD = 0.4
#: A text with fewer words that tell anything may become any other: what that shares is chance.
FEWEST_TELLING = 6
#: A body of fewer words says too little by itself: its headline belongs to it.
FEW_WORDS = 12
#: Characters that are compared, and words, from the beginning. An event of a megabyte must not hold up the writer.
MOST = 18_000
MOST_WORDS = 4_000
#: Paragraphs that are looked for in the other text, from the beginning, if they have so many characters.
MOST_PARAGRAPHS = 4_000
FULL_PARAGRAPH = 40

_NAME = re.compile(r"[^\W\d_][^\W_]{3,}")
_STEM = 6  # letters of a word by which it is known in another inflection


def too_little(standing: Sequence[Article], article: Article) -> float | None:
    """What a text shares with those that stand, 0 to 1, if it is too little for an edit of them; else None.

    It takes 3 µs for an edit that leaves paragraphs alone, 0.5 ms for another article, and 50 ms for two of half a
    megabyte in lines of five characters.
    """
    if _same_paragraphs(standing, article):
        return None
    return _shared(_text_of(*standing), _text_of(article), article.language)


def alike(one: Article, other: Article, least: float = ALIKE) -> bool:
    """Whether two texts have enough runs of words in common for an edit, or so many: `least` is as ALIKE, up to 2."""
    runs, found = (_runs(words_of(_text_of(each))[:MOST_WORDS]) for each in (one, other))
    return _alike(runs, found, least)


def length_of(*parts: Article) -> int:
    """The characters of the body."""
    return sum(sum(map(len, part.paragraphs)) for part in parts)


def _same_paragraphs(standing: Sequence[Article], article: Article) -> bool:
    """Whether enough of both texts is the same, paragraph for paragraph.

    Most edits leave most paragraphs alone: this spares them the comparison of the words.
    """
    stands = islice((each for part in standing for each in part.paragraphs), MOST_PARAGRAPHS)
    known = {paragraph for paragraph in stands if len(paragraph) >= FULL_PARAGRAPH}
    same = sum(len(each) for each in islice(article.paragraphs, MOST_PARAGRAPHS) if each in known)
    return same >= SHORT / 2 and same / length_of(*standing) + same / length_of(article) >= ALIKE


def _text_of(*parts: Article) -> str:
    """The body, from its beginning; with the headline, where it has only a few words."""
    paragraphs = (paragraph for part in parts for paragraph in part.paragraphs)
    body = "\n".join(islice(paragraphs, MOST))[:MOST]
    if len(body) < SHORT and len(words_of(body)) < FEW_WORDS:
        return f"{parts[0].headline or ''}\n{body}"
    return body


def _shared(stands: str, comes: str, language: str) -> float | None:
    """What a text shares with another one, 0 to 1, if it is too little for an edit of it; else None."""
    one, other = words_of(stands)[:MOST_WORDS], words_of(comes)[:MOST_WORDS]
    runs, found = _runs(one), _runs(other)
    if _alike(runs, found):
        return None
    telling, told = _telling(one, language), _telling(other, language)
    if len(telling) < FEWEST_TELLING:
        return None
    same = runs & found
    names = _share(
        _names(stands, language) & _apart(one, same), _names(comes, language) & _apart(other, same)
    )
    if names.common >= FEWEST_NAMES and min(names.one, names.other) >= NAMED:
        return None
    words = _share(telling, told)
    if words.common >= FEWEST_WORDS and words.one + words.other >= REWRITTEN:
        return None
    # A long text with few words is a table: any article has half of them.
    short = min(len(stands), len(comes)) < 2 * SHORT
    if short and max(words.one, words.other) >= TOLD:
        return None
    alike = _share(runs, found)
    return max(alike.one, alike.other)


def _alike(runs: frozenset[tuple[str, ...]], found: frozenset[tuple[str, ...]], least: float = ALIKE) -> bool:
    shared = _share(runs, found)
    return shared.one + shared.other >= least


class _Share(NamedTuple):
    """How many members two sets have in common, and which share of each that is, 0 to 1."""

    common: int
    one: float
    other: float


def _share(one: AbstractSet[object], other: AbstractSet[object]) -> _Share:
    common = len(one & other)
    return _Share(common, common / max(1, len(one)), common / max(1, len(other)))


def _runs(words: list[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(_each_run(words))


def _each_run(words: list[str]) -> Iterable[tuple[str, ...]]:
    return zip(words, words[1:], words[2:], strict=False)


def _apart(words: list[str], same: AbstractSet[tuple[str, ...]]) -> frozenset[str]:
    """The words outside of the sentences that are the same in both texts, shortened. `same` are the common runs.

    A front has the names of an article's opening in that opening alone; what was rewritten has them everywhere.
    """
    common = [run in same for run in _each_run(words)]
    alone = [True] * len(words)
    start = 0
    for is_common, stretch in groupby(common):
        end = start + len(list(stretch))
        if is_common and end - start + 2 >= SENTENCE:
            alone[start : end + 2] = [False] * (end - start + 2)
        start = end
    return frozenset(word[:_STEM] for word, counts in zip(words, alone, strict=True) if counts)


def _telling(words: list[str], language: str) -> frozenset[str]:
    """The words that tell what a text is about, shortened: no function words, and no short ones.

    A character of a script without spaces tells nothing by itself, but with the next one.
    """
    known = background(language)
    found = {word[:_STEM] for word in words if len(word) > 3 and not known.barred(word)}
    return frozenset(
        found.union(one + other for one, other in pairwise(words) if len(one) == len(other) == 1)
    )


def _names(text: str, language: str) -> frozenset[str]:
    """The names in a text, shortened: words with a capital that everyday news does not have."""
    known = background(language)
    found = {
        word.casefold() for word in _NAME.findall(unicodedata.normalize("NFC", text)) if word[0].isupper()
    }
    return frozenset(word[:_STEM] for word in found if not known.barred(word) and word not in known.bands)
