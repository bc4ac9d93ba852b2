"""What the head of a page declares, and the few marks in its body that are gathered with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from lxml.html import HtmlElement

from streams.intake.html.elements import elements_of
from streams.intake.html.line import clean_text
from streams.intake.html.marks import tags

_MOST_HEADINGS = 5
_MOST_TIMES = 20
_MOST_AUTHORS = 20  # values of one name
_DEEPEST = 50  # elements inside one another in a headline


@dataclass(slots=True)
class Head:
    """What was gathered. `meta` by name in lower case, the first of a name counts; `times` are <time> elements."""

    meta: dict[str, str] = field(default_factory=dict)
    scripts: list[str] = field(default_factory=list)
    canonicals: list[str] = field(default_factory=list)
    title: str | None = None
    headings: list[tuple[HtmlElement, str]] = field(default_factory=list)  # h1, with its text
    times: list[HtmlElement] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)  # article:tag, one each
    authors: dict[str, list[str]] = field(default_factory=dict)  # all values of a name that gives authors

    def first(self, *names: str) -> str | None:
        """The first of these meta tags that is there, cleaned."""
        return next((text for name in names if (text := clean_text(self.meta.get(name)))), None)


def gather(tree: HtmlElement) -> Head:
    """Reads meta, link, title and h1 elements, times, and scripts of linked data."""
    head = Head()
    found = elements_of(tree)
    for element in found.metas:
        _take_meta(element, head)
    for element in found.links:
        if (element.get("rel") or "").lower() == "canonical" and len(head.canonicals) < 5:
            head.canonicals.append(element.get("href") or "")
    for element in found.scripts:
        if (element.get("type") or "").lower().startswith("application/ld+json"):
            head.scripts.append(element.text or "")
    for element in found.titles:
        head.title = head.title or within(element)  # later ones are those of drawings (svg)
    for element in found.headings:
        if len(head.headings) < _MOST_HEADINGS and (text := within(element)):
            head.headings.append((element, text))
    head.times.extend(found.times[:_MOST_TIMES])
    return head


@cache
def _authors() -> frozenset[str]:
    return frozenset(tags("authors"))


def _take_meta(element: HtmlElement, head: Head) -> None:
    content = element.get("content")
    if not content or len(content) > 5000 or not (content := content.strip()):
        return
    name = (
        element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
    )
    if name:
        name = name.strip().lower()
        head.meta.setdefault(name, content)
        if name in _authors() and len(said := head.authors.setdefault(name, [])) < _MOST_AUTHORS:
            said.append(content)
        if name == "article:tag" and len(head.tags) < 100:
            head.tags.append(content)


def within(element: HtmlElement, longest: int = 10_000) -> str | None:
    """The element's text on one line; None if there is none, or if it is longer than `longest` characters as it stands.

    Elements side by side are words of their own: "<b>Ports</b><span>A fire</span>" is no "PortsA fire". A drop cap is
    followed by text, not by an element.
    """
    if not len(element):
        text = element.text
        return clean_text(text) if text and len(text) <= longest else None
    pieces: list[str] = []
    return clean_text("".join(pieces)) if _gather_text(element, pieces, longest) >= 0 else None


def _gather_text(element: HtmlElement, pieces: list[str], left: int, deep: int = 0) -> int:
    """Adds the texts; returns how many characters there might have been more, negative if there are too many."""
    left -= _add(element.text, pieces) + 1  # each element costs one, so that empty ones end, too
    beside = False
    for child in element:
        if left < 0:
            return left
        if beside or child.tag == "br":
            pieces.append(" ")
        if deep < _DEEPEST:
            left = _gather_text(child, pieces, left, deep + 1)
        beside = not child.tail
        left -= _add(child.tail, pieces)
    return left


def _add(text: str | None, pieces: list[str]) -> int:
    if not text:
        return 0
    pieces.append(text)
    return len(text)
