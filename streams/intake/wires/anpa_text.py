"""The copy of an ANPA 1312 story: the lines set off above it, and its paragraphs, without typesetting codes.

A line set off by itself begins with "^" and ends in "<", "=" or ">" (quad left, centre, right): slug, headline,
notes to editors, byline. A paragraph of the copy begins with a tab or an indent, and may run over several lines.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from streams.article import Removed
from streams.intake.text import Layout, lay_out, read_byline
from streams.intake.wires.anpa_header import Trailer, is_header_line, read_trailer
from streams.intake.wires.slugs import slug_key

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


@dataclass(frozen=True, slots=True)
class Copy:
    """A story's copy taken apart; `notes` are the lines to editors."""

    layout: Layout
    standfirst: str | None = None
    notes: tuple[str, ...] = ()
    trailer: Trailer | None = None
    header: tuple[str, ...] = ()  # header lines that stood in the text, its STX being lost


@dataclass(frozen=True, slots=True)
class _Block:
    text: str
    set_off: bool
    centred: bool = False


def read_copy(text: str, keyword: str | None, *, tabular: bool, framed: bool) -> Copy:
    """The copy in `text`. `keyword` is the header's; tabular matter keeps its lines apart."""
    text = _INSTRUCTION.sub("", text)
    lines, header, trailer = _frame(text.split("\n"), framed)
    plain = [line.translate(_CODES) for line in lines]
    if not any(line.startswith(("^", "\t")) or _QUAD.search(line) for line in plain) and not tabular:
        return _from_plain("\n".join(plain), header, trailer)
    blocks = _blocks(_SET_OFF.sub("\n^", "\n".join(plain)).split("\n"), tabular)
    return _assemble(blocks, keyword, header, trailer)


def _frame(lines: list[str], framed: bool) -> tuple[list[str], tuple[str, ...], Trailer | None]:
    """Takes the trailer off the end, and header lines off the top where no STX parted them from the copy."""
    trailer = None
    for index in range(len(lines) - 1, max(-1, len(lines) - 30), -1):
        if trailer := read_trailer(lines[index]):
            lines = lines[:index] + lines[index + 1 :]
            break
    header: list[str] = []
    while not framed and lines and len(header) < 2:
        if lines[0].strip(" \x07") and not is_header_line(lines[0]):
            break
        line, *lines = lines
        if line.strip(" \x07"):
            header.append(line)
    return lines, tuple(header), trailer


def _from_plain(text: str, header: tuple[str, ...], trailer: Trailer | None) -> Copy:
    """Copy in which no typesetting code is left: read like any text."""
    layout = lay_out(text)
    paragraphs = layout.paragraphs
    notes = [line for line in paragraphs[:4] if _is_note(line)]
    kept = tuple(_readable(each) for each in paragraphs if each not in notes)
    headline = _readable(layout.headline) if layout.headline else None
    slugline, byline = layout.slugline, layout.byline
    if slugline is None and headline and _CYCLE.match(headline):
        slugline, headline = headline, None
    return Copy(Layout(kept, headline, slugline, byline, layout.removed), None, tuple(notes), trailer, header)


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
        if tabular and line.strip():
            close()
            line = re.sub(r"\t+", " | ", line.strip("\t ")) if "\t" in line.strip("\t ") else line
        elif not line.strip() or line.startswith(("\t", "  ")):
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
) -> Copy:
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
    return Copy(layout, standfirst, tuple(notes), trailer, header)


def _is_slug(text: str, keyword: str | None) -> bool:
    if _CYCLE.match(text) or _WORD_COUNT.search(text):
        return True
    key = slug_key(text)
    return bool(key and keyword and slug_key(keyword) in (key, key[:24]))


def _is_note(text: str) -> bool:
    return any(pattern.match(text) for pattern in _notes())


@cache
def _notes() -> tuple[re.Pattern[str], ...]:
    data = tomllib.loads((files("streams") / "data" / "wires" / "anpa.toml").read_text(encoding="utf-8"))
    return tuple(re.compile(pattern) for pattern in data["notes"]["patterns"])
