"""Events about an article that have none of its text: it is canceled, or withheld until further notice."""

from __future__ import annotations

from datetime import datetime

from streams.article import Article, Header, Origin, Revision
from streams.kinds import Format
from streams.replaced import replace
from streams.stories.story import Story
from streams.verdict import Verdict


def bare(event: Article) -> Article:
    """The same event with nothing in it but what must be said: which uri may not be used, and because of what.

    For where it cannot be written as it is: readers must have it.
    """
    verdict = event.verdict
    if verdict is not None and verdict.kill is not None:
        verdict = replace(verdict, kill=replace(verdict.kill, words=None))
    return Article(
        uri=event.uri,
        origin=event.origin,
        source="unknown",
        format=Format.TEXT,
        pub_status=event.pub_status,
        signal=event.signal,
        verdict=verdict,
    )


def standing(
    story: Story, pub_status: str, origin: Origin, verdict: Verdict, words: str | None, at: datetime
) -> Article:
    """The event: `origin` is its cause's, `words` are those of the kill or the hold, and `at` is when it came."""
    card = story.card
    return Article(
        uri=story.uri,
        origin=origin,
        source=card.source if card else "unknown",
        format=card.format if card else Format.TEXT,
        language=card.language if card else "und",
        headline=card.headline if card else None,
        header=Header(slugline=card.slugline if card else None, ed_note=words),
        url=card.url if card else None,
        revision=Revision(version_created=at),
        pub_status=pub_status,
        signal=verdict.signal,
        verdict=verdict,
    )
