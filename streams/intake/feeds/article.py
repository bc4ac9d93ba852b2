"""An entry of a feed -> Article: its text or what there is of it, and who it is.

`Feed`, `Entry` and `Tombstone` are the values between a feed's own format and the article.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from streams.article import (
    Article,
    Cleaning,
    Credits,
    Dropped,
    Embargo,
    Header,
    Naming,
    RawArticle,
    Removed,
    Revision,
)
from streams.blocks import following
from streams.intake import dates, said
from streams.intake.calendar.habits import written_in
from streams.intake.feeds.text import Body, one_line, read_body
from streams.intake.feeds.wordpress import PUBLISHED, Standing
from streams.intake.html.languages import fuller_tag
from streams.intake.html.metadata import clean_byline, comparable, primary_language
from streams.intake.html.not_article import Seen, is_headline, why_not_article
from streams.intake.identity import (
    content_of,
    names_nothing,
    names_page,
    normalise_url,
    page_url,
    source_for,
    uri_for,
)
from streams.intake.said import with_images
from streams.kinds import Format, Reason
from streams.sent import Concept, Media, Related, Sent

#: A description of RSS that has as many words and paragraphs is no summary: the text stands in it.
WHOLE_WORDS, WHOLE_PARAGRAPHS = 150, 3
# Between a headline and the name of a site.
_BEFORE_SITE = re.compile(r"\s+[-–—|·]\s+$")


@dataclass(frozen=True, slots=True)
class Feed:
    """What the feed says of itself, as written; None where it says nothing."""

    title: str | None = None
    language: str | None = None
    rights: str | None = None
    licence: str | None = None
    authors: tuple[str, ...] = ()
    link: str | None = None  # absolute, if anything tells what it is relative to
    people: Mapping[str, str] = field(
        default_factory=dict
    )  # of an export: the names of those who have logins
    pictures: Mapping[str, Media] = field(default_factory=dict)  # of an export, by their numbers
    is_export: bool = False  # of WordPress


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. Its texts are not read yet: they may be markup, text, or markup that was escaped twice."""

    number: int  # from 1
    title: str | None = None
    content: str | None = None
    summary: str | None = None
    may_be_whole: bool = False  # RSS: the description may hold the whole text
    id: str | None = None
    id_is_link: bool = False
    link: str | None = None
    published: object = None
    updated: object = None
    authors: tuple[str, ...] = ()
    subjects: tuple[Concept, ...] = ()
    keywords: tuple[str, ...] = ()
    media: tuple[Media, ...] = ()
    related: tuple[Related, ...] = ()
    standing: Standing = PUBLISHED
    language: str | None = None
    source: str | None = None  # the feed that the entry was taken from
    rights: str | None = None
    licence: str | None = None
    medium: str | None = None  # "audio" or "video": the entry is there for a file
    elsewhere: bool = False  # the content is not in the feed, but at an address
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An entry that the feed took back (RFC 6721)."""

    id: str | None
    when: object = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """What all entries of a document share. `ambiguous` are guids of entries with different links or titles."""

    raw: RawArticle
    feed: Feed
    repairs: tuple[str, ...] = ()
    alone: bool = False  # the document is this one entry: the envelope's subject may mean it
    ambiguous: frozenset[str] = frozenset()
    shared_links: frozenset[str] = frozenset()  # of several entries with different texts, as in a live blog


def article_of(entry: Entry, setting: Setting) -> Article | Dropped:
    """The article in an entry.

    Refused: NO_ARTICLE without a title and a text, NOT_TEXT for a mere file, and for what is not for readers,
    NOT_AN_ARTICLE for a wall in place of the text.
    """
    if entry.standing.refusal:
        return Dropped(Reason.NOT_TEXT, f"entry {entry.number}: {entry.standing.refusal}")
    headline = _headline(entry)
    base = entry.link or setting.feed.link
    main, summary = (read_body(each, headline, base) for each in (entry.content, entry.summary))
    if entry.source:
        summary = _without_lines(summary, headline, one_line(entry.source))
    body, partial = _body(entry, main, summary)
    taken: tuple[Removed, ...] = ()
    if why := _wall(entry, headline, body):
        if not headline or not is_headline(headline):
            return Dropped(Reason.NOT_AN_ARTICLE, f"entry {entry.number}: {why}")
        # The feed's maker was shown it. The headline is the feed's own: the text is elsewhere.
        taken = tuple(Removed("wall", line, text) for line, text in enumerate(body.paragraphs))
        body, partial = replace(body, paragraphs=(), forms=()), True
    if not body.paragraphs:
        if entry.medium:
            return Dropped(Reason.NOT_TEXT, f"entry {entry.number}: {entry.medium} without a text")
        if not headline:
            return Dropped(Reason.NO_ARTICLE, f"entry {entry.number}: neither a title nor a text")
    raw, feed = setting.raw, setting.feed
    url = normalise_url(entry.link) or (normalise_url(entry.id) if entry.id_is_link else None)
    named = one_line(entry.source or feed.title)
    source = source_for(raw.source, url, named)
    own = own_id(entry, setting.ambiguous)
    uri = uri_for(
        source=source,
        own=own,
        canonical=url if names_page(url) and url not in setting.shared_links else None,
        subject=raw.subject if setting.alone else None,
        content=content_of(headline, body.paragraphs),
    )
    with written_in(entry.language or feed.language):
        published, updated = dates.parse(entry.published), dates.parse(entry.updated)
    embargoed = published if entry.standing.scheduled else None
    version_created, wire_time, repairs = dates.settle(
        updated or (None if entry.standing.scheduled else published), raw
    )
    return Article(
        uri=uri,
        origin=raw.origin,
        source=source,
        format=Format.FEED,
        paragraphs=body.paragraphs,
        forms=body.forms,
        headline=headline,
        media=with_images(entry.media, (*main.media, *summary.media)),
        related=entry.related,
        revision=Revision(
            version_created=version_created,
            first_created=None if entry.standing.scheduled else earlier(published, version_created),
            wire_time=wire_time,
        ),
        pub_status="withheld"
        if entry.draft or (entry.standing.scheduled and embargoed is None)
        else "usable",
        embargo=Embargo(until=embargoed),
        credits=Credits(
            byline=clean_byline(", ".join(filter(None, map(one_line, entry.authors)))),
            info_sources=(named,) if named else (),
        ),
        standfirst=standfirst_beside(summary, body, headline) if main.paragraphs and not taken else None,
        url=url,
        sent=Sent(
            subjects=tuple(dict.fromkeys(entry.subjects)),
            keywords=entry.keywords,
            language=fuller_tag(entry.language if primary_language(entry.language) else feed.language),
            rights=said.rights(
                None, one_line(entry.rights or feed.rights), [one_line(entry.licence or feed.licence)]
            ),
        ),
        partial=partial,
        naming=Naming(aliases=_aliases(uri, url, entry, setting)),
        language=primary_language(entry.language) or primary_language(feed.language) or "und",
        cleaning=Cleaning(removed=body.removed + taken, repairs=setting.repairs + repairs),
    )


def _headline(entry: Entry) -> str | None:
    return without_source(one_line(entry.title), one_line(entry.source))


def without_source(headline: str | None, source: str | None) -> str | None:
    """A title without the name of the source behind it: news aggregators write "Headline - Site"."""
    if headline and source and headline.endswith(source):
        before = headline.removesuffix(source)
        if (end := _BEFORE_SITE.search(before)) and end.start() > 0:
            return before[: end.start()]
    return headline


def _without_lines(body: Body, headline: str | None, source: str | None) -> Body:
    """The text without a line that says the headline and the source again, which is all that aggregators have."""
    again = {comparable(headline), comparable(source), comparable(f"{headline or ''} {source or ''}")}
    kept = tuple(text for text in body.paragraphs if comparable(text) not in again)
    if len(kept) == len(body.paragraphs):
        return body
    removed = tuple(
        Removed("headline", line, text)
        for line, text in enumerate(body.paragraphs)
        if comparable(text) in again
    )
    forms = following(body.paragraphs, body.forms, kept)
    return replace(body, paragraphs=kept, forms=forms, removed=body.removed + removed)


def _wall(entry: Entry, headline: str | None, body: Body) -> str | None:
    """What shows that the text is a wall; None if it is one of an article, or there is none."""
    dated, signed = entry.published is not None, bool(entry.authors)
    seen = Seen(headline, body.paragraphs, published=dated, byline=signed, page=False)
    return why_not_article(seen) if body.paragraphs else None


def canceled(tombstone: Tombstone, setting: Setting) -> Article | Dropped:
    """The message that the feed took an entry back: an article without a text, canceled."""
    if tombstone.id is None or names_nothing(tombstone.id):
        return Dropped(Reason.INVALID_DOCUMENT, "a deleted-entry without ref")
    raw = setting.raw
    version_created, wire_time, repairs = dates.settle(dates.parse(tombstone.when), raw)
    source = source_for(
        raw.source, normalise_url(tombstone.id) or setting.feed.link, one_line(setting.feed.title)
    )
    return Article(
        uri=uri_for(source=source, own=tombstone.id),
        origin=raw.origin,
        source=source,
        format=Format.FEED,
        revision=Revision(version_created=version_created, wire_time=wire_time),
        pub_status="canceled",
        header=Header(ed_note=one_line(tombstone.comment)),
        cleaning=Cleaning(repairs=setting.repairs + repairs),
    )


def _body(entry: Entry, main: Body, summary: Body) -> tuple[Body, bool]:
    """The text, and whether it is a part of one only."""
    if main.paragraphs:
        return main, main.cut
    if summary.paragraphs:
        # RSS 2.0: "An item may also be complete in itself, if so, the description contains the text, and the
        # link and title may be omitted."
        complete = entry.may_be_whole and not summary.cut and not entry.elsewhere
        no_other = not entry.link and not entry.id_is_link
        long = summary.words >= WHOLE_WORDS and len(summary.paragraphs) >= WHOLE_PARAGRAPHS
        return summary, not (complete and (no_other or long))
    return Body(), bool(entry.link) or entry.elsewhere or main.cut or summary.cut


def own_id(entry: Entry, ambiguous: frozenset[str]) -> str | None:
    """The entry's own id. An address is normalised, unless its fragment is what tells entries apart."""
    if not entry.id or names_nothing(entry.id) or entry.id in ambiguous:
        return None
    if entry.id_is_link and "#" not in entry.id and normalise_url(entry.id) and not names_page(entry.id):
        return None  # the front page of the site, for each entry
    return _as_page(entry.id) if entry.id_is_link else entry.id


def _as_page(address: str) -> str:
    return (page_url(address) if "#" not in address else None) or address


def _aliases(uri: str, url: str | None, entry: Entry, setting: Setting) -> tuple[str, ...]:
    """The address, if it is the entry's alone; the guid as written, if the uri is another form of it."""
    found: dict[str, None] = {}
    if url and url not in setting.shared_links and names_page(url):
        found[url] = None
    if entry.id and entry.id not in setting.ambiguous and entry.id_is_link and page_url(entry.id) == uri:
        found[entry.id.strip()] = None
    found.pop(uri, None)
    return tuple(found)


def standfirst_beside(summary: Body, body: Body, headline: str | None) -> str | None:
    """The summary of a full text; None if it is a part of the text or repeats the headline."""
    text = " ".join(summary.paragraphs)
    key = comparable(text)
    if not key or key == comparable(headline) or key in comparable("".join(body.paragraphs)):
        return None
    return text


def earlier(published: datetime | None, version_created: datetime | None) -> datetime | None:
    """The date of the first version: `published`, but never later than this version."""
    return min(published, version_created) if published and version_created else published
