"""The countries, states and cities that an article names, and where it was written.

A name becomes a place only on evidence: what stands beside it (`mentions`), what else the article names, and
how large the place is. A name that is a person's once is a person's throughout.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from math import log10
from typing import NamedTuple

from streams.enrich.background import headline_start
from streams.enrich.dateline import first_place, mixed_case
from streams.enrich.gazetteer import (
    Entry,
    Gazetteer,
    Hit,
    gazetteer,
    homonyms,
    spoken_as,
    without_accents,
)
from streams.enrich.han_places import find_han_places
from streams.enrich.listed_bodies import bodies_in, is_listed_language
from streams.enrich.mentions import Certainty, Mention, read_mentions
from streams.enrich.model_places import judged
from streams.enrich.name_tagger import Tagged
from streams.enrich.spaced_places import find_spaced_places
from streams.found import Dateline, Evidence, Place

#: Inhabitants. A city this large needs no preposition; below the second, it needs its country too.
_LARGE, _SMALL = 500_000, 100_000
#: A capital is known from this size on.
_CAPITAL = 10_000
#: In these countries towns and families share their names: a bare name is not enough.
_FAMILY_NAMES = frozenset({"AU", "CA", "GB", "IE", "NZ", "US", "ZA"})
#: Where copy in a language is at home: it tells Halle from Halle, and names no country to say so.
_HOME = {
    "de": frozenset({"DE", "AT", "CH"}),
    "fr": frozenset({"FR", "BE", "CH"}),
    "es": frozenset({"ES", "MX", "AR", "CO", "CL", "PE", "EC", "UY", "VE"}),
    "it": frozenset({"IT", "CH", "SM"}),
    "pt": frozenset({"PT", "BR"}),
    "nl": frozenset({"NL", "BE"}),
    "sv": frozenset({"SE", "FI"}),
    "da": frozenset({"DK"}),
    "no": frozenset({"NO"}),
    "pl": frozenset({"PL"}),
    "ru": frozenset({"RU"}),
    "uk": frozenset({"UA"}),
}
#: Weights in units of log10(population): naming the country outweighs thirty times the inhabitants.
_CAPITAL_WEIGHT, _RENOWNED_WEIGHT, _NAMED_WEIGHT, _REGION_WEIGHT, _HOME_WEIGHT = 1.0, 0.5, 1.5, 1.0, 0.75
#: Two cities in different countries or regions nearer than this are not told apart.
_MARGIN = 0.5
#: Kinds of names that speak for a country as they stand.
_EVIDENT = frozenset({"country", "people", "region"})
#: Inhabitants. From here on a town is told by "from" or "to", if its country is named.
_TOWN = 50_000
#: Inhabitants. Smaller towns are listed where our languages are at home only, so that a name alone says less.
_LISTED_ABROAD = 15_000
#: Here families are named after towns, and seldom towns after people.
_OLD_TOWNS = frozenset({"GB", "IE"})


@dataclass(slots=True)
class _Reading:
    """What the whole article tells about its names."""

    language: str
    by_name: dict[str, list[Mention]] = field(default_factory=lambda: defaultdict(list))
    people: set[str] = field(default_factory=set)  # names that somebody in the copy bears
    witnesses: dict[str, set[str]] = field(
        default_factory=lambda: defaultdict(set)
    )  # country: names that speak for it
    regions: set[tuple[str, str]] = field(default_factory=set)  # (country, GeoNames admin1 code) named
    rules: dict[str, frozenset[str]] = field(default_factory=dict)

    def named(self, country: str, besides: str = "") -> bool:
        """Whether anything but the name `besides` speaks for the country."""
        names = self.witnesses.get(country, ())
        return len(names) > (besides in names)


class PlacesRead(NamedTuple):
    """The places that an article names, and the countries (ISO 3166-1 alpha-2) of which it names anything."""

    places: tuple[Place, ...]
    countries: frozenset[str]


def find_places(
    headline: str | None,
    paragraphs: Sequence[str],
    language: str,
    dateline: Dateline | None,
    tagged: Sequence[Tagged] = (),
) -> tuple[Place, ...]:
    """The places of `read_places`."""
    return read_places(headline, paragraphs, language, dateline, tagged).places


def read_places(
    headline: str | None,
    paragraphs: Sequence[str],
    language: str,
    dateline: Dateline | None,
    tagged: Sequence[Tagged] = (),
    namesakes: Collection[str] = (),
) -> PlacesRead:
    """The countries, states and provinces (ISO 3166-2), and cities that the article names.

    `tagged` are the names that the model found: what it sees as a person or as a part of a longer name is no place.
    Nor is one of `namesakes`, the companies and clubs of the article, where nothing says that something is there.
    The place of origin (`located`) comes first, then the others by mentions and position. A country and a state have
    their common English names, a city that of GeoNames; in English copy a city is spelt as it is there. `evidence` is
    the first mention; paragraph -1 is the headline. `mentions` counts every form of the name: "US" and "United States"
    are one place.
    """
    listed = find_han_places(headline, paragraphs, language)
    if listed is None:
        listed = find_spaced_places(headline, paragraphs, language)
    if listed is not None:
        return PlacesRead(listed, frozenset(place.country for place in listed))
    origin = _origin(dateline, language) if dateline else []
    mentions = read_mentions(headline, -1, language, headline_start(headline, language)) if headline else []
    for index, paragraph in enumerate(paragraphs):
        skipped = dateline is not None and index == dateline.evidence.paragraph
        mentions += read_mentions(
            paragraph, index, language, dateline.evidence.end if dateline and skipped else 0
        )
    if is_listed_language(language):
        mentions = _outside_bodies(mentions, headline, paragraphs, language)
    reading = _read(judged(mentions, tagged), origin, spoken_as(language))
    reading.people.update(_not_there(namesakes, reading))
    decided = [(mention, mention.entry) for mention in origin if mention.entry is not None]
    for name, of in reading.by_name.items():
        decided += _decide(name, of, reading)
    countries = {country for country, names in reading.witnesses.items() if names}
    countries.update(entry.country for _, entry in decided)
    return PlacesRead(_places(decided, dateline, language), frozenset(countries))


def _read(mentions: list[Mention], origin: list[Mention], language: str) -> _Reading:
    reading = _Reading(language, rules=homonyms(language))
    for mention in mentions:
        reading.by_name[mention.hit.name].append(mention)
        if mention.person:
            reading.people.add(mention.hit.name)
    for mention in (*origin, *mentions):
        for entry in _witnesses(mention, reading):
            reading.witnesses[entry.country].add(mention.hit.name)
            if entry.kind == "region":
                reading.regions.add((entry.country, entry.region))
    for name, of in reading.by_name.items():
        for entry in of[0].hit.entries:
            # "Mali said that its army had taken Timbuktu": a country that is accepted speaks for its cities, too.
            doubted = entry.kind == "country" and "name" in reading.rules.get(name, ())
            if doubted and _is_country(name, entry, of, reading):
                reading.witnesses[entry.country].add(name)
    return reading


def _outside_bodies(
    mentions: list[Mention], headline: str | None, paragraphs: Sequence[str], language: str
) -> list[Mention]:
    """The mentions without countries in the names of bodies: Національний банк України."""
    kept = []
    for mention in mentions:
        start, end = mention.hit.start, mention.hit.end
        if any(entry.kind == "country" for entry in mention.hit.entries):
            text = (headline or "") if mention.paragraph < 0 else paragraphs[mention.paragraph]
            if any(first <= start and end <= last for _, first, last in bodies_in(language, text)):
                continue
        kept.append(mention)
    return kept


def _not_there(namesakes: Iterable[str], reading: _Reading) -> list[str]:
    """Those of the names that no "in" makes a place's: shares of Salzgitter."""
    named = [name for name in namesakes if name in reading.by_name]
    return [name for name in named if all(m.certainty < Certainty.WITHIN for m in reading.by_name[name])]


