"""The rows of a table: a paragraph each, with its cells, also the empty ones; or the paragraphs of a layout."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from streams.blocks import BlockKind, Cell, Form, Span

#: Characters of a cell. A row with a longer one is layout, not data: its paragraphs stay as they are.
_LONGEST_CELL = 120


@dataclass(slots=True)
class OpenCell:
    """A cell that is being read: its paragraphs are [start, end) of those read so far."""

    start: int
    end: int
    heading: bool
    columns: int
    rows: int


@dataclass(slots=True)
class Row:
    """A row that is being read: its paragraphs are [start, end); `end` -1 while it is open."""

    start: int
    end: int = -1
    cells: list[OpenCell] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """A table that is being read."""

    group: int
    rows: list[Row] = field(default_factory=list)

    @property
    def open_row(self) -> Row | None:
        """The row that is being read."""
        return self.rows[-1] if self.rows and self.rows[-1].end < 0 else None


def cell_of(node: Any, heading: bool, start: int) -> OpenCell:
    """A cell that begins at this paragraph, over as many columns and rows as it says."""
    return OpenCell(start, start, heading, _count(node, "colspan"), _count(node, "rowspan"))


def _count(node: Any, name: str) -> int:
    value = (node.get(name) or node.get(name.upper()) or "").strip()
    return max(1, int(value)) if re.fullmatch(r"[0-9]{1,3}", value) else 1


def laid_in_rows(table: Table, done: list[str], forms: dict[int, Form]) -> None:
    """Puts the rows of a table of data in the place of their cells' paragraphs, at the end of `done` and in `forms`.

    It is data if one of its rows has text in two cells.
    """
    rows = [row for row in table.rows if row.end > row.start and _is_data(row, done)]
    if not any(sum(cell.end > cell.start for cell in row.cells) > 1 for row in rows):
        return
    start = rows[0].start
    before = done[start:]
    shaped = {index: forms.pop(index) for index in range(start, start + len(before)) if index in forms}
    del done[start:]
    at = start

    def keep_until(end: int) -> None:
        for index in range(at, end):
            if index in shaped:
                forms[len(done)] = replace(shaped[index], paragraph=len(done))
            done.append(before[index - start])

    for row in rows:
        keep_until(row.start)
        text, cells, spans = _joined(row, before, start, shaped)
        forms[len(done)] = Form(
            len(done), BlockKind.ROW, group=table.group, spans=tuple(spans), cells=tuple(cells)
        )
        done.append(text)
        at = row.end
    keep_until(start + len(before))


def _is_data(row: Row, done: Sequence[str]) -> bool:
    """Whether nothing stands between the cells, and no cell is long."""
    if sum(cell.end - cell.start for cell in row.cells) != row.end - row.start:
        return False
    return all(
        sum(map(len, done[cell.start : cell.end])) + cell.end - cell.start <= _LONGEST_CELL + 1
        for cell in row.cells
    )


def _joined(
    row: Row, before: Sequence[str], start: int, shaped: dict[int, Form]
) -> tuple[str, list[Cell], list[Span]]:
    """The row's text, "Long Quay | | 2.10", its cells, and the spans of what stands in them."""
    pieces: list[str] = []
    cells: list[Cell] = []
    spans: list[Span] = []
    length = 0
    for number, cell in enumerate(row.cells):
        if number:
            pieces.append(" |" if length else "|")
            length += len(pieces[-1])
        first = length
        for index in range(cell.start, cell.end):
            text = before[index - start]
            if length:
                pieces.append(" ")
                length += 1
            if index == cell.start:
                first = length
            if index in shaped:
                spans += (
                    replace(span, start=span.start + length, end=span.end + length)
                    for span in shaped[index].spans
                )
            pieces.append(text)
            length += len(text)
        cells.append(Cell(first, length, cell.heading, cell.columns, cell.rows))
    return "".join(pieces), cells, spans
