"""The direct speech in Finnish, Czech, Turkish, Arabic and Hindi copy, and who spoke it.

Speech stands between marks, in Finnish behind a dash that opens a paragraph as well, with a verb of speech beside it.
Who speaks is the person named beside the verb in the form of a subject; where the verb stands alone or with a pronoun,
the one person whom the sentence before names so. What cannot be told is left out.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from streams.enrich.inflected_names import read_names
from streams.enrich.inflected_words import CASED, INFLECTED, Inflected, inflected, key, words_in
from streams.enrich.quote_marks import Quotation, pair_marks
from streams.enrich.reading import Word
from streams.found import Evidence, Quote

#: The tags of the languages that are read here.
INFLECTED_TAGS = INFLECTED
_MARKED = re.compile('["“”„«»‘’‚]|^[–—-] ', re.MULTILINE)
_SENTENCE = re.compile(r"[.!?…।؟](?=\s)|\n")
_CLAUSE = re.compile(r"[.!?…;।؟\n](?=\s|$)")
_ENDED = tuple(".,!?…।،؟")
_DASH = re.compile(r"[–—-] ")
_TURN = re.compile(r"[,?!] (?=[^\W\d_])")
_NOTHING_ELSE = 8  # characters beside a quotation that is a paragraph
_FEWEST = 4  # words of a quotation that is no whole sentence
_FRONT = 14  # words between a verb of speech and the opening mark
_WINDOW = 400  # characters beside a quotation
_start_of = attrgetter("start")
_NEAR = 6  # words between a name and the verb
#: Words of a clause in which the verb has no subject of its own but a pronoun.
_BARE = 3
#: Words from the closing mark to the verb, by language: Hindi has it at the end of the clause.
_BEHIND = {"hi": 8, "ar": 2, "tr": 2, "fi": 6, "cs": 3}
_SHORT = re.compile(r"\b(?:[A-ZÇĞİÖŞÜČŘŠŽ]|Prof|Dr|Doç|Ing|Mgr|MUDr|JUDr|डॉ|प्रो)\.$")


class _Mention(NamedTuple):
    name: str
    start: int
    end: int


def find_inflected_quotes(paragraphs: Sequence[str], language: str) -> tuple[Quote, ...]:
    """The quotations of the paragraphs in their order; `speaker` is a person's full name, or None. Never raises."""
    words = inflected(language)
    if words is None or not any(_MARKED.search(text) for text in paragraphs):
        return ()
    return tuple(_Reader(words, paragraphs).quotes())


