"""The names of people in a run of capitalised words: titles, full names, and whom a name means.

A title or a role is "Foreign Minister", "SPD-Chef", "l'économiste". A full name has an end, and a surname in it. Once
the people of an article are known, a run of capitalised words means one of them, or nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache

from streams.enrich.lexicon import (
    AND,
    ROMANCE,
    WORDS_KEPT,
    Lexicon,
    day_set,
    fold,
    is_given,
    is_place,
    is_unsure,
    legal_forms,
    lexicon,
    organisation_names,
    speech,
)
from streams.enrich.reading import (
    Run,
    Word,
    after_elision,
    is_initial,
    is_particle,
    is_shout,
    words_before,
)

#: Endings of German nouns, which have a capital, and are followed by "von" as often as noble names are.
_GERMAN_NOUNS = (
    "ung",
    "heit",
    "keit",
    "schaft",
    "tion",
    "ität",
    "nis",
    "tum",
    "ling",
    "wahl",
    "rede",
    "frage",
)
_ROMAN = frozenset({"ii", "iii", "iv", "v", "vi", "vii", "viii", "xiv", "xvi"})
# What stands before the first name of a saint, and of a town called after one: San Martín de Tarn
_SAINTS = frozenset({"san", "santa", "santo", "são"})
# Names of newspapers, clubs and ships begin so; names of people do so only after a title.
_ARTICLES = frozenset({"the", "le", "la", "les", "der", "die", "das", "el", "los", "las", "al"})
_ITALIAN = ("d'", "d’", "dell'", "dell’", "all'", "all’")  # elided links of Italian titles
_FRENCH_ADJECTIVE = re.compile(r"\w{3,20}(?:aise?|oise?|[iée]en(?:ne)?|aine?|ique|ale?|ive|aire|iste)s?")


@cache
def _phrases(language: str) -> frozenset[str]:
    lex = lexicon(language)
    return lex.titles | lex.honorifics | lex.weak_titles if lex else frozenset()


@cache
def _last_words(language: str) -> frozenset[str]:
    """The last words of all titles."""
    return frozenset(phrase.rpartition(" ")[2] for phrase in _phrases(language))


@cache
def _longest_suffix(language: str) -> int:
    lex = lexicon(language)
    return max((len(suffix) for suffix in lex.title_suffixes), default=0) if lex else 0


@lru_cache(maxsize=WORDS_KEPT)
def _ending(language: str, low: str) -> tuple[bool, bool]:
    """Whether a word ends one of the titles listed, and whether it is a compound that is a title by itself."""
    low = low.replace("’", "'")
    lasts = _last_words(language)
    bare = low.rpartition("'")[2] if language == "it" else low[2:]
    return low in lasts or bare in lasts, _is_compound(language, low)


def _is_compound(language: str, low: str) -> bool:
    """SPD-Chef, Verteidigungsministerin, ex-minister, vice-captain."""
    lex = lexicon(language)
    if lex is None:
        return False
    if language == "de" and low.endswith("s") and low[:-1] in lex.titles:
        return True  # des Landrats
    head = low.rpartition("-")[2]
    if head != low and (head in lex.titles or head in lex.weak_titles):
        return True
    if not lex.title_suffixes:
        return False
    return any(
        low[cut:] in lex.title_suffixes
        for cut in range(max(2, len(low) - _longest_suffix(language)), len(low) - 2)
    )


@lru_cache(maxsize=WORDS_KEPT)
def ends_title(language: str, word: str) -> bool:
    """Whether a title may end with this word. A cheap test before `is_title`."""
    return True in _ending(language, word.lower())


def is_title(lex: Lexicon, words: Sequence[Word], end: int) -> int | None:
    """The index at which the title that ends before `end` begins, without its modifiers; None if none ends there."""
    if end < 1 or not ends_title(lex.language, words[end - 1].text):
        return None
    listed, compound = _ending(lex.language, words[end - 1].text.lower())
    if listed:
        phrases = _phrases(lex.language)
        for first in range(max(0, end - 5), end):
            phrase = " ".join([word.text for word in words[first:end]]).lower().replace("’", "'")
            if lex.language == "fr" and phrase.startswith(("l'", "d'")):
                phrase = phrase[2:]  # l'économiste
            if lex.language == "it" and "'" in phrase.partition(" ")[0]:
                phrase = phrase.partition("'")[2]  # dell'assessore
            if phrase in phrases:
                return first
    return end - 1 if compound else None


def is_role(lex: Lexicon, word: Word) -> bool:
    """Whether the word by itself is a title."""
    return is_title(lex, (word,), 1) is not None


def is_weak(lex: Lexicon, words: Sequence[Word]) -> bool:
    """Whether the title is a word that often means something else, so that the name must be sure by itself."""
    return " ".join([word.low for word in words]) in lex.weak_titles


def is_full_name(lex: Lexicon, words: Sequence[Word], *, titled: bool = False) -> bool:
    """Whether the words can be the full name of a person: two to five words, none of which rules a name out.

    `titled` says that a title stands before the words; then an article may open them (Minister Le Thi Lan).
    """
    own = [word for word in words if not is_particle(word)]
    if lex.language in ROMANCE and _is_saint_or_day(lex, words):
        return False
    while len(own) > 2 and own[-1].low in lex.suffixes:
        own.pop()
    if not 2 <= len(own) <= 5 or is_particle(words[0]) or is_initial(own[-1].text) or len(own[-1].text) < 2:
        return False
    first, last = own[0].low, own[-1].low
    given = is_given(own[0].text) or first in lex.given_titles
    if own[-1].text in legal_forms() or (
        lex.language == "de" and not given and first.endswith(_GERMAN_NOUNS)
    ):
        return False  # Eberhard Falber GmbH, Nominierung von Bonder
    if last in _ROMAN or (first in lex.stop and not given):
        return False
    for index, word in enumerate(own):
        if _is_no_name(word.text) or (word.low in lex.not_names and (index or not given)):
            return False
    if not given and (last in lex.strong_titles or is_role(lex, own[0])):
        return False  # Staff Reporter
    if not titled and (first in _ARTICLES or (not given and is_place(own[0].text))):
        return False
    return _fits_inside(lex, own[1:-1]) and not _is_known(own)


def _is_saint_or_day(lex: Lexicon, words: Sequence[Word]) -> bool:
    """S. Bento, Domingo de Ramos."""
    low = words[0].low
    return low in ("s.", "sta.", "sto.") or (
        len(words) > 1 and is_particle(words[1]) and low in lex.not_names
    )


@lru_cache(maxsize=WORDS_KEPT)
def _is_no_name(word: str) -> bool:
    """A word in capitals, or an abbreviation that is no initial."""
    return not is_initial(word) and (word.endswith(".") or is_shout(word))


def _fits_inside(lex: Lexicon, middle: Sequence[Word]) -> bool:
    """No title stands between the first and the last name, and in German no noun."""
    if any(word.low not in lex.weak_titles and is_role(lex, word) for word in middle):
        return False
    if lex.language != "de":
        return True  # in German a noun would pass for a surname
    return all(is_given(word.text) or is_initial(word.text) or is_unsure(word.low) for word in middle)


def _is_known(own: Sequence[Word]) -> bool:
    """Whether it is a place or an organisation that looks like a name."""
    name = " ".join([word.text for word in own])
    if is_place(name) or name.lower() in organisation_names():
        return True
    return len(own) > 2 and is_place(f"{own[-2].text} {own[-1].text}")


def trim(lex: Lexicon, words: Sequence[Word]) -> tuple[Word, ...]:
    """The name without what does not belong to its end: a weekday, an audience, a prepositional phrase."""
    kept = list(words)
    if lex.language in ROMANCE:
        kept = _to_stop(lex, kept)
    while len(kept) > 2 and (kept[-1].low in day_set(lex.language) or kept[-1].low in lex.audience):
        kept.pop()
    if lex.language == "en":
        return tuple(kept)
    # "Petra Vogt von der SPD": after a full name a small word opens another phrase
    for index in range(2, len(kept)):
        if is_particle(kept[index]) and not is_particle(kept[index - 1]):
            before = [word for word in kept[:index] if not is_particle(word)]
            if len(before) >= 2 and not is_given(before[-1].text) and not _is_surname_part(lex, kept, index):
                return tuple(kept[:index])
    return tuple(kept)


def _is_surname_part(lex: Lexicon, words: Sequence[Word], at: int) -> bool:
    """Whether the particle words[at] and what follows it end a surname: Rui Rebelo de Sousa."""
    return at + 2 == len(words) and words[at + 1].low in lex.de_surnames


def _to_stop(lex: Lexicon, words: list[Word]) -> list[Word]:
    """The words before one that opens a sentence: a heading and its paragraph in one line, "Inés Tovar Un año"."""
    for index in range(2, len(words)):
        word = words[index]
        if word.text[0].isupper() and len(word.text) > 1 and word.low in lex.stop:
            return words[:index]
    return words


def surname(words: Sequence[Word], lex: Lexicon) -> str:
    """The name that a second mention uses: what follows the given names, with particles (Le Drian, von der Leyen)."""
    kept = list(words)
    while len(kept) > 2 and kept[-1].low in lex.suffixes:
        kept.pop()
    index = len(kept) - 1
    while index > 1 and (is_particle(kept[index - 1]) or kept[index - 1].low in _ARTICLES):
        index -= 1
    return " ".join(word.text for word in kept[index:])


@dataclass(frozen=True, slots=True)
class Found:
    """A full name at the place that introduces it, with the rule that found it and its title."""

    words: tuple[Word, ...]
    rule: str
    title: str | None = None


def titled(lex: Lexicon, text: str, run: Run, before: Sequence[Word] | None = None) -> Found | None:
    """A full name with a title right before it; None if there is none.

    The title is inside the run, or in the words before the run. `before` are those words, if the caller has them.
    """
    if len(run.words) < 2:
        return None
    if before is None:
        before = words_before(text, run.start)
    words = [*before, *run.words]
    if not any(ends_title(lex.language, word.text) for word in words[:-2]):
        return None
    first = len(before)
    for start in range(len(words) - 2, first - 1, -1):
        title = _title_before(lex, words, start)
        if title is None:
            continue
        if lex.language == "fr" and title and words[title - 1].low == "en":  # met en garde Emmanuel Maronet
            warned = trim(lex, words[start:])
            sure = is_full_name(lex, warned) and is_given(warned[0].text)
            return Found(tuple(warned), "object") if sure else None
        name = trim(lex, words[start:])
        if not is_full_name(lex, name, titled=True) or words[start - 1].low in _SAINTS:
            return None
        if lex.language in ROMANCE and (
            _in_longer_name(lex, words, title) or _is_known_pair(words[start - 1], name[0])
        ):
            return None
        given = is_given(name[0].text)
        bare = words[title:start]
        if len(bare) == 1 and _is_given_title(lex, words, title):
            return None
        if is_weak(lex, bare) and not given:
            return None
        if all(word.low in lex.dropped_honorifics for word in bare):
            return Found(tuple(name), "honorific")
        begin = extend_left(lex, words, title, first)
        label = _nominative(lex, words, begin, text[words[begin].start : words[start - 1].end])
        return Found(
            tuple(name), "title-before", after_elision(label) if lex.language in ("fr", "it") else label
        )
    return None


def _nominative(lex: Lexicon, words: Sequence[Word], begin: int, label: str) -> str:
    """A German title in the genitive as it is in the nominative: "des Landrats" -> "Landrat"."""
    if (
        lex.language != "de"
        or not label.endswith("s")
        or begin < 1
        or words[begin - 1].low not in {"des", "eines"}
    ):
        return label
    stem = label[:-1].lower()
    return label[:-1] if stem in lex.titles or stem in lex.weak_titles else label


def _in_longer_name(lex: Lexicon, words: Sequence[Word], title: int) -> bool:
    """Whether the word before a title makes another name of it: Praça General Rui Falcato, Instituto Médico Legal."""
    at = title
    while at > 0:
        before = words[at - 1]
        capitals = before.text[0].isupper() and words[at].text[0].isupper()
        if after_elision(before.low) in lex.namesakes or (capitals and before.low in lex.not_names):
            return True
        if not capitals:
            return False
        at -= 1
    return False


def _is_given_title(lex: Lexicon, words: Sequence[Word], title: int) -> bool:
    """Whether what looks like a title is the first of the names: "disait Pape Moussa Ndour", but "le Pape Moussa"."""
    word = words[title]
    led = title > 0 and words[title - 1].low in lex.determiners
    return word.low in lex.given_titles and word.text[0].isupper() and not led


def _qualifies(lex: Lexicon, word: Word) -> bool:
    """Whether the word may stand between a title and the name: américain, breton, PS."""
    if not lex.after_title:
        return False
    return word.low in lex.after_title or word.text.isupper() or is_adjective(lex, word)


def is_adjective(lex: Lexicon, word: Word) -> bool:
    """Whether a French word looks like an adjective of a place or a kind: sénégalaise, marseillais, syndical."""
    if lex.language != "fr" or not word.text.islower() or word.low in lex.stop:
        return False
    return _FRENCH_ADJECTIVE.fullmatch(word.text) is not None


def _title_before(lex: Lexicon, words: Sequence[Word], start: int) -> int | None:
    """The index at which the title that leads to words[start] begins: "ministre de l'Intérieur", "coach"."""
    end = start
    while end > 1 and words[end - 1].text.endswith(".") and words[end - 1].text[0].islower():
        end -= 1  # Dr. med.
    while end > 1 and _qualifies(lex, words[end - 1]):
        direct = is_title(lex, words, end)
        if direct is not None:
            return direct
        end -= 1
    direct = is_title(lex, words, end)
    if direct is not None:
        return direct
    if not is_given(words[start].text):
        return None
    for end in range(start - 1, max(0, start - 7), -1):
        title = is_title(lex, words, end)
        if title is not None:
            return (
                title
                if is_tail(lex, words[end:start]) and not _names_another(lex, words[end:start])
                else None
            )
    return None


def _names_another(lex: Lexicon, tail: Sequence[Word]) -> bool:
    """Whether a person stands in the tail of a title: "la defensa de Liz Paola" and "Duarte" are no title and name."""
    return lex.language in ROMANCE and any(
        is_given(word.text) and word.text[0].isupper() and not (at and _is_known_pair(tail[at - 1], word))
        for at, word in enumerate(tail)
    )


def _is_known_pair(first: Word, second: Word) -> bool:
    """Whether two words are an organisation that all know: the candidate for the Casa Bianca, not one Bianca."""
    return f"{first.low} {second.low}" in organisation_names()


def is_tail(lex: Lexicon, words: Sequence[Word]) -> bool:
    """Whether the words may follow a title: "of the Northern Fisheries Council", "de l'Intérieur", "der Polizei"."""
    if not words:
        return True
    first = words[0].low
    elided = _ITALIAN if lex.language == "it" else ("d'", "d’")
    if first not in lex.tail_links and not first.startswith(elided):
        return (first in lex.after_title or is_adjective(lex, words[0])) and is_tail(lex, words[1:])
    if len(words) < 2 and first in lex.tail_links:
        return False
    verbs = speech(lex.language)
    if len(words) > 8 or any(word.low in verbs.verbs or word.low in lex.honorifics for word in words):
        return False
    if lex.language not in ROMANCE:
        return True
    if words[-1].low in lex.stop:
        return False  # "un presidente della repubblica come Carlo Ferro"
    # "en defensa de la casa fue Luis Ferro": a verb ends the phrase
    return not any(word.low in verbs.subject_verbs and word.low not in AND for word in words)


def extend_left(lex: Lexicon, words: Sequence[Word], title: int, first: int) -> int:
    """The index at which the title begins with its modifiers: French Defence Minister, former chief executive."""
    begin = title
    while begin > 0:
        word = words[begin - 1]
        if word.low in lex.modifiers or is_role(lex, word):
            begin -= 1
            continue
        wanted = word.text[0].isupper() and not word.text.endswith(("'s", "’s"))
        if not wanted or word.low in lex.stop or word.low in lex.audience or is_given(word.text):
            break
        if lex.language == "de" and not (
            word.text.isupper() or (begin - 1 >= first and word.low.endswith("er"))
        ):
            break
        if lex.language == "fr" or word.low in day_set(lex.language):
            break
        begin -= 1
    while begin < title and words[begin].low in lex.openers:
        begin += 1
    if begin < title and begin > 0 and words[begin - 1].low in lex.tail_links:
        return title  # "Bank of England Governor": half a name is no modifier
    return begin


class Cast:
    """The people of one article, by their full names and their surnames."""

    def __init__(self, lex: Lexicon, people: Iterable[str]) -> None:
        self._lex = lex
        self._full: dict[str, str] = {}
        self._by_surname: dict[str, str | None] = {}
        for name in people:
            for form in _forms(fold(name), lex.language):
                self._full[form] = name
            words = tuple(Word(text, 0, 0) for text in name.split())
            for form in _forms(surname(words, lex), lex.language):
                # a surname that two people share means neither
                self._by_surname[form] = name if self._by_surname.get(form, name) == name else None
        self._lasts = {form.split()[-1] for form in self._by_surname}

    def who(self, text: str, run: Run) -> str | None:
        """The full name of the person whom a run of `text` mentions, or None."""
        if not mentions_any(run, self._lasts):
            return None
        words = trim(self._lex, run.words)
        folded = [fold(word.text) for word in words]
        for start in range(len(words) - 1):
            name = self._full.get(" ".join(folded[start:]))
            if name is not None:
                return name
        core = bare_name(self._lex, text, run)
        if core is None or (is_place(core[0]) and not core[1]):
            return None
        # "Vogts Partei": a German genitive and its noun make one run
        first = run.words[0].text
        genitive = self._lex.language == "de" and first.endswith(("s", "'")) and first in self._lasts
        return (
            self._by_surname.get(core[0])
            or self._with_particle(text, run)
            or (self._by_surname.get(first) if genitive else None)
        )

    def _with_particle(self, text: str, run: Run) -> str | None:
        """The person of a surname whose first particle has a capital, as a sentence opens: Von der Leyen."""
        for form, name in self._by_surname.items():
            start = run.end - len(form)
            if " " in form and start >= 0 and text[start : run.end].lower() == form.lower():
                return name
        return None


def mentions_any(run: Run, words: Set[str]) -> bool:
    """Whether any of the words is in the run. A cheap test before the others."""
    if len(run.words) == 1:
        return run.words[0].text in words
    return not words.isdisjoint([word.text for word in run.words])


def bare_name(lex: Lexicon, text: str, run: Run) -> tuple[str, bool] | None:
    """The surname in a run, with its particles, and whether a title stands before it; None after an article."""
    words = list(run.words)
    while len(words) > 1 and words[-1].low in day_set(lex.language):
        words.pop()
    start, titled = 0, False
    for cut in range(len(words) - 1, 0, -1):
        if is_title(lex, words, cut) is not None:
            start, titled = cut, True
            break
    while start < len(words) - 1 and words[start].low in lex.stop and words[start].low not in {"le", "la"}:
        if words[start].low in lex.determiners and not titled:
            return None
        start += 1
    if not titled and start == 0:
        before = words_before(text, run.start, 4)
        titled = bool(before) and is_title(lex, before, len(before)) is not None
        if before and not titled and before[-1].low in lex.determiners:
            return None
    return " ".join(word.text for word in words[start:]), titled


def _forms(name: str, language: str) -> Iterator[str]:
    yield name
    if language == "de":
        yield name + ("'" if name.endswith(("s", "x", "z", "ß")) else "s")
