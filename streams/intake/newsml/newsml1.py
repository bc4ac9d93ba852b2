"""NewsML 1.0 to 1.2 -> articles: an envelope and one or several items (https://iptc.org/standards/newsml-1/).

The components of an item are a tree, with pictures, captions and translations in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from typing import Any

from streams.article import Article, Dropped, RawArticle
from streams.blocks import joined
from streams.intake import dates
from streams.intake.charset import Decoded
from streams.intake.dateline import begun_with
from streams.intake.dates import read_embargo
from streams.intake.files import uri_of, with_uris
from streams.intake.html.metadata import clean_byline, comparable, primary_language
from streams.intake.identity import content_of, names_nothing, normalise_url, source_for, uri_for
from streams.intake.newsml.described1 import other_headlines, sent_of
from streams.intake.newsml.pictures1 import media_of
from streams.intake.newsml.text import Text, best, text_in_string, text_of, unpacked, without_headline
from streams.intake.newsml.topics1 import NO_TOPICS, Topics, topics_in
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
)
from streams.intake.nitf.marks import together
from streams.intake.nitf.place import place_in
from streams.intake.xml import local_name, read_cut_xml, read_xml, refused_as
from streams.kinds import Format, Reason, Signal
from streams.sent import Concept, Media, Related, Sent

_NOTE_LINES = frozenset({"advisoryline", "advisory", "ednote", "editorsnote", "editornote", "editorialnote"})
_MOST_LANGUAGES = 60
_OTHERS = ("TopicSet", "TopicSetRef", "NewsItemRef")
#: The revision at the end of a public identifier: "urn:newsml:agency.example:20261121:abc:3U".
_REVISION = re.compile(r":\d{1,9}[NUA]?$", re.IGNORECASE)
_DAY = re.compile(r"\d{8}")
_ONLY_REVISION = re.compile(r"\d{1,4}[NUA]", re.IGNORECASE)
_OWN_ID = re.compile(r"\d{3}")
_NOT_TEXT = frozenset(
    {"photo", "picture", "image", "graphic", "video", "audio", "animation", "animatedgraphic"}
)
_NOT_TEXT_MIME = ("image/", "video/", "audio/")
#: Characters. Agencies' captions end well before that.
_LONGEST_CAPTION = 400
_MARKUP = re.compile("nitf|html|xml", re.IGNORECASE)


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
    shared = _shared_ids(items)
    around = _Around(topics_in(root), _pictures_in(items) if len(items) > 1 else {})
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
        own, aliases = _identifiers(item)
        if isinstance(status, Dropped) or own is None or local_name(item[-1]) == "Identification":
            continue
        if status.pub_status == "canceled" or status.signal is Signal.KILL:
            story = _Story(language_of(item), _components_of(item), Text())
            repairs = decoded.repairs + document.repairs
            article = _article(item, raw, repairs, replace(status, pub_status="canceled"), story, own, _ALONE)
            found.append(replace(bare(article), headline=None, aliases=aliases))
    return found


@dataclass(frozen=True, slots=True)
class _Around:
    """What a document has beside an item: its topics, and the items that are pictures, by their ids."""

    topics: Topics = NO_TOPICS
    pictures: Mapping[str, Element] = field(default_factory=dict)


_ALONE = _Around()


@dataclass(frozen=True, slots=True)
class _Status:
    """What the management of an item says: whether it may go out, and when."""

    pub_status: str | None  # None: not stated
    embargoed: datetime | None = None
    embargo_words: str | None = None
    signal: Signal | None = None


def _shared_ids(items: Sequence[Element]) -> frozenset[str]:
    """The ids that several items with different headlines have in the same revision: they name none of them."""
    headlines: dict[tuple[str, str | None], set[str | None]] = {}
    for item in items:
        revision = line(child(item, "Identification", "NewsIdentifier", "RevisionId"))
        own, aliases = _identifiers(item)
        for name in filter(None, (own, *aliases)):
            headlines.setdefault((name, revision), set()).add(_news_line(_components_of(item), "HeadLine"))
    return frozenset(name for (name, _), found in headlines.items() if len(found) > 1)


def _pictures_in(items: Sequence[Element]) -> dict[str, Element]:
    """The items of a document that may be pictures of its other items, by all their ids."""
    found: dict[str, Element] = {}
    for item in items:
        if _media_in(item):
            own, aliases = _identifiers(item)
            found |= {name: item for name in (own, *aliases, attribute(item, "Duid")) if name}
    return found


def _read_item(
    item: Element,
    raw: RawArticle,
    repairs: tuple[str, ...],
    shared: frozenset[str] = frozenset(),
    around: _Around = _ALONE,
) -> list[Article | Dropped]:
    """The articles in a NewsItem, one for each language of its text.

    NOT_TEXT for a picture and the like. INVALID_DOCUMENT for a Status that IPTC does not know. NO_ARTICLE without a
    headline and a text; but with an identifier and a Status the item is then a message about an article.
    """
    status = _status(item, raw.origin.timestamp)
    if isinstance(status, Dropped):
        return [status]
    stories = _stories_in(item)
    if len(stories) > _MOST_LANGUAGES:
        return [Dropped(Reason.INVALID_DOCUMENT, f"one item in {len(stories)} languages")]
    own, aliases = _identifiers(item)
    own, aliases = None if own in shared else own, tuple(each for each in aliases if each not in shared)
    if not stories:
        components = _components_of(item)
        headline = _news_line(components, "HeadLine")
        if media := _media_in(item):
            return [Dropped(Reason.NOT_TEXT, f"an item of {', '.join(media)}")]
        if (
            headline is None
            and status.pub_status == "usable"
            and any(True for _ in descendants(item, *_OTHERS))
        ):
            return [Dropped(Reason.NOT_TEXT, "a package, or a set of topics")]
        if headline is None and (status.pub_status is None or own is None):
            return [Dropped(Reason.NO_ARTICLE, "neither a headline nor a text")]
        stories = [_Story(_language_in(components, item), components, Text())]
    found: list[Article | Dropped] = []
    for number, story in enumerate(stories):
        article = _article(item, raw, repairs, status, story, own, around)
        others = tuple(alias for alias in aliases if alias != article.uri)
        if number and own:
            # A translation: an article of its own, and a message about the item means it, too.
            others = (article.uri, *others)
            article = replace(article, uri=f"{article.uri}#{story.language}")
        found.append(replace(article, aliases=others))
    return found


def _identifiers(item: Element) -> tuple[str | None, tuple[str, ...]]:
    """The id of the item, which all its revisions share, and its public identifiers.

    NewsML 1.2, 5.5: provider, date and item name it together. Some agencies leave the item empty, and give every item
    the same public identifier: one without a part for the item is none.
    """
    identifier = child(item, "Identification", "NewsIdentifier")
    provider, date, name = (line(child(identifier, each)) for each in ("ProviderId", "DateId", "NewsItemId"))
    public = line(child(identifier, "PublicIdentifier"))
    without = _REVISION.sub("", public) if public else None
    named = [each for each in (without, public) if each and _names_item(each, provider)]
    if any(map(names_nothing, (provider, date, name))) or name in (provider, date) or _is_word(name):
        own = named[0] if named else None
    else:
        own = f"urn:newsml:{provider}:{date}:{name}"
    return own, tuple(dict.fromkeys(each for each in named if each != own))


def _is_word(name: str | None) -> bool:
    """Whether it is the word for an item, which a template has in place of its name."""
    return comparable(name) in (
        "newsitem",
        "newsitemid",
        "item",
        "itemid",
        "news",
        "newsml",
        "article",
        "story",
        "text",
    )


def _names_item(public: str, provider: str | None) -> bool:
    """Whether a public identifier names one item: after urn:newsml and the provider, a day and something else."""
    if names_nothing(public):
        return False
    parts = public.split(":")
    if public.lower().startswith("urn:newsml:"):
        stands = len(parts) >= 5 and not names_nothing(parts[4]) and bool(_DAY.match(parts[3]))
        return stands and not _ONLY_REVISION.fullmatch(parts[4])
    # An id of the agency's own form: something that the provider's name does not say.
    return public.count(":") >= 4 or bool(_OWN_ID.search(public.removeprefix(provider or "")))


def _status(item: Element, arrival: datetime) -> _Status | Dropped:
    management = child(item, "NewsManagement")
    stated = last_part(_named(management, "Status")) if management is not None else None
    status = meaning("pub_status", stated)
    if stated and status is None:
        return Dropped(Reason.INVALID_DOCUMENT, f"Status is {stated[:40]!r}")
    change = child(management, "StatusWillChange")
    future = last_part(_named(change, "FutureStatus")) if change is not None else None
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
    story: _Story,
    own: str | None,
    around: _Around,
) -> Article:
    components = story.components
    management = child(item, "NewsManagement")
    headline = _news_line(components, "HeadLine") or story.headline or story.text.headline
    text = without_headline(story.text, headline)
    provider = _party(components, "Provider") or line(
        child(item, "Identification", "NewsIdentifier", "ProviderId")
    )
    url = normalise_url(raw.subject)
    source = source_for(raw.source, url, provider)
    created = dates.parse(line(child(management, "ThisRevisionCreated")))
    version_created, wire_time, mended = dates.settle(created, raw)
    notes = _notes(components) or list(text.notes)
    dateline = _news_line(components, "DateLine")
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
        version=line(child(item, "Identification", "NewsIdentifier", "RevisionId")),
        version_created=version_created,
        first_created=dates.parse(line(child(management, "FirstCreated"))),
        pub_status=status.pub_status or "usable",
        embargoed=status.embargoed,
        embargo_words=status.embargo_words,
        urgency=_urgency(management),
        byline=clean_byline(_news_line(components, "ByLine")) or text.byline,
        slugline=_news_line(components, "SlugLine"),
        ed_note=" / ".join(dict.fromkeys(notes)) or None,
        standfirst=text.standfirst,
        url=url,
        located=_located(components) or text.located or place_in(dateline),
        headlines=other_headlines(components),
        media=with_uris((*text.media, *media_of(item), *_beside(item, around)), source),
        related=_related(item, around, source),
        sent=_with_marks(
            sent_of(item, components, around.topics, story.language, text.copyright), text.marks
        ),
        info_sources=_sources(components),
        partial=not story.whole,
        language=story.language or "und",
        signal=status.signal,
        removed=text.removed,
        repairs=repairs + mended,
        wire_time=wire_time,
    )


def _news_line(components: Sequence[Element], name: str) -> str | None:
    """A line of the innermost component that has it."""
    found = (line(each) for component in components for each in children(component, "NewsLines", name))
    return next(filter(None, found), None)


def _notes(components: Sequence[Element]) -> list[str]:
    """The lines whose type says that they are for editors."""
    return [
        text
        for component in components
        for each in children(component, "NewsLines", "NewsLine")
        if (last_part(_named(each, "NewsLineType")) or "") in _NOTE_LINES
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
    credit = (_news_line(components, "CreditLine") or "").strip(" -–—/")
    return tuple(dict.fromkeys(_parties(components, "Source") or ([credit] if credit else [])))


def _urgency(management: Element | None) -> int | None:
    value = _named(management, "Urgency") if management is not None else None
    return int(value) if value in tuple("123456789") else None


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


def _named_items(item: Element) -> Iterator[tuple[str, str]]:
    """(relation, id) of the items that an item names."""
    for name in ("AssociatedWith", "DerivedFrom"):
        for each in children(item, "NewsManagement", name):
            if other := attribute(each, "NewsItem") or attribute(each, "Href"):
                yield name[0].lower() + name[1:], other
    for each in descendants(item, "NewsItemRef"):
        if other := attribute(each, "NewsItem"):
            yield "related", other


def _beside(item: Element, around: _Around) -> Iterator[Media]:
    """The pictures that are items of their own in the same document, and that the item names."""
    for _, other in _named_items(item):
        names = (other.lstrip("#"), _REVISION.sub("", other))
        picture = next((around.pictures[name] for name in names if name in around.pictures), None)
        if picture is not None and picture is not item:
            yield from media_of(picture)


def _related(item: Element, around: _Around, source: str) -> tuple[Related, ...]:
    found: dict[str, Related] = {}
    for rel, other in _named_items(item):
        inside = (
            other.startswith("#") or other in around.pictures or _REVISION.sub("", other) in around.pictures
        )
        if not inside and (uri := uri_of(other, source)):
            found.setdefault(uri, Related(uri, rel=rel))
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class _Story:
    """One text of an item. `components` are those around it, the innermost first. `whole` is False for a summary."""

    language: str | None
    components: tuple[Element, ...]
    text: Text
    headline: str | None = None
    whole: bool = True


@dataclass(frozen=True, slots=True)
class _Leaf:
    role: str  # "body", "headline", "lead", "summary" or "caption"
    markup: bool
    story: _Story


def _stories_in(item: Element) -> list[_Story]:
    """The texts of an item, one for each language. The text in the item's first language comes first.

    Of renditions of one text the best is taken. Parts (lead, body) are put together. Captions are left out.
    """
    by_language: dict[str | None, list[_Leaf]] = {}
    for leaf in _leaves(item):
        if leaf.role != "caption":
            by_language.setdefault(leaf.story.language, []).append(leaf)
    if len(by_language) > 1 and None in by_language:
        first = next(key for key in by_language if key is not None)
        by_language[first] = by_language.pop(None) + by_language[first]
    found = [_story(leaves) for leaves in by_language.values()]
    return [story for story in found if story.text.paragraphs or story.headline]


def _media_in(item: Element) -> list[str]:
    """What else the item holds: "photo", "video"."""
    kinds = (_media_type(each) for each in descendants(item, "ContentItem"))
    return sorted({kind for kind in kinds if kind in _NOT_TEXT})


def _components_of(item: Element) -> tuple[Element, ...]:
    """The outermost component of an item, for an item without a text."""
    return tuple(children(item, "NewsComponent"))[:1]


def _story(leaves: Sequence[_Leaf]) -> _Story:
    bodies = [leaf for leaf in leaves if leaf.role == "body"]
    leads = [leaf for leaf in leaves if leaf.role in ("lead", "summary")]
    titles = [leaf for leaf in leaves if leaf.role == "headline"]
    headline = next((" ".join(leaf.story.text.paragraphs) for leaf in titles), None)
    if not bodies:
        longest = best([leaf.story.text for leaf in leads])
        base = (leads or titles)[0].story
        return replace(base, text=longest, headline=headline, whole=not leads)
    text = _joined(bodies)
    lead = next((leaf.story.text.paragraphs for leaf in leads if leaf.role == "lead"), ())
    if lead and comparable(lead[0])[:60] not in comparable(" ".join(text.paragraphs[:1])):
        forms = joined([(lead, ()), (text.paragraphs, text.forms)])
        text = replace(text, paragraphs=(*lead, *text.paragraphs), forms=forms)
    return replace(bodies[0].story, text=text, headline=headline)


def _joined(bodies: Sequence[_Leaf]) -> Text:
    """One text of several: of renditions the best one, of parts all of them, in the document's order."""
    groups: dict[Element, list[_Leaf]] = {}
    for leaf in bodies:
        groups.setdefault(_group(leaf.story.components), []).append(leaf)
    first: Text | None = None
    parts: list[Text] = []
    seen: dict[str, None] = {}
    for group in groups.values():
        text = best([leaf.story.text for leaf in sorted(group, key=lambda leaf: not leaf.markup)])
        if first is None or any(paragraph not in seen for paragraph in text.paragraphs):
            first = first or text
            parts.append(text)
        seen |= dict.fromkeys(text.paragraphs)
    paragraphs = tuple(chain.from_iterable(part.paragraphs for part in parts))
    forms = joined((part.paragraphs, part.forms) for part in parts)
    return replace(first or Text(), paragraphs=paragraphs, forms=forms)


