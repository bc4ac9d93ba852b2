"""Names of fields that are put together of words: "Veröffentlicht am", "lastModifiedDateTime", "primarySectionName".

Every program and every export puts them together anew, of the same few words: data/feeds/field_words.toml has them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from streams.datafiles import read_toml
from streams.intake.ninjs.fields import spelled

#: A run of small letters with the capital before it, or of capitals.
_WORD = re.compile(r"[^\W\d_]?[^\W\d_A-ZÀ-ÖØ-ÞА-Я]+|[A-ZÀ-ÖØ-ÞА-Я]+(?![a-zß-öø-ÿа-я])")
#: Characters and words of the longest name.
_LONGEST, _MOST = 60, 8


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name means: a field, and the names of json_fields.toml that mean the same, in one spelling."""

    field: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Rule:
    meaning: Meaning
    words: frozenset[str]
    beside: frozenset[str]
    all: frozenset[str]

    def fits(self, said: frozenset[str]) -> bool:
        return (
            said <= self.all
            and not said.isdisjoint(self.words)
            and not (self.beside and said.isdisjoint(self.beside))
        )


@lru_cache(4096)
def meaning(key: str) -> Meaning | None:
    """What a name means by the words that it is put together of; None if one of them says something else."""
    if len(key) > _LONGEST:
        return None
    words = [each.lower() for each in _WORD.findall(key)]
    if not words or len(words) > _MOST:
        return None
    said = frozenset(words)
    return next((rule.meaning for rule in _rules() if rule.fits(said)), None)


@cache
def _rules() -> tuple[_Rule, ...]:
    table = read_toml("feeds/field_words.toml")
    return tuple(_rule(each, table["shared"]) for each in table["name"])


def _rule(table: dict[str, Any], shared: dict[str, list[str]]) -> _Rule:
    words, beside = frozenset(table["words"]), frozenset(table.get("beside", ()))
    around = (*table["around"], *shared["around"], *(shared["dates"] if table.get("dates") else ()))
    return _Rule(
        Meaning(table["field"], tuple(map(spelled, table["means"]))),
        words - beside,
        beside,
        words | beside | frozenset(around),
    )
