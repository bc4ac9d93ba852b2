"""What the pages of the reference are made of: tables, and the line that says that nobody writes them by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

MADE = "<!-- Made by ops/docs/reference.py. Change the code, and run it again. -->"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown. A bar in a cell is escaped."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for row in rows:
        lines.append("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |")
    return "\n".join(lines)


def page(title: str, *parts: str) -> str:
    """A page: its title, and its parts, each behind an empty line."""
    return "\n\n".join([f"# {title}\n{MADE}", *(part.strip("\n") for part in parts)]) + "\n"


def code(*names: str) -> str:
    """Names as code, parted by commas."""
    return ", ".join(f"`{name}`" for name in names)