def _group(components: tuple[Element, ...]) -> Element:
    """The component whose texts are renditions of each other."""
    equivalent = (
        each for each in components[1:] if (attribute(each, "EquivalentsList") or "").lower() == "yes"
    )
    return next(equivalent, components[0])


def _leaves(item: Element) -> Iterator[_Leaf]:
    # Each component is looked at once, however many texts it holds.
    known: dict[Element, tuple[str, str | None]] = {}
    default = language_of(item)
    for content in descendants(item, "ContentItem"):
        data = child(content, "DataContent")
        if data is None or not _is_text(content):
            continue
        media = " ".join(
            filter(None, (_media_type(content), _named(content, "MimeType"), _named(content, "Format")))
        )
        around = tuple(each for each in content.iterancestors() if local_name(each) == "NewsComponent")
        text = _text(content, data, media)
        if not around or not (text.paragraphs or text.headline):
            continue
        for each in around:
            if each not in known:
                known[each] = (_role(each), _language(each))
        language = next(filter(None, (known[each][1] for each in around)), default)
        markup = bool(_MARKUP.search(media)) or len(data) > 0
        role = known[around[0]][0]
        if role == "caption" and _is_no_caption(around[0], text):
            role = "body"
        yield _Leaf(role, markup, _Story(language, around, text))


