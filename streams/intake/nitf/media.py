"""Pictures, videos and sounds in a tree of NITF or HTML, with their captions and credits."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from streams.intake.files import kind_of
from streams.intake.html.metadata import clean_byline
from streams.intake.nitf.tree import attribute, children, descendants, name_of
from streams.intake.nitf.writer import line_in
from streams.intake.said import number
from streams.sent import Media, Rendition, Rights

#: Elements that are looked at. A document with more of them is a fault or an attack.
_MOST: Final = 200
_HTML: Final = {"img": "picture", "image": "picture", "video": "video", "audio": "audio"}
#: <media-metadata> by what wires call it.
_CREDITS: Final = ("credit", "credit-line", "creditline", "photo-credit", "source")
_HEADLINES: Final = ("headline", "title", "object-name")
_BYLINES: Final = ("byline", "by-line", "photographer", "author", "creator")
_COPYRIGHTS: Final = ("copyright", "copyright-notice", "rights")
_CAPTIONS: Final = ("caption", "description", "caption-abstract")
_number: Final = partial(number, digits=9)


def media_in(root: Any) -> tuple[Media, ...]:
    """The media within `root`, in order, at most 200. Addresses are as written; without one it is left out."""
    found: list[Media] = []
    work = [root]
    while work and len(found) < _MOST:
        node = work.pop()
        name = name_of(node)
        if name == "media":
            found.extend(_nitf(node))
        elif name == "figure":
            found.extend(_figure(node))
        elif name in _HTML:
            found.extend(_html(node, _HTML[name], None))
        else:
            work.extend(reversed(node))
    return tuple(found)


def _nitf(media: Any) -> Iterator[Media]:
    """A <media> of NITF: its references are renditions of one thing."""
    renditions = tuple(_reference(each) for each in children(media, "media-reference") if _source(each))
    if not renditions:
        yield from _inner(media)
        return
    said: dict[str, str] = {}
    for each in children(media, "media-metadata"):
        if (name := attribute(each, "name")) and (value := attribute(each, "value") or line_in(each)):
            said.setdefault(name.lower(), value)
    caption = next(filter(None, map(line_in, children(media, "media-caption"))), None)
    producer = next(filter(None, map(line_in, children(media, "media-producer"))), None)
    yield Media(
        kind=kind_of(attribute(media, "media-type"), *(each.content_type for each in renditions))
        or "picture",
        headline=_first(said, _HEADLINES),
        caption=caption or _first(said, _CAPTIONS),
        byline=clean_byline(producer or _first(said, _BYLINES)),
        credit=_first(said, _CREDITS),
        rights=Rights(notice=_first(said, _COPYRIGHTS)),
        renditions=renditions,
    )


def _first(said: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((said[name] for name in names if name in said), None)


def _source(reference: Any) -> str | None:
    return attribute(reference, "source", "data-location")


def _reference(reference: Any) -> Rendition:
    return Rendition(
        _source(reference) or "",
        name=attribute(reference, "name") or "main",
        content_type=attribute(reference, "mime-type"),
        title=attribute(reference, "alternate-text"),
        width=_number(attribute(reference, "width")),
        height=_number(attribute(reference, "height")),
        duration=_duration(reference),
    )


def _duration(reference: Any) -> float | None:
    """Seconds: NITF says its unit beside it."""
    unit = (attribute(reference, "time-unit-of-measure") or "").lower()
    length = _number(attribute(reference, "time"))
    return None if length is None or not unit.startswith("s") else float(length)


def _inner(outer: Any) -> Iterator[Media]:
    """What stands in a <media> or a <figure> as HTML has it, without a caption of its own."""
    for each in outer.iterdescendants():
        if (kind := _HTML.get(name_of(each))) is not None:
            yield from _html(each, kind, None)


def _figure(figure: Any) -> Iterator[Media]:
    caption = next(filter(None, map(line_in, descendants(figure, "figcaption"))), None)
    for each in figure.iterdescendants():
        if (kind := _HTML.get(name_of(each))) is not None:
            yield from _html(each, kind, caption)
            caption = None  # it stands under the first of several


def _html(element: Any, kind: str, caption: str | None) -> Iterator[Media]:
    """An <img>, a <video>, an <audio>. One of a pixel is there to count readers."""
    source = next(children(element, "source"), None)
    href = attribute(element, "src") or (None if source is None else attribute(source, "src"))
    width, height = _number(attribute(element, "width")), _number(attribute(element, "height"))
    if not href or (width is not None and width <= 1) or (height is not None and height <= 1):
        return
    content_type = attribute(element, "type") or (None if source is None else attribute(source, "type"))
    rendition = Rendition(
        href, content_type=content_type, title=attribute(element, "alt"), width=width, height=height
    )
    yield Media(kind=kind, caption=caption, renditions=(rendition,))
