"""Cases of who speaks, a file a language, and their reader. What the lines mean stands in the head of hard.en.txt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

NOBODY = "nobody"
NONE = "none"


@dataclass(slots=True)
class Case:
    """The paragraphs, and for each quotation its first words with the right speaker."""

    kind: str
    paragraphs: list[str] = field(default_factory=list)
    right: list[tuple[str, str]] = field(default_factory=list)


def read_cases(name: str) -> Iterator[Case]:
    """The cases of a file, in its order."""
    kind, case = "", Case("")
    for line in [*(Path(__file__).parent / name).read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("## "):
            kind = line[3:]
        elif line.startswith("= "):
            first, _, right = line[2:].partition(" | ")
            case.right.append((first, right))
        elif line and not line.startswith("#"):
            case.kind = kind
            case.paragraphs.append(line)
        elif not line and case.paragraphs:
            yield case
            case = Case("")


@dataclass(slots=True)
class Line:
    """A line of copy and its quotations: their first words and the speaker, None for nobody."""

    paragraphs: list[str]
    quotes: list[tuple[str, str | None]]


def read_lines(language: str) -> Iterator[Line]:
    """The lines of a language. What they mean stands in the head of lines.nl.txt."""
    text = (Path(__file__).parent / f"lines.{language}.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        copy, *rest = line.split(" ||")
        quotes = [part.strip().partition(" | ") for part in rest if part.strip()]
        yield Line(
            [paragraph.strip() for paragraph in copy.split("¶")],
            [(first, None if who == "-" else who) for first, _, who in quotes],
        )
