"""A title right before a name: "French Defence Minister Anna Sand", "le maire de Brest Jean Kerv"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from streams.enrich.capitals import Run, Word, after_elision, words_before
from streams.enrich.full_names import is_full_name, trim
from streams.enrich.lexicon import Lexicon, day_set, is_given, speech
from streams.enrich.titles import ends_title, is_role, is_title, is_weak


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
    if not any([ends_title(lex.language, word.text) for word in words[:-2]]):
        return None
    first = len(before)
    for start in range(len(words) - 2, first - 1, -1):
        title = _title_before(lex, words, start)
        if title is None:
            continue
        name = trim(lex, words[start:])
        given = is_given(name[0].text)
        if not is_full_name(lex, name, titled=True):
            return None
        bare = words[title:start]
        if is_weak(lex, bare) and not given:
            return None
        if all(word.low in lex.dropped_honorifics for word in bare):
            return Found(tuple(name), "honorific")
        begin = extend_left(lex, words, title, first)
        label = text[words[begin].start : words[start - 1].end]
        return Found(tuple(name), "title-before", after_elision(label) if lex.language == "fr" else label)
    return None


def _title_before(lex: Lexicon, words: Sequence[Word], start: int) -> int | None:
    """The index at which the title that leads to words[start] begins: "ministre de l'Intérieur", "coach"."""
    end = start
    while end > 1 and words[end - 1].text.endswith(".") and words[end - 1].text[0].islower():
        end -= 1  # Dr. med.
    while end > 1 and (
        words[end - 1].low in lex.after_title or (lex.after_title and words[end - 1].text.isupper())
    ):
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
        return words[0].low in lex.after_title and is_tail(lex, words[1:])
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
