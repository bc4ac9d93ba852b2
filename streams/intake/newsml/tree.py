"""Finds and reads elements of NewsML by their names alone: wires are free with namespaces and prefixes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from streams.intake.html.metadata import primary_language
from streams.intake.xml import local_name

Element = etree._Element
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"


def children(parent: Element | None, *path: str) -> Iterator[Element]:
    """The elements at the end of a path of names below `parent`, in document order."""
    if parent is None or not path:
        return
    for child in parent:
        if local_name(child) == path[0]:
            if len(path) == 1:
                yield child
            else:
                yield from children(child, *path[1:])


def child(parent: Element | None, *path: str) -> Element | None:
    """The first element at the end of a path of names."""
    return next(children(parent, *path), None)


def descendants(parent: Element, *names: str) -> Iterator[Element]:
    """All elements of these names below `parent`, in document order."""
    return (each for each in parent.iter() if each is not parent and local_name(each) in names)


def line(element: Element | None) -> str | None:
    """All the text in an element, on one line; None if there is none."""
    return None if element is None else " ".join("".join(map(str, element.itertext())).split()) or None


def lines(elements: Iterable[Element]) -> list[str]:
    """The text of each element that has some."""
    return [text for text in map(line, elements) if text]


def attribute(element: Element | None, name: str) -> str | None:
    """An attribute without the white space around it; None if it is not there, or empty."""
    return None if element is None else (element.get(name) or "").strip() or None


def is_nil(element: Element) -> bool:
    """Whether the element says of itself that it has no value."""
    return (element.get(_NIL) or "").strip() in ("true", "1")


def language_of(element: Element | None) -> str | None:
    """The primary tag of the element's own xml:lang."""
    return None if element is None else primary_language(element.get(_XML_LANG))


def in_language(elements: Iterable[Element], language: str | None) -> list[Element]:
    """The elements with a text, those in `language` first, then those in none, then the others."""

    def order(element: Element) -> int:
        own = language_of(element)
        return 0 if own == language else 1 if own is None else 2

    return sorted((each for each in elements if line(each)), key=order)


def text_in(elements: Iterable[Element], language: str | None) -> str | None:
    """The text of the first of `in_language`."""
    return next((line(each) for each in in_language(elements, language)), None)
