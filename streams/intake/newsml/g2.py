"""IPTC NewsML-G2 -> articles: a newsItem, or a newsMessage with several items (https://iptc.org/standards/newsml-g2/).

Read by the names of its elements, whatever the namespace; catalogs that are elsewhere are never fetched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from streams.article import Article, Dropped, RawArticle
from streams.intake import dates
from streams.intake.charset import Decoded
from streams.intake.newsml.codes import Catalog, catalog_of
from streams.intake.newsml.g2_item import read_item
from streams.intake.newsml.g2_meta import item_of
from streams.intake.newsml.parts import articles_of
from streams.intake.newsml.tree import Element, child, children, line
from streams.intake.xml import local_name, read_xml
from streams.kinds import Reason

_ITEMS = ("newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem")


def read_decoded(raw: RawArticle, decoded: Decoded) -> Article | Dropped | list[Article | Dropped]:
    """The articles in a document, one for each text item.

    What is no text, and what holds nothing, is passed over where it accompanies a text; alone it is refused. An item
    that is broken is refused in its place.
    """
    document = read_xml(decoded.text)
    if isinstance(document, Dropped):
        return document
    root, repairs = document.root, decoded.repairs + document.repairs
    if local_name(root) != "newsMessage":
        return _read(root, catalog_of(root), raw, repairs)
    header = child(root, "header")
    sent = dates.parse(line(child(header, "sent")))
    raw = raw if raw.time or sent is None else replace(raw, time=sent)
    above = catalog_of(header) if header is not None else Catalog({})
    read = [_read(item, catalog_of(item, above), raw, repairs) for item in _items(root)]
    return articles_of(read)


def _items(message: Element) -> Iterator[Element]:
    for item_set in children(message, "itemSet"):
        yield from (each for each in item_set if local_name(each) in _ITEMS)


def _read(root: Element, catalog: Catalog, raw: RawArticle, repairs: tuple[str, ...]) -> Article | Dropped:
    name = local_name(root)
    if name in _ITEMS[1:]:
        return Dropped(Reason.NOT_TEXT, f"a {name.removesuffix('Item')} item")
    if name != "newsItem":
        return Dropped(Reason.INVALID_DOCUMENT, f"not NewsML-G2: its root element is {name[:60]}")
    return read_item(item_of(root, catalog), raw, repairs)
