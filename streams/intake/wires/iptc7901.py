"""IPTC 7901 -> articles: the wire format of European agencies. A transmission may hold several messages.

    SOH bas0123 3 pl 245 dpa 0034 CR LF   service, number, priority, category, words, optional information
    Brand/Harwich/ CR LF                  keywords, and what sort of copy it is
    STX headline =  copy ETX
    211412 GMT Nov 26 EOT                 day, hour and minute, zone, month, year

A headline, and a byline below it, end in "=". Source: IPTC Recommendation 7901, revision 5;
https://agenturjournalismus.de/index.php/technik/iptc-7901.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from streams.article import Article, Dropped, RawArticle, Removed
from streams.blocks import CELL_BREAK, Block
from streams.datafiles import read_toml
from streams.intake.columns import rows_of, tables_in
from streams.intake.text import Layout, lay_out, read_byline
from streams.intake.wires.article import Parts, Trailer, damage, to_article
from streams.intake.wires.iptc7901_lines import FIRST_LINE, MessageHeader, read_header, read_trailer
from streams.intake.wires.prefixes import Prefixed, without_prefixes
from streams.intake.wires.slugs import slug_key
from streams.intake.wires.transmission import Story, head_of, read_stories
from streams.kinds import Format, Signal

_LINE = r"[A-Za-z]{1,8} ?\d{1,6} {1,3}[1-9] {1,3}(?:[A-Za-z]{1,4}|\d{2,8})(?: {1,3}\d{1,5})?(?: {1,9}[^\n]{0,80}?)?"
_FRAMED = re.compile(rf"\x01+\s{{0,3}}{_LINE}\s{{0,3}}(?:\n|\x02|$)")
_BARE = re.compile(rf"{_LINE} {{0,3}}\n")
_CUT = re.compile(r"\x01+[A-Za-z]{2,8}\d{2,6}(?: {1,3}[1-9]?)?$")
_TELEX_OPENING = re.compile(r"\x01*ZCZC[^\n]{0,80}\n")
_DATE = re.compile(rb"\n *\d{6}(?: ?[A-Z]{1,4})? [A-Za-z]{3,9}\.? \d\d(?:\d\d)?\s*[\x03\x04]?\s*$")
#: Lines of keywords; what else stands above the STX is copy.
_MOST_KEYWORDS = 6
#: Lines in which a headline and a byline must have ended with "=".
_TOP = 8
#: Characters of both.
_LONGEST_TOP = 500
_END = re.compile(r" ?=+\s*$")
_RULE = re.compile(r"[*_=. -]{3,60}")
_CODES = dict.fromkeys((*range(9), *range(11, 32), 127)) | dict.fromkeys(range(0x1C, 0x20), " ")
#: The columns at which wires wrap, and the share of them that a full line has.
_NARROWEST, _WIDEST, _FULL = 60, 80, 0.78
_BULLET = re.compile(r"\s*(?:[-*•–—·#]|\d{1,2}[.)])\s")
_SLUG = re.compile(r"[^\s/]\S{0,40}(?:/[^/\n]{1,40}){1,6}/?|[^\s/][^/\n]{0,40}/")


def looks_like(value: bytes) -> str | None:
    """What shows that it is IPTC 7901, in a few words; None if it is not.

    Without an SOH the header line is not enough: there must be an STX, an ETX or the line with the date, too.
    """
    head = head_of(value)
    if _FRAMED.match(head) or _CUT.match(head):
        return "SOH and the header line"
    if _BARE.match(head) and (
        b"\x02" in value[:2000] or b"\x03" in value[-200:] or _DATE.search(value[-100:])
    ):
        return "the header line, and a frame or the date of a message"
    if _TELEX_OPENING.match(head) and (b"NNNN" in value[-200:] or "\x02" in head):
        return "ZCZC and NNNN"
    return None


def read(raw: RawArticle) -> Article | Dropped | list[Article | Dropped]:
    """The messages of a transmission. NO_ARTICLE for a header without copy, unless its slug is a message such as a
    kill.

    The uri is that of the item on its day (see `article.identify`); what belongs to one story shares the slug.
    """
    return read_stories(raw, _read_story)


def _read_story(story: Story, raw: RawArticle, repairs: tuple[str, ...]) -> Article | Dropped:
    """The article in a message. `repairs` are those of the bytes.

    NO_ARTICLE if there is no copy and the slug is no message.
    """
    header, ran_in = _keywords_only(read_header(story.header))
    copy = _read_copy("\n".join((*ran_in, story.text)), framed=story.framed)
    if copy.header:
        header, _ = _keywords_only(read_header(copy.header))
    parts = Parts(
        format=Format.IPTC7901,
        layout=copy.layout,
        slugline=" ".join(header.keywords) or copy.layout.slugline,
        number=header.number,
        sender=header.agency or (header.number or "").rstrip("0123456789") or None,
        agency=header.agency,
        trailer=copy.trailer,
        urgency=header.priority,
        subject=_data()["category"].get(header.category or ""),
        category=header.category,
        prefixes=copy.prefixes,
        rows=copy.rows,
        notes=copy.notes,
        repairs=repairs + _damage(story, header, copy),
    )
    return to_article(parts, raw)


def _keywords_only(header: MessageHeader) -> tuple[MessageHeader, tuple[str, ...]]:
    """The header with keywords that can be some, and the lines of copy that a late STX left above itself."""
    end = 0
    for line in header.keywords[:_MOST_KEYWORDS]:
        # The first line is the slug; those below tell the sort of copy, unless a headline got there.
        if len(line) > 100 or (end and "/" not in line and not _is_sort(line) and slug_key(line)):
            break
        end += 1
    return replace(header, keywords=header.keywords[:end]), header.keywords[end:]


def _damage(story: Story, header: MessageHeader, copy: _Copy) -> tuple[str, ...]:
    copied = (copy.layout.headline or "", *copy.layout.paragraphs, *copy.notes)
    return damage(
        header=bool(header.number),
        ended=story.ended or copy.trailer is not None,
        counted=header.words,
        words=sum(len(text.split()) for text in copied),
    )


@cache
def _data() -> dict[str, Any]:
    return read_toml("wires/iptc7901.toml")


@dataclass(frozen=True, slots=True)
class _Copy:
    """The copy of a message, taken apart."""

    layout: Layout
    notes: tuple[str, ...] = ()
    trailer: Trailer | None = None
    header: str = ""  # header lines that stood in the text, its STX being lost
    prefixes: Prefixed = field(default_factory=lambda: Prefixed(()))
    rows: tuple[Block, ...] = ()  # of tables


def _read_copy(text: str, *, framed: bool) -> _Copy:
    """Takes the copy apart. Without an STX (not `framed`) the lines of the header are at the top of it."""
    lines = text.translate(_CODES).split("\n")
    lines, trailer = _without_trailer(lines)
    header = ""
    if not framed:
        header, lines = _without_header(lines)
    lines, below = _without_notes(lines)
    prefixed = _prefix_lines(lines)
    top, rest = _headline_block(list(prefixed.lines))
    rest, rows = _with_rows(rest)
    copy = "\n".join(_unwrapped(rest, below_first_block=not top))
    layout = lay_out(copy, tables=False)
    if top:
        layout = _with_headline(top, layout)
    layout, above = _without_editors_lines(layout)
    notes = [*above, "\n".join(below).strip()]
    return _Copy(
        _without_signature(layout), tuple(filter(None, notes)), trailer, header, prefixed, tuple(rows)
    )


def _prefix_lines(lines: list[str]) -> Prefixed:
    """The lines that are nothing but a prefix taken off the top."""
    start = next((index for index, line in enumerate(lines) if line.strip()), len(lines))
    found: list[Prefixed] = []
    while start + 1 < len(lines) and (alone := without_prefixes((lines[start], ""))).prefixes:
        if alone.lines != ("",):
            break
        found.append(alone)
        start += 1
    signals = [each.signal for each in found if each.signal]
    return Prefixed(
        tuple(lines[start:]) if found else tuple(lines),
        tuple(prefix for each in found for prefix in each.prefixes),
        Signal.CORRECTION if Signal.CORRECTION in signals else next(iter(signals), None),
    )


def _with_rows(lines: list[str]) -> tuple[list[str], list[Block]]:
    """The lines with each row of a table set off as a paragraph, and the rows with their cells."""
    out: list[str] = []
    rows: list[Block] = []
    at = 0
    for group, (start, end) in enumerate(tables_in(lines), 1):
        out += lines[at:start]
        table = rows_of(lines[start:end], group)
        rows += table
        for row in table:
            out += ["", row.text, ""]
        at = end
    return out + lines[at:], rows


def _without_trailer(lines: list[str]) -> tuple[list[str], Trailer | None]:
    for index in range(len(lines) - 1, max(-1, len(lines) - 20), -1):
        if trailer := read_trailer(lines[index]):
            return lines[:index] + lines[index + 1 :], trailer
    return lines, None


def _without_header(lines: list[str]) -> tuple[str, list[str]]:
    """The first line and the keywords off the top; nothing if there is no first line."""
    start = next((i for i, line in enumerate(lines[:5]) if FIRST_LINE.fullmatch(line.strip())), None)
    if start is None:
        return "", lines
    end = start + 1
    while end < len(lines) and not lines[end].strip():
        end += 1
    if end < len(lines) and _SLUG.fullmatch(lines[end].strip()):
        end += 1
        while end < min(len(lines), start + 8) and _is_sort(lines[end]):
            end += 1
    return "\n".join(lines[:end]), lines[end:]


def _is_sort(line: str) -> bool:
    """Whether the line tells the sort of copy, such as "1ST LEAD" or "(Zusammenfassung)", and is no headline."""
    text = line.strip()
    return (
        1 < len(text) <= 40
        and not text.endswith("=")
        and (text.isupper() or bool(re.fullmatch(r"\(.*\)", text)))
    )


def _without_notes(lines: list[str]) -> tuple[list[str], list[str]]:
    for index, line in enumerate(lines):
        if index and any(pattern.fullmatch(line.strip()) for pattern in _line_data()[0]):
            above = lines[:index]
            while above and (not above[-1].strip() or _RULE.fullmatch(above[-1].strip())):
                above = above[:-1]
            return above, [each for each in lines[index:] if not _RULE.fullmatch(each.strip() or "x")]
    return lines, []


def _headline_block(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines from the first to the one that ends with "=", and the rest; no lines if there is no such line."""
    filled = next((i for i, line in enumerate(lines) if line.strip()), len(lines))
    for index in range(filled, min(len(lines), filled + _TOP)):
        if sum(map(len, lines[filled : index + 1])) > _LONGEST_TOP:
            break
        if _END.search(lines[index]):
            return [line.strip() for line in lines[filled : index + 1] if line.strip()], lines[index + 1 :]
    return [], lines


