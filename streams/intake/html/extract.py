"""The article's paragraphs out of a parsed page.

Finding the article in the boilerplate is trafilatura's work (https://trafilatura.readthedocs.io, Apache-2.0).
Here stand the fastest call of it, the few things it would lose, and its tree turned into paragraphs.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import trafilatura
from lxml import etree, html
from trafilatura.settings import Extractor

# Without a handler Python prints "discarding data" to stderr for each page that has no article.
logging.getLogger("trafilatura").addHandler(logging.NullHandler())

# Noncharacters: decoded text never holds them, and lxml takes them. They stand for <br><br> and <br>.
_BREAK: Final = "\ufdd0"
LINE: Final = "\ufdd1"
_BREAKS: Final = re.compile(f"{_BREAK}|{LINE}(?:\\s*{LINE})+")
# The blocks of HTML, and those of trafilatura's own tree.
_BLOCK_NAMES: Final = """
    p div section article main header footer aside nav h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre
    table caption thead tbody tfoot tr td th figure figcaption address hr body html form fieldset center
    details summary head list item quote row cell
"""
_BLOCKS: Final = frozenset(_BLOCK_NAMES.split())
_ROWS: Final = frozenset({"tr", "row"})
_CELLS: Final = frozenset({"td", "th", "cell"})
_UNSEEN: Final = frozenset(
    {"script", "style", "template", "noscript", "title", "meta", "link", "del", "s", "strike"}
)
_SENTENCE_END: Final = re.compile(r"""[.!?…:;。！？۔।]["'”“’»«›)\]]{0,3}$""")


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


def extract_paragraphs(tree: html.HtmlElement) -> list[str]:
    """The paragraphs of the article, in order: prose, subheadings, list items and table rows (cells parted by " | ").

    Empty if the page holds no article: no text at all, or no line that reads as prose, as on a page of links. The tree
    is changed on the way (line breaks and <q> are marked), so read its metadata first.
    """
    _mark_breaks(tree)
    _mark_quotations(tree)
    document: Any = trafilatura.bare_extraction(tree, options=_options())
    if document is None:
        return []
    found = _dumped(document.body) or block_paragraphs(document.body)
    return found if any(map(_is_prose, found)) else []


def block_paragraphs(root: Any) -> list[str]:
    """Every block of an element as a paragraph, in order. Two line breaks part paragraphs, too.

    For bodies that are the article and nothing else, such as that of a ninjs item, and for the result of trafilatura.
    Struck-out text is left out.
    """
    writer = _Writer()
    hidden: etree._Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if hidden is None and tag in _UNSEEN:
                hidden = element
            if hidden is None:
                writer.open(tag, _is_block(element, tag))
                writer.write(element.text)
        else:
            if hidden is None:
                writer.close(tag, _is_block(element, tag))
            elif hidden is element:
                hidden = None
            if hidden is None and element is not root:
                writer.write(element.tail)
    writer.flush()
    return writer.done


class _Writer:
    """Collects runs of text into paragraphs, and the cells of a row into one."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.run: list[str] = []
        self.rows: list[_Row] = []

    def write(self, text: str | None) -> None:
        if text:
            self.run.append(text)

    def open(self, tag: str, block: bool) -> None:
        if tag in ("br", "lb"):
            self.run.append(LINE)
        elif block:
            self.flush()
            if tag in _ROWS:
                self.rows.append(_Row(len(self.done), len(self.done), []))
            elif tag in _CELLS and self.rows:
                self.rows[-1].cell_start = len(self.done)

    def close(self, tag: str, block: bool) -> None:
        if not block:
            return
        self.flush()
        if tag in _CELLS and self.rows:
            self.rows[-1].cells.append(" ".join(self.done[self.rows[-1].cell_start :]))
        elif tag in _ROWS and self.rows:
            row = self.rows.pop()
            cells = [cell for cell in row.cells if cell]
            # A row of long cells is layout, not data: its paragraphs stay as they are.
            if len(cells) > 1 and max(map(len, cells)) <= 120:
                self.done[row.start :] = [" | ".join(cells)]

    def flush(self) -> None:
        if self.run:
            text = "".join(self.run)
            self.run = []
            for part in _BREAKS.split(text):
                self.done.extend(at_single_breaks(part))


@dataclass(slots=True)
class _Row:
    start: int  # where in the paragraphs the row began
    cell_start: int  # and where its latest cell did
    cells: list[str]


def at_single_breaks(text: str) -> list[str]:
    """One <br> parts paragraphs after a long line that ends a sentence; anywhere else it is a space."""
    found: list[str] = []
    for line in text.split(LINE):
        clean = " ".join(line.split())
        if not clean:
            continue
        if found and not (len(found[-1]) >= 60 and _SENTENCE_END.search(found[-1][-8:])):
            clean = f"{found.pop()} {clean}"
        found.append(clean)
    return found


def _is_block(element: Any, tag: str) -> bool:
    if tag not in _BLOCKS:
        return False
    # <q> in running text is a quote in trafilatura's tree, too
    parent = element.getparent()
    return not (tag == "quote" and parent is not None and parent.tag == "p")


@cache
def _options() -> Extractor:
    # "txt" spares the text that is rendered for "python": only the tree is wanted here.
    return Extractor(output_format="txt", fast=True, recall=True, comments=False)


def _mark_breaks(tree: html.HtmlElement) -> None:
    """trafilatura makes one line break of two, and loses that they part paragraphs."""
    for br in tree.iter("br"):
        following = br.getnext()
        if following is not None and following.tag == "br" and not (br.tail and br.tail.strip()):
            following.tail = f"{_BREAK} {following.tail or ''}"


def _mark_quotations(tree: html.HtmlElement) -> None:
    """A browser draws the quotation marks of <q>; without them direct speech would become the reporter's."""
    for quotation in tree.iter("q"):
        quotation.tag = "span"
        quotation.text = f"“{quotation.text or ''}"
        if len(quotation):
            quotation[-1].tail = f"{quotation[-1].tail or ''}”"
        else:
            quotation.text += "”"


def _dumped(body: Any) -> list[str]:
    """The lines of trafilatura's last resort, a page's whole text in one element."""
    if len(body) != 1 or len(body[0]) or "\n" not in (body[0].text or ""):
        return []
    return [line for line in map(str.strip, body[0].text.split("\n")) if line]


def _is_prose(paragraph: str) -> bool:
    return (
        len(paragraph) >= 100
        or (" " in paragraph and _SENTENCE_END.search(paragraph) is not None)
        or (len(paragraph) >= 10 and not paragraph.isascii() and " " not in paragraph)
    )
