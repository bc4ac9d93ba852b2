"""What a news page says of itself: JSON-LD, OpenGraph, meta tags, microdata and its title.

The most specific source wins: JSON-LD's article, then OpenGraph, then the other tags. A value in doubt is
left out. Vocabularies: https://json-ld.org, https://schema.org/NewsArticle, https://ogp.me, Dublin Core.
"""

from __future__ import annotations

import html as entities
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lxml.html import HtmlElement

from streams.intake import dates
from streams.intake.identity import host_of, site_of, trusted_canonical

_TITLES = ("og:title", "twitter:title", "parsely-title", "dc.title", "sailthru.title")
_BYLINES = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
)
_PUBLISHED_NAMES = (
    "article:published_time datepublished parsely-pub-date sailthru.date dcterms.created dc.date.issued "
    "dcterms.issued og:published_time article:published pubdate date dc.date"
)
_PUBLISHED = tuple(_PUBLISHED_NAMES.split())
_MODIFIED = ("article:modified_time", "datemodified", "og:updated_time", "dcterms.modified", "last-modified")
_SITE_NAMES = ("og:site_name", "application-name", "dc.publisher")
_SEPARATOR = re.compile(r"\s+(?:[|•·»–—-]|::)\s+")
_BY = re.compile(r"(?:by|von|par|por|text|autor|autorin)\s{0,2}:?\s+", re.IGNORECASE)
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_][\w-]{1,30})?$", re.IGNORECASE)
_ARTICLE = re.compile(
    r"(?:https?://schema\.org/)?(?:\w{0,20}NewsArticle|Article|Report|BlogPosting|LiveBlogPosting)$"
)
# Where an article hides in its page's description. Lists of other articles (itemListElement) are not entered.
_CONTAINERS = ("@graph", "mainEntity", "mainEntityOfPage")
_TRAILING_COMMA = re.compile(r",(\s{0,100}[}\]])")
_LARGEST = 2_000_000  # characters of one script


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What was found, cleaned; None where the page says nothing that can be believed."""

    title: str | None = None
    byline: str | None = None
    published: datetime | None = None
    modified: datetime | None = None
    canonical: str | None = None
    site_name: str | None = None
    language: str | None = None
    description: str | None = None


@dataclass(slots=True)
class _Found:
    """Everything of interest, gathered in one walk over the page."""

    meta: dict[str, str] = field(default_factory=dict)
    scripts: list[str] = field(default_factory=list)
    canonicals: list[str] = field(default_factory=list)
    title: str | None = None
    headings: list[str] = field(default_factory=list)
    time: str | None = None


def read_metadata(tree: HtmlElement, url: str | None = None) -> PageMetadata:
    """Reads the head of the page and a few marks in its body. `url` is where the page came from, if that is known.

    The canonical url is left out unless `identity.trusted_canonical` believes it. Nothing is fetched.
    """
    found = _gather(tree)
    title = found.meta.get("og:title") or found.title
    linked = _read_linked_data(found.scripts, url, title)
    site = _site_name(found, linked)
    published = _first_date([linked.published, *(found.meta.get(name) for name in _PUBLISHED), found.time])
    modified = _first_date([linked.modified, *(found.meta.get(name) for name in _MODIFIED)])
    if published and modified and modified < published:
        modified = None
    candidates = [*found.canonicals, found.meta.get("og:url"), linked.url]
    description = linked.description or found.meta.get("og:description") or found.meta.get("description")
    return PageMetadata(
        title=_title(found, linked, site, url),
        byline=_byline(found, linked, site),
        published=published,
        modified=modified,
        canonical=next((good for c in candidates if (good := trusted_canonical(c, url))), None),
        site_name=site,
        language=_language(tree, found, linked),
        description=_clean_text(description),
    )


def _clean_text(text: str | None) -> str | None:
    """The text on one line, without entities that were escaped twice; None if nothing is left."""
    if not text:
        return None
    return " ".join(entities.unescape(text).split()) or None


def clean_byline(text: str | None) -> str | None:
    """The names in a byline: "Jane Roe" for "By Jane Roe"; None for urls, handles and texts too long for names."""
    clean = _clean_text(text)
    if not clean:
        return None
    clean = _BY.sub("", clean, count=1) if _BY.match(clean) else clean
    if len(clean) > 200 or "://" in clean or clean.startswith("@") or not any(map(str.isalpha, clean)):
        return None
    return clean.strip(" ,;|") or None


def comparable(text: str | None) -> str:
    """Letters and digits alone, case folded: two spellings of one headline compare equal."""
    return "".join(filter(str.isalnum, (text or "").casefold()))


def primary_language(tag: object) -> str | None:
    """The primary tag: "de" for "de-AT" or "de_AT"; None for what is no language tag, and for "und"."""
    match = _LANGUAGE.match(tag.strip()) if isinstance(tag, str) and len(tag) < 60 else None
    language = match[1].lower() if match else None
    return None if language in ("und", "mul", "zxx") else language


def _gather(tree: HtmlElement) -> _Found:
    found = _Found()
    for element in tree.iter("meta", "link", "script", "title", "h1", "time"):
        tag = element.tag
        if tag == "meta":
            name = (
                element.get("property")
                or element.get("name")
                or element.get("itemprop")
                or element.get("http-equiv")
            )
            content = (element.get("content") or "").strip()
            if name and content and len(content) <= 5000:
                found.meta.setdefault(name.strip().lower(), content)
        elif tag == "link":
            if (element.get("rel") or "").lower() == "canonical" and len(found.canonicals) < 5:
                found.canonicals.append(element.get("href") or "")
        elif tag == "script":
            if (element.get("type") or "").lower().startswith("application/ld+json"):
                found.scripts.append(element.text or "")
        elif tag == "title":
            found.title = found.title or _within(element)  # later ones are those of drawings (svg)
        elif tag == "h1":
            if len(found.headings) < 5 and (text := _within(element)):
                found.headings.append(text)
        elif element.get("datetime"):
            _take_time(element, found)
    return found


def _take_time(element: HtmlElement, found: _Found) -> None:
    """<time> says when it was published if it is marked so, or is the first after the headline."""
    moment = element.get("datetime") or ""
    prop = (element.get("itemprop") or "").lower()
    if prop in ("datepublished", "datemodified"):
        found.meta.setdefault(prop, moment)
    elif element.get("pubdate") is not None:
        found.meta.setdefault("pubdate", moment)
    elif found.headings and found.time is None:
        found.time = moment


def _within(element: HtmlElement) -> str | None:
    return _clean_text("".join(map(str, element.itertext())))


def _first_date(candidates: Iterable[object]) -> datetime | None:
    return next((moment for c in candidates if c and (moment := dates.parse(c))), None)


def _site_name(found: _Found, linked: _LinkedArticle) -> str | None:
    names = (_clean_text(name) for name in (*(found.meta.get(key) for key in _SITE_NAMES), linked.publisher))
    return next((name for name in names if name and len(name) <= 100 and "://" not in name), None)


def _title(found: _Found, linked: _LinkedArticle, site: str | None, url: str | None) -> str | None:
    heading = found.headings[0] if len(found.headings) == 1 else None
    tagged = _clean_text(next((found.meta[name] for name in _TITLES if name in found.meta), None))
    title = _clean_text(linked.headline)
    if title and tagged and title.rstrip(". …") != title and comparable(tagged).startswith(comparable(title)):
        title = None  # it was cut short to please a search engine
    title = title or tagged
    if title is None and heading and found.title and comparable(heading) in comparable(found.title):
        title = heading
    for candidate in (title, found.title, heading):
        if candidate and (bare := _without_site(candidate[:1000], site, heading, url)):
            return bare
    return None


def _without_site(title: str, site: str | None, heading: str | None, url: str | None) -> str | None:
    """ "Fire closes port | The Herald" -> "Fire closes port"; None if the site's name is all there is."""
    host = site_of(url) if url else None
    names = {
        comparable(name)
        for name in (site, host, host_of(url), host.partition(".")[0] if host else None)
        if name
    }
    names |= {name.removeprefix("the") for name in names}
    if comparable(title) in names:
        return None
    parts = _SEPARATOR.split(title)
    if len(parts) == 1:
        return title
    last = list(_SEPARATOR.finditer(title))[-1]
    first = _SEPARATOR.search(title)
    if comparable(parts[-1]).removeprefix("the") in names or comparable(parts[-1]) in names:
        return _without_site(title[: last.start()].strip(), site, heading, url)
    if heading and comparable(title[: last.start()]) == comparable(heading):
        return title[: last.start()].strip()
    if first and comparable(parts[0]) in names:
        return title[first.end() :].strip()
    return title


