"""The direct speech in Dutch, Swedish, Danish, Norwegian, Polish, Russian and Ukrainian copy, and who spoke it.

Speech stands between marks, or behind a dash that opens a paragraph: "— Мост закроют, — сказал Петров". A clause with
a verb of speech must stand beside it; without one only a paragraph that is a quotation and nothing else counts. The
clause that Slavic copy sets inside the marks («Мост, — сказал Петров, — закроют») is the reporter's, and taken out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from streams.enrich.plain_speakers import Speakers
from streams.enrich.plain_words import PLAIN, SAME, SLAVIC, Plain, clause_end, plain, words_in
from streams.enrich.quote_marks import Quotation, pair_marks
from streams.enrich.reading import Word
from streams.found import Evidence, Quote

#: The tags of the languages that are read here.
PLAIN_TAGS = PLAIN | SAME.keys()
_MARKED = re.compile("[\"“”„«»‘’‚'–—―]|^- ", re.MULTILINE)
_LEAD = re.compile(r"[\s,–—―-]*")
_LETTERS = re.compile(r"[^\W\d_]+")
_SENTENCE = re.compile(r"[.!?…][\"“”»’)]*\s+(?=[^\W\d_a-zа-яёіїєґßà-ÿ]|[\"“„«”»‘–—])")
_DASH = r"[—–―-]"
_OPENS = re.compile(rf"{_DASH} ?")
_OPENS_WITHIN = re.compile(r"(?<=[.!?…]) [—–] (?=[^\W\d_a-zа-яёіїєґßà-ÿ])")
_INNER = re.compile(
    rf"(?P<comma>[,.!?…]?) {_DASH} (?P<clause>[^—–―]{{3,140}}?)(?P<close>[,.:]? {_DASH} |[.]?$)"
)
_NORDIC = re.compile(r"(?:(?P<comma>,)|(?<=[?!…])) (?P<clause>[^\W\d_]+)")
_WINDOW = 200
_NEAR = 6  # words from a verb of speech to the mark, without a colon
_FEWEST = 4  # words of a quotation that opens without a capital, or stands by itself
_Saying = tuple[bool, str | None]
_NOTHING: _Saying = (False, None)


class _Spoken(NamedTuple):
    text: str
    speaker: str | None


def find_plain_quotes(paragraphs: Sequence[str], language: str) -> tuple[Quote, ...]:
    """The quotations of the paragraphs in their order; none for a language without words of attribution.

    `speaker` is a name as the copy writes it, or None. Never raises.
    """
    words = plain(language)
    if words is None or not any(_MARKED.search(text) for text in paragraphs):
        return ()
    return tuple(_Reader(words, paragraphs).quotes())


class _Reader:
    """Reads the quotations of one article."""

    def __init__(self, words: Plain, paragraphs: Sequence[str]) -> None:
        self.words = words
        self.paragraphs = list(paragraphs)
        self.speakers = Speakers(words, paragraphs)

    def quotes(self) -> Iterator[Quote]:
        """All quotations, in order."""
        spans = self._without_names(pair_marks(self.paragraphs, self.words.language))
        by_paragraph: dict[int, list[Quotation]] = {}
        for span in spans:
            by_paragraph.setdefault(span.paragraph, []).append(span)
        inside = {index for span in spans for index, _, _ in span.pieces}
        for index, text in enumerate(self.paragraphs):
            if index in by_paragraph:
                yield from self._marked(by_paragraph[index])
            elif index not in inside and (opening := self._opening(text)) is not None:
                turn = self._turn(index, text, opening)
                if turn is not None:
                    yield turn

    def _opening(self, text: str) -> int | None:
        """Where speech begins behind a dash that opens the paragraph or, but in Dutch copy, a sentence in it."""
        if (opening := _OPENS.match(text)) is not None:
            return opening.end()
        if self.words.language == "nl" or (within := _OPENS_WITHIN.search(text)) is None:
            return None
        return within.end()

    def _without_names(self, spans: Sequence[Quotation]) -> list[Quotation]:
        """The quotations that are no names: "директор «Северного ветра»". Names are masked in the paragraphs."""
        names = [span for span in spans if self._is_name(span)]
        inside: dict[int, list[Quotation]] = {}
        for span in names:
            inside.setdefault(span.paragraph, []).append(span)
        for index, found in inside.items():
            text, parts, last = self.paragraphs[index], [], 0
            for span in found:
                parts += [text[last : span.outer_start], "x" * (span.outer_end - span.outer_start)]
                last = span.outer_end
            self.paragraphs[index] = "".join([*parts, text[last:]])
        known = {(span.paragraph, span.start) for span in names}
        return [span for span in spans if (span.paragraph, span.start) not in known]

    def _is_name(self, span: Quotation) -> bool:
        """Whether few words between marks belong to the word before them: "директор «Северного ветра»"."""
        if len(_LETTERS.findall(span.text, 0, 2 * _WINDOW)) >= _FEWEST or span.text[-1:] in tuple(".,!?…"):
            return False
        text = self.paragraphs[span.paragraph]
        before = words_in(text, max(0, span.outer_start - 30), span.outer_start)
        if not before or text[before[-1].end : span.outer_start] != " ":
            return False
        return not self.speakers.is_verb(before[-1]) and before[-1].low not in self.words.that

    def _marked(self, spans: Sequence[Quotation]) -> Iterator[Quote]:
        """The quotations that begin in one paragraph."""
        before: Quotation | None = None
        said, followed = _NOTHING, False
        for number, span in enumerate(spans):
            inner = self._without_inner(span.text)
            after = spans[number + 1] if number + 1 < len(spans) else None
            said, followed = self._saying(span, before, after, said if followed else _NOTHING)
            text, speaker = span.text, said[1]
            if inner is not None:
                text, speaker = inner
                said, followed = (True, speaker), True
            rule = self._rule(span, inner is not None or said[0], followed=followed)
            if rule is not None:
                yield Quote(text, Evidence(rule, span.paragraph, span.start, span.end), speaker)
            before = span

    def _saying(
        self, span: Quotation, before: Quotation | None, after: Quotation | None, chained: _Saying
    ) -> tuple[_Saying, bool]:
        """Whether somebody speaks the quotation and who, and whether the clause stands behind it."""
        text = self.paragraphs[span.paragraph]
        start = before.outer_end if before is not None else 0
        behind = self._behind(span, after)
        if behind[0]:
            return behind, True
        gap = text[start : span.outer_start]
        parted = gap.rstrip()[-1:] in tuple(",.:;!?…—–-")
        if before is not None and chained[0] and parted and not _SENTENCE.search(gap.rstrip()):
            own = self._in_front(text, start, span.outer_start)
            if own[1] is not None:
                return own, True
            return chained, True  # "…", zegt Jan. "…"
        return self._in_front(text, start, span.outer_start), False

    def _behind(self, span: Quotation, after: Quotation | None) -> _Saying:
        """The clause behind the closing mark: säger Anna Berg; — сказал Иван Петров."""
        paragraph, _, end = span.pieces[-1]
        text = self.paragraphs[paragraph]
        stop = after.outer_start if after is not None and after.paragraph == paragraph else len(text)
        lead = _LEAD.match(text, end + 1)
        begin = lead.end() if lead else end + 1
        if not text[end + 1 : begin].strip() and text[end - 1 : end] not in tuple(",.?!…"):
            return _NOTHING  # Компания «Тарновские мельницы» сообщила
        return self._clause(text, begin, min(stop, begin + _WINDOW))

    def _clause(self, text: str, begin: int, stop: int) -> _Saying:
        """Whether a clause of speech begins here, its verb first, and who speaks."""
        limit = clause_end(text, begin, stop)
        words = words_in(text, begin, limit)
        if not words or words[0].start != begin:
            return _NOTHING
        if (first := self._according(words)) is not None:
            return True, None if self.words.language in SLAVIC else self.speakers.after(
                text, words[first:], limit
            )
        first = 0
        while first < min(2, len(words) - 1) and self.speakers.is_small(words[first]):
            first += 1
        if not self.speakers.is_verb(words[first]):
            return _NOTHING
        return True, self.speakers.after(text, words[first + 1 :], limit)

    def _in_front(self, text: str, start: int, mark: int) -> _Saying:
        """The sentence in front of the opening mark: Anna Berg säger: ”…”."""
        small = text[mark + 1 : mark + 2].islower()  # the words between the marks go on with the sentence
        begin = start
        for match in _SENTENCE.finditer(text, max(start, mark - 2 * _WINDOW), mark):
            begin = match.end()
        words = words_in(text, begin, mark)
        if not words or any(word.low in self.words.blockers for word in words[-2:]):
            return _NOTHING
        last = text[begin:mark].rstrip()[-1:]
        if (first := self._according(words)) is not None and first < len(words):
            if self.words.language in SLAVIC:
                return (len(words) < 6, None)  # the name is in the genitive
            known = self.speakers.after(text, words[first:], clause_end(text, words[first].start, mark))
            return True, known
        if last == ":" and (alone := self.speakers.alone(text, words)) is not None:
            return True, alone
        bare = self.speakers.is_verb(words[-1]) and self.words.language not in SLAVIC
        close = last in ":," or words[-1].low in self.words.that or bare
        for index in range(len(words) - 1, -1, -1):
            if self.speakers.is_verb(words[index]):
                near = last == ":" or (close and len(words) - index <= _NEAR)
                if not near and not (small and self._is_reported(words[index + 1 :])):
                    return _NOTHING
                return self._beside(text, words, index, mark)
        return _NOTHING

    def _is_reported(self, words: Sequence[Word]) -> bool:
        """Whether the words behind a verb of speech are what is reported: … att ministern ”äntligen måste lyssna”."""
        return len(words) <= 2 * _NEAR and any(word.low in self.words.that for word in words)

    def _beside(self, text: str, words: Sequence[Word], verb: int, mark: int) -> _Saying:
        """The subject of words[verb]: left of it, or behind it where only small words stand before."""
        found, speaker = self.speakers.before(text, words, verb)
        if found:
            return True, speaker
        limit = clause_end(text, words[verb].end, mark)
        return True, self.speakers.after(text, words[verb + 1 :], limit)

    def _according(self, words: Sequence[Word]) -> int | None:
        """The index behind "volgens", "по словам", where the words begin so."""
        return next((at + 1 for at, word in enumerate(words[:2]) if word.low in self.words.according), None)

    def _rule(self, span: Quotation, spoken: bool, *, followed: bool) -> str | None:
        """ "attributed", "sentence" for a paragraph that is a quotation and nothing else, or None for what is none."""
        text, count = self.paragraphs[span.paragraph], len(_LETTERS.findall(span.text))
        capital, ended = span.text[:1].isupper(), span.text[-1:] in tuple(".!?…,")
        if spoken:
            sure = followed or ended or text[: span.outer_start].rstrip().endswith(":")
            enough = count >= _FEWEST or (count >= 2 and capital and sure)
            return "attributed" if enough and (followed or not _is_title(span.text)) else None
        alone = not text[: span.outer_start].strip() and not text[span.outer_end :].strip(" .")
        whole = alone or span.last_paragraph != span.paragraph
        return (
            "sentence"
            if whole and capital and count >= _FEWEST and (ended or span.text[-1:].isalpha())
            else None
        )

    def _without_inner(self, text: str) -> _Spoken | None:
        """The quotation without a clause of speech between dashes in it; None if there is none."""
        if self.words.language not in SLAVIC:
            return None
        for match in _INNER.finditer(text):
            start, stop = match.span("clause")
            said, speaker = self._clause(text, start, stop)
            if not said or not match.start():
                continue
            mark = match["comma"].rstrip(",") or ("." if match["close"].startswith(".") else "")
            return _Spoken(f"{text[: match.start()]}{mark} {text[match.end() :].strip()}".rstrip(), speaker)
        return None

    def _turn(self, index: int, text: str, begin: int) -> Quote | None:
        """What is said from `begin` on, behind a dash; None if no clause says that somebody speaks."""
        if self.words.language in SLAVIC:
            inner = self._without_inner(text[begin:])
            if inner is None or len(_LETTERS.findall(inner.text)) < 2:
                return None
            return Quote(inner.text, Evidence("dialogue", index, begin, len(text)), inner.speaker)
        for match in _NORDIC.finditer(text, begin):
            if match["clause"].lower() not in self.words.verbs:
                continue
            stop = min(len(text), match.start("clause") + _WINDOW)
            said, speaker = self._clause(text, match.start("clause"), stop)
            if not said or not self._has_subject(text, match.end(), stop):
                continue
            spoken = text[begin : match.start()]
            if len(_LETTERS.findall(spoken)) < 2:
                return None
            return Quote(spoken, Evidence("dialogue", index, begin, match.start()), speaker)
        return None

    def _has_subject(self, text: str, begin: int, stop: int) -> bool:
        """Whether anything stands behind the verb: in "…, sier det seg selv" a pronoun, in "…, menar" nothing."""
        return bool(words_in(text, begin, clause_end(text, begin, stop)))


def _is_title(text: str) -> bool:
    """Whether every word has a capital, as in names and titles."""
    words = _LETTERS.findall(text)
    return all(word[0].isupper() for word in words)
