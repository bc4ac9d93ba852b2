"""Data files of others, checked before a desk begins: a wrong one ends the start, with its line.

The form is checked against our own files (streams/extensions/shape.py). What the form does not say is checked here, by
the code that reads the list: patterns compile, and take no long time; a Media Topic is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache, partial
from typing import Any

from streams.clean import boilerplate_files, signal_patterns
from streams.datafiles import read_names, read_ours
from streams.errors import ExtensionError
from streams.extensions.guard import Clock, guarded
from streams.extensions.packs import LISTS, SOURCES, Pack, may_extend, parsed
from streams.extensions.shape import check_shape, line_of, rows
from streams.intake.media_topics import code_of, uri_of
from streams.kinds import Ran

#: A pattern gets so long on each of the lines below, in seconds of the CPU; most take a few microseconds.
_SECONDS = 0.5
#: Lines in which bad patterns try everything: one word, many words, spaces, marks, and last what fits nothing.
_HARD = tuple(
    f"{line}\0" for line in ("a" * 800, "the " * 200, " " * 800, "-" * 800, "1 " * 400, "said that " * 80)
)


def check_rules(found: Iterable[Pack]) -> dict[str, tuple[str, ...]]:
    """The files of each pack, by whose it is. Raises ExtensionError for the first thing that is wrong."""
    return {pack.whose: tuple(_checked(pack)) for pack in found}


def _checked(pack: Pack) -> Iterator[str]:
    """Each file of a pack, when it was found right."""
    for path in pack.paths():
        if not may_extend(path):
            raise ExtensionError(
                f"{path} of {pack.whose} is none of the files that can be added to: {', '.join(LISTS)}"
            )
        text = pack.text(path) or ""
        if path != SOURCES:  # who reads the sources checks them
            check_shape(pack, path, text, _alike(pack, path))
            _check_entries(pack, path, text)
        yield path


def _alike(pack: Pack, path: str) -> list[str]:
    """Our files of that sort. One of that very name must be there: nobody would read another."""
    folder, _, name = path.rpartition("/")
    known = {each for each in read_names(folder) if may_extend(f"{folder}/{each}")}
    if name not in known:
        raise ExtensionError(
            f"{path} of {pack.whose}: copydesk has no such file, and reads none; there are {', '.join(sorted(known))}"
        )
    # In TOML all files of a folder have one form; of others only those of one list.
    pattern = (
        f"{folder}/*.toml"
        if name.endswith(".toml")
        else next(each for each in LISTS if fnmatchcase(path, each))
    )
    known = {each for each in known if fnmatchcase(f"{folder}/{each}", pattern)}
    return [read_ours(f"{folder}/{each}") for each in sorted(known)]


def _check_entries(pack: Pack, path: str, text: str) -> None:
    """What each entry of a file says, by the check of its list, if that has one."""
    number: int | None = None
    try:
        for line, patterns in _entries(pack, path, text):
            number = line
            for pattern in patterns():
                _check_pattern(pattern)
    except (ValueError, KeyError, re.error) as error:
        at = f"line {number}: " if number else ""
        why = f"{{{{{error.args[0]}}}}} is unknown" if isinstance(error, KeyError) else str(error)
        raise ExtensionError(f"{path} of {pack.whose}: {at}{why}") from error


#: The patterns of an entry; to ask for them raises what is wrong with it.
_Patterns = Callable[[], Iterable[str]]


def _entries(pack: Pack, path: str, text: str) -> Iterator[tuple[int | None, _Patterns]]:
    """Each entry that is more than words, by the line on which it stands."""
    if path.startswith("topics/"):
        for number, row in rows(text).items():
            yield number, partial(_topic, row)
    elif path == "names/organisations.txt":
        for number, row in rows(text).items():
            yield number, partial(_organisation, row)
    elif path == "names/national_organisations.txt":
        for number, row in rows(text).items():
            yield number, partial(_national, row)
    elif path.endswith(".toml"):
        lines = text.splitlines()
        for near, patterns in _in_tables(path, parsed(pack, path, text)):
            yield line_of(lines, near), patterns


def _in_tables(path: str, table: Mapping[str, Any]) -> Iterator[tuple[tuple[object, ...], _Patterns]]:
    """Each entry of a TOML file that has patterns, and what it is found by."""
    if path.startswith("boilerplate/"):
        yield from _in_boilerplate(table)
    elif path.startswith("signals/"):
        yield ("[[pattern]]",), partial(_stems, table)
        for raw in table.get("pattern", ()):
            yield ("[[pattern]]", *_values(raw, "text")), partial(signal_patterns.patterns_of, path, raw)
    elif path == "feeds/endings.toml":
        for ending in table.get("ending", ()):
            yield ("[[ending]]",), partial(_needing, ending, "rule")
            for text in (*ending.get("line", ()), *ending.get("tail", ())):
                yield (text,), partial(tuple, [text])
    elif path == "summary/teasers.toml":
        for language, lists in table.items():
            for text in (each for texts in lists.values() for each in texts):
                yield (f"[{language}]", text), partial(tuple, [text])


def _in_boilerplate(table: Mapping[str, Any]) -> Iterator[tuple[tuple[object, ...], _Patterns]]:
    for rule in table.get("rule", ()):
        near = ("[[rule]]", *_values(rule, "name"))
        yield near, partial(_needing, rule, "name", "weight")
        for kind in boilerplate_files.KINDS:
            for text in rule.get(kind, ()):
                alone = {key: value for key, value in rule.items() if key not in boilerplate_files.KINDS}
                yield (
                    (*near, text),
                    partial(boilerplate_files.patterns_of, {"rule": [{**alone, kind: [text]}]}),
                )
    for sort, words in table.get("lines", {}).items():
        for word in words:
            yield (sort, word), partial(boilerplate_files.patterns_of, {"lines": {sort: [word]}})


def _stems(table: Mapping[str, Any]) -> tuple[str, ...]:
    if table.get("pattern") and not table.get("stems"):
        raise ValueError(
            "it needs stems = […]: a pattern is tried only where one of the file's stems stands, in lower case"
        )
    return ()


def _values(entry: Mapping[str, Any], *keys: str) -> tuple[object, ...]:
    return tuple(entry[key] for key in keys if key in entry)


def _needing(entry: Mapping[str, Any], *keys: str) -> tuple[str, ...]:
    if missing := next((key for key in keys if key not in entry), None):
        raise ValueError(f"it needs {missing}")
    return ()


def _check_pattern(text: str) -> None:
    """Raises ValueError where it is no pattern, or one that may take long."""
    try:
        pattern = re.compile(text)
    except re.error as error:
        raise ValueError(f"{text!r} is no pattern: {error}") from error
    for line in _HARD:
        ended = guarded(lambda line: {"found": bool(pattern.search(line))}, line, _SECONDS, Clock.CPU)
        if ended.ran is Ran.DEADLINE:
            raise ValueError(f"{text!r} takes too long for a line like {line[:20]!r}…: bound what repeats")


def _topic(row: str) -> tuple[str, ...]:
    code, *_ = row.split("\t")
    if code != "-" and code_of(uri_of(code)) is None:
        raise ValueError(f"{code!r} is no Media Topic of the IPTC")
    return ()


def _organisation(row: str) -> tuple[str, ...]:
    if row.count(" = ") != 2:
        raise ValueError('it must be "English = German = French", and "-" where a language has no name')
    return ()


def _national(row: str) -> tuple[str, ...]:
    language, _, forms = row.partition(" = ")
    if language not in _nations() or not all(form.strip() for form in forms.split("|")):
        raise ValueError(f'it must be "language = name | other forms"; languages are {", ".join(_nations())}')
    return ()


@cache
def _nations() -> tuple[str, ...]:
    """The languages in which we list organisations of one country: copy in another is not read for them."""
    lists = ("names/national_organisations.txt", "names/listed_organisations.txt")
    ours = [row for each in lists for row in rows(read_ours(each)).values()]
    return tuple(sorted({row.partition(" = ")[0] for row in ours}))
