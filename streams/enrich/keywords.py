"""The terms that set an article apart, by tf-idf against how common each word is in news of its language.

The background is `streams/enrich/background.py`. Terms of several words come before the words they consist
of: names are runs of capitalised words, others are neighbours met at least twice.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import compress, count
from operator import attrgetter

from streams.enrich.background import RARE, Background, headline_start
from streams.enrich.dateline import without_dateline
from streams.enrich.tokens import GLUE, Tokens, Words, name_spans, name_word, words_of
from streams.found import Keyword

_HEADLINE, _LEAD, _BODY = 2.5, 1.5, 1.0  # what a mention weighs, by where it stands
_LEAST = 0.15  # of the best score; what is below is noise
_ARTICLES = frozenset(
    ("der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "eines")
)
_is_plain = attrgetter("plain")  # at the speed of C: it is asked of each token
_FRENCH_JOINTS = frozenset(("de", "d", "du", "des"))


@dataclass(slots=True, eq=False)
class _Term:
    """A candidate: `words` are lemmas, `spans` the token indices [first, after the last) of its mentions."""

    words: Words
    named: bool
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
        share = math.log1p(self.weight)
        if self.mentions == 1 and not self.headlined:
            share *= 0.6 if self.named else 0.35
        if len(self.words) == 1 and (word := self.words[0]) not in known.never:
            return share * known.bands.get(word, RARE)
        parts = [known.idf(word) for word in self.words if word not in known.never]
        together = sum(parts) * 0.8
        return share * 1.1 * max([*parts, min(RARE, together)])


def _gather(tokens: Tokens, spans: dict[Words, list[tuple[int, int]]], named: bool) -> list[_Term]:
    """One term for each key, in the order of the keys."""
    body = tokens.body
    second = tokens.starts[2] if len(tokens.starts) > 2 else len(tokens.forms)
    terms = []
    for words, of in spans.items():
        weight = 0.0
        for first, _ in of:
            weight += _HEADLINE if first < body else _LEAD if first < second else _BODY
        terms.append(_Term(words, named, of, weight, of[0][0] < body, len(of)))
    return terms


def _names(tokens: Tokens, given: frozenset[Words]) -> list[_Term]:
    """The names of several words; a shorter form of just one other name counts as that name."""
    spans: dict[Words, list[tuple[int, int]]] = defaultdict(list)
    sure: set[Words] = set()
    for first, after, is_given in name_spans(tokens, given):
        words = tuple(name_word(tokens, at) for at in range(first, after))
        spans[words].append((first, after))
        if is_given:
            sure.add(words)
    names = _gather(tokens, spans, named=True)
    if tokens.language not in ("en", "fr"):  # two capitals side by side are not yet a name
        people = set(_people(tokens, names)) if tokens.language == "de" else set()
        names = [name for name in names if name.mentions > 1 or name.words in sure or name in people]
    by_word = _by_word(names)
    gone: set[_Term] = set()
    for short in sorted(names, key=lambda term: len(term.words)):
        rarest = min((by_word[word] for word in short.words), key=len)
        if len(rarest) == 1:
            continue
        wider = [term for term in rarest if set(short.words) < set(term.words)]
        if len(wider) == 1:
            kept, other = (short, wider[0]) if short.mentions > wider[0].mentions else (wider[0], short)
            if other not in gone and kept not in gone:
                kept.add(other)
                kept.spans = kept.spans + other.spans
                gone.add(other)
    return [name for name in names if name not in gone]


def _by_word(names: Sequence[_Term]) -> dict[str, list[_Term]]:
    by_word: dict[str, list[_Term]] = defaultdict(list)
    for name in names:
        for word in set(name.words):
            by_word[word].append(name)
    return by_word


def _people(tokens: Tokens, names: Sequence[_Term]) -> Iterator[_Term]:
    """German names met once whose last word, not the first, is taken up alone: "Marta Olsen … Olsen"."""
    inside = {at for name in names for span in name.spans for at in range(*span)}
    alone = {name_word(tokens, at) for at in tokens.capitals if at not in inside}
    for name in names:
        first, after = name.spans[0]
        article = first > 0 and tokens.forms[first - 1].folded in _ARTICLES
        rare = all(tokens.rare(at) for at in range(first, after))
        taken_up = name.words[-1] in alone and name.words[0] not in alone
        if name.mentions == 1 and rare and taken_up and not article:
            yield name


def _pairs(tokens: Tokens, content: Sequence[int], taken: set[int]) -> list[_Term]:
    """Neighbours met at least twice: "interest rate", "taux d'intérêt". Better ones claim their words."""
    forms, gaps, french = tokens.forms, tokens.gaps, tokens.language == "fr"
    free = [at for at in content if at not in taken and not forms[at].odd]
    fits = set(free)
    spans: dict[Words, list[tuple[int, int]]] = defaultdict(list)
    for at in free:
        two = at + 1
        if french and two < len(forms) and gaps[two] in GLUE and forms[two].folded in _FRENCH_JOINTS:
            two += 1
        if two not in fits or gaps[two] not in GLUE or gaps[two] == " & " or forms[at].closed:
            continue
        if not (forms[at].title and two in tokens.is_named):
            joint = (forms[two - 1].folded,) if two > at + 1 else ()
            spans[(tokens.lemma(at), *joint, tokens.lemma(two))].append((at, two + 1))
    found = _gather(tokens, {words: of for words, of in spans.items() if len(of) > 1}, named=False)
    chosen: list[_Term] = []
    claimed: set[int] = set()
    for pair in sorted(found, key=lambda term: (-len(term.spans), -term.score(tokens.known), term.spans[0])):
        in_body = pair.spans[-1][0] >= tokens.body
        if in_body and sum(claimed.isdisjoint(range(*span)) for span in pair.spans) > 1:
            chosen.append(pair)
            claimed.update(*(range(*span) for span in pair.spans))
    return chosen


def _singles(tokens: Tokens, content: Sequence[int], taken: set[int]) -> list[_Term]:
    """The words by themselves. A headline's own word is none: it may be a verb, unless it is told as a name."""
    spans: dict[Words, list[tuple[int, int]]] = defaultdict(list)
    names: set[Words] = set()
    forms, capital, lower = tokens.forms, tokens.capital, tokens.lower
    nouns = tokens.language not in ("en", "fr")  # only a capital inside a sentence is a safe sign
    acronyms, is_named = tokens.acronyms, tokens.is_named
    for at in content:
        word = forms[at]
        if at in taken or word.demonym or ((word.vague or word.title) and at not in acronyms):
            continue
        told = nouns and word.folded in capital and word.folded not in lower
        if told or (not nouns and (not word.odd or at in is_named)):
            key = (tokens.lemma(at),)
            spans[key].append((at, at + 1))
            if at in is_named:
                names.add(key)
    body = tokens.body if tokens.body < len(forms) else 0
    kept = {
        words: of
        for words, of in spans.items()
        if (of[-1][0] >= body or any(forms[at].folded in capital and at in is_named for at, _ in of))
        and not (forms[of[0][0]].describes and all(_describes(tokens, at) for at, _ in of))
    }
    terms = _gather(tokens, kept, named=False)
    for term in terms:
        term.named = term.words in names
    return [term for term in terms if tokens.known.bands or term.mentions > 1]


