"""How well an article fits a story that goes by the same slug, or by the same number of its page.

A slug may be a section's ("Germany/politics/"), or stand on every alert of a day. So what joins two items is a mark or
a like text, and of several stories the one whose headline and text fit. All work is bounded: sketches, headlines, and
the opening words of short texts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from streams.article import Article
from streams.copies.alignment import FLASH
from streams.copies.sketch import words_of
from streams.stories.ledger import Ledger
from streams.stories.story import Story

#: Characters of a text that are looked at word by word.
_OPENING = 3_000
#: What a desk writes before a headline: "UPDATE 1-", "CORRECTED-", "1ST LEAD ", "KILL: ".
_MARK = re.compile(r"^(?:[A-Z\d][A-Z\d .()]{2,30}?\s?(?:[-:–—]{1,2}|(?<=LEAD|KILL) )\s?)+")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
#: Fewer words than this say nothing by themselves.
_FEWEST = 2
#: Texts with fewer words are told apart by their words, of which they must share so many; longer ones have sketches.
_SHORT, _MOSTLY, _ENOUGH = 25, 0.5, 6
#: Without that, what two texts of one tongue share is chance, and says no more than this.
_CHANCE = 0.05


@dataclass(frozen=True, slots=True)
class Fit:
    """How an article and a story agree, each 0 to 1; None where one of them has nothing to compare.

    `text`: the larger of similarity and containment, of short texts the share of the words. `same`: the similarity
    alone, which templates and longer versions do not reach. `headline`: the share of the shorter one's words.
    """

    text: float | None
    same: float
    headline: float | None

    @property
    def rank(self) -> float:
        """Which of several stories fits better."""
        return (self.text or 0.0) + (self.headline or 0.0)


def fit_of(ledger: Ledger, story: Story, article: Article) -> Fit:
    """How well the article fits the story."""
    headline = _overlap(_telling(article.headline), _telling(story.card.headline if story.card else None))
    text, same = _text_fit(ledger, story, article)
    return Fit(text, same, headline)


def named_in(story: Story, article: Article) -> float:
    """The share of the story's headline that stands in a message's own words, 0 to 1."""
    headline = _telling(story.card.headline if story.card else None)
    said = _beginning([*filter(None, (article.headline, article.header.ed_note)), *article.paragraphs[:3]])
    return len(headline & _words(said)) / len(headline) if len(headline) >= _FEWEST else 0.0


def numbers_agree(story: Story, article: Article) -> bool:
    """Whether the numbers of both texts are mostly the same: those of two results in one template are not."""
    mine = set(_NUMBER.findall(_beginning(article.paragraphs)))
    theirs = set(_NUMBER.findall(_opening(story)))
    fewer = min(len(mine), len(theirs))
    return fewer == 0 or len(mine & theirs) >= 0.7 * fewer


def _text_fit(ledger: Ledger, story: Story, article: Article) -> tuple[float | None, float]:
    if not article.paragraphs:
        return None, 0.0
    similarity, containment = ledger.resemblance(story.uri, article)
    text: float | None = max(similarity, containment)
    if not text or (similarity < 1 and _is_flash(story, article)):
        # Nothing in common, or a flash, whose sketch is of its characters: its words alone say more.
        mine, theirs = _words(_beginning(article.paragraphs)), _words(_opening(story))
        similarity, text = 0.0, _overlap(mine, theirs)
        mostly = text is not None and text >= _MOSTLY and len(mine & theirs) >= _ENOUGH
        if mostly and min(len(mine), len(theirs)) < _SHORT:
            similarity = len(mine & theirs) / len(mine | theirs)
        elif text is not None:
            text = min(text, _CHANCE)
    return text, similarity


def _is_flash(story: Story, article: Article) -> bool:
    return min(len(_beginning(article.paragraphs).split()), len(_opening(story).split())) < FLASH


def _opening(story: Story) -> str:
    """The beginning of the texts that stand, or that wait."""
    return _beginning(
        [paragraph for part in (*story.parts, *story.held)[:3] for paragraph in part.paragraphs[:20]]
    )


def _beginning(paragraphs: Sequence[str]) -> str:
    return " ".join(paragraph[:_OPENING] for paragraph in paragraphs[:60])[:_OPENING]


def _telling(text: str | None) -> frozenset[str]:
    """The words of a headline, without the mark above it and without short words."""
    return _words(_MARK.sub("", text[:500])) if text else frozenset()


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in words_of(text) if len(word) > 2 or not word.isascii())


def _overlap(one: frozenset[str], other: frozenset[str]) -> float | None:
    """The share of the smaller set that the other has, too; 0 where they have but one word in common."""
    if not one or not other:
        return None
    shared = len(one & other)
    return shared / min(len(one), len(other)) if shared >= _FEWEST or one == other else 0.0
