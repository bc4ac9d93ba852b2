"""Messages: a hold or a release of an article that came before, or that will come."""

from __future__ import annotations

from dataclasses import replace

from streams.article import Article, Hold, Verdict
from streams.kinds import Disposition, HoldReason, Signal
from streams.stories.hold import newer_than, newest_message, release, withdraw
from streams.stories.order import Order, created_of
from streams.stories.outs import Held, Out, Passed, Reported
from streams.stories.running import put_together
from streams.stories.shelf import Shelf
from streams.stories.story import Story, Version, version_of


def message(shelf: Shelf, story: Story | None, article: Article, home: bool) -> list[Out]:
    """Carries out a hold or a release, and remembers it: a text that is older and comes later is under it, too.

    `home`: this partition reports what became of the message itself.
    """
    verdict = Verdict(Disposition.SIGNAL, article.signal or Signal.RELEASE)
    report: list[Out] = [Reported(replace(article, verdict=verdict))] if home else []
    if story is not None and story.kill:
        return report
    hold = article.hold
    if hold is None and article.signal is Signal.HOLD:
        hold = Hold(HoldReason.WITHHELD, article.ed_note or "withheld")
    version = replace(version_of(article, verdict), text=False, hold=hold)
    seen = article.origin.timestamp
    last = newest_message(story) if story else None
    story = (story or Story(article.uri, seen)).with_version(version, seen)
    outs: list[Out] = []
    if last is None or version.against(last) is not Order.OLDER:
        story, outs = _hold(story, article, version, hold) if hold else _release(story, version)
    shelf.put(story)
    put_texts(shelf, story.uri, outs)
    return report + outs


def put_texts(shelf: Shelf, uri: str, outs: list[Out]) -> None:
    """Keeps the text of the last of these events that has one, for copies to be compared with."""
    texts = [out.article for out in outs if isinstance(out, Passed) and out.article.paragraphs]
    if texts:
        shelf.put_text(uri, texts[-1])


def republished(story: Story, raw: str) -> list[Out]:
    """What stands, once more: it is out again, by that raw event."""
    last = max(story.parts, key=created_of)
    whole = put_together(story.parts, last)
    verdict = last.verdict or Verdict(Disposition.ENRICHED)
    return [Passed(replace(whole, verdict=replace(verdict, release=raw)))]


def _hold(story: Story, article: Article, version: Version, hold: Hold) -> tuple[Story, list[Out]]:
    outs: list[Out] = []
    held = tuple(each if _newer(each, version) else replace(each, hold=hold) for each in story.held)
    outs += [Held(each) for each, before in zip(held, story.held, strict=True) if each is not before]
    story = replace(story, held=held)
    stands = any(_newer(part, version) for part in story.parts)
    if hold.reason is HoldReason.WITHHELD and story.parts and not stands and story.withdrawn is None:
        story, withheld = withdraw(story, article.origin, version.verdict, hold)
        outs += withheld
    return story, outs


def _release(story: Story, version: Version) -> tuple[Story, list[Out]]:
    outs: list[Out] = []
    if story.withdrawn is not None and story.parts:
        outs += republished(story, version.raw)
        story = replace(story, withdrawn=None)
    story, released = release(story, tuple(each for each in story.held if not _newer(each, version)))
    return story, outs + released


def _newer(article: Article, version: Version) -> bool:
    return newer_than(article, version.created, version.version)
