"""The words behind the names: titles, given names, places and well-known organisations, one data file a language.

`lexicon` and `speech` give a language's words for en, de, fr, es, it and pt, and None for any other language, in which
copydesk reads no names. All of it is data (data/names/, data/quotes/), lower case unless said otherwise.
"""

from __future__ import annotations

import sys
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from streams.datafiles import read_lines, read_text

LANGUAGES = frozenset({"en", "de", "fr", "es", "it", "pt"})
#: The languages whose names and words of speech stand as in Spanish: their rules differ from the French ones.
ROMANCE = frozenset({"es", "it", "pt"})
#: What joins two names to a group, in all languages.
AND = frozenset({"and", "und", "et", "y", "e", "ed"})
#: How many words each cache of answers about single words keeps. Copy repeats its words, so that most are answered.
WORDS_KEPT = 16_384


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one language, lower case."""

    language: str
    titles: frozenset[str]
    weak_titles: frozenset[str]
    title_suffixes: frozenset[str]
    honorifics: frozenset[str]
    dropped_honorifics: frozenset[str]
    female_titles: frozenset[str]
    male_titles: frozenset[str]
    modifiers: frozenset[str]
    after_title: frozenset[str]
    tail_links: frozenset[str]
    determiners: frozenset[str]
    stop: frozenset[str]
    not_names: frozenset[str]
    audience: frozenset[str]
    regnal: frozenset[str]
    suffixes: frozenset[str]
    namesakes: frozenset[str]
    de_surnames: frozenset[str]  # what follows "de" in a surname: Rebelo de Sousa; no place
    things: frozenset[str]  # what names stand behind that may look like a person's: airline, village
    bodies: frozenset[str]  # what a single name stands before that is a firm's or an army's: the Wagner group
    venues: frozenset[
        str
    ]  # what a full name stands before that is called after somebody: Pierre Mauroy Stadion
    its: frozenset[str]  # pronouns of things, behind "said": Petrobras said its terminals were open
    no_tail: frozenset[str]  # words with which a title before a name does not go on
    no_role: frozenset[str]  # words with which a clause opens that tells of another's role
    relations: frozenset[str]  # what introduces a name and is no title: colleague, wife
    postnominals: frozenset[str]  # letters behind a name, as written: KC, MP
    given_titles: frozenset[str]  # titles that are given names, too: Pape, Prince
    strong_titles: frozenset[str]  # titles that are not weak
    openers: frozenset[str]  # stop words and determiners: what a sentence may open with


@dataclass(frozen=True, slots=True)
class Speech:
    """The words of attribution of one language, lower case."""

    verbs: frozenset[str]
    subject_verbs: frozenset[str]
    according: frozenset[str]
    auxiliaries: frozenset[str]
    he: frozenset[str]
    she: frozenset[str]
    they: frozenset[str]
    prepositions: frozenset[str]
    blockers: frozenset[str]
    hearing: frozenset[str]  # verbs whose object hears
    beside: frozenset[str]  # verbs and prepositions before another person: met, with
    owners: frozenset[str]  # his, her
    modified: frozenset[str]  # what a name stands before that only says whose it is: Sand supporters
    persons: frozenset[str]  # who is no title: widow, neighbour, somebody


@cache
def sections(folder: str, name: str) -> dict[str, frozenset[str]]:
    """Reads a data file of [sections]. Entries are parted by commas or line ends; `#` opens a comment line."""
    text = read_text(f"{folder}/{name}")
    found: dict[str, set[str]] = {}
    current: set[str] = set()
    for line in text.splitlines():
        if line.startswith("["):
            current = found.setdefault(line.strip("[] "), set())
        elif line and not line.startswith("#"):
            current.update(sys.intern(entry.strip()) for entry in line.split(",") if entry.strip())
    return {section: frozenset(entries) for section, entries in found.items()}


@cache
def lexicon(language: str) -> Lexicon | None:
    """The words of the grammar for a language; None for a language other than LANGUAGES."""
    if language not in LANGUAGES:
        return None
    data = sections("names", f"{language}.txt")
    computed = {"language", "strong_titles", "openers"}
    fields = {
        name: data.get(name.replace("_", "-"), frozenset())
        for name in Lexicon.__dataclass_fields__
        if name not in computed
    }
    return Lexicon(
        language=language,
        strong_titles=fields["titles"] - fields["weak_titles"],
        openers=fields["stop"] | fields["determiners"],
        **fields,
    )


@cache
def speech(language: str) -> Speech:
    """The words of attribution of one of LANGUAGES."""
    data = sections("quotes", f"{language}.txt")
    return Speech(
        **{name: data.get(name.replace("_", "-"), frozenset()) for name in Speech.__dataclass_fields__}
    )


@cache
def _given() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    text = read_text("names/given-names.txt")
    female: set[str] = set()
    male: set[str] = set()
    target: tuple[set[str], ...] = ()
    homes = {"female": (female,), "male": (male,), "either": (female, male), "unsure": ()}
    unsure: set[str] = set()
    for line in text.splitlines():
        if line.startswith("["):
            section = line.strip("[] ")
            target = (unsure,) if section == "unsure" else homes[section]
        elif not line.startswith("#"):
            for names in target:
                names.update(line.split())
    return frozenset(female - unsure), frozenset(male - unsure), frozenset(unsure)


@cache
def places() -> frozenset[str]:
    """Names of places that must never become people or organisations, lower case, hyphens as spaces."""
    return sections("names", "places.txt")["places"]


@cache
def known_organisations() -> tuple[dict[str, tuple[str, ...]], ...]:
    """The well-known organisations: for each its forms by language, as written. The first form is its name."""
    romance = {
        forms["en"][0]: forms for forms in _forms_in("organisations-romance.txt", ("en", "es", "it", "pt"))
    }
    entries = _forms_in("organisations.txt", ("en", "de", "fr"))
    return tuple(romance.get(entry["en"][0], {}) | entry if "en" in entry else entry for entry in entries)


def _forms_in(name: str, languages: tuple[str, ...]) -> list[dict[str, tuple[str, ...]]]:
    """The forms by language on each line of a file in data/names/, in the order of `languages`."""
    found = []
    for line in read_lines(f"names/{name}"):
        forms = [tuple(form.strip() for form in part.split("|")) for part in line.split(" = ")]
        found.append({code: form for code, form in zip(languages, forms, strict=True) if form != ("-",)})
    return found


@cache
def national_organisations() -> dict[str, tuple[tuple[str, ...], ...]]:
    """By language the organisations of one country: their forms, the first of which is the name."""
    return organisations_in("national_organisations.txt")


def organisations_in(name: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """By language the organisations in a file of data/names/: their forms, the first of which is the name."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for line in read_lines(f"names/{name}"):
        language, _, forms = line.partition(" = ")
        found.setdefault(language, []).append(tuple(form.strip() for form in forms.split(" | ")))
    return {language: tuple(listed) for language, listed in found.items()}


