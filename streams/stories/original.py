"""Which of two texts is the original: what the copy says of that counts before who was first.

A credit names an agency: the agency's own item is the original, and whoever credits it has it from there. Then comes
the format, for newspapers do not send in an agency's. Then when each was made, then when it came.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from streams.article import Article
from streams.copies.sketch import fold
from streams.kinds import Format
from streams.stories.order import created_of

#: Formats in which agencies send, and papers do not.
_AGENCY = frozenset(
    {Format.NINJS, Format.NEWSML_G2, Format.NEWSML, Format.NITF, Format.RITZAU, Format.ANPA, Format.IPTC7901}
)
#: Words of a source's name that many sources have.
_COMMON = frozenset(
    {
        *("www", "com", "org", "net", "rss", "the", "der", "die", "das", "le", "la", "les", "el", "il"),
        *("news", "wire", "agency", "press", "feed"),
    }
)
_DAY, _ZONES = timedelta(hours=24), timedelta(hours=14)


class Claim(IntEnum):
    """What a text says of where it comes from, the stronger the higher."""

    ANOTHERS = 0  # it credits somebody else
    NONE = 1
    AGENCY = 2  # in a format of agencies
    OWN = 3  # it credits its own source


@dataclass(frozen=True, slots=True)
class Birth:
    """Where a story's first text says that it comes from, when it was made, and when it came."""

    claim: int
    made: datetime
    came: datetime


def birth_of(article: Article) -> Birth:
    """The birth of a story whose first text this is."""
    came = article.origin.timestamp
    created = created_of(article)
    return Birth(_claim(article), min(article.revision.first_created or created, created), came)


def is_before(one: Birth, other: Birth) -> bool:
    """Whether the one is the original of the two."""
    if one.claim != other.claim:
        return one.claim > other.claim
    if _surely_before(one.made, other.made):
        return True
    if _surely_before(other.made, one.made):
        return False
    return one.came < other.came


def _claim(article: Article) -> Claim:
    if article.credits.credit is None:
        return Claim.AGENCY if article.format in _AGENCY else Claim.NONE
    if is_name_of(article.credits.credit, article.source):
        return Claim.OWN
    return Claim.ANOTHERS


def is_name_of(credit: str, source: str) -> bool:
    """Whether a credit such as "Meridian" or "mer/lw" names the source "meridian-wire" or "https://mer.example/"."""
    name, known = first_word(credit), first_word(re.sub(r"^\w+://", "", source))
    return name is not None and known is not None and (name.startswith(known) or known.startswith(name))


def first_word(text: str) -> str | None:
    """The first word of a credit's or a source's name that not many names have; None if there is none."""
    words = (word for word in re.findall(r"[^\W_]+", fold(text[:200])) if word not in _COMMON)
    return next((word for word in words if len(word) > 1), None)


def _surely_before(one: datetime, other: datetime) -> bool:
    """A time at midnight sharp is a date without a time: it is somewhere in that day, in any zone."""
    return _end(one) < _begin(other)


def _end(made: datetime) -> datetime:
    return made + _DAY + _ZONES if is_a_day(made) else made


def _begin(made: datetime) -> datetime:
    return made - _ZONES if is_a_day(made) else made


def is_a_day(made: datetime) -> bool:
    """Whether it is a date without a time, which is read as midnight."""
    return (made.hour, made.minute, made.second, made.microsecond) == (0, 0, 0, 0)
