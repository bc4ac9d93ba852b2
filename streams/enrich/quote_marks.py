"""Quotation marks paired, and the copy around the quotations.

A quotation begins and ends over as many paragraphs as it runs. In the copy around it the quoted words are masked, so
that sentences and names are read without them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from streams.enrich.lexicon import Lexicon
from streams.enrich.reading import Line, Run, Word, is_short
from streams.enrich.sentences import split_sentences

_MARKS = re.compile("[\"“”„«»‘’‚']")
_CLOSERS = {'"': '"', "“": "”", "„": '“”"', "«": "»", "»": "«", "‘": "’", "‚": "‘’", "'": "'", "”": "”"}
# Languages that open a quotation with the mark that closes it elsewhere: ”…”, »…» and »…«.
_NORDIC = frozenset({"sv", "da", "no", "fi"})
_CLOSING = {
    "sv": _CLOSERS | {"»": "»«"},
    "da": _CLOSERS | {"“": "”“"},
    "no": _CLOSERS,
    "fi": _CLOSERS | {"»": "»"},
}
WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_CLAUSE_END = re.compile(r"[,.;:!?()\"“”„«»‘’\n–—](?![^\W_])")
# Where a quotation opens behind the end of a sentence. The marks of the quoted words are masked in small letters.
_OPENING = re.compile(r"[.!?]['\"“”’»]*\s+(?=[\"“‘'„«»])")
_NOWHERE = 1 << 62  # beyond the end of any text
_new = tuple.__new__  # makes a Word in half the time
_start_of, _end_of, _stop_of = itemgetter(1), itemgetter(2), itemgetter(1)  # of a Word, and of a span
REACH = 500  # how far around a quotation its sentence is read, in characters


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation in its first paragraph: [start, end) without its marks, [outer_start, outer_end) with them."""

    paragraph: int
    start: int
    end: int
    outer_start: int
    outer_end: int
    text: str
    pieces: tuple[tuple[int, int, int], ...]  # (paragraph, start, end) for each paragraph it covers

    @property
    def last_paragraph(self) -> int:
        """The paragraph in which the quotation ends."""
        return self.pieces[-1][0]


def pair_marks(paragraphs: Sequence[str], language: str) -> list[Quotation]:
    """Pairs the quotation marks.

    A mark that nothing closes opens a quotation only if the next paragraph goes on with the mark.
    """
    spans: list[Quotation] = []
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
            if opener and _closes(opener, mark, text, start, at, language):
                spans.append(_quotation_of(paragraphs, [*carried, (index, start, at)]))
                carried, opener = [], ""
            elif (not opener or (mark == opener and opener in '"“')) and _opens(mark, text, at, language):
                carried, opener, start = [], mark, at + 1
        if opener and opener not in "‘‚'":
            carried.append((index, start, len(text)))
        else:
            carried, opener = [], ""
    return spans


def _opens(mark: str, text: str, at: int, language: str) -> bool:
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    if mark in "„«":
        return True
    if mark == "»":
        return language in ("de", "sv", "da", "fi") and not after.isspace()
    if mark in '“"' or (mark == "”" and language in _NORDIC):
        return not after.isspace() and not before.isalnum()
    if mark == "'" and language == "nl" and not text[at + 2 : at + 3].isalpha():
        return False  # 's avonds, 't, 'n
    return mark in "‘‚'" and after.isalnum() and not before.isalnum()


def _closes(opener: str, mark: str, text: str, start: int, at: int, language: str) -> bool:
    if mark not in _CLOSING.get(language, _CLOSERS)[opener]:
        return False
    if opener == "'" and text.startswith("''", max(0, start - 2)):
        return text.startswith("''", at)  # two typewriter apostrophes are one mark
    before, after = text[at - 1], text[at + 1 : at + 2]
    if language == "nl" and opener in "‘'":
        # No foto's, and no "Hans' boek"; a comma may stand behind the mark: 'Het blijft', zei Sand.
        return not after.isalnum() and (opener == "‘" or before != "s" or after in ("", ",", "."))
    if opener in "‘'":  # an apostrophe looks the same: want the comma or the full stop of reported speech
        return before in ",.?!…" and not after.isalnum()
    if mark == '"':
        return not (before.isspace() and after.isalnum())
    return True


def _quotation_of(paragraphs: Sequence[str], pieces: Sequence[tuple[int, int, int]]) -> Quotation:
    text = "\n".join(paragraphs[index][start:end].strip() for index, start, end in pieces)
    paragraph, begin, end = pieces[0]
    outer_end = end if len(pieces) > 1 else end + 1
    source = paragraphs[paragraph]
    inner = begin
    while inner < end and source[inner].isspace():
        inner += 1
    while end > inner and source[end - 1].isspace():
        end -= 1
    return Quotation(paragraph, inner, end, begin - 1, outer_end, text, tuple(pieces))


