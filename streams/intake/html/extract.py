"""The article out of a parsed page, as blocks.

The page's own prose tells where the article is (container.py). Where it does not tell for sure, trafilatura is asked
too (https://trafilatura.readthedocs.io, Apache-2.0), and the one that covers more of the page's prose is believed.
Nothing is put into the tree on the way, for trafilatura would count it as text.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any, Final

import trafilatura
from lxml import etree, html
from lxml.html import HtmlElement
from trafilatura.settings import Extractor

from streams.blocks import Block, BlockKind, texts_of
from streams.intake.html.blocks import blocks_of
from streams.intake.html.captions import with_captions, without_captions
from streams.intake.html.claims import Claims, read_claims
from streams.intake.html.container import SHORTEST, Prose, weight
from streams.intake.html.coverage import ENOUGH, covered, part_of, sample_of
from streams.intake.html.elements import elements_of, forget
from streams.intake.html.names import is_unseen
from streams.intake.html.own import Own, read_own, without_headline
from streams.intake.html.projection import letters, projected
from streams.intake.html.recipes import with_ingredients
from streams.intake.html.short import SHORT, read_short, reads_as_prose
from streams.intake.html.text_runs import LINE, at_single_breaks

__all__ = ["LINE", "at_single_breaks", "block_paragraphs", "extract_paragraphs", "parse_page"]

_RUBY = re.compile("<ruby", re.IGNORECASE)
_DOCTYPE = re.compile(r"\s*(?:<\?xml[^>]{0,300}>\s*)?<!doctype[^>]{0,1000}>", re.IGNORECASE)
#: Characters of what trafilatura finds where it has missed the article. Of more it is believed: where the page's own
#: structure leaves doubts, most of the prose may be that of other articles.
_SCRAP = 600
#: The share of the page's prose of which what trafilatura finds holds less, where it has missed the article.
_MISSED: Final = 0.2
#: Characters of prose on the page of a short article, at most; the share of it that is in its blocks, and the share of
#: those that is prose, at least.
_FEW: Final = 1_000
_WHOLE: Final = 0.95
_TIGHT: Final = 0.7
#: Lines of a page without an article that are looked at.
_MOST_LINES = 100
#: Letters of a live blog's page that has no posts: more are posts that are told elsewhere.
_MOST_BEFORE_POSTS = 3000
#: What is nothing but a time, its characters, and how many of them make a live blog.
_TIME: Final = re.compile(
    r"(?:(?:kl|klo|ora|ore|um|h|at)\.?\s?)?\d{1,2}[:.h時时]\s?[0-5]\d(?:[:.][0-5]\d)?(?:\s?(?:[AaPp]\.?[Mm]\.?|Uhr|h|hs|분|分|น\.))?(?:\s?[A-Z]{2,4})?$"
)
_CLOCK: Final = 16
_FEW_CLOCKS: Final = 3
#: The share of a page's prose that is in no furniture, where its body holds one article, and that of its sections.
_PLAIN: Final = 0.8
_MOST_OF_IT: Final = 0.6
# Without a handler Python prints "discarding data" to stderr for each page that has no article.
logging.getLogger("trafilatura").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was found. `sure` if the page's own structure shows that the blocks are the article.

    `part` says why they are only a part of it (coverage.part_of), None if nothing shows that they are.
    """

    blocks: list[Block]
    sure: bool = False
    part: str | None = None
    container: html.HtmlElement | None = None  # the element that holds the article, if the page shows one
    data: str | None = None  # what the page's data are called that hold the article, if its mark-up does not


def parse_page(markup: str, encoded: bytes | None = None) -> html.HtmlElement | None:
    """The tree of a page; None if there is no element in it. What helps to read characters aloud (<rt>) is no text.

    Deep trees are read whole (huge_tree), comments are left out. A doctype is cut off first: behind some doctypes
    libxml2 takes the page for XML. `encoded` is a whole page in UTF-8, of which `elements_of` will be asked.
    """
    start = _DOCTYPE.match(markup)
    whole = encoded is not None
    if encoded is None:
        encoded = (markup[start.end() :] if start else markup).encode("utf-8", "replace")
    elif start:
        encoded = encoded[len(start[0].encode("utf-8", "replace")) :]
    try:
        tree = html.document_fromstring(encoded, parser=_parser())
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None
    # Of a page asked in the walk that gathers all else: to look through its mark-up costs a tenth of the parsing.
    if elements_of(tree).rubies if whole else _RUBY.search(markup):
        etree.strip_elements(tree, "rt", "rp", "rtc", with_tail=False)
        forget()  # some of what was gathered may have stood in these
    return tree


