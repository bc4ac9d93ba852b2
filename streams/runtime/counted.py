"""What is counted of an article that was written: little enough to be sent from process to process."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from streams.article import Article
from streams.clean.signals import is_message
from streams.kinds import Disposition, Format, HoldReason
from streams.topology import BACKFILL


class Counted(NamedTuple):
    """What is counted of an article that was written."""

    source: str
    format: Format
    wire_time: datetime | None
    came: datetime  # to articles.raw
    history: bool  # it came on articles.backfill
    partial: bool
    message: bool  # it only says something of another article
    kind: Disposition | None  # what decide made of it
    killed: bool  # by a kill that was carried out
    usable: bool
    held: bool
    until: datetime | None  # the end of its embargo
    language: str
    topics: tuple[str, ...]  # the uris of what it is about, as far as they are known


def counted(article: Article) -> Counted:
    """What is counted of an article."""
    verdict, hold = article.verdict, article.hold
    return Counted(
        source=article.source,
        format=article.format,
        wire_time=article.revision.wire_time,
        came=article.origin.timestamp,
        history=article.origin.topic == BACKFILL.name,
        partial=article.partial,
        message=is_message(article),
        kind=verdict.disposition if verdict else None,
        killed=bool(verdict and verdict.kill),
        usable=article.pub_status == "usable",
        held=hold is not None,
        until=hold.until if hold and hold.reason is HoldReason.EMBARGO else None,
        language=article.language,
        topics=(
            *(each.uri for each in article.sent.subjects if each.uri),
            *(each.uri for each in article.found.topics),
        ),
    )
