"""The article as the page's JSON-LD describes it: https://json-ld.org, https://schema.org/NewsArticle.

References into the page's graph are followed, types may be lists, and of a script that is broken every value is read
that is whole. What describes another article is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from streams.intake.html.line import clean_text, comparable, resemblance
from streams.replaced import replace

_ARTICLE = re.compile(
    r"(?:https?://schema\.org/)?(?:\w{0,20}NewsArticle|Article|Report|BlogPosting|LiveBlogPosting|SocialMediaPosting|"
    r"ScholarlyArticle|TechArticle)$"
)
# Where there is no article, the page itself may have an author and a date.
_SECOND = re.compile(
    r"(?:https?://schema\.org/)?(?:WebPage|ItemPage|Recipe|HowTo|Review|CreativeWork|PodcastEpisode|VideoObject)$"
)
_ANY_ARTICLE = re.compile(r'"@type"\s{0,9}:\s{0,9}\[?\s{0,9}"\w{0,20}(?:Article|Posting)"')
# Where an article hides in its page's description. Lists of other articles (itemListElement) are not entered.
_CONTAINERS = ("@graph", "mainEntity", "mainEntityOfPage")
_TRAILING_COMMA = re.compile(r",(\s{0,100}[}\]])")
_LARGEST = 2_000_000  # characters of one script
_MOST_NODES = 200
_ALIKE = 0.3  # below this resemblance a headline is that of another article
_KEYS = (
    *(
        "headline",
        "name",
        "author",
        "creator",
        "datePublished",
        "dateCreated",
        "dateModified",
        "mainEntityOfPage",
    ),
    *("url", "publisher", "inLanguage", "description", "articleSection", "keywords", "image"),
)
_DECODER = json.JSONDecoder(strict=False)  # raw line breaks inside strings are common

_LOGIN = re.compile(
    r"/author/(?:admin|administrator|root|webmaster|wpadmin|user)\d{0,3}/?(?:#\w*)?$", re.IGNORECASE
)

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody who is named as author; `person` False: the page says that it is an organisation.

    `login`: his page is that of who runs the site. That may be the author, or nobody.
    """

    name: str
    person: bool = True
    login: bool = False


@dataclass(frozen=True, slots=True)
class LinkedArticle:
    """What JSON-LD says of the article; None or empty where it says nothing. Dates as written."""

    headline: str | None = None
    authors: tuple[Author, ...] = ()
    published: str | None = None
    modified: str | None = None
    url: str | None = None
    publisher: str | None = None
    language: str | None = None
    description: str | None = None
    section: str | None = None
    keywords: tuple[str, ...] = ()
    image: str | None = None
    caption: str | None = None


def read_linked_data(scripts: list[str], url: str | None, titles: list[str]) -> LinkedArticle:
    """The article that the JSON-LD of a page describes; empty if there is none, or if it is another one.

    `titles` are what the page itself prints and declares as its title. Of several articles, the one counts whose url is
    `url` or whose headline is a title.
    """
    documents = [_parse(script) for script in scripts]
    graph: dict[str, Node] = {}
    articles: list[Node] = []
    pages: list[Node] = []
    for document in documents:
        for node in _nodes(document):
            if isinstance(node.get("@id"), str) and len(node) > 1:
                graph.setdefault(node["@id"], node)
            types = node.get("@type")
            names = [t for t in (types if isinstance(types, list) else [types]) if isinstance(t, str)]
            if any(map(_ARTICLE.match, names)):
                articles.append(node)
            elif any(map(_SECOND.match, names)):
                pages.append(node)
    if len(articles) > 1:
        articles = _the_one(articles, url, titles)
    elif articles and not _is_about(articles[0], url, titles):
        articles = []
    if articles:
        article = _read(articles[0], graph)
        return article if article.authors or not pages else _with_page(article, pages, graph)
    return _of_page(pages, graph)


def filled_up(linked: LinkedArticle, other: LinkedArticle) -> LinkedArticle:
    """What linked data say, and what another source says where those say nothing."""
    return LinkedArticle(
        **{each.name: getattr(linked, each.name) or getattr(other, each.name) for each in fields(linked)}
    )


