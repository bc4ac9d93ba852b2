"""The terms that set an article apart, by tf-idf against how common each word is in news of its language.

The background is `streams/enrich/background.py`. Terms of several words come before the words they consist
of: names are runs of capitalised words, others are neighbours met at least twice.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from streams.article import Keyword
from streams.enrich.background import RARE, Background, background
from streams.enrich.dateline import find_dateline

_HEADLINE, _LEAD, _BODY = 2.5, 1.5, 1.0  # what a mention weighs, by where it stands
_LEAST = 0.15  # of the best score; what is below is noise
_LONGEST_NAME = 5  # words

_TOKEN = re.compile(r"(?<!\w)(?:(?:[^\W\d_]\.){2,}|[^\W\d_]\w*(?:[-'’‑]\w+)*)")
_ELISION = re.compile(r"(?:[ldjmtsnc]|qu|jusqu|lorsqu|puisqu|quoiqu)['’](?=\w)", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_OPENING = re.compile(r"[.!?…:;\"“”„«»‹›–—•(\[\n]")
_GLUE = frozenset(("", " ", " & ", "' ", "’ "))  # "the Seafarers' Alliance" is one name
_ARTICLES = frozenset(
    ("der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "eines")
)
_CASE_ENDING = re.compile(r"(?<=\w{4})(?:e[nrsm]?|s)$")  # Europäische, der Europäischen
_PARTICLES = frozenset(
    ("van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "bin", "al", "ter", "ten")
)
_JOINTS = {"en": ("of", "of the", "for"), "fr": ("de", "du", "des", "de la", "d")}
_NOT_NOUNS = {
    "en": re.compile(r"(?:ly|ing|ed|n['’]t|['’](?:re|ve|ll|d|m))$"),
    "fr": re.compile(r"(?:mment|ement|er|ir|ant|ants|ait|aient|é|ée|és|ées|ez|ons)$"),
}


def without_dateline(paragraphs: Sequence[str], language: str) -> list[str]:
    """The copy itself: without its dateline, and without the byline or headline before that."""
    dateline = find_dateline(paragraphs, language)
    if dateline is None:
        return list(paragraphs)
    first = dateline.evidence.paragraph
    return [paragraphs[first][dateline.evidence.end :], *paragraphs[first + 1 :]]


@dataclass(slots=True)
class _Token:
    text: str
    folded: str
    block: int  # -1 the headline, else the paragraph
    opens: bool  # its capital may come from standing at the start of a sentence
    before: str  # what stands between it and the token before it
    closed: bool  # a possessive: no name goes on after it
    lemma: str = ""

    @property
    def glued(self) -> bool:
        return self.before in _GLUE

    @property
    def weight(self) -> float:
        return _HEADLINE if self.block < 0 else _LEAD if self.block == 0 else _BODY


@dataclass(slots=True, eq=False)
class _Term:
    """A candidate: `words` are lemmas, `spans` the token indices [first, after the last) of its mentions."""

    words: tuple[str, ...]
    named: bool
    shown: Counter[str] = field(default_factory=Counter)
    spans: list[tuple[int, int]] = field(default_factory=list)
    weight: float = 0.0
    headlined: bool = False
    mentions: int = 0

    def add(self, other: _Term) -> None:
        """Take the mentions of another term as mentions of this one."""
        self.weight += other.weight
        self.mentions += other.mentions
        self.headlined |= other.headlined

    def score(self, known: Background) -> float:
        """tf-idf. A term of words is rarer than each of them; one met once in the body counts for less."""
        parts = [known.idf(word) for word in self.words if word not in known.never]
        together = sum(parts) * 0.8
        idf = parts[0] if len(self.words) == 1 and parts else 1.1 * max([*parts, min(RARE, together)])
        once = self.mentions == 1 and not self.headlined
        return math.log1p(self.weight) * idf * ((0.6 if self.named else 0.35) if once else 1.0)


def _tokens(text: str, block: int, language: str) -> Iterator[_Token]:
    last = 0
    for match in _TOKEN.finditer(text):
        start, before = match.start(), _SPACE.sub(" ", text[last : match.start()])
        if opens := last == 0 or bool(_OPENING.search(before)):
            before = "\n" + before
        last = match.end()
        if language == "fr" and (elided := _ELISION.match(text, start, last)):
            yield _Token(elided[0], elided[0][:-1].casefold(), block, False, before, False)
            start, before = elided.end(), ""
        word = text[start:last]
        bare = _POSSESSIVE.sub("", word) if language == "en" else word
        folded = bare.replace("’", "'").replace("‑", "-").casefold()
        yield _Token(bare, folded, block, opens, before, bare != word)


class _Reading:
    """One article's words, and which of its capitals say something."""

    def __init__(self, texts: Sequence[tuple[int, str]], language: str) -> None:
        self.language = language
        self.known = background(language)
        self.tokens = [token for block, text in texts for token in _tokens(text, block, language)]
        self.shouted = {block for block, text in texts if self._shouts(block, text)}
        told = [t for t in self.tokens if t.block not in self.shouted and not t.opens]
        self.capital = {t.folded for t in told if t.text[0].isupper()}
        self.lower = {t.folded for t in told if t.text[0].islower()}
        forms = frozenset(token.folded for token in self.tokens)
        lemmas = {form: self.known.lemma(form, forms) for form in forms}
        for token in self.tokens:
            token.lemma = token.text.replace(".", "") if self.acronym(token) else lemmas[token.folded]

    def _shouts(self, block: int, text: str) -> bool:
        """True if the block's capitals say nothing: all capitals, or Title Case as in English headlines."""
        if text.isupper() or (block < 0 and self.language != "de"):
            return True
        words = [t for t in self.tokens if t.block == block and not t.opens and len(t.text) > 3]
        return len(words) > 9 and sum(t.text[0].isupper() for t in words) > 0.8 * len(words)

    def acronym(self, token: _Token) -> bool:
        """ "EU", "U.S.", but not a word of an all-capitals text."""
        return (
            len(token.text) > 1
            and token.text.isupper()
            and (token.block not in self.shouted or token.folded in self.capital)
        )

    def named(self, token: _Token) -> bool:
        """True if the word is a name (in German: a noun), as far as its capital tells."""
        if not token.text[0].isupper():
            return False
        if self.acronym(token):
            return token.folded not in self.known.never or token.folded in self.known.bands
        if token.folded in self.known.never:
            return False
        if token.block not in self.shouted and not token.opens:
            return True
        if token.folded in self.capital:
            return token.folded not in self.lower
        first = token.opens and token.block not in self.shouted and self.language in ("en", "fr")
        return first and token.folded not in self.lower and self.rare(token) and not self.odd(token)

    def rare(self, token: _Token) -> bool:
        return token.lemma == token.folded and not self.known.knows(token.folded)

    def odd(self, token: _Token) -> bool:
        """True for a word outside the background that by its ending is a verb or an adverb."""
        ending = _NOT_NOUNS.get(self.language)
        return bool(ending and token.folded not in self.known.bands and ending.search(token.folded))

    def barred(self, token: _Token) -> bool:
        """True for a token that can be no keyword, nor part of one that is not a name."""
        if self.acronym(token):
            return not self.named(token)
        return len(token.folded) < 3 or self.known.barred(token.lemma) or self.known.barred(token.folded)

    def name_word(self, token: _Token) -> str:
        return _CASE_ENDING.sub("", token.folded) if self.language == "de" else token.folded

    def term(self, span: tuple[int, int], named: bool) -> _Term:
        tokens = self.tokens[slice(*span)]
        shown = tokens[0].text + "".join((t.before + t.text) for t in tokens[1:])
        words = tuple(self.name_word(token) if named and len(tokens) > 1 else token.lemma for token in tokens)
        term = _Term(words, named)
        term.shown[shown] += 1
        term.spans.append(span)
        term.weight, term.headlined, term.mentions = tokens[0].weight, tokens[0].block < 0, 1
        return term


