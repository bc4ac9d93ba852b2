"""A kill, a hold or a release that names its story in words: by slug, by headline, or by an item's number.

How a correction does so is said in `stories.corrects`.

It is looked for among the stories of its own source, and of those that its source may speak for. One that fits all that
is said is meant. Where several do, or what is said disagrees ("the story slugged X, headlined Y", and these are two),
nobody is killed and all of them are withheld: an editor decides.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import timedelta
from unicodedata import combining, normalize

from streams.article import Article, Hold, Reference
from streams.intake.identity import HEADLINE_NAME, uri_for
from streams.kinds import Disposition, HoldReason, Signal
from streams.replaced import replace
from streams.stories.authority import is_order, speaker_of
from streams.stories.ledger import Ledger
from streams.stories.likeness import named_in
from streams.stories.message import message
from streams.stories.names import SLUG_LASTS, adopted, slug_name
from streams.stories.outcome import Notice, NoticeKind, Outcome, Reported
from streams.stories.story import Story, raw_of
from streams.stories.whose import may_speak
from streams.verdict import Verdict

#: Stories of one name that are looked at, the latest; all stories that an order may mean; and what it may say of them.
MOST_OF_A_NAME, MOST_STORIES, MOST_SAID = 8, 8, 8
#: Headlines of a story that are remembered: an order may name an earlier one.
MOST_HEADLINES = 4
#: Words that two headlines must share, of all that they have, where one is quoted from memory.
_ALIKE = 0.6
#: The share of a story's headline that stands in the order's text where that quotes it.
QUOTED = 0.8
_LONGEST = 300
# "UPDATE 1-", "CORRECTED-", "WRAPUP 2-": what desks put before a headline, and leave out where they quote it.
_MARK = re.compile(r"(?:\s*\*?[A-Z][A-Z/ ]{2,24}\d{0,3}\s?[-:–—]\s*)+(?=\S)")
_WORD = re.compile(r"\w+")


def headline_words(headline: str) -> tuple[str, ...]:
    """The words of a headline without case, accents, punctuation and the marks before it."""
    text = headline[:_LONGEST]
    text = text[match.end() :] if (match := _MARK.match(text)) else text
    folded = normalize("NFKD", text.casefold())
    if not folded.isascii():
        folded = "".join(each for each in folded if not combining(each))
    return tuple(_WORD.findall(folded))


def headline_name(source: str, headline: str | None) -> str | None:
    """The name that a story has by a headline, one source's apart from another's; None for one without words."""
    words = headline_words(headline) if headline else ()
    if not words:
        return None
    digest = hashlib.blake2b(
        "\0".join((source, *words)).encode("utf-8", "replace"), digest_size=8
    ).hexdigest()
    return f"{HEADLINE_NAME}{digest}"


def with_headline(story: Story, article: Article) -> tuple[str, ...]:
    """The names by headlines of a story of which this is a text."""
    name = headline_name(article.source, article.headline)
    if name is None:
        return story.headlines
    return (*(each for each in story.headlines if each != name), name)[-MOST_HEADLINES:]


def refers(ledger: Ledger, article: Article) -> bool:
    """Whether it is an order whose own uri, and the other uris that it gives, name no story."""
    if not is_order(article) or not _said(article):
        return False
    slugs = {uri_for(source=article.source, own=f"slug.{name}") for name in _slug_keys(article)}
    names = (article.uri, *(alias for alias in article.naming.aliases[:MOST_SAID] if alias not in slugs))
    return not any(name in ledger or ledger.named(name) for name in names)


def refer(ledger: Ledger, article: Article) -> Article | list[Outcome]:
    """The order under the uri of the story that it means; as it is where none is found.

    Where several may be meant, what comes of it instead: they are withheld, and the editors are told.
    """
    stories = list(_found(ledger, article))
    fitting = [story for story in stories if _fits(ledger, story, article)]
    if len(fitting) > 1:
        # It may quote the headline in its text without saying that it is one.
        fitting = [story for story in fitting if named_in(story, article) >= QUOTED] or fitting
    if len(fitting) == 1:
        return adopted(article, fitting[0].uri)
    if not stories or article.signal is Signal.RELEASE:
        return article
    return _withheld(ledger, article, [story for story in fitting or stories if story.kill is None])


def named_by(ledger: Ledger, article: Article) -> list[Story]:
    """The stories that the words of an order or of a correction may mean, and against which nothing of them speaks."""
    return [story for story in _found(ledger, article) if _fits(ledger, story, article)]


def _said(article: Article) -> list[Reference]:
    """What is said of the story: an order's own slugline, and what stands in its text.

    The slugline of a correction is that of an article. Whether it joins, its text says as well (`stories.names`).
    """
    said = (
        [Reference("slug", article.header.slugline)] if article.header.slugline and is_order(article) else []
    )
    said += article.naming.refers[:MOST_SAID]
    return [each for each in said if any(map(str.isalnum, each.words[:_LONGEST]))]


def _voices(ledger: Ledger, article: Article) -> list[str]:
    return [article.source, *sorted(ledger.authority.speaks_for(article.source))][:MOST_SAID]


def _slug_keys(article: Article) -> Iterator[str]:
    for each in _said(article):
        if each.kind == "slug" and (name := _slug(article, article.source, each.words)):
            yield name.partition("|")[2]


def _slug(article: Article, source: str, words: str) -> str | None:
    return slug_name(
        replace(article, source=source, header=replace(article.header, slugline=words[:_LONGEST]))
    )


def _found(ledger: Ledger, article: Article) -> Iterator[Story]:
    """The stories that anything of what is said may mean, those of the last day and a half before older ones."""
    found: dict[str, Story] = {}
    for uri in _uris(ledger, article):
        story = ledger.get(uri)
        if story is not None and story.texts and may_speak(ledger, story, speaker_of(article)):
            found.setdefault(uri, story)
        if len(found) == MOST_STORIES:
            break
    lately = [story for story in found.values() if _age(story, article) <= SLUG_LASTS]
    yield from lately or found.values()


def _age(story: Story, article: Article) -> timedelta:
    return abs(article.origin.timestamp - story.seen)


def _uris(ledger: Ledger, article: Article) -> Iterator[str]:
    for each in _said(article):
        for source in _voices(ledger, article):
            if each.kind == "id":
                known = (ledger.named(id_) or id_ for id_ in _ids(article, source, each.words))
                yield from (uri for uri in known if uri in ledger)
                continue
            is_slug = each.kind == "slug"
            name = _slug(article, source, each.words) if is_slug else headline_name(source, each.words)
            if name:
                yield from ledger.sharing(name, MOST_OF_A_NAME)


def _ids(article: Article, source: str, words: str) -> Iterator[str]:
    """The uris that an item's number or id may have become."""
    words = words.strip()
    yield words
    yield uri_for(source=source, own=words)
    for days in (0, 1):
        day = (article.revision.wire_time or article.origin.timestamp) - timedelta(days=days)
        yield uri_for(source=source, own=f"{day:%Y-%m-%d}.{words.lower()}")


