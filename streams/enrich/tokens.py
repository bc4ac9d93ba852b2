"""An article as words: what each form is in itself, remembered, and what its capitals say in this article."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import compress, count
from operator import attrgetter

from streams.enrich.background import background, plural_bases
from streams.enrich.demonyms import is_demonym

# U.S., or Aix-en-Provence. Without the empty alternative each word would pay for a repetition that hardly any has.
_WORD = r"(?<!\w)[^\W\d_](?:\.(?:[^\W\d_]\.)+|\w*(?:[-'’‑]\w+(?:[-'’‑]\w+)*|))"
_ELISION = r"(?<!\w)(?:[ldjmtsnc]|qu|jusqu|lorsqu|puisqu|quoiqu)['’](?=\w)"
_TOKEN = re.compile(f"({_WORD})")
_FRENCH_TOKEN = re.compile(f"((?i:{_ELISION})|{_WORD})")
_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_OPENING = re.compile(r"[.!?…:;\"“”„«»‹›–—•(\[\n]")
_NOT_NOUNS = {
    "en": re.compile(r"(?:ly|ing|ed|n['’]t|['’](?:re|ve|ll|d|m))$"),
    "fr": re.compile(r"(?:mment|ement|er|ir|ant|ants|ait|aient|é|ée|és|ées|ez|ons)$"),
}
_ADJECTIVES = {
    "en": re.compile(r"(?:al|ic|ive|ous|ful|less|able|ible|ary|ish|ant|ent)$"),
    "fr": re.compile(
        r"(?:iques?|al|ales?|aux|i[fv]e?s?|eux|euses?|ell?e?s?|ien(?:ne)?s?|aires?|ables?|ibles?)$"
    ),
}
_REMEMBERED = 1 << 15  # forms; news uses the same words again and again
GLUE = frozenset(("", " ", " & ", "' ", "’ "))  # "the Seafarers' Alliance" is one name
Words = tuple[str, ...]

_LONGEST = 5  # words
_CASE_ENDING = re.compile(r"(?<=\w{4})(?:e[nrsm]?|s)$")  # Europäische, der Europäischen
#: "Leipziger Archivarin" is an adjective and a calling.
_OF_A_TOWN = re.compile(r"\w{3}er$")
_CALLING = re.compile(
    r"(?:[aäeo]rin|[aäe]rinnen|istin|antin|entin|eurin|chefin|chef|[aeo]r|ern|ist|isten|mann|frau)$"
)
_PARTICLES = frozenset(
    ("van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "bin", "al", "ter", "ten")
)
_JOINTS = {"en": frozenset(("of", "of the", "for")), "fr": frozenset(("de", "du", "des", "de la", "d"))}
_NONE: frozenset[str] = frozenset()


@dataclass(slots=True, eq=False)
class Form:
    """A word as written, and what can be said of it without the article."""

    text: str  # without the possessive ending
    folded: str
    closed: bool  # a possessive: no name goes on after it
    capital: bool
    lower: bool
    caps: bool  # two and more letters, all capitals
    never: bool
    graded: bool  # it stands in the background with an idf
    known: bool
    title: bool
    vague: bool
    odd: bool  # outside the background, and by its ending a verb or an adverb
    plain: bool  # neither in capitals nor barred
    barred: bool  # it can be no keyword, nor part of one that is not a name
    lemma: str
    bases: tuple[str, ...]  # what it may be the plural of, if that stands in the article
    describes: bool  # by its ending an adjective
    demonym: bool  # what people or things of a place are called


class _Forms(dict[str, Form]):
    """A language's forms by the token as written, filled as they are met."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, raw: str) -> Form:
        if len(self) >= _REMEMBERED:
            self.clear()
        made = self[raw] = _form(raw, self._language)
        return made


_forms = cache(_Forms)
_is_capital = attrgetter("capital")  # at the speed of C: it is asked of each token


def _form(raw: str, language: str) -> Form:
    """The form of a token as written."""
    known = background(language)
    text = _POSSESSIVE.sub("", raw) if language == "en" else raw
    folded = text.rstrip("'’").replace("’", "'").replace("‑", "-").casefold()
    lemma = known.lemma(folded)
    caps = len(text) > 1 and text.isupper()
    barred = len(folded) < 3 or known.barred(lemma) or known.barred(folded)
    ending = _NOT_NOUNS.get(language)
    return Form(
        text,
        folded,
        text != raw,
        text[0].isupper(),
        text[0].islower(),
        caps,
        folded in known.never,
        folded in known.bands,
        lemma != folded or known.knows(folded),
        folded in known.titles,
        lemma in known.vague,
        bool(ending and folded not in known.bands and ending.search(folded)),
        not (caps or barred),
        barred,
        lemma,
        () if known.knows(folded) else plural_bases(folded, language),
        bool(
            (adjective := _ADJECTIVES.get(language))
            and folded not in known.bands
            and adjective.search(folded)
        ),
        (text[0].isupper() or language == "fr") and is_demonym(text, language),
    )


