"""When it was published and changed: what linked data, meta tags, <time>, the line near the headline and the url say.

Each date keeps the rule that found it and its precision: a day is a day, and a time whose zone is not said is in UTC by
nobody's word. Reading a date's string is `dates.parse`'s work; here it is found.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import islice
from typing import Final

from lxml.html import HtmlElement

from streams.intake import dates
from streams.intake.calendar.moment import is_day, lacks_zone
from streams.intake.html.head import Head, within
from streams.intake.html.json_ld import LinkedArticle
from streams.intake.html.marks import pattern, tags
from streams.intake.html.near import LONGEST_LINE, Mark, Near

# "11.12.2026" is no clock.
_CLOCK = re.compile(r"\d[:h]\d\d|(?:^|[\s,])\d{1,2}\.\d\d(?![.\d])|\dT\d\d|^\d{9,13}$|\d{8}T?\d{4}")
_ZONE = re.compile(
    r"(?:\d|\s)(?:Z|(?!AM|PM)[A-Z]{2,5}|[+\-−]\d\d:?\d\d|(?:GMT|UTC)[+-]\d{1,2})(?:\s?[(\[][^)\]]{1,60}[)\]])?\s*$|^\d{9,13}$"
)
# With the vowels of Devanagari and Thai, which are no letters.
_MONTH = r"[^\W\d_](?:[^\W\d_]|[\u0900-\u0903\u093a-\u094f\u0e31-\u0e4e]){2,12}"
_DAY = (
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{4}\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]"
    rf"|\d{{1,2}}(?:\.|er|st|nd|rd|th|º|ª)?[\s-](?:(?:de|d’|d'|of)\s)?{_MONTH}\.?,?[\s-](?:del?\s)?\d{{4}}"
    rf"|{_MONTH}\.?\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}}"
    rf"|\d{{4}}\.?\s(?:m\.\s)?{_MONTH}\.?\s\d{{1,2}}(?:\.|\sd\.)?"  # Hungarian, Lithuanian
    r"|\d{1,2}\s[\u0e01-\u0e4e]{1,3}\.[\u0e01-\u0e4e]{1,2}\.\s?\d{4}"  # Thai
    r"|(?:令和|平成|民國|民国)\s?\d{1,3}年\s?\d{1,2}月\s?\d{1,2}日"
    r"|\d{1,2}\.\s?\d{1,2}\.\s?(?:\d{4}|\d\d)|\d{1,2}[/-]\d{1,2}[/-]\d{4}"
)
_AT = r"(?:[-–—|•·/@]\s?)?(?:um|à|at|às|a las|alle|ore|kl\.?|klo|om|o)?"  # between the day and the clock
_TIME = rf"(?:T|,?\s{{0,3}}{_AT}\s{{0,2}})\d{{1,2}}[:.h]\d\d(?!\.?\d)(?::\d\d(?:\.\d{{1,6}})?)?"
_SPAN = re.compile(
    rf"(?<![\d.,])(?P<day>{_DAY})(?!\d)(?P<time>{_TIME})?(?P<half>\s?[ap]\.?m\b\.?)?(?:\s?(?:(?:Uhr|hrs?|h)\b\.?|น\.))?"
    r"(?P<zone>Z|\s?[A-Z]{2,5}\b|\s?[+-]\d\d:?\d\d)?",
    re.IGNORECASE,
)
# What may be a clock or a zone behind a day: "오후 2:05", "14时05分", "ora 14:05", "(GMT+7)".
_MAY_SAY_MORE = re.compile(r"\d[:.hHч时時시点點]|[A-Z]{3}")
_MAY_BE_ZONE = re.compile(r"[A-Z]{3}|[+−]\d")
_LINE_PARTS = re.compile(r"[|•·;\n]")
_MOST_WORDS = 8  # of a day with its clock and zone, from the day on
_TO = re.compile(r"\s*(?:[-–—~]|to|until|bis|au|al?|til|till|do|до)\s*", re.IGNORECASE)
_FILLER = re.compile(rf"^[\s,]*{_AT}\s*", re.IGNORECASE)
_CHANGED, _FIRST = pattern("changed", case=False), pattern("published", case=False)
_MARKS_OF_PUBLICATION = ("datepublished", "datecreated", "publishdate")
_ORDINAL = re.compile(r"(\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"^(\d{1,2}\.\s?\d{1,2}\.\s?)([0-4]\d)$")  # "21.11.26"
_MONTH_FIRST = re.compile(rf"{_MONTH}\.?\s\d{{1,2}},?\s\d{{4}}$")
_CLOCK_ALONE = re.compile(r"\d{1,2}[:.]\d\d(?:\s?(?:Uhr|[ap]\.?m\.?))?", re.IGNORECASE)
_ON = re.compile(
    r"\b(?:posted|published|updated|veröffentlicht|publié)?\s*(?:on|am|vom|le|el)?\s*(?=\|)", re.IGNORECASE
)
_IN_DATA = re.compile(
    r'"(?:date_?published|published_?(?:at|date|time)?|publish_?date|publication_?date|pub_?date|upload_?date|'
    r'first_?published(?:_?at)?)"\s{0,5}:\s{0,5}"([\d][^"]{7,40})"',
    re.IGNORECASE,
)
_IN_URL = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<by>[/_-]?)(?P<month>0[1-9]|1[0-2])(?P=by)(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"
)
_IN_URL_PARTS = re.compile(r"/(?P<year>(?:19|20)\d\d)/(?P<month>\d{1,2})/(?P<day>\d{1,2})(?=/|$)")
_MILLISECONDS = re.compile(r"(T\d\d:\d\d:\d\d):(\d{3})(?=Z|[+-])")  # "T22:06:08:684Z"
_MOST_DATES = 4  # of a short line that are looked at
_OPENING = 4  # paragraphs of a text that may open with its date
_SIGNED = 50  # characters of a last line that names an author and the day
_RELEASE = re.compile(
    r"^(?:press release|pressemitteilung|medienmitteilung|communiqué(?: de presse)?|comunicado(?: stampa)?|"
    r"nota de prensa|persbericht)\s*(?:vom|of|from|du|del|van)?\s*",
    re.IGNORECASE,
)
_NEEDS_HEADLINE = ("time", "line")  # without it nobody can tell the article's from the masthead's clock
#: Rules of a date that may be that of the page, which was changed or built on that day.
WEAK_RULES: Final = frozenset({"meta:date", "meta:dc.date", "meta:dcterms.date", "meta:dc.date.modified"})
_UNMARKED = ("line", "opening")
_FIRST_YEAR = 1991  # of the web: what is older is a birthday or a jubilee
_RAW_LINE = 1000  # characters of a short line as it stands in the page, with its white space
_LABEL, _LINES = (
    40,
    20,
)  # characters of the words that call a date that of publication; lines of a block that may have it
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
    text = _MILLISECONDS.sub(r"\1.\2", text) if text else None
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
    return -_OFF <= other.moment - than.moment < timedelta(days=1) + _OFF


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
        if dated is not None and dated.moment.year < _FIRST_YEAR:
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
        return _date_at_opening(element.text or "")
    text = within(element, _RAW_LINE)
    if not text or len(text) > LONGEST_LINE:
        return _date_below(element) if rule == "line" else None
    if rule == "line" and element.tag == "a" and not _SPAN.match(text):
        return None  # a link to something of that day
    return date_in_line(text, rule) or (_date_at_opening(element.text or "") if rule == "line" else None)


def _date_below(element: HtmlElement) -> Dated | None:
    """The date with which a long text opens, or that is its second line."""
    if dated := _date_at_opening(element.text or ""):
        return dated
    tail = element[0].tail if len(element) and element[0].tag == "br" else None
    return date_in_line(tail) if tail and len(tail) <= LONGEST_LINE else None


def _is_changed(mark: Mark) -> bool:
    """Whether the words beside the date, or its mark, say that it is the date of a change."""
    element = mark.element
    label = [
        element.get("class") or "",
        element.get("itemprop") or "",
        _before_second(mark.text or within(element, _RAW_LINE) or "")[:60],
    ]
    if element.tag == "time":
        before, parent = element.getprevious(), element.getparent()
        beside = before.tail if before is not None else parent.text if parent is not None else None
        label.append((beside or "")[-40:])
    words = " ".join(label)
    return _CHANGED.search(words) is not None and _FIRST.search(words) is None


def _before_second(line: str) -> str:
    """The line up to the first of two dates, which has its words before it; all of it where the second is the older."""
    found = list(islice(_SPAN.finditer(line), 2)) if len(line) <= LONGEST_LINE else []
    if len(found) < 2 or _FIRST.search(line[found[0].end() : found[1].start()]):
        return line
    return line[: found[0].start()]


def _date_at_opening(text: str) -> Dated | None:
    """The date with which a text opens: "21.11.2026 - The harbour authority said …", "(21 November 2026) …"."""
    opening = text.lstrip(" (\n\t")[:40]
    match = _SPAN.match(opening)
    if match and opening[match.end() :].lstrip(" .)")[:1] in ("-", "–", "—", "|", ":", "„", "“", ""):
        return _read_span(match, "line")
    return _read_span(match, "line") if match and text.lstrip().startswith("(") else None


def date_in_line(line: str, rule: str = "line") -> Dated | None:
    """The first date in a short line, such as "Published 21 November 2026, 06:12 GMT | 3 min read"."""
    line = " ".join(line.split())
    if _is_lifetime(line):
        return None
    for match in _publication_first(line, list(islice(_SPAN.finditer(line), _MOST_DATES))):
        if rule == "line" and not _is_no_sentence(line, match):
            return None
        if dated := _read_span(match, rule):
            return _with_more(line, match, dated)
    return None


def _with_more(line: str, match: re.Match[str], dated: Dated) -> Dated:
    """The date with the clock and the zone that stand behind it in words which its pattern does not know."""
    if dated.precision is Precision.ZONED or (
        dated.precision is Precision.LOCAL and not _MAY_BE_ZONE.search(line, match.end("day"))
    ):
        return dated
    following = _SPAN.search(line, match.end())
    rest = _LINE_PARTS.split(line[match.start() : following.start() if following else None], maxsplit=1)[0]
    if not _MAY_SAY_MORE.search(rest, len(match["day"])):
        return dated
    words = rest.split()[: len(match["day"].split()) + _MOST_WORDS]
    for count in range(len(words), len(match["day"].split()), -1):
        moment = dates.parse(" ".join(words[:count]).rstrip(" ,-–—"))
        if moment is None:
            continue
        precision = (
            Precision.DAY if is_day(moment) else Precision.LOCAL if lacks_zone(moment) else Precision.ZONED
        )
        more = Dated(moment, dated.rule, precision)
        return more if says_more(more, dated) else dated
    return dated


def changed_in_line(line: str) -> Dated | None:
    """The date in a line of several that it calls that of a change: "Publié le … à 18h12, mis à jour le … à 09h40"."""
    line = " ".join(line.split())
    found = list(islice(_SPAN.finditer(line), _MOST_DATES))
    for before, match in itertools.pairwise(found):
        called = line[before.end() : match.start()]
        if _CHANGED.search(called) and not _FIRST.search(called) and (dated := _read_span(match, "line")):
            return _with_more(line, match, dated)
    return None


def _publication_first(line: str, found: list[re.Match[str]]) -> list[re.Match[str]]:
    """The dates of a line, of two the one that it calls that of publication first: "Updated … | Published …"."""
    if len(found) < 2:
        return found
    starts = [0, *(match.end() for match in found)]
    called = [bool(_FIRST.search(line[start : m.start()])) for start, m in zip(starts, found, strict=False)]
    return sorted(found, key=lambda match: not called[found.index(match)])


def _is_lifetime(line: str) -> bool:
    """Whether it is from one day to another: the years that somebody lived, a festival."""
    found = list(islice(_SPAN.finditer(line), 2))
    return (
        len(found) == 2
        and found[0]["time"] is None
        and _TO.fullmatch(line, found[0].end(), found[1].start()) is not None
    )


def _read_span(match: re.Match[str], rule: str) -> Dated | None:
    """As much of the date as `dates.parse` reads: with clock and zone, with the clock, the day."""
    day = _SHORT_YEAR.sub(r"\g<1>20\2", _ORDINAL.sub(r"\1", match["day"]))
    if _MONTH_FIRST.match(day):
        day = day.replace(",", "").rpartition(" ")[0] + ", " + day[-4:]
    clock, half, zone = (
        _FILLER.sub("", (match["time"] or "").removeprefix("T")),
        match["half"] or "",
        match["zone"] or "",
    )
    written = [
        f"{day} {clock}{half}{zone}",
        f"{day}, {clock}{half}{zone}",
        f"{day} {clock}{half}",
        f"{day}, {clock}{half}",
    ]
    for text in (*(written if clock else ()), day):
        if (moment := dates.parse(text.strip())) is not None:
            return Dated(moment, rule, precision_of(text.strip()))
    return None


def date_of_text(paragraphs: Sequence[str]) -> Dated | None:
    """The date with which one of the first paragraphs of a text opens, or which stands alone at its end."""
    for paragraph in paragraphs[:_OPENING]:
        opening = _RELEASE.sub("", paragraph[:120])
        dated = _date_at_opening(opening)
        if dated is not None and dated.moment.year >= _FIRST_YEAR:
            return replace(dated, rule="text")
    last = paragraphs[-1].strip() if paragraphs else ""
    if len(last) <= _SIGNED and (match := _SPAN.search(last)) and len(last) - match.end() <= 1:
        dated = _read_span(match, "text")
        return dated if dated is not None and dated.moment.year >= _FIRST_YEAR else None
    return None


def is_date_label(word: str) -> bool:
    """Whether a word is one of those that call a date that of publication, or of a change."""
    return _FIRST.search(word) is not None or _CHANGED.search(word) is not None


def dates_in(line: str) -> list[datetime]:
    """The moments of the dates in a line, as far as they are read."""
    spans = islice(_SPAN.finditer(" ".join(line.split())), _MOST_DATES)
    return [dated.moment for match in spans if (dated := _read_span(match, "line"))]


def without_date(line: str) -> str:
    """The line with "|" in place of its dates, their clocks, and the words that introduce them."""
    return _ON.sub("|", _CLOCK_ALONE.sub("|", _SPAN.sub("|", line)))


def _is_no_sentence(line: str, match: re.Match[str]) -> bool:
    """A date in a sentence is what the article tells of, not when it was published, unless the words before say so."""
    rest = line[: match.start()] + _SPAN.sub(" ", line[match.end() :])
    if not any(map(str.isalpha, rest)) or _FIRST.search(line[: match.start()][-30:]):
        return True
    return (
        len(rest) <= 80
        and not _SPAN.sub("0", line).rstrip().endswith((".", "!", "?", "”", '"'))
        and len(rest.split()) <= 10
    )


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
        if not line or len(line) > LONGEST_LINE or (match := _SPAN.search(line)) is None:
            continue
        before = line[: match.start()].strip()
        if not before and not at and (label := element.getprevious()) is not None:
            before = within(label, _LABEL) or ""
        if len(before) <= _LABEL and _FIRST.match(before) and not _CHANGED.search(before):
            return _read_span(match, "labelled")
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
