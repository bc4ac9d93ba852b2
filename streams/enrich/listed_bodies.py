"""Organisations of languages without a grammar of names: those of a list, and courts and authorities by their words.

names/listed_organisations.txt has the names, names/bounds.toml what may stand beside them: endings of cases, particles,
and what makes "the Supreme Court" another state's. A name that is a word as well does not count where a sentence opens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick
from babel import Locale

from streams.datafiles import read_lines, read_toml
from streams.enrich.gazetteer import gazetteer
from streams.enrich.lexicon import national_organisations, organisations_in

#: A name as it is usually written, and where it stands: [start, end).
Body = tuple[str, int, int]
#: Other tags of these.
_SAME = {"nb": "no", "nn": "no"}
#: Without spaces between words; nothing shows there where a name ends.
_SPACELESS = frozenset({"zh", "ja"})
_OPENS = re.compile(r"(?:^|[.!?:…]|[–—-] ?)[\s\"“”„«»'’(]*$")
_REACH = 24  # characters beside a name
_CAPITAL_BEFORE = re.compile(r"(?:^|[^\w.!?:…–—-][\"“”„«(]?)([^\W\d_a-zà-ÿ][\w’'&-]*) $")
_CAPITAL_AFTER = re.compile(r" [^\W\d_a-zà-ÿåäöæøčřšžěůąęłńśćźżа-яёіїєґ]\w+")
_WORD_OPENS = re.compile(r"(?:^|[.!?:…]|[–—-] ?)[\s\"“”„«»'’(]*\w+ $")
#: One or two characters that stand in many words: 国連 in 全国連盟.
_FEW = 2
_HAN = re.compile("[一-龥]")
_KATAKANA = re.compile("[ァ-ヺー]")
_BEFORE_HAN = "前元対在現は"
_MARK = re.compile(r"[\u0900-\u0903\u093a-\u094f]")  # what follows a Devanagari letter and is a part of it
#: A town or a region.
_PLACE = r"(?P<place>[^\W\d_a-zà-ÿ][\w-]+(?: [^\W\d_a-zà-ÿ][\w-]+)?)"


@dataclass(frozen=True, slots=True)
class _Bounds:
    """What stands beside the names of a language."""

    endings: re.Pattern[str]
    prefixes: str
    longer: bool
    own: re.Pattern[str] | None
    others: str
    countries: re.Pattern[str] | None  # another state's name right before a name
    not_after: re.Pattern[str]
    bodies: tuple[tuple[re.Pattern[str], str], ...]


@dataclass(frozen=True, slots=True)
class _Listing:
    """The forms of a language, each with the name that it is a form of and its mark ("", "~" or "^")."""

    forms: tuple[str, ...]
    names: dict[str, tuple[str, str]]
    automaton: AhoCorasick
    bounds: _Bounds


def is_listed_language(language: str) -> bool:
    """Whether there is a list for the language."""
    return _SAME.get(language, language) in _lists()


def bodies_in(language: str, text: str) -> list[Body]:
    """The organisations in a line, in order; of those that overlap the first, and then the longest."""
    spoken = _SAME.get(language, language)
    if spoken not in _lists():
        return []
    listing = _listing(spoken)
    found = [
        (listing.names[form][0], start, end)
        for form, start, end in _forms_in(listing, text)
        if _stands(spoken, listing, form, text, start, end)
    ]
    found += _by_words(spoken, listing.bounds, text)
    chosen: list[Body] = []
    for name, start, end in sorted(found, key=lambda each: (each[1], -each[2])):
        if not chosen or start >= chosen[-1][2]:
            chosen.append((name, start, end))
    return chosen


def _forms_in(listing: _Listing, text: str) -> Iterator[Body]:
    for number, start, end in listing.automaton.find_matches_as_indexes(text, overlapping=True):
        yield listing.forms[number], start, end


def _by_words(language: str, bounds: _Bounds, text: str) -> Iterator[Body]:
    for pattern, name in bounds.bodies:
        for match in pattern.finditer(text):
            place = match.groupdict().get("place")
            if place and language not in _SPACELESS and not _is_known(place, language):
                continue
            yield match.expand(name), match.start(), match.end()


def _is_known(place: str, language: str) -> bool:
    known = gazetteer()
    return any(known.lookup(each, language) for each in (place, place.removesuffix("s")))


def _stands(language: str, listing: _Listing, form: str, text: str, start: int, end: int) -> bool:
    """Whether a form is a name of its own where it stands, and the one that is meant."""
    bounds, mark = listing.bounds, listing.names[form][1]
    before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    spaceless = language in _SPACELESS
    whole = _is_whole_han(language, form, before, after) if spaceless else _is_whole(bounds, before, after)
    if not whole or bounds.not_after.match(after) or (mark == "~" and _OPENS.search(before)):
        return False
    if mark == "^" and _is_anothers(bounds, before, after):
        return False
    single = " " not in form and sum(map(str.isupper, form)) < 2
    return not (bounds.longer and single and _in_a_longer_name(before, after))


def _is_whole(bounds: _Bounds, before: str, after: str) -> bool:
    """Whether nothing but an ending, a particle or a joined preposition is one word with the form."""
    last = before[-1:]
    if last and (last.isalnum() or last in "-@#_/"):
        joined = last in bounds.prefixes and not before[-2:-1].isalnum()
        if not joined:
            return False
    if _MARK.match(after):
        return False
    ending = bounds.endings.match(after)
    rest = after[ending.end() :] if ending else after
    return not (rest[:1].isalnum() or rest[:1] in ("_", "-") or _MARK.match(rest))


def _is_whole_han(language: str, form: str, before: str, after: str) -> bool:
    """Whether letters and kana of the form go on on neither side, nor Japanese characters before a short one."""
    last = before[-1:]
    if form[0].isascii() and (last.isascii() and last.isalnum()):
        return False
    if form[-1].isascii() and (after[:1].isascii() and after[:1].isalnum()):
        return False
    if _KATAKANA.match(form[0]) and (_KATAKANA.match(last) or last == "・"):
        return False
    if _KATAKANA.match(form[-1]) and (_KATAKANA.match(after) or after[:1] == "・"):
        return False
    if language == "ja" and len(form) <= _FEW and _HAN.match(form) and _HAN.match(last):
        return last in _BEFORE_HAN
    return True


def _is_anothers(bounds: _Bounds, before: str, after: str) -> bool:
    """Whether another state's name stands beside a body that every state has."""
    if bounds.others == "after":
        own = bounds.own is not None and re.match(rf" (?:{bounds.own.pattern})(?!\w)", after)
        return bool(_CAPITAL_AFTER.match(after)) and not own
    if bounds.others == "before":
        capital = _CAPITAL_BEFORE.search(before)
        return capital is not None and not (bounds.own and bounds.own.fullmatch(capital[1]))
    return bounds.countries is not None and bounds.countries.search(before) is not None


