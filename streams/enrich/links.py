"""Whom and what the names in an article mean, by the authority file: their uris.

A name alone is no proof, for others bear it, too. An entry with context words or countries is meant only where the
copy has one of them; of several entries with one name, the one that has more of them there. Where that does not decide,
there is no link: a wrong one is worse than none.

Names of two words and more, and the acronyms that the file marks, are also looked for in the copy itself, where the
rules have found nothing. Never inside a longer capitalised name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple, TypeVar

from streams.enrich.authority_file import MOST_WORDS, AuthorityFile, Entry, plain
from streams.enrich.lexicon import Lexicon
from streams.enrich.reading import Line, Reading, Run
from streams.enrich.titles import is_role
from streams.found import Evidence, Identity, Organisation, Person, Place

RULE = "authority"
#: Characters in which a name of MOST_WORDS words ends.
_REACH = 120
#: What follows a name and goes on with it: "Ministry of Defence of Ukraine".
_GOES_ON = re.compile(
    r"[ \u00a0](?:(?:of|for|de|du|des|von|der|y|e|&)[ \u00a0](?:the |la |les )?)?[^\W\d_a-zà-ÿ]|-\w|&"
)
#: "Bank of England", "Deutsches Institut für Normung": the small words with which a name of one capital goes on.
_JOINED = re.compile(r" (of|for|and|für|und|de|du|des|et|pour|del|di|della|da|do|dos|y|e|van|von|voor)(?= )")
_LONGEST_ACRONYM = 11
_CLOSING = ",;:.!?)\"”»’'…"

Named = TypeVar("Named", Person, Organisation, Place)


class Linked(NamedTuple):
    """What an article names, with the identities that were found, and with what only the authority file knows."""

    people: tuple[Person, ...]
    organisations: tuple[Organisation, ...]
    places: tuple[Place, ...]


class _Spot(NamedTuple):
    """A name of the authority file that stands in the copy."""

    name: str
    paragraph: int
    start: int
    end: int


@dataclass
class _Copy:
    """What of an article tells one bearer of a name from another."""

    language: str
    paragraphs: Sequence[str]
    countries: frozenset[str]

    @cached_property
    def low(self) -> str:
        return "\n".join(self.paragraphs).casefold()

    def support(self, entry: Entry) -> int:
        """How much in the copy speaks for an entry: its context words, and its country."""
        words = sum(1 for word in entry.context if self._has(word))
        return words + bool(entry.countries & self.countries)

    def _has(self, word: str) -> bool:
        start = self.low.find(word)
        while start >= 0:
            end = start + len(word)
            inside = (start and self.low[start - 1].isalnum()) or self.low[end : end + 1].isalnum()
            if not inside:
                return True
            start = self.low.find(word, end)
        return False


def link(
    reading: Reading,
    paragraphs: Sequence[str],
    found: Linked,
    countries: frozenset[str],
    authority: AuthorityFile | None,
) -> Linked:
    """What the article names, with identities.

    `countries` are those of which the article names anything (ISO 3166-1 alpha-2). Without an authority file nothing
    changes. Never raises.
    """
    if authority is None:
        return found
    copy = _Copy(reading.language, paragraphs, countries)
    everything: tuple[Person | Organisation | Place, ...] = (
        *found.people,
        *found.organisations,
        *found.places,
    )
    known = authority.find(list({plain(each.name) for each in everything}))
    people = _identified(found.people, "person", known, copy)
    organisations = _identified(found.organisations, "organisation", known, copy)
    places = _identified(found.places, "place", known, copy)
    further = _further(reading, everything, authority)
    more = [(spots, _meant(entries, "", spots[0].name, copy)) for spots, entries in further]
    linked: tuple[Person | Organisation | Place, ...] = (*people, *organisations, *places)
    uris = {each.identity.uri for each in linked if each.identity}
    for spots, entry in more:
        if entry is None or entry.uri in uris:
            continue
        uris.add(entry.uri)
        first = spots[0]
        evidence = Evidence(RULE, first.paragraph, first.start, first.end)
        identity = Identity(entry.uri, entry.name, evidence)
        if entry.kind == "person":
            people = (*people, Person(first.name, evidence, mentions=len(spots), identity=identity))
        elif entry.kind == "organisation":
            organisation = Organisation(first.name, evidence, mentions=len(spots), identity=identity)
            organisations = (*organisations, organisation)
    return Linked(people, organisations, places)


def _identified(
    values: tuple[Named, ...], kind: str, known: dict[str, tuple[Entry, ...]], copy: _Copy
) -> tuple[Named, ...]:
    identified = []
    for value in values:
        entry = _meant(known.get(plain(value.name), ()), kind, value.name, copy)
        if entry is not None and _is_guessed(value) and not copy.support(entry):
            entry = None
        if entry is not None and (not isinstance(value, Place) or _lies_there(value, entry)):
            spot = value.evidence
            evidence = Evidence(RULE, spot.paragraph, spot.start, spot.end)
            value = replace(value, identity=Identity(entry.uri, entry.name, evidence))
        identified.append(value)
    return tuple(identified)


def _is_guessed(value: Person | Organisation | Place) -> bool:
    """Whether only the model took letters for a name: APA, AES. They stand for many things."""
    return value.evidence.rule == "model" and value.name.isupper()


def _lies_there(place: Place, entry: Entry) -> bool:
    """A place's own country decides, whatever else the copy names."""
    return not entry.countries or place.country in entry.countries


