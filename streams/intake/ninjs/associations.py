"""What goes with an item: its pictures, videos, sounds and graphics with their files, and links to other texts.

ninjs 1.x and Superdesk have an object by the name of each association, 2.x and 3.x a list of objects with a name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from streams.intake import dates
from streams.intake.html.languages import primary_language
from streams.intake.identity import is_uri, uri_for
from streams.intake.ninjs.fields import Item, fold, one_line, string
from streams.intake.ninjs.parties import rights_of
from streams.intake.ninjs.said import sent_of
from streams.sent import NO_RIGHTS, NOTHING_SENT, Description, Media, Related, Rendition, Sent, Technical

_MEDIA = frozenset({"picture", "video", "audio", "graphic", "photo", "image", "photograph"})
_PICTURES = frozenset({"photo", "image", "photograph"})
#: Associations of an item, and renditions of one of them, that are looked at.
_MOST, _MOST_RENDITIONS = 1_000, 100
#: Characters of an address; a longer one holds the file itself.
_LONGEST = 4_000
#: What is said of every picture, in the spelling of `fold`. Where there is more, it is looked for.
_USUAL_NAMES = """
    uri guid type version name rel headline headlines description descriptiontext descriptioncaption descriptions
    bodytext by byline creditline infosource infosources source rights copyrightholder copyrightnotice usageterms
    rightsinfo renditions language firstcreated versioncreated pubstatus mimetype poi urgency priority
    representationtype
"""
_USUAL = frozenset(_USUAL_NAMES.split())
_SEVERAL = ("descriptions", "infosources")
_USUAL_NAMES_OF_FILES = """
    href url src name contenttype mimetype title width height sizeinbytes size duration media
"""
_USUAL_OF_FILES = frozenset(_USUAL_NAMES_OF_FILES.split())
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
    more = not _USUAL.issuperset(entry) or any(len(_listed(entry.get(each))) > 1 for each in _SEVERAL)
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
        located=string(entry, "located") if more else None,
        ed_note=string(entry, "ednote") if more else None,
        sent=_more(entry, caption) if more else NOTHING_SENT,
    )


def _more(entry: Item, caption: str | None) -> Sent:
    """What is said of a picture beside what every picture has. Its credit and its rights stand there already."""
    found = sent_of(entry, primary_language(entry.get("language")), _descriptions(entry, caption))
    parties = tuple(each for each in found.parties if (each.role or "").lower() not in _SOURCE_ROLES)
    return replace(found, rights=NO_RIGHTS, parties=parties, language=None, extra={})


def _descriptions(entry: Item, caption: str | None) -> tuple[Description, ...]:
    """The descriptions beside the caption, such as the words for those who cannot see it."""
    found = []
    for each in _listed(entry.get("descriptions")):
        inner = fold(each)
        text, role = string(inner, "value"), (string(inner, "role") or "").lower()
        if text and role not in _SOURCE_ROLES and (text := one_line(text)) and text != caption:
            found.append(Description(text, role or None))
    return tuple(found)


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
    return Rendition(
        href=href,
        name=str(name) if name else "main",
        content_type=string(entry, "contenttype") or string(entry, "mimetype"),
        title=string(entry, "title"),
        width=_whole(entry.get("width")),
        height=_whole(entry.get("height")),
        size=_whole(entry.get("sizeinbytes") or entry.get("size")),
        duration=_number(entry.get("duration")),
        technical=None if _USUAL_OF_FILES.issuperset(entry) else _technical(entry),
    )


def _technical(entry: Item) -> Technical | None:
    point = entry.get("poi")
    at = fold(point) if isinstance(point, dict) else {}
    x, y = _whole(at.get("x")), _whole(at.get("y"))
    found = Technical(
        format=string(entry, "format"),
        aspect_ratio=string(entry, "aspectratio"),
        video_codec=string(entry, "videocodec"),
        frame_rate=_number(entry.get("framerate")),
        point=(x, y) if x is not None and y is not None else None,
        protocol=string(entry, "transportprotocol"),
        scan=string(entry, "scantype"),
        bitrate=string(entry, "bitrate"),
    )
    return found if found != Technical() else None


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _whole(value: object) -> int | None:
    if isinstance(value, str) and value.isdecimal() and len(value) < 15:
        return int(value)
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