def _describes(tokens: Tokens, at: int) -> bool:
    """Whether a token is an adjective by its ending and stands by a noun: "tidal barrier", "autorités portuaires"."""
    forms, gaps = tokens.forms, tokens.gaps
    if not forms[at].describes or at in tokens.is_named:
        return False
    if tokens.language == "fr":
        return at > 0 and gaps[at] == " " and forms[at - 1].plain
    return at + 1 < len(forms) and gaps[at + 1] == " " and (forms[at + 1].plain or forms[at + 1].title)


def read_tokens(headline: str | None, paragraphs: Sequence[str], language: str) -> Tokens:
    """The article's tokens as keywords and topics are read from them: without a headline's prefixes and a dateline."""
    title = (headline or "")[headline_start(headline or "", language) :]
    return Tokens([title, *without_dateline(paragraphs, language)], language)


def find_keywords(
    headline: str | None,
    paragraphs: Sequence[str],
    language: str,
    limit: int = 8,
    names: Sequence[str] = (),
    tokens: Tokens | None = None,
) -> tuple[Keyword, ...]:
    """The terms that set the article apart: at most `limit`, the best first, scored from 1 down to 0.15.

    Terms are spelt as the article spells them. `names` are people and organisations that the article is known to name;
    they are terms as they stand. English, German (nouns and names only) and French have a background. In other
    languages only capitalised words, and names met twice inside sentences, are terms; scripts without capitals give
    none. Of equal terms the one that comes first wins. `tokens` are what `read_tokens` gives, if it was asked before.
    """
    tokens = tokens or read_tokens(headline, paragraphs, language)
    if language not in ("en", "fr") and not tokens.capital:
        return ()
    given = frozenset(words for name in names if len(words := words_of(name, language)) > 1)
    named = _names(tokens, given)
    in_names = {at for name in named for span in name.spans for at in range(*span)}
    content = list(compress(count(), map(_is_plain, tokens.forms)))
    capitals = [at for at in tokens.capitals if tokens.forms[at].caps and not tokens.barred(at)]
    content = sorted(content + capitals) if capitals else content
    pairs = _pairs(tokens, content, in_names) if language in ("en", "fr") else []
    in_pairs = Counter(tokens.lemma(at) for pair in pairs for span in pair.spans for at in set(range(*span)))
    terms = named + pairs
    by_word = _by_word(named)
    for single in _singles(tokens, content, in_names):
        bearer = _bearer(single, tokens, by_word) if single.named and by_word else None
        if bearer is not None:
            bearer.add(single)
        elif single.mentions > 2 * in_pairs[single.words[0]]:
            terms.append(single)
    return _ranked(terms, tokens, limit)


