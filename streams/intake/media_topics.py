"""IPTC's Media Topics: their names, for senders that give a topic's uri alone, and which stands above which."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache

from streams.datafiles import read_lines
from streams.sent import Concept

_URI = re.compile(r"https?://cv\.iptc\.org/newscodes/mediatopic/(\d{8})", re.ASCII)
_ENGLISH = "en"
_FILE = "iptc/mediatopics.tsv"
_PARENTS = "iptc/parents.tsv"
SCHEME = "http://cv.iptc.org/newscodes/mediatopic/"


def name_of(uri: str | None, language: str | None) -> str | None:
    """The name of the topic with this uri, in this language if IPTC has it, else in English.

    None if the uri is none of a Media Topic that IPTC has or had. A language is a tag, "de" or "pt-PT"; of "pt" alone
    the name is that in pt-BR, the likely one (CLDR, likely subtags).
    """
    match = _URI.fullmatch(uri or "")
    row = _rows().get(match[1]) if match else None
    if row is None:
        return None
    names = row.split("\t")
    return names[_column(language or _ENGLISH)] or names[_column(_ENGLISH)]


def code_of(uri: str | None) -> str | None:
    """The eight digits of a topic's uri, if IPTC has or had it."""
    match = _URI.fullmatch(uri or "")
    return match[1] if match and match[1] in _rows() else None


def uri_of(code: str) -> str:
    """The uri of the topic with this code."""
    return SCHEME + code


def line_of(code: str) -> tuple[str, ...]:
    """The topic and all that stand above it, the top one last. A retired topic may have none above it."""
    line = [code]
    while (above := _parents().get(line[-1])) is not None:
        line.append(above)
    return tuple(line)


@lru_cache(maxsize=2_048)  # more than IPTC has
def top_of(code: str) -> str:
    """The topic at the top above this one, or itself."""
    return line_of(code)[-1]


def tops() -> tuple[str, ...]:
    """The codes of the topics at the top that are in use: those that have others below them, and none above."""
    parents = _parents()
    return tuple(sorted(set(parents.values()) - parents.keys()))


def codes_named(language: str) -> dict[str, str]:
    """The code of each topic by its name in this language, case-folded; nothing if IPTC does not have the language.

    Of topics with one name that one counts which stands higher.
    """
    column = _languages().get(language)
    if column is None:
        return {}
    found: dict[str, str] = {}
    for code, row in _rows().items():
        name = row.split("\t")[column].strip().casefold()
        if name and code != "code" and (name not in found or len(line_of(code)) < len(line_of(found[name]))):
            found[name] = code
    return found


def with_names(concepts: Sequence[Concept], language: str | None) -> tuple[Concept, ...]:
    """The concepts, with IPTC's names for those topics of which the sender says the code alone."""
    return tuple(
        concept if concept.name or not concept.uri else replace(concept, name=name_of(concept.uri, language))
        for concept in concepts
    )


@cache
def _rows() -> dict[str, str]:
    """What stands behind each code. Rows are split when they are asked for: of 1,400 few are, in one process."""
    return {code: rest for code, _, rest in (row.partition("\t") for row in read_lines(_FILE))}


@cache
def _parents() -> dict[str, str]:
    """What stands above each topic, by code."""
    return {code: above for code, _, above in (row.partition("\t") for row in read_lines(_PARENTS))}


@cache
def _languages() -> dict[str, int]:
    """The column of each language tag in lower case, and of each primary tag."""
    tags = _rows()["code"].lower().split("\t")
    columns: dict[str, int] = {}
    for column, tag in enumerate(tags):
        columns[tag] = column
        columns.setdefault(tag.partition("-")[0], column)
    return columns


def _column(language: str) -> int:
    languages, tag = _languages(), language.lower()
    return languages.get(tag, languages.get(tag.partition("-")[0], languages[_ENGLISH]))
