"""The language of an article: what it declares, unless the text is surely in another.

Pages lie: a template says `lang="en"` above German text. A declaration is overruled only when two samples,
from the beginning and from the middle, agree with high probability. The detector is py3langid (naive Bayes
over byte n-grams, Lui and Baldwin 2012) restricted to languages in which news is written; among languages that
are alike the words decide (`streams/clean/kin.py`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from string import ascii_letters
from typing import Any, NamedTuple

from streams.article import LanguageGuess
from streams.clean.kin import is_told_apart, lead_over, nearest
from streams.clean.tags import primary_tag
from streams.datafiles import read_toml

_SAMPLE = 200
_FEWEST_LETTERS = 40
_SENTENCE_LETTERS = 80  # fewer are a flash
_FEWEST_OF_FLASH = 10
_FEWEST_AT_ALL = 5  # letters of which a guess can be told at all
_SENTENCE = 60
_AGREED = 0.8  # each of two samples, when nothing is declared
_FLASH = 0.5  # a headline or a sentence alone
_NAMES = 0.9  # a line in which every word has a capital
_ALONE = 0.7  # the only sample of a text of a few sentences
_OVERRULES = 0.9  # each of two samples, against a declaration
_OVERRULES_ALONE = 0.97
_OVERRULES_KIN = 0.99
_LOST = 0.5  # a sample below it says nothing
_SURE = 0.9  # a guess below it is told with its score
_READ = 2_000  # characters in which words are looked for that tell kin apart
_SMALL_WORDS = 7  # of a sample, which has some thirty words, that bear out a declaration
_LEAD = 3  # words by which another language must lead to overrule a declaration of its kin

#: Left out are what newsrooms do not write in and what steals probability from a neighbour, such as
#: Extremaduran.
_NEWS = frozenset(
    tag
    for tags in (
        "af am ar as az ba be bg bn br bs ca cs cy da de dz el en es et eu fa fi fo fr fy ga gd gl gu",
        "ha he hi hr ht hu hy id ig is it ja ka kk km kn ko ku ky lb lo lt lv mg mk ml mn mr ms mt my",
        "ne nl nn no oc om or pa pl ps pt qu ro ru rw si sk sl sn so sq sr st sv sw ta te tg th tk tl",
        "tr tt ug uk ur uz vi xh yo zh zu",
    )
    for tag in tags.split()
)

#: Neighbours that a short sample takes for one another.
_KIN = tuple(
    frozenset(tags.split())
    for tags in (
        "no nb nn da",
        "hr bs sr sh sl mk",
        "id ms",
        "cs sk",
        "pt gl es",
        "de lb gsw",
        "nl af fy",
        "hi mr ne",
        "fr oc ht",
        "es ca oc",
        "zh yue",
        "en pcm",
        "tr az tk",
        "ru be uk bg",
        "kk ky tt ba",
        "xh zu",
        "fa ps",
    )
)

_ADDRESSES = re.compile(r"https?://\S+|www\.\S+|[@#]\w+|(?<!\S)\S+@\S+")
_LETTERS = re.compile(r"[^\W\d_]|[\u0900-\u109f\u1780-\u17ff]")
_ASCII_LETTERS = ascii_letters.encode()
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class _Guess(NamedTuple):
    tag: str
    probability: float
    with_kin: float  # of the language or a neighbour: how surely it is no stranger


class Identified(NamedTuple):
    """The language of a text: its primary BCP 47 tag, or "und"; and the guess behind it where that is not sure."""

    tag: str
    guess: LanguageGuess | None = None


def warm() -> None:
    """Loads the model, which takes about a second with numpy, so that the first article does not wait for it."""
    _identifier()


def detect(paragraphs: Sequence[str], headline: str | None, declared: str | None) -> str:
    """The primary BCP 47 tag of the text's language; "und" if it is not known. As `identify`, without the guess."""
    return identify(paragraphs, headline, declared).tag


