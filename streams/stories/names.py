"""The names by which a story is known: its uri, the uris of its parts, its page, and the slug that the desk gave it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from streams.article import Article
from streams.intake import urls
from streams.intake.identity import SLUG_NAME, is_shared
from streams.intake.wires.slugs import slug_key
from streams.kinds import Format, Signal
from streams.replaced import replace
from streams.stories.ledger import Ledger
from streams.stories.likeness import Fit, fit_of, named_in, numbers_agree
from streams.stories.order import created_of
from streams.stories.story import Story

#: A slug means the same story for so long; then a desk uses it for another.
SLUG_LASTS = timedelta(hours=36)
#: What refers to an earlier article, and may do so by its slug.
_REFERS = frozenset({Signal.UPDATE, Signal.CORRECTION, Signal.KILL, Signal.HOLD, Signal.RELEASE})
_MENDS = frozenset({Signal.UPDATE, Signal.CORRECTION})
#: Wires whose items have no id that lasts: what else their versions have in common is the slug.
_NAMELESS = frozenset({Format.ANPA, Format.IPTC7901})
#: An update that comes so much later than the last version tells of another day, where its numbers are others.
_NEXT_DAY = timedelta(hours=8)
# From which fit on a text belongs to a story of its slug. With a mark, a fifth of the text or three quarters of the
# headline will do, or some of both. Without one it must be nearly the same text.
_TEXT, _HEADLINE, _SOME_TEXT, _SOME_HEADLINE = 0.2, 0.75, 0.08, 0.5
_SAME, _WITHIN = 0.7, 0.5
#: The share of a story's headline that a message must say to mean one that is older than SLUG_LASTS.
_SAYS_IT = 0.7


def slug_name(article: Article) -> str | None:
    """The slug of the article's story as a name, one source's apart from another's; None if it has none."""
    key = slug_key(article.header.slugline) if article.header.slugline else ""
    return f"{SLUG_NAME}{article.source}|{key}" if key else None


def slug_of_message(article: Article) -> str | None:
    """The slug under which a message waits for its article: that of a wire whose items have no other name."""
    return slug_name(article) if article.format in _NAMELESS else None


def known_as(ledger: Ledger, article: Article) -> Article:
    """The article under the uri of the story that it belongs to.

    Its own uri counts first, known or as another name of a story, then the page that it is the address of. What refers
    to an earlier article may name that by an alias, or by a slug that its source used in the last 36 hours. A slug
    joins by a mark and a text or a headline that fits, or by nearly the same text.
    """
    if article.uri in ledger:
        return article
    if (page := _page(ledger, article)) is not None:
        # The same item: its version number goes on counting.
        return _renamed(article, page)
    uri = ledger.named(article.uri)
    if uri is None and (article.signal in _REFERS or article.take.number is not None):
        uri = _referred(ledger, article)
    elif uri is None:
        uri = _begun(ledger, article)
    uri = uri or _numbered(ledger, article)
    return article if uri is None else adopted(article, uri)


def adopted(article: Article, uri: str) -> Article:
    """The article as a version of another uri; its version number says nothing there."""
    return replace(_renamed(article, uri), revision=replace(article.revision, version=None))


def _renamed(article: Article, uri: str) -> Article:
    return replace(article, uri=uri).with_aliases((*article.naming.aliases, article.uri))


def _page(ledger: Ledger, article: Article) -> str | None:
    """The story of the page whose address the uri is, in another spelling."""
    if not article.uri.startswith("http"):
        return None
    key = urls.key(article.uri)
    found = key if key in ledger else ledger.named(key)
    return found if found is not None and urls.key(found) == key else None


def _numbered(ledger: Ledger, article: Article) -> str | None:
    """The story of a page with the same number in its address, and with a text or a headline like it."""
    for name in article.naming.aliases:
        if is_shared(name):
            for story in _sharing(ledger, article, name):
                if story.source == article.source and _fits_mark(fit_of(ledger, story, article)):
                    return story.uri
    return None


def _referred(ledger: Ledger, article: Article) -> str | None:
    for alias in article.naming.aliases:
        if is_shared(alias):
            continue
        if alias in ledger:
            return alias
        if (uri := ledger.named(alias)) is not None:
            return uri
    return _by_slug(ledger, article)


