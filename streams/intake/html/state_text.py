"""The text of an article in a page's data -> blocks.

It is markup in a string, plain text, or a list of pieces: content_elements of Arc, nodes of ProseMirror, Slate,
Lexical, Draft.js, Contentful and Portable Text, blocks of Gutenberg and Editor.js. All are written as markup once more,
and read as an article's element of a page is: what is named as furniture is left out. Pieces that are pictures,
promotions or teasers of other articles are none of it.
"""

from __future__ import annotations

import html as entities
import re
from functools import cache, lru_cache
from typing import Any, Final

from streams.blocks import Block
from streams.datafiles import read_toml
from streams.intake.html.blocks import article_blocks
from streams.intake.html.captions import without_captions
from streams.intake.html.container import in_paragraphs
from streams.intake.html.extract import parse_page
from streams.intake.html.names import is_furniture
from streams.intake.html.own import without_headline

#: Characters of a text, and pieces of it, and how deep they lie in one another.
_LONGEST, _MOST_PIECES, _DEEPEST = 500_000, 20_000, 14
#: Keys in any spelling are shorter than this.
_LONGEST_KEY: Final = 40
_TAG: Final = re.compile(
    r"<(?:p|br|div|h[1-6]|ul|ol|li|blockquote|section|article|figure|table)\b[^<>]{0,1000}>", re.IGNORECASE
)
_ANY_TAG: Final = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]{0,15}(?:\s[^<>]{0,1000})?/?>")
_LEVEL: Final = re.compile(r"h([2-6])$|^([2-6])$")
#: What the page's script puts an advertisement in the place of: "$$ARTICLE_AD$$", "{{ad-1}}".
_FILLED_IN: Final = re.compile(r"(?:\$\$|\{\{|%%|##|\[\[)[\s\w.:-]{1,60}(?:\$\$|\}\}|%%|##|\]\])$")

#: Keys of a node of Slate that is words alone.
_PART_KEYS: Final = frozenset({"text", "bold", "italic", "underline", "code", "strikethrough"})


@cache
def words(meaning: str) -> frozenset[str]:
    """The keys and kinds that mean this, such as "headline"."""
    return frozenset(_listed()[meaning])


@cache
def _listed() -> dict[str, Any]:
    return read_toml("pages/state.toml")


@lru_cache(maxsize=4096)
def _folded(key: str) -> str:
    return key.replace("_", "").replace("-", "").replace(" ", "").lower()


def folded(key: str) -> str:
    """A key in one spelling: "bodytext" for "body_text"; empty for what is too long to be one."""
    return _folded(key) if len(key) <= _LONGEST_KEY else ""


def with_folded_keys(value: dict[str, Any]) -> dict[str, Any]:
    """An object with its keys in one spelling; of two that are then the same, the last counts."""
    return {name: each for key, each in value.items() if (name := folded(key))}


def blocks_of_body(value: Any, base: str | None = None) -> list[Block]:
    """The blocks of a text; none where nothing in it is one. `base` is the url against which links are read."""
    markup = _Writer().written(value)
    if not markup or (tree := parse_page(f"<html><body><div>{markup}</div></body></html>")) is None:
        return []
    body = tree.find("body")
    if body is None:
        return []
    prose = sum(length for _, length in in_paragraphs(body))
    blocks = without_captions(article_blocks(body, prose, base=base, skip=is_furniture).blocks)
    return without_headline([each for each in blocks if not _FILLED_IN.match(each.text)], body)


