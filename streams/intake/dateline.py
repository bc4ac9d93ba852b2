"""A dateline that a document keeps apart from its text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from streams.blocks import Forms

_DASH = re.compile(r"(?:--|[-–—:])$")


def begun_with(
    dateline: str | None, paragraphs: Sequence[str], forms: Forms
) -> tuple[tuple[str, ...], Forms]:
    """A dateline that ends in its dash is the beginning of the first paragraph, and stands there on the page.

    Any other dateline, and one that the text has itself, changes nothing.
    """
    if not (dateline and paragraphs and _DASH.search(dateline)):
        return tuple(paragraphs), forms
    words = dateline.split()[0].casefold()
    first = forms[0] if forms and forms[0].paragraph == 0 else None
    if paragraphs[0].casefold().startswith(words) or (first and first.cells):
        return tuple(paragraphs), forms
    if first is not None:
        by = len(dateline) + 1
        spans = (replace(each, start=each.start + by, end=each.end + by) for each in first.spans)
        forms = (replace(first, spans=tuple(spans)), *forms[1:])
    return (f"{dateline} {paragraphs[0]}", *paragraphs[1:]), forms
