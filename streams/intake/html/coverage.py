"""Whether what was taken out of a page is the whole article, or a part of it, and by what that shows.

The prose of the page, without its furniture, must come out again; so must what its JSON-LD says of the text. A teaser,
what stands before a paywall and the first of several pages are a part, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from lxml import etree
from lxml.html import HtmlElement

from streams.blocks import Block
from streams.intake.html.claims import Claims
from streams.intake.html.container import SHORTEST, Prose, weight
from streams.intake.html.elements import elements_of
from streams.intake.html.names import is_wall
from streams.intake.html.own import Own
from streams.intake.html.projection import letters

#: What covers less than this share of the prose has been cut.
ENOUGH: Final = 0.6
#: Characters from the middle of a piece of prose, by which it is found again.
_SAMPLE: Final = 30
#: A page with less prose, in characters, tells nothing of what is missing.
_LITTLE: Final = 600
#: Words of a teaser, at most, and of what stands before a wall.
_TEASER: Final = 150
#: A count of words that is so near to the number of characters, as a share of it, is a count of characters.
_CHARACTERS: Final = (0.7, 1.4)
#: Ingredients of a recipe, as microdata and RDFa mark them (https://schema.org/Recipe), or the entries of a list or a
#: table that is called so; fewer make no list.
_INGREDIENTS: Final = etree.XPath(
    "//*[@itemprop='recipeIngredient' or @itemprop='ingredients' or @property='recipeIngredient']"
    "| //*[contains(@class, 'ngredient')]//*[self::li or self::tr]"
)
_FEW_INGREDIENTS, _INGREDIENT = 3, 200
#: What the mark-up of each of them holds. To look for it costs a walk less.
_WORD: Final = b"ngredient"
#: Characters of a recipe's text, at most.
_RECIPE: Final = 4000
_CUT = re.compile(r"(?:…|\.{3}|\[…\]|\[\.{3}\])[\s\"'”“’»«›)]{0,3}$")
_SPACELESS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_ENDING = re.compile(r"\.\w{2,5}$")
#: How the address of an article's second page ends, and of a later one. Comments have pages of their own.
_SECOND_PAGE = re.compile(
    r"(?:[?&](?:page|seite|p|pagina)=|/(?:page|seite|pagina)/|/(?:page|seite)-|,seite-)2(?:/|\.html?)?$"
)
_SECONDS = ("2", "2/", "2.html", "2.htm")
_LATER_PAGE = re.compile(
    r"(?:[?&](?:page|seite|pagina)=|/(?:page|seite|pagina)/|/(?:page|seite)-|,seite-)(?:[2-9]|[1-4]\d)(?:/|\.html?)?$"
)
_NUMBER = re.compile(r"\d{1,3}(?=\D{0,6}$)")


def covered(prose: Prose, blocks: Iterable[Block]) -> float:
    """The share of the page's prose, 0 to 1, that stands in the blocks; 1 if the page has no prose."""
    if not prose.characters:
        return 1.0
    whole = letters(" ".join(block.text for block in blocks))
    found = 0
    for element in dict.fromkeys(element for element, _ in prose.pieces):
        texts = ["".join(element.itertext())] if element.tag == "p" else list(element.itertext())
        for text in texts:
            if len(text) >= SHORTEST // 2 and sample_of(text) in whole:
                found += weight(" ".join(text.split()))
    return min(1.0, found / prose.characters)


def sample_of(text: str) -> str:
    """Letters from the middle of a text, by which it is found in another."""
    words = letters(text[:2000])
    middle = len(words) // 2
    return words[max(0, middle - _SAMPLE // 2) : middle + _SAMPLE // 2]


def part_of(
    blocks: list[Block],
    *,
    share: float,
    own: Own,
    claims: Claims,
    tree: HtmlElement,
    url: str | None = None,
    encoded: bytes | None = None,
) -> str | None:
    """In a few words why the blocks are only a part of the article; None if nothing shows that they are.

    Args:
        blocks: what was taken out of the page.
        share: of the page's prose that is in them.
        own: what the page's own structure showed.
        claims: what the page's JSON-LD says of the text.
        tree: the page.
        url: where the page came from.
        encoded: its mark-up in UTF-8: where it has no word of ingredients, none are looked for.
    """
    text = " ".join(block.text for block in blocks)
    words = len(text.split())
    if own.apart and share < ENOUGH and own.prose.characters >= _LITTLE:
        return "prose"
    if len(text) < _RECIPE and (encoded is None or _WORD in encoded) and _lacks_ingredients(tree, text):
        return "ingredients"
    if not _SPACELESS.search(text[:200]):
        if claims.words and words < ENOUGH * claims.words and not _counts_characters(claims.words, text):
            return "word count"
        if words < _TEASER and blocks and _CUT.search(blocks[-1].text):
            return "teaser"
        if words < _TEASER and (not claims.free or any(map(is_wall, tree.iter("div", "section", "aside")))):
            return "paywall"
    if not claims.free and blocks and _CUT.search(blocks[-1].text):
        return "paywall"
    if url and _LATER_PAGE.search(url):
        return "later page"
    found = elements_of(tree)
    for link in (*found.links, *found.anchors):
        said = link.get("rel")  # few have it: asked here, where it costs no call
        if said is not None and "next" in said.lower().split() and _is_next(link, url):
            return "first page"
        address = link.get("href") if url else None
        if url and address and address.endswith(_SECONDS) and link.tag == "a" and _is_second(address, url):
            return "first page"
    return None


def _lacks_ingredients(tree: HtmlElement, text: str) -> bool:
    """Whether most of what a recipe is made of is marked on the page, and is not in the text."""
    found: Any = _INGREDIENTS(tree)
    texts = (" ".join("".join(each.itertext()).split()) for each in found)
    lines = [letters(text) for text in texts if len(text) <= _INGREDIENT]
    marked = list(filter(None, lines))
    if len(marked) < _FEW_INGREDIENTS:
        return False
    whole = letters(text)
    return 2 * sum(line in whole for line in marked) < len(marked)


def _counts_characters(words: int, text: str) -> bool:
    least, most = _CHARACTERS
    return least * len(text) <= words <= most * len(text)


def _is_second(address: str, url: str) -> bool:
    """Whether a link's address is this page's own with a 2 for the second page behind it."""
    if not (match := _SECOND_PAGE.search(address[-20:])):
        return False
    stem = address[: len(address) - (match.end() - match.start())]
    here = _ENDING.sub("", url.partition("?")[0].partition("#")[0].rstrip("/"))
    stem = _ENDING.sub("", stem.rstrip("/"))
    if "://" in stem:
        return here == stem and "/" in stem.partition("://")[2]
    return stem.startswith("/") and "/" in stem[1:] and here.endswith(stem)


def _is_next(link: HtmlElement, url: str | None) -> bool:
    """Whether a link to what comes next leads to the next page of the same article: it differs from this one's url by
    a number.
    """
    address = (link.get("href") or "").strip()
    number = _NUMBER.search(address)
    if number is None or not 2 <= int(number[0]) <= 50:
        return False
    stem = (
        address[: number.start()].rstrip("/-_,").removesuffix("page").removesuffix("seite").rstrip("/-_,?&=")
    )
    if not stem or stem.startswith("?") or address.startswith("?"):
        return True
    if url is None:
        return False
    here = re.sub(r"\.\w{2,5}$", "", url.partition("?")[0].rstrip("/"))
    return here.endswith(stem.partition("?")[0]) or stem.partition("?")[0].startswith(here)