class _Writer:
    """Writes the pieces of a text as markup, within its limits."""

    def __init__(self) -> None:
        self._left, self._pieces = _LONGEST, _MOST_PIECES
        self._out: list[str] = []

    def written(self, value: Any) -> str:
        """The markup of a value; empty for what is no text."""
        self._write(value, 0)
        return "".join(self._out)

    def _add(self, text: str) -> None:
        self._left -= len(text)
        if self._left >= 0:
            self._out.append(text)

    def _write(self, value: Any, depth: int) -> None:
        self._pieces -= 1
        if self._pieces < 0 or self._left < 0 or depth > _DEEPEST:
            return
        if isinstance(value, str):
            self._add(_markup_of(value))
        elif isinstance(value, list):
            if value and depth and all(map(_is_part, value)):
                self._add(f"<p>{self._line(value, depth)}</p>")
                return
            for each in value:
                self._write(each, depth + 1)
                if self._pieces < 0:
                    return
        elif isinstance(value, dict):
            self._write_piece(value, depth)

    def _write_piece(self, piece: dict[str, Any], depth: int) -> None:
        said = with_folded_keys(piece)
        kinds = _kinds_of(said)
        if _is_none_of_it(kinds) or _is_teaser(said, kinds):
            return
        inner = _inside(said)
        tag = _tag_of(said, kinds)
        if isinstance(inner, dict) and tag != "p":
            # Editor.js has {"type": "header", "data": {"text": …, "level": 2}}, Gutenberg "attributes" in its place.
            inner = next((inner[key] for key in ("text", "items", "content") if inner.get(key)), inner)
        is_one = isinstance(inner, list) and all(map(_is_inline, inner))
        if (is_one and words("paragraph").intersection(kinds)) or (
            tag[0] == "h" and not isinstance(inner, str)
        ):
            self._add(f"<{tag}>{self._line([inner], depth)}</{tag}>")
        elif isinstance(inner, str):
            markup = _markup_of(inner)
            self._add(markup if tag == "p" or not markup else f"<{tag}>{_ANY_TAG.sub(' ', inner)}</{tag}>")
        else:
            outside = tag if tag in ("blockquote", "ul", "ol") else ""
            self._add(f"<{outside}>" if outside else "")
            if outside in ("ul", "ol") and isinstance(inner, list):
                for each in inner[:_MOST_PIECES]:
                    self._add(f"<li>{self._line([each], depth)}</li>")
            else:
                self._write(inner, depth + 1)
            self._add(f"</{outside}>" if outside else "")

    def _line(self, parts: list[Any], depth: int) -> str:
        """The parts of one paragraph, joined, as text alone, escaped."""
        found: list[str] = []
        waiting = [(part, depth) for part in reversed(parts)]
        while waiting and self._pieces >= 0:
            part, deep = waiting.pop()
            self._pieces -= 1
            if isinstance(part, str):
                found.append(part)
            elif isinstance(part, list) and deep <= _DEEPEST:
                waiting += [(each, deep + 1) for each in reversed(part)]
            elif isinstance(part, dict) and deep <= _DEEPEST:
                said = with_folded_keys(part)
                if _is_none_of_it(_kinds_of(said)):
                    continue
                inner = _inside(said)
                waiting.append((inner if inner is not None else " ", deep + 1))
        text = "".join(found)
        return _ANY_TAG.sub(" ", text) if _ANY_TAG.search(text) else entities.escape(text, quote=False)


def _markup_of(text: str) -> str:
    """A string as markup: it is some, or plain text whose lines are paragraphs."""
    if not text.strip() or (" " not in text.strip() and text.startswith(("http", "/", "#", "data:"))):
        return ""
    if "&lt;p" in text[:200]:
        text = entities.unescape(text)
    if _TAG.search(text):
        return f"<div>{text}</div>"
    lines = (" ".join(line.split()) for line in text.split("\n"))
    keep = _ANY_TAG.search(text) is not None or "&" in text
    return "".join(f"<p>{line if keep else entities.escape(line, quote=False)}</p>" for line in lines if line)


def _inside(said: dict[str, Any]) -> Any:
    """What a piece has its own text in; None if it has none."""
    return next((said[key] for key in _listed()["piece"] if said.get(key)), None)


def _kinds_of(said: dict[str, Any]) -> list[str]:
    """What a piece says that it is, in one spelling, without what stands before a slash ("core/paragraph")."""
    kinds = (said.get(key) for key in _listed()["kind"])
    return [folded(kind.rpartition("/")[2]) for kind in kinds if isinstance(kind, str) and kind]


def _is_none_of_it(kinds: list[str]) -> bool:
    return any(word in kind for kind in kinds[:2] for word in words("no_text"))


def _is_teaser(said: dict[str, Any], kinds: list[str]) -> bool:
    """Whether a piece is another article: it has a headline, and an address, a date or a summary of its own."""
    if words("paragraph").intersection(kinds) or not any(said.get(key) for key in words("headline")):
        return False
    return any(said.get(key) for key in words("address") | words("published") | words("summary"))


def _is_part(value: Any) -> bool:
    """Whether it can only be a part of a paragraph: a node with its words alone, and nothing that says what it is."""
    return (
        isinstance(value, dict)
        and value.keys() <= _PART_KEYS
        and isinstance(text := value.get("text"), str)
        and text != ""
    )


def _is_inline(value: Any) -> bool:
    if isinstance(value, str):
        return True
    if not isinstance(value, dict):
        return False
    kinds = _kinds_of(with_folded_keys(value))
    return not kinds or kinds[0] in words("inline")


def _tag_of(said: dict[str, Any], kinds: list[str]) -> str:
    """The element that a piece is: a heading with its level, a quotation, a list, else a paragraph."""
    for kind in kinds:
        if found := _LEVEL.search(kind):
            return f"h{found[1] or found[2]}"
        if kind.startswith(("heading", "header", "subhead", "title")):
            last = kind[-1]
            level = said.get("level") or (last if last.isdigit() else 3)
            return f"h{level}" if str(level) in "23456" else "h2"
        if "quote" in kind:
            return "blockquote"
        if kind in ("list", "ul", "unorderedlist", "bulletlist", "bulletedlist"):
            return "ul"
        if kind in ("ol", "orderedlist", "numberedlist"):
            return "ol"
    return "p"
