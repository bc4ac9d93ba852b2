"""The copy of an IPTC 7901 message: keywords, a headline that ends in "=", a byline, paragraphs, notes to editors."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from streams.article import Removed
from streams.intake.text import Layout, lay_out, read_byline
from streams.intake.wires.iptc7901_header import FIRST, Trailer, read_trailer

#: Lines in which a headline and a byline must have ended with "=".
_TOP = 8
#: Characters of both.
_LONGEST_TOP = 500
_END = re.compile(r" ?=+\s*$")
_RULE = re.compile(r"[*_=. -]{3,60}")
_CODES = dict.fromkeys((*range(9), *range(11, 32), 127)) | dict.fromkeys(range(0x1C, 0x20), " ")
#: The columns at which wires wrap, and the share of them that a full line has.
_NARROWEST, _WIDEST, _FULL = 60, 80, 0.78
# What parts columns; typists put two spaces after a full stop, too.
_COLUMNS = re.compile(r"(?<=[^\s.!?:;])(?: {2,}|\t+)(?=\S)")
_BULLET = re.compile(r"\s*(?:[-*•–—·#]|\d{1,2}[.)])\s")
_SLUG = re.compile(r"[^\s/]\S{0,40}(?:/[^/\n]{1,40}){1,6}/?|[^\s/][^/\n]{0,40}/")


@dataclass(frozen=True, slots=True)
class Copy:
    """A message's copy taken apart."""

    layout: Layout
    notes: tuple[str, ...] = ()
    trailer: Trailer | None = None
    header: str = ""  # header lines that stood in the text, its STX being lost


def read_copy(text: str, *, framed: bool) -> Copy:
    """The copy in `text`; without an STX (not `framed`) the header's lines stand at its top."""
    lines = text.translate(_CODES).split("\n")
    lines, trailer = _without_trailer(lines)
    header = ""
    if not framed:
        header, lines = _without_header(lines)
    lines, below = _without_notes(lines)
    top, rest = _headline_block(lines)
    layout = lay_out("\n".join(_unwrapped(rest, below_first_block=not top)))
    if top:
        layout = _with_headline(top, layout)
    layout, above = _without_editors_lines(layout)
    notes = [*above, "\n".join(below).strip()]
    return Copy(_without_signature(layout), tuple(filter(None, notes)), trailer, header)


def _without_trailer(lines: list[str]) -> tuple[list[str], Trailer | None]:
    for index in range(len(lines) - 1, max(-1, len(lines) - 20), -1):
        if trailer := read_trailer(lines[index]):
            return lines[:index] + lines[index + 1 :], trailer
    return lines, None


def _without_header(lines: list[str]) -> tuple[str, list[str]]:
    """The first line and the keywords off the top; nothing if there is no first line."""
    start = next((i for i, line in enumerate(lines[:5]) if FIRST.fullmatch(line.strip())), None)
    if start is None:
        return "", lines
    end = start + 1
    while end < len(lines) and not lines[end].strip():
        end += 1
    if end < len(lines) and _SLUG.fullmatch(lines[end].strip()):
        end += 1
        while end < min(len(lines), start + 8) and is_sort(lines[end]):
            end += 1
    return "\n".join(lines[:end]), lines[end:]


def is_sort(line: str) -> bool:
    """Whether the line tells the sort of copy, "1ST LEAD" or "(Zusammenfassung)", rather than being a headline."""
    text = line.strip()
    return (
        1 < len(text) <= 40
        and not text.endswith("=")
        and (text.isupper() or bool(re.fullmatch(r"\(.*\)", text)))
    )


def _without_notes(lines: list[str]) -> tuple[list[str], list[str]]:
    for index, line in enumerate(lines):
        if index and any(pattern.fullmatch(line.strip()) for pattern in _data()[0]):
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

    `lay_out` wants proof that a text is wrapped, which a short message does not give. Rows of a table stay apart,
    and the first block where it may hold a headline.
    """
    width = max(map(len, lines), default=0)
    if width > _WIDEST:
        return lines
    width = max(width, _NARROWEST)
    out: list[list[str]] = []
    full, open_ = False, not below_first_block
    for line in lines:
        words = line.split(None, 1)
        table = len(_COLUMNS.findall(line)) >= 2
        if full and words and not table and not line.startswith("  ") and not _BULLET.match(line):
            out[-1].append(line)
        else:
            out += [[_COLUMNS.sub(" | ", line)], [""]] if table else [[line]]
        before, open_ = line.rstrip(), open_ or (not words and len(out) > 1)
        full = bool(open_ and words and not table and len(before) > _FULL * width)
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
    known = _data()[3]
    loud = " ".join(word.upper() if word.strip(",/").lower() in known else word for word in names.split())
    return names if read_byline(f"By {loud}") else None


def _without_editors_lines(layout: Layout) -> tuple[Layout, list[str]]:
    notes = [
        paragraph
        for paragraph in layout.paragraphs[:2]
        if len(paragraph) <= 300 and any(pattern.fullmatch(paragraph) for pattern in _data()[1])
    ]
    kept = tuple(paragraph for paragraph in layout.paragraphs if paragraph not in notes)
    return replace(layout, paragraphs=kept), notes


def _without_signature(layout: Layout) -> Layout:
    kept, removed = layout.paragraphs, layout.removed
    while len(kept) > 1 and _data()[2].fullmatch(kept[-1]):
        removed = (*removed, Removed("signature", len(kept) - 1, kept[-1]))
        kept = kept[:-1]
    return replace(layout, paragraphs=kept, removed=removed)


@cache
def _data() -> tuple[
    tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...], re.Pattern[str], frozenset[str]
]:
    path = files("streams") / "data" / "wires" / "iptc7901.toml"
    lines = tomllib.loads(path.read_text(encoding="utf-8"))["lines"]
    notes, editors = (tuple(re.compile(each) for each in lines[name]) for name in ("notes", "editors"))
    return notes, editors, re.compile(lines["signature"]), frozenset(lines["byline_words"].split())
