"""The pictures and other files that an article in JSON names."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from streams.intake.feeds.text import one_line
from streams.intake.fields.names import names
from streams.intake.fields.shapes import entries, string
from streams.intake.fields.values import Fields, present
from streams.intake.ninjs.fields import spelled
from streams.sent import Media, Rendition

#: Characters of an address.
_LONGEST_ADDRESS = 4_000


def images(fields: Fields, base: str | None = None) -> tuple[Media, ...]:
    """The pictures and other files of an object: addresses, or objects with an address and what is written under it."""
    found: list[Media] = []
    for _, value in present(fields, "images"):
        for entry in entries(value)[:100]:
            if (medium := _image(entry, base)) is not None:
                found.append(medium)
    return tuple(found)


def _image(entry: Any, base: str | None) -> Media | None:
    inner = {spelled(key): each for key, each in entry.items()} if isinstance(entry, dict) else {"url": entry}

    def said(*keys: str) -> str | None:
        return next((text for key in keys if (text := one_line(string(inner.get(key))))), None)

    href = next((text for key in names().values["image"] if (text := string(inner.get(key)))), None)
    try:
        href = urljoin(base, href.strip()) if base and href else (href or "").strip()
    except ValueError:
        return None
    if not href.lower().startswith(("http://", "https://")) or len(href) > _LONGEST_ADDRESS:
        return None
    content_type = said("contenttype", "mimetype", "type", "encodingformat")
    kind = (content_type or "").partition("/")[0].lower()
    return Media(
        kind=kind if kind in ("video", "audio") else "picture",
        headline=said("title", "headline"),
        caption=said("caption", "description", "alt", "alttext"),
        byline=said("photographer", "author", "creator", "byline"),
        credit=said("credit", "creditline", "credittext", "source"),
        renditions=(
            Rendition(
                href,
                content_type=content_type if content_type and "/" in content_type else None,
                width=_whole(inner.get("width")),
                height=_whole(inner.get("height")),
                size=_whole(inner.get("size")),
            ),
        ),
    )


def _whole(value: Any) -> int | None:
    if isinstance(value, str) and value.isdecimal() and len(value) < 15:
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
