"""A row of a list as the terminal shows it: cut to cells, and of characters that every terminal counts alike.

What was in the copy is the last column of each list. A terminal that turns a line around for Arabic or Hebrew, or that
counts the cells of a character otherwise than we do, then moves nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len, set_cell_size

from streams.web.words import shown

#: A piece of a line, and its style in rich's words.
Piece = tuple[str, str]
#: The longest text that is looked at for a cell.
_LONGEST = 400
#: Joiners, selectors and skin tones: terminals differ in how many cells there are with them, not without.
_JOINED = re.compile("[\u200c\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef]")
UNKNOWN = "–"


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in cells; 0: what the others leave."""

    title: str
    width: int = 0
    right: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row: what it is known by, its cells, and what a filter looks at. `pinned`: every filter lets it pass.

    `target` is what it stands for, for the actions; `style` is that of the whole row.
    """

    key: str
    cells: tuple[Piece, ...]
    fields: dict[str, str] = field(default_factory=dict)
    target: object = None
    pinned: bool = False
    style: str = ""


def clear(text: object, limit: int = _LONGEST) -> str:
    """The text on one line, without what a terminal obeys or counts in its own way."""
    return _JOINED.sub("", shown(text, limit))


def fit(text: str, width: int, *, right: bool = False) -> str:
    """The text in exactly so many cells; "…" where it was cut."""
    long = cell_len(text)
    if long > width:
        return set_cell_size(text, width - 1) + "…" if width > 0 else ""
    return " " * (width - long) + text if right else text + " " * (width - long)


def line(columns: Sequence[Column], cells: Sequence[Piece], width: int) -> list[Piece]:
    """The pieces of a row in a terminal of that width."""
    pieces: list[Piece] = []
    left = width
    for column, (text, style) in zip(columns, cells, strict=False):
        if left <= 0:
            break
        room = min(column.width or left, left)
        pieces.append((fit(clear(text), room, right=column.right), style))
        left -= room
        if left > 0:
            pieces.append((" ", ""))
            left -= 1
    if left > 0:
        pieces.append((" " * left, ""))
    return pieces


def title(columns: Sequence[Column], width: int) -> list[Piece]:
    """The line above the rows."""
    return line(columns, [(column.title, "dim") for column in columns], width)