def _witnesses(mention: Mention, reading: _Reading) -> Iterable[Entry]:
    """What a name that cannot be mistaken speaks for: its country."""
    name = mention.hit.name
    if mention.entry is not None:
        return (mention.entry,)
    entries = mention.hit.entries
    if entries[0].kind == "people":
        return entries
    doubted = reading.rules.get(name, frozenset()) & {"homonym", "name", "word", "thing", "calendar"}
    if mention.certainty < Certainty.PLAIN or doubted or name in reading.people:
        return ()
    evident = [entry for entry in entries if entry.kind in _EVIDENT and not entry.doubtful]
    if evident:
        return evident if len({entry.country for entry in evident}) == 1 else ()
    best = max(entries, key=_weight)
    return (best,) if best.kind == "city" and _is_large(best) else ()


def _decide(name: str, mentions: list[Mention], reading: _Reading) -> list[tuple[Mention, Entry]]:
    """The mentions of one name that are a place's, each with the place."""
    told = {m.entry.geonameid: m.entry for m in mentions if m.entry is not None}
    countries = {e.country: e for e in mentions[0].hit.entries if e.kind == "country"}
    accepted = [e for e in countries.values() if _is_country(name, e, mentions, reading)]
    entry: Entry | None = None
    if told and len(told) == 1 and _is_also_a_citys(told, mentions):
        # "Land Salzburg" says nothing of the Salzburg that stands elsewhere.
        said = [(m, m.entry) for m in mentions if m.entry is not None]
        rest = [m for m in mentions if m.entry is None]
        return said + (_decide(name, rest, reading) if rest else [])
    if told:
        entry = max(told.values(), key=lambda e: e.population)
        if len(told) > 1 or (accepted and entry.kind == "city"):
            # Several of the name: each mention that says which is that one, the others stay open.
            return [(m, m.entry) for m in mentions if m.entry is not None]
    elif "calendar" in reading.rules.get(name, frozenset()):
        return []  # a month or a day of the week, unless the copy says which town
    elif accepted:
        entry = accepted[0] if len(accepted) == 1 else None
    elif region := _region(name, mentions, reading):
        entry = region
    elif not countries and all(e.kind == "city" for e in mentions[0].hit.entries):
        cities = {e.geonameid: e for m in mentions for e in m.hit.entries}
        entry = _choose(name, list(cities.values()), reading)
        if entry is not None and not _is_city(name, entry, mentions, reading):
            entry = None
    if entry is None:
        return []
    # A word stays a word elsewhere in the copy: "in Essen" does not make a city of every meal.
    is_word = not told and entry.kind == "city" and "word" in reading.rules.get(name, frozenset())
    least = Certainty.TOWARDS if is_word else Certainty.WEAK
    return [(m, m.entry or entry) for m in mentions if m.certainty >= least]