def _unwrapped(lines: list[str], *, below_first_block: bool) -> list[str]:
    """The lines with those joined that broke because they were full: a wire wraps at a column, at about 69.

    `lay_out` wants proof that a text is wrapped, which a short message does not give. Rows of a table stand apart
    already; the first block stays where it may hold a headline.
    """
    width = max((len(line) for line in lines if CELL_BREAK not in line), default=0)
    if width > _WIDEST:
        return lines
    width = max(width, _NARROWEST)
    out: list[list[str]] = []
    full, open_ = False, not below_first_block
    for line in lines:
        words = line.split(None, 1)
        if full and words and not line.startswith("  ") and not _BULLET.match(line):
            out[-1].append(line)
        else:
            out.append([line])
        before, open_ = line.rstrip(), open_ or (not words and len(out) > 1)
        full = bool(open_ and words and CELL_BREAK not in line and len(before) > _FULL * width)
    return [" ".join(run) for run in out]


def _with_headline(top: list[str], layout: Layout) -> Layout:
    """The layout under a headline that is already known: what `lay_out` took for one is copy, or a second headline."""
    top = [*top[:-1], _END.sub("", top[-1]).strip()]
    byline = _byline(top[-1]) if len(top) > 1 else None
    if byline:
        top = top[:-1]
    again = (f"By {layout.byline}",) if layout.byline and byline else ()
    found = tuple(filter(None, (layout.slugline, layout.headline, *again)))
    headline = " ".join(filter(None, top)) or None
    return replace(
        layout,
        headline=headline,
        slugline=None,
        byline=byline or layout.byline,
        paragraphs=found + layout.paragraphs,
    )


