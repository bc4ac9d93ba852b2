"""Full names in a run of capitalised words: what is one, where it ends, its surname, and the title before it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from streams.enrich.lexicon import (
    ROMANCE,
    WORDS_KEPT,
    Lexicon,
    day_set,
    is_given,
    is_place,
    is_unsure,
    legal_forms,
    organisation_names,
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
from streams.enrich.titles import ends_title, extend_left, is_adjective, is_role, is_tail, is_title, is_weak

#: Endings of German nouns, which have a capital, and are followed by "von" as often as noble names are.
#: Endings of bodies, by which no family is called.
_GERMAN_BODIES = (
    "mannschaft",
    "schaft",
    "heit",
    "keit",
    "ministerium",
    "regierung",
    "polizei",
    "partei",
    "verband",
    "verein",
)
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
        lex.language == "de"
        and not given
        and (first.endswith(_GERMAN_NOUNS) or last.endswith(_GERMAN_BODIES))
    ):
        return False  # Eberhard Falber GmbH, Nominierung von Bonder, Deutschlands Nationalmannschaft
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
    while len(kept) > 2 and (
        kept[-1].low in day_set(lex.language)
        or kept[-1].low in lex.audience
        or kept[-1].text in lex.postnominals
    ):
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


class Found(NamedTuple):
    """A full name at the place that introduces it, with the rule that found it and its title.

    `score` is how sure the model is, where the rule is "model".
    """

    words: tuple[Word, ...]
    rule: str
    title: str | None = None
    score: float | None = None


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
            if lex.language == "en" and _is_a_clause(lex, words[end:start]):
                return None
            return (
                title
                if is_tail(lex, words[end:start]) and not _names_another(lex, words[end:start])
                else None
            )
    return None


def _is_a_clause(lex: Lexicon, tail: Sequence[Word]) -> bool:
    """Whether an English title is none by what follows it: the player in the role of Luke, the writer for her work."""
    return tail[-1].low in lex.tail_links or any(word.low in lex.no_tail for word in tail)


def _names_another(lex: Lexicon, tail: Sequence[Word]) -> bool:
    """Whether a person stands in the tail of a title: "la defensa de Liz Paola" and "Duarte" are no title and name."""
    return lex.language in ROMANCE and any(
        is_given(word.text) and word.text[0].isupper() and not (at and _is_known_pair(tail[at - 1], word))
        for at, word in enumerate(tail)
    )


def _is_known_pair(first: Word, second: Word) -> bool:
    """Whether two words are an organisation that all know: the candidate for the Casa Bianca, not one Bianca."""
    return f"{first.low} {second.low}" in organisation_names()
