"""How right a reading of a page is: body, title, authors, date. Pure functions on plain values.

The body is measured as article-extraction-benchmark does (runs of four words, each page's share, means of precision
and recall over the pages: https://github.com/scrapinghub/article-extraction-benchmark), or, where only passages are
known, as trafilatura's evaluation does (passages found, over all pages).
"""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from score_sets import Page

_WORD = re.compile(r"\w+")
_RUN = 4
_AND = re.compile(r"\s*(?:[,;|&/]|\b(?:and|und|et|y|e|og|och|en|ja|i)\b)\s*", re.IGNORECASE)
#: How far a date may lie outside the day that is right: the page's zone is not known.
_ZONES = timedelta(hours=14)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from a page. `body` None: refused; `partial`: it says itself that text is missing."""

    body: str | None
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: datetime | date | None = None
    partial: bool = False
    refused: str = ""
    standfirst: str | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """Hits, false alarms and misses of a page's text: shares of their sum, or numbers of passages."""

    hits: float
    false: float
    missed: float

    @property
    def recall(self) -> float:
        """The share of the right text that is there; 1 where there is none."""
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else 1.0


def body(page: Page, found: str | None) -> Body:
    """How the text that was found compares with what is right for the page."""
    return _runs(page.body, found or "") if page.body is not None else _passages(page, found or "")


def _runs(right: str, found: str) -> Body:
    wanted, got = _counted(right), _counted(found)
    hits = sum((wanted & got).values())
    false, missed = got.total() - hits, wanted.total() - hits
    whole = hits + false + missed
    return Body(hits / whole, false / whole, missed / whole) if whole else Body(0, 0, 0)


def _plain(text: str) -> str:
    """The text with single spaces, composed letters and no soft hyphens: what nobody sees is not judged."""
    return " ".join(unicodedata.normalize("NFC", text).replace("\u00ad", "").split())


def _counted(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(_plain(text))
    if not words:
        return Counter()
    return Counter(tuple(words[at : at + _RUN]) for at in range(max(1, len(words) - _RUN + 1)))


def _passages(page: Page, found: str) -> Body:
    text = _plain(found)
    held = sum(_plain(passage) in text for passage in page.held)
    foreign = sum(_plain(passage) in text for passage in page.foreign)
    return Body(held, foreign, len(page.held) - held)


def f1(bodies: Sequence[Body], *, summed: bool) -> tuple[float, float, float]:
    """(F1, precision, recall): means over the pages, or of the sums where passages are counted."""
    if summed:
        hits, false, missed = (sum(getattr(each, name) for each in bodies) for name in Body.__slots__)
        precision, recall = _share(hits, hits + false), _share(hits, hits + missed)
    else:
        precision = _mean(
            _share(each.hits, each.hits + each.false) for each in bodies if each.hits + each.false
        )
        recall = _mean(each.recall for each in bodies if each.hits + each.missed)
    return _share(2 * precision * recall, precision + recall), precision, recall


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return statistics.fmean(found) if found else 0.0


def letters(text: str) -> str:
    """Letters and digits, case folded."""
    return "".join(filter(str.isalnum, text.casefold()))


def judge_title(page: Page, title: str | None) -> str | None:
    """ "right", "missing" or "wrong"; None where nobody knows. Typography and case do not count."""
    if not page.title:
        return None
    if not title:
        return "missing"
    return "right" if letters(title) == letters(page.title) else "wrong"


def judge_authors(page: Page, found: Sequence[str]) -> str | None:
    """ "right" if the same names are there, in any order; "invented" if there is no author; else "missing", "wrong"."""
    if page.authors is None:
        return None
    right, got = _names(page.authors), _names(found)
    if not right:
        return "invented" if got else None
    if not got:
        return "missing"
    return "right" if right == got else "wrong"


def _names(values: Sequence[str]) -> set[str]:
    return {name for value in values for part in _AND.split(value) if (name := letters(part))}


def judge_date(page: Page, found: datetime | date | None) -> str | None:
    """ "right" if it is the day that is right, or where a moment is known within a day of it; "missing"; "wrong"."""
    if page.moment is None and page.day is None:
        return None
    if found is None:
        return "missing"
    if page.moment is not None:
        if isinstance(found, datetime):
            return "right" if abs(found - page.moment) < timedelta(hours=24) else "wrong"
        return "right" if abs(found - page.moment.date()) <= timedelta(days=1) else "wrong"
    if not isinstance(found, datetime):
        return "right" if found == page.day else "wrong"
    assert page.day is not None
    start = datetime(page.day.year, page.day.month, page.day.day, tzinfo=UTC)
    if found.time() == datetime.min.time():  # a day alone has no zone
        return "right" if found == start else "wrong"
    return "right" if start - _ZONES <= found < start + timedelta(days=1) + _ZONES else "wrong"