def _read(node: Node, graph: dict[str, Node]) -> LinkedArticle:
    picture = _resolved(_first(node.get("image")), graph)
    return LinkedArticle(
        headline=_text(node.get("headline")) or _text(node.get("name")),
        authors=_authors(node.get("author"), graph) or _authors(node.get("creator"), graph),
        published=_text(node.get("datePublished")) or _text(node.get("dateCreated")),
        modified=_text(node.get("dateModified")),
        url=_address(node.get("mainEntityOfPage")) or _address(node.get("url")),
        publisher=next(
            (each.name for each in _authors(node.get("publisher"), graph) if not each.person), None
        ),
        language=_text(node.get("inLanguage")),
        description=_text(node.get("description")),
        section=_text(node.get("articleSection")),
        keywords=_keywords(node.get("keywords")),
        image=_address(picture) if isinstance(picture, str) else _address_of_picture(picture),
        caption=_text(picture.get("caption")) or _text(picture.get("description"))
        if isinstance(picture, dict)
        else None,
    )


def _of_page(pages: list[Node], graph: dict[str, Node]) -> LinkedArticle:
    """The author and the dates of a page that is described, but as no article."""
    for node in pages:
        said = _read(node, graph)
        if said.authors or said.published:
            return LinkedArticle(
                authors=said.authors or _only_person(graph),
                published=said.published,
                modified=said.modified,
                language=said.language,
            )
    return LinkedArticle(authors=_only_person(graph)) if pages else LinkedArticle()


def _only_person(graph: dict[str, Node]) -> tuple[Author, ...]:
    """The author of a graph that names one person, and does not say what he is to the page."""
    people = [node for node in graph.values() if "Person" in (_first(node.get("@type")), node.get("@type"))]
    return _authors(people[0], graph) if len(people) == 1 else ()


def _with_page(article: LinkedArticle, pages: list[Node], graph: dict[str, Node]) -> LinkedArticle:
    authors = _of_page(pages, graph).authors
    return replace(article, authors=authors) if authors else article


def _parse(script: str) -> Any:
    text = script.strip()
    if not text or len(text) > _LARGEST:
        return None
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        pass
    for opening, closing in (
        ("<!--", "-->"),
        ("//<![CDATA[", "//]]>"),
        ("<![CDATA[", "]]>"),
        ("/*<![CDATA[*/", "/*]]>*/"),
    ):
        text = text.removeprefix(opening).removesuffix(closing).strip()
    text = text.rstrip(";")
    try:
        return json.loads(_TRAILING_COMMA.sub(r"\1", text), strict=False)
    except (ValueError, RecursionError):
        return _salvaged(text)


def _salvaged(text: str) -> Node | None:
    """The values of an article that are whole, out of a script that is not: an unescaped quotation mark is common.

    Of each key its first value counts, so this takes one pass for each key.
    """
    start = _ANY_ARTICLE.search(text)
    if not start:
        return None
    node: Node = {"@type": "Article"}
    for key in _KEYS:
        at = text.find(f'"{key}"')
        if at < 0 or (key == "name" and "headline" in text):  # else it is that of the author or the paper
            continue
        after = _after_colon(text, at + len(key) + 2)
        if after is None:
            continue
        try:
            value, end = _DECODER.raw_decode(text, after)
        except (ValueError, RecursionError):
            continue
        # A string that is not followed by what may follow one was cut by a quotation mark inside it.
        if not isinstance(value, str) or text[end : end + 100].lstrip()[:1] in (",", "}", "]", ""):
            node[key] = value
    return node if len(node) > 1 else None


def _after_colon(text: str, at: int) -> int | None:
    rest = text[at : at + 100]
    value = rest.lstrip()
    if not value.startswith(":"):
        return None
    return at + len(rest) - len(value[1:].lstrip())


def _nodes(document: Any) -> Iterator[Node]:
    """Every node in the order of the document, at most 200 deep and wide."""
    waiting, seen = [document], 0
    while waiting and seen < _MOST_NODES:
        node = waiting.pop(0)
        seen += 1
        if isinstance(node, list):
            waiting[:0] = node[:_MOST_NODES]
        elif isinstance(node, dict):
            yield node
            waiting[:0] = [node[key] for key in _CONTAINERS if isinstance(node.get(key), list | dict)]


