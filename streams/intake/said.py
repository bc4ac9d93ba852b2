"""Small helps for readers: what a sender says as numbers and values of `streams.sent`, without what says nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from streams.sent import Concept, Media, Rights


def named(concepts: Iterable[tuple[str | None, str | None]]) -> tuple[Concept, ...]:
    """Concepts of which a name, a uri or both are known; each once, in their order."""
    return tuple(dict.fromkeys(Concept(name, uri) for name, uri in concepts if name or uri))


def number(text: str | None, digits: int = 12) -> int | None:
    """The number that a text of plain digits is; None for anything else, and for more digits than these."""
    return int(text) if text and re.fullmatch(rf"[0-9]{{1,{digits}}}", text) else None


def urgency(text: str | None) -> int | None:
    """1 to 9, 1 being the most urgent; None for anything else."""
    return number(text, digits=1) or None


def rights(
    holder: str | None = None,
    notice: str | None = None,
    terms: Iterable[str | None] = (),
    linked: str | None = None,
) -> Rights:
    """The rights with every term that says something, each once."""
    return Rights(holder or None, notice or None, tuple(dict.fromkeys(filter(None, terms))), linked or None)


def with_images(stated: Iterable[Media], found: Iterable[Media]) -> tuple[Media, ...]:
    """The pictures that are stated, and those found in the text that are none of them; one file is one picture.

    What is written under a picture in the text is taken where the stated one has nothing.
    """
    by_address: dict[str, Media] = {}
    for each in (*stated, *found):
        address = next((rendition.href for rendition in each.renditions), each.uri or "")
        known = by_address.get(address)
        if known is None:
            by_address[address] = each
        elif each.caption or each.credit:
            by_address[address] = replace(
                known, caption=known.caption or each.caption, credit=known.credit or each.credit
            )
    return tuple(by_address.values())