@cache
def _table(language: str) -> tuple[_Forms, re.Pattern[str]]:
    """The forms of a language, and what splits its text into gaps and tokens."""
    splitter = _FRENCH_TOKEN if language == "fr" else _TOKEN
    return _forms(language if background(language).bands else "und"), splitter


@lru_cache(maxsize=1 << 10)
def _gap(before: str) -> str:
    """What stands between two tokens, white space as one; with a line break before it if a sentence may open."""
    spaced = _SPACE.sub(" ", before)
    return "\n" + spaced if _OPENING.search(spaced) else spaced


class Tokens:
    """The tokens of one article, and which of its capitals tell something. Block 0 is the headline."""

    def __init__(self, texts: Sequence[str], language: str) -> None:
        self.language = language
        self.known = background(language)
        self.forms: list[Form] = []
        self.gaps: list[str] = []  # what stands before each token; it begins with "\n" if the token opens
        self.shouted: set[int] = set()  # tokens whose capitals say nothing
        self.starts: list[int] = []  # the first token of each block
        self.capitals: list[int] = []
        table, splitter = _table(language)
        for block, text in enumerate(texts):
            parts = splitter.split(text)
            forms = list(map(table.__getitem__, parts[1::2]))
            first = len(self.forms)
            capitals = list(compress(count(first), map(_is_capital, forms)))
            self.capitals += capitals
            self.starts.append(first)
            self.gaps += [before if before == " " else _gap(before) for before in parts[:-1:2]]
            self.forms += forms
            if forms:
                self.gaps[first] = "\n" + self.gaps[first]
                many = block == 0 or 2 * len(capitals) > len(forms)
                if many and self._shouts(block, text, forms, self.gaps[first:]):
                    self.shouted.update(range(first, len(self.forms)))
        self._read_capitals()

    @property
    def body(self) -> int:
        """The index of the first token after the headline."""
        return self.starts[1] if len(self.starts) > 1 else len(self.forms)

    def _read_capitals(self) -> None:
        forms, gaps, shouted = self.forms, self.gaps, self.shouted
        telling = [at for at in self.capitals if at not in shouted] if shouted else self.capitals
        self.capital = {forms[at].folded for at in telling if gaps[at][:1] != "\n"}
        distinct = set(forms)
        told = {word for at, word in enumerate(forms) if at not in shouted} if shouted else distinct
        self.lower = {word.folded for word in told if word.lower}
        self._lemmas: dict[str, str] = {}
        folded: set[str] = set()
        for word in distinct:
            if word.bases:
                folded = folded or {each.folded for each in distinct}
                for base in word.bases:
                    if base in folded:
                        self._lemmas[word.folded] = base
                        break
        self.acronyms = {
            at
            for at in self.capitals
            if forms[at].caps and (at not in shouted or forms[at].folded in self.capital)
        }
        self.named = [
            at
            for at in self.capitals
            # A plain word with a capital inside a sentence is a name: nearly all are.
            if (not shouted and forms[at].plain and gaps[at][:1] != "\n") or self._is_named(at)
        ]
        self.is_named = set(self.named)

    def _shouts(self, block: int, text: str, forms: Sequence[Form], gaps: Sequence[str]) -> bool:
        """True if the block's capitals say nothing: all capitals, or Title Case as in English headlines."""
        if text.isupper():
            return True
        if block == 0:  # in Title Case only the small words have no capital
            return not any(word.lower and len(word.text) > 3 and not word.never for word in forms)
        words = [
            word.capital
            for word, before in zip(forms, gaps, strict=True)
            if before == " " and len(word.text) > 3
        ]
        return len(words) > 9 and sum(words) > 0.8 * len(words)

    def _is_named(self, at: int) -> bool:
        """True if the word is a name (in German: a noun), as far as its capital tells."""
        word = self.forms[at]
        if word.caps and at in self.acronyms:
            return not word.never or word.graded
        if word.never:
            return False
        shouted, opens = at in self.shouted, self.gaps[at][:1] == "\n"
        if not shouted and not opens:
            return True
        if word.folded in self.lower:
            return False
        if word.folded in self.capital:
            return True
        return opens and not shouted and self.language in ("en", "fr") and self.rare(at) and not word.odd

    def opens(self, at: int) -> bool:
        """Whether the token's capital may come from its place at the start of a sentence."""
        return self.gaps[at][:1] == "\n"

    def rare(self, at: int) -> bool:
        return not self.forms[at].known and self.forms[at].folded not in self._lemmas

    def lemma(self, at: int) -> str:
        word = self.forms[at]
        if word.caps and at in self.acronyms:
            return word.text.replace(".", "")
        return self._lemmas.get(word.folded, word.lemma)

    def barred(self, at: int) -> bool:
        """Whether the token can be no keyword, and no part of a keyword that is not a name."""
        return at not in self.is_named if at in self.acronyms else self.forms[at].barred

    def shown(self, first: int, after: int) -> str:
        """The tokens as the article writes them."""
        rest = "".join(self.gaps[at].lstrip("\n") + self.forms[at].text for at in range(first + 1, after))
        return self.forms[first].text + rest


