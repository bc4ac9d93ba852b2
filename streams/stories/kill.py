"""Kills: an article, all of its versions and every copy of it that was recognised are canceled, now and later."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from streams.article import Article, Kill, Origin, Verdict
from streams.kinds import Disposition, Signal
from streams.stories.ledger import Ledger
from streams.stories.names import slug_of_message
from streams.stories.outcome import Lifted, Notice, NoticeKind, Outcome, Passed, Reported
from streams.stories.standing import standing
from streams.stories.story import Story, raw_of


def kill(ledger: Ledger, article: Article) -> list[Outcome]:
    """Carries out a kill, whether its uri is known or not.

    An article of which nothing is known is canceled when it comes, as long as the window lasts.
    """
    order = Kill(article.uri, raw_of(article.origin), article.origin.timestamp, _words(article))
    story = ledger.get(article.uri)
    outcomes: list[Outcome] = []
    if story is not None and story.texts:
        outcomes = cancel_family(ledger, story, order, article.origin)
    elif story is None or story.kill is None:
        known = story or Story(article.uri, order.at, slug=slug_of_message(article))
        # It lasts for the window from the kill on, however long ago a message was all that came of the story.
        ledger.put(replace(known, kill=order, seen=max(known.seen, order.at)))
    if outcomes:
        return outcomes
    verdict = Verdict(Disposition.KILLED, Signal.KILL, kill=order)
    outcomes = [Reported(replace(article, pub_status="canceled", signal=Signal.KILL, verdict=verdict))]
    if story is None:
        outcomes.append(_unknown(article, order))
    return outcomes


def cancel_family(ledger: Ledger, story: Story, order: Kill, origin: Origin) -> list[Outcome]:
    """Cancels the story and its copies; those that an earlier kill took are left. `origin` is the cause's."""
    outcomes = cancel(ledger, story, order, origin)
    for uri in ledger.family(story.uri):
        relative = ledger.get(uri)
        if relative is not None and _is_later(relative, story.began):
            outcomes += cancel(ledger, relative, order, origin)
    return outcomes


def cancel_alike(ledger: Ledger, article: Article, made: datetime, order: Kill) -> list[Outcome]:
    """Cancels what copied a killed text before that text itself came."""
    outcomes: list[Outcome] = []
    for uri in ledger.alike(article):
        for member in (uri, *ledger.family(uri)):
            relative = ledger.get(member)
            if relative is not None and member != article.uri and _is_later(relative, made):
                outcomes += cancel(ledger, relative, order, article.origin)
    return outcomes


def cancel(ledger: Ledger, story: Story, order: Kill, origin: Origin) -> list[Outcome]:
    """Cancels one story, unless it is canceled already."""
    if story.kill is not None:
        return []
    outcomes: list[Outcome] = []
    killed = Verdict(Disposition.KILLED, Signal.KILL, of=story.copies, kill=order)
    for article in story.held:
        outcomes += [Reported(replace(article, verdict=killed)), Lifted(article)]
        story = story.judged(raw_of(article.origin), killed)
    ledger.put(replace(story, kill=order, parts=(), seen=max(story.seen, origin.timestamp)))
    outcomes.append(Passed(canceled(story, order, origin, killed)))
    return outcomes


def canceled(story: Story, order: Kill, origin: Origin, verdict: Verdict) -> Article:
    """The event that tells readers: this uri must not be used any more."""
    return standing(story, "canceled", origin, verdict, order.words, order.at)


def _is_later(relative: Story, began: datetime | None) -> bool:
    """Whether it can be a copy: the kill of a copy must not reach the original, whichever came here first."""
    return began is None or relative.began is None or relative.began >= began


def _words(article: Article) -> str | None:
    words = article.ed_note or article.headline or (article.paragraphs[0] if article.paragraphs else None)
    return words[:300] if words else None


def _unknown(article: Article, order: Kill) -> Notice:
    return Notice(
        NoticeKind.UNKNOWN_KILL,
        article.uri,
        article.source,
        order.raw,
        order.at,
        headline=article.headline,
        words=order.words,
    )
