"""What NewsML-G2 and NewsML 1.x share: finding elements, and what the codes in them say.

Elements are found by their names alone, since wires are free with namespaces and prefixes. Codes are qcodes and their
catalogs, uris, literals and formal names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from lxml import etree

from streams.article import Article, Dropped
from streams.datafiles import read_lines, read_toml
from streams.intake.html.metadata import primary_language
from streams.intake.identity import is_uri
from streams.intake.newscodes import MEDIA_TOPICS
from streams.intake.xml import local_name
from streams.kinds import Reason
from streams.sent import NOTHING_SENT

Element = etree._Element
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"


def children(parent: Element | None, *path: str) -> Iterator[Element]:
    """The elements at the end of a path of names below `parent`, in document order."""
    if parent is None or not path:
        return
    for child in parent:
        if local_name(child) == path[0]:
            if len(path) == 1:
                yield child
            else:
                yield from children(child, *path[1:])


def child(parent: Element | None, *path: str) -> Element | None:
    """The first element at the end of a path of names."""
    return next(children(parent, *path), None)


def descendants(parent: Element, *names: str) -> Iterator[Element]:
    """All elements of these names below `parent`, in document order."""
    return (each for each in parent.iter() if each is not parent and local_name(each) in names)


def line(element: Element | None) -> str | None:
    """All the text in an element, on one line; None if there is none."""
    if element is None:
        return None
    text = "".join(map(str, element.itertext())) if len(element) else element.text or ""
    return " ".join(text.split()) or None


def lines(elements: Iterable[Element]) -> list[str]:
    """The text of each element that has some."""
    return [text for text in map(line, elements) if text]


def attribute(element: Element | None, name: str) -> str | None:
    """The value of an attribute, stripped; None if it is missing or empty."""
    return None if element is None else (element.get(name) or "").strip() or None


def named(parent: Element | None, name: str) -> str | None:
    """The formal name in a child element, or its text: wires write either."""
    found = child(parent, name)
    return attribute(found, "FormalName") or line(found)


def is_nil(element: Element) -> bool:
    """Whether the element says of itself that it has no value."""
    return (element.get(_NIL) or "").strip() in ("true", "1")


def language_of(element: Element | None) -> str | None:
    """The primary tag of the element's own xml:lang."""
    return primary_language(tag_of(element))


def tag_of(element: Element | None) -> str | None:
    """The element's own xml:lang, as it is written."""
    return None if element is None else element.get(_XML_LANG)


def in_language(elements: Iterable[Element], language: str | None) -> list[Element]:
    """The elements that have a text: first those in `language`, then those without a language, then the others."""

    def order(element: Element) -> int:
        own = language_of(element)
        return 0 if own == language else 1 if own is None else 2

    return sorted((each for each in elements if line(each)), key=order)


def text_in(elements: Iterable[Element], language: str | None) -> str | None:
    """The text of the first element of `in_language`."""
    return next((line(each) for each in in_language(elements, language)), None)


@dataclass(frozen=True, slots=True)
class Catalog:
    """The schemes that the aliases of a document stand for. IPTC's own aliases count where the document has none."""

    aliases: Mapping[str, str]

    def uri(self, element: Element | None, name: str = "qcode") -> str | None:
        """The uri that an element names by `uri` or by a qcode; None if the alias is in a catalog elsewhere."""
        if element is None:
            return None
        if (uri := attribute(element, "uri")) and is_uri(uri):
            return _one_spelling(uri)
        return self.resolve(attribute(element, name))

    def resolve(self, qcode: str | None) -> str | None:
        """The uri of a qcode, "medtop:04000000"."""
        alias, colon, code = (qcode or "").partition(":")
        scheme = self.aliases.get(alias) or _iptc_schemes().get(alias)
        if not colon or not code or scheme is None:
            return None
        uri = _one_spelling(scheme + code)
        return uri if is_uri(uri) else None

    def code(self, element: Element | None, name: str = "qcode") -> str | None:
        """The last part of an element's uri, qcode or literal, in lower case: "withheld"."""
        return last_part(self.uri(element, name) or attribute(element, name) or attribute(element, "literal"))


def catalog_of(item: Element, above: Catalog | None = None) -> Catalog:
    """The aliases that an item, or the header of a message, defines itself. Catalogs elsewhere are not fetched."""
    found = dict(above.aliases) if above else {}
    for catalog in children(item, "catalog"):
        for scheme in descendants(catalog, "scheme"):
            alias, uri = attribute(scheme, "alias"), attribute(scheme, "uri")
            if alias and uri:
                found[alias] = uri
    return Catalog(found)


def last_part(code: str | None) -> str | None:
    """The last part of a code, in lower case: "usable" for "stat:usable" and "http://…/pubstatusg2/usable"."""
    return re.split(r"[:/#]", code.strip())[-1].lower() or None if code else None


def meaning(table: str, code: str | None) -> str | None:
    """The meaning of a code by a table in data/newsml/codes.toml; None if the code is not there."""
    return _codes().get(table, {}).get(code or "")


def media_topic(uri: str | None) -> str | None:
    """The uri, if it is the uri of an IPTC Media Topic; else None."""
    return uri if uri and re.fullmatch(re.escape(MEDIA_TOPICS) + r"\d{8}", uri) else None


def _one_spelling(uri: str) -> str:
    """NewsCodes have http uris; some write https, or leave the slash of the scheme out."""
    uri = re.sub(r"^https(?=://cv\.iptc\.org/newscodes/)", "http", uri)
    return re.sub(r"^(http://cv\.iptc\.org/newscodes/mediatopic)(?=\d)", r"\1/", uri)


@cache
def _iptc_schemes() -> Mapping[str, str]:
    """The aliases of IPTC's own catalog."""
    return dict(row.split("\t") for row in read_lines("newsml/iptc_schemes.tsv"))


@cache
def _codes() -> Mapping[str, Mapping[str, str]]:
    return read_toml("newsml/codes.toml")


def articles_of(read: Sequence[Article | Dropped]) -> Dropped | list[Article | Dropped]:
    """The articles, and refusals in the places of broken items. Without an article it is one refusal of the whole."""
    kept = [each for each in read if isinstance(each, Article) or each.reason is Reason.INVALID_DOCUMENT]
    if any(isinstance(each, Article) for each in kept):
        return kept
    return _one_refusal(read)


def _one_refusal(read: Sequence[Article | Dropped]) -> Dropped:
    """Why a whole message has no article: the gravest of its items' reasons, and what they are."""
    refused = [each for each in read if isinstance(each, Dropped)]
    if not refused:
        return Dropped(Reason.NO_ARTICLE, "a document without an item")
    order = (Reason.INVALID_DOCUMENT, Reason.NO_ARTICLE, Reason.NOT_TEXT)
    gravest = min(refused, key=lambda each: order.index(each.reason))
    details = "; ".join(dict.fromkeys(each.detail for each in refused))
    return gravest if len(refused) == 1 else Dropped(gravest.reason, f"{len(refused)} items: {details}"[:300])


def bare(message: Article) -> Article:
    """A message that was cut off, without what may have lost its end."""
    return replace(message, headlines=(), media=(), related=(), sent=NOTHING_SENT)
