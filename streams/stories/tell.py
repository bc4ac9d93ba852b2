"""The decision: what an article means for its story, and what goes where because of it.

Whatever the order in which the versions, messages and kills of a story come, it ends the same: the newest version
stands, unless a newer message holds it back; a kill is final.
"""

from __future__ import annotations

from dataclasses import replace

from streams.article import Article, Verdict
from streams.clean.standing import is_message
from streams.kinds import Disposition, Signal
from streams.stories.again import again
from streams.stories.copies import judge_copy
from streams.stories.hold import hold_back, hold_of, let_fall
from streams.stories.kill import cancel_alike, canceled, kill
from streams.stories.message import message
from streams.stories.names import known_as, slug_name
from streams.stories.order import Order, compare, created_of
from streams.stories.outs import Out, Passed, Reported
from streams.stories.publish import publish
from streams.stories.running import overtaken
from streams.stories.shelf import Shelf
from streams.stories.signal import signal_of
from streams.stories.story import Story, Version, card_of, newest_of, raw_of, version_of


def tell(shelf: Shelf, article: Article, home: bool = True) -> list[Out]:
    """Decides on `article`, remembers it on `shelf`, and says what goes where.

    The same raw event told again gives the same again, or, of a story that was killed since, its cancellation.
    `home`: of a message that goes to every partition, this one answers for it where none knows the uri.
    """
    article = known_as(shelf, article)
    story = shelf.get(article.uri)
    raw = raw_of(article.origin)
    known = story.told(raw) if story else None
    if story and known:
        return again(shelf, story, article, known, home)
    if article.signal is Signal.KILL:
        return kill(shelf, article, home)
    if is_message(article) and (story or article.signal is not Signal.RELEASE or not article.paragraphs):
        return message(shelf, story, article, home)
    if story and story.kill:
        return _come_too_late(shelf, story, article)
    if is_message(article) and not home:
        return []  # a release with a few words of its own, of what nobody knows: its home publishes them
    return _text(shelf, story or Story(article.uri, article.origin.timestamp), article)


def _come_too_late(shelf: Shelf, story: Story, article: Article) -> list[Out]:
    """The text of a story that was killed before: it and its copies are canceled, and later copies will be."""
    order = story.kill
    assert order is not None
    verdict = Verdict(Disposition.KILLED, article.signal or Signal.NEW, kill=order)
    story = replace(story, card=story.card or card_of(article))
    outs: list[Out] = [Passed(canceled(story, order, article.origin, verdict))]
    shelf.put(story.with_version(version_of(article, verdict), article.origin.timestamp))
    shelf.put_text(story.uri, article)
    return outs + cancel_alike(shelf, article, created_of(article), order)


def _text(shelf: Shelf, story: Story, article: Article) -> list[Out]:
    before = [version for version in story.texts if version.take == (article.take or 0)]
    newest = newest_of(before)
    if newest and _is_repeat(article, before, newest):
        return [_reported(article, Disposition.REPEAT)]
    old = newest is not None and _order(article, newest) is Order.OLDER
    if old or overtaken(story.parts + story.waiting, article):
        return [_reported(article, Disposition.STALE)]
    signal = signal_of(article, newest, bool(story.texts))
    story = replace(
        story,
        card=card_of(article) if story.card is None or article.take is None else story.card,
        slug=story.slug or slug_name(article),
        aliases=tuple(dict.fromkeys((*story.aliases, *article.aliases))),
        seen=max(story.seen, article.origin.timestamp),
    )
    if not story.parts and not story.waiting:
        # It has no text of its own yet: it is new, or was a copy so far.
        judged = judge_copy(shelf, story, article, signal)
        if isinstance(judged, Article):
            return tell(shelf, judged)
        if judged is not None:
            return judged
    return _accept(shelf, story, article, signal)


def _accept(shelf: Shelf, story: Story, article: Article, signal: Signal) -> list[Out]:
    story, fallen = let_fall(story, article)
    hold = hold_of(story, article)
    if hold is not None:
        story, outs = hold_back(story, article, hold, signal)
        verdict = Verdict(Disposition.WITHHELD, signal)
    else:
        story, outs, verdict = publish(story, article, signal)
        if verdict.disposition is not Disposition.ENRICHED:
            return fallen + outs
    shelf.put(story.with_version(version_of(article, verdict), article.origin.timestamp))
    text = next((out.article for out in outs if isinstance(out, Passed)), article)
    if hold is None or not story.parts:
        shelf.put_text(story.uri, text if hold is None else article)
    return fallen + outs


def _order(article: Article, other: Version) -> Order:
    return compare(article.version, created_of(article), other.version, other.created)


def _is_repeat(article: Article, before: list[Version], newest: Version) -> bool:
    """The same version with the same text; without version numbers, the text that stands."""
    content = article.content_hash
    if any(
        each.content == content and each.version == article.version and each.version is not None
        for each in before
    ):
        return True
    unnumbered = article.version is None or newest.version is None
    return unnumbered and newest.content == content


def _reported(article: Article, disposition: Disposition) -> Reported:
    verdict = Verdict(disposition, article.signal or Signal.NEW)
    return Reported(replace(article, verdict=verdict))
