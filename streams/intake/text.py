"""Plain text and wire copy -> Article: slugline, headline and byline if there, paragraphs, end mark."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise, takewhile

from streams.article import Article, Cleaning, Credits, Dropped, Header, RawArticle, Removed, Revision
from streams.blocks import Block
from streams.clean.signals import read_said
from streams.intake import dates
from streams.intake.charset import Decoded, charset_of, decode
from streams.intake.columns import formed, rows_of
from streams.intake.identity import content_of, normalise_url, source_for, uri_for
from streams.intake.tables import is_ruler, sure_tables_in
from streams.kinds import Format, Reason, Signal

_END_MARK = re.compile(
    r"(?:-{2,3}|—{1,3}|#{3}|# # #|-\s?30\s?-|-?\s?(?:ends?|ende|fin)\s?-?|\(ends?\)|\*{3})\.?",
    re.I,
)
# These mean nothing else, so that they are marks even with notes to editors below them.
_SURE_MARK = re.compile(r"#{3}|# # #|-\s?30\s?-|ENDS|-\s?ENDS\s?-|\(ENDS\)|- ?ENDE ?-")
_SLUG = re.compile(
    r"(?:slug(?:line)?:\s{0,5}\S[^\n]{0,80}"
    r"|[A-ZÄÖÜÉÈÀ0-9]{2,30}(?:[-/][A-ZÄÖÜÉÈÀ0-9]{1,30}){1,8}"
    r"(?:,?\s{1,3}\([A-Z0-9 ,.-]{1,60}\)|,\s?[A-Z0-9 ,.]{1,40})?"
    r"|(?:BC|AM|PM|bc|am|pm)-{1,2}[A-Z][\w.&-]{1,60}(?:,\s?[\w .,-]{1,40})?)"
)
_BYLINE = re.compile(r"(?:by|von|par)\s{1,3}(?=[^\W\d_])([^\n]{2,100})", re.IGNORECASE)
_NAME_JOIN_WORDS = "and und et in de du des la le van von der den di da al bin zu of for the"
_NAME_JOINS = frozenset(_NAME_JOIN_WORDS.split())
_DATELINE = re.compile(
    r"[A-ZÄÖÜÉ][\w .,/'-]{1,60}\s?\([^()\n]{2,40}\)\s?(?:[-–—]{1,2}|:)"
    r"|[A-ZÄÖÜÉ][A-ZÄÖÜÉ .'/-]{2,40}(?:,[^\n]{1,40})?\s[-–—]{1,2}\s"
)
#: So many of the first lines may be words to editors.
_MOST_NOTES = 3
_NOTES = frozenset({Signal.KILL, Signal.HOLD, Signal.RELEASE})
_ANY_TIME = datetime(2026, 1, 1, tzinfo=UTC)  # until when an embargo lasts does not matter here
_CLOSED = re.compile(r"""[.!?…:;,]["'”“’»«›)\]]{0,3}$""")
_FULL_STOP = re.compile(r"""[.…:;,。]["'”“’»«›)\]]{0,3}$""")
_SENTENCE_END = re.compile(r"""[.!?…。！？]["'”“’»«›)\]」』）]{0,3}$""")
_BULLET = re.compile(r"\s*(?:[-*•–—·]|\d{1,2}[.)])\s")


@dataclass(frozen=True, slots=True)
class Layout:
    """A plain text taken apart."""

    paragraphs: tuple[str, ...]
    headline: str | None = None
    slugline: str | None = None
    byline: str | None = None
    removed: tuple[Removed, ...] = ()
    ed_note: str | None = None
    rows: tuple[Block, ...] = ()  # those of the paragraphs that are rows of tables, as they were


def read(raw: RawArticle) -> Article | Dropped:
    """The article in a plain text. Refused: what `charset.decode` refuses; NO_ARTICLE if only marks are left."""
    decoded = decode(raw.value, charset_of(raw.content_type))
    return decoded if isinstance(decoded, Dropped) else read_decoded(raw, decoded)


def read_decoded(raw: RawArticle, decoded: Decoded) -> Article | Dropped:
    """`read` for a document whose text is already known."""
    copy = lay_out(decoded.text, notes=True)
    if not copy.paragraphs:
        return Dropped(Reason.NO_ARTICLE, "no paragraph in the text")
    paragraphs, forms = formed(copy.paragraphs, copy.rows)
    url = normalise_url(raw.subject)
    source = source_for(raw.source, url)
    _, wire_time, repairs = dates.settle(None, raw)
    return Article(
        uri=uri_for(source=source, subject=raw.subject, content=content_of(copy.headline, paragraphs)),
        origin=raw.origin,
        source=source,
        format=Format.TEXT,
        paragraphs=paragraphs,
        forms=forms,
        headline=copy.headline,
        credits=Credits(byline=copy.byline),
        header=Header(slugline=copy.slugline, ed_note=copy.ed_note),
        url=url,
        cleaning=Cleaning(removed=copy.removed, repairs=decoded.repairs + repairs),
        revision=Revision(wire_time=wire_time),
    )


