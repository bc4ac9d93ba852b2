"""The rules that tell a page's boilerplate from its article, looked up by the words that they cannot do without.

What a rule is, and how the files are written, stands in `boilerplate_files`. There are some thousands of patterns; a
line is not tried against them one after another. Of each pattern it is known which strings a match must hold (see
`boilerplate_literals`). All these strings of a book are searched for in one pass over the line (Aho and Corasick 1975),
and only the patterns whose strings were found are tried. A pattern that is nothing but some strings is never compiled,
the others are when a line first asks for them. So neither a line nor the start costs more for more languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick, Implementation

from streams.clean.boilerplate_files import LANGUAGES, Entry, Rule, document, fold
from streams.clean.boilerplate_literals import literals_of
from streams.lazily import made_once

SHORT = 14
CLOSING = 100
_RAW_WORDS = 8
_WEAK_WORDS = 25
_STOPS_TO_SPACES = str.maketrans(dict.fromkeys('.,;:!?()"«»“”„', " "))
_SENTENCE_STOPS = (". ", "! ", "? ")
_ORNAMENT_BEHIND = " .!:;…>›»|→←↑↓↗➔➜*•·。,،"
#: The most words of a line that patterns of a kind see.
_LIMITS = {"whole": SHORT, "shape": SHORT, "contains": _WEAK_WORDS}
#: Which of two patterns of one weight names the line.
_KINDS = ("starts", "closes", "last", "whole", "shape", "raw", "contains", "blank")
#: In front of a line that is searched: what stands at the beginning of a line is looked for with it. No line holds it.
_BEGINNING = "\n"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern of a rule. `rank` is unique in its book: of the patterns that fit a line the lowest names it."""

    rule: Rule
    kind: str
    text: str
    rank: int
    most_words: int
    complete: bool  # to find one of its strings is to match

    def fits(self, folded: str, closing: str) -> bool:
        """Whether it matches a folded line; `closing` is the line without what `whole` does not see at its end."""
        if self.kind == "whole":
            return _compiled(self.text).fullmatch(closing) is not None
        if self.complete:
            return True
        if self.kind == "starts":
            return _compiled(self.text).match(folded) is not None
        if self.kind == "closes":
            return _compiled(self.text).search(folded[-CLOSING:]) is not None
        if self.kind == "last":
            return _compiled(self.text).match(_last_sentence(folded)) is not None
        return _compiled(self.text).search(folded) is not None


