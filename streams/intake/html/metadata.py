"""What a news page says of itself: JSON-LD, OpenGraph, meta tags, microdata and its title.

The most specific source wins: JSON-LD's article, then OpenGraph, then the other tags. A value in doubt is
left out. Vocabularies: https://schema.org/NewsArticle, https://ogp.me, Dublin Core.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from lxml.html import HtmlElement

from streams.intake import dates
from streams.intake.html.linked_data import LinkedArticle, read_linked_data
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
    """Reads the page's head and a few marks in its body. `url` is where the page came from, if that is known.

    The canonical url is left out unless `identity.trusted_canonical` believes it. Nothing is fetched.
    """
    found = _gather(tree)
    title = found.meta.get("og:title") or found.title
    linked = read_linked_data(found.scripts, url, title)
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
        description=clean_text(description),
    )


def clean_text(text: str | None) -> str | None:
    """One line without entities that were escaped twice; None if nothing is left."""
    if not text:
        return None
    return " ".join(entities.unescape(text).split()) or None


def clean_byline(text: str | None) -> str | None:
    """ "By Jane Roe" -> "Jane Roe"; None for urls, handles and what is too long to be names."""
    clean = clean_text(text)
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
    """ "de-AT" or "de_AT" -> "de"; None for what is no language tag, and for und."""
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
    return clean_text("".join(map(str, element.itertext())))


def _first_date(candidates: Iterable[object]) -> datetime | None:
    return next((moment for c in candidates if c and (moment := dates.parse(c))), None)


def _site_name(found: _Found, linked: LinkedArticle) -> str | None:
    names = (clean_text(name) for name in (*(found.meta.get(key) for key in _SITE_NAMES), linked.publisher))
    return next((name for name in names if name and len(name) <= 100 and "://" not in name), None)


def _title(found: _Found, linked: LinkedArticle, site: str | None, url: str | None) -> str | None:
    heading = found.headings[0] if len(found.headings) == 1 else None
    tagged = clean_text(next((found.meta[name] for name in _TITLES if name in found.meta), None))
    title = clean_text(linked.headline)
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


def _byline(found: _Found, linked: LinkedArticle, site: str | None) -> str | None:
    tagged = next(
        (found.meta[name] for name in _BYLINES if name in found.meta and clean_byline(found.meta[name])), None
    )
    for candidate in (linked.author, tagged):
        byline = clean_byline(candidate)
        if byline and comparable(byline) != comparable(site):
            return byline
    return None


def _language(tree: HtmlElement, found: _Found, linked: LinkedArticle) -> str | None:
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
