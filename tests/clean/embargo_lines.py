"""Lines of copy that state an embargo, or only speak of one, with what is right; tests and ops/bench/embargoes.py read them.

Each line of such a file is a JSON object: `language` (a primary BCP 47 tag), `where` ("headline", "ed_note", "first
paragraph", or several of these), `text`, and `right`: "no hold", a moment in UTC such as "2026-11-24T06:00Z", "unclear",
or a moment "or unclear". "held, unclear (or the right zone)" takes every end. All was sent on Monday, 2026-11-23 at 10:30 UTC.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from streams.article import Embargo
from streams.clean.embargo import read_embargo

SENT = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
STATEMENTS = Path(__file__).parent / "data" / "embargoes.jsonl"
NEWS = Path(__file__).parent / "data" / "no_embargoes.jsonl"
_BODY = ("The council voted to close the bridge.", "It will reopen in spring.")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of copy, the field that it stands in, and what is right."""

    language: str
    where: str
    right: str
    text: str

    @property
    def until(self) -> datetime | None:
        """The end of the embargo that is right, if it is known."""
        if not self.right[:1].isdigit():
            return None
        return datetime.fromisoformat(self.right.split(" ")[0].replace("Z", "+00:00"))

    @property
    def holds(self) -> bool:
        """Whether the line states an embargo."""
        return self.right not in ("no hold", "none")

    @property
    def open(self) -> bool:
        """Whether any end is right, so that it cannot be said whether it is early."""
        return "right zone" in self.right

    def read(self) -> list[Embargo | None]:
        """What is read, in each of the fields."""
        return [read_at(self.text, field, self.language) for field in _fields(self.where)]


def read_at(text: str, field: str, language: str, url: str | None = None) -> Embargo | None:
    """What is read of a text in one field of an article that says nothing else."""
    headline = text if field == "headline" else "Mill on the Thorne to close"
    note = text if field == "ed_note" else None
    body = (text, *_BODY) if field == "first paragraph" else _BODY
    return read_embargo(headline, None, note, body, language, SENT, url)


def _fields(where: str) -> list[str]:
    return [field for field in ("headline", "ed_note", "first paragraph") if field in where]


def lines_of(path: Path) -> Iterator[Line]:
    """The lines of a file."""
    for text in path.read_text(encoding="utf-8").splitlines():
        raw = json.loads(text)
        yield Line(raw["language"], raw["where"], raw["right"], raw["text"])


def fault(line: Line, found: Embargo | None) -> str | None:
    """What is wrong with what was read: "missed", "false", "early", "late" or "unclear"; None if nothing is."""
    if found is None or not line.holds:
        return "missed" if line.holds else (None if found is None else "false")
    if line.open:
        return None
    if found.until is None:
        return "unclear" if line.until is not None and "unclear" not in line.right else None
    if line.until is None or found.until < line.until:
        return "early"
    return "late" if found.until > line.until else None
