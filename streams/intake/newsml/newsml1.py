"""NewsML 1.0 to 1.2 -> articles: an envelope and one or several items (https://iptc.org/standards/newsml-1/).

The components of an item are a tree, with pictures, captions and translations in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from streams.article import Article, Cleaning, Credits, Dropped, Embargo, Header, RawArticle, Revision
from streams.intake import dates
from streams.intake.charset import Decoded
from streams.intake.dateline import begun_with
from streams.intake.dates import read_embargo
from streams.intake.files import with_uris
from streams.intake.html.metadata import clean_byline
from streams.intake.identity import content_of, normalise_url, source_for, uri_for
from streams.intake.newsml.described1 import news_line, other_headlines, sent_of
from streams.intake.newsml.identity1 import (
    ALONE,
    Around,
    beside,
    identifiers,
    pictures_in,
    related,
    shared_ids,
)
from streams.intake.newsml.pictures1 import media_of
from streams.intake.newsml.stories1 import Story, components_of, language_in, media_in, stories_in
from streams.intake.newsml.text import Text, without_headline
from streams.intake.newsml.topics1 import topics_in
from streams.intake.newsml.tree import (
    Element,
    articles_of,
    attribute,
    bare,
    child,
    children,
    descendants,
    language_of,
    last_part,
    line,
    lines,
    meaning,
    named,
)
from streams.intake.nitf.marks import together
from streams.intake.nitf.place import place_in
from streams.intake.said import urgency
from streams.intake.xml import local_name, read_cut_xml, read_xml, refused_as
from streams.kinds import Format, Reason, Signal
from streams.sent import Concept, Sent

_NOTE_LINES = frozenset({"advisoryline", "advisory", "ednote", "editorsnote", "editornote", "editorialnote"})
_MOST_LANGUAGES = 60
_OTHERS = ("TopicSet", "TopicSetRef", "NewsItemRef")


def read_decoded(raw: RawArticle, decoded: Decoded) -> Article | Dropped | list[Article | Dropped]:
    """The articles in a document: for each item one in each language of its text.

    A picture is left out beside a text, and refused if there is no text. An item that is broken is refused in its
    place.
    """
    document = read_xml(decoded.text)
    if isinstance(document, Dropped):
        return _cut_kills(raw, decoded) or refused_as("NewsML", document, decoded.text)
    root = document.root
    if local_name(root) != "NewsML":
        return Dropped(Reason.INVALID_DOCUMENT, f"not NewsML: its root element is {local_name(root)[:60]}")
    sent = dates.parse(line(child(root, "NewsEnvelope", "DateAndTime")))
    raw = raw if raw.time or sent is None else replace(raw, time=sent)
    repairs = decoded.repairs + document.repairs
    items = list(children(root, "NewsItem"))
    if len(items) > 1:  # the envelope's subject means the document, and none of these
        raw = replace(raw, subject=None)
    shared = shared_ids(items)
    around = Around(topics_in(root), pictures_in(items) if len(items) > 1 else {})
    read = [each for item in items for each in _read_item(item, raw, repairs, shared, around)]
    return articles_of(read)


def _cut_kills(raw: RawArticle, decoded: Decoded) -> list[Article | Dropped]:
    """The kills in a document whose end is missing: the Status stands behind the whole Identification.

    A kill that gets lost does harm; half a text does, too.
    """
    document = read_cut_xml(decoded.text)
    if document is None or local_name(document.root) != "NewsML":
        return []
    items = list(children(document.root, "NewsItem"))
    if len(items) > 1:
        raw = replace(raw, subject=None)
    found: list[Article | Dropped] = []
    for item in items:
        status = _status(item, raw.origin.timestamp)
        own, aliases = identifiers(item)
        if isinstance(status, Dropped) or own is None or local_name(item[-1]) == "Identification":
            continue
        if status.pub_status == "canceled" or status.signal is Signal.KILL:
            story = Story(language_of(item), components_of(item), Text())
            repairs = decoded.repairs + document.repairs
            article = _article(item, raw, repairs, replace(status, pub_status="canceled"), story, own, ALONE)
            found.append(replace(bare(article), headline=None).with_aliases(aliases))
    return found


@dataclass(frozen=True, slots=True)
class _Status:
    """What the management of an item says: whether it may go out, and when."""

    pub_status: str | None  # None: not stated
    embargoed: datetime | None = None
    embargo_words: str | None = None
    signal: Signal | None = None


def _read_item(
    item: Element,
    raw: RawArticle,
    repairs: tuple[str, ...],
    shared: frozenset[str] = frozenset(),
    around: Around = ALONE,
) -> list[Article | Dropped]:
    """The articles in a NewsItem, one for each language of its text.

    NOT_TEXT for a picture and the like. INVALID_DOCUMENT for a Status that IPTC does not know. NO_ARTICLE without a
    headline and a text; but with an identifier and a Status the item is then a message about an article.
    """
    status = _status(item, raw.origin.timestamp)
    if isinstance(status, Dropped):
        return [status]
    stories = stories_in(item)
    if len(stories) > _MOST_LANGUAGES:
        return [Dropped(Reason.INVALID_DOCUMENT, f"one item in {len(stories)} languages")]
    own, aliases = identifiers(item)
    own, aliases = None if own in shared else own, tuple(each for each in aliases if each not in shared)
    if not stories:
        components = components_of(item)
        headline = news_line(components, "HeadLine")
        if media := media_in(item):
            return [Dropped(Reason.NOT_TEXT, f"an item of {', '.join(media)}")]
        if (
            headline is None
            and status.pub_status == "usable"
            and any(True for _ in descendants(item, *_OTHERS))
        ):
            return [Dropped(Reason.NOT_TEXT, "a package, or a set of topics")]
        if headline is None and (status.pub_status is None or own is None):
            return [Dropped(Reason.NO_ARTICLE, "neither a headline nor a text")]
        stories = [Story(language_in(components, item), components, Text())]
    found: list[Article | Dropped] = []
    for number, story in enumerate(stories):
        article = _article(item, raw, repairs, status, story, own, around)
        others = tuple(alias for alias in aliases if alias != article.uri)
        if number and own:
            # A translation: an article of its own, and a message about the item means it, too.
            others = (article.uri, *others)
            article = replace(article, uri=f"{article.uri}#{story.language}")
        found.append(article.with_aliases(others))
    return found


def _status(item: Element, arrival: datetime) -> _Status | Dropped:
    management = child(item, "NewsManagement")
    stated = last_part(named(management, "Status"))
    status = meaning("pub_status", stated)
    if stated and status is None:
        return Dropped(Reason.INVALID_DOCUMENT, f"Status is {stated[:40]!r}")
    change = child(management, "StatusWillChange")
    future = last_part(named(change, "FutureStatus"))
    embargoed, words = None, None
    if stated == "embargoed" or (status == "withheld" and future == "usable"):
        at = line(child(change, "DateAndTime")) if future in ("usable", None) else None
        embargoed, words = read_embargo(at, arrival)
        status = "usable"
    return _Status(status, embargoed, words, _signal(management, item))


def _signal(management: Element | None, item: Element) -> Signal | None:
    """What the instructions say. "Delete" may mean older revisions only: it counts where nothing else is sent."""
    bare = next(descendants(item, "DataContent"), None) is None
    said: set[str | None] = set()
    for instruction in children(management, "Instruction"):
        code = last_part(attribute(instruction, "FormalName"))
        if code != "delete" or (bare and child(instruction, "RevisionStatus") is None):
            said.add(meaning("instruction", code))
    return next(
        (each for each in (Signal.KILL, Signal.CORRECTION, Signal.UPDATE) if each.value in said), None
    )


def _article(
    item: Element,
    raw: RawArticle,
    repairs: tuple[str, ...],
    status: _Status,
    story: Story,
    own: str | None,
    around: Around,
) -> Article:
    components = story.components
    management = child(item, "NewsManagement")
    headline = news_line(components, "HeadLine") or story.headline or story.text.headline
    text = without_headline(story.text, headline)
    provider = _party(components, "Provider") or line(
        child(item, "Identification", "NewsIdentifier", "ProviderId")
    )
    url = normalise_url(raw.subject)
    source = source_for(raw.source, url, provider)
    created = dates.parse(line(child(management, "ThisRevisionCreated")))
    version_created, wire_time, mended = dates.settle(created, raw)
    notes = _notes(components) or list(text.notes)
    dateline = news_line(components, "DateLine")
    paragraphs, forms = begun_with(dateline, text.paragraphs, text.forms)
    return Article(
        uri=uri_for(
            source=source, own=own, subject=raw.subject, content=content_of(headline, text.paragraphs)
        ),
        origin=raw.origin,
        source=source,
        format=Format.NEWSML,
        paragraphs=paragraphs,
        forms=forms,
        headline=headline,
        revision=Revision(
            version=line(child(item, "Identification", "NewsIdentifier", "RevisionId")),
            version_created=version_created,
            first_created=dates.parse(line(child(management, "FirstCreated"))),
            wire_time=wire_time,
        ),
        pub_status=status.pub_status or "usable",
        embargo=Embargo(until=status.embargoed, words=status.embargo_words),
        header=Header(
            urgency=urgency(named(management, "Urgency")),
            slugline=news_line(components, "SlugLine"),
            ed_note=" / ".join(dict.fromkeys(notes)) or None,
            located=_located(components) or text.located or place_in(dateline),
        ),
        credits=Credits(
            byline=clean_byline(news_line(components, "ByLine")) or text.byline,
            info_sources=_sources(components),
        ),
        standfirst=text.standfirst,
        url=url,
        headlines=other_headlines(components),
        media=with_uris((*text.media, *media_of(item), *beside(item, around)), source),
        related=related(item, around, source),
        sent=_with_marks(
            sent_of(item, components, around.topics, story.language, text.copyright), text.marks
        ),
        partial=not story.whole,
        language=story.language or "und",
        signal=status.signal,
        cleaning=Cleaning(removed=text.removed, repairs=repairs + mended),
    )


def _notes(components: Sequence[Element]) -> list[str]:
    """The lines whose type says that they are for editors."""
    return [
        text
        for component in components
        for each in children(component, "NewsLines", "NewsLine")
        if (last_part(named(each, "NewsLineType")) or "") in _NOTE_LINES
        for text in lines(children(each, "NewsLineText"))
    ]


def _party(components: Sequence[Element], role: str) -> str | None:
    return next(iter(_parties(components, role)), None)


def _parties(components: Sequence[Element], role: str) -> list[str]:
    for component in components:
        parties = children(component, "AdministrativeMetadata", role, "Party")
        if names := [name for name in (attribute(each, "FormalName") for each in parties) if name]:
            return names
    return []


def _sources(components: Sequence[Element]) -> tuple[str, ...]:
    credit = (news_line(components, "CreditLine") or "").strip(" -–—/")
    return tuple(dict.fromkeys(_parties(components, "Source") or ([credit] if credit else [])))


def _located(components: Sequence[Element]) -> str | None:
    """The city of origin; a location that is not called the origin is what the text is about."""
    for component in components:
        for location in children(component, "DescriptiveMetadata", "Location"):
            if (attribute(location, "HowPresent") or "").lower() != "origin":
                continue
            values = {
                attribute(each, "FormalName"): attribute(each, "Value")
                for each in children(location, "Property")
            }
            if values.get("City"):
                return values["City"]
    return None


def _with_marks(sent: Sent, marks: Mapping[str, tuple[Concept, ...]]) -> Sent:
    """With what the text marks, where it is NITF."""
    if not marks:
        return sent
    both: dict[str, Any] = {**together({name: getattr(sent, name) for name in marks}, marks)}
    return replace(sent, **both)
