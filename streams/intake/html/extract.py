"""The article out of a parsed page, as blocks.

The page's own prose tells where the article is (container.py). Where it does not tell for sure, trafilatura is asked
too (https://trafilatura.readthedocs.io, Apache-2.0), and the one that covers more of the page's prose is believed.
Nothing is put into the tree on the way, for trafilatura would count it as text.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import trafilatura
from lxml import etree, html
from trafilatura.settings import Extractor

from streams.blocks import Block, texts_of
from streams.intake.html.blocks import LINE, at_single_breaks, blocks_of
from streams.intake.html.container import Prose, weight
from streams.intake.html.coverage import ENOUGH, covered
from streams.intake.html.names import is_unseen
from streams.intake.html.own import read_own, without_headline
from streams.intake.html.projection import projected
from streams.intake.html.short import SHORT, read_short, reads_as_prose

__all__ = ["LINE", "at_single_breaks", "block_paragraphs", "extract_paragraphs", "parse_page"]

# Without a handler Python prints "discarding data" to stderr for each page that has no article.
logging.getLogger("trafilatura").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was found: the blocks, the page's prose, and the share of it that is in them; `sure` if the page's own
    structure shows that they are the article."""

    blocks: list[Block]
    prose: Prose
    covered: float
    sure: bool = False


def parse_page(markup: str) -> html.HtmlElement | None:
    """The tree of a page; None if there is no element in it.

    Deep trees are read whole (huge_tree), comments are left out. A doctype is cut off first: behind some doctypes
    libxml2 takes the page for XML.
    """
    start = re.match(r"\s*(?:<\?xml[^>]{0,300}>\s*)?<!doctype[^>]{0,1000}>", markup, re.IGNORECASE)
    body = markup[start.end() :] if start else markup
    parser = html.HTMLParser(
        encoding="utf-8",
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    try:
        return html.document_fromstring(body.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None


def extract_blocks(tree: html.HtmlElement, base: str | None = None) -> Extraction:
    """The article's blocks; none if the page holds no article: no text at all, or no line that reads as prose.

    `base` is the page's url, against which links are read. The tree is not changed.
    """
    body = tree.find("body")
    found = _found(tree if body is None else body, tree, base)
    return found if any(map(reads_as_prose, texts_of(found.blocks))) else replace(found, blocks=[])


def _found(body: html.HtmlElement, tree: html.HtmlElement, base: str | None) -> Extraction:
    own = read_own(body, base)
    whole = covered(own.prose, own.blocks)
    if own.sure:
        return Extraction(own.blocks, own.prose, whole, sure=True)
    theirs = _trafilaturas(tree, body, base)
    if _length(theirs) < SHORT and (short := read_short(body, base)):
        return Extraction(short, own.prose, covered(own.prose, short))
    part = covered(own.prose, theirs)
    if own.apart and part < ENOUGH * whole and _length(theirs) < ENOUGH * _length(own.blocks):
        return Extraction(own.blocks, own.prose, whole)
    return Extraction(theirs, own.prose, part)


def _length(blocks: list[Block]) -> int:
    return sum(weight(block.text) for block in blocks)


def _trafilaturas(tree: html.HtmlElement, body: html.HtmlElement, base: str | None) -> list[Block]:
    document: Any = trafilatura.bare_extraction(tree, options=_options())
    if document is None:
        return []
    found = projected(blocks_of(body, base=base, skip=is_unseen), blocks_of(document.body, base=base))
    return without_headline(found, body)


def extract_paragraphs(tree: html.HtmlElement) -> list[str]:
    """The paragraphs of the article, in order: prose, subheadings, list items and table rows (cells parted by " | ").

    Empty if the page holds no article: no text at all, or no line that reads as prose, as on a page of links.
    """
    return list(texts_of(extract_blocks(tree).blocks))


def block_paragraphs(root: Any) -> list[str]:
    """Every block of an element as a paragraph, in order. Two line breaks part paragraphs, too.

    For bodies that are the article and nothing else, such as that of a ninjs item, and for the result of trafilatura.
    Struck-out text is left out.
    """
    return list(texts_of(blocks_of(root)))


@cache
def _options() -> Extractor:
    # "txt" spares the text that is rendered for "python": only the tree is wanted here.
    return Extractor(output_format="txt", comments=False)