def _byline(line: str) -> str | None:
    """The byline without its "By"; an agency may stand in it in small letters, "Von Jörg Ohm, dpa"."""
    lead, _, names = line.partition(" ")
    if lead.lower() not in ("by", "von", "par"):
        return None
    known = _line_data()[3]
    loud = " ".join(word.upper() if word.strip(",/").lower() in known else word for word in names.split())
    return names if read_byline(f"By {loud}") else None


def _without_editors_lines(layout: Layout) -> tuple[Layout, list[str]]:
    notes = [
        paragraph
        for paragraph in layout.paragraphs[:2]
        if len(paragraph) <= 300 and any(pattern.fullmatch(paragraph) for pattern in _line_data()[1])
    ]
    kept = tuple(paragraph for paragraph in layout.paragraphs if paragraph not in notes)
    return replace(layout, paragraphs=kept), notes


def _without_signature(layout: Layout) -> Layout:
    kept, removed = layout.paragraphs, layout.removed
    while len(kept) > 1 and _line_data()[2].fullmatch(kept[-1]):
        removed = (*removed, Removed("signature", len(kept) - 1, kept[-1]))
        kept = kept[:-1]
    return replace(layout, paragraphs=kept, removed=removed)


@cache
def _line_data() -> tuple[
    tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...], re.Pattern[str], frozenset[str]
]:
    lines = _data()["lines"]
    notes, editors = (tuple(re.compile(each) for each in lines[name]) for name in ("notes", "editors"))
    return notes, editors, re.compile(lines["signature"]), frozenset(lines["byline_words"].split())
