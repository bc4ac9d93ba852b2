"""The rule files of boilerplate, streams/data/boilerplate/*.toml, and the form in which their patterns see a line.

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

What most languages need is the same sorts of lines in other words. These sorts stand in sorts.toml, each with the
fields above and `pattern`, in which `<words>` stands for the words of a language; a language's file then has a table
`[lines]` with a list of words for each sort. Words may be patterns as well.

Patterns see a folded line (see `fold`): lower case, ’ for every apostrophe, - for every dash, letters of plain width,
single spaces, no bullet or emoji in front; `whole` sees no arrow or full stop behind. A line is cut at MOST_LETTERS
first, which bounds every pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from streams.clean.boilerplate_literals import Literals, literals_of
from streams.datafiles import read_toml
from streams.lazily import made_once

#: Every language that has a file of its own.
LANGUAGES = frozenset(
    tag
    for tags in ("en de fr es it pt nl sv no da fi pl cs hu ro", "ru uk el tr ar fa he hi id vi zh ja ko")
    for tag in tags.split()
)
#: Patterns see no more of a line than this. The longest boilerplate, a consent text, is about as long.
MOST_LETTERS = 800
#: The fields of a rule that hold patterns.
KINDS = ("whole", "starts", "closes", "last", "shape", "contains")
_BLANK_FIELD_OPENS = frozenset({"{{", "${", "<%", "[[", "%%"})
_META = re.compile(r"[()\[\]\\|*+?{.^$]")

_SPACES = (
    "\t\r\v\f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
_ALIKE = (
    dict.fromkeys("'‘`´ʼ＇", "’")
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys(_SPACES, " ")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0f\u0307", "")
    | {chr(wide): chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F) if wide != 0xFF07}
    # Letters that are typed for one another, or lose their accents in capitals.
    | dict(zip("ىیکةأإآıёάέήίόύώϊϋΐΰςşţ", "ييكهاااiеαεηιουωιυιυσșț", strict=True))
)
_UNLIKE = re.compile(f"[{re.escape(''.join(_ALIKE))}]")
_ORNAMENT_BEFORE = re.compile(
    r"\A[\s*•·▪■◆●○‣▶►→›»>|✓✔☑+=~\u2190-\u21ff\u2600-\u27bf\U0001f000-\U0001faff-]+(?=[^\W_]|[(\[©<{$€£₹“\"])"
)


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
class Entry:
    """A pattern of a file. `kind` is the field in which it stands, "raw" for one that sees the line as written."""

    rule: Rule
    kind: str
    text: str
    literals: Literals


@dataclass(frozen=True, slots=True)
class Document:
    """A rule file."""

    entries: tuple[Entry, ...]
    reporting: frozenset[str]
    reader: frozenset[str]
    site: frozenset[str]
    before_names: tuple[str, ...]  # patterns for what stands before the names in a byline, such as "Von"


@made_once
def document(name: str) -> Document:
    """The rule file of that name, such as "any" or "de"."""
    raw = read_toml(f"boilerplate/{name}.toml")
    return Document(
        tuple(_entries(raw)),
        frozenset(map(_alike, raw.get("reporting", ()))),
        frozenset(raw.get("reader", ())),
        frozenset(raw.get("site", ())),
        tuple(word for sort in ("byline", "byline-label") for word in raw.get("lines", {}).get(sort, ())),
    )


def patterns_of(raw: dict[str, Any]) -> tuple[str, ...]:
    """The patterns that the tables of a rule file come to, without those that are plain words. Raises KeyError."""
    return tuple(entry.text for entry in _entries(raw) if not entry.literals.complete)


def fold(text: str) -> str:
    """The line in the form that patterns see; at most MOST_LETTERS characters of it."""
    cut = text[:MOST_LETTERS]
    cut = cut.replace("'", "’").lower() if cut.isascii() else _alike(cut.lower())
    plain = " ".join(cut.split())
    return _ORNAMENT_BEFORE.sub("", plain) if plain[:1] and not plain[0].isalnum() else plain


def _alike(text: str) -> str:
    return _UNLIKE.sub(lambda match: _ALIKE[match[0]], text)


def _entries(raw: dict[str, Any]) -> Iterator[Entry]:
    for table in raw.get("rule", ()):
        yield from _of_rule(table)
    for sort, words in raw.get("lines", {}).items():
        yield from _of_sort(_sorts()[sort], words)


def _of_rule(table: dict[str, Any]) -> Iterator[Entry]:
    rule = _rule(table)
    if table.get("blank", False):
        yield Entry(rule, "blank", "", Literals(_BLANK_FIELD_OPENS))
    for kind in KINDS:
        for text in table.get(kind, ()):
            yield _entry(rule, "raw" if table.get("raw", False) else kind, _expand(text))


def _of_sort(sort: dict[str, Any], words: list[str]) -> Iterator[Entry]:
    """The entries of a language's words for a sort of lines."""
    rule = _rule(sort)
    for text in words:
        for kind in KINDS:
            for pattern in sort.get(kind, ()):
                yield _entry(
                    rule, "raw" if sort.get("raw", False) else kind, _expand(pattern.replace("<words>", text))
                )


def _entry(rule: Rule, kind: str, text: str) -> Entry:
    if kind == "raw":
        return Entry(rule, kind, text, Literals())
    text = _alike(text)
    if kind == "contains" or not _META.search(text):
        return Entry(
            rule, kind, text, Literals(frozenset({text}), anchored=kind != "contains", complete=True)
        )
    return Entry(rule, kind, text, literals_of(text))


def _rule(table: dict[str, Any]) -> Rule:
    return Rule(
        name=table["name"],
        weight=table["weight"],
        ends=table.get("ends", False),
        edge=table.get("edge", False),
        leads=table.get("leads", ""),
        most_words=table.get("most_words", 30),
        head=table.get("head"),
    )


@cache
def _macros() -> tuple[tuple[str, str], ...]:
    """The macros, the last first: one may use those above it."""
    return tuple(reversed(read_toml("boilerplate/macros.toml")["macros"].items()))


@cache
def _sorts() -> dict[str, Any]:
    sorts = read_toml("boilerplate/sorts.toml")
    return {name: sort for name, sort in sorts.items() if isinstance(sort, dict)}


def _expand(pattern: str) -> str:
    """The pattern with each `<name>` replaced."""
    if "<" in pattern:
        for name, text in _macros():
            pattern = pattern.replace(f"<{name}>", text)
    return pattern
