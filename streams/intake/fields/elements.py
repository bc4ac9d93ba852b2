"""XML that is of no standard -> articles: an element is a field, and its name says which, as in JSON.

House exports and the programs of printers write <article><title>, <story><headline>, <artikel><titel>. An element with
elements of a text in it (data/feeds/xml_text.toml: HTML's, DocBook's) is a text; any other is an object. Attributes are
fields, where no element has their name. What then has no text under a name of json_fields.toml is refused: most XML is
no article.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any

from lxml import etree

from streams.article import Article, Dropped, RawArticle
from streams.datafiles import read_toml
from streams.intake.charset import Decoded
from streams.intake.fields.document import WANTED as WANTED_FIELDS
from streams.intake.fields.document import read_parts
from streams.intake.fields.names import field_of
from streams.intake.fields.parts import Part, parts_of_object
from streams.intake.ninjs.fields import spelled
from streams.intake.xml import local_name, read_xml, refused_as
from streams.kinds import Format, Reason

WANTED = "no article in it with a headline and a text: name the elements as docs/feed.md lists the fields"
#: Elements below one another that are looked at.
_DEEPEST = 40
#: Envelopes with one element each around the article.
_MOST_AROUND = 4
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
#: Elements that say in an attribute what they are: of Solr, of MySQL.
_NAMED = frozenset({"field", "column", "attribute", "property", "param", "meta", "str", "date", "arr"})
#: A page of a sitemap of news has a title and an address alone.
_SITEMAP = "urlset"

Object = dict[str, Any]


def read_decoded(raw: RawArticle, decoded: Decoded) -> Article | Dropped | list[Article | Dropped]:
    """The articles in a document, by the names of its elements.

    Refused: INVALID_DOCUMENT for broken XML, UNKNOWN_FORMAT where no element has a headline and a text.
    """
    document = read_xml(decoded.text)
    if isinstance(document, Dropped):
        return refused_as("XML", document, decoded.text)
    root = local_name(document.root)
    parts = [Part(part.place, part.value, named=True) for part in _parts(document.root)]  # no ninjs
    found = read_parts(parts, raw, decoded.repairs + document.repairs, Format.XML)
    refused = Dropped(Reason.UNKNOWN_FORMAT, f"XML with the root element {root[:60].lower()}, and {WANTED}")
    judged = [_judged(each, refused, titles=root.lower() == _SITEMAP) for each in found]
    return refused if all(each is refused for each in judged) else judged


def _judged(found: Article | Dropped, refused: Dropped, *, titles: bool) -> Article | Dropped:
    """What was read, if it is an article or a word about one."""
    if isinstance(found, Dropped):
        says_nothing = found.detail.endswith((WANTED_FIELDS, ", not text"))
        return refused if found.reason is Reason.INVALID_DOCUMENT and says_nothing else found
    if found.pub_status == "canceled" or (
        found.headline and (titles or (found.paragraphs and not found.partial))
    ):
        return found
    return refused


def _parts(root: etree._Element) -> list[Part]:
    value = _value(root, _DEEPEST)
    for _ in range(_MOST_AROUND):
        if not isinstance(value, dict):
            break
        around = [each for name, each in value.items() if spelled(name) != "header" or "Body" not in value]
        if len(around) != 1 or not isinstance(around[0], dict):
            break
        value = around[0]
    found = parts_of_object(value if isinstance(value, dict) else {"text": value})
    return [Part("", found)] if isinstance(found, Dropped) else found


def _value(element: etree._Element, left: int) -> Any:
    """The text of an element, its markup, or the object of what is in it."""
    attributes = _attributes(element)
    if not len(element):
        return (element.text or "").strip() or attributes or ""
    if _is_text(element) and not any(field_of(name) in ("headline", "author") for name in attributes):
        return _markup_in(element, left)
    found: Object = {}
    text: list[str] = []
    for child in element:
        if spelled(local_name(child)) in _names().blocks and not _is_section_name(child, element):
            text += _markup(child, left - 1)
        elif left:
            _add(found, _field_name(child), _value(child, left - 1))
    if text:
        found.setdefault("text", "".join(text))
    elif len(found) == 1 and not attributes:
        ((name, only),) = found.items()
        # <authors><author>...</author></authors>, and no <title-group><article-title>
        if _is_list(only) and field_of(name) in (None, field_of(local_name(element))):
            return only
    for name, each in attributes.items():
        found.setdefault(name, each)
    return found


def _is_section_name(child: etree._Element, element: etree._Element) -> bool:
    """Whether a "section" is the name of one, beside fields, and no part of a text."""
    if len(child) or field_of(local_name(child)) != "subjects":
        return False
    known = _names()
    return not any(spelled(local_name(each)) in known.blocks for each in element if each is not child)


def _field_name(element: etree._Element) -> str:
    """What a field is called: <field name="title"> is a title."""
    own = local_name(element)
    said = element.get("name") if own.lower() in _NAMED else None
    return said if said and field_of(said) else own


def _is_list(value: Any) -> bool:
    return isinstance(value, str) or (
        isinstance(value, list) and all(isinstance(each, str) for each in value)
    )


def _add(found: Object, name: str, value: Any) -> None:
    if name not in found:
        found[name] = value
    elif isinstance(before := found[name], list):
        before.append(value)
    else:
        found[name] = [before, value]


def _said(element: etree._Element) -> Iterator[tuple[str, str]]:
    for name, value in element.attrib.items():
        if isinstance(name, str) and isinstance(value, str):
            yield name, value


def _attributes(element: etree._Element) -> Object:
    """Its attributes as fields. A version that is no whole number is that of the format."""
    found: Object = {}
    for name, value in _said(element):
        if name == _LANGUAGE:
            found["lang"] = value
        elif name[:1] != "{" and (name != "version" or value.isdecimal()):
            found[name] = value
    return found


def _is_text(element: etree._Element) -> bool:
    """Whether what is in it is a text with elements of a text in it, and no fields."""
    known = _names()
    names = [spelled(local_name(child)) for child in element]
    if all(name in known.blocks or name in known.none for name in names):
        return any(name in known.blocks for name in names)
    written = element.text, *(child.tail for child in element)
    return any(each and not each.isspace() for each in written)


def _markup_in(element: etree._Element, left: int) -> str:
    return "".join(_inner(element, left)).strip()


def _inner(element: etree._Element, left: int) -> Iterator[str]:
    if element.text:
        yield escape(element.text, quote=False)
    for child in element:
        yield from _markup(child, left - 1)
        if child.tail:
            yield escape(child.tail, quote=False)


def _markup(element: etree._Element, left: int) -> Iterator[str]:
    """The element as HTML. One that nobody knows is what is in it."""
    name, known = spelled(local_name(element)), _names()
    if left <= 0 or name in known.none:
        return
    # A section has its title within it, where a document has a field.
    tag = known.blocks.get(name) or known.inline.get(name) or ("h2" if name in ("title", "titel") else None)
    if tag == "a" and (href := _address(element)):
        yield f'<a href="{escape(href)}">'
    elif tag:
        yield f"<{tag}>"
    yield from _inner(element, left)
    if tag and tag != "br":
        yield f"</{tag}>"


def _address(element: etree._Element) -> str | None:
    for name, value in _said(element):
        if name.rpartition("}")[2] in ("href", "url") and value.startswith(("http://", "https://")):
            return value
    return None


@dataclass(frozen=True, slots=True)
class _Names:
    blocks: Mapping[str, str]  # an element of HTML for each
    inline: Mapping[str, str]
    none: frozenset[str]


@cache
def _names() -> _Names:
    table = read_toml("feeds/xml_text.toml")
    return _Names(
        _inverted(table["blocks"]),
        _inverted(table["inline"]),
        frozenset(map(spelled, table["none"]["names"])),
    )


def _inverted(lists: Mapping[str, list[str]]) -> Mapping[str, str]:
    return {spelled(name): tag for tag, names in lists.items() for name in names}
