"""Holding back: an embargo, a withheld item, an embargo that nobody understands, a doubtful version."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from streams.article import Article, Hold, Origin
from streams.kinds import Disposition, HoldReason, Signal
from streams.replaced import replace
from streams.stories.order import Order, compare, created_of
from streams.stories.outcome import Held, Lifted, Notice, NoticeKind, Outcome, Passed, Reported
from streams.stories.publish import publish
from streams.stories.standing import standing
from streams.stories.story import Story, Version, is_doubtful, newest_of, raw_of
from streams.verdict import Verdict


def hold_of(story: Story, article: Article) -> Hold | None:
    """Why this text may not go out: a newer message's word, its own, or that the rest of its story waits."""
    message = newest_message(story)
    if message is not None and not _newer(article, message):
        return None if _over(message.hold, article.origin.timestamp) else message.hold
    if article.hold is not None or article.signal is Signal.RELEASE:
        return article.hold
    return next(
        (
            held.hold
            for held in story.waiting
            if held.take.number != article.take.number and not is_doubtful(held)
        ),
        None,
    )


def hold_back(story: Story, article: Article, hold: Hold, signal: Signal) -> tuple[Story, list[Outcome]]:
    """The story with this text waiting. What was published of it stays, unless the item itself is withheld."""
    verdict = Verdict(Disposition.WITHHELD, signal)
    article = replace(article, hold=hold, verdict=verdict).without_sketch()
    outcomes: list[Outcome] = [Held(article)]
    if hold.reason is HoldReason.WITHHELD and story.parts and story.withdrawn is None:
        story, withheld = withdraw(story, article.origin, Verdict(Disposition.WITHHELD, Signal.HOLD), hold)
        outcomes += withheld
    if hold.reason is HoldReason.UNCLEAR_EMBARGO:
        outcomes.append(
            Notice(
                NoticeKind.UNCLEAR_EMBARGO,
                article.uri,
                article.source,
                raw_of(article.origin),
                article.origin.timestamp,
                headline=article.headline,
                words=hold.words,
            )
        )
    return replace(story, held=(*story.held, article)), outcomes


def let_fall(story: Story, article: Article) -> tuple[Story, list[Outcome]]:
    """The story without what waited and has now been overtaken by this newer version: it ends as stale."""
    return fallen(
        story,
        [
            held
            for held in story.waiting
            if held.take.number == article.take.number
            or (article.take.number is None and not _newer_text(held, article))
        ],
    )


def fallen(story: Story, overtaken: Iterable[Article]) -> tuple[Story, list[Outcome]]:
    """The story without these of the texts that wait: they end as stale."""
    outcomes: list[Outcome] = []
    for held in overtaken:
        verdict = Verdict(Disposition.STALE, held.verdict.signal if held.verdict else Signal.NEW)
        outcomes += [Reported(replace(held, verdict=verdict)), Lifted(held)]
        story = replace(story, held=tuple(each for each in story.held if each is not held))
        story = story.judged(raw_of(held.origin), verdict)
    return story, outcomes


def release(story: Story, held: tuple[Article, ...]) -> tuple[Story, list[Outcome]]:
    """The story with these texts out, in the order in which they came."""
    outcomes: list[Outcome] = []
    for article in held:
        story = replace(story, held=tuple(each for each in story.held if each is not article))
        signal = article.verdict.signal if article.verdict else Signal.NEW
        story, published, verdict = publish(story, article, signal)
        story = story.judged(raw_of(article.origin), verdict)
        outcomes += [*published, Lifted(article)]
    return story, outcomes


def let_out(held: Iterable[Article]) -> tuple[Article, ...]:
    """What a release lets out of what waits: a doubtful version only where nothing else does.

    Whoever releases an embargoed version does not mean the wall that came after it.
    """
    waiting = tuple(held)
    return tuple(each for each in waiting if not is_doubtful(each)) or waiting


def due(story: Story, now: datetime) -> tuple[Article, ...]:
    """What waits for an embargo that is over."""
    return tuple(article for article in story.waiting if article.hold and _over(article.hold, now))


def withdraw(story: Story, origin: Origin, verdict: Verdict, hold: Hold) -> tuple[Story, list[Outcome]]:
    """Tells readers that what was published must not be used until further notice."""
    event = standing(story, "withheld", origin, verdict, hold.words, origin.timestamp)
    return replace(story, withdrawn=raw_of(origin)), [Passed(event)]


def newest_message(story: Story) -> Version | None:
    """The last hold or release that was said of the story."""
    return newest_of(version for version in story.versions if not version.text)


def newer_than(article: Article, created: datetime, version: str | None, *, dated: bool = False) -> bool:
    """Whether the article is newer than a version made then; `dated` if that is its versionCreated."""
    dated = dated and article.revision.version_created is not None
    return (
        compare(article.revision.version, created_of(article), version, created, dated=dated) is Order.NEWER
    )


def _newer(article: Article, message: Version) -> bool:
    return newer_than(article, message.created, message.version, dated=message.dated)


def _newer_text(one: Article, other: Article) -> bool:
    return newer_than(
        one, created_of(other), other.revision.version, dated=other.revision.version_created is not None
    )


def _over(hold: Hold | None, now: datetime) -> bool:
    return hold is None or (
        hold.reason is HoldReason.EMBARGO and hold.until is not None and hold.until <= now
    )
