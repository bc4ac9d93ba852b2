"""The gazetteer: which names of countries, cities and regions there are, and where they stand in a text.

Cities (of more than 15,000 inhabitants; where our languages are at home, of more than 5,000) and countries come from
GeoNames (CC BY 4.0), as streams/data/places/ has them, with further names, homonyms, demonyms, regions, and states and
provinces (ISO 3166-2); the countries' names in each of LANGUAGES from the Unicode CLDR by way of babel. An Aho-Corasick
automaton searches for all of them at once.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from sys import intern
from typing import NamedTuple

from ahocorasick_rs import MATCHKIND_LEFTMOST_LONGEST, AhoCorasick
from babel import Locale

from streams.datafiles import read_lines, read_toml

#: In each copy is read for places by words of its own; copy in any other as English.
LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "no", "pl", "ru", "uk")
#: The languages of the columns of `city_names.tsv`, `more_city_names.tsv` and `further_city_names.tsv`.
_FIRST, _MORE, _FURTHER = LANGUAGES[:3], LANGUAGES[3:7], LANGUAGES[7:]
#: Other tags of these.
_SAME = {"nb": "no", "nn": "no"}
#: Portuguese of Brazil and of Portugal name some countries otherwise: Irã, Irão.
_SPOKEN = {"pt": ("pt", "pt_PT")}
_GENITIVES = frozenset({"de", "sv", "da", "no", "nb", "nn"})
#: Names of which the answer is kept, by language: copy names the same places again and again.
_REMEMBERED = 16_384
#: No longer countries: GeoNames keeps them in its table.
_HISTORICAL = frozenset({"AN", "CS"})
#: Nobody lives there and their names are other places' or words.
_UNINHABITED = frozenset({"AQ", "BV", "GS", "HM", "IO", "TF", "UM"})
#: A name without accents is only added for cities above this size: below, it is too often a word.
_PLAIN_SPELLING_FROM = 50_000
#: Of these countries each line of `regions.tsv` is one state, with its abbreviations.
_A_LINE_EACH = frozenset({"US", "CA", "AU"})
#: Characters. Shorter names of provinces ("Kedah", but "Van", "Ica") are words and surnames far more often.
_SHORTEST_DIVISION = 3
#: Of several cities of a renowned name in one country, the small ones are not renowned.
_RENOWNED_FROM = 5_000
_DIGIT = re.compile(r"\d")
_LETTERS_WITHOUT_ACCENT = str.maketrans("øØłŁđĐıß", "oOlLdDis")


class _Country(NamedTuple):
    """A line of countries.tsv."""

    geonameid: int
    capital: str
    population: int


class Entry(NamedTuple):
    """A country, a city, a region, a people, or a name that is no place; `kind` says which."""

    kind: str  # "country" | "city" | "region" | "people" | "other"
    name: str
    country: str = ""
    region: str = ""
    population: int = 0
    capital: bool = False
    latitude: float | None = None
    longitude: float | None = None
    geonameid: int | None = None
    languages: str = ""  # the languages it is a name in, parted by spaces; empty: all
    stem: bool = False  # it also matches at the beginning of a longer word
    renowned: bool = False  # known abroad: it has a line in `city_names.tsv`
    subdivision: str = ""  # of a region: its ISO 3166-2 code, if it is a state or a province
    doubtful: bool = False  # of a region: its name alone says little


class Hit(NamedTuple):
    """A name at [start, end) of a text, and what it can stand for."""

    start: int
    end: int
    name: str
    entries: tuple[Entry, ...]


def _rows(file: str) -> Iterator[list[str]]:
    return (line.split("\t") for line in read_lines(f"places/{file}"))


@cache
def contexts() -> dict[str, dict[str, frozenset[str]]]:
    """The words that stand beside the names of places, by language and part; see `contexts.toml`."""
    tables = read_toml("places/contexts.toml")
    return {lang: {part: frozenset(words) for part, words in table.items()} for lang, table in tables.items()}


@cache
def homonyms(language: str) -> dict[str, frozenset[str]]:
    """The rules of `homonyms.tsv` for names in this language, by name. A language without rules has the English
    ones."""
    spoken = spoken_as(language)
    rules: dict[str, set[str]] = {}
    own: set[str] = set()
    for rule, languages, names in _rows("homonyms.tsv"):
        if languages == "*" or spoken in languages.split(","):
            for name in names.split("|"):
                rules.setdefault(name, set()).add(rule)
                if rule == "word" and languages == "*":
                    rules[name].add("borne")
                elif rule == "word":
                    own.add(name)
    return {name: frozenset(of - {"borne"} if name in own else of) for name, of in rules.items()}


def spoken_as(language: str) -> str:
    """The one of LANGUAGES by whose words copy in this language is read."""
    tag = _SAME.get(language, language)
    return tag if tag in LANGUAGES else "en"


def without_accents(name: str) -> str:
    """The name as a keyboard without accents writes it: "Diyarbakir" for "Diyarbakır"."""
    if name.isascii():  # as most of the cities are, of which there are 40,000
        return name
    decomposed = unicodedata.normalize("NFKD", name.translate(_LETTERS_WITHOUT_ACCENT))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("’", "'").replace("‘", "'")


class Gazetteer:
    """Names and what they stand for. Built by `gazetteer()`, once in a process."""

    def __init__(self) -> None:
        self._entries: dict[str, tuple[Entry, ...]] = {}
        self._qualifiers: dict[str, tuple[Entry, ...]] = {}
        self._known: dict[tuple[str, str], tuple[Entry, ...]] = {}  # what was looked up, and is again
        self._divisions: dict[str, tuple[Entry, ...]] = {}
        self.countries: dict[str, Entry] = {}
        countries = _countries()
        self._read_cities({iso: without_accents(row.capital) for iso, row in countries.items()})
        self._read_countries(countries)
        self._read_regions_and_peoples()
        for (name,) in _rows("not_places.txt"):
            self._entries[name] = (Entry("other", name),)
            self._divisions.pop(name, None)
        self._names = list(self._entries)
        self._automaton = AhoCorasick(self._names, matchkind=MATCHKIND_LEFTMOST_LONGEST, store_patterns=False)

    def find(self, text: str, language: str) -> list[Hit]:
        """The names in the text, in order.

        A name inside a word does not count. Of names that overlap the longest counts.
        """
        hits = []
        for index, start, end in self._automaton.find_matches_as_indexes(text):
            if start and (text[start - 1].isalnum() or text[start - 1] == "_"):
                continue
            name = self._names[index]
            entries = self.lookup(name, language)
            if end < len(text) and (text[end].isalnum() or text[end] == "_"):
                # Some write the genitive without an apostrophe: "Frankreichs Präsident", "Sveriges regering".
                genitive = (
                    language in _GENITIVES and text[end] == "s" and not text[end + 1 : end + 2].isalnum()
                )
                entries = tuple(
                    e for e in entries if e.stem or (genitive and e.kind in ("country", "region"))
                )
            if entries:
                hits.append(Hit(start, end, name, entries))
        return hits

    def lookup(self, name: str, language: str) -> tuple[Entry, ...]:
        """What a name stands for in this language; empty if nothing. Languages other than ours are read as English."""
        known = self._known.get((name, language))
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[name, language] = self._looked_up(name, language)
        return known

    def _looked_up(self, name: str, language: str) -> tuple[Entry, ...]:
        entries = self._entries.get(name.replace("’", "'"), ())
        for entry in entries:
            if entry.languages:  # as few have
                spoken = spoken_as(language)
                return tuple([e for e in entries if not e.languages or spoken in e.languages])
        return entries

    def qualifiers(self, name: str) -> tuple[Entry, ...]:
        """The countries and regions that a name after a comma can stand for: "Texas", "Tex.", "England"."""
        known = self._qualifiers.get(name.replace("’", "'"), ())
        return (*known, *[e for e in self._entries.get(name, ()) if e.kind == "country"])

    def divisions(self, name: str) -> tuple[Entry, ...]:
        """The states and provinces of a name, also of one that is a city's: what "Kunduz province" can mean."""
        return self._divisions.get(name.replace("’", "'"), ())

    def _add(self, name: str, entry: Entry) -> None:
        for spelling in (name, name.replace("'", "’")) if "'" in name else (name,):
            there = self._entries.get(spelling, ())
            if entry not in there:
                self._entries[spelling] = (*there, entry)

    def _read_cities(self, capitals: dict[str, str]) -> None:
        further: defaultdict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        for name, country, *columns in _rows("city_names.tsv"):
            further[name, country.rstrip("*")] += _by_language(_FIRST, columns)
            if country.endswith("*"):
                capitals[country[:-1]] = without_accents(name)
        renowned = frozenset(further)
        for name, country, *columns in _rows("more_city_names.tsv"):
            further[name, country] += _by_language(_MORE, columns)
        for name, country, *columns in _rows("further_city_names.tsv"):
            further[name, country] += _by_language(_FURTHER, columns)
        largest: dict[tuple[str, str], Entry] = {}
        for city in _cities():
            is_capital = without_accents(city.name) == capitals[city.country] and city.population >= 1000
            key = (city.name, city.country)
            is_renowned = key in renowned and city.population >= _RENOWNED_FROM
            entry = city
            if is_capital or is_renowned:
                entry = city._replace(capital=is_capital, renowned=is_renowned)
            for name in _spellings(entry):
                self._add(name, entry)
            if key in further and (key not in largest or largest[key].population < city.population):
                largest[key] = entry
        for key, entry in largest.items():
            for name, lang in further[key]:
                self._add(name, entry._replace(languages=lang))

    def _read_countries(self, rows: dict[str, _Country]) -> None:
        own: dict[tuple[str, str], list[str]] = {}
        for iso, language, names in _rows("country_names.tsv"):
            own[iso, language] = names.split("|")
        for language in LANGUAGES:
            territories = [Locale.parse(spoken).territories for spoken in _SPOKEN.get(language, (language,))]
            for iso, row in rows.items():
                if iso in _HISTORICAL or iso in _UNINHABITED:
                    continue
                listed = own.get((iso, language), [])
                struck = {name[1:] for name in listed if name.startswith("-")}
                here = [name for name in listed if not name.startswith("-")]
                here += [of[iso].replace("’", "'") for of in territories if iso in of]
                if language == "en":
                    self.countries[iso] = Entry(
                        "country", here[0], iso, population=row.population, geonameid=row.geonameid
                    )
                entry = self.countries[iso]._replace(languages=language)
                for name in here:
                    if name not in struck:
                        self._add_country(name, entry)

    def _add_country(self, name: str, entry: Entry) -> None:
        # A country hides the cities of its name (Luxembourg, Singapore): the larger claim is the safer one.
        # French leaves the accent off a capital as often as not: "Etats-Unis".
        for spelling in {name, without_accents(name[0]) + name[1:]}:
            self._add(spelling, entry)

    def _read_regions_and_peoples(self) -> None:
        known = self._read_divisions()
        for iso, code, names in _rows("regions.tsv"):
            listed = [(marked, marked.rstrip("?!")) for marked in names.split("|")]
            of_line = next((known[iso, n] for _, n in listed if (iso, n) in known), None)
            for marked, name in listed:
                entry = known.get((iso, name)) or Entry("region", name, iso, code)
                if of_line is not None and iso in _A_LINE_EACH:
                    entry = of_line
                self._qualifiers[name] = (*self._qualifiers.get(name, ()), entry)
                is_country_too = any(
                    e.kind == "country" and e.country == iso for e in self._entries.get(name, ())
                )
                if not marked.endswith("?") and not is_country_too:
                    self._add(name, entry._replace(renowned=marked.endswith("!")))
        self._read_peoples()
        for name in [n for n in self._divisions if len(n) > _SHORTEST_DIVISION and n not in self._entries]:
            for entry in self._divisions[name]:
                if not self._is_called_after_a_city(entry):
                    self._add(name, entry._replace(doubtful=True))

    def _is_called_after_a_city(self, division: Entry) -> bool:
        """Whether copy means a city by a name of the division: "Odessa" in German copy is one, and no oblast."""
        return any(
            entry.kind == "city" and entry.country == division.country
            for entry in self._entries.get(division.name, ())
        )

    def _read_divisions(self) -> dict[tuple[str, str], Entry]:
        """The states and provinces by country and each of their names."""
        known: dict[tuple[str, str], Entry] = {}
        for code, admin1, geonameid, name, others in _rows("subdivisions.tsv"):
            iso = code[:2]
            entry = Entry("region", name, iso, admin1, geonameid=int(geonameid), subdivision=code)
            for each in (name, *filter(None, others.split("|"))):
                for spelling in {each, without_accents(each)}:
                    if (iso, spelling) not in known:
                        known[iso, spelling] = entry
                        self._divisions[spelling] = (*self._divisions.get(spelling, ()), entry)
        return known

    def _read_peoples(self) -> None:
        for iso, *columns in _rows("demonyms.tsv"):
            for language, column in zip(_FIRST, columns, strict=False):
                for name in filter(None, column.split("|")):
                    stem = language != "en"
                    self._add(name, Entry("people", name, iso, languages=language, stem=stem))