def _is_also_a_citys(told: dict[int | None, Entry], mentions: list[Mention]) -> bool:
    region = next(iter(told.values()))
    return region.kind == "region" and any(
        e.kind == "city" and e.country == region.country for m in mentions for e in m.hit.entries
    )


def _is_country(name: str, entry: Entry, mentions: list[Mention], reading: _Reading) -> bool:
    rules = reading.rules.get(name, frozenset())
    of_its_own = reading.named(entry.country, besides=name)
    best = max(m.certainty for m in mentions)
    if best < Certainty.PLAIN:
        return False
    if "homonym" in rules or name in reading.people:
        return of_its_own
    if any(m.rules or ((m.acts or m.flashes) and "opening" not in rules) for m in mentions):
        return True  # "Mali army says": nobody who bears the name has an army
    if (
        "opening" in rules
        and all((m.opens and not m.acts) or m.certainty < Certainty.PLAIN for m in mentions)
        and not of_its_own
    ):
        return False
    if "name" in rules:
        others = any(reading.witnesses[c] for c in reading.witnesses if c != entry.country)
        return of_its_own or best >= Certainty.WITHIN or others
    return True


def _region(name: str, mentions: list[Mention], reading: _Reading) -> Entry | None:
    """The state or province that a name stands for, if it does."""
    entries = mentions[0].hit.entries
    known = {e.geonameid: e for m in mentions for e in m.hit.entries if e.kind == "region" and e.subdivision}
    named = [e for e in known.values() if reading.named(e.country, besides=name)]
    if len(known) > 1 and len(named) != 1:
        return None
    entry = named[0] if named else next(iter(known.values()), None)
    if entry is None or name in reading.people or _is_rather_a_city(entry, entries):
        return None
    best = max(m.certainty for m in mentions)
    at_home = entry.country in _HOME.get(reading.language, ())
    if entry.doubtful:
        return entry if best >= Certainty.WITHIN and (named or at_home) else None
    rules = reading.rules.get(name, frozenset())
    if any(e.kind == "country" for e in entries):
        return entry if named and best >= Certainty.PLAIN else None
    if rules & {"given", "name"}:
        ruled = any(m.rules for m in mentions)
        return entry if best >= Certainty.WITHIN or ((named or ruled) and best >= Certainty.PLAIN) else None
    return entry if best >= Certainty.PLAIN else None


