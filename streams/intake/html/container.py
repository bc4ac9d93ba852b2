"""Finds the element that holds the article: prose votes for its container.

Every paragraph of prose votes, with its characters, for each element around it. Furniture, known by its name, loses its
votes unless it holds most of the page. The container is the deepest element that keeps nearly all votes, so that
siblings of one class stay together. How sure that is, is seen in what comes out of it: whether nearly all of the page's
prose is in it, and little else. Boilerplate is found by the density of text and links, as in Kohlschütter et al.,
"Boilerplate Detection using Shallow Text Features", WSDM 2010; that paragraphs vote is Readability's idea
(https://github.com/mozilla/readability, Apache-2.0).

The work is linear in the page: each element is met once on the way up, however deep it lies.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from streams.intake.html.blocks import BLOCKS
from streams.intake.html.elements import elements_of
from streams.intake.html.names import (
    Doubt,
    doubt_of,
    is_furniture,
    is_plain,
    is_surely_furniture,
    is_unseen,
)

#: Characters of the shortest text that votes. Shorter ones are captions, buttons and bylines, too.
SHORTEST = 60
#: A text of fewer characters than the second, more than the first share of them in links, is no prose.
_LINKED, _LINKED_UP_TO = 0.5, 400
#: Characters of a picture's caption, at most.
_CAPTION = 400
#: The share of links in a part of the text, at most.
_FEW_LINKS = 0.15
#: The share of the page's prose that makes an element no furniture, whatever it is called.
_MOST, _NEARLY_ALL_OF_IT = 0.5, 0.9
#: The share of the prose that a container must hold.
_NEARLY_ALL = 0.8
#: Prose with fewer characters than these says nothing of where the text is.
LEAST_CHARACTERS = 300
# What stands in no <p>: between line breaks, or straight in a <div>.
_LOOSE = etree.XPath(
    f".//text()[string-length(.) >= {SHORTEST // 2}][not(parent::p or parent::script or parent::style or "
    "parent::noscript or parent::template or parent::textarea or parent::option)]"
)
#: What is part of a text, and never the whole of it.
_PIECE_NAMES = "p h1 h2 h3 h4 h5 h6 blockquote pre li dd dt dl ul ol span b i em strong font tr tbody"
_PIECES = frozenset(_PIECE_NAMES.split())
#: Text in these is none of the page's, or none of the article's.
_NO_TEXT = frozenset({"a", "script", "style", "noscript", "template", "button", "select", "textarea"})
#: What may stand in a paragraph, where a script does, too.
_TEXT_TAGS = (
    "p",
    "a",
    "b",
    "i",
    "em",
    "strong",
    "span",
    "font",
    "q",
    "u",
    "small",
    "sub",
    "sup",
    "abbr",
    "time",
)
Votes = dict[HtmlElement, int]


@dataclass(slots=True)
class Prose:
    """The prose of a page: the element that each piece stands in, with its characters, furniture left out.

    `all` and `good` are the votes that each element got, those of furniture included and left out.
    """

    pieces: list[tuple[HtmlElement, int]] = field(default_factory=list)
    all: Votes = field(default_factory=dict)
    good: Votes = field(default_factory=dict)
    characters: int = 0  # of all pieces
    total: int = 0  # of all prose, that in furniture included
    lenient: bool = False  # names are not believed, unless they are sure

    @property
    def enough(self) -> bool:
        """Whether there is enough of it to show where the article is."""
        return self.characters >= LEAST_CHARACTERS

    def is_left_out(self, element: HtmlElement) -> bool:
        """Whether an element is furniture and holds no more of the prose than furniture may."""
        if is_plain(element):
            return False
        votes = self.all.get(element, 0)
        if self.lenient:
            return votes < _NEARLY_ALL_OF_IT * self.total and (
                is_unseen(element) or is_surely_furniture(element)
            )
        if not is_furniture(element):
            return votes < _MOST * self.total and _is_no_text(element, votes)
        if element.tag == "figure" and _is_set_apart(element):
            return False
        return votes < _MOST * self.total or (
            votes < _NEARLY_ALL_OF_IT * self.total and is_surely_furniture(element)
        )

    def is_no_text(self, element: HtmlElement) -> bool:
        """Whether an element is left out, or the teaser of another article, which votes: it is no furniture."""
        if self.is_left_out(element):
            return True
        return element.tag == "article" and self.all.get(element, 0) < _CAPTION and _is_card(element)


def in_paragraphs(body: HtmlElement) -> list[tuple[HtmlElement, int]]:
    """The <p> elements below an element that hold prose, each with its characters."""
    return [(p, n) for p in _paragraphs_below(body) if (n := _prose_in(p))]


def _paragraphs_below(body: HtmlElement) -> list[HtmlElement]:
    """Those of the page, unless some of them stand elsewhere."""
    page, head = body.getparent(), body.getprevious()
    if body.tag != "body" or page is None or len(page) != 2 or head is None or head.find(".//p") is not None:
        return list(body.iter("p"))
    return elements_of(page).paragraphs


def prose_of(pieces: list[tuple[HtmlElement, int]], body: HtmlElement, *, lenient: bool = False) -> Prose:
    """The prose below an element, of the pieces that `in_paragraphs` and `loose` found. `lenient` as in Prose."""
    prose = Prose(all=_votes(pieces, body), total=sum(n for _, n in pieces), lenient=lenient)
    fits: dict[HtmlElement, bool] = {body: True}
    prose.pieces = [(e, n) for e, n in pieces if _fits(e, prose, fits)]
    prose.characters = sum(n for _, n in prose.pieces)
    prose.good = _votes(prose.pieces, body)
    return prose


def container_of(prose: Prose, body: HtmlElement) -> HtmlElement:
    """The deepest element that holds nearly all of the prose."""
    most = _NEARLY_ALL * prose.characters
    chain = {element for element, votes in prose.good.items() if votes >= most}
    chain.discard(body)
    above = {element.getparent() for element in chain}
    found = next((element for element in chain if element not in above), body)
    while found is not body and found.tag in _PIECES:
        found = found.getparent()
    return found


def weight(text: str) -> int:
    """The characters of a text; one of Chinese, Japanese or Korean counts as two, for it says as much."""
    length = len(text)
    if text.isascii() or length < 8:
        return length
    sample = text[:: length // 8]
    return 2 * length if 2 * sum(char > "\u2e7f" for char in sample) > len(sample) else length


def _is_no_text(element: HtmlElement, votes: int) -> bool:
    """Whether an element with a doubtful name is furniture: by its links, or because no prose is in it."""
    doubt = doubt_of(element)
    if not doubt:
        return False
    if doubt is Doubt.PICTURE:
        return votes < _CAPTION and element.find(".//img") is not None
    if element.find(".//blockquote") is not None:  # somebody's post, put into the text
        return False
    if doubt is Doubt.EMPTY and votes < _CAPTION and element.find(".//button") is not None:
        return True  # a wall: what only subscribers see has no button
    if votes:
        return link_length(element) > _FEW_LINKS * votes or _has_linked_heading(element)
    return doubt is Doubt.EMPTY or link_length(element) > _FEW_LINKS * len(
        "".join(element.itertext()).strip()
    )


def _has_linked_heading(element: HtmlElement) -> bool:
    """Whether a heading in an element leads elsewhere: that of another article, with a few lines of it below."""
    return any(each.find(".//a[@href]") is not None for each in element.iter("h2", "h3", "h4", "h5"))


def _is_card(article: HtmlElement) -> bool:
    """Whether an <article> inside another is the teaser of a third: its heading leads there."""
    if next(article.iterancestors("article"), None) is None:
        return False
    return _has_linked_heading(article) or any(
        up.tag == "a" for each in article.iter("h2", "h3", "h4", "h5") for up in each.iterancestors("a")
    )


def _is_set_apart(figure: HtmlElement) -> bool:
    """Whether a figure holds a quotation or a table, and no picture."""
    if figure.find(".//img") is not None:
        return False
    return figure.find(".//blockquote") is not None or figure.find(".//table") is not None


def link_length(element: Any) -> int:
    """The characters of the links in an element."""
    return sum(len("".join(link.itertext())) for link in element.iter("a"))


def _prose_in(p: HtmlElement) -> int:
    # In half the time of itertext(), which makes an object of each piece.
    text: str = (
        etree.tostring(p, method="text", encoding="unicode", with_tail=False) if len(p) else p.text or ""
    )
    if len(text) < SHORTEST // 2:
        return 0
    if "{" in text and len(p):
        text = "".join(p.itertext(*_TEXT_TAGS))
    text = " ".join(text.split())
    if (length := weight(text)) < SHORTEST:
        return 0
    if length < _LINKED_UP_TO and len(p) and link_length(p) > _LINKED * len(text):
        return 0
    return length


def loose(body: HtmlElement) -> list[tuple[HtmlElement, int]]:
    found: list[tuple[HtmlElement, int]] = []
    texts: Any = _LOOSE(body)
    for text in texts:
        words = " ".join(text.split())
        if (length := weight(words)) < SHORTEST:
            continue
        element = text.getparent()
        if text.is_tail:
            element = element.getparent()
        while element is not None and element.tag not in BLOCKS and element.tag not in _NO_TEXT:
            element = element.getparent()
        if element is None or element.tag in _NO_TEXT or element.tag == "p":
            continue
        found.append((element, length))
    return found


def _votes(pieces: list[tuple[HtmlElement, int]], body: HtmlElement) -> Votes:
    """The characters of prose in each element that holds some, each element around a piece included."""
    votes: Votes = {}
    parents: Votes = {}
    for element, length in pieces:
        if element.tag == "p":
            votes[element] = votes.get(element, 0) + length
            element = element.getparent()
        parents[element] = parents.get(element, 0) + length
    for parent, length in parents.items():
        up: HtmlElement | None = parent
        while up is not None:
            votes[up] = votes.get(up, 0) + length
            if up is body:
                break
            up = up.getparent()
    return votes


def _fits(element: HtmlElement, prose: Prose, known: dict[HtmlElement, bool]) -> bool:
    """Whether neither the element nor one around it is furniture; each element is asked once."""
    chain = []
    fits = True
    up: HtmlElement | None = element
    while up is not None:
        if up in known:
            fits = known[up]
            break
        chain.append(up)
        up = up.getparent()
    for each in reversed(chain):
        fits = fits and not prose.is_left_out(each)
        known[each] = fits
    return fits
