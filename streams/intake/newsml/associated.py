"""What goes with a newsItem: files of its own, and pictures in the same message that it or a package names.

A package names a text's pictures if it, or a group in it, has this one text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from streams.intake import dates
from streams.intake.files import kind_of, uri_of, with_uris
from streams.intake.html.metadata import clean_byline
from streams.intake.identity import is_uri
from streams.intake.newsml.item import Item
from streams.intake.newsml.rights import rights_of
from streams.intake.newsml.tree import (
    Element,
    attribute,
    children,
    descendants,
    last_part,
    line,
    meaning,
    text_in,
)
from streams.intake.said import number
from streams.intake.xml import local_name
from streams.sent import Media, Related, Rendition

#: Files and links of one item that are looked at. The item keeps fewer.
_MOST = 500


@dataclass(frozen=True, slots=True)
class Company:
    """The items of a message by their guid, and by the guid of a text the guids of what a package has beside it."""

    items: Mapping[str, Item] = field(default_factory=dict)
    beside: Mapping[str, Sequence[str]] = field(default_factory=dict)


ALONE = Company()


def company_of(items: Iterable[Item], packages: Iterable[Element]) -> Company:
    """Which items of a message belong together, as its packages say."""
    by_guid = {guid: item for item in items if (guid := attribute(item.root, "guid"))}
    beside: dict[str, dict[str, None]] = {}
    for package in packages:
        groups = [each for each in package.iter() if local_name(each) in ("group", "packageItem")]
        for group in groups:
            refs = [name for each in children(group, "itemRef") if (name := attribute(each, "residref"))]
            if group is package and len(groups) > 1 and not refs:
                refs = [
                    name for each in descendants(package, "itemRef") if (name := attribute(each, "residref"))
                ]
            texts = [name for name in refs if (item := by_guid.get(name)) and kind_of_item(item) is None]
            if len(texts) == 1:
                others = [name for name in refs[:_MOST] if name != texts[0]]
                beside.setdefault(texts[0], {}).update(dict.fromkeys(others))
    return Company(by_guid, {guid: tuple(names) for guid, names in beside.items()})


def kind_of_item(item: Item) -> str | None:
    """ninjs' type of a newsItem that is a picture or the like; None for any other."""
    return kind_of(item.catalog.code(item.child("itemMeta", "itemClass")))


def media_of(item: Item, company: Company, source: str) -> tuple[Media, ...]:
    """The pictures and the like of a text: its own files, then the items that go with it."""
    own = _own_media(item)
    named = [*_linked(item), *company.beside.get(attribute(item.root, "guid") or "", ())]
    others = (company.items[guid] for guid in dict.fromkeys(named) if guid in company.items)
    beside = (_as_media(other) for other in others if kind_of_item(other) is not None)
    return with_uris((*own, *beside), source)


def related_of(item: Item, company: Company, source: str) -> tuple[Related, ...]:
    """The links of a text, and files that are neither pictures nor the like: a PDF, the text in another format."""
    found: dict[str, Related] = {}
    for link in item.children("itemMeta", "link")[:_MOST]:
        rel = (attribute(link, "rel") or "").rpartition("/")[2].rpartition(":")[2] or "related"
        target = attribute(link, "href") or attribute(link, "residref") or attribute(link, "guidref")
        known = company.items.get(target or "")
        if meaning("takes_the_place_of", rel.lower()) or (known and kind_of_item(known)):
            continue
        if uri := uri_of(target, source):
            found.setdefault(uri, Related(uri, text_in(children(link, "title"), item.language), rel))
    for content in item.children("contentSet", "remoteContent")[:_MOST]:
        if _medium(item, content) is None and (uri := uri_of(_address(content), source)):
            rel = last_part(attribute(content, "rendition")) or "alternate"
            found.setdefault(uri, Related(uri, text_in(children(content, "title"), item.language), rel))
    return tuple(found.values())


def _linked(item: Item) -> Iterator[str]:
    """What the item's links name within a message."""
    for link in item.children("itemMeta", "link")[:_MOST]:
        for name in ("residref", "guidref", "href"):
            if target := attribute(link, name):
                yield target


def _medium(item: Item, content: Element) -> str | None:
    return kind_of(attribute(content, "contenttype"), kind_of_item(item))


def _address(content: Element) -> str | None:
    """Where a file is. Without an address its id names it."""
    return attribute(content, "href") or attribute(content, "residref")


def _own_media(item: Item) -> list[Media]:
    """The files of a text: renditions of one picture if each has a name of its own, else a picture each."""
    by_kind: dict[str, list[Element]] = {}
    for content in item.children("contentSet", "remoteContent")[:_MOST]:
        if (kind := _medium(item, content)) and _address(content):
            by_kind.setdefault(kind, []).append(content)
    found: list[Media] = []
    for kind, contents in by_kind.items():
        names = [last_part(attribute(each, "rendition")) for each in contents]
        one = len(contents) > 1 and None not in names and len(set(names)) == len(names)
        for group in [contents] if one else [[each] for each in contents]:
            caption = next(
                filter(None, (text_in(children(each, "title"), item.language) for each in group)), None
            )
            found.append(Media(kind, caption=caption, renditions=tuple(map(_rendition, group))))
    return found


def _as_media(item: Item) -> Media:
    """An item that is a picture or the like, as what goes with a text."""
    guid = attribute(item.root, "guid")
    makers = [item.text("contentMeta", "by"), *map(item.name, item.children("contentMeta", "creator"))]
    descriptions = item.children("contentMeta", "description")
    captions = [each for each in descriptions if last_part(attribute(each, "role")) == "caption"]
    created = line(item.child("contentMeta", "contentCreated")) or line(
        item.child("itemMeta", "firstCreated")
    )
    contents = [each for each in item.children("contentSet", "remoteContent")[:_MOST] if _address(each)]
    return Media(
        kind_of_item(item) or "picture",
        uri=guid if guid and is_uri(guid) else None,
        headline=item.text("contentMeta", "headline"),
        caption=text_in(captions or descriptions, item.language),
        byline=next(filter(None, map(clean_byline, makers)), None),
        credit=item.text("contentMeta", "creditline"),
        rights=replace(rights_of(item), encoded=None, language=None),
        renditions=tuple(map(_rendition, contents)),
        language=item.language,
        created=dates.parse(created),
    )


def _rendition(content: Element) -> Rendition:
    return Rendition(
        _address(content) or "",
        name=(attribute(content, "rendition") or "").rpartition("/")[2].rpartition(":")[2] or "main",
        content_type=attribute(content, "contenttype"),
        width=number(attribute(content, "width")),
        height=number(attribute(content, "height")),
        size=number(attribute(content, "size")),
        duration=_seconds(content),
    )


def _seconds(content: Element) -> float | None:
    """How long it is; in another unit than seconds it is not known."""
    unit = last_part(attribute(content, "durationunit")) or "seconds"
    length = number(attribute(content, "duration"))
    return float(length) if length is not None and unit in ("seconds", "s") else None
