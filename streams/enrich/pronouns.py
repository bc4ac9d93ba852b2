"""Whom "he" and "she" mean beside a verb of speech.

In English the sentences before the pronoun are read (centering.py). In the other languages the one meant is the one
person whom the latest paragraph mentions that mentions anybody; nobody if it mentions several, or where a sentence
behind opens with somebody else.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

from streams.enrich.centering import Centering, fits
from streams.enrich.lexicon import Lexicon, Speech, given_name_gender, is_place, speech
from streams.enrich.noun_phrases import NounPhrases
from streams.enrich.quote_marks import REACH, Surroundings, clause_end, words_in
from streams.enrich.reading import Run, Word, words_before
from streams.enrich.titles import is_role
from streams.found import Person

#: Verbs whose object hears.
_HEARS = frozenset(
    {"told", "tells", "telling", "asked", "asks", "reminded", "warned", "informed", "sagte", "erzählte"}
)
#: Titles that stand before names and are not in the lists of roles.
_DIGNITIES = frozenset(
    {"Advocate", "Barrister", "Alderman", "Dom", "Dame", "Chief", "Sheikh", "Imam", "Rabbi", "Datuk", "Tun"}
)

_READ = 3 * REACH  # characters of a paragraph before a pronoun that are read
_BEHIND = 3  # words behind a verb of speech among which its subject may stand


class Pronouns:
    """Finds whom pronouns mean in the copy around an article's quotations."""

    def __init__(
        self, lex: Lexicon, around: Surroundings, phrases: NounPhrases, people: Sequence[Person]
    ) -> None:
        self.lex = lex
        self._around = around
        self._phrases = phrases
        self._speech: Speech = speech(lex.language)
        self._genders = {person.name: _gender(lex, person) for person in people}
        self._centering = Centering(lex, around, phrases, self._genders)
        # A paragraph is read once for all its pronouns: where a role without a name stands, and where one speaks.
        self._roles: dict[int, list[tuple[int, int]]] = {}
        self._strangers: dict[int, list[int]] = {}

    def gender_of(self, word: Word) -> str | None:
        """ "m" or "f" if the word is he or she."""
        if word.low in self._speech.he:
            return "m"
        return "f" if word.low in self._speech.she else None

    def person(self, paragraph: int, before: int, gender: str) -> str | None:
        """The person whom "he" ("m") or "she" ("f") means, read before the offset; None if that is not sure."""
        if self.lex.language == "en":
            return self._centering.person(paragraph, before, gender)
        if self._centering.is_interrupted(paragraph, before):
            return None
        for index in range(paragraph, max(-1, paragraph - 3), -1):
            stop = before if index == paragraph else len(self._around.text(index))
            people = self._mentions(index, stop)
            if not people and self._has_bare_role(index, stop):
                return None  # "the archivist": who that is we cannot tell
            if not people:
                continue
            fitting = {name for name in people if name is None or fits(self._genders, name, gender)}
            if len(fitting) != 1:
                return None
            return fitting.pop()
        return None

    def _has_bare_role(self, paragraph: int, stop: int) -> bool:
        """Whether an article and a role stand before `stop`: "die Archivarin", "the captain"."""
        if paragraph not in self._roles:
            self._roles[paragraph] = [
                (second.end, first.start)
                for first, second in pairwise(self._around.words(paragraph))
                if first.low in self.lex.determiners
                and is_role(self.lex, second)
                and second.low not in self.lex.weak_titles
            ]
        roles = self._roles[paragraph]
        last = bisect_right(roles, (stop, stop)) - 1
        return last >= 0 and roles[last][1] >= stop - _READ

    def _mentions(self, paragraph: int, stop: int) -> set[str | None]:
        """Everybody mentioned before `stop`; None stands for a speaker who is not named."""
        found: set[str | None] = set()
        for run in self._around.runs_between(paragraph, stop - _READ, stop):
            found.update(self._mention(paragraph, run))
        if self._has_stranger(paragraph, stop):
            found.add(None)
        return found

    def _has_stranger(self, paragraph: int, stop: int) -> bool:
        """Whether somebody unnamed speaks before `stop`."""
        if paragraph not in self._strangers:
            every = self._around.words(paragraph)
            self._strangers[paragraph] = [
                word.start for at, word in enumerate(every) if self._is_stranger(paragraph, every, at)
            ]
        words = self._around.words_between(paragraph, stop - _READ, stop)
        edge = max(1, len(words) - _BEHIND)  # from here on what stands behind `stop` must not be read
        last = range(edge, len(words))
        if any(self._is_stranger(paragraph, words, at) for at in last):
            return True
        strangers = self._strangers[paragraph]
        first = bisect_left(strangers, stop - _READ)
        return bool(last) and first < len(strangers) and strangers[first] < words[edge].start

    def _mention(self, paragraph: int, run: Run) -> tuple[str | None, ...]:
        """Whom a run mentions, None for somebody whom we do not know; nothing if it is nobody."""
        if (name := self._phrases.name(paragraph, run)) is not None:
            # The hearer, an owner, and who is only spoken of, may be whom the pronoun means, but nobody can tell.
            return (name if self._acts(paragraph, run) else None,)
        return (None,) if self._is_unknown_name(paragraph, run, self._around.text(paragraph)) else ()

    def _acts(self, paragraph: int, run: Run) -> bool:
        """Whether the named one is the subject of something, and not told, owned by or written of."""
        before = words_before(self._around.text(paragraph), run.start, 2)
        told = bool(before) and before[-1].low in _HEARS
        return not told and self._phrases.is_subject(paragraph, run)

    def _is_unknown_name(self, paragraph: int, run: Run, text: str) -> bool:
        """Whether a run may be somebody whom we do not know: two words or more, and a verb of speech or a pronoun's.

        A name of an organisation or a place is none, as far as that can be told.
        """
        words = [word for word in run.words if word.low not in self.lex.openers]
        if len(words) < 2 or any(word.text.isupper() or is_place(word.text) for word in words):
            return False
        if words[-1].low in self.lex.not_names or words[0].low in self.lex.not_names:
            return False
        following = words_in(text, run.end, min(len(text), run.end + 40))[:2]
        speaks = any(word.low in self._speech.verbs for word in following)
        return speaks or is_role(self.lex, words[0]) or words[0].text in _DIGNITIES

    def _is_stranger(self, paragraph: int, words: Sequence[Word], verb: int) -> bool:
        """Whether a word is what somebody unnamed says: "a spokeswoman said", "sagte eine Sprecherin"."""
        if not verb or words[verb].low not in self._speech.verbs:
            return False
        index = verb - 1
        while index >= 0 and words[index].low in self._speech.auxiliaries:
            index -= 1
        near = [words[index]] if index >= 0 else []
        near += words[verb + 1 : verb + 1 + _BEHIND]
        text = self._around.text(paragraph)
        if verb + 1 < len(words):
            reach = min(len(text), words[verb + 1].start + REACH)
            stop = clause_end(text, words[verb + 1].start, reach)
            limit = stop.start() if stop else reach
            if self._phrases.person_in(paragraph, words[verb + 1].start, limit) is not None:
                return False
        for word in near:
            if not is_role(self.lex, word):
                continue
            around = any(
                self._phrases.name(paragraph, run) is not None
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