def _by_language(languages: Sequence[str], columns: Sequence[str]) -> list[tuple[str, str]]:
    """The names in each column, with its language."""
    columned = zip(languages, columns, strict=False)
    return [(name, language) for language, column in columned for name in column.split("|") if name]


def _spellings(city: Entry) -> set[str]:
    """How copy writes a city's name: either half of "Gasteiz / Vitoria", with and without accents."""
    names = {name.strip() for name in city.name.split(" / ")} if "/" in city.name else {city.name}
    if city.population >= _PLAIN_SPELLING_FROM and not city.name.isascii():
        names |= {without_accents(name) for name in names}
    # Shorter names ("Of", "Bo") are words, initials and acronyms far more often than cities.
    return {name for name in names if len(name) > 2 and name[0].isupper() and _DIGIT.search(name) is None}


def _cities() -> Iterator[Entry]:
    for number, name, country, region, population, latitude, longitude in chain(
        _rows("cities.tsv"), _rows("towns.tsv")
    ):
        # There are 40,000: so each code is there once, and the values are given by position, which costs less.
        home = intern(country), intern(region)
        yield Entry(
            "city", name, *home, int(population), False, float(latitude), float(longitude), int(number)
        )


def _countries() -> dict[str, _Country]:
    """By their ISO 3166-1 codes, those that are no longer any, too."""
    return {
        iso: _Country(int(number), capital, int(population))
        for iso, number, capital, population in _rows("countries.tsv")
    }


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer, loaded once in a process."""
    return Gazetteer()


def is_a_people(language: str, word: str) -> bool:
    """Whether a word is what one of a country's people is called: Briton, Dane."""
    return any(entry.kind == "people" for entry in gazetteer().lookup(word, language))