def _text(content: Element, data: Element, media: str) -> Text:
    if len(data):
        return text_of(data, media)
    encoding = child(content, "Encoding")
    packed = unpacked(data.text or "", _named(content, "Encoding") if encoding is not None else None)
    return text_in_string(packed, media)


def _role(component: Element) -> str:
    role = last_part(_named(component, "Role"))
    if any(_media_type(each) in _NOT_TEXT for each in children(component, "ContentItem")):
        return "caption"
    return meaning("role", role) or "body"


def _is_no_caption(component: Element, text: Text) -> bool:
    """Whether a text beside a picture is too long for its caption, and the picture is the text's."""
    stated = meaning("role", last_part(_named(component, "Role"))) == "caption"
    return not stated and len(text.paragraphs) > 1 and text.length > _LONGEST_CAPTION


def _is_text(content: Element) -> bool:
    mime = (_named(content, "MimeType") or "").lower()
    return _media_type(content) not in _NOT_TEXT and not mime.startswith(_NOT_TEXT_MIME)


def _language_in(around: Sequence[Element], item: Element) -> str | None:
    """The language that the innermost of these components names; else that of the item."""
    return next(filter(None, map(_language, around)), language_of(item))


def _language(component: Element) -> str | None:
    stated = child(component, "DescriptiveMetadata", "Language")
    return language_of(component) or primary_language(attribute(stated, "FormalName"))


def _media_type(content: Element) -> str:
    return (_named(content, "MediaType") or "").lower()


def _named(element: Element, name: str) -> str | None:
    """The formal name in a child element, or its text: wires write either."""
    found = child(element, name)
    return attribute(found, "FormalName") or line(found)