def _fits(ledger: Ledger, story: Story, article: Article) -> bool:
    """Whether nothing that is said speaks against the story."""
    said = _said(article)
    if said and said[0].words == article.header.slugline and not _goes_by(ledger, article, said[0]):
        said = said[1:]  # "KILL-ADVISORY": what the desk calls its order
    slugs = [each.words for each in said if each.kind == "slug"]
    headlines = [each.words for each in said if each.kind == "headline"]
    ids = [each.words for each in said if each.kind == "id"]
    if slugs and story.slug and story.slug not in _names(ledger, article, slugs):
        return False
    if headlines and not any(_is_headline(ledger, story, article, each) for each in headlines):
        return False
    known = {story.uri, *story.aliases}
    uris = {
        name for each in ids for source in _voices(ledger, article) for name in _ids(article, source, each)
    }
    return not ids or bool(known & uris) or not any(name in ledger or ledger.named(name) for name in uris)


def _goes_by(ledger: Ledger, article: Article, slug: Reference) -> bool:
    """Whether a story has that slug."""
    uris = (
        uri
        for name in _names(ledger, article, [slug.words])
        if name
        for uri in ledger.sharing(name, MOST_OF_A_NAME)
    )
    return any((story := ledger.get(uri)) is not None and story.texts for uri in uris)


def _names(ledger: Ledger, article: Article, slugs: list[str]) -> set[str | None]:
    return {_slug(article, source, words) for words in slugs for source in _voices(ledger, article)}


def _is_headline(ledger: Ledger, story: Story, article: Article, words: str) -> bool:
    """Whether the story had that headline, or has one that shares most of its words."""
    if any(headline_name(source, words) in story.headlines for source in _voices(ledger, article)):
        return True
    own = set(headline_words(story.card.headline or "")) if story.card else set()
    given = set(headline_words(words))
    return bool(own and given) and len(own & given) >= _ALIKE * len(own | given)


def _withheld(ledger: Ledger, article: Article, stories: list[Story]) -> list[Outcome]:
    """Each of the stories is withheld by this order; nothing else comes of it but that the editors are told."""
    verdict = Verdict(Disposition.SIGNAL, article.signal or Signal.KILL)
    outcomes: list[Outcome] = [Reported(replace(article, verdict=verdict))]
    words = (
        article.header.ed_note or (article.paragraphs[0] if article.paragraphs else article.headline) or ""
    )
    for story in stories:
        order = adopted(article, story.uri)
        hold = replace(
            order,
            signal=Signal.HOLD,
            hold=Hold(HoldReason.WITHHELD, f"it may be what this order means: {words[:_LONGEST]}"),
            pub_status="withheld",
            paragraphs=(),
            # An order is about what is there when it comes, whenever that was made.
            revision=replace(order.revision, version_created=None, wire_time=None),
        )
        outcomes += message(ledger, story, hold)[1:]
    outcomes.append(unclear(article, stories, words, "withheld: {}", nothing="none, for all are killed"))
    return outcomes


def unclear(article: Article, stories: list[Story], words: str, what: str, nothing: str = "") -> Notice:
    """What the editors are told of words that may mean several stories; `what` became of these, "{}" their names."""
    named = "; ".join(
        f'{story.uri} "{((story.card.headline if story.card else None) or "-")[:100]}"' for story in stories
    )
    return Notice(
        NoticeKind.UNCLEAR_KILL,
        article.uri,
        article.source,
        raw_of(article.origin),
        article.origin.timestamp,
        headline=article.headline,
        of=stories[0].uri if stories else None,
        words=f"{words[:_LONGEST]} | {what.format(named or nothing)}",
    )
