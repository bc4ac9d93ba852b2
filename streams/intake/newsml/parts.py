"""Which of a document's items are reported: its texts, and not the pictures that accompany them."""

from __future__ import annotations

from collections.abc import Sequence

from streams.article import Article, Dropped
from streams.kinds import Reason


def articles_of(read: Sequence[Article | Dropped]) -> Dropped | list[Article | Dropped]:
    """The articles, and in their places the items that are broken; one refusal for the whole if there is no article."""
    kept = [each for each in read if isinstance(each, Article) or each.reason is Reason.INVALID_DOCUMENT]
    if any(isinstance(each, Article) for each in kept):
        return kept
    return _one_refusal(read)


def _one_refusal(read: Sequence[Article | Dropped]) -> Dropped:
    """Why a whole message has no article: the gravest of its items' reasons, and what they are."""
    refused = [each for each in read if isinstance(each, Dropped)]
    if not refused:
        return Dropped(Reason.NO_ARTICLE, "a document without an item")
    order = (Reason.INVALID_DOCUMENT, Reason.NO_ARTICLE, Reason.NOT_TEXT)
    gravest = min(refused, key=lambda each: order.index(each.reason))
    details = "; ".join(dict.fromkeys(each.detail for each in refused))
    return gravest if len(refused) == 1 else Dropped(gravest.reason, f"{len(refused)} items: {details}"[:300])
