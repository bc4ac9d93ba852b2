"""Made-up items whose signal is known, from the files in tests/clean/signals/, one for each language.

A file begins with the language, and with the headline and the text that an item has if its line names none. Then come
sections, each named after the signal that its items state; those of [none] are news, in which the same words mean
something else. A line is an item: its headline, then ` // ` and its paragraphs; `note=` stands before an editor's note
and `slug=` before a slugline. In [none], and where a mark stands above the article, the text of the file follows the
paragraphs. A line that begins with `+` is the last paragraph of the file's article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from streams.kinds import Signal

FOLDER = Path(__file__).parent / "signals"
#: What these say stands above (or below) an article; the others are items of their own.
_WITH_TEXT = {"none", Signal.CORRECTION, Signal.UPDATE, Signal.REPEAT}
_SENTENCE = re.compile(r"(?<=[.。]) ?(?=\S)")


@dataclass(frozen=True, slots=True)
class Line:
    """An item, and the signal that it states; None if it is news."""

    language: str
    signal: Signal | None
    headline: str
    paragraphs: tuple[str, ...]
    slug: str | None = None
    note: str | None = None


def read_lines(path: Path) -> Iterator[Line]:
    """The items of a file."""
    head: dict[str, str] = {}
    section = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("["):
            section = line.strip("[] ")
        elif section:
            yield _item(line, section, head)
        else:
            name, _, value = line.partition(": ")
            head[name] = value


def all_lines() -> list[Line]:
    """The items of all files of this folder."""
    return [line for path in sorted(FOLDER.glob("*.txt")) for line in read_lines(path)]


def _item(line: str, section: str, head: dict[str, str]) -> Line:
    text = tuple(_SENTENCE.split(head["body"]))
    signal = None if section == "none" else Signal(section)
    if line.startswith("+ "):
        return Line(head["language"], signal, head["headline"], (*text, line[2:]))
    headline, *parts = (part.strip() for part in line.split("// "))
    named = {
        part.partition("=")[0]: part.partition("=")[2] for part in parts if part[:5] in ("note=", "slug=")
    }
    own = tuple(part for part in parts if part[:5] not in ("note=", "slug="))
    after = text if section in _WITH_TEXT or not own else ()
    return Line(
        head["language"],
        signal,
        headline or head["headline"],
        own + after,
        named.get("slug"),
        named.get("note"),
    )
