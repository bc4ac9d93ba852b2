"""The rules that tell a page's boilerplate from its article, read from streams/data/boilerplate/*.toml.

A rule file has `source`, `licence`, optional `macros` (`<name>` in a pattern stands for that text), optional
`reporting` (words that mark a sentence as news), `reader` (words that speak to the reader) and `site` (words
for what a site offers him), and any number of `[[rule]]`:

    name        the label of what it removes: "paywall", "read-more"; several rules may share one
    weight      4 unmistakable even as a full sentence, 3 strong, 2 enough at the edges, 1 only beside others
    ends        true: no article goes on after it, so what stands below it at the end of the page goes with it
    edge        true: judged only before the first and after the last sentence of the article
    head        judged only at the top, with at most so many sentences of the article above (1: a standfirst)
    leads       "headlines": headlines of other articles follow it; "blurb": a paragraph on the author follows
    most_words  a longer line is none of it (30 if not given)
    raw         true: patterns see the line as written, and not folded
    whole       patterns for a whole line of at most SHORT words
    shape       patterns for anything in such a line
    starts      patterns for the beginning of a line of any length
    closes      patterns for its last CLOSING characters
    last        patterns for the beginning of its last sentence
    contains    plain words, not patterns, in a line of at most 25 words
    blank       true: a line with a field of a template, a word of `reader` and one of `site`

Patterns see a folded line (see `fold`): lower case, ’ for every apostrophe, - for every dash, single spaces,
no bullet or emoji in front; `whole` sees no arrow or full stop behind. A line is cut at MOST_LETTERS first,
which bounds every pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from streams.datafiles import read_toml

#: Patterns see no more of a line than this. The longest boilerplate, a consent text, is about as long.
MOST_LETTERS = 800
SHORT = 14
CLOSING = 100
_RAW_WORDS = 8
_WEAK_WORDS = 25
_STOPS_TO_SPACES = str.maketrans(dict.fromkeys('.,;:!?()"«»“”„', " "))
_SENTENCE_STOPS = (". ", "! ", "? ")
_BLANK_FIELD_OPENS = ("{{", "${", "<%", "[[", "%%")

_SPACES = (
    "\t\r\v\f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
_APOSTROPHES_DASHES_SPACES = str.maketrans(
    dict.fromkeys("'‘`´ʼ＇", "’")
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys(_SPACES, " ")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0f")
)
_ORNAMENT_BEFORE = re.compile(
    r"\A[\s*•·▪■◆●○‣▶►→›»>|✓✔☑+=~\u2190-\u21ff\u2600-\u27bf\U0001f000-\U0001faff-]+(?=[^\W_]|[(\[©<{$€£₹“\"])"
)
_ORNAMENT_BEHIND = " .!:;…>›»|→←↑↓↗➔➜*•·"


@dataclass(frozen=True, slots=True)
class Rule:
    """One sort of boilerplate; the fields are those of the module's docstring."""

    name: str
    weight: int
    ends: bool
    edge: bool
    leads: str
    most_words: int
    head: int | None = None


