"""The places that Chinese, Japanese and Korean copy names, by lists and by what stands beside each name.

No capital shows a name there, and in Chinese and Japanese copy no space where one ends: 成都 is a city, and a half of
完成都. A name that stands in other words, too, counts where the words beside it say so; one in the name of a body or a
newspaper never does.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import MATCHKIND_LEFTMOST_LONGEST, AhoCorasick
from babel import Locale

from streams.datafiles import read_lines, read_toml
from streams.enrich.chinese_quotes import chinese_words, is_transliterated
from streams.enrich.gazetteer import Entry, gazetteer
from streams.enrich.listed_bodies import bodies_in
from streams.enrich.reading import HEADLINE
from streams.found import Evidence, Place

#: The languages, each with its locales of the CLDR.
LANGUAGES = {"zh": ("zh", "zh_Hant"), "ja": ("ja",), "ko": ("ko",)}
_REACH = 8  # characters beside a name
_KATAKANA = re.compile("[ァ-ヺー]")
_PLAIN_COUNTRY = re.compile(r"[（(].*|-.*")
_JOINT = "・"
#: Where copy in a language is at home, and what shows that a town is meant, where sport is told.
_HOMES = {"zh": ("CN", "TW"), "ja": ("JP",), "ko": ("KR",)}
_SURELY_TOWNS = frozenset("市で시")
#: Prefectures before a town: 神奈川県横浜市.
_LARGER = frozenset("県府都道")
#: A name of so many characters that sound like a foreign name's is easily a part of one.
_SHORT = 3


@dataclass(frozen=True, slots=True)
class _Beside:
    """The words beside names."""

    doubtful: frozenset[str]
    own: frozenset[str]
    not_before: re.Pattern[str]
    not_after: re.Pattern[str]
    not_after_town: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    own_after: re.Pattern[str]
    match: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Names:
    """The names of a language: what each stands for (None: no place), and what finds them."""

    entries: dict[str, Entry | None]
    beside: _Beside
    listed: tuple[str, ...]
    automaton: AhoCorasick


def find_han_places(
    headline: str | None, paragraphs: Sequence[str], language: str
) -> tuple[Place, ...] | None:
    """The countries, states and cities that the article names, those with most mentions first; None for another
    language than LANGUAGES. Names are English ones, as for all copy. Never raises."""
    if language not in LANGUAGES:
        return None
    names = _names(language)
    return gathered(headline, paragraphs, lambda text: _places_in(names, text, language))


def gathered(
    headline: str | None,
    paragraphs: Sequence[str],
    places_in: Callable[[str], Iterable[tuple[Entry, int, int]]],
) -> tuple[Place, ...]:
    """The places of an article, those with most mentions first. `places_in`: entry, start and end in a text."""
    found: defaultdict[tuple[str, int | None], list[tuple[Entry, Evidence]]] = defaultdict(list)
    lines = [(HEADLINE, headline)] if headline else []
    for index, text in (*lines, *enumerate(paragraphs)):
        for entry, start, end in places_in(text):
            found[entry.kind, entry.geonameid].append((entry, Evidence(entry.kind, index, start, end)))
    places = [_place(of) for of in found.values()]
    return tuple(sorted(places, key=lambda p: (-p.mentions, p.evidence.paragraph, p.evidence.start)))


def _place(of: Sequence[tuple[Entry, Evidence]]) -> Place:
    entry, evidence = of[0]
    return Place(
        entry.name,
        entry.kind,
        entry.country,
        evidence,
        mentions=len(of),
        latitude=entry.latitude,
        longitude=entry.longitude,
        geonameid=entry.geonameid,
        subdivision=entry.subdivision or None,
    )


def _places_in(names: _Names, text: str, language: str) -> Iterator[tuple[Entry, int, int]]:
    hits = names.automaton.find_matches_as_indexes(text)
    if not hits:
        return
    bodies = [(start, end) for _, start, end in bodies_in(language, text)]
    starts = {start for _, start, _ in hits}
    ends = {end for _, _, end in hits}
    played = names.beside.match.search(text) is not None
    for number, start, end in hits:
        name = names.listed[number]
        entry = names.entries[name]
        if entry is None or any(first < end and start < last for first, last in bodies):
            continue
        before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
        joined = before[-1:] == _JOINT and start - 1 not in ends
        parted = after[:1] == _JOINT and end + 1 not in starts and _KATAKANA.match(after, 1)
        if joined or parted or not _stands(names, name, entry, before, after):
            continue
        if not (played and _is_a_clubs(entry, name, after, language)):
            yield entry, start, end


def _is_a_clubs(entry: Entry, name: str, after: str, language: str) -> bool:
    """Whether a town is rather its club where sport is told."""
    town = entry.kind == "city" and entry.country in _HOMES[language]
    return town and not {name[-1], after[:1]} & _SURELY_TOWNS


def _stands(names: _Names, name: str, entry: Entry, before: str, after: str) -> bool:
    """Whether a name is a place by the words beside it."""
    beside = names.beside
    if beside.not_before.search(before) or beside.not_after.match(after):
        return False
    if _KATAKANA.match(name[-1]) and (_KATAKANA.match(after) or _KATAKANA.match(before[-1:])):
        return False
    if name in beside.own:
        return beside.own_after.match(after) is not None
    if entry.kind != "country":
        if beside.not_after_town.match(after):
            return False
        japanese = entry.country == "JP" and "一" <= name[0] <= "龥"
        if japanese and "一" <= before[-1:] <= "龥" and before[-1] not in _LARGER:
            return False
    if len(name) <= _SHORT and _in_a_foreign_name(name, before, after):
        return False
    if name in beside.doubtful:
        return bool(beside.before.search(before) or beside.after.match(after))
    return True


def _in_a_foreign_name(name: str, before: str, after: str) -> bool:
    """Whether Chinese characters that sound like a name's go on to either side: 罗马里奥."""
    words = chinese_words()
    if not is_transliterated(name, words):
        return False
    return is_transliterated(before[-1:], words) or is_transliterated(after[:1], words)


