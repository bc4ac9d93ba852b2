"""The base forms of names as Finnish, Czech and Turkish copy declines them: Orpon -> Orpo, Petra Fialy -> Petr Fiala.

A form may be that of several names (Fialovi is Fiala's or Fial's). Then the one that the copy writes elsewhere is
meant, and where it writes none of them, the name is not told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from streams.enrich.inflected_words import Inflected, inflected

_VOWELS = frozenset("aáeéěiíoóuúůyýäö")
_APOSTROPHES = ("'", "’")
#: Endings of the Finnish cases that stand behind the stem of the genitive.
_LOCAL = ("ssa", "ssä", "sta", "stä", "lla", "llä", "lta", "ltä", "lle", "ksi")

#: Endings behind a name that ends in a consonant: Macronin, Macronille.
_ON_CONSONANTS = (
    "in",
    "ia",
    "iä",
    "iin",
    "ille",
    "illa",
    "illä",
    "ilta",
    "iltä",
    "ista",
    "istä",
    "issa",
    "issä",
)


class Given(NamedTuple):
    """What a Czech word can be a form of."""

    base: str
    male: bool
    nominative: bool


def without_apostrophe(word: str) -> str:
    """The word without what an apostrophe parts: Erdoğan'ın."""
    for mark in _APOSTROPHES:
        if mark in word:
            head, _, tail = word.rpartition(mark)
            if tail.islower():
                return head
    return word


def finnish_base(surname: str, words: Inflected, written: Collection[str], *, at_home: bool) -> str | None:
    """The family name of which `surname` is a form; None if that cannot be told.

    `written` are the words of the copy. `at_home`: the given name is Finnish, so that the family name ends as those do.
    """
    low = surname.lower().rpartition("-")[2]
    if low in words.surnames or low.endswith(tuple(words.nominative_ends)):
        return surname
    names = list(dict.fromkeys(_finnish_names(surname, words, at_home=at_home)))
    there = next((name for name in names if name in written), None)
    if there is not None:
        return there
    if any(surname + ending in written for ending in _ON_CONSONANTS):
        return surname  # Macronin stands elsewhere, and Macron is no case of Macro
    return names[0] if names else surname


def _finnish_names(word: str, words: Inflected, *, at_home: bool) -> Iterator[str]:
    """The family names of which the word can be a form, likeliest first."""
    for ending in _LOCAL:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word[: -len(ending)]
            if stem.endswith(tuple(_VOWELS)):
                yield from _of_stem(stem, words, at_home=at_home)
    if word.endswith("seen"):
        yield word[:-4] + "nen"
    if word.endswith("maan"):
        yield word[:-1]  # Sarkomaan
    if word[-3:-1] in ("aa", "oo", "öö", "uu", "yy", "ää", "ii") and word.endswith("n"):
        yield word[:-3] if word[-3:-1] == "ii" else word[:-2]  # Orpoon, Lindtmaniin
    elif word.endswith("n") and word[-2:-1] in _VOWELS:
        yield from _of_stem(word[:-1], words, at_home=at_home)
    if word.endswith(("sta", "stä")) and len(word) > 5 and word[-4] == "i":
        yield word[:-3] + "nen"  # Salmista
    if word.endswith(("ia", "iä")) and len(word) > 5 and word[-3] not in _VOWELS:
        yield word[:-2]  # Lindtmania
    if at_home and word.endswith(("oa", "öä", "ua", "yä", "aa", "ää", "ea")) and len(word) > 4:
        yield word[:-1]  # Orpoa


def _of_stem(stem: str, words: Inflected, *, at_home: bool) -> Iterator[str]:
    """The names with this stem of the genitive: Salmise, Lindtmani, Orpo."""
    if stem.endswith("se") and len(stem) > 4:
        yield stem[:-3] + "s" if stem.endswith("kse") else stem[:-2] + "nen"
        return
    low = stem.lower()
    for pair in words.stems:
        ending, _, name = pair.partition("=")
        if low.endswith(ending):
            whole = stem[: len(stem) - len(ending)] + name
            yield whole[:1].upper() + whole[1:]
            return
    if stem.endswith("i") and len(stem) > 4 and stem[-2] not in _VOWELS:
        bare = stem[:-1]
        foreign = (
            not at_home or bare[-2] not in _VOWELS or bare.lower().endswith(tuple(words.nominative_ends))
        )
        yield from (bare, stem) if foreign or bare.lower() in words.surnames else (stem, bare)
        return
    if not at_home:
        return
    if len(stem) > 3 and stem[-2] in "kpt" and stem[-3] in _VOWELS:
        yield stem[:-1] + stem[-2] + stem[-1]  # Kakon: Kakko
    yield stem


