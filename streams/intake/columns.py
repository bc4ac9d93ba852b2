"""Tables in text, whose columns are parted by tabs or set with spaces -> rows with their cells.

A row may lack a figure in the middle. Its place is known by the columns of the other rows, so that what follows does
not move under another heading.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from streams.blocks import CELL_BREAK, Block, BlockKind, Cell, Forms, forms_of, texts_of

# What parts columns; typists put two spaces after a full stop, too.
# It begins with the space, and looks back from there: what begins with a look back is tried at every character.
COLUMNS = re.compile(r"(?: (?<=[^\s.!?:;] ) +|\t(?<=[^\s.!?:;]\t)\t*)(?=\S)")
#: A line of three columns is a row by itself; lines of two only where so many stand together.
_FEWEST = 3
_MOST_CELLS, _WIDEST = 30, 400


def tables_in(lines: Sequence[str]) -> list[tuple[int, int]]:
    """[start, end) of each run of lines that is a table."""
    found: list[tuple[int, int]] = []
    start = None
    for index in range(len(lines) + 1):
        line = lines[index] if index < len(lines) else ""
        if line.strip() and len(line) <= _WIDEST and COLUMNS.search(line.strip()):
            start = index if start is None else start
        elif start is not None:
            gaps = [len(COLUMNS.findall(each.strip())) for each in lines[start:index]]
            if max(gaps) >= 2 or len(gaps) >= _FEWEST:
                found.append((start, index))
            start = None
    return found


def rows_of(lines: Sequence[str], group: int) -> list[Block]:
    """The rows of a table, each with its cells. `group` is the number of the table in its text."""
    return [_row(cells[:_MOST_CELLS], group) for cells in cells_of(lines)]


def cells_of(lines: Sequence[str]) -> list[list[str]]:
    """The cells of each line; empty ones where the other lines show that there is a column."""
    if any("\t" in line.strip() for line in lines):
        split = [[cell.strip() for cell in line.strip(" ").split("\t")] for line in lines]
        if len({len(cells) for cells in split}) == 1:
            return split
        return [[cell.strip() for cell in re.split(r"\t+", line.strip())] for line in lines]
    by_gaps = [COLUMNS.split(line.strip()) for line in lines]
    most = max(map(len, by_gaps))
    if all(len(cells) == most for cells in by_gaps):
        return by_gaps
    return _by_position(lines, most) or by_gaps


def _by_position(lines: Sequence[str], columns: int) -> list[list[str]] | None:
    """The lines cut at the widest gaps that all of them share; None if there are fewer of these than columns."""
    width = max(map(len, lines))
    blank = [all(at >= len(line) or line[at] == " " for line in lines) for at in range(width)]
    gaps: list[tuple[int, int]] = []
    at = 0
    while at < width:
        end = at
        while end < width and blank[end]:
            end += 1
        if end > at:
            gaps.append((at, end))
        at = max(end, at + 1)
    inner = [gap for gap in gaps if gap[0] > 0 and gap[1] < width]
    chosen = sorted(sorted(inner, key=lambda gap: gap[0] - gap[1])[: columns - 1])
    if len(chosen) < columns - 1:
        return None
    cuts = [0, *(gap[1] for gap in chosen), width]
    return [[line[begin:end].strip() for begin, end in itertools.pairwise(cuts)] for line in lines]


def _row(cells: Sequence[str], group: int) -> Block:
    places, offset = [], 0
    for cell in cells:
        places.append(Cell(offset, offset + len(cell)))
        offset += len(cell) + len(CELL_BREAK)
    return Block(CELL_BREAK.join(cells), BlockKind.ROW, group=group, cells=tuple(places))


def formed(paragraphs: Sequence[str], rows: Sequence[Block]) -> tuple[tuple[str, ...], Forms]:
    """Paragraphs of a layout with these rows among them, as an article has them: (the paragraphs, their forms)."""
    if not rows:  # a block for each paragraph would cost as much as laying the text out
        return tuple(paragraphs), ()
    blocks = restored(paragraphs, rows)
    return texts_of(blocks), forms_of(blocks)


def restored(paragraphs: Sequence[str], rows: Sequence[Block]) -> list[Block]:
    """Paragraphs of a layout, which has one space everywhere, with the rows among them as they were."""
    by_text: dict[str, list[Block]] = {}
    for row in reversed(rows):  # two tables may have the same heading
        by_text.setdefault(" ".join(row.text.split()), []).append(row)
    return [found.pop() if (found := by_text.get(text)) else Block(text) for text in paragraphs]
