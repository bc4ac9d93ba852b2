"""Small helps for readers: what a sender says as the values of `streams.sent`, without what says nothing."""

from __future__ import annotations

from collections.abc import Iterable

from streams.sent import Concept, Rights


def named(concepts: Iterable[tuple[str | None, str | None]]) -> tuple[Concept, ...]:
    """Concepts of which a name, a uri or both are known; each once, in their order."""
    return tuple(dict.fromkeys(Concept(name, uri) for name, uri in concepts if name or uri))


def rights(
    holder: str | None = None,
    notice: str | None = None,
    terms: Iterable[str | None] = (),
    linked: str | None = None,
) -> Rights:
    """The rights with every term that says something, each once."""
    return Rights(holder or None, notice or None, tuple(dict.fromkeys(filter(None, terms))), linked or None)