@cache
def czech_given() -> dict[str, tuple[Given, ...]]:
    """The cases of Czech given names, lower case, and what each can be a form of."""
    words = inflected("cs")
    assert words is not None
    found: dict[str, list[Given]] = {}
    for male, names in ((True, words.given_male), (False, words.given_female)):
        for name in sorted(names):
            found.setdefault(name, []).append(Given(name, male, nominative=True))
            for form in _male_forms(name) if male else _female_forms(name):
                found.setdefault(form, []).append(Given(name, male, nominative=False))
    return {form: tuple(of) for form, of in found.items()}


def _male_forms(name: str) -> Iterator[str]:
    if name.endswith("í"):
        yield from (name + ending for ending in ("ho", "mu", "m"))
    elif name.endswith("a"):
        yield from (name[:-1] + ending for ending in ("y", "ovi", "u", "ou"))
    elif name.endswith("o"):
        yield from (name[:-1] + ending for ending in ("a", "ovi", "em"))
    elif name[-1] not in _VOWELS:
        stem = name
        if name.endswith("ek"):
            stem = name[:-2] + "k"
        elif name.endswith("něk"):
            stem = name[:-3] + "ňk"
        elif name in ("pavel", "karel", "havel"):
            stem = name[:-2] + "l"
        soft = name[-1] in "šžčřcjň"
        yield from (stem + ending for ending in (("e", "i") if soft else ("a", "u")))
        yield from (stem + ending for ending in ("ovi", "em"))


def _female_forms(name: str) -> Iterator[str]:
    if name.endswith("e"):
        yield from (name[:-1] + ending for ending in ("i", "í"))
    elif name.endswith("a"):
        stem = name[:-1]
        yield from (stem + ending for ending in ("y", "u", "ou", "i"))
        changed = {"k": "ce", "r": "ře", "g": "ze", "h": "ze"}.get(stem[-1:])
        yield stem[:-1] + changed if changed else stem + "ě"


def czech_base(given: Sequence[str], surname: str, written: Collection[str]) -> tuple[str, ...] | None:
    """The full name of which these words are a case, the given names first; None if that cannot be told."""
    forms = czech_given().get(given[0].lower(), ())
    rest = given[1:]
    if not forms:
        return (*given, surname)
    low = surname.lower()
    female = low.endswith(("ová", "ové", "ovou", "á"))
    named = [form for form in forms if form.nominative]
    cases = [form for form in forms if not form.nominative]
    for form in named:
        # Petra Pecková, but Petra Fialy
        if form.male and not female:
            return (*given, surname)
        if not form.male and (low.endswith("á") or not _is_declined(low)):
            return (*given, surname)
    for form in cases:
        if rest or form.male == female:
            continue
        found = list(_male_surnames(surname)) if form.male else list(_female_surnames(surname))
        there = [name for name in found if name in written]
        if there or len(found) == 1:
            return (_like(form.base), (there or found)[0])
        return None
    return (*given, surname) if named and not cases else None


def _is_declined(low: str) -> bool:
    """Whether a surname behind a woman's name or a man's genitive looks like a case: Fialy, Nováka."""
    return low.endswith(("a", "e", "ě", "y", "ou", "ové", "ého", "ího"))


def _like(base: str) -> str:
    return "-".join(part[:1].upper() + part[1:] for part in base.split("-"))


def _female_surnames(word: str) -> Iterator[str]:
    if word.endswith("ou"):
        yield word[:-2] + "á"
    elif word.endswith("é"):
        yield word[:-1] + "á"
    else:
        yield word


def _male_surnames(word: str) -> Iterator[str]:
    """The names of men in the nominative of which the word can be another case."""
    if word.endswith(("ého", "ému")):
        yield word[:-3] + "ý"
    elif word.endswith(("ího", "ímu")):
        yield word[:-3] + "í"
    elif word.endswith(("ým", "ím")):
        yield word[:-1]
    elif word.endswith("ovi"):
        yield from _full_stem(word[:-3])
        yield word[:-3] + "a"
    elif word.endswith(("y", "ou")):
        yield word[: -1 if word.endswith("y") else -2] + "a"
    elif word.endswith("em"):
        yield from _full_stem(word[:-2])
    elif word.endswith(("a", "e", "ě")):
        yield from _full_stem(word[:-1])
    elif word.endswith("u"):
        yield word[:-1] + "a"


def _full_stem(stem: str) -> Iterator[str]:
    """The name of a stem: Malášk is Malášek's, Pavl is Pavel's."""
    if len(stem) < 3:
        return
    last, before = stem[-1], stem[-2]
    if last == "k" and before not in _VOWELS and before not in "cs":
        yield stem[:-1].replace("ň", "n") + ("ěk" if before == "ň" else "ek")
    elif stem.endswith(("vl", "rl", "hl")):
        yield stem[:-1] + "el"
    elif last == "c" and before in "mvbn":
        yield stem[:-1] + "ec"
    else:
        yield stem
