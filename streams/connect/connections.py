"""From sources.toml to the connections that it lists."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from streams.connect.connection import Build, Connection, Given
from streams.connect.options import Options
from streams.errors import ExtraError, SourcesError
from streams.extras import EXTRAS, need
from streams.kinds import CONNECTIONS
from streams.settings import Settings
from streams.sources.table import SourceTable

#: Kinds that are things, of which there may be several.
_COUNTABLE = ("folder", "feed", "sitemap")


def connections_of(table: SourceTable, known: Settings) -> list[Connection]:
    """All connections of the file, each checked. Raises SourcesError, in one sentence, for the first that is wrong."""
    made: list[Connection] = []
    for kind in CONNECTIONS:
        given = [
            Given(source, Options(f"{table.where}: source {source!r}", kind, tables[kind]))
            for source, tables in table.connections.items()
            if kind in tables
        ]
        if given:
            made += _build(kind)(given, known)
    _share_server(made)
    return made


def _share_server(made: Sequence[Connection]) -> None:
    """The hubs of feeds call on the server of the sources that push, where there are both: it is one port."""
    if {"http", "feed"} <= {each.kind for each in made}:
        found = (getattr(each, "callbacks", None) for each in made)
        import_module("streams.connect.websub").join(made, [each for each in found if each is not None])


def _build(kind: str) -> Build:
    """The function `build` of the module of that kind; only kinds that are used are loaded."""
    try:
        if kind in EXTRAS:
            need(kind, f"[source.{kind}]")
    except ExtraError as missing:
        raise SourcesError(str(missing)) from missing
    module = import_module(f"streams.connect.{kind}")
    build: Build = module.build
    return build


def counted(connections: Sequence[Connection]) -> str:
    """How many there are of each kind, in words: "3 folders, 1 feed"."""
    kinds = [each.kind for each in connections]
    many = {kind: kinds.count(kind) for kind in CONNECTIONS if kind in kinds}
    return ", ".join(
        f"{number} {kind}{'s' if number > 1 and kind in _COUNTABLE else ''}" for kind, number in many.items()
    )
