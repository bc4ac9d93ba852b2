"""Which of two versions of a uri is the newer one."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from streams.article import Article


class Order(Enum):
    """How a version stands to another of the same uri."""

    OLDER = -1
    SAME = 0
    NEWER = 1


def compare(
    version: str | None, created: datetime, other_version: str | None, other_created: datetime
) -> Order:
    """The order of two versions of a uri: by their numbers, then by when they were made; SAME where neither tells.

    Version numbers that are not whole numbers ("3.1", "b") are only ever equal or not: their order is their time's.
    """
    if (
        version is not None
        and other_version is not None
        and version.isdecimal()
        and other_version.isdecimal()
    ):
        number, other = int(version), int(other_version)
        if number != other:
            return Order.NEWER if number > other else Order.OLDER
    if created != other_created:
        return Order.NEWER if created > other_created else Order.OLDER
    return Order.SAME


def created_of(article: Article) -> datetime:
    """When this version was made: what it says, else when it was sent, else when the broker took it."""
    return article.version_created or article.wire_time or article.origin.timestamp
