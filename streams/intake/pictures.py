"""The pictures, videos and sounds that stand in the markup of a body, with what is written under them.

    <figure><img src="…" alt="…"><figcaption>caption <span class="credit">who made it</span></figcaption></figure>
    <img src="…" alt="…">   <video src="…">   <audio><source src="…"></audio>

A caption is of the picture and no paragraph of the copy: a figure that was read here is not shown to those who read the
text, unless the body is nothing but pictures and their captions. Pixels that count readers and smileys are no pictures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from streams.blocks import Block
from streams.datafiles import read_lines
from streams.intake.fragment import blocks_of_tree, tree_of
from streams.intake.urls import joined
from streams.sent import Media, Rendition

_ANY: Final = re.compile("<(?:img|video|audio)", re.IGNORECASE)
_KINDS: Final = {"img": "picture", "video": "video", "audio": "audio"}
_CREDIT: Final = re.compile(r"credit|byline|copyright|photographer|source|autor|quelle", re.IGNORECASE)
_SMILEY: Final = re.compile(r"smiley|emoji|icon|avatar", re.IGNORECASE)
#: What a figure holds that is copy, and no caption.
_COPY: Final = ("table", "blockquote", "pre")
#: What a browser does not show. A figure of this name is passed over by those who read the text.
_PASSED_OVER: Final = "template"
#: Pictures of one body, and the least width and height of one, in pixels.
MOST = 100
_SMALLEST = 33


@dataclass(frozen=True, slots=True)
class Fragment:
    """What a piece of markup holds."""

    blocks: list[Block]
    media: tuple[Media, ...] = ()


def read_fragment(markup: str, base: str | None = None) -> Fragment:
    """The blocks of a piece of markup and its pictures. `base` is the url that its addresses are relative to."""
    tree = tree_of(markup)
    if tree is None:
        return Fragment([])
    if not _ANY.search(markup):
        return Fragment(blocks_of_tree(tree))
    taken: list[Any] = []
    media = tuple(_media(tree, base, taken))
    blocks = blocks_of_tree(tree)
    if not blocks and taken:
        for figure in taken:
            figure.tag = "figure"
        blocks = blocks_of_tree(tree)
    return Fragment(blocks, media)


def media_in(tree: Any, base: str | None = None) -> tuple[Media, ...]:
    """The pictures, videos and sounds in an element. Figures in it are passed over by whoever reads the text later."""
    return tuple(_media(tree, base, []))


def _media(tree: Any, base: str | None, taken: list[Any]) -> Iterator[Media]:
    known: set[str] = set()
    for element in list(tree.iter(*_KINDS)):
        if len(known) >= MOST:
            return
        src = _address(element, base)
        if src is None or src in known or _is_none(element):
            continue
        known.add(src)
        figure = _figure(element)
        caption, credit = (None, None) if figure is None else _caption(figure)
        if figure is not None and figure.tag == "figure":
            figure.tag = _PASSED_OVER
            taken.append(figure)
        yield Media(
            kind=_KINDS[element.tag],
            uri=None,
            headline=None,
            caption=caption or _line(element.get("alt")),
            credit=credit,
            renditions=(
                Rendition(src, "main", width=_pixels(element, "width"), height=_pixels(element, "height")),
            ),
        )


def _address(element: Any, base: str | None) -> str | None:
    """Where the file is: lazy pictures name it elsewhere, and have a placeholder in `src`."""
    found = [element.get(name) for name in ("data-src", "data-lazy-src", "src")]
    found += [source.get("src") for source in element.iter("source")]
    src = next((each.strip() for each in found if each and not each.strip().startswith("data:")), None)
    if src is None or len(src) > 4000:
        return None
    try:
        src = joined(base, src) if base else src
    except ValueError:
        return None
    return src if src[:8].lower().startswith(("http://", "https://")) else None


def _is_none(element: Any) -> bool:
    """Whether it is a pixel that counts readers, or a smiley."""
    sizes = (_pixels(element, "width"), _pixels(element, "height"))
    if any(size is not None and size < _SMALLEST for size in sizes):
        return True
    return bool(_SMILEY.search(element.get("class") or ""))


def _pixels(element: Any, name: str) -> int | None:
    text = (element.get(name) or "").strip().removesuffix("px")
    return int(text) if text.isdecimal() and len(text) < 6 else None


def _figure(element: Any) -> Any | None:
    """The figure that is there for this one element, at most four levels up; None if it holds copy."""
    above = element.getparent()
    for _ in range(4):
        if above is None:
            return None
        if above.tag in ("figure", _PASSED_OVER):
            return None if any(above.find(f".//{name}") is not None for name in _COPY) else above
        above = above.getparent()
    return None


def _caption(figure: Any) -> tuple[str | None, str | None]:
    """(caption, credit) of a figure."""
    caption = figure.find(".//figcaption")
    inside = figure if caption is None else caption
    credit = next(
        (
            each
            for each in figure.iter("span", "div", "p", "cite", "small", "em")
            if _CREDIT.search(each.get("class") or "") and len(each.findall(".//img")) == 0
        ),
        None,
    )
    said = None if credit is None else _words_in(credit) or None
    words = _words_in(inside)
    if said and said in words:
        words = " ".join(words.replace(said, " ", 1).split())
    if said is None and (match := _maker().search(words)):
        words, said = words[: match.start()], match[1].strip(" .)")
    return words.strip(" |–—-(") or None, said


@cache
def _maker() -> re.Pattern[str]:
    """Who made a picture, at the end of its caption: "Photo: A. Moor/Post"."""
    words = "|".join(map(re.escape, sorted(read_lines("pages/credits.txt"), key=len, reverse=True)))
    return re.compile(rf"(?:^|(?<=[\s.(|]))(?i:{words}) ?[:：] ?([^:：]{{2,100}})$")


def _words_in(element: Any) -> str:
    return " ".join(block.text for block in blocks_of_tree(element))


def _line(text: str | None) -> str | None:
    return " ".join((text or "")[:20_000].split()) or None
