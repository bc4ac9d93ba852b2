"""What the elements of a feed are called: one name for each, whatever namespace and prefix the feed writes."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

Element = etree._Element
Named = dict[str, list[Element]]
#: Namespaces by a prefix of ours. "" holds the vocabularies of RSS and Atom themselves.
_NAMESPACES = {
    "http://www.w3.org/2005/atom": "",
    "http://purl.org/atom/ns": "",
    "http://purl.org/rss/1.0": "",
    "http://purl.org/net/rss1.1": "",
    "http://my.netscape.com/rdf/simple/0.9": "",
    "http://channel.netscape.com/rdf/simple/0.9": "",
    "http://backend.userland.com/rss": "",
    "http://backend.userland.com/rss2": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://purl.org/rss/1.0/modules/content": "content",
    "http://purl.org/dc/elements/1.1": "dc",
    "http://purl.org/dc/terms": "dcterms",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns": "rdf",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://purl.org/atompub/tombstones/1.0": "at",
    "http://www.w3.org/2007/app": "app",
    "http://search.yahoo.com/mrss": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://news.yandex.ru": "yandex",
    "http://turbo.yandex.ru": "turbo",
    **{f"http://wordpress.org/export/1.{minor}": "wp" for minor in range(3)},
    **{f"http://wordpress.org/export/1.{minor}/excerpt": "excerpt" for minor in range(3)},
    "http://cyber.law.harvard.edu/rss/creativecommonsrssmodule.html": "cc",
    "http://backend.userland.com/creativecommonsrssmodule": "cc",
}
_PREFIXES = frozenset(filter(None, _NAMESPACES.values()))


def name_of(element: Element) -> str:
    """The name of an element: "title", "dc:creator", "content:encoded"; "?" in a namespace that feeds do not use."""
    tag: object = element.tag
    if not isinstance(tag, str):
        return "?"
    uri, _, local = tag[1:].rpartition("}") if tag[0] == "{" else ("", "", tag)
    if not uri:
        return local.lower()
    prefix = _prefix_of(uri)
    if prefix is None and (given := (element.prefix or "").lower()) in _PREFIXES:
        prefix = given
    if prefix is None:
        return "?"
    return f"{prefix}:{local.lower()}" if prefix else local.lower()


def children(element: Element) -> Iterator[tuple[str, Element]]:
    """(name, element) of each child in a namespace that feeds use."""
    for child in element:
        if (name := name_of(child)) != "?":
            yield name, child


def _prefix_of(uri: str) -> str | None:
    key = uri.strip().lower().replace("https://", "http://").rstrip("/#")
    return "" if "backend.userland.com/rss" in key else _NAMESPACES.get(key)
