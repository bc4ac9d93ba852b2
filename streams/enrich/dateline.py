"""The dateline: the opening of wire copy that tells where, when and by whom it was sent.

The shapes are those of the AP and AFP stylebooks and of dpa's, apa's and ats's copy; months, agencies and
the words in capitals that look like a place are in `streams/data/places/datelines.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from streams.datafiles import read_toml
from streams.enrich.gazetteer import gazetteer, homonyms
from streams.found import Dateline, Evidence

#: A dateline is no longer than this; also what keeps the search linear.
_REACH = 160
#: Characters; a standfirst is no longer.
_STANDFIRST = 300
_LARGE = 100_000  # inhabitants
#: A name's words: "St. Petersburg", "N'Djamena", "Frankfurt a. M.", "Aix-en-Provence", "Berlin/Brüssel".
_WORD = r"[^\W\d_](?:[\w.'’/]|-(?!-))*"
_NAME = rf"{_WORD}(?: {_WORD}){{0,5}}"
_PLACES = rf"(?P<places>{_NAME}(?:, {_NAME}){{0,2}}?)"
_BYLINE = re.compile(r"(?:by|von|par)\s", re.IGNORECASE)
_AGENCY = r"\((?P<agency>[^()\n]{2,40})\)"
_SLASHED = r"/(?P<slashed>[^/\n]{2,40})/"
_DASH = r"(?: ?(?:--|[-–—_|=])(?=\s|$)| ?—)"


@dataclass(frozen=True, slots=True)
class _Words:
    agencies: frozenset[str]
    not_places: frozenset[str]
    small: frozenset[str]
    months: dict[str, list[str]]


@cache
def _words() -> _Words:
    table = read_toml("places/datelines.toml")
    agencies = frozenset(name.casefold() for name in table["agencies"])
    return _Words(agencies, frozenset(table["not_places"]), frozenset(table["small_words"]), table["months"])


@cache
def _shapes(language: str) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """The shapes of a dateline, with the months of this language, or of all if it is none of ours.

    Each stands behind a mark that it cannot do without: most openings have none, which is soon told.
    """
    months = _words().months
    names = months.get(language) or [name for listed in months.values() for name in listed]
    month = (
        "(?i:" + "|".join(sorted({re.escape(name) for name in names}, key=len, reverse=True)) + r")\.?(?!\w)"
    )
    year = r"(?:,? \d{4})?"
    date = (
        rf"(?P<date>(?:{month} \d{{1,2}}|(?:le )?(?:1er|\d{{1,2}}\.?) {month}){year}"
        r"|\d{1,2}[./]\d{1,2}[./]?(?:\d{2,4})?)"
    )
    after = date.replace("?P<date>", "?P<after>")
    between = r"(?:,|\.)? "
    # HARWICH, England, Nov 21 (Tidewater) - ; Genève (ats), 21 nov. - ; TULSA, Okla.--(BUSINESS WIRE)--
    behind = (
        rf"{_PLACES}(?:{between}{date})?(?: |--)?{_AGENCY}(?:,? {after})?(?P<dash>{_DASH}|--|[.:](?=\s|$))?"
    )
    # WASHINGTON, Nov. 21, 2026 /PRNewswire/ -- ; MOSCOW, November 21. /TASS/.
    slashed = rf"{_PLACES}(?:{between}{date})?\.? {_SLASHED}(?P<dash>{_DASH}|[.:](?=\s|$))"
    # (ANSA) - ROMA, 21 NOV -
    before = rf"{_AGENCY}{_DASH} {_PLACES}(?:{between}{date})?(?P<dash>{_DASH})"
    # GENÈVE, 21 novembre -
    dated = rf"{_PLACES}{between}{date}(?P<dash>{_DASH}|[.:](?=\s|$))"
    # NEW DELHI: ; LONDON | ; BEIRUT, Lebanon —
    bare = rf"{_PLACES}(?P<dash>{_DASH}|:(?=\s|$))"
    shapes = ((r"\(", behind), ("/", slashed), (r"\(", before), (r"\d", dated), ("[-–—_|=:]", bare))
    return tuple((re.compile(mark), re.compile(shape)) for mark, shape in shapes)


def find_dateline(paragraphs: Sequence[str], language: str) -> Dateline | None:
    """The dateline that opens the copy, or None.

    It opens the first paragraph, or one of the next two after a byline, a line like a headline, or a standfirst. After
    a standfirst, which is copy, it must name both the agency and the day. `place` is the first place named, in mixed
    case; `agency` and `date` are as written. `evidence` is the span of the whole, with its dash.
    """
    return _opening(tuple(paragraphs[:3]), language)


# Several finders ask it of one article, one after the other.
@lru_cache(maxsize=2)
def _opening(paragraphs: tuple[str, ...], language: str) -> Dateline | None:
    copy = 0
    for index, paragraph in enumerate(paragraphs):
        found = _read(paragraph, index, language)
        if found is not None and (not copy or (found.agency and found.date)):
            return found
        copy += not is_line(paragraph)
        if copy > 1 or len(paragraph) > _STANDFIRST:
            break
    return None


def without_dateline(paragraphs: Sequence[str], language: str) -> list[str]:
    """The copy without its dateline, and without the byline or the headline above that."""
    dateline = find_dateline(paragraphs, language)
    if dateline is None:
        return list(paragraphs)
    first = dateline.evidence.paragraph
    before = [paragraph for paragraph in paragraphs[:first] if not is_line(paragraph)]
    return [*before, paragraphs[first][dateline.evidence.end :], *paragraphs[first + 1 :]]


def is_line(paragraph: str) -> bool:
    """Whether a paragraph is a byline or a headline rather than copy."""
    text = paragraph.strip()
    return len(text) < 150 and (
        _BYLINE.match(text) is not None or not text.endswith((".", "!", "?", "”", "»", '"'))
    )


def _read(paragraph: str, index: int, language: str) -> Dateline | None:
    head = paragraph[: _REACH + 40]
    start = len(head) - len(head.lstrip())
    head = head[:_REACH]
    for mark, shape in _shapes(language):
        match = shape.match(head, start) if mark.search(head, start) else None
        # The match must not owe its end to the cut, nor the copy be nothing but a dateline.
        if (
            match is None
            or (match.end() == len(head) and len(paragraph) > _REACH)
            or not paragraph[match.end() :].strip()
        ):
            continue
        parts = match.groupdict()
        agency = parts.get("agency") or parts.get("slashed")
        date = parts.get("date") or parts.get("after")
        if _holds(parts["places"], agency, date, parts["dash"], language):
            evidence = Evidence("dateline", index, start, match.end())
            place = mixed_case(first_place(parts["places"]))
            return Dateline(match.group().rstrip(), place, evidence, agency, date)
    return None


def _holds(places: str, agency: str | None, date: str | None, dash: str | None, language: str) -> bool:
    """Whether what has the shape of a dateline is one: it takes two signs, and a sentence has at most one."""
    first = first_place(places)
    if any(word in _words().not_places for word in re.findall(r"\w+", places)):
        return False
    if not all(_is_name(part) for part in re.split(r", |/", places)):
        return False
    capitals = first.isupper() and sum(c.isalpha() for c in first) > 2
    name = mixed_case(first)
    senses = gazetteer().lookup(name, language)
    known = any(e.kind in ("city", "country", "region") for e in senses)
    if agency is not None:
        if is_agency(agency):
            return dash is not None or capitals or known
        # An agency that we do not know: brackets after a name are found in sentences, too.
        return dash not in (None, ".", ":") and date is not None and (capitals or known)
    if date is not None:
        return known and (capitals or dash not in (None, ".", ":"))
    # Capitals alone also label copy ("CHINA: ", "READING: "): then it must be a city that cannot be mistaken.
    large = any(e.kind == "city" and (e.capital or e.population >= _LARGE) for e in senses)
    return capitals and large and "word" not in homonyms(language).get(name, ())


def _is_name(name: str) -> bool:
    """Whether each of the words is capitalised, small ones between them aside."""
    small = _words().small
    words = name.split()
    return (
        bool(words) and words[0][0].isupper() and all(w[0].isupper() or w.rstrip(".") in small for w in words)
    )


def is_agency(name: str) -> bool:
    """Whether a news agency is named: "AFP", "dpa/lno", "CNN Business"."""
    folded = name.strip().casefold()
    return folded in _words().agencies or re.split(r"[/ -]", folded, maxsplit=1)[0] in _words().agencies


def first_place(places: str) -> str:
    """The first of the places that a dateline names: "Berlin" of "Berlin/Brüssel"."""
    first = re.split(r",|/| (?:and|und|et|AND|UND|ET) ", places, maxsplit=1)[0].strip()
    # Interfax closes the place with a full stop; "D.C." and "a.M." keep theirs.
    return first[:-1] if re.search(r"\w{4}\.$", first) else first


def mixed_case(place: str) -> str:
    """A place's name out of capitals: "AIX-EN-PROVENCE" is "Aix-en-Provence". Mixed case stays as it is."""
    if not place.isupper():
        return place
    out = []
    for number, word in enumerate(re.split(r"([ -])", place)):
        if re.fullmatch(r"(?:\w\.){2,}", word):
            out.append(word)
        elif number and word.casefold() in _words().small:
            out.append(word.lower())
        else:
            out.append(re.sub(r"\w+", lambda m: m.group().capitalize(), word))
    return "".join(out)