@dataclass(frozen=True, slots=True)
class _AsWritten:
    """The patterns of a file that see a line as it is written, in the order of their rank, and their texts.

    `openings` are how any line begins that one of them fits: most lines need not be tried, and most processes never
    compile what bylines look like in most languages. Empty where a line may begin with anything.
    """

    patterns: tuple[Pattern, ...]
    texts: tuple[str, ...]
    openings: tuple[str, ...]

    @classmethod
    def of(cls, patterns: list[Pattern]) -> _AsWritten:
        """Of patterns in the order of their rank."""
        texts = tuple(pattern.text for pattern in patterns)
        found: list[str] = []
        for text in texts:
            literals = literals_of(text)
            if not literals.anchored:
                return cls(tuple(patterns), texts, ())
            found += literals.strings
        openings: list[str] = []
        for string in sorted(found):
            if not string.startswith(tuple(openings)):  # "By :" begins with "By"
                openings.append(string)
        return cls(tuple(patterns), texts, tuple(openings))

    def fitting(self, text: str) -> Pattern | None:
        """The first that fits a line."""
        if self.openings and not text.startswith(self.openings):
            return None
        match = _one_of(self.texts).fullmatch(text)
        return (
            self.patterns[match.lastindex - 1] if match is not None and match.lastindex is not None else None
        )


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All the rules that apply to one language."""

    lines: dict[str, Pattern]  # what is a pattern by itself, as a whole line
    patterns: tuple[tuple[Pattern, ...], ...]  # for each string of `finder`, those that hold it
    finder: AhoCorasick
    always: tuple[Pattern, ...]  # of which no string is known
    raw: tuple[_AsWritten, ...]  # of each file
    reporting: frozenset[str]
    reader: frozenset[str]
    site: frozenset[str]

    def evidence(self, text: str, words: int) -> Rule | None:
        """The heaviest rule that speaks against the line `text` of `words` words, or None."""
        folded = fold(text)
        closing = folded.rstrip(_ORNAMENT_BEHIND) if words <= SHORT else folded
        best = self.lines.get(closing) if words <= SHORT else None
        for pattern in self._asked_for(folded):
            if words > pattern.most_words or (best is not None and pattern.rank > best.rank):
                continue
            if self._speaks(folded) if pattern.kind == "blank" else pattern.fits(folded, closing):
                best = pattern
        if words <= _RAW_WORDS and (raw := self._as_written(text.strip())) is not None:
            best = raw if best is None or raw.rank < best.rank else best
        return None if best is None else best.rule

    def is_reporting(self, text: str) -> bool:
        """True if a word of the text marks it as news."""
        return _words(self.reporting).search(text.lower()) is not None

    def _asked_for(self, folded: str) -> Iterable[Pattern]:
        """The patterns of which a string stands in the line, and those of which no string is known."""
        hits = self.finder.find_matches_as_indexes(_BEGINNING + folded, overlapping=True)
        if not hits:
            return self.always
        found = [pattern for index in {hit[0] for hit in hits} for pattern in self.patterns[index]]
        return (*found, *self.always)

    def _as_written(self, text: str) -> Pattern | None:
        """The first pattern for lines as they are written that fits this one."""
        found = (each.fitting(text) for each in self.raw)
        return min(filter(None, found), key=lambda pattern: pattern.rank, default=None)

    def _speaks(self, folded: str) -> bool:
        """True if the line speaks to the reader of what the site offers."""
        words = folded.translate(_STOPS_TO_SPACES).split()
        return not self.reader.isdisjoint(words) and not self.site.isdisjoint(words)


def _last_sentence(folded: str) -> str:
    start = max(folded.rfind(stop, 0, -1) for stop in _SENTENCE_STOPS)
    return folded[start + 2 :] if start >= 0 else folded


@made_once
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@made_once
def _one_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """All in one; the number of the group that matched is that of the pattern, from 1."""
    return re.compile("|".join(f"({pattern})" for pattern in patterns) or r"(?!)")


@made_once
def _words(words: frozenset[str]) -> re.Pattern[str]:
    """A pattern for any of the words; those of scripts that part no words stand anywhere."""
    parted = sorted(word for word in words if not _UNSPACED.search(word))
    joined = sorted(word for word in words if _UNSPACED.search(word))
    either = [rf"\b(?:{'|'.join(map(re.escape, parted))})\b", *map(re.escape, joined)]
    return re.compile("|".join(either))


_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
#: Whose rules a text in an unknown language gets. All of them would take words of one for those of another.
_UNKNOWN = ("en", "de", "fr")
#: Languages that are close enough to be read with another's rules.
_KIN = {"nb": "no", "nn": "no", "ms": "id", "sk": "cs"}


def rules_for(language: str) -> RuleBook:
    """The rules for a primary language tag.

    They are the general ones, the English ones, because sites in every language use English phrases, and those of the
    language itself, if there are any. "und" gets those of the languages that are most often taken for none.
    """
    own = _KIN.get(language, language)
    if own == "und":
        return _rules(("any", *_UNKNOWN))
    return _rules(("any", "en", own) if own in LANGUAGES and own != "en" else ("any", "en"))


def warm() -> None:
    """Reads the rules that every language has. Its own are read with its first article, in some ten milliseconds."""
    rules_for("en")


@made_once
def _rules(names: tuple[str, ...]) -> RuleBook:
    documents = [document(name) for name in names]
    entries = [(entry, number) for number, each in enumerate(documents) for entry in each.entries]
    # Of two rules of one weight the one that applies everywhere comes first: a line gets the first that fits.
    entries.sort(key=lambda each: _precedence(each[0]))
    lines: dict[str, Pattern] = {}
    by_string: dict[str, list[Pattern]] = {}
    always: list[Pattern] = []
    # Apart by their files: what several languages share is compiled once.
    raw: list[list[Pattern]] = [[] for _ in documents]
    for rank, (entry, number) in enumerate(entries):
        pattern = _pattern(entry, rank)
        if entry.kind == "raw":
            raw[number].append(pattern)
        elif entry.kind == "whole" and entry.literals.complete:
            for line in entry.literals.strings:
                lines.setdefault(line.rstrip(_ORNAMENT_BEHIND), pattern)
        elif not entry.literals.strings:
            always.append(pattern)
        else:
            at = _BEGINNING if entry.literals.anchored and entry.kind in ("starts", "whole") else ""
            for string in entry.literals.strings:
                by_string.setdefault(at + string, []).append(pattern)
    return RuleBook(
        lines=lines,
        patterns=tuple(map(tuple, by_string.values())),
        finder=AhoCorasick(list(by_string), implementation=Implementation.ContiguousNFA),
        always=tuple(always),
        raw=tuple(_AsWritten.of(each) for each in raw if each),
        reporting=frozenset().union(*(each.reporting for each in documents)),
        reader=frozenset().union(*(each.reader for each in documents)),
        site=frozenset().union(*(each.site for each in documents)),
    )


def _precedence(entry: Entry) -> tuple[int, int, bool]:
    rule = entry.rule
    return -rule.weight, _KINDS.index(entry.kind), rule.edge or rule.head is not None


def _pattern(entry: Entry, rank: int) -> Pattern:
    limit = min(entry.rule.most_words, _LIMITS.get(entry.kind, entry.rule.most_words))
    complete = entry.kind == "contains" or (entry.kind == "starts" and entry.literals.complete)
    return Pattern(entry.rule, entry.kind, entry.text, rank, limit, complete)