@cache
def known_names_only(language: str) -> Lexicon | None:
    """A lexicon without words, for a language in which only organisations on lists are read; None for any other."""
    if language in LANGUAGES or language not in national_organisations():
        return None
    empty = dict.fromkeys(Lexicon.__dataclass_fields__, frozenset[str]())
    return Lexicon(**{**empty, "language": language})  # type: ignore[arg-type]


@cache
def organisation_names() -> frozenset[str]:
    """Every form of the well-known organisations, lower case."""
    return frozenset(
        variant.lower() for entry in known_organisations() for forms in entry.values() for variant in forms
    )


@cache
def legal_forms() -> frozenset[str]:
    """What firms are called by law, as written: GmbH, plc, S.A."""
    return sections("names", "heads.txt")["legal-forms"]


def fold(text: str) -> str:
    """Lower case without accents."""
    low = text.lower()
    if low.isascii():
        return low
    return "".join(c for c in unicodedata.normalize("NFD", low) if not unicodedata.combining(c))


@lru_cache(maxsize=WORDS_KEPT)
def is_given(word: str) -> bool:
    """Whether the word is a given name and hardly anything else. Of a double name the first part decides."""
    female, male, _ = _given()
    low = fold(word)
    if low in female or low in male:
        return True
    first = low.partition("-")[0]
    return first != low and (first in female or first in male)


def given_name_gender(word: str) -> str | None:
    """ "f" or "m" for a given name that only women or only men bear, else None."""
    female, male, _ = _given()
    low = fold(word)
    if low not in female and low not in male:
        low = low.partition("-")[0]
    if (low in female) == (low in male):
        return None
    return "f" if low in female else "m"


def is_place(text: str) -> bool:
    """Whether the words are a place that is easily taken for a person or an organisation."""
    return text.lower().replace("-", " ").replace(".", "") in places()


def is_unsure(low: str) -> bool:
    """Whether a given name, folded, is as often a plain word or a place."""
    return low in _given()[2]


# Of LANGUAGES, these write the days with a capital.
_DAYS = {
    "en": "monday tuesday wednesday thursday friday saturday sunday",
    "de": "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag",
}


@cache
def day_set(language: str) -> frozenset[str]:
    """The names of the days that are written with a capital, lower case."""
    return frozenset(_DAYS.get(language, "").split())
