"""What the sender says an article is about: his codes, and the names of his sections and keywords, as Media Topics."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from streams.datafiles import read_lines
from streams.intake.media_topics import code_of, codes_named, top_of
from streams.sent import Concept, Sent

#: IPTC's older subject codes. The first two of the eight digits are those of the Media Topic at the top.
_SUBJECT_CODE = re.compile(r"https?://cv\.iptc\.org/newscodes/subjectcode/(0[1-9]|1[0-7])\d{6}", re.ASCII)
_PARTS = re.compile(r"\s*[/>|»:›]\s*")
_ANY = "*"
_TRUSTED = 2.0  # where half of the names are those of sections, all are trusted


@dataclass(frozen=True, slots=True)
class Stated:
    """The Media Topics that the sender gives by code, and those that his sections, genres and keywords name.

    `trust`, 0 to 1, is how far these names are those of sections.
    """

    codes: tuple[str, ...]
    sections: tuple[str, ...]
    trust: float = 1.0


def stated(sent: Sent, language: str) -> Stated:
    """What the sender says of an article, as codes of Media Topics, in his order and each once."""
    codes = tuple(dict.fromkeys(code for each in sent.subjects if (code := code_of(each.uri))))
    older = [
        f"{match[1]}000000" for each in sent.subjects if (match := _SUBJECT_CODE.fullmatch(each.uri or ""))
    ]
    concepts = [each for each in (*sent.subjects, *sent.genres) if each.name]
    named = [_named(each, language) for each in concepts]
    sections, trust = _trusted(named, 2)
    if not any(named):
        # A site's own keywords ("news, weather, sport") stand on all of its pages, and say nothing of one.
        sections, trust = _trusted([_named(Concept(each), language) for each in sent.keywords], 1)
    return Stated(codes, tuple(dict.fromkeys((*older, *sections))), 1.0 if older else trust)


def _trusted(named: Sequence[Sequence[str]], most: int) -> tuple[tuple[str, ...], float]:
    """The topics that names mean, and how far they are to be trusted: among many tags a section's name is a tag, too.

    None if they mean more topics at the top than `most`: then they are the site's, and not the article's.
    """
    codes = tuple(code for each in named for code in each)
    if not codes or len(set(map(top_of, codes))) > most:
        return (), 0.0
    return codes, min(1.0, _TRUSTED * sum(map(bool, named)) / len(named))


def _named(concept: Concept, language: str) -> list[str]:
    return [code for part in _PARTS.split(concept.name or "") if (code := _section(part, language))]


def _section(name: str, language: str) -> str | None:
    """The topic that a section's name means: "Sport", "Wirtschaft", "world-news/politics"."""
    plain = name.strip().replace("_", " ").replace("-", " ").casefold()
    return _sections(language).get(plain) or _sections(_ANY).get(plain)


@cache
def _sections(language: str) -> dict[str, str]:
    """The code by each name of a section in a language; `_ANY`: in all of them."""
    found = {
        name.replace("-", " "): code for name, code in codes_named(language).items() if top_of(code) == code
    }
    for row in read_lines("topics/sections.tsv"):
        code, languages, names = row.split("\t")
        if language in languages.split():
            found |= {name.strip().casefold(): code for name in names.split(";")}
    return found


def section_of(name: str, language: str) -> str | None:
    """The code of the Media Topic that a section's name means in a language, or in any; None if that is not known."""
    return _section(name, language)
