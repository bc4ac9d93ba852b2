"""When it was published and changed: what linked data, meta tags, <time>, the line near the headline and the url say.

Each date keeps the rule that found it and its precision: a day is a day, and a time whose zone is not said is in UTC by
nobody's word. Reading a date's string is `dates.parse`'s work; here it is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from lxml.html import HtmlElement

from streams.intake import dates
from streams.intake.html.head import Head, within
from streams.intake.html.json_ld import LinkedArticle
from streams.intake.html.marks import pattern, tags
from streams.intake.html.near import LONGEST_LINE, Near

_CLOCK = re.compile(r"\d[:.h]\d\d|T\d\d|^\d{9,13}$|\d{8}T?\d{4}")
_ZONE = re.compile(
    r"(?:\d|\s)(?:Z|(?!AM|PM)[A-Z]{2,5}|[+\-−]\d\d:?\d\d|(?:GMT|UTC)[+-]\d{1,2})(?:\s?[(\[][^)\]]{1,60}[)\]])?\s*$|^\d{9,13}$"
)
_MONTH = r"[^\W\d_]{3,12}"
_DAY = (
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{4}\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]"
    rf"|\d{{1,2}}(?:\.|er|st|nd|rd|th|º|ª)?[\s-](?:(?:de|d’|d'|of)\s)?{_MONTH}\.?,?[\s-](?:del?\s)?\d{{4}}"
    rf"|{_MONTH}\.?\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}}"
    r"|\d{1,2}\.\s?\d{1,2}\.\s?\d{4}|\d{1,2}[/-]\d{1,2}[/-]\d{4}"
)
_AT = r"(?:[-–—|•·/@]\s?)?(?:um|à|at|às|a las|alle|ore|kl\.?|klo|om|o)?"  # between the day and the clock
_TIME = rf"(?:T|,?\s{{0,3}}{_AT}\s{{0,2}})\d{{1,2}}[:.h]\d\d(?::\d\d(?:\.\d{{1,6}})?)?"
_SPAN = re.compile(
    rf"(?<![\d.,])(?P<day>{_DAY})(?!\d)(?P<time>{_TIME})?(?P<half>\s?[ap]\.?m\b\.?)?(?:\s?(?:Uhr|hrs?|h|น\.)\b)?"
    r"(?P<zone>Z|\s?[A-Z]{2,5}\b|\s?[+-]\d\d:?\d\d)?",
    re.IGNORECASE,
)
_FILLER = re.compile(rf"^[\s,]*{_AT}\s*", re.IGNORECASE)
_CHANGED, _FIRST = pattern("changed", case=False), pattern("published", case=False)
_MARKS_OF_PUBLICATION = ("datepublished", "datecreated", "publishdate")
_IN_URL = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<by>[/_-]?)(?P<month>0[1-9]|1[0-2])(?P=by)(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"
)
_IN_URL_PARTS = re.compile(r"/(?P<year>(?:19|20)\d\d)/(?P<month>\d{1,2})/(?P<day>\d{1,2})(?=/|$)")
_NEEDS_HEADLINE = ("time", "line")  # without it nobody can tell the article's from the masthead's clock
_MORE = 6  # marks after the first date in which one is looked for that says more
_OFF = timedelta(hours=14)  # how far the same clock can be off in another zone


class Precision(StrEnum):
    """What is known of a moment: its zone too, its clock only, or its day."""

    ZONED = "zoned"
    LOCAL = "local"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Dated:
    """A moment in UTC, the rule that found it, such as "json-ld" or "url", and what of it is known."""

    moment: datetime
    rule: str
    precision: Precision


def precision_of(text: str) -> Precision:
    """How much the string of a date says."""
    text = text.strip()
    if not _CLOCK.search(text):
        return Precision.DAY
    return Precision.ZONED if _ZONE.search(text) else Precision.LOCAL


def read_dated(rule: str, text: str | None) -> Dated | None:
    """The date of a string, with its precision; None if `dates.parse` reads none."""
    if not text or (moment := dates.parse(text)) is None:
        return None
    return Dated(moment, rule, precision_of(text))


def published_of(head: Head, linked: LinkedArticle) -> Dated | None:
    """When it was published, as linked data, meta tags and microdata declare it.

    The first counts; one with a zone beats the same clock without, and a time beats its day.
    """
    return _best(_declared(head, linked.published, "published", _MARKS_OF_PUBLICATION))


def modified_of(head: Head, linked: LinkedArticle) -> Dated | None:
    """When it was changed, as declared."""
    return _best(_declared(head, linked.modified, "modified", ("datemodified",)))


def _declared(head: Head, linked: str | None, meaning: str, props: tuple[str, ...]) -> Iterator[Dated]:
    if dated := read_dated("json-ld", linked):
        yield dated
    for name in tags(meaning):
        if name in head.meta and (dated := read_dated(f"meta:{name}", head.meta[name])):
            yield dated
    for element in head.times:
        marked = (element.get("itemprop") or "").lower() in props
        if marked or (meaning == "published" and element.get("pubdate") is not None):
            stated = element.get("datetime") or element.get("content") or within(element)
            if dated := read_dated("microdata", stated):
                yield dated


def _best(candidates: Iterable[Dated]) -> Dated | None:
    best: Dated | None = None
    for each in candidates:
        if best is None or says_more(each, best):
            best = each
        if best.precision is Precision.ZONED:
            break
    return best


def says_more(other: Dated, than: Dated) -> bool:
    """Whether it is the same date with more of it known."""
    if than.precision is Precision.ZONED or other.precision is Precision.DAY:
        return False
    if than.precision is Precision.LOCAL:
        return other.precision is Precision.ZONED and abs(other.moment - than.moment) <= _OFF
    return timedelta() - _OFF <= other.moment - than.moment < timedelta(days=1) + _OFF


def printed_dates(near: Near) -> tuple[Dated | None, Dated | None]:
    """(published, modified) as printed near the headline: in <time>, in an element marked as date, in a short line.

    A masthead's clock stands above the headline and in another block; comments and teasers have dates of their own.
    """
    published: Dated | None = None
    modified: Dated | None = None
    for marks in (near.after, near.before):
        left = _MORE
        for mark in marks:
            rule = mark.date
            if (
                rule is None
                or (near.headline is None and rule in _NEEDS_HEADLINE)
                or near.is_furniture(mark.element)
            ):
                continue
            dated, changed = _date_in(mark.element, rule)
            if dated is not None and changed:
                modified = modified or dated
            elif dated is not None and (published is None or says_more(dated, published)):
                published = dated
            if published is not None:
                left -= 1
                if not left or published.precision is Precision.ZONED:
                    return published, modified
        if published:
            break
    return published, modified


def _date_in(element: HtmlElement, rule: str) -> tuple[Dated | None, bool]:
    """The date of an element, and whether it is that of a change."""
    stated = (
        element.get("datetime")
        or element.get("content")
        or (element.get("title") if rule != "line" else None)
    )
    text = within(element) or ""
    before = element.getprevious()
    label = f"{element.get('class') or ''} {element.get('itemprop') or ''} {text[:60]}"
    if element.tag == "time" and before is not None and before.tail:
        label += before.tail[-40:]
    elif (
        element.tag == "time"
        and (parent := element.getparent()) is not None
        and before is None
        and parent.text
    ):
        label += parent.text[-40:]
    changed = _CHANGED.search(label) is not None and _FIRST.search(label) is None
    if stated and (dated := read_dated(rule, stated)):
        return dated, changed
    if not text or len(text) > LONGEST_LINE:
        return None, changed
    return date_in_line(text, rule), changed


def date_in_line(line: str, rule: str = "line") -> Dated | None:
    """The first date in a short line, such as "Published 21 November 2026, 06:12 GMT | 3 min read".

    As much of it is taken as `dates.parse` reads: with clock and zone, with the clock, the day.
    """
    for match in _SPAN.finditer(line):
        if rule == "line" and not _is_no_sentence(line, match):
            return None
        day, clock = match["day"], _FILLER.sub("", (match["time"] or "").removeprefix("T"))
        half, zone = match["half"] or "", match["zone"] or ""
        written = (
            match[0],
            f"{day} {clock}{half}{zone}",
            f"{day}, {clock}{half}{zone}",
            f"{day} {clock}{half}",
            f"{day}, {clock}{half}",
        )
        for text in (*(written if clock else ()), day):
            if (moment := dates.parse(text.strip())) is not None:
                return Dated(moment, rule, precision_of(text.strip()))
    return None


def _is_no_sentence(line: str, match: re.Match[str]) -> bool:
    """A date in a sentence is what the article tells of, not when it was published."""
    rest = line[: match.start()] + line[match.end() :]
    return (
        len(rest) <= 80 and not line.rstrip().endswith((".", "!", "?", "”", '"')) and len(rest.split()) <= 10
    )


def date_in_url(url: str | None) -> Dated | None:
    """The day in an address such as /2026/11/21/berth-shut or /berth-shut-20261121."""
    if not url:
        return None
    path = url.partition("?")[0].partition("#")[0]
    path = path[path.find("/", 8) :] if path.find("/", 8) > 0 else ""
    for form in (_IN_URL_PARTS, _IN_URL):
        if match := form.search(path):
            try:
                moment = datetime(int(match["year"]), int(match["month"]), int(match["day"]), tzinfo=UTC)
            except ValueError:
                continue
            return Dated(moment, "url", Precision.DAY)
    return None
