"""The three verbs on plain values: clean, decide, enrich. They know nothing of Kafka, of Faust or of the clock.

This is what others may import, and what the command line uses:

    (article,) = clean(RawArticle(document, origin))    # or Dropped, with the reason
    outcomes = decide(ledger, article)                  # ledger = new_ledger()
    enriched = enrich(article)
    (enriched,) = inspect(document)                     # clean and enrich in one

What is configured of a source goes with the raw event: `streams.sources.table.read_sources(path).configured(raw)`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from streams.article import (
    NO_TAKE,
    Article,
    Cleaning,
    Credits,
    Dropped,
    Fingerprint,
    Origin,
    RawArticle,
    Removed,
)
from streams.blocks import following, rewritten
from streams.clean import boilerplate_rules, language
from streams.clean.boilerplate import clean_copy
from streams.clean.credit import credit_of
from streams.clean.fields import credited, with_fields
from streams.clean.normalise import normalise_byline, normalise_line, normalise_text
from streams.clean.profile import Profile, profile_of
from streams.clean.said import normalise_said
from streams.clean.signals import is_message, read_said, with_standing
from streams.copies.sketch import sketch_of, words_of
from streams.copies.window import CopyIndex
from streams.datafiles import read_ours
from streams.enrich.authority_file import read_authority_file
from streams.enrich.changes import Text, changes
from streams.enrich.changes_words import reads
from streams.enrich.dateline import find_dateline
from streams.enrich.keywords import find_keywords, read_tokens
from streams.enrich.links import Linked, link
from streams.enrich.model_names import outside, without_parts
from streams.enrich.name_tagger import tag_names
from streams.enrich.organisations import find_organisations
from streams.enrich.people import find_people
from streams.enrich.places import read_places
from streams.enrich.quoted_people import with_named, with_speakers
from streams.enrich.quotes import find_quotes
from streams.enrich.reading import read_article
from streams.enrich.sentences import reading_seconds, word_count
from streams.enrich.summary import summarise
from streams.enrich.topics import find_topics
from streams.found import Found
from streams.intake import dates
from streams.intake.configured import with_rights
from streams.intake.html import page
from streams.intake.identity import host_of
from streams.intake.reader import Parts, read
from streams.intake.sound import MOST_CHARACTERS
from streams.kinds import Format, Reason
from streams.replaced import replace
from streams.sent import NOTHING_SENT
from streams.settings import settings
from streams.source_config import SourceConfig
from streams.sources.table import read_sources
from streams.stories import decide as decision
from streams.stories.ledger import Ledger
from streams.stories.outcome import Outcome
from streams.stories.owned import authority_of
from streams.stories.store import Memory

#: A page with fewer words has no article on it: a login form, an index, a video without a text. A flash on a wire
#: may be shorter.
FEWEST_WORDS = 12
#: Characters in which an article has that many words, if its script parts words at all.
_OPENING = 500
#: Of more lines that were removed the event names these. Each costs the ledger's writer as much as a long paragraph.
MOST_REMOVED = 2_000
#: Characters of a take; a story has twenty at most.
MOST_TAKE = MOST_CHARACTERS // 20
#: By these rules companies and clubs are found, whose names are often a town's.
_NAMESAKES = frozenset({"company", "club"})
#: A document for each way on which text is read, to load what it takes.
_EACH_WAY = (
    b"Lock gate opened\n\nThe harbour master opened the lock gate on Monday.",
    # With its place and agency in front: the places of the world take half a second to load.
    b"LONDON (Reuters) - The harbour master opened the lock gate on Monday, the board said.",
    b"EMBARGOED UNTIL 0001 GMT TUESDAY, JANUARY 6, 2026\n\nThe harbour master opened the lock gate on Monday.",
    b"Der Hafenmeister \xf6ffnete am Montag das Tor der Schleuse f\xfcr alle Schiffe.",
    b'{"uri": "urn:x:1", "type": "text", "headline": "Lock gate opened", "body_text": "It is open."}',
    b'{"title": "Lock gate opened", "text": "The harbour master opened it on Monday.", "date": "2026-01-01"}',
    b"\x16\x16\x01a0001\x1eu a BC-Lock 01-01 0010\r\n\x02The gate is open.\r\n\x03\x1501-01-26 1000GMT\r\n\x04",
    b"\x01abc0001 3 pl 10 \r\n\x02Lock gate opened\r\n\r\nIt is open.\r\n\x03011000 JAN 26\r\n\x04",
)


def clean(raw: RawArticle) -> Parts:
    """The articles in a raw event: their text and nothing else, their language, and what they say they are.

    One part for each article that the document holds, in its order; a part that is none says why. Never empty.
    """
    return tuple(
        part if isinstance(part, Dropped) else _clean(_with_source(part, raw), raw.config)
        for part in read(raw)
    )


def _with_source(article: Article, raw: RawArticle) -> Article:
    """The article with by whose word its source is: where the envelope names none, the document does."""
    stated = bool(raw.source and raw.source.strip()) or article.source == host_of(raw.subject)
    return article if stated else replace(article, naming=replace(article.naming, source_by="document"))


def _clean(article: Article, config: SourceConfig | None = None) -> Article | Dropped:
    written = [normalise_text(paragraph) for paragraph in article.paragraphs]
    paragraphs = tuple(filter(None, written))
    forms = rewritten(article.paragraphs, written, article.forms, normalise_text)
    headline = normalise_line(article.headline or "") or None
    tongue, guess = language.identify(paragraphs, headline, article.language)
    profile = Profile(config.profile) if config and config.profile else profile_of(article.format)
    cleaned = clean_copy(paragraphs, tongue, profile, forms, headline, article.url)
    kept, removed = cleaned.paragraphs, cleaned.removed
    if article.format is Format.HTML and _is_empty(kept):
        return Dropped(Reason.NO_ARTICLE, "nothing but furniture" if removed else "no text")
    said = with_rights(with_fields(article, (*removed, *cleaned.spared), tongue), config)
    article = replace(
        said,
        sent=normalise_said(said.sent),
        media=normalise_said(said.media),
        related=normalise_said(said.related),
        headlines=normalise_said(said.headlines),
        credits=_credits(article.credits, said.credits, kept, removed, tongue),
        paragraphs=kept,
        headline=headline,
        standfirst=normalise_line(article.standfirst or "") or None,
        language=tongue,
        partial=said.partial or (article.format is Format.HTML and cleaned.ends_at_wall()),
        cleaning=Cleaning(said.cleaning.removed + removed, said.cleaning.repairs, guess),
    )
    article = _without_false_take(with_standing(article, config))
    article = replace(article, forms=following(paragraphs, forms, article.paragraphs)) if forms else article
    if not kept and not headline and not is_message(article):
        return Dropped(Reason.EMPTY, "no text")
    # Computed here, where the work is shared out: the one writer of the ledger must only look it up.
    if len(article.cleaning.removed) > MOST_REMOVED:
        cut = replace(article.cleaning, removed=article.cleaning.removed[:MOST_REMOVED])
        article = replace(article, cleaning=cut).repaired("removed:cut")
    fingerprint = Fingerprint(sketch_of(headline, article.body).pack(), reads(headline, kept))
    return replace(article, fingerprint=fingerprint)


def _credits(
    stated: Credits, said: Credits, paragraphs: tuple[str, ...], removed: Sequence[Removed], language: str
) -> Credits:
    """Who wrote it and from whom it comes: `stated` by the document, `said` with what its lines say beside that."""
    dateline = find_dateline(paragraphs, language)
    return replace(
        said,
        byline=normalise_byline(said.byline or "") or None,
        credit=credit_of(dateline, stated.byline, paragraphs, stated.info_sources) or credited(removed),
        info_sources=tuple(dict.fromkeys(normalise_said(said.info_sources))),
    )


def _is_empty(paragraphs: tuple[str, ...]) -> bool:
    """Whether there are fewer words than any article has. A few hundred characters are enough to see that there are."""
    text = "\n".join(paragraphs)
    return len(words_of(text[:_OPENING])) < FEWEST_WORDS and len(words_of(text)) < FEWEST_WORDS


def _without_false_take(article: Article) -> Article:
    """What is longer than a take is none: all takes together must be no larger than an article may be."""
    if article.take.number is None or len(article.body) <= MOST_TAKE:
        return article
    return replace(article, take=NO_TAKE).repaired("take:left-out")


def decide(ledger: Ledger, article: Article) -> list[Outcome]:
    """What comes of a clean article, and what goes where; `ledger` remembers it.

    The order of the calls is the order of the decisions. The first outcome tells of the article itself; there is none
    for a raw event that was decided before.
    """
    try:
        outcomes = decision.decide(ledger, article)
    except BaseException:
        ledger.forget_decision()
        raise
    ledger.commit()
    return outcomes


def new_ledger(
    texts: int = 100_000, threshold: float = 0.6, authority: str = "", sources: str = ""
) -> Ledger:
    """A ledger in memory that knows nothing yet.

    `texts` is the most texts that copies are looked for among; `threshold` the share of a text,
    0 to 1, that stands word for word in another and makes it a copy; `authority` is what COPYDESK_OWNS takes,
    `sources` what COPYDESK_SOURCES does. Raises SettingsError for one that cannot be read.
    """
    ledger = Ledger(Memory(), CopyIndex(texts), threshold, authority_of(authority, read_sources(sources)))
    for _ in ledger.load():
        pass
    return ledger


def inspect(
    document: bytes, content_type: str | None = None, source: str | None = None, url: str | None = None
) -> list[Article | Dropped]:
    """What the desk would make of a document: each article in it cleaned and enriched, or why it is refused."""
    origin = Origin("inspect", 0, 0, datetime.now(UTC))
    parts = clean(RawArticle(document, origin, content_type, source, url))
    return [part if isinstance(part, Dropped) else enrich(part) for part in parts]


def enrich(article: Article) -> Article:
    """The article with its dateline, places, people, organisations, quotes, keywords, topics, summary and length."""
    headline, paragraphs, tongue = article.headline, article.paragraphs, article.language
    dateline = find_dateline(paragraphs, tongue)
    reading = read_article(headline, paragraphs, tongue)
    tagged = tag_names(reading, settings().names_marginal, dateline)
    people = find_people(reading, tagged)
    organisations = find_organisations(reading, [person.name for person in people], tagged)
    people = without_parts(people, organisations)
    quotes = find_quotes(reading, people)
    people = with_named(people, paragraphs, reading.language)
    people = with_speakers(people, quotes, paragraphs, reading.language)
    names = [person.name for person in people] + [organisation.name for organisation in organisations]
    words = word_count(paragraphs)
    tokens = read_tokens(headline, paragraphs, tongue)
    article = with_changes(article)
    namesakes = [
        each.name for each in organisations if each.evidence.rule in _NAMESAKES and " " not in each.name
    ]
    read = read_places(headline, paragraphs, tongue, dateline, outside(tagged, organisations), namesakes)
    named = Linked(people, organisations, read.places)
    linked = link(reading, paragraphs, named, read.countries, read_authority_file(settings().authority))
    found = Found(
        dateline=dateline,
        places=linked.places,
        people=linked.people,
        organisations=linked.organisations,
        quotes=quotes,
        keywords=find_keywords(headline, paragraphs, tongue, names=names, tokens=tokens),
        topics=find_topics(tokens, article.sent, organisations),
        summary=summarise(headline, paragraphs, tongue),
        word_count=words,
        reading_seconds=reading_seconds(words, tongue),
    )
    return replace(article, found=found).without_sketch()


def as_it_is(article: Article, reason: Reason) -> Article:
    """The article as an enriched event has it, without enrichment, which did not come for that reason: a repair."""
    return replace(article, previous=None).without_sketch().repaired(f"not-enriched:{reason}")


def with_changes(article: Article) -> Article:
    """The article with what changed against the version that it takes the place of, which it no longer carries."""
    if article.previous is None or article.verdict is None:
        return article
    before = Text(article.previous.headline, article.previous.paragraphs)
    found = changes(before, Text(article.headline, article.paragraphs), article.language)
    return replace(article, previous=None, verdict=replace(article.verdict, changes=found))


def warm() -> None:
    """Loads the models, rules, lists and libraries, so that the first document does not pay for it."""
    warm_clean()
    _warm_enrich()
    # trafilatura loads its locales, over a second, with the first page.
    text = b"One page of text to begin with. " * 20
    markup = b"<html><head><title>A</title></head><body><p>" + text + b"</p></body></html>"
    page.read(RawArticle(markup, Origin("warm", 0, 0, datetime.now(UTC))))
    # What most pages ask for: the names of people, and the patterns of some hundred lines that stand on all sites.
    document = read_ours("pages/warm.html").encode()
    clean(RawArticle(document, Origin("warm", 0, 0, datetime(2026, 11, 22, tzinfo=UTC)), "text/html"))


def warm_clean() -> None:
    """Loads what reading and cleaning text takes, without markup: what a worker may do in its loop."""
    language.warm()
    boilerplate_rules.warm()
    dates.warm()
    for tongue in ("en", "de", "fr"):
        text = ("Kill, hold, take two, embargo until noon GMT.",)
        read_said(None, None, None, text, tongue, Format.TEXT, datetime(2026, 1, 1, tzinfo=UTC))
    origin = Origin("warm", 0, 0, datetime(2026, 1, 1, tzinfo=UTC))
    for document in _EACH_WAY:
        clean(RawArticle(document, origin))


def _warm_enrich() -> None:
    paragraphs = (
        'PARIS (Reuters) - "We will wait and see," Foreign Minister Jane Roe said in Berlin on Monday.',
    )
    dateline = find_dateline(paragraphs, "en")
    read = read_places(None, paragraphs, "en", dateline)
    reading = read_article(None, paragraphs, "en")
    tag_names(reading, 1.0)
    people = find_people(reading)
    named = Linked(people, find_organisations(reading), read.places)
    link(reading, paragraphs, named, read.countries, read_authority_file(settings().authority))
    find_quotes(reading, people)
    tokens = read_tokens(None, paragraphs, "en")
    find_keywords(None, paragraphs, "en", tokens=tokens)
    find_topics(tokens, NOTHING_SENT)