def _byline(found: _Found, linked: _LinkedArticle, site: str | None) -> str | None:
    tagged = next(
        (found.meta[name] for name in _BYLINES if name in found.meta and clean_byline(found.meta[name])), None
    )
    for candidate in (linked.author, tagged):
        byline = clean_byline(candidate)
        if byline and comparable(byline) != comparable(site):
            return byline
    return None


def _language(tree: HtmlElement, found: _Found, linked: _LinkedArticle) -> str | None:
    root = tree.getroottree().getroot()
    tags = (root.get("lang"), root.get("xml:lang"), root.get("{http://www.w3.org/XML/1998/namespace}lang"))
    said = (
        *tags,
        found.meta.get("og:locale"),
        linked.language,
        found.meta.get("content-language"),
        found.meta.get("language"),
    )
    return next((language for tag in said if (language := primary_language(tag))), None)


@dataclass(frozen=True, slots=True)
class _LinkedArticle:
    """The article as the page's JSON-LD (https://json-ld.org) describes it."""

    headline: str | None = None
    author: str | None = None
    published: str | None = None
    modified: str | None = None
    url: str | None = None
    publisher: str | None = None
    language: str | None = None
    description: str | None = None


def _read_linked_data(scripts: list[str], url: str | None = None, title: str | None = None) -> _LinkedArticle:
    """The article that the JSON-LD of a page describes; empty if there is none, or if it is not clear which one it is.

    Of several articles, the one counts whose url is `url` or whose headline is in `title`. Scripts that are broken by
    more than a trailing comma or a comment around them are left out.
    """
    articles = [node for script in scripts for node in _articles(_parse(script))]
    if len(articles) > 1:
        articles = _the_one(articles, url, title)
    if not articles:
        return _LinkedArticle()
    node = articles[0]
    return _LinkedArticle(
        headline=_text(node.get("headline")) or _text(node.get("name")),
        author=_names(node.get("author")) or _names(node.get("creator")),
        published=_text(node.get("datePublished")) or _text(node.get("dateCreated")),
        modified=_text(node.get("dateModified")),
        url=_address(node.get("mainEntityOfPage")) or _address(node.get("url")),
        publisher=_names(node.get("publisher")),
        language=_text(node.get("inLanguage")),
        description=_text(node.get("description")),
    )