def _gather(terms: Iterable[_Term]) -> dict[tuple[str, ...], _Term]:
    gathered: dict[tuple[str, ...], _Term] = {}
    for term in terms:
        first = gathered.setdefault(term.words, term)
        if first is not term:
            first.add(term)
            first.shown += term.shown
            first.spans += term.spans
            first.named |= term.named
    return gathered


def _name_spans(reading: _Reading) -> Iterator[tuple[int, int]]:
    """Runs of two and more capitalised words, joined by "of" or "van" where a name would be."""
    tokens, at = reading.tokens, 0
    while at < len(tokens):
        after = at
        while after < len(tokens) and reading.named(tokens[after]):
            after += 1
            if after >= len(tokens) or tokens[after - 1].closed or not tokens[after].glued:
                break
            if not reading.named(tokens[after]):
                after = _over_joint(reading, at, after)
        if (span := _without_title(reading, at, after)) is not None:
            yield span
        at = max(after, at + 1)


def _over_joint(reading: _Reading, first: int, at: int) -> int:
    """The token after the "of" of "Bank of England" or the "van" of a name; `at` if there is no joint."""
    tokens, known = reading.tokens, reading.known
    left = tokens[at - 1]
    institution = at - first <= 2 and left.lemma in known.bands and left.folded not in known.titles
    for beyond in (at + 1, at + 2):
        if beyond >= len(tokens) or not all(token.glued for token in tokens[at : beyond + 1]):
            break
        joint = " ".join(token.folded for token in tokens[at:beyond])
        allowed = (
            _JOINTS.get(reading.language, ())
            if institution
            else ()
            if reading.language == "fr"
            else _PARTICLES
        )
        if joint in allowed and reading.named(tokens[beyond]):
            return beyond
    return at


