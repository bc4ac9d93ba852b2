"""A raw event told again, after a crash or a rebalance: the same comes of it, or what it has become since."""

from __future__ import annotations

from dataclasses import replace

from streams.article import Article
from streams.kinds import Disposition, HoldReason, Signal
from streams.stories.hold import withdraw
from streams.stories.kill import canceled
from streams.stories.message import put_texts, republished
from streams.stories.outs import Held, Out, Passed, Reported
from streams.stories.running import put_together
from streams.stories.shelf import Shelf
from streams.stories.story import Story, Version


def again(shelf: Shelf, story: Story, article: Article, known: Version, home: bool) -> list[Out]:
    """What comes of `article`, of which `known` was said before. All that there is to remember is kept once more.

    Of a story that was killed since, a text that went out must not go out again: its event is a cancellation,
    with the disposition that this raw event had.
    """
    shelf.put(story)
    if not known.text:
        return _message(shelf, story, article, known, home)
    if known.verdict.disposition is Disposition.KILLED or (
        story.kill and known.verdict.disposition is Disposition.ENRICHED
    ):
        assert story.kill is not None
        verdict = replace(known.verdict, kill=story.kill)
        shelf.put_text(story.uri, article)
        return [Passed(canceled(story, story.kill, article.origin, verdict))]
    if known.verdict.disposition is Disposition.WITHHELD:
        shelf.put_text(story.uri, article)
        return [Held(held) for held in story.held if held.origin == article.origin]
    if known.verdict.disposition is not Disposition.ENRICHED:
        return [Reported(replace(article, verdict=known.verdict))]
    outs = _published(story, article, known)
    if known is story.texts[-1]:
        put_texts(shelf, story.uri, outs)
    return outs


def _published(story: Story, article: Article, known: Version) -> list[Out]:
    parts = tuple(part for part in story.parts if part.take is None or part.take in known.verdict.takes)
    own = next((part for part in parts if part.origin == article.origin), None)
    whole = put_together(parts, own) if own else article
    return [Passed(replace(whole, verdict=known.verdict))]


def _message(shelf: Shelf, story: Story, article: Article, known: Version, home: bool) -> list[Out]:
    outs: list[Out] = [Reported(replace(article, verdict=known.verdict))] if home else []
    if story.kill:
        return outs
    if known.hold is None:
        # What it let out may not have reached the broker: what stands is told again.
        if story.parts and known.verdict.signal is Signal.RELEASE:
            return [*outs, *republished(story, known.raw)]
        return outs
    outs += [Held(held) for held in story.waiting]
    if story.withdrawn == known.raw and known.hold.reason is HoldReason.WITHHELD:
        outs += withdraw(story, article.origin, known.verdict, known.hold)[1]
    return outs
