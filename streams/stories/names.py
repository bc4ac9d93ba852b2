"""The names by which a story is known: its uri, the uris of its parts, and the slug that the desk gave it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from streams.article import Article
from streams.intake.wires.slugs import slug_key
from streams.kinds import Signal
from streams.stories.ledger import Ledger

#: A slug means the same story for so long; then a desk uses it for another.
SLUG_LASTS = timedelta(hours=36)
#: What refers to an earlier article, and may do so by its slug.
_REFERS = frozenset({Signal.UPDATE, Signal.CORRECTION, Signal.KILL, Signal.HOLD, Signal.RELEASE})


def slug_name(article: Article) -> str | None:
    """The slug of the article's story as a name, one source's apart from another's; None if it has none."""
    key = slug_key(article.slugline) if article.slugline else ""
    return f"slug:{article.source}|{key}" if key else None


def known_as(ledger: Ledger, article: Article) -> Article:
    """The article under the uri of the story that it belongs to.

    Its own uri counts first, known or as another name of a story. What refers to an earlier article may name that
    by an alias, or by a slug that its source used in the last 36 hours.
    """
    if article.uri in ledger:
        return article
    uri = ledger.named(article.uri)
    if uri is None and (article.signal in _REFERS or article.take is not None):
        uri = _referred(ledger, article)
    elif uri is None:
        uri = _begun(ledger, article)
    return article if uri is None else adopted(article, uri)


def adopted(article: Article, uri: str) -> Article:
    """The article as a version of another uri; its version number says nothing there."""
    return replace(article, uri=uri, version=None, aliases=(*article.aliases, article.uri))


def _referred(ledger: Ledger, article: Article) -> str | None:
    for alias in article.aliases:
        if alias in ledger:
            return alias
        if (uri := ledger.named(alias)) is not None:
            return uri
    return _by_slug(ledger, article)


def _by_slug(ledger: Ledger, article: Article) -> str | None:
    name = slug_name(article)
    uri = ledger.named(name) if name else None
    story = ledger.get(uri) if uri else None
    if story is None or abs(article.origin.timestamp - story.seen) > SLUG_LASTS:
        return None
    return uri


def _begun(ledger: Ledger, article: Article) -> str | None:
    """A story of which later takes are there, and the beginning is not: this may be it."""
    uri = _by_slug(ledger, article)
    story = ledger.get(uri) if uri else None
    waits = story is not None and story.texts and all(version.take > 1 for version in story.texts)
    return uri if waits else None
