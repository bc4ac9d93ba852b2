"""Data files of somebody's own, read after those of the same name in streams/data: one way for all lists.

A distribution brings them by an entry point of copydesk.rules, whose value is a package with the files in it; a folder
of COPYDESK_RULES_DIR brings them without a distribution. Either is laid out as streams/data is, and its files have the
form of ours. They add: what ours say stays.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from streams.errors import ExtensionError
from streams.extensions.installed import RULES, chosen
from streams.settings import Settings, settings

VARIABLE, FOLDER = "COPYDESK_RULES", "COPYDESK_RULES_DIR"
#: The files that may be added to, and what they hold; docs/extend.md lists them.
LISTS = {
    "boilerplate/[a-z][a-z].toml": "what sites put around an article, by language",
    "boilerplate/any.toml": "the same in every language",
    "feeds/endings.toml": "what feeds put at the end of an entry",
    "intake/no_ids.txt": "words that stand where an id should",
    "intake/tracking_parameters.txt": "parameters of addresses that choose no page",
    "keywords/*.txt": "how common words are, and which are no keywords",
    "names/[a-z][a-z].txt": "titles, roles and words that are no names, by language",
    "names/more_companies.txt": "companies",
    "names/national_organisations.txt": "organisations of one country, by the language of its copy",
    "names/organisations.txt": "organisations, by their names in English, German and French",
    "names/sentences.txt": "abbreviations",
    "not_article/words/*.toml": "what walls and notices say",
    "pages/credits.txt": "what stands before the name of who made a picture",
    "places/city_names.tsv": "names of cities in English, German and French",
    "places/datelines.toml": "agencies, and words in capitals that are no place",
    "places/further_city_names.tsv": "names of cities in Swedish, Danish, Norwegian, Polish, Russian and Ukrainian",
    "places/more_city_names.tsv": "names of cities in Spanish, Italian, Portuguese and Dutch",
    "places/not_places.txt": "names that hold a place's name, and are none",
    "quotes/*.txt": "verbs of saying, and words that are no speaker",
    "signals/advisories.toml": "what says an advisory",
    "signals/corrections.toml": "what says a correction",
    "signals/holds.toml": "what says a hold",
    "signals/kills.toml": "what says a kill",
    "signals/releases.toml": "what says a release",
    "signals/repeats.toml": "what says a repeat",
    "signals/updates.toml": "what says an update",
    "sources.toml": "sources and how they are read, as in the file of COPYDESK_SOURCES",
    "summary/teasers.toml": "sentences that belong in no summary",
    "topics/sections.tsv": "names of sections and their Media Topics",
    "topics/words/*.tsv": "words and their Media Topics",
}
#: In every TOML file: where it comes from.
HEAD = frozenset({"source", "licence"})
#: Lists of sources are no data of ours.
SOURCES = "sources.toml"
_DATA = (".toml", ".tsv", ".txt")


@dataclass(frozen=True, slots=True)
class Pack:
    """Data files of somebody's own: `whose` is what messages call them, `root` the folder."""

    whose: str
    root: Traversable

    def paths(self) -> Iterator[str]:
        """The data files in it, by their paths below the root."""
        yield from sorted(_below(self.root, ""))

    def text(self, path: str) -> str | None:
        """The text of a file; None where there is none. Raises ExtensionError where it cannot be read."""
        file = self.root / path
        if not file.is_file():
            return None
        try:
            return file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            raise ExtensionError(f"{path} of {self.whose} cannot be read: {why}") from error


def _below(folder: Traversable, path: str) -> Iterator[str]:
    for each in folder.iterdir():
        if each.is_dir() and not each.name.startswith((".", "__")):
            yield from _below(each, f"{path}{each.name}/")
        elif each.name.endswith(_DATA) and (path or each.name == SOURCES):
            yield path + each.name


@cache
def may_extend(path: str) -> bool:
    """Whether data files of that path may be added to."""
    return any(fnmatchcase(path, each) for each in LISTS)


@cache
def packs() -> tuple[Pack, ...]:
    """Those that the settings of this process choose, in their order. Raises ExtensionError."""
    return packs_of(settings())


def packs_of(known: Settings) -> tuple[Pack, ...]:
    """Those that these settings choose: of distributions, and then the folder's. Raises ExtensionError."""
    found = []
    for each in chosen(RULES, known.rules, VARIABLE):
        try:
            found.append(Pack(f"the rules {each.whose}", files(each.point.module)))
        except Exception as error:  # whatever its package does when it is imported
            raise ExtensionError(
                f"the rules {each.whose} cannot be read: {type(error).__name__}: {error}; mend or uninstall the "
                f"distribution, or leave it out with {VARIABLE}"
            ) from error
    if known.rules_dir is not None:
        folder = known.rules_dir.expanduser()
        if not folder.is_dir():
            raise ExtensionError(f"{FOLDER}: there is no folder {folder}")
        found.append(Pack(f"{FOLDER}, {folder}", folder))
    return tuple(found)


def beside(path: str) -> list[tuple[Pack, str]]:
    """The packs that have a file of that path, and its text. Raises ExtensionError."""
    if not may_extend(path):
        return []
    return [(each, text) for each in packs() if (text := each.text(path)) is not None]


def with_packs(path: str, ours: str) -> str:
    """The text of a data file of lines, `ours`, and after it that of each pack's file of that path."""
    theirs = [text for _, text in beside(path)]
    return "\n".join([ours, *theirs]) if theirs else ours


def merged_with_packs(path: str, ours: dict[str, Any]) -> dict[str, Any]:
    """The tables of a TOML data file with what the packs' files of that path add. Raises ExtensionError."""
    for each, text in beside(path):
        ours = merged(ours, parsed(each, path, text), f"{path} of {each.whose}")
    return ours


def parsed(pack: Pack, path: str, text: str) -> dict[str, Any]:
    """The tables of a pack's file. Raises ExtensionError, which has the line."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ExtensionError(f"{path} of {pack.whose} is no TOML: {error}") from error


def merged(ours: Mapping[str, Any], theirs: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Both: tables are merged, and lists joined, ours first. Raises ExtensionError for what would change ours."""
    found = dict(ours)
    for key, value in theirs.items():
        before = ours.get(key)
        if key in HEAD or value == before:
            continue
        if before is None:
            found[key] = value
        elif isinstance(before, dict) and isinstance(value, dict):
            found[key] = merged(before, value, where)
        elif isinstance(before, list) and isinstance(value, list):
            found[key] = [*before, *value]
        else:
            raise ExtensionError(
                f"{where}: {key} is copydesk's own: a file can add to lists, and change nothing"
            )
    return found
