"""The patterns of signals, as the data files in streams/data/signals/ have them, in the order in which they are tried.

There are two kinds of files. kills.toml and its sisters hold patterns, one by one. shapes.toml holds the forms that a
kill, a hold, a correction ... has in any language, with names in place of the words; words/*.toml hold the words of a
language. A shape counts in each language that has all the words which it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from ahocorasick_rs import AhoCorasick, Implementation

from streams.clean.folding import plain
from streams.datafiles import read_toml
from streams.kinds import Format, Signal
from streams.lazily import made_once

#: The order in which the files are tried, and the signals of the shapes with them.
_FILES = ("kills", "holds", "releases", "corrections", "updates", "repeats", "advisories")
_SIGNALS = dict(
    zip(("kill", "hold", "release", "correction", "update", "repeat", "advisory"), _FILES, strict=True)
)
LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "da", "sv", "no", "pl", "ru", "ar", "ja", "zh")
#: Of these the usual marks and orders are known, and no orders in free words (see `weighed`).
FURTHER = ("fi", "tr", "cs", "hu", "ro", "uk", "el", "id", "ko", "hi")
#: No spaces part their words, or marks are parts of these, so that they have patterns of their own, and no shapes.
_UNSPACED = frozenset({"ja", "zh", "ko", "hi"})
#: The names of words that guard an order.
_GUARDS = ("said", "until", "before")
#: These count in whatever language an article is taken for: what says so is short, and its language easily mistaken.
_ALWAYS = frozenset({"kill", "hold", "release"})
#: The formats of agencies. The others carry the headlines of newspapers as well.
_WIRE = frozenset(
    {Format.TEXT, Format.NINJS, Format.NEWSML_G2, Format.NEWSML, Format.NITF, Format.ANPA, Format.IPTC7901}
    | {Format.RITZAU}
)
_FORMATS = {"any": frozenset(Format), "sent": frozenset(Format) - {Format.HTML}, "wire": _WIRE}
_ENDS = (". ", "! ", "? ")
_MARKS = re.compile('["“”„«»]')
_NAME = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way to say something. kills.toml explains the keys."""

    signal: Signal
    fields: frozenset[str]
    formats: frozenset[Format]
    languages: frozenset[str]  # empty: all
    known: bool  # it counts only where the language is known
    yields_to: str | None  # "correction" | "embargo"
    most: int | None  # it counts only in an item of no more words
    text: str
    beside: str | None  # what must stand somewhere in the item as well
    along: str | None  # what must stand in the same text as well
    unless: str | None  # what the sentence that matches must not hold
    test: bool  # what says so only tries the line, and is about no other item

    @property
    def regex(self) -> re.Pattern[str]:
        return _compiled(self.text)

    def counts(self, language: str, format_: Format) -> bool:
        """Whether it says something in an article of that language and that format."""
        unknown = language == "und" and not self.known
        return (not self.languages or language in self.languages or unknown) and format_ in self.formats

    def is_denied(self, match: re.Match[str]) -> bool:
        """Whether the words around it make something else of it, such as reported speech."""
        text, start = match.string, match.start()
        if self.along is not None and _compiled(self.along).search(text) is None:
            return True
        # An order that begins amid a quotation is what somebody says.
        if start and self.signal in _ALWAYS and len(_MARKS.findall(text, 0, start)) % 2:
            return True
        if self.unless is None:
            return False
        unless = _compiled(self.unless)
        # A match may begin with the end of the sentence before it, whose words may tell who says this one.
        sentences = {max(text.rfind(end, 0, start + more) for end in _ENDS) + 1 for more in (1, 2)}
        return any(unless.match(text, sentence) for sentence in sentences)

    def is_backed(self, text: str) -> bool:
        """Whether what must stand beside it stands in the (folded) text."""
        return self.beside is None or _compiled(self.beside).search(text) is not None


@dataclass(frozen=True, slots=True)
class Group:
    """Patterns that are tried only where one of the stems stands in the text; without stems, always."""

    stems: tuple[str, ...]
    patterns: tuple[Pattern, ...]


@made_once
def _compiled(text: str) -> re.Pattern[str]:
    """Compiled when it is first needed: there are hundreds, and most desks read two languages."""
    return re.compile(text)


@cache
def stems() -> tuple[AhoCorasick, tuple[tuple[int, ...], ...]]:
    """An automaton of all stems, and for each stem the numbers of the groups whose it is."""
    owners: dict[str, list[int]] = {}
    for number, group in enumerate(groups()):
        for stem in dict.fromkeys((*group.stems, *map(plain, group.stems))):
            owners.setdefault(stem, []).append(number)
    automaton = AhoCorasick(list(owners), implementation=Implementation.DFA)
    return automaton, tuple(tuple(numbers) for numbers in owners.values())


@cache
def always() -> tuple[int, ...]:
    """The numbers of the groups without stems."""
    return tuple(number for number, group in enumerate(groups()) if not group.stems)


@cache
def chosen(number: int, language: str, format_: Format) -> tuple[Pattern, ...]:
    """The patterns of a group that count in that language and that format."""
    return tuple(entry for entry in groups()[number].patterns if entry.counts(language, format_))


