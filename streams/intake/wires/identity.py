"""Who a story on the old wires is. They give no lasting id: only a number that is used again each day, and the slug."""

from __future__ import annotations

from dataclasses import dataclass

from streams.intake.identity import uri_for
from streams.intake.wires.slugs import slug_key


@dataclass(frozen=True, slots=True)
class Identity:
    """A story's uri, and the other uris by which a message may mean it."""

    uri: str
    aliases: tuple[str, ...]


def identify(
    source: str, slugline: str | None, day: str, number: str | None, subject: str | None, content: str
) -> Identity:
    """The identity of a story on its day: all versions, takes and kills under one slug share a uri.

    `day` is "2026-11-21"; `number` the transmission's, "a0123". Without a slug the number makes the uri, without a
    number the envelope's subject or the text does. The aliases are the number on its day, and the slug on any day.
    """
    key = slug_key(slugline or "")
    by_number = uri_for(source=source, own=f"{day}.{number.lower()}") if number else None
    by_slug = uri_for(source=source, own=f"slug.{key}") if key else None
    if key:
        uri = uri_for(source=source, own=f"{day}.{key}")
    else:
        uri = by_number or uri_for(source=source, subject=subject, content=content)
    return Identity(uri, tuple(alias for alias in (by_number, by_slug) if alias and alias != uri))
