"""The texts of a NewsML 1.x item: one for each language, of its parts and renditions, and without captions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from streams.blocks import joined
from streams.intake.html.metadata import comparable, primary_language
from streams.intake.newsml.text import Text, best, text_in_string, text_of, unpacked
from streams.intake.newsml.tree import (
    Element,
    attribute,
    child,
    children,
    descendants,
    language_of,
    last_part,
    meaning,
    named,
)
from streams.intake.xml import local_name

_NOT_TEXT = frozenset(
    {"photo", "picture", "image", "graphic", "video", "audio", "animation", "animatedgraphic"}
)
_NOT_TEXT_MIME = ("image/", "video/", "audio/")
#: Characters. Agencies' captions end well before that.
_LONGEST_CAPTION = 400
_MARKUP = re.compile("nitf|html|xml", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Story:
    """One text of an item. `components` are those around it, the innermost first. `whole` is False for a summary."""

    language: str | None
    components: tuple[Element, ...]
    text: Text
    headline: str | None = None
    whole: bool = True


@dataclass(frozen=True, slots=True)
class _Leaf:
    role: str  # "body", "headline", "lead", "summary" or "caption"
    markup: bool
    story: Story


def stories_in(item: Element) -> list[Story]:
    """The texts of an item, one for each language. The text in the item's first language comes first.

    Of renditions of one text the best is taken. Parts (lead, body) are put together. Captions are left out.
    """
    by_language: dict[str | None, list[_Leaf]] = {}
    for leaf in _leaves(item):
        if leaf.role != "caption":
            by_language.setdefault(leaf.story.language, []).append(leaf)
    if len(by_language) > 1 and None in by_language:
        first = next(key for key in by_language if key is not None)
        by_language[first] = by_language.pop(None) + by_language[first]
    found = [_story(leaves) for leaves in by_language.values()]
    return [story for story in found if story.text.paragraphs or story.headline]


def media_in(item: Element) -> list[str]:
    """What else the item holds: "photo", "video"."""
    kinds = (_media_type(each) for each in descendants(item, "ContentItem"))
    return sorted({kind for kind in kinds if kind in _NOT_TEXT})


def components_of(item: Element) -> tuple[Element, ...]:
    """The outermost component of an item, for an item without a text."""
    return tuple(children(item, "NewsComponent"))[:1]


def _story(leaves: Sequence[_Leaf]) -> Story:
    bodies = [leaf for leaf in leaves if leaf.role == "body"]
    leads = [leaf for leaf in leaves if leaf.role in ("lead", "summary")]
    titles = [leaf for leaf in leaves if leaf.role == "headline"]
    headline = next((" ".join(leaf.story.text.paragraphs) for leaf in titles), None)
    if not bodies:
        longest = best([leaf.story.text for leaf in leads])
        base = (leads or titles)[0].story
        return replace(base, text=longest, headline=headline, whole=not leads)
    text = _joined(bodies)
    lead = next((leaf.story.text.paragraphs for leaf in leads if leaf.role == "lead"), ())
    if lead and comparable(lead[0])[:60] not in comparable(" ".join(text.paragraphs[:1])):
        forms = joined([(lead, ()), (text.paragraphs, text.forms)])
        text = replace(text, paragraphs=(*lead, *text.paragraphs), forms=forms)
    return replace(bodies[0].story, text=text, headline=headline)


def _joined(bodies: Sequence[_Leaf]) -> Text:
    """One text of several: of renditions the best one, of parts all of them, in the document's order."""
    groups: dict[Element, list[_Leaf]] = {}
    for leaf in bodies:
        groups.setdefault(_group(leaf.story.components), []).append(leaf)
    first: Text | None = None
    parts: list[Text] = []
    seen: dict[str, None] = {}
    for group in groups.values():
        text = best([leaf.story.text for leaf in sorted(group, key=lambda leaf: not leaf.markup)])
        if first is None or any(paragraph not in seen for paragraph in text.paragraphs):
            first = first or text
            parts.append(text)
        seen |= dict.fromkeys(text.paragraphs)
    paragraphs = tuple(chain.from_iterable(part.paragraphs for part in parts))
    forms = joined((part.paragraphs, part.forms) for part in parts)
    return replace(first or Text(), paragraphs=paragraphs, forms=forms)


def _group(components: tuple[Element, ...]) -> Element:
    """The component whose texts are renditions of each other."""
    equivalent = (
        each for each in components[1:] if (attribute(each, "EquivalentsList") or "").lower() == "yes"
    )
    return next(equivalent, components[0])


def _leaves(item: Element) -> Iterator[_Leaf]:
    # Each component is looked at once, however many texts it holds.
    known: dict[Element, tuple[str, str | None]] = {}
    default = language_of(item)
    for content in descendants(item, "ContentItem"):
        data = child(content, "DataContent")
        if data is None or not _is_text(content):
            continue
        media = " ".join(
            filter(None, (_media_type(content), named(content, "MimeType"), named(content, "Format")))
        )
        around = tuple(each for each in content.iterancestors() if local_name(each) == "NewsComponent")
        text = _text(content, data, media)
        if not around or not (text.paragraphs or text.headline):
            continue
        for each in around:
            if each not in known:
                known[each] = (_role(each), _language(each))
        language = next(filter(None, (known[each][1] for each in around)), default)
        markup = bool(_MARKUP.search(media)) or len(data) > 0
        role = known[around[0]][0]
        if role == "caption" and _is_no_caption(around[0], text):
            role = "body"
        yield _Leaf(role, markup, Story(language, around, text))


def _text(content: Element, data: Element, media: str) -> Text:
    if len(data):
        return text_of(data, media)
    return text_in_string(unpacked(data.text or "", named(content, "Encoding")), media)


def _role(component: Element) -> str:
    role = last_part(named(component, "Role"))
    if any(_media_type(each) in _NOT_TEXT for each in children(component, "ContentItem")):
        return "caption"
    return meaning("role", role) or "body"


def _is_no_caption(component: Element, text: Text) -> bool:
    """Whether a text beside a picture is too long for its caption, and the picture is the text's."""
    stated = meaning("role", last_part(named(component, "Role"))) == "caption"
    return not stated and len(text.paragraphs) > 1 and text.length > _LONGEST_CAPTION


def _is_text(content: Element) -> bool:
    mime = (named(content, "MimeType") or "").lower()
    return _media_type(content) not in _NOT_TEXT and not mime.startswith(_NOT_TEXT_MIME)


def language_in(around: Sequence[Element], item: Element) -> str | None:
    """The language that the innermost of these components names; else that of the item."""
    return next(filter(None, map(_language, around)), language_of(item))


def _language(component: Element) -> str | None:
    stated = child(component, "DescriptiveMetadata", "Language")
    return language_of(component) or primary_language(attribute(stated, "FormalName"))


def _media_type(content: Element) -> str:
    return (named(content, "MediaType") or "").lower()
