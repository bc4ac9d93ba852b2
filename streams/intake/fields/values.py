"""The fields of an article in JSON: which names they have, and their values, whatever shape these have.

The names are in data/feeds/json_fields.toml. A value may be a text, an object, or a list of either.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from streams.intake import dates, newscodes
from streams.intake.charset import scrub
from streams.intake.feeds.text import one_line
from streams.intake.fields.names import names
from streams.intake.fields.rich_text import markup_of
from streams.intake.fields.shapes import as_text, date_in, entries, inside, string
from streams.intake.html.metadata import clean_byline, primary_language
from streams.intake.media_topics import name_of
from streams.intake.ninjs.fields import WrongType, kind_of, spelled
from streams.sent import Concept

#: Entries of a list of subjects that are looked at.
_MOST = 2_000
#: Characters and words that a text has at least which is taken for an article's whatever its name is.
_ARTICLE, _WORDS = 200, 20
#: Fields that are a headline where none has the name of one, and their words: a person's name has fewer.
_MAY_BE_HEADLINE = ("name", "subject", "subjectline")
_HEADLINE = 4
#: Of scripts that part no words.
_FULL_STOPS = frozenset("。！？")
#: A name of something else under which a text may stand, in parts with headings.
_MAY_BE_TEXT = frozenset({"sections"})
_EMPTY: tuple[object, ...] = (None, "", [], {})
Fields = dict[str, Any]


def present(fields: Fields, field: str) -> Iterator[tuple[str, Any]]:
    """(name, value) of each value of a field that is not empty, in the order of the list of names."""
    for name in names().fields[field]:
        value = fields.get(name)
        if value not in _EMPTY and not (isinstance(value, str) and not value.strip()):
            yield name, value


def text(fields: Fields, field: str, *, must: bool = True) -> str | None:
    """A text of the field; None if there is none.

    Raises WrongType with the name of the field if it has values, none of them is a text, and it `must` be read.
    """
    wrong: str | None = None
    for name, value in present(fields, field):
        found = as_text(value)
        if found:
            return found
        wrong = wrong or f"{name} is {kind_of(value)}, not text"
    if wrong and must:
        raise WrongType(wrong)
    return None


def decoded(fields: Fields) -> Fields:
    """The fields with their texts decoded, if one of them says that these are in Base64."""
    if not any(fields.get(name) == "base64" for name in names().encoded):
        return fields
    return fields | {
        name: text
        for field in ("text", "html", "markdown")
        for name, value in present(fields, field)
        if isinstance(value, str) and (text := _from_base64(value)) is not None
    }


def _from_base64(value: str) -> str | None:
    try:
        return base64.b64decode("".join(value.split()), validate=True).decode()
    except ValueError:
        return None


def headline(fields: Fields) -> str | None:
    """The headline; where no field is one, a name of several words, as schema.org has of everything, or a subject."""
    if found := text(fields, "headline"):
        return found
    for name in _MAY_BE_HEADLINE:
        said = fields.get(name)
        said = said[0] if isinstance(said, list) and len(said) == 1 else said
        if isinstance(said, str) and len(said.split()) >= _HEADLINE:
            return scrub(said)[0]
    return None


def tree(fields: Fields) -> str | None:
    """The text of a field that is kept as a tree of nodes, as HTML; None if there is none."""
    return next((found for _, value in present(fields, "tree") if (found := markup_of(value))), None)


def unnamed_text(fields: Fields) -> str | None:
    """The longest text that stands under a name which no list has, if it is as long as an article's.

    So an object whose author calls the text by a name of his own is no headline without one.
    """
    known = frozenset(name for each in names().fields.values() for name in each)
    found: list[str] = []
    for name, value in fields.items():
        if name in _MAY_BE_TEXT or not (name in known or any(each in name for each in names().no_text)):
            found.append(as_text(value) or "")
    longest = max(found, key=len, default="")
    is_prose = len(longest.split(None, _WORDS)) > _WORDS or not _FULL_STOPS.isdisjoint(longest)
    return longest if len(longest) >= _ARTICLE and is_prose else None


def line(fields: Fields, field: str) -> str | None:
    """A text on one line. Any other value counts as missing."""
    for _, value in present(fields, field):
        if found := one_line(inside(value, "text") if isinstance(value, dict) else string(value)):
            return found
    return None


def named(fields: Fields, field: str) -> tuple[str, ...]:
    """The names of people, companies or subjects, from a text, an object with a name, or a list of either."""
    for _, value in present(fields, field):
        found: dict[str, None] = {}
        for entry in entries(value)[:200]:
            given = inside(entry, "name") if isinstance(entry, dict) else string(entry)
            if clean := one_line(given):
                found[clean] = None
        if found:
            return tuple(found)
    return ()


def address(fields: Fields, field: str) -> str | None:
    """An address or an identifier, from a text, a number, an object that holds one, or the first of a list."""
    for _, value in present(fields, field):
        value = value[0] if isinstance(value, list) else value
        inner = inside(value, "address") if isinstance(value, dict) else value
        if isinstance(inner, int) and not isinstance(inner, bool):
            return str(inner)
        if found := string(inner):
            return found.strip()
    return None


def moment(fields: Fields, field: str) -> datetime | None:
    """The first of the dates that can be read, in UTC."""
    return dates.best(date_in(value) for _, value in present(fields, field))


def byline(fields: Fields) -> str | None:
    """The names of the authors, parted by commas."""
    return clean_byline(", ".join(filter(None, map(clean_byline, named(fields, "author")))))


def language(fields: Fields) -> str:
    """The primary language tag; "und" if nothing tells. "English", "eng" and "en_GB" are all "en"."""
    for _, value in present(fields, "language"):
        given = inside(value, "name") if isinstance(value, dict) else string(value)
        if not given:
            continue
        if known := names().languages.get(given.strip().lower()):
            return known
        if tag := primary_language(given):
            return tag
    # A sitemap of news says it of the paper.
    whose = [each for _, each in present(fields, "source") if isinstance(each, dict) and "language" in each]
    return language({"language": whose[0]["language"]}) if whose else "und"


def subjects(fields: Fields) -> tuple[Concept, ...]:
    """The subjects, from all fields that hold some: names, "a, b; c" being three, and codes that are IPTC's."""
    found: dict[Concept, None] = {}
    for _, value in present(fields, "subjects"):
        if isinstance(value, str):
            value = value.replace(";", ",").replace("|", ",").split(",")
        for entry in entries(value)[:_MOST]:
            if (concept := _subject(entry)) is not None:
                found[concept] = None
    return tuple(found)


def _subject(entry: Any) -> Concept | None:
    given = inside(entry, "subject") if isinstance(entry, dict) else string(entry)
    name = one_line(given)
    code = name
    if isinstance(entry, dict):
        inner = {spelled(key): each for key, each in entry.items()}
        code = next((string(inner.get(key)) for key in ("uri", "code", "id", "@id") if inner.get(key)), None)
    uri = newscodes.uri_of(code) or (code if code and code.startswith(newscodes.SCHEMES) else None)
    if name and (name.isdigit() or name == code):
        name = None if uri or name.isdigit() else name
    return Concept(name or name_of(uri, None), uri) if name or uri else None


def version(fields: Fields) -> str | None:
    """The version as text, whether it is a number or a text."""
    for _, value in present(fields, "version"):
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        if found := one_line(string(value)):
            return found
    return None


def urgency(fields: Fields) -> int | None:
    """1 to 9, 1 being the most urgent; None for anything else."""
    for _, value in present(fields, "urgency"):
        number = int(value) if isinstance(value, str) and value.strip() in tuple("123456789") else value
        if isinstance(number, int) and not isinstance(number, bool) and 1 <= number <= 9:
            return number
    return None
