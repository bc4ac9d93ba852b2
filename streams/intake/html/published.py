"""When it was published and changed: what linked data, meta tags, <time>, the line near the headline and the url say.

Each date keeps the rule that found it and its precision: a day is a day, and a time whose zone is not said is in UTC by
nobody's word. Reading a date's string is `dates.parse`'s work, and finding it in a line is `line_dates`'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import islice
from typing import Final

from lxml.html import HtmlElement

from streams.intake.html.dated import FIRST_YEAR, Dated, Precision, read_dated, says_more
from streams.intake.html.head import Head, within
from streams.intake.html.json_ld import LinkedArticle
from streams.intake.html.line_dates import (
    LABEL,
    before_second_date,
    begins_with_date,
    calls_it_changed,
    changed_in_line,
    date_at_opening,
    date_called_published,
    date_in_line,
)
from streams.intake.html.marks import tags
from streams.intake.html.near import LONGEST_LINE, Mark, Near

_MARKS_OF_PUBLICATION = ("datepublished", "datecreated", "publishdate")
_IN_DATA = re.compile(
    r'"(?:date_?published|published_?(?:at|date|time)?|publish_?date|publication_?date|pub_?date|upload_?date|'
    r'first_?published(?:_?at)?)"\s{0,5}:\s{0,5}"([\d][^"]{7,40})"',
    re.IGNORECASE,
)
_IN_URL = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<by>[/_-]?)(?P<month>0[1-9]|1[0-2])(?P=by)(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"
)
_IN_URL_PARTS = re.compile(r"/(?P<year>(?:19|20)\d\d)/(?P<month>\d{1,2})/(?P<day>\d{1,2})(?=/|$)")
_NEEDS_HEADLINE = ("time", "line")  # without it nobody can tell the article's from the masthead's clock
#: Rules of a date that may be that of the page, which was changed or built on that day.
WEAK_RULES: Final = frozenset({"meta:date", "meta:dc.date", "meta:dcterms.date", "meta:dc.date.modified"})
_UNMARKED = ("line", "opening")
_RAW_LINE = 1000  # characters of a short line as it stands in the page, with its white space
_LINES = 20  # of a block that may have the date of publication
_MORE = 6  # marks after the first date in which one is looked for that says more


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


def printed_dates(near: Near) -> tuple[Dated | None, Dated | None]:
    """(published, modified) as printed near the headline: in <time>, in an element marked as date, in a short line.

    A masthead's clock stands above the headline and in another block; comments and teasers have dates of their own.
    """
    published: Dated | None = None
    modified: Dated | None = None
    for marks in (near.after, near.before):
        found, changed = _first_printed(marks, near)
        modified = modified or changed
        # What is marked as a date above the headline is more than a line below it that has one.
        if found and (published is None or (published.rule in _UNMARKED and found.rule not in _UNMARKED)):
            published = found
        if published and published.rule not in _UNMARKED:
            break
    return published, modified


def _first_printed(marks: tuple[Mark, ...], near: Near) -> tuple[Dated | None, Dated | None]:
    published: Dated | None = None
    modified: Dated | None = None
    left = _MORE
    for mark in marks:
        rule = mark.date
        if (
            rule is None
            or (near.headline is None and rule in _NEEDS_HEADLINE)
            or near.is_furniture(mark.element)
        ):
            continue
        dated = _date_in(mark, rule)
        if dated is not None and dated.moment.year < FIRST_YEAR:
            continue
        if dated is not None and _is_changed(mark):
            modified = modified or dated
        elif dated is not None and (published is None or says_more(dated, published)):
            published = dated
            modified = modified or _changed_beside(mark)
        if published is not None:
            left -= 1
            if not left or published.precision is Precision.ZONED:
                break
    return published, modified


def _changed_beside(mark: Mark) -> Dated | None:
    """The date of a change that stands in the line of the date of publication."""
    line = mark.text or within(mark.element, _RAW_LINE)
    return changed_in_line(line) if line and len(line) <= LONGEST_LINE else None


def _date_in(mark: Mark, rule: str) -> Dated | None:
    element = mark.element
    if mark.text is not None:
        return date_in_line(mark.text, rule)
    stated = element.get("datetime") or element.get("content")
    if stated is None and rule != "line":
        stated = element.get("title")
    if stated and (dated := read_dated(rule, stated)):
        return dated
    if rule == "opening":
        return date_at_opening(element.text or "")
    text = within(element, _RAW_LINE)
    if not text or len(text) > LONGEST_LINE:
        return _date_below(element) if rule == "line" else None
    if rule == "line" and element.tag == "a" and not begins_with_date(text):
        return None  # a link to something of that day
    return date_in_line(text, rule) or (date_at_opening(element.text or "") if rule == "line" else None)


def _date_below(element: HtmlElement) -> Dated | None:
    """The date with which a long text opens, or that is its second line."""
    if dated := date_at_opening(element.text or ""):
        return dated
    tail = element[0].tail if len(element) and element[0].tag == "br" else None
    return date_in_line(tail) if tail and len(tail) <= LONGEST_LINE else None


def _is_changed(mark: Mark) -> bool:
    """Whether the words beside the date, or its mark, say that it is the date of a change."""
    element = mark.element
    label = [
        element.get("class") or "",
        element.get("itemprop") or "",
        before_second_date(mark.text or within(element, _RAW_LINE) or "")[:60],
    ]
    if element.tag == "time":
        before, parent = element.getprevious(), element.getparent()
        beside = before.tail if before is not None else parent.text if parent is not None else None
        label.append((beside or "")[-40:])
    return calls_it_changed(" ".join(label))


def date_in_scripts(tree: HtmlElement) -> Dated | None:
    """The date in a page's own data: {"publishedAt": "…"}. Only if there is one day: lists of articles have many."""
    found: list[Dated] = []
    for script in tree.iter("script"):
        for match in _IN_DATA.finditer(script.text or ""):
            if dated := read_dated("data", match[1]):
                found.append(dated)
            if len(found) > 20:
                return None
    return found[0] if len({dated.moment.date() for dated in found}) == 1 else None


def date_far_off(near: Near) -> Dated | None:
    """Where nothing near the headline is dated: the first date behind it that is called that of publication, as in
    "Erschienen am: 21.11.2026", else the only day that a <time> gives.
    """
    days: dict[date, Dated] = {}
    for element in near.further():
        if element.tag == "time":
            dated = read_dated("time", element.get("datetime"))
            if dated is not None and not near.is_anothers(element):
                days.setdefault(dated.moment.date(), dated)
        elif (dated := _called_published(element)) is not None and not near.is_anothers(element):
            return dated
    return next(iter(days.values())) if len(days) == 1 else None


def _called_published(element: HtmlElement) -> Dated | None:
    """The date in a line of this element that the words before it, or the element before, call that of publication."""
    lines = [element.text, *(each.tail for each in islice(element, _LINES) if each.tag == "br")]
    for at, line in enumerate(lines):
        if not line or len(line) > LONGEST_LINE:
            continue
        label = element.getprevious() if not at else None
        beside = within(label, LABEL) if label is not None else None
        if dated := date_called_published(line, beside or ""):
            return dated
    return None


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
