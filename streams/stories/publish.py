"""Publishing a text: it takes its place in the story, which goes on with what changed since it last went out."""

from __future__ import annotations

from dataclasses import replace

from streams.article import Article, Change, Verdict
from streams.enrich.changes import Text, changes
from streams.enrich.changes_words import plain
from streams.kinds import Disposition, Signal
from streams.stories.outs import Out, Passed, Reported
from streams.stories.running import put_together, with_part
from streams.stories.story import Story

#: Readers never saw a version that waits, or that was overtaken while it did: nothing takes its place.
_NEVER_OUT = frozenset({Disposition.WITHHELD, Disposition.STALE})


def publish(story: Story, article: Article, signal: Signal) -> tuple[Story, list[Out], Verdict]:
    """The story with this text in it, the event, and the verdict.

    A text that reads the same as what stands, without a word or a number that says it is new, is a repeat.
    """
    article = replace(article, pub_status="usable")  # a withheld item says so of itself until it is released
    before = put_together(story.parts, article) if story.parts else None
    parts = with_part(story.parts, article)
    whole = put_together(parts, article)
    changed = _changes(before, whole)
    if before is not None and not changed and signal is Signal.SILENT_EDIT and _reads_the_same(before, whole):
        verdict = Verdict(Disposition.REPEAT, Signal.NEW)
        return story, [Reported(replace(article, verdict=verdict))], verdict
    verdict = Verdict(
        Disposition.ENRICHED,
        signal,
        supersedes=_superseded(story, before),
        changes=changed,
        takes=tuple(part.take for part in parts if part.take),
    )
    story = replace(
        story,
        parts=tuple(replace(part, verdict=verdict) if part is article else part for part in parts),
        withdrawn=None,
    )
    return story, [Passed(replace(whole, verdict=verdict))], verdict


def _superseded(story: Story, before: Article | None) -> str | None:
    """The version that is replaced: its number, or the beginning of its text's hash."""
    if before is not None:
        return before.version or before.content_hash[:16]
    last = story.texts[-1] if story.texts else None
    if last is None or last.verdict.disposition in _NEVER_OUT:
        return None
    return last.version or last.content[:16]


def _reads_the_same(before: Article, after: Article) -> bool:
    """Whether they differ in typography and white space only; paragraphs in another order are another text."""
    texts = (" ".join((each.headline or "", *each.paragraphs)) for each in (before, after))
    return len({plain(text) for text in texts}) == 1


def _changes(before: Article | None, after: Article) -> tuple[Change, ...]:
    if before is None:
        return ()
    return changes(
        Text(before.headline, before.paragraphs), Text(after.headline, after.paragraphs), after.language
    )