class _Reader:
    """Reads the quotations of one article."""

    def __init__(self, words: Inflected, paragraphs: Sequence[str]) -> None:
        self._words = words
        self._language = words.language
        self._paragraphs = paragraphs
        self._subjects = self._mentions()
        self._spans = pair_marks(paragraphs, words.language)
        self._opened = {(span.last_paragraph, span.outer_end): span.outer_start for span in self._spans}
        self._last: tuple[int, str] | None = None  # the paragraph and the speaker of the quotation before

    def _mentions(self) -> list[list[_Mention]]:
        """Where each paragraph names a person in the form of a subject, by the full name or the family name."""
        named = read_names(self._paragraphs, self._language)
        by_surname: dict[str, str | None] = {}
        for each in named:
            known = by_surname.get(each.surname, each.name)
            by_surname[each.surname] = each.name if known == each.name else None
        by_first: dict[str, list[str]] = {}
        for surname in sorted(by_surname, key=len, reverse=True):
            by_first.setdefault(surname.split(" ")[0], []).append(surname)
        found: list[list[_Mention]] = [[] for _ in self._paragraphs]
        at = 0
        for index, text in enumerate(self._paragraphs):
            for word in words_in(text, self._language) if by_first else ():
                while at < len(named) and (named[at].paragraph, named[at].end) <= (index, word.start):
                    at += 1
                full = named[at] if at < len(named) else None
                if full is not None and full.paragraph == index and full.start <= word.end - 1:
                    if full.as_written and (not found[index] or found[index][-1].start != full.start):
                        found[index].append(_Mention(full.name, full.start, full.end))
                    continue
                for surname in by_first.get(word.text, ()):
                    end = word.start + len(surname)
                    name = by_surname[surname]
                    if (
                        name is not None
                        and text.startswith(surname, word.start)
                        and not text[end : end + 1].isalnum()
                    ):
                        found[index].append(_Mention(name, word.start, end))
                        break
        return found

    def _between(self, index: int, start: int, end: int) -> list[_Mention]:
        """The mentions that begin in [start, end) of a paragraph."""
        there = self._subjects[index]
        return there[bisect_left(there, start, key=_start_of) : bisect_left(there, end, key=_start_of)]

    def quotes(self) -> Iterator[Quote]:
        """All quotations, in order."""
        inside = {index for span in self._spans for index, _, _ in span.pieces}
        by_paragraph: dict[int, list[Quotation]] = {}
        for span in self._spans:
            by_paragraph.setdefault(span.paragraph, []).append(span)
        for index, text in enumerate(self._paragraphs):
            of = by_paragraph.get(index, [])
            for number, span in enumerate(of):
                start = of[number - 1].outer_end if number else 0
                stop = of[number + 1].outer_start if number + 1 < len(of) else len(text)
                quote = self._marked(span, start, stop)
                if quote is not None:
                    self._last = (index, quote.speaker) if quote.speaker else self._last
                    yield quote
            if not of and index not in inside and self._language == "fi" and _DASH.match(text):
                turn = self._turn(index, text)
                if turn is not None:
                    yield turn

    def _marked(self, span: Quotation, start: int, stop: int) -> Quote | None:
        """The quotation if somebody speaks it; the copy beside it is what stands in [start, stop)."""
        text = self._paragraphs[span.paragraph]
        count = len(words_in(span.text, self._language))
        ended = span.text.endswith(_ENDED)
        found, speaker = followed, _ = self._behind(span, stop)
        if not found:
            found, speaker = self._in_front(span, start)
        if found:
            capital = self._language not in CASED or span.text[:1].isupper()
            colon = text[max(0, span.outer_start - 3) : span.outer_start].rstrip().endswith(":")
            enough = count >= _FEWEST or (count >= 2 and capital and (ended or colon or followed))
            rule = "attributed" if enough else None
        else:
            beside = span.outer_start + len(text) - span.outer_end
            alone = beside < _NOTHING_ELSE and not (text[: span.outer_start] + text[span.outer_end :]).strip(
                " .।"
            )
            whole = alone or span.last_paragraph != span.paragraph
            rule = "sentence" if whole and count >= _FEWEST and (ended or alone) else None
        if rule is None:
            return None
        return Quote(span.text, Evidence(rule, span.paragraph, span.start, span.end), speaker)

    def _behind(self, span: Quotation, stop: int) -> tuple[bool, str | None]:
        """Whether a clause of speech stands behind the closing mark, and who speaks."""
        index = span.last_paragraph
        text = self._paragraphs[index]
        begin = span.pieces[-1][2] + 1
        if index != span.paragraph:
            stop = len(text)
        end = self._clause_end(text, begin, stop)
        words = words_in(text, self._language, begin, end)
        parted = text[begin : words[0].start].strip(" ,،–—-") if words else "x"
        if not words or parted:
            return False, None
        reach = words[: _BEHIND[self._language]]
        kinds = self._words.behind or self._words.verbs
        verb = next((word for word in reach if self._is(word, kinds)), None)
        if verb is None:
            return False, None
        if self._language == "tr":
            return True, self._turkish(span, index, verb, end)
        return True, self._subject(index, begin, end, verb, words)

    def _clause_end(self, text: str, begin: int, stop: int) -> int:
        stop = min(stop, begin + _WINDOW)
        for match in _CLAUSE.finditer(text, begin, stop):
            if _SHORT.search(text, begin, match.end()) is None:
                return match.start()
        return stop

    def _sentence_start(self, text: str, floor: int, end: int) -> int:
        start = floor = max(floor, end - _WINDOW)
        for match in _SENTENCE.finditer(text, floor, end):
            if _SHORT.search(text, floor, match.end()) is None:
                start = match.end()
        return start

    def _turkish(self, span: Quotation, index: int, verb: Word, end: int) -> str | None:
        """The subject: behind diyen, or in front of the quotation: Erdoğan, "…" dedi."""
        if verb.low == "diyen":
            near = self._between(index, verb.end, end)
            gap = words_in(self._paragraphs[index], "tr", verb.end, near[0].start) if near else []
            return near[0].name if near and len(gap) < _NEAR else None
        text = self._paragraphs[span.paragraph]
        begin = self._sentence_start(text, 0, span.outer_start)
        there = self._between(span.paragraph, begin, span.outer_start)
        names = {mention.name for mention in there}
        if len(names) == 1:
            return there[0].name
        if not names and not text[begin : span.outer_start].strip():
            return self._carried(span.paragraph, begin)
        first = there[0] if there else None
        led = first is not None and text[first.end : first.end + 1] == ","
        return first.name if first is not None and led else None

    def _in_front(self, span: Quotation, floor: int) -> tuple[bool, str | None]:
        """Whether the sentence in front of the opening mark says that somebody speaks, and who."""
        text = self._paragraphs[span.paragraph]
        begin = self._sentence_start(text, floor, span.outer_start)
        words = words_in(text, self._language, begin, span.outer_start)
        if not words:
            return False, None
        last = text[begin : span.outer_start].rstrip()[-1:]
        close = last in (":", ",", "،") or self._is(words[-1], self._words.that)
        verb = next((word for word in reversed(words[-_FRONT:]) if self._is(word, self._words.verbs)), None)
        if verb is None or not (close or verb == words[-1]):
            return False, None
        return True, self._subject(span.paragraph, begin, span.outer_start, verb, words)

    def _is(self, word: Word, part: frozenset[str]) -> bool:
        low = key(word.text, self._language)
        return low in part or (self._language == "ar" and low[:1] in ("و", "ف") and low[1:] in part)

    def _subject(self, index: int, begin: int, end: int, verb: Word, words: Sequence[Word]) -> str | None:
        """The person in the clause [begin, end) who is the subject of the verb."""
        there = self._between(index, begin, end)
        if self._language == "hi":
            there = [m for m in there if self._is_marked(index, m)]
        if self._language == "ar":
            there = [m for m in there if m.start > verb.start]
        names = {mention.name for mention in there}
        if not there:
            pronoun = any(self._is(word, self._words.pronouns) for word in words[:_BARE])
            small = [word for word in words if not self._is(word, self._words.auxiliaries)]
            drops = self._language in ("cs", "ar") and len(small) == 1
            if (pronoun and self._language != "cs") or drops:
                return self._carried(index, begin)
            return None
        near = min(there, key=lambda m: max(m.start - verb.end, verb.start - m.end))
        between = words_in(
            self._paragraphs[index],
            self._language,
            *sorted((min(near.end, verb.end), max(near.start, verb.start))),
        )
        if len(names) > 1 and (len(between) > 1 or self._language not in CASED):
            return near.name if self._language == "hi" else None
        return near.name if len(between) <= 2 * _NEAR else None

    def _is_marked(self, index: int, mention: _Mention) -> bool:
        """Whether a Hindi name has behind it what a speaker's has: ने, के अनुसार."""
        following = words_in(self._paragraphs[index], "hi", mention.end, mention.end + 20)
        return bool(following) and self._is(following[0], self._words.subject)

    def _carried(self, index: int, begin: int) -> str | None:
        """The one subject of the sentence before `begin`, or who spoke just before in the paragraph."""
        paragraph, end = index, self._opened.get((index, begin), begin)
        if not self._paragraphs[index][max(0, end - _WINDOW) : end].strip():
            paragraph -= 1
            end = len(self._paragraphs[paragraph]) if paragraph >= 0 else 0
        if paragraph < 0:
            return None
        text = self._paragraphs[paragraph]
        start = self._sentence_start(text, 0, self._before_stop(text, end))
        names = {m.name for m in self._between(paragraph, start, end)}
        if len(names) == 1:
            return names.pop()
        if not names and self._last is not None and self._last[0] == index:
            return self._last[1]
        return None

    def _before_stop(self, text: str, end: int) -> int:
        """The end without the full stop before it."""
        begin = max(0, end - _WINDOW)
        return begin + len(text[begin:end].rstrip(" \n.!?।"))

    def _turn(self, index: int, text: str) -> Quote | None:
        """What is said behind a dash: – Emme luovu, Purra sanoi."""
        begin = 2
        for match in reversed(list(_TURN.finditer(text, begin))):
            end = self._clause_end(text, match.end(), len(text))
            words = words_in(text, self._language, match.end(), end)
            verb = next((word for word in words[:_NEAR] if self._is(word, self._words.verbs)), None)
            if verb is None:
                continue
            stop = match.start() + (text[match.start()] != ",")
            spoken = text[begin:stop]
            if len(words_in(spoken, self._language)) < 2:
                return None
            speaker = self._subject(index, match.end(), end, verb, words)
            return Quote(spoken, Evidence("dialogue", index, begin, stop), speaker)
        return None
