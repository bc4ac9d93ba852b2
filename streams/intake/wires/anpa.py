"""ANPA 1312 -> articles: the wire format of North American agencies. A transmission may hold several stories.

    SYN SYN SOH a0123 US bc--- CR LF              service level, story number, selector code
    u i DC3 DC1 BC-Harwich Fire 1stLd 11-21 0450  priority, category, format, keyword and version, filing date, words
    STX copy ETX
    AP-NY-11-21-26 0612EST EOT                    agency, bureau, date and time

Every part may be missing or damaged. Source: AP Stylebook, "Filing the Wire"; ANPA bulletin 1312.

A line of the copy that is set off by itself begins with "^" and ends in "<", "=" or ">" (quad left, centre, right):
slug, headline, notes to editors, byline. A paragraph begins with a tab or an indent, and may run over several lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from streams.article import Article, Dropped, RawArticle, Removed
from streams.blocks import Block
from streams.datafiles import read_toml
from streams.intake import dates
from streams.intake.calendar.habits import habits
from streams.intake.columns import COLUMNS, rows_of, tables_in
from streams.intake.text import Layout, lay_out, read_byline
from streams.intake.wires.article import Parts, Trailer, damage, to_article
from streams.intake.wires.slugs import slug_key
from streams.intake.wires.transmission import Story, head_of, read_stories
from streams.kinds import Format

# What stands at the very beginning. The last is a transmission whose control codes a gateway took out.
_MARKS = (
    (
        re.compile(r"\x01+[A-Za-z]?\d{3,4}[^\s\x1f]{0,15}[\x1f ][\w-]{0,10} ?(?:\n|$)"),
        "SOH, story number, selector code",
    ),
    (re.compile(r"\x01+[A-Za-z]?\d{4}\s{0,3}$"), "SOH and a story number"),
    (re.compile(r"\x01*[A-Za-z]?\d{3,4}\x1f[\w-]{2,10} ?(?:\n|$)"), "a story number, US, a selector code"),
    (
        re.compile(r"\x01*(?:[^\n]{0,40}\n)?[A-Za-z] [A-Za-z] ?[\x13\x14][\x11\x12]"),
        "priority, category, format codes",
    ),
    (
        re.compile(
            r"[A-Za-z]\d{4}[a-z-]{2,8} ?\n[a-z] [a-z] (?:BC|AM|PM|AP)-\S[^\n]{0,60} \d\d-\d\d(?: \d{1,4})? ?\n"
        ),
        "the two header lines",
    ),
)
#: DC3 and DC4 say body type or agate, DC1 and DC2 text or tabular matter.
_TABULAR = "\x12"
# The first line. The separator before the selector code is US; a gateway may have taken it out.
_FIRST = re.compile(
    r"(?P<level>[A-Za-z])?(?P<number>\d{3,4})(?P<upi>[^\s\x1f]{0,15})(?:[\x1c-\x1f ](?P<selector>[\w-]{0,10}))?"
    r"[ \x1c-\x1f]{0,5}"
)
_NO_NUMBER = re.compile(r"[\x1c-\x1f][\w-]{2,8}[ \x1c-\x1f]{0,5}")
# A first letter and number without a US: only with a selector code that cannot be a word of the copy.
_BARE_FIRST = re.compile(r"(?P<level>[A-Za-z])(?P<number>\d{4})(?P<selector>-{2,6}|[a-z]{2,6}-{0,4})? {0,3}")
_SECOND = re.compile(
    r"(?P<priority>[A-Za-z]) (?P<category>[A-Za-z])"
    r"(?:(?P<format> ?[\x11-\x14]{1,2}) ?| (?=(?:BC|AM|PM|AP|bc|am|pm|ap)-))"
    r"(?P<keyword>\S[^\n]{0,80}?)?"
    r"(?: {1,9}(?P<month>\d{1,2})-(?P<day>\d{1,2}))?(?: {1,9}(?P<words>\d{1,5}))?[\s\x1c-\x1f]{0,9}"
)
_TRAILER = re.compile(
    r"[ \t]*(?P<agency>[A-Z]{2,6})-(?P<bureau>[A-Z]{2,4})-(?P<month>\d\d)-(?P<day>\d\d)-(?P<year>\d\d(?:\d\d)?)"
    r" {1,3}(?P<hour>\d\d)(?P<minute>\d\d) ?(?P<zone>[A-Z]{1,4})?[<=\s^]{0,9}"
)
# The time before the date, and no zone.
_OTHER_TRAILER = re.compile(
    r"[ \t]*(?P<agency>[A-Z]{2,6})-(?P<hour>\d\d):(?P<minute>\d\d)"
    r"-(?P<month>\d\d)-(?P<day>\d\d)-(?P<year>\d\d(?:\d\d)?)[<=\s^]{0,9}"
)
# A mark behind a headline, and the agency's name below the copy.
_HEADLINE_MARK = re.compile(r"\s?[+=]+$")
_SIGNED = re.compile(r"={1,3}\s?[\w. ]{2,40}")
#: How a slug opens when it stands alone in the header.
_REFERENCE = re.compile(r"(?: {1,9}[a-z]\d{4})?$")
# An instruction to the typesetter between FF and VT; the other codes stand alone.
_INSTRUCTION = re.compile(r"\x0c[^\n\x0b\x0c]{0,40}\x0b")
_CODES = dict.fromkeys((*range(9), *range(11, 16), *range(17, 32), 127)) | {16: " ", 27: None}
_CODES |= dict.fromkeys((0x1C, 0x1D, 0x1E, 0x1F), " ")
_QUAD = re.compile(r"[<=>][ \t]{0,9}$")
_SET_OFF = re.compile(r"(?<=[<=>])[ \t]{0,9}\^")
_DASH = re.compile(r"(?<=\s)_{1,2}(?=\s)")
_CYCLE = re.compile(r"(?:BC|AM|PM|AP|HFR)-{1,2}\S", re.IGNORECASE)
_WORD_COUNT = re.compile(r",\s?\d{1,5}$")
_STORY_MARK = re.compile(r"\*?\d{3,4}")
_SENTENCE = re.compile(r"""[.!?…]["'”’)]{0,2}$""")
# A line between two parts of a story.
_RULE = re.compile(r"[_*=#.-]{2,40}|—")
_TO_EDITORS = re.compile(r"eds?\b|editors?\b", re.IGNORECASE)
_AFFILIATION = re.compile(r"[^.!?]{2,60}")


