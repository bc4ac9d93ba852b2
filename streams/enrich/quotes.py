"""Direct speech and who spoke it.

First the quotation marks are paired, then each quotation is read in its sentence: the clause after it (", said Anna
Sand"), the clause before it (Sand said: ), the quotation it continues. A speaker is named only if the subject of the
verb of speech is a person we can name, or a pronoun that can mean one person only; else the speaker is None.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from streams.article import Evidence, Person, Quote
from streams.enrich import names
from streams.enrich.names import Lexicon, Run, Word
from streams.enrich.people import Cast, Speech, speech, titled
from streams.enrich.sentences import split_sentences

_MARKS = re.compile("[\"“”„«»‘’‚']")
_CLOSERS = {'"': '"', "“": "”", "„": '“”"', "«": "»", "»": "«", "‘": "’", "‚": "‘’", "'": "'"}
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_CLAUSE_END = re.compile(r"[,.;:!?()\"“”„«»‘’\n–—](?![^\W_])")
_SENTENCE_END = (".", "!", "?", "…")
_PASSIVE = frozenset(["was", "were", "been", "being", "is", "are", "be", "wurde", "wurden", "été"])
_AND = frozenset({"and", "und", "et"})
_REACH = 500  # how far before a quotation its sentence is read, in characters
_NOTHING_SAID = (False, None)
_Saying = tuple[bool, str | None]  # whether somebody speaks it, and who


@dataclass(frozen=True, slots=True)
class _Span:
    """A quotation: [start, end) without its marks, [outer_start, outer_end) with them, in the first paragraph."""

    paragraph: int
    start: int
    end: int
    outer_start: int
    outer_end: int
    text: str
    pieces: tuple[tuple[int, int, int], ...]  # (paragraph, start, end) for each paragraph it covers

    @property
    def last_paragraph(self) -> int:
        return self.pieces[-1][0]


def find_quotes(paragraphs: Sequence[str], language: str, people: Sequence[Person] = ()) -> tuple[Quote, ...]:
    """The quotations that are speech, in order. `people` are those that find_people found: they give full names.

    `language` is a BCP 47 primary tag; other than en, de, fr: none. A quotation that runs over several paragraphs is
    one quote, its paragraphs joined by a line break and its evidence the span in the first. Never raises.
    """
    lex = names.lexicon(language)
    if lex is None:
        return ()
    spans = _spans(paragraphs, language)
    if not spans:
        return ()
    desk = _Desk(lex, paragraphs, spans, people)
    found: list[Quote] = []
    for index, span in enumerate(spans):
        spoken, speaker = desk.saying(index)
        rule = desk.rule(index, spoken)
        if rule is not None:
            found.append(Quote(span.text, Evidence(rule, span.paragraph, span.start, span.end), speaker))
    return tuple(found)


def _opens(mark: str, text: str, at: int, language: str) -> bool:
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    if mark in "„«":
        return True
    if mark == "»":
        return language == "de" and not after.isspace()
    if mark in '“"':
        return not after.isspace() and not before.isalnum()
    return mark in "‘‚'" and after.isalnum() and not before.isalnum()


def _closes(opener: str, mark: str, text: str, at: int) -> bool:
    if mark not in _CLOSERS[opener]:
        return False
    before, after = text[at - 1], text[at + 1 : at + 2]
    if opener in "‘'":  # an apostrophe looks the same: want the comma or the full stop of reported speech
        return before in ",.?!…" and not after.isalnum()
    if mark == '"':
        return not (before.isspace() and after.isalnum())
    return True


def _spans(paragraphs: Sequence[str], language: str) -> list[_Span]:
    """Pairs the marks. A mark that nothing closes opens nothing, unless the next paragraph goes on with it."""
    spans: list[_Span] = []
    carried: list[tuple[int, int, int]] = []
    opener = ""
    for index, text in enumerate(paragraphs):
        skip = -1
        if carried:
            lead = len(text) - len(text.lstrip())
            if text[lead : lead + 1] == opener or (opener == "«" and text[lead : lead + 1] == "»"):
                skip = lead
                start = lead + 1
            else:
                carried, opener = [], ""
        if not carried:
            opener, start = "", 0
        for match in _MARKS.finditer(text):
            at, mark = match.start(), match.group()
            if at <= skip:
                continue
            if opener and _closes(opener, mark, text, at):
                spans.append(_span(paragraphs, [*carried, (index, start, at)]))
                carried, opener = [], ""
            elif (not opener or (mark == opener and opener in '"“')) and _opens(mark, text, at, language):
                carried, opener, start = [], mark, at + 1
        if opener and opener not in "‘‚'":
            carried.append((index, start, len(text)))
        else:
            carried, opener = [], ""
    return spans


def _span(paragraphs: Sequence[str], pieces: Sequence[tuple[int, int, int]]) -> _Span:
    text = "\n".join(paragraphs[index][start:end].strip() for index, start, end in pieces)
    paragraph, begin, end = pieces[0]
    outer_end = end if len(pieces) > 1 else end + 1
    source = paragraphs[paragraph]
    inner = begin
    while inner < end and source[inner].isspace():
        inner += 1
    while end > inner and source[end - 1].isspace():
        end -= 1
    return _Span(paragraph, inner, end, begin - 1, outer_end, text, tuple(pieces))


def _mask(text: str, start: int, end: int) -> str:
    """The quoted words made one small word, its last mark kept for the splitter of sentences."""
    if start >= end:
        return ""
    kept = max((at for at in range(start, end) if not text[at].isspace()), default=start)
    close = text[kept] if text[kept] in ".,!?…" else "x"
    lead = text[: start - 1].rstrip()
    if close in "!?" and (not lead or lead[-1] in '.!?“”"»'):
        close = ","  # a question inside the marks does not end the sentence around them: "Why?" Kerry asked.
    return "x" * (kept - start) + close + text[kept + 1 : end]


def _last_mark(text: str, end: int) -> str:
    """The last character before `end` that is not white space, or a full stop at the paragraph's beginning."""
    while end > 0 and text[end - 1].isspace():
        end -= 1
    return text[end - 1] if end > 0 else "."