def _in_a_longer_name(before: str, after: str) -> bool:
    """Whether a capitalised word beside a single word makes it a half of another name: Hans Ericsson."""
    if _CAPITAL_AFTER.match(after):
        return True
    return _CAPITAL_BEFORE.search(before) is not None and not _WORD_OPENS.search(before)


@cache
def _lists() -> dict[str, tuple[tuple[str, ...], ...]]:
    """By language the forms of each organisation, the first of which is its name."""
    of_all, own = organisations_in("listed_organisations.txt"), national_organisations()
    return {language: (*listed, *own.get(language, ())) for language, listed in of_all.items()}


@cache
def _listing(language: str) -> _Listing:
    names: dict[str, tuple[str, str]] = {}
    for forms in _lists()[language]:
        for form in forms:
            bare = form.lstrip("~^")
            names.setdefault(bare, (forms[0].lstrip("~^"), form[: len(form) - len(bare)]))
    listed = tuple(names)
    return _Listing(listed, names, AhoCorasick(listed, store_patterns=False), _bounds(language))


@cache
def _bounds(language: str) -> _Bounds:
    table = read_toml("names/bounds.toml").get(language, {})
    place = _PLACE
    if language in _SPACELESS:
        rows = [line.split("\t") for line in read_lines("places/han_places.tsv")]
        towns = {
            name.rstrip("?") for row in rows for name in row[2 if language == "zh" else 3].split("|") if name
        }
        place = f"(?:{'|'.join(sorted(towns, key=lambda name: (-len(name), name)))})"
    bodies = tuple(
        (re.compile(find.replace("{place}", place)), name) for find, name in table.get("bodies", ())
    )
    others = table.get("others", "")
    return _Bounds(
        re.compile(table.get("endings", "(?!)")),
        table.get("prefixes", ""),
        table.get("longer", False),
        re.compile(table["own"]) if "own" in table else None,
        others,
        _others(language, table) if others == "country" else None,
        re.compile(table.get("not_after", "(?!)")),
        bodies,
    )


def _others(language: str, table: dict[str, str]) -> re.Pattern[str]:
    """Another state's name, or the character that stands for it, at the end of what is before a name."""
    own = set(table["own"].split("|"))
    names = {name for code, name in Locale.parse(language).territories.items() if len(code) == 2}
    names |= {
        n
        for row in read_lines("places/country_names.tsv")
        if f"\t{language}\t" in row
        for n in row.split("\t")[2].split("|")
    }
    listed = "|".join(
        sorted(re.escape(name) for name in names - own if len(name) > 1 and not name.startswith("-"))
    )
    short = f"|[{table['short']}]|{table['more']}" if "short" in table else ""
    return re.compile(f"(?:{listed}{short})(?: ?)$")