def looks_like(value: bytes) -> str | None:
    """What shows that it is ANPA 1312, in a few words; None if it is not."""
    head = head_of(value)
    return next((why for pattern, why in _MARKS if pattern.match(head)), None)


def read(raw: RawArticle) -> Article | Dropped | list[Article | Dropped]:
    """The stories of a transmission. NO_ARTICLE for a header without copy, unless its slug is a message such as a
    kill.

    The uri is that of the item on its day (see `article.identify`); what belongs to one story shares the slug.
    """
    return read_stories(raw, _read_story)


def _read_story(story: Story, raw: RawArticle, repairs: tuple[str, ...]) -> Article | Dropped:
    """The article in a story. `repairs` are those of the bytes.

    NO_ARTICLE if there is no copy and the slug is no message.
    """
    header = _read_header(story.header)
    text = "\n".join((*header.rest, story.text))
    copy = _read_copy(text, header.keyword, tabular=header.tabular, framed=story.framed)
    if copy.header:
        header = replace(_read_header("\n".join(copy.header)), rest=())
    agency = copy.trailer.agency if copy.trailer else None
    parts = Parts(
        format=Format.ANPA,
        layout=copy.layout,
        slugline=copy.layout.slugline or header.keyword,
        number=header.number,
        sender=agency,
        agency=agency,
        trailer=copy.trailer,
        month_day=header.month_day,
        urgency=_data()["urgency"].get(header.priority),
        subject=_data()["category"].get(header.category),
        category=header.category,
        rows=copy.rows,
        notes=copy.notes,
        standfirst=copy.standfirst,
        repairs=repairs + _damage(story, header, copy),
    )
    return to_article(parts, raw)


def _damage(story: Story, header: _Header, copy: _Copy) -> tuple[str, ...]:
    # The slug counts words; what the header's last number counts differs from agency to agency.
    counted = re.search(r",\s?(\d{2,5})$", copy.layout.slugline or "")
    return damage(
        header=bool(header.number and header.priority),
        ended=story.ended or copy.trailer is not None,
        counted=int(counted[1]) if counted else None,
        words=sum(len(paragraph.split()) for paragraph in copy.layout.paragraphs),
    )


@cache
def _data() -> dict[str, Any]:
    return read_toml("wires/anpa.toml")


@dataclass(frozen=True, slots=True)
class _Header:
    """What the header says; missing parts are None. `number` has its service level: "a0123"."""

    number: str | None = None
    priority: str | None = None
    category: str | None = None
    tabular: bool = False
    keyword: str | None = None
    month_day: tuple[int, int] | None = None
    rest: tuple[str, ...] = ()  # lines that are no part of a header


