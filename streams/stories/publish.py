"""Publishing a text: it takes its place in the story, and its event brings along what stood there before."""

from __future__ import annotations

from streams.article import Article
from streams.enrich.changes_words import reads
from streams.kinds import Disposition, Signal
from streams.replaced import replace
from streams.stories.outcome import Outcome, Passed, Reported
from streams.stories.running import put_together, with_part
from streams.stories.story import Story, raw_of, reverted_to, wording_of
from streams.verdict import Verdict

#: Readers never saw a version that waits, or that was overtaken while it did: nothing takes its place.
_NEVER_OUT = frozenset({Disposition.WITHHELD, Disposition.STALE})


def publish(
    story: Story, article: Article, signal: Signal, corrected: str | None = None
) -> tuple[Story, list[Outcome], Verdict]:
    """The story with this text in it, the event, and the verdict, which says `corrected`.

    A text that reads the same as what stands, without a word or a number that says it is new, is a repeat.
    """
    if article.pub_status != "usable":  # a withheld item says so of itself until it is released
        article = replace(article, pub_status="usable")
    before = put_together(story.parts, article) if story.parts else None
    parts = with_part(story.parts, article)
    whole = put_together(parts, article)
    if before is not None and signal is Signal.SILENT_EDIT and _reads(before) == _reads(whole):
        verdict = Verdict(Disposition.REPEAT, Signal.NEW)
        return story, [Reported(replace(article, verdict=verdict))], verdict
    verdict = Verdict(
        Disposition.ENRICHED,
        signal,
        links=story.links,
        supersedes=_superseded(story, before),
        reverts=reverted_to(story, article),
        takes=tuple(part.take.number for part in parts if part.take.number),
        corrected=corrected,
    )
    own = replace(article, verdict=verdict).without_sketch()
    story = replace(story, parts=tuple(own if part is article else part for part in parts), withdrawn=None)
    if before is None and whole is article:
        return story, [Passed(own)], verdict
    previous = wording_of(before) if before is not None else None
    if previous is not None:
        story = story.replacing(raw_of(article.origin), previous)
    told = replace(whole, verdict=verdict, previous=previous).without_sketch()
    return story, [Passed(told)], verdict


def _superseded(story: Story, before: Article | None) -> str | None:
    """The version that is replaced: its number, or the beginning of its text's hash."""
    if before is not None:
        return before.revision.version or before.content_hash[:16]
    last = story.texts[-1] if story.texts else None
    if last is None or last.verdict.disposition in _NEVER_OUT:
        return None
    return last.version or last.content[:16]


def _reads(article: Article) -> str:
    """How it reads: clean has said it of each text, but not of takes that are put together."""
    return article.fingerprint.reads or reads(article.headline, article.paragraphs)
