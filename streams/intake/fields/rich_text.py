"""A text that a content system keeps as a tree of nodes -> HTML.

Each paragraph, heading and list of such a text is an object. The systems differ in their names and agree in the shape:
a node has a kind, and a text of its own or nodes below it. data/feeds/rich_text.toml lists the names and their sources.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any

from streams.datafiles import read_toml
from streams.intake import markdown
from streams.intake.ninjs.fields import spelled

#: Of a deeper or larger tree the rest is left out.
DEEPEST, MOST = 40, 20_000
#: Objects around a list of nodes.
_MOST_AROUND = 3
_BLOCKS = frozenset({"p", "h", "ul", "ol", "li", "blockquote", "md"})
_LEVEL = re.compile(r"([1-6])$")
_LEVELS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_USUAL_LEVEL = 2
#: Of "core/paragraph" and "shared.rich-text" what names the kind.
_LAST_PART = re.compile(r"[^/.]*$")
#: What ends an element within a line.
_INLINE = re.compile(r"</(?:strong|em|b|i|u|a|span|q|sup|sub)>")
_NO_ADDRESS = frozenset(" \"'<>\\\n\t")

Node = Mapping[str, Any]


def markup_of(value: Any) -> str | None:
    """The text of a tree of nodes as HTML; None where a value is none, or none of its nodes is a block that is known.

    The tree may be a list of nodes, an object that holds such a list, or either as a string of JSON.
    """
    if isinstance(value, str):
        value = _loaded(value)
    if not isinstance(value, list | dict) or not _holds_blocks(value, DEEPEST):
        return None
    writer = _Writer()
    writer.write(value, DEEPEST, inside=False)
    return "".join(writer.done) if writer.wrote else None


def _loaded(text: str) -> Any:
    if not text.startswith(('{"', '[{"')) or not text.rstrip().endswith(("}", "]")):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _holds_blocks(value: Any, left: int) -> bool:
    """Whether one of the first nodes, or one below these, is a block that has a text or nodes."""
    if left == 0:
        return False
    if isinstance(value, list):
        return any(_holds_blocks(each, left - 1) for each in value[:20] if isinstance(each, dict))
    if not isinstance(value, dict):
        return False
    if _kind(value) in _BLOCKS and not _is_run(value) and (any(_said(value)) or _below(value) is not None):
        return True
    below = _below(value)
    return below is not None and _holds_blocks(below, left - 1)


class _Writer:
    def __init__(self) -> None:
        self.done: list[str] = []
        self.wrote = False  # a text
        self._left = MOST

    def write(self, value: Any, depth: int, *, inside: bool) -> None:
        """`inside`: within a paragraph, a heading or a point of a list, where a node of text begins no block."""
        self._left -= 1
        if not depth or self._left < 0:
            return
        if isinstance(value, list):
            for each in value:
                self.write(each, depth - 1, inside=inside)
        elif isinstance(value, str):
            self._say(value)
        elif isinstance(value, dict):
            self._node(value, depth, inside)

    def _node(self, node: Node, depth: int, inside: bool) -> None:
        kind = _kind(node)
        below = _below(node)
        if kind == "none":
            return
        if kind == "br":
            self.done.append("<br>")
        elif kind == "html":
            for said in _said(node):
                self._say(said)
        elif kind == "md" and below is None:
            for said in _said(node):
                self._say(said if _is_markup(said) else markdown.markup_of(said))
        elif kind in ("ul", "ol"):
            self._list("ol" if kind == "ol" or _is_ordered(node) else "ul", below, depth)
        elif kind == "a" and (href := _address(node)):
            self._element(f'a href="{href}"', node, below, depth, inside=True)
        elif kind in ("a", "span") or (inside and (kind is None or _is_run(node))):
            self._inner(node, below, depth, inside=True)
        elif kind is None:
            # What holds known nodes, as the document itself; a text of a kind that nobody knows is no copy.
            if below is not None:
                self.write(below, depth - 1, inside=False)
        else:
            self._block("p" if kind == "md" else kind, node, below, depth)

    def _block(self, kind: str, node: Node, below: list[Any] | None, depth: int) -> None:
        if kind == "p":
            # Portable Text and Draft.js say of a paragraph that it is a heading or a point of a list.
            style = _kinds().get(spelled(str(node.get("style") or node.get("subtype") or "")))
            kind = "li" if node.get("listItem") else style if style in ("h", "blockquote") else kind
        inside = kind not in ("li", "blockquote") or below is None or not _holds_blocks(below, 2)
        if kind == "li":
            self.done.append("<ul>")
        self._element(f"h{_level(node)}" if kind == "h" else kind, node, below, depth, inside=inside)
        if kind == "li":
            self.done.append("</ul>")

    def _list(self, tag: str, points: Any, depth: int) -> None:
        """The points of a list, which may have no kind. A list within it is one more behind it."""
        if not depth or not isinstance(points, list):
            return
        self.done.append(f"<{tag}>")
        for point in points:
            self._left -= 1
            if self._left < 0:
                break
            if isinstance(point, dict) and _kind(point) in ("ul", "ol"):
                self._list(tag, _below(point), depth - 1)
                continue
            self.done.append("<li>")
            if isinstance(point, str):
                self._say(point)
            elif isinstance(point, dict):
                below = _below(point)
                more = point.get("items") if _kind(point) is None else None
                inside = below is None or not _holds_blocks(below, 2)
                self._inner(point, None if more is below else below, depth - 1, inside=inside)
                if more:
                    self._list(tag, more, depth - 1)
            self.done.append("</li>")
        self.done.append(f"</{tag}>")

    def _element(
        self, opening: str, node: Node, below: list[Any] | None, depth: int, *, inside: bool
    ) -> None:
        self.done.append(f"<{opening}>")
        self._inner(node, below, depth, inside=inside)
        self.done.append(f"</{opening.partition(' ')[0]}>")

    def _inner(self, node: Node, below: list[Any] | None, depth: int, *, inside: bool) -> None:
        for said in _said(node):
            self._say(said)
        if below is not None:
            self.write(below, depth - 1, inside=inside)

    def _say(self, markup: str) -> None:
        self.done.append(markup)
        self.wrote = self.wrote or not markup.isspace()


def _kind(node: Node) -> str | None:
    """The element that a node is, "none" for what is no text; None where its kind is unknown or not said."""
    for name in _names().kind:
        said = node.get(name)
        if isinstance(said, str) and said:
            return _kinds().get(spelled(_LAST_PART.search(said)[0]))  # type: ignore[index]  # it matches any text
    return "p" if isinstance(node.get("paragraph"), dict) else None


def _said(node: Node) -> Iterator[str]:
    """The text of the node itself, as markup."""
    for name in _names().plain:
        if isinstance(text := node.get(name), str) and text:
            yield text if _is_markup(text) else escape(text, quote=False)
            return
    for name in _names().markup:
        value = node.get(name)
        if isinstance(value, str) and value:
            yield value
            return
        if isinstance(value, dict):
            for inner in _names().inside:
                if isinstance(text := value.get(inner), str) and text:
                    yield text
                    return


def _is_markup(text: str) -> bool:
    """Whether a text is a block of HTML, as the value of a paragraph is in Wagtail, or has some of its elements."""
    if "</" in text and _INLINE.search(text):
        return True
    return text.startswith(("<p", "<h", "<ul", "<ol", "<div", "<blockquote")) and text.rstrip().endswith(">")


def _below(node: Node, left: int = _MOST_AROUND) -> list[Any] | None:
    """The list of the nodes below it, which objects may hold; None where it has none."""
    empty: list[Any] | None = None
    for name in _names().nodes:
        value = node.get(name)
        found = _below(value, left - 1) if isinstance(value, dict) and left else value
        if isinstance(found, list):
            if found:
                return found
            empty = found
    return empty


def _is_run(node: Node) -> bool:
    """Whether it is a piece of a line, in a system that calls it "text", as others call a paragraph."""
    if "subtype" in node:  # Tumblr's paragraphs and headings
        return False
    return any(node.get(name) == "text" for name in _names().kind) and any(
        isinstance(node.get(name), str) for name in _names().plain
    )


def _level(node: Node) -> int:
    """1 to 6: in a field of its own, or at the end of its kind."""
    beside = [node, *(each for name in ("attrs", "data") if isinstance(each := node.get(name), dict))]
    said = [each.get(name) for each in beside for name in (*_names().level, *_names().kind)]
    for each in said:
        if isinstance(each, int) and not isinstance(each, bool) and 1 <= each <= 6:
            return each
        if isinstance(each, str):
            if match := _LEVEL.search(each):
                return int(match[1])
            if level := _LEVELS.get(each.rpartition("-")[2].lower()):
                return level
    return _USUAL_LEVEL


def _is_ordered(node: Node) -> bool:
    data = node.get("data")
    said = [node.get("format"), node.get("list_type"), node.get("listType"), node.get("tag")]
    if isinstance(data, dict):
        said.append(data.get("style"))
    return any(each in ("ordered", "number", "ol") for each in said if isinstance(each, str))


def _address(node: Node) -> str | None:
    """Where a link leads."""
    for holder in (node, node.get("data"), node.get("attrs"), node.get("fields")):
        if not isinstance(holder, dict):
            continue
        for name in ("href", "url", "uri"):
            href = holder.get(name)
            if isinstance(href, str) and href.startswith(("http://", "https://")) and len(href) < 2_000:
                return href if _NO_ADDRESS.isdisjoint(href) else None
    return None


@dataclass(frozen=True, slots=True)
class _Names:
    kind: tuple[str, ...]
    plain: tuple[str, ...]
    markup: tuple[str, ...]
    inside: tuple[str, ...]
    nodes: tuple[str, ...]
    level: tuple[str, ...]


@cache
def _names() -> _Names:
    table = read_toml("feeds/rich_text.toml")["names"]
    return _Names(**{name: tuple(each) for name, each in table.items()})


@cache
def _kinds() -> Mapping[str, str]:
    """The element of each kind, whose name is in one spelling."""
    table = read_toml("feeds/rich_text.toml")["kinds"]
    return {spelled(each): element for element, names in table.items() for each in names}
