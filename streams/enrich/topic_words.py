"""The words that tell an IPTC Media Topic, by language: what one word of an article says, looked up once for each form.

The lists are data (data/topics/words/<language>.tsv, and labels/<language>.tsv, made of IPTC's own labels and
definitions). Each row has a topic's code, the weight of a mention, and words: "_" joins the words of a phrase, "*" at
the end or the beginning stands for any ending or beginning. What tells a narrower topic tells the one at the top, too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from ahocorasick_rs import MATCHKIND_LEFTMOST_LONGEST, AhoCorasick

from streams.datafiles import read_lines, read_names
from streams.intake.media_topics import top_of

_NEUTRAL = "-"  # the code of phrases that take their words out of the count
_REMEMBERED = 1 << 15  # forms, as in tokens.py
_SHORTEST, _LONGEST = 3, 16  # letters of what stands before or after a "*"
#: A syllable is a letter there: 금리 is "interest rate", and particles follow it.
_SYLLABLES = {"ko": 2}
#: Elided articles and prepositions, which are part of a token but in French, and where they are.
_ELIDING = frozenset(("it", "ca", "es", "pt"))
_ELIDED = ("l'", "d'", "un'", "dell'", "all'", "nell'", "sull'", "dall'", "quest'", "quell'", "c'", "s'")
#: Endings of the plural that a list need not spell out: (ending, what stands in its place).
_PLURALS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "en": (("ies", "y"), ("es", ""), ("s", "")),
    "fr": (("aux", "al"), ("s", ""), ("x", "")),
    "es": (("es", ""), ("s", "")),
    "pt": (("es", ""), ("s", ""), ("ões", "ão"), ("ais", "al")),
    "it": (("i", "o"), ("i", "e"), ("e", "a"), ("he", "a"), ("hi", "o")),
    "nl": (("en", ""), ("s", ""), ("'s", "")),
    "de": (("en", ""), ("n", ""), ("er", ""), ("es", ""), ("s", ""), ("e", "")),
}


@dataclass(slots=True, eq=False)
class Told:
    """What an entry of a list tells: a word, a phrase, or all words with its beginning or ending, as `word` has it."""

    word: str
    weights: dict[str, float] = field(default_factory=dict)  # of each topic's code, the top ones among them


@dataclass(frozen=True, slots=True)
class Seen:
    """What a form tells by itself, and the phrases that it opens: by the words that follow, `longest` at most.

    `seconds` are the words that may come next in a phrase: most never do, and a look there is all that they cost.
    """

    told: Told | None
    phrases: Mapping[tuple[str, ...], Told]
    longest: int
    seconds: frozenset[str]


class TopicWords(dict[str, Seen | None]):
    """What each case-folded form tells in a language; None for most. Filled as forms are met."""

    def __init__(self, language: str, lists: Iterable[str]) -> None:
        super().__init__()
        self._language = language
        self._shortest = _SYLLABLES.get(language, _SHORTEST)
        self._search: tuple[tuple[str, ...], AhoCorasick] | None = None
        self._whole: dict[str, Told] = {}
        self._begins: dict[str, Told] = {}
        self._ends: dict[str, Told] = {}
        self._phrases: dict[str, dict[tuple[str, ...], Told]] = defaultdict(dict)
        # The first letters of the beginnings and the last ones of the endings: most words have none of them.
        self._first: set[str] = set()
        self._last: set[str] = set()
        for path in lists:
            self._read(path)
        self._join_plurals()
        self._first = {plain[: self._shortest] for plain in self._begins}
        self._last = {plain[-self._shortest :] for plain in self._ends}

    def _read(self, path: str) -> None:
        for row in read_lines(path):
            code, weight, words = row.split("\t")
            for word in words.split():
                self._add(word.replace("’", "'").casefold(), code, float(weight))

    def _add(self, entry: str, code: str, weight: float) -> None:
        first, *rest = entry.split("_")
        plain = entry.strip("*").replace("_", " ")
        if rest:
            told = self._phrases[first].setdefault(tuple(rest), Told(plain))
        elif entry.endswith("*"):
            told = self._begins.setdefault(plain, Told(plain))
        else:
            told = (self._ends if entry.startswith("*") else self._whole).setdefault(plain, Told(plain))
        if code != _NEUTRAL:
            for each in {code, top_of(code)}:
                told.weights[each] = max(told.weights.get(each, 0.0), weight)

    def _join_plurals(self) -> None:
        """Makes one word of a plural and a singular that a list has both: two forms do not tell twice as much."""
        for form in list(self._whole):
            for base in _singulars(form, self._language):
                if base in self._whole and self._whole[base].weights == self._whole[form].weights:
                    self._whole[form] = self._whole[base]
                    break

    def anywhere(self, text: str) -> Iterator[Told]:
        """What the words in a text tell, wherever they stand: for scripts in which no space parts them."""
        names, search = self._search or self._searched()
        for number, _, _ in search.find_matches_as_indexes(text):
            yield self._whole[names[number]]

    def _searched(self) -> tuple[tuple[str, ...], AhoCorasick]:
        names = tuple(self._whole)
        self._search = names, AhoCorasick(names, matchkind=MATCHKIND_LEFTMOST_LONGEST, store_patterns=False)
        return self._search

    def __missing__(self, form: str) -> Seen | None:
        if len(self) >= _REMEMBERED:
            self.clear()
        told, phrases = self._single(form), self._phrases.get(form, {})
        longest, seconds = max(map(len, phrases), default=0), frozenset(rest[0] for rest in phrases)
        seen = Seen(told, phrases, longest, seconds) if told or phrases else None
        self[form] = seen
        return seen

    def _single(self, form: str) -> Told | None:
        """What a word tells: as it stands, else without an elision, else by its singular, its beginning or ending."""
        if form in self._whole:
            return self._whole[form]
        if self._language in _ELIDING and "'" in form[:6]:
            for elided in _ELIDED:
                if form.startswith(elided):
                    return self._single(form[len(elided) :])
        for base in _singulars(form, self._language):
            if base in self._whole:
                return self._whole[base]
        if form[: self._shortest] in self._first:
            for length in range(min(len(form), _LONGEST), self._shortest - 1, -1):
                if form[:length] in self._begins:
                    return self._begins[form[:length]]
        if form[-self._shortest :] in self._last:
            for length in range(min(len(form) - 1, _LONGEST), self._shortest - 1, -1):
                if form[-length:] in self._ends:
                    return self._ends[form[-length:]]
        return None


def _singulars(form: str, language: str) -> Iterator[str]:
    for ending, instead in _PLURALS.get(language, ()):
        if form.endswith(ending) and len(form) - len(ending) > 2:
            yield form[: -len(ending)] + instead


@cache
def topic_words(language: str) -> TopicWords:
    """The words of a language, by its primary tag. Without a list nothing is known."""
    folders = ("topics/words", "topics/labels")
    return TopicWords(
        language,
        [f"{folder}/{language}.tsv" for folder in folders if f"{language}.tsv" in read_names(folder)],
    )
