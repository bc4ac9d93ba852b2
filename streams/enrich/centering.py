"""Whom "he" and "she" mean beside a verb of speech.

The copy is read backwards, sentence by sentence, as in centering theory (B. Grosz, A. Joshi, S. Weinstein, "Centering:
A Framework for Modeling the Local Coherence of Discourse", Computational Linguistics 21, 1995): the one meant is the
subject of the latest sentence that has a subject whom we can name. Where anybody else of that gender is mentioned on
the way, where somebody unnamed speaks or acts, or where a name stands that we do not know, nobody is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from streams.enrich.background import background, base_form
from streams.enrich.gazetteer import gazetteer
from streams.enrich.lexicon import (
    AND,
    Lexicon,
    Speech,
    day_set,
    given_name_gender,
    is_place,
    organisation_names,
    speech,
)
from streams.enrich.noun_phrases import NounPhrases
from streams.enrich.quote_marks import Surroundings, words_in
from streams.enrich.reading import Run, Word, words_before
from streams.enrich.titles import is_role

_PARAGRAPHS = 3  # that are read: the pronoun's and two before it
_SENTENCES = 12  # that are read at most
_LONGEST = 1_000  # characters of a sentence that is read; who is meant behind a longer one nobody can tell
# A verb in the past: se quedó, ficou, uscì.
_PAST = re.compile(r"\w+(?:ó|ou|eu|iu|ò|ì)|fue|foi|fu|era|aveva|tinha")
_FIRST_WORDS = 6  # of a sentence, among which its subject stands if it has no name


class _Sentence(NamedTuple):
    """Who is in a sentence: its named subject, the others of the gender, and whether nobody can tell beyond it."""

    subject: str | None = None
    others: frozenset[str] = frozenset()
    doubtful: bool = False


class Centering:
    """Reads the sentences before a pronoun in the copy around an article's quotations."""

    def __init__(
        self, lex: Lexicon, around: Surroundings, phrases: NounPhrases, genders: Mapping[str, str | None]
    ) -> None:
        self.lex = lex
        self._around = around
        self._phrases = phrases
        self._speech: Speech = speech(lex.language)
        self._genders = genders
        self._known = background(lex.language)

    def person(self, paragraph: int, before: int, gender: str) -> str | None:
        """The person whom a pronoun of the gender means, read before the offset; None if that is not sure."""
        others: set[str] = set()
        for number, (index, start, stop) in enumerate(self._sentences(paragraph, before)):
            if number == _SENTENCES:
                break
            read = self._read(index, start, stop, gender)
            others |= read.others
            if read.doubtful:
                return None
            if read.subject is not None:
                return read.subject if others <= {read.subject} else None
        return None

    def is_interrupted(self, paragraph: int, before: int) -> bool:
        """Whether behind the latest person who is named a sentence opens with somebody else, named or not.

        That is for languages in which the subject stands at many places, so that `person` would not find it.
        """
        for number, sentence in enumerate(self._sentences(paragraph, before)):
            if number == _SENTENCES:
                return False
            if (interrupted := self._opens_with_stranger(*sentence)) is not None:
                return interrupted
        return False

    def _opens_with_stranger(self, paragraph: int, start: int, stop: int) -> bool | None:
        """Whether a sentence opens with somebody else, named or not; False if it names anybody, None if neither."""
        if stop - start > _LONGEST:
            return True
        runs = list(self._around.runs_between(paragraph, start, stop))
        if any(self._phrases.name(paragraph, run) is not None for run in runs):
            return False
        words = self._around.words_between(paragraph, start, stop)
        if words and self._opens_with_person(words):
            return True
        first = bool(runs) and runs[0].start - start < 2
        return True if first and self._is_name(paragraph, runs[0], opens=True) else None

    def _sentences(self, paragraph: int, before: int) -> Iterator[tuple[int, int, int]]:
        """The sentences before the offset, the latest first; the first of them ends there."""
        for index in range(paragraph, max(-1, paragraph - _PARAGRAPHS), -1):
            stop = before if index == paragraph else len(self._around.text(index))
            while stop > 0 and (start := self._start_of(index, stop)) < stop:
                yield index, start, stop
                stop = start

    def _start_of(self, paragraph: int, stop: int) -> int:
        """Where the sentence begins that ends at the offset, or is read up to there."""
        text, at = self._around.text(paragraph), stop - 1
        while at > 0 and text[at].isspace():
            at -= 1
        return self._around.quotation_opens(paragraph, self._around.sentence(paragraph, at)[0], at)

    def _read(self, paragraph: int, start: int, stop: int, gender: str) -> _Sentence:
        """Who is in one sentence, for a pronoun of the gender."""
        if stop - start > _LONGEST:
            return _Sentence(doubtful=True)
        words = self._around.words_between(paragraph, start, stop)
        if not words:
            return _Sentence()
        runs = list(self._around.runs_between(paragraph, start, stop))
        subject, others, doubtful = None, set[str](), False
        for run in runs:
            name = self._phrases.name(paragraph, run)
            if name is None:
                doubtful = doubtful or self._may_be_somebody(paragraph, run, start)
            elif subject is None and self._is_subject(paragraph, run, start):
                subject = name
            elif self._fits(name, gender):
                others.add(name)
        if subject is not None:
            if self._fits(subject, gender):
                doubt = any(word.low == "according" for word in words)
                rival = doubt or self._has_rival(paragraph, runs) or self._has_other_role(paragraph, words)
                return _Sentence(subject, frozenset(others), rival)
            only = next(iter(others)) if len(others) == 1 else None
            return _Sentence(only, frozenset(others), doubtful)  # Okkerman met Raman. "…," she said
        if any(word.low == "according" for word in words):
            return _Sentence(None, frozenset(others), doubtful=True)
        if self._opens_with_pronoun(words) and not self._opens_with_person(words):
            owned = words[0].low in self._speech.owners  # "His rival, Jonte Vass, left"
            return _Sentence(
                None, frozenset(others), (owned and doubtful) or self._has_rival(paragraph, runs)
            )
        return _Sentence(None, frozenset(others), doubtful or self._has_stranger(words))

    def _fits(self, name: str, gender: str) -> bool:
        return fits(self._genders, name, gender)

    def _is_subject(self, paragraph: int, run: Run, start: int) -> bool:
        """Whether the one named is what the sentence is about: its first words, or who says it."""
        if not self._phrases.is_subject(paragraph, run):
            return False
        text = self._around.text(paragraph)
        lead = self._around.words_between(paragraph, start, self._phrases.phrase_start(paragraph, run))
        while lead and lead[-1].low in self.lex.determiners:
            lead.pop()
        if not lead or all(word.low in self.lex.openers for word in lead):
            return True
        if lead[-1].low in self._speech.verbs and not self._is_told(lead[-1]):
            return True  # said Anna Sand
        following = words_in(text, run.end, min(len(text), run.end + 40))[:3]
        while following and following[0].low in self._speech.auxiliaries:
            following = following[1:]
        if (
            following
            and following[0].low in self._speech.verbs
            and text[run.end : following[0].start].isspace()
        ):
            return True  # …, Sand said
        gap = text[lead[-1].end : self._phrases.phrase_start(paragraph, run)]
        return gap.lstrip().startswith(",") and not any(word.low in self._speech.verbs for word in lead)

    def _is_told(self, word: Word) -> bool:
        return word.low in self._speech.hearing

    def _has_rival(self, paragraph: int, runs: Sequence[Run]) -> bool:
        """Whether an unknown name stands beside the subject's: "Sand met Wrobel", "Sand and Wrobel"."""
        text = self._around.text(paragraph)
        for run in runs:
            if self._phrases.name(paragraph, run) is not None or not self._is_name(
                paragraph, run, opens=False
            ):
                continue
            before = words_before(text, run.start, 1)
            if before and (before[0].low in AND or before[0].low in self._speech.beside):
                return True
        return False

    def _has_other_role(self, paragraph: int, words: Sequence[Word]) -> bool:
        """Whether somebody without a name stands beside the subject: "Sand praised her captain".

        Who says something goes before whom he speaks of, and behind a preposition stands hardly who is meant.
        """
        text = self._around.text(paragraph)
        if any(word.low in self._speech.verbs and word.low not in self._speech.hearing for word in words):
            return False
        for before, first, second in zip(words, words[1:], words[2:], strict=False):
            led = first.low in self.lex.determiners or first.low in self._speech.owners
            role = is_role(self.lex, second) and second.low not in self.lex.weak_titles  # not "her head"
            person = role or second.low in self._speech.persons
            near = before.low not in self._speech.prepositions or before.low in self._speech.beside
            named = text[second.end : second.end + 2].strip()[:1].isupper()
            if led and person and near and not named and "," not in text[before.end : first.start]:
                return True
        return False

    def _may_be_somebody(self, paragraph: int, run: Run, start: int) -> bool:
        """Whether a name that we do not know may be a person who acts or speaks in the sentence."""
        opens = run.start - start < 2
        if not self._is_name(paragraph, run, opens=opens):
            return False
        before = words_before(self._around.text(paragraph), run.start, 1)
        if not before:
            return True
        return before[0].low not in self._speech.prepositions and before[0].low not in self.lex.determiners

    def _is_name(self, paragraph: int, run: Run, *, opens: bool) -> bool:
        """Whether a run may be a person's name, as far as that can be told; `opens`: it begins a sentence."""
        words = [word for word in run.words if not (opens and word.low in self.lex.openers)]
        while words and is_role(self.lex, words[0]):
            words = words[1:]
        if not words or words[-1].low in self.lex.not_names or words[-1].text.isupper():
            return False
        text = " ".join(word.text for word in words)
        if is_place(text) or text.lower() in organisation_names():
            return False
        if words[0].text.isupper() and self._is_country(words[0].text):
            return False  # the US Embassy
        if len(words) > 1:
            return True
        low = words[0].low
        if low in day_set(self.lex.language) or low.endswith(("'s", "’s")):
            return False
        if not opens or len(run.words) > 1:
            return True
        if self._known.bands:
            return not self._known.knows(base_form(low, self.lex.language))
        following = words_in(self._around.text(paragraph), run.end, run.end + 40)[:1]
        verbs = self._speech.verbs | self._speech.subject_verbs | self._speech.auxiliaries
        return bool(following) and (
            following[0].low in verbs or _PAST.fullmatch(following[0].low) is not None
        )

    def _is_country(self, name: str) -> bool:
        return any(entry.kind == "country" for entry in gazetteer().lookup(name, self.lex.language))

    def _opens_with_pronoun(self, words: Sequence[Word]) -> bool:
        """Whether its subject is a pronoun: "She said …", "Then he left", "Her car …"."""
        for word in words[:3]:
            if self._is_pronoun(word) or word.low in self._speech.owners:
                return True
            if word.low not in self.lex.openers:
                return False
        return False

    def _has_stranger(self, words: Sequence[Word]) -> bool:
        """Whether somebody unnamed speaks, or is its subject: "a spokeswoman said", "Her deputy agreed"."""
        for index, word in enumerate(words):
            if word.low in self._speech.verbs and not self._has_pronoun_beside(words, index):
                return True
        return self._opens_with_person(words)

    def _opens_with_person(self, words: Sequence[Word]) -> bool:
        """Whether among the first words somebody stands who has no name: "Her deputy", "The referee", "Someone"."""
        return words[0].low in self._speech.persons or any(
            first.low in self.lex.determiners or first.low in self._speech.owners
            for first, second in pairwise(words[:_FIRST_WORDS])
            if second.low in self._speech.persons or is_role(self.lex, second)
        )

    def _has_pronoun_beside(self, words: Sequence[Word], verb: int) -> bool:
        index = verb - 1
        while index >= 0 and words[index].low in self._speech.auxiliaries:
            index -= 1
        near = [words[index]] if index >= 0 else []
        near += words[verb + 1 : verb + 2]
        return any(self._is_pronoun(word) for word in near)

    def _is_pronoun(self, word: Word) -> bool:
        return word.low in self._speech.he or word.low in self._speech.she


def fits(genders: Mapping[str, str | None], name: str, gender: str) -> bool:
    """Whether the person of that name may be called he ("m") or she ("f")."""
    known = genders.get(name) or given_name_gender(name.split()[0])
    return known is None or known == gender
