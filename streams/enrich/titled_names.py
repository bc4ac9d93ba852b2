"""A title right before a name: "French Defence Minister Anna Sand", "le maire de Brest Jean Kerv"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from streams.enrich.capitals import Run, Word, after_elision, words_before
from streams.enrich.full_names import is_full_name, trim
from streams.enrich.lexicon import Lexicon, day_set, is_given, speech
from streams.enrich.titles import ends_title, is_role, is_title, is_weak

_FRENCH_ADJECTIVE = re.compile(r"\w{3,20}(?:aise?|oise?|[iée]en(?:ne)?|aine?|ique|ale?|ive|aire|iste)s?")


@dataclass(frozen=True, slots=True)
class Found:
    """A full name where it is introduced, by which rule and with which title."""

    words: tuple[Word, ...]
    rule: str
    title: str | None = None


def titled(lex: Lexicon, text: str, run: Run, before: Sequence[Word] | None = None) -> Found | None:
    """A title right before the name, inside the run or in the words before it; `before` are those, if at hand."""
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
        name = trim(lex, words[start:])
        if not is_full_name(lex, name, titled=True):
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
        return Found(tuple(name), "title-before", after_elision(label) if lex.language == "fr" else label)
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
            return title if is_tail(lex, words[end:start]) else None
    return None


def is_tail(lex: Lexicon, words: Sequence[Word]) -> bool:
    """ "of the Northern Fisheries Council", "de l'Intérieur", "der Polizei": what may follow a title."""
    if not words:
        return True
    first = words[0].low
    if first not in lex.tail_links and not first.startswith(("d'", "d’")):
        return (first in lex.after_title or is_adjective(lex, words[0])) and is_tail(lex, words[1:])
    if len(words) < 2 and first in lex.tail_links:
        return False
    verbs = speech(lex.language)
    return len(words) <= 8 and not any(
        word.low in verbs.verbs or word.low in lex.honorifics for word in words
    )


def extend_left(lex: Lexicon, words: Sequence[Word], title: int, first: int) -> int:
    """Where the title begins with its modifiers: French Defence Minister, former chief executive."""
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
