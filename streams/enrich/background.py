"""How common words are in English, German and French news, and what their base forms are.

Spaerck Jones (1972), "A statistical interpretation of term specificity", weighs a word by the share of
documents that have it. No corpus is behind the shares here: they are graded by hand, in
`streams/data/keywords/`. The words that stand before a wire's headline and are no part of it ("CORRECTED-",
"UPDATE 1-", "Cricket-") are data there, too.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

from streams.datafiles import read_text

RARE = math.log(2_000)  # the idf of a word that the background does not have
_VAGUE = math.log(20)
_NEVER = ("function", "calendar", "numbers", "speech", "agencies", "openers")

#: Endings that may hide a base form: (ending, what stands in its place).
_PLURALS: dict[str, tuple[tuple[str, str], ...]] = {
    "en": (("ies", "y"), ("es", ""), ("s", "")),
    "fr": (("aux", "al"), ("s", ""), ("x", "")),
    "de": tuple((ending, "") for ending in ("en", "n", "es", "s", "er", "ern", "e")),
}
_FRENCH = (
    "é",
    "ée",
    "és",
    "ées",
    "e",
    "es",
    "ent",
    "ait",
    "aient",
    "ant",
    "era",
    "eront",
    "erait",
    "a",
    "i",
    "is",
    "it",
)
_INFLECTIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "en": (("ing", ""), ("ing", "e"), ("ed", ""), ("ed", "e"), ("ied", "y"), ("ly", "")),
    "fr": tuple((ending, base) for ending in _FRENCH for base in ("er", "ir", "re", "")),
}
#: The endings by themselves, by language: most words have none of them, which one look tells.
_PLURAL_ENDINGS = {language: tuple(ending for ending, _ in pairs) for language, pairs in _PLURALS.items()}
_INFLECTED_ENDINGS = {
    language: tuple({ending for ending, _ in pairs}) for language, pairs in _INFLECTIONS.items()
}
_UMLAUTS = str.maketrans("äöü", "aou")
_NUMBERED = r"\s*([^\W\d_]+)(?: ?(?:\d{1,2}|[A-Z]))?"
_PREFIX = re.compile(_NUMBERED + r"(?: ?[:–—] | - )")
_HYPHENED = re.compile(_NUMBERED + r"-(?=[^\W_a-zà-ÿ])")  # in German it would part a compound: "Update-Flut"
_SHORT = re.compile(r"\s*[A-ZÀ-Ý]{4,} \d{1,2}-(?=\w)")  # a signal and its number, whatever it is called


@dataclass(frozen=True, slots=True)
class Background:
    """A language's words, case-folded.

    `bands` holds the idf of each word; the other fields are as in the data files.
    """

    language: str = "und"
    bands: Mapping[str, float] = field(default_factory=dict)
    vague: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    verbs: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()
    openers: frozenset[str] = frozenset()
    prefixes: frozenset[str] = frozenset()

    def lemma(self, word: str, text: frozenset[str] = frozenset()) -> str:
        """The base form of a case-folded word, if it is known or stands in the text; else the word."""
        if self.knows(word):
            return word
        if word.endswith(_PLURAL_ENDINGS.get(self.language, ())) and not word.endswith(("ss", "us", "is")):
            for base in _bases(word, _PLURALS.get(self.language, ())):
                if self.knows(base) or (base in text and len(base) > 3):
                    return base
                if self.language == "de" and self.knows(plain := base.translate(_UMLAUTS)):
                    return plain
        if not word.endswith(_INFLECTED_ENDINGS.get(self.language, ())):
            return word
        for base in _bases(word, _INFLECTIONS.get(self.language, ())):
            if self.knows(base):
                return base
            if self.language == "en" and base[-1] == base[-2] and self.knows(base[:-1]):  # cutting
                return base[:-1]
        return word

    def knows(self, word: str) -> bool:
        return word in self.bands or word in self.never or word in self.verbs

    def idf(self, word: str) -> float:
        """How telling a base form is: from 1.6 (a word of one story in five) to 7.6 (no word of the background)."""
        return self.bands.get(word, RARE)

    def barred(self, word: str) -> bool:
        """Whether a word is never a keyword: function words, the calendar, numbers, verbs."""
        return word in self.never or (word in self.verbs and word not in self.bands)


def _bases(word: str, endings: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for ending, instead in endings:
        if word.endswith(ending) and len(word) - len(ending) + len(instead) > 2:
            yield word[: -len(ending)] + instead


@cache
def background(language: str) -> Background:
    """The background of "en", "de" or "fr"; an empty one for any other language."""
    if language not in _PLURALS:
        return Background()
    sections: dict[str, list[str]] = defaultdict(list)
    name = ""
    for line in read_text(f"keywords/{language}.txt").splitlines():
        if line.startswith("["):
            name = line.strip("[]")
        elif not line.startswith("#"):
            sections[name].extend(line.casefold().split())
    bands = {
        word: math.log(float(name.removeprefix("1/")))
        for name in sections
        if name.startswith("1/")
        for word in sections[name]
    }
    bands.update(dict.fromkeys(sections["vague"], _VAGUE))
    return Background(
        language=language,
        bands=bands,
        vague=frozenset(sections["vague"]),
        never=frozenset(word for name in _NEVER for word in sections[name]),
        verbs=frozenset(sections["verbs"]),
        titles=frozenset(sections["titles"]),
        openers=frozenset(sections["openers"]),
        prefixes=frozenset(sections["prefixes"]),
    )


@lru_cache(maxsize=1 << 15)
def base_form(word: str, language: str) -> str:
    """`Background.lemma` of a case-folded word, cached, because news repeats its words."""
    return background(language).lemma(word)


def plural_bases(word: str, language: str) -> tuple[str, ...]:
    """The words of which a case-folded word outside the background may be the plural."""
    if not word.endswith(_PLURAL_ENDINGS.get(language, ())) or word.endswith(("ss", "us", "is")):
        return ()
    return tuple(base for base in _bases(word, _PLURALS.get(language, ())) if len(base) > 3)


def headline_start(headline: str, language: str) -> int:
    """The index at which the headline itself begins, after its editorial prefixes; 0 if it has none.

    The words that are prefixes are in data/keywords/ under [prefixes]. "Rolls-Royce" is no prefix.
    """
    prefixes = background(language).prefixes or background("en").prefixes
    start = 0
    while True:
        match = _PREFIX.match(headline, start) or (
            _HYPHENED.match(headline, start) if language not in ("de", "fr") else None
        )
        if match is None or match[1].casefold() not in prefixes:
            match = _SHORT.match(headline, start)
        if match is None:
            break
        start = match.end()
    return start if headline[start:].strip() else 0