def words_of(name: str, language: str) -> Words:
    """The words of a name, case-folded, as they stand in an article's tokens."""
    table, splitter = _table(language)
    return tuple(table[raw].folded for raw in splitter.split(name)[1::2])


@lru_cache(maxsize=1 << 14)
def _bare(folded: str) -> str:
    return _CASE_ENDING.sub("", folded)


def name_word(tokens: Tokens, at: int) -> str:
    """A word of a name, case-folded, in German without its ending."""
    folded = tokens.forms[at].folded
    return _bare(folded) if tokens.language == "de" else folded


def name_spans(tokens: Tokens, given: frozenset[Words]) -> Iterator[tuple[int, int, bool]]:
    """The spans [first, after) of names of two or more words, in order, each with whether it was given in `given`."""
    claimed = _given_spans(tokens, given) if given else {}
    inside = {at for first, after in claimed.items() for at in range(first, after)}
    done = 0
    for first in tokens.named:
        if first in claimed:
            yield first, claimed[first], True
        if first < done or first in inside:
            continue
        done = _run(tokens, first, inside)
        if done - first > 1 and (span := _without_title(tokens, first, done)) is not None:
            yield *span, False


def _given_spans(tokens: Tokens, given: frozenset[Words]) -> dict[int, int]:
    """Where the given names stand: the longest first, and not where a longer name goes on."""
    lengths: dict[str, set[int]] = defaultdict(set)  # of the names that begin with a word
    for words in given:
        lengths[words[0]].add(len(words))
    longest_first = {word: sorted(of, reverse=True) for word, of in lengths.items()}
    forms, gaps = tokens.forms, tokens.gaps
    spans: dict[int, int] = {}
    done = 0
    for first in tokens.named:
        for length in longest_first.get(forms[first].folded, ()) if first >= done else ():
            after = first + length
            if tuple([word.folded for word in forms[first:after]]) not in given:
                continue
            if any(gap not in GLUE for gap in gaps[first + 1 : after]):
                continue
            more = after in tokens.is_named and gaps[after] in GLUE and not forms[after - 1].closed
            if not more:
                spans[first] = done = after
                break
    return spans


def _run(tokens: Tokens, first: int, inside: set[int]) -> int:
    """The token after the capitalised words that begin at `first`, joined by "of" or "van" where a name would be."""
    forms, gaps, named = tokens.forms, tokens.gaps, tokens.is_named
    after = first
    while after in named and after not in inside:
        after += 1
        if after >= len(forms) or forms[after - 1].closed or gaps[after] not in GLUE:
            break
        if after not in named:
            after = _over_joint(tokens, first, after)
    return max(after, first + 1)


def _over_joint(tokens: Tokens, first: int, at: int) -> int:
    """The token after the "of" of "Bank of England" or the "van" of a name; `at` if there is no joint."""
    forms, gaps = tokens.forms, tokens.gaps
    left = forms[at - 1]
    institution = at - first <= 2 and tokens.lemma(at - 1) in tokens.known.bands and not left.title
    others = _NONE if tokens.language == "fr" else _PARTICLES
    allowed = _JOINTS.get(tokens.language, _NONE) if institution else others
    joint = forms[at].folded
    if at + 1 >= len(forms) or not allowed or gaps[at + 1] not in GLUE:
        return at
    if joint in allowed and at + 1 in tokens.is_named:
        return at + 1
    if at + 2 >= len(forms) or gaps[at + 2] not in GLUE:
        return at
    return at + 2 if f"{joint} {forms[at + 1].folded}" in allowed and at + 2 in tokens.is_named else at


def _without_title(tokens: Tokens, first: int, after: int) -> tuple[int, int] | None:
    """The run without "Prime Minister" before a person's name; None if no term of several words is left."""
    forms = tokens.forms
    rank = max((at for at in range(first, after) if forms[at].title), default=-1)
    if rank >= first and not any(word.graded for word in forms[rank + 1 : after]):
        first = rank + 1
    if not 1 < after - first <= _LONGEST:
        return None
    if tokens.language == "de" and after - first == 2:
        town, calling = forms[first].folded, forms[first + 1].folded
        if _OF_A_TOWN.search(town) and _CALLING.search(calling) and calling not in tokens.known.bands:
            return None
    return first, after
