"""The copy around the quotations: the quoted words masked, so that sentences and names are read without them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from streams.enrich.capitals import Run, Word, is_short
from streams.enrich.lexicon import Lexicon
from streams.enrich.quote_marks import Span
from streams.enrich.reading import Line
from streams.enrich.sentences import split_sentences

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_CLAUSE_END = re.compile(r"[,.;:!?()\"“”„«»‘’\n–—](?![^\W_])")
_NOWHERE = 1 << 62  # beyond the end of any text
REACH = 500  # how far around a quotation its sentence is read, in characters


class Surroundings:
    """An article's paragraphs with the quoted words masked; offsets are those of the paragraphs as they are."""

    def __init__(self, lex: Lexicon, lines: Sequence[Line], spans: Sequence[Span]) -> None:
        self.lex = lex
        self._lines = lines
        self._texts: dict[int, str] = {}
        self._runs: dict[int, Sequence[Run]] = {}
        self._sentences: dict[int, list[tuple[int, int]]] = {}
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

    def runs_between(self, paragraph: int, start: int, end: int) -> Iterator[Run]:
        """The runs that begin in [start, end) or reach into it."""
        found = self.runs(paragraph)
        index = bisect_left(found, start, key=lambda run: run.end)
        while index < len(found) and found[index].start < end:
            yield found[index]
            index += 1

    def sentence(self, paragraph: int, at: int) -> tuple[int, int]:
        """The span of the sentence that holds the place `at`."""
        if paragraph not in self._sentences:
            self._sentences[paragraph] = split_sentences(self.text(paragraph), self.lex.language)
        spans = self._sentences[paragraph]
        index = bisect_right(spans, (at, len(self.text(paragraph)) + 1)) - 1
        if index >= 0 and spans[index][0] <= at < spans[index][1]:
            return spans[index]
        return at, len(self.text(paragraph))

    def run_ending(self, paragraph: int, end: int) -> Run | None:
        """The run that ends right there."""
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
    """The mark that ends the clause; the full stop of "M." or "Dr." does not."""
    for match in _CLAUSE_END.finditer(text, start, stop):
        at = match.start()
        if match.group() != "." or not is_short(text[max(text.rfind(" ", start, at) + 1, start) : at + 1]):
            return match
    return None


def words_in(text: str, start: int, end: int) -> list[Word]:
    """The words of text[start:end], without numbers and marks."""
    return [Word(match.group(), *match.span()) for match in _WORD.finditer(text, start, max(start, end))]


def last_mark(text: str, end: int) -> str:
    """The last character before `end` that is not white space, or a full stop at the paragraph's beginning."""
    while end > 0 and text[end - 1].isspace():
        end -= 1
    return text[end - 1] if end > 0 else "."
