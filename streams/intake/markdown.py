"""A text in Markdown -> HTML, by CommonMark with the tables of GitHub."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt

#: Of a longer text the rest is left out: a page that a crawler turned into Markdown has a tenth of this.
LONGEST = 1_000_000


def markup_of(text: str) -> str:
    """The text as HTML. Tags in it are text: who writes Markdown for a desk writes no mark-up, and hides none."""
    rendered: str = _reader().render(text[:LONGEST])
    return rendered


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")
