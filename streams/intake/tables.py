"""Tables in plain text, which nothing marks as such: results, standings, prices.

Text that looks like a table and is none (verse, an address, a list, prose set with two spaces) must stay what it is,
and a table that is missed is still text. So a run of lines is a table only if figures stand in one of its columns,
other than the first, and its cells are as short as cells are. Old wires mark their tables; for those see `columns`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from streams.intake.columns import COLUMNS, cells_of

#: Rows of a table, with its heading.
_FEWEST = 3
#: Characters of a line, and of a cell; and of the cells of a table in the mean.
_WIDEST, _LONGEST, _USUAL = 300, 60, 20
_MOST_CELLS = 30
#: This share of a column's cells must be figures; as many must stand in it at all.
_FIGURES, _FILLED = 0.8, 0.5
_DRAWN = frozenset("=_+|*-")
_RULER = re.compile(r"[\s=_+|*-]{5,}")
_NUMBER = (
    r"(?:[1-9]\d{0,2}(?:[,.'\u2019 \u00a0\u202f]\d{3})+(?:[.,]\d+)?"
    r"|(?:0|[1-9]\d{0,8})?[.,]\d{1,6}|0|[1-9]\d{0,8})"
)
_FIGURE = re.compile(
    rf"""[(~<>≤≥]?\s?[-+−–±]?\s?(?:[$€£¥₹]|[A-Z]{{2,3}}\$?\s)?\s?[-+−–]?
    (?:
        {_NUMBER}(?:\s\d{{1,2}}/\d{{1,2}}|[½¼¾⅓⅔⅛⅜⅝⅞])?        # 2,034.50   17 3/8
        |\d{{1,4}}(?:\s?[-–:/]\s?\d{{1,4}}){{1,2}}                # 3-1   19:45   7/2   6:4
        |(?:\d{{1,2}}[-–]\d{{1,2}}(?:\(\d{{1,2}}\))?,?\s?){{2,5}}  # 6-4, 3-6, 7-6(5)
        |(?:\d{{1,2}}[:h.]\s?)+\d{{2}}(?:[.,]\d{{1,3}})?           # 2:04.11
        |\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{2,4}}                     # 21.11.2026
    )
    \s?(?:%|°|[^\W\d_]{{1,4}}\.?)?\)?[*†]?""",
    re.VERBOSE,
)
#: What stands in a cell where there is no figure.
_NONE = frozenset({"", "-", "–", "—", "--", "---", "*", "n/a", "N/A", "."})
_SENTENCE = re.compile(r"(?:\S+\s){4,}.*[.!?…][\"'”“’»)]?$", re.DOTALL)
#: A list's mark: what follows it is an entry and no cell.
_BULLET = re.compile(r"[-*•–—·o>]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)]")


def sure_tables_in(lines: Sequence[str]) -> list[tuple[int, int]]:
    """[start, end) of each run of lines that surely is a table."""
    found: list[tuple[int, int]] = []
    start = None
    for index in range(len(lines) + 1):
        line = lines[index] if index < len(lines) else ""
        if len(line) <= _WIDEST and (_has_columns(line) or is_ruler(line)):
            start = index if start is None else start
        elif start is not None:
            found += _within(lines, start, index)
            start = None
    return found


def _has_columns(line: str) -> bool:
    return ("  " in line or "\t" in line) and COLUMNS.search(line.strip()) is not None


def is_ruler(line: str) -> bool:
    """Whether the line is only drawn, as one is under the heading of a table."""
    return line.lstrip()[:1] in _DRAWN and _RULER.fullmatch(line.strip()) is not None


def _within(lines: Sequence[str], start: int, end: int) -> list[tuple[int, int]]:
    """The table in a run of lines: the run, or what is left without a line of other text at its top or its end."""
    while start < end and is_ruler(lines[start]):
        start += 1
    while start < end and is_ruler(lines[end - 1]):
        end -= 1
    for first, last in ((start, end), (start + 1, end), (start, end - 1), (start + 1, end - 1)):
        rows = [line for line in lines[first:last] if not is_ruler(line)]
        if len(rows) >= _FEWEST and _is_table(cells_of(rows)):
            return [(first, last)]
    return []


def _is_table(rows: list[list[str]]) -> bool:
    columns = len(rows[0])
    if not 2 <= columns <= _MOST_CELLS or any(len(row) != columns for row in rows):
        return False
    cells = [cell for row in rows for cell in row if cell]
    if max(map(len, cells)) > _LONGEST or sum(map(len, cells)) > _USUAL * len(cells):
        return False
    if any(map(_SENTENCE.fullmatch, cells)) or all(_BULLET.fullmatch(row[0]) for row in rows):
        return False
    headed = not any(map(_is_figure, rows[0][1:]))
    body = list(zip(*(rows[1:] if headed else rows), strict=True))
    # Two columns need more to be seen: many a list has two.
    if columns == 2 and len(body[0]) < _FEWEST:
        return False
    return any(map(_is_of_figures, body[1:])) and (headed or any(map(_is_of_words, body)))


def _is_of_figures(column: Sequence[str]) -> bool:
    said = [cell for cell in column if cell not in _NONE]
    if len(said) < max(2, _FILLED * len(column)):
        return False
    return sum(map(_is_figure, said)) >= _FIGURES * len(said)


def _is_figure(cell: str) -> bool:
    return _FIGURE.fullmatch(cell) is not None


def _is_of_words(column: Sequence[str]) -> bool:
    return 2 * sum(any(map(str.isalpha, cell)) and not _is_figure(cell) for cell in column) >= len(column)
