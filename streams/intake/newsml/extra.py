"""What a newsItem says that ninjs has no place for, by the names of NewsML-G2.

A code stands beside its name: "UK News Service (svc:uknews)".
"""

from __future__ import annotations

from collections.abc import Iterator

from streams.intake.newsml.concepts import code_of
from streams.intake.newsml.item import Item
from streams.intake.newsml.tree import Element, attribute, children, last_part, line, lines, tag_of

#: Elements that are a text, and those that name a thing.
_TEXTS = (
    ("itemMeta", "title"),
    ("itemMeta", "fileName"),
    ("itemMeta", "generator"),
    ("contentMeta", "contentCreated"),
    ("contentMeta", "contentModified"),
    ("contentMeta", "dateline"),
    ("contentMeta", "creditline"),
    ("contentMeta", "hashtag"),
)
_THINGS = (
    ("itemMeta", "provider"),
    ("itemMeta", "service"),
    ("itemMeta", "profile"),
    ("itemMeta", "memberOf"),
    ("itemMeta", "instanceOf"),
    ("itemMeta", "role"),
    ("contentMeta", "creator"),
    ("contentMeta", "contributor"),
    ("contentMeta", "infoSource"),
    ("contentMeta", "audience"),
    ("contentMeta", "exclAudience"),
    ("contentMeta", "rating"),
    ("contentMeta", "userInteraction"),
)
_MOST = 100


def extra_of(item: Item, standfirst: str | None) -> dict[str, tuple[str, ...]]:
    """The values by the name of their element, "contentCreated"; of descriptions and ids with their role or type.

    `standfirst` is the description that has a place.
    """
    found: dict[str, tuple[str, ...]] = {}
    for path in _TEXTS:
        if values := dict.fromkeys(lines(item.children(*path)[:_MOST])):
            found[path[1]] = tuple(values)
    for path in _THINGS:
        things = (_thing(item, each) for each in item.children(*path)[:_MOST])
        if named := tuple(dict.fromkeys(filter(None, things))):
            found[path[1]] = named
    for name, value in (*_with_roles(item), *_beside(item)):
        if value == standfirst:
            continue
        found[name] = (*found.get(name, ()), value)
    return found


def _thing(item: Item, element: Element) -> str | None:
    """ "UK News Service (svc:uknews)", or what there is of it."""
    code = attribute(element, "qcode") or attribute(element, "uri") or attribute(element, "literal")
    name = item.name(element) or line(element)
    if name and code and name != code:
        return f"{name} ({code})"
    return name or code


def _beside(item: Item) -> Iterator[tuple[str, str]]:
    """What stands beside a name or a code that has a place: another code of the same thing, what it is a part of."""
    for holder in item.children("rightsInfo", "copyrightHolder")[:_MOST]:
        coded = attribute(holder, "uri") or attribute(holder, "qcode")
        if coded and (thing := _thing(item, holder)):
            yield "copyrightHolder", thing
    for located in item.children("contentMeta", "located")[:_MOST]:
        for broader in list(children(located, "broader"))[:_MOST]:
            if thing := _thing(item, broader):
                yield "located broader", thing
    for subject in item.children("contentMeta", "subject")[:_MOST]:
        uri, literal = code_of(item, subject)
        for same in list(children(subject, "sameAs"))[:_MOST]:
            code = item.catalog.uri(same) or attribute(same, "qcode") or attribute(same, "literal")
            if code and code not in (uri, literal):
                yield "sameAs", f"{item.name(subject) or literal or uri}: {code}"
    for kind in ("subject", "genre"):
        for each in item.children("contentMeta", kind)[:_MOST]:
            yield from _about(item, kind, each)


def _about(item: Item, kind: str, element: Element) -> Iterator[tuple[str, str]]:
    """What a subject or genre is a part of, its names in other languages, and of a genre its type."""
    named = item.name(element) or attribute(element, "qcode") or attribute(element, "uri")
    for broader in list(children(element, "broader"))[:_MOST]:
        if thing := _thing(item, broader):
            yield f"{kind} broader", f"{named}: {thing}"
    for name in list(children(element, "name"))[:_MOST]:
        language, text = tag_of(name), line(name)
        if language and text and text != named:
            yield f"{kind} name {language}", f"{named}: {text}"
    if kind == "genre" and (given := attribute(element, "type")):
        yield "genre type", f"{named}: {given}"


def _with_roles(item: Item) -> Iterator[tuple[str, str]]:
    for each in item.children("contentMeta", "description")[:_MOST]:
        role = last_part(attribute(each, "role"))
        if role and (text := line(each)):
            yield f"description {role}", text
    for each in item.children("contentMeta", "altId")[:_MOST]:
        kind = (attribute(each, "type") or "").rpartition(":")[2]
        if value := line(each) or attribute(each, "id"):
            yield f"altId {kind}".strip(), value
    for each in item.children("contentMeta", "slugline")[1:_MOST]:
        if text := line(each):
            yield "slugline", text
