"""Which of several languages that are alike a text is in, by words that one has and the other has not.

A detector of letters takes Bosnian, Croatian and Serbian for one language. A word such as Croatian "tijekom" for
"tokom" decides it: each word of the text that stands in a list speaks for the list's languages, and the language
for which most speak wins. The lists are streams/data/languages/kin.toml.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from streams.datafiles import read_toml

_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST, _LONGEST = 3, 10  # letters of a beginning of a word


@dataclass(frozen=True, slots=True)
class _Group:
    """Languages that are alike, and for which of them a word or the beginning of a word speaks."""

    words: Mapping[str, tuple[str, ...]]
    beginnings: Mapping[str, tuple[str, ...]]
    usual: str | None  # the language of a text of which no word tells anything; None: as it was guessed

    def speaks_for(self, word: str) -> tuple[str, ...]:
        """The tags that the word speaks for; none if it tells nothing."""
        if (tags := self.words.get(word)) is not None:
            return tags
        for end in range(min(len(word), _LONGEST), _SHORTEST - 1, -1):
            if (tags := self.beginnings.get(word[:end])) is not None:
                return tags
        return ()


def nearest(texts: Iterable[str], tag: str) -> str:
    """`tag`, or the language alike it for which more of the words in `texts` speak.

    `tag` is a primary BCP 47 tag; one that has no lists of words comes back as it is.
    """
    return lead_over(texts, tag, 1)


def lead_over(texts: Iterable[str], tag: str, lead: int) -> str:
    """As `nearest`, where the other language must have `lead` words more than `tag`."""
    group = _groups().get(tag)
    if group is None:
        return tag
    votes: Counter[str] = Counter()
    for word in {word for text in texts for word in _WORD.findall(text.casefold())}:
        votes.update(group.speaks_for(word))
    if not votes:
        return group.usual or tag if lead == 1 else tag
    best = max(votes, key=lambda each: (votes[each], each))
    return best if votes[best] >= votes[tag] + lead else tag


def is_told_apart(tag: str) -> bool:
    """Whether there are lists of words for the language and its kin."""
    return tag in _groups()


@cache
def _groups() -> dict[str, _Group]:
    """The group of each tag that is in one."""
    found: dict[str, _Group] = {}
    for lists in read_toml("languages/kin.toml").values():
        words: dict[str, tuple[str, ...]] = {}
        beginnings: dict[str, tuple[str, ...]] = {}
        usual = lists.pop("usual", None)
        for tags, text in lists.items():
            for word in text.split():
                (beginnings if word.endswith("*") else words)[word.rstrip("*")] = tuple(tags.split())
        group = _Group(words, beginnings, usual)
        found |= {tag: group for tags in lists for tag in tags.split()}
    return found
