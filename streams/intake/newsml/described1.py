"""What the components around a text of NewsML 1.x say of it: subjects, genres, places, rights, lines, properties."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from streams.intake import dates
from streams.intake.media_topics import with_names
from streams.intake.newscodes import coded, newscode
from streams.intake.newsml.topics1 import Topics, occurring
from streams.intake.newsml.tree import (
    Element,
    attribute,
    child,
    children,
    descendants,
    last_part,
    line,
    lines,
    meaning,
    named,
)
from streams.intake.nitf.marks import together
from streams.intake.said import rights
from streams.intake.xml import local_name
from streams.sent import Concept, Headline, Rights, Sent, Series

_SUBJECTS = ("Subject", "SubjectMatter", "SubjectDetail", "SubjectQualifier")
_MOST = 2_000
#: A place by its parts, the smallest first.
_PLACE = ("Sublocation", "City", "CountryArea", "Province", "Country", "CountryName", "WorldRegion", "Name")
#: Lines and names that have a field of their own.
_SAID = frozenset(
    {"HeadLine", "ByLine", "SlugLine", "CopyrightLine", "KeywordLine", "NewsLine", "SubHeadLine"}
)
_PLAIN = ("OfInterestTo", "DateLineDate")
_ADMINISTRATIVE = ("FileName", "SystemIdentifier", "Creator", "Contributor", "Provider", "Source")
_MANAGEMENT = ("Priority", "NewsItemType")


def sent_of(
    item: Element, components: Sequence[Element], topics: Topics, language: str | None, notice: str | None
) -> Sent:
    """What an item says of one of its texts; `components` are those around it, the innermost first.

    `notice` is what the text says of its copyright, for where the item says nothing.
    """
    said = list(components)
    marks: dict[str, Any] = {
        **together(
            {"subjects": tuple(_subjects(said, topics, language)), "places": tuple(_places(said))},
            occurring(said, topics, language),
        )
    }
    marks["subjects"] = with_names(marks["subjects"][:_MOST], language)
    return Sent(
        **marks,
        genres=tuple(dict.fromkeys(_genres(said, topics, language))),
        keywords=tuple(dict.fromkeys(_keywords(said))),
        rights=_rights(said, notice),
        expires=_expires(item),
        series=next((Series(text) for text in _line_texts(said, "SeriesLine")), None),
        extra=_extra(item, said),
    )


def other_headlines(components: Sequence[Element]) -> tuple[Headline, ...]:
    """The lines below the headline."""
    return tuple(dict.fromkeys(Headline("sub", text) for text in _line_texts(components, "SubHeadLine")))


def news_line(components: Sequence[Element], name: str) -> str | None:
    """A line of the innermost component that has it."""
    return next(_line_texts(components, name), None)


def _line_texts(components: Iterable[Element], name: str) -> Iterator[str]:
    for component in components:
        yield from lines(children(component, "NewsLines", name))


def _subjects(components: Iterable[Element], topics: Topics, language: str | None) -> Iterator[Concept]:
    """IPTC's codes have eight digits. Others stay as they are, with their scheme if it is named."""
    for component in components:
        for subject in children(component, "DescriptiveMetadata", "SubjectCode"):
            for each in descendants(subject, *_SUBJECTS):
                code = attribute(each, "FormalName")
                uri = newscode(code) if code and re.fullmatch(r"\d{8}", code, re.ASCII) else None
                literal = None if uri else coded(attribute(each, "Scheme"), code)[1]
                name = topics.name_of(each, language)
                if uri or literal or name:
                    yield Concept(name, uri, literal)


def _genres(components: Iterable[Element], topics: Topics, language: str | None) -> Iterator[Concept]:
    for component in components:
        for each in children(component, "DescriptiveMetadata", "Genre"):
            code = attribute(each, "FormalName") or line(each)
            name = topics.name_of(each, language)
            if code or name:
                yield Concept(name or code, literal=code if name and name != code else None)


def _places(components: Iterable[Element]) -> Iterator[Concept]:
    """The places that the text is about; its origin is its dateline's."""
    for component in components:
        for location in children(component, "DescriptiveMetadata", "Location"):
            if (attribute(location, "HowPresent") or "").lower() == "origin":
                continue
            values = _properties(location)
            name = next((values[key] for key in _PLACE if key in values), None)
            if name := name or attribute(location, "FormalName"):
                yield Concept(name, rel="about")


def _properties(parent: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in children(parent, "Property"):
        name, value = attribute(each, "FormalName"), attribute(each, "Value") or line(each)
        if name and value:
            found.setdefault(name, value)
    return found


def _keywords(components: Iterable[Element]) -> Iterator[str]:
    for component in components:
        for text in lines(children(component, "NewsLines", "KeywordLine")):
            yield from filter(None, map(str.strip, re.split("[,;]", text)))
        for each in children(component, "DescriptiveMetadata", "Property"):
            if (attribute(each, "FormalName") or "").lower() in ("keyword", "keywords") and (
                value := attribute(each, "Value")
            ):
                yield value


def _rights(components: Sequence[Element], notice: str | None) -> Rights:
    """The holder and the notice of the innermost component that has them, and all terms."""
    holders = (line(child(each, "RightsMetadata", "Copyright", "CopyrightHolder")) for each in components)
    terms = [
        "; ".join(
            filter(None, (line(child(usage, name)) for name in ("UsageType", "Geography", "Limitations")))
        )
        for component in components
        for usage in children(component, "RightsMetadata", "UsageRights")
    ]
    return rights(
        next(filter(None, holders), None),
        news_line(components, "CopyrightLine") or notice,
        [*terms, *_line_texts(components, "RightsLine")],
    )


def _expires(item: Element) -> datetime | None:
    """When the item will be withdrawn, if it says so."""
    for change in children(item, "NewsManagement", "StatusWillChange"):
        if meaning("pub_status", last_part(named(change, "FutureStatus"))) == "canceled":
            return dates.parse(line(child(change, "DateAndTime")))
    return None


def _extra(item: Element, components: Sequence[Element]) -> dict[str, tuple[str, ...]]:
    """What ninjs has no place for, by NewsML's names; properties and other lines by their own."""
    found: dict[str, dict[str, None]] = {}

    def note(name: str | None, value: str | None) -> None:
        if name and value and len(found) < _MOST:
            found.setdefault(name, {})[value] = None

    for each in children(item, "NewsManagement"):
        _note_named(note, each, _MANAGEMENT)
    for component in components:
        for news_lines in children(component, "NewsLines"):
            for each in news_lines:
                if local_name(each) not in _SAID:
                    note(local_name(each), line(each))
                elif local_name(each) == "NewsLine":
                    kind = attribute(child(each, "NewsLineType"), "FormalName")
                    note(kind, line(child(each, "NewsLineText")))
        for each in children(component, "AdministrativeMetadata"):
            _note_named(note, each, _ADMINISTRATIVE)
        for each in children(component, "DescriptiveMetadata"):
            _note_named(note, each, _PLAIN)
    return {name: tuple(values) for name, values in found.items()}


def _note_named(note: Any, metadata: Element, names: Sequence[str]) -> None:
    for each in metadata:
        name = local_name(each)
        if name in names:
            for party in [*children(each, "Party")] or [each]:
                note(name, attribute(party, "FormalName") or line(party))
        elif name == "Property":
            note(attribute(each, "FormalName"), attribute(each, "Value") or line(each))
