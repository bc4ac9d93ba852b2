"""Files that a document names: pictures, sounds, links. Each needs a uri, and wires often give but a name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from streams.intake.identity import fit_uri, uri_for
from streams.sent import Media

#: Characters of a file's name or address. What is longer is mostly the file itself, as a "data:" url.
_LONGEST = 2_000


def uri_of(name: str | None, source: str) -> str | None:
    """The uri of a file: its address, else a urn of its sender and its name, "urn:copydesk:anglia:quay.jpg".

    None for no name, and for a file that is packed into its own address ("data:").
    """
    name = (name or "").strip()
    if (
        not name
        or len(name) > _LONGEST
        or re.match(r"(?:data|javascript|vbscript|blob):", name, re.IGNORECASE)
    ):
        return None
    if name.startswith("//"):
        name = f"https:{name}"
    return fit_uri(name) or uri_for(source=source, own=name)


def with_uris(media: Iterable[Media], source: str) -> tuple[Media, ...]:
    """The media with uris in place of names; each file once. What has neither a uri nor a file is left out."""
    found: dict[str, Media] = {}
    for each in media:
        renditions = []
        for rendition in each.renditions:
            if (href := uri_of(rendition.href, source)) is not None:
                title = rendition.title or (rendition.href if href.startswith("urn:copydesk:") else None)
                renditions.append(replace(rendition, href=href, title=title))
        uri = uri_of(each.uri, source)
        key = uri or next((rendition.href for rendition in renditions), None)
        if key is not None:
            found.setdefault(key, replace(each, uri=uri, renditions=tuple(renditions)))
    return tuple(found.values())


def kind_of(*said: str | None) -> str | None:
    """ninjs' type of a medium by what is said of it: "image", "image/jpeg", "Photo"; None if that is no medium."""
    for each in said:
        word = (each or "").partition("/")[0].strip().lower()
        if word in _KINDS:
            return _KINDS[word]
    return None


_KINDS = {
    **dict.fromkeys(("image", "photo", "picture", "photos", "pictures", "animatedgraphic"), "picture"),
    **dict.fromkeys(("graphic", "graphics", "infographic", "animation", "logo"), "graphic"),
    "video": "video",
    "audio": "audio",
    "sound": "audio",
}