def _the_one(articles: list[Node], url: str | None, titles: list[str]) -> list[Node]:
    for node in articles:
        if _has_url(node, url):
            return [node]
    words = [comparable(title) for title in titles]
    named = [
        node
        for node in articles
        if (headline := comparable(_text(node.get("headline")))) and any(headline in title for title in words)
    ]
    if named:
        return named
    # The same article, described by the theme and again by a plug-in.
    headlines = {_text(node.get("headline")) for node in articles}
    alike = len(headlines) == 1 and None not in headlines
    return articles if alike and _is_about(articles[0], url, titles) else []


def _has_url(node: Node, url: str | None) -> bool:
    if not url:
        return False
    path = _bare(url)
    addresses = (_address(node.get("mainEntityOfPage")), _address(node.get("url")), _text(node.get("@id")))
    return any(address is not None and _bare(address) == path for address in addresses)


def _bare(url: str) -> str:
    return url.partition("?")[0].partition("#")[0].rstrip("/")


def _is_about(node: Node, url: str | None, titles: list[str]) -> bool:
    """Whether the node can describe this page: its url is the page's, or its headline is like a title of it.

    Some sites print the JSON-LD of their newest article on each page.
    """
    if _has_url(node, url):
        return True
    headline = comparable(clean_text(_text(node.get("headline")) or _text(node.get("name"))))
    known = [words for title in titles if len(words := comparable(title)) > 8]
    if len(headline) <= 8 or not known:
        return True
    return any(resemblance(headline, words) >= _ALIKE for words in known)


def _first(value: Any) -> Any:
    return (value[0] if value else None) if isinstance(value, list) else value


def _resolved(value: Any, graph: dict[str, Node]) -> Any:
    """The node that a reference means: {"@id": …} alone stands for the one that has it."""
    if isinstance(value, dict) and isinstance(value.get("@id"), str) and not value.get("name"):
        return graph.get(value["@id"], value)
    if isinstance(value, str) and value in graph:
        return graph[value]
    return value


def _text(value: Any) -> str | None:
    value = _first(value)
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _authors(value: Any, graph: dict[str, Node]) -> tuple[Author, ...]:
    """People and organisations in their order. A name may be a list, or given and family name."""
    found: dict[str, Author] = {}
    for entry in (value if isinstance(value, list) else [value])[:20]:
        node = _resolved(entry, graph)
        types = node.get("@type") if isinstance(node, dict) else None
        person = isinstance(node, str) or "Person" in (
            types if isinstance(types, list) else [types or "Person"]
        )
        login = isinstance(node, dict) and is_login_page(_address(node))
        for name in _names(node):
            if "://" not in name:
                found.setdefault(name, Author(name, person, login))
    return tuple(found.values())


def is_login_page(address: str | None) -> bool:
    """Whether the address is that of the pages of who runs a site: ".../author/admin/"."""
    return address is not None and _LOGIN.search(address) is not None


def _names(node: Any) -> list[str]:
    if isinstance(node, dict):
        named = node.get("name")
        if isinstance(named, list):
            return [name for each in named[:20] if (name := _text(each))]
        if name := _text(named) or _text(node.get("@value")):
            return [name]
        parts = [
            part for key in ("givenName", "additionalName", "familyName") if (part := _text(node.get(key)))
        ]
        return [" ".join(parts)] if parts else []
    name = _text(node)
    return [name] if name else []


def _keywords(value: Any) -> tuple[str, ...]:
    words: list[str] = []
    for entry in (value if isinstance(value, list) else [value])[:100]:
        text = _text(entry)
        words += text.split(",") if text else []
    return tuple(
        dict.fromkeys(clean for word in words[:200] if (clean := clean_text(word)) and len(clean) <= 100)
    )


def _address(value: Any) -> str | None:
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    value = _first(value)
    return value.strip() or None if isinstance(value, str) else None


def _address_of_picture(value: Any) -> str | None:
    if not isinstance(value, dict):
        return None
    return _text(value.get("url")) or _text(value.get("contentUrl")) or _text(value.get("@id"))
