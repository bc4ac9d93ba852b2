"""What a news page says of itself: JSON-LD, OpenGraph, meta tags, microdata, and what it prints near its headline.

The most specific source wins: JSON-LD's article, then the tags of the head, then what is printed; of titles, what is
printed. A value in doubt is left out. Vocabularies: https://json-ld.org, https://schema.org/NewsArticle, https://ogp.me,
Dublin Core, hAtom.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lxml.html import HtmlElement

from streams.intake.html import published as dating
from streams.intake.html.about import (
    Picture,
    description_of,
    keywords_of,
    picture_of,
    section_of,
    standfirst_of,
)
from streams.intake.html.authors import (
    declared_authors,
    is_lone,
    marked_authors,
    signing_houses,
    undeclared_authors,
)
from streams.intake.html.bylines import clean_byline
from streams.intake.html.dated import Dated, Precision, says_more
from streams.intake.html.head import Head, gather
from streams.intake.html.json_ld import LinkedArticle, filled_up, read_linked_data
from streams.intake.html.languages import primary_language
from streams.intake.html.line import clean_text, comparable
from streams.intake.html.marks import tags
from streams.intake.html.near import Near, find_headline
from streams.intake.html.published import WEAK_RULES
from streams.intake.html.titles import NO_HEADLINES, Headlines, names_in_title, own_names, read_headlines
from streams.intake.html.yearless import date_without_year, year_in_url
from streams.intake.identity import trusted_canonical

__all__ = ["PageMetadata", "clean_byline", "comparable", "primary_language", "read_metadata"]


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What was found, cleaned; None or empty where the page says nothing that can be believed."""

    headlines: Headlines = NO_HEADLINES
    authors: tuple[str, ...] = ()
    houses: tuple[str, ...] = ()  # the paper's own name or desk, where it signs and nobody is named
    first: Dated | None = None  # when it was published, with the rule and the precision
    last: Dated | None = None  # when it was changed
    canonical: str | None = None
    publisher: str | None = None
    language: str | None = None
    description: str | None = None  # the summary that it declares, which may be a cut of the text
    standfirst: str | None = None  # that summary, if it can be a text of its own
    section: str | None = None
    keywords: tuple[str, ...] = ()
    picture: Picture | None = None

    @property
    def title(self) -> str | None:
        """The article's headline."""
        return self.headlines.main

    @property
    def byline(self) -> str | None:
        """The authors, parted by commas."""
        return ", ".join(self.authors) or None

    @property
    def published(self) -> datetime | None:
        """When it was published, in UTC."""
        return self.first.moment if self.first else None

    @property
    def modified(self) -> datetime | None:
        """When it was changed, in UTC; None if that was before it was published."""
        return self.last.moment if self.last else None


def read_metadata(
    tree: HtmlElement,
    url: str | None = None,
    stated: LinkedArticle | None = None,
    arrived: datetime | None = None,
) -> PageMetadata:
    """Reads the head of the page, and what stands near its headline. `url` is where the page came from, if known.

    `arrived` is when it did, if it is news: it gives a date without a year its own (yearless.py).

    The canonical url is left out unless `identity.trusted_canonical` believes it. `stated` is what the page's other
    data say of the article, where it stands in these (state.py): it counts where JSON-LD says nothing. Nothing is
    fetched.
    """
    head = gather(tree)
    linked = read_linked_data(head.scripts, url, [*_tagged(head), *(text for _, text in head.headings)])
    if stated is not None:
        linked = filled_up(linked, stated)
    publisher = _publisher(head, linked)
    own = own_names(url, publisher, linked.publisher, *(head.meta.get(name) for name in tags("publishers")))
    own |= names_in_title(head, own)
    headline = find_headline(tree, head, [*_tagged(head), linked.headline or ""], own)
    first, last = dating.published_of(head, linked), dating.modified_of(head, linked)
    authors = declared_authors(head, linked, own)
    lone = is_lone(authors)
    if first is None or not authors or lone or first.rule in WEAK_RULES:
        near = Near(tree, headline)
        if lone:
            authors = marked_authors(near, own) or authors
        authors = authors or undeclared_authors(linked, own, near)
        first, last = _with_printed(first, last, near, tree, url)
        if first is None:
            known = last.moment if last else year_in_url(url)
            first = date_without_year(near, known, arrived)
    if first and last and last.moment < first.moment:
        last = None
    candidates = [*head.canonicals, head.meta.get("og:url"), linked.url]
    headlines = read_headlines(head, linked, headline, own)
    return PageMetadata(
        headlines=headlines,
        authors=authors,
        houses=() if authors else signing_houses(head, linked, own),
        first=first,
        last=last,
        canonical=next((good for c in candidates if (good := trusted_canonical(c, url))), None),
        publisher=publisher,
        language=_language(tree, head, linked),
        description=description_of(head, linked),
        standfirst=standfirst_of(head, linked, headline, headlines.main, own),
        section=section_of(head, linked),
        keywords=keywords_of(head, linked, own),
        picture=picture_of(head, linked, url),
    )


def _with_printed(
    first: Dated | None, last: Dated | None, near: Near, tree: HtmlElement, url: str | None
) -> tuple[Dated | None, Dated | None]:
    """The dates with what is printed where nothing, or not all, is declared.

    Then come the url's day, the page's own data, and what is far from the headline.
    """
    if first and last and first.precision is Precision.ZONED and first.rule not in WEAK_RULES:
        return first, last  # what is printed can add nothing
    printed, changed = dating.printed_dates(near)
    if first is None:
        first = printed or (dating.date_in_url(url) if last is None else None)
        if first is None and last is None and changed is None:
            first = dating.date_in_scripts(tree) or dating.date_far_off(near)
    elif printed is not None and (says_more(printed, first) or first.rule in WEAK_RULES):
        first = printed
    return first, last or changed


def _tagged(head: Head) -> list[str]:
    """What the head of the page calls the article, as it stands there."""
    tagged = (clean_text(head.meta.get(name)) for name in ("og:title", "twitter:title"))
    return [text for text in (*tagged, head.title) if text]


def _publisher(head: Head, linked: LinkedArticle) -> str | None:
    names = (
        clean_text(name) for name in (*(head.meta.get(key) for key in tags("publishers")), linked.publisher)
    )
    return next((name for name in names if name and len(name) <= 100 and "://" not in name), None)


def _language(tree: HtmlElement, head: Head, linked: LinkedArticle) -> str | None:
    root = tree.getroottree().getroot()
    said = (
        root.get("lang"),
        root.get("xml:lang"),
        root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        head.meta.get("og:locale"),
        linked.language,
        head.meta.get("content-language"),
        head.meta.get("language"),
    )
    return next((language for tag in said if (language := primary_language(tag))), None)
