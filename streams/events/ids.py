"""The identity of a text and of an event: both are the same each time they are made."""

from __future__ import annotations

import hashlib

from streams.article import Article

#: The types of events that tell of one raw event.
_REPORTS = frozenset({"copydesk.article.duplicate.v1", "copydesk.article.withheld.v1"})


def event_id(event_type: str, article: Article) -> str:
    """The deterministic ce_id: 32 hex digits from the type, uri, version and content.

    An event that reports what became of one raw event (a duplicate, a repeat, what waits) has that raw event's place
    mixed in: the same copy sent twice is two reports, and a report sent again is the same one. So have the events
    that say something new of an article with the same text: a kill, a hold, a release, the news that it is a copy, the
    words of a correction.
    """
    parts = [event_type, article.uri, article.revision.version or "", article.content_hash]
    origin, verdict = article.origin, article.verdict
    if event_type in _REPORTS or article.pub_status != "usable":
        parts += [article.pub_status, f"{origin.topic}/{origin.partition}/{origin.offset}/{origin.part}"]
    if verdict and verdict.release:
        parts.append(verdict.release)
    if verdict and verdict.retold:
        parts += ["retold", verdict.retold]
    if verdict and verdict.corrected:
        parts += ["corrected", verdict.corrected]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