def identify(paragraphs: Sequence[str], headline: str | None, declared: str | None) -> Identified:
    """The language of a text, and the guess behind it where nobody declares one and the guess is not sure.

    `declared` is what the document says, such as "en-GB", or "" or "und" if it says nothing. The declaration
    holds unless the text is long enough and surely in another language. Text of fewer than about 40 letters
    never speaks against `declared`; where nothing is declared, a fair guess from 10 letters on counts.
    """
    said = primary_tag(declared)
    every = _samples(paragraphs, headline)
    samples = [text for text in every if _letters(text) >= _FEWEST_LETTERS]
    if not samples:
        return Identified(said) if said != "und" else _of_flash(every)
    if _has_words_of(samples[0], said):
        return Identified(_among_kin(paragraphs, said) if said in _kin(said) else said)
    first = _classify(samples[0])
    # A declaration that one sample bears out stands, whatever another says: that one need not be asked.
    if said != "und" and (first.tag == said or said not in _known()):
        return Identified(_among_kin(paragraphs, said) if said in _kin(first.tag) else said)
    guesses = [first, *map(_classify, samples[1:])]
    if said == "und":
        return _undeclared(guesses, samples[0], paragraphs)
    return Identified(_overruled(guesses, said, paragraphs))


def _has_words_of(sample: str, tag: str) -> bool:
    """Whether the small words of a sample leave no doubt that it is in that language: the detector need not be asked.

    Its tables are so large that they are never at hand, and to look them up costs five times as much.
    """
    known = _small_words()
    votes = Counter(of for word in sample.lower().split() for of in known.get(word, ()))
    mine = votes.pop(tag, 0)
    return mine >= _SMALL_WORDS and mine >= 2 * max(votes.values(), default=0)


@cache
def _small_words() -> dict[str, list[str]]:
    """The languages in whose lists of small words a word is."""
    found: dict[str, list[str]] = {}
    for tag, words in read_toml("clusters/function_words.toml").items():
        for word in words.split():
            found.setdefault(word, []).append(tag)
    return found


def _among_kin(paragraphs: Sequence[str], said: str) -> str:
    """The declared language, unless the words speak clearly for a kin of it."""
    return lead_over(_beginning(paragraphs), said, _LEAD)


def _overruled(guesses: Sequence[_Guess], said: str, paragraphs: Sequence[str]) -> str:
    """The declared language, or the one in which all samples surely are."""
    tag = guesses[0].tag
    if any(guess.tag != tag and tag not in _kin(guess.tag) for guess in guesses):
        return said
    if said in _kin(tag):
        if is_told_apart(said) and is_told_apart(tag):
            return _among_kin(paragraphs, said)
        alike = all(guess.tag == tag for guess in guesses)
        sure = min(guess.probability for guess in guesses) >= _OVERRULES_KIN
        return tag if alike and sure else said
    needed = _OVERRULES if len(guesses) > 1 else _OVERRULES_ALONE
    sure = min(guess.with_kin for guess in guesses) >= needed
    return nearest(_beginning(paragraphs), tag) if sure else said


def _of_flash(samples: Sequence[str]) -> Identified:
    """The language of a text of one short line, of which nobody says it; "und" unless the guess is fair."""
    text = max(samples, key=_letters, default="")
    letters = _letters(text)
    if letters < _FEWEST_AT_ALL:
        return Identified("und")
    guess = _classify(text)
    known = letters >= _FEWEST_OF_FLASH and guess.with_kin >= _needed(text)
    return _guessed(guess, guess.with_kin, known, [text])


def _needed(text: str) -> float:
    """How likely a language must be that is guessed from this text alone."""
    if not _has_small_words(text):
        return _NAMES
    return _FLASH if _letters(text) < _SENTENCE_LETTERS else _ALONE


def _has_small_words(text: str) -> bool:
    """Whether a word of the text has no capital, so that it is more than names."""
    return any(word[:1].isalpha() and not word[0].isupper() for word in text.split())