@cache
def _parser() -> html.HTMLParser:
    parser = html.HTMLParser(
        encoding="utf-8",
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    # lxml.html asks Python code for the class of each element, to tell forms from others: a seventh of clean's time.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))
    return parser


def extract_blocks(
    tree: html.HtmlElement, base: str | None = None, *, encoded: bytes | None = None
) -> Extraction:
    """The article's blocks; none if the page holds no article: no text at all, or no line that reads as prose.

    `base` is the page's url, against which links are read; `encoded` its mark-up in UTF-8, in which some questions are
    answered sooner than in the tree. The tree is not changed.
    """
    body = _body_of(tree)
    claims = read_claims(tree)
    own = read_own(body, base)
    share, blocks = own.share, own.blocks
    if not own.sure:
        share, blocks = _asked_again(own, tree, body, base)
    data = None if blocks else "json-ld"
    blocks = _with_claimed(blocks, claims, tree)
    blocks = with_ingredients(blocks, tree)
    if not any(map(reads_as_prose, texts_of(blocks))):
        return Extraction([])
    blocks = _without_clocks(blocks)
    part = part_of(blocks, share=share, own=own, claims=claims, tree=tree, url=base, encoded=encoded)
    container = own.container if own.apart else _only_article(tree)
    return Extraction(without_captions(blocks), own.sure, part, container, data)


def _only_article(tree: HtmlElement) -> HtmlElement | None:
    """The one <article> of a page, where a short one has no container: its pictures stand in it."""
    articles = list(islice(tree.iter("article"), 2))
    return articles[0] if len(articles) == 1 else None


def _without_clocks(blocks: list[Block]) -> list[Block]:
    """The blocks without the times of a live blog's posts, which are no text."""
    clocks = [at for at, block in enumerate(blocks) if len(block.text) <= _CLOCK and _TIME.match(block.text)]
    if len(clocks) < _FEW_CLOCKS:
        return blocks
    gone = set(clocks)
    return [block for at, block in enumerate(blocks) if at not in gone or block.kind is BlockKind.ROW]


def of_data(name: str, blocks: list[Block], tree: html.HtmlElement, base: str | None = None) -> Extraction:
    """Blocks that stand in the page's data and not in its mark-up, and what shows that they are only a part."""
    part = part_of(blocks, share=1.0, own=Own(Prose()), claims=read_claims(tree), tree=tree, url=base)
    return Extraction(blocks, part=part, data=name)


def _asked_again(
    own: Own, tree: html.HtmlElement, body: html.HtmlElement, base: str | None
) -> tuple[float, list[Block]]:
    """(the share of the page's prose that it holds, the article) where the page's own structure leaves doubts."""
    if own.apart and own.prose.enough and own.prose.characters < _FEW and (part := _short_whole(own)):
        return part, own.blocks
    page = blocks_of(body, base=base, skip=is_unseen, captions=True)
    theirs = _trafilaturas(tree, body, base, own.prose.total, page, _quick())
    if _length(theirs) < _SCRAP or covered(own.prose, theirs) < _MISSED:
        # Of a page without prose the thorough ones make one paragraph of all its lines.
        if own.prose.characters < 2 * SHORTEST and (short := read_short(body, base)):
            return covered(own.prose, short), short
        theirs = _trafilaturas(tree, body, base, own.prose.total, page, _thorough())
    length = _length(theirs)
    if length < SHORT and (short := read_short(body, base)):
        return covered(own.prose, short), short
    part = covered(own.prose, theirs)
    if own.apart and length < _SCRAP and part < ENOUGH * (whole := covered(own.prose, own.blocks)):
        return whole, own.blocks
    if part < ENOUGH and _stands_in_body(own, body):
        return 1.0, own.blocks
    return part, theirs


def _stands_in_body(own: Own, body: HtmlElement) -> bool:
    """Whether the prose of a page is that of an article whose sections stand straight in its body, beside no other."""
    prose, page = own.prose, body.getparent()
    return (
        own.container is body
        and page is not None
        and prose.enough
        and not prose.lenient
        and prose.characters >= _PLAIN * prose.total
        and len(elements_of(page).headings) == 1
        and _are_sections(prose, body)
    )


def _are_sections(prose: Prose, body: HtmlElement) -> bool:
    """Whether elements of one class, straight in the body, hold most of a page's prose: they belong together."""
    shares: dict[str, list[int]] = {}
    for child in body:
        if votes := prose.good.get(child, 0):
            shares.setdefault(child.get("class") or "", []).append(votes)
    return any(
        name and len(votes) > 1 and sum(votes) >= _MOST_OF_IT * prose.characters
        for name, votes in shares.items()
    )


def _short_whole(own: Own) -> float:
    """The share of the page's prose that stands in a short article's blocks; 0 where these are not plainly that.

    They are if they have all prose and little else. Of such a page the others take all lines for the article: what
    stands beside it is as long.
    """
    prose, container = own.prose, own.container
    if prose.lenient or container is None or prose.good[container] < _TIGHT * _length(own.blocks):
        return 0.0
    if 2 * sum(weight(block.text) >= SHORTEST for block in own.blocks) < len(own.blocks):
        return 0.0  # labels and links, with a few sentences between them
    articles = list(container.iter("article"))
    if len(articles) == 1 and prose.good.get(articles[0], 0) < _WHOLE * prose.good[container]:
        return 0.0  # what stands beside the one article may be its comments
    if 2 * prose.characters < prose.total and not _has_headline_beside(container):
        return 0.0  # who knows which of them is the furniture
    part = covered(prose, own.blocks)
    return part if part >= _WHOLE else 0.0


def _has_headline_beside(container: html.HtmlElement) -> bool:
    """Whether a page's headline stands in an element, or straight beside it."""
    above = container.getparent()
    return container.find(".//h1") is not None or (above is not None and above.find("./h1") is not None)


def _with_claimed(blocks: list[Block], claims: Claims, tree: html.HtmlElement) -> list[Block]:
    """The blocks, or the text in the page's JSON-LD where the page itself has less than it should have of it.

    That is so of pages that a script writes, and of live blogs whose posts come later. The JSON-LD is of this article
    if the text on the page begins in it, or if its headline is the page's and nothing of its text is on the page.
    """
    claimed = list(map(Block, claims.paragraphs))
    if claimed and _is_of_it(blocks, _joined(claimed), claims, tree):
        much = _length(claimed)
        # One block is what trafilatura makes of such a text, too: only its paragraphs are lost.
        if _length(blocks) < ENOUGH * much or (
            len(blocks) == 1 < len(claimed) and _length(blocks) < 1.2 * much
        ):
            return claimed
    if not claims.posts:
        return blocks
    text = _joined(blocks)
    missing = [post for post in claims.posts if sample_of(" ".join(post.paragraphs)) not in text]
    if 2 * len(missing) <= len(claims.posts) or len(text) > _MOST_BEFORE_POSTS:
        return blocks
    for post in missing:
        if post.headline:
            blocks = [*blocks, Block(post.headline, BlockKind.HEADING, 2)]
        blocks = blocks + [Block(paragraph) for paragraph in post.paragraphs]
    return blocks


def _is_of_it(blocks: list[Block], claimed: str, claims: Claims, tree: html.HtmlElement) -> bool:
    if blocks and sample_of(blocks[0].text) in claimed:
        return True
    if not claims.headline or any(
        sample_of(each.text) in claimed for each in blocks if len(each.text) >= SHORTEST
    ):
        return False
    headline = letters(claims.headline)
    return any(headline in letters("".join(each.itertext())) for each in tree.iter("h1", "title"))


def _joined(blocks: list[Block]) -> str:
    return letters(" ".join(block.text for block in blocks))


def _length(blocks: list[Block]) -> int:
    return sum(weight(block.text) for block in blocks)


def _trafilaturas(
    tree: html.HtmlElement,
    body: html.HtmlElement,
    base: str | None,
    prose: int,
    page: list[Block],
    options: Extractor,
) -> list[Block]:
    """What trafilatura takes for the article, in the blocks of the page.

    `prose` are the characters of all prose in the page's mark-up.
    """
    document: Any = trafilatura.bare_extraction(tree, options=options)
    if document is None:
        return []
    theirs = blocks_of(document.body, base=base)
    if not prose and theirs and sample_of(theirs[0].text) not in _joined(page):
        return []  # the text of a script, of whatever article: see _with_claimed, and state.py
    found = with_captions(projected(page, theirs), page)
    return without_headline(found, body)


def extract_paragraphs(tree: html.HtmlElement) -> list[str]:
    """The paragraphs of the article, in order: prose, subheadings, list items and table rows (cells parted by " | ").

    Empty if the page holds no article: no text at all, or no line that reads as prose, as on a page of links.
    """
    return list(texts_of(extract_blocks(tree).blocks))


def visible_lines(tree: html.HtmlElement) -> list[str]:
    """The first lines of a page as they are seen, furniture included: what one without an article is judged by."""
    return list(texts_of(blocks_of(_body_of(tree), skip=is_unseen)[:_MOST_LINES]))


def _body_of(tree: html.HtmlElement) -> html.HtmlElement:
    found = tree.find("body")
    return tree if found is None else found


def block_paragraphs(root: Any) -> list[str]:
    """Every block of an element as a paragraph, in order. Two line breaks part paragraphs, too.

    For bodies that are the article and nothing else, such as that of a mail.
    Struck-out text is left out.
    """
    return list(texts_of(blocks_of(root)))


# "txt" spares the text that is rendered for "python": only the tree is wanted here.
@cache
def _quick() -> Extractor:
    """trafilatura's own rules alone, which take more rather than less."""
    return Extractor(output_format="txt", comments=False, fast=True, recall=True)


@cache
def _thorough() -> Extractor:
    """With the other extractors that it asks besides, which take twice as long."""
    return Extractor(output_format="txt", comments=False)