def lay_out(text: str, *, notes: bool = False, tables: bool = True) -> Layout:
    """Takes slugline, headline and byline off the top and the end mark off the bottom; the rest is in paragraphs.

    Lines wrapped at a column are joined; lines that are paragraphs stay apart. `Removed.line` counts lines. With
    `notes`, words to editors above the headline go to `ed_note`: an embargo may be among them, which must not be lost.
    With `tables`, the rows of tables are paragraphs of their own, with one space where columns part them.
    """
    raw = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    found_tables = sure_tables_in(raw) if tables and ("  " in text or "\t" in text) else []
    rows = [
        row
        for group, (start, end) in enumerate(found_tables, 1)
        for row in rows_of([line for line in raw[start:end] if not is_ruler(line)], group)
    ]
    lines = [line.expandtabs(4).rstrip() for line in raw]
    prose = _without(lines, found_tables)
    width = _wrap_width(prose)
    top = _read_top(_without_blank_ends(prose), width, notes)
    rest = _set_in(top.rest, lines, found_tables, rows) if rows else top.rest
    found = paragraphs_of(rest, width)
    removed = tuple(Removed("end-mark", i, found[i]) for i in _end_marks(found))
    marks = {mark.line for mark in removed}
    paragraphs = tuple(p for i, p in enumerate(found) if i not in marks)
    return replace(top.layout, paragraphs=paragraphs, removed=removed, rows=tuple(rows))


def _without(lines: list[str], tables: list[tuple[int, int]]) -> list[str]:
    """The lines without those of tables, for each of which an empty line stands."""
    kept: list[str] = []
    at = 0
    for start, end in tables:
        kept += (*lines[at:start], "")
        at = end
    return [*kept, *lines[at:]] if tables else lines


def _set_in(rest: list[str], lines: list[str], tables: list[tuple[int, int]], rows: list[Block]) -> list[str]:
    """`rest`, which is `lines` without their tables and without some at the top, with the rows where they were."""
    taken = sum(map(bool, _without(lines, tables))) - sum(map(bool, rest))
    inside = {at for start, end in tables for at in range(start, end)}
    texts = iter(rows)
    found: list[str] = []
    for at, line in enumerate(lines):
        if at in inside:
            found += () if is_ruler(line) else ("", next(texts).text, "")
        elif line and taken:
            taken -= 1
        else:
            found.append(line)
    return found


def paragraphs_of(lines: list[str], width: int) -> list[str]:
    """Joins lines that were wrapped at `width` columns (0: none were). Blank lines and indents part paragraphs."""
    found: list[str] = []
    run: list[str] = []
    for line in lines:
        if run and (not line.strip() or not width or _parts(run[-1], line, width)):
            found.append(_join(run))
            run = []
        if line.strip():
            run.append(line)
    if run:
        found.append(_join(run))
    return found


@dataclass(frozen=True, slots=True)
class _Top:
    layout: Layout
    rest: list[str]


def _wrap_width(lines: list[str]) -> int:
    """The column at which the text was wrapped by machine, or 0 if each line is a paragraph of its own.

    In wrapped copy the full lines mostly end in mid-sentence, and either some of the next begin in lower case
    or (German nouns, few lines) the next word would never have fitted.
    """
    lengths = sorted(len(line) for line in lines if line.strip())
    if len(lengths) < 2:
        return 0
    width = lengths[int((len(lengths) - 1) * 0.95)]
    if not 40 <= width <= 100:
        return 0
    full = [(a, b.lstrip()) for a, b in pairwise(lines) if len(a) >= 0.7 * width and b.strip()]
    broken = [(a, b) for a, b in full if not _CLOSED.search(a[-6:].replace(",", ""))]
    if not broken or len(broken) < 0.4 * len(full):
        return 0
    in_lower = sum(b[0].islower() for _, b in broken)
    never_fits = all(len(a) + 1 + len(b.split(None, 1)[0]) > width for a, b in broken)
    return width if in_lower >= 0.2 * len(broken) or (never_fits and width >= 55) else 0


def _parts(line: str, following: str, width: int) -> bool:
    """Whether a new paragraph begins at `following` in wrapped copy."""
    indent, before = (len(each) - len(each.lstrip()) for each in (following, line))
    if indent >= before + 2 or len(line) > 1.3 * width:
        return True
    start = following.lstrip()
    if _BULLET.match(start) and not start[0].isdigit():
        return True
    would_have_fitted = len(line) + 1 + len(start.split(None, 1)[0]) <= 0.85 * width
    return would_have_fitted and not start[0].islower() and bool(_CLOSED.search(line[-8:]))


