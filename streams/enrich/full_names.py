"""Whether capitalised words are a person's full name, where it ends, and what the surname is in it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from streams.enrich.capitals import Word, is_initial, is_particle, is_shout
from streams.enrich.lexicon import (
    WORDS_KEPT,
    Lexicon,
    day_set,
    is_given,
    is_place,
    is_unsure,
    organisation_names,
)
from streams.enrich.titles import is_role

_ROMAN = frozenset({"ii", "iii", "iv", "v", "vi", "vii", "viii", "xiv", "xvi"})
# Names of newspapers, clubs and ships begin so; names of people do so only after a title.
_ARTICLES = frozenset({"the", "le", "la", "les", "der", "die", "das", "el", "los", "las", "al"})


def is_full_name(lex: Lexicon, words: Sequence[Word], *, titled: bool = False) -> bool:
    """Whether the words can be a person's full name: two to five words, none of them a known stranger to names.

    `titled`: a title stands before it, so that an article may open it (Minister Le Thi Lan).
    """
    own = [word for word in words if not is_particle(word)]
    while len(own) > 2 and own[-1].low in lex.suffixes:
        own.pop()
    if not 2 <= len(own) <= 5 or is_particle(words[0]) or is_initial(own[-1].text) or len(own[-1].text) < 2:
        return False
    first, last = own[0].low, own[-1].low
    given = is_given(own[0].text) or first in lex.given_titles
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
    """The name without what is glued to its end: a weekday, an audience, a prepositional phrase."""
    kept = list(words)
    while len(kept) > 2 and (kept[-1].low in day_set(lex.language) or kept[-1].low in lex.audience):
        kept.pop()
    if lex.language == "en":
        return tuple(kept)
    # "Petra Vogt von der SPD": after a full name a small word opens another phrase
    for index in range(2, len(kept)):
        if is_particle(kept[index]) and not is_particle(kept[index - 1]):
            before = [word for word in kept[:index] if not is_particle(word)]
            if len(before) >= 2 and not is_given(before[-1].text):
                return tuple(kept[:index])
    return tuple(kept)


def surname(words: Sequence[Word], lex: Lexicon) -> str:
    """The name a second mention uses: what follows the given names, with its particles (Le Drian, von der Leyen)."""
    kept = list(words)
    while len(kept) > 2 and kept[-1].low in lex.suffixes:
        kept.pop()
    index = len(kept) - 1
    while index > 1 and (is_particle(kept[index - 1]) or kept[index - 1].low in _ARTICLES):
        index -= 1
    return " ".join(word.text for word in kept[index:])
