"""Copies: a text that the ledger has already, under another uri."""

from __future__ import annotations

from dataclasses import replace

from streams.article import Article, Verdict
from streams.kinds import Disposition, HoldReason, Signal
from streams.stories.kill import canceled
from streams.stories.ledger import Copy, Ledger
from streams.stories.names import adopted
from streams.stories.order import created_of
from streams.stories.outcome import Notice, NoticeKind, Outcome, Passed, Reported
from streams.stories.story import Story, raw_of, version_of

_MENDS = frozenset({Signal.UPDATE, Signal.CORRECTION})
_EMBARGOES = frozenset({HoldReason.EMBARGO, HoldReason.UNCLEAR_EMBARGO})


def judge_copy(
    ledger: Ledger, story: Story, article: Article, signal: Signal
) -> list[Outcome] | Article | None:
    """What comes of a text that copies another; None for a text of its own.

    A correction or an update under a new uri, by the source of the text that it resembles, is no copy but that
    story's newer version: it comes back as such, to be told again.
    """
    copy = ledger.search(article)
    original = ledger.get(copy.uri) if copy else None
    if copy is None or original is None:
        return None
    own = original.card is not None and original.card.source == article.source
    if own and article.signal in _MENDS and not story.texts:
        return adopted(article, original.uri)
    if original.kill:
        # A substitute by the same desk is meant to stand in place of what was killed.
        if own and created_of(article) > original.kill.at:
            return None
        return _killed(ledger, story, article, original)
    return _duplicate(ledger, story, article, original, copy, signal)


def _duplicate(
    ledger: Ledger, story: Story, article: Article, original: Story, copy: Copy, signal: Signal
) -> list[Outcome]:
    verdict = Verdict(Disposition.DUPLICATE, signal, copy.uri, round(copy.similarity, 3), copy.method)
    ledger.put(story.with_version(version_of(article, verdict), article.origin.timestamp))
    outcomes: list[Outcome] = [Reported(replace(article, verdict=verdict))]
    if original.card is None or original.card.source == article.source:
        return outcomes
    if original.until or any(held.hold and held.hold.reason in _EMBARGOES for held in original.waiting):
        outcomes.append(_broken(article, original.uri, article.uri))
    elif article.hold and article.hold.reason in _EMBARGOES:
        outcomes.append(_broken(article, article.uri, original.uri))
    return outcomes


def _killed(ledger: Ledger, story: Story, article: Article, original: Story) -> list[Outcome]:
    assert original.kill is not None
    verdict = Verdict(Disposition.KILLED, Signal.KILL, of=original.uri, kill=original.kill)
    story = replace(story, kill=original.kill)
    ledger.put(story.with_version(version_of(article, verdict), article.origin.timestamp))
    return [Passed(canceled(story, original.kill, article.origin, verdict))]


def _broken(article: Article, embargoed: str, published: str) -> Notice:
    return Notice(
        NoticeKind.EMBARGO_BROKEN,
        embargoed,
        article.source,
        raw_of(article.origin),
        article.origin.timestamp,
        headline=article.headline,
        of=published,
    )