def _read_header(text: str) -> _Header:
    """Reads the parts of the header. Other lines, and copy that ran into the header, are in `rest`."""
    found: dict[str, str] = {}
    rest: list[str] = []
    for line in filter(None, (line.strip(" \x07") for line in text.split("\n"))):
        first = _FIRST.fullmatch(line) or _BARE_FIRST.fullmatch(line)
        second = _SECOND.fullmatch(line)
        if second and "priority" not in found and not rest:
            found |= {name: value for name, value in second.groupdict().items() if value}
        elif first and not found and not rest:
            found["number"] = (first["level"] or "") + first["number"]
        elif not (_NO_NUMBER.fullmatch(line) and not found and not rest):
            rest.append(line)
    month_day = (int(found["month"]), int(found["day"])) if "month" in found else None
    keyword = _REFERENCE.sub("", found.get("keyword", "").strip())
    return _Header(
        number=found.get("number"),
        priority=found.get("priority", "").lower() or None,
        category=found.get("category", "").lower() or None,
        tabular=_TABULAR in found.get("format", ""),
        keyword=" ".join(keyword.split()) or None,
        month_day=month_day,
        rest=tuple(rest),
    )


def _is_header_line(line: str) -> bool:
    """Whether a line is surely one of the two header lines, in a story whose STX was lost."""
    line = line.strip(" \x07")
    return bool(
        (_FIRST.fullmatch(line) and "\x1f" in line)
        or _BARE_FIRST.fullmatch(line)
        or _NO_NUMBER.fullmatch(line)
        or _SECOND.fullmatch(line)
    )


def _read_trailer(line: str) -> Trailer | None:
    """The trailer in this line; None if the line is no trailer."""
    match = _TRAILER.fullmatch(line) or _OTHER_TRAILER.fullmatch(line)
    if not match:
        return None
    year = match["year"] if len(match["year"]) == 4 else f"20{match['year']}"
    day = f"{year}-{match['month']}-{match['day']}"
    if dates.parse(day) is None:
        return None
    zone = match["zone"] if match.re is _TRAILER else None
    known = zone or habits().zone
    time = dates.parse(f"{day} {match['hour']}:{match['minute']} {zone or ''}") if known else None
    return Trailer(day, time, match["agency"])


@dataclass(frozen=True, slots=True)
class _Copy:
    """The copy of a story, taken apart. `notes` are the lines to editors."""

    layout: Layout
    standfirst: str | None = None
    notes: tuple[str, ...] = ()
    trailer: Trailer | None = None
    header: tuple[str, ...] = ()  # header lines that stood in the text, its STX being lost
    rows: tuple[Block, ...] = ()  # of tables


@dataclass(frozen=True, slots=True)
class _Block:
    text: str
    set_off: bool
    centred: bool = False


def _read_copy(text: str, keyword: str | None, *, tabular: bool, framed: bool) -> _Copy:
    """Takes the copy apart. `keyword` is that of the header. Tabular matter keeps its lines apart."""
    text = _INSTRUCTION.sub("", text)
    lines, header, trailer = _frame(text.split("\n"), framed)
    plain = [line.translate(_CODES) for line in lines]
    if tabular and not _has_columns(plain):
        tabular = False  # the code says so, and the lines are those of a text
    if not any(line.startswith(("^", "\t")) or _QUAD.search(line) for line in plain) and not tabular:
        return _from_plain("\n".join(plain), header, trailer)
    set_off = _SET_OFF.sub("\n^", "\n".join(plain)).split("\n")
    rows: list[Block] = []
    if tabular:
        set_off, rows = _with_rows(set_off)
    blocks = _blocks(set_off, tabular)
    return replace(_assemble(blocks, keyword, header, trailer), rows=tuple(rows))


def _with_rows(lines: list[str]) -> tuple[list[str], list[Block]]:
    """The lines with the columns of each table parted as in its rows' texts, and the rows."""
    out = list(lines)
    rows: list[Block] = []
    bare = ["" if line.startswith("^") else _QUAD.sub("", line) for line in lines]
    for group, (start, end) in enumerate(tables_in(bare), 1):
        table = rows_of([line.rstrip() for line in bare[start:end]], group)
        out[start:end] = [row.text for row in table]
        rows += table
    return out, rows


def _has_columns(lines: list[str]) -> bool:
    """Whether half of the lines of the copy have columns: then it is a table, and no text that was marked as one."""
    copy = [_QUAD.sub("", line) for line in lines if line.strip() and not line.startswith("^")]
    return 2 * sum(bool(COLUMNS.search(line.strip())) for line in copy) >= len(copy)


