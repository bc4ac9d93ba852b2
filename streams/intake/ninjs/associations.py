"""What goes with an item: its pictures, videos, sounds and graphics with their files, and links to other texts.

ninjs 1.x and Superdesk have an object by the name of each association, 2.x and 3.x a list of objects with a name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from streams.intake import dates
from streams.intake.identity import is_uri, uri_for
from streams.intake.ninjs.fields import Item, fold, one_line, string, strings
from streams.intake.said import rights
from streams.sent import Media, Related, Rendition, Rights

_MEDIA = frozenset({"picture", "video", "audio", "graphic", "photo", "image", "photograph"})
_PICTURES = frozenset({"photo", "image", "photograph"})
#: Associations of an item, and renditions of one of them, that are looked at.
_MOST, _MOST_RENDITIONS = 1_000, 100
#: Characters of an address; a longer one holds the file itself.
_LONGEST = 4_000
_SOURCE_ROLES = frozenset({"creditline", "credit"})
_CAPTIONS = ("caption", "text", "main", "", "lead", "summary")


def associations_of(item: Item, source: str) -> tuple[tuple[Media, ...], tuple[Related, ...]]:
    """(the media, the links to other items) in the item's order. `source` makes a urn of an id that is no uri."""
    media: list[Media] = []
    related: list[Related] = []
    for name, entry in _entries(item.get("associations")):
        if (string(entry, "type") or _kind_of(entry)).lower() in _MEDIA:
            media.append(_medium(name, entry))
        elif (link := _link(name, entry, source)) is not None:
            related.append(link)
    related += [Related(each.href, each.title, each.name) for each in renditions_of(item)]
    return tuple(media), tuple(related)


def renditions_of(item: Item) -> tuple[Rendition, ...]:
    """The files of an item, each with its name."""
    value = item.get("renditions")
    named: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        named = list(value.items())
    elif isinstance(value, list):
        named = [(each.get("name") if isinstance(each, dict) else None, each) for each in value]
    found = (_rendition(name, each) for name, each in named[:_MOST_RENDITIONS])
    return tuple(filter(None, found))


def _entries(value: object) -> Iterator[tuple[str | None, Item]]:
    """(name, association) of each; under one name there may be a list."""
    named: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        named = [
            (name, each)
            for name, inner in value.items()
            for each in (inner if isinstance(inner, list) else [inner])
        ]
    elif isinstance(value, list):
        named = [(None, each) for each in value]
    for name, each in named[:_MOST]:
        if isinstance(each, dict):
            entry = fold(each)
            yield string(entry, "name") or string(entry, "rel") or (str(name) if name else None), entry


def _kind_of(entry: Item) -> str:
    """What an association without a type is, by its files."""
    kinds = {(each.content_type or "").partition("/")[0] for each in renditions_of(entry)}
    return next((kind for kind in ("video", "audio", "image") if kind in kinds), "text")


def _medium(name: str | None, entry: Item) -> Media:
    kind = (string(entry, "type") or _kind_of(entry)).lower()
    uri = string(entry, "uri") or string(entry, "guid")
    headline = _text_of(entry, "headline")
    caption = _text_of(entry, "description") or _text_of(entry, "body")
    return Media(
        kind="picture" if kind in _PICTURES else kind,
        uri=uri if uri and is_uri(uri) else None,
        headline=headline,
        caption=caption,
        byline=string(entry, "by") or string(entry, "byline"),
        credit=string(entry, "creditline") or _credit(entry),
        rights=rights_of(entry),
        renditions=renditions_of(entry),
        language=string(entry, "language"),
        created=dates.parse(entry.get("firstcreated")),
        rel=name,
    )


def rights_of(item: Item) -> Rights:
    """Whose an item is, and what may be done with it."""
    info = item.get("rightsinfo")
    inner = fold(info) if isinstance(info, dict) else {}
    found = rights(
        string(item, "copyrightholder"),
        string(item, "copyrightnotice"),
        strings(item, "usageterms"),
        string(inner, "linkedrights"),
    )
    encoded, language = string(inner, "encodedrights"), string(inner, "langid")
    return Rights(found.holder, found.notice, found.usage_terms, found.linked, encoded, language)


def _credit(entry: Item) -> str | None:
    value = entry.get("infosources") or entry.get("infosource")
    names = [
        string(fold(each), "name") if isinstance(each, dict) else None
        for each in (value if isinstance(value, list) else [value])[:20]
    ]
    described = next(
        (
            string(fold(each), "value")
            for each in _listed(entry.get("descriptions"))
            if str(fold(each).get("role") or "").lower() in _SOURCE_ROLES
        ),
        None,
    )
    return described or next(filter(None, names), None) or string(entry, "source")


def _listed(value: object) -> list[dict[str, Any]]:
    return [each for each in (value if isinstance(value, list) else [])[:50] if isinstance(each, dict)]


def _text_of(entry: Item, name: str) -> str | None:
    """The headline, the description or the body of an association, on one line."""
    found: dict[str, str] = {}
    for each in _listed(entry.get("bodies" if name == "body" else f"{name}s")):
        inner = fold(each)
        role = str(inner.get("role") or "").lower()
        if (text := string(inner, "value")) and role not in _SOURCE_ROLES:
            found.setdefault(role, text)
    for key in entry:
        if key.startswith(name) and key != f"{name}s" and (text := string(entry, key)):
            found.setdefault(key.removeprefix(name), text)
    text = next((found[role] for role in _CAPTIONS if role in found), None) or next(
        iter(found.values()), None
    )
    return one_line(text) if text else None


def _link(name: str | None, entry: Item, source: str) -> Related | None:
    own = string(entry, "uri") or string(entry, "guid")
    if own is None or len(own) > _LONGEST:
        return None
    return Related(uri_for(source=source, own=own), _text_of(entry, "headline"), name or "related")


def _rendition(name: object, value: object) -> Rendition | None:
    if not isinstance(value, dict):
        return None
    entry = fold(value)
    href = string(entry, "href") or string(entry, "url") or string(entry, "src")
    if not href or len(href) > _LONGEST:
        return None
    duration = entry.get("duration")
    return Rendition(
        href=href,
        name=str(name) if name else "main",
        content_type=string(entry, "contenttype") or string(entry, "mimetype"),
        title=string(entry, "title"),
        width=_whole(entry.get("width")),
        height=_whole(entry.get("height")),
        size=_whole(entry.get("sizeinbytes") or entry.get("size")),
        duration=float(duration)
        if isinstance(duration, int | float) and not isinstance(duration, bool)
        else None,
    )


def _whole(value: object) -> int | None:
    if isinstance(value, str) and value.isdecimal() and len(value) < 15:
        return int(value)
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
