"""Which of two versions of a uri is the newer one."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from enum import Enum
from unicodedata import decimal

from streams.article import Article

#: A sender's clock may be so far ahead. What was made later than that after its arrival was made when it arrived.
AHEAD = timedelta(minutes=5)
#: A smaller number that was made so much later does not count on from the larger one.
RESTARTS = timedelta(hours=2)
_TICK = timedelta(microseconds=1)
#: Characters of a version that is looked at, unless it is one number.
_LONGEST = 200
#: "1.10", "v10", "Update 10", "rev. 3-2", "3U", "2026-11-23T10:00Z". An offset from UTC is no number to order by.
_VERSION = re.compile(
    r"(?P<word>[^\W\d_]{1,12})?[ .:_-]{0,2}(?P<numbers>\d+(?:[.,:/_t -]\d+)*)(?:z|[nua](?=$))?"
)
_SAYS_VERSION = frozenset({"version", "vers", "ver", "revision", "rev", "v", "r"})
_DIGITS = re.compile(r"\d+")


class Order(Enum):
    """How a version stands to another of the same uri."""

    OLDER = -1
    SAME = 0
    NEWER = 1


def compare(
    version: str | None,
    created: datetime,
    other_version: str | None,
    other_created: datetime,
    *,
    dated: bool = False,
) -> Order:
    """The order of two versions of a uri: by their numbers, then by when they were made; SAME where neither tells.

    Numbers are ordered as people read them: 10 after 9, "1.10" after "1.9", "v10" after "v9", "…T10" after "…T9". Of
    other versions ("b", "3" and "b") it is only known whether they are the same: their order is their time's.

    `dated` says that both versions state their times, and these are not those of the arrival. Then a smaller number
    that was made hours (RESTARTS) later is the newer one: its sender has begun to count anew. So numbers that fall over
    hours have no order that fits them all; those that rise, and those of senders who begin anew, do.
    """
    number = _by_number(version, other_version)
    if number and dated and abs(created - other_created) >= RESTARTS:
        number = 0  # no later than the times say
    if number:
        return Order.NEWER if number > 0 else Order.OLDER
    if created != other_created:
        return Order.NEWER if created > other_created else Order.OLDER
    return Order.SAME


def created_of(article: Article) -> datetime:
    """When this version was made: what it says, else when it was sent, else when the broker took it.

    It was not made after it came. Else a version from a clock that is ahead would stand over its own corrections for as
    long as that clock is ahead. What is published says what the sender wrote.
    """
    arrival = article.origin.timestamp
    stated = article.revision.version_created or article.revision.wire_time or arrival
    return arrival if stated - arrival > AHEAD else stated


def made_beside(article: Article, other: datetime) -> datetime:
    """When this version counts as made beside an earlier one of its uri, which was made at `other`.

    A clock that is a little ahead is believed, one that is far ahead is not: then a version that came later, and says
    that it was made later, might count as the older one. It was made right after the other.
    """
    created, stated = created_of(article), article.revision.version_created
    return other + _TICK if stated is not None and created < other < stated else created


def are_numbered(version: str | None, other: str | None) -> bool:
    """Whether the numbers of two versions tell which is the newer one."""
    return _by_number(version, other) != 0


def _by_number(version: str | None, other: str | None) -> int:
    """1 where the first is the larger number, -1 where the second is, 0 where neither is or nothing can be said."""
    if version is None or other is None or version == other:
        return 0
    one, two = _parts(version), _parts(other)
    if one is None or two is None:
        return 0
    (numbers, marks), (other_numbers, other_marks) = one, two
    shared = min(len(marks), len(other_marks))
    rest = marks[shared:] or other_marks[shared:]
    # "1.10" and "2026-11-23" do not count the same thing, and neither do "7" and "2026-11-23".
    if marks[:shared] != other_marks[:shared] or (shared == 1 and not set(rest) <= {"."}):
        return 0
    return (numbers > other_numbers) - (numbers < other_numbers)


def _parts(version: str) -> tuple[tuple[tuple[int, str], ...], tuple[str, ...]] | None:
    """(the numbers of a version, the word before them and what stands between them); None for one without such a form.

    Numbers are their lengths and their digits: int() refuses more than 4,300 digits, and takes long for fewer.
    """
    if version.isdecimal():
        return (_number(version),), ("",)
    if len(version) > _LONGEST or not (match := _VERSION.fullmatch(version.strip().lower())):
        return None
    word, digits = match["word"] or "", _DIGITS.findall(match["numbers"])
    marks = tuple(_DIGITS.split(match["numbers"])[1:-1])
    return tuple(map(_number, digits)), ("" if word in _SAYS_VERSION else word, *marks)


def _number(digits: str) -> tuple[int, str]:
    if not digits.isascii():
        digits = "".join(str(decimal(digit)) for digit in digits)
    digits = digits.lstrip("0")
    return len(digits), digits
