"""A raw event that comes again after a crash or a rebalance: the same comes of it, or what it has become since."""

from __future__ import annotations

from dataclasses import replace

from streams.article import Article
from streams.kinds import Disposition, HoldReason, Signal
from streams.stories.hold import withdraw
from streams.stories.kill import canceled
from streams.stories.ledger import Ledger
from streams.stories.message import republished
from streams.stories.outcome import Held, Outcome, Passed, Reported
from streams.stories.running import put_together
from streams.stories.story import Story, Version


def again(ledger: Ledger, story: Story, article: Article, known: Version) -> list[Outcome]:
    """What comes of `article`, which was decided before as `known`. All that there is to remember is kept once more.

    Of a story that was killed since, a text that went out must not go out again: its event is a cancellation,
    with the disposition that this raw event had.
    """
    ledger.put(story)
    if not known.text:
        return _message(ledger, story, article, known)
    if known.verdict.disposition is Disposition.KILLED or (
        story.kill and known.verdict.disposition is Disposition.ENRICHED
    ):
        assert story.kill is not None
        verdict = replace(known.verdict, kill=story.kill)
        return [Passed(canceled(story, story.kill, article.origin, verdict))]
    if known.verdict.disposition is Disposition.WITHHELD:
        return [Held(held) for held in story.held if held.origin == article.origin]
    if known.verdict.disposition is not Disposition.ENRICHED:
        return [Reported(replace(article, verdict=known.verdict))]
    return _published(story, article, known)


def _published(story: Story, article: Article, known: Version) -> list[Outcome]:
    parts = tuple(part for part in story.parts if part.take is None or part.take in known.verdict.takes)
    own = next((part for part in parts if part.origin == article.origin), None)
    whole = put_together(parts, own) if own else article
    return [Passed(replace(whole, verdict=known.verdict, previous=story.replaced_by(known.raw)))]


def _message(ledger: Ledger, story: Story, article: Article, known: Version) -> list[Outcome]:
    outcomes: list[Outcome] = [Reported(replace(article, verdict=known.verdict))]
    if story.kill:
        return outcomes
    if known.hold is None:
        # What it let out may not have reached the broker: what stands is told again.
        if story.parts and known.verdict.signal is Signal.RELEASE:
            return [*outcomes, *republished(story, known.raw)]
        return outcomes
    outcomes += [Held(held) for held in story.waiting]
    if story.withdrawn == known.raw and known.hold.reason is HoldReason.WITHHELD:
        outcomes += withdraw(story, article.origin, known.verdict, known.hold)[1]
    return outcomes