def _bearer(single: _Term, tokens: Tokens, by_word: dict[str, list[_Term]]) -> _Term | None:
    """The only name that the single word is a part of."""
    folded = {name_word(tokens, at) for at, _ in single.spans}
    bearers = {name for word in folded for name in by_word.get(word, ())}
    return bearers.pop() if len(bearers) == 1 else None


def _ranked(terms: Sequence[_Term], tokens: Tokens, limit: int) -> tuple[Keyword, ...]:
    known = tokens.known
    scored = [(term.score(known), term) for term in terms]
    best = max((score for score, _ in scored), default=0.0)
    if best <= 0:
        return ()
    likely = [each for each in scored if each[0] >= _LEAST * best]
    likely.sort(key=lambda pair: (-pair[0], pair[1].spans[0]))
    kept = [(score / best, term) for score, term in likely[: max(limit, 0)]]
    return tuple(Keyword(_spelling(term, tokens), round(score, 4)) for score, term in kept)


def _spelling(term: _Term, tokens: Tokens) -> str:
    """The commonest way the article writes it; a capital goes only if it is the capital of a sentence."""
    own = [span for span in term.spans if span[1] - span[0] == len(term.words)]
    told = [span for span in own if not tokens.opens(span[0]) and span[0] not in tokens.shouted]
    spellings = [tokens.shown(*span) for span in told or own]
    best = Counter(spellings).most_common(1)[0][0] if len(spellings) > 1 else spellings[0]
    word = tokens.forms[(told or own)[0][0]]
    common = word.folded in tokens.lower or (word.known and word.folded not in tokens.capital)
    first, *rest = best.split()
    # A term whose later word has a capital is a name: "Wall Street" keeps its first one, too.
    proper = any(letter.isupper() for letter in first[1:]) or (
        tokens.language != "de"
        and any(word[:1].isupper() for word in rest)
        and own[0][0] not in tokens.shouted
    )
    if told or term.named or not common or proper:
        return best
    return best[0].lower() + best[1:]
