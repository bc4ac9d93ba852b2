"""The authority file: people, organisations and places with their uris, by every name that they go by.

COPYDESK_AUTHORITY names one of JSON Lines: a newsroom's own, or an extract of Wikidata. Without it the one in
`streams/data/names/authority.jsonl` is used. A line:

    {"name": "World Health Organization", "type": "organisation", "uri": "http://www.wikidata.org/entity/Q7817",
     "aliases": ["Weltgesundheitsorganisation"], "acronyms": ["WHO"], "language": "en", "context": ["health"],
     "country": ["CH"]}

`name`, `type` ("person", "organisation" or "place") and `uri` must be there. `acronyms` are those that may be looked
for in copy by themselves. `language` is the only one in which these are its names. `context` are words, titles or other
names and `country` ISO 3166-1 codes of which the copy must have one: see `links`. Lines with "#" are comments.

A million lines must cost little. So of each name only a hash and the place of its line stay in memory, in arrays that
forked processes share; the line is read from disk when its name stands in copy. Whoever changes the file starts the
workers anew: a line that has moved is not found.
"""

from __future__ import annotations

import os
import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import orjson

from streams.errors import AuthorityError
from streams.intake.identity import is_uri

#: The value of COPYDESK_AUTHORITY with which nothing is linked.
NONE = "none"
KINDS = ("person", "organisation", "place")
#: The most lines of a file, bytes of a line, names of an entry, and characters of each.
MOST_LINES, LONGEST_LINE, MOST_NAMES, LONGEST_NAME = 3_000_000, 16_384, 200, 200
#: The most words of a name that is looked for in copy.
MOST_WORDS = 8
_KEYS = frozenset({"name", "type", "uri", "aliases", "acronyms", "language", "context", "country"})
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9&-]{1,9}")
_SEGMENT = re.compile(r"[A-Za-z0-9_-]+")
_UTF8_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Entry:
    """Whom or what a line is about, with all names; `countries` and `context` are where the names mean it."""

    name: str
    kind: str  # one of KINDS
    uri: str
    names: frozenset[str]
    acronyms: frozenset[str] = frozenset()
    language: str = ""
    context: tuple[str, ...] = ()
    countries: frozenset[str] = frozenset()


class AuthorityFile:
    """An authority file that was read and found right.

    `where` is what messages call it, `counts` how many entries of each kind it has.
    """

    def __init__(self, path: Path, where: str) -> None:
        """Reads the whole file. Raises AuthorityError, in one sentence with the number of the line that is wrong."""
        self.where = where
        self.counts = dict.fromkeys(KINDS, 0)
        hashes, offsets, starts = array("q"), array("q"), array("q")
        self._file = _opened(path, where)
        try:
            with open(self._file, "rb", closefd=False) as lines:
                for offset, entry in self._read(lines):
                    self.counts[entry.kind] += 1
                    for name in entry.names:
                        hashes.append(hash(name))
                        offsets.append(offset)
                        starts.extend(map(hash, _starts(name)))
                    starts.extend(hash(_alone(each)) for each in entry.acronyms)
        except BaseException:
            os.close(self._file)
            raise
        found = np.frombuffer(hashes, np.int64)
        order = np.argsort(found, kind="stable")
        self._hashes = found[order]
        self._offsets = np.frombuffer(offsets, np.int64)[order]
        self._starts = np.unique(np.frombuffer(starts, np.int64))
        self._entry_at = lru_cache(maxsize=4096)(self._parse_at)

    @property
    def entries(self) -> int:
        """How many there are."""
        return sum(self.counts.values())

    @property
    def names(self) -> int:
        """How many names they have."""
        return len(self._hashes)

    def find(self, names: Sequence[str]) -> dict[str, tuple[Entry, ...]]:
        """The entries of each of the names that has any, in the order of the file."""
        if not names or not len(self._hashes):
            return {}
        wanted = np.fromiter(map(hash, names), np.int64, len(names))
        first = np.searchsorted(self._hashes, wanted, "left")
        last = np.searchsorted(self._hashes, wanted, "right")
        found = {}
        for name, begin, end in zip(names, first.tolist(), last.tolist(), strict=True):
            if begin < end:
                entries = map(self._entry_at, self._offsets[begin:end].tolist())
                if of := tuple(each for each in entries if each is not None and name in each.names):
                    found[name] = of
        return found

    def begins(self, starts: Sequence[str]) -> list[bool]:
        """Of each pair of words, whether a name of two words or more begins so; see `alone` for acronyms."""
        if not starts or not len(self._starts):
            return [False] * len(starts)
        wanted = np.fromiter(map(hash, starts), np.int64, len(starts))
        at = np.minimum(np.searchsorted(self._starts, wanted), len(self._starts) - 1)
        known: list[bool] = (self._starts[at] == wanted).tolist()
        return known

    @staticmethod
    def alone(acronym: str) -> str:
        """What `begins` is asked for an acronym that stands by itself."""
        return _alone(acronym)

    def _read(self, lines: Iterable[bytes]) -> Iterator[tuple[int, Entry]]:
        offset = 0
        for number, line in enumerate(lines, 1):
            if number > MOST_LINES:
                raise AuthorityError(f"COPYDESK_AUTHORITY: {self.where} has more than {MOST_LINES:,} lines")
            text = line.removeprefix(_UTF8_MARK) if number == 1 else line
            if text.strip() and not text.startswith(b"#"):
                try:
                    yield offset, parse(text)
                except ValueError as error:
                    raise AuthorityError(
                        f"COPYDESK_AUTHORITY: {self.where}: line {number}: {error}"
                    ) from error
            offset += len(line)

    def _parse_at(self, offset: int) -> Entry | None:
        """The entry of a line; None where the file is no longer what it was."""
        line = os.pread(self._file, LONGEST_LINE + 1, offset).split(b"\n", 1)[0]
        try:
            return parse(line.removeprefix(_UTF8_MARK))
        except ValueError:
            return None