def _without_title(reading: _Reading, first: int, after: int) -> tuple[int, int] | None:
    """The run without "Prime Minister" before a person's name; None if no term of several words is left."""
    words = [token.folded for token in reading.tokens[first:after]]
    rank = max((i for i, word in enumerate(words) if word in reading.known.titles), default=-1)
    if rank >= 0 and not any(word in reading.known.bands for word in words[rank + 1 :]):
        first += rank + 1
    return (first, after) if 1 < after - first <= _LONGEST_NAME else None


def _names(reading: _Reading) -> list[_Term]:
    """The names of several words; a shorter form of just one other name counts as that name."""
    names = list(_gather(reading.term(span, named=True) for span in _name_spans(reading)).values())
    if reading.language not in ("en", "fr"):  # two capitals side by side are not yet a name
        people = _people(reading, names) if reading.language == "de" else []
        names = [name for name in names if name.mentions > 1] + people
    gone: list[_Term] = []
    for short in sorted(names, key=lambda term: len(term.words)):
        wider = [t for t in names if set(short.words) < set(t.words)]
        if len(wider) == 1:
            kept, other = (short, wider[0]) if short.mentions > wider[0].mentions else (wider[0], short)
            if other not in gone and kept not in gone:
                kept.add(other)
                kept.spans += other.spans
                gone.append(other)
    return [name for name in names if name not in gone]


def _people(reading: _Reading, names: Sequence[_Term]) -> list[_Term]:
    """German names met once whose last word, not the first, is taken up alone: "Marta Olsen … Olsen"."""
    inside = {at for name in names for span in name.spans for at in range(*span)}
    alone = {
        reading.name_word(t)
        for at, t in enumerate(reading.tokens)
        if at not in inside and t.text[0].isupper()
    }
    found = []
    for name in names:
        first, after = name.spans[0]
        article = first > 0 and reading.tokens[first - 1].folded in _ARTICLES
        rare = all(reading.rare(token) for token in reading.tokens[first:after])
        if (
            name.mentions == 1
            and rare
            and not article
            and name.words[-1] in alone
            and name.words[0] not in alone
        ):
            found.append(name)
    return found


