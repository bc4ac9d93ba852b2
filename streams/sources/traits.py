"""What is measured of an article to see whether its source's copy looks as usual."""

from __future__ import annotations

import math
from enum import StrEnum

from streams.article import Article


class Trait(StrEnum):
    """What may change about the copy of a source: the metric's label, and `what` in its events."""

    LENGTH = "length"  # of the text, as the natural logarithm of its characters
    FURNITURE = "furniture"  # the share of the copy's characters that was removed
    DATES = "dates"  # the share of articles that do not say when they were written
    BYLINES = "bylines"  # the share of articles without a byline


#: One number for each trait, in the order of Trait.
Traits = tuple[float, float, float, float]


def traits_of(article: Article) -> Traits | None:
    """The traits of a clean article; None for one that tells nothing of its source's copy.

    That is one without text, for it is a flash or a message, and one that is canceled or withheld.
    """
    kept = sum(map(len, article.paragraphs))
    if not kept or article.pub_status != "usable":
        return None
    removed = sum(len(each.text) for each in article.removed)
    dated = article.version_created or article.first_created
    return math.log(kept), removed / (removed + kept), float(not dated), float(not article.byline)