def _join(run: list[str]) -> str:
    joined = " ".join(" ".join(run).split())
    # "Mitte-\nlinks": the break came after a hyphen that belongs there, unless "und" or "and" follows it.
    return (
        re.sub(
            r"(?<=[^\W\d_]-) (?=[a-zäöüßéèàç])(?!und\b|oder\b|and\b|or\b|et\b|ou\b|bis\b|to\b)", "", joined
        )
        if _hyphened(run)
        else joined
    )


def _hyphened(run: list[str]) -> bool:
    return any(re.search(r"[^\W\d_]-$", line) for line in run[:-1])


def _without_blank_ends(lines: list[str]) -> list[str]:
    filled = [index for index, line in enumerate(lines) if line.strip()]
    return lines[filled[0] : filled[-1] + 1] if filled else []


def _read_top(lines: list[str], width: int, with_notes: bool) -> _Top:
    """Takes the slugline, the headline and the byline off the first lines, each only if it surely is one."""
    rest, layout = lines, Layout(())
    if len(rest) > 1 and _SLUG.fullmatch(rest[0].strip()):
        slug = re.sub(r"^slug(?:line)?:\s*", "", rest[0].strip(), flags=re.IGNORECASE)
        layout, rest = replace(layout, slugline=slug), _without_blank_ends(rest[1:])
    notes = list(takewhile(_is_note, rest[:_MOST_NOTES])) if with_notes else []
    if notes and len(rest) > len(notes):
        layout = replace(layout, ed_note=" ".join(" ".join(notes).split()) or None)
        rest = _without_blank_ends(rest[len(notes) :])
    if count := _headline_lines(rest, width):
        headline = " ".join(" ".join(rest[:count]).split())
        layout, rest = replace(layout, headline=headline), _without_blank_ends(rest[count:])
    if len(rest) > 1 and (byline := read_byline(rest[0])):
        layout, rest = replace(layout, byline=byline), _without_blank_ends(rest[1:])
        # A byline may stand above the headline.
        if layout.headline is None and (count := _headline_lines(rest, width)):
            headline = " ".join(" ".join(rest[:count]).split())
            layout, rest = replace(layout, headline=headline), _without_blank_ends(rest[count:])
    return _Top(layout, rest)


def _is_note(line: str) -> bool:
    """Whether the line is a word to editors, which may stand above the headline: an embargo, a kill, a hold."""
    said = read_said(line, None, None, (), "und", Format.TEXT, _ANY_TIME)
    return not line.strip() or said.embargo_words is not None or said.signal in _NOTES


def read_byline(line: str) -> str | None:
    """The names in a byline, "Jane Roe, Anglia Wire" for "By Jane Roe, Anglia Wire"; None if the line is no byline."""
    match = _BYLINE.fullmatch(line.strip())
    if not match or _CLOSED.search(match[1]):
        return None
    words = match[1].replace(",", " ").replace("/", " ").split()
    names = [word for word in words if word.lower() not in _NAME_JOINS]
    fits = 1 <= len(names) <= 10 and all(name[0].isupper() or not name[0].isalpha() for name in names)
    return match[1].strip() if fits else None


def _headline_lines(lines: list[str], width: int) -> int:
    """How many of the first lines are the headline: 0 to 3."""
    block = next((i for i, line in enumerate(lines) if not line.strip()), len(lines))
    if block < len(lines) and block <= 3 and all(_could_be_headline(line) for line in lines[:block]):
        rest = paragraphs_of(_without_blank_ends(lines[block:]), width)
        total = sum(map(len, lines[:block]))
        prose = next((p for p in rest[:3] if _SENTENCE_END.search(p) and len(p) > total), None)
        if total <= 200 and prose and (block == 1 or not width or max(map(len, lines[:block])) < width):
            return block
        return 0
    if len(lines) < 2 or block < 2 or not _could_be_headline(lines[0]) or lines[0].rstrip()[-1] in "!?":
        return 0
    # No blank line below: only clearly longer prose, or a byline, tells a headline from a first paragraph.
    if read_byline(lines[1]):
        return 1
    following = paragraphs_of(lines[1:], width)[0]
    longer = len(following) >= max(120, 2 * len(lines[0])) and bool(_SENTENCE_END.search(following))
    wrapped = width and len(lines[0]) >= 0.8 * width
    return 1 if longer and not wrapped and not lines[1].lstrip()[0].islower() else 0


def _could_be_headline(line: str) -> bool:
    text = line.strip()
    return (
        2 < len(text) <= 150
        and any(map(str.isalpha, text))
        and not _FULL_STOP.search(text)
        and not _DATELINE.match(text)
        and not _BULLET.match(text)
        and not _SLUG.fullmatch(text)
        and read_byline(text) is None
    )


def _end_marks(paragraphs: list[str]) -> list[int]:
    """Which paragraphs are end marks: the last if it looks like one, sure ones in the second half."""
    last = len(paragraphs) - 1
    return [
        index
        for index, text in enumerate(paragraphs)
        if len(text) <= 12
        and (
            (index == last and _END_MARK.fullmatch(text))
            or (2 * index >= last and _SURE_MARK.fullmatch(text))
        )
    ]