def _parse(script: str) -> Any:
    text = script.strip()
    if not text or len(text) > _LARGEST:
        return None
    try:
        return json.loads(text, strict=False)  # raw line breaks inside strings are common
    except (ValueError, RecursionError):
        pass
    for opening, closing in (
        ("<!--", "-->"),
        ("//<![CDATA[", "//]]>"),
        ("<![CDATA[", "]]>"),
        ("/*<![CDATA[*/", "/*]]>*/"),
    ):
        text = text.removeprefix(opening).removesuffix(closing).strip()
    try:
        return json.loads(_TRAILING_COMMA.sub(r"\1", text.rstrip(";")), strict=False)
    except (ValueError, RecursionError):
        return None


def _articles(document: Any) -> Iterator[dict[str, Any]]:
    """Every article node in the order of the document, at most 200 nodes deep and wide."""
    waiting, seen = [document], 0
    while waiting and seen < 200:
        node = waiting.pop(0)
        seen += 1
        if isinstance(node, list):
            waiting[:0] = node[:200]
        elif isinstance(node, dict):
            types = node.get("@type")
            if any(
                isinstance(t, str) and _ARTICLE.match(t)
                for t in (types if isinstance(types, list) else [types])
            ):
                yield node
            waiting[:0] = [node[key] for key in _CONTAINERS if isinstance(node.get(key), list | dict)]


def _the_one(articles: list[dict[str, Any]], url: str | None, title: str | None) -> list[dict[str, Any]]:
    if url:
        path = url.partition("?")[0].partition("#")[0].rstrip("/")
        for node in articles:
            addresses = (
                _address(node.get("mainEntityOfPage")),
                _address(node.get("url")),
                _text(node.get("@id")),
            )
            if any(a and a.partition("?")[0].partition("#")[0].rstrip("/") == path for a in addresses):
                return [node]
    words = " ".join((title or "").casefold().split())
    named = [
        node
        for node in articles
        if (headline := _text(node.get("headline"))) and headline.casefold() in words
    ]
    if named:
        return named
    # The same article, described by the theme and again by a plug-in.
    headlines = {_text(node.get("headline")) for node in articles}
    return articles if len(headlines) == 1 and None not in headlines else []


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _names(value: Any) -> str | None:
    """The names of people, else of organisations, parted by a comma."""
    entries = value if isinstance(value, list) else [value]
    people: list[str] = []
    others: list[str] = []
    for entry in entries[:20]:
        name = _text(entry)
        if name and "://" not in name:
            person = not isinstance(entry, dict) or entry.get("@type") in ("Person", None, ["Person"])
            (people if person else others).append(name)
    return ", ".join(dict.fromkeys(people or others)) or None


def _address(value: Any) -> str | None:
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    if isinstance(value, list):
        value = value[0] if value else None
    return value.strip() or None if isinstance(value, str) else None
