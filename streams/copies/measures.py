"""Whether two facts that stand in place of each other are one fact, told in other units, in another currency or in
another spelling: "90 miles" and "145 kilometres", "$400 million" and "€370 million", Kyiv and Kiev.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby

from streams.copies.reading import Reading
from streams.datafiles import read_toml

#: So far behind a number its unit may stand: "300 square miles", "86 degrees Fahrenheit", "400 million dollars".
_UNIT_WITHIN, _CURRENCY_WITHIN = 2, 3
#: What is converted is rounded: "12 feet" are "nearly four metres".
_ROUNDED = 0.12
#: Rates change, and are known roughly here.
_RATES = 2.5
#: Fewer letters say too little of how a name is spelled.
_SHORTEST = 4
#: What joins words in Japanese, and ends of words in Japanese and Korean.
_JOINING = re.compile(
    "[\u3040-\u309f]|から|まで|より|[にでと]は|でも|など|する|し[たて]|ます?|です|だった|であ?る?|な[いど]|られ?|[いあ]る|った|いう"
    "|[은는이가을를에의도로와과]{1,2}"
)
_HEAT = "heat"
_VOWELS = frozenset("aeiouyj")
#: Letters that are written for one another where a name comes from another script.
_SOUNDS = str.maketrans({"c": "k", "q": "k", "w": "v", "z": "s"})
_LONG = (("x", "ks"), ("ph", "f"), ("sch", "s"), ("sh", "s"), ("tz", "ts"))


@dataclass(frozen=True, slots=True)
class _Unit:
    measures: str
    factor: float
    name: str


def same_number(text: Reading, at: int, other: Reading, place: int) -> bool:
    """Whether the number at one place of a text is that at another place of the other in another unit or currency."""
    try:
        number, told = float(text.words[at]), float(other.words[place])
    except ValueError:
        return False
    one, two = _currency(text, at), _currency(other, place)
    if one is not None and two is not None:
        worth, other_worth = number * one.factor, told * two.factor
        return one.name != two.name and max(worth, other_worth) <= _RATES * min(worth, other_worth)
    return any(
        unit.name != theirs.name and unit.measures == theirs.measures and _equal(number, unit, told, theirs)
        for unit in _units_of(text, at)
        for theirs in _units_of(other, place)
    )


def same_name(now: str, was: str) -> bool:
    """Whether two folded names that stand in place of each other are one in two spellings, or units of one measure."""
    return spelt_alike(now, was) or any(
        unit.measures == theirs.measures for unit in _units().get(now, ()) for theirs in _units().get(was, ())
    )


def tells(*words: str) -> bool:
    """Whether each may be a name, in scripts without capitals: no verb of saying, no word that joins others."""
    return not any(word in _telling_nothing() or _JOINING.fullmatch(word) for word in words)


@lru_cache(maxsize=4096)
def spelt_alike(one: str, other: str) -> bool:
    """Whether two folded names sound alike: the same consonants, as many vowels but one, and the same kind of end."""
    if min(len(one), len(other)) < _SHORTEST:
        return False
    (bones, vowels, ends), (others, their_vowels, their_ends) = _sound(one), _sound(other)
    return bones == others and abs(vowels - their_vowels) <= 1 and ends == their_ends


def _sound(name: str) -> tuple[str, int, bool]:
    for letters, sound in _LONG:
        name = name.replace(letters, sound)
    name = name.translate(_SOUNDS)
    parts = [(vowel, "".join(part)) for vowel, part in groupby(name, _VOWELS.__contains__)]
    bones = re.sub(r"(.)\1+", r"\1", "".join(part for vowel, part in parts if not vowel))
    return bones, sum(vowel for vowel, _ in parts), parts[-1][0]


def _equal(number: float, unit: _Unit, told: float, theirs: _Unit) -> bool:
    if unit.measures == _HEAT:
        one, other = _celsius(number, unit), _celsius(told, theirs)
        return abs(one - other) <= 1.5
    one, other = number * unit.factor, told * theirs.factor
    return abs(one - other) <= _ROUNDED * max(one, other)


def _celsius(number: float, unit: _Unit) -> float:
    return (number - 32) / 1.8 if unit.name.startswith("fahrenheit") else number


def _currency(text: Reading, at: int) -> _Unit | None:
    found = _currencies()
    words = (*text.words[max(0, at - 1) : at], *text.words[at + 1 : at + 1 + _CURRENCY_WITHIN])
    return next((found[word] for word in words if word in found), None)


def _units_of(text: Reading, at: int) -> tuple[_Unit, ...]:
    found = _units()
    for word in text.words[at + 1 : at + 1 + _UNIT_WITHIN]:
        if word in found:
            return found[word]
    return ()


@cache
def _telling_nothing() -> frozenset[str]:
    lists = read_toml("copies/facts.toml")["no_names"].values()
    return frozenset(word for words in lists for word in words.split())


@cache
def _currencies() -> dict[str, _Unit]:
    found: dict[str, _Unit] = {}
    for sign, table in read_toml("copies/facts.toml")["currencies"].items():
        unit = _Unit("money", table["worth"], sign)
        found |= dict.fromkeys((sign, *table["words"].split()), unit)
    return found


@cache
def _units() -> dict[str, tuple[_Unit, ...]]:
    found: dict[str, tuple[_Unit, ...]] = {}
    for measures, units in read_toml("copies/facts.toml")["units"].items():
        for name, factor in units.items():
            for word in name.split():
                found[word] = (*found.get(word, ()), _Unit(measures, factor, name))
    return found
