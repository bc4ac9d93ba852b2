"""Whom "he" or "she" means: the one person whom the latest lines before mention, or nobody."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from streams.article import Person
from streams.enrich.capitals import Word
from streams.enrich.lexicon import Lexicon, Speech, given_name_gender, speech
from streams.enrich.subjects import Subjects
from streams.enrich.surroundings import REACH, Surroundings, clause_end, words_in
from streams.enrich.titles import is_role


class Pronouns:
    """Reads pronouns in the copy around an article's quotations."""

    def __init__(
        self, lex: Lexicon, around: Surroundings, subjects: Subjects, people: Sequence[Person]
    ) -> None:
        self.lex = lex
        self._around = around
        self._subjects = subjects
        self._speech: Speech = speech(lex.language)
        self._genders = {person.name: _gender(lex, person) for person in people}

    def gender_of(self, word: Word) -> str | None:
        """ "m" or "f" if the word is he or she."""
        if word.low in self._speech.he:
            return "m"
        return "f" if word.low in self._speech.she else None

    def person(self, paragraph: int, before: int, gender: str) -> str | None:
        """The one person that "he" or "she" can mean: the latest paragraph that mentions anybody mentions only him."""
        for index in range(paragraph, max(-1, paragraph - 3), -1):
            stop = before if index == paragraph else len(self._around.text(index))
            people = self._mentions(index, stop)
            if not people and self._has_bare_role(index, stop):
                return None  # "the archivist": who that is we cannot tell
            if not people:
                continue
            fitting = {name for name in people if name is None or self._fits(name, gender)}
            if len(fitting) != 1:
                return None
            return fitting.pop()
        return None

    def _has_bare_role(self, paragraph: int, stop: int) -> bool:
        """Whether an article and a role stand before `stop`: "die Archivarin", "the captain"."""
        words = words_in(self._around.text(paragraph), max(0, stop - 3 * REACH), stop)
        return any(
            first.low in self.lex.determiners
            and is_role(self.lex, second)
            and second.low not in self.lex.weak_titles
            for first, second in pairwise(words)
        )

    def _fits(self, name: str, gender: str) -> bool:
        known = self._genders.get(name) or given_name_gender(name.split()[0])
        return known is None or known == gender

    def _mentions(self, paragraph: int, stop: int) -> set[str | None]:
        """Everybody mentioned before `stop`; None stands for a speaker who is not named."""
        text = self._around.text(paragraph)
        found: set[str | None] = set()
        start = max(0, stop - 3 * REACH)
        for run in self._around.runs_between(paragraph, start, stop):
            if (name := self._subjects.name(paragraph, run)) is not None:
                found.add(name)
        words = words_in(text, start, stop)
        for index, word in enumerate(words):
            if index and word.low in self._speech.verbs and self._is_stranger(paragraph, words, index):
                found.add(None)
        return found

    def _is_stranger(self, paragraph: int, words: Sequence[Word], verb: int) -> bool:
        """Whether somebody unnamed speaks: "a spokeswoman said", "sagte eine Sprecherin"."""
        index = verb - 1
        while index >= 0 and words[index].low in self._speech.auxiliaries:
            index -= 1
        near = [words[index]] if index >= 0 else []
        near += words[verb + 1 : verb + 4]
        text = self._around.text(paragraph)
        if verb + 1 < len(words):
            reach = min(len(text), words[verb + 1].start + REACH)
            stop = clause_end(text, words[verb + 1].start, reach)
            limit = stop.start() if stop else reach
            if self._subjects.phrase(paragraph, words[verb + 1].start, limit) is not None:
                return False
        for word in near:
            if not is_role(self.lex, word):
                continue
            around = any(
                self._subjects.name(paragraph, run) is not None
                for run in self._around.runs_between(paragraph, word.start - 1, word.end + 3)
            )
            if not around:
                return True
        return False


def _gender(lex: Lexicon, person: Person) -> str | None:
    title = (person.title or "").lower().split()
    for word in title:
        if word in lex.female_titles or (lex.language == "de" and word.endswith("in") and word not in {"in"}):
            return "f"
        if word in lex.male_titles and lex.language != "de":
            return "m"
    return given_name_gender(person.name.split()[0])