def _opened(path: Path, where: str) -> int:
    """The file, open for reading. Raises AuthorityError."""
    try:
        if not path.is_file():
            raise FileNotFoundError(None, "there is no such file")
        return os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise AuthorityError(f"COPYDESK_AUTHORITY: {where} cannot be read: {error.strerror}") from error


def _alone(acronym: str) -> str:
    return f"\0{acronym}"


def _starts(name: str) -> Iterator[str]:
    """The first two words of a name that may be looked for in copy."""
    words = name.split(" ", 2)
    if len(words) > 1 and name.count(" ") < MOST_WORDS:
        yield f"{words[0]} {words[1]}"


def parse(line: bytes) -> Entry:
    """The entry on a line. Raises ValueError, which says what is wrong with it."""
    if len(line) > LONGEST_LINE:
        _refuse(f"it has more than {LONGEST_LINE:,} bytes")
    try:
        fields = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise ValueError(f"it is no JSON: {error}") from error
    if not isinstance(fields, dict):
        _refuse("it is no JSON object")
    if stray := next((key for key in fields if key not in _KEYS), None):
        _refuse(f"{stray!r} is unknown; it may have {', '.join(sorted(_KEYS))}")
    name = _text(fields, "name")
    kind, uri = fields.get("type"), fields.get("uri")
    if kind not in KINDS:
        _refuse(f"type must be one of {', '.join(KINDS)}")
    if not isinstance(uri, str) or not _is_uri(uri):
        _refuse("uri must be a uri, such as http://www.wikidata.org/entity/Q7817")
    acronyms = _texts(fields, "acronyms")
    if stray := next((each for each in acronyms if _ACRONYM.fullmatch(each) is None), None):
        _refuse(f"acronyms has {stray!r}, which is none: two to ten capitals")
    names = frozenset(map(plain, (name, *_texts(fields, "aliases"), *acronyms)))
    if len(names) > MOST_NAMES:
        _refuse(f"it has {len(names)} names; at most {MOST_NAMES}")
    countries = _texts(fields, "country")
    if stray := next((each for each in countries if _COUNTRY.fullmatch(each) is None), None):
        _refuse(f"country has {stray!r}, which is no ISO 3166-1 code such as CH")
    language = fields.get("language") or ""
    if not isinstance(language, str) or (language and _LANGUAGE.fullmatch(language) is None):
        _refuse("language must be a tag such as en")
    return Entry(
        name,
        kind,
        uri,
        names,
        frozenset(acronyms),
        language,
        tuple(each.casefold() for each in _texts(fields, "context")),
        frozenset(countries),
    )


def _is_uri(text: str) -> bool:
    """As is_uri; of a million uris on one site the site is looked at once."""
    base, slash, last = text.rpartition("/")
    if base.count("/") > 2 and _SEGMENT.fullmatch(last):
        return _is_base(base + slash)
    return is_uri(text)


@lru_cache(maxsize=1024)
def _is_base(text: str) -> bool:
    return is_uri(text)


def plain(name: str) -> str:
    """The name as it is compared: with single spaces, and the typewriter's apostrophe."""
    if "\u00a0" in name or "  " in name:
        name = " ".join(name.split())
    return name.replace("’", "'")


def _text(fields: dict[str, Any], key: str) -> str:
    value = fields.get(key)
    if not isinstance(value, str) or not value.strip():
        _refuse(f'it needs {key} = a text, such as "{key}": "…"')
    if len(value) > LONGEST_NAME:
        _refuse(f"{key} has more than {LONGEST_NAME} characters")
    return value.strip()


def _texts(fields: dict[str, Any], key: str) -> list[str]:
    value = fields.get(key)
    if value is None:
        return []
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list):
        _refuse(f"{key} must be a list of texts")
    for each in value:
        if not isinstance(each, str) or not each.strip() or len(each) > LONGEST_NAME:
            _refuse(f"{key} must be a list of texts of at most {LONGEST_NAME} characters")
    return [each.strip() for each in value]


def _refuse(why: str) -> NoReturn:
    raise ValueError(why)


@lru_cache(maxsize=4)
def read_authority_file(setting: str = "") -> AuthorityFile | None:
    """The file that COPYDESK_AUTHORITY names, read once in a process; the own one where it names none; None for "none".

    Raises AuthorityError for one that cannot be read, or has a line that is wrong.
    """
    setting = setting.strip()
    if setting == NONE:
        return None
    if not setting:
        return AuthorityFile(Path(str(files("streams") / "data" / "names" / "authority.jsonl")), "our own")
    if "[[" in setting or setting.endswith(".toml"):
        raise AuthorityError(
            "COPYDESK_AUTHORITY takes JSON Lines of people and organisations: what sources may speak for is "
            "COPYDESK_OWNS now"
        )
    return AuthorityFile(Path(setting).expanduser(), setting)