@cache
def groups() -> tuple[Group, ...]:
    """All patterns, in the order in which they are tried: by signal, and for each the files before the shapes."""
    ranked = [each for name in _FILES for each in _load(name)]
    ranked += [each for language in (*LANGUAGES, *FURTHER) for each in _shaped(language)]
    return tuple(group for _, group in sorted(ranked, key=lambda each: each[0]))


def _load(name: str) -> Iterator[tuple[float, Group]]:
    """The patterns of one file, with their ranks: those that it wants tried before another file's stand apart."""
    table = read_toml(f"signals/{name}.toml")
    yield from _ranked(name, table["pattern"], table, tuple(table.get("stems", ())))


def patterns_of(path: str, raw: Mapping[str, Any]) -> tuple[str, ...]:
    """The patterns of an entry of the data file `path`, one that others add.

    Raises ValueError for what an entry cannot be, and KeyError for a {{name}} that there is not.
    """
    name = path.removeprefix("signals/").removesuffix(".toml")
    table = read_toml(path)
    needed = ("fields", "text") if "signal" in table else ("signal", "fields", "text")
    if missing := next((key for key in needed if key not in raw), None):
        raise ValueError(f"it needs {missing}")
    if (formats := raw.get("formats", "any")) not in _FORMATS:
        raise ValueError(f"formats is {formats!r}; it may be {', '.join(_FORMATS)}")
    ((_, group),) = _ranked(name, [dict(raw)], table, ())
    (entry,) = group.patterns
    return tuple(text for text in (entry.text, entry.beside, entry.along, entry.unless) if text is not None)


def _ranked(
    name: str, entries: list[dict[str, Any]], table: Mapping[str, Any], gate: tuple[str, ...]
) -> Iterator[tuple[float, Group]]:
    by_rank: dict[float, list[Pattern]] = {}
    for raw in entries:
        rank = _FILES.index(raw["before"]) - 0.5 if "before" in raw else _FILES.index(name)
        by_rank.setdefault(rank, []).append(_pattern(raw, table))
    for rank, patterns in by_rank.items():
        yield rank, Group(gate, tuple(patterns))


def _shaped(language: str) -> Iterator[tuple[float, Group]]:
    """What the shapes come to in one language, and the patterns of its own."""
    shapes = _shapes()
    table_of = book(language)
    for signal, name in _SIGNALS.items():
        own: dict[str, Any] = table_of.get(signal, {})
        if not own:
            continue
        words = {**shapes["parts"], **table_of["words"], **own, **_guards()}
        table = {"signal": signal, "parts": words}
        tongues = [] if signal in _ALWAYS else table_of["languages"]
        entries = [
            {**raw, "languages": tongues}
            for raw in (*shapes["shape"], *own.get("pattern", ()))
            if raw.get("signal", signal) == signal and _has_words(raw, words)
        ]
        yield from _ranked(name, entries, table, tuple(own["stems"]))


@cache
def _shapes() -> dict[str, Any]:
    return read_toml("signals/shapes.toml")


@cache
def book(language: str) -> dict[str, Any]:
    """The words of a language, as words/*.toml have them."""
    return read_toml(f"signals/words/{language}.toml")


@cache
def _guards() -> dict[str, str]:
    """What speaks against an order, in any language: kills count in all, and neighbours share many of their words."""
    known = (*LANGUAGES, *FURTHER)
    spaced = [book(language)["words"] for language in known if language not in _UNSPACED]
    return {name: "|".join(str(words[name]) for words in spaced if name in words) for name in _GUARDS}


def _has_words(raw: Mapping[str, Any], words: Mapping[str, Any]) -> bool:
    named = [
        name for key in ("text", "beside", "along", "unless") for name in _NAME.findall(raw.get(key, ""))
    ]
    while named:
        name = named.pop()
        if name not in words:
            return False
        named += _NAME.findall(str(words[name]))
    return True


def _pattern(raw: Mapping[str, Any], table: Mapping[str, Any]) -> Pattern:
    """An entry as read. Where its file names no signal of its own, each entry does, and counts in every format."""
    own = table.get("signal")
    parts = table.get("parts", {})
    return Pattern(
        signal=Signal(raw["signal"] if own is None else own),
        fields=_fields(raw, own),
        formats=_FORMATS[raw.get("formats", "sent" if own else "any")],
        languages=frozenset(raw.get("languages", ())),
        known=raw.get("known", False),
        yields_to=raw.get("yields_to"),
        most=raw.get("most"),
        text=_filled(raw["text"], parts),
        beside=_filled(raw["beside"], parts) if "beside" in raw else None,
        along=_filled(raw["along"], parts) if "along" in raw else None,
        unless=_filled(raw["unless"], parts) if "unless" in raw else None,
        test=raw.get("test", False),
    )


def _fields(raw: Mapping[str, Any], signal: str | None) -> frozenset[str]:
    """Where an entry is looked for. An order that stands above copy without markup is taken for its note."""
    fields = frozenset(raw["fields"])
    return fields | {"note"} if signal in _ALWAYS and "headline" in fields else fields


def _filled(text: str, parts: Mapping[str, Any]) -> str:
    """The pattern with its names replaced, also those within the parts, and folded as the text will be."""
    while _NAME.search(text) is not None:
        text = _NAME.sub(lambda name: str(parts[name[1]]), text)
    return _plain(text)


@lru_cache(maxsize=16)  # what speaks against an order is long, and the same for all shapes of a signal
def _plain(text: str) -> str:
    return plain(text)