def _undeclared(guesses: Sequence[_Guess], sample: str, paragraphs: Sequence[str]) -> Identified:
    """Samples must agree, or one of them be sure where the other is lost; a `sample` alone must be likely enough."""
    best = max(guesses, key=lambda guess: guess.probability)
    # Kin are asked together: Croatian, Bosnian and Serbian share what is one language to the detector.
    if len(guesses) == 1:
        return _guessed(best, best.with_kin, best.with_kin >= _needed(sample), paragraphs)
    worst = min(guesses, key=lambda guess: guess.probability)
    if best.tag == worst.tag or worst.tag in _kin(best.tag):
        return _guessed(best, best.with_kin, best.with_kin >= _AGREED, paragraphs)
    alone = best.probability >= _OVERRULES and worst.probability < _LOST
    return _guessed(best, best.probability - worst.probability, alone, paragraphs)


def _guessed(guess: _Guess, score: float, known: bool, paragraphs: Sequence[str]) -> Identified:
    """What the words make of a guess; "und" if it is not `known`. A score below _SURE goes along."""
    tag = nearest(_beginning(paragraphs), guess.tag)
    told = LanguageGuess(tag, round(max(score, 0.0), 2)) if score < _SURE else None
    return Identified(tag if known else "und", told)


def _beginning(paragraphs: Sequence[str]) -> list[str]:
    """The paragraphs in which words are looked for, about _READ characters."""
    texts, read = [], 0
    for text in paragraphs:
        texts.append(text[: _READ - read])
        read += len(text)
        if read >= _READ:
            break
    return texts


def _samples(paragraphs: Sequence[str], headline: str | None) -> list[str]:
    """About 200 characters from the beginning and, if there is as much again, from the middle."""
    sentences = [text for text in paragraphs if len(text) >= _SENTENCE or _UNSPACED.search(text)] or list(
        paragraphs
    )
    start = _gather(sentences)
    if len(start) < _SAMPLE // 2:
        start = f"{(headline or '')[:_SAMPLE]} {' '.join(paragraphs)[:_SAMPLE]}".strip()
    total = sum(map(len, sentences))
    if total < 2 * _SAMPLE:
        return [_clean(start)]
    seen = 0
    for i, text in enumerate(sentences):
        seen += len(text)
        if seen >= total / 2:
            from_here = text[max(0, len(text) - (seen - total // 2)) :]
            return [_clean(start), _clean(_gather([from_here, *sentences[i + 1 : i + 8]]))]
    return [_clean(start)]


def _gather(texts: Sequence[str]) -> str:
    gathered = ""
    for text in texts:
        gathered = f"{gathered} {text[:_SAMPLE]}" if gathered else text[:_SAMPLE]
        if len(gathered) >= _SAMPLE:
            break
    return gathered[:_SAMPLE]


def _clean(text: str) -> str:
    return _ADDRESSES.sub(" ", text)


def _letters(text: str) -> int:
    """Letters and the vowel signs of India; in a script that parts no words, or builds syllables, one is three."""
    if text.isascii():  # a quarter of what the patterns cost
        return len(text) - len(text.encode().translate(None, _ASCII_LETTERS))
    return len(_LETTERS.findall(text)) + 2 * len(_UNSPACED.findall(text))


def _classify(text: str) -> _Guess:
    ranked = _identifier().rank(text)
    tag, probability = ranked[0]
    kin = _kin(tag)
    return _Guess(tag, probability, probability + sum(p for other, p in ranked[1:6] if other in kin))


@cache
def _kin(tag: str) -> frozenset[str]:
    return frozenset().union(*(kin for kin in _KIN if tag in kin))


@cache
def _identifier() -> Any:
    import numpy as np
    from py3langid import langid  # reads nothing yet, but numpy's import is slow where nobody needs it

    identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    identifier.set_languages(sorted(_NEWS.intersection(identifier.labels)))
    # The rows of a few features are taken of it for each text: they must lie together.
    identifier.nb_ptc = np.ascontiguousarray(identifier.nb_ptc)
    return identifier


@cache
def _known() -> frozenset[str]:
    return frozenset(_identifier().labels)
