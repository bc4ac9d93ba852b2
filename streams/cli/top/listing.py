"""A list of which only what is seen is drawn: the rows may change many times a second."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from streams.cli.top.columns import Column, Piece, Row, line, title

#: The lines above the rows.
_ABOVE = 1


@cache
def _style(words: str) -> Style:
    return Style.parse(words)


class Listing(Widget, can_focus=True):
    """Rows with one that is chosen. It stays chosen and at its place while others come and go; at the top the first
    one is chosen, whichever that is.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", "down", show=False),
        Binding("k,up", "move(-1)", "up", show=False),
        Binding("pagedown,space,ctrl+d", "page(1)", "page down", show=False),
        Binding("pageup,ctrl+u", "page(-1)", "page up", show=False),
        Binding("g,home", "end(-1)", "first", show=False),
        Binding("G,end", "end(1)", "last", show=False),
        Binding("enter", "open", "open"),
    ]

    class Opened(Message):
        """Enter was pressed on a row."""

        def __init__(self, row: Row) -> None:
            super().__init__()
            self.row = row

    def __init__(self, name: str, columns: Sequence[Column], nothing: str) -> None:
        super().__init__(id=name)
        self._columns, self.nothing = columns, nothing
        self._rows: list[Row] = []
        self._at = self._first = 0

    @property
    def rows(self) -> Sequence[Row]:
        """What is listed now."""
        return self._rows

    @property
    def chosen(self) -> Row | None:
        """The row that is chosen; None where there is none."""
        return self._rows[self._at] if self._rows else None

    def fill(self, rows: list[Row], nothing: str) -> None:
        """Lists these; `nothing` is said where there are none."""
        before, line_of_it = self.chosen, self._at - self._first
        if rows == self._rows and nothing == self.nothing:
            return
        self._rows, self.nothing = rows, nothing
        if self._at > 0 and before is not None:
            same = next((at for at, row in enumerate(rows) if row.key == before.key), self._at)
            self._at = min(same, max(0, len(rows) - 1))
            self._first = max(0, self._at - line_of_it)
        self._into_view()
        self.refresh()

    def _into_view(self) -> None:
        self._at = max(0, min(self._at, len(self._rows) - 1))
        self._first = max(min(self._first, self._at), self._at - self._height + 1, 0)
        self._first = max(0, min(self._first, len(self._rows) - self._height))

    @property
    def _height(self) -> int:
        return max(1, self.size.height - _ABOVE)

    def on_resize(self) -> None:
        """The chosen row stays to be seen."""
        self._into_view()

    def action_move(self, by: int) -> None:
        """Chooses another row."""
        self._at += by
        self._into_view()
        self.refresh()

    def action_page(self, by: int) -> None:
        """The same, a page further."""
        self.action_move(by * self._height)

    def action_end(self, where: int) -> None:
        """The first or the last one."""
        self.action_move(where * len(self._rows))

    def action_open(self) -> None:
        """Tells that the chosen row is to be opened."""
        if self.chosen is not None:
            self.post_message(self.Opened(self.chosen))

    def render_line(self, y: int) -> Strip:
        """The line `y` of the screen."""
        width = self.size.width
        if y < _ABOVE:
            return _strip(title(self._columns, width), width)
        at = self._first + y - _ABOVE
        if at < len(self._rows):
            row = self._rows[at]
            # Reversed, it is seen without colours, too.
            return _strip(line(self._columns, row.cells, width), width, "reverse" if at == self._at else "")
        if not self._rows and y == _ABOVE + 1:
            return _strip(line((Column(""),), ((f"  {self.nothing}", "dim"),), width), width)
        return Strip.blank(width)


def _strip(pieces: Sequence[Piece], width: int, over: str = "") -> Strip:
    return Strip(
        [Segment(text, _style(f"{style} {over}".strip())) for text, style in pieces]
    ).adjust_cell_length(width)
