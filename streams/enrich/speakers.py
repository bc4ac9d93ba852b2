"""Who speaks a quotation: by the clause after it, before it, or around it, as it stands in its sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from streams.enrich.lexicon import AND, ROMANCE, Lexicon, Speech, speech
from streams.enrich.noun_phrases import NounPhrases
from streams.enrich.pronouns import Pronouns
from streams.enrich.quote_marks import (
    REACH,
    WORD,
    Quotation,
    Surroundings,
    clause_end,
    last_mark,
    words_in,
)
from streams.enrich.reading import Word

_FEW = 160  # characters that hold more words than any rule asks for
SENTENCE_END = (".", "!", "?", "…")
_PASSIVE = frozenset(["was", "were", "been", "being", "is", "are", "be", "wurde", "wurden", "été"])
# A clause with a subject of its own: she said, but as Roe went on
_TURN = re.compile(r", (?:but|and as|as|while|whereas) ")
# Of several speakers, in Spanish, Italian and Portuguese.
_MANY = re.compile(
    r"\w+(?:aron|ieron|eron|aban|aram|eram|iram|avano)|dicen|dizem|dicono|spiegano|han|hanno|habían|avevano"
)
_RELATIVE = frozenset(["der", "die", "das", "den", "dem", "deren", "dessen", "denen"])
_NOTHING_SAID = (False, None)
_AFTER_MARK = re.compile(r"\s*[,–—-]?\s*")
Saying = tuple[bool, str | None]  # whether somebody speaks it, and who


def count_words(text: str) -> int:
    """How many words a quotation has; of a longer one those at its beginning."""
    return len(WORD.findall(text, 0, _FEW))


class Speakers:
    """Finds the speakers of the quotations of one article, in their order."""

    def __init__(
        self,
        lex: Lexicon,
        around: Surroundings,
        phrases: NounPhrases,
        pronouns: Pronouns,
        spans: Sequence[Quotation],
    ) -> None:
        self.lex = lex
        self.spans = spans
        self._around = around
        self._phrases = phrases
        self._pronouns = pronouns
        self._speech: Speech = speech(lex.language)
        # for each quotation so far who said it, and whether the clause came after it
        self._said: list[tuple[Saying, bool]] = []

    def followed(self, index: int) -> bool:
        """Whether the clause that attributes quotation `index` stands after it."""
        return self._said[index][1]

    def goes_on(self, index: int) -> bool:
        """Whether a clause between commas parts quotation `index` from the one before."""
        span, previous = self.spans[index], self._previous(index)
        if previous is None or not self._said[index - 1][1] or not span.text.endswith(SENTENCE_END):
            return False
        text = self._around.text(span.paragraph)
        return previous.text.endswith(",") and last_mark(text, span.outer_start) == ","

    def saying(self, index: int) -> Saying:
        """Whether quotation `index` is attributed to somebody, and to whom. Must be called in order."""
        said, after = self._read(index)
        self._said.append((said, after))
        return said

    def _read(self, index: int) -> tuple[Saying, bool]:
        span = self.spans[index]
        if span.last_paragraph != span.paragraph:
            said = self._before(span, self._around.sentence(span.paragraph, span.outer_start)[0], index)
            return (said, False) if said[0] else (self._after_long(span), True)
        start, end = self._around.sentence(span.paragraph, span.outer_start)
        previous = self._previous(index)
        inside = previous is not None and previous.outer_start >= start
        following = self._next(index)
        stop = following.outer_start if following is not None and following.outer_start < end else end
        if previous is not None and inside and self._said[index - 1][1]:
            own = self._own_clause(span, stop)
            if not own[0]:
                own = self._second_clause(previous, span)
            if not own[0] and self._turns_to_another(span, previous.outer_end):
                own = (True, None)
            return (own if own[0] else self._said[index - 1][0]), True  # "…," he said, "…"
        said = self._after(span, stop, opens=span.outer_start - start < 2)
        if said[0]:
            return said, True
        said = self._before(span, start, index)
        if said[0]:
            return said, False
        after = previous is not None and not inside and self._said[index - 1][1]
        if previous is not None and after and self._goes_on(previous, start, span):
            return self._said[index - 1][0], True  # "…," he said. "…"
        return (self._reported(span, start, end), None), False

    def _reported(self, span: Quotation, start: int, end: int) -> bool:
        """Whether somebody speaks in the sentence: in English few words between marks are then anything else."""
        if self.lex.language != "en" or count_words(span.text) < 5:
            return False
        text = self._around.text(span.paragraph)
        before = words_in(text, max(start, span.outer_start - REACH), span.outer_start)
        if any(word.low in self._speech.blockers for word in before[-4:]):
            return False
        words = [*before, *words_in(text, span.outer_end, min(end, span.outer_end + REACH))]
        return any(word.low in self._speech.verbs or word.low == "according" for word in words)

    def _own_clause(self, span: Quotation, stop: int) -> Saying:
        """The clause after a quotation that begins a sentence of its own: "…," said Sand. "…," said Roe."""
        text = self._around.text(span.paragraph)
        if last_mark(text, span.outer_start) not in ".!?":
            return _NOTHING_SAID
        follows = text[span.outer_end : span.outer_end + 4].lstrip()
        said = self._after(span, stop, opens=follows[:1].islower())
        mark = clause_end(text, span.outer_end + 2, stop)
        words = words_in(text, span.outer_end, mark.start() if mark else stop)
        if all(word.low in self._speech.verbs or word.low in self._speech.auxiliaries for word in words):
            return _NOTHING_SAID  # «…», dijo Ferro. «…», añadió: nobody else speaks
        return said

    def _second_clause(self, previous: Quotation, span: Quotation) -> Saying:
        """Who says a quotation after "…," said Sand, and Roe added: "…"; nothing if nobody else can be meant."""
        text = self._around.text(span.paragraph)
        if last_mark(text, span.outer_start) in ".!?":
            return _NOTHING_SAID
        words = words_in(text, previous.outer_end, span.outer_start)
        verbs = [index for index, word in enumerate(words) if word.low in self._speech.verbs]
        if len(verbs) < 2 or len(words) - verbs[-1] > 4:
            return _NOTHING_SAID
        comma = clause_end(text, words[verbs[0]].end, words[verbs[-1]].start)
        start = comma.end() if comma else words[verbs[0]].end
        between = [word for word in words[: verbs[-1]] if word.start >= start and self._tells(word)]
        if not between:
            return _NOTHING_SAID  # …, dijo Ferro, y añadió: "…"
        said = self._left_of(span.paragraph, words, verbs[-1], before=words[verbs[-1]].start)
        return said if said[0] else (True, None)

    def _tells(self, word: Word) -> bool:
        """Whether a word may name a second speaker."""
        small = (
            word.low in self._speech.auxiliaries or word.low in AND or word.low in self._speech.prepositions
        )
        return not (small or self._pronouns.gender_of(word) is not None)

    def _after_long(self, span: Quotation) -> Saying:
        """The clause after a quotation that ends in a later paragraph than it began."""
        tail = _tail(span)
        return self._after(tail, self._around.sentence(tail.paragraph, tail.start)[1], opens=True)

    def _previous(self, index: int) -> Quotation | None:
        """The quotation before, as far as it stands in the paragraph in which this one begins."""
        same = index > 0 and self.spans[index - 1].last_paragraph == self.spans[index].paragraph
        return _tail(self.spans[index - 1]) if same else None

    def _next(self, index: int) -> Quotation | None:
        same = index + 1 < len(self.spans) and self.spans[index + 1].paragraph == self.spans[index].paragraph
        return self.spans[index + 1] if same else None

    def _goes_on(self, previous: Quotation, start: int, span: Quotation) -> bool:
        """Whether nothing but the clause of the previous quotation stands between the two, and nobody else in it."""
        if span.outer_start - start > 1 or not span.text[:1].isupper():
            return False
        if self._around.sentence(previous.paragraph, previous.outer_start)[1] < start - 2:
            return False
        between = {
            self._phrases.known(span.paragraph, run)
            for run in self._around.runs_between(span.paragraph, previous.outer_end, span.outer_start)
            if run.start >= previous.outer_end
        }
        return len(between - {None}) <= 1

    def _after(self, span: Quotation, stop: int, *, opens: bool) -> Saying:
        """The clause after the closing mark: said X, X said, he said, so X, selon X."""
        text = self._around.text(span.paragraph)
        inner_end = text[span.end - 1] if span.end > span.start else ""
        lead = _AFTER_MARK.match(text, span.outer_end)
        begin = lead.end() if lead else span.outer_end
        joined = inner_end == "," or text[span.outer_end : begin].strip() != "" or opens
        if not joined or begin >= stop:
            return _NOTHING_SAID
        stop = min(stop, begin + REACH)
        clause = clause_end(text, begin, stop)
        limit = clause.start() if clause else stop
        words = words_in(text, begin, min(limit, begin + 120))[:14]
        if not words:
            return _NOTHING_SAID
        said = self._clause(span.paragraph, words, limit, before=span.outer_start)
        if said[0] or clause is None or clause.group() != ",":
            return said
        return self._around_apposition(span.paragraph, begin, clause.start(), stop)

    def _around_apposition(self, paragraph: int, begin: int, comma: int, stop: int) -> Saying:
        """A subject, something between commas, the verb: "Sand, 22, said"; "the coach, Anna Sand, said"."""
        text = self._around.text(paragraph)
        close = clause_end(text, comma + 1, stop)
        if close is None or close.group() != ",":
            return _NOTHING_SAID
        after = words_in(text, close.end(), min(stop, close.end() + 40))
        verb = next((word for word in after if word.low not in self._speech.auxiliaries), None)
        if verb is None or verb.low not in self._speech.verbs:
            return _NOTHING_SAID
        speaker = self._phrases.person_in(paragraph, begin, comma)
        return True, speaker or self._phrases.between(paragraph, begin, comma, close.start())

    def _clause(self, paragraph: int, words: Sequence[Word], limit: int, *, before: int) -> Saying:
        verbs = self._speech
        if self._is_relative(words):
            return _NOTHING_SAID
        inverted = self._inverted_pronoun(words)
        if inverted is not None:
            return True, self._pronouns.person(paragraph, before, inverted)
        for index, word in enumerate(words[:9]):
            two = " ".join(w.low for w in words[index : index + 2])
            length = 2 if two in verbs.according else 1 if word.low in verbs.according else 0
            if index == 0 and length and index + length < len(words):
                return self._if_known(paragraph, words[index + length].start, limit)
            if word.low not in verbs.verbs:
                continue
            if self.lex.language in ROMANCE and any(_MANY.fullmatch(w.low) for w in words[: index + 1]):
                return True, None  # dijeron Inés Tovar y Juan Ferro
            if all(w.low in verbs.auxiliaries for w in words[:index]):  # the verb comes first
                rest = [w for w in words[index + 1 :] if w.low not in verbs.auxiliaries]
                if not rest:
                    return True, None
                gender = self._pronouns.gender_of(rest[0])
                if gender is not None:
                    return True, self._pronouns.person(paragraph, before, gender)
                return True, self._phrases.person_in(paragraph, rest[0].start, limit)
            subject = self._left_of(paragraph, words, index, before=before)
            return subject if subject[0] else (True, None)
        return _NOTHING_SAID

    def _if_known(self, paragraph: int, start: int, limit: int) -> Saying:
        """ "so X", "selon X": these words also mean other things, so that only a person counts."""
        speaker = self._phrases.person_in(paragraph, start, limit)
        return (speaker is not None), speaker

    def _is_relative(self, words: Sequence[Word]) -> bool:
        """Whether a German clause goes on with what is named between the marks: „Der Film“, den Sand zeigte."""
        if self.lex.language != "de" or len(words) < 2 or words[0].low not in _RELATIVE:
            return False
        return words[1].low not in self._speech.verbs

    def _inverted_pronoun(self, words: Sequence[Word]) -> str | None:
        """a-t-il dit, dit-elle, a-t-elle ajouté"""
        if self.lex.language != "fr":
            return None
        for index, word in enumerate(words[:3]):
            low = word.low.replace("’", "'")
            if not low.endswith(("-il", "-elle")):
                continue
            stem = low.rpartition("-")[0].removesuffix("-t")
            following = [w.low for w in words[index + 1 : index + 3]]
            if stem in self._speech.verbs or (stem in {"a", "s'est"} and set(following) & self._speech.verbs):
                return "f" if low.endswith("-elle") else "m"
        return None

    def _before(self, span: Quotation, start: int, index: int) -> Saying:
        """The sentence before the opening mark: X said, "…"; X said that they would "…"; according to X, "…"."""
        text = self._around.text(span.paragraph)
        words = words_in(text, max(start, span.outer_start - REACH), span.outer_start)[-40:]
        if not words or any(w.low in self._speech.blockers for w in words[-4:]):
            return _NOTHING_SAID
        for position in range(len(words) - 1, -1, -1):
            word = words[position]
            if word.low not in self._speech.verbs:
                continue
            subject = self._left_of(span.paragraph, words, position, before=word.start)
            if subject[0]:
                return (True, None) if self._turns_to_another(span, word.end) else subject
            rest = [w for w in words[position + 1 :] if w.low not in self._speech.auxiliaries]
            if self.lex.language == "en" and last_mark(text, span.outer_start) not in ":,":
                return len(words) - position <= 3, None
            if rest and self._pronouns.gender_of(rest[0]) is not None and self.lex.language == "de":
                return True, self._pronouns.person(
                    span.paragraph, word.start, self._pronouns.gender_of(rest[0]) or ""
                )
            stop = clause_end(text, word.end, span.outer_start)
            limit = stop.start() if stop else span.outer_start
            speaker = (
                self._phrases.person_in(span.paragraph, rest[0].start, limit)
                if rest and rest[0].start < limit
                else None
            )
            close = len(words) - position <= 3 or last_mark(text, span.outer_start) == ":"
            return (speaker is not None or close), speaker
        return self._according(span, words)

    def _turns_to_another(self, span: Quotation, verb: int) -> bool:
        """Whether a later clause has a subject of its own: she said, but as Roe went on about "…"."""
        text = self._around.text(span.paragraph)
        turn = _TURN.search(text, verb, span.outer_start) if self.lex.language == "en" else None
        if turn is None:
            return False
        return any(True for _ in self._around.runs_between(span.paragraph, turn.end(), span.outer_start))

    def _according(self, span: Quotation, words: Sequence[Word]) -> Saying:
        for index, word in enumerate(words[:2]):
            two = " ".join(w.low for w in words[index : index + 2])
            length = (
                2
                if two in self._speech.according
                else 1
                if word.low in self._speech.according - {"so", "nach"}
                else 0
            )
            if length and index + length < len(words):
                text = self._around.text(span.paragraph)
                stop = clause_end(text, words[index + length].start, span.outer_start)
                limit = stop.start() if stop else span.outer_start
                return self._if_known(span.paragraph, words[index + length].start, limit)
        return _NOTHING_SAID

    def _left_of(self, paragraph: int, words: Sequence[Word], verb: int, *, before: int) -> Saying:
        """The subject left of a verb of speech; (False, None) if none that we understand stands there."""
        index = verb - 1
        skipped: set[str] = set()
        while index >= 0 and words[index].low in self._speech.auxiliaries:
            skipped.add(words[index].low)
            index -= 1
        if index < 0:
            return _NOTHING_SAID
        if skipped & _PASSIVE and "quoted" not in skipped and words[verb].low != "saying":
            return True, None  # the minister was told
        word = words[index]
        gender = self._pronouns.gender_of(word)
        if gender is not None:
            return True, self._pronouns.person(paragraph, word.start, gender)
        text = self._around.text(paragraph)
        gap = text[word.end : words[index + 1].start]
        if "," in gap:
            return self._phrases.before_apposition(paragraph, words, index)
        run = self._around.run_ending(paragraph, word.end)
        if run is None:
            return _NOTHING_SAID
        speaker = self._phrases.name(paragraph, run)
        if speaker is None:
            return _NOTHING_SAID
        return (True, speaker) if self._phrases.is_subject(paragraph, run) else (True, None)


def _tail(span: Quotation) -> Quotation:
    """The last paragraph of a quotation."""
    if span.last_paragraph == span.paragraph:
        return span
    paragraph, start, end = span.pieces[-1]
    return Quotation(paragraph, start, end, start - 1, end + 1, span.text, span.pieces[-1:])
