"""How much of a page's prose is in what was taken out of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from streams.blocks import Block
from streams.intake.html.container import SHORTEST, Prose, weight
from streams.intake.html.projection import letters

#: What covers less than this share of the prose has been cut.
ENOUGH: Final = 0.6
#: Characters from the middle of a piece of prose, by which it is found again.
_SAMPLE: Final = 30


def covered(prose: Prose, blocks: Iterable[Block]) -> float:
    """The share of the page's prose, 0 to 1, that stands in the blocks; 1 if the page has no prose."""
    if not prose.characters:
        return 1.0
    whole = letters(" ".join(block.text for block in blocks))
    found = 0
    for element in dict.fromkeys(element for element, _ in prose.pieces):
        texts = ["".join(element.itertext())] if element.tag == "p" else list(element.itertext())
        for text in texts:
            if len(text) >= SHORTEST // 2 and _sample(text) in whole:
                found += weight(" ".join(text.split()))
    return min(1.0, found / prose.characters)


def _sample(text: str) -> str:
    words = letters(text[:2000])
    middle = len(words) // 2
    return words[max(0, middle - _SAMPLE // 2) : middle + _SAMPLE // 2]
