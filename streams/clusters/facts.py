"""What an article states in any language: whom and what it names, where, and the numbers in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

#: "9,000", "4.6", "9 000", "12,5"; no times ("3:40"), and nothing that goes on with letters ("A47", "3D").
_GROUPED = r"\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+"
#: Of letters those of scripts that write no space beside a number do not count: 62万人.
_LETTER = r"[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"
_NUMBER = re.compile(rf"(?<!{_LETTER})(?<![:.,])(?:{_GROUPED}|\d+(?:[.,]\d+)?)(?!{_LETTER})(?!:)")
#: Behind a number they multiply it, or make it a date or a time.
_SCALES = {"千": 3, "천": 3, "万": 4, "萬": 4, "만": 4, "亿": 8, "億": 8, "억": 8, "兆": 12, "조": 12}
_DATES = frozenset("年月日時时點点分秒号號년월일시분초")
_GROUPS = re.compile(r"[.,'’ \u00a0\u202f](?=\d{3}(?:\D|$))")
#: Numbers that any two articles may share: small ones, and years.
_LEAST_NUMBER, _YEARS = 10, range(1900, 2101)
#: Paragraphs after the headline whose numbers count.
_NUMBERED = 4
MOST_NUMBERS = 30


@dataclass(frozen=True, slots=True)
class Named:
    """A person, an organisation, a place or a topic: its name, and its id where it has one."""

    name: str
    uri: str | None = None

    def dump(self) -> tuple[str, str | None]:
        """Its values, which make it again."""
        return self.name, self.uri

    @property
    def key(self) -> str:
        """What two mentions of the same have in common: the id, or else the name without case and accents."""
        return self.uri or fold(self.name)


@lru_cache(maxsize=1 << 15)
def fold(name: str) -> str:
    """The name without case and accents, its words parted by one space."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(each for each in plain if not unicodedata.combining(each)).split())


def numbers_of(headline: str, paragraphs: Sequence[str]) -> tuple[str, ...]:
    """The numbers of the headline and the first paragraphs as "9000" or "4.6", however the language writes them."""
    found: dict[str, None] = {}
    for text in (headline, *paragraphs[:_NUMBERED]):
        for match in _NUMBER.finditer(text):
            number, behind = _plain(match[0]), text[match.end() : match.end() + 1]
            if behind in _SCALES:
                number = _scaled(number, _SCALES[behind])
            if behind not in _DATES and _tells(number):
                found[number] = None
    return tuple(found)[:MOST_NUMBERS]


def _plain(written: str) -> str:
    return _GROUPS.sub("", written).replace(",", ".").lstrip("0") or "0"


def _scaled(number: str, zeros: int) -> str:
    """The number with so many zeros more: 1.5 and 4 are 15000."""
    whole, _, part = number.partition(".")
    if len(part) > zeros:
        return number
    return (whole + part.ljust(zeros, "0")).lstrip("0") or "0"


def _tells(number: str) -> bool:
    if "." in number:
        return True
    return len(number) < 16 and int(number) >= _LEAST_NUMBER and int(number) not in _YEARS


def keys(kind: str, named: Iterable[Named]) -> list[str]:
    """The keys of the named, of one kind ("person")."""
    return [f"{kind}:{each.key}" for each in named]
