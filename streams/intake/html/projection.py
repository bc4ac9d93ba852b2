"""What another extractor found, in the page's own blocks: it says which text is the article, the page says what it is.

So its result keeps headings, lists, quotations and links, paragraphs that it joined are parted, and characters that it
drops (the joiners of Persian and Hindi) are there. Texts are compared by their letters and digits alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from streams.blocks import Block

_WORDS = re.compile(r"\w+")
#: Letters of a block that is looked for anywhere below the one before it; a shorter one must follow closely.
_LONG, _CLOSE = 20, 60
#: The share of the text that the page's blocks must hold.
_NEARLY_ALL: Final = 0.97


def projected(page: Iterable[Block], found: list[Block]) -> list[Block]:
    """The blocks of the page, in its order, whose text is in what was found; `found` itself if they are not nearly all
    of it. Linear but for texts that are in another order on the page.
    """
    whole = letters(" ".join(block.text for block in found))
    kept: list[Block] = []
    at = held = 0
    for block in page:
        text = letters(block.text)
        if not text:
            continue
        end = len(whole) if len(text) >= _LONG else min(len(whole), at + len(text) + _CLOSE)
        start = whole.find(text, at, end)
        if start >= 0:
            kept.append(block)
            at = start + len(text)
            held += len(text)
    return kept if held >= _NEARLY_ALL * len(whole) else found


def letters(text: str) -> str:
    """The letters and digits of a text in lower case."""
    return "".join(_WORDS.findall(text.lower()))
