"""Articles of a few lines: a flash, a picture with its caption, a gallery. There is too little prose to vote.

The container is the one that its name or its element says it is. What stands in it is the article, every block a
paragraph of its own, in any script.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from lxml.html import HtmlElement

from streams.blocks import Block
from streams.intake.html.blocks import article_blocks
from streams.intake.html.names import is_body_name, is_furniture, name_of
from streams.intake.html.own import below_headline
from streams.intake.html.text_runs import SENTENCE_END

#: A text with fewer characters than this is short.
SHORT: Final = 300
#: Captions that make a gallery of a page.
_GALLERY: Final = 3
_SPACELESS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def read_short(body: HtmlElement, base: str | None = None) -> list[Block]:
    """The blocks of a short article without its printed headline; none if nothing in the page says where it is."""
    for container in _containers(body):
        blocks = below_headline(article_blocks(container, 0, base=base, skip=_skip_for(container)).blocks)
        if any(reads_as_prose(block.text) for block in blocks):
            return blocks
    return []


def reads_as_prose(paragraph: str) -> bool:
    """Whether a paragraph is a sentence, or long enough to be several, in any script."""
    return (
        len(paragraph) >= 100
        or (" " in paragraph and SENTENCE_END.search(paragraph) is not None)
        or (len(paragraph) >= (30 if " " in paragraph else 10) and _SPACELESS.search(paragraph) is not None)
    )


def _containers(body: HtmlElement) -> Iterator[HtmlElement]:
    """Where the article may be, the likeliest first."""
    named = [
        each for each in body.iter("div", "section", "article", "td", "main") if is_body_name(name_of(each))
    ]
    yield from (each for each in named[:20] if not _is_in_furniture(each, body))
    articles = list(body.iter("article"))
    if len(articles) == 1:
        yield articles[0]
    yield from list(body.iter("main"))[:1]


def _is_in_furniture(element: HtmlElement, body: HtmlElement) -> bool:
    up: HtmlElement | None = element
    while up is not None and up is not body:
        if is_furniture(up):
            return True
        up = up.getparent()
    return False


def _skip_for(container: HtmlElement) -> Callable[[Any], bool]:
    if sum(1 for _ in container.iter("figcaption")) < _GALLERY:
        return is_furniture
    return lambda element: element.tag not in ("figure", "figcaption") and is_furniture(element)