class _Desk:
    """One article's quotations being read. Sentences are split with the quoted words masked."""

    def __init__(
        self, lex: Lexicon, paragraphs: Sequence[str], spans: Sequence[_Span], people: Sequence[Person]
    ):
        self.lex = lex
        self.speech: Speech = speech(lex.language)
        self.cast = Cast(lex, [person.name for person in people])
        self.genders = {person.name: _gender(lex, person) for person in people}
        self.spans = spans
        self.paragraphs = paragraphs
        self.masked: dict[int, str] = {}
        self._runs: dict[int, list[Run]] = {}
        self._sentences: dict[int, list[tuple[int, int]]] = {}
        self._said: list[
            tuple[_Saying, bool]
        ] = []  # for each quotation so far, and whether the clause came after it
        self._quoted: dict[int, list[tuple[int, int]]] = {}
        for span in spans:
            for index, start, end in span.pieces:
                self._quoted.setdefault(index, []).append((start, end))

    # -- the text without the quoted words

    def text(self, paragraph: int) -> str:
        if paragraph not in self.masked:
            text = self.paragraphs[paragraph]
            parts, last = [], 0
            for start, end in self._quoted.get(paragraph, ()):
                parts += [text[last:start], _mask(text, start, end)]
                last = end
            self.masked[paragraph] = "".join([*parts, text[last:]])
        return self.masked[paragraph]

    def runs(self, paragraph: int) -> list[Run]:
        if paragraph not in self._runs:
            self._runs[paragraph] = list(names.runs(self.text(paragraph), self.lex.language))
        return self._runs[paragraph]

    def runs_between(self, paragraph: int, start: int, end: int) -> Iterator[Run]:
        """The runs that begin in [start, end) or reach into it."""
        found = self.runs(paragraph)
        index = bisect_left(found, start, key=lambda run: run.end)
        while index < len(found) and found[index].start < end:
            yield found[index]
            index += 1

    def sentence(self, paragraph: int, at: int) -> tuple[int, int]:
        if paragraph not in self._sentences:
            self._sentences[paragraph] = split_sentences(self.text(paragraph), self.lex.language)
        spans = self._sentences[paragraph]
        index = bisect_right(spans, (at, len(self.text(paragraph)) + 1)) - 1
        if index >= 0 and spans[index][0] <= at < spans[index][1]:
            return spans[index]
        return at, len(self.text(paragraph))

    def _ending(self, paragraph: int, end: int) -> Run | None:
        return next((run for run in self.runs_between(paragraph, end, end + 1) if run.end == end), None)

    # -- who says a quotation

    def saying(self, index: int) -> _Saying:
        """Whether quotation `index` is attributed, and to whom. To be asked in order."""
        said, after = self._read(index)
        self._said.append((said, after))
        return said

    def _read(self, index: int) -> tuple[_Saying, bool]:
        span = self.spans[index]
        if span.last_paragraph != span.paragraph:
            said = self._before(span, self.sentence(span.paragraph, span.outer_start)[0], index)
            return (said, False) if said[0] else (self._after_long(span), True)
        start, end = self.sentence(span.paragraph, span.outer_start)
        previous = self._previous(index)
        inside = previous is not None and previous.outer_start >= start
        if previous is not None and inside and self._said[index - 1][1]:
            return self._said[index - 1][0], True  # "…," he said, "…"
        following = self._next(index)
        stop = following.outer_start if following is not None and following.outer_start < end else end
        said = self._after(span, stop, opens=span.outer_start - start < 2)
        if said[0]:
            return said, True
        said = self._before(span, start, index)
        if said[0] or previous is None or inside:
            return said, False
        if self._goes_on(previous, start, span) and self._said[index - 1][1]:
            return self._said[index - 1][0], True  # "…," he said. "…"
        return said, False

    def _after_long(self, span: _Span) -> _Saying:
        """The clause after a quotation that ends in a later paragraph than it began."""
        paragraph, start, close = span.pieces[-1]
        end = self.sentence(paragraph, start)[1]
        tail = _Span(paragraph, start, close, start - 1, close + 1, "", ((paragraph, start, close),))
        return self._after(tail, end, opens=True)

    def _previous(self, index: int) -> _Span | None:
        same = index > 0 and self.spans[index - 1].paragraph == self.spans[index].paragraph
        return self.spans[index - 1] if same else None

    def _next(self, index: int) -> _Span | None:
        same = index + 1 < len(self.spans) and self.spans[index + 1].paragraph == self.spans[index].paragraph
        return self.spans[index + 1] if same else None

    def _goes_on(self, previous: _Span, start: int, span: _Span) -> bool:
        """Whether nothing but the clause of the previous quotation stands between the two, and nobody else in it."""
        if span.outer_start - start > 1 or not span.text[:1].isupper():
            return False
        if self.sentence(previous.paragraph, previous.outer_start)[1] < start - 2:
            return False
        between = [
            run
            for run in self.runs(span.paragraph)
            if previous.outer_end <= run.start < span.outer_start
            and self.cast.who(self.text(span.paragraph), run)
        ]
        return len({self.cast.who(self.text(span.paragraph), run) for run in between}) <= 1

    def _after(self, span: _Span, stop: int, *, opens: bool) -> _Saying:
        """The clause after the closing mark: said X, X said, he said, so X, selon X."""
        text = self.text(span.paragraph)
        inner_end = text[span.end - 1] if span.end > span.start else ""
        lead = re.compile(r"\s*[,–—-]?\s*").match(text, span.outer_end)
        begin = lead.end() if lead else span.outer_end
        joined = inner_end == "," or text[span.outer_end : begin].strip() != "" or opens
        if not joined or begin >= stop:
            return _NOTHING_SAID
        stop = min(stop, begin + _REACH)
        clause = _clause_end(text, begin, stop)
        limit = clause.start() if clause else stop
        words = _words(text, begin, min(limit, begin + 120))[:14]
        if not words:
            return _NOTHING_SAID
        return self._clause(span.paragraph, words, limit, before=span.outer_start)

    def _clause(self, paragraph: int, words: Sequence[Word], limit: int, *, before: int) -> _Saying:
        verbs = self.speech
        inverted = self._inverted_pronoun(words)
        if inverted is not None:
            return True, self._pronoun(paragraph, before, inverted)
        for index, word in enumerate(words[:9]):
            two = " ".join(w.low for w in words[index : index + 2])
            length = 2 if two in verbs.according else 1 if word.low in verbs.according else 0
            if index == 0 and length and index + length < len(words):
                return self._if_known(paragraph, words[index + length].start, limit)
            if word.low not in verbs.verbs:
                continue
            if all(w.low in verbs.auxiliaries for w in words[:index]):  # the verb comes first
                rest = [w for w in words[index + 1 :] if w.low not in verbs.auxiliaries]
                if not rest:
                    return True, None
                gender = self._gender_of(rest[0])
                if gender is not None:
                    return True, self._pronoun(paragraph, before, gender)
                return True, self._phrase(paragraph, rest[0].start, limit)
            subject = self._left_of(paragraph, words, index, before=before)
            return subject if subject[0] else (True, None)
        return _NOTHING_SAID

    def _if_known(self, paragraph: int, start: int, limit: int) -> _Saying:
        """ "so X", "selon X": these words also mean other things, so that only a person counts."""
        speaker = self._phrase(paragraph, start, limit)
        return (speaker is not None), speaker

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
            if stem in self.speech.verbs or (stem in {"a", "s'est"} and set(following) & self.speech.verbs):
                return "f" if low.endswith("-elle") else "m"
        return None

    def _before(self, span: _Span, start: int, index: int) -> _Saying:
        """The sentence before the opening mark: X said, "…"; X said that they would "…"; according to X, "…"."""
        text = self.text(span.paragraph)
        words = _words(text, max(start, span.outer_start - _REACH), span.outer_start)[-40:]
        if not words or any(w.low in self.speech.blockers for w in words[-4:]):
            return _NOTHING_SAID
        for position in range(len(words) - 1, -1, -1):
            word = words[position]
            if word.low not in self.speech.verbs:
                continue
            subject = self._left_of(span.paragraph, words, position, before=word.start)
            if subject[0]:
                return subject
            rest = [w for w in words[position + 1 :] if w.low not in self.speech.auxiliaries]
            if self.lex.language == "en" and _last_mark(text, span.outer_start) not in ":,":
                return len(words) - position <= 3, None
            if rest and self._gender_of(rest[0]) is not None and self.lex.language == "de":
                return True, self._pronoun(span.paragraph, word.start, self._gender_of(rest[0]) or "")
            stop = _clause_end(text, word.end, span.outer_start)
            limit = stop.start() if stop else span.outer_start
            speaker = (
                self._phrase(span.paragraph, rest[0].start, limit) if rest and rest[0].start < limit else None
            )
            close = len(words) - position <= 3 or _last_mark(text, span.outer_start) == ":"
            return (speaker is not None or close), speaker
        return self._according(span, words)

    def _according(self, span: _Span, words: Sequence[Word]) -> _Saying:
        for index, word in enumerate(words[:-1]):
            two = " ".join(w.low for w in words[index : index + 2])
            length = (
                2
                if two in self.speech.according
                else 1
                if word.low in self.speech.according - {"so", "nach"}
                else 0
            )
            if length and index < 2 and index + length < len(words):
                text = self.text(span.paragraph)
                stop = _clause_end(text, words[index + length].start, span.outer_start)
                limit = stop.start() if stop else span.outer_start
                return self._if_known(span.paragraph, words[index + length].start, limit)
        return _NOTHING_SAID

    # -- subjects

    def _gender_of(self, word: Word) -> str | None:
        if word.low in self.speech.he:
            return "m"
        return "f" if word.low in self.speech.she else None

    def _left_of(self, paragraph: int, words: Sequence[Word], verb: int, *, before: int) -> _Saying:
        """The subject left of a verb of speech; (False, None) if none that we understand stands there."""
        index = verb - 1
        skipped: set[str] = set()
        while index >= 0 and words[index].low in self.speech.auxiliaries:
            skipped.add(words[index].low)
            index -= 1
        if index < 0:
            return _NOTHING_SAID
        if skipped & _PASSIVE and "quoted" not in skipped and words[verb].low != "saying":
            return True, None  # the minister was told
        word = words[index]
        gender = self._gender_of(word)
        if gender is not None:
            return True, self._pronoun(paragraph, word.start, gender)
        text = self.text(paragraph)
        gap = text[word.end : words[index + 1].start]
        if "," in gap:
            return self._before_apposition(paragraph, words, index)
        run = self._ending(paragraph, word.end)
        if run is None:
            return _NOTHING_SAID
        speaker = self._name(paragraph, run)
        if speaker is None:
            return _NOTHING_SAID
        return (True, speaker) if self._is_subject(paragraph, run) else (True, None)

    def _before_apposition(self, paragraph: int, words: Sequence[Word], index: int) -> _Saying:
        """ "John Marrow, chief executive of Halden Shipping, said": the name before the pair of commas."""
        text = self.text(paragraph)
        comma = text.rfind(", ", max(0, words[index].start - 120), words[index].end)
        if comma < 0:
            return _NOTHING_SAID
        run = self._ending(paragraph, comma)
        inner = next(
            (r for r in self.runs(paragraph) if r.start == comma + 2 and r.end == words[index].end), None
        )
        if inner is not None and inner.start == comma + 2 and self._name(paragraph, inner) is not None:
            return True, self._name(paragraph, inner)  # "le maire, Jean Kerv, a dit"
        if run is None:
            return _NOTHING_SAID
        speaker = self._name(paragraph, run)
        return (True, speaker) if speaker is not None and self._is_subject(paragraph, run) else _NOTHING_SAID

    def _is_subject(self, paragraph: int, run: Run) -> bool:
        """Not "a spokesman for Kerry said", nor "Kerry and Hollande said", nor "Kerry's office said"."""
        text = self.text(paragraph)
        if text.startswith(("'s", "’s"), run.end):
            return False
        start, own = self._title_start(text, run)
        before = names.words_before(text, start, 4)
        if before and before[-1].low in _AND and len(before) > 1:
            return self._ending(paragraph, before[-2].end) is None
        articles = 0
        while before and before[-1].low in self.lex.determiners:
            before.pop()
            articles += 1
        if not before or own:
            return True
        if articles and names.is_title(self.lex, before, len(before)) is not None:
            return False  # "ein Sprecher der Ministerin Anja Wedekamp"
        last = before[-1].low
        return last not in self.speech.prepositions and not last.startswith(("d'", "d’"))

    def _title_start(self, text: str, run: Run) -> tuple[int, bool]:
        """Where the run's title begins, and whether the title has a preposition of its own (ministre de la Mer)."""
        found = titled(self.lex, text, run)
        if found is None or found.title is None:
            return run.start, False
        own = any(word in self.speech.prepositions for word in re.split("[ '’]", found.title.lower()))
        at = text.rfind(found.title, max(0, run.start - 90), run.end)
        return (at if at >= 0 else run.start), own

    def _name(self, paragraph: int, run: Run) -> str | None:
        """The full name a run means, or the name as written where a title or a given name vouches for it."""
        text = self.text(paragraph)
        known = self.cast.who(text, run)
        if known is not None:
            genitive = run.words[-1].text.rstrip("'") not in known.split() and self.lex.language == "de"
            return None if genitive else known
        found = titled(self.lex, text, run)
        if found is not None:
            return " ".join(word.text for word in found.words)
        words = names.trim(self.lex, run.words)
        if names.is_given(words[0].text) and names.is_full_name(self.lex, words):
            return " ".join(word.text for word in words)
        return self._titled_surname(text, run)

    def _titled_surname(self, text: str, run: Run) -> str | None:
        last = run.words[-1]
        before = [*names.words_before(text, run.start, 4), *run.words[:-1]]
        strong = before and names.is_title(self.lex, before, len(before)) is not None
        if not strong or len(last.text) < 3 or last.low in self.lex.not_names or names.is_place(last.text):
            return None
        if names.is_weak(self.lex, before[-1:]) or names.is_title(self.lex, [last], 1) is not None:
            return None
        return last.text

    def _phrase(self, paragraph: int, start: int, limit: int) -> str | None:
        """The person who is the head of the noun phrase that starts here: "Interior Minister Bernard Cazeneuve"."""
        text = self.text(paragraph)
        run = next(self.runs_between(paragraph, start + 1, limit), None)
        if run is None:
            return self._after_comma(paragraph, start, limit)
        speaker = self._name(paragraph, run) if run.end <= limit + 1 else None
        if speaker is None:
            second = next(self.runs_between(paragraph, run.end + 1, limit), None)
            if second is None:
                return self._after_comma(paragraph, start, limit)
            run, speaker = second, self._name(paragraph, second)
            if speaker is None or titled(self.lex, text, run) is None:
                return self._after_comma(paragraph, start, limit) if speaker is None else None
        lead = _words(text, start, self._title_start(text, run)[0])
        foreign = self.speech.prepositions - self.lex.determiners
        if not self._is_subject(paragraph, run) and any(
            word.low in self.speech.prepositions for word in lead
        ):
            return None
        if any(word.low in foreign for word in lead):
            return None
        rest = _words(text, run.end, min(limit, run.end + 20))
        joined = (
            rest
            and rest[0].low in _AND
            and any(True for _ in self.runs_between(paragraph, rest[0].end, rest[0].end + 3))
        )
        return None if joined else speaker

    def _after_comma(self, paragraph: int, start: int, limit: int) -> str | None:
        """ "a déclaré la maire de Brest, Jeanne Kervella.": a title, a comma, the name."""
        text = self.text(paragraph)
        if not text.startswith(", ", limit):
            return None
        words = _words(text, start, limit)
        has_title = any(
            names.is_title(self.lex, words, end) is not None for end in range(1, min(len(words), 5) + 1)
        )
        run = next(self.runs_between(paragraph, limit + 2, limit + 3), None)
        if (
            run is None
            or not has_title
            or len(run.words) < 2
            or text[run.end : run.end + 1] not in {",", ".", ";", ""}
        ):
            return None
        return self._name(paragraph, run)

    # -- pronouns

    def _pronoun(self, paragraph: int, before: int, gender: str) -> str | None:
        """The one person that "he" or "she" can mean: the latest paragraph that mentions anybody mentions only him."""
        for index in range(paragraph, max(-1, paragraph - 3), -1):
            stop = before if index == paragraph else len(self.text(index))
            people = self._mentions(index, stop)
            if not people:
                continue
            fitting = {name for name in people if name is None or self._fits(name, gender)}
            if len(fitting) != 1:
                return None
            return fitting.pop()
        return None

    def _fits(self, name: str, gender: str) -> bool:
        known = self.genders.get(name) or names.gender(name.split()[0])
        return known is None or known == gender

    def _mentions(self, paragraph: int, stop: int) -> set[str | None]:
        """Everybody mentioned before `stop`; None stands for a speaker who is not named."""
        text = self.text(paragraph)
        found: set[str | None] = set()
        start = max(0, stop - 3 * _REACH)
        for run in self.runs_between(paragraph, start, stop):
            if (name := self._name(paragraph, run)) is not None:
                found.add(name)
        words = _words(text, start, stop)
        for index, word in enumerate(words):
            if index and word.low in self.speech.verbs and self._is_stranger(paragraph, words, index):
                found.add(None)
        return found

    def _is_stranger(self, paragraph: int, words: Sequence[Word], verb: int) -> bool:
        """Whether somebody unnamed speaks: "a spokeswoman said", "sagte eine Sprecherin"."""
        index = verb - 1
        while index >= 0 and words[index].low in self.speech.auxiliaries:
            index -= 1
        near = [words[index]] if index >= 0 else []
        near += words[verb + 1 : verb + 4]
        text = self.text(paragraph)
        if verb + 1 < len(words):
            reach = min(len(text), words[verb + 1].start + _REACH)
            stop = _clause_end(text, words[verb + 1].start, reach)
            limit = stop.start() if stop else reach
            if self._phrase(paragraph, words[verb + 1].start, limit) is not None:
                return False
        for word in near:
            if names.is_title(self.lex, [word], 1) is None:
                continue
            around = any(
                self._name(paragraph, run) is not None
                for run in self.runs_between(paragraph, word.start - 1, word.end + 3)
            )
            if not around:
                return True
        return False

    # -- is it speech at all?

    def rule(self, index: int, spoken: bool) -> str | None:
        """The rule by which a quotation counts as speech, or None: scare quotes, titles of works, slogans."""
        span = self.spans[index]
        count = len(_WORD.findall(span.text))
        ended = span.text.endswith(_SENTENCE_END)
        if spoken:
            if count >= 4 and not (
                names.is_title_case(span.text) and not ended and self.lex.language != "de"
            ):
                return "attributed"
            before = _words(self.text(span.paragraph), max(0, span.outer_start - 20), span.outer_start)
            if before and before[-1].low in self.lex.determiners:
                return None  # sagte Merk der „Bild am Sonntag“
            closed = span.text.endswith((*_SENTENCE_END, ","))
            follows = self._said[index][1]
            return "attributed" if count >= 2 and (closed or follows) and span.text[:1].isupper() else None
        if count < 4 or not span.text[:1].isupper():
            return None
        text = self.text(span.paragraph)
        around = len(text) - (span.outer_end - span.outer_start)
        alone = (
            around < 8
            and text[: span.outer_start].isspace() | (span.outer_start == 0)
            and text[span.outer_end :].strip() in {"", "."}
        )
        return "sentence" if ended or alone or span.last_paragraph != span.paragraph else None


def _clause_end(text: str, start: int, stop: int) -> re.Match[str] | None:
    """The mark that ends the clause; the full stop of "M." or "Dr." does not."""
    for match in _CLAUSE_END.finditer(text, start, stop):
        at = match.start()
        if match.group() != "." or not names.is_short(
            text[max(text.rfind(" ", start, at) + 1, start) : at + 1]
        ):
            return match
    return None


def _words(text: str, start: int, end: int) -> list[Word]:
    return [
        Word(match.group(), match.start(), match.end())
        for match in _WORD.finditer(text, start, max(start, end))
    ]


def _gender(lex: Lexicon, person: Person) -> str | None:
    title = (person.title or "").lower().split()
    for word in title:
        if word in lex.female_titles or (lex.language == "de" and word.endswith("in") and word not in {"in"}):
            return "f"
        if word in lex.male_titles and lex.language != "de":
            return "m"
    return names.gender(person.name.split()[0])