class Surroundings:
    """The paragraphs of an article with the quoted words masked. Offsets are those of the original paragraphs."""

    def __init__(self, lex: Lexicon, lines: Sequence[Line], spans: Sequence[Quotation]) -> None:
        self.lex = lex
        self._lines = lines
        self._texts: dict[int, str] = {}
        self._runs: dict[int, Sequence[Run]] = {}
        self._sentences: dict[int, list[tuple[int, int]]] = {}
        self._words: dict[int, list[Word]] = {}
        self._breaks: dict[int, list[tuple[int, int]]] = {}
        self._quoted: dict[int, list[tuple[int, int]]] = {}
        for span in spans:
            for index, start, end in span.pieces:
                self._quoted.setdefault(index, []).append((start, end))

    def text(self, paragraph: int) -> str:
        """The paragraph, its quoted words masked."""
        if paragraph not in self._texts:
            text = self._lines[paragraph].text
            parts, last = [], 0
            for start, end in self._quoted.get(paragraph, ()):
                parts += [text[last:start], _mask(text, start, end)]
                last = end
            self._texts[paragraph] = "".join([*parts, text[last:]])
        return self._texts[paragraph]

    def runs(self, paragraph: int) -> Sequence[Run]:
        """The paragraph's runs of capitalised words outside the quotations."""
        if paragraph not in self._runs:
            self._runs[paragraph] = _outside(self._lines[paragraph].runs, self._quoted.get(paragraph, ()))
        return self._runs[paragraph]

    def all_runs(self) -> Iterator[Run]:
        """The runs of all paragraphs, inside the quotations, too."""
        for line in self._lines:
            yield from line.runs

    def runs_between(self, paragraph: int, start: int, end: int) -> Iterator[Run]:
        """The runs that begin in [start, end) or reach into it."""
        found = self.runs(paragraph)
        index = bisect_left(found, start, key=lambda run: run.end)
        while index < len(found) and found[index].start < end:
            yield found[index]
            index += 1

    def sentence(self, paragraph: int, at: int) -> tuple[int, int]:
        """The span of the sentence in which the offset `at` lies."""
        if paragraph not in self._sentences:
            self._sentences[paragraph] = split_sentences(self.text(paragraph), self.lex.language)
        spans = self._sentences[paragraph]
        index = bisect_right(spans, (at, len(self.text(paragraph)) + 1)) - 1
        if index >= 0 and spans[index][0] <= at < spans[index][1]:
            return spans[index]
        return at, len(self.text(paragraph))

    def words(self, paragraph: int) -> list[Word]:
        """The paragraph's words, the masked ones among them, as `words_in` has them."""
        if paragraph not in self._words:
            self._words[paragraph] = words_in(self.text(paragraph), 0, len(self.text(paragraph)))
        return self._words[paragraph]

    def words_between(self, paragraph: int, start: int, end: int) -> list[Word]:
        """The words within [start, end)."""
        words = self.words(paragraph)
        first = bisect_left(words, start, key=_start_of)
        return words[first : bisect_right(words, end, lo=first, key=_end_of)]

    def quotation_opens(self, paragraph: int, start: int, end: int) -> int:
        """Where in [start, end) the last quotation stands that opens behind the end of a sentence; `start` without one.

        The splitter of sentences goes on there, for quoted words are masked in small letters.
        """
        if paragraph not in self._breaks:
            self._breaks[paragraph] = [match.span() for match in _OPENING.finditer(self.text(paragraph))]
        breaks = self._breaks[paragraph]
        last = bisect_left(breaks, end, key=_stop_of) - 1
        return breaks[last][1] if last >= 0 and breaks[last][0] >= start else start

    def run_ending(self, paragraph: int, end: int) -> Run | None:
        """The run that ends at the offset `end`."""
        return next((run for run in self.runs_between(paragraph, end, end + 1) if run.end == end), None)


def _outside(runs: Sequence[Run], quoted: Sequence[tuple[int, int]]) -> Sequence[Run]:
    """The runs that do not touch the quoted spans; both are in order."""
    if not quoted:
        return runs
    kept, spans = [], iter(quoted)
    start, end = next(spans)
    for run in runs:
        while run.start >= end:
            start, end = next(spans, (_NOWHERE, _NOWHERE))
        if run.end <= start:
            kept.append(run)
    return kept


def _mask(text: str, start: int, end: int) -> str:
    """The quoted words made one small word, its last mark kept for the splitter of sentences."""
    if start >= end:
        return ""
    kept = max(start, start + len(text[start:end].rstrip()) - 1)
    close = text[kept] if text[kept] in ".,!?…" else "x"
    lead = text[: start - 1].rstrip()
    if close in "!?" and (not lead or lead[-1] in '.!?“”"»'):
        close = ","  # a question inside the marks does not end the sentence around them: "Why?" Kerry asked.
    return "x" * (kept - start) + close + text[kept + 1 : end]


def clause_end(text: str, start: int, stop: int) -> re.Match[str] | None:
    """The mark that ends the clause. The full stop of "M." or "Dr." does not."""
    for match in _CLAUSE_END.finditer(text, start, stop):
        at = match.start()
        if match.group() != "." or not is_short(text[max(text.rfind(" ", start, at) + 1, start) : at + 1]):
            return match
    return None


def words_in(text: str, start: int, end: int) -> list[Word]:
    """The words of text[start:end], without numbers and marks."""
    return [
        _new(Word, (match.group(), *match.span())) for match in WORD.finditer(text, start, max(start, end))
    ]


def last_mark(text: str, end: int) -> str:
    """The last character before `end` that is no white space; a full stop at the beginning of a paragraph."""
    while end > 0 and text[end - 1].isspace():
        end -= 1
    return text[end - 1] if end > 0 else "."
