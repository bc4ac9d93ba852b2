"""Orders to editors in free words: several weak signs that together can mean nothing else.

The patterns of streams/data/signals/ know the forms in which desks kill, hold and release. People also write what has
no form: "We have pulled our story about the ferries. The vote has not taken place." Such a message has an act (pulled)
and speaks of an item as only who sent it does (our story); it names a fault, addresses editors, asks politely, or says
where the item is to be taken from. News that is about withdrawn articles has the act and no more, or is somebody's
speech. So the signs are weighed. The words are data: [weighed] in streams/data/signals/words/*.toml, explained in
shapes.toml.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, Implementation

from streams.clean.boilerplate_literals import literals_of
from streams.clean.folding import plain
from streams.clean.signal_patterns import LANGUAGES, book
from streams.kinds import Signal
from streams.lazily import made_once

#: An item with more words is no message, and only its editor's note is weighed.
MOST_WORDS = 60
_ENOUGH = 3
_ACTS = ("kill", "unused", "hold", "release")
_SENTENCE = re.compile(r"[^.!?。؟\n]+(?:[.!?](?!\s|$)[^.!?。؟\n]*)*")
#: What stands in quotation marks, to the end of its line if they are not closed.
_QUOTED = re.compile(r'["“”„«»][^"“”„«»\n]*["“”«»]?')


@dataclass(frozen=True, slots=True)
class _Words:
    """What is weighed in one language. Each is a pattern of folded text in lower case."""

    acts: re.Pattern[str]  # any of the next four
    kill: re.Pattern[str]
    unused: re.Pattern[str]
    hold: re.Pattern[str]
    release: re.Pattern[str]
    ours: re.Pattern[str]
    named: re.Pattern[str]
    item: re.Pattern[str]
    fault: re.Pattern[str]
    check: re.Pattern[str]
    desk: re.Pattern[str]
    place: re.Pattern[str]
    please: re.Pattern[str]
    part: re.Pattern[str]
    later: re.Pattern[str]
    other: re.Pattern[str]
    said: re.Pattern[str]
    replaced: re.Pattern[str]


def weigh(text: str, is_note: bool) -> tuple[Signal, str] | None:
    """The order that a folded text gives, and the sentence that gives it; None if it gives none.

    `text` is the editor's note, or the whole message: its headline and its paragraphs, a line each.
    """
    lowered = text.lower()
    automaton, owners = _stems()
    stems = {stem for stem, _, _ in automaton.find_matches_as_indexes(lowered, overlapping=True)}
    spoken = {number for stem in stems for number in owners[stem]}
    for number in sorted(spoken):
        found = _judged(_words(LANGUAGES[number]), lowered, is_note)
        if found is not None:
            signal, start, end = found
            return signal, text[start:end].strip()
    return None


def _judged(words: _Words, text: str, is_note: bool) -> tuple[Signal, int, int] | None:
    """The order that the signs of one language make of a text, and where it is given."""
    if words.acts.search(text) is None:
        return None
    given: dict[str, tuple[int, int]] = {}
    own = _unquoted(text)
    for sentence in _SENTENCE.finditer(text):
        act = _act(words, sentence[0], own[sentence.start() : sentence.end()])
        if act is not None:
            given.setdefault(act, sentence.span())
        elif not is_note and _is_reported(words, sentence[0]):
            return None  # its headline says in short what somebody says
    if not given:
        return None
    ours, desk = words.ours.search(text), words.desk.search(text)
    place, please = words.place.search(text), words.please.search(text)
    named = words.named.search(text)
    meant = is_note or ours is not None or desk is not None
    if not (meant or place or (please and named)):
        return None
    about = 2 if ours else int(named is not None or words.item.search(text) is not None)
    fault = words.fault.search(text)
    weight = is_note + about + (desk is not None)
    if "release" in given:
        return (Signal.RELEASE, *given["release"]) if meant and weight >= _ENOUGH - 1 else None
    weight += please is not None
    # Whoever is told in a note to take it from a site has it there.
    condemned = weight + 2 * (fault is not None) + (1 + is_note) * (place is not None)
    replaced = words.replaced.search(text) is not None
    if "kill" in given and not replaced:
        # A note that says it in two ways means it: "Pulled. Do not use."
        twice = 2 * (is_note and "unused" in given)
        if is_note:
            meant = bool(ours or fault or place or twice)
        elif please and named:
            # Somebody else's item, and somebody's request: that is told in news, too.
            meant = meant or words.other.search(text) is None
        if (meant or place) and condemned + twice >= _ENOUGH:
            return Signal.KILL, *given["kill"]
    elif "hold" in given:
        checked = 2 * (words.check.search(text) is not None)
        return (Signal.HOLD, *given["hold"]) if meant and weight + checked >= _ENOUGH else None
    elif "unused" in given and is_note and not fault and words.check.search(text) is not None:
        return Signal.HOLD, *given["unused"]  # "Do not publish, being checked"
    elif "unused" in given and fault and not replaced and (meant or place) and condemned >= _ENOUGH:
        # A licence says too what must not be published; it names no fault.
        return Signal.KILL, *given["unused"]
    return None


def _unquoted(text: str) -> str:
    """The text with blanks for what stands in quotation marks: a title, or what somebody says, orders nothing."""
    return _QUOTED.sub(lambda quoted: " " * len(quoted[0]), text)


def _act(words: _Words, sentence: str, own: str) -> str | None:
    """What a sentence says is to be done: "kill", "unused" (it must not be used), "hold" or "release".

    `own` is the same sentence without what is quoted in it.
    """
    if words.other.search(sentence) is not None:
        return None
    if words.release.search(own) is not None:
        return "release"
    unused = words.unused.search(own) is not None
    later = words.later.search(sentence) is not None
    if words.hold.search(own) is not None or (unused and later):
        return "hold"
    if later or words.part.search(sentence) is not None:
        return None
    # What somebody says is no order: "The agency kills its story, staff say".
    if words.said.search(sentence) is not None:
        return None
    if words.kill.search(own) is not None:
        return "kill"
    return "unused" if unused else None


def _is_reported(words: _Words, sentence: str) -> bool:
    """Whether a sentence tells who says that something is to be killed."""
    return words.said.search(sentence) is not None and words.kill.search(sentence) is not None


@made_once
def _words(language: str) -> _Words:
    found = {name: _pattern(language, name) for name in _Words.__slots__ if name != "acts"}
    found["acts"] = "|".join(found[name] for name in _ACTS)
    return _Words(**{name: re.compile(pattern) for name, pattern in found.items()})


def _pattern(language: str, name: str) -> str:
    """A pattern of the data, folded; apostrophes as they are, for `literals_of`."""
    table = book(language)
    # Verbs of reported speech are those of the patterns.
    pattern: str = table["weighed"][name] if name != "said" else _said(table["words"])
    return plain(pattern.replace(r"\x27", "'"))


def _said(words: Mapping[str, str]) -> str:
    return rf"(?<!\w)(?:{words['said']})(?!\w)" if "said" in words else "(?!)"


@cache
def _stems() -> tuple[AhoCorasick, tuple[tuple[int, ...], ...]]:
    """An automaton of what the acts cannot do without, and for each of these the numbers of its languages."""
    owners: dict[str, set[int]] = {}
    for number, language in enumerate(LANGUAGES):
        for name in _ACTS:
            for stem in literals_of(_pattern(language, name)).strings:
                owners.setdefault(stem, set()).add(number)
    automaton = AhoCorasick(list(owners), implementation=Implementation.DFA)
    return automaton, tuple(tuple(numbers) for numbers in owners.values())
