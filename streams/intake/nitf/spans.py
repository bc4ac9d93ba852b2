"""Where links and emphasis lie in paragraphs that were made of a run of text.

Making paragraphs of a run changes its white space and nothing else. So a place in the run is known by how many
characters that are no white space stand before it, and is found again in the paragraphs by the same number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from streams.blocks import Mark, Span


@dataclass(slots=True)
class _Stretch:
    mark: Mark
    href: str | None
    start: int  # an index into the run's pieces: it begins before that piece
    end: int | None = None  # None: still open


class Marks:
    """The marks of the current run, and those that are open. A mark within one of its kind is none of its own."""

    def __init__(self) -> None:
        self._stretches: list[_Stretch] = []
        self._open: list[_Stretch | None] = []  # for each open element its stretch, if it has one

    def __bool__(self) -> bool:
        return bool(self._stretches)

    def open(self, place: int, mark: Mark | None, href: str | None = None) -> None:
        """An element that begins before the piece with this index; `mark` None for one that marks nothing."""
        if mark is None or any(each is not None and each.mark is mark for each in self._open[-64:]):
            self._open.append(None)
            return
        stretch = _Stretch(mark, href, place)
        self._open.append(stretch)
        self._stretches.append(stretch)

    def close(self, place: int) -> None:
        """The end of the element that was opened last."""
        if self._open and (stretch := self._open.pop()) is not None:
            stretch.end = place

    def placed(
        self, run: Sequence[str], paragraphs: Sequence[str], signs: Iterable[str]
    ) -> dict[int, tuple[Span, ...]]:
        """The spans of each of the paragraphs that were made of the run, by its index. The next run begins.

        `signs` are characters of the run that stand for breaks, and in no paragraph.
        """
        before = [0]
        for piece in run:
            solid = "".join(piece.split())
            before.append(before[-1] + len(solid) - sum(map(solid.count, signs)))
        found: dict[int, list[Span]] = {}
        for mark in Mark:
            # Stretches of one kind follow one another, so one walk over the paragraphs places all of them.
            ends = [
                (before[each.start], before[len(run) if each.end is None else each.end], each.href)
                for each in self._stretches
                if each.mark is mark
            ]
            if ends:
                _place(mark, ends, paragraphs, found)
        self.forget()
        return {index: tuple(sorted(spans, key=lambda span: span.start)) for index, spans in found.items()}

    def forget(self) -> None:
        """Forgets what is closed; what is open goes on in the next run."""
        self._stretches = [each for each in self._open if each is not None]
        for each in self._stretches:
            each.start = 0


def _place(
    mark: Mark,
    stretches: Sequence[tuple[int, int, str | None]],
    paragraphs: Sequence[str],
    found: dict[int, list[Span]],
) -> None:
    base = at = 0
    for index, text in enumerate(paragraphs):
        if at == len(stretches):
            return
        solid = [place for place, char in enumerate(text) if not char.isspace()]
        while at < len(stretches):
            start, end, href = stretches[at]
            first, last = max(start - base, 0), min(end - base, len(solid))
            if first >= len(solid):
                break
            if first < last:
                found.setdefault(index, []).append(Span(solid[first], solid[last - 1] + 1, mark, href))
            if end - base > len(solid):
                break  # it goes on in the next paragraph
            at += 1
        base += len(solid)
