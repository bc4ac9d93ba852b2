"""Which of two versions of a uri is the newer one."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum
from unicodedata import decimal

from streams.article import Article

#: A sender's clock may be so far ahead. What was made later than that after its arrival was made when it arrived.
AHEAD = timedelta(minutes=5)


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
    number, other = _number(version), _number(other_version)
    if number is not None and other is not None and number != other:
        return Order.NEWER if number > other else Order.OLDER
    if created != other_created:
        return Order.NEWER if created > other_created else Order.OLDER
    return Order.SAME


def created_of(article: Article) -> datetime:
    """When this version was made: what it says, else when it was sent, else when the broker took it.

    It was not made after it came. Else a version from a clock that is ahead would stand over its own corrections for as
    long as that clock is ahead. What is published says what the sender wrote.
    """
    arrival = article.origin.timestamp
    stated = article.version_created or article.wire_time or arrival
    return arrival if stated - arrival > AHEAD else stated


def _number(version: str | None) -> tuple[int, str] | None:
    """What whole numbers are ordered by, as text: int() refuses more than 4,300 digits, and takes long for fewer."""
    if version is None or not version.isdecimal():
        return None
    digits = version if version.isascii() else "".join(str(decimal(digit)) for digit in version)
    digits = digits.lstrip("0")
    return len(digits), digits
