"""The pictures, sounds, videos and other files of an entry, as RSS, Atom, Media RSS and iTunes name them.

enclosure url type length                  RSS 2.0; Atom: link rel="enclosure"
media:content, media:group                 https://www.rssboard.org/media-rss: one medium in several renditions,
  media:title/description/credit/copyright   its caption, its credit, its rights
  media:thumbnail                            a rendition, or a picture where there is no other
itunes:image                               a picture
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from streams.intake.feeds.text import one_line
from streams.intake.said import with_images
from streams.sent import Media, Related, Rendition, Rights

Element = etree._Element
Named = dict[str, list[Element]]
Children = Callable[[Element], Named]
#: What media types begin with, and the kinds of media that they are.
KINDS = {"image": "picture", "video": "video", "audio": "audio"}
#: Files of one entry that are looked at, and characters of an address.
_MOST, _LONGEST = 200, 4_000
#: The writer's own picture, which some systems send along with each entry.
_NOT_OF_THE_STORY = ("gravatar.com/avatar",)


def media_of(
    named: Named, children: Children, base: str | None
) -> tuple[tuple[Media, ...], tuple[Related, ...]]:
    """(the media, other files) of an entry. `children` gives the elements in an element by name."""
    files = _Files(children, base)
    found: list[Media] = []
    about = files.about(named)
    for group in named.get("media:group", ())[:_MOST]:
        inner = children(group)
        found += files.group(inner.get("media:content", ()), _beside(files.about(inner), about))
    for content in named.get("media:content", ())[:_MOST]:
        found += files.group([content], about)
    thumbnails = [thumbnail for each in (named, *map(children, named.get("media:group", ()))) for thumbnail in
                  each.get("media:thumbnail", ())]  # fmt: skip
    found = files.with_thumbnails(found, thumbnails, about)
    links = [each for each in named.get("link", ()) if (each.get("rel") or "").lower() == "enclosure"]
    others: list[Related] = []
    for element in (*named.get("enclosure", ()), *links)[:_MOST]:
        rendition = files.rendition(element)
        if rendition is None:
            continue
        if kind := _kind(element, rendition):
            found.append(Media(kind, headline=one_line(element.get("title")), renditions=(rendition,)))
        else:
            others.append(Related(rendition.href, one_line(element.get("title")), "enclosure"))
    for element in named.get("itunes:image", ())[:1]:
        if (rendition := files.rendition(element)) is not None:
            found.append(Media("picture", renditions=(rendition,)))
    return with_images(found, ()), tuple(others)


class _Files:
    """What the elements of Media RSS say."""

    def __init__(self, children: Children, base: str | None) -> None:
        self._children, self._base = children, base

    def about(self, named: Named) -> Media:
        """What is said of all files in an element: title, description, credit, rights."""

        def text(name: str) -> str | None:
            return next(
                filter(None, (one_line("".join(map(str, each.itertext()))) for each in named.get(name, ()))),
                None,
            )

        credits = [
            line
            for each in named.get("media:credit", ())
            if (line := one_line("".join(map(str, each.itertext()))))
        ]
        notice = text("media:copyright")
        return Media(
            headline=text("media:title"),
            caption=text("media:description"),
            credit=", ".join(dict.fromkeys(credits)) or None,
            rights=Rights(notice=notice) if notice else Rights(),
        )

    def group(self, contents: Iterable[Element], about: Media) -> Iterator[Media]:
        """The media in a group: what is of one kind are renditions of one medium."""
        kinds: dict[str, Media] = {}
        for number, content in enumerate(list(contents)[:_MOST]):
            rendition = self.rendition(content, f"rendition-{number + 1}" if number else "main")
            kind = _kind(content, rendition) if rendition else None
            if rendition is None or kind is None:
                continue
            own = _beside(self.about(self._children(content)), about)
            known = kinds.get(kind, replace(own, kind=kind))
            kinds[kind] = replace(known, renditions=(*known.renditions, rendition))
        yield from kinds.values()

    def with_thumbnails(self, media: list[Media], thumbnails: list[Element], about: Media) -> list[Media]:
        found = [
            each for each in (self.rendition(element, "thumbnail") for element in thumbnails[:5]) if each
        ]
        if not found:
            return media
        if not media:
            return [replace(about, kind="picture", renditions=(found[0],))]
        first, *rest = media
        known = {rendition.href for rendition in first.renditions}
        added = tuple(each for each in found if each.href not in known)
        return [replace(first, renditions=(*first.renditions, *added)), *rest]

    def rendition(self, element: Element, name: str = "main") -> Rendition | None:
        href = (element.get("url") or element.get("href") or "").strip()
        try:
            href = urljoin(self._base, href) if self._base and href else href
        except ValueError:
            return None
        if not href.lower().startswith(("http://", "https://")) or len(href) > _LONGEST:
            return None
        if any(each in href for each in _NOT_OF_THE_STORY):
            return None
        return Rendition(
            href,
            name,
            content_type=kind if "/" in (kind := (element.get("type") or "").strip().lower()) else None,
            width=_number(element, "width"),
            height=_number(element, "height"),
            size=_number(element, "length") or _number(element, "fileSize"),
            duration=float(seconds) if (seconds := _number(element, "duration")) is not None else None,
        )


def _beside(own: Media, about: Media) -> Media:
    """What is said of a file, and of the whole where nothing is said of the file."""
    return replace(
        own,
        headline=own.headline or about.headline,
        caption=own.caption or about.caption,
        credit=own.credit or about.credit,
        rights=own.rights if own.rights.notice else about.rights,
    )


def _kind(element: Element, rendition: Rendition) -> str | None:
    said = (element.get("medium") or rendition.content_type or "").strip().lower().partition("/")[0]
    if said in KINDS:
        return KINDS[said]
    ending = rendition.href.partition("?")[0].rpartition(".")[2].lower()
    by_ending = {"jpg": "picture", "jpeg": "picture", "png": "picture", "webp": "picture", "gif": "picture",
                 "mp3": "audio", "m4a": "audio", "mp4": "video", "webm": "video"}  # fmt: skip
    return None if said in ("application", "text", "document", "executable") else by_ending.get(ending)


def _number(element: Any, name: str) -> int | None:
    text = (element.get(name) or "").strip()
    return int(text) if text.isdecimal() and 0 < len(text) < 13 and int(text) > 0 else None
