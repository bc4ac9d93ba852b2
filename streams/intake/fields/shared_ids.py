"""Ids that several objects of one document share, and which are therefore no article's."""

from __future__ import annotations

from dataclasses import replace

from streams.intake.fields import values
from streams.intake.fields.names import fold, names
from streams.intake.fields.parts import Part
from streams.intake.identity import page_key
from streams.intake.ninjs.fields import spelled


def without_shared_ids(parts: list[Part]) -> list[Part]:
    """The objects without an id that several of them have whose addresses, or whose titles, have nothing in common.

    Versions of one article may stand in one document: they have a number, or titles that share a word.
    """
    seen: dict[str, tuple[str | None, frozenset[str]]] = {}
    shared: set[str] = set()
    for fields in (fold(part.value) for part in parts if isinstance(part.value, dict)):
        name = values.address(fields, "id")
        if name is None or "uri" in fields or values.version(fields):
            continue
        url, words = page_key(values.address(fields, "url")), _words(values.line(fields, "headline"))
        other, others = seen.setdefault(name, (url, words))
        if (url and other and url != other) or (words and others and words.isdisjoint(others)):
            shared.add(name)
    names_of_ids = frozenset(names().fields["id"])
    return [
        replace(
            part, value={key: each for key, each in part.value.items() if spelled(key) not in names_of_ids}
        )
        if isinstance(part.value, dict) and values.address(fold(part.value), "id") in shared
        else part
        for part in parts
    ]


def _words(headline: str | None) -> frozenset[str]:
    return frozenset(word for word in (headline or "").casefold().split() if len(word) > 3)