def _meant(entries: Iterable[Entry], kind: str, name: str, copy: _Copy) -> Entry | None:
    """The entry that a name means in this copy, if it is plain which. `kind` "": any but a place."""
    fit = {
        entry.uri: entry
        for entry in entries
        if (entry.kind == kind or (not kind and entry.kind != "place"))
        and (not entry.language or entry.language == copy.language)
    }
    if not fit:
        return None
    supported = sorted(((copy.support(entry), uri) for uri, entry in fit.items()), reverse=True)
    best, uri = supported[0]
    if best and (len(supported) == 1 or best > supported[1][0]):
        return fit[uri]
    entry = fit[uri]
    alone = len(fit) == 1 and not entry.context and not entry.countries
    # One word is too little by itself: "President Lula" needs its country, "Orange" never gets one.
    return entry if alone and (kind == "organisation" or " " in name or name in entry.acronyms) else None


def _further(
    reading: Reading, known: Iterable[Person | Organisation | Place], authority: AuthorityFile
) -> list[tuple[list[_Spot], tuple[Entry, ...]]]:
    """The names of the file that stand in the copy, where nothing else was found, each with its entries."""
    if reading.lexicon is None:
        return []
    # A place within a name takes nothing away from it: "Bank of Japan".
    named = [each for each in known if not isinstance(each, Place)]
    names = [each.name for each in named]
    places = {each.name for each in known if isinstance(each, Place)}
    taken: dict[int, list[tuple[int, int]]] = {}
    for each in named:
        taken.setdefault(each.evidence.paragraph, []).append((each.evidence.start, each.evidence.end))
    candidates = _begun(reading, reading.lexicon, authority)
    entries = authority.find(list({spot.name for spot in candidates}))
    spots: dict[str, list[_Spot]] = {}
    ends: dict[int, int] = {}
    for spot in sorted(candidates, key=lambda s: (s.paragraph, s.start, -s.end)):
        overlaps = any(spot.start < end and start < spot.end for start, end in taken.get(spot.paragraph, ()))
        if spot.name not in entries or spot.start < ends.get(spot.paragraph, 0) or overlaps:
            continue
        ends[spot.paragraph] = spot.end
        if spot.name not in places and not any(spot.name in name or name in spot.name for name in names):
            spots.setdefault(spot.name, []).append(spot)
    return [(of, entries[name]) for name, of in spots.items()]


def _begun(reading: Reading, lex: Lexicon, authority: AuthorityFile) -> list[_Spot]:
    """What in the copy begins as names of the file do, at each length that a name may have."""
    begun: list[tuple[Line, int]] = []
    starts: list[str] = []
    for line in reading.lines:
        if line.shouted:
            continue
        for run in line.runs:
            for start, head in _heads(lex, line.text, run):
                begun.append((line, start))
                starts.append(head)
    found: list[_Spot] = []
    for (line, start), head, is_known in zip(begun, starts, authority.begins(starts), strict=True):
        if is_known and head[0] == "\0":
            found.append(_Spot(head[1:], line.index, start, start + len(head) - 1))
        elif is_known:
            found += _lengths(line, start)
    return found


def _heads(lex: Lexicon, text: str, run: Run) -> Iterator[tuple[int, str]]:
    """Where in a run a name may begin, with its first two words; an acronym by itself is marked as such.

    That is at its first word, or after what is no part of a name: "The European Central Bank", "President Ida Tarn".
    """
    words = run.words
    last = len(words) - 1
    for number, word in enumerate(words):
        if number < last:
            second = words[number + 1]
            end = second.end if second.start == word.end + 1 else text.find(" ", word.end + 1)
            yield word.start, plain(text[word.start : end])
            if word.low not in lex.openers and word.low not in lex.honorifics and not is_role(lex, word):
                return
        elif 1 < len(word.text) < _LONGEST_ACRONYM and word.text.isupper():
            if not _goes_on(text, word.end):
                yield word.start, AuthorityFile.alone(word.text)
        elif match := _JOINED.match(text, word.end):
            yield word.start, plain(text[word.start : match.end(1)])


def _lengths(line: Line, start: int) -> Iterator[_Spot]:
    """The name that begins there at each of its possible lengths, where it ends as a name does."""
    end = start
    words = line.text[start : start + _REACH].split(" ")[:MOST_WORDS]
    for number, word in enumerate(words):
        bare = word.rstrip(_CLOSING)
        stop = end + len(bare)
        if number and bare and bare[0].isupper() and not _goes_on(line.text, stop):
            yield _Spot(plain(line.text[start:stop]), line.index, start, stop)
        if len(bare) < len(word):
            return
        end += len(word) + 1


def _goes_on(text: str, stop: int) -> bool:
    return _GOES_ON.match(text, stop) is not None
