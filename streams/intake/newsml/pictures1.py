"""Pictures, videos and sounds in the components of a NewsML 1.x item.

A picture is mostly a component of its own, with a component for each of its files and one for its caption:

    NewsComponent                    its NewsLines: headline, byline, credit
      NewsComponent Role=Main          ContentItem Href="quay.jpg" (MediaType Photo)
      NewsComponent Role=Thumbnail     ContentItem Href="quay-t.jpg"
      NewsComponent Role=Caption       ContentItem (a text)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from streams.intake.files import kind_of
from streams.intake.html.metadata import clean_byline
from streams.intake.newsml.text import text_of
from streams.intake.newsml.tree import (
    Element,
    attribute,
    child,
    children,
    descendants,
    last_part,
    line,
    meaning,
    named,
)
from streams.intake.said import number, rights
from streams.intake.xml import local_name
from streams.sent import Media, Rendition

_MOST = 500
_NAMES = {"Main": "main"}


def media_of(item: Element) -> tuple[Media, ...]:
    """The media of an item, in its order; addresses as they are written."""
    groups: dict[Element, list[Element]] = {}
    texts = _with_text(item)
    known: dict[Element, bool] = {}
    for count, content in enumerate(descendants(item, "ContentItem")):
        if count == _MOST:
            break
        if _kind(content) is not None and attribute(content, "Href"):
            groups.setdefault(_group(content, texts, known), []).append(content)
    return tuple(_media(group, contents) for group, contents in groups.items())


def _kind(content: Element) -> str | None:
    return kind_of(named(content, "MediaType"), named(content, "MimeType"))


def _with_text(item: Element) -> set[Element]:
    """The components that have a text in them, other than a caption."""
    found: set[Element] = set()
    for content in descendants(item, "ContentItem"):
        if child(content, "DataContent") is None or _kind(content) is not None:
            continue
        around = [each for each in content.iterancestors() if local_name(each) == "NewsComponent"]
        if around and meaning("role", last_part(named(around[0], "Role"))) != "caption":
            for each in around:
                if each in found:
                    break
                found.add(each)
    return found


def _group(content: Element, texts: set[Element], known: dict[Element, bool]) -> Element:
    """The outermost component around a file that is one picture; the file itself if its component has a text.

    `known` remembers of each component whether it is one.
    """
    group = content
    for each in content.iterancestors():
        if local_name(each) != "NewsComponent":
            continue
        if each not in known:
            known[each] = each not in texts and _is_one_picture(each)
        if each in texts or (group is not content and not known[each]):
            break
        group = each
    return group


def _is_one_picture(component: Element) -> bool:
    """Whether the components in a component are files and captions of one thing, each with a role of its own."""
    roles = [named(each, "Role") for each in children(component, "NewsComponent")]
    return all(roles) and len(set(roles)) == len(roles) and "Supporting" not in roles


def _media(group: Element, contents: Sequence[Element]) -> Media:
    holder = next(
        filter(
            None,
            (line(child(each, "Copyright", "CopyrightHolder")) for each in children(group, "RightsMetadata")),
        ),
        None,
    )
    terms = [
        "; ".join(
            filter(None, (line(child(usage, name)) for name in ("UsageType", "Geography", "Limitations")))
        )
        for usage in children(group, "RightsMetadata", "UsageRights")
    ]
    return Media(
        _kind(contents[0]) or "picture",
        headline=_line(group, "HeadLine"),
        caption=next(_captions(group), None) or _line(group, "NewsLineText"),
        byline=clean_byline(_line(group, "ByLine")),
        credit=_line(group, "CreditLine"),
        rights=rights(holder, _line(group, "CopyrightLine"), terms),
        renditions=tuple(map(_rendition, contents)),
    )


def _line(group: Element, name: str) -> str | None:
    return next(
        filter(
            None,
            (
                line(each)
                for news_lines in descendants(group, "NewsLines")
                for each in descendants(news_lines, name)
            ),
        ),
        None,
    )


def _captions(group: Element) -> Iterator[str]:
    for content in descendants(group, "ContentItem"):
        data = child(content, "DataContent")
        if data is not None and _kind(content) is None:
            text = " ".join(text_of(data).paragraphs)
            if text:
                yield text


def _rendition(content: Element) -> Rendition:
    role = named(content.getparent(), "Role")
    said = {
        attribute(each, "FormalName"): attribute(each, "Value")
        for each in children(content, "Characteristics", "Property")
    }
    return Rendition(
        attribute(content, "Href") or "",
        name=_NAMES.get(role or "Main", role or "main"),
        content_type=named(content, "MimeType"),
        width=number(said.get("Width")),
        height=number(said.get("Height")),
        size=number(line(child(content, "Characteristics", "SizeInBytes"))),
    )