def _frame(lines: list[str], framed: bool) -> tuple[list[str], tuple[str, ...], Trailer | None]:
    """Takes the trailer off the end, and header lines off the top where no STX parted them from the copy."""
    trailer = None
    for index in range(len(lines) - 1, max(-1, len(lines) - 30), -1):
        if trailer := _read_trailer(lines[index]):
            lines = lines[:index] + lines[index + 1 :]
            break
    header: list[str] = []
    while not framed and lines and len(header) < 2:
        if lines[0].strip(" \x07") and not _is_header_line(lines[0]):
            break
        line, *lines = lines
        if line.strip(" \x07"):
            header.append(line)
    return lines, tuple(header), trailer


def _from_plain(text: str, header: tuple[str, ...], trailer: Trailer | None) -> _Copy:
    """Copy in which no typesetting code is left: read like any text."""
    layout = lay_out(text, tables=False)
    paragraphs = layout.paragraphs
    notes = [line for line in paragraphs[:4] if _is_note(line)]
    removed = layout.removed
    if len(paragraphs) > 1 and _SIGNED.fullmatch(paragraphs[-1]):
        removed = (*removed, Removed("signature", len(paragraphs) - 1, paragraphs[-1]))
        paragraphs = paragraphs[:-1]
    kept = tuple(_readable(each) for each in paragraphs if each not in notes)
    headline = _HEADLINE_MARK.sub("", _readable(layout.headline)) if layout.headline else None
    slugline, byline = layout.slugline, layout.byline
    if slugline is None and headline and _CYCLE.match(headline):
        slugline, headline = headline, None
    return _Copy(Layout(kept, headline, slugline, byline, removed), None, tuple(notes), trailer, header)


def _blocks(lines: list[str], tabular: bool) -> list[_Block]:
    """The lines joined to what they are: lines set off, and paragraphs."""
    found: list[_Block] = []
    run: list[str] = []

    def close() -> None:
        if run and (text := _readable(" ".join(run))):
            found.append(_Block(text, False))
        run.clear()

    for line in lines:
        quad = _QUAD.search(line)
        if line.startswith("^"):
            close()
            if text := _readable(line.strip("^ \t")):
                found.append(_Block(text, True, bool(quad and quad[0][0] == "=")))
            continue
        if (tabular and line.strip()) or not line.strip() or line.startswith(("\t", "  ")):
            close()
        if line.strip():
            run.append(line)
        if quad or tabular:
            close()
    close()
    return found


def _readable(text: str) -> str:
    """The text without quads; the two accents that are quotation marks, and the underline that is a dash, as such."""
    text = text.strip(" \t^").rstrip("<=> \t")
    text = text.replace("``", "“").replace("''", "”").replace("`", "‘")
    return " ".join(_DASH.sub("—", f" {text} ").split())


def _assemble(
    blocks: list[_Block], keyword: str | None, header: tuple[str, ...], trailer: Trailer | None
) -> _Copy:
    top = next((index for index, block in enumerate(blocks) if not block.set_off), len(blocks))
    body = [block.text for block in blocks[top:] if not _RULE.fullmatch(block.text)]
    slugline, headline, byline = None, None, None
    notes: list[str] = []
    removed = [
        Removed("rule", index, block.text)
        for index, block in enumerate(blocks)
        if index >= top and _RULE.fullmatch(block.text)
    ]
    others: list[str] = []
    after_byline = False
    for index, block in enumerate(blocks[:top]):
        text = block.text
        if _STORY_MARK.fullmatch(text):
            removed.append(Removed("story-mark", index, text))
        elif slugline is None and headline is None and _is_slug(text, keyword):
            slugline = text
        elif _is_note(text):
            notes.append(text)
        elif byline is None and (name := read_byline(text)):
            byline, after_byline = name, True
            continue
        elif after_byline and block.centred and byline and _AFFILIATION.fullmatch(text):
            byline = f"{byline}, {text}"
        elif headline is None:
            headline = text
        else:
            others.append(text)
        after_byline = False
    standfirst = None
    if body and others and _SENTENCE.search(others[0]) and len(others[0]) > 60:
        standfirst = others.pop(0)
    layout = Layout(tuple(others + body), headline, slugline, byline, tuple(removed))
    notes.sort(key=lambda note: not _TO_EDITORS.match(note))
    return _Copy(layout, standfirst, tuple(notes), trailer, header)


def _is_slug(text: str, keyword: str | None) -> bool:
    if _CYCLE.match(text) or _WORD_COUNT.search(text):
        return True
    key = slug_key(text)
    return bool(key and keyword and slug_key(keyword) in (key, key[:24]))


def _is_note(text: str) -> bool:
    return any(pattern.match(text) for pattern in _notes())


@cache
def _notes() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in _data()["notes"]["patterns"])