def _pairs(reading: _Reading, taken: set[int]) -> list[_Term]:
    """Neighbours met at least twice: "interest rate", "taux d'intérêt". Better ones claim their words."""
    joints = ("de", "d", "du", "des") if reading.language == "fr" else ()
    spans = []
    for at, (one, two) in enumerate(pairwise(reading.tokens)):
        after = at + 2
        if two.folded in joints and two.glued and after < len(reading.tokens):
            two, after = reading.tokens[after], after + 1
        fits = two.glued and not one.closed and taken.isdisjoint(range(at, after)) and "&" not in two.before
        fits &= not (one.folded in reading.known.titles and reading.named(two))
        if fits and not any(reading.barred(token) or reading.odd(token) for token in (one, two)):
            spans.append((at, after))
    found = _gather(reading.term(span, named=False) for span in spans).values()
    chosen: list[_Term] = []
    claimed: set[int] = set()
    for pair in sorted(found, key=lambda term: (-len(term.spans), -term.score(reading.known), term.spans[0])):
        if sum(claimed.isdisjoint(range(*span)) for span in pair.spans) > 1:
            chosen.append(pair)
            claimed.update(*(range(*span) for span in pair.spans))
    return chosen


def _singles(reading: _Reading, taken: set[int]) -> list[_Term]:
    spans = []
    for at, token in enumerate(reading.tokens):
        vague = token.lemma in reading.known.vague or token.folded in reading.known.titles
        if at in taken or vague or reading.barred(token):
            continue
        if reading.language in ("en", "fr"):
            fits = reading.named(token) or not reading.odd(token)
        else:  # only a capital inside a sentence is a safe sign; in German, nouns have one
            fits = token.folded in reading.capital and token.folded not in reading.lower
        if fits:
            spans.append(at)
    terms = _gather(reading.term((at, at + 1), reading.named(reading.tokens[at])) for at in spans)
    return [term for term in terms.values() if reading.known.bands or term.mentions > 1]


def find_keywords(
    headline: str | None, paragraphs: Sequence[str], language: str, limit: int = 8
) -> tuple[Keyword, ...]:
    """At most `limit` terms, the best first, scored from 1 down to 0.15 and spelt as the article spells them.

    English, German (nouns and names only) and French have a background; of other languages only capitalised
    words and names met twice inside sentences are taken, so nothing from scripts without capitals. Ties go to
    the term that comes first.
    """
    blocks = [(-1, headline or ""), *enumerate(without_dateline(paragraphs, language))]
    reading = _Reading(blocks, language)
    if language not in ("en", "fr") and not reading.capital:
        return ()
    names = _names(reading)
    in_names = {at for name in names for span in name.spans for at in range(*span)}
    pairs = _pairs(reading, in_names) if language in ("en", "fr") else []
    in_pairs = Counter(
        reading.tokens[at].lemma for pair in pairs for span in pair.spans for at in set(range(*span))
    )
    terms = names + pairs
    for single in _singles(reading, in_names):
        folded = {reading.name_word(reading.tokens[at]) for at, _ in single.spans}
        bearers = [name for name in names if single.named and not folded.isdisjoint(name.words)]
        if len(bearers) == 1:
            bearers[0].add(single)
        elif single.mentions > 2 * in_pairs[single.words[0]]:
            terms.append(single)
    return _ranked(terms, reading.known, limit)


def _ranked(terms: Sequence[_Term], known: Background, limit: int) -> tuple[Keyword, ...]:
    scored = sorted(
        ((term.score(known), term) for term in terms), key=lambda pair: (-pair[0], pair[1].spans[0])
    )
    if not scored or scored[0][0] <= 0:
        return ()
    best = scored[0][0]
    kept = [(score / best, term) for score, term in scored if score >= _LEAST * best][: max(limit, 0)]
    return tuple(Keyword(_spelling(term), round(score, 4)) for score, term in kept)


def _spelling(term: _Term) -> str:
    """The commonest way the article writes it, if it can be without the capital of a sentence."""
    plain = {
        shown: n for shown, n in term.shown.items() if term.named or not shown[0].isupper()
    } or term.shown
    shown = max(plain, key=lambda text: plain[text])
    return shown if term.named or shown.isupper() else shown[0].lower() + shown[1:]
