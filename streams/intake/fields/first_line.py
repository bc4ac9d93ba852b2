"""The first line of a table as text, and whether it is that of a table of articles."""

from __future__ import annotations

from streams.intake.fields.names import field_of

#: Characters of the line that are looked at, and what parts its cells.
LONGEST = 2_000
_PARTING = (",", ";", "\t", "|")
#: Fields of which a table of articles has one.
_TELLING = frozenset({"headline", "text", "html", "markdown", "summary"})
_FEWEST = 3
_MARK = 9


def looks_like(text: str) -> bool:
    """Whether nothing but a table of articles begins so: at least three cells, each a field's name, one of a text."""
    text = without_mark(text)
    end = text.find("\n", 0, LONGEST)
    first = text[:end] if end > 0 else ""
    if not ("," in first or ";" in first or "\t" in first or "|" in first):
        return False
    names = cells_of(first)[0]
    return len(names) >= _FEWEST and None not in map(field_of, names) and has_text(names)


def without_mark(text: str) -> str:
    """The text without Excel's line that says what parts the cells, "sep=;"."""
    if text[:4] == "sep=" and (end := text.find("\n", 0, _MARK)) > 0:
        return text[end + 1 :]
    return text


def cells_of(first: str) -> tuple[list[str], str]:
    """(the names in the line, what parts them)."""
    mark = max(_PARTING, key=first.count)
    return [cell.strip().strip('"').strip() for cell in first.lstrip("\ufeff").strip().split(mark)], mark


def has_text(names: list[str]) -> bool:
    """Whether one of the names is that of a headline or a text."""
    return not _TELLING.isdisjoint(map(field_of, names))
