"""At most two sentences of the article that tell what it is about, word for word.

News is an inverted pyramid: the lead says it. So the score of a sentence is where it stands, what it shares
with the headline, and how much of what the article keeps talking about it holds (centrality by shared words,
after Luhn, "The automatic creation of literature abstracts", 1958). A sentence that leans on the one before
it ("He said …"), a piece of a quotation, a subhead, a credit line, a question or a teaser is no summary.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

from streams.datafiles import read_toml
from streams.enrich.background import Background, background, base_form
from streams.enrich.dateline import without_dateline
from streams.enrich.sentences import split_sentences, words_of_text

_WORDS = 60  # the summary's length that is kept to where it can be
_SHORTEST = 5  # words; what is shorter is a subhead or an exclamation
_SECOND_SHORTEST = 8  # words; a second sentence shorter than that says too little by itself
_REACH = 5_000  # characters of a paragraph in which names are looked for
_READ = 40  # sentences; further down an inverted pyramid there is background only
_REMEMBERED = 1 << 15  # words; news uses the same ones again and again
_SECOND = 0.35  # the least that a second sentence must score, of 3

_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_HEAD = re.compile(r"['’]")
_END = re.compile(r"[.!?…。！？।؟][\"'”’»“‘«›‹)\]]*\s?»?$")
_BAD_START = re.compile(r"[(\[*•–—>|-]|https?:|www\.")
_QUOTED = frozenset("\"“”„«»‹›‘’‚'")
_FULL_NAME = re.compile(r"(?<!\w)[^\W\d_a-zà-ÿ][\w'’-]+(?: [^\W\d_a-zà-ÿ][\w'’-]+){1,4}")
_FIRST_WORD = re.compile(r"([^\W\d_a-zà-ÿ][\w-]+)(?:['’]s)?,? (?=[^\W_A-ZÀ-Ý])")
# Single marks, as in Britain; an apostrophe inside a word is none.
_SINGLE = re.compile(r"[‘'](?<!\w.)(?=\w)[^‘'’\n]*(?:(?<=\w)['’](?=\w)[^‘'’\n]*)*['’](?!\w)")
_QUESTION = re.compile(r"[?？؟][\"'”’»“‘«›‹)\]]*\s?»?$")
_MARK = re.compile(r"[\"“”„«»‹›‘’‚]")
_PAIRS = {"“": "”", "«": "»", "‹": "›"}
_GERMAN_PAIRS = {"„": "“”", "‚": "‘’", "»": "«", "«": "»"}


@dataclass(slots=True, eq=False)
class _Sentence:
    text: str
    at: int  # its place in the article, from 0
    words: int
    stems: Set[str]
    leans: bool  # it starts with a word that points to the sentence before it, with a quotation, or is short
    subject: str  # the one capitalised word it starts with; "" if there is none, or more


def _quotations(text: str, language: str) -> list[tuple[int, int]]:
    """The spans of quotations, marks included; one that is not closed reaches to the end."""
    pairs = _GERMAN_PAIRS if language == "de" else _PAIRS
    spans: list[tuple[int, int]] = []
    opened, closing = -1, ""
    for match in _MARK.finditer(text):
        at, mark = match.start(), match.group()
        if opened >= 0:
            if mark in closing:
                spans.append((opened, at + 1))
                opened = -1
        elif mark in pairs or mark == '"':
            opened, closing = at, pairs.get(mark, '"')
    if opened >= 0:
        spans.append((opened, len(text)))
    if "'" in text or "‘" in text:  # the pattern is slow, and few paragraphs have any
        spans += [match.span() for match in _SINGLE.finditer(text)]
    return spans


def _whole(text: str, start: int, end: int, quotations: Sequence[tuple[int, int]]) -> bool:
    """False if the sentence cuts a quotation in two, lies in one, or is nothing but one."""
    for opened, closed in quotations:
        cut = (
            opened < start < closed
            or opened < end < closed
            or (closed == len(text) == end and not _closes(text))
        )
        if cut or (opened <= start and end <= closed):
            return False
    return True


def _closes(text: str) -> bool:
    return text.rstrip()[-1:] in '"”“»«’‘›‹' and len(text.rstrip()) > 1


def _sentences(texts: Sequence[str], language: str, known: Background) -> Iterator[_Sentence]:
    at = 0
    teasers = _teasers(language)
    for text in texts:
        quotations = _quotations(text, language)
        for start, end in split_sentences(text, language):
            sentence = text[start:end]
            at += 1
            if (
                sentence[0].islower()
                or not _END.search(sentence[-6:])
                or _BAD_START.match(sentence)
                or not _whole(text, start, end, quotations)
            ):
                continue
            words = words_of_text(sentence)
            if words < _SHORTEST or (teasers and teasers.are_in(sentence)):
                continue
            first = _WORD.search(sentence)
            points = first is not None and _HEAD.split(first[0].casefold())[0] in known.openers
            quoted = sentence[0] in _QUOTED
            leans = points or words < _SECOND_SHORTEST or quoted or bool(_QUESTION.search(sentence[-6:]))
            subject = _FIRST_WORD.match(sentence)
            stems = _stems(sentence, known)
            yield _Sentence(sentence, at - 1, words, stems, leans, subject[1] if subject else "")


class _Teasers:
    """What tells a sentence that points to something else."""

    def __init__(self, starts: Sequence[str], ends: Sequence[str]) -> None:
        self._starts = _either(starts)
        # The character before it is asked for first, which leaves out all places inside of words at once.
        self._ends = re.compile(rf"\W(?:{_either(ends).pattern})[.!…:]*\Z")

    def are_in(self, sentence: str) -> bool:
        """Whether the sentence is a teaser."""
        low = sentence.lower()  # half the work of a pattern for which capitals are small letters
        return bool(self._starts.match(low) or self._ends.search(f" {low}", max(0, len(low) - 60)))


def _either(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns).replace("'", "['’]"))


@cache
def _teasers(language: str) -> _Teasers | None:
    """The teasers of a language; None for one without a list."""
    lists = read_toml("summary/teasers.toml").get(language)
    return _Teasers(lists["starts"], lists["ends"]) if lists else None


def _is_part_of_name(word: str, texts: Sequence[str], known: Background) -> bool:
    """Whether the article has a name of several words with this one in it: "Olsen" of "Marta Olsen"."""
    if word.casefold() in known.never:
        return False
    heads = (text[:_REACH] for text in texts[:_READ] if word in text)
    return any(word in name for head in heads for name in _full_names(head))


@lru_cache(maxsize=_READ)  # each sentence of an article may ask
def _full_names(text: str) -> tuple[list[str], ...]:
    """The words of each name of several words, in order."""
    return tuple(name.split() for name in _FULL_NAME.findall(text))


class _Stems(dict[str, str]):
    """The base form of each case-folded word; "" for one that tells nothing. Filled as words are met."""

    def __init__(self, known: Background) -> None:
        super().__init__()
        self._known = known

    def __missing__(self, word: str) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        lemma = base_form(word, self._known.language)
        made = self[word] = lemma if len(lemma) > 2 and lemma not in self._known.never else ""
        return made


@cache
def _stems_of(language: str) -> _Stems:
    return _Stems(background(language))


def _stems(text: str, known: Background) -> Set[str]:
    stems = _stems_of(known.language)
    found = set(map(stems.__getitem__, _WORD.findall(text.casefold())))
    found.discard("")
    return found


def _scores(sentences: Sequence[_Sentence], headline: Set[str]) -> dict[_Sentence, float]:
    """From 0 to 3: one each for the place, for the headline's words, and for the article's own."""
    spread = Counter(chain.from_iterable(sentence.stems for sentence in sentences))
    # How many others have each of its words.
    shared = {s: sum(map(spread.__getitem__, s.stems)) - len(s.stems) for s in sentences}
    central = {s: shared[s] / math.sqrt(len(s.stems) or 1) for s in sentences}
    most = max(central.values(), default=0.0) or 1.0
    return {
        s: 1 / (1 + 0.35 * s.at)
        + (len(s.stems & headline) / len(headline) if headline else 0.0)
        + central[s] / most
        - (1.0 if s.leans else 0.0)
        for s in sentences
    }


def summarise(headline: str | None, paragraphs: Sequence[str], language: str) -> tuple[str, ...]:
    """At most two sentences of the text, word for word and in their order; together at most 60 words if possible.

    `language` is a primary BCP 47 tag. The dateline is left out. Empty if no sentence can stand alone.
    """
    known = background(language)
    texts = without_dateline(paragraphs, language)
    found = []
    for sentence in _sentences(texts, language, known):
        found.append(sentence)
        if len(found) == _READ:
            break
    if not found:
        return ()
    scores = _scores(found, _stems(headline or "", known))
    fitting = [s for s in found if s.words <= _WORDS]
    first = max(fitting or found[:1], key=lambda s: (scores[s], -s.at))
    second = _second(first, fitting, scores, texts, known)
    return tuple(s.text for s in sorted((first, *second), key=lambda s: s.at))


def _second(
    first: _Sentence,
    sentences: Sequence[_Sentence],
    scores: dict[_Sentence, float],
    texts: Sequence[str],
    known: Background,
) -> tuple[_Sentence, ...]:
    """The sentence that adds most to the first within the words that are left; none if none adds enough.

    It must stand by itself: one that leans on another, or begins with a surname that the first sentence does
    not give, is out.
    """
    best, chosen = _SECOND, None
    for sentence in sentences:
        if sentence is first or sentence.leans or first.words + sentence.words > _WORDS or not sentence.stems:
            continue
        new = 1 - len(sentence.stems & first.stems) / len(sentence.stems)
        if scores[sentence] * new <= best:
            continue
        subject = sentence.subject
        if not subject or subject in first.text or not _is_part_of_name(subject, texts, known):
            best, chosen = scores[sentence] * new, sentence
    return (chosen,) if chosen else ()