def _is_rather_a_city(region: Entry, entries: Iterable[Entry]) -> bool:
    """Whether a name that a state shares with a city of its country is the city's, by its size."""
    return not region.renowned and any(
        e.kind == "city" and e.country == region.country and e.region == region.region and _is_large(e)
        for e in entries
    )


def _is_city(name: str, entry: Entry, mentions: list[Mention], reading: _Reading) -> bool:
    best = max(m.certainty for m in mentions)
    named = reading.named(entry.country, besides=name)
    at_home = entry.country in _HOME.get(reading.language, ())
    if "word" in reading.rules.get(name, frozenset()):
        doubt = name in reading.people or any(
            m.speaks or (m.opens and m.certainty is Certainty.PLAIN) for m in mentions
        )
        known = _is_large(entry) and (at_home or entry.renowned or entry.capital)
        # A surname, but no word of the language: at home "a Ravenna" is the town, if nobody here is called so.
        borne = "borne" in reading.rules[name] and at_home and entry.population >= _TOWN
        known = known or (borne and all(m.certainty is not Certainty.NONE for m in mentions))
        return best >= Certainty.WITHIN and (named or known) and not doubt
    if "thing" in reading.rules.get(name, frozenset()):
        told = any(m.certainty >= Certainty.WITHIN and m.paragraph >= 0 for m in mentions)
        return told and (named or _is_large(entry)) and name not in reading.people
    if _is_large(entry):
        return best >= (Certainty.WITHIN if name in reading.people else Certainty.PLAIN)
    if name in reading.people:
        return False
    if entry.population >= _SMALL:
        bare = entry.country in _FAMILY_NAMES or all(m.opens or m.speaks for m in mentions)
        return best >= Certainty.TOWARDS or (best is Certainty.PLAIN and (named or at_home) and not bare)
    alone = len(name) > 4 and len({e.country for e in mentions[0].hit.entries}) == 1
    if best is Certainty.TOWARDS and alone and entry.population >= _TOWN:
        old = entry.country in _OLD_TOWNS or entry.country not in _FAMILY_NAMES
        return (named or at_home) and old and not any(m.speaks for m in mentions)
    known = named or at_home or (alone and entry.population >= _LISTED_ABROAD)
    return best >= Certainty.WITHIN and known


def _choose(name: str, cities: list[Entry], reading: _Reading) -> Entry | None:
    """The likeliest of the cities of a name; None if two that lie apart are about as likely."""
    home = _HOME.get(reading.language, frozenset())

    def score(entry: Entry) -> float:
        weight = _weight(entry) + (
            _REGION_WEIGHT if (entry.country, entry.region) in reading.regions else 0.0
        )
        if reading.named(entry.country, besides=name):
            return weight + _NAMED_WEIGHT
        return weight + (_HOME_WEIGHT if entry.country in home else 0.0)

    best, *others = sorted(cities, key=score, reverse=True)
    if others and score(best) - score(others[0]) < _MARGIN:
        apart = (best.country, best.region) != (others[0].country, others[0].region)
        return None if apart else best
    return best


def _weight(entry: Entry) -> float:
    fame = (_CAPITAL_WEIGHT if entry.capital else 0.0) + (_RENOWNED_WEIGHT if entry.renowned else 0.0)
    return log10(entry.population + 1) + fame


def _is_large(entry: Entry) -> bool:
    known = _CAPITAL if entry.capital else _SMALL if entry.renowned else _LARGE
    return entry.population >= known


