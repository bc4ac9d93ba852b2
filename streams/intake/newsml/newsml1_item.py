"""One item of NewsML 1.x -> its articles, or the reason why there is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from streams.article import Article, Dropped, RawArticle
from streams.intake import dates
from streams.intake.embargo_field import read_embargo
from streams.intake.html.metadata import clean_byline
from streams.intake.identity import normalise_url, source_for, uri_for
from streams.intake.newsml.codes import last_part, meaning
from streams.intake.newsml.content import Story, components_of, language_in, media_in, named, stories_in
from streams.intake.newsml.text import Text, without_headline
from streams.intake.newsml.tree import Element, attribute, child, children, descendants, line, lines
from streams.kinds import Format, Reason, Signal

_SUBJECT_CODES = "http://cv.iptc.org/newscodes/subjectcode/"
_SUBJECTS = ("Subject", "SubjectMatter", "SubjectDetail", "SubjectQualifier")
_NOTE_LINES = frozenset({"advisoryline", "advisory", "ednote", "editorsnote", "editornote", "editorialnote"})
_MOST_LANGUAGES = 60
_OTHERS = ("TopicSet", "TopicSetRef", "NewsItemRef")
#: The revision at the end of a public identifier: "urn:newsml:agency.example:20261121:abc:3U".
_REVISION = re.compile(r":\d{1,9}[NUA]?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Standing:
    """What an item's management says: may it go out, and when."""

    status: str | None  # None: not stated
    embargoed: datetime | None = None
    embargo_words: str | None = None
    signal: Signal | None = None


def read_item(item: Element, raw: RawArticle, repairs: tuple[str, ...]) -> list[Article | Dropped]:
    """The articles in a NewsItem, one for each language of its text.

    NOT_TEXT for a picture and the like; INVALID_DOCUMENT for a Status that IPTC does not know; NO_ARTICLE without a
    headline and a text. Without both, but with an identifier and a Status, it is a message about an article.
    """
    standing = _standing(item, raw.origin.timestamp)
    if isinstance(standing, Dropped):
        return [standing]
    stories = stories_in(item)
    if len(stories) > _MOST_LANGUAGES:
        return [Dropped(Reason.INVALID_DOCUMENT, f"one item in {len(stories)} languages")]
    own, aliases = identifiers(item)
    if not stories:
        components = components_of(item)
        headline = _news_line(components, "HeadLine")
        if media := media_in(item):
            return [Dropped(Reason.NOT_TEXT, f"an item of {', '.join(media)}")]
        if (
            headline is None
            and standing.status == "usable"
            and any(True for _ in descendants(item, *_OTHERS))
        ):
            return [Dropped(Reason.NOT_TEXT, "a package, or a set of topics")]
        if headline is None and (standing.status is None or own is None):
            return [Dropped(Reason.NO_ARTICLE, "neither a headline nor a text")]
        stories = [Story(language_in(components, item), components, Text())]
    found: list[Article | Dropped] = []
    for number, story in enumerate(stories):
        article = _article(item, raw, repairs, standing, story, own)
        others = tuple(alias for alias in aliases if alias != article.uri)
        if number and own:
            # A translation: an article of its own, and a message about the item means it, too.
            others = (article.uri, *others)
            article = replace(article, uri=f"{article.uri}#{story.language}")
        found.append(replace(article, aliases=others))
    return found


def identifiers(item: Element) -> tuple[str | None, tuple[str, ...]]:
    """The item's id, the same for each of its revisions, and its public identifiers."""
    identifier = child(item, "Identification", "NewsIdentifier")
    parts = [line(child(identifier, name)) for name in ("ProviderId", "DateId", "NewsItemId")]
    public = line(child(identifier, "PublicIdentifier"))
    without = _REVISION.sub("", public) if public else None
    own = f"urn:newsml:{':'.join(map(str, parts))}" if all(parts) else without
    # Some agencies give every item the same public identifier: it must name one.
    named_one = [each for each in (without, public) if each and each.count(":") >= 4]
    return own, tuple(dict.fromkeys(each for each in named_one if each != own))


def _standing(item: Element, arrival: datetime) -> Standing | Dropped:
    management = child(item, "NewsManagement")
    stated = last_part(named(management, "Status")) if management is not None else None
    status = meaning("pub_status", stated)
    if stated and status is None:
        return Dropped(Reason.INVALID_DOCUMENT, f"Status is {stated[:40]!r}")
    change = child(management, "StatusWillChange")
    future = last_part(named(change, "FutureStatus")) if change is not None else None
    embargoed, words = None, None
    if stated == "embargoed" or (status == "withheld" and future == "usable"):
        at = line(child(change, "DateAndTime")) if future in ("usable", None) else None
        embargoed, words = read_embargo(at, arrival)
        status = "usable"
    return Standing(status, embargoed, words, _signal(management, item))


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
    standing: Standing,
    story: Story,
    own: str | None,
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
    return Article(
        uri=uri_for(
            source=source, own=own, subject=raw.subject, content="\n".join((headline or "", *text.paragraphs))
        ),
        origin=raw.origin,
        source=source,
        format=Format.NEWSML,
        paragraphs=text.paragraphs,
        headline=headline,
        version=line(child(item, "Identification", "NewsIdentifier", "RevisionId")),
        version_created=version_created,
        first_created=dates.parse(line(child(management, "FirstCreated"))),
        pub_status=standing.status or "usable",
        embargoed=standing.embargoed,
        embargo_words=standing.embargo_words,
        urgency=_urgency(management),
        byline=clean_byline(_news_line(components, "ByLine")) or text.byline,
        slugline=_news_line(components, "SlugLine"),
        ed_note=" / ".join(dict.fromkeys(notes)) or None,
        standfirst=text.standfirst,
        url=url,
        copyright_notice=_news_line(components, "CopyrightLine") or text.copyright,
        copyright_holder=_holder(components),
        usage_terms=_usage(components),
        located=_located(components) or text.located,
        subjects=_subjects(components),
        info_sources=_sources(components),
        partial=not story.whole,
        language=story.language or "und",
        signal=standing.signal,
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
    credit = (_news_line(components, "CreditLine") or "").strip(" -–—/")
    return tuple(dict.fromkeys(_parties(components, "Source") or ([credit] if credit else [])))


def _urgency(management: Element | None) -> int | None:
    value = named(management, "Urgency") if management is not None else None
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


def _subjects(components: Sequence[Element]) -> tuple[tuple[str | None, str | None], ...]:
    """IPTC Subject Codes: eight digits. Codes of an agency's own lists have no uri, and are left out."""
    codes = (
        attribute(each, "FormalName")
        for component in components
        for subject in children(component, "DescriptiveMetadata", "SubjectCode")
        for each in descendants(subject, *_SUBJECTS)
    )
    found = dict.fromkeys(code for code in codes if code and re.fullmatch(r"\d{8}", code, re.ASCII))
    return tuple((None, _SUBJECT_CODES + code) for code in found)


def _holder(components: Sequence[Element]) -> str | None:
    found = (line(child(each, "RightsMetadata", "Copyright", "CopyrightHolder")) for each in components)
    return next(filter(None, found), None)


def _usage(components: Sequence[Element]) -> str | None:
    found = (line(child(each, "RightsMetadata", "UsageRights", "UsageType")) for each in components)
    return next(filter(None, found), None)