@cache
def _names(language: str) -> _Names:
    table = read_toml("places/han_contexts.toml")[language]
    entries: dict[str, Entry | None] = dict.fromkeys(table["not_places"].split())
    doubtful = set(table["doubtful"].split())
    for name, entry in _countries(language):
        entries.setdefault(name, entry)
    for name, entry in _towns(language):
        if name.endswith("?"):
            doubtful.add(name[:-1])
        entries.setdefault(name.rstrip("?"), entry)
    patterns = {
        key: re.compile(table[key]) for key in _Beside.__dataclass_fields__ if key not in ("own", "doubtful")
    }
    beside = _Beside(doubtful=frozenset(doubtful), own=frozenset(table["own"].split()), **patterns)
    listed = tuple(entries)
    return _Names(
        entries,
        beside,
        listed,
        AhoCorasick(listed, matchkind=MATCHKIND_LEFTMOST_LONGEST, store_patterns=False),
    )


def _countries(language: str) -> Iterator[tuple[str, Entry]]:
    own: dict[str, list[str]] = {}
    for iso, spoken, listed in (line.split("\t") for line in read_lines("places/country_names.tsv")):
        if spoken == language:
            own[iso] = listed.split("|")
    territories = [Locale.parse(locale).territories for locale in LANGUAGES[language]]
    for iso, entry in gazetteer().countries.items():
        struck = {name[1:] for name in own.get(iso, ()) if name.startswith("-")}
        names = [name for name in own.get(iso, ()) if not name.startswith("-")]
        names += [_PLAIN_COUNTRY.sub("", of[iso]) for of in territories if iso in of]
        for name in names:
            if name not in struck and len(name) > 1:
                yield name, entry


def _towns(language: str) -> Iterator[tuple[str, Entry]]:
    """The cities and states with their names in the language, "?" behind the doubtful ones."""
    column = tuple(LANGUAGES).index(language) + 2
    for row in (line.split("\t") for line in read_lines("places/han_places.tsv")):
        entry = place_of(row[0], row[1])
        for name in (row[column] if len(row) > column else "").split("|"):
            if name and entry is not None:
                yield name, entry


def place_of(name: str, country: str) -> Entry | None:
    """The largest city of that name in the country, or the state with that ISO 3166-2 code; None if there is none."""
    known = gazetteer()
    if name.startswith(f"{country}-"):
        return next(
            (entry for entry in known.divisions(_divisions().get(name, "")) if entry.subdivision == name),
            None,
        )
    cities = [e for e in known.lookup(name, "en") if e.kind == "city" and e.country == country]
    return max(cities, key=lambda city: city.population, default=None)


@cache
def _divisions() -> dict[str, str]:
    """The name of each state and province by its code."""
    rows = (line.split("\t") for line in read_lines("places/subdivisions.tsv"))
    return {row[0]: row[3] for row in rows}