def _by_slug(ledger: Ledger, article: Article) -> str | None:
    """The story of its slug that an article with a mark means; None if none fits."""
    name = slug_name(article)
    stories = list(_sharing(ledger, article, name)) if name else []
    recent = [story for story in stories if _lasts(story, article)]
    if article.signal in _MENDS and article.take.number is None and article.paragraphs:
        fits = [(fit_of(ledger, story, article), story) for story in recent]
        return _best(
            [
                (fit.rank, story)
                for fit, story in fits
                if _fits_mark(fit) and not _is_next(fit, story, article)
            ]
            or [(0.0, story) for story in recent if _lacks_beginning(story)]
        )
    if article.signal in _MENDS or article.take.number is not None:
        return _best([(fit_of(ledger, story, article).headline or 0.0, story) for story in recent])
    said = [(named_in(story, article), story) for story in stories]
    return _best([(share, story) for share, story in said if share >= _SAYS_IT or _lasts(story, article)])


def _is_next(fit: Fit, story: Story, article: Article) -> bool:
    """Whether an update is one of the next day's story in nearly the same words: "UPDATE 1-Stocks end lower"."""
    late = article.origin.timestamp - story.seen > _NEXT_DAY
    if not late or article.signal is not Signal.UPDATE or fit.headline == 1.0:
        return False
    return not numbers_agree(story, article)


def _fits_mark(fit: Fit) -> bool:
    """Whether an article that says that it is a version of something is one of this story."""
    text, headline = fit.text, fit.headline
    if text is None and headline is None:
        return True
    if (text or 0.0) >= _TEXT or (headline or 0.0) >= _HEADLINE:
        return True
    return (text or 0.0) >= _SOME_TEXT and (headline or 0.0) >= _SOME_HEADLINE


def _begun(ledger: Ledger, article: Article) -> str | None:
    """The story of its slug to which an article without a mark belongs.

    One of which later takes are there, and the beginning is not: this may be it. One that a message of its wire is
    about, which came first. And of a wire that has no other names, one with nearly the same text: the same item, sent
    again, or the one that was updated before it came.
    """
    name = slug_name(article)
    for story in _sharing(ledger, article, name) if name else ():
        if not _lasts(story, article):
            continue
        if _lacks_beginning(story):
            return story.uri
        if not story.texts:
            if _waits_for(story, article):
                return story.uri
        elif _is_again(ledger, story, article):
            return story.uri
    return None


def _lacks_beginning(story: Story) -> bool:
    """Whether later takes are there, and the beginning is not."""
    return bool(story.texts) and all(version.take > 1 for version in story.texts)


def _waits_for(story: Story, article: Article) -> bool:
    """Whether a message without an article was said of this one: it is newer than the article, and of its wire."""
    if article.format not in _NAMELESS:
        return False
    said = [version.created for version in story.versions] + ([story.kill.at] if story.kill else [])
    return any(created_of(article) <= moment for moment in said)


def _is_again(ledger: Ledger, story: Story, article: Article) -> bool:
    if article.format not in _NAMELESS and article.naming.uri_by != "content":
        return False
    if story.kill is not None and created_of(article) > story.kill.at:
        return False  # it stands in place of what was killed
    fit = fit_of(ledger, story, article)
    marked = any(version.verdict.signal in _MENDS for version in story.texts)
    enough = fit.same >= _SAME or (marked and (fit.text or 0.0) >= _WITHIN)
    return (
        enough and (fit.headline is None or fit.headline >= _SOME_HEADLINE) and numbers_agree(story, article)
    )


def _sharing(ledger: Ledger, article: Article, name: str) -> Iterator[Story]:
    """The stories of that name, the newest first, but its own."""
    for uri in ledger.sharing(name):
        if uri != article.uri and (story := ledger.get(uri)) is not None:
            yield story


def _lasts(story: Story, article: Article) -> bool:
    return abs(article.origin.timestamp - story.seen) <= SLUG_LASTS


def _best(ranked: list[tuple[float, Story]]) -> str | None:
    """The uri of the best; of equals the newest, which comes first."""
    return max(ranked, key=lambda each: each[0])[1].uri if ranked else None