def _origin(dateline: Dateline, language: str) -> list[Mention]:
    """The places that a dateline names; the first is the place of origin, if the gazetteer knows it."""
    names = gazetteer()
    spot = dateline.evidence
    stated = re.split(r"\(|\d|--| [-–—|] ?|:$", dateline.text.lstrip("("), maxsplit=1)[0]
    parts = [part.strip() for part in re.split(r",|/", stated)][1:]
    qualifiers = [q for part in parts for q in (*names.qualifiers(part), *names.qualifiers(mixed_case(part)))]
    found = []
    first = _city_of_origin(names, dateline.place, language, qualifiers)
    if first is not None:
        hit = Hit(spot.start, spot.end, dateline.place, (first,))
        found.append(Mention(hit, spot.paragraph, Certainty.QUALIFIED, entry=first, rule="dateline"))
    for part in parts:
        at = spot.start + dateline.text.find(part)
        states = (*names.qualifiers(part), *names.qualifiers(mixed_case(part)))
        state = next(
            (q for q in states if first is not None and q.subdivision and q.country == first.country), None
        )
        if state is not None:
            hit = Hit(at, at + len(part), part, (state,))
            found.append(Mention(hit, spot.paragraph, Certainty.QUALIFIED, entry=state, rule="region"))
            continue
        name = mixed_case(first_place(part))
        entries = [e for e in names.lookup(name, language) if e.kind == "country" or _is_large(e)]
        if name and len({e.country for e in entries}) == 1 and not any(e.kind == "region" for e in entries):
            hit = Hit(at, at + len(part), name, tuple(entries))
            found.append(Mention(hit, spot.paragraph, Certainty.QUALIFIED, entry=entries[0]))
    return found


def _city_of_origin(names: Gazetteer, place: str, language: str, qualifiers: list[Entry]) -> Entry | None:
    entries = names.lookup(place, language)
    cities = [e for e in entries if e.kind == "city"]
    if qualifiers:
        inside = [
            c for c in cities for q in qualifiers if c.country == q.country and q.region in ("", c.region)
        ]
        return max(inside, key=_weight, default=None)
    home = _HOME.get(spoken_as(language), frozenset())
    best = max(cities, key=lambda e: _weight(e) + (_HOME_WEIGHT if e.country in home else 0.0), default=None)
    return best or next((e for e in entries if e.kind == "country"), None)


def _as_spelt(entry: Entry, mention: Mention, language: str) -> str:
    """The name of a place as English copy has it, which leaves accents off and writes Arabic in its own way.

    Not where it is shortened: New York is New York City, L.A. is Los Angeles. In other languages a city keeps the name
    that it has in English, so that one name finds it in all.
    """
    name = mention.hit.name
    if (
        entry.kind == "city"
        and language == "en"
        and not entry.name.isascii()
        and len(name) > 3
        and "." not in name
    ):
        return name  # Montreal, Khan Younis, Hodeidah
    # The gazetteer's names are English: in other copy another spelling is another language's name, as Mailand is.
    if entry.kind != "city" or language != "en" or len(name) < len(entry.name) - 2:
        return entry.name
    return name if name[0] == without_accents(entry.name)[0] and "." not in name else entry.name


def _places(
    decided: list[tuple[Mention, Entry]], dateline: Dateline | None, language: str
) -> tuple[Place, ...]:
    gathered: dict[tuple[str, int | None], list[tuple[Mention, Entry]]] = defaultdict(list)
    for mention, entry in decided:
        gathered[entry.kind, entry.geonameid].append((mention, entry))
    places = []
    for (kind, geonameid), of in gathered.items():
        first, entry = min(of, key=lambda pair: (pair[0].paragraph, pair[0].hit.start))
        origin = any(mention.rule == "dateline" for mention, _ in of)
        rule = first.rule or kind
        evidence = Evidence(rule, first.paragraph, first.hit.start, first.hit.end)
        places.append(
            Place(
                _as_spelt(entry, first, language),
                kind,
                entry.country,
                evidence,
                mentions=len(of),
                latitude=entry.latitude,
                longitude=entry.longitude,
                geonameid=geonameid,
                located=origin,
                subdivision=entry.subdivision or None,
            )
        )
    return tuple(
        sorted(places, key=lambda p: (not p.located, -p.mentions, p.evidence.paragraph, p.evidence.start))
    )
