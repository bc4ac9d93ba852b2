"""A run of text with the marks that a writer of blocks puts in it: its paragraphs, each with its spans."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from streams.blocks import Mark, Span

# Noncharacters, which decoded text never holds: a line break, and where a span begins and ends.
LINE: Final = "\ufdd1"
OPEN: Final = "\ufdd2"
CLOSE: Final = "\ufdd3"
_LONG: Final = 60
_LONG_UNSPACED: Final = 25
_UNSPACED: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_MARKS: Final = re.compile(f"[{OPEN}{CLOSE}]")
_PIECES: Final = re.compile(f"([{OPEN}{CLOSE}])")
_BREAKS: Final = re.compile(f"{LINE}(?:\\s*{LINE})+")
SENTENCE_END: Final = re.compile(r"""[.!?…:;。！？۔।]["'”“’»«›)\]]{0,3}$""")


def _is_long(line: str) -> bool:
    """Whether a line is as long as a paragraph's: in Chinese, Japanese and Korean that takes fewer characters."""
    return len(line) >= _LONG or (len(line) >= _LONG_UNSPACED and _UNSPACED.search(line) is not None)


def at_single_breaks(text: str) -> list[str]:
    """One <br> parts paragraphs after a long line that ends a sentence; anywhere else it is a space."""
    found: list[str] = []
    last = ""
    for line in text.split(LINE):
        clean = " ".join(line.split())
        bare = _MARKS.sub("", clean) if OPEN in clean or CLOSE in clean else clean
        if not bare.strip() and not clean:
            continue
        if found and not (_is_long(last) and SENTENCE_END.search(last[-8:])):
            clean, bare = f"{found.pop()} {clean}", f"{last} {bare}"
        found.append(clean)
        last = bare
    return found


def parted(text: str, begun: list[tuple[Mark, str | None]]) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """The paragraphs in a run of text with its marks, each with its spans; `begun` are those that begin in it."""
    waiting = iter(begun)
    going_on: list[tuple[Mark, str | None]] = []
    for part in _BREAKS.split(text) if LINE in text else (text,):
        for piece in at_single_breaks(part) if LINE in part else (part,):
            clean, spans, going_on = _with_spans(piece, waiting, going_on)
            if clean:
                yield clean, spans


def _with_spans(
    text: str, begun: Iterator[tuple[Mark, str | None]], before: list[tuple[Mark, str | None]]
) -> tuple[str, tuple[Span, ...], list[tuple[Mark, str | None]]]:
    """(the text without marks, its spans, what is still open at its end); `before` was open where it begins."""
    if not before and OPEN not in text:
        return " ".join(text.split()), (), []
    out: list[str] = []
    spans: list[Span] = []
    open_: list[tuple[Mark, str | None, int]] = [(mark, href, 0) for mark, href in before]
    length, space = 0, False
    for piece in _PIECES.split(text):
        if piece == OPEN:
            mark, href = next(begun)
            open_.append((mark, href, length))
        elif piece == CLOSE:
            if open_:
                mark, href, start = open_.pop()
                _add_span(spans, mark, href, start, length)
        elif words := " ".join(piece.split()):
            if length and (space or piece[0].isspace()):
                out.append(" ")
                # What has just been opened begins with its first word, not with the space before it.
                open_ = [(mark, href, length + 1 if at == length else at) for mark, href, at in open_]
                length += 1
            out.append(words)
            length += len(words)
            space = piece[-1].isspace()
        else:
            space = space or bool(piece)
    for mark, href, start in open_:
        _add_span(spans, mark, href, start, length)
    spans.sort(key=lambda span: (span.start, -span.end))
    return "".join(out), tuple(spans), [(mark, href) for mark, href, _ in open_]


def _add_span(spans: list[Span], mark: Mark, href: str | None, start: int, end: int) -> None:
    if start < end and (mark is not Mark.LINK or href):
        spans.append(Span(start, end, mark, href))
