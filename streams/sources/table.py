"""sources.toml: what is configured of each source. docs/sources.md has an example; here it is read and checked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

from streams.article import RawArticle
from streams.datafiles import zone_countries
from streams.errors import SourcesError
from streams.extensions.packs import SOURCES, beside, parsed
from streams.intake.calendar.habits import region_of
from streams.intake.calendar.zones import iana
from streams.intake.configured import with_config
from streams.intake.identity import LONGEST_SOURCE, host_of
from streams.kinds import CONNECTIONS, Format
from streams.settings import MOST_LISTED, listed_sources, names_file, read_toml
from streams.source_config import SourceConfig

#: The most sources of a file, and characters of a text in it.
MOST, LONGEST = 5_000, 2_000
_CHOICES = {
    "format": tuple(str(each) for each in Format),
    "identity": ("document", "url", "subject", "text"),
    "dates": ("dmy", "mdy"),
    "profile": ("page", "wire"),
}
_TEXTS = ("name", "zone", "country", "language", *_CHOICES)
_RIGHTS = ("holder", "notice", "terms")
_KEYS = (*_TEXTS, "owns", "metrics", "rights", *CONNECTIONS)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class SourceTable:
    """What is configured. `where` names the file in messages; `owns` is what each source owns besides its own.

    `labels` are the sources that have figures of their own in the metrics. `connections` are the tables of a source
    that say how its copy comes in, by their kind; that they are tables is all that is known of them here.
    """

    configs: Mapping[str, SourceConfig] = field(default_factory=dict)
    owns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    labels: tuple[str, ...] = ()
    where: str = "COPYDESK_SOURCES"
    connections: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)

    def configured(self, raw: RawArticle) -> RawArticle:
        """The raw event with what is configured of its source.

        That is the one that its envelope names, or the host of its subject where it names none. What a document says
        of its source does not count: it is anybody's word.
        """
        if not self.configs:
            return raw
        name = (raw.source or "").strip() or host_of(raw.subject) or ""
        return with_config(raw, self.configs.get(name))


def read_sources(text: str) -> SourceTable:
    """The table that COPYDESK_SOURCES names: the path of a TOML file, the TOML itself, or names parted by commas.

    And after it the sources of each sources.toml that others bring (docs/extend.md). Raises SourcesError, in one
    sentence that names the file, the source and what is wrong.
    """
    table = _read_own(text.strip())
    for pack, theirs in beside(SOURCES):
        where = f"{SOURCES} of {pack.whose}"
        table = _joined(table, _table(parsed(pack, SOURCES, theirs), where), where)
    return table


def _joined(table: SourceTable, more: SourceTable, where: str) -> SourceTable:
    if twice := next((name for name in more.configs if name in table.configs), None):
        _refuse(where, f"{twice} is configured in {table.where} already")
    labels = tuple(dict.fromkeys((*table.labels, *more.labels)))
    _check_labels(labels, where)
    return SourceTable(
        {**table.configs, **more.configs},
        {**table.owns, **more.owns},
        labels,
        f"{table.where} and {where}",
        {**table.connections, **more.connections},
    )


def _read_own(text: str) -> SourceTable:
    if not names_file(text):
        labels = listed_sources(text)
        if stray := next((name for name in labels if name.startswith(("/", "./", "../", "~/"))), None):
            raise SourcesError(
                f"COPYDESK_SOURCES: {stray} is no source; the name of a file must end in .toml"
            )
        return SourceTable(labels=labels)
    where, table = read_toml("COPYDESK_SOURCES", text, SourcesError)
    return _table(table, where)


def _table(table: Mapping[str, Any], where: str) -> SourceTable:
    if stray := next((name for name in table if name != "source"), None):
        _refuse(where, f"{stray!r} is unknown; each source begins with [[source]]")
    entries = table.get("source")
    if not isinstance(entries, list) or not entries:
        _refuse(where, "it has no [[source]]")
    if len(entries) > MOST:
        _refuse(where, f"{len(entries)} sources; at most {MOST}")
    configs: dict[str, SourceConfig] = {}
    owns: dict[str, tuple[str, ...]] = {}
    labels: list[str] = []
    connections: dict[str, dict[str, Mapping[str, Any]]] = {}
    for number, entry in enumerate(entries, 1):
        name = _name(entry, f"{where}: source {number}")
        of = f"{where}: source {number} ({name})"
        if name in configs:
            _refuse(of, "there is one of that name already")
        configs[name] = _config(name, entry, of)
        if owned := _owned(entry.get("owns", []), of):
            owns[name] = owned
        if _is_true(entry, "metrics", of):
            labels.append(name)
        if comes := {kind: _connection(entry, kind, of) for kind in CONNECTIONS if kind in entry}:
            connections[name] = comes
    _check_labels(labels, where)
    return SourceTable(configs, owns, tuple(labels), where, connections)


def _check_labels(labels: Sequence[str], where: str) -> None:
    if len(labels) > MOST_LISTED:
        _refuse(
            where,
            f"{len(labels)} sources have figures of their own in the metrics; at most {MOST_LISTED}, for each has "
            "dozens of series: write metrics = false for the others",
        )


def _name(entry: Any, of: str) -> str:
    if not isinstance(entry, dict):
        _refuse(of, "each source begins with [[source]]")
    name = entry.get("name")
    if not isinstance(name, str) or not name.strip():
        _refuse(of, 'it needs name = "…", as ce_source has it')
    if len(name.strip()) > LONGEST_SOURCE:
        _refuse(of, f"its name has more than {LONGEST_SOURCE} characters")
    return name.strip()


def _config(name: str, entry: Mapping[str, Any], of: str) -> SourceConfig:
    if stray := next((key for key in entry if key not in _KEYS), None):
        _refuse(of, f"{stray!r} is unknown; known are {', '.join(_KEYS)}")
    texts = {key: _text(entry, key, of) for key in _TEXTS if key in entry}
    for key, known in _CHOICES.items():
        if key in texts and texts[key] not in known:
            _refuse(of, f"{key} is {texts[key]!r}; it may be {', '.join(known)}")
    language, zone, country = texts.get("language"), texts.get("zone"), texts.get("country")
    if language and not _LANGUAGE.fullmatch(language):
        _refuse(of, f'language is {language!r}; write a tag such as "de" or "en-GB"')
    if zone and iana(zone) is None:
        _refuse(
            of, f'zone is {zone!r}, which the IANA time zone database does not have; write "Europe/London"'
        )
    if country and not _COUNTRY.fullmatch(country):
        _refuse(of, f'country is {country!r}; write two capital letters, such as "GB" (ISO 3166-1)')
    return SourceConfig(
        name=name,
        zone=zone,
        country=country or region_of(language) or zone_countries().get(zone or ""),
        language=language,
        dates=texts.get("dates"),
        format=Format(texts["format"]) if "format" in texts else None,
        identity=texts.get("identity", "document"),
        profile=texts.get("profile"),
        **_rights(entry.get("rights", {}), of),
    )


def _rights(rights: Any, of: str) -> dict[str, str]:
    if not isinstance(rights, dict):
        _refuse(of, 'rights must be a table: [source.rights], then holder = "…", notice = "…", terms = "…"')
    if stray := next((key for key in rights if key not in _RIGHTS), None):
        _refuse(of, f"rights.{stray} is unknown; known are {', '.join(_RIGHTS)}")
    return {key: _text(rights, key, f"{of}: rights") for key in rights}


def _text(entry: Mapping[str, Any], key: str, of: str) -> str:
    value = entry[key]
    if not isinstance(value, str) or not value.strip():
        _refuse(of, f'{key} must be a text: {key} = "…"')
    if len(value) > LONGEST:
        _refuse(of, f"{key} has more than {LONGEST} characters")
    return value.strip()


def _connection(entry: Mapping[str, Any], kind: str, of: str) -> Mapping[str, Any]:
    table = entry[kind]
    if not isinstance(table, dict):
        _refuse(of, f"{kind} must be a table: [source.{kind}], and its settings below it")
    return table


def _owned(given: Any, of: str) -> tuple[str, ...]:
    if not isinstance(given, list) or not all(isinstance(each, str) and each.strip() for each in given):
        _refuse(of, "owns must be a list of texts")
    return tuple(each.strip() for each in given)


def _is_true(entry: Mapping[str, Any], key: str, of: str) -> bool:
    value = entry.get(key, True)
    if not isinstance(value, bool):
        _refuse(of, f"{key} must be true or false")
    return value


def _refuse(of: str, what: str) -> NoReturn:
    raise SourcesError(f"{of}: {what}")
