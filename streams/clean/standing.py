"""How an article stands to what went before it, and whether it may go out: from its format's words and its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from streams.article import Article, Hold
from streams.clean.signals import Said, read_said
from streams.kinds import HoldReason, Signal

#: A hold or a release that says no more than this, in words, has no text of its own to be published.
_NOTE_WORDS = 40
_NOTES = frozenset({Signal.HOLD, Signal.RELEASE})


def is_message(article: Article) -> bool:
    """Whether it says something of an article that came before or will come, and is none itself.

    A kill always does; a hold or a release that brings the whole text is an article.
    """
    if article.signal is Signal.KILL:
        return True
    if article.signal not in _NOTES:
        return False
    return sum(len(paragraph.split()) for paragraph in article.paragraphs) <= _NOTE_WORDS and not (
        article.pub_status == "withheld" and article.headline
    )


def with_standing(article: Article) -> Article:
    """The article with its signal, its take and its hold.

    What its format says (pubStatus, an embargo's date) counts before what the copy says. A canceled item is a kill;
    an item without a text of its own that is withheld or usable is a hold or a release.
    """
    said = read_said(
        article.headline,
        article.slugline,
        article.ed_note,
        article.paragraphs,
        article.language,
        article.format,
        article.wire_time or article.origin.timestamp,
    )
    embargoed = _latest(article.embargoed, said.embargo)
    words = article.embargo_words or said.embargo_words if embargoed is None else article.embargo_words
    article = replace(
        article,
        signal=_signal(article, said),
        take=article.take or said.take,
        takes=article.takes or said.takes,
        embargoed=embargoed,
        embargo_words=words,
    )
    return replace(article, hold=_hold(article, said))


def _signal(article: Article, said: Said) -> Signal | None:
    if article.pub_status == "canceled":
        return Signal.KILL
    if not article.paragraphs and not article.headline:
        return Signal.HOLD if article.pub_status == "withheld" else Signal.RELEASE
    return said.signal or article.signal


def _hold(article: Article, said: Said) -> Hold | None:
    """Why it may not go out now. An embargo that had passed when the broker took the event is none."""
    if article.signal is Signal.KILL:
        return None
    if article.pub_status == "withheld":
        return Hold(HoldReason.WITHHELD, article.ed_note or "pubStatus withheld")
    if Signal.HOLD in (said.signal, article.signal):
        return Hold(HoldReason.WITHHELD, said.words or "hold")
    if article.embargo_words:
        return Hold(HoldReason.UNCLEAR_EMBARGO, article.embargo_words)
    if article.embargoed and article.embargoed > article.origin.timestamp:
        words = said.embargo_words or f"until {article.embargoed.isoformat()}"
        return Hold(HoldReason.EMBARGO, words, article.embargoed)
    return None


def _latest(*moments: datetime | None) -> datetime | None:
    return max((moment for moment in moments if moment), default=None)