@dataclass(frozen=True, slots=True)
class Matcher:
    """Many patterns compiled into one, the heaviest first. The group that matched names the rule."""

    pattern: re.Pattern[str]
    rules: dict[str, Rule]

    def rule(self, match: re.Match[str] | None) -> Rule | None:
        """The rule whose pattern matched; None if none did."""
        return None if match is None or match.lastgroup is None else self.rules[match.lastgroup]


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All the rules that apply to one language."""

    whole: Matcher
    raw: Matcher
    starts: Matcher
    shape: Matcher
    closes: Matcher
    last: Matcher
    phrases: tuple[tuple[str, Rule], ...]
    reporting: re.Pattern[str]
    reader: frozenset[str]
    site: frozenset[str]
    blank: Rule

    def evidence(self, text: str, words: int) -> Rule | None:
        """The heaviest rule that speaks against the line `text` of `words` words, or None."""
        folded = fold(text)
        found = [
            self.starts.rule(self.starts.pattern.match(folded)),
            self.closes.rule(self.closes.pattern.search(folded[-CLOSING:])),
            self.last.rule(self.last.pattern.match(_last_sentence(folded))),
        ]
        if words <= SHORT:
            found.append(self.whole.rule(self.whole.pattern.fullmatch(folded.rstrip(_ORNAMENT_BEHIND))))
            found.append(self.shape.rule(self.shape.pattern.search(folded)))
        if words <= _RAW_WORDS:
            found.append(self.raw.rule(self.raw.pattern.fullmatch(text.strip())))
        if words <= _WEAK_WORDS:
            found.extend(rule for phrase, rule in self.phrases if phrase in folded)
        if any(opens in folded for opens in _BLANK_FIELD_OPENS) and self._speaks(folded):
            found.append(self.blank)
        fitting = [rule for rule in found if rule is not None and words <= rule.most_words]
        return max(fitting, key=lambda rule: rule.weight, default=None)

    def _speaks(self, folded: str) -> bool:
        """True if the line speaks to the reader of what the site offers."""
        words = folded.translate(_STOPS_TO_SPACES).split()
        return not self.reader.isdisjoint(words) and not self.site.isdisjoint(words)


def fold(text: str) -> str:
    """The line in the form that patterns see; at most MOST_LETTERS characters of it."""
    cut = text[:MOST_LETTERS]
    cut = cut.replace("'", "’") if cut.isascii() else cut.translate(_APOSTROPHES_DASHES_SPACES)
    plain = " ".join(cut.lower().split())
    return _ORNAMENT_BEFORE.sub("", plain) if plain[:1] and not plain[0].isalnum() else plain


def _last_sentence(folded: str) -> str:
    start = max(folded.rfind(stop, 0, -1) for stop in _SENTENCE_STOPS)
    return folded[start + 2 :] if start >= 0 else folded


#: The files of rules for a language; the general ones are for all.
_OWN = {"en": ("en",), "de": ("de",), "fr": ("fr",), "und": ("en", "de", "fr")}


def rules_for(language: str) -> RuleBook:
    """The rules for a primary language tag.

    A language without rules of its own gets the general ones and the English ones, because sites in every
    language use English phrases. "und" gets all rules.
    """
    return _rules(_OWN.get(language, ("en",)))


def warm() -> None:
    """Compiles every rule. To do so for one language takes a third of a second, as long as the first article waits."""
    for names in _OWN.values():
        _rules(names)


@cache
def _rules(names: tuple[str, ...]) -> RuleBook:
    documents = [_document(name) for name in ("any", *names)]
    entries = [(_rule(raw), raw, document) for document in documents for raw in document["rule"]]
    # Of two rules of one weight the one that applies everywhere comes first: a line gets the first that fits.
    entries.sort(key=lambda entry: (-entry[0].weight, entry[0].edge or entry[0].head is not None))
    reporting = [word for document in documents for word in document.get("reporting", [])]
    return RuleBook(
        whole=_matcher(_patterns(entries, "whole", raw=False)),
        raw=_matcher(_patterns(entries, "whole", raw=True)),
        starts=_matcher(_patterns(entries, "starts", raw=False)),
        shape=_matcher(_patterns(entries, "shape", raw=False)),
        closes=_matcher(_patterns(entries, "closes", raw=False)),
        last=_matcher(_patterns(entries, "last", raw=False)),
        phrases=tuple((phrase, rule) for rule, raw, _ in entries for phrase in raw.get("contains", ())),
        reporting=re.compile(rf"\b(?:{'|'.join(map(re.escape, reporting))})\b"),
        reader=frozenset(word for document in documents for word in document.get("reader", ())),
        site=frozenset(word for document in documents for word in document.get("site", ())),
        blank=next(rule for rule, raw, _ in entries if raw.get("blank", False)),
    )


@cache
def _document(name: str) -> dict[str, Any]:
    return read_toml(f"boilerplate/{name}.toml")


def _rule(raw: dict[str, Any]) -> Rule:
    return Rule(
        name=raw["name"],
        weight=raw["weight"],
        ends=raw.get("ends", False),
        edge=raw.get("edge", False),
        leads=raw.get("leads", ""),
        most_words=raw.get("most_words", 30),
        head=raw.get("head"),
    )


def _patterns(
    entries: Iterable[tuple[Rule, dict[str, Any], dict[str, Any]]], key: str, *, raw: bool
) -> Iterable[tuple[Rule, list[str]]]:
    macros = _document("any")["macros"]
    for rule, source, _ in entries:
        if key in source and source.get("raw", False) is raw:
            yield rule, [_expand(text, macros) for text in source[key]]


def _expand(pattern: str, macros: dict[str, str]) -> str:
    """The pattern with each `<name>` replaced; a macro may use those above it."""
    for name, text in reversed(macros.items()):
        pattern = pattern.replace(f"<{name}>", text)
    return pattern


def _matcher(patterns: Iterable[tuple[Rule, list[str]]]) -> Matcher:
    rules: dict[str, Rule] = {}
    parts: list[str] = []
    for rule, texts in patterns:
        group = f"r{len(rules)}"
        rules[group] = rule
        parts.append(f"(?P<{group}>{'|'.join(texts)})")
    return Matcher(re.compile("|".join(parts) or r"(?!)"), rules)
