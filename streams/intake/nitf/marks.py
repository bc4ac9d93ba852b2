"""People, organisations, places, events and works that NITF marks, in its text and in its head, with their codes.

<person idsrc="LWP" value="QUILL">Ada Quill</person>
<org idsrc="ISIN" value="DE0001111111">Saltline plc</org>
<location><city>Portmere</city><alt-code idsrc="LWGEO" value="PM"/></location>
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from streams.intake.newscodes import coded
from streams.intake.nitf.place import place_of
from streams.intake.nitf.tree import attribute, children, name_of
from streams.intake.nitf.writer import line_in
from streams.sent import Concept

#: The list of Sent that each element belongs to. A classifier is a code for what the document is about.
LISTS: Final = {
    "person": "people",
    "org": "organisations",
    "location": "places",
    "event": "events",
    "object.title": "objects",
    "classifier": "subjects",
    "function": "subjects",
}
#: Elements that mark something in a text.
IN_TEXT: Final = frozenset({"person", "org", "location", "event", "object.title"})
_MOST: Final = 2_000
_BESIDE: Final = frozenset({"function", "alt-code"})


def marks_in_head(contents: Iterable[Any]) -> dict[str, tuple[Concept, ...]]:
    """What each <identified-content> names, by the list of Sent."""
    marked = (each for content in contents for each in content)
    return _listed((each for each in marked if name_of(each) in LISTS), "about")


def marks_in_text(elements: Iterable[Any]) -> dict[str, tuple[Concept, ...]]:
    """What elements in a text mark, which are named in `IN_TEXT`, by the list of Sent."""
    return _listed(elements, "mention")


def together(*marks: Mapping[str, tuple[Concept, ...]]) -> dict[str, tuple[Concept, ...]]:
    """The lists of several together. One thing once: the mark with a code stands for those that only name it."""
    found: dict[str, tuple[Concept, ...]] = {}
    for name in dict.fromkeys(name for each in marks for name in each):
        found[name] = _once(concept for each in marks for concept in each.get(name, ()))
    return found


def _listed(elements: Iterable[Any], rel: str) -> dict[str, tuple[Concept, ...]]:
    found: dict[str, dict[Concept, None]] = {}
    count = 0
    for element in elements:
        name = LISTS[name_of(element)]
        if (concept := _concept(element)) is not None:
            rated = concept if name == "subjects" else replace(concept, rel=rel)
            found.setdefault(name, {})[rated] = None
        if (count := count + 1) == _MOST:
            break
    return {name: _once(concepts) for name, concepts in found.items()}


def _once(concepts: Iterable[Concept]) -> tuple[Concept, ...]:
    """Each thing once, in their order: a name alone is left out where the same name has a code."""
    found = list(dict.fromkeys(concepts))
    coded = {each.name.casefold() for each in found if each.name and (each.uri or each.literal)}
    kept: dict[tuple[str, str | None], Concept] = {}
    for each in found:
        name, code = (each.name or "").casefold(), each.uri or each.literal
        if code or name not in coded:
            kept.setdefault((name, code), each)
    return tuple(kept.values())


def _concept(element: Any) -> Concept | None:
    kind = name_of(element)
    name = place_of(element) if kind == "location" else line_in(element, _BESIDE)
    role = next(filter(None, map(line_in, children(element, "function"))), None)
    uri = literal = None
    for each in (element, *children(element, "alt-code")):
        scheme = attribute(each, "idsrc", "code-source", *(("type",) if kind == "classifier" else ()))
        uri, literal = coded(scheme, attribute(each, "value", "location-code"))
        if uri or literal:
            break
    return Concept(name, uri, literal, role=role) if name or uri or literal else None
