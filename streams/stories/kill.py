"""Kills: an article, all of its versions and every copy of it that was recognised are canceled, now and later."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from streams.article import Article, Kill, Origin, Verdict
from streams.kinds import Disposition, Signal
from streams.stories.outs import Lifted, Notice, NoticeKind, Out, Passed, Reported
from streams.stories.shelf import Shelf
from streams.stories.standing import standing
from streams.stories.story import Story, raw_of


def kill(shelf: Shelf, article: Article, home: bool) -> list[Out]:
    """Carries out a kill that may know its uri or not. `home`: this partition answers for it if none knows the uri.

    An article of which nothing is known is canceled when it comes, as long as the window lasts.
    """
    order = Kill(article.uri, raw_of(article.origin), article.origin.timestamp, _words(article))
    story = shelf.get(article.uri)
    outs: list[Out] = []
    if story is not None and story.texts:
        outs = cancel_family(shelf, story, order, article.origin)
    elif story is None or story.kill is None:
        known = story or Story(article.uri, order.at)
        # It lasts for the window from the kill on, however long ago a message was all that came of the story.
        shelf.put(replace(known, kill=order, seen=max(known.seen, order.at)))
    if outs or not home:
        return outs
    verdict = Verdict(Disposition.KILLED, Signal.KILL, kill=order)
    outs = [Reported(replace(article, pub_status="canceled", signal=Signal.KILL, verdict=verdict))]
    if story is None:
        outs.append(_unknown(article, order))
    return outs


def cancel_family(shelf: Shelf, story: Story, order: Kill, origin: Origin) -> list[Out]:
    """Cancels the story and its copies; those that an earlier kill took are left. `origin` is the cause's."""
    outs = cancel(shelf, story, order, origin)
    for uri in shelf.family(story.uri):
        relative = shelf.get(uri)
        if relative is not None and _is_later(relative, story.began):
            outs += cancel(shelf, relative, order, origin)
    return outs


def cancel_alike(shelf: Shelf, article: Article, made: datetime, order: Kill) -> list[Out]:
    """Cancels what copied a killed text before that text itself came."""
    outs: list[Out] = []
    for uri in shelf.alike(article):
        for member in (uri, *shelf.family(uri)):
            relative = shelf.get(member)
            if relative is not None and member != article.uri and _is_later(relative, made):
                outs += cancel(shelf, relative, order, article.origin)
    return outs


def cancel(shelf: Shelf, story: Story, order: Kill, origin: Origin) -> list[Out]:
    """Cancels one story. Told again by the same kill, it gives the same again."""
    if story.kill is not None and story.kill.raw != order.raw:
        return []
    outs: list[Out] = []
    killed = Verdict(Disposition.KILLED, Signal.KILL, of=story.copies, kill=order)
    for article in story.held:
        outs += [Reported(replace(article, verdict=killed)), Lifted(article)]
        story = story.judged(raw_of(article.origin), killed)
    shelf.put(replace(story, kill=order, parts=(), seen=max(story.seen, origin.timestamp)))
    outs.append(Passed(canceled(story, order, origin, killed)))
    return outs


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
