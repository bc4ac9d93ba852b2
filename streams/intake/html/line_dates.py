"""A date in a line of text: "Published 21 November 2026, 06:12 GMT | 3 min read", "21.11.2026 - The harbour …".

Where a line has several, the words before each say what it is the date of.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Final

from streams.intake import dates
from streams.intake.calendar.moment import is_day, lacks_zone
from streams.intake.html.dated import FIRST_YEAR, Dated, Precision, precision_of, says_more
from streams.intake.html.marks import pattern
from streams.intake.html.near import LONGEST_LINE

# With the vowels of Devanagari, Bengali and Thai, which are no letters.
MONTH: Final = (
    r"[^\W\d_](?:[^\W\d_]|[\u0900-\u0903\u093a-\u094f\u0981-\u0983\u09bc-\u09cd\u0e31-\u0e4e]){2,12}"
)
_DAY = (
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{4}\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]"
    rf"|\d{{1,2}}(?:\.|er|st|nd|rd|th|º|ª)?[\s-](?:(?:de|d’|d'|of)\s)?{MONTH}\.?,?[\s-](?:del?\s)?\d{{4}}"
    rf"|{MONTH}\.?\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}}"
    rf"|\d{{4}}\.?\s(?:m\.\s)?{MONTH}\.?\s\d{{1,2}}(?:\.|\sd\.)?"  # Hungarian, Lithuanian
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
_DIGIT = re.compile(r"\d")
# What may be a clock or a zone behind a day: "오후 2:05", "14时05分", "ora 14:05", "(GMT+7)".
_MAY_SAY_MORE = re.compile(r"\d[:.hHч时時시点點]|[A-Z]{3}")
_MAY_BE_ZONE = re.compile(r"[A-Z]{3}|[+−]\d")
_LINE_PARTS = re.compile(r"[|•·;\n]")
_MOST_WORDS = 8  # of a day with its clock and zone, from the day on
_TO = re.compile(r"\s*(?:[-–—~]|to|until|bis|au|al?|til|till|do|до)\s*", re.IGNORECASE)
_FILLER = re.compile(rf"^[\s,]*{_AT}\s*", re.IGNORECASE)
_CHANGED, _FIRST = pattern("changed", case=False), pattern("published", case=False)
_ORDINAL = re.compile(r"(\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"^(\d{1,2}\.\s?\d{1,2}\.\s?)([0-4]\d)$")  # "21.11.26"
_MONTH_FIRST = re.compile(rf"{MONTH}\.?\s\d{{1,2}},?\s\d{{4}}$")
# What stands behind a clock at the end of a line, and ends no sentence.
_CLOCK_WORD = re.compile(r"(?<=\d[:.h]\d\d)\s?(?:น|hod|val|[ap]\.m|ч)\.$")
_CLOCK_ALONE = re.compile(r"\d{1,2}[:.]\d\d(?:\s?(?:Uhr|[ap]\.?m\.?))?", re.IGNORECASE)
_ON = re.compile(
    r"\b(?:posted|published|updated|veröffentlicht|publié)?\s*(?:on|am|vom|le|el)?\s*(?=\|)", re.IGNORECASE
)
#: Characters of the words that call a date that of publication, at most.
LABEL: Final = 40
_MOST_DATES = 4  # of a short line that are looked at
_OPENING = 4  # paragraphs of a text that may open with its date
_SIGNED = 50  # characters of a last line that names an author and the day
_RELEASE = re.compile(
    r"^(?:press release|pressemitteilung|medienmitteilung|communiqué(?: de presse)?|comunicado(?: stampa)?|"
    r"nota de prensa|persbericht)\s*(?:vom|of|from|du|del|van)?\s*",
    re.IGNORECASE,
)


def _spans(line: str, most: int = _MOST_DATES) -> list[re.Match[str]]:
    """The first dates of a line. One without a digit has none, which costs a hundredth to see."""
    return list(islice(_SPAN.finditer(line), most)) if _DIGIT.search(line) else []


def before_second_date(line: str) -> str:
    """The line up to the first of two dates, which has its words before it; all of it where the second is the older."""
    found = _spans(line, 2) if len(line) <= LONGEST_LINE else []
    if len(found) < 2 or _FIRST.search(line[found[0].end() : found[1].start()]):
        return line
    return line[: found[0].start()]


def date_at_opening(text: str) -> Dated | None:
    """The date with which a text opens: "21.11.2026 - The harbour authority said …", "(21 November 2026) …"."""
    opening = text.lstrip(" (\n\t")[:40]
    match = _SPAN.match(opening)
    if match and opening[match.end() :].lstrip(" .)")[:1] in ("-", "–", "—", "|", ":", "„", "“", ""):
        return _read_span(match, "line")
    return _read_span(match, "line") if match and text.lstrip().startswith("(") else None


def date_in_line(line: str, rule: str = "line") -> Dated | None:
    """The first date in a short line, such as "Published 21 November 2026, 06:12 GMT | 3 min read"."""
    line = " ".join(line.split())
    found = _spans(line)
    if _is_lifetime(line, found):
        return None
    for match in _publication_first(line, found):
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
    found = _spans(line)
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


def _is_lifetime(line: str, found: list[re.Match[str]]) -> bool:
    """Whether it is from one day to another: the years that somebody lived, a festival. `found` are its dates."""
    return (
        len(found) > 1
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
        dated = date_at_opening(opening)
        if dated is not None and dated.moment.year >= FIRST_YEAR:
            return replace(dated, rule="text")
    last = paragraphs[-1].strip() if paragraphs else ""
    if len(last) <= _SIGNED and (match := _SPAN.search(last)) and len(last) - match.end() <= 1:
        dated = _read_span(match, "text")
        return dated if dated is not None and dated.moment.year >= FIRST_YEAR else None
    return None


def begins_with_date(text: str) -> bool:
    """Whether a date stands at the very beginning."""
    return _SPAN.match(text) is not None


def calls_it_changed(words: str) -> bool:
    """Whether words call a date that of a change, and not that of publication, too."""
    return _CHANGED.search(words) is not None and _FIRST.search(words) is None


def date_called_published(line: str, beside: str) -> Dated | None:
    """The first date in a line, if words call it that of publication: those before it, or `beside` where none are."""
    if not (found := _spans(line, 1)):
        return None
    match = found[0]
    words = line[: match.start()].strip() or beside
    if len(words) > LABEL or not _FIRST.match(words) or _CHANGED.search(words):
        return None
    return _read_span(match, "labelled")


def is_date_label(word: str) -> bool:
    """Whether a word is one of those that call a date that of publication, or of a change."""
    return _FIRST.search(word) is not None or _CHANGED.search(word) is not None


def dates_in(line: str) -> list[datetime]:
    """The moments of the dates in a line, as far as they are read."""
    spans = _spans(" ".join(line.split()))
    return [dated.moment for match in spans if (dated := _read_span(match, "line"))]


def without_date(line: str) -> str:
    """The line with "|" in place of its dates, their clocks, and the words that introduce them."""
    if _DIGIT.search(line):
        line = _CLOCK_ALONE.sub("|", _SPAN.sub("|", line))
    return _ON.sub("|", line) if "|" in line else line


def _is_no_sentence(line: str, match: re.Match[str]) -> bool:
    """A date in a sentence is what the article tells of, not when it was published, unless the words before say so."""
    rest = line[: match.start()] + _SPAN.sub(" ", line[match.end() :])
    if not any(map(str.isalpha, rest)) or _FIRST.search(line[: match.start()][-30:]):
        return True
    return (
        len(rest) <= 80
        and not _CLOCK_WORD.sub("", _SPAN.sub("0", line).rstrip()).endswith((".", "!", "?", "”", '"'))
        and len(rest.split()) <= 10
    )
