"""The code blocks of the documents: which there are, what language each names, and which are run.

Every fenced block names its language, and its language says how it is tried:

    sh      is run, see test_run.py: all of a document in one shell, one after the other
    python  is run as a program, at the top of a checkout
    toml    is read by whatever reads such a file, see test_snippets.py
    json    is parsed, each line for itself where it is no single value
    text    is shown only: what a command prints, or a drawing

A block that cannot be run here, or is in another language, says why in a comment on the line above it:

    <!-- not run: needs a Docker daemon -->

A block with a title, as in ```toml title="sources.toml", shows a file: the snippets find it beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tests.docs.links import ROOT, documents

#: Blocks of these languages are tried unless a comment says why not; those in "text" are what a command prints.
TRIED = ("sh", "python", "toml", "json")
SHOWN = "text"

_BLOCK = re.compile(
    r"(?:^[ ]*<!--\s*not run:\s*(?P<why>[^>]*?)\s*-->\n)?"
    r"^(?P<indent>[ ]*)```(?P<language>[\w-]*)(?: title=\"(?P<file>[\w.-]+)\")?[ ]*\n"
    r"(?P<text>.*?)^(?P=indent)```[ ]*$",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Snippet:
    """A fenced block: the document (below ROOT), the line of its fence, its text.

    `not_run` says why it is not tried, `file` is its title; both are empty for most.
    """

    document: str
    line: int
    language: str
    text: str
    not_run: str
    file: str = ""

    @property
    def place(self) -> str:
        """Where it stands: "docs/api.md:30"."""
        return f"{self.document}:{self.line}"

    @property
    def tried(self) -> bool:
        """Whether it is run, read or parsed."""
        return self.language in TRIED and not self.not_run


@cache
def all_snippets() -> tuple[Snippet, ...]:
    """The blocks of all documents, in their order; those of the list of changes are history."""
    return tuple(
        each
        for path in sorted(documents())
        if path.name != "CHANGELOG.md"
        for each in read_snippets(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"))
    )


def read_snippets(document: str, text: str) -> Iterator[Snippet]:
    """The blocks of a document."""
    for found in _BLOCK.finditer(text):
        line = text.count("\n", 0, found.start("language")) + 1
        indent = found["indent"]
        lines = [each.removeprefix(indent) for each in found["text"].splitlines(keepends=True)]
        yield Snippet(
            document, line, found["language"], "".join(lines), found["why"] or "", found["file"] or ""
        )


def tried(language: str) -> list[Snippet]:
    """The blocks in that language that are tried."""
    return [each for each in all_snippets() if each.language == language and each.tried]
